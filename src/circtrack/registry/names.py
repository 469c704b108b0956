"""What offices are called: every way people write a name, matched against every version of every office."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from circtrack.model import LOCAL_GOVERNMENTS
from circtrack.registry.load import BANGKOK, department_rows, load_versions, strip_name
from circtrack.registry.offices import list_versions
from circtrack.thai.compact import make_compact

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from circtrack.model import Office, OfficeKind
    from circtrack.thai.compact import Compact

_MUNICIPALITIES: tuple[OfficeKind, ...] = (
    "city_municipality",
    "town_municipality",
    "subdistrict_municipality",
)

# How the name, the seat or the head of an office of some kind is written before its bare name.
_WORDS: dict[str, tuple[OfficeKind, ...]] = {
    "องค์การบริหารส่วนจังหวัด": ("pao",),
    "ที่ทำการองค์การบริหารส่วนจังหวัด": ("pao",),
    "สำนักงานองค์การบริหารส่วนจังหวัด": ("pao",),
    "นายกองค์การบริหารส่วนจังหวัด": ("pao",),
    "เทศบาล": _MUNICIPALITIES,
    "เทศบาลนคร": ("city_municipality",),
    "เทศบาลเมือง": ("town_municipality",),
    "เทศบาลตำบล": ("subdistrict_municipality",),
    "สำนักงานเทศบาล": _MUNICIPALITIES,
    "สำนักงานเทศบาลนคร": ("city_municipality",),
    "สำนักงานเทศบาลเมือง": ("town_municipality",),
    "สำนักงานเทศบาลตำบล": ("subdistrict_municipality",),
    "นายกเทศมนตรี": _MUNICIPALITIES,
    "นายกเทศมนตรีนคร": ("city_municipality",),
    "นายกเทศมนตรีเมือง": ("town_municipality",),
    "นายกเทศมนตรีตำบล": ("subdistrict_municipality",),
    "องค์การบริหารส่วนตำบล": ("sao",),
    "ที่ทำการองค์การบริหารส่วนตำบล": ("sao",),
    "สำนักงานองค์การบริหารส่วนตำบล": ("sao",),
    "นายกองค์การบริหารส่วนตำบล": ("sao",),
    "จังหวัด": ("province",),
    "ศาลากลางจังหวัด": ("province",),
    "ผู้ว่าราชการจังหวัด": ("province",),
    "อำเภอ": ("district",),
    "ที่ว่าการอำเภอ": ("district",),
    "นายอำเภอ": ("district",),
    "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด": ("provincial_office",),
    "สง.ส่งเสริมการปกครองท้องถิ่นจังหวัด": ("provincial_office",),
    "ท้องถิ่นจังหวัด": ("provincial_office",),
    "สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอ": ("district_office",),
    "สง.ส่งเสริมการปกครองท้องถิ่นอำเภอ": ("district_office",),
    "ท้องถิ่นอำเภอ": ("district_office",),
    "นายก": ("special",),
    "ศาลาว่าการ": ("special",),
}
# Letters of an abbreviation; each may carry its full stop.
_ABBREVIATIONS: dict[str, tuple[OfficeKind, ...]] = {
    "อบจ": ("pao",),
    "ทน": ("city_municipality",),
    "ทม": ("town_municipality",),
    "ทต": ("subdistrict_municipality",),
    "อบต": ("sao",),
    "สถจ": ("provincial_office",),
    "สถอ": ("district_office",),
}
_FORMS: tuple[tuple[re.Pattern[str], tuple[OfficeKind, ...]], ...] = (
    *((re.compile(re.escape(word)), _WORDS[word]) for word in sorted(_WORDS, key=len, reverse=True)),
    *(
        (re.compile("(?:นายก)?" + "".join(rf"{letter}\.?" for letter in letters)), kinds)
        for letters, kinds in _ABBREVIATIONS.items()
    ),
    (re.compile(r"อ\."), ("district",)),
    (re.compile(r"จ\."), ("province",)),
)
# Without a word of kind, a bare name means one of these: nobody calls a field office by its place alone.
_ANY: tuple[OfficeKind, ...] = (*LOCAL_GOVERNMENTS, "province", "district")

_PROVINCE_WORDS = ("จังหวัด", "จ.", "จ")
_DISTRICT_WORDS = ("อำเภอ", "อ.", "อ")
_SUBDISTRICT = re.compile(r"(ตำบล|ต\.)(?:(?!อำเภอ|จังหวัด|อ\.|จ\.).)+")

LONGEST_NAME = 1000
"""More characters than any office's name has, with its place and whatever stands between."""

