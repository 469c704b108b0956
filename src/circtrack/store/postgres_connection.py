"""Opening a database on a PostgreSQL server; and the server's errors in our words.

Commands that write take turns, as they do on a file: each locks one table before it reads anything, and so sees all
that the ones before it wrote. Readers never wait. Whoever writes by other means than circtrack is held apart by
SERIALIZABLE isolation; what fails by it is tried again (``store.attempts``).

Whoever reads or writes holds the table that says which version the tables are of, so that they stay of this version
until it is done; who changes them holds it alone. A command that vanished, or that was stopped in the midst of its
turn, must not keep the others waiting for ever: see ``_WATCHFUL`` and ``_IDLE_SECONDS``.
"""

from __future__ import annotations

import os
import re
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.errors import (
    N_,
    CirctrackError,
    DatabaseError,
    InputError,
    LockedError,
    SerialisationError,
    UncertainError,
    UnknownError,
)
from circtrack.store import postgres_schema
from circtrack.store.denied import denied
from circtrack.store.placeholders import for_psycopg

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
    from collections.abc import Iterable, Iterator

    from circtrack.place import Server
    from circtrack.store.engine import Granted

_CONNECT_SECONDS = 10
_PAUSE = 0.2
"""Seconds between two looks at a server that does not answer."""

# A server that answers no more (a cable is out, a firewall forgot us) is given up within half a minute: what was sent
# and not confirmed after 20 seconds, what we wait for after three questions without an answer.
_WATCHFUL = {
    "keepalives": "1",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}

# The same from the server's side, for its end of our connection; and a command that holds the turn but asks nothing
# for a minute (stopped by Ctrl-Z, on a laptop that was closed) is thrown out. What --db or PGOPTIONS says comes after.
_IDLE_SECONDS = 60
_WATCHED = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c tcp_user_timeout=20000"

# Said before we are in, where no code comes with it; in another language than English it is a plain error.
_NO_ROOM = re.compile(r"too many (?:clients|connections)|remaining connection slots")

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

    is_committed = False
    """Whether what was changed through it is known to be committed."""

    def executemany(self, query: str, given: Iterable[Any]) -> None:
        """Run one statement for each of these values, in one go with the server."""
        values = list(given)
        if len(values) == 1:
            self.execute(query, values[0])
        elif values:
            self.cursor().executemany(query, values)

    def rollback_if_open(self) -> None:
        """Take back what was done in the open transaction, if there is one."""
        if self.in_transaction:
            self.execute("ROLLBACK")

    @property
    def usable(self) -> bool:
        """Whether a statement can be run now: the connection stands, and its transaction has not failed."""
        return self.info.transaction_status in (pq.TransactionStatus.IDLE, pq.TransactionStatus.INTRANS)


def connect(server: Server, idle_seconds: int = 0) -> PostgresConnection:
    """A connection to the server, patient with locks.

    Args:
        server: Where to.
        idle_seconds: For how long it may ask nothing within a transaction; 0 for as long as it likes.

    Raises:
        DatabaseError: there is no such server or database, or it does not let us in.
        LockedError: it had no room for us past the timeout.
        InputError: the address is none.
    """
    from circtrack.store.connection import lock_timeout
    from circtrack.store.writing import committed

    try:
        given = conninfo_to_dict(server.url)
        # Part of a password with such a sign would be taken for the host or the port, and cited as not found.
        if "@" in f"{given.get('host')}{given.get('dbname')}":
            raise psycopg.ProgrammingError
    except psycopg.ProgrammingError:
        raise InputError(
            "{place} is no address of a PostgreSQL database.",
            hint=N_("It has this form: postgresql://USER@HOST/DATABASE; in a password @ is written %40, / is %2F."),
            place=server,
        ) from None  # what the library says of it cites the whole address, a password too
    milliseconds = max(1, round(lock_timeout() * 1000))
    options = (
        f"{_WATCHED} -c idle_in_transaction_session_timeout={idle_seconds}s",
        str(given.get("options") or os.environ.get("PGOPTIONS", "")),
        f"-c search_path=circtrack,pg_temp -c lock_timeout={milliseconds} -c cursor_tuple_fraction=1.0 -c jit=off",
    )
    watchful: dict[str, Any] = {name: value for name, value in _WATCHFUL.items() if name not in given}
    end = time.monotonic() + lock_timeout()
    while True:
        try:
            return PostgresConnection.connect(
                server.url,
                autocommit=True,
                cursor_factory=_Cursor,
                connect_timeout=given.get("connect_timeout") or os.environ.get("PGCONNECT_TIMEOUT") or _CONNECT_SECONDS,
                application_name=given.get("application_name") or "circtrack",
                client_encoding="UTF8",
                options=" ".join(options),
                **watchful,
            )
        except psycopg.Error as error:
            if committed():
                raise _lost(error, server) from error
            if not _NO_ROOM.search(str(error)):
                raise DatabaseError(
                    "{place} cannot be opened: {reason}.",
                    hint=N_("Look at the address and at your rights; the password comes from PGPASSWORD or ~/.pgpass."),
                    place=server,
                    reason=_reason(error),
                ) from error
            if time.monotonic() > end:
                raise LockedError(
                    "{path} has had no room for another connection for {seconds} seconds.",
                    hint=N_("Run the command again; whoever runs the server can allow more (max_connections)."),
                    path=server,
                    seconds=f"{lock_timeout():g}",
                ) from error
            time.sleep(_PAUSE)


