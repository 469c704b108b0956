"""Find every time expression in a text: days, spans, counted and recurring deadlines, urgency; without overlaps.

If two readings overlap, the more specific one wins: a rule over a count, a count over a named span, a named span over
a date.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from circtrack.errors import N_, Message
from circtrack.thai.date_rules import map_to_original, read_repaired
from circtrack.thai.date_scan import BEFORE, SP, allow_lost_tones
from circtrack.thai.expression_model import Expression
from circtrack.thai.late_patterns import compile_late
from circtrack.thai.month_days import DayOfMonth, find_day_of_month, find_in_month
from circtrack.thai.near_days import find_near_days, find_same_days
from circtrack.thai.periods import find_periods
from circtrack.thai.recurring import find_recurring
from circtrack.thai.recurring_bounds import join_recurring
from circtrack.thai.recurring_rules import WORKING_WEEK
from circtrack.thai.relative import find_counted_back, find_relative, resolve, resolve_if_dated
from circtrack.thai.script import is_behind_thai, repair_with_offsets, search_before
from circtrack.thai.spans import find_spans
from circtrack.thai.times import SEVERAL_HOURS, Time, read_time_after, read_time_before

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from circtrack.thai.date_model import FoundDate
    from circtrack.thai.expression_model import Relative
    from circtrack.thai.script import Repaired
    from circtrack.thai.workdays import WorkingDays

    WorkingDaysSource = Callable[[], WorkingDays | None]

_CUE: Final = compile_late(
    allow_lost_tones(
        rf"(?:(?P<cue>(?:ภายใน|ไม่เกิน|ก่อน(?:สิ้น(?:สุด)?|หมด|ปิด|เลิก))(?:วันและ)?(?:เวลา)?(?:ราชการ|ทำการ)\s{{0,4}}(?:ของ)?|ภายในกำหนด|ภายใน|(?:ไม่|มิ)ให้เกิน|ไม่เกิน|ไม่ช้ากว่า|ไม่หลัง|(?P<before>{BEFORE})|จนถึง|ถึง|อย่างช้า(?:ที่สุด)?"
        rf"|กำหนด(?:ให้)?(?:แล้ว)?เสร็จ(?:สิ้น)?(?:ใน)?|กำหนดส่ง(?:(?:ให้|ถึง)?(?:กรม|จังหวัด|อำเภอ|สำนัก|เทศบาล)[ก-๎]{{0,24}}?)?(?:ใน|ภายใน)?|(?<![ก-๎])ครบกำหนด|(?:ให้|จน)(?:แล้ว)?เสร็จ(?:สิ้น|เรียบร้อย)?(?:ใน)?"
        rf"|วันสุดท้าย{SP}(?:ของ|ใน)?(?:การ)?[ก-๎]{{0,24}}{SP}คือ)(?:ใน)?\s{{0,4}}"
        r"(?P<day_end>สิ้น\s{0,4}(?:วันทำการ(?:ของ)?\s{0,4})?(?=วันที่))?(?:(?:วันที่?|ที่)\s{0,4})?(?P<month_end>(?:วัน)?สิ้น\s{0,4})?|(?P<end_alone>(?<!ณ)(?<!ณ\s)(?<!รอบ)(?<!รอบ\s)(?<!งวด)(?<!งวด\s)(?<!ประจำ)(?:วัน)?สิ้น\s{0,4}))$"
    )
)
# A quick test before the full pattern.
_CUE_WORD: Final = compile_late(allow_lost_tones("ภายใน|ไม่|ก่อน|ถึง|ช้า|สิ้น|เสร็จ|กำหนด|สุดท้าย"))
_TO_FIGURE: Final = compile_late(r".*[0-9๐-๙]", re.DOTALL)
# An hour of each day is that of a rule, whatever day stands before it: … ภายในเวลา ๐๓.๐๐ น. ของทุกวัน.
_OF_EACH: Final = compile_late(allow_lost_tones(rf"{SP}ของ{SP}(?:ทุก|แต่ละ)"))
_FAR: Final = 48  # letters from a cue to what it stands before
_VAGUE: Final = compile_late(
    r"(?<!ตั้งแต่)(?<!ตังแต)(?<!เมื่อ)(?<!เมือ)(?<!นับแต่)(?<!นับแต)"
    + allow_lost_tones(
        rf"(?:ภายใน|ก่อน|ไม่เกิน)?(?:(?:ใน)?ช่วง|ราว|ประมาณ)?{SP}"
        rf"(?:ต้น|กลาง|ปลาย|(?:สัปดาห์|อาทิตย์){SP}(?:แรก|สุดท้าย|ที่{SP}(?:[1-5๑-๕]|หนึ่ง|สอง|สาม|สี่|ห้า)){SP}(?:ของ)?){SP}$"
    )
)
_BLANK_DAY: Final = compile_late(allow_lost_tones(r"(?:^|\n|วันที่?|ลง|ณ)[ \t._…-]{0,30}$"))
_CUE_OF_DAY: Final = compile_late(r"วันที่?\s{0,4}$")
# ได้ทันที (can be done at once) and มีผลทันที (takes effect at once) ask nobody to do anything.
_OPEN: Final = compile_late(
    # The possible first letters: rejects most positions quickly.
    r"(?=[โทภตกชปไ])(?:(?<!ได้)(?<!ได)(?<!มีผล)(?<!ใช้)(?<!ใช)"
    + allow_lost_tones(
        r"(?:โดย)?ทันที(?!ที่)|โดยด่วน(?:ที่สุด)?|โดยเร็ว(?:ที่สุด)?"
        r"|(?:ให้)?ทัน(?:ตาม|ภายใน)?กำหนด(?:ระยะ)?(?:เวลา)?(?:ดังกล่าว|ข้างต้น)|ภายใน(?:กำหนด|ระยะ|ห้วง)*(?:เวลา|กำหนด|วัน)(?:ดังกล่าว|ข้างต้น)"
        r"|ภายในกำหนด(?:เวลา)?(?!\s{0,4}(?:วัน|[0-9๐-๙]))|(?:ภายใน|ตาม)(?:ระยะ|วัน(?:และ)?\s?)?เวลาที่กำหนด|ภายในวันที่กำหนด|ทันตามกำหนด(?!การ)"
        r"|(?:ภายใน|ก่อน|ช่วง)\s{0,3}(?:ต้น|กลาง|ปลาย)ปี(?:งบประมาณ)?(?:\s{0,3}(?:พ\.?ศ\.?)?\s{0,3}[0-9๐-๙]{4})?|(?:ต้น|กลาง|ปลาย)ปี(?:งบประมาณ)?(?:หน้า|นี้)"
        r"|(?:ภายใน|ก่อน|ไม่เกิน)\s{0,4}เวลา\s{0,3}[0-9๐-๙]{1,2}[.:][0-9๐-๙]{2}(?:\s{0,3}น\.?)?(?:\s{0,3}ของ\s{0,3}วัน(?!ที่)[ก-๎]{2,24})?"
        r"|ภายในวัน(?:รุ่งขึ้น|ถัดไป|ที่(?:ได้)?(?:รับ|ชำระ|จ่าย|เบิก|เกิด|พบ|ออก|ครบ|ตรวจ|จัด|เก็บ|ปฏิบัติ)[ก-๎]{0,24})|ก่อน(?:การ)?[ก-๎]{2,24}ทุกครั้ง"
        r"|ก่อน(?:ถึง)?\s{0,3}(?:วัน)?(?:เปิด|ปิด)ภาค(?:เรียน|การศึกษา)|ก่อน(?:ถึง)?\s{0,3}วัน(?:เลือกตั้ง|ประชุม|ตรวจราชการ|จัดงาน|ประกาศผล)(?!\s{0,3}[0-9๐-๙]))"
    )
)
_BRACKET: Final = compile_late(allow_lost_tones(rf"{SP}\({SP}(?:ซึ่ง)?(?:ตรงกับ|คือ)?{SP}(?:วันที่?)?{SP}"))
_VAGUE_KINDS: Final = frozenset(("month", "year", "fiscal_year", "quarter"))
_BY: Final = ("ภายใน", "ไม่เกิน", "ไมเกิน", "ก่อน", "กอน")  # before an hour: they make its day a deadline
_BOUNDS: Final = ("จน", "ถึง", "ตั้งแต", "ตังแต", "เริ่ม", "เริม", "ระหว่าง", "ระหวาง")
_ONE_MONTH: Final = re.compile(
    rf"FREQ=MONTHLY;(?:BYMONTHDAY=(?P<day>-?\d+)|BYDAY={WORKING_WEEK};BYSETPOS=(?P<place>-?\d+));REPORTS=MONTH"
    r";BEGINS=(?P<begin>\d{8});UNTIL=(?P<until>\d{8})"
)
_LONGEST_PERIODS: Final = {"month": 31, "quarter": 92}  # days, of a period that a day in brackets may be of
_TWO_MONTHS: Final = 63  # days: more than any two months have, less than three
_NO_HOLIDAYS: Final = (
    Message("the public holidays are needed"),
    Message("by weekends alone it would be the day proposed"),
)


def find_expressions(
    text: str, *, written_on: date | None = None, working_days: WorkingDaysSource | None = None
) -> list[Expression]:
    """Find all time expressions in running text, in order; spans refer to the text as given.

    Args:
        text: Any text.
        written_on: The letter's own date, for dates without a year and for นี้.
        working_days: Returns the working days, called only if needed; without it, what needs them stays open.
    """
    source = repair_with_offsets(text)
    plain = source.text
    dates = read_repaired(plain, written_on)
    layers: tuple[Iterable[Expression], ...] = (
        find_recurring(plain),
        find_relative(plain, dates, written_on),
        find_counted_back(plain, dates),
        find_periods(plain, written_on),
        find_near_days(plain, written_on),
        find_same_days(plain, dates),
        find_spans(plain, dates, written_on),
        (Expression(*match.span(), "open", rule="open") for match in _OPEN.finditer(plain)),
    )
    kept: list[Expression] = []
    for layer in layers:
        kept = _merge(kept, [_complete(plain, each, dates, working_days) for each in layer])
    if "เดียวกัน" in plain:
        kept = _share_rules(kept)
    if any(each.kind == "recurring" for each in kept):
        kept = [_name_only_round(each, working_days) for each in join_recurring(plain, kept, written_on)]
    return [_map_to_original(each, source, text) for each in _merge_brackets(plain, kept, working_days)]


def _merge(kept: list[Expression], more: list[Expression]) -> list[Expression]:
    """Return both in order, without those of ``more`` that overlap a kept one."""
    merged: list[Expression] = []
    waiting = list(reversed(kept))
    for each in more:
        while waiting and waiting[-1].end <= each.start:
            merged.append(waiting.pop())
        overlaps = (waiting and waiting[-1].start < each.end) or (merged and merged[-1].end > each.start)
        if not overlaps:
            merged.append(each)
    return merged + waiting[::-1]


def _share_rules(found: list[Expression]) -> list[Expression]:
    """Make ภายในวันที่ … และ … ในวันเดียวกัน two deadlines: what has no date of its own is due on the day before it."""
    for place, (before, each) in enumerate(pairwise(found), 1):
        same = each.kind == "date" and each.date is None and each.last is not None and each.last == before.last
        if same and not each.rule and before.rule == "on":
            found[place] = each._replace(rule="on")
    return found


def _complete(
    text: str, found: Expression, dates: Sequence[FoundDate], working_days: WorkingDaysSource | None
) -> Expression:
    """Add what the surrounding text says: the cue, the time, the working days."""
    if found.kind == "relative":
        return _count_working_days(found, working_days)
    if found.kind == "open":
        return found
    if found.kind == "recurring":
        return _add_time(text, found, dates)
    if found.kind == "month" and (place := find_day_of_month(text, found.start)):
        found = _choose_day(found, place, working_days)
    elif found.rule == "last_working_day":
        found = _find_last_working_day(found, working_days)
    found = (_apply_cue if is_behind_thai(text, found.start) else _mark_blank_day)(text, found)
    return _add_time(text, found, dates)


def _choose_day(month: Expression, place: DayOfMonth, working_days: WorkingDaysSource | None) -> Expression:
    """Return the day at that place of a month; working days need the public holidays, weekends alone only propose."""
    found = month._replace(start=place.start, kind="date")
    if month.first is None or month.last is None:
        return found
    days = working_days() if place.working and working_days else None
    day = find_in_month(place, month.first, month.last, days or _is_weekday)
    rule = "month_end" if place.weekday is None and place.number < 0 else ""
    if place.working:
        rule = "last_working_day" if place.number < 0 else "working_day"
    if day is None:
        missing = Message("the month has no such day")
        return found._replace(first=None, last=None, problem="impossible", told=(missing,))
    if place.working and days is None:
        return found._replace(first=None, last=None, rule=rule, problem="holidays", told=_NO_HOLIDAYS, readings=(day,))
    told = (days.caution,) if days else month.told
    return found._replace(first=day, last=day, rule=rule, told=told)


def _name_only_round(found: Expression, working_days: WorkingDaysSource | None) -> Expression:
    """Return the deadline of a rule that has one round, by a day of the month after the one that it reports on."""
    only = _ONE_MONTH.fullmatch(found.rule)
    if only is None:
        return found
    begin, until = (date.fromisoformat(only[name]) for name in ("begin", "until"))
    first = (begin + timedelta(days=_TWO_MONTHS)).replace(day=1)  # of the month after that in which the report is due
    if begin.day != 1 or until != first - timedelta(days=1):
        return found
    place = DayOfMonth(found.start, int(only["day"] or only["place"]), None, working=only["day"] is None)
    month = found._replace(first=until.replace(day=1), last=until, rule="", told=(), rule_end=0)
    day = _choose_day(month, place, working_days)
    return day._replace(first=None, rule=day.rule or "on")


def _is_weekday(day: date) -> bool:
    return day.weekday() < 5


def _apply_cue(text: str, found: Expression) -> Expression:
    """Mark it as a deadline if the words before it make it one."""
    if found.kind in _VAGUE_KINDS and (vague := search_before(_VAGUE, text, found.start)):
        part = N_("a part of a month is no day") if found.kind == "month" else N_("a part of a year is no day")
        no_day = (Message(part),)
        return Expression(vague.start(), found.end, "open", rule="open", told=no_day)
    begin = _find_words(text, found.start)
    cue = _CUE.search(text, begin, found.start) if _CUE_WORD.search(text, begin, found.start) else None
    if cue is None or found.rule in {"range", "until"} or (found.kind == "month" and _lacks_day(found, cue.group())):
        return _mark_blank_day(text, found)
    if found.rule.endswith("working_day") and found.last is None:
        before = timedelta(days=bool(cue["before"]) and not cue["day_end"])
        return found._replace(start=cue.start(), readings=tuple(day - before for day in found.readings))
    if cue["end_alone"] and found.kind != "month":
        return found
    if not cue["before"] or cue["day_end"]:
        rule = "on" if found.kind in {"date", "range", "list"} and not found.rule else (found.rule or found.kind)
        return found._replace(start=cue.start(), first=found.first if found.kind == "range" else None, rule=rule)
    end = found.last if cue["month_end"] else found.first
    return found._replace(start=cue.start(), first=None, last=end - timedelta(days=1) if end else None, rule="before")


def _find_words(text: str, place: int) -> int:
    """Return where the words right before a place begin: a cue has no figures, and to try it at each letter is slow."""
    begin = max(0, place - _FAR)
    figure = _TO_FIGURE.match(text, begin, place)
    return figure.end() if figure else begin


def _lacks_day(month: Expression, before: str) -> bool:
    """Whether a month's day is missing, and not the whole month meant: after วันที่, or behind a weekday."""
    return bool(_CUE_OF_DAY.search(before) or (month.date and month.date.weekday))


