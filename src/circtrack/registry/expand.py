"""From the phrases of an address to the offices meant: ``นายอำเภอทุกอำเภอ`` of a province is its own districts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from circtrack.model import LOCAL_GOVERNMENTS
from circtrack.registry.load import BANGKOK, strip_name
from circtrack.registry.names import find_called, find_matches
from circtrack.registry.offices import get_office, list_under, office_exists, offices_on, rank_offices
from circtrack.thai.addressees import parse_addressees
from circtrack.thai.compact import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from circtrack.model import Office, OfficeKind
    from circtrack.thai.addressees import Addressee

_GROUPS: dict[str, tuple[OfficeKind, ...]] = {
    "municipality": ("city_municipality", "town_municipality", "subdistrict_municipality"),
    "local_government": LOCAL_GOVERNMENTS,
}


# Two letters misread of eight: what is further off is no misreading of this name.
_NEAR = 75


@dataclass(frozen=True, slots=True)
class Expansion:
    """The offices that an address means: codes in registry order, each once; and the phrases left open."""

    codes: tuple[str, ...]
    left_open: tuple[str, ...] = ()


def expand(addressees: Iterable[Addressee], issuer: Office, day: date) -> Expansion:
    """The offices that a letter of ``issuer`` is addressed to, as the registry was on ``day``.

    "Every" means every one in the issuer's area: a department's is the whole country (Bangkok is meant only where
    it is named), a province's and a district's what stands under it (seed letters). A name is looked for in the
    area, then in the issuer's province, then in the country, and taken where exactly one office has it. What
    cannot be told is left open: an attached list, a post that is no office, a name nobody or several have.
    """
    area = _area(issuer, day)
    codes: set[str] = set()
    left_open: list[str] = []
    for addressee in addressees:
        meant = _meant(addressee, area, issuer, day)
        codes |= meant
        if not meant:
            left_open.append(addressee.as_written)
    return Expansion(_in_order(codes), tuple(dict.fromkeys(left_open)))


def find_near_name(addressee: Addressee, issuer: Office, day: date) -> str:
    """The full name of the one office that a misread name comes near: of its kind, in the issuer's area or province.

    A proposal for a person to decide; "" where no name is near, or several are equally so.
    """
    if addressee.open or not addressee.name:
        return ""
    from rapidfuzz import fuzz, process

    kinds = _GROUPS.get(addressee.kind, (addressee.kind,))
    pool = [
        office
        for office in offices_on(day)
        if office.kind in kinds and issuer.province_code in {"", office.province_code}
    ]
    names = [squeeze(strip_name(office)) for office in pool]
    near = process.extract(squeeze(addressee.name), names, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=2)
    return pool[near[0][2]].name if near and (len(near) == 1 or near[0][1] > near[1][1]) else ""


def find_audience(phrase: str, recipients: Sequence[str], issuer: Office, day: date) -> tuple[str, ...]:
    """The offices that a task's audience means, among the recipients of its letter and all that stand under them.

    A bare kind means every one of it: ``องค์กรปกครองส่วนท้องถิ่น`` in a letter to all governors is every local
    government of their provinces.

    Args:
        phrase: The audience as the letter words it.
        recipients: Codes of the letter's recipients; where none are known, the issuer's area counts.
        issuer: Who wrote the letter.
        day: The letter's date.

    Returns:
        Codes in registry order; none where any part of the phrase cannot be told.
    """
    area: dict[str, Office] = {}
    for recipient in filter(None, (get_office(code, day) for code in recipients)):
        area |= {office.code: office for office in (recipient, *_area(recipient, day))}
    reach = tuple(area.values()) or (issuer, *_area(issuer, day))
    codes: set[str] = set()
    for addressee in parse_addressees(phrase):
        meant = _meant(addressee, reach, issuer, day, bare_is_every=True)
        if not meant:
            return ()
        codes |= meant
    return _in_order(codes)


def _meant(
    addressee: Addressee, area: Sequence[Office], issuer: Office, day: date, *, bare_is_every: bool = False
) -> set[str]:
    """The codes that one phrase means; none where that cannot be told."""
    if addressee.open or addressee.kind == "other":
        return set()
    if addressee.name:
        return _named(addressee, area, issuer, day)
    if not (addressee.every or bare_is_every):
        return set()
    if addressee.area:
        place = _only(find_matches(addressee.area), area, issuer, day)
        area = _area(place, day) if place else ()
    kinds = _kinds(addressee)
    codes = {office.code for office in area if office.kind in kinds}
    for exception in addressee.exceptions:
        excepted = _meant(exception, area, issuer, day, bare_is_every=True)
        if not excepted & (codes | {BANGKOK}):
            return set()
        codes -= excepted
    return set() if addressee.count and addressee.count != len(codes) else codes


def _named(addressee: Addressee, area: Sequence[Office], issuer: Office, day: date) -> set[str]:
    """The office of that name; where none has it and it is several words, the offices that these name."""
    names = [addressee.name] if _fitting(addressee.name, addressee) else addressee.name.split()
    found = [_only(_fitting(name, addressee), area, issuer, day) for name in names]
    return {office.code for office in found if office} if all(found) else set()


def _fitting(name: str, addressee: Addressee) -> tuple[Office, ...]:
    if found := find_called(name, _kinds(addressee)):
        return found
    # ยกเว้นกรุงเทพมหานคร after ทุกจังหวัด: not a province, yet the office that is meant.
    return tuple(office for office in find_matches(name) if office.kind == addressee.kind or office.code == BANGKOK)


def _only(found: Iterable[Office], area: Sequence[Office], issuer: Office, day: date) -> Office | None:
    """The one office of those found in the nearest place that has any; None where that place has several."""
    found = tuple(found)
    then = [office for office in found if office_exists(office, day)]
    fitting = {office.code: office for each in then or found if (office := get_office(each.code, day))}
    near = {office.code for office in area}
    for here in (
        [office for office in fitting.values() if office.code in near],
        [office for office in fitting.values() if office.province_code == issuer.province_code],
        list(fitting.values()),
    ):
        if here:
            return here[0] if len(here) == 1 else None
    return None


def _kinds(addressee: Addressee) -> tuple[str, ...]:
    return _GROUPS.get(addressee.kind, (addressee.kind,))


def _area(office: Office, day: date) -> tuple[Office, ...]:
    """What "every" ranges over: all under the office, Bangkok never; for a field office, all under its superior."""
    if office.kind in ("provincial_office", "district_office"):
        return tuple(each for each in list_under(office.superior, day) if each.code != office.code)
    if office.kind == "department":
        return tuple(office for office in offices_on(day) if office.code != BANGKOK)
    return list_under(office.code, day)


def _in_order(codes: Iterable[str]) -> tuple[str, ...]:
    rank = rank_offices()
    return tuple(sorted(codes, key=lambda code: rank[code]))
