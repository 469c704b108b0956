"""Find the database in force, open it for reading, a file or on a server, and translate errors of both engines."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from circtrack.database import schema
from circtrack.database.process import note_opened
from circtrack.database.sqlite import connection as sqlite
from circtrack.place import parse_place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from circtrack.database.engine import Connection
    from circtrack.database.sqlite.connection import SqliteConnection
    from circtrack.place import Place


DATABASE_VARIABLE = "CIRCTRACK_DB"
FILE_NAME = "circtrack.db"


def database_path(option: str | Path | None = None) -> Place:
    """Return the database in force: ``--db``, ``CIRCTRACK_DB``, the configuration's, or the user's data folder's."""
    given = option if option is not None else os.environ.get(DATABASE_VARIABLE) or None
    if given is not None:
        return parse_place(str(given))
    from circtrack.config import settings

    if configured := settings().db:
        return configured
    from platformdirs import user_data_path

    return user_data_path("circtrack", appauthor=False) / FILE_NAME


def open_for_reading(place: Place) -> Connection:
    """Open the database for reading, a file or on a server; rows are tuples.

    An older database is migrated first, which writes to it.

    Raises:
        UnknownError: there is no database yet.
        DatabaseError: it is not circtrack's, is newer than the program or damaged, or cannot be read.
        LockedError: it stayed locked past the timeout.
    """
    if not isinstance(place, Path):
        from circtrack.database.postgres import transactions as postgres

        return postgres.open_for_reading(place)
    return open_file(place)


@contextmanager
def opened(place: Place) -> Iterator[Connection]:
    """Open the database to read for the length of a block; what the engine says of it comes as our errors.

    Raises:
        UnknownError, DatabaseError, LockedError: as ``open_for_reading``.
    """
    connection = open_for_reading(place)
    try:
        with translated_errors(place):
            note_opened(connection)
            yield connection
    finally:
        connection.close()


def open_file(path: Path) -> SqliteConnection:
    """Open a database file for reading; raises the errors of ``open_for_reading``."""
    if not path.exists():
        sqlite.reject_no_file(path)  # links in a circle
        raise sqlite.make_no_database_error(path)
    connection, version = sqlite.open_read_only(path)
    if version == schema.VERSION:
        return connection
    connection.close()
    if version == 0:
        raise sqlite.make_no_database_error(path)
    from circtrack.database.migrate import bring_up_to_date

    bring_up_to_date(path)
    return sqlite.open_read_only(path)[0]


def translated_errors(place: Place) -> AbstractContextManager[None]:
    """Turn the engine's errors into circtrack's."""
    if isinstance(place, Path):
        return sqlite.translated_errors(place)
    from circtrack.database.postgres import errors as postgres

    return postgres.translated_errors(place)
