"""Recording letters without their text: one that passes another on, and any letter by what a clerk says of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from circtrack.actions.letters.record import record_letters
from circtrack.actions.offices import at_or_under
from circtrack.errors import N_, InputError, Message, NumberError, UnknownError
from circtrack.kinds import HALL_KINDS
from circtrack.model import Letter, Link, Office, Task
from circtrack.registry.expand import audience
from circtrack.registry.find import find_office
from circtrack.registry.offices import under
from circtrack.store.find_letter import find_letter
from circtrack.store.obligations import owed_on_chain
from circtrack.store.settings import own_office
from circtrack.store.tasks import chain_tasks
from circtrack.thai.numbers import parse_number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from circtrack.actions.results import RecordResult
    from circtrack.database.transaction import Transaction
    from circtrack.store.find_letter import FoundLetter


def forward(
    transaction: Transaction,
    letter: str,
    *,
    number: str,
    on: date,
    today: date,
    issuer: str = "",
    to: Sequence[str] = (),
    due: date | None = None,
    subject: str = "",
) -> RecordResult:
    """Record the letter that passes another one on, one level down.

    Args:
        transaction: The transaction at work.
        letter: Any unambiguous part of the number of the letter that is passed on.
        number: The new letter's.
        on: Its date.
        today: The day in Thailand.
        issuer: Code or name of who passes it on; "" for the database's own office.
        to: Recipients: codes, names, or phrases such as ``อบต.ทุกแห่ง``; none for those directly below the issuer
            that the chain's tasks concern.
        due: An earlier last day that it sets for whom it reaches.
        subject: "" for the subject of the letter that it passes on, which a continuing letter keeps.

    Raises:
        InputError: no office passes it on, nobody stands below it, or it is dated before the letter.
        NumberError: the number is none.
        UnknownError, AmbiguousError: no letter or office fits, or several.
        ConflictError: the number is recorded with another date in that year.
    """
    own = own_office(transaction.connection)
    found = find_letter(transaction.connection, letter, own_office=own)
    if on < found.date:
        raise InputError(
            "{number} of {on} cannot pass on {letter}, which is dated {date}.",
            number=number,
            on=on,
            letter=found.number,
            date=found.date,
        )
    office = _issuer(issuer, own, on)
    owing = {each.office for each in owed_on_chain(transaction.connection, found.root)}
    recipients = _recipients(to, office, on) if to else _below(office, on, owing)
    parsed = parse_number(number)
    passed_on = Letter(
        number=str(parsed),
        number_as_written=number,
        date=on,
        issuer=office.name,
        issuer_code=office.code,
        kind="forward",
        urgency=parsed.urgency,
        secrecy=parsed.secrecy,
        subject=subject or found.subject,
        addressees=tuple(to),
        recipients=recipients,
        parent=found.number,
        links=(_passes_on(found),),
        tasks=_restated(transaction, found, recipients, on, due) if due else (),
    )
    result = record_letters(transaction, [passed_on], own, today)
    transaction.say(N_("{number} passes on {letter}"), number=passed_on.number, letter=found.number)
    return result


def add(
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
) -> RecordResult:
    """Record a letter by what a clerk says of it.

    Args:
        transaction: The transaction at work.
        number: Its number.
        on: Its date.
        today: The day in Thailand.
        issuer: Code or name of its issuer. One that the list of offices does not have is taken under this name.
        subject: เรื่อง.
        to: Recipients: codes, names, or phrases such as ``ผู้ว่าราชการจังหวัดทุกจังหวัด``.
        tasks: What is to be entered.
        parent: The letter that it passes on: any part of its number; the whole one where it is not recorded yet.
        urgency: ชั้นความเร็ว; "" for what the number says.

    Raises:
        NumberError: the number is none.
        UnknownError, AmbiguousError: no letter or office fits, or several.
        ConflictError: the number is recorded with another date in that year by that issuer.
    """
    own = own_office(transaction.connection)
    parsed = parse_number(number)
    notes: list[Message] = []
    office = _any_issuer(transaction, issuer, on, notes)
    link = _parent_link(transaction, parent, own) if parent else None
    recipients = _recipients(to, office, on)
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
    result = record_letters(transaction, [letter], own, today)
    return replace(result, notes=(*notes, *result.notes))


def _issuer(text: str, own: str, day: date) -> Office:
    if text or own:
        return find_office(text or own, day, under=own)
    raise InputError(
        "Who passes it on? No office is named, and the database is nobody's own.",
        hint=N_("Say --from OFFICE; or `circtrack init --office OFFICE` once for all."),
    )


def _any_issuer(transaction: Transaction, text: str, day: date, notes: list[Message]) -> Office:
    """The issuer from the list of offices; else as an office of that name, and that is told."""
    try:
        return find_office(text, day, under=own_office(transaction.connection))
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
        return Office(name, name, "other")


def _parent_link(transaction: Transaction, text: str, own: str) -> Link:
    try:
        return _passes_on(find_letter(transaction.connection, text, own_office=own))
    except UnknownError as error:
        try:
            return Link("passes_on", str(parse_number(text)), as_written=text)
        except NumberError:
            raise error from None


def _passes_on(found: FoundLetter) -> Link:
    return Link("passes_on", found.number, found.date, found.issuer_name)


def _recipients(to: Sequence[str], issuer: Office, day: date) -> tuple[str, ...]:
    """The offices that names and phrases mean, each once, in the order given."""
    codes: dict[str, None] = {}
    for text in to:
        meant = audience(text, (), issuer, day) or (find_office(text, day, under=issuer.code).code,)
        codes |= dict.fromkeys(meant)
    return tuple(codes)


def _below(issuer: Office, day: date, owing: set[str]) -> tuple[str, ...]:
    """Those directly below the issuer that owe, or have someone below them who does; all, where none is known."""
    direct = [
        office.code
        for office in under(issuer.code, day)
        if office.superior == issuer.code and office.kind not in HALL_KINDS
    ]
    concerned = tuple(code for code in direct if not owing.isdisjoint(at_or_under(code, day)))
    if not direct:
        raise InputError(
            "To whom? Nobody stands directly below {office} in the list of offices.",
            hint=N_("Name the recipients with --to."),
            office=issuer.name,
        )
    return concerned or tuple(direct)


def _restated(
    transaction: Transaction, found: FoundLetter, recipients: Sequence[str], day: date, due: date
) -> tuple[Task, ...]:
    """The chain's tasks that someone under the recipients owes, with the deadline that the new letter sets."""
    reached = {code for recipient in recipients for code in at_or_under(recipient, day)}
    owed = {each.task for each in owed_on_chain(transaction.connection, found.root) if each.office in reached}
    return tuple(
        Task(row.title, row.system, row.audience, due, "on")
        for row in chain_tasks(transaction.connection, found.root)
        if row.id in owed
    )
