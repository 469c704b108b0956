"""One command, one transaction: open the database, note each change for the journal, commit all or nothing."""

from __future__ import annotations

import os
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from circtrack.database.migrate import forget_transaction, keep_older, migrate
from circtrack.database.open import open_file
from circtrack.database.process import list_due, note_commit, note_opened
from circtrack.database.sqlite import connection as sqlite
from circtrack.database.sqlite.copy import write_new
from circtrack.database.sqlite.files import create_file
from circtrack.errors import N_, ConflictError, Message, UnknownError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from circtrack.database.engine import Connection, Gate
    from circtrack.database.sqlite.connection import SqliteConnection
    from circtrack.place import Place, Server

Result = TypeVar("Result")

# Copying this many bytes takes a twentieth of a second.
_COPIED_BYTES = 32_000_000


def perform(place: Place, command: str, action: Callable[[Transaction], Result], *, create: bool = True) -> Result:
    """Run an action in one transaction of a database that need not exist yet.

    Where a file does not exist, the action runs in memory, and the file is made of that: if it fails, no file is left
    behind. (A new file cannot safely be deleted again: another process may have begun to write to it.) Where another
    process makes the file meanwhile, the action runs again, in that file; on a server it is retried after conflicts
    with other commands. So it must do nothing but read and change the database.

    Args:
        place: The database: a file, or on a server.
        command: The verb, for the journal.
        action: What to do.
        create: Whether to create a missing database; verbs that act on recorded letters do not.

    Raises:
        UnknownError, DatabaseError, LockedError: as ``writing``; and what the action raises.
    """
    if not isinstance(place, Path):
        return _perform_on_server(place, command, action, create=create)
    if create and not place.exists():
        sqlite.reject_no_file(place)  # links in a circle
        made, result = _perform_in_new_file(place, command, action)
        if made:
            return result
    with writing(place, command, create=create) as transaction:
        return action(transaction)


def _perform_on_server(
    server: Server, command: str, action: Callable[[Transaction], Result], *, create: bool
) -> Result:
    from circtrack.database.retry import retry_on_conflict

    def attempt(sharing: str) -> Result:
        with contextmanager(_write_on_server)(server, command, sharing, create=create) as transaction:
            return action(transaction)

    return retry_on_conflict(attempt, command)


def _perform_in_new_file(path: Path, command: str, action: Callable[[Transaction], Result]) -> tuple[bool, Result]:
    """Run an action in memory and make the file of it; return whether the file was made, and the action's result."""
    with sqlite.translated_errors(path), closing(sqlite.connect_to_memory()) as memory:
        migrate(memory, path)
        memory.execute("BEGIN")
        transaction = Transaction(memory, command)
        result = action(transaction)
        transaction.write_journal()
        with _translate_broken_references(memory):
            memory.execute("COMMIT")
        return write_new(memory, path), result


def rehearse(path: Place, command: str, action: Callable[[Transaction], Result]) -> Result:
    """Return what an action would return. The database is not changed, and need not exist.

    The action runs on a copy in memory; on a large database, which takes long to copy, in a transaction that is rolled
    back.

    Raises:
        DatabaseError, LockedError: as ``open_for_reading``; and what the action raises.
    """
    if not isinstance(path, Path):
        return _rehearse_on_server(path, command, action)
    if path.exists() and path.stat().st_size > _COPIED_BYTES and os.access(path, os.W_OK):
        return _run_and_roll_back(path, command, action)
    with closing(sqlite.connect_to_memory()) as memory:
        try:
            with closing(open_file(path)) as present, sqlite.translated_errors(path):
                present.backup(memory)
        except UnknownError:  # there is no file, or an empty one, which a full disk can leave behind
            migrate(memory, path)
        memory.execute("BEGIN")
        return action(Transaction(memory, command))


def _rehearse_on_server(server: Server, command: str, action: Callable[[Transaction], Result]) -> Result:
    from circtrack.database.postgres import transactions as postgres
    from circtrack.database.retry import retry_on_conflict

    def attempt(sharing: str) -> Result:
        with postgres.writing(server, sharing) as connection:  # never committed
            return action(Transaction(connection, command))

    return retry_on_conflict(attempt, command)


def _run_and_roll_back(path: Path, command: str, action: Callable[[Transaction], Result]) -> Result:
    open_file(path).close()  # migrates an older one
    with sqlite.translated_errors(path), closing(sqlite.connect(path, "mode=rw")) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            return action(Transaction(connection, command))
        finally:
            connection.execute("ROLLBACK")


@contextmanager
def writing(place: Place, command: str, *, create: bool = True) -> Iterator[Transaction]:
    """Open the database to write, and journal what the command changes.

    At the end of the block everything is committed together with its journal row (no row if nothing changed); after an
    exception nothing is.

    Args:
        place: The database: a file, or on a server.
        command: The verb, for the journal.
        create: Whether to create a missing file; verbs that act on recorded letters do not.

    Raises:
        UnknownError: there is no database, and ``create`` is false.
        DatabaseError: it is not circtrack's, newer than the program, read-only, damaged, or cannot be created.
        LockedError: it stayed locked past the timeout.
    """
    if not isinstance(place, Path):
        yield from _write_on_server(place, command, "", create=create)
        return
    path = place
    sqlite.reject_no_file(path)
    if create:
        create_file(path)
    elif not path.exists() or (path.is_file() and not path.stat().st_size):
        raise sqlite.make_no_database_error(path)
    with sqlite.translated_errors(path):
        connection = sqlite.connect(path, "mode=rw")
        try:
            yield from _write_to_file(connection, path, command)
        finally:
            connection.close()


