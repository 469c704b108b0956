"""The model of a found date: what is written, what it means, and what is wrong with it."""

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


Problem = Literal["", "impossible", "incomplete", "unreadable", "weekday", "era", "order", "too_early"]


class DateParts(NamedTuple):
    """A date's parts as written. None for a missing part."""

    day: int | None
    month: int
    year: int | None


class FoundDate(NamedTuple):
    """A date in running text: ``text[start:end]`` of the original, including its weekday but not วันที่.

    A named tuple, because a text can hold very many dates and named tuples are fastest to create.

    Attributes:
        day: The date; None if ``problem`` says why there is none.
        written_day: The day as written; None if it is missing.
        month: The month as written, 1 to 12 if there is such a month.
        written_year: The year as written: 66 stays 66; None if it is missing.
        weekday: The weekday as written, or "".
        problem: ``impossible`` (no such day or month), ``incomplete`` (the day or the year is missing), ``unreadable``
            (a letter or a blank stands among the day's digits), ``weekday`` (the weekday does not fit the day), ``era``
            (the year could be of either era, or is of none), ``order`` (day/month or month/day), ``too_early`` (before
            B.E. 2484), or "".
        assumed: What was assumed.
        year: The year of the Christian era, if it could be read.
        readings: The days that a doubtful date could mean, the likeliest first.
    """

    start: int
    end: int
    text: str
    day: date | None
    written_day: int | None
    month: int
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
        """What was assumed, and what is wrong with the date."""
        if not self.problem:
            return self.assumed

        return (*self.assumed, make_objection(self))

    @property
    def note(self) -> str:
        """The notes in English, or ""."""
        return str(together(self.notes))


class WrittenDate(NamedTuple):
    """A date's parts as scanned, before they are interpreted."""

    start: int
    end: int
    day: int | None
    month: int
    year: str = ""
    era: Era = ""
    weekday: str = ""
    notes: tuple[Message, ...] = ()
    in_figures: bool = False
    spoilt: bool = False


# Errors that say why a text is not accepted as a date: one message with the value and a hint.

_LONGEST_QUOTE = 60
_NOT_UTF8 = re.compile("[\udc80-\udcff]")  # lone surrogates stand for undecodable bytes

_FORMS = N_("Write it as 24 มีนาคม 2566, 24/3/2566 or 2023-03-24.")


def quote(text: str) -> str:
    """Return the text as a message may show it: on one line, without terminal controls, shortened."""
    line = " ".join(printable(text).split())
    return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1] + "…"


def not_utf8(text: str) -> bool:
    """Whether the text came from bytes that are not UTF-8 (they arrive as lone surrogates)."""
    return bool(_NOT_UTF8.search(text))


def make_unreadable_error(text: str) -> DateError:
    """Return the error for a text that is not a date at all."""
    if not text.strip():
        return DateError(N_("The date is empty."), hint=_FORMS)
    if not_utf8(text):
        return DateError(
            N_("'{text}' is not UTF-8 text."),
            reason="encoding",
            hint=N_("Convert the input to UTF-8 first."),
            text=quote(text),
        )
    return DateError(N_("'{text}' cannot be read as a date."), hint=_FORMS, text=quote(text))


def make_refusal(text: str, found: FoundDate) -> DateError:
    """Return the error for a date that was found but cannot be accepted."""
    note, hint = _explain_problem(found)
    return DateError(N_("'{text}': {note}."), reason=found.problem, hint=hint, text=quote(text), note=note)


def make_objection(found: FoundDate) -> Message:
    """Return the note that says what is wrong with a date that has a problem."""
    return _explain_problem(found)[0]


def _explain_problem(found: FoundDate) -> Objection:
    """Return what is wrong with the date, and a hint."""
    if found.problem in {"impossible", "unreadable"}:
        return _explain_impossible(found)
    if found.problem == "incomplete":
        return _explain_incomplete(found)
    if found.problem == "weekday":
        return _explain_weekday(found)
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
    return _explain_era(found)


def _explain_impossible(found: FoundDate) -> Objection:
    day, month, year = found.parts
    if found.problem == "unreadable":
        return Message("a letter or blank stands among its digits"), N_("Check the day against the letter.")
    if not 1 <= month <= 12:
        return Message("there is no month {month}", month=month), N_("The order is day/month/year.")
    name = MONTHS[month - 1] if year is None else f"{MONTHS[month - 1]} {year}"
    return Message("{month} has no day {day}", month=name, day=day), N_("Check the day against the letter.")


def _explain_incomplete(found: FoundDate) -> Objection:
    if found.written_day is None:
        return Message("the day is missing"), N_("Write the day before the month.")
    return Message("the year is missing"), N_("Write the year after the month.")


def _explain_weekday(found: FoundDate) -> Objection:
    day = found.readings[0]
    values = {"day": day, "true": WEEKDAYS[day.weekday()], "written": found.weekday}
    return (
        Message("{day} is วัน{true}, not วัน{written}", **values),
        N_("Check the day, the month and the year, which may be last year's."),
    )


def _explain_era(found: FoundDate) -> Objection:
    years = sorted({reading.year for reading in found.readings}, reverse=True)
    hint = N_("Write the year with four digits: 2566 or 2023.")
    if years:
        both = ", ".join(f"{year} (พ.ศ. {to_be_year(year)})" for year in years)
        return Message("the year {year} could be {years}", year=found.written_year, years=both), hint
    neither = N_("the year {year} is neither B.E. (2484 to 2700) nor C.E. (1941 to 2100)")
    return Message(neither, year=found.written_year), hint