def _mark_blank_day(text: str, found: Expression) -> Expression:
    """Mark a month at a line's beginning or after วันที่ as a date whose day was left blank for the stamp."""
    if found.kind != "month" or found.date is None or text.startswith("เดือน", found.start):
        return found
    if not (found.date.weekday or search_before(_BLANK_DAY, text, found.start)):
        return found
    return found._replace(kind="date", first=None, last=None, problem="incomplete", told=None)


def _add_time(text: str, found: Expression, dates: Sequence[FoundDate] = ()) -> Expression:
    if found.kind not in {"date", "range", "recurring"}:
        return found
    if (time := read_time_after(text, found.end)) and not _OF_EACH.match(text, time.end):
        by = found.kind == "date" and found.date and text[time.start : time.end].lstrip(" (\n").startswith(_BY)
        rule = found.rule or ("on" if by else "")
        return found._replace(time=time.clock, end=time.end, rule=rule, told=(*found.notes, *_note_time(time)))
    if text.startswith(_BOUNDS, found.start):
        return found  # the hour before it is not that of its day: ทุกวัน ก่อนเวลา ๑๐.๐๐ น. จนถึงวันที่ …
    time = read_time_before(text, found.start)
    of_each = time and text[time.start : found.start].rstrip().endswith("ของ") and found.kind == "recurring"
    if time and (of_each or not _is_behind_date(text, time.start, dates)):
        rule = found.rule or ("on" if text.startswith(_BY, time.start) else "")
        return found._replace(time=time.clock, start=time.start, rule=rule, told=(*found.notes, *_note_time(time)))
    return found


