"""Enter letters in the registers: each gets one number, in order, under the write lock."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from circtrack.actions.offices import store_known_offices
from circtrack.actions.register.again import correct_entry
from circtrack.actions.register.numbers import (
    EntryDetails,
    Registered,
    WrittenNumber,
    assign_number,
    choose_book,
    choose_day,
    choose_free_number,
    choose_number,
    format_stamp,
    make_entry_row,
    read_asked_number,
    read_number,
    read_own_number,
)
from circtrack.actions.target import reject_wrong_day
from circtrack.errors import N_, ConflictError, InputError, Message, UnknownError
from circtrack.registry.offices import list_codes_of_hall
from circtrack.store.find_letter import find_letter
from circtrack.store.letters import find_year_be, load_known_letter
from circtrack.store.register import (
    Book,
    change_entry,
    find_assigned,
    find_delivery,
    find_number_of_letter,
    find_number_of_untracked,
    find_secrecy,
    insert_entries,
    list_sent_unregistered,
    set_receipt_number,
)
from circtrack.store.settings import get_own_office
from circtrack.thai.number_text import compact_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.actions.register.numbers import NumberRequest
    from circtrack.actions.results import Differing
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.model import Office
    from circtrack.store.find_letter import FoundLetter
    from circtrack.store.register import AssignedNumber, Direction


def register_letter(
    transaction: Transaction,
    place: NumberRequest,
    letter: str,
    details: EntryDetails,
    differing: Differing = "refuse",
) -> Registered:
    """Enter a recorded letter in a register.

    It keeps the number that it already carries (a sent letter the one in its own number, a received letter the one in
    its receipt stamp, if recorded); otherwise it gets the next number.

    Raises:
        UnknownError, AmbiguousError: no letter fits, or several do.
        InputError: it belongs in the other register, or the day is before the letter's date or after today.
        ConflictError: its number is taken, would leave a gap, or differs from the one asked for.
        DiffersError: it is entered already, otherwise, and ``differing`` refuses that.
    """
    connection = transaction.connection
    found = find_letter(connection, letter, own_office=get_own_office(connection))
    secret = bool(find_secrecy(connection, found.id))
    if place.classified and not secret:
        raise InputError("{letter} is not recorded as classified: leave out --classified.", letter=found.number)
    present = find_number_of_letter(connection, place.office.code, place.direction, found.id)
    if present is not None:
        return correct_entry(transaction, place, secret, present, details, found.number, differing)
    notes = reject_wrong_side(connection, found, place.office, place.direction)
    place = replace(place, on=place.on or find_recorded_day(connection, found, place.office, place.direction))
    on = choose_day(place)
    reject_wrong_day(on, found.date, place.today, found.number)
    carried = find_stamped_number(connection, found, place.office, place.direction, find_year_be(on))
    book = choose_book(place, secret, circular=bool(carried and carried.circular))
    if linked := _link_to_earlier_entry(transaction, book, found, carried):
        book, present = linked
        correct_entry(transaction, place, secret, present, replace(details, subject=""), found.number, differing)
        transaction.say(
            N_("number {number} of {year} in the register is {letter}"),
            number=present.number,
            year=book.year_be,
            letter=found.number,
        )
        return Registered(book, (present.number,), "linked", found.number)
    wanted = read_asked_number(place, book)
    if carried and wanted not in (None, carried.number):
        raise ConflictError(
            "{letter} carries the number {carried}, and {number} is asked for.",
            hint=N_('`circtrack receive "{letter}" {office} --number N` corrects a receive number.')
            if place.direction == "in"
            else "",
            office=place.office.code,
            letter=found.citation,
            carried=carried.number,
            number=wanted,
        )
    number = assign_number(transaction, book, carried.number if carried else wanted, place, details, found.id)
    if place.direction == "in":
        record_receipt(transaction, found, book, number, on)
    transaction.say(
        N_("{letter} is number {number} of {year} in the register of {office}"),
        letter=found.number,
        number=number,
        year=book.year_be,
        office=place.office.name,
    )
    return Registered(book, (number,), "entered", found.number, notes)


def register_untracked(
    transaction: Transaction, place: NumberRequest, details: EntryDetails, differing: Differing = "refuse"
) -> Registered:
    """Enter a letter that is not recorded, with the details that a clerk gives.

    Raises:
        InputError: the subject, the sender or the recipient is missing, or the day is after today.
        ConflictError: the number is taken or would leave a gap.
        DiffersError: it is entered already, otherwise, and ``differing`` refuses that.
    """
    if not details.subject or not (details.sender if place.direction == "in" else details.recipient):
        sides = {
            "in": N_("A letter that is not recorded needs --subject and --sender."),
            "out": N_("A letter that is not recorded needs --subject and --recipient."),
        }
        raise InputError(sides[place.direction])
    on = choose_day(place)
    reject_wrong_day(on, details.letter_date or on, place.today, details.letter_number or details.subject)
    book = choose_book(place, place.classified, circular=place.circular)
    if details.letter_number:
        day = details.letter_date.isoformat() if details.letter_date else None
        present = find_number_of_untracked(transaction.connection, book, compact_number(details.letter_number), day)
        if present is not None:
            return correct_entry(
                transaction, place, place.classified, present, details, details.letter_number, differing
            )
    number = assign_number(transaction, book, read_asked_number(place, book), place, details, None)
    notes = tuple(_note_carriers(transaction.connection, place, book, number)) if book.direction == "out" else ()
    transaction.say(
        N_("a letter is number {number} of {year} in the register of {office}"),
        number=number,
        year=book.year_be,
        office=place.office.name,
    )
    return Registered(book, (number,), "entered", details.letter_number, notes)


def _note_carriers(connection: Connection, place: NumberRequest, book: Book, number: int) -> Iterator[Message]:
    """Note the recorded letters of the office that carry a number which another letter was given."""
    sent = list_sent_unregistered(connection, book, list_codes_of_hall(place.office), number)
    for own, citation in sent:
        if read_own_number(own) == WrittenNumber(number, book.circular):
            yield Message(
                "{letter} is recorded, carries this number and is in no register. If it is the letter that was meant, "
                '`circtrack register out "{letter}"` says so; else two letters have this number.',
                letter=citation,
            )


def _link_to_earlier_entry(
    transaction: Transaction, book: Book, found: FoundLetter, carried: WrittenNumber | None
) -> tuple[Book, AssignedNumber] | None:
    """Link the letter to the entry made before it was recorded, and return that; None if there is none.

    That is the entry with its letter number and date. For a sent letter it is also the entry at the number that it
    carries, if that entry has no letter number.
    """
    connection, day = transaction.connection, found.date.isoformat()
    numbers = sorted(load_known_letter(connection, found.id).numbers)
    present = next(filter(None, (find_number_of_untracked(connection, book, number, day) for number in numbers)), None)
    if present is None and carried and book.direction == "out":
        at_its_number = find_assigned(connection, book, carried.number)
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
    return book, present


def record_receipt(transaction: Transaction, found: FoundLetter, book: Book, number: int, on: date) -> None:
    """Record the register's number as the receive number, and the day as that of receipt if none is recorded."""
    present = find_delivery(transaction.connection, found.id, book.office)
    if present is not None and not present.receive_number:
        came = None if present.received_on else on
        set_receipt_number(transaction, found.id, book.office, came, format_stamp(book, number))


