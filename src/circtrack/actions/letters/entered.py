"""Find what a clerk names of a letter: its issuer, its recipients, the letter that it passes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import InputError, Message, NumberError, UnknownError
from circtrack.model import Link
from circtrack.registry.expand import find_audience
from circtrack.registry.find import find_office
from circtrack.registry.issuers import place_unlisted
from circtrack.registry.offices import get_office
from circtrack.store.find_letter import find_letter
from circtrack.store.settings import get_own_office
from circtrack.thai.numbers import parse_number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from circtrack.database.transaction import Transaction
    from circtrack.model import Office
    from circtrack.store.find_letter import FoundLetter


def find_or_make_issuer(
    transaction: Transaction, text: str, day: date, notes: list[Message], prefix: str = ""
) -> Office:
    """Return the issuer from the list of offices; else make an office of that name and add a note.

    ``prefix`` is that of its letter's number, which may tell its province.
    """
    own = get_own_office(transaction.connection)
    try:
        return find_office(text, day, under=own)
    except UnknownError as error:
        name = " ".join(text.split())
        if not name or name.isascii():
            raise
        near = ", ".join(str(detail) for detail in error.details)
        notes.append(
            Message(
                "{issuer} is not in the list of offices, and is taken under that name. Near: {near}",
                issuer=name,
                near=near or "-",
            )
        )
        return place_unlisted(name, prefix, get_office(own, day))


def make_parent_link(transaction: Transaction, text: str, own: str) -> Link:
    """Make the link to the letter that another passes on: a recorded one, or a whole number that is not recorded yet.

    Raises:
        UnknownError, AmbiguousError: no letter fits and it is no number, or several letters fit.
    """
    try:
        return make_link(find_letter(transaction.connection, text, own_office=own))
    except UnknownError as error:
        try:
            return Link("passes_on", str(parse_number(text)), as_written=text)
        except NumberError:
            raise error from None


def find_passed_on(transaction: Transaction, text: str, own: str, number: str, on: date) -> FoundLetter:
    """Return the letter that one with this number and date passes on.

    Raises:
        UnknownError, AmbiguousError: no letter fits, or several do.
        InputError: it is dated later.
    """
    found = find_letter(transaction.connection, text, own_office=own)
    if on < found.date:
        raise InputError(
            "{number} of {on} cannot pass on {letter}, which is dated {date}.",
            number=number,
            on=on,
            letter=found.number,
            date=found.date,
        )
    return found


def make_link(found: FoundLetter) -> Link:
    """Make the link of a letter that passes this one on."""
    return Link("passes_on", found.number, found.date, found.issuer_name)


def find_recipients(to: Sequence[str], issuer: Office, day: date) -> tuple[str, ...]:
    """Return the codes of the offices that names and phrases mean, each once, in the order given."""
    codes: dict[str, None] = {}
    for text in to:
        meant = find_audience(text, (), issuer, day) or (find_office(text, day, under=issuer.code).code,)
        codes |= dict.fromkeys(meant)
    return tuple(codes)
