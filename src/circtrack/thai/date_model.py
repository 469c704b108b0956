"""A date that was found: what is written, what it means, and what speaks against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from circtrack.errors import Note, together

if TYPE_CHECKING:
    from datetime import date

    from circtrack.thai.years import Era

Problem = Literal["", "impossible", "incomplete", "weekday", "era", "order", "too_early"]


class DateParts(NamedTuple):
    """A date's parts as written. None where a part is missing."""

    day: int | None
    month: int | None
    year: int | None


class FoundDate(NamedTuple):
    """A date in running text: ``text[start:end]`` of the original, its weekday included, วันที่ not.

    A named tuple, because a text can hold very many and these are made quickest.

    Attributes:
        day: The date; None where ``problem`` says why there is none.
        written_day: The day as written; as with the next two, None where it is missing.
        month: The month as written, 1 to 12 where there is such a month.
        written_year: The year as written: a year of 66 stays 66.
        weekday: The weekday as written, "" without one.
        problem: ``impossible`` (no such day or month), ``incomplete`` (the day or the year is missing),
            ``weekday`` (the weekday written is not that day's), ``era`` (the year could be of either era, or
            is of none), ``order`` (day/month or month/day), ``too_early`` (before B.E. 2484), or "".
        assumed: What was assumed.
        year: The year of the Christian era, where it could be read.
        readings: The days that a doubtful date could mean, the likeliest first.
    """

    start: int
    end: int
    text: str
    day: date | None
    written_day: int | None
    month: int | None
    written_year: int | None
    weekday: str = ""
    problem: Problem = ""
    assumed: tuple[Note, ...] = ()
    year: int | None = None
    readings: tuple[date, ...] = ()

    @property
    def parts(self) -> DateParts:
        """Day, month and year as written."""
        return DateParts(self.written_day, self.month, self.written_year)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was assumed and what speaks against it."""
        if not self.problem:
            return self.assumed
        from circtrack.thai.date_errors import objection

        return (*self.assumed, objection(self))

    @property
    def note(self) -> str:
        """The notes in English, "" where there are none."""
        return str(together(self.notes))


class WrittenDate(NamedTuple):
    """A date's pieces, before anything is concluded from them."""

    start: int
    end: int
    day: int | None
    month: int
    year: str = ""
    era: Era = ""
    weekday: str = ""
    notes: tuple[Note, ...] = ()
    in_figures: bool = False
