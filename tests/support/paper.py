"""Lay letters out on paper as offices do, at their real size, and scan them: for tests and benchmarks of OCR.

An emblem at the top centre, the number on the left and the office on the right, a receipt stamp over the letterhead, a
signature. 16 points of TH Sarabun, in which offices write, are 10.64 points of Laksaman.
"""

from __future__ import annotations

import io
import random
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from support.sheets import broken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw as Pen
    from PIL.ImageFont import FreeTypeFont

    Ink = int | tuple[int, int, int]

_SCANS = Path(__file__).resolve().parents[1] / "reading" / "scans"
LETTERS, SHAPES = _SCANS / "letters.toml", _SCANS / "shapes.toml"
_HIGH = 0.0889  # inches: a ก in 16 points of TH Sarabun, or in 10.64 points of Laksaman
_PAGE = (21.0, 29.7)  # centimetres, as everything below
_LEFT, _RIGHT, _INDENT, _OFFICE, _CENTRE = 3.0, 19.0, 5.5, 11.3, 12.0
_STEP = 0.74
_LAST = 27.8
_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_GRAIN = 512  # pixels, after which the grain is the same again


@dataclass(frozen=True)
class PaperLetter:
    """A letter as it is laid out, and what it says.

    ``shape`` is letter, memo or stamped; ``table`` stands below the body, ``after`` below the table; ``sheets`` are
    enclosures; if ``numbered``, pages have numbers at their head and the next page's first words at their foot.
    """

    name: str
    number_line: str
    office: Sequence[str]
    day: str
    subject: str
    to: Sequence[str]
    refers: Sequence[str]
    encloses: Sequence[str]
    body: Sequence[str]
    purpose: str
    signer: Sequence[str]
    foot: Sequence[str]
    urgency: str
    stamp: Sequence[str]
    truth: dict[str, Any] = field(default_factory=dict)
    shape: str = "letter"
    table: Sequence[Sequence[str]] = ()
    after: Sequence[str] = ()
    sheets: Sequence[Sequence[str]] = ()
    numbered: bool = False


def load_letters(file: Path = LETTERS) -> list[PaperLetter]:
    """Return the letters that are made for measuring."""
    return [PaperLetter(**each) for each in tomllib.loads(file.read_text(encoding="utf-8"))["letter"]]


def text_of(letter: PaperLetter) -> str:
    """Return the letter as its writer typed it."""
    urgency = [letter.urgency] if letter.urgency else []
    body = [line for paragraph in letter.body for line in (paragraph, "")]
    body += ["   ".join(row) for row in letter.table]
    body += [line for paragraph in letter.after for line in ("", paragraph, "")]
    enclosed = [line for sheet in letter.sheets for line in ("", *sheet)]
    if letter.shape == "stamped":
        lines = [*urgency, letter.number_line, "", f"ถึง {letter.to[0]}", "", *body, *letter.office, letter.day, ""]
        return "\n".join([*lines, *letter.foot])
    if letter.shape == "memo":
        lines = ["บันทึกข้อความ", f"ส่วนราชการ {letter.office[0]}", f"{letter.number_line}   วันที่ {letter.day}"]
        lines += [f"เรื่อง {letter.subject}", f"เรียน {letter.to[0]}", *letter.to[1:], "", *body, letter.purpose]
        return "\n".join([*lines, "", *letter.signer])
    lines = [*urgency, letter.number_line, *letter.office, "", letter.day, ""]
    lines += [f"เรื่อง {letter.subject}", "", f"เรียน {letter.to[0]}", *letter.to[1:], ""]
    lines += _numbered("อ้างถึง", letter.refers) + _numbered("สิ่งที่ส่งมาด้วย", letter.encloses) + body
    lines += [letter.purpose, "", "ขอแสดงความนับถือ", "", *letter.signer, "", *letter.foot]
    return "\n".join([*lines, *enclosed])


def _numbered(label: str, lines: Sequence[str]) -> list[str]:
    return [f"{label} {lines[0]}", *lines[1:], ""] if lines else []


