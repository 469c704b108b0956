"""Which database is meant, opening it to read, be it a file or on a server, and errors of either in our words."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from circtrack.database import schema
from circtrack.database.sqlite import connection as sqlite
from circtrack.place import Server, parse_place

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from circtrack.database.engine import Connection
    from circtrack.database.sqlite.connection import SqliteConnection
    from circtrack.place import Place


DATABASE_VARIABLE = "CIRCTRACK_DB"
FILE_NAME = "circtrack.db"


def database_path(option: str | Path | None = None) -> Place:
    """The database in force: ``--db``, ``CIRCTRACK_DB``, the configuration's, or the one in the user's data folder."""
    given = option if option is not None else os.environ.get(DATABASE_VARIABLE) or None
    if given is not None:
        return parse_place(str(given))
    from circtrack.config import setting

    if isinstance(configured := setting("db"), Path | Server):
        return configured
    from platformdirs import user_data_path

    return user_data_path("circtrack", appauthor=False) / FILE_NAME


def open_for_reading(place: Place) -> Connection:
    """Open the database to read, on a server or a file; rows are tuples.

    An older database is first brought up to this version, which writes to it.

    Raises:
        UnknownError: there is no database yet.
        DatabaseError: it is not ours, newer than the program, damaged, or cannot be read.
        LockedError: it stayed locked past the timeout.
    """
    if not isinstance(place, Path):
        from circtrack.database.postgres import transactions as postgres

        return postgres.open_for_reading(place)
    return open_file(place)


def open_file(path: Path) -> SqliteConnection:
    """The database of a file, to read; raises what ``open_for_reading`` does."""
    if not path.exists():
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
    """Turn what the engine says of a database into our errors."""
    if isinstance(place, Path):
        return sqlite.translated_errors(place)
    from circtrack.database.postgres import errors as postgres

    return postgres.translated_errors(place)
