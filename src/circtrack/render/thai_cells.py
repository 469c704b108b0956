"""One value as text for people: with --thai all Thai; in a Thai session days as Thai papers write them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from circtrack.config import settings
from circtrack.errors import Message
from circtrack.i18n import language
from circtrack.render.cells import plain
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
    if thai:
        return thai_writer(column)
    if column.kind == "day" and days_are_thai():
        return lambda value: day_text(plain(value))
    if column.kind in {"word", "flag"}:
        return lambda value: in_words(plain(value))
    return plain


def _count_down(days: str) -> str:
    return f"เกินกำหนด {days[1:]} วัน" if days.startswith("-") else days


_iso_asked = False


def choose_days(*, iso: bool) -> None:
    """Choose ISO days for tables and pages, whatever the settings say of them."""
    global _iso_asked  # noqa: PLW0603 - a process writes for one reader
    _iso_asked = iso


def days_are_thai() -> bool:
    """Whether tables and pages write days as Thai papers do: in Thai, unless the options or the settings say ISO."""
    return language() == "th" and not _iso_asked and settings().dates == "thai"


def day_text(day: date | str | None) -> str:
    """Return a day for people: ``๒๔ มี.ค. ๖๖`` where days are Thai, else ISO; what is no day stays."""
    text = plain(day)
    if not text or not days_are_thai():
        return text
    try:
        return format_thai(date.fromisoformat(text), style="short")
    except ValueError:  # the words of a deadline that names no day
        return text


def with_day_texts(message: str | Message) -> str | Message:
    """Return a message for people whose days are written as :func:`day_text` does; a text as it is."""
    if isinstance(message, str):
        return message
    return Message(message.template, **{name: _day_or_same(value) for name, value in message.values.items()})


def _day_or_same(value: object) -> object:
    if isinstance(value, Message):
        return with_day_texts(value)
    return day_text(value) if isinstance(value, date) else value
