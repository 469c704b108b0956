"""psycopg as circtrack uses it: its connection, and statements with SQLite's placeholders."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from circtrack.database.server_role import ServerRole
from circtrack.errors import N_, DatabaseError

try:
    import psycopg
    from psycopg import errors, pq
    from psycopg.conninfo import conninfo_to_dict
except ImportError as missing:
    raise DatabaseError(
        "A database on a PostgreSQL server needs the package psycopg.",
        hint=N_("Install it: `pip install 'circtrack[postgres]'`"),
    ) from missing

if TYPE_CHECKING:
    from circtrack.database.engine import Engine

__all__ = ["PostgresConnection", "PostgresCursor", "conninfo_to_dict", "errors", "for_psycopg", "pq", "psycopg"]


# Placeholders are written as for SQLite (``?``, ``:name``) and converted to psycopg's (``%s``, ``%(name)s``). String
# literals are skipped; a double colon is a cast.
_PLACEHOLDER = re.compile(r"'[^']*'|::|\?|:[a-z_]+|%")


@lru_cache(maxsize=1000)
def for_psycopg(query: str) -> bytes:
    """Return a statement with psycopg's placeholders in place of SQLite's, as bytes, which is how it is sent."""
    return _PLACEHOLDER.sub(_convert_placeholder, query).encode()


def _convert_placeholder(found: re.Match[str]) -> str:
    text = found[0]
    if text == "?":
        return "%s"
    if text[0] == ":" and text != "::":
        return f"%({text[1:]})s"
    return text.replace("%", "%%")


_QUERY = re.compile(r"\s*(?:SELECT|WITH)\b")


def open_rows(connection: PostgresConnection, query: str, given: Any, name: bytes) -> bytes:
    """Return the statement by which a role opens the rows of a query (``security.sql``), to be fetched by that name."""
    written = psycopg.ClientCursor(connection).mogrify(for_psycopg(query), given)
    return b"SELECT circtrack_roles.read(" + psycopg.sql.Literal(written).as_bytes(connection) + b", '" + name + b"')"


class PostgresCursor(psycopg.Cursor[tuple[Any, ...]]):
    """A cursor that takes statements written for both engines."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> PostgresCursor:
        """Run one statement, and count the rows that it changes; a role's query through the function that reads."""
        ours: Any = self.connection
        if isinstance(query, bytes):  # it has no values, and stays as it is
            super().execute(query, params, **options)
        elif ours.granted.role and _QUERY.match(query):
            super().execute(open_rows(ours, query, params or (), b"found") + b"; FETCH ALL FROM found; CLOSE found")
            self.nextset()
        else:
            super().execute(for_psycopg(query), () if params is None else params, **options)
        if not self.description and self.rowcount > 0:
            ours.total_changes += self.rowcount
        return self


class PostgresConnection(psycopg.Connection[tuple[Any, ...]]):
    """An open database on a server, which begins transactions only explicitly."""

    engine: Engine
    """The functions of its engine."""

    granted = ServerRole()
    """The role that reads and writes as an office (``database.engine.Engine.granted``), known once it has begun."""

    total_changes = 0
    """How many rows were changed through it, committed or not."""

    journalled: tuple[int, str] | None = None
    """The number and the hash of the journal's row of its transaction."""

    is_committed = False
    """Whether the changes made through it are known to be committed."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open, even a failed one."""
        return self.info.transaction_status in (pq.TransactionStatus.INTRANS, pq.TransactionStatus.INERROR)
