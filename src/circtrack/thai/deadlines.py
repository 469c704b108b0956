"""Deadlines in running text: the last day, inclusive, and the rule by which the words name it.

The rules are those of official letters: ภายในวันที่, ไม่เกินวันที่ and ถึงวันที่ include the day they name,
ก่อนวันที่ ends the day before; a month means its last day. Words without a date (โดยด่วน) are a deadline that is
open: said so, never invented.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal

from circtrack.thai.date_rules import read_all
from circtrack.thai.script import Repaired, repaired
from circtrack.thai.years import be_year

if TYPE_CHECKING:
    from circtrack.thai.date_model import FoundDate

Rule = Literal["on", "before", "month", "open"]

_CUE: Final = re.compile(
    r"(?:(?P<cue>ภายในกำหนด|ภายใน|ไม่เกิน|ไม่ช้ากว่า|ก่อน|จนถึง|ถึง|อย่างช้า(?:ที่สุด)?)(?:ใน)?\s{0,4}"
    r"(?:(?:วันที่?|ที่)\s{0,4})?(?P<month_end>(?:วัน)?สิ้น\s{0,4})?|(?P<end_alone>สิ้น\s{0,4}))$"
)
_OPEN: Final = re.compile(
    r"โดยด่วน(?:ที่สุด)?|โดยเร็ว(?:ที่สุด)?|(?:โดย)?ทันที(?!ที่)|ภายในกำหนด(?:เวลา)?(?!\s{0,4}(?:วัน|[0-9๐-๙]))"
    r"|ภายในเวลาที่กำหนด|ตามเวลาที่กำหนด"
)
_LOOK_BACK: Final = 40


@dataclass(frozen=True, slots=True)
class FoundDeadline:
    """A deadline in running text: ``text[start:end]`` of the original, from its ภายใน to the end of its date.

    Attributes:
        due_on: The last day (inclusive); None where the words set none, or ``problem`` says why it is open.
        rule: How the day was read: ``on`` (the day named), ``before`` (the day before it), ``month`` (the last
            day of the month named), ``open`` (words without a date).
        date: The date in it, None where there is none.
        problem: As a :class:`~circtrack.thai.date_model.FoundDate`'s, or "".
        note: What was assumed, in English.
    """

    start: int
    end: int
    text: str
    due_on: date | None
    rule: Rule
    date: FoundDate | None = None
    problem: str = ""
    note: str = ""


def find_deadlines(text: str, *, written_on: date | None) -> list[FoundDeadline]:
    """All deadlines in running text, in order, the open and the doubtful ones too.

    Args:
        text: Any text; damage is repaired for reading, spans refer to the text as it is.
        written_on: The letter's own date: a date without a year is taken in its year, or in the next where it
            would lie before the letter; ``note`` says so. None leaves such dates open.
    """
    source = repaired(text)
    found = [
        deadline for day in read_all(source.text, written_on) if (deadline := _with_date(source.text, day, written_on))
    ]
    taken = [(each.start, each.end) for each in found]
    found += [
        FoundDeadline(*match.span(), "", None, "open")
        for match in _OPEN.finditer(source.text)
        if not any(start < match.end() and match.start() < end for start, end in taken)
    ]
    return [_in_original(each, source, text) for each in sorted(found, key=lambda each: each.start)]


def last_of_month(year: int, month: int) -> date:
    """The month's last day."""
    return date(year, month, calendar.monthrange(year, month)[1])


def _with_date(text: str, found: FoundDate, written_on: date | None) -> FoundDeadline | None:
    """The deadline that a date is, if the words before it make it one."""
    cue = _CUE.search(text, max(0, found.start - _LOOK_BACK), found.start)
    if cue is None:
        return None
    if cue["end_alone"] and found.parts.day is not None:
        return None
    before = cue["cue"] == "ก่อน"
    deadline = FoundDeadline(
        cue.start(), found.end, "", None, "before" if before else "on", found, found.problem, found.note
    )
    if found.parts.day is None and found.problem == "incomplete":
        return _month(deadline, found, written_on, at_its_end=bool(cue["month_end"] or cue["end_alone"]))
    if found.day is None:
        return deadline
    return replace(deadline, due_on=found.day - timedelta(days=1) if before else found.day)


def _month(
    deadline: FoundDeadline, found: FoundDate, written_on: date | None, *, at_its_end: bool
) -> FoundDeadline | None:
    """ภายในเดือน X, สิ้นเดือน X: the month's last day; ก่อนเดือน X: the day before its first."""
    month, year = found.month, found.year
    notes = [found.assumed] if found.assumed else []
    if month is None or (year is None and (written_on is None or found.parts.year is not None)):
        return deadline
    if year is None and written_on is not None:
        year = written_on.year + (month < written_on.month)
        notes.append(f"no year written: {be_year(year)}, by the letter's date")
    if year is None:
        return deadline
    deadline = replace(deadline, problem="", note="; ".join(notes))
    last = last_of_month(year, month)
    if deadline.rule != "before":
        return replace(deadline, due_on=last, rule="month")
    named = last if at_its_end else date(year, month, 1)
    return replace(deadline, due_on=named - timedelta(days=1))


def _in_original(deadline: FoundDeadline, source: Repaired, text: str) -> FoundDeadline:
    start, end = source.origin(deadline.start, deadline.end)
    day = deadline.date
    if day is not None:
        first, last = source.origin(day.start, day.end)
        day = replace(day, start=first, end=last, text=text[first:last])
    return replace(deadline, start=start, end=end, text=text[start:end], date=day)
