"""One value as the text of one cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

# What could control a terminal: C0 and C1 controls except newline and tab, and the marks that reverse text direction.
_CONTROLS = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"  # compiled only when needed, which is rare

_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")

Write = Callable[[object], str]


def printable(text: str) -> str:
    """Remove characters that could control a terminal; keep newlines and tabs."""
    return text if text.isprintable() else re.sub(_CONTROLS, "", text)


def plain(value: object) -> str:
    """Return a value as CSV writes it: ISO dates, yes and no, empty for unknown."""
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
    """Prefix a text that a spreadsheet would run as a formula, so that it does not."""
    return "'" + text if text.startswith(_FORMULA_START) else text
