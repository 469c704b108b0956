"""Read Thai dates as people write them in letters: a text that is one date, or all dates in running text.

A date is accepted as written or rejected with a reason; it is never changed into another day. These are accepted
with a note: a month's name with one wrong letter, two digits that can only be a Buddhist year, and a date without a
year, which takes the letter's own. The rules come from official letters and 90,000 dates of official news.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from circtrack.thai.date_model import FoundDate
from circtrack.thai.digits import to_thai
from circtrack.thai.months import (
    FULL_PATTERN,
    MONTHS,
    SHORT_MONTHS,
    WEEKDAY_PATTERN,
    WEEKDAYS,
    weekday_number,
)
from circtrack.thai.years import BE_OFFSET, FIRST_YEAR, LAST_NEAR_YEAR, read_year, to_be_year

if TYPE_CHECKING:
    from circtrack.errors import Message

__all__ = ["MONTHS", "FoundDate", "find_dates", "format_thai", "parse_date", "parse_noted", "weekday_name"]

_MONTH_NUMBERS: Final = {name: number for names in (MONTHS, SHORT_MONTHS) for number, name in enumerate(names, 1)}

_SHORT: Final = "|".join(map(re.escape, SHORT_MONTHS))

# Most dates have one of these plain forms. They are tried first, for speed; the full reader is loaded only if needed.
_BE_YEAR: Final = "2[456][0-9]{2}|๒[๔๕๖][๐-๙]{2}"
_PLAIN: Final = re.compile(
    rf"[ ]?(?:วัน({WEEKDAY_PATTERN})ที่[ ]?)?([0-9๐-๙]{{1,2}})[ ]({FULL_PATTERN}|{_SHORT})"
    rf"[ ]?(?:(?:พ\.ศ\.|พุทธศักราช)[ ])?({_BE_YEAR})[ ]?"
)
_SLASHED: Final = re.compile(rf"([0-9๐-๙]{{1,2}})/([0-9๐-๙]{{1,2}})/({_BE_YEAR})")
_ISO: Final = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")


def parse_date(text: str, *, written_on: date | None = None) -> date:
    """Parse a text that is one date.

    Args:
        text: Only a date, with or without ที่, วันที่ or ลงวันที่ before it.
        written_on: The day the text was written. A date without a year then takes that year, or the next if it
            would otherwise be before that day.

    Raises:
        DateError: the text is not one date, or contradicts itself; ``reason`` is a :class:`FoundDate`'s problem, or
            ``unreadable``.
    """
    return parse_noted(text, written_on=written_on)[0]


def parse_noted(text: str, *, written_on: date | None = None) -> tuple[date, tuple[Message, ...]]:
    """Parse like :func:`parse_date`; return also what was assumed."""
    if plain := _plain_date(text):
        return plain, ()
    from circtrack.thai.date_model import make_refusal, make_unreadable_error
    from circtrack.thai.date_rules import read_whole

    whole = read_whole(text, written_on)
    if whole is None:
        from circtrack.thai.stamps import read_stamp

        if stamp := read_stamp(text):
            day, notes = parse_noted(stamp.text, written_on=written_on)
            return day, (*stamp.notes, *notes)
        raise make_unreadable_error(text)
    if whole.day is None:
        raise make_refusal(text, whole)
    return whole.day, whole.notes


def _plain_date(text: str) -> date | None:
    """Return a day written in one of the usual forms without any doubt; None if the full reader must decide."""
    weekday = ""
    if match := _PLAIN.fullmatch(text):
        weekday, day, name, be = match.groups()
        year, month = int(be) - BE_OFFSET, _MONTH_NUMBERS[name]
    elif match := _SLASHED.fullmatch(text):
        day, number, be = match.groups()
        year, month = int(be) - BE_OFFSET, int(number)
    elif match := _ISO.fullmatch(text):
        year, month, day = int(match[1]), int(match[2]), match[3]
    else:
        return None
    if not FIRST_YEAR <= year <= LAST_NEAR_YEAR:
        return None
    try:
        found = date(year, month, int(day))
    except ValueError:
        return None
    return found if not weekday or weekday_number(weekday) == found.weekday() else None


def find_dates(text: str, *, written_on: date | None = None) -> list[FoundDate]:
    """Find all dates in running text, in order; doubtful ones have a ``problem``.

    Args:
        text: Any text. Damage (see :mod:`circtrack.thai.script`) is repaired for reading; spans refer to the text
            as given.
        written_on: As for :func:`parse_date`.
    """
    from circtrack.thai.date_rules import read_all

    return read_all(text, written_on)


def format_thai(day: date, *, style: Literal["full", "short"] = "full", thai_digits: bool = True) -> str:
    """Format a day as Thai letters write it: ``๒๔ มีนาคม ๒๕๖๖``, or short ``๒๔ มี.ค. ๖๖``.

    The short form has four digits if two could be read as another year.
    """
    year = to_be_year(day.year)
    if style == "full":
        text = f"{day.day} {MONTHS[day.month - 1]} {year}"
    else:
        short = f"{year % 100:02}"
        plain = read_year(short).year == day.year
        text = f"{day.day} {SHORT_MONTHS[day.month - 1]} {short if plain else year}"
    return to_thai(text) if thai_digits else text


def weekday_name(day: date) -> str:
    """Return the day's weekday in Thai, without วัน: ``ศุกร์``."""
    return WEEKDAYS[day.weekday()]
