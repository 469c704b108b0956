"""One value as the text of one cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

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
    return printable(str(value))


def defused(text: str) -> str:
    """A cell that a spreadsheet will not run as a formula."""
    return "'" + text if text.startswith(_FORMULA_START) else text
