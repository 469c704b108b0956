"""What the pieces of a written date mean, and what speaks against them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final

from circtrack.errors import N_, Note
from circtrack.thai import date_patterns as patterns
from circtrack.thai.date_model import FoundDate, Parts, Problem, Written
from circtrack.thai.date_scan import day_first, scan, year_first
from circtrack.thai.months import weekday_number
from circtrack.thai.script import repair, repaired
from circtrack.thai.years import YearReading, be_year, read_year

_LONGEST_MONTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def read_all(text: str, written_on: date | None) -> list[FoundDate]:
    """All dates of a running text, with spans of the text as it is."""
    source = repaired(text)
    if not source.starts:  # nothing has moved
        return [concluded(each, written_on, text[each.start : each.end]) for each in scan(source.text)]
    found = []
    for written in scan(source.text):
        start, end = source.origin(written.start, written.end)
        found.append(concluded(written._replace(start=start, end=end), written_on, text[start:end]))
    return found


def read_whole(text: str, written_on: date | None) -> FoundDate | None:
    """The date that is all of the text, but for what may stand before one; None where there is none."""
    clean = " ".join(repair(text).split())
    head = patterns.HEAD.match(clean)
    offset = head.end() if head else 0
    body = clean[offset:].rstrip(" .,")
    if match := patterns.YEAR_FIRST.fullmatch(body):
        return concluded(year_first(match), written_on)
    if match := patterns.NUMERIC.fullmatch(body):
        return concluded(day_first(match), written_on)
    for written in scan(body):
        if written.start == 0 and written.end == len(body):
            return concluded(written, written_on)
        break
    return None


def concluded(written: Written, written_on: date | None, text: str = "") -> FoundDate:
    """What the pieces of ``text`` mean."""
    year = _year_of(written, written_on)
    problem, readings = _judged(written, year)
    return FoundDate(
        written.start,
        written.end,
        text,
        None if problem else readings[0],
        Parts(written.day, written.month, int(written.year) if written.year else None),
        written.weekday,
        problem,
        (*written.notes, *year.notes) if written.notes else year.notes,
        year.year,
        tuple(readings) if problem else (),
    )


def _judged(written: Written, reading: YearReading) -> tuple[Problem, list[date]]:
    """What speaks against a date, and the days it could mean: one where nothing does."""
    day, month = written.day, written.month
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= _LONGEST_MONTHS[month - 1]):
        return "impossible", []
    if day is None or not (written.year or reading.year):
        return "incomplete", []
    if reading.year is None:
        too_early = reading.problem == "too_early"
        return ("too_early", []) if too_early else ("era", _days(reading.readings, month, day))
    found = _days((reading.year,), month, day)
    return _doubt(written, day, found) if found else ("impossible", [])


def _doubt(written: Written, day: int, found: list[date]) -> tuple[Problem, list[date]]:
    """What speaks against a day that exists."""
    if written.in_figures and _order_is_open(written, day):
        return "order", found + _days((found[0].year,), day, written.month)
    if written.weekday and weekday_number(written.weekday) != found[0].weekday():
        return "weekday", found + _same_day_that_fits(written.weekday, found[0])
    return "", found


def _year_of(written: Written, written_on: date | None) -> YearReading:
    if written.year:
        return read_year(written.year, written.era)
    if written_on is None or written.day is None:
        return YearReading(None)
    return _of_the_letter(written_on.year, (written.month, written.day) >= (written_on.month, written_on.day))


@lru_cache(maxsize=64)
def _of_the_letter(year: int, own: bool) -> YearReading:
    """The letter's own year, or the next."""
    if own:
        return YearReading(
            year, notes=(Note(N_("no year written: {year}, the letter's own"), {"year": be_year(year)}),)
        )
    told = N_("no year written: {year}, because in the letter's own it would lie before it")
    return YearReading(year + 1, notes=(Note(told, {"year": be_year(year + 1)}),))


def _days(years: tuple[int, ...], month: int, day: int) -> list[date]:
    found = []
    for year in years:
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return found


def _order_is_open(written: Written, day: int) -> bool:
    """Spreadsheets write years of the Christian era behind month/day as well as behind day/month."""
    in_christian_era = len(written.year) == 4 and int(written.year) <= 2100
    return in_christian_era and day <= 12 and day != written.month and not written.weekday


def _same_day_that_fits(weekday: str, day: date) -> list[date]:
    """The same day a year later or earlier, where the weekday fits: a year carried over is the usual slip."""
    return [
        other
        for other in _days((day.year + 1, day.year - 1), day.month, day.day)
        if other.weekday() == weekday_number(weekday)
    ]
