"""The offices that an action speaks of, from the registry into the database, and who stands under whom."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from circtrack.errors import UnknownError
from circtrack.model import Office
from circtrack.registry.offices import get, under, versions
from circtrack.store.offices import keep_offices, stored_office

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.model import Letter


def keep_known(transaction: Transaction, codes: Iterable[str]) -> None:
    """Store these offices with their names through time, and all above them, as the registry has them.

    Codes that the registry does not know are left as they are stored.
    """
    wanted = dict.fromkeys(codes)
    pending = list(wanted)
    while pending:
        for office in versions(pending.pop()):
            if office.superior and office.superior not in wanted:
                wanted[office.superior] = None
                pending.append(office.superior)
    keep_offices(transaction, [office for code in wanted for office in versions(code)])


def keep_issuer(transaction: Transaction, letter: Letter) -> str:
    """Store a letter's issuer; return its code.

    An issuer that no registry knows is an office of kind ``other`` whose code is its name as written.
    """
    code = letter.issuer_code if versions(letter.issuer_code) else ""
    if code:
        keep_known(transaction, [code])
        return code
    name = " ".join((letter.issuer or letter.issuer_code).split())
    if versions(name):
        keep_known(transaction, [name])
    else:
        keep_offices(transaction, [Office(name, name, "other")])
    return name


def office_on(connection: Connection, code: str, day: date) -> Office:
    """The office of a code on a day: from the registry, else as stored.

    Raises:
        UnknownError: there was none.
    """
    office = get(code, day) or stored_office(connection, code, day)
    if office is None:
        raise UnknownError("There was no office with the code {code} on {day}.", code=code, day=day)
    return office


@lru_cache(maxsize=64)
def at_or_under(code: str, day: date) -> frozenset[str]:
    """The codes of an office and of all under it on a day."""
    return frozenset((code, *(office.code for office in under(code, day))))
