"""Stream rows while other queries use a second connection.

A cursor on the server could be asked between other questions, but what it gives is worked out by one process, and only
while we wait for it. A report instead has its rows sent as they are found: the server works while we write, by several
processes where it likes to, and what is asked meanwhile goes by a second connection that sees the same moment. There is
none where the rows end within those that are held at first.
"""

from __future__ import annotations

from contextlib import closing, contextmanager
from itertools import count as numbers_from
from itertools import islice
from typing import TYPE_CHECKING, Any

from circtrack.database.postgres.driver import PostgresConnection, for_psycopg, psycopg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_HELD = 5_000
"""How many rows are held before the rest is streamed."""

_SENT = 500
"""How many rows are taken at once from what was sent, where libpq can."""

_names = numbers_from()


def stream(
    connection: PostgresConnection,
    query: str,
    given: Sequence[Any] | Mapping[str, Any] = (),
    *,
    at_once: int | None = None,
) -> Iterable[Any]:
    """The rows of a query as they come, never all in memory; ``at_once`` is for rows that are long."""
    if connection.aside:
        connection = connection.aside
    if not connection.in_transaction:
        yield from connection.execute(query, given)
    elif connection.connect_aside:
        yield from _sent(connection, connection.connect_aside, query, given, at_once or _HELD)
    else:
        with connection.cursor(f"rows_{next(_names)}") as cursor:
            cursor.itersize = at_once or _HELD
            yield from cursor.execute(for_psycopg(query), given)


def _sent(
    connection: PostgresConnection, connect: Callable[[], PostgresConnection], query: str, given: Any, held: int
) -> Iterator[Any]:
    (moment,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
    at_once = min(held, _SENT) if psycopg.capabilities.has_stream_chunked() else 1
    with closing(connection.cursor().stream(for_psycopg(query), given, size=at_once)) as rows:
        first = list(islice(rows, held))
        if len(first) < held:
            yield from first
            return
        with _aside(connection, connect, moment):
            yield from first
            yield from rows


@contextmanager
def _aside(connection: PostgresConnection, connect: Callable[[], PostgresConnection], moment: str) -> Iterator[None]:
    """Let what is asked go by a second connection, which sees what the first one sees."""
    with closing(connect()) as second:
        second.execute(f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT '{moment}'".encode())
        connection.aside = second
        try:
            yield
        finally:
            connection.aside = None
