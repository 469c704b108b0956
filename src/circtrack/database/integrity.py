"""Check that a database is whole: its pages, its foreign keys, its journal's chain.

Of a server only the journal is checked: its files are its own to check (``pg_amcheck``), and its constraints cannot be
switched off.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from circtrack.database.journal import find_broken
from circtrack.database.sqlite.files import is_on_network_share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.database.engine import Connection


def find_faults(connection: Connection) -> Iterator[str]:
    """Yield what is wrong with a database that has our tables, in a few English words each; nothing if all is well.

    Its tables may be of any version: every version has what is looked at.
    """
    try:
        if isinstance(connection, sqlite3.Connection):
            yield from _faults_of_file(connection)
        for row, how in find_broken(connection):
            yield f"journal entry {row} is {how}"
    except sqlite3.DatabaseError as error:
        yield str(error)


def _faults_of_file(connection: sqlite3.Connection) -> Iterator[str]:
    for (found,) in connection.execute("PRAGMA integrity_check"):
        if found != "ok":
            yield " ".join(str(found).replace("***", "").split())
    for table, row, target, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"row {row} of {table} names a row of {target} that is not there"


def list_damage(connection: Connection) -> list[str]:
    """Return the damage that SQLite finds in a file, in its own words; nothing where it is whole."""
    if not isinstance(connection, sqlite3.Connection):
        return []
    try:
        found = [row[0] for row in connection.execute("PRAGMA quick_check") if row[0] != "ok"]
    except sqlite3.DatabaseError as error:
        # The file is too damaged to be checked. Any other error is not damage.
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise
        return [str(error)]
    return [" ".join(each.replace("***", "").split()) for each in found]


def list_lost_references(connection: Connection) -> list[tuple[str, str, int]]:
    """Return references of a file to rows that do not exist: table, table referenced, number of rows."""
    if not isinstance(connection, sqlite3.Connection):
        return []
    found: dict[tuple[str, str], int] = {}
    for table, _row, parent, _key in connection.execute("PRAGMA foreign_key_check"):
        found[table, parent] = found.get((table, parent), 0) + 1
    return [(table, parent, count) for (table, parent), count in sorted(found.items())]


def find_file_on_share(connection: Connection) -> str:
    """Return the database's file where it is on a network share, else ""."""
    if not isinstance(connection, sqlite3.Connection):
        return ""
    file = str(connection.execute("PRAGMA database_list").fetchone()[2])
    return file if file and is_on_network_share(Path(file)) else ""
