"""Spoil pages as scanners, faxes, stamps, cameras and hands do."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

if TYPE_CHECKING:
    from collections.abc import Sequence

Page = Image.Image


def turn(page: Page, degrees: float) -> Page:
    """Turn the sheet on the glass; it stays as large as it is."""
    return page.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=255)


def fax(page: Page, dpi: int, down: int) -> Page:
    """Send the sheet by fax: 204 dots an inch across, black or white."""
    size = round(page.width * 204 / dpi), round(page.height * down / dpi)
    small = page.resize(size, Image.Resampling.BOX).point(lambda value: 255 if value > 170 else 0).convert("1")
    small.info["dpi"] = (204, down)
    return small


def stamp(page: Page, colour: tuple[int, int, int]) -> Page:
    """Stamp the letterhead in a colour: a ring and bars across it."""
    coloured = page.convert("RGB")
    layer = Image.new("RGB", page.size, (255, 255, 255))
    pen = ImageDraw.Draw(layer)
    left, top, size = round(page.width * 0.55), round(page.height * 0.115), round(page.width * 0.15)
    pen.ellipse((left, top, left + size, top + size), outline=colour, width=size // 25)
    for place in range(5):
        pen.rectangle(
            (left - size // 3, top + size * place // 5, left + size, top + size * place // 5 + size // 22), fill=colour
        )
    return ImageChops.multiply(coloured, layer)


def tint(page: Page, colour: tuple[int, int, int]) -> Page:
    """Print the sheet on coloured paper."""
    return ImageChops.multiply(page.convert("RGB"), Image.new("RGB", page.size, colour))


def fade(page: Page, ink: int, paper: int) -> Page:
    """Print with little ink on grey paper."""
    return page.point(lambda value: ink + value * (paper - ink) // 255)


def shade(page: Page) -> Page:
    """Photograph the sheet beside a window: one side is dark."""
    light = Image.linear_gradient("L").rotate(90).resize(page.size).point(lambda value: 90 + value * 165 // 255)
    return ImageChops.multiply(page, light)


def edge(page: Page) -> Page:
    """Scan the sheet with the lid open: black all around it."""
    return ImageOps.expand(page, border=page.width // 25, fill=0)


def blur(page: Page, radius: float) -> Page:
    """Scan the sheet out of focus."""
    return page.filter(ImageFilter.GaussianBlur(radius))


def speckle(page: Page) -> Page:
    """Scan the sheet through dirty glass: black and white specks."""
    tile = Image.effect_noise((page.width // 2, page.height // 2), 45).resize(page.size)
    black = tile.point(lambda value: 0 if value > 245 else 255)
    return ImageChops.multiply(page, black)


def rule(page: Page) -> Page:
    """Print a frame around the sheet's text, and a table's rules below it."""
    framed = page.copy()
    pen = ImageDraw.Draw(framed)
    edges = [round(page.width * share) for share in (0.1, 0.93)]
    pen.rectangle((edges[0], page.height // 25, edges[1], round(page.height * 0.96)), outline=0, width=3)
    for place in range(4):
        down = round(page.height * (0.86 + 0.03 * place))
        pen.line((edges[0], down, edges[1], down), fill=0, width=2)
    return framed


def encode(page: Page, kind: str, **options: object) -> bytes:
    """Return the picture as a file."""
    stream = io.BytesIO()
    page.save(stream, kind, **options)
    return stream.getvalue()


def tiff(pages: Sequence[Page]) -> bytes:
    """Return the pages as one TIFF, each with its own resolution."""
    stream = io.BytesIO()
    pages[0].save(stream, "TIFF", save_all=True, append_images=pages[1:], dpi=pages[0].info.get("dpi", (200, 200)))
    return stream.getvalue()
