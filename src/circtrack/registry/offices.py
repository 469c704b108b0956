"""Which offices existed on a day, and which offices are under which."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from circtrack.added_offices import rests_on_offices
from circtrack.kinds import HALL_KINDS
from circtrack.registry.load import list_absorbed, load_versions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.model import Office


def load() -> None:
    """Load the registry now, which takes a tenth of a second, so that no write transaction has to wait for it."""
    _index_by_code()


def offices_on(day: date) -> tuple[Office, ...]:
    """Return every office that existed on ``day``, as it then was, in registry order."""
    return _list_in(_find_period(day))


def get_office(code: str, day: date) -> Office | None:
    """Return the office with this code as it was on ``day``; None if it did not exist then."""
    for office in list_versions(code):
        if office_exists(office, day):
            return office
    return None


def list_versions(code: str) -> tuple[Office, ...]:
    """Return the versions of the office with this code, oldest first; empty if there is no such code."""
    return _index_by_code().get(code, ())


def find_last_name(code: str) -> str:
    """Return the name that the office with this code has or had last; the code where there is no such office."""
    return list_versions(code)[-1].name if list_versions(code) else code


@rests_on_offices
@lru_cache(maxsize=64)  # a letter that comes again and again asks whenever its chain is worked out
def list_codes_of_others(kinds: frozenset[str]) -> frozenset[str]:
    """Return the codes of the offices that are, were or will be of another kind than these."""
    return frozenset(office.code for office in load_versions() if office.kind not in kinds)


def list_under(code: str, day: date) -> tuple[Office, ...]:
    """Return every office under this one on ``day``, in registry order, without the office itself.

    Under a province: its districts, its local governments, and the offices for local administration of both. Under a
    district: the subdistrict municipalities and อบต. to which it writes, and its own office for local administration.
    Under a department: the whole country. Under any other office: none.
    """
    return _list_under(code, _find_period(day))


@rests_on_offices
@lru_cache(maxsize=1024)  # a letter to all provinces asks for each, again and again
def _list_under(code: str, period: date) -> tuple[Office, ...]:
    office = get_office(code, period)
    if office is None:
        return ()
    if office.kind == "department":
        return tuple(each for each in _list_in(period) if each.kind != "department")
    rank = rank_offices()
    return tuple(sorted(_gather_under(code, period), key=lambda office: rank[office.code]))


def list_directly_under(code: str, day: date) -> tuple[Office, ...]:
    """Return the offices to which this one writes itself, in registry order: the next tier, not those in its own hall.

    Under a department: the provinces, and whoever else stands under nobody.
    """
    under = list_under(code, day)  # who stands under nobody is under departments only
    return tuple(each for each in under if each.superior in (code, "") and each.kind not in HALL_KINDS)


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


# Letters have many days, and offices seldom change: what is worked out from all of them is kept for each period.


def _find_period(day: date) -> date:
    """Return the last day up to this one on which any office changed; since then each has been as it is on this day."""
    days = _list_days_of_change()
    return days[bisect_right(days, day) - 1]


@rests_on_offices
@cache
def _list_days_of_change() -> list[date]:
    return sorted({day for office in load_versions() for day in (office.since, office.until) if day} | {date.min})


@rests_on_offices
@cache
def _list_in(period: date) -> tuple[Office, ...]:
    return tuple(office for office in load_versions() if office_exists(office, period))


@rests_on_offices
@cache
def _index_by_superior(period: date) -> dict[str, list[Office]]:
    direct: dict[str, list[Office]] = {}
    for office in _list_in(period):
        direct.setdefault(office.superior, []).append(office)
    return direct


def _gather_under(code: str, period: date) -> Iterator[Office]:
    for office in _index_by_superior(period).get(code, ()):
        yield office
        yield from _gather_under(office.code, period)
