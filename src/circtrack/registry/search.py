"""Look through the offices of a day by parts of names and codes, as people write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.registry.load import bare_name
from circtrack.registry.names import LONGEST_NAME, forms_at, matches
from circtrack.registry.offices import offices_on, versions
from circtrack.thai.compact import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from circtrack.model import Office


def search_offices(text: str, day: date) -> list[Office]:
    """The offices of ``day`` that ``text`` fits, in registry order; all of them for an empty text.

    Every word must be a part of the office's code, name, district or province: of a name without its kind, where
    the word begins with one (``อบต.บ้าน``), or be the kind alone (``อบต.``). A district or province also finds what
    stands in it. Spaces do not matter where all of the text is a part of a name or names an office; names that an
    office had at other times find it too.
    """
    if len(text) > LONGEST_NAME:
        return []
    words = [_parted(squeezed(word)) for word in text.split()]
    whole = squeezed(text)
    named = {office.code for office in matches(text)} if whole else set()
    return [
        office
        for office in offices_on(day)
        if office.code in named or all(_fits(office, *word) for word in words) or (words[1:] and _has(office, whole))
    ]


def _has(office: Office, part: str) -> bool:
    return part.lower() in office.code or any(part in name for name in _names(office))


def _parted(word: str) -> tuple[str, str, tuple[str, ...]]:
    """A word, what remains of it after a word of kind at its beginning, and the kinds which that means."""
    end, kinds = next(iter(forms_at(word)), (0, ()))
    return word, word[end:], kinds


def _fits(office: Office, word: str, rest: str, kinds: tuple[str, ...]) -> bool:
    if not rest:  # a kind alone: what the office is on the day, not what it was or will be
        return office.kind in kinds or word in office.name
    if _has(office, word) or word in office.district or word in office.province:
        return True
    return bool(kinds) and _fits_kind(office, kinds, rest)


def _fits_kind(office: Office, kinds: Iterable[str], rest: str) -> bool:
    if office.kind in kinds:
        return any(rest in bare_name(version) for version in versions(office.code))
    place = office.district if "district" in kinds else office.province if "province" in kinds else ""
    return rest in place


def _names(office: Office) -> Iterable[str]:
    return (version.name.replace(" ", "") for version in versions(office.code))
