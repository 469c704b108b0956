"""A date that was found: what is written, what it means, and what speaks against it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from circtrack.errors import N_, DateError, Message, together
from circtrack.thai.months import MONTHS, WEEKDAYS
from circtrack.thai.script import printable
from circtrack.thai.years import to_be_year

if TYPE_CHECKING:
    from datetime import date

    from circtrack.thai.years import Era

    Objection = tuple[Message, str]


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
    assumed: tuple[Message, ...] = ()
    year: int | None = None
    readings: tuple[date, ...] = ()

    @property
    def parts(self) -> DateParts:
        """Day, month and year as written."""
        return DateParts(self.written_day, self.month, self.written_year)

    @property
    def notes(self) -> tuple[Message, ...]:
        """What was assumed and what speaks against it."""
        if not self.problem:
            return self.assumed

        return (*self.assumed, make_objection(self))

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
    notes: tuple[Message, ...] = ()
    in_figures: bool = False


# Why a text was not taken as a date, in one message that names the value and the way out.

_LONGEST_QUOTE = 60
_NOT_UTF8 = re.compile("[\udc80-\udcff]")  # how undecodable bytes arrive

_FORMS = N_("Write it as 24 มีนาคม 2566, 24/3/2566 or 2023-03-24.")


def quoted(text: str) -> str:
    """The text as a message may show it: one line, no terminal controls, not long."""
    line = " ".join(printable(text).split())
    return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1] + "…"


def not_utf8(text: str) -> bool:
    """Whether the text was bytes that are not UTF-8, which come as lone surrogates."""
    return bool(_NOT_UTF8.search(text))


def make_unreadable_error(text: str) -> DateError:
    """The error for a text that is no date at all."""
    if not text.strip():
        return DateError(N_("The date is empty."), hint=_FORMS)
    if not_utf8(text):
        return DateError(
            N_("“{text}” is not UTF-8 text."),
            reason="encoding",
            hint=N_("Convert the input to UTF-8 first."),
            text=quoted(text),
        )
    return DateError(N_("“{text}” cannot be read as a date."), hint=_FORMS, text=quoted(text))


def make_refusal(text: str, found: FoundDate) -> DateError:
    """The error for a date that was found but cannot be taken."""
    note, hint = _objection(found)
    return DateError(N_("“{text}”: {note}."), reason=found.problem, hint=hint, text=quoted(text), note=note)


def make_objection(found: FoundDate) -> Message:
    """What speaks against a date that has a problem."""
    return _objection(found)[0]


def _objection(found: FoundDate) -> Objection:
    """What speaks against the date, and the way out."""
    if found.problem == "impossible":
        return _impossible(found)
    if found.problem == "incomplete":
        return _incomplete(found)
    if found.problem == "weekday":
        return _weekday(found)
    if found.problem == "order":
        values = {"first": found.readings[0], "second": found.readings[1]}
        return (
            Message("day/month or month/day? It could be {first} or {second}", **values),
            N_("Write the month by name, or the date as 2023-03-24."),
        )
    if found.problem == "too_early":
        return (
            Message("before B.E. 2484 the Thai year began on 1 April; such dates are not read"),
            N_("Dates are read from 1 January B.E. 2484 (1941) on."),
        )
    return _era(found)


def _impossible(found: FoundDate) -> Objection:
    day, month, year = found.parts
    if month is None or not 1 <= month <= 12:
        return Message("there is no month {month}", month=month), N_("The order is day/month/year.")
    name = MONTHS[month - 1] if year is None else f"{MONTHS[month - 1]} {year}"
    return Message("{month} has no day {day}", month=name, day=day), N_("Check the day against the letter.")


def _incomplete(found: FoundDate) -> Objection:
    if found.written_day is None:
        return Message("the day is missing"), N_("Write the day before the month.")
    return Message("the year is missing"), N_("Write the year after the month.")


def _weekday(found: FoundDate) -> Objection:
    day = found.readings[0]
    values = {"day": day, "true": WEEKDAYS[day.weekday()], "written": found.weekday}
    return (
        Message("{day} is วัน{true}, not วัน{written}", **values),
        N_("Check the day, the month and the year, which may be last year's."),
    )


def _era(found: FoundDate) -> Objection:
    years = sorted({reading.year for reading in found.readings}, reverse=True)
    hint = N_("Write the year with four digits: 2566 or 2023.")
    if len(years) > 1:
        both = ", ".join(f"{year} (พ.ศ. {to_be_year(year)})" for year in years)
        return Message("the year {year} could be {years}", year=found.written_year, years=both), hint
    neither = N_("the year {year} is neither B.E. (2484 to 2700) nor C.E. (1941 to 2100)")
    return Message(neither, year=found.written_year), hint
