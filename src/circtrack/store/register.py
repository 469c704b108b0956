"""The registers of letters received and sent: which numbers are given, to what, and giving them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from circtrack.store.engine import engine_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from circtrack.store.engine import Connection
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


def bounds(connection: Connection, book: Book) -> tuple[int, int] | None:
    """The first and the last number given in a book; None where none was."""
    first, last = connection.execute(
        f"SELECT min(number), max(number) FROM {_TABLE} WHERE {_IS_BOOK}", _cells(book)
    ).fetchone()
    return None if first is None else (first, last)


def given(connection: Connection, book: Book, number: int) -> Given | None:
    """What became of a number; None where it was not given."""
    row = connection.execute(f"{_GIVEN} WHERE {_IS_BOOK} AND number = ?", (*_cells(book), number)).fetchone()
    return Given._make(row) if row else None


def number_of_letter(connection: Connection, office: str, direction: Direction, letter: int) -> Given | None:
    """The number that a recorded letter has in an office's register, of whatever year; None where it has none."""
    row = connection.execute(
        f"{_GIVEN} WHERE letter = ? AND office = ? AND direction = ? AND status = 'registered'",
        (letter, office, direction),
    ).fetchone()
    return Given._make(row) if row else None


def number_of_untracked(connection: Connection, book: Book, compact: str, letter_date: str | None) -> Given | None:
    """The number that a letter which is not recorded has already, by its own (compact) and its day; None for none."""
    dated = engine_of(connection).same("letter_date")
    row = connection.execute(
        f"{_GIVEN} WHERE office = ? AND direction = ? AND classified = ? AND status = 'registered' AND letter IS NULL"
        f" AND replace(letter_number, ' ', '') = ? AND {dated} ORDER BY year_be DESC, number DESC",
        (*_cells(book)[:3], compact, letter_date),
    ).fetchone()
    return Given._make(row) if row else None


def insert_entries(transaction: Transaction, book: Book, numbers: range, values: Mapping[str, Any]) -> None:
    """Give numbers that were not given; ``values`` are the other columns, the same for all of them."""
    key = dict(zip(_KEY, _cells(book), strict=False))
    transaction.insert_all(_TABLE, _KEY, [{**key, "number": number, **values} for number in numbers])


def change_entry(transaction: Transaction, book: Book, number: int, values: Mapping[str, Any]) -> bool:
    """Change columns of a number that was given; gives back whether they were different."""
    key = dict(zip(_KEY, (*_cells(book), number), strict=True))
    return transaction.update(_TABLE, key, values)


def delivered(connection: Connection, letter: int, office: str) -> Delivered | None:
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


def _cells(book: Book) -> tuple[object, ...]:
    """A book as its columns hold it: what is true is 1 there."""
    return tuple(int(value) if isinstance(value, bool) else value for value in book)


def secrecy_of(connection: Connection, letter: int) -> str:
    """A recorded letter's class of secrecy, "" for none."""
    row = connection.execute("SELECT secrecy FROM letter WHERE id = ?", (letter,)).fetchone()
    return str(row[0])
