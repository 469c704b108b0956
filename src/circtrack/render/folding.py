"""Fold lines for a terminal: at spaces, else inside Thai only where a syllable begins, never within 'พ.ศ.'."""

from __future__ import annotations

import re
import unicodedata

# These vowels stand before their consonant: a syllable begins with them, and never one goes on.
_SYLLABLE = re.compile(r"(?<=[ก-๎])(?=[เแโใไ])")
# What no line may part, where no syllable is known: a letter with the marks and vowels that follow it.
_CLUSTER = re.compile(r".[\u0e30-\u0e3a\u0e45-\u0e4e\u0300-\u036f]*", re.DOTALL)


def count_cells(text: str) -> int:
    """Return how many columns of a terminal a text takes: marks above and below take none."""
    return sum(not unicodedata.combining(char) and unicodedata.category(char) not in {"Mn", "Cf"} for char in text)


def fold_text(text: str, width: int) -> str:
    """Fold each line to a width; what is folded begins as deep as its line, and two columns more."""
    return "\n".join(folded for line in text.split("\n") for folded in _fold_line(line, width))


def _fold_line(line: str, width: int) -> list[str]:
    if count_cells(line) <= width:
        return [line]
    indent = line[: len(line) - len(line.lstrip(" "))]
    lines, current = [], indent
    for word in line.strip(" ").split(" "):
        for part in _parts(word, width - len(indent) - 2):
            if count_cells(current + part) > width and current.strip():
                lines.append(current.rstrip(" "))
                current = f"{indent}  "
            current += part
        current += " "
    lines.append(current.rstrip(" "))
    return lines


def _parts(word: str, room: int) -> list[str]:
    """Return a word in pieces that fit: whole if it does, else at its syllables, at worst letter by letter."""
    if count_cells(word) <= room:
        return [word]
    parts: list[str] = []
    for syllable in _SYLLABLE.split(word):
        pieces = [syllable] if count_cells(syllable) <= room else _CLUSTER.findall(syllable)
        for piece in pieces:
            if parts and count_cells(parts[-1] + piece) <= room:
                parts[-1] += piece
            else:
                parts.append(piece)
    return parts
