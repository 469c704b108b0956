"""Find the offices that the phrases of an address mean: ``นายอำเภอทุกอำเภอ`` of a province is its own districts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from circtrack.added_offices import is_added_code, rests_on_offices
from circtrack.model import LOCAL_GOVERNMENTS
from circtrack.registry.load import BANGKOK, regions, strip_name
from circtrack.registry.names import correct_code, find_added_within, find_called, find_matches
from circtrack.registry.offices import get_office, list_under, office_exists, offices_on, rank_offices
from circtrack.thai.addressees import parse_addressees
from circtrack.thai.compact import squeeze

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from circtrack.model import Office, OfficeKind
    from circtrack.thai.addressees import Addressee

_GROUPS: dict[str, tuple[OfficeKind, ...]] = {
    "municipality": ("city_municipality", "town_municipality", "subdistrict_municipality"),
    "local_government": LOCAL_GOVERNMENTS,
}


_REGION = "ภาค"
# Two wrong letters in eight: a name that differs more is not this name misread.
_LEAST_SCORE = 75


@dataclass(frozen=True, slots=True)
class Expansion:
    """The codes of the offices that an address means, each once, in registry order; and the phrases left open.

    ``former`` are the phrases that name an office as it was no longer called, each with its name then; ``regions`` are
    those that mean a region's offices, of which there is more than one division.
    """

    codes: tuple[str, ...]
    left_open: tuple[str, ...] = ()
    former: tuple[tuple[str, str], ...] = ()
    regions: tuple[str, ...] = ()


def expand(addressees: Iterable[Addressee], issuer: Office, day: date) -> Expansion:
    """Return the offices to which a letter of ``issuer`` is addressed, as the registry was on ``day``.

    "Every" means every office in the issuer's area: for a department the whole country (Bangkok only if it is named),
    for a province or a district the offices under it, as in the example letters. A name is looked for in the area,
    then in the issuer's province, then in the country, and accepted if exactly one office has it. A phrase is left
    open if it does not decide: an attached list, a post that is not an office, a name of no office or of several.
    """
    area = _list_area(issuer, day)
    codes: set[str] = set()
    left_open: list[str] = []
    former: list[tuple[str, str]] = []
    regions_named: list[str] = []
    for addressee in addressees:
        meant = _find_codes(addressee, area, issuer, day)
        codes |= meant
        if not meant:
            left_open.append(addressee.as_written)
        former += [(addressee.as_written, name) for name in _find_former(addressee, meant, day)]
        regions_named += [addressee.as_written] if addressee.area.startswith(_REGION) and meant else []
    return Expansion(
        _sort_codes(codes), tuple(dict.fromkeys(left_open)), tuple(dict.fromkeys(former)), tuple(regions_named)
    )


def _find_former(addressee: Addressee, meant: Collection[str], day: date) -> Iterator[str]:
    """Yield the names on the day of the offices that a phrase names as they were called at another time."""
    if not addressee.name:
        return
    named = [*_find_candidates(addressee.name, addressee)] or [
        office for name in addressee.name.split() for office in _find_candidates(name, addressee)
    ]
    for code in meant:
        versions = [office for office in named if office.code == code]
        now = get_office(code, day)
        if versions and now and not any(office_exists(office, day) for office in versions):
            yield now.name


def find_near_name(addressee: Addressee, issuer: Office, day: date) -> str:
    """Return the full name of the one office whose name is close to a misread one, of its kind in the issuer's area.

    A proposal for a person to decide; "" if no name is close, or if several are equally close.
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
    near = process.extract(squeeze(addressee.name), names, scorer=fuzz.ratio, score_cutoff=_LEAST_SCORE, limit=2)
    return pool[near[0][2]].name if near and (len(near) == 1 or near[0][1] > near[1][1]) else ""