class _Sheets:
    """Sheets that are being written, from the top of the first to the bottom of the last."""

    def __init__(self, dpi: int, font: Path, *, numbered: bool = False) -> None:
        from PIL import ImageFont

        self.dpi, self.numbered = dpi, numbered
        _, top, _, foot = ImageFont.truetype(str(font), 1000).getbbox("ก")
        size = round(_HIGH * dpi * 1000 / (foot - top))
        # Only this engine sets marks above and below their consonants.
        self.face: FreeTypeFont = ImageFont.truetype(str(font), size, layout_engine=ImageFont.Layout.RAQM)
        self.pages: list[Image] = []
        self.add()

    def pixels(self, centimetres: float) -> int:
        return round(centimetres * self.dpi / 2.54)

    def add(self) -> None:
        from PIL import Image, ImageDraw

        self.pages.append(Image.new("L", (self.pixels(_PAGE[0]), self.pixels(_PAGE[1])), 255))
        self.pen: Pen = ImageDraw.Draw(self.pages[-1])
        self.top = 2.0

    def put(self, left: float, text: str, *, top: float | None = None, shade: Ink = 0) -> None:
        at = (self.pixels(left), self.pixels(self.top if top is None else top))
        self.pen.text(at, text, font=self.face, fill=shade, language="th")

    def line(self, left: float, text: str, *, centred: bool = False) -> None:
        if self.top + _STEP > _LAST:
            self.turn(text)
        wide = self.face.getlength(text) * 2.54 / self.dpi
        self.put(left - wide / 2 if centred else left, text)
        self.top += _STEP

    def turn(self, text: str) -> None:
        """Go on with a text on a new page, as the regulation has it."""
        if self.numbered:
            self.put(_RIGHT - 3, f"/{broken(text, self.face, self.pixels(1.8))[0]}...", top=_LAST + 0.2)
        self.add()
        if self.numbered:
            self.put(10.0, f"- {len(self.pages)} -".translate(_TO_THAI), top=1.8)
            self.top = 3.2

    def paragraph(self, text: str, first: float, rest: float) -> None:
        """Write a text over as many lines as it needs."""
        head, *more = broken(text, self.face, self.pixels(_RIGHT - first))
        self.line(first, head)
        if more:
            for piece in broken(text[len(head) :].strip(), self.face, self.pixels(_RIGHT - rest)):
                self.line(rest, piece)


def lay_out(letter: PaperLetter, dpi: int, font: Path, *, stamped: bool = True, ink: Ink = 60) -> list[Image]:
    """Return the letter's sheets, stamped with this ink or clean."""
    sheets = _Sheets(dpi, font, numbered=letter.numbered)
    _draw_emblem(sheets)
    _HEADS[letter.shape](sheets, letter)
    for paragraph in letter.body:
        sheets.top += 0.2
        sheets.paragraph(paragraph, _INDENT, _LEFT)
    _draw_table(sheets, letter.table)
    for paragraph in (*letter.after, *filter(None, [letter.purpose])):
        sheets.top += 0.2
        sheets.paragraph(paragraph, _INDENT, _LEFT)
    _close(sheets, letter)
    for enclosed in letter.sheets:
        sheets.add()
        for line in enclosed:
            sheets.line(_LEFT, line)
    if stamped:
        _stamp(sheets, letter, ink)
    return sheets.pages


def _head_letter(sheets: _Sheets, letter: PaperLetter) -> None:
    if letter.urgency:
        sheets.put(_LEFT, letter.urgency, top=3.7)
    sheets.put(_LEFT, letter.number_line, top=4.5)
    for place, line in enumerate(letter.office):
        sheets.put(_OFFICE, line, top=4.5 + place * _STEP)
    sheets.top = 4.7 + len(letter.office) * _STEP
    sheets.line(10.5, letter.day)
    sheets.top += 0.2
    sheets.paragraph(f"เรื่อง  {letter.subject}", _LEFT, _LEFT + 1.1)
    sheets.top += 0.2
    sheets.line(_LEFT, f"เรียน  {letter.to[0]}")
    for line in letter.to[1:]:
        sheets.line(_LEFT + 1.1, line)
    for label, wide, lines in (("อ้างถึง  ", 1.3, letter.refers), ("สิ่งที่ส่งมาด้วย  ", 2.4, letter.encloses)):
        sheets.top += 0.2 if lines else 0
        for place, line in enumerate(lines):
            sheets.paragraph(line if place else label + line, _LEFT + wide if place else _LEFT, _LEFT + wide)


def _head_memo(sheets: _Sheets, letter: PaperLetter) -> None:
    sheets.put(9.0, "บันทึกข้อความ", top=4.4)
    sheets.top = 5.4
    sheets.line(_LEFT, f"ส่วนราชการ  {letter.office[0]}")
    sheets.put(_LEFT, letter.number_line)
    sheets.line(_OFFICE, f"วันที่  {letter.day}")
    sheets.paragraph(f"เรื่อง  {letter.subject}", _LEFT, _LEFT + 1.1)
    sheets.top += 0.2
    sheets.line(_LEFT, f"เรียน  {letter.to[0]}")


def _head_stamped(sheets: _Sheets, letter: PaperLetter) -> None:
    sheets.put(_LEFT, letter.urgency, top=3.7)
    sheets.put(_LEFT, letter.number_line, top=4.5)
    sheets.top = 5.6
    sheets.line(_LEFT, f"ถึง  {letter.to[0]}")


_HEADS = {"letter": _head_letter, "memo": _head_memo, "stamped": _head_stamped}


