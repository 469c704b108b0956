"""Store the registry's offices in the database, and look up offices and those under them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from circtrack.errors import UnknownError
from circtrack.model import Office
from circtrack.registry.offices import get_office, list_under, list_versions
from circtrack.store.offices import load_stored_office, store_offices

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.model import Letter


def store_known_offices(transaction: Transaction, codes: Iterable[str]) -> None:
    """Store every version of these offices and of all above them, as the registry has them.

    Codes that the registry does not know are skipped.
    """
    wanted = dict.fromkeys(codes)
    pending = list(wanted)
    while pending:
        for office in list_versions(pending.pop()):
            if office.superior and office.superior not in wanted:
                wanted[office.superior] = None
                pending.append(office.superior)
    store_offices(transaction, [office for code in wanted for office in list_versions(code)])


def store_issuer(transaction: Transaction, letter: Letter) -> str:
    """Store a letter's issuer; return its code.

    An issuer that the registry does not know becomes an office of kind ``other`` whose code is its name as written.
    """
    code = letter.issuer_code if list_versions(letter.issuer_code) else ""
    if code:
        store_known_offices(transaction, [code])
        return code
    name = " ".join((letter.issuer or letter.issuer_code).split())
    if list_versions(name):
        store_known_offices(transaction, [name])
    else:
        store_offices(transaction, [Office(name, name, "other")])
    return name


def find_office_on(connection: Connection, code: str, day: date) -> Office:
    """Return the office with this code on a day, from the registry or else as stored.

    Raises:
        UnknownError: no office had this code on that day.
    """
    office = get_office(code, day) or load_stored_office(connection, code, day)
    if office is None:
        raise UnknownError("There was no office with the code {code} on {day}.", code=code, day=day)
    return office


@lru_cache(maxsize=64)
def list_at_or_under(code: str, day: date) -> frozenset[str]:
    """List the codes of an office and of all offices under it on a day."""
    return frozenset((code, *(office.code for office in list_under(code, day))))
