"""Entering letters in the regulation's registers: each gets a number once, in order, under the lock."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from circtrack.actions.register_letter import carried_number, recorded_day, refuse_wrong_side
from circtrack.actions.register_place import Registered, asked_number, assign_number, book_for, day_of, stamped
from circtrack.actions.target import refuse_wrong_day
from circtrack.errors import N_, ConflictError, InputError
from circtrack.store.find_letter import find_letter
from circtrack.store.letters import known_letter, year_be
from circtrack.store.register import (
    change_entry,
    delivered,
    given,
    note_receipt,
    number_of_letter,
    number_of_untracked,
    secrecy_of,
)
from circtrack.store.settings import own_office
from circtrack.thai.number_text import compact_number

if TYPE_CHECKING:
    from datetime import date

    from circtrack.actions.register_numbers import WrittenNumber
    from circtrack.actions.register_place import Details, NumberRequest
    from circtrack.database.transaction import Transaction
    from circtrack.store.find_letter import FoundLetter
    from circtrack.store.register import Book


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
