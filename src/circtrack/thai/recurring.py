"""Recurring deadlines as iCalendar rules: ภายในวันที่ ๕ ของทุกเดือน, ทุกวันศุกร์, ทุกไตรมาส.

What makes a rule of the words is in ``recurring_rules``; their own beginning and end in ``recurring_bounds``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from circtrack.errors import Message
from circtrack.thai.counts import COUNT_PATTERN, read_count
from circtrack.thai.date_scan import BEFORE, SP, D, allow_lost_tones
from circtrack.thai.expression_model import Expression
from circtrack.thai.late_patterns import compile_late
from circtrack.thai.month_days import DAY_OF, read_day_of_month
from circtrack.thai.months import DOTTED_PATTERN, FULL_PATTERN, WEEKDAY_PATTERN, WEEKDAYS, month_number, weekday_number
from circtrack.thai.recurring_rules import (
    DAY_BEFORE,
    NO_DAY,
    NO_FIRST_DAY,
    NO_HOLIDAYS,
    QUARTER_ENDS,
    WEEK_ENDS,
    WEEKDAY_CODES,
    WORKING_WEEK,
    make_after_each,
    make_days_of_month,
    make_days_of_quarter,
    make_days_of_year,
    make_weekdays,
    make_working_day,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.thai.recurring_rules import Rule

    Part = dict[str, str | Any]

_EVERY: Final = rf"ทุก{SP}(?:ๆ{SP})?"
_CUE: Final = rf"(?:(?:ภายใน|ไม่เกิน|{BEFORE}|ใน|{_EVERY}){SP})?"
# Of days from and to, the last counts: ระหว่างวันที่ ๑ - ๑๐ ของทุกเดือน.
_FROM_DAY: Final = rf"(?:ใน)?(?:ระหว่าง|ตั้งแต่|ช่วง){SP}(?:วันที่?{SP})?{D}{{1,2}}{SP}(?:(?:จน)?ถึง|[-–]){SP}(?:วันที่?{SP})?"
# What may follow เดือน where it is that of no name.
_NO_MONTH_NAMED: Final = rf"(?!{SP}(?:{D}|{FULL_PATTERN}|{DOTTED_PATTERN}|นี้|หน้า|ก่อน|ที่{SP}{D}))(?!(?!ทุก|โดย|เริ่ม)[ก-๎])"
_EACH_MONTH: Final = rf"(?:{_EVERY}|แต่ละ{SP})เดือน"
_NEXT_MONTH: Final = rf"เดือน{SP}(?:ที่)?ถัด(?:ไป|จากเดือน(?!(?:ที่)?สิ้น|สุดท้าย)(?:ที่[ก-๎]{{2,20}})?)"
_QUARTER: Final = rf"(?:(?:วัน)?{SP}สิ้น(?:สุด)?)?(?:ของ)?(?:แต่ละ|ทุก)?{SP}ไตรมาส(?!{SP}(?:ที่|{D}))"
_WHICH: Final = (
    rf"(?P<next_quarter>เดือน(?:แรก)?{SP}(?:ถัดจาก|ถัดไปจาก|ถัดไปของ|ถัดไปหลัง(?:จาก)?|หลัง(?:จาก)?)(?:เดือน(?:ที่)?(?:สุดท้าย(?:ของ)?)?)?{_QUARTER}"
    rf"|เดือนแรก(?:ของ|ใน){SP}ไตรมาส(?:ถัดไป|ต่อไป))"
    rf"|(?P<of_quarter>เดือน(?P<quarter_month>แรก|สุดท้าย)(?:ของ|ใน)(?:ทุก|แต่ละ){SP}ไตรมาส)"
    rf"|(?P<next>{_NEXT_MONTH})|{_EACH_MONTH}|เดือน{_NO_MONTH_NAMED}"
)
_MORE_DAYS: Final = rf"(?P<more>(?:{SP}(?:,|และ){SP}(?:{_CUE}วันที่?{SP})?{D}{{1,2}}){{1,4}})"
_MORE: Final = _MORE_DAYS.replace("?P<more>", "?:")
_NO_DATE: Final = rf"(?!{SP}(?:{D}|{FULL_PATTERN}|{DOTTED_PATTERN}|[./-]{D}|(?:,|และ){SP}(?:วันที่?{SP})?{D}|ของ|เดือน))"
_TIMES: Final = rf"ละ{SP}(?:{COUNT_PATTERN}{SP})?ครั้ง"
_MONTH_ENDS: Final = r"(?:วัน)?สิ้นเดือน"
_EVERY_YEAR: Final = rf"(?:ของ)?{SP}(?:เป็นประจำ)?{SP}(?:{_EVERY}|แต่ละ{SP})ปี(?:งบประมาณ|การศึกษา|ปฏิทิน)?"
_TERM: Final = r"(?:ภาคเรียน|ภาคการศึกษา)"
_OFTEN_A_YEAR: Final = (
    rf"(?:(?:{_EVERY}|แต่ละ{SP}|ราย)(?:ปี(?:งบประมาณ|การศึกษา|ปฏิทิน)?|ครึ่งปี(?:งบประมาณ)?|{_TERM}|ไตรมาส)"
    rf"|{_EVERY}(?:รอบ{SP})?(?:๖|6|หก|๓|3|สาม){SP}เดือน|(?:ปี|{_TERM}|ไตรมาส){SP}{_TIMES})"
)
_LABEL: Final = (
    rf"(?:(?:(?:ครั้ง|รอบ|งวด|ไตรมาส|{_TERM}){SP}ที่{SP}{D}|รอบ{SP}{D}{{1,2}}{SP}เดือน(?:แรก|หลัง)?|ครึ่งปี(?:แรก|หลัง))"
    rf"{SP}:?{SP})?"
)
_YEAR_DAY: Final = rf"{_CUE}(?:วันที่?{SP})?(?:{D}{{1,2}}{SP}|(?:(?:วัน)?สิ้น)?{SP}เดือน{SP})(?:เดือน{SP})?(?:{FULL_PATTERN})"
_DAY_OF_MONTHS: Final = (
    rf"{_CUE}วันที่?{SP}{D}{{1,2}}{SP}ของ{SP}เดือน{SP}(?:{FULL_PATTERN})"
    rf"(?:{SP}(?:,|และ)?{SP}(?:เดือน{SP})?(?:{FULL_PATTERN})){{1,11}}"
)
_YEAR_DAYS: Final = (  # never tried in other lengths
    rf"(?>{_DAY_OF_MONTHS}|{_YEAR_DAY}(?:{SP}(?:,|และ)?{SP}{_LABEL}{_YEAR_DAY}){{0,5}})"
)
_ONE_YEAR_DAY: Final = compile_late(
    allow_lost_tones(
        rf"(?:(?P<before>{BEFORE}){SP}วันที่?{SP})?(?:(?P<day>{D}{{1,2}}){SP})?(?:เดือน{SP})?(?P<month>{FULL_PATTERN})"
    )
)
# Counted from each end of a month or a quarter: its last day is over before the first day of the count begins.
_AFTER_EACH: Final = (
    rf"ภายใน{SP}(?P<after>{COUNT_PATTERN}){SP}(?P<after_working>วันทำการ|วันทำงาน|วัน){SP}"
    rf"(?:นับ(?:ตั้งแต่|แต่|จาก|ถัดจาก)|หลัง(?:จาก)?|ถัดจาก){SP}(?:วัน{SP})?(?:ที่)?สิ้น(?:สุด)?(?:ของ)?(?:แต่ละ|ทุก)?{SP}"
    rf"(?:(?P<after_unit>ไตรมาส|เดือน|ครึ่งปีงบประมาณ)(?!{SP}(?:ที่|{D}|{FULL_PATTERN}|นี้|หน้า))(?:ของ{SP}{_EACH_MONTH})?"
    rf"|(?P<after_year>ปีงบประมาณ|ปีปฏิทิน|ปี){SP}{_EVERY_YEAR})"
)
_FIRST_DAYS: Final = (
    rf"ภายใน{SP}(?P<first_days>{COUNT_PATTERN}){SP}(?P<first_working>วันทำการ|วันทำงาน|วัน)(?:แรก)?{SP}ของ{SP}"
    rf"(?:(?P<first_next>{_NEXT_MONTH})|{_EACH_MONTH}|เดือน{_NO_MONTH_NAMED})"
)
_MORE_WEEKDAYS: Final = (
    rf"(?:(?:{SP}(?:,|และ|ถึง|[-–]){SP}(?:{_EVERY})?(?:วัน)?{SP}|[ ](?:วัน)?)(?:{WEEKDAY_PATTERN})(?!{SP}(?:ที่|ละ))){{1,5}}"
)
_EACH_WEEK: Final = rf"(?:{_EVERY}|แต่ละ{SP})(?:สัปดาห์|อาทิตย์)"
_FREQUENCIES: Final = {"วัน": "DAILY", "สัปดาห์": "WEEKLY", "อาทิตย์": "WEEKLY", "เดือน": "MONTHLY", "ปี": "YEARLY"}

_RECURRING: Final = compile_late(
    allow_lost_tones(rf"""
    (?=[ภไกทวสเปอใรแตช])(?:            # the possible first letters: rejects most positions quickly
    (?:(?:(?P<before>{BEFORE})(?:{SP}{_EVERY})?|{_CUE})วันที่?{SP}|{_FROM_DAY})(?P<day>{D}{{1,2}}){_MORE_DAYS}?
      (?:{SP}ของ{SP}(?P<which>{_WHICH})|{SP}(?:เป็นประจำ)?{SP}{_EACH_MONTH})
    | (?:(?P<middle_every>{_EVERY})|{_CUE})วันที่?{SP}(?P<middle>{D}{{1,2}}){SP}และ{SP}(?:ภายใน)?{_MONTH_ENDS}
      (?P<middle_each>{SP}(?:ของ)?{SP}{_EACH_MONTH})?{_NO_MONTH_NAMED}
    | (?P<on_before>{BEFORE}{SP})?{_EVERY}วันที่?{SP}(?P<on_day>{D}{{1,2}})(?P<on_more>{_MORE})?{_NO_DATE}
    | (?:เป็นประจำ{SP})?(?:{_EACH_MONTH}|รายเดือน|เดือน{SP}{_TIMES}){SP}\(?(?:โดย|คือ)?(?:ให้)?(?:ส่ง|รายงาน|แจ้ง)?{SP}
      (?:(?P<bare_before>{BEFORE})|{_CUE}){SP}วันที่?{SP}(?P<bare_day>{D}{{1,2}})
      (?:(?P<bare_end>{SP}และ{SP}(?:ภายใน)?{_MONTH_ENDS}){_NO_MONTH_NAMED}|(?P<bare_more>{_MORE})?{_NO_DATE})
    | {_AFTER_EACH}
    | {_FIRST_DAYS}
    | (?:(?P<day_of_before>{BEFORE}{SP})|{_CUE})(?P<day_of>{DAY_OF})
      (?:(?P<day_of_next>{_NEXT_MONTH})|เดือน{_NO_MONTH_NAMED})
    | {_LABEL}(?P<year_days>{_YEAR_DAYS}){SP}{_EVERY_YEAR}
    | (?:เป็นประจำ{SP})?{_OFTEN_A_YEAR}{SP}\(?{_LABEL}(?P<yearly>{_YEAR_DAYS})
      (?:{SP}{_EVERY_YEAR}|(?!{SP}(?:พ\.?{SP}ศ|{D}|ปี)))
    | (?:เป็นประจำ{SP})?(?:{_EVERY}|แต่ละ{SP}|ราย|(?=ไตรมาสละ))ไตรมาส(?:{SP}{_TIMES})?{SP}\(?
      {_CUE}วันที่?{SP}(?P<quarter_day>{D}{{1,2}}){_NO_DATE}
    | (?:(?P<week_end_before>{BEFORE}{SP})|{_CUE})
      วันทำการ(?P<week_end>แรก|สุดท้าย)ของ{SP}(?:ทุก|แต่ละ)?{SP}สัปดาห์(?!{SP}[ก-๎0-9๐-๙])
    | (?:{_FROM_DAY}|{_CUE})(?P<month_end>(?:ทุก)?{SP}(?:วัน)?สิ้นเดือน(?:ของ)?{SP}{_EACH_MONTH}
      |{_EVERY}(?:วัน)?สิ้นเดือน(?!{SP}(?:{FULL_PATTERN})))
    | {_EVERY}(?P<each_year>(?:(?:วัน)?สิ้น)?เดือน{SP}(?:{FULL_PATTERN}))(?!{SP}(?:พ\.?{SP}ศ|{D}|ปี|และ|,))
    | (?:(?P<weekday_before>{BEFORE})|ภายใน|ไม่เกิน|ใน)?{SP}วัน{SP}(?P<of_week>{WEEKDAY_PATTERN})
      {SP}(?:ของ)?{SP}{_EACH_WEEK}
    | (?:เป็นประจำ{SP})?(?:{_EACH_WEEK}|{_EVERY}(?P<weeks_between>{COUNT_PATTERN}){SP}(?:สัปดาห์|อาทิตย์)
      |(?:สัปดาห์|อาทิตย์){SP}{_TIMES}){SP}
      \(?(?:โดย|คือ)?(?:ให้)?(?:ส่ง|รายงาน|แจ้ง)?{SP}
      (?:(?P<by_weekday_before>{BEFORE})|ภายใน|ไม่เกิน|ใน|ทุก)?{SP}วัน{SP}(?P<by_weekday>{WEEKDAY_PATTERN})(?!{SP}(?:ที่|และ|,))
      (?:{SP}ของ{SP}(?:{_EACH_WEEK}|สัปดาห์))?
    | (?P<every_before>{BEFORE}{SP})?{_EVERY}วัน{SP}(?P<weekday>{WEEKDAY_PATTERN})(?P<more_weekdays>{_MORE_WEEKDAYS})?
      (?:{SP}(?:ของ)?{SP}(?:(?P<weeks>สัปดาห์ที่{SP}{D}(?:{SP}(?:,|และ){SP}(?:สัปดาห์ที่)?{SP}{D}){{0,3}}
      |ที่{SP}{D}(?:{SP}(?:,|และ){SP}(?:(?:วัน{SP}(?P=weekday){SP})?ที่)?{SP}{D}){{1,3}}
        {SP}ของ{SP}(?:{_EACH_MONTH}|เดือน{_NO_MONTH_NAMED}))
      |แต่ละสัปดาห์|สัปดาห์))?(?!{SP}ที่{SP}{D})
    | (?:เป็นประจำ{SP})?{_EVERY}(?P<quarter>(?:วัน)?{SP}(?P<quarter_end>สิ้น(?:สุด)?)?{SP}ไตรมาส)
      (?:{SP}(?:ของ)?{SP}(?:ทุก)?ปี(?:งบประมาณ|ปฏิทิน)(?!{SP}(?:พ\.|{D})))?
    | (?P<once_a_quarter>ไตรมาส{SP}ละ{SP}(?:(?:๑|1|หนึ่ง){SP})?ครั้ง)
    | {_EVERY}(?:วัน)?(?:สิ้น)?(?P<half>ครึ่งปี)(?P<half_of>งบประมาณ|ปฏิทิน)?
    | (?:{_EVERY}(?:สิ้น)?(?P<term>{_TERM})|(?P<once_a_term>{_TERM}{SP}{_TIMES}))
    | {_EVERY}(?:รอบ{SP})?(?P<every>{COUNT_PATTERN}){SP}(?P<unit>วัน(?:ทำการ|ทำงาน)?|สัปดาห์|อาทิตย์|เดือน|ปี)(?!ที่)
    | (?P<alternate>สัปดาห์|อาทิตย์|เดือน|ปี){SP}เว้น{SP}(?P=alternate)(?![ก-๎])
    | {_EVERY}(?:{COUNT_PATTERN}{SP})?(?P<hours>ชั่วโมง|ชม\.)
    | (?P<each>วัน|สัปดาห์|อาทิตย์|เดือน|ปี){SP}ละ{SP}(?:(?P<times>{COUNT_PATTERN}){SP})?ครั้ง
    | {_EVERY}(?P<part>ต้น|กลาง|ปลาย)เดือน
    | {_CUE}(?P<week_of>สัปดาห์(?:แรก|สุดท้าย|ที่{SP}{D}))(?:ของ|ใน)?{SP}(?:{_EACH_MONTH}|เดือน{_NO_MONTH_NAMED})
    | (?:เป็นประจำ{SP})?{_EVERY}(?P<plain>วันทำการ|วันราชการ|สัปดาห์
      |เดือน(?!{SP}(?:{FULL_PATTERN}))|วัน(?![ก-๎]|{SP}{D})
      |วัน(?=ตั้งแต่|เริ่ม|จน|ใน|ระหว่าง|ก่อน|ภายใน|โดย|เวลา|ไม่))
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
    for read in (_make_month_rule, _make_year_rule, _make_week_rule, _make_quarter_rule):
        if rule := read(part):
            return rule
    return _make_day_of_month(match) if part["day_of"] else _make_frequency_rule(part)


def _make_month_rule(part: Part) -> Rule | None:
    if first := part["day"] or part["on_day"] or part["bare_day"]:
        days = [int(first), *_read_numbers(part["more"] or part["on_more"] or part["bare_more"])]
        days += [-1] if part["bare_end"] else []
        before = bool(part["before"] or part["bare_before"] or part["on_before"])
        if part["next_quarter"] or part["of_quarter"]:
            last = (part["quarter_month"] or "").startswith("สุด")
            rule = make_days_of_quarter(days[0], last_month=last, reports=bool(part["next_quarter"]))
            return rule if len(days) == 1 and not before else None
        return make_days_of_month(days, before=before, reports=bool(part["next"]))
    if part["middle"]:
        each = part["middle_each"] or part["middle_every"]
        return make_days_of_month([int(part["middle"]), -1]) if each else None
    if part["month_end"]:
        return "FREQ=MONTHLY;BYMONTHDAY=-1", ()
    if part["first_days"]:
        return _make_first_days(part)
    return None


def _make_first_days(part: Part) -> Rule | None:
    """Make the rule of the end of each month's first days: ภายใน ๕ วันทำการแรกของเดือนถัดไป."""
    count, reports = read_count(part["first_days"]) or 0, bool(part["first_next"])
    if part["first_working"] == "วัน":
        return make_days_of_month([count], reports=reports)
    return make_working_day(count, reports=reports) if 1 <= count <= 20 else None


def _make_year_rule(part: Part) -> Rule | None:
    if part["after"]:
        count, working = read_count(part["after"]) or 0, part["after_working"] != "วัน"
        return make_after_each(count, part["after_unit"] or part["after_year"], working=working)
    if words := part["year_days"] or part["yearly"] or part["each_year"]:
        of_all = re.search(rf"({D}{{1,2}}){SP}ของ", words)  # one day of several months
        day = int(of_all[1]) if of_all else 0
        return make_days_of_year([_read_year_day(each, day) for each in _ONE_YEAR_DAY.finditer(words)])
    if part["half_of"]:
        months = "3,9" if part["half_of"] == "งบประมาณ" else "6,12"
        return f"FREQ=YEARLY;BYMONTH={months};BYMONTHDAY=-1", (Message("no day named: the half-year's last"),)
    if part["half"]:
        return "FREQ=MONTHLY;INTERVAL=6", (Message("of the budget year or of the calendar, no day named"),)
    if part["term"] or part["once_a_term"]:
        return "FREQ=YEARLY", (Message("the days of the school terms are not in the text"),)
    return None


def _read_year_day(one: re.Match[str], shared: int) -> tuple[int, int]:
    """Return the month and day of one of several days of a year; the day 0 is the last one of its month."""
    month, day = month_number(one["month"]), int(one["day"] or shared)
    if not (one["before"] and day):
        return month, day
    return (month, day - 1) if day > 1 else ((month - 2) % 12 + 1, 0)


def _make_week_rule(part: Part) -> Rule | None:
    if part["week_end"]:
        day = (0 if part["week_end"] == "แรก" else 4) - bool(part["week_end_before"])
        return f"FREQ=WEEKLY;BYDAY={WEEKDAY_CODES[day]}", (Message(NO_HOLIDAYS),)
    name = part["of_week"] or part["by_weekday"] or part["weekday"]
    if not name:
        return None
    before = bool(part["weekday_before"] or part["by_weekday_before"] or part["every_before"])
    if part["weeks"]:
        plain = not (before or part["more_weekdays"])
        return _make_weeks_of_month(WEEKDAY_CODES[weekday_number(name)], part["weeks"]) if plain else None
    days = _read_weekdays(name, part["more_weekdays"] or "")
    rule, notes = make_weekdays([(day - before) % 7 for day in days])
    if before:
        notes = tuple(Message("the day before วัน{weekday}", weekday=WEEKDAYS[day]) for day in days)
    if part["weeks_between"]:
        rule = rule.replace("WEEKLY", f"WEEKLY;INTERVAL={read_count(part['weeks_between']) or 1}")
        notes = (*notes, Message(NO_FIRST_DAY))
    return rule, notes


def _read_weekdays(first: str, more: str) -> list[int]:
    """Return the weekdays of a list (จันทร์ และวันพุธ), also of all from one to another (จันทร์ถึงวันศุกร์)."""
    days = [weekday_number(first)]
    for link, name in re.findall(f"(.*?)({WEEKDAY_PATTERN})", more):
        ahead = (weekday_number(name) - days[-1]) % 7 if re.search("ถึง|[-–]", link) else 0
        days += [*((days[-1] + each) % 7 for each in range(1, ahead)), weekday_number(name)]
    return days


def _make_weeks_of_month(code: str, weeks: str) -> Rule | None:
    numbers = [int(number) for number in re.findall(D, weeks)]
    if not all(1 <= number <= 5 for number in numbers):
        return None
    days = ",".join(f"{number}{code}" for number in numbers)
    return f"FREQ=MONTHLY;BYDAY={days}", (Message("weeks counted by that weekday"),)


def _make_quarter_rule(part: Part) -> Rule | None:
    if part["quarter_day"]:
        note = Message("of which month of the quarter day {day} is, is not said", day=int(part["quarter_day"]))
        return "FREQ=MONTHLY;INTERVAL=3", (note,)
    if part["quarter_end"]:
        return QUARTER_ENDS, ()
    if part["quarter"] or part["once_a_quarter"]:
        return QUARTER_ENDS, (Message("no day named: the quarter's last"),)
    return None


def _make_day_of_month(match: re.Match[str]) -> Rule | None:
    """Make the rule of a day by its place in each month: วันทำการสุดท้ายของทุกเดือน, วันศุกร์แรกของเดือน."""
    place = read_day_of_month(match)
    if place is None:
        return None
    if match["day_of_before"]:
        return "FREQ=MONTHLY", (Message(DAY_BEFORE, text=match["day_of"].strip()),)
    reports = bool(match["day_of_next"])
    if place.working:
        return make_working_day(place.number, reports=reports)
    if place.weekday is None:
        return make_days_of_month([place.number], reports=reports)
    rule = f"FREQ=MONTHLY;BYDAY={place.number}{WEEKDAY_CODES[place.weekday]}"
    return (f"{rule};REPORTS=MONTH" if reports else rule), ()


def _make_frequency_rule(part: Part) -> Rule | None:
    if part["part"] or part["week_of"]:
        return "FREQ=MONTHLY", (Message("a part of a month is no day"),)
    if part["plain"] or part["hours"]:
        return _make_every(part["plain"] or "hour")
    count = 2 if part["alternate"] else read_count(part["every"] or part["times"] or "1")
    unit = part["unit"] or part["each"] or part["alternate"]
    if not count or not unit:
        return None
    if part["every"] or part["alternate"]:
        return _make_every_so_many(count, unit)
    frequency = _FREQUENCIES[unit]
    if count == 1:
        return _make_once(frequency)
    return f"FREQ={frequency}", (Message("{count} times each, no days named", count=count),)


def _make_every_so_many(count: int, unit: str) -> Rule | None:
    """Make the rule of every so many days, weeks, months or years; of working days only if they are whole weeks."""
    if unit in _FREQUENCIES:
        return f"FREQ={_FREQUENCIES[unit]};INTERVAL={count}", (Message(NO_FIRST_DAY),)
    if count % 5:
        return None
    return f"FREQ=WEEKLY;INTERVAL={count // 5}", (Message(NO_FIRST_DAY), Message(NO_HOLIDAYS))


def _make_every(unit: str) -> Rule:
    if unit == "วัน":
        return "FREQ=DAILY", ()
    if unit == "hour":
        return "FREQ=DAILY", (Message("several times a day, one round each day"),)
    if unit in {"วันทำการ", "วันราชการ"}:
        return f"FREQ=WEEKLY;BYDAY={WORKING_WEEK}", (Message(NO_HOLIDAYS),)
    return _make_once(_FREQUENCIES[unit])


def _make_once(frequency: str) -> Rule:
    if frequency == "WEEKLY":
        return WEEK_ENDS, (Message("no day named: the week's last"),)
    return f"FREQ={frequency}", (Message(NO_DAY),)


def _read_numbers(text: str | None) -> list[int]:
    return [int(number) for number in re.findall(f"{D}+", text or "")]
