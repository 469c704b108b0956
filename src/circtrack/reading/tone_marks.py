"""A text without its tone marks, for finding words in it that a scan or a PDF has robbed of theirs."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING

from circtrack.thai.script import repair

if TYPE_CHECKING:
    from collections.abc import Sequence


_MARKS = frozenset("่้๊๋์็")
_WITHOUT_MARKS = dict.fromkeys(map(ord, _MARKS))


def compile_words(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """A pattern, written with its tone marks, for text without them."""
    return re.compile("".join(letter for letter in pattern if letter not in _MARKS), flags)


class Toneless:
    """``text`` is the original without tone marks; places in it lead back to the original."""

    def __init__(self, original: str) -> None:
        self.original = original
        self.text = original.translate(_WITHOUT_MARKS)

    @cached_property
    def _places(self) -> Sequence[int]:
        if len(self.text) == len(self.original):
            return range(len(self.text))
        return [place for place, letter in enumerate(self.original) if letter not in _MARKS]

    def written(self, start: int, end: int) -> str:
        """What stands in the original where ``text[start:end]`` stands."""
        return self.original[self.origin(start) : self.origin(end)]

    def origin(self, place: int) -> int:
        """Where in the original ``text[place]`` stands."""
        return self._places[place] if place < len(self._places) else len(self.original)

    def at(self, place: int) -> int:
        """Where in ``text`` that stands which stands at a place of the original."""
        return bisect_left(self._places, place)


# Tone marks that OCR loses above another vowel, restored in the words that every letter has.
#
# Tesseract reads the small mark of ``ที่`` and ``ถิ่น`` seldom, and takes ิ ี ึ ื for each other. Only words are restored that
# no other word is spelt like without its marks: the labels of a letter, ``ที่`` before a number, and the names that
# its offices and addressees are found by. All else stays as it was read.

_WORDS = (
    "ท้องถิ่น",
    "ส่วนท้องถิ่น",
    "สถานที่กลาง",
    "ที่ว่าการ",
    "สิ่งที่ส่งมาด้วย",
    "องค์การบริหารส่วนจังหวัด",
    "องค์การบริหารส่วนตำบล",
    "ผู้ว่าราชการจังหวัด",
    "ด่วนที่สุด",
    "เจ้าหน้าที่",
    "ทุกแห่ง",
)
_TONES = "่้๊๋"
_ALIKE = "ิีึื"


def _loose(word: str) -> str:
    """A pattern for the word with its tone marks lost or not, and its vowels above taken for each other."""
    return "".join(
        f"[{_TONES}]?" if letter in _TONES else f"[{_ALIKE}]" if letter in _ALIKE else letter for letter in word
    )


_N = "[0-9๐-๙]"
_THI = _loose("ที่")
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    *((re.compile(_loose(word)), word) for word in _WORDS),
    # Before a number, or the letters of one, it can only be ที่.
    (re.compile(rf"(?<![ก-๎]){_THI}(?=\s*(?:{_N}|[ก-ฮ]{{2,3}}\.?\s*{_N}))"), "ที่"),
    (re.compile(rf"(?<=วัน){_THI}(?=\s*{_N})"), "ที่"),
    (re.compile(rf"(?<=ลงวัน){_THI}(?![ก-๎])"), "ที่"),
    (re.compile(rf"^(\s*){_loose('เรื่อง')}(?= )", re.MULTILINE), r"\1เรื่อง"),
)


def restore_marks(text: str) -> str:
    """The text of OCR with the marks of well-known words restored."""
    text = repair(text)
    for pattern, word in _RULES:
        text = pattern.sub(word, text)
    return text
