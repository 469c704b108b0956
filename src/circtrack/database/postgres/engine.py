"""What PostgreSQL does in its own way (``database.engine.Engine``)."""

from __future__ import annotations

import json
import re
from itertools import count as numbers_from
from typing import TYPE_CHECKING, Any

from circtrack.database.postgres.driver import for_psycopg, open_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from circtrack.database.engine import Gate
    from circtrack.database.postgres.driver import PostgresConnection
    from circtrack.database.server_role import ServerRole

_AT_ONCE = 5_000
"""How many rows of a stream are fetched at once."""

_names = numbers_from()

_IN_NO_ROW = re.compile("[\0\ud800-\udfff]")
"""What is in no text that the server keeps: a NUL, or what is not UTF-8."""


def stream(
    connection: PostgresConnection,
    query: str,
    given: Sequence[Any] | Mapping[str, Any] = (),
    *,
    at_once: int | None = None,
) -> Iterable[Any]:
    """Stream a query's rows by a cursor on the server; other queries can come between."""
    if not connection.in_transaction:
        yield from connection.execute(query, given)
        return
    name = f"rows_{next(_names)}"
    with connection.cursor(name) as cursor:
        cursor.itersize = at_once or _AT_ONCE
        if connection.granted.role:
            connection.execute(open_rows(connection, query, given, name.encode()))
        else:
            cursor.execute(for_psycopg(query), given)
        yield from cursor


def among(column: str, values: Sequence[Any]) -> tuple[str, object]:
    """Return the condition that a column is one of many values, and the value for its ``?``."""
    return f"{column} = ANY(?)", [each for each in values if not _IN_NO_ROW.search(str(each))]


def table_of(columns: Mapping[str, str]) -> str:
    """Return the table that JSON given for its ``?`` makes: an array of objects with these columns."""
    cells = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    return f"(SELECT * FROM jsonb_to_recordset(CAST(? AS jsonb)) AS j({cells}))"


def same(column: str) -> str:
    """Return the condition that a column equals the value for its ``?``, which can be NULL."""
    return f"{column} IS NOT DISTINCT FROM ?"


def insert(connection: PostgresConnection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that have the same columns."""
    if rows:
        connection.execute("SELECT copy_rows(?, ?)", (table, json.dumps(list(map(dict, rows)), separators=(",", ":"))))


def tables(connection: PostgresConnection) -> list[str]:
    """Return the names of the tables that both engines have, sorted."""
    rows = connection.execute(
        "SELECT c.relname FROM pg_class AS c WHERE c.relnamespace = 'circtrack'::regnamespace"
        " AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        " AND coalesce(obj_description(c.oid, 'pg_class'), '') NOT LIKE 'server:%'"
    )
    return sorted(name for (name,) in rows)


def columns(connection: PostgresConnection, table: str, *, of_key: bool = False) -> list[str]:
    """Return a table's columns that both engines have, in order; none where the table does not exist."""
    (names,) = connection.execute("SELECT columns_of(?, ?)", (table, of_key)).fetchone() or (None,)
    return names or []


def key(connection: PostgresConnection, table: str) -> list[str]:
    """Return the columns of a table's primary key, in order, without those that only choose the partition."""
    return columns(connection, table, of_key=True)


def references(connection: PostgresConnection, table: str) -> list[tuple[str, str]]:
    """Return a table's columns that reference another table, and which one."""
    return connection.execute(
        "SELECT a.attname, other.relname FROM pg_constraint AS c JOIN pg_class AS t ON t.oid = c.conrelid"
        " JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = c.conkey[1]"
        " JOIN pg_class AS other ON other.oid = c.confrelid"
        " WHERE t.relname = ? AND t.relnamespace = 'circtrack'::regnamespace AND c.contype = 'f' AND c.conparentid = 0"
        " ORDER BY 1",
        (table,),
    ).fetchall()


def defer_references(connection: PostgresConnection) -> None:
    """Check foreign keys at the end of the transaction: rows may come before those that they reference."""
    connection.execute("SET CONSTRAINTS ALL DEFERRED")


def granted(connection: PostgresConnection) -> ServerRole:
    """Return the current role and its office; both "" for a role above row-level security, mostly the tables' owner.

    An office for local administration works for the province or district in whose hall it sits.
    """
    return connection.granted


def next_row(connection: PostgresConnection, table: str) -> int:
    """Return the number for a new row of a table; rows that the role does not see count too."""
    return int((connection.execute("SELECT next_row(?)", (table,)).fetchone() or (1,))[0])


def open_gate(connection: PostgresConnection) -> Gate:
    """Return the gate of a transaction that begins."""
    from circtrack.database.postgres.gate import ServerGate  # listings do not need it

    return ServerGate(connection)


def spread_offices(connection: PostgresConnection) -> None:
    """Work out who is under whom, for the rights of roles, after the list of offices has changed."""
    connection.execute("SELECT spread_offices()")
