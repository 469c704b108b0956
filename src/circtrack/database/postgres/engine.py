"""What PostgreSQL does in its own way (``database.engine.Engine``)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from circtrack.database.postgres import streaming
from circtrack.database.postgres.driver import psycopg
from circtrack.database.server_role import ServerRole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from circtrack.database.engine import Gate
    from circtrack.database.postgres.driver import PostgresConnection

stream = streaming.stream

_MOST_IN_STATEMENT = 50
"""Up to this many rows are inserted with one statement; more with COPY."""

# The extra columns of a partitioned table, which choose a row's partition, and the SQL that computes them from what the
# row references. Rows are inserted in order of these columns, so that a province's rows are stored together.
_PROVINCE = "coalesce((SELECT max(v.province_code) FROM office_version AS v WHERE v.code = s.office), '')"
_PARTITIONED = {
    "obligation": (
        ("year_be", "province"),
        f"l.year_be, {_PROVINCE} AS province",
        "JOIN task AS t ON t.id = s.task JOIN letter AS l ON l.id = t.letter ORDER BY s.task, province, s.office",
    )
}

_ON_BOTH = "coalesce(col_description(a.attrelid, a.attnum), '') NOT LIKE 'server:%'"
"""The condition that a column is one that both engines have."""


def among(column: str, values: Sequence[Any]) -> tuple[str, object]:
    """Return the condition that a column is one of many values, and the value for its ``?``."""
    return f"{column} = ANY(?)", [each for each in values if not isinstance(each, str) or _can_be_stored(each)]


def _can_be_stored(text: str) -> bool:
    """Whether any row can hold this text; a text with a NUL or that is not UTF-8 is not even sent."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def table_of(columns: Mapping[str, str]) -> str:
    """Return the table that JSON given for its ``?`` makes: an array of objects with these columns."""
    cells = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    return f"(SELECT * FROM jsonb_to_recordset(CAST(? AS jsonb)) AS j({cells}))"


def same(column: str) -> str:
    """Return the condition that a column equals the value for its ``?``, which can be NULL."""
    return f"{column} IS NOT DISTINCT FROM ?"


