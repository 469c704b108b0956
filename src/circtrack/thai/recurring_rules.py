"""Make the rule of a recurring deadline: an iCalendar RRULE, and what it leaves out as notes.

A rule whose round reports on a month or quarter that is over has the part ``REPORTS`` besides; the text's own beginning
and end are added afterwards (see ``recurring_bounds``).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from circtrack.errors import N_, Message
from circtrack.thai.counts import TONES

if TYPE_CHECKING:
    from collections.abc import Sequence

Rule = tuple[str, tuple[Message, ...]]

WEEKDAY_CODES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKING_WEEK: Final = "MO,TU,WE,TH,FR"
QUARTER_ENDS: Final = "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1"
WEEK_ENDS: Final = "FREQ=WEEKLY;BYDAY=SU"
"""Once a week without a day: by the week's last."""

NO_HOLIDAYS: Final = N_("public holidays are not in the rule")
NO_DAY: Final = N_("no day named")
NO_FIRST_DAY: Final = N_("no first day named")
NO_MONTH: Final = N_("of which months, is not said")
DAY_BEFORE: Final = N_("which day is the one before '{text}', is not said")
SHORT_MONTH: Final = N_("in a month without a day {day}, its last day")
NEXT_WORKING_DAY: Final = N_("of a day off, the next working day")
WORKING_DAY_BEFORE: Final = N_("of a day off, the working day before")
UNTIL_EVENT: Final = N_("it ends with an event whose day is not known")
NEXT_MONTH: Final = N_("of the month after the one reported on")
NEXT_QUARTER: Final = N_("of the quarter after the one reported on")

_QUARTERS_BEGIN: Final = "1,4,7,10"
_YEARS: Final = (2022, 2023)  # a count from the end of the latter passes a leap day


def make_days_of_month(days: Sequence[int], *, before: bool = False, reports: bool = False) -> Rule | None:
    """Make the rule of days of each month, -1 for its last; in a month without such a day its last day stands for it.

    Args:
        days: The days, rising; -1 only at the end.
        before: Whether the day before the (only) day is meant: ก่อนวันที่ ๕.
        reports: Whether the days are of the month after the one reported on.
    """
    plain = [day for day in days if day != -1]
    if not all(1 <= day <= 31 for day in plain) or list(plain) != sorted(set(plain)) or (before and len(days) > 1):
        return None
    notes = []
    if before:
        notes.append(Message("the day before day {day}", day=plain[0]))
        days = [plain[0] - 1 or -1]
    if reports:
        notes.append(Message(NEXT_MONTH))
    if short := [day for day in days if day > 28]:
        notes.append(Message(SHORT_MONTH, day=short[0]))
    if len(short) + (-1 in days) > 1:
        return None  # two days that are one in February
    rule = f"FREQ=MONTHLY;{_choose_days(days, short[0] if short else 0)}"
    return (f"{rule};REPORTS=MONTH" if reports else rule), tuple(notes)


def _choose_days(days: Sequence[int], short: int) -> str:
    """Write the days of a month; of the days up to one that not every month has, the last is taken."""
    if short == 31:
        return f"BYMONTHDAY={','.join(map(str, [*days[:-1], -1]))}"
    if not short:
        return f"BYMONTHDAY={','.join(map(str, days))}"
    candidates = [*days[:-1], *range(28, short + 1)]
    places = [*range(1, len(days)), -1]
    if 28 in days[:-1]:
        return f"BYMONTHDAY={','.join(map(str, days))}"
    return f"BYMONTHDAY={','.join(map(str, candidates))};BYSETPOS={','.join(map(str, places))}"


def make_days_of_quarter(day: int, *, last_month: bool = False, reports: bool = False) -> Rule | None:
    """Make the rule of a day of each quarter's first or last month."""
    if not 1 <= day <= 31 or (last_month and day > 30):
        return None
    rule = f"FREQ=YEARLY;BYMONTH={'3,6,9,12' if last_month else _QUARTERS_BEGIN};BYMONTHDAY={day}"
    if day == 31:  # April has 30 days
        rule = f"FREQ=YEARLY;BYMONTH={_QUARTERS_BEGIN};BYMONTHDAY=-1"
    return (f"{rule};REPORTS=QUARTER", (Message(NEXT_QUARTER),)) if reports else (rule, ())


