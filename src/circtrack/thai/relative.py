"""Deadlines counted from an event: ภายใน ๗ วัน นับแต่วันที่ได้รับหนังสือ.

Practice differs on whether the event's own day is the first day of the count: the law does not count it, the
government's own letters often do. Both readings are given and the earlier is used, unless the text says นับถัดจาก.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from circtrack.errors import N_, Message
from circtrack.thai.counts import COUNT_PATTERN, TONES, read_count
from circtrack.thai.date_scan import NL, SP, D, allow_lost_tones
from circtrack.thai.expression_model import Anchor, Expression, Relative, Unit
from circtrack.thai.late_patterns import compile_late
from circtrack.thai.times import is_clock
from circtrack.thai.years import read_year, to_be_year

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from circtrack.thai.date_model import FoundDate
    from circtrack.thai.workdays import WorkingDays

_UNITS: Final[dict[str, Unit]] = {
    "วันทำการ": "working_day",
    "วันทำงาน": "working_day",
    "วัน": "day",
    "สัปดาห์": "week",
    "อาทิตย์": "week",
    "เดือน": "month",
    "ปี": "year",
    "ชัวโมง": "hour",  # looked up without tone marks
    "ชม.": "hour",
}
_UNIT: Final = r"วันทำการ|วันทำงาน|วัน(?!ที่|นี้|หยุด)|สัปดาห์|อาทิตย์|เดือน|ปี(?!งบ)|ชั่วโมง|ชม\."
# Behind the event in the same breath: …ได้รับหนังสือนี้และในระหว่างนี้ให้รายงานความคืบหน้าภายในวันที่….
_ANOTHER_DUTY: Final = (
    r"(?:และ|พร้อม(?:ทั้ง|กับ)?|แล้ว|จากนั้น|ทั้งนี้|รวมทั้ง)(?=[^\s()\n]{0,60}?(?:ภายใน|ไม่เกิน|ให้(?!แก่|บริการ|เช่า|กู้|ความ)))"
)
_RELATIVE: Final = compile_late(
    allow_lost_tones(rf"""
    (?=[ภไใหเสยแกรพ0-9๐-๙])        # the possible first letters: rejects most positions quickly
    (?P<cue>(?:ภายใน(?:กำหนด)?(?:ระยะเวลา)?|ไม่เกิน(?:กว่า)?|ใน){SP})?
    (?<!{D})(?P<count>{COUNT_PATTERN}){SP}
    (?:\({SP}(?P<word>{COUNT_PATTERN}){SP}(?P<unit_in>วันทำการ|วัน|เดือน)\)|(?:\({SP}(?P<again>{COUNT_PATTERN}){SP}\){SP})?(?P<unit>{_UNIT}))
    {D}?                                                   # a footnote's mark
    (?:{NL}(?P<counting>(?:โดย)?(?:ให้)?(?:เริ่ม)?นับ(?:ถัด)?(?:ตั้งแต่|แต่|จาก|ต่อจาก)|ตั้งแต่|หลัง(?:จาก)?|ถัดจาก|ก่อน)
       {SP}(?P<event>(?:(?!หาก|มิฉะนั้น|เว้นแต่|ประกอบด้วย|สำหรับ|ได้แก่|พร้อม(?:แนบ|ส่ง)|{_ANOTHER_DUTY})[^\s()\n]){{0,80}}
        (?:[ ](?:พ\.ศ\.|{D}{{1,4}})[^\s()\n]{{0,40}}){{0,3}}))?
    """),
    re.VERBOSE,
)
# The event may come first: ก่อนวันเปิดซองไม่น้อยกว่า ๕ วัน.
_BACK: Final = compile_late(
    allow_lost_tones(
        rf"ก่อน(?:ถึง)?{SP}(?P<event>[^\n()]{{2,60}}?){SP}(?:เป็นเวลา|ล่วงหน้า)?(?:ไม่น้อยกว่า|อย่างน้อย|ไม่ต่ำกว่า){SP}"
        rf"(?P<count>{COUNT_PATTERN}){SP}(?P<unit>{_UNIT})"
    )
)
_AT_LEAST: Final = compile_late(allow_lost_tones("ไม่น้อยกว่า|อย่างน้อย|ไม่ต่ำกว่า"))
# A period's own length, before the days that it has: ๓ วัน ตั้งแต่วันที่ ๒๐ - ๒๒ มีนาคม.
_FROM_A_DAY: Final = compile_late(allow_lost_tones(rf"(?:วันที่?)?{SP}{D}"))
_RESOLVED: Final = compile_late(allow_lost_tones(rf"{SP}\({SP}(?:ภายใน)?วันที่?"))
_FROM_HOUR: Final = compile_late(
    allow_lost_tones(
        rf"เวลา\s{{0,3}}(?P<hour>{D}{{1,2}})[.:](?P<minute>{D}{{2}})\s{{0,3}}(?:น\.?|นาฬิกา)?\s{{0,3}}(?:ของ|ใน)?\s{{0,3}}(?:วันที่?)?\s{{0,3}}"
    )
)
_FISCAL_YEAR: Final = compile_late(allow_lost_tones(rf"สิ้นปีงบประมาณ{SP}(?:พ\.?ศ\.?)?{SP}(?P<year>{D}{{4}}|{D}{{2}})?"))
_YEAR: Final = compile_late(allow_lost_tones(rf"สิ้นปี(?!งบ|บัญชี){SP}(?:พ\.?ศ\.?)?{SP}(?P<year>{D}{{4}}|{D}{{2}})?"))
_LETTER: Final = compile_late(
    allow_lost_tones(
        r"วันที่(?:ใน|ของ|ลงใน|ปรากฏใน|ออก)หนังสือ(?!รับรอง|สัญญา|มอบ|ค้ำ|แสดง|อนุญาต|อนุมัติ|เชิญ)|วันที่?ลงนาม(?=$|ใน(?:หนังสือ(?:ฉบับ)?(?:นี้)?$|หนังสือ(?:ฉบับ)?นี้))"
    )
)
# Each recipient's own receipt of this letter. Another office's receipt (วันที่จังหวัดได้รับหนังสือ), or that of a later
# letter (ได้รับหนังสืออนุมัติ), is an event like any other.
_RECEIPT: Final = compile_late(
    allow_lost_tones(
        r"(?:(?:วัน)?ถัด(?:จาก)?)?(?:วัน)?(?:ที่)?(?:ท่าน)?(?:ได้)?รับ(?:แจ้ง)?หนังสือ(?:ฉบับนี้|นี้)?"
        r"(?:$|[,.]|เป็นต้นไป|เพื่อ|และ|โดย|ทาง|ผ่าน|พร้อม|แล้ว)"
    )
)


def find_relative(text: str, dates: Sequence[FoundDate], written_on: date | None) -> Iterator[Expression]:
    """Yield the relative deadlines in repaired text, in order, resolved if the day of the event is known.

    Args:
        text: Repaired text.
        dates: The dates found in it.
        written_on: The letter's own date.
    """
    for match in _RELATIVE.finditer(text):
        count = read_count(match["count"])
        if not count or not (match["counting"] or _is_cue(match, text)) or _is_length(match):
            continue
        relative, end = _read_match(match, count, dates, written_on)
        plain = Expression(match.start(), end, "relative", rule="relative", relative=relative)
        if (again := match["word"] or match["again"]) and read_count(again) != count:
            differ = Message("its figures and its words differ")
            yield plain._replace(relative=None, problem="ambiguous", told=(differ,))
        elif relative.unit == "hour" and (hours := _count_hours(plain, relative, match, dates)):
            yield hours
        else:
            yield resolve_if_dated(plain, relative)


def find_counted_back(text: str, dates: Sequence[FoundDate]) -> Iterator[Expression]:
    """Yield the deadlines in repaired text that are counted back from an event named before the count."""
    if not _AT_LEAST.search(text):  # a quick test before the full pattern
        return
    for match in _BACK.finditer(text):
        if count := read_count(match["count"]):
            plain = Relative(count, _read_unit(match["unit"]), event=match["event"], next_day=True, backwards=True)
            found = _find_event_date(*match.span("event"), dates)
            if found is not None:
                plain = replace(plain, anchor="date", from_day=found.day, event=found.text)
            relative = Expression(*match.span(), "relative", rule="relative", relative=plain)
            yield resolve_if_dated(relative, plain)


_from_next_day = False


def choose_counting(*, from_next_day: bool) -> None:
    """Choose which of two readings counts: the one from the day after the event, or the earlier (the default)."""
    global _from_next_day  # noqa: PLW0603 - a process works for one office, which counts in one way
    _from_next_day = from_next_day


def count_due_dates(relative: Relative, event: date, *, working_days: WorkingDays | None = None) -> tuple[date, ...]:
    """Return the last days that a relative deadline can mean, the one that counts first; one if there is no doubt.

    The earlier counts, unless it is the office's way not to count the event's own day (``choose_counting``).

    Args:
        relative: The deadline.
        event: The day of the event.
        working_days: Tells working days from days off; without it, a deadline in working days has no last day.
    """
    if relative.unit == "hour":
        return ()
    if relative.unit == "working_day":
        if working_days is None:
            return ()
        excluded = _count_working_days(relative, event, working_days)
        one_less = _count_working_days(replace(relative, count=relative.count - 1), event, working_days)
        readings = (one_less if working_days(event) else excluded, excluded)
    else:
        try:
            excluded = _shift(event, relative)
        except (ValueError, OverflowError):  # a count beyond the calendar is not a deadline
            return ()
        readings = (excluded + timedelta(days=1 if relative.backwards else -1), excluded)
    if relative.next_day or readings[0] == readings[1]:
        return (excluded,)
    return readings[::-1] if _from_next_day else (min(readings), max(readings))


def resolve(expression: Expression, event: date, *, working_days: WorkingDays | None = None) -> Expression:
    """Set the last day of a relative deadline from the day of its event; of two readings, the earlier."""
    if expression.relative is None:
        return expression
    readings = count_due_dates(expression.relative, event, working_days=working_days)
    if not readings:
        return expression
    notes = explain_counting(expression.relative, event, readings, working_days)
    return expression._replace(last=readings[0], readings=readings if len(readings) > 1 else (), told=notes, problem="")


def explain_counting(
    relative: Relative, event: date, readings: Sequence[date], working_days: WorkingDays | None
) -> tuple[Message, ...]:
    """Explain a count: from which day, its other reading, and until when the holidays are known."""
    notes = [Message("counted from {event}", event=event)]
    if len(readings) > 1:
        # Counting back, including the event's own day moves the last day towards the event: later.
        counts, does_not = N_("{day} if the first day counts"), N_("{day} if the first day does not count")
        notes.append(Message(counts if is_first_counted(relative, readings) else does_not, day=readings[1]))
    if relative.unit == "working_day" and working_days is not None:
        notes.append(working_days.caution)
    return tuple(notes)


def is_first_counted(relative: Relative, readings: Sequence[date]) -> bool:
    """Whether the second of two readings is the one that counts the event's own day."""
    return (readings[1] > readings[0]) == relative.backwards


