"""What an item of a list says without a request: whose the items after it are, whose its day is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.reading.duties import LONGEST_TITLE
from circtrack.reading.tone_marks import compile_words
from circtrack.reading.wording import FOR_WHOM, is_offices_only

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from circtrack.reading.tone_marks import Toneless
    from circtrack.thai.deadlines import FoundDeadline

_BEFORE_DAY = compile_words(r"[\s:：–-]*(?:ใน)?(?:วัน[ก-๎]{0,12}ที่)?[\s:：–-]*$")


def read_heading(text: Toneless) -> str:
    """Return the offices that an item names and nothing else: the items after it are theirs."""
    begin = FOR_WHOM.match(text.text)
    end = len(text.text.rstrip(" :："))
    heads = begin and begin.end() < end and is_offices_only(text, begin.end(), end)
    return text.written(begin.end(), end).strip() if begin and heads else ""


def read_own_day(text: Toneless, days: Sequence[FoundDeadline]) -> tuple[str, FoundDeadline] | None:
    """Return the offices and the day that are all that an item says: what they owe by then, the lead says."""
    day = days[0] if len(days) == 1 else None
    begin = FOR_WHOM.match(text.text)
    several = day is not None and len(day.readings) > 1 and not day.problem
    if day is None or several or begin is None or text.original[day.end :].strip(" ."):
        return None
    end = begin.end() + len(_BEFORE_DAY.sub("", text.text[begin.end() : text.at(day.start)]))
    if begin.end() >= end or not is_offices_only(text, begin.end(), end):
        return None
    return text.written(begin.end(), end).strip(), day._replace(rule=day.rule or "on")


def tell_whose(text: Toneless, days: Sequence[FoundDeadline]) -> Iterator[FoundDeadline]:
    """Yield the days of an item that asks for nothing with the words before each: they say whose it is."""
    begin = 0
    for day in days:
        words = text.original[begin : day.end].strip(" |,")
        yield day._replace(text=words) if len(words) <= LONGEST_TITLE else day
        begin = day.end
