"""Mend what a scan spoils in a letter's head: its own ที่, which a number follows, and specks that look like a digit."""

from __future__ import annotations

import re

from circtrack.registry.issuers import find_province
from circtrack.thai.numbers import INDEPENDENT, MINISTRIES, find_numbers

_GRADE = r"(?:(?:ลับที่?สุด|ลับมาก|ลับ|ด่?วนที่?สุด|ด่?วนมาก|ด่?วน)\s*)*"
# What remains of ที่: ท, ที, หี่, พี่, ทึ; the number's letters may stick to it.
_SPOILT = re.compile(
    rf"(?P<before>\s*(?:\|\s*)?{_GRADE})(?P<label>[ทหพ][ิีึื]?[่้๊๋]?)\s?(?P<number>[ก-ฮ]{{2,3}}\s?\.?\s?[0-9๐-๙]{{3,5}}\s?[./(].*)$"
)
_TORN = re.compile(
    rf"(?P<before>\s*(?:\|\s*)?{_GRADE})(?P<label>ท)\s+(?P<number>[ก-ฮ]{{2}}\s?\.?\s?[0-9๐-๙]{{3,5}}.*)$"
)
_LABEL = "ที่"
# A lone sign on a line of its own: a speck that was read, unless the line above asks for a numeral.
_SPECK = re.compile(r"\s*[0-9.,:;'\"|!~_*^`-]\s*")
_ASKS_FOR_NUMERAL = re.compile(r"(?:ที่|ปี|พ\.ศ\.|ฉบับ|ระยะ|ภาค|รุ่น|หมู่|ชุด|ข้อ|งวด|ไตรมาส|เขต|จำนวน|ประจำ)\s*$")


def mend_label(line: str) -> str:
    """Return a line that begins with a spoilt ที่ and a letter number with its ที่; other lines as they are."""
    match = _SPOILT.match(line) or _TORN.match(line)
    if match is None or match["label"] in {_LABEL, "ที"}:
        return line
    mended = f"{match['before']}{_LABEL} {match['number']}"
    numbers = find_numbers(mended)
    if not numbers or mended[: numbers[0].start].strip() or not _is_known(numbers[0].number.prefix):
        return line
    return mended


def is_speck(line: str, above: str) -> bool:
    """Whether a line is a lone sign that is no part of the text above it."""
    return bool(_SPECK.fullmatch(line)) and not _ASKS_FOR_NUMERAL.search(above)


def _is_known(prefix: str) -> bool:
    return prefix in MINISTRIES | INDEPENDENT or find_province(prefix) is not None
