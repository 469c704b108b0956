"""The model of time expressions: a day, a span of days, a day counted from an event, a rule, or mere urgency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from circtrack.errors import Message, together

if TYPE_CHECKING:
    from datetime import date as Day  # noqa: N812 - a field is called date

    from circtrack.thai.date_model import FoundDate

ExpressionKind = Literal[
    "date", "range", "list", "month", "quarter", "year", "fiscal_year", "relative", "recurring", "open"
]
Unit = Literal["day", "working_day", "week", "month", "year", "hour"]
Anchor = Literal["receipt", "letter", "date", "fiscal_year_end", "year_end", "other"]


@dataclass(frozen=True, slots=True)
class Relative:
    """A deadline counted from an event.

    Attributes:
        count: How many units.
        unit: What is counted.
        event: The event as written, "" if the text names none.
        anchor: The kind of event: ``receipt`` of the letter (each recipient's own day), the ``letter``'s date, a
            ``date`` in the text, the end of a year or fiscal year, or an ``other`` event without a date in the text.
        next_day: Whether the text says that the count starts the day after (นับถัดจาก). Practice differs if it does
            not.
        backwards: Whether it is counted back from the event.
        from_day: The day of the event, if the text states it.
    """

    count: int
    unit: Unit
    event: str = ""
    anchor: Anchor = "other"
    next_day: bool = False
    backwards: bool = False
    from_day: Day | None = None


class Expression(NamedTuple):
    """One time expression in running text: ``text[start:end]``.

    A named tuple, because a text can hold very many expressions and named tuples are fastest to create.

    Attributes:
        kind: What it is.
        first: The first day; None if it has none (a deadline has no beginning) or if it is not known.
        last: The last day, inclusive; the same as ``first`` for a single day.
        rule: How a deadline's last day was read, "" if it is no deadline; for a recurring deadline the rule itself,
            as an iCalendar RRULE.
        problem: What is wrong with it, as in a :class:`~circtrack.thai.date_model.FoundDate`; also ``ambiguous``.
        told: What was assumed, and what is wrong with it; None if its date's notes say it.
        readings: The last days that it could mean, if there are several, the likeliest first.
        days: All days of a list.
        time: The time on the last day, ``16:30``; "24:00" is the end of that day.
        date: The (last) date in it.
        relative: How it is counted, if it is counted from an event.
        rule_end: Where the words of a recurring deadline's day end, if the text states its beginning, end or number of
            times; else 0.
    """

    start: int
    end: int
    kind: ExpressionKind
    first: Day | None = None
    last: Day | None = None
    rule: str = ""
    problem: str = ""
    told: tuple[Message, ...] | None = None
    readings: tuple[Day, ...] = ()
    days: tuple[Day, ...] = ()
    time: str = ""
    date: FoundDate | None = None
    relative: Relative | None = None
    text: str = ""
    rule_end: int = 0

    @property
    def notes(self) -> tuple[Message, ...]:
        """What was assumed, and what is wrong with it."""
        if self.told is None:
            return self.date.notes if self.date else ()
        return self.told

    @property
    def note(self) -> str:
        """The notes in English, or ""."""
        return str(together(self.notes))
