"""Numbers of a register without a letter: reserved ahead, or void with their reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.actions.offices import keep_known
from circtrack.actions.register_numbers import place_for, wanted_number
from circtrack.actions.register_place import Details, Registered, asked_number, book_for, day_of, entry_row, stamped
from circtrack.actions.target import refuse_wrong_day
from circtrack.errors import N_, ConflictError, InputError, UnknownError
from circtrack.store.register import Book, change_entry, delivered, given, insert_entries, note_receipt

if TYPE_CHECKING:
    from circtrack.actions.register_place import NumberRequest
    from circtrack.database.transaction import Transaction

_MOST = 1000
"""So many numbers are reserved at once, at most: more is a slip."""


def reserve(transaction: Transaction, place: NumberRequest, count: int, remark: str) -> Registered:
    """Give numbers ahead, for letters to come.

    Raises:
        InputError: so many at once, or the day is in the future.
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
