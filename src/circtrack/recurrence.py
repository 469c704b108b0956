"""The days of a recurrence rule: an iCalendar RRULE, as a task keeps it, with three parts of our own.

``BEGINS=YYYYMMDD`` is the first day on which a round may be due, and the day on which the first round opens, unless the
letter is later.
``REPORTS=MONTH`` or ``QUARTER`` says that a round reports on a month or quarter that is over when it is due: the first
one reports on that in which the duty begins. ``UNTIL`` is the last day on which a round may be due, ``COUNT`` the
number of rounds. A rule without days of its own (once a month) has none.
``HOLIDAYS=NEXT`` or ``PREVIOUS`` says that a day off gives way to the next working day, or to the one before.

A rule that changed on the way is several, with blanks between: each but the last ends (``UNTIL``), each but the first
has its beginning (``BEGINS``), on which its first round is due.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dateutil.rrule import weekday

    Parts = dict[str, str]

_FREQUENCIES: Final[dict[str, Literal[0, 1, 2, 3]]] = {"YEARLY": 0, "MONTHLY": 1, "WEEKLY": 2, "DAILY": 3}  # dateutil's
_LONGEST: Final = timedelta(days=36_525)
"""A rule is followed for a hundred years: one that means no day at all (31 February) would be until the year 9999."""
_MONTHS_REPORTED: Final = {"MONTH": 1, "QUARTER": 3}
_NUMBERS: Final = r"-?\d{1,3}(?:,-?\d{1,3})*"
_WEEKDAYS: Final = r"[+-]?\d{0,2}(?:MO|TU|WE|TH|FR|SA|SU)"
_FORMS: Final = {
    "FREQ": re.compile("|".join(_FREQUENCIES)),
    "INTERVAL": re.compile(r"[1-9]\d{0,3}"),
    "COUNT": re.compile(r"[1-9]\d{0,3}"),
    "BYMONTH": re.compile(_NUMBERS),
    "BYMONTHDAY": re.compile(_NUMBERS),
    "BYSETPOS": re.compile(_NUMBERS),
    "BYDAY": re.compile(rf"{_WEEKDAYS}(?:,{_WEEKDAYS})*"),
    "REPORTS": re.compile("|".join(_MONTHS_REPORTED)),
    "HOLIDAYS": re.compile("NEXT|PREVIOUS"),
    "BEGINS": re.compile(r"\d{8}"),
    "UNTIL": re.compile(r"\d{8}"),
}


def read_rule(rule: str) -> Parts | None:
    """Read a rule into its parts; None if it is no recurrence (``on``, ``relative``), or not one that we make."""
    if not rule.startswith("FREQ="):
        return None
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    for name, value in parts.items():
        form = _FORMS.get(name)
        if form is None or not form.fullmatch(value):
            return None
    return parts if all(_is_day(parts[name]) for name in ("BEGINS", "UNTIL") if name in parts) else None


def write_rule(parts: Parts) -> str:
    """Write the parts of a rule as :func:`read_rule` reads them."""
    return ";".join(f"{name}={value}" for name, value in parts.items())


def has_days(rule: str) -> bool:
    """Whether a rule determines its days: every six months does not, every three days does from a stated first day."""
    return all(_has_days(read_rule(each)) for each in rule.split(" "))


def _has_days(parts: Parts | None) -> bool:
    if parts is None:
        return False
    by = parts.keys() & {"BYMONTHDAY", "BYDAY"}
    daily = parts["FREQ"] == "DAILY" and "INTERVAL" not in parts
    return bool(by) or daily or ("BEGINS" in parts and parts["FREQ"] in {"DAILY", "WEEKLY"})


def find_begin(rule: str, begins_on: date) -> date:
    """Return the day on which the first round opens: the rule's own if it is later, else ``begins_on``."""
    parts = read_rule(rule.partition(" ")[0]) or {}
    return max(_read_day(parts["BEGINS"]), begins_on) if "BEGINS" in parts else begins_on


def iterate_days(rule: str, begins_on: date) -> Iterator[date]:
    """Yield the days on which a rule's rounds are due, in order; none for a rule without days.

    Args:
        rule: The rule.
        begins_on: The day of the letter. Nothing is due on it; only a stated beginning (``BEGINS``) may itself be due.
    """
    if has_days(rule):
        for each in rule.split(" "):
            yield from _iterate_days(each, begins_on)


