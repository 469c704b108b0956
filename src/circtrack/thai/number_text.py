"""A letter's number, and text in general, as it is compared and searched: Arabic digits, nothing blank or invisible.

Reports load this at every start: it needs nothing but the digits.
"""

from __future__ import annotations

import re

from circtrack.thai.digits import to_arabic

# White space, and what is invisible in copied text: zero-width marks, soft hyphen, byte order mark.
_BLANK = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")

# What may stand before a number and is no part of it: secrecy, urgency, the word for "number".
CLASSES = r"(?:ลับที่สุด|ลับมาก|ลับ)?(?:ด่วนที่สุด|ด่วนมาก|ด่วน)?"
_LEAD = re.compile(rf"^(?:สำเนา)?(?:หนังสือ)?{CLASSES}(?:เลข)?(?:ที่)?")


def bare_text(text: str) -> str:
    """Text as it is searched: Arabic digits, nothing blank or invisible. Thai has no spaces between words."""
    return _BLANK.sub("", to_arabic(text))


def compact_number(text: str) -> str:
    """A number as numbers are compared: Arabic digits, no blanks, no lead-in, no dot after mark or code.

    ``"ด่วนที่สุด ที่ มท. ๐๘๑๐.๗/ว. ๙๐๘"`` gives ``มท0810.7/ว908``.
    """
    bare = _LEAD.sub("", bare_text(text))
    return re.sub(r"^([ก-ฮ]{2,4})\.", r"\1", re.sub(r"(^|/)ว\.", r"\1ว", bare))
