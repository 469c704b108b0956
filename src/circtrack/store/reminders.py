"""Which reminders were sent to whom for which obligation, and what else only reminders need from the database."""

from __future__ import annotations

from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.store.owing import OWED, Selection, make_rounds
from circtrack.store.secrecy import is_open_task, select_first_seen

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction

_KEY = ("task", "office", "due_on", "level", "said_to")


class ReminderRecord(NamedTuple):
    """One obligation named in a reminder, as it is recorded.

    ``task`` is a row, ``office`` the office that owes, ``due_on`` the deadline at that time (ISO, "" for none),
    ``level`` the reminder level's name, ``said_to`` the code of the office that received the reminder.
    """

    task: int
    office: str
    due_on: str
    level: str
    said_to: str


class ObligationDetail(NamedTuple):
    """The note recorded with an obligation, the deadline of its task (ISO or None), and how often that was changed."""

    note: str
    task_due_on: str | None
    moves: int = 0


class SettledDeadline(NamedTuple):
    """A deadline that nobody owes any more. Days are ISO text; ``key`` names its task in every database.

    ``rounds`` are the places of the rounds that were due on it, "" where the task does not recur.
    """

    key: str
    title: str
    system: str
    number: str
    subject: str
    due_on: str
    task_due_on: str | None
    moves: int
    rounds: str = ""


class CitableLetter(NamedTuple):
    """A letter of a chain as a reminder cites it. ``date`` is ISO text."""

    number: str
    date: str
    issuer: str
    urgency: str


def list_citable(connection: Connection, root: int) -> dict[str, CitableLetter]:
    """Return the letters of this root's chain by number; of several with one number, the earliest."""
    rows = connection.execute(
        "SELECT l.number, l.date, coalesce(v.name, l.issuer), l.urgency FROM letter AS l"
        " LEFT JOIN office_version AS v ON v.code = l.issuer AND v.since <= l.date AND l.date < v.until"
        " WHERE l.root = ? ORDER BY l.date DESC, l.number DESC, l.issuer DESC, l.id DESC",
        (root,),
    )
    # The same days and offices come again in every chain of the country: each is held once.
    return {number: CitableLetter(number, *map(intern, said)) for number, *said in rows}


def find_urgency(connection: Connection, root: int) -> str:
    """Return the urgency of a chain's first letter, "" for none."""
    row = connection.execute("SELECT urgency FROM letter WHERE id = ?", (root,)).fetchone()
    return str(row[0]) if row else ""


def load_reminders(
    connection: Connection, owed: Collection[tuple[int, str]], today: str
) -> dict[tuple[int, str, str], list[tuple[str, str]]]:
    """Return the reminders of these obligations (task and office) by task, office that owes, and office reminded.

    Each is the deadline then (ISO, "" for none) and the level. What is recorded as said after today (ISO) was recorded
    while the clock was wrong: it has not been said.
    """
    found: dict[tuple[int, str, str], list[tuple[str, str]]] = {}
    condition, values = _make_condition(connection, owed)
    for task, office, to, due, level in connection.execute(
        f"SELECT task, office, said_to, due_on, level FROM reminder WHERE {condition} AND said_on <= ?",
        (*values, today),
    ):
        found.setdefault((task, office, to), []).append((due, level))
    return found


def load_details(
    connection: Connection, owed: Collection[tuple[int, str]], *, settled: bool = False
) -> dict[tuple[int, str], ObligationDetail]:
    """Return the note and the task's own deadline of these obligations, by task and office.

    Read when reminders are written, some hundred at a time: most obligations are not due. Those that are not owed any
    more are left out, unless ``settled`` wants them.
    """
    condition, values = _make_condition(connection, owed)
    rows = connection.execute(
        "SELECT o.task, o.office, coalesce(o.note, ''), t.due_on,"
        " (SELECT count(*) FROM deadline_change AS c WHERE c.task = t.id)"
        # Reminders are of what is owed, which has an index by office. By its key, all of a task's obligations are read.
        f" FROM obligation AS o JOIN task AS t ON t.id = o.task WHERE {condition}"
        f"{'' if settled else f' AND {OWED}'}",
        values,
    )
    return {(task, office): ObligationDetail(*detail) for task, office, *detail in rows}


def _make_condition(connection: Connection, owed: Collection[tuple[int, str]]) -> tuple[str, tuple[object, object]]:
    """Return the condition that rows are of one of these tasks and of one of these offices, and its values."""
    among = connection.engine.among
    of_tasks, tasks = among("task", sorted({task for task, _ in owed}))
    of_offices, offices = among("office", sorted({office for _, office in owed}))
    return f"{of_tasks} AND {of_offices}", (tasks, offices)


