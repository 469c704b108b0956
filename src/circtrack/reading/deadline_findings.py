"""Findings about the deadlines that a letter sets: what is wrong with them, what they leave open, what was assumed."""

from __future__ import annotations

import re
from bisect import bisect_right
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING

from circtrack.errors import Message
from circtrack.model import Finding
from circtrack.reading.tone_marks import compile_words
from circtrack.reading.wording import UNREAD_DAY, UNREAD_HOUR
from circtrack.recurrence import has_days, iterate_days
from circtrack.thai.deadlines import find_deadlines
from circtrack.thai.recurring_rules import NO_FIRST_DAY, NO_HOLIDAYS, UNTIL_EVENT
from circtrack.thai.times import SEVERAL_HOURS
from circtrack.thai.years import correct_year, is_years_after

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from circtrack.reading.tone_marks import Toneless
    from circtrack.thai.date_model import FoundDate
    from circtrack.thai.deadlines import FoundDeadline

_JUST_OVER = 183  # days before a letter: a slip is as likely as the next year
_FAR_BEFORE = 80  # letters from the word that sends to the day
_OFFICE = r"(?:จังหวัด|อำเภอ|กรม|กระทรวง|สำนัก|เทศบาล|กอง|ท้องถิ่น|ศูนย์|อบ[ตจ])[ก-๎]{0,24}"
_SENT_ON = compile_words(
    rf"(?:(?:ส่ง|ยื่น)(?:ให้|ถึง|ต่อ|ที่|ไปยัง|มายัง)?{_OFFICE}|ให้{_OFFICE}\s?ทราบ)\s?ใน(?:วัน[ก-๎]{{0,12}}ที่)?\s?$"
)
_FAR_YEAR = 2600  # B.E.; a year of another age
_EVERY_SO_MANY = re.compile(r"FREQ=(?P<unit>DAILY|WEEKLY);INTERVAL=(?P<count>\d+)(?!.*BEGINS=)")


def report_deadlines(deadlines: Sequence[FoundDeadline], written_on: date | None) -> list[Finding]:
    """Return the findings about deadlines of a letter."""
    doubts = [
        Finding(f"{each.problem}_deadline", "due_on", each.text, each.note, _propose_day(each, written_on))
        for each in deadlines
        if each.problem
    ]
    doubts += [
        Finding("ambiguous_deadline", "due_on", each.text, ", ".join(map(str, each.readings)))
        for each in deadlines
        if each.readings and not each.problem and each.relative is None
    ]
    doubts += [
        Finding("ambiguous_deadline", "due_on", each.text, f"{just_over}, {each.due_on}")
        for each in deadlines
        if (just_over := _find_just_over(each, written_on))
    ]
    doubts += [Finding("open_deadline", "due_on", each.text) for each in deadlines if each.rule == "open"]
    for told, code in (
        (NO_HOLIDAYS, "recurrence_on_holidays"),
        (UNTIL_EVENT, "recurrence_until_event"),
        (SEVERAL_HOURS, "several_hours"),
    ):
        doubts += [Finding(code, "due_on", each.text) for each in deadlines if told in map(str, each.notes)]
    doubts += [Finding("open_recurrence", "due_on", each.text, each.note) for each in deadlines if lacks_days(each)]
    doubts += [
        Finding("deadline_before_letter", "due_on", each.text) for each in deadlines if _is_over(each, written_on)
    ]
    doubts += [
        Finding("counted_recurrence", "due_on", each.text, "", str(first), taken=True)
        for each in deadlines
        if written_on and _has_no_first_day(each) and (first := next(iterate_days(each.rule, written_on), None))
    ]
    for each in deadlines:
        if each.due_on and written_on:
            if each.due_on < written_on:
                proposal = _propose_day(each, written_on)
                doubts.append(Finding("deadline_before_letter", "due_on", each.text, written_on.isoformat(), proposal))
            elif is_years_after(each.due_on, written_on):
                proposal = _propose_day(each, written_on)
                doubts.append(Finding("far_deadline", "due_on", each.text, written_on.isoformat(), proposal))
    return doubts


