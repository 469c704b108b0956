"""Sessions on the tests' server that serve one command after another.

A server makes a process for each session, which then learns the database's tables and compiles its functions anew: that
costs it several times what most commands cost. A command here opens and closes its connection as ever; the session
behind it is kept, reset, and given to the next one that would open one alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest.mock import patch
from urllib.parse import urlsplit

from circtrack.database.postgres.driver import PostgresConnection, pq

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from psycopg.pq.abc import PGconn

_AS_NEW = (
    b"SET SESSION AUTHORIZATION DEFAULT; RESET ALL; DEALLOCATE ALL; CLOSE ALL; UNLISTEN *;"
    b" SELECT pg_advisory_unlock_all(); DISCARD TEMP"
)
_RESET = (_AS_NEW, b"ROLLBACK; " + _AS_NEW)

_kept: dict[str, dict[str, list[PGconn]]] = {}
"""By the address of the database, and by how they were opened."""


class KeptConnection(PostgresConnection):
    """A connection of circtrack whose session outlives it."""

    opened_as: tuple[str, str] | None = None

    @classmethod
    def connect(cls, conninfo: str = "", **options: Any) -> KeptConnection:
        """Open a connection: on a session that is kept, if there is one that was opened alike."""
        how = repr(sorted((name, str(value)) for name, value in options.items()))
        alike = _kept.setdefault(conninfo, {}).setdefault(how, [])
        while alike:
            session = alike.pop()
            if session.status == pq.ConnStatus.OK:
                made = cls(session)
                made._autocommit = options["autocommit"]
                made.cursor_factory = options["cursor_factory"]
                break
        else:
            made = super().connect(conninfo, **options)
        made.opened_as = conninfo, how
        return made

    def close(self) -> None:
        """Close the connection, and keep its session if it can be made as new."""
        if self.closed or self.opened_as is None or not self._is_reset():
            super().close()
            return
        database, how = self.opened_as
        _kept[database][how].append(self.pgconn)
        self._closed = True
        self.pgconn = _NONE

    def _is_reset(self) -> bool:
        if self.info.transaction_status not in _AT_REST:
            return False  # rows are still on their way
        reset = _RESET[self.info.transaction_status != pq.TransactionStatus.IDLE]
        return self.pgconn.exec_(reset).status not in (pq.ExecStatus.FATAL_ERROR, pq.ExecStatus.BAD_RESPONSE)


_AT_REST = (pq.TransactionStatus.IDLE, pq.TransactionStatus.INTRANS, pq.TransactionStatus.INERROR)
_NONE = pq.PGconn.connect(b"host=127.0.0.1 port=1")  # answers as one that is closed
_NONE.finish()


def keep_sessions() -> AbstractContextManager[object]:
    """Have the program open its connections so, in this block."""
    return patch("circtrack.database.postgres.connection.PostgresConnection", KeptConnection)


def end_sessions(database: str) -> None:
    """End those that are kept on the database of this name, whoever opened them."""
    for address in [each for each in _kept if urlsplit(each).path == f"/{database}"]:
        for alike in _kept.pop(address).values():
            for session in alike:
                session.finish()


def kept_on(database: str) -> list[int]:
    """Return the server's processes for the sessions that are kept on a database."""
    return [session.backend_pid for alike in _kept.get(database, {}).values() for session in alike]
