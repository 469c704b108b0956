"""Days named by their place in a month: its first and last day, its n-th weekday or working day, a day in words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from circtrack.thai.counts import COUNT_PATTERN, read_count
from circtrack.thai.date_scan import SP, allow_lost_tones
from circtrack.thai.late_patterns import compile_late
from circtrack.thai.months import WEEKDAY_PATTERN, weekday_number
from circtrack.thai.script import search_before

if TYPE_CHECKING:
    import re
    from collections.abc import Callable
    from datetime import date

DAY_OF: Final = (
    rf"วัน{SP}(?:(?P<working>ทำการ|ทำงาน)|(?P<of_weekday>{WEEKDAY_PATTERN}))?{SP}(?:ที่{SP})?"
    rf"(?P<place>แรก|สุดท้าย|{COUNT_PATTERN}){SP}(?:ของ|ใน){SP}(?:ทุก{SP}|แต่ละ{SP})?"
)
"""A day's place, up to the month's name: วันศุกร์สุดท้ายของ, วันทำการแรกของ, วันพุธที่สองของ."""

_BEFORE_MONTH: Final = compile_late(allow_lost_tones(rf"{DAY_OF}$"))
# A day in words before a month, or in figures before this month: วันที่สิบห้า กันยายน, วันที่ ๓๐ เดือนนี้.
_DAY_BEFORE: Final = compile_late(
    rf"วัน(?:{SP}(?P<on>{WEEKDAY_PATTERN}){SP})?ที่?{SP}(?P<number>{COUNT_PATTERN}){SP}(?:ของ{SP})?(?:เดือน{SP})?$"
)


class DayOfMonth(NamedTuple):
    """A place in a month: ``number`` from 1, -1 for the last; of all days, of one weekday, or of working days.

    ``on`` is the weekday that the text says the day to be; a day that is none of them is no such day.
    """

    start: int
    number: int
    weekday: int | None
    working: bool
    on: int | None = None


def find_day_of_month(text: str, end: int) -> DayOfMonth | None:
    """Return the place in the month whose name begins at ``end``; None if the text before names none."""
    if (match := search_before(_BEFORE_MONTH, text, end)) and (place := read_day_of_month(match)):
        return place
    if match := search_before(_DAY_BEFORE, text, end):
        number = read_count(match["number"])
        on = weekday_number(match["on"]) if match["on"] else None
        return DayOfMonth(match.start(), number, None, working=False, on=on) if number else None
    return None


def read_day_of_month(match: re.Match[str]) -> DayOfMonth | None:
    """Return the place that a match of ``DAY_OF`` names; None if no month has it."""
    number = {"แรก": 1, "สุดท้าย": -1, "สุดทาย": -1}.get(match["place"]) or read_count(match["place"])
    weekday = weekday_number(match["of_weekday"]) if match["of_weekday"] else None
    working = bool(match["working"])
    longest = 23 if working else 31 if weekday is None else 5
    if not number or number > longest:
        return None
    return DayOfMonth(match.start(), number, weekday, working)


def find_in_month(place: DayOfMonth, first: date, last: date, is_working: Callable[[date], bool]) -> date | None:
    """Return the day at that place between a month's first and last day; None if it has no such day."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    if place.weekday is not None:
        days = [day for day in days if day.weekday() == place.weekday]
    elif place.working:
        days = [day for day in days if is_working(day)]
    at = place.number - 1 if place.number > 0 else place.number
    day = days[at] if -len(days) <= at < len(days) else None
    return day if day is None or place.on in {None, day.weekday()} else None
