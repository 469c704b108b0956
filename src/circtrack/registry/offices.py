"""Which offices existed on a day, and which offices are under which."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from circtrack.added_offices import rests_on_offices
from circtrack.kinds import HALL_KINDS
from circtrack.registry.load import list_absorbed, load_versions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from circtrack.model import Office


def load() -> None:
    """Load the registry now, which takes a tenth of a second, so that no write transaction has to wait for it."""
    _index_by_code()


def offices_on(day: date) -> tuple[Office, ...]:
    """Return every office that existed on ``day``, as it then was, in registry order."""
    return tuple(_index_by_code_on(day).values())


def get_office(code: str, day: date) -> Office | None:
    """Return the office with this code as it was on ``day``; None if it did not exist then."""
    return next((office for office in list_versions(code) if office_exists(office, day)), None)


def list_versions(code: str) -> tuple[Office, ...]:
    """Return the versions of the office with this code, oldest first; empty if there is no such code."""
    return _index_by_code().get(code, ())


@rests_on_offices
@lru_cache(maxsize=1024)  # a letter to all provinces asks for each, again and again
def list_under(code: str, day: date) -> tuple[Office, ...]:
    """Return every office under this one on ``day``, in registry order, without the office itself.

    Under a province: its districts, its local governments, and the offices for local administration of both. Under a
    district: the subdistrict municipalities and อบต. to which it writes, and its own office for local administration.
    Under a department: the whole country. Under any other office: none.
    """
    office = get_office(code, day)
    if office is None:
        return ()
    if office.kind == "department":
        return tuple(each for each in offices_on(day) if each.kind != "department")
    rank = rank_offices()
    return tuple(sorted(_gather_under(code, day), key=lambda office: rank[office.code]))


def list_directly_under(code: str, day: date) -> tuple[Office, ...]:
    """Return the offices to which this one writes itself, in registry order: the next tier, not those in its own hall.

    Under a department: the provinces, and whoever else stands under nobody.
    """
    office = get_office(code, day)
    above = {code, ""} if office and office.kind == "department" else {code}
    return tuple(each for each in list_under(code, day) if each.superior in above and each.kind not in HALL_KINDS)


def list_change_days(after: date) -> tuple[date, ...]:
    """Return the days after this one on which offices change or begin, in order."""
    return tuple(sorted({office.since for office in load_versions() if office.since and office.since > after}))


def find_successor(code: str) -> str:
    """Return the name of the office that absorbed a dissolved one; "" if the list does not say."""
    return list_absorbed().get(code, "")


def find_superiors(code: str, day: date) -> tuple[str, ...]:
    """Return the codes of the offices above this one on ``day``, nearest first: a district, then its province."""
    office = get_office(code, day)
    above: list[str] = []
    while office is not None and office.superior:
        above.append(office.superior)
        office = get_office(office.superior, day)
    return tuple(above)


def find_house(code: str, day: date) -> str:
    """Return the office itself, or the province or district in whose hall an office for local administration sits."""
    office = get_office(code, day)
    return office.superior if office and office.kind in HALL_KINDS else code


def list_codes_of_hall(office: Office) -> tuple[str, ...]:
    """Return the codes under which an office sends and receives: its own, and that of the hall in which it sits."""
    return (office.code, office.superior) if office.kind in HALL_KINDS else (office.code,)


def office_exists(office: Office, day: date) -> bool:
    """Whether this version of an office existed on ``day``."""
    return (office.since is None or office.since <= day) and (office.until is None or day < office.until)


@rests_on_offices
@cache
def rank_offices() -> dict[str, int]:
    """Return the rank of each code in registry order: province code, then district code (blank first), then code."""
    return {code: place for place, code in enumerate(_index_by_code())}


@rests_on_offices
@cache
def _index_by_code() -> dict[str, tuple[Office, ...]]:
    offices: dict[str, tuple[Office, ...]] = {}
    for office in load_versions():
        offices[office.code] = (*offices.get(office.code, ()), office)
    return offices


@rests_on_offices
@lru_cache(maxsize=8)
def _index_by_code_on(day: date) -> dict[str, Office]:
    return {office.code: office for office in load_versions() if office_exists(office, day)}


@rests_on_offices
@lru_cache(maxsize=8)
def _index_by_superior(day: date) -> dict[str, list[Office]]:
    direct: dict[str, list[Office]] = {}
    for office in _index_by_code_on(day).values():
        direct.setdefault(office.superior, []).append(office)
    return direct


def _gather_under(code: str, day: date) -> Iterator[Office]:
    for office in _index_by_superior(day).get(code, ()):
        yield office
        yield from _gather_under(office.code, day)
