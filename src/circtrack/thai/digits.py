"""Thai and Arabic digits. Official letters use both, even inside one number."""

from __future__ import annotations

import re
from typing import Final

THAI_DIGITS: Final = "๐๑๒๓๔๕๖๗๘๙"

_TO_ARABIC: Final = str.maketrans(THAI_DIGITS, "0123456789")
_TO_THAI: Final = str.maketrans("0123456789", THAI_DIGITS)
# Among digits, what a scan or a typist puts in their place: o for 0, l for 1.
_MISREAD: Final = re.compile(r"(?<![A-Za-z@])[oO°໐lI0-9๐-๙]+(?![A-Za-z@])")
_RIGHT: Final = str.maketrans("oO°໐lI", "000011")


def to_arabic(text: str) -> str:
    """Replace Thai digits by ASCII digits; nothing else changes, so offsets stay valid."""
    return text if text.isascii() else text.translate(_TO_ARABIC)


def to_thai(text: str) -> str:
    """Replace ASCII digits by Thai digits; nothing else changes, so offsets stay valid."""
    return text.translate(_TO_THAI)


def restore_digits(text: str) -> str:
    """Replace letters and signs that stand where only digits can; nothing else changes, so offsets stay valid."""
    return _MISREAD.sub(lambda found: found.group().translate(_RIGHT), text)
