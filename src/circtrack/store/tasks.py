"""The tasks of a chain: what its letters state, who owes what, and which deadlines were moved."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from circtrack.record import Record
from circtrack.store.find_letter import cite_letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.model import Task
    from circtrack.store.obligations import ChainObligation


_MOST_DIGITS = 9
"""Python refuses to make numbers of thousands of digits."""

Receipts = tuple[tuple[str, date], ...]
"""Offices with the day on which each received a letter."""


class ChainMember(Record):
    """One letter of a chain, with its recipients' codes and the tasks that it states, in its order.

    ``citation`` is how commands find it (``find_letter.cite_letter``).
    An extension states a new deadline for another letter's task, and no task of its own. ``received`` has the
    recipients whose receipt is recorded, with its day.
    """

    id: int
    parent: int | None
    number: str
    citation: str
    date: date
    issuer: str
    recipients: tuple[str, ...]
    stated: tuple[Task, ...]
    received: Receipts = ()

    @property
    def is_hidden(self) -> bool:
        """Whether the role of a server does not see the letter, but what it asks (``load_asking_members``)."""
        return self.id < 0


class RecordedTask(Record):
    """One task of a chain as recorded. ``due_on`` is ISO text or None."""

    id: int
    letter: int
    position: int
    title: str
    system: str
    audience: str
    due_on: str | None
    rule: str
    as_written: str


def read_task_place(text: str) -> int | None:
    """Read a task's place in its letter, counted from 1; None if the text is no number at all.

    A number that is no place, 0, is for the caller to refuse.
    """
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


class RecordedObligation(Record):
    """What is recorded of one office's obligation. Days are ISO text or None.

    ``closed_by`` is the row of the letter that closed it; ``recorded_by`` is the office that stated it, "" for this
    database itself. ``exempt_from`` is the first day of which an exempt office owes no rounds, None if not said.
    ``rule`` has the office's own days in the task's rounds, where letters below the first set earlier ones. ``kinds``
    are those of which alone it owes rounds, with a blank before and after each; "" for any.
    """

    progress: str
    done_on: str | None
    due_on: str | None
    note: str | None
    closed_by: int | None
    recorded_by: str = ""
    exempt_from: str | None = None
    rule: str = ""
    kinds: str = ""


class DeadlineChange(Record):
    """One change of a deadline.

    ``office`` is None where the task's own deadline changed. ``agreed`` is 1 where a clerk moved it, because of
    ``letter`` or (None) by his own decision; 0 where it follows from what ``letter``, a letter of the chain, states.
    ``recorded_by`` is as in ``RecordedObligation``. ``round`` is the name of the only round whose deadline changed;
    with ``rule`` it is the first of those that follow that rule instead, and ``due_on`` the day on which it is due.
    ``overtakes`` is the last date of letters whose earlier days a clerk's own word overtakes; None for all, or where
    ``letter`` says it by its date.
    """

    id: int
    task: int
    office: str | None
    due_on: str
    previous: str | None
    reason: str
    letter: int | None
    agreed: int
    recorded_by: str = ""
    round: str | None = None
    rule: str = ""
    overtakes: str | None = None


def load_members(connection: Connection, root: int) -> list[ChainMember]:
    """Return the letters of this root's chain."""
    members, _ = _load_members(connection, root)
    return members


def load_asking_members(connection: Connection, root: int) -> list[ChainMember]:
    """Return the letters of this root's chain, below the first one where the role of a server does not see that.

    What a hidden first letter asks stands under the number of the root that is seen, as a negative one.
    """
    members, (recipients, stated, received) = _load_members(connection, root)
    if not stated:
        return members
    first = next(member for member in members if member.id == root)
    hidden = ChainMember(-root, None, "", "", first.date, first.issuer, recipients, stated, received)
    return [hidden, *(each._replace(parent=hidden.id) if each.parent is None else each for each in members)]


def list_offices_asked(connection: Connection, letter: int, audience: str) -> list[str]:
    """Return the codes of the offices that owe all that a letter asks of this audience, which the role does not see.

    Those that offices of the role alone ask too are left out: only such a role's ``obligation`` tells (``asked``).
    """
    rows = connection.execute(
        "SELECT o.office FROM stated_task AS s JOIN obligation AS o ON o.task = s.task"
        " WHERE s.letter = ? AND s.audience = ? AND NOT o.asked GROUP BY o.office HAVING count(*) ="
        " (SELECT count(*) FROM stated_task AS a WHERE a.letter = ? AND a.audience = ?) ORDER BY o.office",
        (letter, audience, letter, audience),
    )
    return [office for (office,) in rows]


