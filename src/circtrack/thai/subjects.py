"""Compare the subjects of two letters: a letter that passes another on keeps its subject, but OCR may not."""

from __future__ import annotations

import re

from circtrack.thai.number_text import bare_text

# What OCR most often loses or adds: tone marks, quotation marks, dots, brackets.
_NOISE = re.compile(r"[่้๊๋์็ํ\"“”'().,ฯ:;–-]+")
_DIGITS = re.compile(r"\d+")
_SIMILAR = 0.9


def is_same_subject(one: str, other: str) -> bool:
    """Whether two subjects are one, but for slips of OCR. Numbers in them must be the same: ครั้งที่ ๑ is not ครั้งที่ ๒."""
    from difflib import SequenceMatcher

    first, second = (_NOISE.sub("", bare_text(subject)) for subject in (one, other))
    if not first or _DIGITS.findall(first) != _DIGITS.findall(second):
        return False
    return first == second or SequenceMatcher(None, first, second, autojunk=False).ratio() >= _SIMILAR
