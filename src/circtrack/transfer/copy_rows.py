"""Rows from one open database into another, of whichever engines: in an order that holds, and compared at the end."""

from __future__ import annotations

import hashlib
import json
from graphlib import TopologicalSorter
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.database.journal import AT_ONCE
from circtrack.errors import N_, ConflictError
from circtrack.progress_bar import counting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from circtrack.database.engine import Connection

MARKER_TABLE = "moving"
"""The table in which an unfinished move keeps how far it is; it is never copied or compared."""

_MOST_ROWS = 20_000
_MOST_CHARACTERS = 4_000_000
"""The most rows, and the most text, inserted at once: a row of the journal can be as long as a book."""

_LONG_ROWS = {"journal": AT_ONCE, "letter": 500}
"""How many rows of these tables are fetched at once."""

_DIGESTED_AT_ONCE = 500
_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


class Position(NamedTuple):
    """How far a copy is: all tables before ``table`` are whole, of it the rows up to this key; ``rows`` in all."""

    table: str = ""
    key: tuple[Any, ...] = ()
    rows: int = 0


BEGINNING = Position()


class TableDigest(NamedTuple):
    """A table's rows in the order of their keys: how many, and the SHA-256 of them as JSON."""

    rows: int
    sha256: str


def keep_no_position(position: Position) -> None:
    """Do nothing: the caller commits once."""
    del position


def order_tables(connection: Connection) -> list[str]:
    """The tables, each after those that its rows name."""
    engine = connection.engine
    named = {
        table: {other for _, other in engine.references(connection, table)} - {table}
        for table in engine.tables(connection)
        if table != MARKER_TABLE
    }
    return list(TopologicalSorter(named).static_order())


def refuse_rows(connection: Connection) -> None:
    """Refuse a database that holds anything.

    Raises:
        ConflictError: it does.
    """
    for table in order_tables(connection):
        if connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():
            raise ConflictError(
                "The database is not empty: only an empty one is filled.",
                hint=N_("Name a new one: with --db PATH, or with --to where it is a move."),
            )


def count_rows(connection: Connection) -> int:
    """How many rows all tables have."""
    counts = (connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in order_tables(connection))
    return sum(count for (count,) in counts)


def copy_rows(
    source: Connection,
    target: Connection,
    start: Position = BEGINNING,
    keep: Callable[[Position], None] = keep_no_position,
) -> Position:
    """Copy all rows that come after a position, within an open transaction of the target's.

    Args:
        source: To read from, in a transaction.
        target: Its tables hold what comes before ``start`` and nothing else.
        start: Where to go on.
        keep: Called where every row that is there names only rows that are there too: it may commit, and begin a
            new transaction.

    Returns:
        The last position.
    """
    tables = order_tables(source)
    position = start
    target.engine.defer_references(target)
    with counting(N_("Copying rows"), slow=True) as at:
        total = count_rows(source)
        for table in tables[tables.index(start.table) if start.table else 0 :]:
            first = position.key if table == start.table else ()
            for rows, key, whole in _batches(source, table, first):
                target.engine.insert(target, table, rows)
                position = Position(table, key, position.rows + len(rows))
                rows.clear()  # before the next ones are read
                if whole:
                    keep(position)
                    target.engine.defer_references(target)
                at(position.rows, total)
    return position


def _batches(
    source: Connection, table: str, after: Sequence[Any]
) -> Iterator[tuple[list[dict[str, Any]], tuple[Any, ...], bool]]:
    """A table's rows, the key of the last of them, and whether none so far names one of this table still to come."""
    engine = source.engine
    columns, key = engine.columns(source, table), engine.key(source, table)
    own = [columns.index(column) for column, other in engine.references(source, table) if other == table]
    places = [columns.index(name) for name in key]
    batch: list[dict[str, Any]] = []
    characters = awaited = 0
    last: tuple[Any, ...] = ()
    for row in _read(source, table, columns, key, after):
        batch.append(dict(zip(columns, row, strict=True)))
        characters += sum(len(cell) for cell in row if cell.__class__ is str)
        for place in own:  # such tables have one number for a key
            if (named := row[place]) is not None and named > awaited:
                awaited = named
        last = tuple([row[place] for place in places])
        if len(batch) >= _MOST_ROWS or characters >= _MOST_CHARACTERS:
            yield batch, last, not own or awaited <= last[0]
            batch, characters = [], 0
    if batch:
        yield batch, last, True


def _read(
    connection: Connection, table: str, columns: Sequence[str], key: Sequence[str], after: Sequence[Any] = ()
) -> Iterable[tuple[Any, ...]]:
    """A table's rows in the order of their keys, those after a key if one is given."""
    order = ", ".join(key)
    where = f"WHERE ({order}) > ({', '.join('?' * len(key))})" if after else ""
    query = f"SELECT {', '.join(columns)} FROM {table} {where} ORDER BY {order}"
    return connection.engine.stream(connection, query, tuple(after), at_once=_LONG_ROWS.get(table))


def digest_table(connection: Connection, table: str, columns: Sequence[str], at: Callable[[int], None]) -> TableDigest:
    """What a table holds, the same whichever engine keeps it; ``at`` is told how many rows were read."""
    found, count = hashlib.sha256(), 0
    rows = iter(_read(connection, table, columns, connection.engine.key(connection, table)))
    while some := list(islice(rows, _DIGESTED_AT_ONCE)):
        found.update(_encode(some)[1:-1].encode("ascii"))
        found.update(b",")
        count += len(some)
        at(count)
    return TableDigest(count, found.hexdigest())


def find_unlike(one: Connection, other: Connection) -> Iterator[str]:
    """The tables that do not hold the same rows in both; nothing where all are equal."""
    with counting(N_("Comparing rows"), slow=True) as at:
        total, done = 2 * count_rows(one), 0

        def told(count: int) -> None:
            at(done + count, total)

        for table in order_tables(one):
            columns = one.engine.columns(one, table)
            here = digest_table(one, table, columns, told)
            done += here.rows
            there = digest_table(other, table, columns, told)
            done += there.rows
            if here != there:
                yield table
