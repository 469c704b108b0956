"""Transactions on a PostgreSQL server: readers have one snapshot, writers wait only for who touches the same.

Every command that writes locks one row before it reads anything (``gate.sql``). Those that change single rows share
that lock, and wait for each other at those rows; all others have it alone, as on a file, and see everything that
earlier ones wrote. Readers never wait. A command that shared the lock and met another at the same row is tried again,
alone (``database.retry``).

Every reader and writer locks the table that holds the version of the tables, so that the version stays the same until
it has finished; a migration locks that table exclusively.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from circtrack.database import schema
from circtrack.database.locked import make_sending_error
from circtrack.database.postgres.connection import IDLE_SECONDS, PAUSE, ROOM_TO_SORT, connect
from circtrack.database.postgres.driver import PostgresConnection, errors, psycopg
from circtrack.database.postgres.errors import read_reason, translated_errors
from circtrack.database.postgres.schema import read_scripts
from circtrack.database.process import lock_timeout
from circtrack.database.server_role import ServerRole
from circtrack.errors import N_, CirctrackError, DatabaseError, UncertainError, UnknownError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.place import Server

_OF_SINGLE_ROWS = frozenset({"done", "receive", "register", "remind"})
"""Commands that mostly change single rows, and so share the lock at first."""


def open_for_reading(server: Server) -> PostgresConnection:
    """Open the database for reading: all queries see one snapshot, of tables that nobody migrates meanwhile.

    Raises:
        UnknownError: there are no tables yet.
        DatabaseError: the database cannot be opened, or is newer than the program.
        LockedError: the database stayed locked past the timeout.
    """
    with translated_errors(server):
        connection = connect(server)
        try:
            _begin_on_current(connection, server, _BEGIN_READING, create=False)
        except BaseException:
            connection.close()
            raise
    return connection


# Each in one round trip. The locks come first, because the snapshot is taken after they are granted.
_LOCK_VERSION = b"LOCK TABLE circtrack_roles.tables_version IN ACCESS SHARE MODE; "
_READ_VERSION = b"SELECT version, is_bound(), session_user::text, (my_seat()).house FROM tables_version"
_BEGIN_READING = (
    b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; " + _LOCK_VERSION + ROOM_TO_SORT + b"; " + _READ_VERSION
)
_BEGIN_WRITING = b"BEGIN ISOLATION LEVEL READ COMMITTED; " + _LOCK_VERSION


def read_version(connection: PostgresConnection, server: Server, query: bytes = _READ_VERSION) -> int:
    """Return the version of the database's tables, which exist; 0 where they are not filled. Notes whose role it is.

    ``query`` may have other statements before the one that reads it.

    Raises:
        DatabaseError: the tables are newer than the program, or a move into them is not finished.
    """
    cursor = connection.execute(query)
    while cursor.nextset():
        pass
    version: int
    version, is_bound, role, office = cursor.fetchone() or (0, False, "", "")
    connection.granted = ServerRole(role, office) if is_bound else ServerRole()
    schema.reject_newer(version, server)
    if version < 0:
        from circtrack.database.move_marker import reject_unfinished

        reject_unfinished(version, server)
    return version


@contextmanager
def writing(server: Server, command: str = "", *, create: bool = True) -> Iterator[PostgresConnection]:
    """Open a connection in a write transaction, once it is its turn; the caller commits, otherwise it is rolled back.

    Args:
        server: The server's address.
        command: The verb, if it may share the lock where that is enough; "" for the lock alone.
        create: Whether to make missing tables.

    Raises:
        UnknownError: there are no tables, and ``create`` is false.
        DatabaseError: the server cannot be used.
        LockedError: others were writing past the timeout.
    """
    with translated_errors(server):
        connection = connect(server, IDLE_SECONDS)
        try:
            turn = b"SELECT take_turn(false); " if command in _OF_SINGLE_ROWS else b"SELECT take_turn(true); "
            if _begin_on_current(connection, server, _BEGIN_WRITING + turn + _READ_VERSION, create=create):
                connection.execute(turn)
            yield connection
        finally:
            connection.close()


def _begin_on_current(connection: PostgresConnection, server: Server, beginning: bytes, *, create: bool) -> bool:
    """Begin a transaction on tables of this version; bring older ones up to it, and make missing ones to ``create``.

    Returns:
        Whether the tables were made in it.

    Raises:
        UnknownError: there are no tables, and ``create`` is false.
        DatabaseError: as ``read_version``, or what roles see of the tables is missing.
    """
    while True:
        try:
            version = read_version(connection, server, beginning)
        except (errors.UndefinedTable, errors.InvalidSchemaName):
            version = 0
        if version == schema.VERSION:
            return False
        connection.execute("ROLLBACK")
        if version == 0:
            query = "SELECT relnamespace::regnamespace::text FROM pg_class WHERE relname = 'tables_version'"
            if connection.execute(query).fetchall() == [("circtrack",)]:  # a backup of this schema alone was restored
                raise DatabaseError(
                    "{path} has the schema circtrack, but not circtrack_roles, which goes with it.",
                    hint=N_("Restore both from a backup: `circtrack help server` says how one is made of both."),
                    path=server,
                )
            if not create:
                raise UnknownError(
                    "Nothing is recorded yet: there are no tables of circtrack in {path}.",
                    hint=N_(
                        "`circtrack read FILE` records the letters of a text and makes them; --db PATH names another."
                    ),
                    path=server,
                )
        if _migrate(connection, server):  # new tables are committed with what the command records
            return True


def _migrate(connection: PostgresConnection, server: Server) -> bool:
    """Bring the tables up to this version; one client does so, while others that need it wait.

    Older tables are migrated in a transaction of its own, when nobody reads or writes. New tables are created in a
    transaction that stays open: who makes them at the same time waits for their names, and finds them made.

    Returns:
        Whether the transaction stays open.

    Raises:
        LockedError: others were reading or writing past the timeout.
        DatabaseError: the role may not create tables.
    """
    connection.execute("BEGIN")
    version = 0
    if connection.execute("SELECT to_regclass('tables_version')").fetchone() != (None,):
        connection.execute("LOCK TABLE tables_version IN ACCESS EXCLUSIVE MODE")
        version = read_version(connection, server)
    if version < schema.VERSION:
        try:
            for script in read_scripts(version):
                connection.execute(script.encode())
            connection.execute("UPDATE tables_version SET version = ?", (schema.VERSION,))
        except errors.InsufficientPrivilege as error:
            none = N_("There are no tables of circtrack in {path} yet, and your role may not make them ({reason}).")
            older = N_(
                "The tables in {path} are of an older circtrack, and your role may not bring them up to date: {reason}."
            )
            hint = N_("Whoever owns the database does: `circtrack init --office OFFICE`, or any command to renew.")
            raise DatabaseError(
                older if version else none, hint=hint, path=server, reason=read_reason(error)
            ) from error
        except (errors.UniqueViolation, errors.DuplicateObject, errors.DuplicateTable, errors.DuplicateSchema):
            connection.execute("ROLLBACK")  # another has made them meanwhile
            return False
        if version == 0:
            return True
    connection.execute("COMMIT")
    return False


def commit(connection: PostgresConnection, server: Server) -> None:
    """Commit; if no answer comes, find out whether the transaction was committed.

    Raises:
        DatabaseError: the connection was lost, and nothing was changed.
        UncertainError: the connection was lost, and it could not be found out.
        psycopg.Error: the server refused, and said why.
    """
    changed = connection.total_changes > 0
    mark = connection.journalled
    try:
        connection.execute("COMMIT")
        connection.is_committed = changed
    except KeyboardInterrupt:
        connection.is_committed = changed  # assume so until it is known
        connection.is_committed = changed and _check_committed(server, mark) is not False
        raise
    except psycopg.OperationalError as error:
        if not connection.closed or not changed:
            raise  # the server has answered, with the reason
        done = _check_committed(server, mark)
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


def _check_committed(server: Server, mark: tuple[int, str] | None) -> bool | None:
    """Return whether a transaction was committed, by new connections; None if unknown within the lock timeout.

    It may still be running, but then it has the turn, and whoever gets the turn next knows. The journal is read instead
    of ``txid_status``: after a crash the server reuses the number of a transaction that left no trace.
    """
    if mark is None:
        return None
    end = time.monotonic() + lock_timeout()
    while True:
        try:
            with writing(server, create=False) as connection:
                found = connection.execute("SELECT hash FROM journal WHERE id = ?", mark[:1]).fetchone()
        except UnknownError:  # the transaction would have created the tables
            return False
        except CirctrackError:  # the server may be restarting
            if time.monotonic() > end:
                return None
            time.sleep(PAUSE)
        else:
            return bool(found and found[0] == mark[1])


@contextmanager
def lock_sending(server: Server) -> Iterator[None]:
    """Hold the lock with which one program at a time sends reminders; it ends with its connection.

    Raises:
        LockedError: another program was sending past the timeout.
        DatabaseError: the server cannot be used, or accepts no changes.
    """
    with translated_errors(server):
        connection = connect(server)
    try:
        # Also whether changes are taken: a reminder that cannot be recorded would be sent again every day.
        with translated_errors(server):
            _begin_on_current(connection, server, _BEGIN_WRITING + _READ_VERSION, create=False)
            try:
                connection.execute("SELECT lock_sending()")
            except errors.LockNotAvailable as error:
                raise make_sending_error(server) from error
        yield
    finally:
        connection.close()
