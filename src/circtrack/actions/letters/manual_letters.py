"""Record letters from what a clerk enters, without their text: a letter that passes another on, or any letter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from circtrack.actions.letters.entered import (
    find_or_make_issuer,
    find_passed_on,
    find_recipients,
    make_link,
    make_parent_link,
)
from circtrack.actions.letters.record import find_recorded, record_letters
from circtrack.actions.listed import BadListError, find_all, make_part, reject_all_outside
from circtrack.actions.offices import list_at_or_under, list_owing_below
from circtrack.actions.work.rounds import make_without_rounds
from circtrack.errors import N_, InputError, Message, join_names
from circtrack.model import Letter, Office, Task
from circtrack.registry.find import find_office
from circtrack.registry.offices import list_directly_under
from circtrack.store.letters import recipients_of
from circtrack.store.obligations import list_owed_on_chain, list_still_owing
from circtrack.store.settings import get_own_office
from circtrack.store.tasks import load_chain_tasks
from circtrack.thai.numbers import parse_number
from circtrack.tracking.open_rounds import has_rounds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from circtrack.actions.results import Differing, RecordResult
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.lists.model import ReadList
    from circtrack.store.find_letter import FoundLetter


def record_forward(
    transaction: Transaction,
    letter: str,
    *,
    number: str,
    on: date,
    today: date,
    issuer: str = "",
    to: Sequence[str] = (),
    to_list: ReadList | None = None,
    due: date | None = None,
    again: tuple[str, str] = ("", ""),
    subject: str = "",
    differing: Differing = "refuse",
) -> RecordResult:
    """Record the letter that passes another one on to the level below.

    Args:
        transaction: The open transaction.
        letter: Any unambiguous part of the number of the letter that is passed on.
        number: The new letter's number.
        on: Its date.
        today: Today's date in Thailand.
        issuer: Code or name of the office that passes it on; "" for the database's own office.
        to: Recipients: codes, names, or phrases such as ``อบต.ทุกแห่ง``. If empty, the offices directly below the
            issuer who still owe, or under whom somebody does.
        to_list: A list of recipients besides these; offices outside the issuer's part are left out, and said.
        due: An earlier deadline (inclusive) that it sets for the offices it reaches.
        again: Earlier days for what comes again and again: as a rule, and in its words.
        subject: Its subject; "" for that of the letter that it passes on.
        differing: What to do if it is recorded otherwise.

    Raises:
        InputError: no issuer is named or known, no office is directly below it, or the date is before the letter's.
        NumberError: the number cannot be parsed.
        UnknownError, AmbiguousError: no letter or office fits, or several do.
        DiffersError: it is recorded otherwise, and ``differing`` refuses that.
    """
    own = get_own_office(transaction.connection)
    found = find_passed_on(transaction, letter, own, number, on)
    office = _find_issuer(issuer, own, on)
    listed, notes = find_listed_recipients(to_list, office, on) if to_list else ((), ())
    parsed = parse_number(number)
    given = Letter(number=str(parsed), date=on, issuer_code=office.code)
    row = find_recorded(transaction, given, apart=differing == "keep")
    if to or listed:
        recipients = tuple(dict.fromkeys((*find_recipients(to, office, on), *listed)))
    elif row is None:
        recipients = _list_concerned_below(transaction.connection, found.root, office, on)
    else:
        recipients = tuple(sorted(recipients_of(transaction.connection, row)))
    passed_on = Letter(
        number=str(parsed),
        number_as_written=number,
        date=on,
        issuer=office.name,
        issuer_code=office.code,
        kind="forward",
        urgency=parsed.urgency,
        secrecy=parsed.secrecy,
        subject=subject or (found.subject if row is None else ""),
        addressees=tuple(to),
        recipients=recipients,
        parent=found.number,
        links=(make_link(found),),
        tasks=_restate_tasks(transaction, found, recipients, on, due, again) if due or again[0] else (),
    )
    result = record_letters(transaction, [passed_on], own, today, differing=differing)
    if result.letters[0].is_new:
        transaction.say(N_("{number} passes on {letter}"), number=passed_on.number, letter=found.number)
    return replace(result, notes=(*notes, *result.notes))


def record_manual_letter(
    transaction: Transaction,
    *,
    number: str,
    on: date,
    today: date,
    issuer: str,
    subject: str = "",
    to: Sequence[str] = (),
    tasks: Sequence[Task] = (),
    parent: str = "",
    urgency: str = "",
    differing: Differing = "refuse",
) -> RecordResult:
    """Record a letter from what a clerk enters.

    Args:
        transaction: The open transaction.
        number: Its number.
        on: Its date.
        today: Today's date in Thailand.
        issuer: Code or name of its issuer; a name that the list of offices does not have is accepted as it stands.
        subject: เรื่อง.
        to: Recipients: codes, names, or phrases such as ``ผู้ว่าราชการจังหวัดทุกจังหวัด``.
        tasks: What is to be entered.
        parent: The letter that it passes on: any part of its number, or the whole number if it is not recorded yet.
        urgency: ชั้นความเร็ว; "" to take it from the number.
        differing: What to do if it is recorded otherwise.

    Raises:
        NumberError: the number cannot be parsed.
        UnknownError, AmbiguousError: no letter or office fits, or several do.
        DiffersError: it is recorded otherwise, and ``differing`` refuses that.
    """
    own = get_own_office(transaction.connection)
    parsed = parse_number(number)
    notes: list[Message] = []
    office = find_or_make_issuer(transaction, issuer, on, notes, parsed.prefix)
    link = make_parent_link(transaction, parent, own) if parent else None
    recipients = find_recipients(to, office, on)
    letter = Letter(
        number=str(parsed),
        number_as_written=number,
        date=on,
        issuer=office.name,
        issuer_code=office.code,
        kind="forward" if link else "circular" if parsed.circular or len(recipients) > 1 else "other",
        urgency=urgency or parsed.urgency,
        secrecy=parsed.secrecy,
        subject=subject,
        addressees=tuple(to),
        recipients=recipients,
        parent=link.number if link else "",
        links=(link,) if link else (),
        tasks=tuple(tasks),
    )
    result = record_letters(transaction, [letter], own, today, differing=differing)
    return replace(result, notes=(*notes, *result.notes))


def _find_issuer(text: str, own: str, day: date) -> Office:
    if text or own:
        return find_office(text or own, day, under=own)
    raise InputError(
        "Who passes it on? No office is named, and the database is nobody's own.",
        hint=N_("Say --from OFFICE; or `circtrack init --office OFFICE` once for all."),
    )


def find_listed_recipients(read: ReadList, issuer: Office, day: date) -> tuple[tuple[str, ...], tuple[Message, ...]]:
    """Return the codes of the offices under the issuer that a list names, and a note on the others.

    Raises:
        BadListError: lines name no office.
        InputError: no line names an office under the issuer.
    """
    part = make_part(issuer.code, day)
    try:
        codes, outcome = find_all(read, {}, day, issuer.code, part)
    except BadListError as error:
        raise BadListError(error.lines, whole=True) from error
    reject_all_outside(read, outcome, part)
    if not outcome.outside:
        return tuple(codes), ()
    note = Message(
        "{count} lines of the list name offices outside {office}, and were left out: {offices}",
        count=len(outcome.outside),
        office=issuer.name,
        offices=join_names(outcome.outside),
    )
    return tuple(codes), (note,)


def _list_concerned_below(connection: Connection, root: int, issuer: Office, day: date) -> tuple[str, ...]:
    """Return the offices directly below the issuer that still owe, or have one below them that does.

    If none still owes, those that are asked; if none is, all.
    """
    direct = list_directly_under(issuer.code, day)
    if not direct:
        raise InputError(
            "To whom? Nobody stands directly below {office} in the list of offices.",
            hint=N_("Name the recipients with --to."),
            office=issuer.name,
        )
    asked = {each.office for each in list_owed_on_chain(connection, root)}
    for owing in (list_still_owing(connection, root), asked):
        if concerned := list_owing_below(issuer.code, day, owing):
            return concerned
    return tuple(office.code for office in direct)


def _restate_tasks(
    transaction: Transaction,
    found: FoundLetter,
    recipients: Sequence[str],
    day: date,
    due: date | None,
    again: tuple[str, str],
) -> tuple[Task, ...]:
    """Return the chain's tasks that the recipients or offices under them owe, with the new letter's deadline.

    Raises:
        InputError: days are given for all rounds, and nothing comes again and again.
    """
    reached = {code for recipient in recipients for code in list_at_or_under(recipient, day)}
    owed = {each.task for each in list_owed_on_chain(transaction.connection, found.root) if each.office in reached}
    rows = [row for row in load_chain_tasks(transaction.connection, found.root) if row.id in owed]
    rule, words = again
    if not rule:
        return tuple(Task(row.title, row.system, row.audience, due, "on") for row in rows)
    recurring = tuple(
        Task(row.title, row.system, row.audience, None, rule, words) for row in rows if has_rounds(row.rule)
    )
    if not recurring:
        raise make_without_rounds(found.number)
    return recurring