class _MemberParts(Record):
    recipients: tuple[str, ...]
    stated: tuple[Task, ...]
    received: Receipts


def _load_members(connection: Connection, root: int) -> tuple[list[ChainMember], _MemberParts]:
    """Return the letters of a chain, and the parts of a first one that is hidden, empty where none is."""
    letters = connection.execute(
        f"SELECT l.id, l.parent, l.number, {cite_letter('l')}, l.date, l.issuer, l.kind FROM letter AS l"
        " WHERE l.root = ?",
        (root,),
    ).fetchall()
    parts = _load_parts(connection, [-root, *(row for row, *_ in letters)])
    members = []
    for row, parent, number, citation, day, issuer, kind in letters:
        recipients, stated, received = parts[row]
        own = () if kind == "extension" else stated
        members.append(
            ChainMember(row, parent, number, citation, date.fromisoformat(day), issuer, recipients, own, received)
        )
    return members, parts[-root]


def _load_parts(connection: Connection, letters: Sequence[int]) -> dict[int, _MemberParts]:
    """Return the parts of many letters in two queries: a chain can have a letter of each district."""
    from circtrack.model import Task  # only reading whole chains needs it, recording progress does not

    of_letters, wanted = connection.engine.among("letter", letters)
    offices: dict[int, list[tuple[str, str | None]]] = {letter: [] for letter in letters}
    for letter, *delivery in connection.execute(
        f"SELECT letter, office, received_on FROM delivery WHERE {of_letters} ORDER BY letter, office", (wanted,)
    ):
        offices[letter].append(tuple(delivery))
    tasks: dict[int, list[Task]] = {letter: [] for letter in letters}
    for letter, title, system, audience, due, rule, words in connection.execute(
        "SELECT letter, title, system, audience, due_on, rule, as_written FROM stated_task"
        f" WHERE {of_letters} ORDER BY letter, position",
        (wanted,),
    ):
        tasks[letter].append(Task(title, system, audience, date.fromisoformat(due) if due else None, rule, words))
    return {
        letter: _MemberParts(
            tuple(office for office, _ in offices[letter]),
            tuple(tasks[letter]),
            tuple((office, date.fromisoformat(day)) for office, day in offices[letter] if day),
        )
        for letter in letters
    }


def find_reminded(connection: Connection, root: int) -> tuple[str, str] | None:
    """Return a letter of this chain that reminds of one in another chain, and that one, as citations; else None.

    The citation may use any number of the other letter; numbers start again each calendar year.
    """
    row: tuple[str, str] | None = connection.execute(
        f"SELECT {cite_letter('l')}, {cite_letter('x')} FROM letter AS l"
        " JOIN letter_link AS k ON k.letter = l.id AND k.type = 'reminds'"
        " JOIN letter_number AS n ON n.compact = replace(k.number, ' ', '') AND n.number = k.number"
        " JOIN letter AS x ON x.id = n.letter AND x.root <> l.root"
        " WHERE l.root = ? AND (k.date IS NULL OR substr(k.date, 1, 4) = substr(x.date, 1, 4))"
        " ORDER BY l.date, l.number, l.issuer, l.id LIMIT 1",
        (root,),
    ).fetchone()
    return row


def has_tasks(connection: Connection, root: int) -> bool:
    """Whether the chain has tasks already."""
    return (
        connection.execute(
            "SELECT 1 FROM task AS t JOIN letter AS l ON l.id = t.letter WHERE l.root = ? LIMIT 1", (root,)
        ).fetchone()
        is not None
    )


def load_stated_tasks(connection: Connection, root: int) -> dict[tuple[int, int], int | None]:
    """Return for each task stated in the chain, by letter and position, the chain's task it was last matched with."""
    rows = connection.execute(
        "SELECT s.letter, s.position, s.task FROM stated_task AS s JOIN letter AS l ON l.id = s.letter"
        " WHERE l.root = ?",
        (root,),
    )
    stated = {(letter, position): task for letter, position, task in rows}
    return stated | load_tasks_stated(connection, -root)  # by a hidden letter (``load_asking_members``)


def load_tasks_stated(connection: Connection, letter: int) -> dict[tuple[int, int], int | None]:
    """Return for each task that a letter states, by letter and position, the chain's task it was last matched with."""
    rows = connection.execute("SELECT position, task FROM stated_task WHERE letter = ?", (letter,))
    return {(letter, position): task for position, task in rows}


def load_recipients(connection: Connection, letter: int) -> list[str]:
    """Return the codes of the offices to which a letter was sent."""
    rows = connection.execute("SELECT office FROM delivery WHERE letter = ? ORDER BY office", (letter,))
    return [office for (office,) in rows]


def forget_shared_tasks(transaction: Transaction, letters: Sequence[int]) -> dict[tuple[int, int], int]:
    """Unmatch what these letters state from tasks that other letters state too, as these letters leave the chain.

    Returns:
        For each place that was unmatched, its task. Tasks of these letters alone stay theirs.
    """
    shared: dict[tuple[int, int], int] = {}
    for letter in letters:
        for place, task in load_tasks_stated(transaction.connection, letter).items():
            stated_in = transaction.connection.execute("SELECT letter FROM stated_task WHERE task = ?", (task,))
            if task and not {other for (other,) in stated_in}.issubset(letters):
                shared[place] = task
    for letter, position in shared:
        transaction.update("stated_task", {"letter": letter, "position": position}, {"task": None})
    return shared


def list_tasks_stated_by(connection: Connection, letter: int) -> set[int]:
    """Return the chain's tasks that this letter itself states."""
    rows = connection.execute("SELECT DISTINCT task FROM stated_task WHERE letter = ? AND task IS NOT NULL", (letter,))
    return {task for (task,) in rows}


def list_words_stated_by(connection: Connection, letter: int) -> dict[int, str]:
    """Return, by task of the chain, the text of each deadline that this letter states without naming the day."""
    rows = connection.execute(
        "SELECT task, as_written FROM stated_task"
        " WHERE letter = ? AND task IS NOT NULL AND due_on IS NULL AND as_written <> '' ORDER BY position DESC",
        (letter,),
    )
    return dict(rows.fetchall())


def list_places_of_task(connection: Connection, task: int) -> list[tuple[int, int]]:
    """Return letter and position of every stated task that is matched with this task, but for a hidden letter's."""
    query = "SELECT letter, position FROM stated_task WHERE task = ? AND letter > 0"
    return connection.execute(query, (task,)).fetchall()


def find_first_date(connection: Connection, letters: Sequence[int]) -> str:
    """Return the earliest date (ISO) of some letters."""
    of_letters, among = connection.engine.among("id", sorted(set(letters)))
    row = connection.execute(f"SELECT min(date) FROM letter WHERE {of_letters}", (among,)).fetchone()
    return str(row[0])


def load_chain_tasks(connection: Connection, root: int) -> list[RecordedTask]:
    """Return the tasks of this root's chain, in order."""
    return _select_tasks(connection, "letter = ? ORDER BY position", (root,))


def load_task_rows(connection: Connection, tasks: set[int]) -> dict[int, RecordedTask]:
    """Return tasks by their rows."""
    return {task: _select_tasks(connection, "id = ?", (task,))[0] for task in sorted(tasks)}


def load_obligations(connection: Connection, task: int) -> dict[str, RecordedObligation]:
    """Return the obligations of a task by office."""
    rows = connection.execute(
        "SELECT office, progress, done_on, due_on, note, closed_by, recorded_by, exempt_from, rule, kinds"
        " FROM obligation WHERE task = ?",
        (task,),
    )
    return {office: RecordedObligation(*row) for office, *row in rows}


def load_deadline_changes(connection: Connection, task: int) -> list[DeadlineChange]:
    """Return the changes of a task's deadlines, in the order in which they were made."""
    rows = connection.execute(
        "SELECT id, task, office, due_on, previous, reason, letter, agreed, recorded_by, round, rule, overtakes"
        " FROM deadline_change"
        " WHERE task = ? ORDER BY id",
        (task,),
    )
    return [DeadlineChange(*row) for row in rows]


def find_first_deadline(connection: Connection, task: RecordedTask) -> str | None:
    """Return a task's own deadline (ISO) before anybody moved it."""
    changes = load_deadline_changes(connection, task.id)
    before = [change.previous for change in changes if change.agreed and not (change.office or change.round)]
    if not before:
        return task.due_on
    return None if None in before else min(filter(None, before))


_FOR_EVER = "9999-12-31"


def find_day_of_change(connection: Connection, letter: int | None, overtakes: str | None = None) -> str:
    """Return the date (ISO) of a change of a deadline: its letter's, or the last date that a clerk's own overtakes."""
    if overtakes or letter is None:
        return overtakes or _FOR_EVER
    (day,) = connection.execute("SELECT date FROM letter WHERE id = ?", (letter,)).fetchone()
    return str(day)


def find_last_overtaken(connection: Connection, root: int, today: date) -> str:
    """Return the last date (ISO) of letters whose earlier days a clerk overtakes who moves a chain's deadline today.

    All that are recorded are meant, and what was written before today. What is written today may know of the move.
    """
    (last,) = connection.execute(
        "SELECT max(l.date) FROM letter AS l JOIN stated_task AS s ON s.letter = l.id WHERE l.root = ? AND l.id <> ?",
        (root, root),
    ).fetchone()
    return max(last or "", (today - timedelta(days=1)).isoformat())


