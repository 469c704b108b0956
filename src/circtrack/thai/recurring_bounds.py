"""Join what a text says of one recurring deadline: how often and by which day, from when, until when, how many times.

ทุกเดือน ภายในวันที่ ๕ ของเดือนถัดไป is one rule, and so is ทุกวันศุกร์ เริ่มตั้งแต่วันที่ … จนถึงวันที่ …. The rule takes
the parts ``BEGINS``, ``UNTIL`` and ``COUNT``.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from circtrack.errors import Message
from circtrack.thai.counts import COUNT_PATTERN, read_count
from circtrack.thai.date_scan import SP, allow_lost_tones
from circtrack.thai.late_patterns import compile_late
from circtrack.thai.recurring_rules import (
    NEXT_WORKING_DAY,
    NO_DAY,
    NO_FIRST_DAY,
    NO_HOLIDAYS,
    NO_MONTH,
    QUARTER_ENDS,
    UNTIL_EVENT,
    WEEK_ENDS,
    WEEKDAY_CODES,
    WORKING_DAY_BEFORE,
    make_days_of_month,
    make_quarterly,
)
from circtrack.thai.script import search_before

if TYPE_CHECKING:
    from collections.abc import Sequence

    from circtrack.thai.expression_model import Expression

_PLAIN: Final = (
    r"[\s,]{0,8}(?:\([^()\n]{0,40}\)|ไม่เว้นวันหยุด(?:ราชการ)?)?[\s,(]{0,4}(?:(?:โดย|ทั้งนี้|และ|ให้|นี้)\s?){0,2}[\s,(]{0,4}"
)
_OF: Final = rf"{SP}(?:ข้อมูล|ของ|รอบ|งวด|ใน|เป็น|ครั้งแรก|ประจำ|สิ้น)*{SP}(?:วัน(?:[ก-๎]{{3,9}}{SP})?ที่|เดือน|วัน)?{SP}"
_BEGINS: Final = compile_late(
    allow_lost_tones(
        rf"{_PLAIN}(?:(?P<counts>(?:เริ่ม)?นับ(?:ถัด)?(?:ตั้งแต่|แต่|จาก))"
        rf"|(?P<opens>(?:รายงาน|(?:จัด)?ส่ง|บันทึก)?(?=ครั้งแรก))"
        rf"|เริ่ม(?:ต้น|ดำเนินการ|รายงาน|ส่ง|จัดส่ง|บันทึก)*(?:ตั้งแต่|จาก|ใน)?|ตั้งแต่){_OF}"
    )
)
_FAR_BEGINS: Final = compile_late(allow_lost_tones(rf"เริ่ม[ก-๎]{{0,24}}{_OF}|(?:ตั้งแต่|ระหว่าง){_OF}"))
_FAR_ENDS: Final = compile_late(allow_lost_tones(rf"จน(?:กว่าจะ|กระทั่ง)?ถึง{_OF}"))
_ENDS: Final = compile_late(
    allow_lost_tones(rf"{_PLAIN}(?:ไป)?(?:จน(?:กว่า|กระทั่ง)?(?:จะ)?(?:ถึง|ครบ|สิ้น(?:สุด)?)?|ถึง|สิ้นสุด(?:ใน|เมื่อ|ถึง)?){_OF}")
)
_DURING: Final = compile_late(
    allow_lost_tones(rf"{_PLAIN}(?:ตลอด(?:ทั้ง)?|ใน(?:ช่วง|ระหว่าง)?|ภายใน|ของ|ประจำ|สำหรับ|ช่วง|ระหว่าง)?{SP}(?:ปี)?{SP}")
)
_THROUGHOUT: Final = compile_late(allow_lost_tones("ตลอด|ประจำ|ของ|สำหรับ"))
_EVENT: Final = compile_late(allow_lost_tones(r"จน(?:กว่า|ครบ|(?:แล้ว)?เสร็จ|สิ้นสุด)[ก-๎]{0,60}"))
_TIMES: Final = compile_late(
    allow_lost_tones(
        rf"{_PLAIN}(?:เป็น)?(?:จำนวน|รวม(?:ทั้งสิ้น|ทั้งหมด)?|ทั้งสิ้น|ทั้งหมด){SP}(?:จำนวน{SP})?(?P<times>{COUNT_PATTERN}){SP}(?:ครั้ง|งวด|รอบ)"
        rf"|{_PLAIN}(?:(?:ติดต่อกัน|ต่อเนื่อง(?:กัน)?){SP})?(?:เป็น(?:ระยะ)?เวลา|ตลอดระยะเวลา|มีกำหนด|ติดต่อกัน|ต่อเนื่อง){SP}"
        rf"(?P<count>{COUNT_PATTERN}){SP}(?P<unit>วัน(?!ที่)|สัปดาห์|เดือน|ปี(?!งบ))"
    )
)
# What is reported on: ประจำเดือนสิงหาคม ๒๕๖๗ และเดือนกันยายน ๒๕๖๗.
_REPORTED: Final = compile_late(allow_lost_tones(rf"(?<!เป็น)(?:ประจำ|ของ|รอบ|งวด|ข้อมูล){SP}$"))
_AND_MONTH: Final = compile_late(allow_lost_tones(rf"[\s,]{{0,4}}(?:และ|กับ)?{SP}(?:ประจำ|ของ|รอบ|งวด)?{SP}"))
_ROUNDS_BEFORE: Final = compile_late(
    allow_lost_tones(rf"(?:จำนวน|รวม){SP}(?P<rounds>{COUNT_PATTERN}){SP}งวด[\s,(]{{0,4}}$")
)
# หากตรงกับวันหยุดราชการ ให้ถือวันทำการถัดไปเป็นวันครบกำหนด: said of the day, after all that bounds the rule.
_WORKING: Final = r"วัน(?:เปิด)?(?:ทำการ|ทำงาน|ราชการ)"
_ON_A_HOLIDAY: Final = compile_late(
    allow_lost_tones(
        r"[\s,()]{0,4}(?:ทั้งนี้|และ|โดย)?[\s,(]{0,4}(?:หาก|ถ้า|เมื่อ|(?:ใน)?กรณี)[ก-๎ ]{0,60}วันหยุด(?:ราชการ|ทำการ)?"
        rf"[^\n]{{0,40}}?(?:(?P<back>{_WORKING}(?:สุดท้าย)?(?:ที่)?ก่อน(?:หน้า(?:นั้น)?|(?:ถึง)?วันหยุด(?:ราชการ)?(?:นั้น)?)?|ก่อน(?:ถึง)?วันหยุด(?:ราชการ)?(?:นั้น)?)"
        rf"|(?P<next>{_WORKING}(?:แรก)?(?:ถัด(?:ไป|จาก)|ต่อไป|แรก|หลัง)(?:(?:จาก)?วันหยุด(?:ราชการ)?(?:นั้น)?)?|วันแรกที่เปิด(?:ทำการ|ทำงาน)|วัน(?:ที่)?ถัดไปที่(?:เป็น)?วันทำการ)"
        rf"|{_WORKING})(?:เป็นวัน(?:ครบกำหนด|สุดท้าย)|แทน)?\)?"
    )
)
_ONWARDS: Final = compile_late(allow_lost_tones(rf"{SP}เป็นต้นไป"))
# Between a beginning, or an end, and what it bounds: words of the same sentence and of the same duty.
_OTHER_DUTY: Final = compile_late(allow_lost_tones(r"และ|รวมทั้ง|พร้อม|นั้น|ตลอดจน|ที่ผ่านมา|เป็นต้นมา|\n|แล้ว"))
_FAR: Final = 80
_CLOSE: Final = compile_late(allow_lost_tones(r"[\s(,]{0,8}(?:โดย|ให้|จัดส่ง|ส่ง|รายงาน|แจ้ง|คือ|\s){0,6}"))
_BOUNDING: Final = frozenset(("date", "month", "range", "quarter", "year", "fiscal_year"))
_EVERY_SO_MANY: Final = compile_late(r"FREQ=(?P<unit>[A-Z]+);INTERVAL=(?P<count>\d+)")
_UNITS: Final = {"วัน": "DAILY", "สัปดาห์": "WEEKLY", "เดือน": "MONTHLY", "ปี": "YEARLY"}


class _Bound(NamedTuple):
    """What one expression or count says of a rule: parts to add, what is told, and where its words end."""

    parts: dict[str, str]
    told: tuple[Message, ...]
    end: int


def join_recurring(text: str, found: Sequence[Expression], written_on: date | None) -> list[Expression]:
    """Join recurring expressions of a text with what else says how often, by which day, from when and until when.

    Args:
        text: Repaired text.
        found: All its expressions, in order.
        written_on: The letter's own date, for a number of days or months.
    """
    joined = _join_frequencies(text, found)
    kept: list[Expression] = []
    waiting = list(reversed(joined))
    while waiting:
        each = waiting.pop()
        if each.kind == "recurring":
            if kept and (one := _join_bounded(text, kept[-1], each)):
                each = one
                kept.pop()
            if kept and (bound := _read_before(text, kept[-1], each, written_on)):
                kept[-1] = kept[-1]._replace(rule="")
                each = _add(each, bound)
            elif bound := _read_reported(text, kept, each):
                each = _add(each, bound)
            each = _give_way(text, _bound(text, _give_way(text, each), waiting, written_on))
        kept.append(each)
    return kept


def _join_frequencies(text: str, found: Sequence[Expression]) -> list[Expression]:
    """Join ทุกเดือน with the rule beside it that names the day."""
    joined: list[Expression] = []
    for each in found:
        before = joined[-1] if joined else None
        if before and before.kind == each.kind == "recurring" and (one := _join_two(text, before, each)):
            joined[-1] = one
        else:
            joined.append(each)
    return joined


def _join_two(text: str, one: Expression, other: Expression) -> Expression | None:
    if _are_apart(text, one.end, other.start):
        return None
    close = bool(_CLOSE.fullmatch(text, one.end, other.start))
    if close and "INTERVAL" in one.rule and other.rule.startswith("FREQ=MONTHLY;BYMONTHDAY="):
        return one._replace(end=other.end, told=(*one.notes, Message(NO_MONTH)))
    if _is_vague(one.rule) and (rule := _apply_frequency(one.rule, other.rule)):
        if close:
            return other._replace(start=one.start, rule=rule, told=_note_first_day(other, rule))
        return other._replace(rule=rule) if rule != other.rule else None
    if _is_vague(other.rule) and close and (rule := _apply_frequency(other.rule, one.rule)):
        return one._replace(end=other.end, rule=rule, told=_note_first_day(one, rule))
    return None


def _join_bounded(text: str, vague: Expression, rule: Expression) -> Expression | None:
    """Join ทุกเดือน เริ่มตั้งแต่เดือนกันยายน, which has its bounds, with the rule right behind it that names the day."""
    often = vague.rule[: vague.rule.find(";BEGINS=")] if ";BEGINS=" in vague.rule else ""
    if not often or not _is_vague(often) or not _CLOSE.fullmatch(text, vague.end, rule.start):
        return None
    joined = _apply_frequency(often, rule.rule)
    if joined is None:
        return None
    told = [note for note in vague.notes if note != Message(NO_DAY)]
    return rule._replace(start=vague.start, rule=joined + vague.rule[len(often) :], told=(*rule.notes, *told))


def _note_first_day(named: Expression, rule: str) -> tuple[Message, ...]:
    """Return the notes of the rule that names the day, and that every so many weeks do not say which week is first."""
    return (*named.notes, Message(NO_FIRST_DAY)) if "INTERVAL=" in rule else named.notes


def _are_apart(text: str, begin: int, end: int) -> bool:
    """Whether the words from one place to another are too many for one duty, or lead to another duty."""
    return end - begin > _FAR or bool(_OTHER_DUTY.search(text, begin, end))


def _is_vague(rule: str) -> bool:
    """Whether a rule says how often, and names no day."""
    return "BY" not in rule or rule in {WEEK_ENDS, QUARTER_ENDS}


def _apply_frequency(vague: str, rule: str) -> str | None:
    """Return the rule that how often and by which day make together; None if they do not fit."""
    if _is_vague(rule):
        return None
    frequency = rule.partition(";")[0]
    if vague == QUARTER_ENDS:
        return make_quarterly(rule) if "REPORTS=MONTH" in rule else rule if "BYMONTH=" in rule else None
    if "INTERVAL" in vague:
        if vague.startswith("FREQ=WEEKLY") and frequency == "FREQ=WEEKLY":
            return rule.replace(frequency, vague)
        return rule if frequency == "FREQ=YEARLY" else None
    return rule if vague.startswith(frequency) else None


def _read_before(text: str, span: Expression, rule: Expression, written_on: date | None) -> _Bound | None:
    """Read ระหว่างวันที่ … - … ให้รายงานทุกวัน: a span of days to come before the rule."""
    end = span.last or span.first
    if span.kind != "range" or end is None or _are_apart(text, span.end, rule.start):
        return None
    if written_on is not None and end < written_on:
        return None
    return _make_bound(rule, span, "begin", rule.end)


def _read_reported(text: str, before: Sequence[Expression], rule: Expression) -> _Bound | None:
    """Read ประจำเดือนสิงหาคม … ภายในวันที่ ๕ ของเดือนถัดไป: the months that a rule of the month after reports on."""
    if "REPORTS=MONTH" not in rule.rule or "ทุก" in text[rule.start : rule.end]:
        return None
    months: list[Expression] = []
    for each in reversed(before):
        if months and not _AND_MONTH.fullmatch(text, each.end, months[-1].start):
            return None
        if each.kind != "month" or each.rule or (not months and _are_apart(text, each.end, rule.start)):
            return None
        months.append(each)
        if search_before(_REPORTED, text, each.start):
            span = months[-1]._replace(kind="range", last=months[0].last, date=None)
            return _make_bound(rule, span, "throughout", rule.end)
    return None


def _bound(text: str, rule: Expression, waiting: list[Expression], written_on: date | None) -> Expression:
    """Add what stands behind a rule; ``waiting`` are the later expressions, the next one last."""
    if (rounds := search_before(_ROUNDS_BEFORE, text, rule.start)) and (count := read_count(rounds["rounds"])):
        counted = _Bound({"COUNT": str(count)}, (Message("{count} times", count=count),), rule.end)
        rule = _add(rule, counted)._replace(start=rounds.start())
    while True:
        if times := _read_times(text, rule, written_on):
            while waiting and waiting[-1].start < times.end:
                waiting.pop()
            rule = _add(rule, times)
            continue
        found = _find_lead(text, rule, waiting[-1]) if waiting else None
        if found is None:
            return _note_event(text, rule)
        (lead, close), following = found, waiting[-1]
        onwards = _ONWARDS.match(text, following.end)
        end = onwards.end() if onwards else following.end
        bound = _make_bound(rule, following, lead, end if close else rule.end)
        if close and not bound.parts:  # a first day on which no round of the rule is due stands for itself
            return _note_event(text, rule)
        rule = _add(rule, bound)
        if not close:  # the words between stay the duty's
            waiting[-1] = following._replace(rule="")
            return rule
        waiting.pop()


def _find_lead(text: str, rule: Expression, following: Expression) -> tuple[str, bool] | None:
    """Return what the words before the next expression make of it, and whether they stand directly behind the rule.

    ``begin`` and ``end`` are its first or last day, ``during`` and ``throughout`` both, ``first`` the day of the first
    round of every so many, ``count`` the day from which that is counted; None if it bounds nothing.
    """
    if following.kind not in _BOUNDING or not (following.first or following.last):
        return None
    begun, ended = "BEGINS" in rule.rule, "UNTIL" in rule.rule
    if not begun and (begins := _match_beginning(text, rule, following)):
        counts = begins["counts"] and "INTERVAL=" in rule.rule and following.date and following.date.written_day
        if counts:
            return "count", True
        first = "INTERVAL=" in rule.rule and following.kind == "date" and "เริ" in begins.group()
        return ("first" if first and "แต" not in begins.group() else "begin"), True
    if not ended and _reaches(_ENDS.match(text, rule.end), following):
        return "end", True
    if not begun and following.kind != "date" and _reaches(_DURING.match(text, rule.end), following):
        lead = text[rule.end : following.start + len("ภายใน")]
        return ("throughout" if _THROUGHOUT.search(lead) else "during"), True
    lead = _find_far_lead(text, rule, following, begun=begun, ended=ended)
    return (lead, False) if lead else None


def _match_beginning(text: str, rule: Expression, following: Expression) -> re.Match[str] | None:
    """Return the words that make what follows a rule its beginning; ครั้งแรก does so for a day of the rule alone."""
    begins = _BEGINS.match(text, rule.end)
    if begins is None or not _reaches(begins, following):
        return None
    fits = begins["opens"] is None or _is_day_of(rule.rule, following.last or following.first)
    return begins if fits else None


def _find_far_lead(text: str, rule: Expression, following: Expression, *, begun: bool, ended: bool) -> str:
    """Return ``begin`` or ``end`` where other words of the same duty stand between, else ""."""
    if _are_apart(text, rule.end, following.start):
        return ""
    for lead, known, pattern in (("begin", begun, _FAR_BEGINS), ("end", ended, _FAR_ENDS)):
        if not known and any(_reaches(cue, following) for cue in pattern.finditer(text, rule.end, following.end)):
            return lead
    return ""


def _reaches(cue: re.Match[str] | None, following: Expression) -> bool:
    return cue is not None and cue.start() <= following.start <= cue.end()


def _make_bound(rule: Expression, span: Expression, lead: str, end: int) -> _Bound:
    """Make the parts of a beginning, an end, or both; a month is all of it.

    A rule that reports on months or quarters reports on the last one too, after it: an end that is a day cuts it off.
    """
    parts: dict[str, str] = {}
    first, last = span.first, span.last
    if lead == "begin" and last and _is_day_of(rule.rule, last):
        first = first or last  # ให้เริ่มรายงานครั้งแรกภายในวันที่ …
    if lead == "first" and last:
        first = last
        parts |= _find_days(rule.rule, last)
    if lead == "count":
        first = _count_round(first, rule.rule)
    if first and lead != "end":
        parts["BEGINS"] = f"{first:%Y%m%d}"
    if last and (lead not in {"begin", "first", "count"} or span.kind == "range"):
        if lead != "during" and not (span.date and span.date.written_day):
            last = _extend_to_report(last, rule.rule)
        parts["UNTIL"] = f"{last:%Y%m%d}"
    told = []
    if "BEGINS" in parts:
        told.append(Message("from {day}", day=first))
    if "UNTIL" in parts:
        told.append(Message("until {day}", day=last))
    return _Bound(parts, tuple(told), end)


def _is_day_of(rule: str, day: date | None) -> bool:
    """Whether a rule names the day's number in its month, or its weekday."""
    return day is not None and any(
        f"{part};" in f"{rule};" for part in (f"BYMONTHDAY={day.day}", f"BYDAY={WEEKDAY_CODES[day.weekday()]}")
    )


