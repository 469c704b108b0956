"""Where a number of a register is given: the book that the options mean, and giving it there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from circtrack.actions.offices import keep_known
from circtrack.errors import N_, ConflictError, InputError
from circtrack.registry.find import find_office
from circtrack.store.letters import year_be
from circtrack.store.register import Book, bounds, change_entry, given, insert_entries
from circtrack.store.settings import own_office
from circtrack.thai.number_text import bare_text, compact_number

if TYPE_CHECKING:
    from datetime import date

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.errors import Message
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
    notes: tuple[Message, ...] = ()


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
    """Enter a letter (``letter`` is its row, None where it is not recorded); return its number.

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


# Numbers of a register as people write them: ``301``, ``๓๐๑/๖๖``, ``ว 908``; and which number comes next.

_WRITTEN = re.compile(r"(?P<mark>ว\.?)?(?P<number>[0-9]{1,7})(?:/(?P<year>25[0-9]{2}|[0-9]{2}))?")
_CENTURY = 2500


class WrittenNumber(NamedTuple):
    """A register's number as written; ``year_be`` None where it names no year."""

    number: int
    circular: bool = False
    year_be: int | None = None


def read_number(text: str) -> WrittenNumber | None:
    """The number that a text is; None where it is none."""
    found = _WRITTEN.fullmatch(bare_text(text))
    if found is None or int(found["number"]) == 0:
        return None
    year = int(found["year"]) if found["year"] else None
    if year is not None and year < _CENTURY:
        year += _CENTURY
    return WrittenNumber(int(found["number"]), bool(found["mark"]), year)


def wanted_number(text: str) -> WrittenNumber:
    """The number that a clerk wants.

    Raises:
        InputError: it is none.
    """
    written = read_number(text)
    if written is None:
        raise InputError("{number} is no number of a register: write 301, ๓๐๑/๖๖ or ว 12.", number=text.strip() or '""')
    return written


def own_number(letter_number: str) -> WrittenNumber | None:
    """The number that a letter got from its sender's register: 708 of ``ชย 0023.14/708``; None where it shows none."""
    return read_number(compact_number(letter_number).rpartition("/")[2])


def place_for(connection: Connection, book: Book, wanted: int | None, first: int | None) -> int:
    """The number to give: one more than the last, or the wanted one where that leaves out none and repeats none.

    Args:
        connection: The database, locked for writing.
        book: Where the number is given.
        wanted: The one that the letter carries or a clerk names; None for the next.
        first: Where to begin, if nothing was given yet: a paper book's last number and one. None: at 1.

    Returns:
        A number that was not given yet, or one that is reserved.

    Raises:
        ConflictError: the wanted number was given to another letter, or would leave numbers out; or ``first`` is
            named and the book has begun.
    """
    span = bounds(connection, book)
    if span is None:
        return wanted or first or 1
    if first is not None:
        raise ConflictError(
            "The register of {year} goes on from its last number, {last}: --from is for one that is empty.",
            year=book.year_be,
            last=span[1],
        )
    following = span[1] + 1
    if wanted is None or wanted == following:
        return following
    if wanted < span[0]:
        raise ConflictError(
            "The register of {year} begins with {first}: {number} was given before it was kept here.",
            hint=N_("It stands in the book that was kept before."),
            year=book.year_be,
            first=span[0],
            number=wanted,
        )
    if wanted > following:
        raise ConflictError(
            "{number} would leave numbers out: the last one given in {year} is {last}.",
            hint=N_("`circtrack register {direction} --reserve {count}` gives those between; fill or void them later."),
            number=wanted,
            year=book.year_be,
            last=span[1],
            direction=book.direction,
            count=wanted - following,
        )
    present = given(connection, book, wanted)
    if present is None or present.status == "reserved":
        return wanted
    raise ConflictError(
        "{number} of {year} was given already, and no number is given twice.",
        hint=N_("`circtrack register {direction}` shows to what; without --number the next one is given."),
        number=wanted,
        year=book.year_be,
        direction=book.direction,
    )
