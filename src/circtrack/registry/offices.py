"""Which offices there were on a day, and who stands under whom."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from circtrack.registry.load import list_absorbed, load_versions

if TYPE_CHECKING:
    from datetime import date

    from circtrack.model import Office


def load() -> None:
    """Load the registry now, which takes a tenth of a second: not while others wait for their turn to write."""
    _by_code()


def offices_on(day: date) -> tuple[Office, ...]:
    """Every office that there was on ``day``, as it then was, in registry order."""
    return tuple(_by_code_on(day).values())


def get_office(code: str, day: date) -> Office | None:
    """The office of this code as it was on ``day``; None where there was none."""
    return next((office for office in list_versions(code) if office_exists(office, day)), None)


def list_versions(code: str) -> tuple[Office, ...]:
    """The office of this code through time, oldest first; empty where there is no such code."""
    return _by_code().get(code, ())


def list_under(code: str, day: date) -> tuple[Office, ...]:
    """Every office below this one on ``day``, in registry order, itself not among them.

    Below a province: its districts, its local governments, and the offices for local administration of both.
    Below a district: the subdistrict municipalities and อบต. that it writes to, and its own office for local
    administration. Below a department: the whole country. Below any other: none.
    """
    office = get_office(code, day)
    if office is None:
        return ()
    if office.kind == "department":
        return tuple(each for each in offices_on(day) if each.kind != "department")
    return _under(code, day)


def find_successor(code: str) -> str:
    """The name of the office that took the place of a dissolved one; "" where the list does not say."""
    return list_absorbed().get(code, "")


def find_superiors(code: str, day: date) -> tuple[str, ...]:
    """The codes of the offices above this one on ``day``, nearest first: a district, then its province."""
    office = get_office(code, day)
    above: list[str] = []
    while office is not None and office.superior:
        above.append(office.superior)
        office = get_office(office.superior, day)
    return tuple(above)


def office_exists(office: Office, day: date) -> bool:
    """Whether this version of an office held on ``day``."""
    return (office.since is None or office.since <= day) and (office.until is None or day < office.until)


@cache
def rank_offices() -> dict[str, int]:
    """Place of each code in registry order: province code, then district code (blank first), then code."""
    return {code: place for place, code in enumerate(_by_code())}


@cache
def _by_code() -> dict[str, tuple[Office, ...]]:
    offices: dict[str, tuple[Office, ...]] = {}
    for office in load_versions():
        offices[office.code] = (*offices.get(office.code, ()), office)
    return offices


@lru_cache(maxsize=8)
def _by_code_on(day: date) -> dict[str, Office]:
    return {office.code: office for office in load_versions() if office_exists(office, day)}


@lru_cache(maxsize=8)
def _direct(day: date) -> dict[str, list[Office]]:
    direct: dict[str, list[Office]] = {}
    for office in _by_code_on(day).values():
        direct.setdefault(office.superior, []).append(office)
    return direct


def _under(code: str, day: date) -> tuple[Office, ...]:
    found: list[Office] = []
    for office in _direct(day).get(code, ()):
        found += [office, *_under(office.code, day)]
    rank = rank_offices()
    return tuple(sorted(found, key=lambda office: rank[office.code]))
