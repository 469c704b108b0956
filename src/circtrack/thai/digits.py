"""Thai and Arabic digits. Official letters use both, even inside one number."""

from __future__ import annotations

from typing import Final

THAI_DIGITS: Final = "๐๑๒๓๔๕๖๗๘๙"

_TO_ARABIC: Final = str.maketrans(THAI_DIGITS, "0123456789")
_TO_THAI: Final = str.maketrans("0123456789", THAI_DIGITS)


def to_arabic(text: str) -> str:
    """Replace Thai digits by ASCII digits; nothing else changes, so offsets stay valid."""
    return text if text.isascii() else text.translate(_TO_ARABIC)


def to_thai(text: str) -> str:
    """Replace ASCII digits by Thai digits; nothing else changes, so offsets stay valid."""
    return text.translate(_TO_THAI)
