"""Fold lines for a terminal: at spaces, else inside Thai where a word or a syllable begins, never within 'พ.ศ.'.

A letter's number, a date and a count with its unit stay on one line although spaces stand in them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from circtrack.render.thai_words import is_word, split_words
from circtrack.thai.months import MONTHS, SHORT_MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterator

# These vowels stand before their consonant: a syllable begins with them, and never one goes on.
_SYLLABLE = re.compile(r"(?<=[ก-๎])(?=[เแโใไ])")
_THAI = re.compile(r"[ก-๎]")
_MONTH = "|".join(re.escape(name) for name in (*MONTHS, *SHORT_MONTHS))
_UNITS = "แห่ง|วัน|ข้อ|ฉบับ|รายการ|คน|ชุด|งวด|ครั้ง|บรรทัด|น\\."
_HELD = re.compile(
    rf"(?<![ก-๎])(?:[ก-ฮ]{{1,4}}\.?|ปี) (?=\d)"
    rf"|\d (?={_MONTH})|(?:{_MONTH}) (?=\d)|\d (?=(?:{_UNITS})(?![ก-๎]))"
)
"""What ends with a space at which no line ends: 'มท 0810.7/ว 908', 'ปี 2566', '๒๔ มีนาคม ๒๕๖๖', '20 แห่ง'."""
_NO_BREAK = "\N{NO-BREAK SPACE}"
_LONGEST_HELD = 20
# What no line may part, where no syllable is known: a letter with the marks and vowels that follow it.
_CLUSTER = re.compile(r".[\u0e30-\u0e3a\u0e45-\u0e4e\u0300-\u036f]*", re.DOTALL)


def count_cells(text: str) -> int:
    """Return how many columns of a terminal a text takes: marks above and below take none."""
    return sum(not unicodedata.combining(char) and unicodedata.category(char) not in {"Mn", "Cf"} for char in text)


def hold_together(text: str) -> str:
    """Return the text with spaces that break no line in numbers of letters, dates, and counts with their unit."""
    return _HELD.sub(lambda found: found[0][:-1] + _NO_BREAK, text)


def _split_line(line: str, room: int) -> Iterator[str]:
    """Yield what stands between the spaces at which a line may end; what is held together is, if there is room."""
    for word in hold_together(line).split(" "):
        yield from [word.replace(_NO_BREAK, " ")] if count_cells(word) <= room else word.split(_NO_BREAK)


def fold_text(text: str, width: int) -> str:
    """Fold each line to a width; what is folded begins as deep as its line, and two columns more."""
    return "\n".join(folded for line in text.split("\n") for folded in _fold_line(line, width))


def _fold_line(line: str, width: int) -> list[str]:
    if count_cells(line) <= width:
        return [line]
    indent = line[: len(line) - len(line.lstrip(" "))]
    lines, current = [], indent
    room = width - len(indent) - 2
    for word in _split_line(line.strip(" "), room):
        for part in _parts(word, room):
            if count_cells(current + part) > width and current.strip():
                lines.append(current.rstrip(" "))
                current = f"{indent}  "
            current += part
        current += " "
    lines.append(current.rstrip(" "))
    return lines


def fold_cell(text: str, width: int) -> list[str]:
    """Fold a table's cell to a width; a piece without Thai that is longer, such as a code or a date, is not cut."""
    lines: list[str] = []
    for line in text.split("\n"):
        current = ""
        for word in _split_line(line, width):
            for number, part in enumerate(_parts(word, width)):
                joined = f"{current} {part}" if number == 0 and current else current + part
                if current and count_cells(joined) > width:
                    lines.append(current)
                    joined = part
                current = joined
        lines.append(current)
    return lines


def measure(text: str) -> tuple[int, int]:
    """Return the columns that a text takes whole, and those of its longest piece that is never cut."""
    words = [word for line in text.split("\n") for word in _split_line(line, _LONGEST_HELD)]
    pieces = [piece for word in words for piece in _uncut(word)]
    return max(map(count_cells, text.split("\n"))), max(map(count_cells, pieces), default=0)


def _uncut(word: str) -> list[str]:
    if " " in word or not _THAI.search(word):
        return [word]
    pieces = split_words(word)
    return [each for piece in pieces for each in ([piece] if is_word(piece) else _SYLLABLE.split(piece))]


def _parts(word: str, room: int) -> list[str]:
    """Return a word in pieces that fit: whole if it does, else at words and syllables, at worst letter by letter."""
    if count_cells(word) <= room or not _THAI.search(word):
        return [word]
    parts: list[str] = []
    for piece in _pieces(word, room):
        if parts and count_cells(parts[-1] + piece) <= room:
            parts[-1] += piece
        else:
            parts.append(piece)
    return parts


def _pieces(word: str, room: int) -> Iterator[str]:
    for known in split_words(word):
        if count_cells(known) <= room:
            yield known
            continue
        for syllable in _SYLLABLE.split(known):
            yield from [syllable] if count_cells(syllable) <= room else _CLUSTER.findall(syllable)
