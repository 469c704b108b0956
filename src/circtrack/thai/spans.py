"""Dates that belong together: ranges (ระหว่างวันที่ ๑ - ๑๕ มีนาคม ๒๕๖๖) and lists (13, 16 และ 17 เมษายน 2567).

The month and the year are often written once, at the end: earlier days take them from there. If the first day of a
range would then be after the last, it takes the year before.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from circtrack.errors import Message
from circtrack.thai.date_scan import NL, SP, D, allow_lost_tones
from circtrack.thai.expression_model import Expression
from circtrack.thai.late_patterns import compile_late
from circtrack.thai.months import DOTTED_PATTERN, FULL_PATTERN, WEEKDAY_PATTERN, month_number, weekday_number
from circtrack.thai.periods import read_month, span_fiscal_year
from circtrack.thai.script import is_behind_thai, letter_before, search_before

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from circtrack.thai.date_model import FoundDate

_DASH: Final = "[-–—]"
_TO: Final = rf"{NL}(?:{_DASH}|(?:จน)?ถึง){NL}(?:เดือน{SP})?(?:วันที่?)?{NL}"
_TO_ONLY: Final = compile_late(_TO)
_AND: Final = rf"{SP}(?:,|และ){SP}(?:วันที่?)?{SP}"
_AND_ONLY: Final = compile_late(_AND)
_DAYS_BEFORE: Final = compile_late(
    allow_lost_tones(
        rf"(?<!{D})(?<!{D}[./])(?:วัน(?:{WEEKDAY_PATTERN}){SP}ที่?{SP})?"
        rf"(?P<days>{D}{{1,2}}(?:(?:{_AND}|{_TO}){D}{{1,2}}){{0,30}})(?P<link>{_AND}|{_TO}|{_TO}วัน(?:{WEEKDAY_PATTERN}){SP}ที่?{SP})$"
    )
)
_MONTH_BEFORE: Final = compile_late(
    rf"(?:เดือน{SP})?(?:(?P<month>{FULL_PATTERN})|(?<![ก-๎.])(?:เดือน{SP})?(?P<short>{DOTTED_PATTERN})){_TO}$"
)
_MONTH_AFTER: Final = compile_late(rf"{_TO}(?P<month>{FULL_PATTERN})(?!{SP}(?:{D}|พ\.?{SP}ศ|ที่|นี้|หน้า|และ|,))")
_NUMBER: Final = compile_late(rf"{D}{{1,2}}")
_OPENING: Final = compile_late(
    allow_lost_tones(rf"(?:(?:ใน)?(?:ระหว่?าง|ช่วง|ห้วง)|ตั้งแต่|เริ่ม(?:ตั้งแต่)?|ใน){SP}(?:เดือน)?(?:วันที่?)?{SP}$")
)
# From a day on, without an end. Hours of that day may follow a bare ตั้งแต่: then it is a day like others.
_FROM: Final = compile_late(allow_lost_tones(rf"(?:(?:เริ่ม|นับ)?ตั้งแต่|(?P<needs_on>นับแต่|นับจาก|จาก)){SP}(?:วันที่?)?{SP}$"))
_ON: Final = compile_late(allow_lost_tones(rf"{SP}เป็นต้น(?:ไป|มา)"))
_HOURS: Final = compile_late(rf"{SP}(?:เวลา|ณ|{D}{{1,2}}[.:])")
_FROM_NOW: Final = compile_late(
    allow_lost_tones(rf"ตั้งแต่{SP}(?:บัดนี้|วันนี้){SP}(?:เป็นต้นไป{SP})?(?:จน)?ถึง{SP}(?:สิ้น)?(?:วันที่?|เดือน)?{SP}$")
)
_PAST: Final = compile_late(allow_lost_tones(rf"{SP}(?:ที่ผ่านมา|ที่แล้ว)"))
_EVERY_DAY: Final = compile_late(allow_lost_tones(rf"ทุก{SP}(?:ๆ{SP})?วันที่?{SP}$"))
_LONGEST_LIST: Final = 320  # letters
_LIST_SIGNS: Final = "0123456789๐๑๒๓๔๕๖๗๘๙ \t\r\n-–—,จนถึงและวันที่เดือน" + WEEKDAY_PATTERN
_LINK_ENDS: Final = frozenset("-–—,งะ่ีน")  # the last letters of a dash, a comma, ถึง, และ, วันที่, ที, เดือน


def find_spans(text: str, dates: Sequence[FoundDate], written_on: date | None) -> Iterator[Expression]:
    """Yield ranges, lists and single dates from the dates of a repaired text, in order.

    Args:
        text: Repaired text.
        dates: The dates found in it.
        written_on: The letter's own date, for dates without a year.
    """
    position = 0
    while position < len(dates):
        found = dates[position]
        following = dates[position + 1] if position + 1 < len(dates) else None
        if following and _TO_ONLY.fullmatch(text, found.end, following.start):
            position += 2
            yield _add_opening(text, _make_range(found, following, written_on))
            continue
        position += 1
        if months := _read_months_without_year(text, found, written_on):
            yield _add_opening(text, months)
            continue
        before = letter_before(text, found.start)
        span = (_read_days(text, found) or _read_months(text, found, written_on)) if before in _LINK_ENDS else None
        if span or "ก" <= before <= "๎":  # a quick test before the full patterns
            yield _add_opening(text, span or _make_single(found, written_on))
        else:
            yield _make_single(found, written_on)


def _read_months(text: str, found: FoundDate, written_on: date | None) -> Expression | None:
    """Read ตุลาคม - ธันวาคม 2564: months that share the year of the last one."""
    if found.written_day is not None:
        return None
    before = search_before(_MONTH_BEFORE, text, found.start)
    if before is None:
        return None
    ends, first = read_month(found, written_on), month_number(before["month"] or before["short"])
    plain = ends._replace(start=before.start(), kind="range", first=None)
    if ends.last is None:
        return plain
    return plain._replace(first=date(ends.last.year - (first > ends.last.month), first, 1))


def _read_months_without_year(text: str, found: FoundDate, written_on: date | None) -> Expression | None:
    """Read เดือนตุลาคม - ธันวาคม: the last month is the letter's or the next one to come."""
    if found.written_day is not None or found.written_year is not None or found.month is None:
        return None
    after = _MONTH_AFTER.match(text, found.end)
    number = month_number(after["month"]) if after else None
    if after is None or number is None:
        return None
    last = read_month(found._replace(month=number), written_on)
    plain = last._replace(end=after.end(), kind="range", first=None, date=found)
    if last.last is None:
        return plain
    return plain._replace(first=date(last.last.year - (found.month > number), found.month, 1))


