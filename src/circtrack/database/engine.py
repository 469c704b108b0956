"""What a database must be able to do, whichever of the two engines it is of.

The queries are written once, in SQL that both understand; what differs stands in ``database.sqlite.engine`` and
``database.postgres.engine``, as functions of the same names, which a connection has as its ``engine``. ``?`` and
``:name`` stand for values in both (``database.postgres.driver``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


class Cursor(Protocol):
    """What a query gives: rows as tuples."""

    @property
    def description(self) -> Any:
        """For each column something whose first item is its name."""

    @property
    def rowcount(self) -> int:
        """How many rows a statement changed."""

    def fetchone(self) -> Any:
        """The next row, None after the last."""

    def fetchall(self) -> list[Any]:
        """All rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """The rows that are left, one by one."""


class ServerRole(NamedTuple):
    """A role of a server, and the code of the office that it has been given."""

    role: str = ""
    office: str = ""


class Engine(Protocol):
    """What the two engines do each in their own way."""

    @property
    def is_far(self) -> bool:
        """Whether each question costs a way there and back, so that several are better asked at once."""

    def stream(
        self,
        connection: Any,
        query: str,
        given: Sequence[Any] | Mapping[str, Any] = (),
        *,
        at_once: int | None = None,
    ) -> Iterable[Any]:
        """The rows of a query as they come, never all at once in memory; ``at_once`` is for rows that are long."""

    def among(self, column: str, values: Sequence[Any]) -> tuple[str, object]:
        """The condition that a column is one of many values, and what its ``?`` stands for."""

    def same(self, column: str) -> str:
        """The condition that a column is what ``?`` stands for, which can be NULL."""

    def insert(self, connection: Any, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows that have the same columns."""

    def tables(self, connection: Any) -> list[str]:
        """The names of the tables, in order."""

    def columns(self, connection: Any, table: str) -> list[str]:
        """A table's columns, in order; none where there is no such table."""

    def key(self, connection: Any, table: str) -> list[str]:
        """The columns of a table's primary key, in order."""

    def references(self, connection: Any, table: str) -> list[tuple[str, str]]:
        """A table's columns that name a row of another table, and which table."""

    def defer_references(self, connection: Any) -> None:
        """Look at foreign keys when the transaction ends: rows may come before those that they name."""

    def granted(self, connection: Any) -> ServerRole:
        """The role at work and its office; both "" for a file, and for whoever owns the tables."""

    def next_row(self, connection: Any, table: str) -> int:
        """The number that a new row of a table gets."""

    def append_journal(self, connection: Any, row: Mapping[str, Any]) -> bool:
        """Write a journal row where the engine itself keeps the chain of hashes; return whether it does."""

    def damage(self, connection: Any) -> list[str]:
        """What the engine finds wrong with what it keeps, in its own words; none where it is whole."""

    def file_on_share(self, connection: Any) -> str:
        """The database's file where it lies on another machine's disk, else ""."""

    def lost_references(self, connection: Any) -> list[tuple[str, str, int]]:
        """Rows that point at rows which are not there: table, table pointed at, how many."""


class Connection(Protocol):
    """An open database."""

    @property
    def engine(self) -> Engine:
        """What its engine does in its own way."""

    @property
    def IntegrityError(self) -> type[Exception]:  # noqa: N802 - the drivers' name
        """What is raised where a row would contradict another, or the schema."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""

    @property
    def total_changes(self) -> int:
        """How many rows were changed through it, committed or not."""

    def execute(self, query: str, given: Any = ..., /) -> Cursor:
        """Run one statement; ``given`` are its values, in order or by name."""

    def executemany(self, query: str, given: Iterable[Any], /) -> object:
        """Run one statement for each of these values."""

    def close(self) -> None:
        """Let go of it; what was not committed is taken back."""
