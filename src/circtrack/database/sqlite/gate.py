"""The gate through which commands write to a file: make each change, note it, append the journal's row."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from circtrack.database.journal import Changes, append_row, find_user
from circtrack.seldom_used import left_out

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from sqlite_utils import Database

    from circtrack.database.engine import Connection
    from circtrack.errors import Message


class FileGate:
    """The gate of a file (``database.engine.Gate``).

    Inserts use sqlite-utils, whose methods use savepoints inside our transaction and commit nothing. It takes a tenth
    of a second to load, so it is loaded by the first insert. Updates need the old row, and are plain SQL.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection: Any = connection
        self._changes = Changes()

    @cached_property
    def _database(self) -> Database:
        # Where numpy and pandas are installed it knows their numbers, and loads them: longer than all the rest of it.
        with left_out("numpy", "pandas"):
            from sqlite_utils import Database

        # No plugins: looking for them reads the metadata of every installed package.
        return Database(self.connection, execute_plugins=False)

    def write(self, change: Mapping[str, Any]) -> Any:
        """Make a change and note it."""
        match change:
            case {"act": "add", "table": table, "key": dict() as shared, "rows": rows}:
                self._add_bulk(table, shared, rows)
            case {"act": "add", "table": table, "key": key, "rows": rows}:
                self._add(table, key, rows)
            case {"act": "change", "table": table, "key": key, "of": column, "among": among, "cells": cells}:
                return self._change_many(table, key, column, among, cells)
            case {"act": "change", "table": table, "key": key, "cells": cells}:
                return self._change(table, key, cells)
            case {"act": "remove", "table": table, "key": key, **how}:
                self._remove(table, key, in_bulk="bulk" in how)
        return None

    def _add(self, table: str, key: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
        """Insert rows and note each."""
        self._database.table(table).insert_all(rows, batch_size=500)
        for row in rows:
            self._changes.added(table, {name: row[name] for name in key}, row)

    def _add_bulk(self, table: str, shared: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert thousands of rows, directly through the connection, and note their number."""
        self.connection.engine.insert(self.connection, table, rows)
        self._changes.added_many(table, shared, len(rows))

    def _change(self, table: str, key: Mapping[str, Any], values: Mapping[str, Any]) -> list[bool] | None:
        """Change columns of one row, and note those that were different."""
        columns = ", ".join(values)
        row = self.connection.execute(
            f"SELECT {columns} FROM {table} WHERE {_make_condition(key)}", tuple(key.values())
        ).fetchone()
        if row is None:
            return None
        before = dict(zip(values, row, strict=True))
        changed = {name: value for name, value in values.items() if value != before[name]}
        if changed:
            assigned = ", ".join(f"{name} = ?" for name in changed)
            self.connection.execute(
                f"UPDATE {table} SET {assigned} WHERE {_make_condition(key)}", (*changed.values(), *key.values())
            )
            self._changes.changed(table, key, {name: before[name] for name in changed}, changed)
        return [True] if changed else []

    def _change_many(
        self, table: str, key: Mapping[str, Any], column: str, of: Sequence[Any], values: Mapping[str, Any]
    ) -> list[Any] | None:
        """Change columns of many rows alike; note those together that were alike."""
        among = self.connection.engine.among
        one_of, wanted = among(column, of)
        condition = f"{_make_condition(key)} AND {one_of}"
        rows = self.connection.execute(
            f"SELECT {column}, {', '.join(values)} FROM {table} WHERE {condition} ORDER BY {column}",
            (*key.values(), wanted),
        ).fetchall()
        if len(rows) != len(of):
            return None
        groups: dict[tuple[Any, ...], list[Any]] = {}
        for each, *present in rows:
            groups.setdefault(tuple(present), []).append(each)
        groups.pop(tuple(values.values()), None)
        for old, group in groups.items():
            before = {name: value for name, value in zip(values, old, strict=True) if value != values[name]}
            after = {name: values[name] for name in before}
            assigned = ", ".join(f"{name} = ?" for name in after)
            self.connection.execute(
                f"UPDATE {table} SET {assigned} WHERE {condition}",
                (*after.values(), *key.values(), among(column, group)[1]),
            )
            self._changes.changed_many(table, key, {column: group}, before, after)
        return [each for group in groups.values() for each in group]

    def _remove(self, table: str, key: Mapping[str, Any], *, in_bulk: bool) -> None:
        """Delete rows, and note them: in bulk as one change, else each with its values."""
        columns, rows = self._delete(table, key)
        if in_bulk and rows:
            self._changes.removed_many(table, key, columns, rows)
        elif rows:
            self._changes.removed(table, key, dict(zip(columns, rows[0], strict=True)))

    def take_back(self, entry: int) -> bool:
        """Return False: the program reverses each change itself."""
        del entry
        return False

    def record(self, command: str, message: Message, undoes: int | None) -> None:
        """Append the command's journal row, if anything changed."""
        if self._changes.rows:
            row = self._changes.journal_row(command, message, find_user(self.connection)) | {"undoes": undoes}
            append_row(self.connection, row)

    def _delete(self, table: str, key: Mapping[str, Any]) -> tuple[list[str], list[Any]]:
        """Delete rows; return the table's columns, and the rows' values in the order of their keys."""
        connection: Connection = self.connection
        columns = connection.engine.columns(connection, table)
        rows = connection.execute(
            f"DELETE FROM {table} WHERE {_make_condition(key)} RETURNING {', '.join(columns)}", tuple(key.values())
        ).fetchall()
        # SQLite deletes in an order of its own; the journal and its hashes must not depend on it.
        places = [columns.index(name) for name in connection.engine.key(connection, table)]
        return columns, sorted(rows, key=lambda row: [row[place] for place in places])


def _make_condition(key: Mapping[str, Any]) -> str:
    return " AND ".join(f"{name} = ?" for name in key)