def _make_single(found: FoundDate, written_on: date | None) -> Expression:
    if found.problem == "incomplete" and found.written_day is None:
        return read_month(found, written_on)
    day, problem = found.day, found.problem
    return Expression(
        found.start, found.end, "date", day, day, "", problem, None, found.readings, (), "", found, None, found.text
    )


def _make_range(one: FoundDate, other: FoundDate, written_on: date | None) -> Expression:
    """Make a range from two dates; a month without a day means its first or last day."""
    ends = _make_single(other, written_on)
    begins = _find_start(one, ends.last, written_on)
    problem = ends.problem or begins.problem
    notes = (*begins.notes, *(note for note in ends.notes if note not in begins.notes))
    first, last = begins.first, ends.last
    if first and last and first > last:
        behind = Message("{first} lies behind {last}", first=first, last=last)
        problem, notes = "order", (*notes, behind)
    if problem:
        first = last = None
    return Expression(one.start, other.end, "range", first, last, problem=problem, told=notes, date=other)


def _find_start(one: FoundDate, last: date | None, written_on: date | None) -> Expression:
    """Return the start of a range, with the year of its end if it has none."""
    plain = _make_single(one, written_on)
    if one.written_year is not None or last is None or one.problem not in {"", "incomplete"}:
        return plain
    day = one.written_day or 1
    year = last.year if (one.month, day) <= (last.month, last.day) else last.year - 1
    try:
        first = date(year, one.month, day)
    except ValueError:
        missing = Message("{text} is no day of {year}", text=one.text, year=year)
        return plain._replace(first=None, problem="impossible", told=(missing,))
    if one.weekday and weekday_number(one.weekday) != first.weekday():
        other = Message("{day} is not วัน{written}", day=first, written=one.weekday)
        return plain._replace(first=None, problem="weekday", told=(other,))
    return plain._replace(first=first, problem="", told=())


