"""Decide what the parts of a written date mean, and what is wrong with them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from circtrack.errors import N_, Message
from circtrack.thai import date_scan as patterns
from circtrack.thai.date_model import FoundDate, Problem, WrittenDate
from circtrack.thai.date_scan import read_day_first, read_year_first, scan
from circtrack.thai.months import weekday_number
from circtrack.thai.script import repair, repair_with_offsets
from circtrack.thai.years import YearReading, read_year, to_be_year

if TYPE_CHECKING:
    from circtrack.thai.script import Repaired

_LONGEST_MONTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def read_all(text: str, written_on: date | None) -> list[FoundDate]:
    """Find all dates in running text; spans refer to the text as given."""
    source = repair_with_offsets(text)
    found = read_repaired(source.text, written_on)
    return found if source.text is text else [map_to_original(each, source, text) for each in found]


def read_repaired(text: str, written_on: date | None) -> list[FoundDate]:
    """Find all dates in repaired text."""
    return [interpret(each, written_on, text[each.start : each.end]) for each in scan(text)]


def map_to_original(found: FoundDate, source: Repaired, text: str) -> FoundDate:
    """Return a date found in repaired text with its span and words in the original."""
    start, end = source.origin(found.start, found.end)
    return found._replace(start=start, end=end, text=text[start:end])


def read_whole(text: str, written_on: date | None) -> FoundDate | None:
    """Read a text that is one date, after an optional วันที่ or the like; None if it is not."""
    clean = " ".join(repair(text).split())
    head = patterns.HEAD.match(clean)
    offset = head.end() if head else 0
    body = clean[offset:].rstrip(" .,")
    if match := patterns.YEAR_FIRST.fullmatch(body):
        return interpret(read_year_first(match), written_on)
    if match := patterns.NUMERIC.fullmatch(body):
        return interpret(read_day_first(match), written_on)
    for written in scan(body):
        if written.start == 0 and written.end == len(body):
            return interpret(written, written_on)
        break
    return None


def interpret(written: WrittenDate, written_on: date | None, text: str = "") -> FoundDate:
    """Interpret the parts of a written date; ``text`` is its words."""
    year = _read_year(written, written_on)
    problem, readings = _judge(written, year)
    start, end, day, month, digits, _, weekday, notes, _, _ = written
    written_year = int(digits) if digits else None
    assumed = (*notes, *year.notes)
    if problem:
        return FoundDate(
            start, end, text, None, day, month, written_year, weekday, problem, assumed, year.year, readings
        )
    return FoundDate(start, end, text, readings[0], day, month, written_year, weekday, "", assumed, year.year)


def _judge(written: WrittenDate, reading: YearReading) -> tuple[Problem, tuple[date, ...]]:
    """Return what is wrong with a date, and the days that it could mean: one if nothing is wrong."""
    day, month = written.day, written.month
    if written.spoilt:
        return "unreadable", ()
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= _LONGEST_MONTHS[month - 1]):
        return "impossible", ()
    if day is None or not (written.year or reading.year):
        return "incomplete", ()
    if reading.year is None:
        too_early = reading.problem == "too_early"
        return ("too_early", ()) if too_early else ("era", _existing_days(reading.readings, month, day))
    try:
        found = date(reading.year, month, day)
    except ValueError:
        return "impossible", ()
    return _judge_existing_day(written, day, found)


def _judge_existing_day(written: WrittenDate, day: int, found: date) -> tuple[Problem, tuple[date, ...]]:
    """Return what is wrong with a day that exists, and the days that it could mean."""
    if written.in_figures and _is_order_open(written, day):
        return "order", (found, *_existing_days((found.year,), day, written.month))
    if written.weekday and weekday_number(written.weekday) != found.weekday():
        return "weekday", (found, *_find_fitting_years(written.weekday, found))
    return "", (found,)


def _read_year(written: WrittenDate, written_on: date | None) -> YearReading:
    if written.year:
        return read_year(written.year, written.era)
    if written_on is None or written.day is None:
        return YearReading(None)
    return _assume_year(written_on.year, (written.month, written.day) >= (written_on.month, written_on.day))


@lru_cache(maxsize=64)
def _assume_year(year: int, own: bool) -> YearReading:
    """Return the year that a date without one takes: the letter's own year, or the next."""
    if own:
        return YearReading(year, notes=(Message("no year written: {year}, the letter's own", year=to_be_year(year)),))
    message = N_("no year written: {year}, because in the letter's own it would lie before it")
    return YearReading(year + 1, notes=(Message(message, year=to_be_year(year + 1)),))


def _existing_days(years: tuple[int, ...], month: int, day: int) -> tuple[date, ...]:
    found = []
    for year in years:
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return tuple(found)


def _is_order_open(written: WrittenDate, day: int) -> bool:
    """Whether it may be month/day: spreadsheets write years of the Christian era in both orders."""
    in_christian_era = len(written.year) == 4 and int(written.year) <= 2100
    return in_christian_era and day <= 12 and day != written.month and not written.weekday


def _find_fitting_years(weekday: str, day: date) -> tuple[date, ...]:
    """Return the same day a year later or earlier if the weekday fits: usually last year's date was copied."""
    return tuple(
        other
        for other in _existing_days((day.year + 1, day.year - 1), day.month, day.day)
        if other.weekday() == weekday_number(weekday)
    )
