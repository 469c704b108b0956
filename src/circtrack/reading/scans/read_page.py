"""Read a page from its picture: clean it, turn it, find its lines, read each, and put them together as text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from circtrack.reading.doubts import Doubt
from circtrack.reading.scans.rows import find_layout
from circtrack.reading.scans.sheet import (
    find_ink,
    flatten,
    is_blank,
    lies_sideways,
    measure_slant,
    part_inks,
    square_pixels,
    straighten,
    turn_black_on_white,
)
from circtrack.reading.stamps import write_stamps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

    from circtrack.reading.scans.recogniser import ReadLine, Recogniser
    from circtrack.reading.scans.rows import Layout, RowPiece

_COLUMN = " " * 10
_BLANK = 1.4  # a row further than this below the one before, in usual distances, has a blank line before it
_SMALL = 4  # how a page lies is seen on a picture so many times smaller
_SURE = 80.0  # lines that are the right way up are read with more than this
_SURE_STAMP = 60.0  # what is read in coloured ink with less is a signature or a seal
_LEGIBLE = 55.0  # what is read with less, and is short, are no signs
_SHORT = 4.0  # heights of a letter
_SAMPLE = 4  # lines that show which way up a page is
_LEAST_SIDE = 20  # pixels, so small


@dataclass(frozen=True, slots=True)
class ReadText:
    """A page's text, and its words that may be others."""

    text: str
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class _Lie:
    """How a page lies: on its side, by how many degrees its lines are not level, upside down."""

    sideways: bool = False
    slant: float = 0.0
    turned: bool = False

    def mend(self, page: Image) -> Image:
        """Return a flat page the right way up, with level lines."""
        page = straighten(page.rotate(90, expand=True) if self.sideways else page, self.slant)
        return page.rotate(180) if self.turned else page


def read_page(picture: Image, resolution: tuple[float, float] | None, recogniser: Recogniser) -> ReadText:
    """Read a page.

    Args:
        picture: The page, in any colours, any way up.
        resolution: Pixels an inch across and down, if they are known.
        recogniser: Reads the lines.
    """
    inks = part_inks(picture)
    page = turn_black_on_white(square_pixels(inks.black, resolution))
    lie = _measure_lie(page)
    if lie is None:
        return ReadText("")
    layout = _find_layout(page, lie)
    if _is_upside_down(layout, recogniser):
        lie = replace(lie, turned=True)
        layout = _find_layout(page, lie)
    stamps = _read_rows(layout.stamps, recogniser)
    if inks.coloured is not None:
        coloured = _find_layout(square_pixels(inks.coloured, resolution), lie)
        found = _read_rows([*coloured.rows, *coloured.stamps], recogniser)
        stamps += [row for row in found if min(line.sure for line in row) >= _SURE_STAMP]
    return _assemble(layout, _read_rows(layout.rows, recogniser), stamps)


def _measure_lie(page: Image) -> _Lie | None:
    """Return how a page lies; None if it is blank."""
    small = page.reduce(max(1, min(_SMALL, page.width // 600)))
    if min(small.size) < _LEAST_SIDE or is_blank(small.reduce(2)):
        return None
    ink = find_ink(flatten(small))
    sideways = lies_sideways(ink)
    return _Lie(sideways, measure_slant(np.rot90(ink) if sideways else ink))


def _find_layout(page: Image, lie: _Lie) -> Layout:
    from PIL import Image

    # Flat before it is turned: where turning adds paper there is no edge then.
    flat = np.asarray(lie.mend(Image.fromarray(flatten(page))))
    return find_layout(flat, find_ink(flat))


def _read_rows(rows: Sequence[Sequence[RowPiece]], recogniser: Recogniser) -> list[list[ReadLine]]:
    return [[recogniser.read(piece.picture) for piece in row] for row in rows]


def _is_upside_down(layout: Layout, recogniser: Recogniser) -> bool:
    """Whether the longest lines are read badly as they are, and with more certainty after half a turn."""
    pieces = sorted((piece for row in layout.rows for piece in row), key=lambda piece: piece.left - piece.right)
    sample = [piece.picture for piece in pieces[:_SAMPLE]]
    now = sum(map(recogniser.measure, sample))
    if now >= _SURE * len(sample):
        return False
    return sum(recogniser.measure(np.ascontiguousarray(picture[::-1, ::-1])) for picture in sample) > now


def _assemble(layout: Layout, rows: Sequence[Sequence[ReadLine]], stamps: Sequence[Sequence[ReadLine]]) -> ReadText:
    """Put the lines together: columns apart, blank lines where the page has them, stamps below."""
    lines: list[str] = []
    doubts: list[Doubt] = []
    last: float | None = None
    for row, read in zip(layout.rows, rows, strict=True):
        kept = [line for piece, line in zip(row, read, strict=True) if not _is_dirt(piece, line, layout.unit)]
        words = [text for line in kept if (text := _take(line, doubts))]
        if not words:
            continue
        foot = max(piece.foot for piece in row)
        if last is not None and foot - last > _BLANK * layout.pitch:
            lines.append("")
        lines.append(_COLUMN.join(words))
        last = foot
    stamped = [" ".join(words) for row in stamps if (words := [text for line in row if (text := _take(line, doubts))])]
    if stamped:
        lines += ["", write_stamps(stamped)]
    return ReadText("\n".join(lines), tuple(dict.fromkeys(doubts)))


def _is_dirt(piece: RowPiece, line: ReadLine, unit: float) -> bool:
    """Whether a piece is what a stamp, an emblem or the glass leaves: a sign or two that cannot be read."""
    return line.sure < _LEGIBLE and piece.right - piece.left < _SHORT * unit


def _take(line: ReadLine, doubts: list[Doubt]) -> str:
    """Return a line's text; its doubtful words are added to ``doubts``."""
    text = _compose(line.text)
    if not re.search("[0-9A-Za-zก-๙]", text):
        return ""
    doubts += [Doubt(_compose(word), text) for word in line.doubts]
    return text


def _compose(text: str) -> str:
    """Return a text of the model, which has ำ as two signs, as it is written."""
    return text.replace("ํา", "ำ")