def make_after_each(count: int, unit: str, *, working: bool) -> Rule | None:
    """Make the rule of a day counted from each end of a month, a quarter, half a budget year or a year.

    What is counted from is over before the first day of the count begins.
    """
    if working:
        return _make_working_after(count, unit)
    if unit == "เดือน":
        rule = make_days_of_month([count], reports=True) if count <= 28 else None
        return rule and (rule[0], (Message(NEXT_MONTH),))
    ends = {
        "ไตรมาส": ((3, 31), (6, 30), (9, 30), (12, 31)),
        "ครึงปีงบประมาณ": ((3, 31), (9, 30)),
        "ปีงบประมาณ": ((9, 30),),
    }.get(unit.translate(TONES), ((12, 31),))
    if not 1 <= count <= 180:
        return None
    days, before_a_leap_day = ([_count_after(date(year, *end), count) for end in ends] for year in _YEARS)
    rule = make_days_of_year(days) if days == before_a_leap_day else None
    if rule is None or unit != "ไตรมาส":
        return rule
    return f"{rule[0]};REPORTS=QUARTER", (Message(NEXT_QUARTER),)


def _count_after(end: date, count: int) -> tuple[int, int]:
    """Return the month and day that come so many days after a day."""
    day = end + timedelta(days=count)
    return day.month, day.day


def _make_working_after(count: int, unit: str) -> Rule | None:
    if not 1 <= count <= 20 or unit not in {"เดือน", "ไตรมาส"}:
        return None
    months = f";BYMONTH={_QUARTERS_BEGIN}" if unit == "ไตรมาส" else ""
    reports, note = ("QUARTER", NEXT_QUARTER) if months else ("MONTH", NEXT_MONTH)
    rule = f"FREQ=MONTHLY{months};BYDAY={WORKING_WEEK};BYSETPOS={count};REPORTS={reports}"
    return rule, (Message(note), Message(NO_HOLIDAYS))


def make_working_day(place: int, *, reports: bool = False) -> Rule:
    """Make the rule of a working day by its place in each month, -1 for the last."""
    rule = f"FREQ=MONTHLY;BYDAY={WORKING_WEEK};BYSETPOS={place}"
    if reports:
        return f"{rule};REPORTS=MONTH", (Message(NEXT_MONTH), Message(NO_HOLIDAYS))
    return rule, (Message(NO_HOLIDAYS),)


def make_days_of_year(days: Sequence[tuple[int, int]]) -> Rule | None:
    """Make the rule of days of each year from their months and days; the day 0 is the last one of its month.

    Months with different days need a place for each among all days of all these months.
    """
    days = sorted({_name_last_day(month, day) for month, day in days})
    if not all(_is_day_of_year(month, day) for month, day in days):
        return None
    if days == [(2, 29)]:
        return "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", (Message(SHORT_MONTH, day=29),)
    months, numbers = sorted({month for month, _ in days}), sorted({day for _, day in days})
    rule = f"FREQ=YEARLY;BYMONTH={','.join(map(str, months))};BYMONTHDAY="
    if (len(numbers) > 1 or -1 in numbers) and all(_is_last(month, day) for month, day in days):
        return f"{rule}-1", ()
    candidates = [(month, day) for month in months for day in numbers if _is_day_of_year(month, day)]
    if (2, -1) in days or (2, 29) in candidates:
        return None  # the places would differ in leap years
    rule += ",".join(map(str, numbers))
    if len(candidates) > len(days):
        rule += f";BYSETPOS={','.join(str(place) for place, each in enumerate(candidates, 1) if each in days)}"
    return rule, ()


def _name_last_day(month: int, day: int) -> tuple[int, int]:
    """Return the month and day; the last day of a month by its number, -1 in February."""
    if day:
        return month, day
    return month, (-1 if month == 2 else 30 if month in {4, 6, 9, 11} else 31)


def _is_day_of_year(month: int, day: int) -> bool:
    return day == -1 or 1 <= day <= (29 if month == 2 else 30 if month in {4, 6, 9, 11} else 31)


def _is_last(month: int, day: int) -> bool:
    return day == -1 or (month != 2 and day == _name_last_day(month, 0)[1])


def make_weekdays(numbers: Sequence[int]) -> Rule:
    """Make the rule of weekdays, Monday being 0."""
    codes = [WEEKDAY_CODES[number] for number in sorted(set(numbers))]
    notes = (Message(NO_HOLIDAYS),) if ",".join(codes) == WORKING_WEEK else ()
    return f"FREQ=WEEKLY;BYDAY={','.join(codes)}", notes


def make_quarterly(monthly: str) -> str:
    """Return a rule of the month after each month reported on as one of the month after each quarter."""
    months = monthly.replace("FREQ=MONTHLY;", f"FREQ=MONTHLY;BYMONTH={_QUARTERS_BEGIN};")
    return months.replace("REPORTS=MONTH", "REPORTS=QUARTER")
