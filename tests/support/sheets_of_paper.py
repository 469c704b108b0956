"""Letters as LibreOffice prints them: pages, fonts, and where each word stands."""

from __future__ import annotations

import os
import re
import struct
import subprocess
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from support.tools import needs
from support.waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

needs_office = needs("soffice", "libreoffice-writer-nogui")

_POINTS = 72 / 2.54
_UNSEEN = "\N{ZERO WIDTH JOINER}"
# What TH Sarabun New is where it is not installed: Laksaman has its shapes, drawn a third larger.
_LAKSAMAN = Path("/usr/share/fonts/truetype/tlwg")


class Word(NamedTuple):
    """A word on a page; its place is in centimetres from the sheet's upper left corner."""

    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float


class Printed(NamedTuple):
    """A printed letter."""

    pages: int
    fonts: set[str]
    words: list[Word]
    lines: list[str]
    """What stands on each line, without what is not seen."""
    pdf: Path

    def find(self, text: str) -> Word:
        """Return the first word that begins with this text."""
        return next(word for word in self.words if word.text.startswith(text))


def print_letters(documents: Sequence[Path]) -> list[Printed]:
    """Print .docx files of one folder with LibreOffice, in the shapes and the size of the regulation's font.

    All at once: it takes far longer to start than to print.
    """
    folder = documents[0].parent
    environment = os.environ | {"FONTCONFIG_FILE": str(_fonts(folder / "fonts")), "HOME": str(folder)}
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, documents)],
        check=True, capture_output=True, timeout=PATIENCE * 4, env=environment,
    )  # fmt: skip
    return [_read(document.with_suffix(".pdf")) for document in documents]


def _read(pdf: Path) -> Printed:
    """Read where each word of a printed letter stands."""
    boxes = _run("pdftotext", "-bbox", str(pdf), "-")
    fonts = {line.split()[0].partition("+")[2] for line in _run("pdffonts", str(pdf)).splitlines()[2:]}
    words: list[Word] = []
    for page, part in enumerate(boxes.split("<page ")[1:], 1):
        for found in re.finditer(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', part):
            left, top, right, bottom = (float(value) / _POINTS for value in found.groups()[:4])
            words.append(Word(unescape(found[5]).replace(_UNSEEN, ""), page, left, top, right, bottom))
    text = _run("pdftotext", "-layout", str(pdf), "-").replace(_UNSEEN, "")
    lines = [line.strip() for line in text.replace("\f", "\n").split("\n") if line.strip()]
    return Printed(boxes.count("<page "), fonts, words, lines, pdf)


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8", timeout=PATIENCE).stdout


def _fonts(folder: Path) -> Path:
    """Return a configuration in which TH Sarabun New is Laksaman at its size."""
    folder.mkdir(exist_ok=True)
    for style in ("", "-Bold"):
        data = bytearray((_LAKSAMAN / f"Laksaman{style}.ttf").read_bytes())
        (tables,) = struct.unpack_from(">H", data, 4)
        for place in range(tables):
            tag, _, offset, _ = struct.unpack_from(">4sIII", data, 12 + 16 * place)
            if tag == b"head":
                (units,) = struct.unpack_from(">H", data, offset + 18)
                struct.pack_into(">H", data, offset + 18, units * 4 // 3)
        (folder / f"Laksaman{style}.ttf").write_bytes(data)
    file = folder / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{folder}</dir><cachedir>{folder}/cache</cachedir><alias binding='same'>"
        "<family>TH Sarabun New</family><prefer><family>Laksaman</family></prefer></alias></fontconfig>",
        encoding="utf-8",
    )
    return file
