"""Blank lines of a scanned page by the space that is there.

Tesseract ends a paragraph after every short line, and a blank line ends a letter's subject. The space between two
lines tells better: in a paragraph all lines stand alike, whatever their length.
"""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from circtrack.reading.numerals import Glyph

# A line that stands further below the one above it than so many usual lines has a blank line before it.
_BLANK = 1.5


def blank_lines(text: str, glyphs: Sequence[Glyph]) -> list[bool]:
    """For each line of the text that is not blank, whether a blank line stands before it.

    Args:
        text: A page as Tesseract reads it.
        glyphs: Its letters in order, with their places.
    """
    feet: list[float] = []
    place = 0
    for line in filter(str.strip, text.split("\n")):
        begin, wanted = place, len("".join(line.split()))
        while place < len(glyphs) and wanted > 0:
            wanted -= len(glyphs[place].text)
            place += 1
        feet.append(median(glyph.bottom for glyph in glyphs[begin:place]) if place > begin else 0)
    steps = [above - below for above, below in pairwise(feet)]
    usual = median([step for step in steps if step > 0] or [0])
    # A step upwards begins another column.
    return [False, *(step < 0 or step > _BLANK * usual for step in steps)][: len(feet)]


def with_blank_lines(text: str, blank: Sequence[bool]) -> str:
    """The text's lines with blank lines where they stand on the page, and nowhere else."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) != len(blank):
        return text
    return "\n".join("\n" + line if space else line for line, space in zip(lines, blank, strict=True))