def open_for_reading(server: Server) -> PostgresConnection:
    """Open the database to read; all that is read is as of one moment, and of tables that nobody changes meanwhile.

    Raises:
        UnknownError: there are no tables yet.
        DatabaseError: it cannot be opened, or is newer than the program.
        LockedError: it stayed locked past the timeout.
    """
    with translated_errors(server):
        connection = connect(server)
        try:
            version = _begin(connection, server, _READ)
            while version < postgres_schema.VERSION:
                if version == 0:
                    raise no_tables(server)
                _migrate(connection, server)
                version = _begin(connection, server, _READ)
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


# In one go with the server. What is locked comes first: what is read is what was there when the lock was granted.
_HELD = b"LOCK TABLE circtrack.tables_version IN ACCESS SHARE MODE"
_READ = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; " + _HELD
_WRITE = b"BEGIN ISOLATION LEVEL SERIALIZABLE; " + _HELD + b"; LOCK TABLE circtrack.writers_turn IN EXCLUSIVE MODE"


def _begin(connection: PostgresConnection, server: Server, beginning: bytes) -> int:
    """Begin a transaction on tables of this version; else none, and gives back which version they are of."""
    try:
        connection.execute(beginning)
    except (errors.UndefinedTable, errors.InvalidSchemaName):
        version = 0
    except errors.FeatureNotSupported as error:  # a replica knows no SERIALIZABLE
        raise _read_only(error, server) from error
    else:
        version = database_version(connection, server)
        if version == postgres_schema.VERSION:
            return version
    connection.execute("ROLLBACK")
    return version


def database_version(connection: PostgresConnection, server: Server) -> int:
    """The version of the database's tables, which are there; 0 where they are not filled.

    Raises:
        DatabaseError: they are newer than the program.
    """
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
    if version < 0:
        from circtrack.store.unfinished import refuse_unfinished

        refuse_unfinished(version, server)
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
        connection = connect(server, _IDLE_SECONDS)
        try:
            _take_turn(connection, server, create=create)
            yield connection
        finally:
            connection.close()


def _take_turn(connection: PostgresConnection, server: Server, *, create: bool) -> None:
    version = _begin(connection, server, _WRITE)
    while version < postgres_schema.VERSION:
        if version == 0 and not create:
            raise no_tables(server)
        if _migrate(connection, server):  # the tables are new: they come with what the command records, or not at all
            return
        version = _begin(connection, server, _WRITE)


def _migrate(connection: PostgresConnection, server: Server) -> bool:
    """Bring the tables up to this version; one client does, and others that would wait for it.

    Older ones are brought up by themselves, when nobody reads or writes. Where there were none they are made in a
    transaction that stays open, and it is our turn in it.

    Returns:
        Whether it stays open.

    Raises:
        LockedError: others were reading or writing past the timeout.
        DatabaseError: the role may not make tables.
    """
    connection.execute("BEGIN")
    connection.execute("SELECT pg_advisory_xact_lock(?)", (MIGRATING,))
    version = 0
    if connection.execute("SELECT to_regclass('circtrack.tables_version')").fetchone() != (None,):
        connection.execute("LOCK TABLE tables_version IN ACCESS EXCLUSIVE MODE")
        version = database_version(connection, server)
    if version < postgres_schema.VERSION:
        try:
            for leads_to, script in postgres_schema.MIGRATIONS.items():
                if leads_to > version:
                    connection.execute(script.encode())
            connection.execute("UPDATE tables_version SET version = ?", (postgres_schema.VERSION,))
        except errors.InsufficientPrivilege as error:
            raise _may_make_no_tables(error, server, version) from error
        if version == 0:
            connection.execute("LOCK TABLE writers_turn IN EXCLUSIVE MODE")
            return True
    connection.execute("COMMIT")
    return False


