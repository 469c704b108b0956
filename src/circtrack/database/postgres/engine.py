"""What PostgreSQL does in its own way (``database.engine.Engine``)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from circtrack.database.engine import ServerRole
from circtrack.database.postgres import streaming
from circtrack.database.postgres.driver import psycopg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from circtrack.database.postgres.driver import PostgresConnection

is_far = True
stream = streaming.stream

_FEW = 50
"""Up to this many rows go as one statement; more by COPY."""

# What a partitioned table's rows have besides: where they lie, from what they belong to. In that order they go in, so
# that a province's rows come to lie together.
_PROVINCE = "coalesce((SELECT max(v.province_code) FROM office_version AS v WHERE v.code = s.office), '')"
_PLACED = {
    "obligation": (
        ("year_be", "province"),
        f"l.year_be, {_PROVINCE} AS province",
        "JOIN task AS t ON t.id = s.task JOIN letter AS l ON l.id = t.letter ORDER BY s.task, province, s.office",
    )
}

# Columns that only a server has.
_OWN = {"obligation": {"year_be", "province", "spoken_by"}, "delivery": {"spoken_by"}}


def among(column: str, values: Sequence[Any]) -> tuple[str, object]:
    """The condition that a column is one of many values, and what its ``?`` stands for."""
    return f"{column} = ANY(?)", [each for each in values if not isinstance(each, str) or _can_be_kept(each)]


def _can_be_kept(text: str) -> bool:
    """Whether any row can have it: what is no UTF-8, or has a NUL, is not even sent."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def same(column: str) -> str:
    """The condition that a column is what ``?`` stands for, which can be NULL."""
    return f"{column} IS NOT DISTINCT FROM ?"


