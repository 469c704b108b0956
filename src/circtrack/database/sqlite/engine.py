"""What SQLite does in its own way (``database.engine.Engine``)."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from circtrack.database.engine import Gate
    from circtrack.database.server_role import ServerRole


# Rows appended to a WITHOUT ROWID table leave an eighth of each page free: SQLite spreads three full pages over four
# and never returns to the first. Every ninth row, inserted after the others, fills the free space.
_HELD_BACK = 9
_BULK = 1000


def stream(
    connection: sqlite3.Connection,
    query: str,
    given: Sequence[Any] | Mapping[str, Any] = (),
    *,
    at_once: int | None = None,
) -> Iterable[Any]:
    """Stream a query's rows: SQLite's cursors hold none in memory."""
    del at_once
    return connection.execute(query, given)


def among(column: str, values: Sequence[Any]) -> tuple[str, object]:
    """Return the condition that a column is one of many values, and the value for its ``?``."""
    return f"{column} IN (SELECT value FROM json_each(?))", _to_json(values)


def _to_json(values: Sequence[Any]) -> str:
    """Return values as JSON; codes and rows, of which nothing need be escaped, without ``json``: loading takes long."""
    if all(type(value) is int or (isinstance(value, str) and value.isalnum()) for value in values):
        return "[" + ",".join(f'"{value}"' if isinstance(value, str) else f"{value}" for value in values) + "]"
    import json

    return json.dumps(list(values))


def table_of(columns: Mapping[str, str]) -> str:
    """Return the table that JSON given for its ``?`` makes: an array of objects with these columns."""
    cells = ", ".join(f"json_extract(value, '$.{name}') AS {name}" for name in columns)
    return f"(SELECT {cells} FROM json_each(?))"


def same(column: str) -> str:
    """Return the condition that a column equals the value for its ``?``, which can be NULL."""
    return f"{column} IS ?"


def insert(connection: sqlite3.Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that have the same columns."""
    if rows:
        names = list(rows[0])
        connection.executemany(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
            [tuple(row[name] for name in names) for row in _order_to_fill_pages(connection, table, rows)],
        )


def _order_to_fill_pages(
    connection: sqlite3.Connection, table: str, rows: Sequence[Mapping[str, Any]]
) -> Sequence[Mapping[str, Any]]:
    """Return the rows in the order to insert them: as given, but thousands so that they take the fewest pages."""
    if len(rows) < _BULK or not _is_without_rowid(connection, table):
        return rows
    ordered = sorted(rows, key=itemgetter(*key(connection, table)))
    return [row for place, row in enumerate(ordered) if place % _HELD_BACK] + ordered[::_HELD_BACK]


def _is_without_rowid(connection: sqlite3.Connection, table: str) -> bool:
    return bool(connection.execute("SELECT wr FROM pragma_table_list(?)", (table,)).fetchone()[0])


def tables(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the tables, sorted."""
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return sorted(name for (name,) in rows)


def columns(connection: sqlite3.Connection, table: str) -> list[str]:
    """Return a table's columns, in order; none where the table does not exist."""
    return [name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?) ORDER BY cid", (table,))]


def key(connection: sqlite3.Connection, table: str) -> list[str]:
    """Return the columns of a table's primary key, in order."""
    rows = connection.execute("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", (table,))
    return [name for (name,) in rows]


def references(connection: sqlite3.Connection, table: str) -> list[tuple[str, str]]:
    """Return a table's columns that reference another table, and which one."""
    query = 'SELECT "from", "table" FROM pragma_foreign_key_list(?) WHERE seq = 0'
    return connection.execute(query, (table,)).fetchall()


def defer_references(connection: sqlite3.Connection) -> None:
    """Check foreign keys at the end of the transaction: rows may come before those that they reference."""
    connection.execute("PRAGMA defer_foreign_keys = ON")


def granted(connection: sqlite3.Connection) -> ServerRole:
    """Return no role: whoever can write a file may do everything."""
    from circtrack.database.server_role import ServerRole

    del connection
    return ServerRole()


def next_row(connection: sqlite3.Connection, table: str) -> int:
    """Return the number for a new row of a table."""
    return int(connection.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()[0])


def open_gate(connection: sqlite3.Connection) -> Gate:
    """Return the gate of a transaction that begins."""
    from circtrack.database.sqlite.gate import FileGate  # listings do not need it

    return FileGate(connection)


def spread_offices(connection: sqlite3.Connection) -> None:
    """Do nothing: a file has no roles."""
    del connection
