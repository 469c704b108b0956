"""Opening a database on a PostgreSQL server; and the server's errors in our words.

Commands that write take turns, as they do on a file: each locks one table before it reads anything, and so sees all
that the ones before it wrote. Readers never wait. Whoever writes by other means than circtrack is held apart by
SERIALIZABLE isolation; what fails by it is tried again (``store.writing``).
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import errors, pq
from psycopg.conninfo import conninfo_to_dict

from circtrack.errors import (
    N_,
    CirctrackError,
    DatabaseError,
    InputError,
    LockedError,
    SerialisationError,
    UnknownError,
)
from circtrack.store import postgres_schema
from circtrack.store.denied import denied
from circtrack.store.placeholders import for_psycopg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from circtrack.place import Server
    from circtrack.store.engine import Granted

_CONNECT_SECONDS = 10
# Of locks on the server that belong to no table: migrating, and sending reminders. Any two numbers.
MIGRATING, SENDING = 0x63697263, 0x63697264


class _Cursor(psycopg.Cursor[tuple[Any, ...]]):
    """A cursor that takes statements as they are written for both engines."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> _Cursor:
        given = () if params is None and isinstance(query, str) else params
        super().execute(_marked(query), given, **options)
        if not self.description and self.rowcount > 0:
            ours: Any = self.connection
            ours.total_changes += self.rowcount
        return self

    def executemany(self, query: Any, params_seq: Any, **options: Any) -> None:
        super().executemany(_marked(query), params_seq, **options)


def _marked(query: Any) -> Any:
    """Scripts, which have no values, come in bytes and stay as they are."""
    return for_psycopg(query) if isinstance(query, str) else query


class PostgresConnection(psycopg.Connection[tuple[Any, ...]]):
    """An open database on a server. Its transactions are in our own hands."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open, a failed one too."""
        return self.info.transaction_status in (pq.TransactionStatus.INTRANS, pq.TransactionStatus.INERROR)

    granted: Granted | None = None
    """Who is at work (``store.postgres.granted``), once it has been asked."""

    total_changes = 0
    """How many statements changed rows through it, committed or not."""

    def executemany(self, query: str, given: Iterable[Any]) -> None:
        """Run one statement for each of these values, in one go with the server."""
        self.cursor().executemany(query, list(given))

    def rollback_if_open(self) -> None:
        """Take back what was done in the open transaction, if there is one."""
        if self.in_transaction:
            self.execute("ROLLBACK")

    @property
    def usable(self) -> bool:
        """Whether a statement can be run now: the connection stands, and its transaction has not failed."""
        return self.info.transaction_status in (pq.TransactionStatus.IDLE, pq.TransactionStatus.INTRANS)


def connect(server: Server) -> PostgresConnection:
    """A connection to the server, patient with locks.

    Raises:
        DatabaseError: there is no such server or database, or it does not let us in.
        InputError: the address is none.
    """
    from circtrack.store.connection import lock_timeout

    try:
        given = conninfo_to_dict(server.url)
    except psycopg.ProgrammingError:
        raise InputError(
            "{place} is no address of a PostgreSQL database.",
            hint=N_("It has this form: postgresql://USER@HOST/DATABASE"),
            place=server,
        ) from None  # what the library says of it cites the whole address, a password too
    options = given.get("options") or os.environ.get("PGOPTIONS", "")
    milliseconds = max(1, round(lock_timeout() * 1000))
    try:
        return PostgresConnection.connect(
            server.url,
            autocommit=True,
            cursor_factory=_Cursor,
            connect_timeout=given.get("connect_timeout") or os.environ.get("PGCONNECT_TIMEOUT") or _CONNECT_SECONDS,
            application_name=given.get("application_name") or "circtrack",
            client_encoding="UTF8",
            options=f"{options} -c search_path=circtrack,pg_temp -c lock_timeout={milliseconds}"
            " -c cursor_tuple_fraction=1.0 -c idle_in_transaction_session_timeout=0 -c jit=off".strip(),
        )
    except psycopg.Error as error:
        raise DatabaseError(
            "{place} cannot be opened: {reason}.",
            hint=N_("Look at the address and at your rights; the password comes from PGPASSWORD or ~/.pgpass."),
            place=server,
            reason=_reason(error),
        ) from error


def open_for_reading(server: Server) -> PostgresConnection:
    """Open the database to read; all that is read is as of one moment.

    Raises:
        UnknownError: there are no tables yet.
        DatabaseError: it cannot be opened, or is newer than the program.
        LockedError: it stayed locked past the timeout.
    """
    connection = connect(server)
    try:
        with translated_errors(server):
            version = database_version(connection, server)
        if version == 0:
            raise no_tables(server)
        if version < postgres_schema.VERSION:
            with writing(server):
                pass
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    except BaseException:
        connection.close()
        raise
    return connection


def no_tables(server: Server) -> UnknownError:
    """The error of a database in which nothing is recorded yet, with how to begin."""
    return UnknownError(
        "Nothing is recorded yet: there are no tables of circtrack in {path}.",
        hint=N_("`circtrack read FILE` records the letters of a text and makes them; --db PATH names another."),
        path=server,
    )


def database_version(connection: PostgresConnection, server: Server) -> int:
    """The version of the database's tables; 0 where there are none.

    Raises:
        DatabaseError: they are newer than the program.
    """
    version = 0
    if connection.execute("SELECT to_regclass('circtrack.tables_version')").fetchone() != (None,):
        row = connection.execute("SELECT version FROM tables_version").fetchone()
        version = int(row[0]) if row else 0
    if version > postgres_schema.VERSION:
        raise DatabaseError(
            "{path} was written by a newer circtrack (tables of version {version}; this one knows {known}).",
            hint=N_("Install the newer circtrack."),
            path=server,
            version=version,
            known=postgres_schema.VERSION,
        )
    return version