def _is_behind_date(text: str, place: int, dates: Sequence[FoundDate]) -> bool:
    """Whether a date stands right before an hour: the hour is that date's, and not that of the next one."""
    behind = bisect_right(dates, place, key=attrgetter("end"))
    return behind > 0 and not text[dates[behind - 1].end : place].strip()


def _note_time(time: Time) -> tuple[Message, ...]:
    if time.clock == "24:00":
        message = N_("before {time}, the end of that day") if time.exclusive else N_("at {time}, the end of that day")
    else:
        message = N_("before {time}") if time.exclusive else N_("at {time}")
    return (*((Message(SEVERAL_HOURS),) if time.several else ()), Message(message, time=time.clock))


def _count_working_days(found: Expression, working_days: WorkingDaysSource | None) -> Expression:
    relative = found.relative
    if relative is None or relative.unit != "working_day" or relative.from_day is None or working_days is None:
        return found
    return resolve(found, relative.from_day, working_days=working_days())


def _find_last_working_day(found: Expression, working_days: WorkingDaysSource | None) -> Expression:
    if found.last is None:
        return found
    days = working_days() if working_days else None
    month_begins = found.last.replace(day=1)
    if days is None:
        weekday = found.last
        while weekday.weekday() > 4:
            weekday -= timedelta(days=1)
        return found._replace(
            kind="date", first=None, last=None, problem="holidays", told=_NO_HOLIDAYS, readings=(weekday,)
        )
    last = days.last_of(month_begins, found.last)
    return found._replace(kind="date", first=last, last=last, told=(days.caution,))


