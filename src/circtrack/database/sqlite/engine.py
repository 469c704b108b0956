"""What SQLite does in its own way (``database.engine.Engine``)."""

from __future__ import annotations

import sqlite3
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from circtrack.database.engine import ServerRole
from circtrack.database.sqlite.files import is_on_network_share

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


# Rows appended to a table without row numbers leave an eighth of each page free: where three pages become four, SQLite
# evens them out and never comes back to the first. Each ninth row, inserted after the others, fills it.
_HELD_BACK = 9
_MANY = 1000

is_far = False


def stream(
    connection: sqlite3.Connection,
    query: str,
    given: Sequence[Any] | Mapping[str, Any] = (),
    *,
    at_once: int | None = None,
) -> Iterable[Any]:
    """The rows of a query as they come: its cursors hold none."""
    del at_once
    return connection.execute(query, given)


def among(column: str, values: Sequence[Any]) -> tuple[str, object]:
    """The condition that a column is one of many values, and what its ``?`` stands for."""
    import json  # lists ask for nothing by it, and to load it takes as long as all the rest of this module

    return f"{column} IN (SELECT value FROM json_each(?))", json.dumps(list(values))


def same(column: str) -> str:
    """The condition that a column is what ``?`` stands for, which can be NULL."""
    return f"{column} IS ?"


def insert(connection: sqlite3.Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that have the same columns."""
    if rows:
        names = list(rows[0])
        connection.executemany(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
            [tuple(row[name] for name in names) for row in _so_that_pages_fill(connection, table, rows)],
        )


def _so_that_pages_fill(
    connection: sqlite3.Connection, table: str, rows: Sequence[Mapping[str, Any]]
) -> Sequence[Mapping[str, Any]]:
    """In which order to insert: as given, but thousands at once so that they take the fewest pages."""
    if len(rows) < _MANY or not _is_without_row_numbers(connection, table):
        return rows
    ordered = sorted(rows, key=itemgetter(*key(connection, table)))
    return [row for place, row in enumerate(ordered) if place % _HELD_BACK] + ordered[::_HELD_BACK]


def _is_without_row_numbers(connection: sqlite3.Connection, table: str) -> bool:
    return bool(connection.execute("SELECT wr FROM pragma_table_list(?)", (table,)).fetchone()[0])


def tables(connection: sqlite3.Connection) -> list[str]:
    """The names of the tables, in order."""
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return sorted(name for (name,) in rows)


def columns(connection: sqlite3.Connection, table: str) -> list[str]:
    """A table's columns, in order; none where there is no such table."""
    return [name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?) ORDER BY cid", (table,))]


def key(connection: sqlite3.Connection, table: str) -> list[str]:
    """The columns of a table's primary key, in order."""
    rows = connection.execute("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", (table,))
    return [name for (name,) in rows]


def references(connection: sqlite3.Connection, table: str) -> list[tuple[str, str]]:
    """A table's columns that name a row of another table, and which table."""
    return connection.execute('SELECT "from", "table" FROM pragma_foreign_key_list(?)', (table,)).fetchall()


def defer_references(connection: sqlite3.Connection) -> None:
    """Look at foreign keys when the transaction ends: rows may come before those that they name."""
    connection.execute("PRAGMA defer_foreign_keys = ON")


def granted(connection: sqlite3.Connection) -> ServerRole:
    """Nobody: whoever can write a file may do all."""
    del connection
    return ServerRole()


def next_row(connection: sqlite3.Connection, table: str) -> int:
    """The number that a new row of a table gets."""
    return int(connection.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()[0])


def append_journal(connection: sqlite3.Connection, row: Mapping[str, Any]) -> bool:
    """Not by itself: the program keeps the chain of hashes."""
    del connection, row
    return False


def damage(connection: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong with the file, in its own words; none where it is whole."""
    try:
        found = [row[0] for row in connection.execute("PRAGMA quick_check") if row[0] != "ok"]
    except sqlite3.DatabaseError as error:
        # So damaged that not even this can be read; what else it may be is not for a check to say.
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise
        return [str(error)]
    return [" ".join(each.replace("***", "").split()) for each in found]


def lost_references(connection: sqlite3.Connection) -> list[tuple[str, str, int]]:
    """Rows that point at rows which are not there: table, table pointed at, how many."""
    found: dict[tuple[str, str], int] = {}
    for table, _row, parent, _key in connection.execute("PRAGMA foreign_key_check"):
        found[table, parent] = found.get((table, parent), 0) + 1
    return [(table, parent, count) for (table, parent), count in sorted(found.items())]


def file_on_share(connection: sqlite3.Connection) -> str:
    """The database's file where it lies on another machine's disk, else ""."""
    file = str(connection.execute("PRAGMA database_list").fetchone()[2])
    return file if file and is_on_network_share(Path(file)) else ""