def find_audience(phrase: str, recipients: Sequence[str], issuer: Office, day: date) -> tuple[str, ...]:
    """Return the offices that a task's audience means, among the letter's recipients and the offices under them.

    A bare kind means every office of it: ``องค์กรปกครองส่วนท้องถิ่น`` in a letter to all governors means every local
    government of their provinces.

    Args:
        phrase: The audience as the letter words it; or as a clerk lists it, by names and codes.
        recipients: Codes of the letter's recipients; if none are known, the issuer's area is used.
        issuer: Who wrote the letter.
        day: The letter's date.

    Returns:
        Codes in registry order; none if any part of the phrase does not decide.
    """
    return _find_audience(phrase, tuple(recipients), issuer, day)


def find_kinds_asked(phrase: str) -> frozenset[str]:
    """Return the kinds of office of which a task's audience means every one; none if it names offices or is open."""
    addressees = parse_addressees(phrase)
    if any(each.open or each.name or each.kind == "other" for each in addressees):
        return frozenset()
    return frozenset(kind for each in addressees for kind in _list_kinds(each))


@rests_on_offices
@lru_cache(maxsize=128)  # all letters of a chain are gone through whenever one is recorded
def _find_audience(phrase: str, recipients: tuple[str, ...], issuer: Office, day: date) -> tuple[str, ...]:
    area: dict[str, Office] = {}
    for recipient in filter(None, (get_office(code, day) for code in recipients)):
        area |= {office.code: office for office in (recipient, *_list_area(recipient, day))}
    reach = tuple(area.values()) or (issuer, *_list_area(issuer, day))
    # The parser of addresses takes digits for the numbering of a list, so codes come first.
    listed = any(_find_coded(piece.split(), day) for piece in _split_list(phrase))
    meant = () if listed else _find_phrase(phrase, reach, issuer, day)
    return _sort_codes(meant or _find_list(phrase, reach, issuer, day))


# Between the offices of a list. A space is one only between codes: names have spaces in them.
_BETWEEN = re.compile(r"[,;\n]+|\s+และ\s*")


def _find_list(text: str, reach: Sequence[Office], issuer: Office, day: date) -> set[str]:
    """Return the codes of the offices that a list names, each by a phrase, a name or a code; none if one is unclear."""
    codes: set[str] = set()
    for piece in _split_list(text):
        meant = _find_coded(piece.split(), day) or _find_phrase(piece, reach, issuer, day)
        meant = meant or _find_named(piece, reach, issuer, day)
        if not meant:
            return set()
        codes |= meant
    return codes


def _split_list(text: str) -> list[str]:
    return [piece.strip() for piece in _BETWEEN.split(text) if piece.strip()]


def _find_phrase(text: str, reach: Sequence[Office], issuer: Office, day: date) -> set[str]:
    """Return the codes of the offices that the phrases of an address mean; none if one of them does not decide."""
    found = [_find_codes(each, reach, issuer, day, bare_is_every=True) for each in parse_addressees(text)]
    return set().union(*found) if all(found) else set()


def _find_named(name: str, reach: Sequence[Office], issuer: Office, day: date) -> set[str]:
    office = _choose_nearest(find_matches(name), reach, issuer, day)
    return {office.code} if office else set()


def _find_coded(codes: Sequence[str], day: date) -> set[str]:
    found = [get_office(correct_code(code.lower()), day) for code in codes]
    return {office.code for office in found if office} if all(found) else set()


def _find_codes(
    addressee: Addressee, area: Sequence[Office], issuer: Office, day: date, *, bare_is_every: bool = False
) -> set[str]:
    """Return the codes that one phrase means; none if it does not decide."""
    if addressee.open or addressee.kind == "other":
        return _find_added_codes(addressee.as_written)
    if addressee.name:
        return _find_by_name(addressee, area, issuer, day)
    if not (addressee.every or bare_is_every):
        return set()
    if addressee.area.startswith(_REGION):
        of_region = regions()
        area = tuple(office for office in area if of_region.get(office.province_code) == addressee.area)
    elif addressee.area:
        place = _choose_nearest(find_matches(addressee.area), area, issuer, day)
        area = _list_area(place, day) if place else ()
    kinds = _list_kinds(addressee)
    codes = {office.code for office in area if office.kind in kinds}
    for exception in addressee.exceptions:
        excepted = _find_codes(exception, area, issuer, day, bare_is_every=True)
        if not excepted & (codes | {BANGKOK}):
            return set()
        codes -= excepted
    return set() if addressee.count and addressee.count != len(codes) else codes


