"""Recurring deadlines as iCalendar rules: ภายในวันที่ ๕ ของทุกเดือน, ทุกวันศุกร์, ทุกไตรมาส."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from circtrack.errors import N_, Message
from circtrack.thai.counts import COUNT_PATTERN, read_count
from circtrack.thai.date_scan import SP, D, allow_lost_tones
from circtrack.thai.expression_model import Expression
from circtrack.thai.month_days import DAY_OF, read_day_of_month
from circtrack.thai.months import FULL_PATTERN, WEEKDAY_PATTERN, month_number, weekday_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    Rule = tuple[str, tuple[Message, ...]]

_WEEKDAY_CODES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WORKING_WEEK: Final = "MO,TU,WE,TH,FR"
_NO_HOLIDAYS: Final = N_("public holidays are not in the rule")
_NO_DAY: Final = N_("no day named")
_CUE: Final = rf"(?:(?:ภายใน|ไม่เกิน|ก่อน|ทุก){SP})?"
_OF_MONTH: Final = rf"ทุก{SP}เดือน|แต่ละเดือน|เดือนถัดไป|เดือน(?!{SP}[ก-๎])"
_MORE_DAYS: Final = rf"(?P<more>(?:{SP}(?:,|และ){SP}(?:วันที่?{SP})?{D}{{1,2}}){{1,4}})"
# Counted from each end of a month or a quarter: its last day is over before the first day of the count begins.
_AFTER_EACH: Final = (
    rf"ภายใน{SP}(?P<after>{D}{{1,2}}){SP}วัน{SP}(?:นับ(?:ตั้งแต่|แต่|จาก|ถัดจาก)|หลัง(?:จาก)?){SP}วัน{SP}สิ้น(?:สุด)?"
)
_FREQUENCIES: Final = {"วัน": "DAILY", "สัปดาห์": "WEEKLY", "อาทิตย์": "WEEKLY", "เดือน": "MONTHLY", "ปี": "YEARLY"}

_RECURRING: Final = re.compile(
    allow_lost_tones(rf"""
    (?=[ภไกทวสเป])(?:              # the possible first letters: rejects most positions quickly
    (?:(?P<before>ก่อน)|{_CUE})วันที่?{SP}(?P<day>{D}{{1,2}}){_MORE_DAYS}?{SP}ของ{SP}(?P<which>{_OF_MONTH})
    | {_AFTER_EACH}(?:(?P<after_quarter>ไตรมาส)|เดือน)(?!{SP}(?:ที่|{D}|(?:{FULL_PATTERN})))
    | {_CUE}(?P<day_of>{DAY_OF})(?:เดือน(?!{SP}[ก-๎0-9๐-๙]))
    | {_CUE}วันที่?{SP}(?P<year_day>{D}{{1,2}}){SP}(?P<month>{FULL_PATTERN}){SP}(?:ของ)?{SP}ทุก{SP}ปี
    | {_CUE}วันทำการสุดท้ายของ{SP}(?:ทุก|แต่ละ)?{SP}(?P<last>สัปดาห์)(?!{SP}[ก-๎0-9๐-๙])
    | {_CUE}(?P<month_end>(?:ทุก)?{SP}(?:วัน)?สิ้นเดือน(?:ของ)?{SP}(?:ทุก{SP}เดือน|แต่ละเดือน)|ทุก{SP}(?:วัน)?สิ้นเดือน)
    | ทุก{SP}วัน{SP}(?P<weekday>{WEEKDAY_PATTERN})
      (?:{SP}(?:ของ)?{SP}(?:(?P<weeks>สัปดาห์ที่{SP}{D}(?:{SP}(?:,|และ){SP}(?:สัปดาห์ที่)?{SP}{D}){{0,3}})|แต่ละสัปดาห์|สัปดาห์))?
    | ทุก{SP}(?P<quarter>ไตรมาส)
    | ทุก{SP}(?P<every>{COUNT_PATTERN}){SP}(?P<unit>วัน|สัปดาห์|อาทิตย์|เดือน|ปี)(?!ที่)
    | (?P<each>วัน|สัปดาห์|เดือน|ปี){SP}ละ{SP}(?P<times>{COUNT_PATTERN}){SP}ครั้ง
    | (?:เป็นประจำ{SP})?ทุก{SP}(?P<plain>วันทำการ|สัปดาห์|เดือน|วัน(?![ก-๎]|{SP}{D}))
    )
    """),
    re.VERBOSE,
)


def find_recurring(text: str) -> Iterator[Expression]:
    """Yield the rules in repaired text, in order. ``rule`` is the RRULE; ``notes`` say what it cannot express."""
    for match in _RECURRING.finditer(text):
        if read := _make_rule(match):
            rule, notes = read
            yield Expression(*match.span(), "recurring", rule=rule, told=notes)


def _make_rule(match: re.Match[str]) -> Rule | None:
    part = match.groupdict()
    if part["day"] and part["more"]:
        days = [int(part["day"]), *map(int, re.findall(f"{D}+", part["more"]))]
        return _make_several(days, before=bool(part["before"]))
    if part["day"]:
        return _make_monthly(int(part["day"]), part["which"], before=bool(part["before"]))
    if part["after"] or part["day_of"]:
        return _make_day_of_month(match)
    if part["year_day"]:
        return _make_yearly(int(part["year_day"]), month_number(part["month"]) or 0)
    if part["weekday"]:
        return _make_weekly(_WEEKDAY_CODES[weekday_number(part["weekday"]) or 0], part["weeks"])
    return _make_end_rule(part) or _make_frequency_rule(part)


def _make_end_rule(part: dict[str, str | None]) -> Rule | None:
    if part["last"]:
        frequency = _FREQUENCIES[part["last"]]
        return f"FREQ={frequency};BYDAY={_WORKING_WEEK};BYSETPOS=-1", (Message(_NO_HOLIDAYS),)
    if part["month_end"]:
        return "FREQ=MONTHLY;BYMONTHDAY=-1", ()
    if part["quarter"]:
        return "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1", (Message("no day named: the quarter's last"),)
    return None


def _make_frequency_rule(part: dict[str, str | None]) -> Rule | None:
    if part["plain"]:
        if part["plain"] == "วัน":
            return "FREQ=DAILY", ()
        if part["plain"] == "วันทำการ":
            return f"FREQ=WEEKLY;BYDAY={_WORKING_WEEK}", (Message(_NO_HOLIDAYS),)
        return f"FREQ={_FREQUENCIES[part['plain']]}", (Message(_NO_DAY),)
    count = read_count(part["every"] or part["times"] or "")
    unit = part["unit"] or part["each"]
    if not count or not unit:
        return None
    frequency = _FREQUENCIES[unit]
    if part["every"]:
        return f"FREQ={frequency};INTERVAL={count}", (Message("no first day named"),)
    times = Message("{count} times each, no days named", count=count)
    return f"FREQ={frequency}", (Message(_NO_DAY) if count == 1 else times,)


def _make_monthly(day: int, which: str, *, before: bool) -> Rule | None:
    if not 1 <= day <= 31:
        return None
    notes = []
    if before:
        notes.append(Message("the day before day {day}", day=day))
        day = day - 1 or -1
    if which.endswith("ถัดไป"):
        notes.append(Message("of the month after the one reported on"))
    if day > 28:
        notes.append(Message("not every month has a day {day}", day=day))
    return f"FREQ=MONTHLY;BYMONTHDAY={day}", tuple(notes)


def _make_several(days: list[int], *, before: bool) -> Rule | None:
    """Make the rule of several days of each month: ภายในวันที่ ๕ และวันที่ ๒๐ ของทุกเดือน."""
    if before or not all(1 <= day <= 31 for day in days) or days != sorted(set(days)):
        return None
    short = tuple(Message("not every month has a day {day}", day=day) for day in days if day > 28)
    return f"FREQ=MONTHLY;BYMONTHDAY={','.join(map(str, days))}", short


def _make_after_each(days: int, *, quarterly: bool) -> Rule | None:
    """Make the rule of a day counted from each end of a month or a quarter: a day of the month after it."""
    if not 1 <= days <= (30 if quarterly else 28):
        return None
    months = "FREQ=YEARLY;BYMONTH=1,4,7,10" if quarterly else "FREQ=MONTHLY"
    return f"{months};BYMONTHDAY={days}", (Message("of the month after the one reported on"),)


def _make_day_of_month(match: re.Match[str]) -> Rule | None:
    """Make the rule of a day by its place in each month: วันทำการสุดท้ายของทุกเดือน, วันศุกร์แรกของเดือน."""
    if after := match["after"]:
        return _make_after_each(int(after), quarterly=bool(match["after_quarter"]))
    place = read_day_of_month(match)
    if place is None:
        return None
    if place.working:
        return f"FREQ=MONTHLY;BYDAY={_WORKING_WEEK};BYSETPOS={place.number}", (Message(_NO_HOLIDAYS),)
    if place.weekday is not None:
        return f"FREQ=MONTHLY;BYDAY={place.number}{_WEEKDAY_CODES[place.weekday]}", ()
    return f"FREQ=MONTHLY;BYMONTHDAY={place.number}", ()


def _make_yearly(day: int, number: int) -> Rule | None:
    if not 1 <= day <= (29 if number == 2 else 30 if number in {4, 6, 9, 11} else 31):
        return None
    notes = (Message("29 February: leap years only"),) if (day, number) == (29, 2) else ()
    return f"FREQ=YEARLY;BYMONTH={number};BYMONTHDAY={day}", notes


def _make_weekly(code: str, weeks: str | None) -> Rule | None:
    if not weeks:
        return f"FREQ=WEEKLY;BYDAY={code}", ()
    numbers = [int(number) for number in re.findall(D, weeks)]
    if not all(1 <= number <= 5 for number in numbers):
        return None
    days = ",".join(f"{number}{code}" for number in numbers)
    return f"FREQ=MONTHLY;BYDAY={days}", (Message("weeks counted by that weekday"),)