# What follows from a recorded letter itself: which register it belongs in, and the number that it carries.


def reject_wrong_side(
    connection: Connection, letter: FoundLetter, office: Office, direction: Direction
) -> tuple[Message, ...]:
    """Reject a letter of another office in the send register, or one's own letter in the receive register.

    Returns:
        A note if the letter is not recorded as sent to the office that receives it.

    Raises:
        InputError: the letter belongs in the other register.
    """
    codes = list_codes_of_hall(office)
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
    if direction == "in" and all(find_delivery(connection, letter.id, code) is None for code in codes):
        return (Message("{letter} is not recorded as sent to {office}.", letter=letter.number, office=office.name),)
    return ()


def find_recorded_day(connection: Connection, letter: FoundLetter, office: Office, direction: Direction) -> date | None:
    """Return the day on which a letter was sent or received; None if its receipt is not recorded."""
    if direction == "out":
        return letter.date
    present = find_delivery(connection, letter.id, office.code)
    return date.fromisoformat(present.received_on) if present and present.received_on else None


def find_stamped_number(
    connection: Connection, letter: FoundLetter, office: Office, direction: Direction, year: int
) -> WrittenNumber | None:
    """Return the register's number that the letter already carries; None if it carries none.

    A sent letter has it in its own number, a received letter in its receipt stamp.

    Raises:
        ConflictError: the recorded receive number is not a number of this register, or is of another year.
    """
    if direction == "out":
        return read_own_number(letter.number)
    present = find_delivery(connection, letter.id, office.code)
    if present is None or not present.receive_number:
        return None
    written = read_number(present.receive_number)
    if written is None or written.circular or written.year_be not in (None, year):
        raise ConflictError(
            "{letter} is recorded as received with the number {number}, which is none of the register of {year}.",
            hint=N_(
                '`circtrack receive "{letter}" {office} --number N` corrects it; --on names the day of registering.'
            ),
            office=office.code,
            letter=letter.citation,
            number=present.receive_number,
            year=year,
        )
    return written