@contextmanager
def writing(server: Server, *, create: bool = True) -> Iterator[PostgresConnection]:
    """A connection whose turn it is to write, in an open transaction; committed by the caller, else taken back.

    Raises:
        UnknownError: there are no tables, and none are to be made.
        DatabaseError: the server cannot be used.
        LockedError: others were writing past the timeout.
    """
    with translated_errors(server):
        connection = connect(server)
        try:
            _take_turn(connection, server, create=create)
            yield connection
            if connection.in_transaction:
                connection.execute("COMMIT")
        finally:
            connection.close()


def _take_turn(connection: PostgresConnection, server: Server, *, create: bool) -> None:
    version = database_version(connection, server)
    if version == postgres_schema.VERSION:
        # The lock comes first: what is read is what was there when it was granted.
        connection.execute("BEGIN ISOLATION LEVEL SERIALIZABLE")
        connection.execute("LOCK TABLE writers_turn IN EXCLUSIVE MODE")
        database_version(connection, server)
        return
    if version == 0 and not create:
        raise no_tables(server)
    connection.execute("BEGIN")
    connection.execute("SELECT pg_advisory_xact_lock(?)", (MIGRATING,))
    version = database_version(connection, server)
    for leads_to, script in postgres_schema.MIGRATIONS.items():
        if leads_to > version:
            connection.execute(script.encode())
    connection.execute("UPDATE tables_version SET version = ?", (postgres_schema.VERSION,))
    connection.execute("LOCK TABLE writers_turn IN EXCLUSIVE MODE")


@contextmanager
def only_sender(server: Server) -> Iterator[None]:
    """Let one program at a time look what is to be said, say it and record it; as long as its connection stands.

    Raises:
        LockedError: another program was sending past the timeout.
        DatabaseError: the server cannot be used.
    """
    from circtrack.store.connection import lock_timeout

    with translated_errors(server):
        connection = connect(server)
    try:
        try:
            connection.execute("SELECT pg_advisory_lock(?)", (SENDING,))
        except errors.LockNotAvailable as error:
            raise LockedError(
                "Another program has been sending reminders from {path} for {seconds} seconds.",
                hint="Wait for it to finish, and run the command again; nothing was said twice.",
                path=server,
                seconds=f"{lock_timeout():g}",
            ) from error
        yield
    finally:
        connection.close()


@contextmanager
def translated_errors(server: Server) -> Iterator[None]:
    """Turn what the server says into our errors. What it says of our statements stays our failure.

    Raises:
        LockedError: others hold what was to be changed.
        DatabaseError: the server cannot be used, or the role may not do this.
        InputError: a value cannot be kept.
    """
    try:
        yield
    except psycopg.Error as error:
        translated = _translated(error, server)
        if translated is None:
            raise
        raise translated from error


def _translated(error: psycopg.Error, server: Server) -> CirctrackError | None:
    for kinds, made in _KINDS:
        if isinstance(error, kinds):
            return made(error, server)
    return None


def _locked(error: psycopg.Error, server: Server) -> CirctrackError:
    from circtrack.store.connection import lock_timeout

    del error
    return LockedError(
        "The database {path} is in use: another program has kept it locked for {seconds} seconds.",
        hint=N_("Wait for it to finish, or end it, and run the command again; nothing was changed."),
        path=server,
        seconds=f"{lock_timeout():g}",
    )


def _collided(error: psycopg.Error, server: Server) -> CirctrackError:
    del error
    return SerialisationError(
        "Others were changing the same in {path}; nothing was changed.",
        hint=N_("Run the command again."),
        path=server,
    )


def _denied(error: psycopg.Error, server: Server) -> CirctrackError:
    del server
    return denied(error.diag.constraint_name or "", _reason(error))


def _full(error: psycopg.Error, server: Server) -> CirctrackError:
    return DatabaseError(
        "The server of {path} has no room left ({reason}); nothing was changed.", path=server, reason=_reason(error)
    )


def _read_only(error: psycopg.Error, server: Server) -> CirctrackError:
    del error
    return DatabaseError(
        "{path} takes no changes: it is a replica, or was made read-only.",
        hint=N_("Name the server that takes changes with --db."),
        path=server,
    )


def _lost(error: psycopg.Error, server: Server) -> CirctrackError:
    return DatabaseError(
        "The connection to {path} was lost ({reason}): the command was done whole, or not at all.",
        hint=N_("`circtrack log` tells whether it was; if not, run it again."),
        path=server,
        reason=_reason(error),
    )


def _unfit(error: psycopg.Error, server: Server) -> CirctrackError:
    return InputError("{path} cannot keep a value: {reason}.", path=server, reason=_reason(error))


_KINDS = (
    ((errors.LockNotAvailable,), _locked),
    ((errors.SerializationFailure, errors.DeadlockDetected), _collided),
    ((errors.InsufficientPrivilege,), _denied),
    ((errors.ReadOnlySqlTransaction,), _read_only),
    ((errors.DiskFull, errors.OutOfMemory), _full),
    ((psycopg.OperationalError,), _lost),
    ((psycopg.DataError,), _unfit),
)


def _reason(error: psycopg.Error) -> str:
    """The first line of what the server says, without its full stop."""
    said = error.diag.message_primary or str(error).strip().partition("\n")[0]
    return said.strip().rstrip(".")
