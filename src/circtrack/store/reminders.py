"""What was said to whom about which obligation, and what only reminders ask of the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction

_KEY = ("task", "office", "due_on", "level", "said_to")


class ReminderRecord(NamedTuple):
    """One obligation that a reminder names, as it is recorded.

    ``task`` is a row, ``office`` who owes, ``due_on`` the deadline then (ISO, "" for none), ``level`` the name of the
    level, ``said_to`` the code of the office that must act.
    """

    task: int
    office: str
    due_on: str
    level: str
    said_to: str


class ObligationDetail(NamedTuple):
    """What an obligation has besides its progress: the note kept with it, and the deadline of the task itself."""

    note: str
    task_due_on: str | None


def list_said(connection: Connection, task: int, office: str, said_to: str) -> list[tuple[str, str]]:
    """What was said of one obligation to one office so far: the deadline then (ISO, "" for none) and the level."""
    return connection.execute(
        "SELECT due_on, level FROM reminder WHERE task = ? AND office = ? AND said_to = ?", (task, office, said_to)
    ).fetchall()


def load_detail(connection: Connection, task: int, office: str) -> ObligationDetail:
    """Note and the task's own deadline of one obligation, asked for once something is said of it: most are not due."""
    row = connection.execute(
        "SELECT coalesce(o.note, ''), t.due_on FROM obligation AS o JOIN task AS t ON t.id = o.task"
        " WHERE o.task = ? AND o.office = ?",
        (task, office),
    ).fetchone()
    return ObligationDetail(*row)


def record_sayings(transaction: Transaction, said: Sequence[ReminderRecord], day: str, channel: str) -> None:
    """Record what was said on a day (ISO). ``channel`` is how: text, csv, eml, smtp, ...

    Others may have undone since what asked for it; of that nothing is left to record.
    """
    condition, tasks = transaction.connection.engine.among("id", sorted({each.task for each in said}))
    there = {task for (task,) in transaction.connection.execute(f"SELECT id FROM task WHERE {condition}", (tasks,))}
    rows = [each._asdict() | {"said_on": day, "channel": channel} for each in said if each.task in there]
    transaction.insert_all("reminder", _KEY, rows)