def _read_days(text: str, found: FoundDate) -> Expression | None:
    """Read ๑ - ๑๕ มีนาคม ๒๕๖๖, or 13, 16 และ 17 เมษายน 2567: days that share the last one's month and year."""
    if found.written_day is None:
        return None
    begin = max(0, found.start - _LONGEST_LIST)
    begin += len(text[begin : found.start].rstrip(_LIST_SIGNS))  # a list cannot begin before that
    before = _DAYS_BEFORE.search(text, begin, found.start)
    if before is None or (
        # ทุกวันที่ ๑ จนถึงวันที่ …: the first day is that of a rule.
        text.find("ทุก", begin, found.start) >= 0 and search_before(_EVERY_DAY, text, before.start("days"))
    ):
        return None
    pieces = text[before.start("days") : found.start]
    ranged = not _AND_ONLY.search(pieces)
    numbers = [int(number) for number in _NUMBER.findall(before["days"])]
    if ranged and len(numbers) > 1:
        return None
    make = partial(Expression, before.start(), found.end, "range" if ranged else "list", date=found)
    if found.day is None:
        return make(problem=found.problem)
    if not ranged and _TO_ONLY.search(pieces):
        return make(problem="ambiguous", told=(Message("a list and a range in one"),))
    return _make_days(make, [*numbers, found.written_day], found.day, listed=not ranged)


def _make_days(make: Callable[..., Expression], numbers: list[int], last: date, *, listed: bool) -> Expression:
    if any(one >= other for one, other in pairwise(numbers)):
        return make(problem="order", told=(Message("its days do not follow each other"),))
    if numbers[0] < 1:
        return make(problem="impossible", told=(Message("there is no day 0"),))
    days = tuple(last.replace(day=number) for number in numbers)
    return make(first=days[0], last=last, days=days if listed else ())


def _add_opening(text: str, span: Expression) -> Expression:
    """Add the opening words: ระหว่างวันที่, ตั้งแต่วันที่; ตั้งแต่บัดนี้จนถึง has no first day."""
    if not is_behind_thai(text, span.start):  # a quick test before the full patterns
        return span
    if now := search_before(_FROM_NOW, text, span.start, "ถึง"):
        return span._replace(start=now.start(), kind="range", first=None, rule="until")
    if span.kind == "date":
        return _read_from(text, span)
    if span.kind != "range":
        return span
    opening = search_before(_OPENING, text, span.start)
    if opening is None:
        return span
    # A report covers a whole fiscal year; it is not a time to do something in.
    is_fiscal_year = span.last is not None and (span.first, span.last) == span_fiscal_year(span.last.year)
    return span._replace(start=opening.start(), rule="" if is_fiscal_year or _PAST.match(text, span.end) else "range")


def _read_from(text: str, day: Expression) -> Expression:
    """Read ตั้งแต่วันที่ ๑ ตุลาคม ๒๕๖๗ เป็นต้นไป: a range without a last day."""
    opening = search_before(_FROM, text, day.start, "แต", "จาก")
    on = _ON.match(text, day.end)
    if opening is None or day.problem or (not on and (opening["needs_on"] or _HOURS.match(text, day.end))):
        return day
    end = on.end() if on else day.end
    return day._replace(start=opening.start(), end=end, kind="range", last=None, text="")
