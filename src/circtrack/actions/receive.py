"""Recording that an office has a letter in its hands."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from circtrack.actions.results import Change, ChangeResult
from circtrack.actions.target import office_among, refuse_wrong_day
from circtrack.errors import N_, AmbiguousError, UnknownError
from circtrack.store.find_letter import find_letter
from circtrack.store.progress import sent_on_chain, set_received
from circtrack.store.settings import own_office

if TYPE_CHECKING:
    from circtrack.store.find_letter import FoundLetter
    from circtrack.store.progress import Sent
    from circtrack.store.write import Transaction


def record_received(
    transaction: Transaction, letter: str, office: str, on: date, today: date, *, number: str = ""
) -> ChangeResult:
    """Record that an office has received a letter, or the one of its chain that was sent to it.

    Args:
        transaction: The transaction at work.
        letter: Any unambiguous part of the number of any letter of the chain.
        office: Code or name of the recipient.
        on: The day in its receipt stamp.
        today: The day in Thailand.
        number: Its receive number (เลขรับ); "" keeps what is recorded.

    Raises:
        UnknownError: no such letter or office, or no letter of the chain was sent to it.
        AmbiguousError: several letters or offices fit.
        InputError: the day is before the letter's, or after today.
    """
    own = own_office(transaction.connection)
    found = find_letter(transaction.connection, letter, own_office=own)
    sent = sent_on_chain(transaction.connection, found.root)
    code, name = office_among(office, {each.office: each.name for each in sent}, found.date, own)
    delivery = _the_one(found, [each for each in sent if each.office == code], name)
    refuse_wrong_day(on, date.fromisoformat(delivery.sent_on), today, delivery.number)
    before = " ".join(filter(None, (delivery.received_on, delivery.receive_number)))
    kept = number or delivery.receive_number or ""
    if not set_received(transaction, delivery, on, kept):
        return ChangeResult(delivery.number, unchanged=1)
    transaction.say(N_("{office} received {letter} on {on}"), office=name, letter=delivery.number, on=on)
    after = " ".join(filter(None, (on.isoformat(), kept)))
    return ChangeResult(delivery.number, (Change(code, name, "", before, after, on),))


def _the_one(found: FoundLetter, sent: list[Sent], office: str) -> Sent:
    """The delivery meant: the letter's own; else the one of its chain that reached the office."""
    own = [each for each in sent if each.letter == found.id] or sent
    if len(own) == 1:
        return own[0]
    if own:
        raise AmbiguousError(
            "{count} letters of this chain were sent to {office}.",
            hint=N_("Name the one that it received."),
            details=[f"{each.number}, {each.sent_on}" for each in own],
            count=len(own),
            office=office,
        )
    raise UnknownError(
        "No letter of the chain of {letter} was sent to {office}.",
        hint=N_("`circtrack forward` records the letter that passes it on."),
        letter=found.number,
        office=office,
    )