def _may_make_no_tables(error: psycopg.Error, server: Server, version: int) -> DatabaseError:
    if version == 0:
        return DatabaseError(
            "There are no tables of circtrack in {path} yet, and your role may not make them ({reason}).",
            hint=N_("Whoever owns the database makes them: `circtrack init --office OFFICE` does."),
            path=server,
            reason=_reason(error),
        )
    return DatabaseError(
        "The tables in {path} are of an older circtrack, and your role may not bring them up to date ({reason}).",
        hint=N_("Whoever owns them runs any command of this circtrack once: `circtrack letters` does."),
        path=server,
        reason=_reason(error),
    )


# Of the rows that a role sees: its own are among them.
_LAST = "SELECT id, hash FROM journal ORDER BY id DESC LIMIT 1"


class Mark(NamedTuple):
    """The journal's last row as a transaction leaves it: by it one can tell whether that was committed."""

    row: int
    hash: str


def commit(connection: PostgresConnection, server: Server) -> None:
    """Commit; where the answer does not come, look whether it was done.

    Raises:
        DatabaseError: the connection was lost, and nothing was changed.
        UncertainError: the connection was lost, and so was the way to look.
        psycopg.Error: the server said why it was not done.
    """
    changed = connection.total_changes > 0
    found = connection.execute(_LAST).fetchone() if changed else None
    mark = Mark(*found) if found else None
    try:
        connection.execute("COMMIT")
        connection.is_committed = changed
    except KeyboardInterrupt:
        connection.is_committed = changed  # it may be: until we know better
        connection.is_committed = changed and _outcome(server, mark) is not False
        raise
    except psycopg.OperationalError as error:
        if not connection.closed or not changed:
            raise  # the server is there, and has said why not
        done = _outcome(server, mark)
        if done is None:
            raise UncertainError(
                "The connection to {path} was lost while it recorded ({reason}): it is not known whether it did.",
                hint=N_("Once it can be reached again, `circtrack log` shows whether it did; if not, run this again."),
                path=server,
                reason=_reason(error),
            ) from error
        if not done:
            raise
        connection.is_committed = True


def _outcome(server: Server, mark: Mark | None) -> bool | None:
    """Whether a transaction was committed, by new connections; None where that cannot be known in the time for locks.

    It may still be under way, but it has the turn: whoever gets the turn after it knows. The journal tells and not
    ``txid_status``: after a crash the number of a transaction that left no trace is given again.
    """
    from circtrack.store.connection import lock_timeout

    if mark is None:
        return None
    end = time.monotonic() + lock_timeout()
    while True:
        try:
            with writing(server, create=False) as connection:
                found = connection.execute("SELECT hash FROM journal WHERE id = ?", (mark.row,)).fetchone()
        except UnknownError:  # the tables were to come with it
            return False
        except CirctrackError:  # it may be starting again
            if time.monotonic() > end:
                return None
            time.sleep(_PAUSE)
        else:
            break
    return bool(found and found[0] == mark.hash)


@contextmanager
def only_sender(server: Server) -> Iterator[None]:
    """Let one program at a time look what is to be said, say it and record it; as long as its connection stands.

    Raises:
        LockedError: another program was sending past the timeout.
        DatabaseError: the server cannot be used, or takes no changes.
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
                hint=N_("Wait for it to finish, and run the command again; nothing was said twice."),
                path=server,
                seconds=f"{lock_timeout():g}",
            ) from error
        if connection.execute("SHOW transaction_read_only").fetchone() == ("on",):
            # Before anything is said: what could not be recorded would be said again every day.
            raise _read_only(errors.ReadOnlySqlTransaction(), server)
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
        "Others were changing the same in {path}, each time that it was tried; nothing was changed.",
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
    from circtrack.store.writing import committed

    if committed():  # and what was to be shown of it, or recorded next, was not
        return CirctrackError(
            "The connection to {path} was lost ({reason}) after something was recorded, which is kept.",
            hint=N_("`circtrack log` shows what."),
            path=server,
            reason=_reason(error),
        )
    return DatabaseError(
        "The connection to {path} was lost ({reason}); nothing was changed.",
        hint=N_("Run the command again."),
        path=server,
        reason=_reason(error),
    )


def _stopped(error: psycopg.Error, server: Server) -> CirctrackError:
    return DatabaseError(
        "The server of {path} stopped the command ({reason}); nothing was changed.",
        hint=N_("Run the command again; whoever runs the server knows what it allows."),
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
    ((errors.QueryCanceled,), _stopped),
    ((psycopg.OperationalError, errors.IdleInTransactionSessionTimeout), _lost),
    ((psycopg.DataError,), _unfit),
)


def _reason(error: psycopg.Error) -> str:
    """The first line of what the server says, without its full stop."""
    said = error.diag.message_primary or str(error).strip().partition("\n")[0]
    return said.strip().rstrip(".")
