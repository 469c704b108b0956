"""Correct an entry that is given again: what a clerk wrote beside a number. The number itself stays given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.actions.letters.correction import FieldChange, format_changes
from circtrack.actions.letters.describe_correction import tell_changes
from circtrack.actions.register.numbers import Registered, choose_book, read_asked_number
from circtrack.errors import N_, ConflictError, DiffersError, Message
from circtrack.store.letters import find_year_be
from circtrack.store.register import change_entry, load_details

if TYPE_CHECKING:
    from circtrack.actions.register.numbers import EntryDetails, NumberRequest
    from circtrack.actions.results import Differing
    from circtrack.database.transaction import Transaction
    from circtrack.store.register import AssignedNumber


def correct_entry(
    transaction: Transaction,
    place: NumberRequest,
    classified: bool,
    present: AssignedNumber,
    details: EntryDetails,
    letter: str,
    differing: Differing,
) -> Registered:
    """Correct what is written beside a number that a letter has already; without a difference nothing changes.

    Raises:
        ConflictError: another number is asked for, or a day of another year.
        DiffersError: something else is written there, and ``differing`` refuses that.
    """
    book = choose_book(place, classified, present)
    asked = read_asked_number(place, book)
    if asked not in (None, present.number):
        raise ConflictError(
            "{letter} has the number {present} of {year}: a number that was given stays, and {number} is asked for.",
            hint=N_("`circtrack register {direction} --void {present} --reason TEXT` gives it up."),
            letter=letter,
            present=present.number,
            year=present.year_be,
            number=asked,
            direction=place.direction,
        )
    if place.on is not None and find_year_be(place.on) != present.year_be:
        raise ConflictError(
            "{letter} has the number {present} of {year}: {on} is of another year.",
            letter=letter,
            present=present.number,
            year=present.year_be,
            on=place.on,
        )
    written = load_details(transaction.connection, book, present.number)._asdict()
    given = {
        "registered_on": place.on.isoformat() if place.on else "",
        "sender": details.sender,
        "recipient": details.recipient,
        "subject": details.subject,
        "action": details.action,
        "remark": details.remark,
    }
    changes = [
        FieldChange(name, written[name], value) for name, value in given.items() if value and value != written[name]
    ]
    if not changes or differing == "keep":
        return Registered(book, (present.number,), "known", letter)
    if differing == "refuse":
        raise DiffersError([Message("{letter}:", letter=letter), *tell_changes(changes)])
    change_entry(transaction, book, present.number, {each.field: each.after for each in changes})
    transaction.say(
        N_("number {number} of {year} in the register of {office} corrected: {changes}"),
        number=present.number,
        year=book.year_be,
        office=place.office.name,
        changes=format_changes(changes),
    )
    return Registered(book, (present.number,), "corrected", letter)
