"""Put the pages of a file in the order in which they are read, whichever way they lay in the feeder.

The regulation numbers the pages of a letter from the second on (- ๒ -) and writes the next page's first words at a
page's foot (/เพื่อ...). A page with a letter's head begins one. What neither tells of, such as enclosures, stays behind
the page that it lay behind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from circtrack.reading.split import begins_letter
from circtrack.reading.stamps import take_stamps
from circtrack.thai.compact import squeeze
from circtrack.thai.digits import to_arabic

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NUMBER = re.compile(r"\s*[-–—]?\s*(?P<number>[0-9๐-๙]{1,2})\s*[-–—]?\s*")
_CATCHWORD = re.compile(r"\s*/\s?(?P<words>[^\s/.…][^/]{1,60}?)[\s.…]*")
_FOOT = 3  # lines in which the next page's words stand
_LEAST = 3  # signs of them
_ALIKE = 80.0  # of 100


class PageOrder(NamedTuple):
    """The places of pages in the order in which they are read; ``unclear`` are those of which it is not known."""

    places: list[int]
    unclear: list[int]


@dataclass(frozen=True, slots=True)
class _Page:
    """A page's number (1 if a letter begins on it, 0 if none is written), first words, and the next page's."""

    place: int
    number: int
    first: str
    next: str


def order_pages(texts: Sequence[str]) -> PageOrder:
    """Return the order of some pages; pages that are in order already stay as they are."""
    pages = [_look_at(place, text) for place, text in enumerate(texts) if text.strip()]
    if pages and pages[0].number != 1 and pages[-1].number == 1:
        pages.reverse()  # the last sheet was fed first
    follows, unclear = _link(pages)
    before: _Page | None = None
    behind: dict[int | None, list[_Page]] = {}  # for a page those that go on with it, then what lay behind it
    loose: dict[int | None, list[_Page]] = {}
    for page in pages:
        if page.place in follows:
            behind.setdefault(follows[page.place], []).append(page)
        elif page.number == 1 or before is None:
            behind.setdefault(None, []).append(page)
        else:
            loose.setdefault(before.place, []).append(page)
            continue
        before = page
    places: list[int] = []

    def add(pages: Sequence[_Page]) -> None:
        for page in pages:
            places.append(page.place)
            add(behind.get(page.place, ()))
            add(loose.get(page.place, ()))

    add(behind.get(None, ()))
    return PageOrder(places + [place for place in range(len(texts)) if place not in set(places)], sorted(unclear))


def _look_at(place: int, text: str) -> _Page:
    lines = [line for line in take_stamps(text)[0].split("\n") if line.strip()]
    found = _NUMBER.fullmatch(lines[0]) if lines else None
    number = int(to_arabic(found["number"])) if found else 0
    first = squeeze("".join(lines[1:3] if found else lines[:2]))
    words = next(filter(None, map(_CATCHWORD.fullmatch, reversed(lines[-_FOOT:]))), None)
    if number < 2:
        number = int(begins_letter(text))
    return _Page(place, number, first, squeeze(words["words"]) if words else "")


def _link(pages: Sequence[_Page]) -> tuple[dict[int, int], set[int]]:
    """Return for each page that goes on with another the other's place, and the pages of which it is not known."""
    follows: dict[int, int] = {}
    unclear: set[int] = set()
    for before in pages:
        after = [page for page in pages if page is not before and page.number != 1 and _is_next(before, page)]
        if len(after) == 1 and after[0].place not in follows:
            follows[after[0].place] = before.place
    taken = set(follows.values())
    for at, page in enumerate(pages):
        if page.number < 2 or page.place in follows:
            continue
        others = [each for each in pages if each.number == page.number - 1 and each.place not in taken]
        if at and pages[at - 1] in others and not _is_left(pages, others, page):
            follows[page.place] = pages[at - 1].place
        elif len(others) == 1:
            follows[page.place] = others[0].place
        else:
            unclear.add(page.place)
    return _drop_circles(follows), unclear


def _is_left(pages: Sequence[_Page], others: Sequence[_Page], page: _Page) -> bool:
    """Whether another page of the same number lies behind none that it could go on with: then neither is certain."""
    return len(others) > 1 and any(
        each.number == page.number and pages[at - 1 if at else 0].number != page.number - 1
        for at, each in enumerate(pages)
    )


def _is_next(before: _Page, page: _Page) -> bool:
    """Whether a page begins with the words at another's foot."""
    from rapidfuzz.fuzz import ratio

    words = before.next
    return len(words) >= _LEAST and ratio(words, page.first[: len(words)]) >= _ALIKE


def _drop_circles(follows: dict[int, int]) -> dict[int, int]:
    """Return the links without those that lead back to where they began."""
    return {place: before for place, before in follows.items() if place not in _list_before(follows, before)}


def _list_before(follows: dict[int, int], place: int) -> Iterable[int]:
    seen: list[int] = []
    while place not in seen:
        seen.append(place)
        if place not in follows:
            break
        place = follows[place]
    return seen
