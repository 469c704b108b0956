"""Deadlines in running text: the last day, inclusive, and the rule by which the words name it.

The rules are those of official letters: ภายในวันที่, ไม่เกินวันที่ and ถึงวันที่ include the day they name,
ก่อนวันที่ ends the day before; a month means its last day, and so do quarters, years and ranges. Words without a date
(โดยด่วน) are a deadline that is open: said so, never invented.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.errors import Message, together
from circtrack.thai.expressions import find_expressions

if TYPE_CHECKING:
    from datetime import date as Day  # noqa: N812 - a field has the name

    from circtrack.thai.date_model import FoundDate
    from circtrack.thai.expression_model import Relative
    from circtrack.thai.expressions import WorkingDaysSource


class FoundDeadline(NamedTuple):
    """A deadline in running text: ``text[start:end]`` of the original, from its ภายใน to the end of its date.

    Attributes:
        due_on: The last day (inclusive); None where the words set none, or ``problem`` says why it is open.
        rule: How the day was read: ``on`` (the day named), ``before`` (the day before it), ``month``, ``quarter``,
            ``year`` and ``fiscal_year`` (the last day of it; also ``month_end``, ``year_end``, ``fiscal_year_end``),
            ``last_working_day``, ``range`` and ``until`` (the end of a range), ``relative`` (counted from an event),
            ``open`` (words without a date); of a recurring deadline the iCalendar RRULE.
        date: The (last) date in it, None where there is none.
        problem: As a :class:`~circtrack.thai.date_model.FoundDate`'s, or ``ambiguous``, or "".
        notes: What was assumed and what speaks against it.
        readings: The last days it could mean where there are several, the likeliest first.
        time: The time of the last day: ``16:30``; ``24:00`` is that day's end.
        relative: How it is counted, where it is counted from an event.
    """

    start: int
    end: int
    text: str
    due_on: Day | None
    rule: str
    date: FoundDate | None = None
    problem: str = ""
    notes: tuple[Message, ...] = ()
    readings: tuple[Day, ...] = ()
    time: str = ""
    relative: Relative | None = None

    @property
    def note(self) -> str:
        """The notes in English, "" where there are none."""
        return str(together(self.notes))


def find_deadlines(
    text: str, *, written_on: Day | None, working_days: WorkingDaysSource | None = None
) -> list[FoundDeadline]:
    """All deadlines in running text, in order, the open and the doubtful ones too.

    Args:
        text: Any text; damage is repaired for reading, spans refer to the text as it is.
        written_on: The letter's own date: a date without a year is taken in its year, or in the next where it
            would lie before the letter; ``notes`` say so. None leaves such dates open.
        working_days: Gives the working days, called where they are needed; without it what rests on them stays open.
    """
    return [
        FoundDeadline(
            each.start,
            each.end,
            each.text,
            each.last,
            each.rule,
            each.date,
            each.problem,
            each.notes,
            each.readings,
            each.time,
            each.relative,
        )
        for each in find_expressions(text, written_on=written_on, working_days=working_days)
        if each.rule
    ]


def count_deadline(words: str, *, written_on: Day | None) -> Relative | None:
    """How a deadline's own words are counted from an event; None where they are not, or name the last day themselves.

    Args:
        words: A deadline as a letter has it (``FoundDeadline.text``).
        written_on: The letter's own date.
    """
    found = find_deadlines(words, written_on=written_on)
    return found[0].relative if len(found) == 1 and found[0].due_on is None else None
