"""Named periods: a month, a quarter, a year, a fiscal year, and their ends.

A fiscal year runs from 1 October to 30 September and bears the number of the year in which it ends: ปีงบประมาณ ๒๕๖๖ is
2022-10-01 to 2023-09-30. A quarter that is not said to be of a fiscal year may be of either: it is left open.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from circtrack.errors import Message
from circtrack.thai.date_scan import SP, D, allow_lost_tones
from circtrack.thai.expression_model import Expression
from circtrack.thai.late_patterns import compile_late
from circtrack.thai.months import DOTTED_PATTERN, FULL_PATTERN, month_number
from circtrack.thai.script import search_before
from circtrack.thai.years import read_year, to_be_year

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.thai.date_model import FoundDate

_YEAR: Final = rf"(?:พ\.?[ ]?ศ\.?|พุทธศักราช)?{SP}(?P<year>{D}{{4}}|{D}{{2}})(?!{D}|[./]{D})"
_FISCAL: Final = r"ปีงบประมาณ"
_MONTH: Final = rf"(?:เดือน{SP})?(?P<name>{FULL_PATTERN}|{DOTTED_PATTERN})"

_PERIOD: Final = compile_late(
    allow_lost_tones(rf"""
    (?=[ไสปวเภค])(?:                # the possible first letters: rejects most positions quickly
    ไตรมาส{SP}(?:ที่)?{SP}(?P<quarter>[1-4๑-๔]|แรก|หนึ่ง|สอง|สาม|สี่|สุดท้าย)(?!{D})
        (?:{SP}(?:ของ|แห่ง)?{SP}(?:(?P<quarter_fiscal>{_FISCAL})|ปี){SP}{_YEAR}
        |/(?P<numbered_year>{D}{{4}})(?!{D}|/)
          (?P<numbered_fiscal>{SP}\({SP}{_FISCAL}{SP}\)|{SP}(?:ของ|แห่ง)?{SP}{_FISCAL})?
        |{SP}\({SP}(?:ระหว่าง{SP})?{_MONTH.replace("name", "from")}{SP}(?:{D}{{4}}{SP})?(?:[-–]|ถึง){SP}
            {_MONTH.replace("name", "to")}{SP}{_YEAR.replace("year", "months_year")}{SP}\)
        |(?P<quarter_alone>(?![ก-๎]|{SP}[/({D}]|{SP}ถัด)))
    | ครึ่งปี{SP}(?P<half>แรก|หลัง){SP}(?:ของ|แห่ง)?{SP}(?:(?P<half_fiscal>{_FISCAL})|ปี){SP}
        {_YEAR.replace("year", "half_year")}
    | (?P<end_of_fiscal>(?:วัน)?สิ้น)?{SP}{_FISCAL}{SP}{_YEAR.replace("year", "fiscal_year")}
    | (?P<this_fiscal_end>(?:วัน)?สิ้น)?{SP}{_FISCAL}{SP}(?P<this_fiscal>นี้)
    | (?P<end_of_this>(?:วัน)?สิ้น{SP}{_FISCAL})(?![ก-๎]|{SP}(?:พ\.|{D}|ของ|ทุก|ถัด|ต่อ|หน้า|ก่อน|นี้|ที่|\())
    | วัน(?P<working>ทำการ|ทำงาน)?สุดท้ายของ(?:(?P<of_fiscal>{_FISCAL})|ปี){SP}
        (?:{_YEAR.replace("year", "last_day_year")}|(?P<last_day_of_this>นี้))
    | (?:วัน)?สิ้นปี(?:ปฏิทิน)?(?!บัญชี|งบ|การศึกษา){SP}(?:{_YEAR.replace("year", "end_year")}|(?P<this_year>นี้))
    | (?P<this_month_end>(?:วัน)?สิ้น)?{SP}เดือน{SP}(?P<this_month>นี้|หน้า)
    | (?:ภายใน){SP}ปี{SP}{_YEAR.replace("year", "whole_year")}
    )
    """),
    re.VERBOSE,
)
_BY: Final = compile_late(allow_lost_tones(rf"(?:ภายใน|ไม่เกิน|ก่อน|ให้(?:แล้ว)?เสร็จ(?:สิ้น)?(?:ใน)?){SP}$"))
_CURRENT: Final = ("this_fiscal", "this_year", "this_month", "end_of_this", "last_day_of_this")
_ORDINALS: Final = {"แรก": 1, "หนึ่ง": 1, "หนึง": 1, "สอง": 2, "สาม": 3, "สี่": 4, "สี": 4, "สุดท้าย": 4, "สุดทาย": 4}
_BY_ITS_MONTHS: Final = (Message("by the months named behind it"),)
_MONTHS_AFTER: Final = compile_late(
    allow_lost_tones(rf"{SP}\({SP}(?:ระหว่าง{SP}|ตั้งแต่{SP})?(?:เดือน{SP})?(?P<month>{FULL_PATTERN}|{DOTTED_PATTERN})")
)


def find_periods(text: str, written_on: date | None) -> Iterator[Expression]:
    """Yield the named periods in repaired text, in order, except months by name (see :func:`read_month`)."""
    for match in _PERIOD.finditer(text):
        to_be_by = match["end_of_this"] or match["quarter_alone"] is not None
        if to_be_by and not search_before(_BY, text, match.start(), within=24):
            continue
        if period := _read(match, written_on):
            yield period


def read_month(found: FoundDate, written_on: date | None) -> Expression:
    """Return the month meant by a month's name without a day; without a year, the letter's year or the next."""
    number, year, notes = found.month, found.year, found.assumed
    if year is None and written_on is not None and found.written_year is None:
        year = written_on.year + (number < written_on.month)
        notes += (Message("no year written: {year}, by the letter's date", year=to_be_year(year)),)
    if year is None:
        return Expression(found.start, found.end, "month", problem="incomplete", date=found)
    first, last = span_month(year, number)
    return Expression(found.start, found.end, "month", first, last, told=notes, date=found)


def span_month(year: int, number: int) -> tuple[date, date]:
    """Return a month's first and last day."""
    return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])


