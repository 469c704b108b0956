"""psycopg as circtrack uses it: its connection, and statements written as for SQLite."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from circtrack.errors import N_, DatabaseError

try:
    import psycopg
    from psycopg import errors, pq
    from psycopg.conninfo import conninfo_to_dict
except ImportError as missing:
    raise DatabaseError(
        "A database on a PostgreSQL server needs the package psycopg.",
        hint=N_("Install it: pip install 'circtrack[postgres]'"),
    ) from missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from circtrack.database.engine import Engine, ServerRole

__all__ = ["PostgresConnection", "PostgresCursor", "conninfo_to_dict", "errors", "for_psycopg", "pq", "psycopg"]


# Values in statements: written as SQLite has it (``?``, ``:name``), and as psycopg wants it (``%s``, ``%(name)s``).

# A literal text is passed over whole; a colon doubled is a cast.
_MEANT = re.compile(r"'[^']*'|::|\?|:[a-z_]+|%")


@lru_cache(maxsize=1000)
def for_psycopg(query: str) -> bytes:
    """A statement with psycopg's marks in place of SQLite's; the same in bytes, as it is sent."""
    return _MEANT.sub(_mark, query).encode()


def _mark(found: re.Match[str]) -> str:
    text = found[0]
    if text == "?":
        return "%s"
    if text[0] == ":" and text != "::":
        return f"%({text[1:]})s"
    return text.replace("%", "%%")


class PostgresCursor(psycopg.Cursor[tuple[Any, ...]]):
    """A cursor that takes statements as they are written for both engines."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> PostgresCursor:
        """Run one statement, and count what it changes."""
        given = () if params is None and isinstance(query, str) else params
        super().execute(_marked(query), given, **options)
        if not self.description and self.rowcount > 0:
            ours: Any = self.connection
            ours.total_changes += self.rowcount
        return self

    def executemany(self, query: Any, params_seq: Any, **options: Any) -> None:
        """Run one statement for each of these values."""
        super().executemany(_marked(query), params_seq, **options)


def _marked(query: Any) -> Any:
    """Scripts, which have no values, come in bytes and stay as they are."""
    return for_psycopg(query) if isinstance(query, str) else query


class PostgresConnection(psycopg.Connection[tuple[Any, ...]]):
    """An open database on a server. Its transactions are in our own hands."""

    engine: Engine
    """What the engine does in its own way."""

    connect_aside: Callable[[], PostgresConnection] | None = None
    """Of a connection that only reads: opens another one, which can see what this one sees."""

    aside: PostgresConnection | None = None
    """By which what is asked goes while rows are coming by this one (``database.postgres.streaming``)."""

    granted: ServerRole | None = None
    """Who is at work (``database.postgres.engine.granted``), once it has been asked."""

    total_changes = 0
    """How many statements changed rows through it, committed or not."""

    is_committed = False
    """Whether what was changed through it is known to be committed."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open, a failed one too."""
        return self.info.transaction_status in (
            pq.TransactionStatus.INTRANS,
            pq.TransactionStatus.INERROR,
            pq.TransactionStatus.ACTIVE,  # rows are coming in one
        )

    def cursor(self, *args: Any, **options: Any) -> Any:
        """As psycopg's; by the connection aside where there is one."""
        return self.aside.cursor(*args, **options) if self.aside else super().cursor(*args, **options)

    def executemany(self, query: str, given: Iterable[Any]) -> None:
        """Run one statement for each of these values, in one go with the server."""
        values = list(given)
        if len(values) == 1:
            self.execute(query, values[0])
        elif values:
            self.cursor().executemany(query, values)

    @property
    def usable(self) -> bool:
        """Whether a statement can be run now: the connection stands, and its transaction has not failed."""
        return self.info.transaction_status in (pq.TransactionStatus.IDLE, pq.TransactionStatus.INTRANS)
