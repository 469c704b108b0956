"""Finds where dates stand in a text and takes them apart, without judging them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from circtrack.thai import date_patterns as patterns
from circtrack.thai.date_model import Written
from circtrack.thai.months import MONTHS, WEEKDAY_PATTERN, misspelling, misspelt_month, month_number, read_as
from circtrack.thai.years import Era, read_year

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from circtrack.errors import Note

_FULL_NAMES: Final = frozenset(MONTHS)
_CUE_ENDS: Final = frozenset("่ีว.ง")  # of ที่, ที, ลว, ลว. and ลง
_WEEKDAY_ENDS: Final = frozenset("่ี") | {name[-1] for name in WEEKDAY_PATTERN.split("|")}


def scan(text: str) -> Iterator[Written]:
    """All dates of a repaired text, in order, as they are written."""
    position = 0
    while match := patterns.ANCHOR.search(text, position):
        written: Written | None
        if match["d"] or match["iso_year"]:
            written = day_first(match) if match["d"] else year_first(match)
            if not _is_a_date(written, match, text):
                written = None
        else:
            written = _named(match, text)
        if written is None:
            position = match.end()
            continue
        if _last_letter(text, written.start) in _WEEKDAY_ENDS:
            written = _with_weekday(written, text)
        position = written.end
        yield written


def year_first(match: re.Match[str]) -> Written:
    """The date in a match of figures, its year first."""
    year, month, day = match.group("iso_year", "iso_month", "iso_day")
    return Written(match.start(), match.end(), int(day), int(month), year)


def day_first(match: re.Match[str]) -> Written:
    """The date in a match of figures, its day first."""
    day, month, year = match.group("d", "m", "y")
    return Written(match.start(), match.end(), int(day), int(month), year, in_figures=True)


def _is_a_date(written: Written, match: re.Match[str], text: str) -> bool:
    """Whether figures are a date; they may more likely be a price, a number or a form's name."""
    last = _last_letter(text, written.start)
    if last in _CUE_ENDS and _has_cue(match, text):
        return True
    if _no_date_before(written.start, last, text) or patterns.NO_DATE_AFTER.match(text, written.end):
        return False
    if len(written.year) == 4 and not _is_a_year(written.year):
        return False
    one, other = match.group("sep1", "sep2")
    if one == other == "." and len(written.year) == 2:
        return False
    off = (not 1 <= (written.day or 0) <= 31) + (not 1 <= written.month <= 12)
    slashed = one and ("/" in one or "/" in other)
    return not off or (off == 1 and bool(slashed))


def _named(match: re.Match[str], text: str) -> Written | None:
    part = match.groupdict()
    if part["of_name"] or part["alone"]:
        name_group = "of_name" if part["of_name"] else "alone"
        return _month_only(match, name_group, text)
    name_start = match.start("name") if part["name"] else match.end()
    if not _is_day(match, text):
        return _month_only(match, "name", text) if part["name"] in _FULL_NAMES else None
    number: int | None = None
    notes: tuple[Note, ...] = ()
    name_end, year = name_start, None
    if part["name"]:
        number, name_end = month_number(part["name"]), match.end("name")
        if slip := misspelling(part["name"]):
            notes = (slip,)
        year = _year_after(text, name_end, part["gap"])
    if year is None and (fuzzy := _misspelt_at(text, name_start)):
        number, name_end, note = fuzzy
        notes = (note,)
        year = _year_after(text, name_end, part["gap"])
    if number is None:
        return None
    if year is None and part["name"] and "." not in part["name"] and part["name"] not in _FULL_NAMES:
        return None  # two letters without a dot are a month only beside a year
    written = Written(match.start(), name_end, int(part["day"]), number, notes=notes)
    return _with_year(written, year, text)


def _is_day(match: re.Match[str], text: str) -> bool:
    """Whether the figures before a month are its day: not so surely on the line above, nor before เดือน (โควิด 19)."""
    if match["day"] in {"19", "๑๙"} and patterns.NO_DAY_BEFORE.search(text, max(0, match.start() - 12), match.start()):
        return False
    apart = "\n" in match["gap"] or (match["of_day"] and match.start() > 0)
    return not apart or _has_cue(match, text)


def _month_only(match: re.Match[str], group: str, text: str) -> Written | None:
    number, end = month_number(match[group]), match.end(group)
    year = _year_after(text, end, "")
    if number is None or (year is None and group != "of_name"):
        return None
    start = match.start() if group != "name" else match.start("of_day" if match["of_day"] else "name")
    return _with_year(Written(start, end, None, number), year, text)


def _with_year(written: Written, year: re.Match[str] | None, text: str) -> Written:
    if year is not None:
        part = year.groupdict()
        era: Era = "be" if part.get("be") else "ce" if part.get("ce") else ""
        digits = part["year"] or part.get("next_line") or ""
        written = written._replace(end=year.end(), year=digits, era=era)
    this = patterns.THIS.match(text, written.end)
    return written._replace(end=this.end()) if this else written


def _has_cue(match: re.Match[str], text: str) -> bool:
    """Whether วันที่ or the like stands before it."""
    start = match.start()
    return bool(patterns.CUE_BEFORE.search(text, max(0, start - 24), start))


def _no_date_before(start: int, last: str, text: str) -> bool:
    """Whether what stands before figures, and has ``last`` for its last letter, makes them something else."""
    begin = max(0, start - 32)
    behind_a_word = "ก" <= last <= "๎" or last == "."
    if not behind_a_word and text.find("คดี", begin, start) < 0:  # a case's number may end in anything
        return False
    return bool(patterns.NO_DATE_BEFORE.search(text, begin, start))


def _last_letter(text: str, start: int) -> str:
    """What stands before a place, up to three spaces away; "" where nothing does. Quick, to say no with."""
    return text[start - 4 if start > 4 else 0 : start].rstrip()[-1:]


def _is_a_year(digits: str) -> bool:
    year = read_year(digits)
    return bool(year.year or year.readings)


def _year_after(text: str, end: int, gap: str) -> re.Match[str] | None:
    if gap in ("-", "/") and (joined := patterns.YEAR_JOINED.match(text, end)):
        return joined
    return patterns.YEAR.match(text, end)


def _misspelt_at(text: str, start: int) -> tuple[int, int, Note] | None:
    run = patterns.MISSPELT.match(text, start)
    if run is None:
        return None
    number = misspelt_month(run.group())
    if number is None:
        return None
    return number, run.end(), read_as(run.group(), MONTHS[number - 1])


def _with_weekday(written: Written, text: str) -> Written:
    before = patterns.WEEKDAY_BEFORE.search(text, max(0, written.start - 32), written.start)
    if before is None:
        return written
    return written._replace(start=before.start(), weekday=before["one"] or before["two"])