def insert(connection: PostgresConnection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that have the same columns; many of them through COPY.

    Those go into a temporary table first: COPY does not support row-level security, and a query computes partitions.

    Raises:
        IntegrityError: a row references a missing row that would determine its partition.
    """
    if not rows:
        return
    names = list(rows[0])
    columns = ", ".join(names)
    values = [tuple(row[name] for name in names) for row in rows]
    if len(rows) > _MOST_IN_STATEMENT:
        connection.execute(f"CREATE TEMPORARY TABLE staged ON COMMIT DROP AS SELECT {columns} FROM {table} LIMIT 0")
        try:
            with connection.cursor().copy(f"COPY staged ({columns}) FROM STDIN".encode()) as copy:
                for row in values:
                    copy.write_row(row)
            # The server does not analyse temporary tables itself; without statistics it would read all letters.
            connection.execute("ANALYZE staged")
            _insert_from(connection, table, names, "staged", (), len(rows))
        finally:
            if connection.usable:
                connection.execute("DROP TABLE staged")
    elif table in _PARTITIONED:
        given = (json.dumps([dict(zip(names, row, strict=True)) for row in values]),)
        _insert_from(connection, table, names, f"json_populate_recordset(NULL::{table}, ?::json)", given, len(rows))
    else:
        # One statement: after several in one round trip the server would not apply its timeout for idle transactions.
        marks = ", ".join([f"({', '.join('?' * len(names))})"] * len(rows))
        connection.execute(f"INSERT INTO {table} ({columns}) VALUES {marks}", [cell for row in values for cell in row])


def _insert_from(
    connection: PostgresConnection, table: str, names: Sequence[str], source: str, given: tuple[str, ...], count: int
) -> None:
    """Insert rows of another table, each into its partition."""
    extra_columns, extra_values, joins = _PARTITIONED.get(table, ((), "", ""))
    if extra_columns:
        _create_partitions(connection, table, source, given)
    cells = ", ".join(f"s.{name}" for name in names)
    cursor = connection.execute(
        f"INSERT INTO {table} ({', '.join((*names, *extra_columns))})"
        f" SELECT {cells}{', ' if extra_columns else ''}{extra_values} FROM {source} AS s {joins}",
        given,
    )
    if cursor.rowcount != count:
        raise psycopg.IntegrityError(f"rows of {table} name what is not there")  # noqa: EM102 - a reason inside a message


def _create_partitions(connection: PostgresConnection, table: str, source: str, given: tuple[str, ...]) -> None:
    """Create the missing partitions for the years of these rows."""
    years = connection.execute(
        f"SELECT DISTINCT l.year_be FROM {source} AS s"
        " JOIN task AS t ON t.id = s.task JOIN letter AS l ON l.id = t.letter"
        " WHERE to_regclass('circtrack.' || ? || '_' || l.year_be) IS NULL",
        (*given, table),
    ).fetchall()
    for (year,) in years:
        connection.execute("SELECT make_year(?)", (year,))


def tables(connection: PostgresConnection) -> list[str]:
    """Return the names of the tables that both engines have, sorted."""
    rows = connection.execute(
        "SELECT c.relname FROM pg_class AS c WHERE c.relnamespace = 'circtrack'::regnamespace"
        " AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        " AND coalesce(obj_description(c.oid, 'pg_class'), '') NOT LIKE 'server:%'"
    )
    return sorted(name for (name,) in rows)


def columns(connection: PostgresConnection, table: str) -> list[str]:
    """Return a table's columns that both engines have, in order; none where the table does not exist."""
    rows = connection.execute(
        "SELECT a.attname FROM pg_attribute AS a WHERE a.attrelid = to_regclass('circtrack.' || quote_ident(?))"
        f" AND a.attnum > 0 AND NOT a.attisdropped AND {_ON_BOTH} ORDER BY a.attnum",
        (table,),
    )
    return [name for (name,) in rows]


def key(connection: PostgresConnection, table: str) -> list[str]:
    """Return the columns of a table's primary key, in order, without those that only choose the partition."""
    rows = connection.execute(
        "SELECT a.attname FROM pg_index AS i, unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)"
        " JOIN pg_attribute AS a ON a.attnum = k.attnum"
        " WHERE i.indrelid = to_regclass('circtrack.' || quote_ident(?)) AND i.indisprimary"
        f" AND a.attrelid = i.indrelid AND {_ON_BOTH} ORDER BY k.place",
        (table,),
    )
    return [name for (name,) in rows]


def references(connection: PostgresConnection, table: str) -> list[tuple[str, str]]:
    """Return a table's columns that reference another table, and which one."""
    return connection.execute(
        "SELECT a.attname, c.confrelid::regclass::text FROM pg_constraint AS c"
        " JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
        " WHERE c.conrelid = to_regclass('circtrack.' || quote_ident(?)) AND c.contype = 'f' AND c.conparentid = 0"
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
    if connection.granted is None:
        role, office, is_restricted = connection.execute(
            "SELECT session_user::text, my_house(), row_security_active('circtrack.letter')"
        ).fetchone() or ("", "", False)
        connection.granted = ServerRole(role, office) if is_restricted else ServerRole()
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


def damage(connection: PostgresConnection) -> list[str]:
    """Return nothing: checking its files is the server's own task (``pg_amcheck``)."""
    del connection
    return []


def lost_references(connection: PostgresConnection) -> list[tuple[str, str, int]]:
    """Return nothing: the server's constraints cannot be switched off."""
    del connection
    return []


def file_on_share(connection: PostgresConnection) -> str:
    """Return nothing: where its files are is the server's own concern."""
    del connection
    return ""
