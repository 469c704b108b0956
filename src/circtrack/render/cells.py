"""One value as the text of one cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from circtrack.table import Column

# C0 and C1 controls but newline and tab, and the marks that reverse the direction of text: what could drive a terminal.
_CONTROLS = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"  # compiled where one is met, hardly ever

_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")

Write = Callable[[object], str]


def printable(text: str) -> str:
    """The text without what could drive a terminal; newlines and tabs stay."""
    return text if text.isprintable() else re.sub(_CONTROLS, "", text)


def plain(value: object) -> str:
    """A value as CSV has it: ISO dates, yes and no, empty for unknown."""
    if isinstance(value, str):
        return printable(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def defused(text: str) -> str:
    """A cell that a spreadsheet will not run as a formula."""
    return "'" + text if text.startswith(_FORMULA_START) else text


def writer_for(column: Column, *, thai: bool, excel: bool, tabs: bool = False) -> Write:
    """How this column's values are written in CSV and TSV.

    ``excel`` keeps counts as the numbers they are, for a sheet to add up, and defuses all else that someone may have
    written. ``tabs`` makes a space of any tab or line break inside.
    """
    number = column.kind == "count"
    write = thai_writer(column) if thai and not (excel and number) else plain
    flat: Write = (lambda value: " ".join(write(value).split())) if tabs else write
    if excel and not number:
        return lambda value: defused(flat(value))
    return flat


def thai_writer(column: Column) -> Write:
    """Values as people print them in Thai: Thai digits, B.E. years, our own words in Thai. Codes stay keys."""
    from circtrack.render.words import in_thai
    from circtrack.thai.dates import format_thai
    from circtrack.thai.digits import to_thai

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
    return lambda value: to_thai(plain(value))