def _draw_table(sheets: _Sheets, rows: Sequence[Sequence[str]]) -> None:
    """Draw a ruled table of three columns."""
    if not rows:
        return
    edges = (_LEFT, 8.2, 13.4, _RIGHT)
    sheets.top += 0.2
    top = sheets.top
    for row in rows:
        for left, cell in zip(edges, row, strict=False):
            sheets.put(left + 0.2, cell, top=sheets.top + 0.05)
        sheets.top += _STEP + 0.15
    for place in range(len(rows) + 1):
        down = sheets.pixels(top + place * (_STEP + 0.15))
        sheets.pen.line((sheets.pixels(_LEFT), down, sheets.pixels(_RIGHT), down), fill=0, width=2)
    for left in edges:
        across = sheets.pixels(left)
        sheets.pen.line((across, sheets.pixels(top), across, sheets.pixels(sheets.top)), fill=0, width=2)


def _close(sheets: _Sheets, letter: PaperLetter) -> None:
    """Write what stands below the text: the closing words and the signature, or the office of a stamped letter."""
    sheets.top += 0.2
    if sheets.top + 6 > _LAST:
        sheets.turn("ขอแสดงความนับถือ")
    if letter.shape == "stamped":
        sheets.top += 1.5
        for line in (*letter.office, letter.day):
            sheets.line(_CENTRE, line, centred=True)
    else:
        if letter.shape == "letter":
            sheets.line(_CENTRE, "ขอแสดงความนับถือ", centred=True)
        _sign(sheets, sheets.top)
        sheets.top += 1.5
        for line in letter.signer:
            sheets.line(_CENTRE, line, centred=True)
    sheets.top += 0.8
    for line in letter.foot:
        sheets.line(_LEFT, line)


def _draw_emblem(sheets: _Sheets) -> None:
    """Draw a dark bird with spread wings, three centimetres high, at the top centre."""

    def at(*places: tuple[float, float]) -> list[tuple[int, int]]:
        return [(sheets.pixels(9.0 + 3 * x), sheets.pixels(1.5 + 2.7 * y)) for x, y in places]

    pen = sheets.pen
    for side in (1, -1):
        for feather in range(5):
            tip = 0.5 + side * (0.5 - 0.04 * feather)
            pen.polygon(
                at((0.5, 0.3 + 0.1 * feather), (tip, 0.1 + 0.13 * feather), (0.5, 0.36 + 0.1 * feather)), fill=0
            )
    pen.ellipse(at((0.42, 0.05), (0.58, 0.25)), fill=0)
    pen.polygon(at((0.38, 0.25), (0.62, 0.25), (0.56, 0.95), (0.44, 0.95)), fill=0)


def _sign(sheets: _Sheets, top: float) -> None:
    """Write a signature, as a pen does."""
    hand = random.Random(top)
    x, y = _CENTRE - 1.2, top + 0.8
    places = []
    for _ in range(24):
        places.append((sheets.pixels(x), sheets.pixels(y)))
        x, y = x + hand.uniform(-0.15, 0.35), top + 0.8 + hand.uniform(-0.5, 0.5)
    sheets.pages[-1].load()
    sheets.pen.line(places, fill=40, width=max(2, sheets.pixels(0.05)), joint="curve")


def _stamp(sheets: _Sheets, letter: PaperLetter, ink: Ink) -> None:
    """Stamp the first sheet: the frame runs over the letterhead's end."""
    from PIL import ImageDraw

    if not isinstance(ink, int):
        sheets.pages[0] = sheets.pages[0].convert("RGB")
    sheets.pen = ImageDraw.Draw(sheets.pages[0])
    left, top = 14.6 + 0.3 * (len(letter.name) % 3), 2.0 + 0.25 * (len(letter.number_line) % 3)
    bottom = top + 2.9
    corners = (sheets.pixels(left), sheets.pixels(top), sheets.pixels(left + 4.6), sheets.pixels(bottom))
    sheets.pen.rectangle(corners, outline=ink, width=max(2, sheets.pixels(0.04)))
    for place, line in enumerate(letter.stamp):
        sheets.put(left + 0.25, line, top=top + 0.15 + 0.66 * place, shade=ink)


def scan(page: Image, dpi: int, *, degrees: float = 0.7, seed: int = 2566) -> Image:
    """Return the sheet as an office's scanner makes it: turned, with a shadow, grain and the losses of JPEG."""
    from PIL import Image, ImageChops, ImageFilter

    chance = random.Random(seed)
    page = page.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=255)
    page = page.filter(ImageFilter.GaussianBlur(0.7 * dpi / 300)).point(lambda value: 25 + value * 220 // 255)
    shadow = Image.linear_gradient("L").rotate(90).resize(page.size).point(lambda value: 205 + value * 50 // 255)
    page = ImageChops.multiply(page, shadow)
    tile = Image.frombytes("L", (_GRAIN, _GRAIN), chance.randbytes(_GRAIN * _GRAIN))
    tile = tile.filter(ImageFilter.GaussianBlur(0.7)).point(lambda value: 128 + (value - 128) // 4)
    grain = Image.new("L", page.size)
    for left in range(0, page.width, _GRAIN):
        for top in range(0, page.height, _GRAIN):
            grain.paste(tile, (left, top))
    page = ImageChops.add(page, grain, offset=-128)
    stream = io.BytesIO()
    page.save(stream, "JPEG", quality=55)
    return Image.open(stream).convert("L")
