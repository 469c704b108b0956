"""Where a number of a register is given: the book that the options mean, and giving it there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from circtrack.actions.offices import keep_known
from circtrack.actions.register_numbers import place_for, wanted_number
from circtrack.errors import N_, InputError
from circtrack.registry.find import find_office
from circtrack.store.letters import year_be
from circtrack.store.register import Book, change_entry, given, insert_entries
from circtrack.store.settings import own_office

if TYPE_CHECKING:
    from datetime import date

    from circtrack.actions.results import Note
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.model import Office
    from circtrack.store.register import Direction, Given


@dataclass(frozen=True, slots=True)
class Details:
    """What a clerk writes into the columns. Of a recorded letter only ``action``, ``remark`` and who it is for."""

    letter_number: str = ""
    letter_date: date | None = None
    sender: str = ""
    recipient: str = ""
    subject: str = ""
    action: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class NumberRequest:
    """Where and how a number is to be given: the options of the command line, read.

    ``on`` None is the day on which a recorded letter went out or came, else today. ``number`` "" is the next one;
    ``first`` is where a book begins that is empty.
    """

    office: Office
    direction: Direction
    today: date
    on: date | None = None
    classified: bool = False
    circular: bool = False
    number: str = ""
    first: int | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """Numbers of one book, what became of them, and what to look at.

    ``known``: the letter had that number, or the number was void, and nothing was changed; ``linked``: what was
    entered there before turned out to be this recorded letter.
    """

    book: Book
    numbers: tuple[int, ...]
    outcome: Literal["entered", "reserved", "void", "known", "linked"]
    letter: str = ""
    notes: tuple[Note, ...] = ()


def find_register_office(connection: Connection, text: str, day: date) -> Office:
    """The office whose register is meant: the one named, else the database's own.

    Raises:
        InputError: none is named, and the database is nobody's own.
        UnknownError, AmbiguousError: no office fits, or several.
    """
    own = own_office(connection)
    if not text and not own:
        raise InputError(
            "Whose register? No office is named, and the database is nobody's own.",
            hint=N_("Say --office OFFICE; or `circtrack init --office OFFICE` once for all."),
        )
    return find_office(text or own, day, under=own)


def book_for(place: NumberRequest, classified: bool, present: Given | None = None, *, circular: bool = False) -> Book:
    """The book of a new number, or of one that was given already (``present``)."""
    if present is not None:
        return Book(place.office.code, place.direction, classified, bool(present.circular), present.year_be)
    return Book(place.office.code, place.direction, classified, circular, year_be(day_of(place)))


def day_of(place: NumberRequest) -> date:
    """The day of registering."""
    return place.on or place.today


def asked_number(place: NumberRequest, book: Book) -> int | None:
    """The number that the command line asks for."""
    if not place.number:
        return None
    written = wanted_number(place.number)
    if written.year_be not in (None, book.year_be):
        raise InputError(
            "{number} is of another year than {on}, the day of registering.", number=place.number, on=day_of(place)
        )
    return written.number


def assign_number(
    transaction: Transaction, book: Book, wanted: int | None, place: NumberRequest, details: Details, letter: int | None
) -> int:
    """Enter a letter (``letter`` is its row, None where it is not recorded); gives back its number.

    Raises:
        ConflictError: as ``place_for``.
    """
    number = place_for(transaction.connection, book, wanted, place.first)
    row = entry_row(details, day_of(place), "registered", letter)
    keep_known(transaction, [book.office])
    if given(transaction.connection, book, number) is None:
        insert_entries(transaction, book, range(number, number + 1), row)
    else:
        change_entry(transaction, book, number, row)
    return number


def entry_row(details: Details, on: date, status: str, letter: int | None) -> dict[str, Any]:
    """The columns of an entry but its key."""
    return {
        "registered_on": on.isoformat(),
        "status": status,
        "letter": letter,
        "letter_number": details.letter_number,
        "letter_date": details.letter_date.isoformat() if details.letter_date else None,
        "sender": details.sender,
        "recipient": details.recipient,
        "subject": details.subject,
        "action": details.action,
        "remark": details.remark,
    }


def stamped(book: Book, number: int) -> str:
    """The receive number as it stands in the stamp: 301/2566."""
    return f"{number}/{book.year_be}"
