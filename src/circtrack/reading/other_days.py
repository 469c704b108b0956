"""The days of a letter's text that no request names as its deadline: which are told, and which some task may take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.model import Finding
from circtrack.reading.deadline_findings import is_told, report_deadlines
from circtrack.reading.tone_marks import compile_words
from circtrack.reading.wording import find_own_beginnings
from circtrack.thai.recurring_rules import NO_DAY
from circtrack.thai.script import letter_before

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from circtrack.reading.tone_marks import Toneless
    from circtrack.thai.deadlines import FoundDeadline

_REASON = compile_words(r"\s*(?:ด้วย|เนื่อง(?:จาก|ด้วย)|ตาม|โดยที่|อนุสนธิ|สืบเนื่อง)")
# Before a day: of a letter, of what was, or of what a count is of.
_NO_TASK_DAY = compile_words(
    r"(?:(?:ลง|ลว\.?)(?=\s?วัน|\s?$)|เมื่อ|ณ|ตั้งแต่|นับแต่|จาก|ถึง|ระหว่าง|ประจำ|ของ|มีผล(?:ใช้)?บังคับ(?:ใช้)?)\s?(?:ใน)?(?:วัน[ก-๎]{0,12}ที่|วันที่)?\s?$"
)
# What is asked of the recipients is to be there: the day of the event, in the reasons, is then one to keep.
_INVITES = compile_words(r"ขอ(?:เรียน|กราบเรียน)?เชิญ|เข้าร่วม|เข้ารับ|ร่วม(?:ประชุม|พิธี|งาน|กิจกรรม)")
_CLOSES_ON = compile_words(r"(?:ปิด(?:ระบบ|รับ)|สิ้นสุด(?:การ)?รับ|หมดเขต|หมดเวลา)[^\n]*$")
_ON_DAY = compile_words(r"(?:(?:ใน)?วันที่\s?)?$")
_FAR_FROM_CLOSING = 90  # letters


class OtherDays:
    """The deadlines and days of a body's text that no request has taken, and what is told of them."""

    def __init__(self, written_on: date | None) -> None:
        """``written_on`` is the letter's date: without it, single days are not kept."""
        self._written_on = written_on
        self._unclaimed: list[FoundDeadline] = []
        self._days: list[FoundDeadline] = []  # single days of what the writer says, without a deadline's words
        self._events: list[FoundDeadline] = []  # those of its reasons
        self._closings: list[FoundDeadline] = []  # those on which what is asked for is no more taken
        self._invites = False
        self._subjects_day: FoundDeadline | None = None  # which the subject names, and no task of the text has

    def keep(self, deadlines: Iterable[FoundDeadline]) -> None:
        """Keep deadlines that no request may have."""
        self._unclaimed += deadlines

    def keep_subjects_day(self, day: FoundDeadline, *, beside_others: bool) -> None:
        """Keep the day of the subject that no task has; ``beside_others`` if tasks have other days."""
        self._unclaimed.append(day)
        self._subjects_day = day if beside_others else None

    def sort(self, text: Toneless, days: Iterable[FoundDeadline]) -> None:
        """Keep the days to come in what the writer says and in its reasons, not those of letters or of what was."""
        begins = find_own_beginnings(text.text) if _REASON.match(text.text) else [0]
        own = begins[0] if begins else len(text.text)
        self._invites = self._invites or bool(_INVITES.search(text.text, own))
        for day in days if self._written_on else ():
            place = text.at(day.start)
            if _CLOSES_ON.search(text.text, max(0, place - _FAR_FROM_CLOSING), place):
                on = _ON_DAY.search(text.text, max(0, place - 12), place)
                begin = text.origin(on.start()) if on else day.start
                self._closings.append(day._replace(start=begin, text=text.original[begin : day.end]))
            if not _is_no_task_day(text.text, place):
                (self._days if place >= own else self._events).append(day)

    def find_closing(self) -> FoundDeadline | None:
        """Return the only day on which something closes (ปิดระบบในวันที่ …); None if there is none, or several."""
        days = {each.due_on: each for each in self._closings if each.due_on}
        return next(iter(days.values()))._replace(rule="on") if len(days) == 1 else None

    def report(self, found: Sequence[FoundDeadline], known: Collection[str]) -> list[Finding]:
        """Return the findings about the days that no task has.

        Args:
            found: The tasks' deadlines.
            known: The words of deadlines that are told of otherwise.
        """
        words = {each.text for each in found} | set(known)
        often = {each.rule.partition(";")[0] for each in found}
        return [
            Finding("unclaimed_deadline", "due_on" if each is self._subjects_day else "tasks", each.text)
            for each in self._unclaimed
            if each.text not in words
            and is_told(each, self._written_on)
            and not (each.rule in often and each.note == NO_DAY)  # ทุกเดือน beside ภายในวันที่ ๕ ของทุกเดือน
        ]

    def report_days(self, found: Sequence[FoundDeadline]) -> list[Finding]:
        """Return the findings about single days: the reasons' only of an invitation, or if no task has a day."""
        due = {each.due_on for each in found}
        events = self._events if self._invites or not due - {None} else ()
        days = [each for each in (*self._days, *events) if each.due_on not in due]
        doubts = [Finding("unclaimed_deadline", "tasks", each.text) for each in days if each.due_on]
        return doubts + report_deadlines([each for each in days if each.problem], self._written_on)


def _is_no_task_day(text: str, place: int) -> bool:
    """Whether the words before a day say that it is of a letter, of what was, or of what a count is of."""
    near = letter_before(text, place)  # a quick test before the full pattern
    return ("ก" <= near <= "๎" or near == ".") and bool(_NO_TASK_DAY.search(text, max(0, place - 30), place))
