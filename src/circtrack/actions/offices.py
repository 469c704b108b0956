"""Store the registry's offices in the database, and look up offices and those under them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from circtrack.added_offices import rests_on_offices
from circtrack.database.process import when_opened
from circtrack.errors import UnknownError
from circtrack.registry.issuers import place_unlisted
from circtrack.registry.offices import get_office, list_directly_under, list_under, list_versions
from circtrack.store.added_offices import use_offices_of
from circtrack.store.offices import load_stored_office, store_offices
from circtrack.store.settings import get_own_office

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.model import Letter, Office

when_opened(use_offices_of)


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
        _store_unlisted(transaction, name, letter)
    return name


def _store_unlisted(transaction: Transaction, name: str, letter: Letter) -> None:
    """Store an office that the list does not hold, with where it sits; what another letter told of that stays."""
    day = letter.date or date.max
    own = get_office(get_own_office(transaction.connection), day)
    office = place_unlisted(name, letter.number.partition(" ")[0], own)
    known = load_stored_office(transaction.connection, name, day)
    if known is None or not known.province_code:
        store_known_offices(transaction, filter(None, [office.superior]))
        store_offices(transaction, [office])


def find_office_on(connection: Connection, code: str, day: date) -> Office:
    """Return the office with this code on a day, from the registry or else as stored.

    Raises:
        UnknownError: no office had this code on that day.
    """
    office = get_office(code, day) or load_stored_office(connection, code, day)
    if office is None:
        raise UnknownError("There was no office with the code {code} on {day}.", code=code, day=day)
    return office


def list_owing_below(code: str, day: date, owing: Collection[str]) -> tuple[str, ...]:
    """List the codes of the offices directly under one that are among those who owe, or above one of them."""
    return tuple(
        each.code for each in list_directly_under(code, day) if not list_at_or_under(each.code, day).isdisjoint(owing)
    )


@rests_on_offices
@lru_cache(maxsize=1024)
def list_at_or_under(code: str, day: date) -> frozenset[str]:
    """List the codes of an office and of all offices under it on a day."""
    return frozenset((code, *(office.code for office in list_under(code, day))))