def insert(connection: PostgresConnection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that have the same columns; many of them through COPY.

    They are put aside first: COPY knows no row-level security, and where a row lies is worked out by a query.

    Raises:
        IntegrityError: a row names another one that is not there, by which it would be placed.
    """
    if not rows:
        return
    names = list(rows[0])
    columns = ", ".join(names)
    values = [tuple(row[name] for name in names) for row in rows]
    if len(rows) > _FEW:
        connection.execute(f"CREATE TEMPORARY TABLE staged ON COMMIT DROP AS SELECT {columns} FROM {table} LIMIT 0")
        try:
            with connection.cursor().copy(f"COPY staged ({columns}) FROM STDIN".encode()) as copy:
                for row in values:
                    copy.write_row(row)
            # What is temporary is analysed by nobody else; not knowing how few letters are meant, all would be read.
            connection.execute("ANALYZE staged")
            _insert_from(connection, table, names, "staged", (), len(rows))
        finally:
            if connection.usable:
                connection.execute("DROP TABLE staged")
    elif table in _PLACED:
        given = (json.dumps([dict(zip(names, row, strict=True)) for row in values]),)
        _insert_from(connection, table, names, f"json_populate_recordset(NULL::{table}, ?::json)", given, len(rows))
    else:
        # One statement: after several in one go with the server it would not watch how long we then ask nothing.
        marks = ", ".join([f"({', '.join('?' * len(names))})"] * len(rows))
        connection.execute(f"INSERT INTO {table} ({columns}) VALUES {marks}", [cell for row in values for cell in row])


def _insert_from(
    connection: PostgresConnection, table: str, names: Sequence[str], source: str, given: tuple[str, ...], count: int
) -> None:
    """Insert rows of another table, each in its place."""
    more, found, joined = _PLACED.get(table, ((), "", ""))
    if more:
        _make_room(connection, table, source, given)
    cells = ", ".join(f"s.{name}" for name in names)
    placed = connection.execute(
        f"INSERT INTO {table} ({', '.join((*names, *more))})"
        f" SELECT {cells}{', ' if more else ''}{found} FROM {source} AS s {joined}",
        given,
    )
    if placed.rowcount != count:
        raise psycopg.IntegrityError(f"rows of {table} name what is not there")  # noqa: EM102 - a reason inside a message


def _make_room(connection: PostgresConnection, table: str, source: str, given: tuple[str, ...]) -> None:
    """Make the partitions of the years that come in."""
    years = connection.execute(
        f"SELECT DISTINCT l.year_be FROM {source} AS s"
        " JOIN task AS t ON t.id = s.task JOIN letter AS l ON l.id = t.letter"
        " WHERE to_regclass('circtrack.' || ? || '_' || l.year_be) IS NULL",
        (*given, table),
    ).fetchall()
    for (year,) in years:
        connection.execute("SELECT make_year(?)", (year,))


def tables(connection: PostgresConnection) -> list[str]:
    """The names of the tables that both engines have, in order."""
    rows = connection.execute(
        "SELECT c.relname FROM pg_class AS c WHERE c.relnamespace = 'circtrack'::regnamespace"
        " AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        " AND coalesce(obj_description(c.oid, 'pg_class'), '') NOT LIKE 'server:%'"
    )
    return sorted(name for (name,) in rows)


def columns(connection: PostgresConnection, table: str) -> list[str]:
    """A table's columns that both engines have, in order; none where there is no such table."""
    rows = connection.execute(
        "SELECT a.attname FROM pg_attribute AS a WHERE a.attrelid = to_regclass('circtrack.' || quote_ident(?))"
        " AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
        (table,),
    )
    return [name for (name,) in rows if name not in _OWN.get(table, ())]


def key(connection: PostgresConnection, table: str) -> list[str]:
    """The columns of a table's primary key, in order, without what only says where a row lies."""
    rows = connection.execute(
        "SELECT a.attname FROM pg_index AS i, unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)"
        " JOIN pg_attribute AS a ON a.attnum = k.attnum"
        " WHERE i.indrelid = to_regclass('circtrack.' || quote_ident(?)) AND i.indisprimary"
        " AND a.attrelid = i.indrelid ORDER BY k.place",
        (table,),
    )
    return [name for (name,) in rows if name not in _OWN.get(table, ())]


def references(connection: PostgresConnection, table: str) -> list[tuple[str, str]]:
    """A table's columns that name a row of another table, and which table."""
    return connection.execute(
        "SELECT a.attname, c.confrelid::regclass::text FROM pg_constraint AS c"
        " JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
        " WHERE c.conrelid = to_regclass('circtrack.' || quote_ident(?)) AND c.contype = 'f' AND c.conparentid = 0"
        " ORDER BY 1",
        (table,),
    ).fetchall()


def defer_references(connection: PostgresConnection) -> None:
    """Look at foreign keys when the transaction ends: rows may come before those that they name."""
    connection.execute("SET CONSTRAINTS ALL DEFERRED")


def granted(connection: PostgresConnection) -> ServerRole:
    """The role at work and its office; both "" for whoever is above row-level security: the tables' owner, mostly.

    An office for local administration works for the province or district in whose hall it sits.
    """
    if connection.granted is None:
        role, office, is_kept_apart = connection.execute(
            "SELECT session_user::text, my_house(), row_security_active('circtrack.letter')"
        ).fetchone() or ("", "", False)
        connection.granted = ServerRole(role, office) if is_kept_apart else ServerRole()
    return connection.granted


def next_row(connection: PostgresConnection, table: str) -> int:
    """The number that a new row of a table gets; rows that a role does not see count."""
    return int((connection.execute("SELECT next_row(?)", (table,)).fetchone() or (1,))[0])


def append_journal(connection: PostgresConnection, row: Mapping[str, Any]) -> bool:
    """Write a role's journal row: it sees its own alone, so the server puts it in line, and hashes it."""
    if not granted(connection).role:
        return False
    # The number is a place in line only; the server gives the true one.
    whole = {"id": 0, **row}
    connection.execute(
        f"INSERT INTO journal ({', '.join(whole)}) VALUES ({', '.join('?' * len(whole))})", tuple(whole.values())
    )
    return True


def damage(connection: PostgresConnection) -> list[str]:
    """Nothing: whether its files are whole is the server's own business (``pg_amcheck``)."""
    del connection
    return []


def lost_references(connection: PostgresConnection) -> list[tuple[str, str, int]]:
    """Rows that point at rows which are not there: none, since the server's constraints cannot be switched off."""
    del connection
    return []


def file_on_share(connection: PostgresConnection) -> str:
    """Nothing: where its files lie is the server's own business."""
    del connection
    return ""