def _merge_brackets(text: str, found: list[Expression], working_days: WorkingDaysSource | None) -> list[Expression]:
    """Merge an expression with the date in brackets that resolves it (๖๐ วัน นับแต่… (ภายในวันที่ …))."""
    joined: list[Expression] = []
    for each in found:
        before = joined[-1] if joined else None
        if not (before and _BRACKET.fullmatch(text, before.end, each.start)):
            joined.append(each)
        elif event := _find_event(text, before, each):
            counted = resolve_if_dated(before._replace(end=each.end, date=each.date, relative=event), event)
            joined[-1] = _count_working_days(counted, working_days)
        elif one := _resolve_by_bracket(before, each):
            hour = read_time_after(text, one.end + 1) if text.startswith(")", one.end) else None
            joined[-1] = _add_time(text, one._replace(end=one.end + 1)) if hour else one
        else:
            joined.append(each)
    return joined


def _find_event(text: str, counted: Expression, bracket: Expression) -> Relative | None:
    """Return a count from an event whose own day stands in brackets right behind it: นับจากวันประชุม (๘ ธันวาคม ๒๕๖๘).

    Words of a deadline in the brackets name the last day, and so does a day behind a receipt: each recipient has
    its own.
    """
    plain = counted.relative
    if plain is None or not plain.event or bracket.rule or bracket.kind != "date" or bracket.last is None:
        return None
    if plain.from_day == bracket.last:
        return plain
    behind = text.endswith(plain.event, counted.start, counted.end)
    if plain.anchor != "other" or not behind or "รับ" in plain.event:
        return None
    return replace(plain, anchor="date", from_day=bracket.last)


