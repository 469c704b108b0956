"""The interface of a database, the same for both engines.

Queries are written once, in SQL that both engines understand. What differs stands in ``database.sqlite.engine`` and
``database.postgres.engine``, as functions of the same names, which a connection has as its ``engine``. Both take ``?``
and ``:name`` as placeholders for values (``database.postgres.driver``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from circtrack.database.server_role import ServerRole
    from circtrack.errors import Message


class Cursor(Protocol):
    """The result of a query: rows as tuples."""

    @property
    def description(self) -> Any:
        """For each column a sequence whose first item is the column's name."""

    @property
    def rowcount(self) -> int:
        """How many rows a statement changed."""

    def fetchone(self) -> Any:
        """Return the next row, None after the last."""

    def fetchall(self) -> list[Any]:
        """Return all rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """Yield the rows that are left."""


class Engine(Protocol):
    """What each engine does in its own way."""

    def stream(
        self,
        connection: Any,
        query: str,
        given: Sequence[Any] | Mapping[str, Any] = (),
        *,
        at_once: int | None = None,
    ) -> Iterable[Any]:
        """Stream a query's rows, never all of them in memory; for long rows ``at_once`` limits how many are fetched."""

    def among(self, column: str, values: Sequence[Any]) -> tuple[str, object]:
        """Return the condition that a column is one of many values, and the value for its ``?``."""

    def table_of(self, columns: Mapping[str, str]) -> str:
        """Return the table that JSON given for its ``?`` makes: an array of objects with these columns, by their types.

        Types are ``bigint`` and ``text``.
        """

    def same(self, column: str) -> str:
        """Return the condition that a column equals the value for its ``?``, which can be NULL."""

    def insert(self, connection: Any, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows that have the same columns."""

    def tables(self, connection: Any) -> list[str]:
        """Return the names of the tables, sorted."""

    def columns(self, connection: Any, table: str) -> list[str]:
        """Return a table's columns, in order; none where the table does not exist."""

    def key(self, connection: Any, table: str) -> list[str]:
        """Return the columns of a table's primary key, in order."""

    def references(self, connection: Any, table: str) -> list[tuple[str, str]]:
        """Return a table's columns that reference another table, and which one."""

    def defer_references(self, connection: Any) -> None:
        """Check foreign keys at the end of the transaction: rows may come before those that they reference."""

    def granted(self, connection: Any) -> ServerRole:
        """Return the current role and its office; both "" for a file, and for the owner of the tables."""

    def next_row(self, connection: Any, table: str) -> int:
        """Return the number for a new row of a table."""

    def open_gate(self, connection: Any) -> Gate:
        """Return the gate of a transaction that begins."""

    def spread_offices(self, connection: Any) -> None:
        """Work out who is under whom, where the engine keeps that, after the list of offices has changed."""


class Gate(Protocol):
    """Where the changes of one transaction are made and noted, and become the command's row of the journal."""

    def write(self, change: Mapping[str, Any], /) -> Any:
        """Make a change and note it.

        Changes are::

            {"act": "add", "table": t, "key": [...], "rows": [...]}     new rows, each noted; their key's columns
            {"act": "add", "table": t, "key": {...}, "rows": [...]}     counted: they share this part of their key
            {"act": "change", "table": t, "key": {...}, "cells": {...}}     these columns of a row
            {"act": "change", …, "of": c, "among": [...]}     of rows that share ``key`` and have these values in ``c``
            {"act": "remove", "table": t, "key": {...}}     a row, if it is there
            {"act": "remove", …, "bulk": true}     all rows that share ``key``, noted as one change

        Returns:
            Of ``change`` the rows that were different: their values in ``c``, or ``[True]``; None if a row is missing.
        """

    def take_back(self, entry: int, /) -> bool:
        """Reverse what this row of the journal tells, where the engine itself does so; return whether it does."""

    def record(self, command: str, message: Message, undoes: int | None, /) -> None:
        """Append the command's journal row, if anything changed."""


class Connection(Protocol):
    """An open database."""

    @property
    def engine(self) -> Engine:
        """The functions of its engine."""

    @property
    def IntegrityError(self) -> type[Exception]:  # noqa: N802 - the drivers' name
        """The exception for a row that violates a constraint of the schema."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""

    @property
    def total_changes(self) -> int:
        """How many rows were changed through it, committed or not."""

    def execute(self, query: str, given: Any = ..., /) -> Cursor:
        """Run one statement; ``given`` are its values, in order or by name."""

    def close(self) -> None:
        """Close it; what was not committed is rolled back."""
