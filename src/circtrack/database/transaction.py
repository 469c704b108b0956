"""One command, one transaction: open the database, note each change for the journal, commit all of it or nothing."""

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
from circtrack.database.process import note_commit
from circtrack.database.sqlite import connection as sqlite
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
        from circtrack.database.postgres import transactions as postgres

        return postgres.retry_on_conflict(attempt)
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
    with closing(sqlite.connect_to_memory()) as memory:
        try:
            with closing(open_file(path)) as present, sqlite.translated_errors(path):
                present.backup(memory)
        except UnknownError:  # there is none, or an empty one, as a disk without room for its tables left it
            migrate(memory, path)
        memory.execute("BEGIN")
        return action(Transaction(memory, command))


def _rehearsed_on_server(server: Server, command: str, action: Callable[[Transaction], Result]) -> Result:
    from circtrack.database.postgres import transactions as postgres

    def attempt() -> Result:
        with postgres.writing(server) as connection:  # nobody commits it
            return action(Transaction(connection, command))

    return postgres.retry_on_conflict(attempt)


def _taken_back(path: Path, command: str, action: Callable[[Transaction], Result]) -> Result:
    open_file(path).close()  # brings an older one up to date
    with sqlite.translated_errors(path), closing(sqlite.connect(path, "mode=rw")) as connection:
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
        raise sqlite.make_no_database_error(path)
    with sqlite.translated_errors(path):
        connection = sqlite.connect(path, "mode=rw")
        try:
            yield from _transaction(connection, path, command)
        finally:
            connection.close()


def _on_server(server: Server, command: str, *, create: bool) -> Iterator[Transaction]:
    from circtrack.database.postgres import transactions as postgres

    with postgres.writing(server, create=create) as connection:
        transaction = Transaction(connection, command)
        yield transaction
        transaction.write_journal()
        try:
            with _references_hold(connection):
                postgres.commit(connection, server)
        finally:
            note_commit(connection.is_committed)


def _transaction(connection: SqliteConnection, path: Path, command: str) -> Iterator[Transaction]:
    # Before anything is written, a pragma included: is it ours?
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
        with _references_hold(connection):
            connection.execute("COMMIT")
    finally:
        # Also where Ctrl-C came while SQLite was committing: Python hears of it after.
        note_commit(connection.total_changes > 0 and not connection.in_transaction)


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


