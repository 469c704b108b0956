"""Entering letters in the regulation's registers: each gets a number once, in order, under the lock."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from circtrack.actions.offices import keep_known
from circtrack.actions.register.numbers import (
    Details,
    Registered,
    WrittenNumber,
    asked_number,
    assign_number,
    book_for,
    day_of,
    entry_row,
    own_number,
    place_for,
    read_number,
    stamped,
    wanted_number,
)
from circtrack.actions.target import refuse_wrong_day
from circtrack.errors import N_, ConflictError, InputError, Message, UnknownError
from circtrack.kinds import HALL_KINDS
from circtrack.store.find_letter import find_letter
from circtrack.store.letters import known_letter, year_be
from circtrack.store.register import (
    Book,
    change_entry,
    delivered,
    given,
    insert_entries,
    note_receipt,
    number_of_letter,
    number_of_untracked,
    secrecy_of,
)
from circtrack.store.settings import own_office
from circtrack.thai.number_text import compact_number

if TYPE_CHECKING:
    from circtrack.actions.register.numbers import NumberRequest, WrittenNumber
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.model import Office
    from circtrack.store.find_letter import FoundLetter
    from circtrack.store.register import Direction


def register_letter(transaction: Transaction, place: NumberRequest, letter: str, details: Details) -> Registered:
    """Enter a recorded letter.

    It gets the number that it carries already (a letter sent the one in its own number, a letter received the one in
    its receipt stamp, if that was recorded), else the next.

    Raises:
        UnknownError, AmbiguousError: no letter fits, or several.
        InputError: it is on the wrong side, or the day is before its own or in the future.
        ConflictError: its number is taken, would leave others out, or another one is asked for.
    """
    connection = transaction.connection
    found = find_letter(connection, letter, own_office=own_office(connection))
    secret = bool(secrecy_of(connection, found.id))
    if place.classified and not secret:
        raise InputError("{letter} is not recorded as classified: leave out --classified.", letter=found.number)
    present = number_of_letter(connection, place.office.code, place.direction, found.id)
    if present is not None:
        return Registered(book_for(place, secret, present), (present.number,), "known", found.number)
    notes = refuse_wrong_side(connection, found, place.office, place.direction)
    place = replace(place, on=place.on or recorded_day(connection, found, place.office, place.direction))
    on = day_of(place)
    refuse_wrong_day(on, found.date, place.today, found.number)
    carried = carried_number(connection, found, place.office, place.direction, year_be(on))
    book = book_for(place, secret, circular=bool(carried and carried.circular))
    if adopted := _adopt(transaction, book, found, carried):
        return adopted
    wanted = asked_number(place, book)
    if carried and wanted not in (None, carried.number):
        raise ConflictError(
            "{letter} carries the number {carried}, and {number} is asked for.",
            hint=N_("`circtrack receive` corrects a receive number.") if place.direction == "in" else "",
            letter=found.number,
            carried=carried.number,
            number=wanted,
        )
    number = assign_number(transaction, book, carried.number if carried else wanted, place, details, found.id)
    if place.direction == "in":
        _note_receipt(transaction, found, book, number, on)
    transaction.say(
        N_("{letter} is number {number} of {year} in the register of {office}"),
        letter=found.number,
        number=number,
        year=book.year_be,
        office=place.office.name,
    )
    return Registered(book, (number,), "entered", found.number, notes)


def register_untracked(transaction: Transaction, place: NumberRequest, details: Details) -> Registered:
    """Enter a letter that is not recorded, by what a clerk says of it.

    Raises:
        InputError: its subject, or who it is from or to, is missing; or the day is in the future.
        ConflictError: the number is taken or would leave others out.
    """
    if not details.subject or not (details.sender if place.direction == "in" else details.recipient):
        sides = {
            "in": N_("A letter that is not recorded needs --subject and --sender."),
            "out": N_("A letter that is not recorded needs --subject and --recipient."),
        }
        raise InputError(sides[place.direction])
    on = day_of(place)
    refuse_wrong_day(on, details.letter_date or on, place.today, details.letter_number or details.subject)
    book = book_for(place, place.classified, circular=place.circular)
    if details.letter_number:
        day = details.letter_date.isoformat() if details.letter_date else None
        present = number_of_untracked(transaction.connection, book, compact_number(details.letter_number), day)
        if present is not None:
            book = book_for(place, place.classified, present)
            return Registered(book, (present.number,), "known", details.letter_number)
    number = assign_number(transaction, book, asked_number(place, book), place, details, None)
    transaction.say(
        N_("a letter is number {number} of {year} in the register of {office}"),
        number=number,
        year=book.year_be,
        office=place.office.name,
    )
    return Registered(book, (number,), "entered", details.letter_number)


def _adopt(
    transaction: Transaction, book: Book, found: FoundLetter, carried: WrittenNumber | None
) -> Registered | None:
    """Link the letter to the number that it got before it was recorded here; None where it got none.

    That is an entry of its number and day; or, of a letter sent, the entry at the very number that it carries, where
    nothing was noted yet of what the letter is called.
    """
    connection, day = transaction.connection, found.date.isoformat()
    numbers = sorted(known_letter(connection, found.id).numbers)
    present = next(filter(None, (number_of_untracked(connection, book, number, day) for number in numbers)), None)
    if present is None and carried and book.direction == "out":
        at_its_number = given(connection, book, carried.number)
        if at_its_number and (at_its_number.status, at_its_number.letter, at_its_number.letter_number) == (
            "registered",
            None,
            "",
        ):
            present = at_its_number
    if present is None:
        return None
    book = book._replace(year_be=present.year_be, circular=bool(present.circular))
    change_entry(transaction, book, present.number, {"letter": found.id})
    message = N_("number {number} of {year} in the register is {letter}")
    transaction.say(message, number=present.number, year=book.year_be, letter=found.number)
    return Registered(book, (present.number,), "linked", found.number)


def _note_receipt(transaction: Transaction, found: FoundLetter, book: Book, number: int, on: date) -> None:
    """The number of the register is the one in the stamp; the letter came that day at the latest."""
    present = delivered(transaction.connection, found.id, book.office)
    if present is not None and not present.receive_number:
        came = None if present.received_on else on
        note_receipt(transaction, found.id, book.office, came, stamped(book, number))


# What a recorded letter itself says of where it is registered: sent or received, and the number that it carries.


def sitting_in(office: Office) -> tuple[str, ...]:
    """The codes under which an office sends and receives: its own, and that of the hall in which it sits."""
    return (office.code, office.superior) if office.kind in HALL_KINDS else (office.code,)


def refuse_wrong_side(
    connection: Connection, letter: FoundLetter, office: Office, direction: Direction
) -> tuple[Message, ...]:
    """A letter is registered as sent by who wrote it, as received by others.

    Returns:
        What to look at: the letter is not recorded as sent to the office that receives it.

    Raises:
        InputError: it is registered on the wrong side.
    """
    codes = sitting_in(office)
    if direction == "out" and letter.issuer not in (*codes, f"dla-{office.code}"):
        raise InputError(
            "{letter} is a letter of {issuer}: it is not in the send register of {office}.",
            letter=letter.number,
            issuer=letter.issuer_name,
            office=office.name,
        )
    if direction == "in" and letter.issuer == office.code:
        raise InputError(
            "{letter} is a letter of {office} itself: `circtrack register out` enters it.",
            letter=letter.number,
            office=office.name,
        )
    if direction == "in" and all(delivered(connection, letter.id, code) is None for code in codes):
        return (Message("{letter} is not recorded as sent to {office}.", letter=letter.number, office=office.name),)
    return ()


def recorded_day(connection: Connection, letter: FoundLetter, office: Office, direction: Direction) -> date | None:
    """The day on which a letter went out, or came; None where its receipt is not recorded."""
    if direction == "out":
        return letter.date
    present = delivered(connection, letter.id, office.code)
    return date.fromisoformat(present.received_on) if present and present.received_on else None


def carried_number(
    connection: Connection, letter: FoundLetter, office: Office, direction: Direction, year: int
) -> WrittenNumber | None:
    """The register's number that the letter carries already; None where it carries none.

    A letter that was sent has it in its own number, one that was received in its receipt stamp.

    Raises:
        ConflictError: the receive number that is recorded is none, or of another year.
    """
    if direction == "out":
        return own_number(letter.number)
    present = delivered(connection, letter.id, office.code)
    if present is None or not present.receive_number:
        return None
    written = read_number(present.receive_number)
    if written is None or written.circular or written.year_be not in (None, year):
        raise ConflictError(
            "{letter} is recorded as received with the number {number}, which is none of the register of {year}.",
            hint=N_("`circtrack receive` corrects it; --on names the day of registering."),
            letter=letter.number,
            number=present.receive_number,
            year=year,
        )
    return written


# Numbers of a register without a letter: reserved ahead, or void with their reason.

_MOST = 1000
"""How many numbers can be reserved at once: more is a slip."""


def reserve(transaction: Transaction, place: NumberRequest, count: int, remark: str) -> Registered:
    """Give numbers ahead, for letters to come.

    Raises:
        InputError: too many at once, or the day is in the future.
        ConflictError: ``first`` is named and the register has begun.
    """
    if not 1 <= count <= _MOST:
        raise InputError("{count} numbers at once: from 1 to {most} can be reserved.", count=count, most=_MOST)
    refuse_wrong_day(day_of(place), day_of(place), place.today, "")
    book = book_for(place, place.classified, circular=place.circular)
    first = place_for(transaction.connection, book, asked_number(place, book), place.first)
    if given(transaction.connection, book, first) is not None:
        raise ConflictError("{number} of {year} is reserved already.", number=first, year=book.year_be)
    keep_known(transaction, [book.office])
    numbers = range(first, first + count)
    row = entry_row(Details(remark=remark), day_of(place), "reserved", None)
    insert_entries(transaction, book, numbers, row)
    transaction.say(
        N_("{count} numbers of {year} from {first} reserved in the register of {office}"),
        count=count,
        year=book.year_be,
        first=first,
        office=place.office.name,
    )
    return Registered(book, tuple(numbers), "reserved")


def void(transaction: Transaction, place: NumberRequest, year: int, number: str, reason: str) -> Registered:
    """Void a number that was given: it stays with its reason and is never given again.

    Raises:
        InputError: no reason is given, or the number is none.
        UnknownError: the number was not given.
    """
    if not reason.strip():
        raise InputError("Why is {number} void? Say it with --reason TEXT.", number=number)
    written = wanted_number(number)
    circular = written.circular or place.circular
    book = Book(place.office.code, place.direction, place.classified, circular, written.year_be or year)
    present = given(transaction.connection, book, written.number)
    if present is None:
        raise UnknownError(
            "{number} was not given in {year}.",
            hint=N_("`circtrack register {direction} --year {year}` shows what was."),
            number=written.number,
            year=book.year_be,
            direction=place.direction,
        )
    if present.status == "void":
        return Registered(book, (written.number,), "known")
    remark = "; ".join(filter(None, (present.remark, reason.strip())))
    change_entry(transaction, book, written.number, {"status": "void", "remark": remark})
    if present.letter is not None and place.direction == "in":
        noted = delivered(transaction.connection, present.letter, book.office)
        if noted and noted.receive_number == stamped(book, written.number):
            note_receipt(transaction, present.letter, book.office, None, None)
    transaction.say(
        N_("number {number} of {year} in the register of {office} is void: {reason}"),
        number=written.number,
        year=book.year_be,
        office=place.office.name,
        reason=reason.strip(),
    )
    return Registered(book, (written.number,), "void")
