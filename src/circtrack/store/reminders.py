"""What was said to whom about which obligation, and what only reminders ask of the database."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from circtrack.errors import N_, LockedError
from circtrack.store.connection import connect, lock_timeout, no_database, translated_errors
from circtrack.store.engine import engine_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from circtrack.place import Place
    from circtrack.store.engine import Connection
    from circtrack.store.write import Transaction

_KEY = ("task", "office", "due_on", "level", "said_to")


class Saying(NamedTuple):
    """One obligation that a reminder names, as it is recorded.

    ``task`` is a row, ``office`` who owes, ``due_on`` the deadline then (ISO, "" for none), ``level`` the name of the
    level, ``said_to`` the code of the office that must act.
    """

    task: int
    office: str
    due_on: str
    level: str
    said_to: str


class Detail(NamedTuple):
    """What an obligation has besides its progress: the note kept with it, and the deadline of the task itself."""

    note: str
    task_due_on: str | None


def said_of(connection: Connection, task: int, office: str, said_to: str) -> list[tuple[str, str]]:
    """What was said of one obligation to one office so far: the deadline then (ISO, "" for none) and the level."""
    return connection.execute(
        "SELECT due_on, level FROM reminder WHERE task = ? AND office = ? AND said_to = ?", (task, office, said_to)
    ).fetchall()


def detail_of(connection: Connection, task: int, office: str) -> Detail:
    """Note and the task's own deadline of one obligation, asked for once something is said of it: most are not due."""
    row = connection.execute(
        "SELECT coalesce(o.note, ''), t.due_on FROM obligation AS o JOIN task AS t ON t.id = o.task"
        " WHERE o.task = ? AND o.office = ?",
        (task, office),
    ).fetchone()
    return Detail(*row)


def record_sayings(transaction: Transaction, said: Sequence[Saying], day: str, channel: str) -> None:
    """Record what was said on a day (ISO). ``channel`` is how: text, csv, eml, smtp, ...

    Others may have undone since what asked for it; of that nothing is left to record.
    """
    condition, tasks = engine_of(transaction.connection).among("id", sorted({each.task for each in said}))
    there = {task for (task,) in transaction.connection.execute(f"SELECT id FROM task WHERE {condition}", (tasks,))}
    rows = [each._asdict() | {"said_on": day, "channel": channel} for each in said if each.task in there]
    transaction.insert_all("reminder", _KEY, rows)


@contextmanager
def only_sender(place: Place) -> Iterator[None]:
    """Let one program at a time look what is to be said, say it and record it.

    Mail takes its time, and while it goes nobody should wait for the database itself. So the lock is on a file beside
    it, empty, and taken by SQLite's own means: it works on every system, and ends with the process, however that ends.

    Raises:
        UnknownError: there is no database.
        LockedError: another program was sending past the timeout.
        DatabaseError: the folder cannot be written.
    """
    if not isinstance(place, Path):
        from circtrack.store import postgres_turns

        with postgres_turns.only_sender(place):
            yield
        return
    path = place
    if not path.exists():
        raise no_database(path)
    beside = path.with_name(path.name + "-sending")
    with translated_errors(beside):
        lock = connect(beside, "mode=rwc")
    try:
        with translated_errors(beside):
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
                raise LockedError(
                    "Another program has been sending reminders from {path} for {seconds} seconds.",
                    hint=N_("Wait for it to finish, and run the command again; nothing was said twice."),
                    path=path,
                    seconds=f"{lock_timeout():g}",
                ) from error
        yield
    finally:
        lock.close()