def span_fiscal_year(year: int) -> tuple[date, date]:
    """Return the first and last day of the fiscal year that ends in ``year`` (Christian era)."""
    return date(year - 1, 10, 1), date(year, 9, 30)


def find_fiscal_year(day: date) -> int:
    """Return the year (Christian era) in which the fiscal year of ``day`` ends."""
    return day.year + (day.month >= 10)


def span_quarter(year: int, number: int, *, fiscal: bool) -> tuple[date, date]:
    """Return a quarter's first and last day; the first fiscal quarter begins in October of the year before."""
    first_month = (number - 1) * 3 + 1
    if fiscal:
        first_month -= 3
        if first_month < 1:
            first_month, year = first_month + 12, year - 1
    return date(year, first_month, 1), span_month(year, first_month + 2)[1]


def _read(match: re.Match[str], written_on: date | None) -> Expression | None:
    part = match.groupdict()
    if part["quarter"] or part["half_year"]:
        return _read_quarter(match) if part["quarter"] else _read_half(match)
    if any(part[name] for name in _CURRENT):
        return _read_current(match, written_on) if written_on else _make_unknown(match)
    digits = part["fiscal_year"] or part["end_year"] or part["whole_year"] or part["last_day_year"] or ""
    reading = read_year(digits)
    if reading.year is None:
        return Expression(*match.span(), "year", problem="era", told=_note_unclear_year(digits))
    year = reading.year
    if part["fiscal_year"]:
        return _make_year(match, "fiscal_year", span_fiscal_year(year), reading.notes, end=bool(part["end_of_fiscal"]))
    if part["last_day_year"]:
        return _make_last_day(match, year, reading.notes)
    whole = date(year, 1, 1), date(year, 12, 31)
    found = _make_year(match, "year", whole, reading.notes, end=bool(part["end_year"]))
    return found._replace(first=None, rule="year") if part["whole_year"] else found


def _read_half(match: re.Match[str]) -> Expression:
    reading = read_year(match["half_year"])
    if reading.year is None:
        return Expression(*match.span(), "range", problem="era", told=_note_unclear_year(match["half_year"]))
    fiscal, number = bool(match["half_fiscal"]), 1 if match["half"] == "แรก" else 3
    first, last = (span_quarter(reading.year, quarter, fiscal=fiscal) for quarter in (number, number + 1))
    return Expression(*match.span(), "range", first[0], last[1], told=reading.notes)


