"""One value as text for people: with --thai all Thai; in a Thai session days as Thai papers write them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from circtrack.errors import Message
from circtrack.i18n import language
from circtrack.render.cells import plain
from circtrack.render.days import day_text, days_are_thai, moment_text
from circtrack.render.messages import said
from circtrack.render.numerals import thai_numerals
from circtrack.render.words import in_thai, in_words
from circtrack.thai.dates import format_thai

if TYPE_CHECKING:
    from circtrack.render.cells import Write
    from circtrack.table import Column


def thai_writer(column: Column) -> Write:
    """Return the function that writes the column's values in Thai. Codes stay unchanged, as they are keys."""

    def day(value: object) -> str:
        if not value:
            return ""
        return format_thai(value if isinstance(value, date) else date.fromisoformat(str(value)))

    if column.kind == "day":
        return day
    if column.kind == "code":
        return plain
    if column.kind in {"word", "flag"}:
        return lambda value: in_thai(plain(value))
    return lambda value: thai_numerals(
        plain(said(value, thai=True, whole=True) if isinstance(value, Message) else value)
    )


_COUNTED_DOWN = {"days_left", "working_days_left"}


def people_writer(column: Column, *, thai: bool) -> Write:
    """Return the function that writes the column's values in tables and pages.

    Args:
        column: The column.
        thai: Whether all of it is to be Thai; else the reader's language decides.
    """
    if language() == "th" and column.name in _COUNTED_DOWN:
        numerals = thai_numerals if thai else str
        return lambda value: numerals(_count_down(plain(value)))
    if column.name == "at" and days_are_thai():
        return lambda value: moment_text(plain(value))
    if thai:
        return thai_writer(column)
    if column.kind == "day" and days_are_thai():
        return lambda value: day_text(plain(value))
    if column.kind in {"word", "flag"}:
        return lambda value: in_words(plain(value))
    return plain


def _count_down(days: str) -> str:
    return f"เกินกำหนด {days[1:]} วัน" if days.startswith("-") else days
