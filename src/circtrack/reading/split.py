"""Split a text that may have several letters: find where each letter begins.

Every letter opens with its own ``ที่ <number>``. A cited number at the start of a line is followed by ``ลงวันที่`` (the
regulation's form of citing); the number of a stamp or register is not followed by a letter's fields. So a letter
begins at a line with a number of its own, without a citation just before it, and with ``เรื่อง``, ``เรียน`` or ``ถึง`` soon
after it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from circtrack.thai.numbers import find_numbers

_OPENING = re.compile(r"\s*(?:\|\s*)?(?:(?:ลับที่สุด|ลับมาก|ลับ|ด่วนที่สุด|ด่วนมาก|ด่วน)\s*)*ที่\s*[ก-ฮ]")
_CITED = re.compile(r"\s*ลงวันที่|\s*ลว\.")
_CITING = re.compile(r"(?:หนังสือ|อ้างถึง|สิ่งที่ส่งมาด้วย|โทรสาร|วิทยุ)[^\n]*$")
_FIELDS = re.compile(r"^\s*(?:เรื่อง|เรียน|กราบเรียน|ถึง)(?![่-๋])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Piece:
    """The text of one letter, and the line of the whole text (from 1) on which it begins."""

    line: int
    text: str


def split_letters(text: str) -> list[Piece]:
    """Split a text into its letters, in order. A text in which no letter begins is one piece."""
    lines = text.split("\n")
    starts = [index for index in range(len(lines)) if _begins_letter(lines, index)]
    if not starts:
        return [Piece(_find_first_line(lines, 0), text)]
    # Text before the first number (a letterhead, urgency) belongs to the first letter; urgency or secrecy on the line
    # above a later number belongs to that letter.
    bounds = [0, *(_include_grades(lines, start) for start in starts[1:]), len(lines)]
    pieces = ("\n".join(lines[begin:end]) for begin, end in pairwise(bounds))
    return [Piece(start + 1, piece) for start, piece in zip(starts, pieces, strict=True)]


def _begins_letter(lines: list[str], index: int) -> bool:
    line = lines[index]
    if not _OPENING.match(line):
        return False
    numbers = find_numbers(line)
    if not numbers or line[: numbers[0].start].strip(" |-\t") not in {"", "ด่วนที่สุด", "ด่วนมาก", "ด่วน"}:
        return False
    after = line[numbers[0].end :].strip()
    if not after:
        after = next((later.strip() for later in lines[index + 1 : index + 3] if later.strip()), "")
    if _CITED.match(after):
        return False
    before = next((earlier for earlier in reversed(lines[max(0, index - 2) : index]) if earlier.strip()), "")
    if _CITING.search(before):
        return False
    return bool(_FIELDS.search("\n".join(lines[index + 1 : index + 25])))


def _include_grades(lines: list[str], start: int) -> int:
    while start > 0 and re.fullmatch(r"\s*(?:ลับที่สุด|ลับมาก|ลับ|ด่วนที่สุด|ด่วนมาก|ด่วน)\s*", lines[start - 1]):
        start -= 1
    return start


def _find_first_line(lines: list[str], default: int) -> int:
    return next((index for index, line in enumerate(lines, 1) if line.strip()), default)
