"""Check that a database is whole: its pages, its foreign keys, its journal's chain."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from circtrack.database.journal import find_broken

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