def _read_unit(word: str) -> Unit:
    return _UNITS[word.translate(TONES)]


def _is_cue(match: re.Match[str], text: str) -> bool:
    """Whether a count is a deadline: after ภายใน, or before a date in brackets; ใน and ไม่เกิน alone do not suffice."""
    return (match["cue"] or "").startswith("ภายใน") or bool(_RESOLVED.match(text, match.end()))


def _is_length(match: re.Match[str]) -> bool:
    from_a_day = match["cue"] is None and (match["counting"] or "").startswith(("ตั้งแต่", "ตังแต"))
    return bool(from_a_day and _FROM_A_DAY.match(match["event"]))


def _read_match(
    match: re.Match[str], count: int, dates: Sequence[FoundDate], written_on: date | None
) -> tuple[Relative, int]:
    counting, event = match["counting"] or "", match["event"] or ""
    plain = Relative(
        count,
        _read_unit(match["unit"] or match["unit_in"]),
        event=event,
        next_day="ถัด" in counting or event.startswith(("วันถัด", "ถัด")),
        backwards=counting in {"ก่อน", "กอน"},
    )
    if found := _find_event_date(*match.span("event"), dates):
        return replace(plain, anchor="date", from_day=found.day, event=found.text), max(match.end(), found.end)
    anchor, from_day = _find_anchor(plain, written_on)
    return replace(plain, anchor=anchor, from_day=from_day), match.end()


