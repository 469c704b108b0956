"""Which obligations an acting letter can change: only those of the offices that it is addressed to.

A letter extends, cancels or replaces letters of its own issuer and of offices under its issuer. A letter from below (a
province acting on the department's letter) does so only for the offices under that province. A letter that is addressed
upwards asks for an extension; it does not grant one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import Message
from circtrack.registry.offices import find_house, find_superiors, get_office
from circtrack.store.letters import recipients_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from circtrack.actions.target import Target
    from circtrack.database.engine import Connection
    from circtrack.store.find_letter import FoundLetter
    from circtrack.store.obligations import ChainObligation


def find_reached(connection: Connection, by: FoundLetter, target: Target) -> tuple[ChainObligation, ...] | Message:
    """Return the obligations of a letter that another letter may change, or why it may change none.

    Args:
        connection: An open database.
        by: The letter that acts.
        target: The letter that it acts on. If it is not the root, only offices that it reached are considered.
    """
    on = target.letter
    recipients = recipients_of(connection, by.id)
    if above := _find_recipient_above(by, recipients):
        return Message(
            "{by} is addressed to {office}, above its own issuer: taken for a request, it changes nothing.",
            by=by.number,
            office=above,
        )
    reached = target.all_obligations()
    if recipients:
        others = recipients - {by.issuer}  # a copy for oneself reaches nobody
        reached = _filter_under({*others, *(find_house(code, by.date) for code in others)}, reached, by.date)
    if _is_from_below(by, on):
        # It counts only for the offices under its issuer, and only if it is addressed to them.
        house = find_house(by.issuer, by.date)
        own = _filter_under({house}, reached, by.date) if recipients else ()
        reached = tuple(each for each in own if each.office not in (house, by.issuer))
    if target.owed and not reached:
        return Message(
            "{by} acts on {on}, but nobody whom it reaches owes anything there: it changes nothing.",
            by=by.number,
            on=on.number,
        )
    return reached


def is_addressed_upwards(connection: Connection, by: FoundLetter) -> bool:
    """Whether a letter goes to an office above its issuer."""
    return bool(_find_recipient_above(by, recipients_of(connection, by.id)))


def list_under_issuer(by: FoundLetter, target: Target) -> tuple[ChainObligation, ...]:
    """List the obligations of a letter that are of another letter's issuer or of offices under it."""
    return _filter_under({find_house(by.issuer, by.date)}, target.all_obligations(), by.date)


def _find_recipient_above(by: FoundLetter, recipients: Iterable[str]) -> str:
    """Return the name of a recipient that stands above the issuer; "" if none does."""
    line = find_superiors(by.issuer, by.date)
    below_departments = not _is_department(by.issuer, by.date) and get_office(by.issuer, by.date) is not None
    for code in sorted(recipients):
        office = get_office(code, by.date)
        if office and (code in line or (office.kind == "department" and below_departments)):
            return office.name
    return ""


def _is_from_below(by: FoundLetter, on: FoundLetter) -> bool:
    """Whether the acting letter's issuer has no authority over the other letter's issuer."""
    house, other = (find_house(code, by.date) for code in (by.issuer, on.issuer))
    return house != other and not _is_department(house, by.date) and house not in find_superiors(other, by.date)


def _filter_under(tops: set[str], owed: Iterable[ChainObligation], day: date) -> tuple[ChainObligation, ...]:
    """Return the obligations of these offices and of all offices under them."""
    if any(_is_department(code, day) for code in tops):
        return tuple(owed)
    inside: dict[str, bool] = {}
    for each in owed:
        if each.office not in inside:
            inside[each.office] = not tops.isdisjoint((each.office, *find_superiors(each.office, day)))
    return tuple(each for each in owed if inside[each.office])


def _is_department(code: str, day: date) -> bool:
    office = get_office(code, day)
    return office is not None and office.kind == "department"
