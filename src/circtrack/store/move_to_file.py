"""A file that a move fills."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, NamedTuple

from circtrack.errors import N_, ConflictError
from circtrack.store import move_mark, schema
from circtrack.store.connection import connect, database_version
from circtrack.store.copying import refuse_rows
from circtrack.store.files import create
from circtrack.store.migrate import migrate
from circtrack.store.unfinished import OF_FILE

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

_CACHE_KIB = 32_000


class FileTarget(NamedTuple):
    """A file that is being filled."""

    connection: sqlite3.Connection

    def begin(self) -> None:
        """Begin a transaction that writes."""
        self.connection.execute("BEGIN IMMEDIATE")

    def begin_reading(self) -> None:
        """Begin one that reads."""
        self.connection.execute("BEGIN")

    def finish(self) -> None:
        """Make it a database of ours."""
        self.connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        self.connection.execute("COMMIT")


@contextmanager
def open_file_target(path: Path, origin: str, *, anew: bool) -> Iterator[FileTarget]:
    """The file with tables and the mark of a move, made if it is not there.

    Raises:
        ConflictError: it holds something, or another database's log lies in its place.
        DatabaseError: it is not ours, or cannot be made.
    """
    if anew and path.is_file() and _is_unfinished_file(path):
        path.unlink()
    if not path.exists() or (path.is_file() and not path.stat().st_size):
        _refuse_log_beside(path)
        create(path)
    with closing(connect(path, "mode=rw")) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.execute("BEGIN IMMEDIATE")
        if _application(connection) != OF_FILE:
            database_version(connection, path)
            migrate(connection, path)
            refuse_rows(connection)
            move_mark.make(connection, origin)
            connection.execute(f"PRAGMA application_id = {OF_FILE}")
        connection.execute("COMMIT")
        yield FileTarget(connection)


def _application(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA application_id").fetchone()[0])


def _is_unfinished_file(path: Path) -> bool:
    if not path.stat().st_size:
        return False
    with closing(connect(path, "mode=rw")) as connection:  # takes back what was not committed, if there is such
        return _application(connection) == OF_FILE


def _refuse_log_beside(path: Path) -> None:
    for ending in ("-wal", "-journal"):
        log = path.with_name(path.name + ending)
        if log.exists() and log.stat().st_size:
            raise ConflictError(
                "{log} belongs to a database that is not there any more: it would be taken for the new one's.",
                hint=N_("Put it away, or name another file."),
                log=log,
            )
