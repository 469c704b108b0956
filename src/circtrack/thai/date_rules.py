"""What the pieces of a written date mean, and what speaks against them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from circtrack.errors import N_, Message
from circtrack.thai import date_scan as patterns
from circtrack.thai.date_model import FoundDate, Problem, WrittenDate
from circtrack.thai.date_scan import day_first, scan, year_first
from circtrack.thai.months import weekday_number
from circtrack.thai.script import repair, repair_with_offsets
from circtrack.thai.years import YearReading, read_year, to_be_year

if TYPE_CHECKING:
    from circtrack.thai.script import Repaired

_LONGEST_MONTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def read_all(text: str, written_on: date | None) -> list[FoundDate]:
    """All dates of a running text, with spans of the text as it is."""
    source = repair_with_offsets(text)
    found = read_repaired(source.text, written_on)
    return found if source.text is text else [map_to_original(each, source, text) for each in found]


def read_repaired(text: str, written_on: date | None) -> list[FoundDate]:
    """All dates of a repaired text."""
    return [conclude(each, written_on, text[each.start : each.end]) for each in scan(text)]


def map_to_original(found: FoundDate, source: Repaired, text: str) -> FoundDate:
    """A date of a repaired text, as it stands in the original."""
    start, end = source.origin(found.start, found.end)
    return found._replace(start=start, end=end, text=text[start:end])


def read_whole(text: str, written_on: date | None) -> FoundDate | None:
    """The date that is all of the text, but for what may stand before one; None where there is none."""
    clean = " ".join(repair(text).split())
    head = patterns.HEAD.match(clean)
    offset = head.end() if head else 0
    body = clean[offset:].rstrip(" .,")
    if match := patterns.YEAR_FIRST.fullmatch(body):
        return conclude(year_first(match), written_on)
    if match := patterns.NUMERIC.fullmatch(body):
        return conclude(day_first(match), written_on)
    for written in scan(body):
        if written.start == 0 and written.end == len(body):
            return conclude(written, written_on)
        break
    return None


def conclude(written: WrittenDate, written_on: date | None, text: str = "") -> FoundDate:
    """What the pieces of ``text`` mean."""
    year = _year_of(written, written_on)
    problem, readings = _judged(written, year)
    start, end, day, month, digits, _, weekday, notes, _ = written
    written_year = int(digits) if digits else None
    assumed = (*notes, *year.notes) if notes else year.notes
    if problem:
        return FoundDate(
            start, end, text, None, day, month, written_year, weekday, problem, assumed, year.year, readings
        )
    return FoundDate(start, end, text, readings[0], day, month, written_year, weekday, "", assumed, year.year)


def _judged(written: WrittenDate, reading: YearReading) -> tuple[Problem, tuple[date, ...]]:
    """What speaks against a date, and the days it could mean: one where nothing does."""
    day, month = written.day, written.month
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= _LONGEST_MONTHS[month - 1]):
        return "impossible", ()
    if day is None or not (written.year or reading.year):
        return "incomplete", ()
    if reading.year is None:
        too_early = reading.problem == "too_early"
        return ("too_early", ()) if too_early else ("era", _days(reading.readings, month, day))
    try:
        found = date(reading.year, month, day)
    except ValueError:
        return "impossible", ()
    return _doubt(written, day, found)


def _doubt(written: WrittenDate, day: int, found: date) -> tuple[Problem, tuple[date, ...]]:
    """What speaks against a day that exists."""
    if written.in_figures and _order_is_open(written, day):
        return "order", (found, *_days((found.year,), day, written.month))
    if written.weekday and weekday_number(written.weekday) != found.weekday():
        return "weekday", (found, *_same_day_that_fits(written.weekday, found))
    return "", (found,)


def _year_of(written: WrittenDate, written_on: date | None) -> YearReading:
    if written.year:
        return read_year(written.year, written.era)
    if written_on is None or written.day is None:
        return YearReading(None)
    return _of_the_letter(written_on.year, (written.month, written.day) >= (written_on.month, written_on.day))


@lru_cache(maxsize=64)
def _of_the_letter(year: int, own: bool) -> YearReading:
    """The letter's own year, or the next."""
    if own:
        return YearReading(year, notes=(Message("no year written: {year}, the letter's own", year=to_be_year(year)),))
    told = N_("no year written: {year}, because in the letter's own it would lie before it")
    return YearReading(year + 1, notes=(Message(told, year=to_be_year(year + 1)),))


def _days(years: tuple[int, ...], month: int, day: int) -> tuple[date, ...]:
    found = []
    for year in years:
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return tuple(found)


def _order_is_open(written: WrittenDate, day: int) -> bool:
    """Spreadsheets write years of the Christian era behind month/day as well as behind day/month."""
    in_christian_era = len(written.year) == 4 and int(written.year) <= 2100
    return in_christian_era and day <= 12 and day != written.month and not written.weekday


def _same_day_that_fits(weekday: str, day: date) -> tuple[date, ...]:
    """The same day a year later or earlier, where the weekday fits: a year carried over is the usual slip."""
    return tuple(
        other
        for other in _days((day.year + 1, day.year - 1), day.month, day.day)
        if other.weekday() == weekday_number(weekday)
    )
