"""Choose the book of a register that the options mean, and give numbers in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from circtrack.actions.offices import store_known_offices
from circtrack.errors import N_, ConflictError, InputError
from circtrack.registry.find import find_office
from circtrack.store.letters import find_year_be
from circtrack.store.register import Book, change_entry, find_assigned, find_bounds, insert_entries
from circtrack.store.settings import get_own_office
from circtrack.thai.number_text import bare_text, compact_number

if TYPE_CHECKING:
    from datetime import date

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.errors import Message
    from circtrack.model import Office
    from circtrack.store.register import AssignedNumber, Direction


@dataclass(frozen=True, slots=True)
class EntryDetails:
    """The columns that a clerk fills in; for a recorded letter only ``action``, ``remark`` and the recipient."""

    letter_number: str = ""
    letter_date: date | None = None
    sender: str = ""
    recipient: str = ""
    subject: str = ""
    action: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class NumberRequest:
    """Where and how to give a number: the parsed options of the command line.

    Attributes:
        office: The office whose register it is.
        direction: The send or the receive register.
        today: Today's date in Thailand.
        on: The day of registering; None for the day on which a recorded letter was sent or received, else today.
        classified: Whether the register of classified letters is meant.
        circular: Whether the book of circulars is meant.
        number: The number asked for; "" for the next.
        first: The first number of an empty book; None for 1.
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
    """Numbers of one book, the outcome, and notes.

    The outcome ``known`` means that the letter already had this number, or that the number was already void: nothing
    changed. ``linked`` means that an earlier entry was linked to this recorded letter, ``corrected`` that what is
    written beside the number changed.
    """

    book: Book
    numbers: tuple[int, ...]
    outcome: Literal["entered", "reserved", "void", "known", "linked", "corrected"]
    letter: str = ""
    notes: tuple[Message, ...] = ()


def find_register_office(connection: Connection, text: str, day: date) -> Office:
    """Return the office whose register is meant: the one named, else the database's own.

    Raises:
        InputError: no office is named, and the database has no own office.
        UnknownError, AmbiguousError: no office fits, or several do.
    """
    own = get_own_office(connection)
    if not text and not own:
        raise InputError(
            "Whose register? No office is named, and the database is nobody's own.",
            hint=N_("Say --office OFFICE; or `circtrack init --office OFFICE` once for all."),
        )
    return find_office(text or own, day, under=own)


def choose_book(
    place: NumberRequest, classified: bool, present: AssignedNumber | None = None, *, circular: bool = False
) -> Book:
    """Return the book for a new number, or the book of a number that is given already (``present``)."""
    if present is not None:
        return Book(place.office.code, place.direction, classified, bool(present.circular), present.year_be)
    return Book(place.office.code, place.direction, classified, circular, find_year_be(choose_day(place)))


def choose_day(place: NumberRequest) -> date:
    """Return the day of registering."""
    return place.on or place.today


def read_asked_number(place: NumberRequest, book: Book) -> int | None:
    """Return the number that the command line asks for; None for the next.

    Raises:
        InputError: it is not a number of a register, or is of another year.
    """
    if not place.number:
        return None
    written = choose_number(place.number)
    if written.year_be not in (None, book.year_be):
        raise InputError(
            "{number} is of another year than {on}, the day of registering.", number=place.number, on=choose_day(place)
        )
    return written.number


def assign_number(
    transaction: Transaction,
    book: Book,
    wanted: int | None,
    place: NumberRequest,
    details: EntryDetails,
    letter: int | None,
) -> int:
    """Enter a letter (``letter`` is its row; None if it is not recorded); return the number given.

    Raises:
        ConflictError: ``wanted`` cannot be given, or ``place.first`` is given and the book is not empty.
    """
    number = choose_free_number(transaction.connection, book, wanted, place.first)
    row = make_entry_row(details, choose_day(place), "registered", letter)
    store_known_offices(transaction, [book.office])
    if find_assigned(transaction.connection, book, number) is None:
        insert_entries(transaction, book, range(number, number + 1), row)
    else:
        change_entry(transaction, book, number, row)
    return number


def make_entry_row(details: EntryDetails, on: date, status: str, letter: int | None) -> dict[str, Any]:
    """Make an entry's row without its key."""
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


def format_stamp(book: Book, number: int) -> str:
    """Format a receive number as in the stamp: 301/2566."""
    return f"{number}/{book.year_be}"


# Parse numbers of a register as people write them (``301``, ``๓๐๑/๖๖``, ``ว 908``), and find the next number.

_NUMBER = re.compile(r"(?P<mark>ว\.?)?(?P<number>[0-9]{1,7})(?:/(?P<year>25[0-9]{2}|[0-9]{2}))?")
_CENTURY = 2500


class WrittenNumber(NamedTuple):
    """A register's number as written; ``year_be`` is None if it names no year."""

    number: int
    circular: bool = False
    year_be: int | None = None


def read_number(text: str) -> WrittenNumber | None:
    """Parse a register's number; None if the text is not one."""
    found = _NUMBER.fullmatch(bare_text(text))
    if found is None or int(found["number"]) == 0:
        return None
    year = int(found["year"]) if found["year"] else None
    if year is not None and year < _CENTURY:
        year += _CENTURY
    return WrittenNumber(int(found["number"]), bool(found["mark"]), year)


def choose_number(text: str) -> WrittenNumber:
    """Parse the number that a clerk asks for.

    Raises:
        InputError: the text is not a number of a register.
    """
    written = read_number(text)
    if written is None:
        raise InputError("{number} is no number of a register: write 301, ๓๐๑/๖๖ or ว 12.", number=text.strip() or '""')
    return written


def canonical_number(text: str) -> str:
    """Return a letter's number in its canonical form; unchanged if it is not an official number."""
    from circtrack.errors import NumberError
    from circtrack.thai.numbers import parse_number

    if not text.strip():
        return ""
    try:
        return str(parse_number(text))
    except NumberError:
        # Banks and companies number their letters as they like; the register accepts any text.
        return " ".join(text.split())


def read_own_number(letter_number: str) -> WrittenNumber | None:
    """Return a letter's number in its sender's register (708 of ``ชย 0023.14/708``); None if it shows none."""
    return read_number(compact_number(letter_number).rpartition("/")[2])


def choose_free_number(connection: Connection, book: Book, wanted: int | None, first: int | None) -> int:
    """Return the wanted number if it can be given; if none is wanted, the number after the last.

    Args:
        connection: The database, locked for writing.
        book: The book that the number is given in.
        wanted: The number that the letter carries or a clerk asks for; None for the next.
        first: The first number of an empty book, such as the one after a paper book's last; None for 1.

    Returns:
        A number that is not given yet, or is reserved.

    Raises:
        ConflictError: the wanted number is given to another letter, comes before the book's first or would leave a gap;
            or ``first`` is given and the book is not empty.
    """
    span = find_bounds(connection, book)
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
    present = find_assigned(connection, book, wanted)
    if present is None or present.status == "reserved":
        return wanted
    raise ConflictError(
        "{number} of {year} was given already, and no number is given twice.",
        hint=N_("`circtrack register {direction}` shows to what; without --number the next one is given."),
        number=wanted,
        year=book.year_be,
        direction=book.direction,
    )
