"""Transactions on a PostgreSQL server: reading as of one moment, and writing in turns.

Commands that write take turns, as they do on a file: each locks one table before it reads anything, and so sees all
that the ones before it wrote. Readers never wait. Whoever writes by other means than circtrack is held apart by
SERIALIZABLE isolation; what fails by it is tried again (``database.postgres.transactions``).

Whoever reads or writes holds the table that says which version the tables are of, so that they stay of this version
until it is done; who changes them holds it alone.
"""

from __future__ import annotations

import random
import time
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from circtrack.database.postgres import schema as postgres_schema
from circtrack.database.postgres.connection import IDLE_SECONDS, PAUSE, ROOM_TO_SORT, connect
from circtrack.database.postgres.driver import PostgresConnection, errors, psycopg
from circtrack.database.postgres.errors import make_read_only_error, read_reason, translated_errors
from circtrack.database.process import lock_timeout
from circtrack.errors import (
    N_,
    CirctrackError,
    DatabaseError,
    LockedError,
    SerialisationError,
    UncertainError,
    UnknownError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from circtrack.place import Server


# Of locks on the server that belong to no table: migrating, and sending reminders. Any two numbers.
MIGRATING, SENDING = 0x63697263, 0x63697264


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
                    raise make_no_tables_error(server)
                _migrate(connection, server)
                version = _begin(connection, server, _READ)
        except BaseException:
            connection.close()
            raise
    connection.connect_aside = partial(connect, server)
    return connection


def make_no_tables_error(server: Server) -> UnknownError:
    """The error of a database in which nothing is recorded yet, with how to begin."""
    return UnknownError(
        "Nothing is recorded yet: there are no tables of circtrack in {path}.",
        hint=N_("`circtrack read FILE` records the letters of a text and makes them; --db PATH names another."),
        path=server,
    )


# In one go with the server. What is locked comes first: what is read is what was there when the lock was granted.
_HELD = b"LOCK TABLE circtrack.tables_version IN ACCESS SHARE MODE"
_READ = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; " + _HELD + b"; " + ROOM_TO_SORT
_WRITE = b"BEGIN ISOLATION LEVEL SERIALIZABLE; " + _HELD + b"; LOCK TABLE circtrack.writers_turn IN EXCLUSIVE MODE"


def _begin(connection: PostgresConnection, server: Server, beginning: bytes) -> int:
    """Begin a transaction on tables of this version; else none, and return which version they are of."""
    try:
        connection.execute(beginning)
    except (errors.UndefinedTable, errors.InvalidSchemaName):
        version = 0
    except errors.FeatureNotSupported as error:  # a replica knows no SERIALIZABLE
        raise make_read_only_error(error, server) from error
    else:
        version = read_version(connection, server)
        if version == postgres_schema.VERSION:
            return version
    connection.execute("ROLLBACK")
    return version


def read_version(connection: PostgresConnection, server: Server) -> int:
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
        from circtrack.database.move_marker import refuse_unfinished

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
        connection = connect(server, IDLE_SECONDS)
        try:
            _take_turn(connection, server, create=create)
            yield connection
        finally:
            connection.close()


def _take_turn(connection: PostgresConnection, server: Server, *, create: bool) -> None:
    version = _begin(connection, server, _WRITE)
    while version < postgres_schema.VERSION:
        if version == 0 and not create:
            raise make_no_tables_error(server)
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
        version = read_version(connection, server)
    if version < postgres_schema.VERSION:
        try:
            for script in postgres_schema.read_scripts(version):
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
            reason=read_reason(error),
        )
    return DatabaseError(
        "The tables in {path} are of an older circtrack, and your role may not bring them up to date ({reason}).",
        hint=N_("Whoever owns them runs any command of this circtrack once: `circtrack letters` does."),
        path=server,
        reason=read_reason(error),
    )


# Of the rows that a role sees: its own are among them.
_LAST = "SELECT id, hash FROM journal ORDER BY id DESC LIMIT 1"


class JournalEnd(NamedTuple):
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
    mark = JournalEnd(*found) if found else None
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
                reason=read_reason(error),
            ) from error
        if not done:
            raise
        connection.is_committed = True


def _outcome(server: Server, mark: JournalEnd | None) -> bool | None:
    """Whether a transaction was committed, by new connections; None where that cannot be known in the time for locks.

    It may still be under way, but it has the turn: whoever gets the turn after it knows. The journal tells and not
    ``txid_status``: after a crash the number of a transaction that left no trace is given again.
    """
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
            time.sleep(PAUSE)
        else:
            break
    return bool(found and found[0] == mark.hash)


@contextmanager
def lock_sending(server: Server) -> Iterator[None]:
    """Let one program at a time look what is to be said, say it and record it; as long as its connection stands.

    Raises:
        LockedError: another program was sending past the timeout.
        DatabaseError: the server cannot be used, or takes no changes.
    """
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
            raise make_read_only_error(errors.ReadOnlySqlTransaction(), server)
        yield
    finally:
        connection.close()


# Trying again what others on the same server got in the way of.

Attempted = TypeVar("Attempted")

ATTEMPTS = 6
"""How often a command is tried at most, the first time included."""

_PAUSE = 0.05
"""Seconds before the second attempt; before each later one twice as long."""


def retry_on_conflict(attempt: Callable[[], Attempted]) -> Attempted:
    """Run ``attempt``, retrying serialisation failures; each is a transaction of its own.

    The pauses grow, and no two clients make the same ones; all of them end within the time that we wait for locks.

    Raises:
        SerialisationError: others were in the way each time.
    """
    end = time.monotonic() + lock_timeout()
    for tried in range(1, ATTEMPTS):
        try:
            return attempt()
        except SerialisationError:
            pause = _PAUSE * 2 ** (tried - 1) * random.uniform(0.5, 1.5)  # noqa: S311 - no secret
            if time.monotonic() + pause > end:
                raise
            time.sleep(pause)
    return attempt()
