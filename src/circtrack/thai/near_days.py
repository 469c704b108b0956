"""Days named by how near they are to the letter's own: พรุ่งนี้, วันศุกร์นี้, วันที่ ๒๗ นี้, ภายในสัปดาห์นี้.

They are deadlines only after words that make them so: a letter also says what is so today. What is not certain (the end
of a week, วันศุกร์หน้า) has no day; the days that it may be are its readings.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from circtrack.errors import Message
from circtrack.thai.date_scan import BEFORE, SP, D, allow_lost_tones
from circtrack.thai.expression_model import Expression
from circtrack.thai.late_patterns import compile_late
from circtrack.thai.months import WEEKDAY_PATTERN, weekday_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from circtrack.thai.date_model import FoundDate

_NEAR: Final = compile_late(
    allow_lost_tones(rf"""
    (?=[วภไกอทพมสเนใ])              # the possible first letters: rejects most positions quickly
    (?: (?P<cue>^{SP} | ภายใน(?:เวลา)? | (?:ไม่|มิ)(?:ให้)?เกิน | ไม่ช้ากว่า | (?P<before>{BEFORE}) | อย่างช้า(?:ที่สุด)?
        | น\.?{SP}(?:ของ|ใน) )
        {SP}(?:เที่ยง)? ){SP}
    (?P<day>(?:ตอน)?(?:เย็น|บ่าย|ค่ำ)?{SP}(?:
      (?:วัน)?พรุ่งนี้ | (?:วัน)?มะรืน(?:นี้)? | วันนี้
    | วัน{SP}(?P<weekday>{WEEKDAY_PATTERN}){SP}
        (?: (?:ของ|ใน|แห่ง)?{SP}(?:สัปดาห์|อาทิตย์){SP}(?P<of_week>นี้|หน้า)
        | (?P<coming>ที่จะ(?:มา)?ถึง)(?:นี้)? | (?P<next>หน้า) | นี้ )
    | วัน{SP}(?P<on>{WEEKDAY_PATTERN})?{SP}ที่?{SP}(?P<number>{D}{{1,2}}){SP}นี้
    | (?:วัน)?(?:สิ้น)?{SP}(?:สัปดาห์|วันอาทิตย์|อาทิตย์)(?P<week>นี้|หน้า)
    ))(?!{D})
    """),
    re.VERBOSE,
)
_SAME: Final = compile_late(
    allow_lost_tones(
        rf"(?:(?<!ภาย)ใน)?(?:วัน{SP}(?P<on>{WEEKDAY_PATTERN})?{SP}ที่?{SP}(?P<number>{D}{{1,2}}){SP}(?:ของ)?เดือน(?:(?:และ)?ปี)?|วัน|กำหนด(?:เวลา)?)เดียวกัน(?!กับ)"
    )
)
_QUICK: Final = compile_late(allow_lost_tones("นี้|หน้า|มะรืน|จะถึง|จะมาถึง"))
_WEEK: Final = timedelta(days=7)


def find_near_days(text: str, written_on: date | None) -> Iterator[Expression]:
    """Yield the days in repaired text that are named by how near they are, in order."""
    if not _QUICK.search(text):  # a quick test before the full pattern
        return
    for match in _NEAR.finditer(text):
        found = Expression(*match.span("day"), "date", rule="" if match["cue"].strip() else "on")
        if written_on is None:
            yield found._replace(problem="incomplete", told=(Message("the letter's date is not known"),))
            continue
        certain, days = _list_days(match, written_on)
        if certain:
            told = (Message("by the letter's date {day}", day=written_on),)
            yield found._replace(first=days[0], last=days[0], rule="", told=told)
        else:
            if match["before"]:
                days = tuple(day - (_WEEK if match["week"] else timedelta(days=1)) for day in days)
            over = Message("that day is over by the letter's date {day}", day=written_on)
            told = (Message("it may be {days}", days=", ".join(map(str, days))) if days else over,)
            yield found._replace(problem="ambiguous", told=told, readings=days)


def find_same_days(text: str, dates: Sequence[FoundDate]) -> Iterator[Expression]:
    """Yield the days in repaired text that are those of the date before them: ภายในวันเดียวกัน, วันที่ ๒๓ เดือนเดียวกัน."""
    if "เดียวกัน" not in text:  # a quick test before the full pattern
        return
    ends = [each.end for each in dates]
    for match in _SAME.finditer(text):
        place = bisect_right(ends, match.start())
        if not place:
            continue
        before = dates[place - 1]
        told = (Message("by the date before it, {text}", text=before.text),)
        found = Expression(*match.span(), "date", problem=before.problem, told=told, readings=before.readings)
        day = before.day
        if day and match["number"]:
            fits, days = _find_number(int(match["number"]), match["on"], day)
            day = days[0] if fits else None
            found = found if fits else found._replace(problem="ambiguous" if days else "impossible", readings=days)
        yield found._replace(first=day, last=day)


def _list_days(match: re.Match[str], written_on: date) -> tuple[bool, tuple[date, ...]]:
    """Return whether the day is certain, and the days that it may be."""
    if match["week"]:
        monday = written_on - timedelta(days=written_on.weekday())
        days = tuple(monday + timedelta(days=day) + _count_weeks(match["week"]) for day in (4, 6))
        return False, tuple(day for day in days if day >= written_on)
    if match["number"]:
        return _find_number(int(match["number"]), match["on"], written_on)
    if match["weekday"]:
        return _find_weekday(match, written_on)
    ahead = 0 if "วันนี" in match["day"] else 1 if "พร" in match["day"] else 2
    return True, (written_on + timedelta(days=ahead),)


def _find_weekday(match: re.Match[str], written_on: date) -> tuple[bool, tuple[date, ...]]:
    """Find a weekday: the next one, or that of a week, which some begin on Sunday, others on Monday."""
    number = weekday_number(match["weekday"])
    coming = written_on + timedelta(days=(number - written_on.weekday()) % 7)
    if match["of_week"] or match["next"]:
        monday = written_on - timedelta(days=written_on.weekday())
        sunday = written_on - timedelta(days=(written_on.weekday() + 1) % 7)
        weeks = _count_weeks(match["of_week"] or match["next"])
        days = {monday + timedelta(days=number) + weeks, sunday + timedelta(days=(number + 1) % 7) + weeks}
        days |= {coming} if match["next"] and coming > written_on else set()
        left = tuple(sorted(day for day in days if day >= written_on))
        return len(days) == len(left) == 1, left
    if coming == written_on:
        return bool(match["coming"]), (coming + _WEEK,) if match["coming"] else (coming, coming + _WEEK)
    return True, (coming,)


def _find_number(number: int, weekday: str | None, written_on: date) -> tuple[bool, tuple[date, ...]]:
    """Find วันที่ ๒๗ นี้: of the letter's month, if that day is not over and is the weekday named."""
    try:
        day = written_on.replace(day=number)
    except ValueError:
        return False, ()
    fits = weekday is None or weekday_number(weekday) == day.weekday()
    return day >= written_on and fits, (day,)


def _count_weeks(word: str) -> timedelta:
    return timedelta() if word.startswith("น") else _WEEK