class Transaction:
    """An open write transaction.

    Inserts go through sqlite-utils, whose methods use savepoints inside our transaction and commit nothing. It
    takes a tenth of a second to load, so the first insert loads it; updates need the row as it was and are plain.

    Attributes:
        connection: To read with; what is written through it directly is not journalled.
        command: The verb at work.
        changes: What it has changed so far.
        undoes: The journal row that it takes back, if it does.
    """

    def __init__(self, connection: Connection, command: str) -> None:
        self.connection = connection
        self.command = command
        self.changes = Changes()
        self.undoes: int | None = None

    @cached_property
    def database(self) -> Database:
        """The connection to a file as sqlite-utils sees it."""
        from sqlite_utils import Database

        assert isinstance(self.connection, sqlite3.Connection)  # noqa: S101 - asked for by _insert only

        # No plugins: looking for them reads the metadata of every installed package.
        return Database(self.connection, execute_plugins=False)

    def say(self, message: str, /, **values: object) -> None:
        """Tell the journal what the command did: one sentence, as a template of the catalogue and its values."""
        self.changes.say(message, **values)

    def insert(self, table: str, key: Sequence[str], row: Mapping[str, Any]) -> None:
        """Insert one row; ``key`` names the columns of its primary key."""
        self.insert_all(table, key, [row])

    def insert_all(self, table: str, key: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows that have the same columns; each is noted by itself."""
        self._insert(table, rows)
        for row in rows:
            self.changes.added(table, {name: row[name] for name in key}, row)

    def insert_bulk(self, table: str, shared: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows of the same columns, noted by their number only.

        They share part of their key, which no row had before. Thousands at once: straight to the connection.
        """
        if rows:
            self.connection.engine.insert(self.connection, table, rows)
            self.changes.added_many(table, shared, len(rows))

    def update(self, table: str, key: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
        """Change columns of one row; return whether they were different.

        Raises:
            LookupError: there is no such row.
        """
        columns = ", ".join(values)
        row = self.connection.execute(
            f"SELECT {columns} FROM {table} WHERE {_all_equal(key)}", tuple(key.values())
        ).fetchone()
        if row is None:
            raise LookupError(f"no row {dict(key)} in {table}")  # noqa: EM102 - a failure of our own
        before = dict(zip(values, row, strict=True))
        changed = {name: value for name, value in values.items() if value != before[name]}
        if changed:
            assigned = ", ".join(f"{name} = ?" for name in changed)
            done = self.connection.execute(
                f"UPDATE {table} SET {assigned} WHERE {_all_equal(key)}", (*changed.values(), *key.values())
            )
            _refuse_passed_over(table, done.rowcount, 1)
            self.changes.changed(table, key, {name: before[name] for name in changed}, changed)
        return bool(changed)

    def update_many(
        self, table: str, key: Mapping[str, Any], column: str, of: Sequence[Any], values: Mapping[str, Any]
    ) -> set[Any]:
        """Change columns of many rows to the same values; return those of ``of`` where they were different.

        Args:
            table: Whose rows.
            key: What their keys share.
            column: The column that completes the key.
            of: What the rows have in that column, each once.
            values: The new values by column.

        Raises:
            LookupError: one of the rows is not there.
        """
        among = self.connection.engine.among
        one_of, wanted = among(column, of)
        condition = f"{_all_equal(key)} AND {one_of}"
        rows = self.connection.execute(
            f"SELECT {column}, {', '.join(values)} FROM {table} WHERE {condition}", (*key.values(), wanted)
        ).fetchall()
        if len(rows) != len(of):
            raise LookupError(f"rows of {dict(key)} in {table} are missing")  # noqa: EM102 - a failure of our own
        alike: dict[tuple[Any, ...], list[Any]] = {}
        for each, *present in rows:
            alike.setdefault(tuple(present), []).append(each)
        alike.pop(tuple(values.values()), None)
        for known, group in alike.items():
            before = {name: value for name, value in zip(values, known, strict=True) if value != values[name]}
            after = {name: values[name] for name in before}
            assigned = ", ".join(f"{name} = ?" for name in after)
            done = self.connection.execute(
                f"UPDATE {table} SET {assigned} WHERE {condition}",
                (*after.values(), *key.values(), among(column, group)[1]),
            )
            _refuse_passed_over(table, done.rowcount, len(group))
            self.changes.changed_many(table, key, {column: group}, before, after)
        return {each for group in alike.values() for each in group}

    def delete(self, table: str, key: Mapping[str, Any]) -> None:
        """Delete one row; the journal keeps all of it."""
        columns, rows = self._delete(table, key)
        for row in rows:
            self.changes.removed(table, key, dict(zip(columns, row, strict=True)))

    def delete_many(self, table: str, key: Mapping[str, Any]) -> None:
        """Delete all rows that share this part of their key; the journal keeps them in one entry."""
        columns, rows = self._delete(table, key)
        self.changes.removed_many(table, key, columns, rows)

    def _delete(self, table: str, key: Mapping[str, Any]) -> tuple[list[str], list[Any]]:
        """Delete rows; return the table's columns, and what the rows had in them."""
        engine = self.connection.engine
        columns = engine.columns(self.connection, table)
        there = None
        if engine.granted(self.connection).role:
            counted = f"SELECT count(*) FROM {table} WHERE {_all_equal(key)}"
            there = self.connection.execute(counted, tuple(key.values())).fetchone()[0]
        rows = self.connection.execute(
            f"DELETE FROM {table} WHERE {_all_equal(key)} RETURNING {', '.join(columns)}", tuple(key.values())
        ).fetchall()
        if there is not None:
            _refuse_passed_over(table, len(rows), there)
        return columns, rows

    def write_journal(self) -> None:
        """Write the command's journal row, if it changed anything."""
        if self.changes.rows:
            row = self.changes.journal_row(self.command, find_user(self.connection)) | {"undoes": self.undoes}
            append_row(self.connection, row)

    def _insert(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows and isinstance(self.connection, sqlite3.Connection):
            self.database.table(table).insert_all(map(dict, rows), batch_size=500)
        else:
            self.connection.engine.insert(self.connection, table, rows)


def _refuse_passed_over(table: str, changed: int, wanted: int) -> None:
    """Raise if row-level security skipped rows silently.

    Raises:
        DatabaseError: fewer rows changed than were to.
    """
    if changed != wanted:
        raise make_denied_error(table)


def _all_equal(key: Mapping[str, Any]) -> str:
    return " AND ".join(f"{name} = ?" for name in key)
