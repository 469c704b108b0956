"""Read a page from its picture: clean it, turn it, find its lines, read each, and put them together as text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from circtrack.reading.scans.rows import find_layout
from circtrack.reading.scans.sheet import (
    find_ink,
    flatten,
    is_blank,
    lies_sideways,
    measure_slant,
    square_pixels,
    straighten,
    to_grey,
    turn_black_on_white,
)

if TYPE_CHECKING:
    from PIL.Image import Image

    from circtrack.reading.scans.recogniser import ReadLine, Recogniser
    from circtrack.reading.scans.rows import Layout

_COLUMN = " " * 10
_BLANK = 1.4  # a row further than this below the one before, in usual distances, has a blank line before it
_SMALL = 4  # how a page lies is seen on a picture so many times smaller
_SURE = 80.0  # lines that are the right way up are read with more than this
_SAMPLE = 4  # lines that show which way up a page is
_LEAST_SIDE = 20  # pixels, so small


@dataclass(frozen=True, slots=True)
class ReadText:
    """A page's text, and its words with a numeral or Latin letter that may be another."""

    text: str
    doubts: tuple[str, ...] = ()


def read_page(picture: Image, resolution: tuple[float, float] | None, recogniser: Recogniser) -> ReadText:
    """Read a page.

    Args:
        picture: The page, in any colours, any way up.
        resolution: Pixels an inch across and down, if they are known.
        recogniser: Reads the lines.
    """
    page = _lay_straight(turn_black_on_white(square_pixels(to_grey(picture), resolution)))
    if page is None:
        return ReadText("")
    layout = _find_layout(page)
    if _is_upside_down(layout, recogniser):
        layout = _find_layout(page.rotate(180))
    return _assemble(layout, _read_pieces(layout, recogniser))


def _lay_straight(page: Image) -> Image | None:
    """Return a page with level lines; None if it is blank."""
    small = page.reduce(max(1, min(_SMALL, page.width // 600)))
    if min(small.size) < _LEAST_SIDE or is_blank(small.reduce(2)):
        return None
    ink = find_ink(flatten(small))
    if lies_sideways(ink):
        page = page.rotate(90, expand=True)
        ink = np.rot90(ink)
    return straighten(page, measure_slant(ink))


def _find_layout(page: Image) -> Layout:
    flat = flatten(page)
    return find_layout(flat, find_ink(flat))


def _read_pieces(layout: Layout, recogniser: Recogniser) -> dict[int, ReadLine]:
    """Read each piece, by its identity."""
    return {id(piece): recogniser.read(piece.picture) for row in [*layout.rows, layout.stamps] for piece in row}


def _is_upside_down(layout: Layout, recogniser: Recogniser) -> bool:
    """Whether the longest lines are read badly as they are, and with more certainty after half a turn."""
    pieces = sorted((piece for row in layout.rows for piece in row), key=lambda piece: piece.left - piece.right)
    sample = [piece.picture for piece in pieces[:_SAMPLE]]
    now = sum(map(recogniser.measure, sample))
    if now >= _SURE * len(sample):
        return False
    return sum(recogniser.measure(np.ascontiguousarray(picture[::-1, ::-1])) for picture in sample) > now


def _assemble(layout: Layout, read: dict[int, ReadLine]) -> ReadText:
    """Put the lines together: columns apart, blank lines where the page has them, stamps below."""
    lines: list[str] = []
    doubts: list[str] = []
    last: float | None = None
    for row in layout.rows:
        words = [text for piece in row if (text := _take(read[id(piece)], doubts))]
        if not words:
            continue
        foot = max(piece.foot for piece in row)
        if last is not None and foot - last > _BLANK * layout.pitch:
            lines.append("")
        lines.append(_COLUMN.join(words))
        last = foot
    stamps = [text for piece in layout.stamps if (text := _take(read[id(piece)], []))]
    if stamps:
        lines += ["", _COLUMN + "  ".join(f"[ {text} ]" for text in stamps)]
    return ReadText("\n".join(lines), tuple(dict.fromkeys(doubts)))


def _take(line: ReadLine, doubts: list[str]) -> str:
    """Return a line's text; its doubtful words are added to ``doubts``."""
    text = line.text.replace("ํา", "ำ")
    if not re.search("[0-9A-Za-zก-๙]", text):
        return ""
    doubts += [word.replace("ํา", "ำ") for word in line.doubts]
    return text
