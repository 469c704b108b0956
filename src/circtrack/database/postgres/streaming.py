"""Stream rows while other queries use a second connection.

A cursor on the server would allow other queries too, but the server would compute its rows in one process, and only
while we wait for them. A report's rows are instead sent as they are found: the server works while we write, in several
processes where it chooses to, and other queries use a second connection with the same snapshot. If all rows fit into
the first batch, there is no second connection.
"""

from __future__ import annotations

from contextlib import closing
from itertools import count as numbers_from
from itertools import islice
from typing import TYPE_CHECKING, Any

from circtrack.database.postgres.driver import PostgresConnection, for_psycopg, psycopg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_HELD = 5_000
"""How many rows are fetched before the rest is streamed."""

_SENT = 500
"""How many streamed rows are fetched at once, where libpq can do that."""

_names = numbers_from()


def stream(
    connection: PostgresConnection,
    query: str,
    given: Sequence[Any] | Mapping[str, Any] = (),
    *,
    at_once: int | None = None,
) -> Iterable[Any]:
    """Stream a query's rows, never all of them in memory; for long rows ``at_once`` limits how many are fetched."""
    if connection.aside:
        connection = connection.aside
    if not connection.in_transaction:
        yield from connection.execute(query, given)
    elif connection.connect_aside:
        yield from _stream_chunks(connection, connection.connect_aside, query, given, at_once or _HELD)
    else:
        with connection.cursor(f"rows_{next(_names)}") as cursor:
            cursor.itersize = at_once or _HELD
            yield from cursor.execute(for_psycopg(query), given)


def _stream_chunks(
    connection: PostgresConnection, connect: Callable[[], PostgresConnection], query: str, given: Any, held: int
) -> Iterator[Any]:
    (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
    at_once = min(held, _SENT) if psycopg.capabilities.has_stream_chunked() else 1
    with closing(connection.cursor().stream(for_psycopg(query), given, size=at_once)) as rows:
        first = list(islice(rows, held))
        if len(first) < held:
            yield from first
            return
        with closing(connect()) as second:  # for other queries, with the same snapshot
            second.execute(
                f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT '{snapshot}'".encode()
            )
            connection.aside = second
            try:
                yield from first
                yield from rows
            finally:
                connection.aside = None
