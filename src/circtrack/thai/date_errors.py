"""Why a text was not taken as a date, in one message that names the value and the way out."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from circtrack.errors import N_, DateError
from circtrack.thai.months import MONTHS, WEEKDAYS
from circtrack.thai.script import printable

if TYPE_CHECKING:
    from circtrack.thai.date_model import FoundDate

    Objection = tuple[str, str, dict[str, object]]

_LONGEST_QUOTE = 60
_NOT_UTF8 = re.compile("[\udc80-\udcff]")  # how undecodable bytes arrive
_NAMED = "“{text}”: "  # how each message below begins

_FORMS = N_("Write it as 24 มีนาคม 2566, 24/3/2566 or 2023-03-24.")


def quoted(text: str) -> str:
    """The text as a message may show it: one line, no terminal controls, not long."""
    line = " ".join(printable(text).split())
    return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1] + "…"


def not_utf8(text: str) -> bool:
    """Whether the text was bytes that are not UTF-8, which come as lone surrogates."""
    return bool(_NOT_UTF8.search(text))


def unreadable(text: str) -> DateError:
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


def refusal(text: str, found: FoundDate) -> DateError:
    """The error for a date that was found but cannot be taken."""
    message, hint, values = _objection(found)
    return DateError(message, reason=found.problem, hint=hint, text=quoted(text), **values)


def objection(found: FoundDate) -> str:
    """What speaks against a date that was found, in a few English words; "" where nothing does."""
    if not found.problem:
        return ""
    message, _, values = _objection(found)
    return message.removeprefix(_NAMED).removesuffix(".").format_map(values)


def _objection(found: FoundDate) -> Objection:
    """Message, hint and what fills them, without the text itself."""
    if found.problem == "impossible":
        return _impossible(found)
    if found.problem == "incomplete":
        return _incomplete(found)
    if found.problem == "weekday":
        return _weekday(found)
    if found.problem == "order":
        return (
            N_("“{text}”: day/month or month/day? It could be {first} or {second}."),
            N_("Write the month by name, or the date as 2023-03-24."),
            {"first": found.readings[0], "second": found.readings[1]},
        )
    if found.problem == "too_early":
        return (
            N_("“{text}”: before B.E. 2484 the Thai year began on 1 April; such dates are not read."),
            N_("Dates are read from 1 January B.E. 2484 (1941) on."),
            {},
        )
    return _era(found)


@lru_cache(maxsize=256)
def _in_both_eras(years: frozenset[int]) -> str:
    return ", ".join(f"{year} (พ.ศ. {year + 543})" for year in sorted(years, reverse=True))


def _impossible(found: FoundDate) -> Objection:
    day, month, year = found.parts
    if month is None or not 1 <= month <= 12:
        return (
            N_("“{text}”: there is no month {month}."),
            N_("The order is day/month/year."),
            {"month": month},
        )
    return (
        N_("“{text}”: {month} {year} has no day {day}."),
        N_("Check the day against the letter."),
        {"month": MONTHS[month - 1], "year": year if year is not None else "", "day": day},
    )


def _incomplete(found: FoundDate) -> Objection:
    if found.parts.day is None:
        return N_("“{text}”: the day is missing."), N_("Write the day before the month."), {}
    return N_("“{text}”: the year is missing."), N_("Write the year after the month."), {}


def _weekday(found: FoundDate) -> Objection:
    day = found.readings[0]
    return (
        N_("“{text}”: {day} is วัน{true}, not วัน{written}."),
        N_("Check the day, the month and the year, which may be last year's."),
        {"day": day, "true": WEEKDAYS[day.weekday()], "written": found.weekday},
    )


def _era(found: FoundDate) -> Objection:
    years = {reading.year for reading in found.readings}
    hint = N_("Write the year with four digits: 2566 or 2023.")
    if len(years) > 1:
        return (
            N_("“{text}”: the year {year} could be {years}."),
            hint,
            {"year": found.parts.year, "years": _in_both_eras(frozenset(years))},
        )
    return (
        N_("“{text}”: the year {year} is neither B.E. (2484 to 2700) nor C.E. (1941 to 2100)."),
        hint,
        {"year": found.parts.year if found.parts.year is not None else ""},
    )
