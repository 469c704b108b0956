"""The lock for sending reminders: one program at a time finds what is due, sends it and records it."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from circtrack.database.locked import make_sending_error
from circtrack.database.sqlite.connection import connect, make_no_database_error, translated_errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.place import Place


@contextmanager
def lock_sending(place: Place) -> Iterator[None]:
    """Hold the lock with which one program at a time finds due reminders, sends them and records them.

    Mail takes time, and meanwhile nobody should have to wait for the database itself. So SQLite locks an empty file
    beside it: that works on every system, and the lock ends with the process, however the process ends.

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
    lock_file = path.with_name(path.name + "-sending")
    with translated_errors(lock_file):
        lock = connect(lock_file, "mode=rwc")
    try:
        with translated_errors(lock_file):
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
                raise make_sending_error(path) from error
        yield
    finally:
        lock.close()
