"""Changes to the database, each noted for the journal. Obtained from ``writing`` only."""

from __future__ import annotations

import sqlite3
from functools import cached_property
from typing import TYPE_CHECKING, Any

from circtrack.store.denied import denied
from circtrack.store.engine import engine_of
from circtrack.store.journal import Changes, who
from circtrack.store.journal_chain import append

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlite_utils import Database

    from circtrack.store.engine import Connection


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
            engine_of(self.connection).insert(self.connection, table, rows)
            self.changes.added_many(table, shared, len(rows))

    def update(self, table: str, key: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
        """Change columns of one row; gives back whether they were different.

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
        """Change columns of many rows to the same values; gives back those of ``of`` where they were different.

        Args:
            table: Whose rows.
            key: What their keys share.
            column: The column that completes the key.
            of: What the rows have in that column, each once.
            values: The new values by column.

        Raises:
            LookupError: one of the rows is not there.
        """
        among = engine_of(self.connection).among
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
        """Delete rows; gives back the table's columns, and what the rows had in them."""
        engine = engine_of(self.connection)
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
            row = self.changes.journal_row(self.command, who(self.connection)) | {"undoes": self.undoes}
            append(self.connection, row)

    def _insert(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows and isinstance(self.connection, sqlite3.Connection):
            self.database.table(table).insert_all(map(dict, rows), batch_size=500)
        else:
            engine_of(self.connection).insert(self.connection, table, rows)


def _refuse_passed_over(table: str, changed: int, wanted: int) -> None:
    """Refuse to go on where a server passed over rows that are there: it says nothing of rows that are not a role's.

    Raises:
        DatabaseError: it did.
    """
    if changed != wanted:
        raise denied(table)


def _all_equal(key: Mapping[str, Any]) -> str:
    return " AND ".join(f"{name} = ?" for name in key)
