"""Which obligations a letter that acts on another one can touch: those of the offices that it speaks to.

A letter extends, cancels or replaces what its own issuer wrote, or an office that stands under its issuer. One from
below (a province on the department's letter) does so for those under it alone. One that is addressed upwards asks for
an extension and grants none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.actions.results import Note
from circtrack.errors import N_
from circtrack.kinds import HALL_KINDS
from circtrack.registry.offices import get, superiors
from circtrack.store.acting import recipients_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from circtrack.actions.target import Target
    from circtrack.database.engine import Connection
    from circtrack.store.find_letter import FoundLetter
    from circtrack.store.obligations import Owed


def within_reach(connection: Connection, by: FoundLetter, target: Target) -> tuple[Owed, ...] | Note:
    """What is owed on a letter by the offices that another letter reaches, or why that one may not act on it.

    Args:
        connection: An open database.
        by: The letter that acts.
        target: The letter that it acts on. Below a root, only what the offices under its issuer owe.
    """
    on = target.letter
    recipients = recipients_of(connection, by.id)
    if above := _above(by, recipients):
        return Note(
            N_("{by} is addressed to {office}, above its own issuer: taken for a request, it changes nothing."),
            {"by": by.number, "office": above},
        )
    reached = target.all()
    if recipients:
        reached = _under({*recipients, *(_house(code, by.date) for code in recipients)}, reached, by.date)
    if _from_below(by, on):
        # Its word counts for those below it, and only where it is told to them.
        house = _house(by.issuer, by.date)
        own = _under({house}, reached, by.date) if recipients else ()
        reached = tuple(each for each in own if each.office not in (house, by.issuer))
    if target.owed and not reached:
        return Note(
            N_("{by} acts on {on}, but nobody whom it reaches owes anything there: it changes nothing."),
            {"by": by.number, "on": on.number},
        )
    return reached


def _above(by: FoundLetter, recipients: Iterable[str]) -> str:
    """The name of a recipient that stands above the issuer; "" where none does."""
    line = superiors(by.issuer, by.date)
    below_departments = not _is_department(by.issuer, by.date) and get(by.issuer, by.date) is not None
    for code in sorted(recipients):
        office = get(code, by.date)
        if office and (code in line or (office.kind == "department" and below_departments)):
            return office.name
    return ""


def _from_below(by: FoundLetter, on: FoundLetter) -> bool:
    """Whether the letter that acts comes from an office that has no say over whoever wrote the other one."""
    house, other = (_house(code, by.date) for code in (by.issuer, on.issuer))
    return house != other and not _is_department(house, by.date) and house not in superiors(other, by.date)


def _house(code: str, day: date) -> str:
    """The office itself; for an office for local administration the province or district that it sits in."""
    office = get(code, day)
    return office.superior if office and office.kind in HALL_KINDS else code


def _under(tops: set[str], owed: Iterable[Owed], day: date) -> tuple[Owed, ...]:
    """What is owed by these offices or by any under them."""
    if any(_is_department(code, day) for code in tops):
        return tuple(owed)
    inside: dict[str, bool] = {}
    for each in owed:
        if each.office not in inside:
            inside[each.office] = not tops.isdisjoint((each.office, *superiors(each.office, day)))
    return tuple(each for each in owed if inside[each.office])


def _is_department(code: str, day: date) -> bool:
    office = get(code, day)
    return office is not None and office.kind == "department"
