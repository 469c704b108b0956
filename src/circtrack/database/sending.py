"""The lock of whoever sends reminders: one program at a time looks what is to be said, says it and records it."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from circtrack.database.process import lock_timeout
from circtrack.database.sqlite.connection import connect, make_no_database_error, translated_errors
from circtrack.errors import N_, LockedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.place import Place


@contextmanager
def lock_sending(place: Place) -> Iterator[None]:
    """Let one program at a time look what is to be said, say it and record it.

    Mail takes its time, and while it goes nobody should wait for the database itself. So the lock is on a file beside
    it, empty, and taken by SQLite's own means: it works on every system, and ends with the process, however that ends.

    Raises:
        UnknownError: there is no database.
        LockedError: another program was sending past the timeout.
        DatabaseError: the folder cannot be written.
    """
    if not isinstance(place, Path):
        from circtrack.database.postgres import transactions as postgres

        with postgres.lock_sending(place):
            yield
        return
    path = place
    if not path.exists():
        raise make_no_database_error(path)
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
