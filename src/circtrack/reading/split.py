"""Where one letter ends and the next begins, in a text that may hold several.

Every letter opens with its own ``ที่ <number>``; a number that a citation brought to the start of a line is followed by
``ลงวันที่`` (the citing form of the regulation), a stamp's or register's by nothing a letter has. So a letter begins at
a line with a number of its own, before which stands no citation, and after which comes ``เรื่อง``, ``เรียน`` or ``ถึง``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from circtrack.thai.numbers import find_numbers

_OPENING = re.compile(r"\s*(?:\|\s*)?(?:(?:ลับที่สุด|ลับมาก|ลับ|ด่วนที่สุด|ด่วนมาก|ด่วน)\s*)*ที่\s*[ก-ฮ]")
_CITED = re.compile(r"\s*ลงวันที่|\s*ลว\.")
_CITING = re.compile(r"(?:หนังสือ|อ้างถึง|สิ่งที่ส่งมาด้วย|โทรสาร|วิทยุ)[^\n]*$")
_BEGUN = re.compile(r"^\s*(?:เรื่อง|เรียน|กราบเรียน|ถึง)(?![่-๋])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Piece:
    """The text of one letter, and the line (from 1) of the whole text on which it begins."""

    line: int
    text: str


def split_letters(text: str) -> list[Piece]:
    """The letters of a text, in its order. A text in which no letter begins is one piece."""
    lines = text.split("\n")
    starts = [index for index in range(len(lines)) if _begins(lines, index)]
    if not starts:
        return [Piece(_first_line(lines, 0), text)]
    # What stands before the first number (a letterhead, urgency) belongs to the first letter; what stands just above
    # a later one (urgency or secrecy on a line of its own) to that one.
    bounds = [0, *(_with_grades(lines, start) for start in starts[1:]), len(lines)]
    pieces = ("\n".join(lines[begin:end]) for begin, end in pairwise(bounds))
    return [Piece(start + 1, piece) for start, piece in zip(starts, pieces, strict=True)]


def _begins(lines: list[str], index: int) -> bool:
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
    return bool(_BEGUN.search("\n".join(lines[index + 1 : index + 25])))


def _with_grades(lines: list[str], start: int) -> int:
    while start > 0 and re.fullmatch(r"\s*(?:ลับที่สุด|ลับมาก|ลับ|ด่วนที่สุด|ด่วนมาก|ด่วน)\s*", lines[start - 1]):
        start -= 1
    return start


def _first_line(lines: list[str], default: int) -> int:
    return next((index for index, line in enumerate(lines, 1) if line.strip()), default)
