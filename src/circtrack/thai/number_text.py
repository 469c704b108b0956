"""Normalise a letter's number, or any text, for comparing and searching: Arabic digits, nothing blank or invisible.

Reports load this module at every start, so it imports only the digits.
"""

from __future__ import annotations

import re

from circtrack.thai.digits import to_arabic

# White space, and invisible characters of copied text: zero-width marks, soft hyphen, byte order mark.
_BLANK = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")

# What may stand before a number without being part of it: secrecy, urgency, the word for "number".
CLASSES = r"(?:ลับที่สุด|ลับมาก|ลับ)?(?:ด่วนที่สุด|ด่วนมาก|ด่วน)?"
_LEAD = re.compile(rf"^(?:สำเนา)?(?:หนังสือ)?{CLASSES}(?:เลข)?(?:ที่)?")


def bare_text(text: str) -> str:
    """Return the text for searching: Arabic digits, nothing blank or invisible (Thai has no spaces between words)."""
    return _BLANK.sub("", to_arabic(text))


def compact_number(text: str) -> str:
    """Return a number for comparing: Arabic digits, no blanks, nothing before it, no dot after the mark or the prefix.

    ``"ด่วนที่สุด ที่ มท. ๐๘๑๐.๗/ว. ๙๐๘"`` gives ``มท0810.7/ว908``.
    """
    bare = _LEAD.sub("", bare_text(text))
    return re.sub(r"^([ก-ฮ]{2,4})\.", r"\1", re.sub(r"(^|/)ว\.", r"\1ว", bare))


def differ_in_one_digit(one: str, other: str) -> bool:
    """Whether two compact numbers differ in exactly one digit of the running number, as after a misread digit."""
    head, _, running = one.rpartition("/")
    other_head, _, other_running = other.rpartition("/")
    if head != other_head or len(running) != len(other_running):
        return False
    different = [(a, b) for a, b in zip(running, other_running, strict=True) if a != b]
    return len(different) == 1 and all(each.isdecimal() for each in different[0])
