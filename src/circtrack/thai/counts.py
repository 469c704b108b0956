"""Small numbers, in figures or in words: ๑๕, 15, สิบห้า, หนึ่งร้อยแปดสิบ."""

from __future__ import annotations

import re
from typing import Final

_ONES: Final = {
    "หนึ่ง": 1,
    "เอ็ด": 1,
    "สอง": 2,
    "ยี่": 2,
    "สาม": 3,
    "สี่": 4,
    "ห้า": 5,
    "หก": 6,
    "เจ็ด": 7,
    "แปด": 8,
    "เก้า": 9,
}
_PLACES: Final = {"สิบ": 10, "ร้อย": 100, "พัน": 1000}
_WORD: Final = "|".join((*_ONES, *_PLACES))
_WORDS: Final = re.compile(_WORD)

COUNT_PATTERN: Final = rf"(?:[0-9๐-๙]{{1,4}}|(?:{_WORD}){{1,8}})"
"""A count in figures or words, for use inside a larger pattern."""


def read_count(text: str) -> int | None:
    """The number that the figures or words say; None where they say none, as สิบร้อย does."""
    if text.isdecimal():
        return int(text)
    words = _WORDS.findall(text)
    if not words or "".join(words) != text:
        return None
    total, ones, last_place = 0, 0, 10_000
    for word in words:
        if word in _ONES:
            if ones:
                return None
            ones = _ONES[word]
            continue
        place = _PLACES[word]
        if place >= last_place:
            return None
        total, ones, last_place = total + (ones or 1) * place, 0, place
    return total + ones
