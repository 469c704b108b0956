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

COUNT_PATTERN: Final = rf"(?:[0-9๐-๙]{{1,4}}|(?:{_WORD}){{1,8}})"
"""A count in figures or words, for use inside a larger pattern."""

TONES: Final = str.maketrans("", "", "่้")
"""Removes the tone marks that a PDF's text layer may lose (see :func:`circtrack.thai.date_scan.allow_lost_tones`)."""
_VALUES: Final = {word.translate(TONES): value for word, value in (_ONES | _PLACES).items()}
_WORDS: Final = re.compile("|".join(_VALUES))


def read_count(text: str) -> int | None:
    """Return the number in figures or words; None if it is not a number, such as สิบร้อย."""
    if text.isdecimal():
        return int(text)
    plain = text.translate(TONES)
    words = _WORDS.findall(plain)
    if not words or "".join(words) != plain:
        return None
    total, ones, last_place = 0, 0, 10_000
    for value in map(_VALUES.__getitem__, words):
        if value < 10:
            if ones:
                return None
            ones = value
        elif value >= last_place:
            return None
        else:
            total, ones, last_place = total + (ones or 1) * value, 0, value
    return total + ones
