"""Decide which year a written year is: Buddhist or Christian era, four digits or two."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from circtrack.errors import Message

if TYPE_CHECKING:
    from datetime import date

Era = Literal["", "be", "ce"]

BE_OFFSET: Final = 543
FIRST_YEAR: Final = 1941
"""B.E. 2484, the first year that began on 1 January; before, the year began in April."""

FAR_YEARS: Final = 2
"""Letters set deadlines within a budget year, or for the next; what is further off is hardly ever meant."""

LAST_NEAR_YEAR: Final = 2056
"""B.E. 2599. What is further off is read, but most often a slip: ๒๖๕๖ for ๒๕๖๖, ๒๐๖๗ for ๒๕๖๗."""

_BE_YEARS: Final = range(2400, 2701)
_CE_YEARS: Final = range(1900, 2101)

# Two digits are B.E. in Thai offices, but registers kept in a spreadsheet also have 25 for 2025. 41 to 83 can
# only be B.E. 2541 to 2583 (1998 to 2040): as C.E. years they are too early or too far ahead for letters.
_TWO_DIGIT_BE: Final = range(41, 84)


class YearReading(NamedTuple):
    """How a written year was read.

    ``year`` is the year of the Christian era; None if ``problem`` says why: ``era`` (it could be of either era, or
    is of none) or ``too_early``. ``readings`` are the years that it could be, the likeliest first. ``notes`` say how
    it was read if four digits do not make that plain.
    """

    year: int | None
    problem: str = ""
    readings: tuple[int, ...] = ()
    notes: tuple[Message, ...] = ()


@lru_cache(maxsize=1024)
def read_year(digits: str, era: Era = "") -> YearReading:
    """Read a year as written.

    Four digits: 2484 to 2700 is B.E., 1941 to 2100 C.E., with a note where that is far off. Two digits: 41 to 83 is
    B.E. 2541 to 2583; others are read only if their era is written.

    Args:
        digits: The year's digits, Thai or Arabic.
        era: The era written beside it, if any.
    """
    written = int(digits)
    if len(digits) == 4:
        return _read_four(written, era)
    if len(digits) == 2:
        return _read_two(written, era)
    return YearReading(None, "era")


def to_be_year(year: int) -> int:
    """Return the Buddhist year of a year of the Christian era, 1941 or later."""
    return year + BE_OFFSET


def is_years_after(day: date, since: date) -> bool:
    """Whether a day lies more than two years after another: as a letter's deadline, a slip of its year, most likely."""
    return (day.year - FAR_YEARS, day.month, day.day) > (since.year, since.month, since.day)


def _read_four(written: int, era: Era) -> YearReading:
    if written in _BE_YEARS and era != "ce":
        year = written - BE_OFFSET
    elif written in _CE_YEARS and era != "be":
        year = written
    else:
        return YearReading(None, "era")
    if year < FIRST_YEAR:
        return YearReading(None, "too_early", (year,))
    return YearReading(year, notes=_note_far(written, year, era))


def correct_year(written: int) -> int | None:
    """Return the year (Christian era) that a year of another age may stand for: two digits swapped, or 20 for 25."""
    digits = f"{written:04}"
    likely = int(f"{digits[0]}{digits[2]}{digits[1]}{digits[3]}") if written > 2600 else int(f"25{digits[2:]}")
    return likely - BE_OFFSET if 1998 <= likely - BE_OFFSET <= LAST_NEAR_YEAR else None


def _note_far(written: int, year: int, era: Era) -> tuple[Message, ...]:
    if era or year <= LAST_NEAR_YEAR:
        return ()
    if likely := correct_year(written):
        values = {"written": written, "year": year, "be_year": to_be_year(likely)}
        return (Message("year {written} read as {year}, which is far off; perhaps B.E. {be_year} is meant", **values),)
    return (Message("year {written} read as {year}, which is far off", written=written, year=year),)


def _read_two(written: int, era: Era) -> YearReading:
    in_be = 2500 + written - BE_OFFSET
    if era == "ce":
        return _make_noted(written, 2000 + written if written <= 50 else 1900 + written)
    if written in _TWO_DIGIT_BE:
        return _make_noted(written, in_be)
    if written < _TWO_DIGIT_BE.start:
        if era == "be":
            return _make_noted(written, in_be)
        return YearReading(None, "era", (2000 + written, in_be))
    in_the_last_century = 2400 + written - BE_OFFSET
    if era == "be":
        return YearReading(None, "era", (in_the_last_century, in_be))
    return YearReading(None, "era", (1900 + written, in_be, in_the_last_century))


def _make_noted(written: int, year: int) -> YearReading:
    values = {"written": f"{written:02}", "be_year": to_be_year(year), "year": year}
    return YearReading(year, notes=(Message("year {written} read as B.E. {be_year} ({year})", **values),))