# What may stand beside the names of added offices in an address: their heads' titles, and what joins them.
_HEADS = re.compile(
    r"(?:ผู้อำนวยการ|ผู้กำกับการ|ผู้บังคับการ|ผู้บัญชาการ|ผู้จัดการ|หัวหน้าส่วนราชการ|หัวหน้า|อธิการบดี|อธิบดี|คณบดี|ประธาน|เลขาธิการ|ปลัด|เรียน|ถึง|และ"
    r"|[\s,;/•().\d])*"
)


def _find_added_codes(phrase: str) -> set[str]:
    """Return the added offices that a phrase names, if it names nothing else but their heads."""
    text = squeeze(phrase)
    found = find_added_within(text)
    rest = text
    for start, end, _ in reversed(found):
        rest = rest[:start] + rest[end:]
    return {office.code for *_, office in found} if found and _HEADS.fullmatch(rest) else set()


def _find_by_name(addressee: Addressee, area: Sequence[Office], issuer: Office, day: date) -> set[str]:
    """Return the office of that name; if none has it and it is several words, the offices that they name."""
    names = [addressee.name] if _find_candidates(addressee.name, addressee) else addressee.name.split()
    found = [_choose_nearest(_find_candidates(name, addressee), area, issuer, day) for name in names]
    return {office.code for office in found if office} if all(found) else set()


def _find_candidates(name: str, addressee: Addressee) -> tuple[Office, ...]:
    if found := find_called(name, _list_kinds(addressee)):
        return found
    # ยกเว้นกรุงเทพมหานคร after ทุกจังหวัด means Bangkok, although it is not a province.
    return tuple(office for office in find_matches(name) if office.kind == addressee.kind or office.code == BANGKOK)


def _choose_nearest(found: Iterable[Office], area: Sequence[Office], issuer: Office, day: date) -> Office | None:
    """Return the one office in the nearest area that has any of those found; None if that area has several."""
    found = tuple(found)
    at_all = {office.code: office for each in found if (office := get_office(each.code, day))}
    then = {each.code: at_all[each.code] for each in found if office_exists(each, day)}
    near = {office.code for office in area}
    for fits in (lambda office: office.code in near, lambda office: office.province_code == issuer.province_code):
        # A name of another time counts before the same name elsewhere.
        for called in (then, at_all):
            if here := [office for office in called.values() if fits(office)]:
                return here[0] if len(here) == 1 else None
    everywhere = list((then or at_all).values())
    return everywhere[0] if len(everywhere) == 1 else None


def _list_kinds(addressee: Addressee) -> tuple[str, ...]:
    return _GROUPS.get(addressee.kind, (addressee.kind,))


def _list_area(office: Office, day: date) -> tuple[Office, ...]:
    """Return the offices that "every" covers: all under the office (or a field office's superior), never Bangkok.

    Of an office that the list does not hold, all under the district or province in which it sits.
    """
    if office.kind in ("provincial_office", "district_office"):
        return tuple(each for each in list_under(office.superior, day) if each.code != office.code)
    if office.kind == "department":
        return tuple(office for office in offices_on(day) if office.code != BANGKOK)
    seat = office.district_code or office.province_code
    if seat and (is_added_code(office.code) or office.kind == "other"):
        return (*list_under(office.code, day), *(each for each in list_under(seat, day) if each.code != office.code))
    return list_under(office.code, day)


def _sort_codes(codes: Iterable[str]) -> tuple[str, ...]:
    rank = rank_offices()
    return tuple(sorted(codes, key=lambda code: rank[code]))
