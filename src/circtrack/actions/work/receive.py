"""Record that offices have received a letter: one, those of a list, or all of a part of the country."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.letters.chains import has_receipt_deadlines, note_missing_working_days, work_out_again
from circtrack.actions.listed import ListOutcome, check_lines, find_listed, make_part, reject_all_outside
from circtrack.actions.results import Change, ChangeResult, CountedDue
from circtrack.actions.sync.apply_precedence import reapply_receipt
from circtrack.actions.target import choose_office, reject_wrong_day
from circtrack.clock import parse_past_day
from circtrack.errors import N_, AmbiguousError, InputError, Message, UnknownError, join_offices
from circtrack.store.find_letter import find_letter
from circtrack.store.obligations import list_deliveries_on_chain, list_owed_on_chain, set_received
from circtrack.store.settings import get_own_office

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from circtrack.database.transaction import Transaction
    from circtrack.lists.model import ListEntry, ReadList
    from circtrack.store.find_letter import FoundLetter
    from circtrack.store.obligations import DeliveryOnChain


class _Receipt(NamedTuple):
    """One office's receipt that is to be recorded."""

    root: int
    delivery: DeliveryOnChain
    name: str
    on: date
    number: str


class ReceivedList(NamedTuple):
    """What was recorded from a list, and what became of the lines that were not."""

    result: ChangeResult
    outcome: ListOutcome


class _Sent(NamedTuple):
    """A letter, and to whom the letters of its chain were sent."""

    letter: FoundLetter
    deliveries: list[DeliveryOnChain]
    names: dict[str, str]


def record_received(
    transaction: Transaction, letter: str, office: str, on: date, today: date, *, number: str = ""
) -> ChangeResult:
    """Record that one office has received a letter (:func:`record_received_by`)."""
    return record_received_by(transaction, letter, [office], on, today, number=number)


def record_received_by(
    transaction: Transaction, letter: str, offices: Iterable[str], on: date, today: date, *, number: str = ""
) -> ChangeResult:
    """Record that offices have received a letter, or the letter of the same chain that was sent to each.

    Deadlines that count from receipt are counted again: the offices' own, and those of offices in their halls.

    Args:
        transaction: The open transaction.
        letter: Any unambiguous part of the number of any letter of the chain.
        offices: Codes or names of the recipients.
        on: The day in the receipt stamp.
        today: Today's date in Thailand.
        number: The receive number (เลขรับ) of the only office; "" keeps the recorded one.

    Raises:
        UnknownError: no such letter or office, or no letter of the chain was sent to the office.
        AmbiguousError: several letters or offices fit.
        InputError: the day is before the letter's date or after today.
    """
    own = get_own_office(transaction.connection)
    sent = _find_sent(transaction, letter, own)
    chosen = dict(choose_office(office, sent.names, sent.letter.date, own) for office in offices)
    receipts = [_make_receipt(sent, code, name, on, number, today) for code, name in chosen.items()]
    return _record_all(transaction, receipts, own)


def record_received_list(
    transaction: Transaction,
    letter: str,
    read: ReadList,
    on: date,
    today: date,
    *,
    under: str = "",
    partial: bool = False,
) -> ReceivedList:
    """Record the receipts that a list names: each line's office, and its letter, day and receive number if it says so.

    Args:
        transaction: The open transaction.
        letter: The letter for lines that name none.
        read: The list.
        on: The day for lines that name none.
        today: Today's date in Thailand.
        under: Code of the only office under which offices are meant; "" for the database's own.
        partial: Whether to record the good lines although others are bad.

    Raises:
        BadListError: lines cannot be taken; nothing was recorded.
    """
    own = get_own_office(transaction.connection)
    outcome = ListOutcome()
    receipts: dict[tuple[int, str], _Receipt] = {}
    sent_of = cache(lambda text: _find_sent(transaction, text, own))
    part_of = cache(lambda day: make_part(under or own, day))

    def take(entry: ListEntry) -> None:
        if not (named := entry.fields.get("letter") or letter):
            raise InputError("no letter: name it in a column 'letter' or on the command line.")
        sent = sent_of(named)
        office = find_listed(entry, sent.names, sent.letter.date, own, part_of(sent.letter.date), outcome)
        if office is None:
            return
        day = entry.fields.get("on", "")
        if entry.mark == "blank":
            outcome.blank.append(office[1])
            return
        received_on = parse_past_day(day, today) if day else on
        made = _make_receipt(sent, *office, received_on, entry.fields.get("number", ""), today)
        key = (made.delivery.letter, made.delivery.office)
        if receipts.setdefault(key, made) != made:
            raise InputError("another line says something else of {office}.", office=made.name)

    check_lines(read.entries, take, outcome, partial=partial)
    reject_all_outside(read, outcome, make_part(under or own, today))
    return ReceivedList(_record_all(transaction, list(receipts.values()), own), outcome)


