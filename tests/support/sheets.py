"""Draw letters as sheets of A4 in a Thai font, clean or as scanned: for tests of OCR."""

from __future__ import annotations

import io
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

# Laksaman is drawn like TH Sarabun, in which offices write their letters.
FONTS = ("Laksaman.ttf", "THSarabunNew.ttf", "Norasi.ttf", "Garuda.ttf", "Loma.ttf", "Waree.ttf")
_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "C:/Windows/Fonts")

_POINTS = 16
_LEADING = 1.3
_PAGE = (21.0, 29.7)  # centimetres, as the margins
_LEFT, _RIGHT, _TOP, _BOTTOM = 3.0, 2.0, 2.0, 2.0
_MARK = re.compile("[ะัาำิ-ฺ็-๎]")


def thai_font() -> Path | None:
    """Return the first of the known Thai fonts that is installed."""
    for name in FONTS:
        for folder in _FOLDERS:
            if found := next(Path(folder).expanduser().rglob(name), None):
                return found
    return None


def sheets(text: str, dpi: int, font: Path) -> list[Image]:
    """Draw the text on as many sheets as needed; break lines that are wider than a sheet."""
    from PIL import Image, ImageDraw, ImageFont

    def pixels(centimetres: float) -> int:
        return round(centimetres * dpi / 2.54)

    size = round(_POINTS * dpi / 72)
    # Only this engine sets marks above and below their consonants.
    face = ImageFont.truetype(str(font), size, layout_engine=ImageFont.Layout.RAQM)
    step = round(size * _LEADING)
    wide = pixels(_PAGE[0] - _LEFT - _RIGHT)
    lines = [piece for line in text.strip().split("\n") for piece in broken(line.strip(), face, wide)]
    on_one = pixels(_PAGE[1] - _TOP - _BOTTOM) // step
    result = []
    for begin in range(0, len(lines), on_one):
        sheet = Image.new("L", (pixels(_PAGE[0]), pixels(_PAGE[1])), 255)
        pen = ImageDraw.Draw(sheet)
        for place, line in enumerate(lines[begin : begin + on_one]):
            pen.text((pixels(_LEFT), pixels(_TOP) + place * step), line, font=face, fill=0, language="th")
        result.append(sheet)
    return result


def broken(line: str, face: FreeTypeFont, wide: int) -> list[str]:
    """Break a line into pieces of at most this width, at a space near the end, else between two letters."""
    pieces = []
    while face.getlength(line) > wide:
        end = next(end for end in range(len(line), 0, -1) if face.getlength(line[:end]) <= wide)
        space = line.rfind(" ", 0, end + 1)
        if space > 0.7 * end:
            pieces.append(line[:space])
            line = line[space + 1 :]
            continue
        while end > 1 and (_MARK.match(line[end]) or line[end - 1] in "เแโใไ"):
            end -= 1
        pieces.append(line[:end])
        line = line[end:]
    return [*pieces, line]


def scanned(sheet: Image, *, noise: bool, turned: bool) -> Image:
    """Return the sheet as a scanner makes it: slightly rotated, and with the same noise every time."""
    from PIL import Image, ImageChops, ImageFilter

    if turned:
        sheet = sheet.rotate(0.7, resample=Image.Resampling.BICUBIC, fillcolor=255)
    if noise:
        grain = Image.frombytes("L", sheet.size, random.Random(2566).randbytes(sheet.width * sheet.height))
        grain = grain.filter(ImageFilter.GaussianBlur(0.7)).point(lambda value: 128 + (value - 128) // 2)
        sheet = ImageChops.add(sheet.filter(ImageFilter.GaussianBlur(0.8)), grain, offset=-150)
    return sheet


def tiff_of(pages: list[Image], dpi: int) -> bytes:
    """Return the sheets as one TIFF, as a scanner with a feeder makes."""
    stream = io.BytesIO()
    pages[0].save(stream, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_lzw", dpi=(dpi, dpi))
    return stream.getvalue()


def pdf_of(pages: list[Image], dpi: int) -> bytes:
    """Return the sheets as a PDF of pictures."""
    stream = io.BytesIO()
    pages[0].save(stream, "PDF", save_all=True, append_images=pages[1:], resolution=dpi)
    return stream.getvalue()