_OTHER_PROVINCE_NAMES = {"พระนครศรีอยุธยา": "อยุธยา"}
_BANGKOK_NAMES = ("กทม", "กรุงเทพ", "กรุงเทพฯ")


def find_kinds(name: str) -> list[tuple[tuple[OfficeKind, ...], str]]:
    """The ways to part a compact name into kinds and a bare name with its place, the likeliest first."""
    ways = [(kinds, name[end:]) for end, kinds in find_forms(name) if end < len(name)]
    return [*ways, (_ANY, name)]


def find_forms(name: str, start: int = 0) -> list[tuple[int, tuple[OfficeKind, ...]]]:
    """The words of kind that stand at ``start`` of a compact text: where each ends, and the kinds it means."""
    return [(found.end(), kinds) for form, kinds in _FORMS if (found := form.match(name, start))]


def find_matches(text: str) -> tuple[Office, ...]:
    """Every version of every office that ``text`` may name, with its district and province if it says them.

    White space, line ends, full stops of abbreviations and the kind of digits make no difference; but where a
    space may part a name from its place or be a scan's (``ทต.เวียง เชียงของ``), both readings are given.
    """
    if len(text) > LONGEST_NAME:
        return ()
    name = make_compact(text)
    if code := _department_codes().get(_key(name.text)):
        return list_versions(code)
    return next((found for kinds, rest in find_kinds(name.text) if (found := _called(name, rest, kinds))), ())


def find_called(name: str, kinds: Collection[str]) -> tuple[Office, ...]:
    """The versions of offices of these kinds that have this bare name, which its place may follow."""
    written = make_compact(name)
    return _called(written, written.text, kinds)


def _called(whole: Compact, name: str, kinds: Collection[str]) -> tuple[Office, ...]:
    """The same for ``name`` at the end of a text: the longest bare name, and shorter ones before a space."""
    found: list[Office] = []
    start = len(whole.text) - len(name)
    for end in range(len(name), 0, -1):
        if found and not whole.parted(start + end):
            continue
        named = _by_bare_name().get(_key(name[:end]), ())
        found += [office for office in named if office.kind in kinds and _stands_in(office, name[end:])]
    return tuple(dict.fromkeys(found))


def _key(name: str) -> str:
    return name.replace(".", "")


@cache
def _by_bare_name() -> dict[str, tuple[Office, ...]]:
    found: dict[str, list[Office]] = {}
    for office in load_versions():
        for name in _bare_names(office):
            found.setdefault(name, []).append(office)
    return {name: tuple(offices) for name, offices in found.items()}


def _bare_names(office: Office) -> tuple[str, ...]:
    bare = _key(strip_name(office).replace(" ", ""))
    if office.code == BANGKOK:
        return (bare, *_BANGKOK_NAMES)
    if office.kind in ("district", "district_office") and bare == f"เมือง{office.province}":
        return (bare, "เมือง")
    if bare == office.province and bare in _OTHER_PROVINCE_NAMES:
        return (bare, _OTHER_PROVINCE_NAMES[bare])
    return (bare,)


@cache
def _department_codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for code, name, abbreviations, _ in department_rows():
        for each in (name, *abbreviations):
            codes[_key(each.replace(" ", ""))] = code
    return codes


def _stands_in(office: Office, place: str) -> bool:
    """Whether ``place``, what follows the name, is nothing or where it is: ``อ.เทพสถิต จ.ชัยภูมิ``."""
    place = place.strip("(),/")
    if not place:
        return True
    # By their ends and not by one pattern for each place: to compile a thousand takes longer than to match them.
    rests = {place, *_before(place, _PROVINCE_WORDS, office.province, _OTHER_PROVINCE_NAMES.get(office.province, ""))}
    if office.district:
        short = "เมือง" if office.district == f"เมือง{office.province}" else ""
        for rest in tuple(rests):
            for ending in (rest, rest.removesuffix(",")):
                rests.update(_before(ending, _DISTRICT_WORDS, office.district, short))
    run = _SUBDISTRICT.match(place)
    return "" in rests or (run is not None and any(run.end(1) < len(rest) <= run.end() for rest in rests))


def _before(place: str, words: tuple[str, ...], *names: str) -> Iterator[str]:
    """What stands before one of the names at the end, and before the word for what it is."""
    for name in names:
        if name and place.endswith(name):
            rest = place.removesuffix(name)
            yield rest
            yield from (rest.removesuffix(word) for word in words if rest.endswith(word))
