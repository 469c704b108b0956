"""Record that an office has received a letter."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from circtrack.actions.letters.chains import has_receipt_deadlines, note_missing_working_days, recount_deadlines
from circtrack.actions.results import Change, ChangeResult, CountedDue
from circtrack.actions.sync.apply_precedence import reapply_receipt
from circtrack.actions.target import choose_office, reject_wrong_day
from circtrack.errors import N_, AmbiguousError, UnknownError
from circtrack.store.find_letter import find_letter
from circtrack.store.obligations import list_deliveries_on_chain, list_owed_on_chain, set_received
from circtrack.store.settings import get_own_office

if TYPE_CHECKING:
    from circtrack.database.transaction import Transaction
    from circtrack.errors import Message
    from circtrack.store.find_letter import FoundLetter
    from circtrack.store.obligations import DeliveryOnChain


def record_received(
    transaction: Transaction, letter: str, office: str, on: date, today: date, *, number: str = ""
) -> ChangeResult:
    """Record that an office has received a letter, or the letter of the same chain that was sent to it.

    Deadlines that count from receipt are counted again: the office's own, and those of offices in its hall.

    Args:
        transaction: The open transaction.
        letter: Any unambiguous part of the number of any letter of the chain.
        office: Code or name of the recipient.
        on: The day in the receipt stamp.
        today: Today's date in Thailand.
        number: The receive number (เลขรับ); "" keeps the recorded one.

    Raises:
        UnknownError: no such letter or office, or no letter of the chain was sent to the office.
        AmbiguousError: several letters or offices fit.
        InputError: the day is before the letter's date or after today.
    """
    own = get_own_office(transaction.connection)
    found = find_letter(transaction.connection, letter, own_office=own)
    sent = list_deliveries_on_chain(transaction.connection, found.root)
    code, name = choose_office(office, {each.office: each.name for each in sent}, found.date, own)
    delivery = _choose_delivery(found, [each for each in sent if each.office == code], name)
    reject_wrong_day(on, date.fromisoformat(delivery.sent_on), today, delivery.number)
    before = " ".join(filter(None, (delivery.received_on, delivery.receive_number)))
    kept = number or delivery.receive_number or ""
    changed = set_received(transaction, delivery, on, kept)
    overruled = reapply_receipt(transaction, found.root, delivery)
    counted, notes = _recount(transaction, found.root, code, own)
    notes += tuple(overruled)
    if not changed:
        transaction.say(N_("the deadlines of {letter} counted anew"), letter=delivery.number)
        counted = tuple(each for each in counted if each.before != each.due_on.isoformat())
        return ChangeResult(delivery.number, unchanged=1, notes=notes, counted=counted)
    transaction.say(N_("{office} received {letter} on {on}"), office=name, letter=delivery.number, on=on)
    after = " ".join(filter(None, (on.isoformat(), kept)))
    return ChangeResult(delivery.number, (Change(code, name, "", before, after, on),), notes=notes, counted=counted)


def _recount(
    transaction: Transaction, root: int, holder: str, own_office: str
) -> tuple[tuple[CountedDue, ...], tuple[Message, ...]]:
    """Recount the deadlines after an office's receipt; return those that count from it, and notes on uncounted ones."""
    if not has_receipt_deadlines(transaction.connection, root):
        return (), ()
    before = {(each.position, each.office): each.due_on for each in list_owed_on_chain(transaction.connection, root)}
    counting = recount_deadlines(transaction, root, own_office)
    owed = {(each.position, each.office): each for each in list_owed_on_chain(transaction.connection, root)}
    counted = []
    for each in counting.counted:
        if each.holder == holder:
            key = (each.position, each.office)
            due_on = date.fromisoformat(owed[key].due_on or "")
            counted.append(CountedDue(owed[key].name, owed[key].title, due_on, before.get(key) or "", each.how))
    return tuple(counted), tuple(note_missing_working_days(counting.without_working_days))


def _choose_delivery(found: FoundLetter, sent: list[DeliveryOnChain], office: str) -> DeliveryOnChain:
    """Return the delivery of the letter itself, else that of the only letter of its chain sent to the office."""
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