def _count_hours(
    plain: Expression, relative: Relative, match: re.Match[str], dates: Sequence[FoundDate]
) -> Expression | None:
    """Count hours from an hour of a day: ภายใน ๒๔ ชั่วโมง นับแต่เวลา ๐๘.๓๐ น. ของวันที่ …."""
    hour = _FROM_HOUR.match(match.string, match.start("event")) if match["event"] else None
    found = _find_event_date(hour.end(), hour.end(), dates) if hour else None
    if hour is None or found is None or found.day is None or not is_clock(int(hour["hour"]), int(hour["minute"])):
        return None
    count = -relative.count if relative.backwards else relative.count
    day = datetime.combine(found.day, time.min)
    due = day + timedelta(hours=int(hour["hour"]) + count, minutes=int(hour["minute"]))
    counted = replace(relative, anchor="date", from_day=found.day, event=match.string[hour.start() : found.end])
    told = (Message("counted from {event}", event=counted.event),)
    return plain._replace(end=found.end, last=due.date(), time=f"{due:%H:%M}", relative=counted, told=told)


def _find_event_date(begin: int, end: int, dates: Sequence[FoundDate]) -> FoundDate | None:
    """Return the date that the event is, after at most a few words."""
    for place in range(bisect_left(dates, begin, key=attrgetter("start")), len(dates)):
        found = dates[place]
        if found.start > min(end, begin + len("วันถัดจากวันที่ ")):
            return None
        if found.day:
            return found
    return None


