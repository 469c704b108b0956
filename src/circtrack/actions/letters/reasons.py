"""Format the reasons that records keep, naming the letter behind them. In Thai, because offices read them later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.thai.dates import format_thai

if TYPE_CHECKING:
    from circtrack.store.find_letter import FoundLetter


def cite(letter: FoundLetter) -> str:
    """Format a letter as letters cite it: ``มท 0810.7/ว 999 ลงวันที่ 10 เมษายน 2566``."""
    return f"{letter.number} ลงวันที่ {format_thai(letter.date, thai_digits=False)}"


def say_extended_by(letter: FoundLetter) -> str:
    """Format the reason for a moved deadline: a letter extends it."""
    return f"ขยายเวลาโดย {cite(letter)}"


def say_cancelled_by(letter: FoundLetter) -> str:
    """Format the reason why nothing is owed any more: a letter cancels or replaces the one that asked."""
    return f"ยกเลิกโดย {cite(letter)}"


def say_according_to(letter: FoundLetter, reason: str) -> str:
    """Format a clerk's reason together with the letter that the clerk names for it."""
    return "; ".join(filter(None, (f"ตามหนังสือ {cite(letter)}", reason.strip())))