def _propose_day(deadline: FoundDeadline, written_on: date | None) -> str:
    """Return the last day that a deadline likely means: by its weekday, or the next after the letter; "" if none."""
    if deadline.problem == "holidays":
        return deadline.readings[0].isoformat()
    written = deadline.date
    if written_on is None or written is None:
        return ""
    named = written.readings[1:] if deadline.problem == "weekday" else _list_likely(written, written_on)
    last = (day - timedelta(days=1) if deadline.rule == "before" else day for day in named)
    return next((day.isoformat() for day in last if day >= written_on), "")


def _list_likely(written: FoundDate, written_on: date) -> Iterator[date]:
    """Yield a day in the year that its own likely stands for; else in the letter's and the next. A month has none."""
    year = written.written_year
    likely = correct_year(year) if year and year > _FAR_YEAR else None
    for each in (likely,) if likely else (written_on.year, written_on.year + 1):
        with suppress(ValueError):
            yield date(each, written.month, written.written_day or 0)


def _find_just_over(deadline: FoundDeadline, written_on: date | None) -> date | None:
    """Return the day of a deadline without a year in the letter's own, if it was over half a year before it or less."""
    written = deadline.date
    if written_on is None or written is None or written.written_year is not None or deadline.due_on is None:
        return None
    if deadline.due_on.year != written_on.year + 1 or written.written_day is None:
        return None
    with suppress(ValueError):  # 29 February
        over = deadline.due_on.replace(year=written_on.year)
        return over if (written_on - over).days <= _JUST_OVER else None
    return None


def count_from_letter(deadline: FoundDeadline, written_on: date | None) -> FoundDeadline:
    """Return ทุก ๑๕ วัน with a first round so many days after the letter; other deadlines as they are."""
    every = _EVERY_SO_MANY.match(deadline.rule)
    if every is None or written_on is None:
        return deadline
    first = written_on + timedelta(days=int(every["count"]) * (7 if every["unit"] == "WEEKLY" else 1))
    return deadline._replace(rule=f"{deadline.rule};BEGINS={first:%Y%m%d}")


def find_unread(text: Toneless, deadlines: Sequence[FoundDeadline], written_on: date | None) -> Iterator[str]:
    """Yield what begins like a deadline but could not be read as one, nor as a recurring one's first day."""
    ends = [each.end for each in deadlines]
    begun = {each.rule for each in deadlines if "BEGINS=" in each.rule}
    for match in UNREAD_DAY.finditer(text.text):
        place = text.origin(match.start())
        behind = bisect_right(ends, place)
        if behind == len(deadlines) or place < deadlines[behind].start:
            words = text.written(*match.span()).strip()
            days = [each.due_on for each in find_deadlines(words, written_on=written_on)] if begun else []
            if not any(day and f"BEGINS={day:%Y%m%d}" in rule for day in days for rule in begun):
                yield words
    yield from UNREAD_HOUR.findall(text.text)


def is_sent_on(text: Toneless, day: FoundDeadline) -> bool:
    """Whether something is to be with an office on a day: ส่งอำเภอในวันที่ …, ให้จังหวัดทราบในวันศุกร์ที่ …."""
    place = text.at(day.start)
    return day.due_on is not None and bool(_SENT_ON.search(text.text, max(0, place - _FAR_BEFORE), place))


def is_told(deadline: FoundDeadline, written_on: date | None) -> bool:
    """Whether a deadline that no task took must be told: not mere urgency, nor days that are over."""
    if deadline.rule == "open":
        return any(letter.isdecimal() for letter in deadline.text)  # an hour
    if deadline.rule == "range":
        return deadline.due_on is None or written_on is None or deadline.due_on > written_on
    return True


def lacks_days(deadline: FoundDeadline) -> bool:
    """Whether a deadline recurs and its words name no days."""
    return deadline.rule.startswith("FREQ=") and not has_days(deadline.rule)


def _is_over(deadline: FoundDeadline, written_on: date | None) -> bool:
    """Whether a recurring deadline ends before the letter: none of its days is after it."""
    return written_on is not None and has_days(deadline.rule) and not any(iterate_days(deadline.rule, written_on))


def _has_no_first_day(deadline: FoundDeadline) -> bool:
    return Message(NO_FIRST_DAY) in deadline.notes
