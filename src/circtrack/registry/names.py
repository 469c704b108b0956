"""Match the names that people write for offices against every version of every office."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from circtrack.added_offices import is_added_code, list_added, rests_on_offices
from circtrack.model import LOCAL_GOVERNMENTS
from circtrack.registry.load import BANGKOK, department_rows, load_versions, strip_name
from circtrack.registry.offices import list_versions
from circtrack.thai.compact import make_compact, squeeze

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from circtrack.model import Office, OfficeKind
    from circtrack.thai.compact import Compact

_MUNICIPALITIES: tuple[OfficeKind, ...] = (
    "city_municipality",
    "town_municipality",
    "subdistrict_municipality",
)

# What is written before an office's bare name: its kind, its seat, or its head's title.
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
# Letters of an abbreviation; a full stop may follow each.
_ABBREVIATIONS: dict[str, tuple[OfficeKind, ...]] = {
    "อบจ": ("pao",),
    "ทน": ("city_municipality",),
    "ทม": ("town_municipality",),
    "ทต": ("subdistrict_municipality",),
    "อบต": ("sao",),
    "สถจ": ("provincial_office",),
    "สถอ": ("district_office",),
}
# The letters with which a form begins, the form, and the kinds that it means.
_FORMS: tuple[tuple[str, re.Pattern[str], tuple[OfficeKind, ...]], ...] = (
    *((word[0], re.compile(re.escape(word)), _WORDS[word]) for word in sorted(_WORDS, key=len, reverse=True)),
    *(
        ("น" + letters[0], re.compile("(?:นายก)?" + "".join(rf"{letter}\.?" for letter in letters)), kinds)
        for letters, kinds in _ABBREVIATIONS.items()
    ),
    ("อ", re.compile(r"อ\."), ("district",)),
    ("จ", re.compile(r"จ\."), ("province",)),
)
_FORMS_BY_LETTER = {
    letter: tuple((form, kinds) for firsts, form, kinds in _FORMS if letter in firsts)
    for letter in {letter for firsts, *_ in _FORMS for letter in firsts}
}
_TYPE_DIGITS: dict[str, OfficeKind] = {
    "02": "pao",
    "03": "city_municipality",
    "04": "town_municipality",
    "05": "subdistrict_municipality",
    "06": "sao",
}
# A bare name without a word of kind means one of these: nobody calls a field office only by its place.
_ANY: tuple[OfficeKind, ...] = (*LOCAL_GOVERNMENTS, "province", "district")

_PROVINCE_WORDS = ("จังหวัด", "จ.", "จ")
_DISTRICT_WORDS = ("อำเภอ", "อ.", "อ")
_SUBDISTRICT = re.compile(r"(ตำบล|ต\.)(?:(?!อำเภอ|จังหวัด|อ\.|จ\.).)+")

# อ.เทพสถิตจ.ชัยภูมิ at the end.
_PLACED = re.compile(r"(?:อำเภอ|อ\.)([^.]{2,40}?)(?:จังหวัด|จ\.)([^.]{2,40})$")
_WITHOUT_MARKS = dict.fromkeys(map(ord, "่้๊๋์็"))
LONGEST_NAME = 1000
"""Longer than any office's name with its place and anything between."""

_OTHER_PROVINCE_NAMES = {"พระนครศรีอยุธยา": "อยุธยา"}
_BANGKOK_NAMES = ("กทม", "กรุงเทพ", "กรุงเทพฯ")


def correct_code(text: str) -> str:
    """Return the code that is meant, or "" for none: as given, with its lost leading zero, or with another status.

    The first two digits of a local government's code are its kind and change with its status; the rest stays (the list
    has the codes from before the latest changes).
    """
    code = "0" + text if re.fullmatch(r"\d{7}", text) else text
    if list_versions(code):
        return code
    kind = _TYPE_DIGITS.get(code[:2])
    if len(code) != 8 or kind is None:
        return ""
    for digits in _TYPE_DIGITS:
        if any(office.kind == kind for office in list_versions(digits + code[2:])):
            return digits + code[2:]
    return ""


def find_kinds(name: str) -> list[tuple[tuple[OfficeKind, ...], str]]:
    """Return the ways to split a compact name into kinds and a bare name with its place, the likeliest first."""
    ways = [(kinds, name[end:]) for end, kinds in find_forms(name) if end < len(name)]
    return [*ways, (_ANY, name)]


def find_forms(name: str, start: int = 0) -> list[tuple[int, tuple[OfficeKind, ...]]]:
    """Return the words of kind at ``start`` of a compact text: where each ends, and the kinds that it means."""
    forms = _FORMS_BY_LETTER.get(name[start : start + 1], ())
    return [(found.end(), kinds) for form, kinds in forms if (found := form.match(name, start))]


def find_matches(text: str) -> tuple[Office, ...]:
    """Find every version of every office that ``text`` may name, with its district and province if they are written.

    White space, line ends, full stops of abbreviations and the kind of digits make no difference. If a space may either
    separate a name from its place or come from a scan (``ทต.เวียง เชียงของ``), both readings are returned.
    """
    if len(text) > LONGEST_NAME:
        return ()
    # The whole name of an added office comes first, since it may hold another's.
    placed = None if list_added() else _PLACED.search(squeezed := squeeze(text))
    if placed and (found := _match_placed(squeezed, placed)):
        return found
    name = make_compact(text)
    if code := _index_departments().get(_make_key(name.text)):
        return list_versions(code)
    if found := _match_added(name):
        return found
    return next((found for kinds, rest in find_kinds(name.text) if (found := _match_name(name, rest, kinds))), ())


