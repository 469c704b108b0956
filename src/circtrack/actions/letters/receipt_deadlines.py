"""Count deadlines from an event; if the event is the receipt of the letter, for each office separately. Pure.

A receipt deadline counts from the earliest recorded receipt of the letter that states it, or of a letter that passes
it on. For an office in a province's or district's hall the hall's receipt counts, unless a letter was sent to the
office itself. Without a recorded receipt there is no deadline. Of two readings (does the first day count?) the first
is used (``thai.relative``); of a counted day and a day that the letters name, the earlier too.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.letters.duties import MovedDeadline, StatedDay
from circtrack.thai.dates import format_thai
from circtrack.thai.deadlines import count_deadline
from circtrack.thai.relative import count_due_dates, is_first_counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from circtrack.actions.letters.duties import Duty
    from circtrack.store.tasks import ChainMember
    from circtrack.thai.expression_model import Relative
    from circtrack.thai.workdays import WorkingDays


class CountedDay(NamedTuple):
    """A deadline counted from an event's day.

    Attributes:
        words: The deadline as the letter states it.
        relative: The same, parsed.
        event: The day counted from.
        readings: The days that it can mean, the first is used. Empty if it cannot be counted.
        working_days: The working days counted by; None for calendar days.
    """

    words: str
    relative: Relative
    event: date
    readings: tuple[date, ...]
    working_days: WorkingDays | None = None

    @property
    def due_on(self) -> date:
        """The last day (inclusive) by the reading in use."""
        return self.readings[0]

    @property
    def other(self) -> date | None:
        """The other reading; None if there is only one."""
        return self.readings[1] if len(self.readings) > 1 else None

    @property
    def reason(self) -> str:
        """Why the deadline is this day, for the history. In Thai, because offices read it."""
        parts = [f"{self.words}: นับแต่วันที่ {_format_day(self.event)}"]
        if self.other:
            without = "หากนับวันแรกด้วย" if is_first_counted(self.relative, self.readings) else "หากไม่นับวันแรก"
            parts.append(f"{without} ครบกำหนดวันที่ {_format_day(self.other)}")
        if self.working_days:
            known = self.working_days.known_until
            parts.append(
                f"ทราบวันหยุดราชการถึงวันที่ {_format_day(known)}" if known else "ไม่ทราบวันหยุดราชการ นอกจากรายการของหน่วยงานเอง"
            )
        return "; ".join(parts)


class CountedDeadline(NamedTuple):
    """One office's deadline for the chain's task at ``position``; ``holder`` is the office whose receipt counts."""

    position: int
    office: str
    holder: str
    letter: int
    how: CountedDay


class CountingResult(NamedTuple):
    """Counted deadlines, and how many lacked known working days."""

    counted: tuple[CountedDeadline, ...]
    without_working_days: int


def count_from_day(
    words: str, relative: Relative, event: date, working_days: Callable[[], WorkingDays | None]
) -> CountedDay:
    """Count a deadline from its event's day. No readings if it is in hours, or the working days are not known."""
    days = working_days() if relative.unit == "working_day" else None
    return CountedDay(words, relative, event, count_due_dates(relative, event, working_days=days), days)


def is_counted_from_receipt(relative: Relative) -> bool:
    """Whether the deadline counts from each recipient's receipt of the letter."""
    return relative.anchor == "receipt"


def is_counted_from(relative: Relative | None) -> bool:
    """Whether the deadline can be counted from a receipt, or from an event whose day the text gives."""
    return relative is not None and (is_counted_from_receipt(relative) or relative.from_day is not None)


def count_deadlines(
    duties: Sequence[Duty],
    members: Sequence[ChainMember],
    hall: Callable[[str], str],
    working_days: Callable[[], WorkingDays | None],
) -> CountingResult:
    """Count the deadlines that a chain's letters state without a day, and apply those that are earlier.

    Args:
        duties: The chain's tasks in order. Earlier deadlines of single offices are written into them.
        members: The letters of the chain, with their recorded receipts.
        hall: Returns the code of the office in whose hall an office sits; "" for none.
        working_days: Returns the working days; called only if a deadline counts them.
    """
    by_row = {member.id: member for member in members}
    receipts = cache(lambda letter: _Receipts(_list_at_or_below(letter, members), hall))
    count = cache(lambda words, relative, event: count_from_day(words, relative, event, working_days))
    counted: list[CountedDeadline] = []
    uncounted = 0
    for position, duty in enumerate(duties, 1):
        found: dict[str, list[CountedDeadline]] = {}
        for words, letter, offices in duty.undated:
            relative = count_deadline(words, written_on=by_row[letter].date)
            if relative is None or not is_counted_from(relative):
                continue
            for office in duty.offices if offices is None else (each for each in duty.offices if each in offices):
                holder, received = receipts(letter).of(office)
                if event := relative.from_day or received:
                    each = CountedDeadline(position, office, holder, letter, count(words, relative, event))
                    found.setdefault(office, []).append(each)
        for office, counts in found.items():
            with_day = [each for each in counts if each.how.readings]
            if with_day:
                first = min(with_day, key=lambda each: each.how.due_on)
                counted.append(first)
                _set_earlier(duty, office, first, by_row[first.letter].date)
            uncounted += any(each.how.relative.unit == "working_day" for each in counts if not each.how.readings)
    return CountingResult(tuple(counted), uncounted)


def _set_earlier(duty: Duty, office: str, counted: CountedDeadline, written_on: date) -> None:
    present, due = duty.due_on(office), counted.how.due_on
    day = StatedDay(due, counted.how.reason, counted.letter, written_on, frozenset({office}), is_counted=True)
    duty.below.append(day)
    if present is None or due < present:
        duty.own_due[office] = due
        duty.moved.append(MovedDeadline(office, due, present, counted.how.reason, counted.letter))


class _Receipts:
    """The recipients of some letters, and the day on which each first received one of them."""

    def __init__(self, letters: Iterable[ChainMember], hall: Callable[[str], str]) -> None:
        self._hall = hall
        self._sent: set[str] = set()
        self._first: dict[str, date] = {}
        for letter in letters:
            self._sent.update(letter.recipients)
            for office, day in letter.received:
                self._first[office] = min(day, self._first.get(office, day))

    def of(self, office: str) -> tuple[str, date | None]:
        """Return the office whose receipt counts for this office, and the day; None if it is not recorded."""
        holder = office if office in self._sent else self._hall(office) or office
        return holder, self._first.get(holder)


def _list_at_or_below(letter: int, members: Sequence[ChainMember]) -> Iterator[ChainMember]:
    inside = {letter}
    size = 0
    while len(inside) > size:
        size = len(inside)
        inside |= {member.id for member in members if member.parent in inside}
    return (member for member in members if member.id in inside)


def _format_day(day: date) -> str:
    return format_thai(day, thai_digits=False)
