"""How a record names the letter on whose word it was made: Thai, as the offices that read it write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.thai.dates import format_thai

if TYPE_CHECKING:
    from circtrack.store.find_letter import FoundLetter


def cited(letter: FoundLetter) -> str:
    """A letter as letters cite it: ``มท 0810.7/ว 999 ลงวันที่ 10 เมษายน 2566``."""
    return f"{letter.number} ลงวันที่ {format_thai(letter.date, thai_digits=False)}"


def extended_by(letter: FoundLetter) -> str:
    """Why a deadline moved: another letter extends it."""
    return f"ขยายเวลาโดย {cited(letter)}"


def cancelled_by(letter: FoundLetter) -> str:
    """Why nothing is owed any more: another letter cancels or replaces the one that asked."""
    return f"ยกเลิกโดย {cited(letter)}"


def according_to(letter: FoundLetter, reason: str) -> str:
    """A clerk's reason together with the letter that he names for it."""
    return "; ".join(filter(None, (f"ตามหนังสือ {cited(letter)}", reason.strip())))