# Which letter a task is listed under is computed before the join, as in store.owing.
_SETTLED = f"""
WITH settled AS MATERIALIZED (
    SELECT t.id, t.position, t.title, t.system, t.due_on AS task_due, coalesce(o.due_on, t.due_on) AS due_on,
        {select_first_seen("t", include_secret=False)} AS seen
    FROM obligation AS o JOIN task AS t ON t.id = o.task
    WHERE coalesce(o.due_on, t.due_on) >= ? AND (? = 0 OR t.letter = ?) AND {is_open_task("t.id")}
    GROUP BY t.id, t.letter, t.position, t.title, t.system, t.due_on, coalesce(o.due_on, t.due_on)
    HAVING sum(CASE WHEN {OWED} THEN 1 ELSE 0 END) = 0
)
SELECT r.issuer || '|' || r.number || '|' || substr(r.date, 1, 4) || '|' || x.position, x.title, x.system, r.number,
    r.subject, x.due_on, x.task_due, (SELECT count(*) FROM deadline_change AS c WHERE c.task = x.id)
FROM settled AS x JOIN letter AS r ON r.id = x.seen
ORDER BY 6, 1
"""


_RECURRING = f"""
WITH listed AS MATERIALIZED (
    SELECT t.id, t.position, t.title, t.system, {select_first_seen("t", include_secret=False)} AS seen
    FROM task AS t WHERE {{of_tasks}}
)
SELECT x.id, r.issuer || '|' || r.number || '|' || substr(r.date, 1, 4) || '|' || x.position, x.title, x.system,
    r.number, r.subject, (SELECT count(*) FROM deadline_change AS c WHERE c.task = x.id)
FROM listed AS x JOIN letter AS r ON r.id = x.seen ORDER BY x.id
"""


def list_settled(connection: Connection, since: str, root: int = 0) -> list[SettledDeadline]:
    """Return the deadlines from a day (ISO) on that nobody owes any more; with ``root``, only those of its chain."""
    return [SettledDeadline(*row) for row in connection.execute(_SETTLED, (since, root, root))]


def list_settled_rounds(connection: Connection, since: str, rounds: Sequence[tuple[Any, ...]]) -> list[SettledDeadline]:
    """Return the days from a day (ISO) on that were the last of one of these rounds, and are nobody's any more.

    That is where all have done it, and where the deadline moved to another day. Each is a ``TaskRound``.
    """
    source, values, _ = make_rounds(connection, Selection(rounds=rounds))
    owed = set(connection.execute(f"SELECT DISTINCT o.task, o.due_on {source}", values).fetchall())
    days: dict[tuple[int, str], set[int]] = {}
    for task, name, place, _, due_on, *_ in rounds:
        for each in (name, due_on):
            if each >= since and (task, each) not in owed:
                days.setdefault((task, each), set()).add(place)
    of_tasks, among = connection.engine.among("t.id", sorted({task for task, _ in days}))
    rows = connection.execute(_RECURRING.format(of_tasks=of_tasks), (among,))
    return [
        SettledDeadline(key, title, system, number, subject, due_on, None, moves, ", ".join(map(str, sorted(places))))
        for task, key, title, system, number, subject, moves in rows
        for (of_task, due_on), places in sorted(days.items())
        if of_task == task
    ]


def record_reminders(transaction: Transaction, said: Sequence[ReminderRecord], day: str, channel: str) -> None:
    """Record the reminders sent on a day (ISO). ``channel`` is how: text, csv, eml, smtp, ...

    A task may have been undone by somebody else meanwhile; its reminders are not recorded.
    """
    tasks = sorted({each.task for each in said})
    condition, among = transaction.connection.engine.among("id", tasks)
    present = {task for (task,) in transaction.connection.execute(f"SELECT id FROM task WHERE {condition}", (among,))}
    later = _list_later(transaction.connection, tasks, day)
    new = []
    for each in said:
        if each in later:
            transaction.update("reminder", each._asdict(), {"said_on": day, "channel": channel})
        elif each.task in present:
            new.append(each._asdict() | {"said_on": day, "channel": channel})
    transaction.insert_all("reminder", _KEY, new)


def _list_later(connection: Connection, tasks: Sequence[int], day: str) -> set[ReminderRecord]:
    """Return the reminders recorded as said after a day (ISO), while the clock was wrong."""
    condition, among = connection.engine.among("task", tasks)
    rows = connection.execute(
        f"SELECT task, office, due_on, level, said_to FROM reminder WHERE {condition} AND said_on > ?", (among, day)
    )
    return set(map(ReminderRecord._make, rows))
