"""Stream rows by a cursor on the server, while other queries use the same connection."""

from __future__ import annotations

from itertools import count as numbers_from
from typing import TYPE_CHECKING, Any

from circtrack.database.postgres.driver import PostgresConnection, for_psycopg, open_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_AT_ONCE = 5_000
"""How many rows are fetched at once."""

_names = numbers_from()


def stream(
    connection: PostgresConnection,
    query: str,
    given: Sequence[Any] | Mapping[str, Any] = (),
    *,
    at_once: int | None = None,
) -> Iterable[Any]:
    """Stream a query's rows, never all of them in memory; for long rows ``at_once`` limits how many are fetched."""
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