def _find_days(rule: str, first: date) -> dict[str, str]:
    """Return the parts that name the days of every so many months or years whose first round is on a day."""
    if "BY" in rule or not rule.startswith(("FREQ=MONTHLY", "FREQ=YEARLY")):
        return {}
    if rule.startswith("FREQ=YEARLY"):
        return {"BYMONTH": str(first.month), "BYMONTHDAY": str(first.day if first.day < 29 or first.month != 2 else -1)}
    days, _ = make_days_of_month([first.day]) or ("", ())
    return dict(part.split("=") for part in days.split(";")[1:])


def _count_round(day: date | None, rule: str) -> date | None:
    """Return the day of the first round that is counted from a day: on the day itself nothing has gone by yet."""
    every = _EVERY_SO_MANY.match(rule)
    last = _count_on(day, int(every["count"]), every["unit"]) if every and day else None
    return last and last + timedelta(days=1)


def _extend_to_report(last: date, rule: str) -> date:
    """Return the last day on which the report of the time that ends on ``last`` may be due."""
    months = 1 if "REPORTS=MONTH" in rule else 3 if "REPORTS=QUARTER" in rule else 0
    if not months:
        return last
    after = last + timedelta(days=1)
    month = after.month - 1 + months
    return date(after.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _read_times(text: str, rule: Expression, written_on: date | None) -> _Bound | None:
    """Read จำนวน ๓ ครั้ง, and เป็นเวลา ๓ เดือน as far as it tells how many rounds there are, or the last day."""
    match = _TIMES.match(text, rule.end) if "COUNT" not in rule.rule else None
    if not match or not (count := read_count(match["times"] or match["count"])) or count > 999:
        return None
    times = Message("{count} times", count=count)
    if match["times"]:
        return _Bound({"COUNT": str(count)}, (times,), match.end())
    if "UNTIL" in rule.rule:
        return None
    unit = _UNITS[match["unit"]]
    if rule.rule.startswith(f"FREQ={unit}") and "," not in rule.rule and "INTERVAL" not in rule.rule:
        return _Bound({"COUNT": str(count)}, (times,), match.end())
    stated = re.search(r"BEGINS=(\d{4})(\d\d)(\d\d)", rule.rule)
    begin = date(*map(int, stated.groups())) if stated else written_on and written_on + timedelta(days=1)
    last = _count_on(begin, count, unit) if begin else None
    if last is None:
        return None
    return _Bound({"UNTIL": f"{last:%Y%m%d}"}, (Message("until {day}", day=last),), match.end())


def _count_on(begin: date, count: int, unit: str) -> date | None:
    """Return the last day of so many days, weeks, months or years from a day on."""
    if unit in {"DAILY", "WEEKLY"}:
        return begin + timedelta(days=count * (7 if unit == "WEEKLY" else 1) - 1)
    month = begin.year * 12 + begin.month - 1 + count * (12 if unit == "YEARLY" else 1)
    if month >= 12 * 3000:
        return None
    first = date(month // 12, month % 12 + 1, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    return min(first + timedelta(days=begin.day - 1), following) - timedelta(days=1)


def _give_way(text: str, rule: Expression) -> Expression:
    """Add what a text says of days off; of a rule of working days only public holidays are, which it leaves out."""
    clause = _ON_A_HOLIDAY.match(text, rule.end)
    if clause is None or "HOLIDAYS" in rule.rule or NO_HOLIDAYS in map(str, rule.notes):
        return rule
    if not (clause["back"] or clause["next"]):
        return rule._replace(told=(*rule.notes, Message(NO_HOLIDAYS)))
    day, note = ("PREVIOUS", WORKING_DAY_BEFORE) if clause["back"] else ("NEXT", NEXT_WORKING_DAY)
    return _add(rule, _Bound({"HOLIDAYS": day}, (Message(note),), clause.end()))


def _note_event(text: str, rule: Expression) -> Expression:
    """Note that a rule ends with an event: จนกว่าสถานการณ์จะคลี่คลาย. A later letter ends it."""
    event = _EVENT.search(text, rule.end, rule.end + _FAR) if "UNTIL" not in rule.rule else None
    if event is None or _OTHER_DUTY.search(text, rule.end, event.start()):
        return rule
    return rule._replace(told=(*rule.notes, Message(UNTIL_EVENT)))


def _add(rule: Expression, bound: _Bound) -> Expression:
    parts = "".join(f";{name}={value}" for name, value in bound.parts.items())
    end = max(rule.end, bound.end)
    notes = [note for note in rule.notes if "BEGINS" not in bound.parts or note != Message(NO_FIRST_DAY)]
    rule_end = rule.rule_end or rule.end
    return rule._replace(rule=rule.rule + parts, end=end, rule_end=rule_end, told=(*notes, *bound.told))