def _iterate_days(rule: str, begins_on: date) -> Iterator[date]:
    """Yield the days of a rule that does not change on the way."""
    from itertools import islice, takewhile

    parts = read_rule(rule) or {}
    opens_on = find_begin(rule, begins_on)
    stated = "BEGINS" in parts and _read_day(parts["BEGINS"]) == opens_on
    begin = opens_on if stated else opens_on + timedelta(days=1)
    if "REPORTS" in parts:
        begin = _find_end_of_time(opens_on, _MONTHS_REPORTED[parts["REPORTS"]])
    days = _ask_rrule(parts, begin)
    if "UNTIL" in parts:
        until = _read_day(parts["UNTIL"])
        days = takewhile(lambda day: day <= until, days)
    yield from islice(days, int(parts["COUNT"]) if "COUNT" in parts else None)


def iterate_deadlines(rule: str, begins_on: date) -> Iterator[tuple[date, date]]:
    """Yield each day of a rule (:func:`iterate_days`) with the day on which that round is due in fact.

    Of several that fall on one working day, only the first is a round; and none falls on a day before ``begins_on``.
    """
    earliest = find_begin(rule, begins_on)
    for day in iterate_days(rule, begins_on):
        due_on = find_working_deadline(rule, day)
        if due_on >= earliest:
            yield day, due_on
            earliest = due_on + timedelta(days=1)


def find_working_deadline(rule: str, day: date) -> date:
    """Return the day on which a round is due in fact that a rule lets end on a day: that day, unless it gives way."""
    if "HOLIDAYS=" not in rule:
        return day
    from circtrack.working_days import find_worked_from

    in_force = find_parts_on(rule, day)
    return find_worked_from(day, back=in_force["HOLIDAYS"] == "PREVIOUS") if "HOLIDAYS" in in_force else day


def find_parts_on(rule: str, day: date) -> Parts:
    """Return the parts of that rule, of several one after the other, which holds on a day."""
    found: Parts = {}
    for each in rule.split(" "):
        parts = read_rule(each) or {}
        if not found or parts.get("BEGINS", "") <= f"{day:%Y%m%d}":
            found = parts
    return found


def list_days(rule: str, begins_on: date, count: int = 3) -> list[date]:
    """List the first days on which the rounds of a letter of a day are due; empty for a rule without days."""
    from itertools import islice

    return [due_on for _, due_on in islice(iterate_deadlines(rule, begins_on), count)]


def _ask_rrule(parts: Parts, begin: date) -> Iterator[date]:
    """Yield the days from ``begin`` on that dateutil finds for the standard parts."""
    from dateutil.rrule import rrule

    found = rrule(
        _FREQUENCIES[parts["FREQ"]],
        dtstart=datetime.combine(begin, datetime.min.time()),
        until=datetime.combine(min(begin, date.max - _LONGEST) + _LONGEST, datetime.min.time()),
        interval=int(parts.get("INTERVAL", 1)),
        bymonth=_read_numbers(parts.get("BYMONTH")),
        bymonthday=_read_numbers(parts.get("BYMONTHDAY")),
        bysetpos=_read_numbers(parts.get("BYSETPOS")),
        byweekday=_read_weekdays(parts["BYDAY"]) if "BYDAY" in parts else None,
    )
    return (each.date() for each in found)


def _read_numbers(text: str | None) -> list[int] | None:
    return [int(number) for number in text.split(",")] if text else None


def _read_weekdays(text: str) -> list[weekday]:
    from dateutil.rrule import weekdays

    places = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
    days = []
    for each in text.split(","):
        day = weekdays[places.index(each[-2:])]
        days.append(day(int(each[:-2])) if each[:-2] else day)
    return days


def _find_end_of_time(day: date, months: int) -> date:
    """Return the first day after the month or quarter of a day; quarters of both years begin in the same months."""
    month = (day.month - 1) // months * months + months
    return date(day.year + month // 12, month % 12 + 1, 1)


def _is_day(text: str) -> bool:
    try:
        _read_day(text)
    except ValueError:
        return False
    return True


def _read_day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))