def _make_year(
    match: re.Match[str], kind: str, days: tuple[date, date], notes: tuple[Message, ...], *, end: bool
) -> Expression:
    first, last = days
    if end:
        return Expression(*match.span(), "date", last, last, rule=f"{kind}_end", told=notes)
    return Expression(*match.span(), "fiscal_year" if kind == "fiscal_year" else "year", first, last, told=notes)


def _make_last_day(match: re.Match[str], year: int, notes: tuple[Message, ...]) -> Expression:
    last = date(year, 9, 30) if match["of_fiscal"] else date(year, 12, 31)
    end = "fiscal_year_end" if match["of_fiscal"] else "year_end"
    rule = "last_working_day" if match["working"] else end
    return Expression(*match.span(), "date", last, last, rule=rule, told=notes)


def _read_current(match: re.Match[str], written_on: date) -> Expression:
    part = match.groupdict()
    notes = (Message("by the letter's date {day}", day=written_on),)
    fiscal = find_fiscal_year(written_on)
    if part["last_day_of_this"]:
        return _make_last_day(match, fiscal if part["of_fiscal"] else written_on.year, notes)
    if part["this_fiscal"] or part["end_of_this"]:
        days = span_fiscal_year(fiscal)
        return _make_year(match, "fiscal_year", days, notes, end=bool(part["this_fiscal_end"] or part["end_of_this"]))
    if part["this_year"]:
        end = date(written_on.year, 12, 31)
        return Expression(*match.span(), "date", end, end, rule="year_end", told=notes)
    day = written_on
    if part["this_month"] in {"หน้า", "หนา"}:
        day = span_month(day.year, day.month)[1] + timedelta(days=1)
    first, last = span_month(day.year, day.month)
    if part["this_month_end"]:
        return Expression(*match.span(), "date", last, last, rule="month_end", told=notes)
    return Expression(*match.span(), "month", first, last, told=notes)


def _make_unknown(match: re.Match[str]) -> Expression:
    unknown = (Message("the letter's date is not known"),)
    return Expression(*match.span(), "open", problem="incomplete", told=unknown)


def _note_unclear_year(digits: str) -> tuple[Message, ...]:
    return (Message("the year {year} cannot be told", year=digits),)


def _read_quarter(match: re.Match[str]) -> Expression:
    part = match.groupdict()
    number = _ORDINALS.get(part["quarter"]) or int(part["quarter"])
    if part["quarter_alone"] is not None:
        return Expression(*match.span(), "quarter", problem="incomplete")
    digits = part["year"] or part["numbered_year"] or part["months_year"]
    reading = read_year(digits)
    if reading.year is None:
        return Expression(*match.span(), "quarter", problem="era", told=_note_unclear_year(digits))
    if part["months_year"]:
        return _read_by_months(match, number, reading.year)
    fiscal = span_quarter(reading.year, number, fiscal=True)
    if part["quarter_fiscal"] or part["numbered_fiscal"]:
        return Expression(*match.span(), "quarter", *fiscal)
    plain = span_quarter(reading.year, number, fiscal=False)
    if behind := _MONTHS_AFTER.match(match.string, match.end()):
        first = month_number(behind["month"])
        for days in (fiscal, plain):
            if first == days[0].month:
                return Expression(*match.span(), "quarter", *days, told=_BY_ITS_MONTHS)
    either = Message(
        "of the fiscal year {fiscal}, of the calendar year {calendar}",
        fiscal=_note_span(fiscal),
        calendar=_note_span(plain),
    )
    return Expression(
        *match.span(),
        "quarter",
        problem="ambiguous",
        told=(either,),
        readings=(fiscal[1], plain[1]),
    )


def _read_by_months(match: re.Match[str], number: int, year: int) -> Expression:
    """Read ไตรมาสที่ ๑ (ตุลาคม - ธันวาคม ๒๕๖๗): the months must be such a quarter's, of either kind of year."""
    begin, end = month_number(match["from"]), month_number(match["to"])
    days = date(year - (begin > end), begin, 1), span_month(year, end)[1]
    same = days in (
        span_quarter(find_fiscal_year(days[1]), number, fiscal=True),
        span_quarter(year, number, fiscal=False),
    )
    if not same:
        return Expression(*match.span(), "quarter", problem="ambiguous", readings=days[1:])
    return Expression(*match.span(), "quarter", *days, told=_BY_ITS_MONTHS)


def _note_span(days: tuple[date, date]) -> Message:
    return Message("{first} to {last}", first=days[0], last=days[1])