def _write_on_server(server: Server, command: str, sharing: str, *, create: bool) -> Iterator[Transaction]:
    from circtrack.database.postgres import transactions as postgres

    with postgres.writing(server, sharing, create=create) as connection:
        transaction = _begin(connection, command)
        yield transaction
        transaction.write_journal()
        try:
            with _translate_broken_references(connection):
                postgres.commit(connection, server)
        finally:
            note_commit(connection.is_committed)


def _write_to_file(connection: SqliteConnection, path: Path, command: str) -> Iterator[Transaction]:
    # Check whether the file is ours before anything is written, even a pragma.
    sqlite.read_version(connection, path)
    sqlite.choose_journal(connection, path)
    # IMMEDIATE takes the write lock now, and waits for it. After a plain BEGIN the first write would fail at once
    # if another process had written since our first read, whatever the timeout.
    connection.execute("BEGIN IMMEDIATE")
    kept = None
    try:
        kept = keep_older(connection, path)
        migrate(connection, path)
        transaction = _begin(connection, command)
        yield transaction
        transaction.write_journal()
        _commit(connection)
    except BaseException:
        forget_transaction(connection, kept)
        raise


def _begin(connection: Connection, command: str) -> Transaction:
    """Begin a command; what is due before it has a journal row of its own, and is committed together with it."""
    for action in list_due(connection):
        before = Transaction(connection, "update")
        action(before)
        before.write_journal()
    return Transaction(connection, command)


def _commit(connection: SqliteConnection) -> None:
    failed = False
    try:
        with _translate_broken_references(connection):
            connection.execute("COMMIT")
    except connection.Error:
        failed = True  # where the disk is full SQLite has taken everything back: no transaction is open then either
        raise
    finally:
        # Also after Ctrl-C during the commit: Python raises KeyboardInterrupt when SQLite has finished.
        note_commit(not failed and connection.total_changes > 0 and not connection.in_transaction)


@contextmanager
def _translate_broken_references(connection: Connection) -> Iterator[None]:
    """Translate the error for rows that reference deleted rows, which the engine raises at commit."""
    try:
        yield
    except connection.IntegrityError as error:
        raise ConflictError(
            "Nothing was changed: a row that stays would name one that is gone ({reason}).",
            hint=N_("`circtrack check` looks for what is wrong."),
            reason=error,
        ) from error


class Transaction:
    """An open write transaction; what it writes goes through the gate of its engine, which notes it for the journal.

    Attributes:
        connection: For reading; what is written through it directly is not journalled.
        command: The verb.
        gate: Where its changes are made and noted.
        undoes: The journal row that the command undoes, if any.
        offices_changed: Whether a server is to work out anew, once at the end, which offices each role has under it.
    """

    def __init__(self, connection: Connection, command: str) -> None:
        self.connection = connection
        self.command = command
        self.gate: Gate = connection.engine.open_gate(connection)
        self.undoes: int | None = None
        self.offices_changed = False
        self._message = Message("")
        note_opened(connection)

    def say(self, message: str, /, **values: object) -> None:
        """Set the command's sentence for the journal: a template of the catalogue, and its values."""
        kept = {name: value if isinstance(value, Message) else str(value) for name, value in values.items()}
        self._message = Message(message, **kept)

    def insert(self, table: str, key: Sequence[str], row: Mapping[str, Any]) -> None:
        """Insert one row; ``key`` names the columns of its primary key."""
        self.insert_all(table, key, [row])

    def insert_all(self, table: str, key: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows that have the same columns; the journal gets each row."""
        if rows:
            self.gate.write({"act": "add", "table": table, "key": list(key), "rows": list(map(dict, rows))})

    def insert_bulk(self, table: str, shared: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows that have the same columns; the journal gets only their number.

        They share part of their key, which no row had before.
        """
        if rows:
            self.gate.write({"act": "add", "table": table, "key": dict(shared), "rows": list(map(dict, rows))})

    def update(self, table: str, key: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
        """Change columns of one row; return whether anything changed.

        Raises:
            LookupError: no row has this key.
        """
        return bool(self._change({"table": table, "key": dict(key), "cells": dict(values)}))

    def update_many(
        self, table: str, key: Mapping[str, Any], column: str, of: Sequence[Any], values: Mapping[str, Any]
    ) -> set[Any]:
        """Change columns of many rows to the same values; return the values of ``of`` whose rows changed.

        Args:
            table: The table.
            key: The part of the key that the rows share.
            column: The column that completes the key.
            of: The rows' values in that column, each once.
            values: The new values by column.

        Raises:
            LookupError: one of the rows does not exist.
        """
        rows = {"table": table, "key": dict(key), "of": column, "among": list(of)}
        return set(self._change({**rows, "cells": dict(values)}))

    def _change(self, change: Mapping[str, Any]) -> list[Any]:
        changed: list[Any] | None = self.gate.write({"act": "change", **change})
        if changed is None:
            raise LookupError(f"no row {change['key']} in {change['table']}")  # noqa: EM102 - a failure of our own
        return changed

    def delete(self, table: str, key: Mapping[str, Any]) -> None:
        """Delete one row; the journal keeps its values."""
        self.gate.write({"act": "remove", "table": table, "key": dict(key)})

    def delete_many(self, table: str, key: Mapping[str, Any]) -> None:
        """Delete all rows that share this part of their key; the journal keeps them as one change."""
        self.gate.write({"act": "remove", "table": table, "key": dict(key), "bulk": True})

    def write_journal(self) -> None:
        """Append the command's journal row, if anything changed: the last thing before the commit."""
        if self.offices_changed:
            self.connection.engine.spread_offices(self.connection)
        self.gate.record(self.command, self._message, self.undoes)
