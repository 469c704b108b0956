"""Which reminders were sent to whom for which obligation, and what else only reminders need from the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

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
    """The note recorded with an obligation, and the deadline of its task (ISO or None)."""

    note: str
    task_due_on: str | None


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


def load_details(connection: Connection, owed: Collection[tuple[int, str]]) -> dict[tuple[int, str], ObligationDetail]:
    """Return the note and the task's own deadline of these obligations (task and office).

    Read when reminders are written, some hundred at a time: most obligations are not due.
    """
    condition, values = _make_condition(connection, owed)
    rows = connection.execute(
        "SELECT o.task, o.office, coalesce(o.note, ''), t.due_on FROM obligation AS o JOIN task AS t ON t.id = o.task"
        f" WHERE {condition}",
        values,
    )
    return {(task, office): ObligationDetail(note, due) for task, office, note, due in rows}


def _make_condition(connection: Connection, owed: Collection[tuple[int, str]]) -> tuple[str, tuple[object, object]]:
    """Return the condition that rows are of one of these tasks and of one of these offices, and its values."""
    among = connection.engine.among
    of_tasks, tasks = among("task", sorted({task for task, _ in owed}))
    of_offices, offices = among("office", sorted({office for _, office in owed}))
    return f"{of_tasks} AND {of_offices}", (tasks, offices)


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
