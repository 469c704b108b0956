"""Deadlines that clerks move, on a letter's word or their own: the new one where it counts, the old in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.store.tasks import next_row, owed

if TYPE_CHECKING:
    from datetime import date

    from circtrack.store.progress import Owed
    from circtrack.store.tasks import RecordedTask
    from circtrack.store.write import Transaction


def move_for_task(
    transaction: Transaction, task: RecordedTask, to: date, reason: str, *, letter: int | None = None
) -> None:
    """Move a task's own deadline; an office's that is not later goes with it. ``letter``: the one that says so."""
    due = to.isoformat()
    _note(transaction, task.id, None, due, task.due_on, reason, letter)
    transaction.update("task", {"id": task.id}, {"due_on": due})
    for office, row in owed(transaction.connection, task.id).items():
        if row.due_on and row.due_on <= due:
            transaction.update("obligation", {"task": task.id, "office": office}, {"due_on": None})


def move_for_office(
    transaction: Transaction, obligation: Owed, to: date, reason: str, *, letter: int | None = None
) -> None:
    """Move the deadline of one office. ``letter``: the row of the one that says so."""
    due = to.isoformat()
    _note(transaction, obligation.task, obligation.office, due, obligation.due_on, reason, letter)
    (task_due,) = transaction.connection.execute("SELECT due_on FROM task WHERE id = ?", (obligation.task,)).fetchone()
    key = {"task": obligation.task, "office": obligation.office}
    transaction.update("obligation", key, {"due_on": None if due == task_due else due})


def _note(
    transaction: Transaction,
    task: int,
    office: str | None,
    due: str,
    previous: str | None,
    reason: str,
    letter: int | None,
) -> None:
    transaction.insert(
        "deadline_change",
        ("id",),
        {
            "id": next_row(transaction.connection, "deadline_change"),
            "task": task,
            "office": office,
            "due_on": due,
            "previous": previous,
            "reason": reason,
            "letter": letter,
            "agreed": 1,
        },
    )