def _find_anchor(relative: Relative, written_on: date | None) -> tuple[Anchor, date | None]:
    event = relative.event
    if fiscal := _FISCAL_YEAR.search(event):
        return "fiscal_year_end", _find_year_end(fiscal["year"], (9, 30), relative, written_on)
    if year := _YEAR.search(event):
        return "year_end", _find_year_end(year["year"], (12, 31), relative, written_on)
    if _LETTER.search(event):
        return "letter", written_on
    if _RECEIPT.match(event):
        return "receipt", None
    return "other", None


def _find_year_end(
    digits: str | None, month_and_day: tuple[int, int], relative: Relative, written_on: date | None
) -> date | None:
    """Return the end of the named year; if none is named, the first whose deadline is not before the letter."""
    if digits:
        year = read_year(digits).year
        return date(year, *month_and_day) if year else None
    if written_on is None:
        return None
    for year in (written_on.year - 1, written_on.year):
        end = date(year, *month_and_day)
        readings = count_due_dates(relative, end)
        if readings and readings[0] >= written_on:
            return end
    return date(written_on.year, *month_and_day)


def resolve_if_dated(expression: Expression, relative: Relative) -> Expression:
    """Set the last day of a count if the day of its event is known; else say what lacks."""
    if relative.from_day is None:
        event = relative.event or Message("an event that the text does not name")
        unknown = Message("counted from {event}, whose day is not known", event=event)
        return expression._replace(problem="incomplete", told=(unknown,))
    found = resolve(expression, relative.from_day)
    if found.last is None:
        missing = N_("working days: the public holidays are needed")
        told = Message(missing if relative.unit == "working_day" else N_("the count gives no day"))
        return found._replace(problem="incomplete", told=(told,))
    if relative.anchor in {"fiscal_year_end", "year_end"}:
        values = {"event": relative.from_day, "year": to_be_year(relative.from_day.year)}
        return found._replace(
            told=(Message("counted from {event}, the end of B.E. {year}", **values), *found.notes[1:])
        )
    return found


def _shift(event: date, relative: Relative) -> date:
    count = -relative.count if relative.backwards else relative.count
    if relative.unit in {"month", "year"}:
        from dateutil.relativedelta import relativedelta

        return event + (relativedelta(months=count) if relative.unit == "month" else relativedelta(years=count))
    return event + timedelta(days=count * (7 if relative.unit == "week" else 1))


def _count_working_days(relative: Relative, event: date, working_days: WorkingDays) -> date:
    """Return the day on which the counted working days after (or before) the event end."""
    step = timedelta(days=-1 if relative.backwards else 1)
    day, left = event, relative.count
    while left > 0:
        day += step
        left -= working_days(day)
    return day