def _resolve_by_bracket(found: Expression, bracket: Expression) -> Expression | None:
    if bracket.last is None:
        return None
    if found.kind == "relative":
        others = tuple(day for day in found.readings or ((found.last,) if found.last else ()) if day != bracket.last)
        notes = [Message("the text itself names the day in brackets")]
        if others:
            notes.append(Message("counted it would be {days}", days=", ".join(map(str, others))))
        return found._replace(
            end=bracket.end, last=bracket.last, readings=(), problem="", told=tuple(notes), date=bracket.date
        )
    period = found.kind in _LONGEST_PERIODS and bool(found.rule)
    near = (period or (found.kind == "date" and found.date is None)) and bracket.kind == "date"
    if near and (found.problem or (period and _is_day_of(found, bracket.last))):
        told = (Message("the text itself names the day in brackets"),)
        rule = (bracket.rule or "on") if period else found.rule
        return bracket._replace(start=found.start, rule=rule, told=told, time=found.time or bracket.time)
    if near and found.last and found.last != bracket.last:
        told = (Message("the day in brackets is another"),)
        days = found.last, bracket.last
        return found._replace(end=bracket.end, first=None, last=None, problem="ambiguous", told=told, readings=days)
    if found.last == bracket.last:
        return found._replace(end=bracket.end, time=found.time or bracket.time)
    return None


def _is_day_of(period: Expression, day: date) -> bool:
    """Whether a day, but not the last one, is of a period."""
    return period.last is not None and timedelta(0) < period.last - day < timedelta(days=_LONGEST_PERIODS[period.kind])


def _map_to_original(found: Expression, source: Repaired, text: str) -> Expression:
    if source.text is text:  # the text needed no repair
        has_text = len(found.text) == found.end - found.start  # an unchanged date
        return found if has_text else found._replace(text=text[found.start : found.end])
    start, end = source.origin(found.start, found.end)
    day = map_to_original(found.date, source, text) if found.date else None
    rule_end = source.origin(found.start, found.rule_end)[1] if found.rule_end else 0
    return found._replace(start=start, end=end, text=text[start:end], date=day, rule_end=rule_end)
