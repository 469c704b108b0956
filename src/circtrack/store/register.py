"""The registers of letters received and sent: which numbers are given, to what, and giving them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from datetime import date

    from circtrack.store.write import Transaction

Direction = Literal["in", "out"]
Status = Literal["registered", "reserved", "void"]

_TABLE = "register_entry"
_KEY = ("office", "direction", "classified", "circular", "year_be", "number")
_IS_BOOK = "office = ? AND direction = ? AND classified = ? AND circular = ? AND year_be = ?"


class Book(NamedTuple):
    """One sequence of numbers: an office's letters received or sent in one Buddhist year.

    ``classified`` letters have registers of their own; ``circular`` (ว) ones a sequence of their own when sent.
    """

    office: str
    direction: Direction
    classified: bool
    circular: bool
    year_be: int


class Given(NamedTuple):
    """One number that was given: in which year, with which sequence, and what became of it."""

    year_be: int
    circular: int
    number: int
    status: Status
    letter: int | None
    letter_number: str
    remark: str


class Delivered(NamedTuple):
    """How a letter came to an office: when (ISO), and the receive number in its stamp."""

    received_on: str | None
    receive_number: str | None


_GIVEN = f"SELECT year_be, circular, number, status, letter, letter_number, remark FROM {_TABLE}"


def bounds(connection: sqlite3.Connection, book: Book) -> tuple[int, int] | None:
    """The first and the last number given in a book; None where none was."""
    first, last = connection.execute(f"SELECT min(number), max(number) FROM {_TABLE} WHERE {_IS_BOOK}", book).fetchone()
    return None if first is None else (first, last)


def given(connection: sqlite3.Connection, book: Book, number: int) -> Given | None:
    """What became of a number; None where it was not given."""
    row = connection.execute(f"{_GIVEN} WHERE {_IS_BOOK} AND number = ?", (*book, number)).fetchone()
    return Given._make(row) if row else None


def number_of_letter(connection: sqlite3.Connection, office: str, direction: Direction, letter: int) -> Given | None:
    """The number that a recorded letter has in an office's register, of whatever year; None where it has none."""
    row = connection.execute(
        f"{_GIVEN} WHERE letter = ? AND office = ? AND direction = ? AND status = 'registered'",
        (letter, office, direction),
    ).fetchone()
    return Given._make(row) if row else None


def number_of_untracked(
    connection: sqlite3.Connection, book: Book, compact: str, letter_date: str | None
) -> Given | None:
    """The number that a letter which is not recorded has already, by its own (compact) and its day; None for none."""
    row = connection.execute(
        f"{_GIVEN} WHERE office = ? AND direction = ? AND classified = ? AND status = 'registered' AND letter IS NULL"
        " AND replace(letter_number, ' ', '') = ? AND letter_date IS ? ORDER BY year_be DESC, number DESC",
        (*book[:3], compact, letter_date),
    ).fetchone()
    return Given._make(row) if row else None


def insert_entries(transaction: Transaction, book: Book, numbers: range, values: Mapping[str, Any]) -> None:
    """Give numbers that were not given; ``values`` are the other columns, the same for all of them."""
    key = dict(zip(_KEY, map(_plain, book), strict=False))
    transaction.insert_all(_TABLE, _KEY, [{**key, "number": number, **values} for number in numbers])


def change_entry(transaction: Transaction, book: Book, number: int, values: Mapping[str, Any]) -> bool:
    """Change columns of a number that was given; gives back whether they were different."""
    key = dict(zip(_KEY, (*map(_plain, book), number), strict=True))
    return transaction.update(_TABLE, key, values)


def delivered(connection: sqlite3.Connection, letter: int, office: str) -> Delivered | None:
    """How a letter came to an office; None where it was not sent to it."""
    row = connection.execute(
        "SELECT received_on, receive_number FROM delivery WHERE letter = ? AND office = ?", (letter, office)
    ).fetchone()
    return Delivered._make(row) if row else None


def note_receipt(transaction: Transaction, letter: int, office: str, on: date | None, number: str | None) -> None:
    """Note with a delivery when the letter came (None keeps that) and its receive number."""
    values: dict[str, Any] = {"receive_number": number}
    if on is not None:
        values["received_on"] = on.isoformat()
    transaction.update("delivery", {"letter": letter, "office": office}, values)


def _plain(value: object) -> object:
    return int(value) if isinstance(value, bool) else value


def secrecy_of(connection: sqlite3.Connection, letter: int) -> str:
    """A recorded letter's class of secrecy, "" for none."""
    row = connection.execute("SELECT secrecy FROM letter WHERE id = ?", (letter,)).fetchone()
    return str(row[0])
