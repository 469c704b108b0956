"""Dates as systems, forms and spreadsheets write them, rewritten as dates that the readers of letters know.

They have a time and a zone behind them, no separators, Excel's number of the day, or the month in English.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from typing import Final, NamedTuple

from circtrack.errors import Message
from circtrack.thai.digits import to_arabic
from circtrack.thai.months import ENGLISH_MONTHS, MONTHS
from circtrack.thai.years import BE_OFFSET, FIRST_YEAR

_LONG: Final = (
    "uary", "ruary", "ch", "il", "", "e", "y", "ust", "t(?:ember)?", "ober", "ember", "ember",
)  # fmt: skip
_MONTH: Final = "|".join(
    rf"{short}(?:{rest})?" if rest else short for short, rest in zip(ENGLISH_MONTHS, _LONG, strict=True)
)
_DAY_MONTH: Final = re.compile(
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ /.-]*(?P<month>{_MONTH})\.?[ /.,-]*(?P<year>\d{{4}}|\d{{2}})?", re.IGNORECASE
)
_MONTH_DAY: Final = re.compile(
    rf"(?P<month>{_MONTH})\.?[ ]?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?[ ](?P<year>\d{{4}})", re.IGNORECASE
)
_TIMED: Final = re.compile(
    r"(?P<date>.{4,40}?)(?:[ ]*[T,][ ]*|[ ]+)(?:เวลา[ ]?)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})"
    r"(?:[:.](?P<second>\d{2})(?:[.,]\d{1,9})?)?[ ]?(?P<zone>Z|[+-]\d{2}:?\d{2}|GMT[+-]\d{1,2}|[AaPp]\.?[Mm]\.?|น\.?)?"
)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL: Final = re.compile(r"[3-6]\d{4}(?:[.]\d{1,12})?")
_EPOCH: Final = date(1899, 12, 30)
_LAST_SERIAL: Final = 65_000
_THAI_TIME: Final = timezone(timedelta(hours=7))


class Stamp(NamedTuple):
    """A date rewritten, and what was assumed."""

    text: str
    notes: tuple[Message, ...] = ()


def read_stamp(text: str) -> Stamp | None:
    """Return a text of such a form as a plain date; None if it has none of them."""
    clean = to_arabic(" ".join(text.split()))
    timed = _TIMED.fullmatch(clean)
    if timed and not _is_clock(timed):
        return None
    body = timed["date"] if timed else clean
    written = _read_english(body) or _read_figures(body)
    if timed and (zone := timed["zone"]) and zone[0] in "Z+-G":
        return _in_thai_time(body, timed)
    return written or (Stamp(body) if timed else None)


def _is_clock(match: re.Match[str]) -> bool:
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    return hour <= 24 and minute <= 59 and second <= 59


def _read_english(text: str) -> Stamp | None:
    match = _DAY_MONTH.fullmatch(text) or _MONTH_DAY.fullmatch(text)
    if match is None:
        return None
    month = MONTHS[ENGLISH_MONTHS.index(match["month"][:3].lower())]
    return Stamp(f"{match['day']} {month} {match['year'] or ''}".strip())


def _read_figures(text: str) -> Stamp | None:
    """Read eight digits, or a spreadsheet's number of a day."""
    if match := _COMPACT.fullmatch(text):
        year = int(match[1])
        if FIRST_YEAR <= year <= 2100 or FIRST_YEAR + BE_OFFSET <= year <= 2700:
            return Stamp("-".join(match.groups()))
    if _SERIAL.fullmatch(text) and float(text) <= _LAST_SERIAL:
        day = _EPOCH + timedelta(days=int(float(text)))
        return Stamp(day.isoformat(), (Message("{text} is a spreadsheet's number for {day}", text=text, day=day),))
    return None


def _in_thai_time(body: str, match: re.Match[str]) -> Stamp | None:
    """Return the day in Thailand of a moment with a zone; of a day that is not ISO, the day as written."""
    try:
        day = date.fromisoformat(body)
    except ValueError:
        return Stamp(body)
    begin = datetime(day.year, day.month, day.day, tzinfo=_zone_of(match["zone"]))
    moment = begin + timedelta(hours=int(match["hour"]), minutes=int(match["minute"]))
    return Stamp(moment.astimezone(_THAI_TIME).date().isoformat())


def _zone_of(text: str) -> timezone:
    digits = text.removeprefix("GMT").replace(":", "")
    if digits == "Z":
        return timezone(timedelta(0))
    sign = -1 if digits[0] == "-" else 1
    hours, minutes = int(digits[1:3]), int(digits[3:5] or 0)
    return timezone(sign * timedelta(hours=min(hours, 14), minutes=min(minutes, 59)))