def list_set_later(connection: Connection, tasks: Iterable[int], letter: int) -> set[tuple[int, str]]:
    """Return task and office of the earlier days that letters dated after this one have set."""
    of_tasks, among = connection.engine.among("c.task", sorted(tasks))
    rows = connection.execute(
        f"SELECT c.task, c.office FROM deadline_change AS c JOIN letter AS l ON l.id = c.letter WHERE {of_tasks}"
        " AND c.agreed = 0 AND c.round IS NULL AND l.date > (SELECT date FROM letter WHERE id = ?)",
        (among, letter),
    )
    return set(rows.fetchall())


def list_later_letters(connection: Connection, root: int, letter: int) -> set[int]:
    """Return the letters of a chain, below its first, that state tasks and are dated after this letter."""
    rows = connection.execute(
        "SELECT DISTINCT l.id FROM letter AS l JOIN stated_task AS s ON s.letter = l.id WHERE l.root = ? AND l.id <> ?"
        " AND l.kind <> 'extension' AND l.date > (SELECT date FROM letter WHERE id = ?)",
        (root, root, letter),
    )
    return {row for (row,) in rows}


def find_next_row(connection: Connection, table: str) -> int:
    """Return the row number for a new task or deadline change."""
    return connection.engine.next_row(connection, table)


def _select_tasks(connection: Connection, condition: str, values: tuple[Any, ...]) -> list[RecordedTask]:
    rows = connection.execute(
        f"SELECT id, letter, position, title, system, audience, due_on, rule, as_written FROM task WHERE {condition}",
        values,
    )
    return [RecordedTask(*row) for row in rows]


# Deadlines that clerks move, because of a letter or by their own decision: both old and new go into the history.


def move_for_task(
    transaction: Transaction,
    task: RecordedTask,
    to: date,
    reason: str,
    *,
    letter: int | None = None,
    overtakes: str | None = None,
) -> None:
    """Move a task's own deadline. ``letter`` is the row of the letter that moves it, ``overtakes`` as in the change.

    An office's own deadline that is not later is removed, so that the office has the task's new deadline.
    """
    due = to.isoformat()
    _record_change(transaction, DeadlineChange(0, task.id, None, due, task.due_on, reason, letter, 1), overtakes)
    transaction.update("task", {"id": task.id}, {"due_on": due})
    for office, row in load_obligations(transaction.connection, task.id).items():
        if row.due_on and row.due_on <= due:
            transaction.update("obligation", {"task": task.id, "office": office}, {"due_on": None})


def move_for_office(
    transaction: Transaction,
    obligation: ChainObligation,
    to: date,
    reason: str,
    *,
    letter: int | None = None,
    overtakes: str | None = None,
) -> None:
    """Move the deadline of one office. ``letter`` and ``overtakes`` are as in ``move_for_task``."""
    due, office = to.isoformat(), obligation.office
    change = DeadlineChange(0, obligation.task, office, due, obligation.due_on, reason, letter, 1)
    _record_change(transaction, change, overtakes)
    (task_due,) = transaction.connection.execute("SELECT due_on FROM task WHERE id = ?", (obligation.task,)).fetchone()
    key = {"task": obligation.task, "office": obligation.office}
    transaction.update("obligation", key, {"due_on": None if due == task_due else due})


class RoundMove(Record):
    """A new deadline (ISO) of one round, why, and the row of the letter that says so; None for a clerk's own decision.

    With ``rule``, the round is the first of those that follow that rule instead.
    """

    task: int
    round: str
    due_on: str
    reason: str
    letter: int | None
    rule: str = ""


def record_round_move(transaction: Transaction, move: RoundMove, before: Mapping[str | None, str | None]) -> None:
    """Note that the deadline of a round moved, for each of these offices (None: for all) with its day before (ISO)."""
    first = find_next_row(transaction.connection, "deadline_change")
    rows = [
        {**move._asdict(), "id": first + at, "office": office, "previous": previous, "agreed": 1}
        for at, (office, previous) in enumerate(before.items())
    ]
    transaction.insert_all("deadline_change", ("id",), rows)


def _record_change(transaction: Transaction, change: DeadlineChange, overtakes: str | None) -> None:
    row = change._replace(id=find_next_row(transaction.connection, "deadline_change"), overtakes=overtakes)
    transaction.insert("deadline_change", ("id",), row._asdict())
