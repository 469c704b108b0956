"""One command, one transaction: open the database, bring it up to date, commit all of it or nothing."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from circtrack.errors import N_, ConflictError, UnknownError
from circtrack.store.connection import connect, database_version, no_database, open_file, translated_errors
from circtrack.store.files import create as create_file
from circtrack.store.files import on_network_share
from circtrack.store.migrate import keep_older, migrate
from circtrack.store.write import Transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from circtrack.place import Place, Server
    from circtrack.store.engine import Connection

__all__ = ["Transaction", "perform", "rehearse", "writing"]

Result = TypeVar("Result")

# Thousands of rows go to as many places of an index: what it has of them is kept until the end.
_CACHE_KIB = 32_000

# A copy of so much takes a twentieth of a second.
_COPIED_BYTES = 32_000_000


def perform(place: Place, command: str, action: Callable[[Transaction], Result], *, create: bool = True) -> Result:
    """Run an action in one transaction of a database that need not exist yet.

    Where there is no file, the action is first tried in memory: if it fails, none is left behind. (A file once made
    cannot safely be taken away again: another process may have begun to write to it.) On a server an action is tried
    again where others got in its way: it must do nothing but read and change the database.

    Args:
        place: The database: a file, or on a server.
        command: The verb, for the journal.
        action: What is to be done.
        create: Whether to make the database where there is none; verbs that act on recorded letters do not.

    Raises:
        UnknownError, DatabaseError, LockedError: as ``writing``; and what the action raises.
    """

    def attempt() -> Result:
        with writing(place, command, create=create) as transaction:
            return action(transaction)

    if not isinstance(place, Path):
        from circtrack.store.attempts import again_if_others_interfere

        return again_if_others_interfere(attempt)
    if create and not place.exists():
        rehearse(place, command, action)
    return attempt()


def rehearse(path: Place, command: str, action: Callable[[Transaction], Result]) -> Result:
    """What an action would give. The database is left as it is, and need not exist.

    It is done on a copy in memory; on a large database, which takes long to copy, in a transaction that is taken back.

    Raises:
        DatabaseError, LockedError: as ``open_for_reading``; and what the action raises.
    """
    if not isinstance(path, Path):
        return _rehearsed_on_server(path, command, action)
    if path.exists() and path.stat().st_size > _COPIED_BYTES and os.access(path, os.W_OK):
        return _taken_back(path, command, action)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as memory:
        memory.execute("PRAGMA foreign_keys = ON")
        try:
            with closing(open_file(path)) as present, translated_errors(path):
                present.backup(memory)
        except UnknownError:  # there is none, or an empty one, as a disk without room for its tables left it
            migrate(memory, path)
        memory.execute("BEGIN")
        return action(Transaction(memory, command))


def _rehearsed_on_server(server: Server, command: str, action: Callable[[Transaction], Result]) -> Result:
    from circtrack.store import postgres_turns
    from circtrack.store.attempts import again_if_others_interfere

    def attempt() -> Result:
        with postgres_turns.writing(server) as connection:  # nobody commits it
            return action(Transaction(connection, command))

    return again_if_others_interfere(attempt)


def _taken_back(path: Path, command: str, action: Callable[[Transaction], Result]) -> Result:
    open_file(path).close()  # brings an older one up to date
    with translated_errors(path), closing(connect(path, "mode=rw")) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            return action(Transaction(connection, command))
        finally:
            connection.execute("ROLLBACK")


@contextmanager
def writing(place: Place, command: str, *, create: bool = True) -> Iterator[Transaction]:
    """Open the database to write, and journal what the command changes.

    At the end of the block everything is committed together with its journal row (none where nothing changed); on
    any exception nothing is.

    Args:
        place: The database: a file, or on a server.
        command: The verb, for the journal.
        create: Whether to make the file where there is none; verbs that act on recorded letters do not.

    Raises:
        UnknownError: there is no database, and none is to be made.
        DatabaseError: it is not ours, newer than the program, read-only, damaged, or cannot be made.
        LockedError: it stayed locked past the timeout.
    """
    if not isinstance(place, Path):
        yield from _on_server(place, command, create=create)
        return
    path = place
    if create:
        create_file(path)
    elif not path.exists() or (path.is_file() and not path.stat().st_size):
        raise no_database(path)
    with translated_errors(path):
        connection = connect(path, "mode=rw")
        try:
            yield from _transaction(connection, path, command)
        finally:
            connection.close()


def _on_server(server: Server, command: str, *, create: bool) -> Iterator[Transaction]:
    from circtrack.store import postgres_turns

    with postgres_turns.writing(server, create=create) as connection:
        transaction = Transaction(connection, command)
        yield transaction
        transaction.write_journal()
        global _committed  # noqa: PLW0603 - as in ``_commit``
        try:
            with _references_hold(connection):
                postgres_turns.commit(connection, server)
        finally:
            _committed |= connection.is_committed


def _transaction(connection: sqlite3.Connection, path: Path, command: str) -> Iterator[Transaction]:
    # Before anything is written, a pragma included: is it ours?
    database_version(connection, path)
    _choose_journal(connection, path)
    # IMMEDIATE takes the write lock now, and waits for it. After a plain BEGIN the first write would fail at once
    # if another process had written since our first read, whatever the timeout.
    connection.execute("BEGIN IMMEDIATE")
    kept = None
    try:
        kept = keep_older(connection, path)
        migrate(connection, path)
        transaction = Transaction(connection, command)
        yield transaction
        transaction.write_journal()
        _commit(connection)
    except BaseException:
        if connection.in_transaction:
            if kept:  # under the lock still: the next one's copy can have the same name
                kept.unlink(missing_ok=True)
            connection.execute("ROLLBACK")
        raise


_committed = False


def committed() -> bool:
    """Whether this process has changed a database for good: Ctrl-C may come after that, before it is said."""
    return _committed


def _commit(connection: sqlite3.Connection) -> None:
    global _committed  # noqa: PLW0603 - what is told at the very end, wherever the command was then
    try:
        with _references_hold(connection):
            connection.execute("COMMIT")
    finally:
        # Also where Ctrl-C came while SQLite was committing: Python hears of it after.
        _committed |= connection.total_changes > 0 and not connection.in_transaction


@contextmanager
def _references_hold(connection: Connection) -> Iterator[None]:
    """Say in our words that rows would name what is gone, which is looked at when all is done."""
    try:
        yield
    except connection.IntegrityError as error:
        raise ConflictError(
            "Nothing was changed: a row that stays would name one that is gone ({reason}).",
            hint=N_("`circtrack check` looks for what is wrong."),
            reason=error,
        ) from error


def _choose_journal(connection: sqlite3.Connection, path: Path) -> None:
    """Choose how SQLite survives a crash: a write-ahead log, but on a network share a rollback journal.

    The log lets reports be read while a command writes. It needs memory that processes share, which a network
    share cannot give, so it is refused there. FULL, because a clerk who was told "recorded" must find it after a
    power cut: it costs one wait for the disk a command.
    """
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    wanted = "delete" if on_network_share(path) else "wal"
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == wanted:
        return
    try:
        connection.execute(f"PRAGMA journal_mode = {wanted}")
    except sqlite3.OperationalError as error:
        # Another process is at work on it. On a disk of this machine either kind is safe; the next command changes it.
        if wanted != "wal" or error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise
