"""Find the sentence after a list that sets one deadline for its items: ``ขอให้ดำเนินการตามข้อ ๑ - ๓ ให้แล้วเสร็จภายใน…``.

It requests nothing itself: the items say what is to be done. It means the items whose numbers it states, or all.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from circtrack.reading.tone_marks import Toneless, compile_words
from circtrack.thai.digits import to_arabic

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from circtrack.reading.asks import Ask
    from circtrack.thai.deadlines import FoundDeadline

_D = "[0-9๐-๙]"
_DONE = (
    r"(?:ให้|จน|แล้ว|เสร็จ|สิ้น|เรียบร้อย|ครบ|ถ้วน|ถูกต้อง|ตาม|ใน|ทั้ง|ทุก|ข้อ|รายการ|กิจกรรม|ขั้นตอน|แนวทาง|ประเด็น|ข้างต้น|ดังกล่าว|และ|ถึง|ที่"
    rf"|{_D}|[\s.,()–-])*"
)
_AGAIN = compile_words(rf"(?:\s?(?:โปรด|เร่งรัด|เร่ง|พิจารณา|ดำเนินการ|ถือปฏิบัติ|ปฏิบัติ))+{_DONE}")
_NO_VERB = compile_words(rf"(?:^|\s|ทั้งนี้|โดย)(?:ขอ)?ให้\s?(?:แล้ว)?เสร็จ{_DONE}$")
_NUMBERS = compile_words(rf"ข้อ\s?(?P<numbers>{_D}{{1,2}}(?:\s?(?:[,–-]|ถึง|และ)\s?(?:ข้อ)?\s?{_D}{{1,2}})*)")
_UNTIL = compile_words(rf"({_D}+)\s?(?:[–-]|ถึง)\s?(?:ข้อ)?\s?({_D}+)")
_FAR_BELOW = 160  # letters


@dataclass(frozen=True, slots=True)
class Closer:
    """A sentence after a list: from ``start`` (toneless text) to its deadline; empty ``numbers`` mean all items."""

    start: int
    end: int
    deadline: FoundDeadline
    audience: str = ""
    numbers: frozenset[int] = frozenset()


def find_closers(
    text: Toneless, asks: Sequence[Ask], deadlines: Sequence[FoundDeadline], *, item: bool
) -> Iterator[Closer]:
    """Yield the sentences of a passage that set a deadline for the list before it; that of an ``item`` is its own."""
    verbs = [ask.verb for ask in asks]
    for deadline in deadlines:
        if deadline.rule in {"open", "range"}:
            continue
        end = text.at(deadline.start)
        place, begin = bisect_left(verbs, end) - 1, max(0, end - _FAR_BELOW)
        ask = asks[place] if place >= 0 and verbs[place] >= begin else None
        if ask is not None and _AGAIN.fullmatch(text.text, ask.verb, end):
            words = text.text[ask.verb : end]
            yield Closer(ask.start, end, deadline, ask.audience, read_item_numbers(words))
        elif not text.text[begin:end].strip() and not begin:
            yield Closer(0, end, deadline)
        elif not (item and ask) and (bare := _NO_VERB.search(text.text[begin:end])):
            yield Closer(begin + bare.start(), end, deadline, "", read_item_numbers(bare.group()))


def drop_closer_asks(asks: Sequence[Ask], closers: Sequence[Closer]) -> list[Ask]:
    """Return the requests that are not part of those sentences."""
    starts = [closer.start for closer in closers]
    before = [bisect_right(starts, ask.verb) - 1 for ask in asks]
    return [ask for ask, place in zip(asks, before, strict=True) if place < 0 or closers[place].end <= ask.verb]


def cut_at_closer(verb: int, end: int, closers: Sequence[Closer]) -> int:
    """Return the end of a request that ends at ``end``, or earlier if such a sentence begins after its verb."""
    place = bisect_right(closers, verb, key=lambda closer: closer.start)
    return min(end, closers[place].start) if place < len(closers) else end


def read_item_numbers(words: str) -> frozenset[int]:
    """Return the item numbers that toneless words name: ``ข้อ ๑ - ๓ และข้อ ๕``."""
    found: set[int] = set()
    for match in _NUMBERS.finditer(words):
        named = match["numbers"]
        found |= {int(to_arabic(each)) for each in re.findall(f"{_D}+", named)}
        for first, last in _UNTIL.findall(named):
            found |= set(range(int(to_arabic(first)), int(to_arabic(last)) + 1))
    return frozenset(found)
