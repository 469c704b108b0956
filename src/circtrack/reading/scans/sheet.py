"""Clean the picture of a page: coloured ink and shadows out, black on white, square pixels, level lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

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
_STRIP = 256  # rows
_COLOURED = 70  # between the strongest and the weakest of red, green and blue
_PALE = 40  # the same: below is black ink
_BLOCK = 4  # pixels: where colour is, is seen on a picture so many times smaller
_STANDS_OUT = 40  # greys
_LEAST_DIFFERENT = 0.0001  # of a page


class Inks(NamedTuple):
    """A page in grey without its coloured ink, and that ink by itself, dark on white; None if there is none."""

    black: Image
    coloured: Image | None = None


def part_inks(picture: Image) -> Inks:
    """Part coloured ink from black: stamps and signatures are blue or red, letters are black.

    A page that is printed in one colour keeps it.
    """
    from PIL import Image

    if picture.mode in {"1", "L", "I", "I;16", "F", "LA"}:
        return Inks(picture.convert("L"))
    colours = picture if picture.mode == "RGB" else picture.convert("RGB")
    paper = [int(np.median(np.asarray(channel))) for channel in colours.reduce(_SHADE).split()]
    light = np.empty((colours.height, colours.width), dtype=np.uint8)
    colour, dark = np.empty_like(light), np.empty_like(light)
    for top in range(0, colours.height, _STRIP):  # a page at once takes a hundred megabytes
        rows = slice(top, top + _STRIP)
        strip = np.asarray(colours.crop((0, top, colours.width, min(top + _STRIP, colours.height))))
        light[rows], colour[rows], dark[rows] = _part_strip(strip, paper)
    grey = colours.convert("L")
    kept, all_of = (np.count_nonzero(each[::4, ::4] < _DARK) for each in (light, np.asarray(grey)))
    if kept <= 0.3 * all_of:
        return Inks(grey)
    has_colour = np.count_nonzero(colour[::4, ::4] > _COLOURED) > _LEAST_DIFFERENT * colour.size / 16
    return Inks(Image.fromarray(light), Image.fromarray(_take_coloured(colour, dark)) if has_colour else None)


def _part_strip(strip: Grey, paper: list[int]) -> tuple[Grey, Grey, Grey]:
    """Return a strip without what is coloured, how much colour it has, and its ink without the black."""
    red, green, blue = (_whiten(strip[..., place], each) for place, each in enumerate(paper))
    light = np.maximum(np.maximum(red, green), blue)
    dark = np.minimum(np.minimum(red, green), blue)
    colour = light - dark
    dark[(light < _DARK) & (colour < _PALE)] = 255
    light[colour > _COLOURED] = 255
    return light, colour, dark


def _take_coloured(colour: Grey, dark: Grey) -> Grey:
    """Return the ink in the neighbourhood of colour: JPEG leaves little of it in thin strokes, and none in dots."""
    from PIL import Image, ImageFilter

    high, wide = (size // _BLOCK * _BLOCK for size in colour.shape)
    blocks = colour[:high, :wide].reshape(high // _BLOCK, _BLOCK, wide // _BLOCK, _BLOCK).max(axis=(1, 3))
    near = Image.fromarray(blocks).filter(ImageFilter.MaxFilter(3)).resize((colour.shape[1], colour.shape[0]), 0)
    dark[np.asarray(near) <= _PALE] = 255
    return dark


def _whiten(channel: Grey, paper: int) -> Grey:
    """Return one colour of a page as it would be on white paper."""
    if paper > _PAPER or paper < _DARK:
        return channel
    return np.minimum(channel.astype(np.uint16) * 255 // paper, 255).astype(np.uint8)


def is_blank(small: Image) -> bool:
    """Whether a (grey) page, drawn small, has nothing on it that stands out from the paper, or from the dark."""
    counts = np.asarray(small.histogram())
    usual = int(np.searchsorted(np.cumsum(counts), counts.sum() / 2))
    different = counts[: max(0, usual - _STANDS_OUT)].sum() + counts[usual + _STANDS_OUT :].sum()
    return bool(different < _LEAST_DIFFERENT * counts.sum())


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
    flat = np.empty_like(grey)
    for top in range(0, picture.height, _STRIP):
        strip = slice(top, top + _STRIP)
        flat[strip] = np.minimum(grey[strip].astype(np.uint16) * _PAPER // np.maximum(paper[strip], 40), 255)
    return flat


def find_ink(flat: Grey) -> Mask:
    """Return where a flat page has ink."""
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
    return min(int(np.argmax(np.nan_to_num(between))) + 15, 200)


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
    rows, columns = np.nonzero(inner)
    if len(rows) < 200:
        return None
    if len(rows) > _SAMPLE:
        some = np.random.default_rng(0).choice(len(rows), _SAMPLE, replace=False)
        rows, columns = rows[some], columns[some]
    return rows.astype(np.float64), columns.astype(np.float64)


def _find_sharpest(rows: NDArray[np.float64], columns: NDArray[np.float64], angles: NDArray[np.float64]) -> float:
    # The smallest angle wins if several are equally good.
    return float(max(sorted(angles, key=abs), key=lambda angle: _measure_sharpness(rows, columns, angle)))


def _measure_sharpness(rows: NDArray[np.float64], columns: NDArray[np.float64], angle: float) -> float:
    """Measure how ink gathers in rows: most if lines are level after turning by ``angle``."""
    level = rows - columns * np.tan(np.radians(angle))
    level -= level.min()
    whole = level.astype(np.int64)
    part = level - whole  # a point between two rows counts in both
    size = int(whole.max()) + 2
    counts = np.bincount(whole, 1 - part, size) + np.bincount(whole + 1, part, size)
    return float((np.diff(counts) ** 2).sum()) / max(1, len(rows))


def straighten(picture: Image, angle: float) -> Image:
    """Return a (flat) page turned by so many degrees; the page itself, if it is level enough to be read."""
    if abs(angle) < _LEAST_DEGREES:
        return picture
    from PIL.Image import Resampling

    return picture.rotate(angle, resample=Resampling.BICUBIC, fillcolor=_PAPER)
