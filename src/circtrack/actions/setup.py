"""Set the office that the database belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from circtrack.actions.offices import store_known_offices
from circtrack.errors import N_, ConflictError
from circtrack.registry.find import describe, find_office
from circtrack.registry.offices import list_versions
from circtrack.store.letters import count_letters
from circtrack.store.obligations import list_offices_with_obligations
from circtrack.store.settings import get_own_office, set_own_office

if TYPE_CHECKING:
    from datetime import date

    from circtrack.database.transaction import Transaction
    from circtrack.model import Office

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class OwnOffice:
    """The office that the database belongs to; ``is_new`` is False if it did before."""

    office: Office
    is_new: bool


def set_office(transaction: Transaction, text: str, today: date) -> OwnOffice:
    """Set the database's own office: it then holds the obligations of that office and of all under it.

    Args:
        transaction: The open transaction.
        text: The office's code or name.
        today: Today's date in Thailand.

    Raises:
        UnknownError: no office has this code or name.
        AmbiguousError: several offices have this name.
        ConflictError: letters are recorded for another office, or for offices outside this one.
    """
    office = find_office(text, today)
    present = get_own_office(transaction.connection)
    if present == office.code:
        return OwnOffice(office, is_new=False)
    if count := count_letters(transaction.connection):
        _reject_loss(transaction, office, present, count)
    store_known_offices(transaction, [office.code])
    set_own_office(transaction, office.code)
    transaction.say(N_("the database of {office}"), office=office.name)
    return OwnOffice(office, is_new=True)


def _reject_loss(transaction: Transaction, office: Office, present: str, count: int) -> None:
    another = N_("Make another database with --db PATH for {office}.")
    if present:
        own = list_versions(present)[-1]
        raise ConflictError(
            "This is the database of {present}, with {count} letters recorded: they say only who owes there.",
            hint=another,
            present=describe(own),
            count=count,
            office=office.name,
        )
    outside = [code for code in list_offices_with_obligations(transaction.connection) if not _is_under(code, office)]
    if outside:
        raise ConflictError(
            "{count} offices that are not under {office} owe data entry in this database, and would be lost.",
            hint=another,
            details=[describe(list_versions(code)[-1]) if list_versions(code) else code for code in outside[:_SHOWN]],
            count=len(outside),
            office=office.name,
        )


def _is_under(code: str, top: Office) -> bool:
    """Whether an office is, or ever was, under another. Every office is under a department."""
    above = {code}
    pending = [code]
    while pending and top.code not in above:
        for superior in {office.superior for office in list_versions(pending.pop())} - above - {""}:
            above.add(superior)
            pending.append(superior)
    return top.code in above or top.kind == "department"
