"""Clean the picture of a page: coloured ink and shadows out, black on white, square pixels, level lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

    Grey = NDArray[np.uint8]
    Mask = NDArray[np.bool_]

_DARK = 110  # the middle grey of a page that is white on black
_PAPER = 240  # the grey that paper gets
_SHADE = 8  # pixels: shadows are found on a picture so many times smaller
_SAMPLE = 60_000  # points of ink that show how a page is turned
_MOST_DEGREES = 6.0
_LEAST_DEGREES = 0.1
_UNEQUAL = 1.2


def to_grey(picture: Image) -> Image:
    """Return a picture in grey, without coloured ink: stamps and signatures are blue or red, letters are black.

    A page that is printed in one colour keeps it.
    """
    from PIL import Image

    if picture.mode in {"1", "L", "I", "I;16", "F", "LA"}:
        return picture.convert("L")
    colours = np.asarray(picture if picture.mode == "RGB" else picture.convert("RGB"))
    light = np.maximum(np.maximum(colours[..., 0], colours[..., 1]), colours[..., 2])
    grey = np.asarray(picture.convert("L"))
    kept, all_of = (np.count_nonzero(each[::4, ::4] < _DARK) for each in (light, grey))
    return Image.fromarray(light if kept > 0.3 * all_of else grey)


def square_pixels(picture: Image, resolution: tuple[float, float] | None) -> Image:
    """Return a picture as high as it is wide a centimetre: a fax has twice as many pixels across as down."""
    if resolution is None or min(resolution) <= 1:
        return picture
    across, down = resolution
    if max(across / down, down / across) < _UNEQUAL:
        return picture
    from PIL.Image import Resampling

    best = max(across, down)
    size = round(picture.width * best / across), round(picture.height * best / down)
    return picture.resize(size, Resampling.BICUBIC)


def turn_black_on_white(picture: Image) -> Image:
    """Return a (grey) page with dark letters on light paper."""
    from PIL import ImageOps

    counts = picture.histogram()
    dark = sum(counts[:_DARK])
    return ImageOps.invert(picture) if 2 * dark > picture.width * picture.height else picture


def flatten(picture: Image) -> Grey:
    """Return a (grey) page with paper equally light everywhere, whatever shadow lies on it."""
    from PIL import Image, ImageFilter

    grey = np.asarray(picture)
    if min(picture.size) < 8 * _SHADE:
        return grey
    small = picture.reduce(_SHADE).filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.GaussianBlur(5))
    paper = np.asarray(small.resize(picture.size, Image.Resampling.BILINEAR))
    flat = grey.astype(np.uint16)
    flat *= _PAPER
    flat //= np.maximum(paper, 40)
    return np.minimum(flat, 255).astype(np.uint8)


def find_ink(flat: Grey) -> Mask:
    """Return where a flattened page has ink."""
    from PIL import Image, ImageFilter

    soft = Image.fromarray(flat).filter(ImageFilter.GaussianBlur(0.8))
    return np.asarray(soft) < _find_threshold(soft.histogram())


def _find_threshold(counts: list[int]) -> int:
    """Return the grey that parts ink from paper best (Otsu's way), a little towards the paper; at most 200."""
    weight = np.asarray(counts, dtype=np.float64)
    values = np.arange(256)
    below, total = np.cumsum(weight), weight.sum()
    mean = np.cumsum(weight * values)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = (mean[-1] * below / total - mean) ** 2 / (below * (total - below))
    return int(min(np.nanargmax(np.nan_to_num(between)) + 15, 200))


def measure_slant(ink: Mask) -> float:
    """Return by how many degrees (counter-clockwise, at most 6) a page must be turned for level lines."""
    points = _sample(ink)
    if points is None:
        return 0.0
    coarse = _find_sharpest(*points, np.arange(-_MOST_DEGREES, _MOST_DEGREES + 0.1, 0.4))
    return _find_sharpest(*points, coarse + np.arange(-0.4, 0.41, 0.05))


def lies_sideways(ink: Mask) -> bool:
    """Whether a page's lines run up or down instead of across."""
    points = _sample(ink)
    if points is None:
        return False
    rows, columns = points
    across = max(_measure_sharpness(rows, columns, angle) for angle in (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5))
    down = max(_measure_sharpness(columns, rows, angle) for angle in (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5))
    return down > 1.3 * across


def _sample(ink: Mask) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Return rows and columns of ink, not all of it; None if there is hardly any."""
    high, wide = ink.shape
    # Edges of lids and of neighbouring sheets say nothing about lines.
    inner = ink[high // 20 : high - high // 20, wide // 20 : wide - wide // 20]
    rows, columns = np.nonzero(inner[::2, ::2])
    if len(rows) < 200:
        return None
    step = max(1, len(rows) // _SAMPLE)
    return rows[::step].astype(np.float64), columns[::step].astype(np.float64)


def _find_sharpest(
    rows: NDArray[np.float64], columns: NDArray[np.float64], angles: NDArray[np.float64]
) -> float:
    # The smallest angle wins if several are equally good.
    return float(max(sorted(angles, key=abs), key=lambda angle: _measure_sharpness(rows, columns, angle)))


def _measure_sharpness(rows: NDArray[np.float64], columns: NDArray[np.float64], angle: float) -> float:
    """Measure how ink gathers in rows: most if lines are level after turning by ``angle``."""
    level = rows - columns * np.tan(np.radians(angle))
    counts = np.bincount((level - level.min()).astype(np.int64) // 2)
    return float((np.diff(counts) ** 2).sum()) / max(1, len(rows))


def straighten(picture: Image, angle: float) -> Image:
    """Return a (grey) page turned by so many degrees; the page itself, if it is level enough to be read."""
    if abs(angle) < _LEAST_DEGREES:
        return picture
    from PIL.Image import Resampling

    return picture.rotate(angle, resample=Resampling.BICUBIC, fillcolor=255)