def record_all_received(
    transaction: Transaction, letter: str, on: date, today: date, *, under: str = ""
) -> ChangeResult:
    """Record that all of one's own part to whom a letter was sent have received it; recorded receipts stay.

    Args:
        transaction: The open transaction.
        letter: Any unambiguous part of its number; below the root, only what was sent by its issuer is meant.
        on: The day of receipt.
        today: Today's date in Thailand.
        under: Code of the only office under which offices are meant; "" for the database's own.

    Raises:
        UnknownError: no such letter, or it was sent to nobody there.
        InputError: the day is before a letter's date or after today.
    """
    own = get_own_office(transaction.connection)
    sent = _find_sent(transaction, letter, own)
    part = make_part(under or own, sent.letter.date)
    is_root = sent.letter.id == sent.letter.root
    meant = [each for each in sent.deliveries if part.has(each.office) and (is_root or each.letter == sent.letter.id)]
    if not meant:
        raise UnknownError(
            "No letter of the chain of {letter} was sent to {office}.",
            hint=N_('`circtrack forward "{letter}" --number NUMBER` records the letter that passes it on.'),
            letter=sent.letter.citation,
            office=part.top.name if part.top else "-",
        )
    waiting = [each for each in meant if not each.received_on]
    for each in waiting:
        reject_wrong_day(on, date.fromisoformat(each.sent_on), today, each.number)
    receipts = [_Receipt(sent.letter.root, each, each.name, on, each.receive_number or "") for each in waiting]
    result = _record_all(transaction, receipts, own)
    return replace(result, letter=sent.letter.number, unchanged=len(meant) - len(waiting))


def _find_sent(transaction: Transaction, letter: str, own: str) -> _Sent:
    found = find_letter(transaction.connection, letter, own_office=own)
    deliveries = list_deliveries_on_chain(transaction.connection, found.root)
    return _Sent(found, deliveries, {each.office: each.name for each in deliveries})


def _make_receipt(sent: _Sent, code: str, name: str, on: date, number: str, today: date) -> _Receipt:
    delivery = _choose_delivery(sent.letter, [each for each in sent.deliveries if each.office == code], name)
    reject_wrong_day(on, date.fromisoformat(delivery.sent_on), today, delivery.number)
    return _Receipt(sent.letter.root, delivery, name, on, number or delivery.receive_number or "")


def _record_all(transaction: Transaction, receipts: Sequence[_Receipt], own: str) -> ChangeResult:
    """Record receipts, and count the deadlines that follow from them once for each chain."""
    changes: list[Change] = []
    notes: list[Message] = []
    for each in receipts:
        sent = each.delivery
        before = " ".join(filter(None, (sent.received_on, sent.receive_number)))
        if set_received(transaction, sent, each.on, each.number):
            after = " ".join(filter(None, (each.on.isoformat(), each.number)))
            changes.append(Change(sent.office, each.name, "", before, after, each.on))
        notes += reapply_receipt(transaction, each.root, sent)
    counted: list[CountedDue] = []
    for root in dict.fromkeys(each.root for each in receipts):
        holders = {each.delivery.office for each in receipts if each.root == root}
        due, missing = _recount(transaction, root, holders, own)
        counted += due
        notes += missing
    numbers = ", ".join(dict.fromkeys(each.delivery.number for each in receipts))
    _say(transaction, numbers, changes)
    if not changes:
        counted = [each for each in counted if each.before != each.due_on.isoformat()]
    return ChangeResult(
        numbers, tuple(changes), unchanged=len(receipts) - len(changes), notes=tuple(notes), counted=tuple(counted)
    )


def _say(transaction: Transaction, numbers: str, changes: Sequence[Change]) -> None:
    if not changes:
        transaction.say(N_("the deadlines of {letter} counted anew"), letter=numbers)
    elif len(changes) == 1:
        (only,) = changes
        transaction.say(N_("{office} received {letter} on {on}"), office=only.name, letter=numbers, on=only.on)
    else:
        days = ", ".join(dict.fromkeys(str(each.on) for each in changes))
        names = join_offices((each.office, each.name) for each in changes)
        transaction.say(N_("{offices} received {letter} on {on}"), offices=names, letter=numbers, on=days)


def _recount(
    transaction: Transaction, root: int, holders: set[str], own_office: str
) -> tuple[list[CountedDue], Iterable[Message]]:
    """Recount the deadlines after offices' receipts; return those that count from them, and notes on uncounted ones."""
    if not has_receipt_deadlines(transaction.connection, root):
        return [], ()
    before = {(each.position, each.office): each.due_on for each in list_owed_on_chain(transaction.connection, root)}
    counting = work_out_again(transaction, root, own_office)
    owed = {(each.position, each.office): each for each in list_owed_on_chain(transaction.connection, root)}
    counted = []
    for each in counting.counted:
        if each.holder in holders:
            key = (each.position, each.office)
            due_on = date.fromisoformat(owed[key].due_on or "")
            counted.append(CountedDue(owed[key].name, owed[key].title, due_on, before.get(key) or "", each.how))
    return counted, note_missing_working_days(counting.without_working_days)


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
        hint=N_('`circtrack forward "{letter}" --number NUMBER` records the letter that passes it on.'),
        letter=found.citation,
        office=office,
    )
