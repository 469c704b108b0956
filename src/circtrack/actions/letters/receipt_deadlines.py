"""Deadlines counted from an event: each office's own where it is the receipt of the letter. Pure.

What counts is the earliest recorded receipt of the letter that states the deadline, or of one that passes it on. An
office that sits in a province's or district's hall has what its hall has, unless a letter was sent to itself. Where no
receipt is recorded there is no deadline. Of two readings (does the first day count?) the earlier is used, and of a
counted day and one that the letters name, likewise the earlier.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.letters.duties import MovedDeadline
from circtrack.thai.dates import format_thai
from circtrack.thai.deadlines import counted_deadline
from circtrack.thai.relative import due_dates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from circtrack.actions.letters.duties import Duty
    from circtrack.store.tasks import Member
    from circtrack.thai.expression_model import Relative
    from circtrack.thai.workdays import WorkingDays


class Count(NamedTuple):
    """A deadline counted from an event's day, by which words and how.

    ``readings`` are the days that it can mean, the earlier first: that one is used. ``working_days`` are those that
    it was counted by; None where it counts calendar days.
    """

    words: str
    relative: Relative
    event: date
    readings: tuple[date, ...]
    working_days: WorkingDays | None = None

    @property
    def due_on(self) -> date:
        """The last day, by the earlier reading."""
        return self.readings[0]

    @property
    def other(self) -> date | None:
        """The later reading, where there are two."""
        return self.readings[1] if len(self.readings) > 1 else None

    @property
    def reason(self) -> str:
        """Why the deadline is this day, as the history keeps it: in Thai, as the offices that read it write."""
        parts = [f"{self.words}: นับแต่วันที่ {_thai(self.event)}"]
        if self.other:
            without = "หากนับวันแรกด้วย" if self.relative.backwards else "หากไม่นับวันแรก"
            parts.append(f"{without} ครบกำหนดวันที่ {_thai(self.other)}")
        if self.working_days:
            known = self.working_days.known_until
            parts.append(
                f"ทราบวันหยุดราชการถึงวันที่ {_thai(known)}" if known else "ไม่ทราบวันหยุดราชการ นอกจากรายการของหน่วยงานเอง"
            )
        return "; ".join(parts)


class CountedDeadline(NamedTuple):
    """One office's deadline for the chain's task of this place; ``holder`` is the office whose receipt counts."""

    position: int
    office: str
    holder: str
    letter: int
    how: Count


class Counting(NamedTuple):
    """What could be counted, and of how many obligations only the working days were wanting."""

    counted: tuple[CountedDeadline, ...]
    without_working_days: int


def count_from(words: str, relative: Relative, event: date, working_days: Callable[[], WorkingDays | None]) -> Count:
    """Count a deadline from its event's day; without readings where it cannot be counted (hours; no working days)."""
    days = working_days() if relative.unit == "working_day" else None
    return Count(words, relative, event, due_dates(relative, event, working_days=days), days)


def counts_from_receipt(relative: Relative) -> bool:
    """Whether the event is each recipient's receipt of the letter."""
    return relative.anchor == "receipt"


def follows(relative: Relative | None) -> bool:
    """Whether the deadline follows from what is recorded: receipts, or an event whose day the text gives."""
    return relative is not None and (counts_from_receipt(relative) or relative.from_day is not None)


def count_deadlines(
    duties: Sequence[Duty],
    members: Sequence[Member],
    hall: Callable[[str], str],
    working_days: Callable[[], WorkingDays | None],
) -> Counting:
    """Count the deadlines that letters of a chain state without a day, and put them in force where they are earlier.

    Args:
        duties: The chain's tasks in order; their own deadlines are set, with the reason.
        members: The letters of the chain, with what is recorded of their receipt.
        hall: The office in whose hall another one sits; "" for none.
        working_days: Gives the working days; called only where a deadline counts them.
    """
    by_row = {member.id: member for member in members}
    receipts = cache(lambda letter: _Receipts(_with_those_below(letter, members), hall))
    count = cache(lambda words, relative, event: count_from(words, relative, event, working_days))
    counted: list[CountedDeadline] = []
    wanting = 0
    for position, duty in enumerate(duties, 1):
        found: dict[str, list[CountedDeadline]] = {}
        for words, letter, offices in duty.undated:
            relative = counted_deadline(words, written_on=by_row[letter].date)
            if relative is None or not follows(relative):
                continue
            for office in duty.offices if offices is None else (each for each in duty.offices if each in offices):
                holder, received = receipts(letter).of(office)
                if event := relative.from_day or received:
                    each = CountedDeadline(position, office, holder, letter, count(words, relative, event))
                    found.setdefault(office, []).append(each)
        for office, each_way in found.items():
            with_day = [each for each in each_way if each.how.readings]
            if with_day:
                first = min(with_day, key=lambda each: each.how.due_on)
                counted.append(first)
                _set_earlier(duty, office, first)
            wanting += any(each.how.relative.unit == "working_day" for each in each_way if not each.how.readings)
    return Counting(tuple(counted), wanting)


def _set_earlier(duty: Duty, office: str, counted: CountedDeadline) -> None:
    present, due = duty.due_on(office), counted.how.due_on
    if present is None or due < present:
        duty.own_due[office] = due
        duty.moved.append(MovedDeadline(office, due, present, counted.how.reason, counted.letter))


class _Receipts:
    """To whom some letters were sent, and when each first had one of them in hand."""

    def __init__(self, letters: Iterable[Member], hall: Callable[[str], str]) -> None:
        self._hall = hall
        self._sent: set[str] = set()
        self._first: dict[str, date] = {}
        for letter in letters:
            self._sent.update(letter.recipients)
            for office, day in letter.received:
                self._first[office] = min(day, self._first.get(office, day))

    def of(self, office: str) -> tuple[str, date | None]:
        """Whose receipt counts for an office, and its day, where it is recorded."""
        holder = office if office in self._sent else self._hall(office) or office
        return holder, self._first.get(holder)


def _with_those_below(letter: int, members: Sequence[Member]) -> Iterator[Member]:
    inside = {letter}
    size = 0
    while len(inside) > size:
        size = len(inside)
        inside |= {member.id for member in members if member.parent in inside}
    return (member for member in members if member.id in inside)


def _thai(day: date) -> str:
    return format_thai(day, thai_digits=False)
