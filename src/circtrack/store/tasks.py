"""The tasks of a chain as rows: what its letters state, what is owed by whom, and which deadlines were moved."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.model import Task
    from circtrack.store.obligations import ChainObligation


Receipts = tuple[tuple[str, date], ...]
"""Offices with the day on which each received a letter."""


class ChainMember(NamedTuple):
    """One letter of a chain, with its recipients' codes and the tasks that it states, in its order.

    An extension states a new day for what another letter asks, and no task of its own. ``received`` has those of the
    recipients whose receipt is recorded, with its day.
    """

    id: int
    parent: int | None
    number: str
    date: date
    issuer: str
    recipients: tuple[str, ...]
    stated: tuple[Task, ...]
    received: Receipts = ()


class RecordedTask(NamedTuple):
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


class RecordedObligation(NamedTuple):
    """What is recorded of one office's obligation. Days are ISO text or None; ``closed_by`` the letter that did.

    ``recorded_by`` is the office whose word it is, "" for this database's own.
    """

    progress: str
    done_on: str | None
    due_on: str | None
    note: str | None
    closed_by: int | None
    recorded_by: str = ""


class DeadlineChange(NamedTuple):
    """One change of a deadline.

    ``office`` None: the task's own. ``agreed``: 1 where a clerk moved it, on the word of ``letter`` or on his own
    (None); 0 where it follows from what ``letter``, one of the chain, states. ``recorded_by`` as for
    ``RecordedObligation``.
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


def load_members(connection: Connection, root: int) -> list[ChainMember]:
    """The letters of the chain of this root."""
    rows = connection.execute("SELECT id, parent, number, date, issuer, kind FROM letter WHERE root = ?", (root,))
    return [
        ChainMember(row, parent, number, date.fromisoformat(day), issuer, *_sent(connection, row, kind))
        for row, parent, number, day, issuer, kind in rows.fetchall()
    ]


def _sent(connection: Connection, letter: int, kind: str) -> tuple[tuple[str, ...], tuple[Task, ...], Receipts]:
    """Recipients, tasks and receipts of one letter."""
    from circtrack.model import Task  # what reads whole chains needs it; to record what one office did does not

    deliveries = connection.execute(
        "SELECT office, received_on FROM delivery WHERE letter = ? ORDER BY office", (letter,)
    ).fetchall()
    stated = connection.execute(
        "SELECT title, system, audience, due_on, rule, as_written FROM stated_task"
        " WHERE letter = ? AND ? <> 'extension' ORDER BY position",
        (letter, kind),
    )
    return (
        tuple(office for office, _ in deliveries),
        tuple(
            Task(title, system, audience, date.fromisoformat(due) if due else None, rule, words)
            for title, system, audience, due, rule, words in stated
        ),
        tuple((office, date.fromisoformat(day)) for office, day in deliveries if day),
    )


def find_reminded(connection: Connection, root: int) -> tuple[str, str] | None:
    """A letter of this chain that reminds of one recorded in another chain, and that one; None where none does.

    The cited number may be any that the letter goes by; numbers begin anew each calendar year.
    """
    row: tuple[str, str] | None = connection.execute(
        "SELECT l.number, x.number FROM letter AS l"
        " JOIN letter_link AS k ON k.letter = l.id AND k.type = 'reminds'"
        " JOIN letter_number AS n ON n.compact = replace(k.number, ' ', '') AND n.number = k.number"
        " JOIN letter AS x ON x.id = n.letter AND x.root <> l.root"
        " WHERE l.root = ? AND (k.date IS NULL OR substr(k.date, 1, 4) = substr(x.date, 1, 4))"
        " ORDER BY l.date, l.id LIMIT 1",
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
    """For each task stated in the chain, by letter and position, the chain's task that it was last taken for."""
    rows = connection.execute(
        "SELECT s.letter, s.position, s.task FROM stated_task AS s JOIN letter AS l ON l.id = s.letter"
        " WHERE l.root = ?",
        (root,),
    )
    return {(letter, position): task for letter, position, task in rows}


def list_tasks_stated_by(connection: Connection, letter: int) -> set[int]:
    """The chain's tasks that one letter of it states itself."""
    rows = connection.execute("SELECT DISTINCT task FROM stated_task WHERE letter = ? AND task IS NOT NULL", (letter,))
    return {task for (task,) in rows}


def list_words_stated_by(connection: Connection, letter: int) -> dict[int, str]:
    """By the chain's task, the words of the deadline that one letter of it states without naming the day."""
    rows = connection.execute(
        "SELECT task, as_written FROM stated_task"
        " WHERE letter = ? AND task IS NOT NULL AND due_on IS NULL AND as_written <> '' ORDER BY position DESC",
        (letter,),
    )
    return dict(rows.fetchall())


def list_places_of_task(connection: Connection, task: int) -> list[tuple[int, int]]:
    """Letter and position of everything stated that was taken for this task."""
    return connection.execute("SELECT letter, position FROM stated_task WHERE task = ?", (task,)).fetchall()


def load_chain_tasks(connection: Connection, root: int) -> list[RecordedTask]:
    """The tasks of the chain of this root, in order."""
    return _tasks(connection, "letter = ? ORDER BY position", (root,))


def load_task_rows(connection: Connection, tasks: set[int]) -> dict[int, RecordedTask]:
    """Tasks by their rows."""
    return {task: _tasks(connection, "id = ?", (task,))[0] for task in sorted(tasks)}


def load_owed(connection: Connection, task: int) -> dict[str, RecordedObligation]:
    """The obligations of a task by office."""
    rows = connection.execute(
        "SELECT office, progress, done_on, due_on, note, closed_by, recorded_by FROM obligation WHERE task = ?", (task,)
    )
    return {office: RecordedObligation(*row) for office, *row in rows}


def load_moved(connection: Connection, task: int) -> list[DeadlineChange]:
    """The changes of a task's deadlines, in the order in which they were made."""
    rows = connection.execute(
        "SELECT id, task, office, due_on, previous, reason, letter, agreed, recorded_by FROM deadline_change"
        " WHERE task = ? ORDER BY id",
        (task,),
    )
    return [DeadlineChange(*row) for row in rows]


def find_next_row(connection: Connection, table: str) -> int:
    """The row that a new task or change of deadline gets."""
    return connection.engine.next_row(connection, table)


def _tasks(connection: Connection, condition: str, values: tuple[Any, ...]) -> list[RecordedTask]:
    rows = connection.execute(
        f"SELECT id, letter, position, title, system, audience, due_on, rule, as_written FROM task WHERE {condition}",
        values,
    )
    return [RecordedTask(*row) for row in rows]


# Deadlines that clerks move, on a letter's word or their own: the new one where it counts, the old in the history.


def move_for_task(
    transaction: Transaction, task: RecordedTask, to: date, reason: str, *, letter: int | None = None
) -> None:
    """Move a task's own deadline; an office's that is not later goes with it. ``letter``: the one that says so."""
    due = to.isoformat()
    _note(transaction, task.id, None, due, task.due_on, reason, letter)
    transaction.update("task", {"id": task.id}, {"due_on": due})
    for office, row in load_owed(transaction.connection, task.id).items():
        if row.due_on and row.due_on <= due:
            transaction.update("obligation", {"task": task.id, "office": office}, {"due_on": None})


def move_for_office(
    transaction: Transaction, obligation: ChainObligation, to: date, reason: str, *, letter: int | None = None
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
            "id": find_next_row(transaction.connection, "deadline_change"),
            "task": task,
            "office": office,
            "due_on": due,
            "previous": previous,
            "reason": reason,
            "letter": letter,
            "agreed": 1,
        },
    )
