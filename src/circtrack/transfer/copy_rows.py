"""Copy rows from one open database to another of either engine, in an order that foreign keys allow; compare both."""

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
"""The table with the progress of an unfinished move; it is never copied or compared."""

_MOST_ROWS = 20_000
_MOST_CHARACTERS = 4_000_000
"""The most rows, and the most characters, inserted at once: a row of the journal can be as long as a book."""

_LONG_ROWS = {"journal": AT_ONCE, "letter": 500}
"""How many rows are fetched at once from these tables, whose rows are long."""

_DIGESTED_AT_ONCE = 500
_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


class Position(NamedTuple):
    """How far a copy is: tables before ``table`` are complete, ``table`` up to this key; ``rows`` counts all rows."""

    table: str = ""
    key: tuple[Any, ...] = ()
    rows: int = 0


BEGINNING = Position()


class TableDigest(NamedTuple):
    """How many rows a table has, and the SHA-256 of its rows as JSON, in key order."""

    rows: int
    sha256: str


def keep_no_position(position: Position) -> None:
    """Do nothing: the caller commits once."""
    del position


def order_tables(connection: Connection) -> list[str]:
    """Return the tables, each after those that it references."""
    engine = connection.engine
    referenced = {
        table: {other for _, other in engine.references(connection, table)} - {table}
        for table in engine.tables(connection)
        if table != MARKER_TABLE
    }
    return list(TopologicalSorter(referenced).static_order())


def reject_rows(connection: Connection) -> None:
    """Reject a database that is not empty.

    Raises:
        ConflictError: a table has rows.
    """
    for table in order_tables(connection):
        if connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():
            raise ConflictError(
                "The database is not empty: only an empty one is filled.",
                hint=N_("Name a new one: with --db PATH, or with --to where it is a move."),
            )


def count_rows(connection: Connection) -> int:
    """Return the number of rows of all tables."""
    counts = (connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in order_tables(connection))
    return sum(count for (count,) in counts)


def copy_rows(
    source: Connection,
    target: Connection,
    start: Position = BEGINNING,
    keep: Callable[[Position], None] = keep_no_position,
) -> Position:
    """Copy all rows after a position, within an open transaction of the target.

    Args:
        source: The database to read, in a transaction.
        target: A database with exactly the rows before ``start``.
        start: The position to continue from.
        keep: Called with the position when all copied rows reference only copied rows; it may commit and begin a new
            transaction.

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
            for rows, key, whole in _read_batches(source, table, first):
                target.engine.insert(target, table, rows)
                position = Position(table, key, position.rows + len(rows))
                rows.clear()  # frees memory before the next rows are read
                if whole:
                    keep(position)
                    target.engine.defer_references(target)
                at(position.rows, total)
    target.engine.spread_offices(target)
    return position


def _read_batches(
    source: Connection, table: str, after: Sequence[Any]
) -> Iterator[tuple[list[dict[str, Any]], tuple[Any, ...], bool]]:
    """Yield batches of a table's rows, with the last row's key and whether no row so far references a later one."""
    engine = source.engine
    columns, key = engine.columns(source, table), engine.key(source, table)
    self_references = [columns.index(column) for column, other in engine.references(source, table) if other == table]
    key_places = [columns.index(name) for name in key]
    batch: list[dict[str, Any]] = []
    characters = highest_referenced = 0
    last: tuple[Any, ...] = ()
    for row in _stream_rows(source, table, columns, key, after):
        batch.append(dict(zip(columns, row, strict=True)))
        characters += sum(len(cell) for cell in row if cell.__class__ is str)
        for place in self_references:  # a table that references itself has one number as key
            if (referenced := row[place]) is not None and referenced > highest_referenced:
                highest_referenced = referenced
        last = tuple([row[place] for place in key_places])
        if len(batch) >= _MOST_ROWS or characters >= _MOST_CHARACTERS:
            yield batch, last, not self_references or highest_referenced <= last[0]
            batch, characters = [], 0
    if batch:
        yield batch, last, True


def _stream_rows(
    connection: Connection, table: str, columns: Sequence[str], key: Sequence[str], after: Sequence[Any] = ()
) -> Iterable[tuple[Any, ...]]:
    """Stream a table's rows in key order, only those after a key if one is given."""
    order = ", ".join(key)
    where = f"WHERE ({order}) > ({', '.join('?' * len(key))})" if after else ""
    query = f"SELECT {', '.join(columns)} FROM {table} {where} ORDER BY {order}"
    return connection.engine.stream(connection, query, tuple(after), at_once=_LONG_ROWS.get(table))


def digest_table(connection: Connection, table: str, columns: Sequence[str], at: Callable[[int], None]) -> TableDigest:
    """Compute a table's digest, which is the same for both engines; ``at`` is called with the number of rows read."""
    digest, count = hashlib.sha256(), 0
    rows = iter(_stream_rows(connection, table, columns, connection.engine.key(connection, table)))
    while batch := list(islice(rows, _DIGESTED_AT_ONCE)):
        digest.update(_encode(batch)[1:-1].encode("ascii"))
        digest.update(b",")
        count += len(batch)
        at(count)
    return TableDigest(count, digest.hexdigest())


def find_different_tables(one: Connection, other: Connection) -> Iterator[str]:
    """Yield the tables that do not hold the same rows in both databases."""
    with counting(N_("Comparing rows"), slow=True) as at:
        total, done = 2 * count_rows(one), 0

        def report(count: int) -> None:
            at(done + count, total)

        for table in order_tables(one):
            columns = one.engine.columns(one, table)
            here = digest_table(one, table, columns, report)
            done += here.rows
            there = digest_table(other, table, columns, report)
            done += there.rows
            if here != there:
                yield table
