"""A page that lay aslant on the scanner, turned straight: two readings of one spot must meet on one line."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_WIDTH = 800  # pixels are enough to see lines by
_MOST = 3.0  # degrees; more is no slip of the sheet
_LEAST = 0.15  # degrees that Tesseract does not mind


def straightened(page: Image) -> Image:
    """The page (grey), its lines level; itself where they are so already."""
    angle = slant(page)
    if abs(angle) < _LEAST:
        return page
    from PIL.Image import Resampling

    return page.rotate(angle, resample=Resampling.BICUBIC, fillcolor=255)


def slant(page: Image) -> float:
    """By how many degrees (counter-clockwise) the page must be turned for its lines to be level; within 3."""
    from PIL import ImageOps

    if page.width < 2 or page.height < 2:
        return 0.0
    small = page.reduce(max(1, page.width // _WIDTH))
    ink = ImageOps.autocontrast(ImageOps.invert(small), cutoff=1)
    coarse = _sharpest(ink, [step / 2 for step in range(int(-2 * _MOST), int(2 * _MOST) + 1)])
    return _sharpest(ink, [coarse + step / 10 for step in range(-4, 5)])


def _sharpest(ink: Image, angles: list[float]) -> float:
    # The least turn wins where several are as good: an empty page stays as it is.
    return max(sorted(angles, key=abs), key=lambda angle: _sharpness(ink, angle))


def _sharpness(ink: Image, angle: float) -> int:
    """How suddenly ink begins and ends from row to row: most so where lines lie level."""
    from PIL.Image import Resampling

    turned = ink.rotate(angle, resample=Resampling.BILINEAR)
    # Without the corners that turning leaves empty, and a photograph's dark surroundings.
    wide, high = turned.width // 10, turned.height // 10
    turned = turned.crop((wide, high, turned.width - wide, turned.height - high))
    rows = turned.resize((1, turned.height), Resampling.BOX).tobytes()
    return sum((one - other) ** 2 for one, other in itertools.pairwise(rows))
