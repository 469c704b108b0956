"""How closely a letter is set: as the form has it, or as close as it takes to fit on one page."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from circtrack.render.folding import count_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from circtrack.render.paper import PaperLine


class Spacing(NamedTuple):
    """Distances in points (``line`` 0: as the font has it); the room to ``sign`` and the margin in centimetres."""

    line: float
    between: float
    end: float
    sign: float
    bottom: float


USUAL = Spacing(0, 6, 12, 1.6, 2)
CLOSE = Spacing(19, 2, 6, 1.6, 1.6)
"""Lines of 19 points hold a font of 16 with its tone marks."""
CLOSEST = Spacing(18.7, 0, 2, 1.6, 1.5)

_ALLOWANCE = 2 * 19
"""By so much an estimate may be too high: whoever tries the closest in vain has two pages either way."""

_CENTIMETRE = 72 / 2.54
_PAGE = 29.7 - 2
"""A sheet in centimetres, without its upper margin."""
_FONT_LINE = 21.5
"""A line of TH Sarabun New of 16 points."""
_WIDTH = 70
"""Letters on a line, whose end is a word's."""
_EMPTY = {"emblem": 3.0, "memo": 1.8, "gap": 2.5}
"""Centimetres of what has no text."""
_NARROW = {"field": 8, "item": 12, "list": 20}
"""By how many letters the lines of these are shorter."""


def choose_spacing(lines: Sequence[PaperLine]) -> Spacing:
    """Return the widest spacing with which a letter fits on its first page; the form's own if it fits with none."""
    tried = ((USUAL, 0), (CLOSE, 0), (CLOSEST, _ALLOWANCE))
    return next((spacing for spacing, allowance in tried if _fits(lines, spacing, allowance)), USUAL)


def _fits(lines: Sequence[PaperLine], spacing: Spacing, allowance: float) -> bool:
    return estimate_height(lines, spacing) <= (_PAGE - spacing.bottom) * _CENTIMETRE + allowance


def estimate_height(lines: Sequence[PaperLine], spacing: Spacing) -> float:
    """Return about how many points the lines before the first new page take."""
    height, before = 0.0, ""
    for line in lines:
        if line.role == "page":
            break
        height += _height(line, spacing) + _space(line, before, spacing)
        before = line.role
    return height


def _height(line: PaperLine, spacing: Spacing) -> float:
    if line.role in _EMPTY:
        marked = 1.3 if line.role == "memo" and any(line.cells[1:]) else 0  # the urgency above its title
        return (_EMPTY[line.role] + marked) * _CENTIMETRE
    if line.role == "secrecy":  # in the margins
        return 0
    text = (
        0 if line.role == "head" else count_cells(" ".join(line.cells)) + (16 if line.role in {"para", "number"} else 0)
    )
    room = {"sign": spacing.sign * _CENTIMETRE, "line": 6}.get(line.role, 0)  # a memo's labels are of 20 points
    return room + max(1, ceil(text / (_WIDTH - _NARROW.get(line.role, 0)))) * (spacing.line or _FONT_LINE)


def _space(line: PaperLine, before: str, spacing: Spacing) -> float:
    if line.role in {"day", "field", "para", "place"} or (line.role == "item" and line.text):
        return spacing.between
    if line.role == "unit":
        return 18
    begins = (line.role == "foot" and before != "foot") or (
        line.role == "centre" and before in {"para", "list", "number"}
    )
    return spacing.end if begins else 0