def _match_placed(name: str, place: re.Match[str]) -> tuple[Office, ...]:
    """Match a name with its district and province as lists have it, which needs no looking for where the name ends."""
    district, province = place.groups()
    for kinds, bare in find_kinds(name[: place.start()]):
        named = _index_by_bare_name().get(_make_key(bare), ())
        if found := [
            each for each in named if each.kind in kinds and (each.district, each.province) == (district, province)
        ]:
            return tuple(found)
    return ()


def _match_added(written: Compact) -> tuple[Office, ...]:
    """Match the whole name of an added office, which its place may follow. Such names hold names of other offices."""
    kinds = {office.kind for office in list_added()}
    return (
        tuple(each for each in _match_name(written, written.text, kinds) if is_added_code(each.code)) if kinds else ()
    )


def find_added_within(text: str) -> list[tuple[int, int, Office]]:
    """Find the added offices whose whole names stand in a compact text: where each begins and ends, in order.

    A name within a longer one does not count.
    """
    found = [
        (match.start(), match.end(), office)
        for office in list_added()
        for match in re.finditer(re.escape("".join(office.name.split())), text)
    ]
    return sorted(
        (
            each
            for each in found
            if not any(
                other is not each and other[0] <= each[0] and each[1] <= other[1] and other[:2] != each[:2]
                for other in found
            )
        ),
        key=lambda each: each[:2],
    )


def find_called(name: str, kinds: Collection[str]) -> tuple[Office, ...]:
    """Find the versions of offices of these kinds with this bare name, which its place may follow.

    A name that no office has, but for the marks above its letters, which scans lose, means the offices that have it.
    """
    written = make_compact(name)
    if found := _match_name(written, written.text, kinds):
        return found
    bare = _index_without_marks().get(_remove_marks(_make_key(written.text)), ())
    return tuple(office for office in bare if office.kind in kinds)


def _match_name(whole: Compact, name: str, kinds: Collection[str]) -> tuple[Office, ...]:
    """Match ``name`` at the end of a text: the longest bare name, and shorter ones before a space."""
    found: list[Office] = []
    start = len(whole.text) - len(name)
    index = _index_by_bare_name()
    for end in range(min(len(name), _find_longest_name() + name.count(".")), 0, -1):
        if found and not whole.parted(start + end):
            continue
        if named := index.get(_make_key(name[:end])):
            found += [office for office in named if office.kind in kinds and _is_place_of(office, name[end:])]
    return tuple(dict.fromkeys(found))


def _make_key(name: str) -> str:
    return name.replace(".", "")


@rests_on_offices
@cache
def _index_by_bare_name() -> dict[str, tuple[Office, ...]]:
    found: dict[str, list[Office]] = {}
    for office in load_versions():
        for name in _list_bare_names(office):
            found.setdefault(name, []).append(office)
    return {name: tuple(offices) for name, offices in found.items()}


@rests_on_offices
@cache
def _find_longest_name() -> int:
    """Return how many letters the longest bare name has."""
    return max(map(len, _index_by_bare_name()))


@rests_on_offices
@cache
def _index_without_marks() -> dict[str, tuple[Office, ...]]:
    found: dict[str, list[Office]] = {}
    for name, offices in _index_by_bare_name().items():
        found.setdefault(_remove_marks(name), []).extend(offices)
    return {name: tuple(offices) for name, offices in found.items()}


def _remove_marks(name: str) -> str:
    return name.translate(_WITHOUT_MARKS)


def _list_bare_names(office: Office) -> tuple[str, ...]:
    bare = _make_key(strip_name(office).replace(" ", ""))
    if office.code == BANGKOK:
        return (bare, *_BANGKOK_NAMES)
    if office.kind in ("district", "district_office") and bare == f"เมือง{office.province}":
        return (bare, "เมือง")
    if bare == office.province and bare in _OTHER_PROVINCE_NAMES:
        return (bare, _OTHER_PROVINCE_NAMES[bare])
    return (bare,)


@cache
def _index_departments() -> dict[str, str]:
    codes: dict[str, str] = {}
    for code, name, abbreviations, _ in department_rows():
        for each in (name, *abbreviations):
            codes[_make_key(each.replace(" ", ""))] = code
    return codes


def _is_place_of(office: Office, place: str) -> bool:
    """Whether ``place``, the text after the name, is empty or is the office's place: ``อ.เทพสถิต จ.ชัยภูมิ``."""
    place = place.strip("(),/")
    if not place:
        return True
    # Compare the ends instead of using one pattern a place: compiling a thousand patterns takes longer than matching.
    rests = {
        place,
        *_cut_names(place, _PROVINCE_WORDS, office.province, _OTHER_PROVINCE_NAMES.get(office.province, "")),
    }
    if office.district:
        short = "เมือง" if office.district == f"เมือง{office.province}" else ""
        for rest in tuple(rests):
            for ending in (rest, rest.removesuffix(",")):
                rests.update(_cut_names(ending, _DISTRICT_WORDS, office.district, short))
    run = _SUBDISTRICT.match(place)
    return "" in rests or (run is not None and any(run.end(1) < len(rest) <= run.end() for rest in rests))


def _cut_names(place: str, words: tuple[str, ...], *names: str) -> Iterator[str]:
    """Yield the text before one of the names at the end, also without the word for its kind."""
    for name in names:
        if name and place.endswith(name):
            rest = place.removesuffix(name)
            yield rest
            yield from (rest.removesuffix(word) for word in words if rest.endswith(word))
