"""Find one office by its code or by its name as people write it, or raise an error that says why none fits."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from circtrack.added_offices import rests_on_offices
from circtrack.errors import N_, AmbiguousError, UnknownError
from circtrack.registry.load import BANGKOK, bangkok_districts, strip_name
from circtrack.registry.names import LONGEST_NAME, correct_code, find_forms, find_kinds, find_matches
from circtrack.registry.offices import get_office, list_under, list_versions, office_exists, offices_on
from circtrack.thai.compact import squeeze
from circtrack.thai.date_model import not_utf8

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from circtrack.model import Office


_CODE = re.compile(r"\d{2}|\d{4}|\d{7,8}|dla-\d{2}|dla-\d{4}|[a-z]{2,}|x-(?:\d\d|th)-[0-9a-f]{8}", re.IGNORECASE)
_IN_CODE = re.compile(r"[0-9๐-๙A-Za-z]")
_MOST_SIMILAR = 3
_SEARCH_HINT = N_("`circtrack offices` searches the list by any part of a name.")


def find_office(text: str, day: date, *, among: Collection[str] | None = None, under: str = "") -> Office:
    """Find the office that ``text`` names, as it was on ``day``.

    Args:
        text: A code, or a name as people write it: ``อบต.บ้านไร่``, ``อบต.บ้านไร่ อ.เทพสถิต จ.ชัยภูมิ``,
            ``องค์การบริหารส่วนตำบลบ้านไร่``, ``นายอำเภอเทพสถิต``, ``สถ.``, ``06360903``. The name on ``day`` wins;
            names of other times also find their office.
        day: The office is returned as it was on this day.
        among: Codes to choose from first (for example, those who owe): a name need be unique only among these, and
            the office need not have been there on ``day``.
        under: An office's code; of several that fit, the only one at or under that office is chosen, and among those
            to choose from first too.

    Raises:
        UnknownError: no office has this code or name, or it did not exist then; details propose similar ones.
        AmbiguousError: several offices fit; details list them all.
    """
    if _IN_CODE.search(text) and _CODE.fullmatch(name := squeeze(text)) and (code := correct_code(name.lower())):
        return _get_as_on(list_versions(code), day)
    found = find_matches(text)
    if not found:
        raise _make_unknown_error(text, squeeze(text), day, among)
    near = _list_at_or_under(under, day) if under else frozenset()
    if among is not None and (here := [office for office in found if office.code in among]):
        own = [office for office in here if office.code in near]
        chosen = _choose_one(text, own if len(_index_by_code(own, day)) == 1 else here, day)
        return get_office(chosen.code, day) or chosen
    if under:
        here = [office for office in found if office.code in near]
        if len(_index_by_code(here, day)) == 1:
            return _get_as_on(here, day)
    return _get_as_on([_choose_one(text, found, day)], day)


def describe(office: Office) -> str:
    """Describe an office in one line for people: code, name, district, province."""
    return "  ".join(filter(None, (office.code, office.name, office.district, office.province)))


def _choose_one(text: str, found: Iterable[Office], day: date) -> Office:
    fitting = _index_by_code(found, day)
    if len(fitting) == 1:
        return next(iter(fitting.values()))
    raise AmbiguousError(
        N_("{count} offices are called '{text}'."),
        hint=N_("Give the code, or add the district and province (อ. … จ. …)."),
        details=[_describe_candidate(office, day) for office in fitting.values()],
        text=text.strip(),
        count=len(fitting),
    )


def _index_by_code(found: Iterable[Office], day: date) -> dict[str, Office]:
    """Index the offices by code: those whose name on the day fits, or else those of another time."""
    found = tuple(found)
    return {office.code: office for office in found if office_exists(office, day)} or {
        office.code: office for office in found
    }


def _describe_candidate(office: Office, day: date) -> str:
    now = get_office(office.code, day)
    if now is None or now.name == office.name:
        return describe(office)
    return f"{describe(now)}  ({office.name})"


def _get_as_on(fitting: Iterable[Office], day: date) -> Office:
    known = next(iter(fitting))
    if office := get_office(known.code, day):
        return office
    last = list_versions(known.code)[-1]
    if last.until is not None and last.until <= day:
        raise UnknownError(
            N_("{office} was dissolved before {day}: it existed until about {until}."),
            office=describe(last),
            day=day,
            until=last.until,
        )
    raise UnknownError(N_("{office} did not exist on {day}."), office=describe(last), day=day)


@rests_on_offices
@lru_cache(maxsize=4)
def _list_at_or_under(code: str, day: date) -> frozenset[str]:
    return frozenset((code, *(office.code for office in list_under(code, day))))


def _make_unknown_error(text: str, name: str, day: date, among: Collection[str] | None) -> UnknownError:
    if len(name) > LONGEST_NAME:  # a search for similar names would take seconds
        return UnknownError(N_("No office is called '{text}'."), hint=_SEARCH_HINT, text=text.strip())
    if khet := _find_bangkok_district(name):
        return UnknownError(
            N_("{khet} is a district of Bangkok, which is no office of its own in the list."),
            hint=N_("Bangkok is one local government: กรุงเทพมหานคร, {code}."),
            khet=khet,
            code=BANGKOK,
        )
    if not name:
        return UnknownError(N_("No office is named."), hint=_SEARCH_HINT)
    if name.isascii():
        return UnknownError(N_("No office has the code '{text}'."), hint=_SEARCH_HINT, text=text.strip())
    if not_utf8(text):
        return UnknownError(N_("'{text}' is not UTF-8 text."), hint=N_("Write it again, in UTF-8."), text=text)
    near = _list_similar(name, day, among)
    hint = N_("Is one of these meant?") if near else _SEARCH_HINT
    return UnknownError(N_("No office is called '{text}'."), hint=hint, details=near, text=text.strip())


def _find_bangkok_district(name: str) -> str:
    if name == "10":
        return "กรุงเทพมหานคร (10)"
    for code, khet in bangkok_districts().items():
        if name == code or re.fullmatch(rf"(?:สำนักงาน|ผู้อำนวยการ)*เขต{khet}(?:กรุงเทพ.*|กทม\.?)?", name):
            return f"เขต{khet}"
    return ""


def _list_similar(name: str, day: date, among: Collection[str] | None) -> list[str]:
    """Return up to three offices with similar names, those of the written kind and place first."""
    from rapidfuzz import fuzz, process

    pool = [office for office in offices_on(day) if among is None or office.code in among]
    kinds, rest = find_kinds(name)[0]
    wanted = re.split(r"อำเภอ|จังหวัด|อ\.|จ\.|[(,]", rest)[0] or rest
    place_written = rest[len(wanted) :]
    names = [strip_name(office) for office in pool]
    scored = [
        (score + 10 * (pool[at].kind in kinds) + 15 * _count_places(pool[at], place_written), -at)
        for _, score, at in process.extract(wanted, names, scorer=fuzz.ratio, score_cutoff=60, limit=60)
    ]
    return [describe(pool[-at]) for _, at in sorted(scored, reverse=True)[:_MOST_SIMILAR]]


def _count_places(office: Office, text: str) -> int:
    return sum(place in text for place in (office.district, office.province) if place)


# Search the offices of a day by parts of names and codes, as people write them.


def search_offices(text: str, day: date) -> list[Office]:
    """Return the offices of ``day`` that match ``text``, in registry order; all of them for an empty text.

    Every word must be part of the office's code, name, district or province. A word that begins with a kind
    (``อบต.บ้าน``) must be part of the name of an office of that kind; a kind alone (``อบต.``) matches all of it. A
    district or province also matches the offices in it. Spaces do not matter if the whole text is part of a name or
    names an office; an office's names at other times also match.
    """
    if len(text) > LONGEST_NAME:
        return []
    words = [_split_kind(squeeze(word)) for word in text.split()]
    whole = squeeze(text)
    named = {office.code for office in find_matches(text)} if whole else set()
    return [
        office
        for office in offices_on(day)
        if office.code in named
        or all(_matches(office, *word) for word in words)
        or (words[1:] and _contains(office, whole))
    ]


def _contains(office: Office, part: str) -> bool:
    return part.lower() in office.code or any(part in name for name in _list_names(office))


def _split_kind(word: str) -> tuple[str, str, tuple[str, ...]]:
    """Split a word into itself, the rest after a kind at its beginning, and the kinds that this means."""
    end, kinds = next(iter(find_forms(word)), (0, ()))
    return word, word[end:], kinds


def _matches(office: Office, word: str, rest: str, kinds: tuple[str, ...]) -> bool:
    if not rest:  # a kind alone: matches what the office is on the day, not what it was or will be
        return office.kind in kinds
    if _contains(office, word) or word in office.district or word in office.province:
        return True
    return bool(kinds) and _matches_kind(office, kinds, rest)


def _matches_kind(office: Office, kinds: Iterable[str], rest: str) -> bool:
    if office.kind in kinds:
        return any(rest in strip_name(version) for version in list_versions(office.code))
    place = office.district if "district" in kinds else office.province if "province" in kinds else ""
    return rest in place


def _list_names(office: Office) -> Iterable[str]:
    return (version.name.replace(" ", "") for version in list_versions(office.code))
