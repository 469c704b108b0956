"""Find deadlines in running text: the last day (inclusive), and the rule that the words follow.

The rules are those of official letters: ภายในวันที่, ไม่เกินวันที่ and ถึงวันที่ include the day they name, ก่อนวันที่ ends the
day before; a month means its last day, and so do quarters, years and ranges. Words without a date (โดยด่วน) are an
open deadline: reported as open, never given a date.
"""

from __future__ import annotations

from datetime import date as Day  # noqa: N812 - a field is called date
from typing import TYPE_CHECKING, NamedTuple

from circtrack.errors import Message, together
from circtrack.thai.expressions import find_expressions

if TYPE_CHECKING:
    from circtrack.thai.date_model import FoundDate
    from circtrack.thai.expression_model import Expression, Relative

_SAID = ("ดังกล", "ข้างต", "ขางต")  # also without tone marks


class FoundDeadline(NamedTuple):
    """A deadline in running text: ``text[start:end]`` of the original, from ภายใน to the end of its date.

    ``text`` is that, but of a recurring deadline without its own beginning and end: เริ่มตั้งแต่เดือน….

    Attributes:
        due_on: The last day (inclusive); None if the words set none, or if ``problem`` says why it is open.
        rule: How the day was read: ``on`` (the day named), ``before`` (the day before it), ``month``, ``quarter``,
            ``year`` and ``fiscal_year`` (the last day of it; also ``month_end``, ``year_end``, ``fiscal_year_end``),
            ``last_working_day``, ``working_day``, ``range`` and ``until`` (the end of a range), ``relative`` (counted
            from an event), ``open`` (words without a date); for a recurring deadline the iCalendar RRULE.
        date: The (last) date in it, or None.
        problem: As in a :class:`~circtrack.thai.date_model.FoundDate`, or ``ambiguous``, or "".
        notes: What was assumed, and what is wrong with it.
        readings: The last days that it could mean, if there are several, the likeliest first.
        time: The time on the last day: ``16:30``; ``24:00`` is the end of that day.
        relative: How it is counted, if it is counted from an event.
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
        """The notes in English, or ""."""
        return str(together(self.notes))


def find_deadlines(text: str, *, written_on: Day | None) -> list[FoundDeadline]:
    """Find all deadlines in running text, in order, including open and doubtful ones.

    Args:
        text: Any text; damage is repaired for reading, spans refer to the text as given.
        written_on: The letter's own date: a date without a year takes its year, or the next if it would otherwise
            be before the letter; ``notes`` say so. None leaves such dates open.
    """
    found = find_expressions(text, written_on=written_on)
    return [_make_deadline(each) for each in found if each.rule]


def find_deadlines_and_days(text: str, *, written_on: Day | None) -> tuple[list[FoundDeadline], list[FoundDeadline]]:
    """Find all deadlines in running text, and days to come that are none by their words: ในวันที่ …, ตั้งแต่วันที่ ….

    A day whose weekday is another one is also to come if the day as written is. Of several days the last is given, and
    the first and the last are its ``readings``.
    """
    found = find_expressions(text, written_on=written_on)
    since = written_on or Day.min
    return [_make_deadline(each) for each in found if each.rule], [
        FoundDeadline(
            each.start,
            each.end,
            each.text,
            each.last or each.first,
            "",
            each.date,
            each.problem,
            readings=each.readings or _list_ends(each),
        )
        for each in found
        if not each.rule and each.kind in {"date", "range", "list"}
        if each.date and each.date.written_day
        if (each.first and each.first > since) or (each.problem == "weekday" and each.readings[:1] > (since,))
    ]


def _list_ends(found: Expression) -> tuple[Day, ...]:
    """Return the first and the last of several days; none of a single one."""
    return (found.first, found.last) if found.first and found.last and found.first != found.last else ()


def _make_deadline(found: Expression) -> FoundDeadline:
    return FoundDeadline(
        found.start,
        found.end,
        found.text[: found.rule_end - found.start] if found.rule_end else found.text,
        found.last,
        found.rule,
        found.date,
        found.problem,
        found.notes,
        found.readings or found.days,
        found.time,
        found.relative,
    )


def is_by_then(deadline: FoundDeadline, *, said: bool = False) -> bool:
    """Whether a deadline only points at a day named elsewhere: ภายในกำหนด; if ``said``, one named before it."""
    if deadline.rule != "open":
        return False
    return any(word in deadline.text for word in _SAID) if said else "กำหนด" in deadline.text


def count_deadline(words: str, *, written_on: Day | None) -> Relative | None:
    """Return how a deadline's words are counted from an event; None if they are not, or if they name the last day.

    Args:
        words: A deadline as a letter has it (``FoundDeadline.text``).
        written_on: The letter's own date.
    """
    found = find_deadlines(words, written_on=written_on)
    return found[0].relative if len(found) == 1 and found[0].due_on is None else None
