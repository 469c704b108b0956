"""The new day in a letter that extends a deadline, and the other days that its text gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.reading.asks import find_asks
from circtrack.reading.tone_marks import Toneless, compile_words
from circtrack.reading.wording import NEW_DAY
from circtrack.recurrence import has_days
from circtrack.thai.deadlines import FoundDeadline, find_deadlines_and_days

if TYPE_CHECKING:
    import re
    from collections.abc import Collection, Sequence
    from datetime import date

_JUST_BEFORE = 64  # letters; longer than the longest words that tell a new day or an old one
_NEW_PLAIN_DAY = compile_words(r"เป็น\s?(?:ภายใน)?วันที่\s?$")
_OLD_DAY = compile_words(r"(?:เดิม|จาก|แทน|ครบกำหนด|สิ้นสุด|ที่กำหนด)\s?(?:ไว้|ใน|ภายใน)?(?:วัน(?:[ก-๎]{0,12})?ที่)?\s?$")
_EXTENDING = compile_words(r"ขยาย(?:ระยะ)?(?:กำหนด)?เวลา|ขยายกำหนด|เลื่อน|ออกไป")


def find_new_day(
    text: str, written_on: date | None, old_days: Collection[date]
) -> tuple[FoundDeadline | None, list[FoundDeadline]]:
    """Return the new deadline of an extension, and the deadlines that are neither it nor the old one.

    The new one stands after เป็น (จากเดิม … เป็น …), else behind the word that extends with no request between, else it is
    the last.

    Args:
        text: The letter's own words, without what it reports of earlier letters.
        written_on: The letter's date.
        old_days: The days that it reports of earlier letters.
    """
    deadlines, days = find_deadlines_and_days(text, written_on=written_on)
    dated = [each for each in deadlines if each.due_on or each.problem or has_days(each.rule)]
    named = [each for each in (*dated, *days) if _stands_behind(text, each, NEW_DAY, _NEW_PLAIN_DAY)]
    new = (named or _list_extended(text, dated) or dated)[-1:]
    others = [
        each
        for each in dated
        if each not in new and each.due_on not in old_days and not _stands_behind(text, each, _OLD_DAY)
    ]
    return (new[0] if new else None), others


def _list_extended(text: str, deadlines: Sequence[FoundDeadline]) -> list[FoundDeadline]:
    """Return the deadlines to which a word extends: no request stands between the two."""
    words = Toneless(text)
    extended = [words.origin(each.end()) for each in _EXTENDING.finditer(words.text)]
    asked = [words.origin(each.verb) for each in find_asks(words)]
    return [
        each
        for each in deadlines
        if (by := max((place for place in extended if place <= each.start), default=None)) is not None
        and not any(by < verb <= each.start for verb in asked)
    ]


def _stands_behind(text: str, deadline: FoundDeadline, *words: re.Pattern[str]) -> bool:
    before = Toneless(text[max(0, deadline.start - _JUST_BEFORE) : deadline.start]).text
    return any(each.search(before) for each in words)
