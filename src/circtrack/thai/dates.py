"""Thai dates, as people write them in letters: one that is all of a text, or all that stand in running text.

A date is taken as written or refused with a reason; it is never repaired into another day. What may be taken
with a note: a month's name one letter off, two digits that can only be a Buddhist year, the letter's own year
where none is written. The rules come from official letters and 90,000 dates of official news.
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
from circtrack.thai.years import BE_OFFSET, FIRST_YEAR, read_year, to_be_year

if TYPE_CHECKING:
    from circtrack.errors import Message

__all__ = ["MONTHS", "FoundDate", "find_dates", "format_thai", "parse_date", "parse_noted", "weekday_name"]

_LAST_YEAR: Final = 2100  # as far as years of the Christian era are read
_MONTH_NUMBERS: Final = {name: number for names in (MONTHS, SHORT_MONTHS) for number, name in enumerate(names, 1)}

_SHORT: Final = "|".join(map(re.escape, SHORT_MONTHS))

# Most dates are plain ones: tried first, because that is quick. All the rest is loaded where needed.
_BE_YEAR: Final = "2[456][0-9]{2}|๒[๔๕๖][๐-๙]{2}"
_PLAIN: Final = re.compile(
    rf"[ ]?(?:วัน({WEEKDAY_PATTERN})ที่[ ]?)?([0-9๐-๙]{{1,2}})[ ]({FULL_PATTERN}|{_SHORT})"
    rf"[ ]?(?:(?:พ\.ศ\.|พุทธศักราช)[ ])?({_BE_YEAR})[ ]?"
)
_SLASHED: Final = re.compile(rf"([0-9๐-๙]{{1,2}})/([0-9๐-๙]{{1,2}})/({_BE_YEAR})")
_ISO: Final = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")


def parse_date(text: str, *, written_on: date | None = None) -> date:
    """The one date that the text is.

    Args:
        text: A date and nothing else, but for ที่, วันที่ or ลงวันที่ before it.
        written_on: The day the text was written. A date without a year is then taken in that year, or in the
            next where it would lie before that day.

    Raises:
        DateError: it is not one date, or contradicts itself; ``reason`` is a :class:`FoundDate`'s problem, or
            ``unreadable``.
    """
    return parse_noted(text, written_on=written_on)[0]


def parse_noted(text: str, *, written_on: date | None = None) -> tuple[date, tuple[Message, ...]]:
    """As :func:`parse_date`, with what was assumed."""
    if plain := _plain_date(text):
        return plain, ()
    from circtrack.thai.date_model import make_refusal, make_unreadable_error
    from circtrack.thai.date_rules import read_whole

    whole = read_whole(text, written_on)
    if whole is None:
        raise make_unreadable_error(text)
    if whole.day is None:
        raise make_refusal(text, whole)
    return whole.day, whole.notes


def _plain_date(text: str) -> date | None:
    """A day in one of the forms that most have and with nothing against it; None for all that needs a closer look."""
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
    if not FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        found = date(year, month, int(day))
    except ValueError:
        return None
    return found if not weekday or weekday_number(weekday) == found.weekday() else None


def find_dates(text: str, *, written_on: date | None = None) -> list[FoundDate]:
    """All dates in running text, in order, the doubtful ones with their problem.

    Args:
        text: Any text. Its damage (see :mod:`circtrack.thai.script`) is repaired for reading; spans refer to
            the text as it is.
        written_on: As for :func:`parse_date`.
    """
    from circtrack.thai.date_rules import read_all

    return read_all(text, written_on)


def format_thai(day: date, *, style: Literal["full", "short"] = "full", thai_digits: bool = True) -> str:
    """A day as Thai letters write it: ``๒๔ มีนาคม ๒๕๖๖``, or short ``๒๔ มี.ค. ๖๖``.

    The short form has four digits where two could be read as another year.
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
    """The day's weekday in Thai, without วัน: ``ศุกร์``."""
    return WEEKDAYS[day.weekday()]
