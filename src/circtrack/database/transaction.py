"""One command, one transaction: open the database, note each change for the journal, commit all or nothing."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from circtrack.database.denied import make_denied_error
from circtrack.database.journal import Changes, append_row, find_user
from circtrack.database.migrate import forget_transaction, keep_older, migrate
from circtrack.database.open import open_file
from circtrack.database.opening import note_opened
from circtrack.database.process import note_commit
from circtrack.database.sqlite import connection as sqlite
from circtrack.database.sqlite.copy import write_new
from circtrack.database.sqlite.files import create_file
from circtrack.errors import N_, ConflictError, UnknownError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlite_utils import Database

    from circtrack.database.engine import Connection
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

    def attempt() -> Result:
        with writing(place, command, create=create) as transaction:
            return action(transaction)

    if not isinstance(place, Path):
        from circtrack.database.postgres import transactions as postgres

        return postgres.retry_on_conflict(attempt)
    if create and not place.exists():
        made, result = _perform_in_new_file(place, command, action)
        if made:
            return result
    return attempt()


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

    def attempt() -> Result:
        with postgres.writing(server) as connection:  # never committed
            return action(Transaction(connection, command))

    return postgres.retry_on_conflict(attempt)


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
        yield from _write_on_server(place, command, create=create)
        return
    path = place
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


def _write_on_server(server: Server, command: str, *, create: bool) -> Iterator[Transaction]:
    from circtrack.database.postgres import transactions as postgres

    with postgres.writing(server, create=create) as connection:
        transaction = Transaction(connection, command)
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
        transaction = Transaction(connection, command)
        yield transaction
        transaction.write_journal()
        _commit(connection)
    except BaseException:
        forget_transaction(connection, kept)
        raise


def _commit(connection: SqliteConnection) -> None:
    try:
        with _translate_broken_references(connection):
            connection.execute("COMMIT")
    finally:
        # Also after Ctrl-C during the commit: Python raises KeyboardInterrupt when SQLite has finished.
        note_commit(connection.total_changes > 0 and not connection.in_transaction)


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
    """An open write transaction.

    Inserts use sqlite-utils, whose methods use savepoints inside our transaction and commit nothing. It takes a tenth
    of a second to load, so it is loaded by the first insert. Updates need the old row, and are plain SQL.

    Attributes:
        connection: For reading; what is written through it directly is not journalled.
        command: The verb.
        changes: What the command has changed so far.
        undoes: The journal row that the command undoes, if any.
    """

    def __init__(self, connection: Connection, command: str) -> None:
        self.connection = connection
        self.command = command
        self.changes = Changes()
        self.undoes: int | None = None
        note_opened(connection)

    @cached_property
    def database(self) -> Database:
        """The connection to a file, wrapped by sqlite-utils."""
        from sqlite_utils import Database

        assert isinstance(self.connection, sqlite3.Connection)  # noqa: S101 - only _insert uses it, for a file

        # No plugins: looking for them reads the metadata of every installed package.
        return Database(self.connection, execute_plugins=False)

    def say(self, message: str, /, **values: object) -> None:
        """Set the command's sentence for the journal: a template of the catalogue, and its values."""
        self.changes.say(message, **values)

    def insert(self, table: str, key: Sequence[str], row: Mapping[str, Any]) -> None:
        """Insert one row; ``key`` names the columns of its primary key."""
        self.insert_all(table, key, [row])

    def insert_all(self, table: str, key: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows that have the same columns; the journal gets each row."""
        self._insert(table, rows)
        for row in rows:
            self.changes.added(table, {name: row[name] for name in key}, row)

    def insert_bulk(self, table: str, shared: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows that have the same columns; the journal gets only their number.

        They share part of their key, which no row had before. For thousands of rows: directly through the connection.
        """
        if rows:
            self.connection.engine.insert(self.connection, table, rows)
            self.changes.added_many(table, shared, len(rows))

    def update(self, table: str, key: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
        """Change columns of one row; return whether anything changed.

        Raises:
            LookupError: no row has this key.
        """
        columns = ", ".join(values)
        row = self.connection.execute(
            f"SELECT {columns} FROM {table} WHERE {_make_condition(key)}", tuple(key.values())
        ).fetchone()
        if row is None:
            raise LookupError(f"no row {dict(key)} in {table}")  # noqa: EM102 - a failure of our own
        before = dict(zip(values, row, strict=True))
        changed = {name: value for name, value in values.items() if value != before[name]}
        if changed:
            assigned = ", ".join(f"{name} = ?" for name in changed)
            cursor = self.connection.execute(
                f"UPDATE {table} SET {assigned} WHERE {_make_condition(key)}", (*changed.values(), *key.values())
            )
            _refuse_skipped_rows(table, cursor.rowcount, 1)
            self.changes.changed(table, key, {name: before[name] for name in changed}, changed)
        return bool(changed)

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
        among = self.connection.engine.among
        one_of, wanted = among(column, of)
        condition = f"{_make_condition(key)} AND {one_of}"
        rows = self.connection.execute(
            f"SELECT {column}, {', '.join(values)} FROM {table} WHERE {condition}", (*key.values(), wanted)
        ).fetchall()
        if len(rows) != len(of):
            raise LookupError(f"rows of {dict(key)} in {table} are missing")  # noqa: EM102 - a failure of our own
        groups: dict[tuple[Any, ...], list[Any]] = {}
        for each, *present in rows:
            groups.setdefault(tuple(present), []).append(each)
        groups.pop(tuple(values.values()), None)
        for old, group in groups.items():
            before = {name: value for name, value in zip(values, old, strict=True) if value != values[name]}
            after = {name: values[name] for name in before}
            assigned = ", ".join(f"{name} = ?" for name in after)
            cursor = self.connection.execute(
                f"UPDATE {table} SET {assigned} WHERE {condition}",
                (*after.values(), *key.values(), among(column, group)[1]),
            )
            _refuse_skipped_rows(table, cursor.rowcount, len(group))
            self.changes.changed_many(table, key, {column: group}, before, after)
        return {each for group in groups.values() for each in group}

    def delete(self, table: str, key: Mapping[str, Any]) -> None:
        """Delete one row; the journal keeps its values."""
        columns, rows = self._delete(table, key)
        for row in rows:
            self.changes.removed(table, key, dict(zip(columns, row, strict=True)))

    def delete_many(self, table: str, key: Mapping[str, Any]) -> None:
        """Delete all rows that share this part of their key; the journal keeps them as one change."""
        columns, rows = self._delete(table, key)
        self.changes.removed_many(table, key, columns, rows)

    def _delete(self, table: str, key: Mapping[str, Any]) -> tuple[list[str], list[Any]]:
        """Delete rows; return the table's columns, and the rows' values in the order of their keys."""
        engine = self.connection.engine
        columns = engine.columns(self.connection, table)
        expected = None
        if engine.granted(self.connection).role:
            count_query = f"SELECT count(*) FROM {table} WHERE {_make_condition(key)}"
            expected = self.connection.execute(count_query, tuple(key.values())).fetchone()[0]
        rows = self.connection.execute(
            f"DELETE FROM {table} WHERE {_make_condition(key)} RETURNING {', '.join(columns)}", tuple(key.values())
        ).fetchall()
        if expected is not None:
            _refuse_skipped_rows(table, len(rows), expected)
        # Each engine deletes in an order of its own; the journal and its hashes must not depend on it.
        places = [columns.index(name) for name in engine.key(self.connection, table)]
        return columns, sorted(rows, key=lambda row: [row[place] for place in places])

    def write_journal(self) -> None:
        """Append the command's journal row, if anything changed."""
        if self.changes.rows:
            row = self.changes.journal_row(self.command, find_user(self.connection)) | {"undoes": self.undoes}
            append_row(self.connection, row)

    def _insert(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows and isinstance(self.connection, sqlite3.Connection):
            self.database.table(table).insert_all(map(dict, rows), batch_size=500)
        else:
            self.connection.engine.insert(self.connection, table, rows)


def _refuse_skipped_rows(table: str, changed: int, wanted: int) -> None:
    """Raise if row-level security skipped rows silently.

    Raises:
        DatabaseError: fewer rows changed than should have.
    """
    if changed != wanted:
        raise make_denied_error(table)


def _make_condition(key: Mapping[str, Any]) -> str:
    return " AND ".join(f"{name} = ?" for name in key)
