"""Add offices that the country's list does not hold: provincial offices, schools, universities, police."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.letters.follow_offices import follow_offices
from circtrack.actions.offices import store_known_offices
from circtrack.added_offices import is_added_code, list_added, make_added_code
from circtrack.errors import N_, ConflictError, InputError, Message
from circtrack.model import Office, OfficeKind
from circtrack.registry.find import find_office
from circtrack.registry.issuers import place_unlisted
from circtrack.registry.names import find_matches
from circtrack.registry.offices import list_versions
from circtrack.store.added_offices import (
    count_letters_of,
    find_letter_at_other_time,
    list_added_offices,
    make_office_stamp,
    use_offices_of,
    write_added_office,
)
from circtrack.store.offices import to_row
from circtrack.store.settings import get_own_office

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.store.added_offices import StatedOffice

LONGEST_NAME = 200
"""In characters; the longest name of the list has a third of that."""
_LEFT_TO_SERVER = N_(
    "{office}: a bundle says another kind or other days of it; whoever runs the server has to say so with "
    "`circtrack offices add`."
)


class AddedOffice(NamedTuple):
    """An office that was added, its superior (None for none), whether it is new here, and notes."""

    office: Office
    superior: Office | None
    is_new: bool
    notes: tuple[Message, ...] = ()


class SaidOfOffice(NamedTuple):
    """What a clerk says of an office: its kind, its first day, and the first day on which it is no more."""

    kind: OfficeKind | None = None
    since: date | None = None
    until: date | None = None


def add_office(transaction: Transaction, name: str, said: SaidOfOffice, under: str, today: date) -> AddedOffice:
    """Add an office to the database, with a code of its own, which is the same wherever it is added.

    Of one that was added before, change what is said of it; the rest stays. Whatever asks every office of its kind
    again and again asks it from now on too.

    Args:
        transaction: The open transaction.
        name: Its full name; of one that was added before, its code will do.
        said: What is said of it.
        under: Code or name of the office that writes to it; "" if none does: then its name tells where it sits.
        today: Today's date in Thailand.

    Raises:
        InputError: the name is empty, too long or no name, its days are in the wrong order, or the database is on a
            server and in use by a role.
        ConflictError: there is an office of this name already, or a letter that it issued is not of its time.
        UnknownError, AmbiguousError: no office above it fits, or several do.
    """
    name = " ".join(name.split())
    _refuse_role(transaction)
    connection = transaction.connection
    superior = find_office(under, today, under=get_own_office(connection)) if under else None
    office = make_office(name, said.kind or "other", superior)
    before = _find_added(name, office.code if under else "")
    if before is None or not any(said):
        _refuse_bad_name(name)
        _refuse_known(before or office)
    office = replace(before or office, **{field: value for field, value in said._asdict().items() if value})
    superior = next(iter(list_versions(office.superior)), None)
    _refuse_wrong_days(connection, office)
    if superior:
        store_known_offices(transaction, [superior.code])
    if office != before:
        write_added_office(transaction, office, make_office_stamp(connection, office.code))
    use_offices_of(connection)
    asked = follow_offices(transaction, [before or office, office])
    what = N_("changed {office}, {code}") if before else N_("added {office}, {code}")
    transaction.say(what, office=office.name, code=office.code)
    notes = (say_time(office), *_note_letters_under_its_name(connection, office), *asked)
    return AddedOffice(office, superior, before is None, notes)


def make_office(name: str, kind: OfficeKind, superior: Office | None) -> Office:
    """Make an office that sits where its superior does; without one, where its name says."""
    seat = superior or place_unlisted(name)
    above = superior.code if superior else ""
    return Office(
        make_added_code(name, above, seat.province_code),
        name,
        kind,
        seat.province,
        seat.district,
        seat.province_code,
        seat.district_code,
        above,
    )


def _find_added(name: str, code: str) -> Office | None:
    """Return the added office that a clerk means: the one of this code, or the only one of this name; else None."""
    found = [each for each in list_added() if each.code in (code, name)]
    found = found or [each for each in list_added() if each.name == name and not code]
    return found[0] if len(found) == 1 else None


def add_carried_offices(transaction: Transaction, offices: Iterable[StatedOffice]) -> list[Message]:
    """Write down what bundles say of added offices, where nothing later is known; return notes on what changed.

    Raises:
        InputError: an office is not known, and the database is on a server and in use by a role.
    """
    known = {each.office.code: each for each in list_added_offices(transaction.connection)}
    changed: list[Office] = []
    notes: list[Message] = []
    for each in sorted(offices, key=_order_by_age):
        before = known.get(each.office.code)
        if before and _order_by_age(each) <= _order_by_age(before):
            continue
        if before and transaction.connection.engine.granted(transaction.connection).role:
            notes.append(Message(_LEFT_TO_SERVER, office=each.office.name))
            continue
        _refuse_role(transaction)
        if each.office.superior and list_versions(each.office.superior):
            store_known_offices(transaction, [each.office.superior])
        write_added_office(transaction, *each)
        known[each.office.code] = each
        changed += [each.office, *([before.office] if before else ())]
    if changed:
        use_offices_of(transaction.connection)
        notes += follow_offices(transaction, changed)
    return notes


def _order_by_age(stated: StatedOffice) -> tuple[str, ...]:
    """Return what orders words of one office: when it was said, and of those of one moment what is said."""
    return stated.stamp, *to_row(stated.office)


def _refuse_bad_name(name: str) -> None:
    if is_added_code(name) or not any(letter.isalpha() for letter in name):
        raise InputError("'{name}' is no name of an office.", hint=N_("Give its full name."), name=name)
    if len(name) > LONGEST_NAME:
        raise InputError("The name has {count} characters; {most} is the most.", count=len(name), most=LONGEST_NAME)


def _refuse_role(transaction: Transaction) -> None:
    if transaction.connection.engine.granted(transaction.connection).role:
        raise InputError(
            "Offices of the server are added by whoever runs it.",
            hint=N_("Ask for `circtrack offices add` to be run there by its owner."),
        )


def _refuse_known(office: Office) -> None:
    """Reject an office that is in the list, where the new one would sit."""
    for known in find_matches(office.name):
        near = known.province_code == office.province_code and (
            not office.district_code or known.district_code in ("", office.district_code)
        )
        if near or not office.province_code:
            raise ConflictError(
                "{name} is in the list already: {code}, {known}.",
                hint=N_("Use that one; `circtrack offices {code}` shows it."),
                name=office.name,
                code=known.code,
                known=known.name,
            )


def _refuse_wrong_days(connection: Connection, office: Office) -> None:
    """Reject days of an office in the wrong order, or outside which a letter was written by it or sent to it."""
    if office.since and office.until and office.since >= office.until:
        raise InputError(
            "{office} would end before it begins: its first day is {since}, its last {last}.",
            office=office.name,
            since=office.since,
            last=office.until - timedelta(days=1),
        )
    if (found := find_letter_at_other_time(connection, office)) is not None:
        letter, day = found
        raise ConflictError(
            "{letter} of {day} names {office}, which would not be there then.",
            hint=N_("Give other days; or first put the letter right with `circtrack correct`."),
            letter=letter,
            day=date.fromisoformat(day),
            office=office.name,
        )


def say_time(office: Office) -> Message:
    """Say from when until when an added office is there: it owes the rounds of that time."""
    last = office.until - timedelta(days=1) if office.until else None
    if office.since and last:
        return Message("It is there from {since} until {last}.", since=office.since, last=last)
    if office.since:
        return Message("It is there from {since} on.", since=office.since)
    if last:
        return Message("It is there until {last}.", last=last)
    return Message(
        "It counts as there at all times; `circtrack offices add {code} --since DATE` gives its first day.",
        code=office.code,
    )


def _note_letters_under_its_name(connection: Connection, office: Office) -> list[Message]:
    """Note the letters that were recorded of this office before, under its bare name."""
    count = count_letters_of(connection, office.name)
    if not count:
        return []
    return [
        Message(
            "{count} letters were recorded before under the bare name: "
            "`circtrack correct LETTER --from {code}` puts each right.",
            count=count,
            code=office.code,
        )
    ]