# Numbers without a letter: reserved in advance, or void with a reason.

_MOST_RESERVED = 1000
"""How many numbers can be reserved at once: a larger count is a typing error."""


def reserve_numbers(transaction: Transaction, place: NumberRequest, count: int, remark: str) -> Registered:
    """Reserve numbers for letters to come.

    Raises:
        InputError: the count is out of range, or the day is after today.
        ConflictError: ``first`` is given and the register is not empty, or the first number is reserved already.
    """
    if not 1 <= count <= _MOST_RESERVED:
        raise InputError("{count} numbers at once: from 1 to {most} can be reserved.", count=count, most=_MOST_RESERVED)
    reject_wrong_day(choose_day(place), choose_day(place), place.today, "")
    book = choose_book(place, place.classified, circular=place.circular)
    first = choose_free_number(transaction.connection, book, read_asked_number(place, book), place.first)
    if find_assigned(transaction.connection, book, first) is not None:
        raise ConflictError("{number} of {year} is reserved already.", number=first, year=book.year_be)
    store_known_offices(transaction, [book.office])
    numbers = range(first, first + count)
    row = make_entry_row(EntryDetails(remark=remark), choose_day(place), "reserved", None)
    insert_entries(transaction, book, numbers, row)
    transaction.say(
        N_("{count} numbers of {year} from {first} reserved in the register of {office}"),
        count=count,
        year=book.year_be,
        first=first,
        office=place.office.name,
    )
    return Registered(book, tuple(numbers), "reserved")


def void_number(transaction: Transaction, place: NumberRequest, year: int, number: str, reason: str) -> Registered:
    """Mark a given number as void: it stays with the reason and is never given again.

    Raises:
        InputError: no reason is given, or the number is not a number of a register.
        UnknownError: the number was not given.
    """
    if not reason.strip():
        raise InputError("Why is {number} void? Say it with --reason TEXT.", number=number)
    written = choose_number(number)
    circular = written.circular or place.circular
    book = Book(place.office.code, place.direction, place.classified, circular, written.year_be or year)
    present = find_assigned(transaction.connection, book, written.number)
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
        delivery = find_delivery(transaction.connection, present.letter, book.office)
        if delivery and delivery.receive_number == format_stamp(book, written.number):
            set_receipt_number(transaction, present.letter, book.office, None, None)
    transaction.say(
        N_("number {number} of {year} in the register of {office} is void: {reason}"),
        number=written.number,
        year=book.year_be,
        office=place.office.name,
        reason=reason.strip(),
    )
    return Registered(book, (written.number,), "void")
