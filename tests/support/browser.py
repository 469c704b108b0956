"""Measure and print HTML pages with headless Chromium."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from support.tools import needs
from support.waiting import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

A4_WIDTH = 794  # CSS pixels
PHONE_WIDTH = 360

needs_browser = needs("chromium", "chromium")
needs_pdf_tools = needs("pdftotext", "poppler-utils")

_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip

# Put into a copy of a page. A character that no font has is drawn as one that does not exist is.
_MEASURE = """<script>
const wide = document.documentElement.clientWidth;
const beyond = [...document.body.querySelectorAll("*")].filter(
    each => each.getBoundingClientRect().right > wide + 1 || each.getBoundingClientRect().left < -1);
const pen = Object.assign(document.createElement("canvas"), {width: 90, height: 60}).getContext("2d");
const drawn = text => {
  pen.clearRect(0, 0, 90, 60);
  pen.font = "24px " + getComputedStyle(document.body).fontFamily;
  pen.fillText(text, 10, 40);
  return pen.canvas.toDataURL();
};
const none = drawn("\u0e01\\u0378");
const seen = [...new Set(document.body.innerText)].filter(each => each.trim());
parent.postMessage(JSON.stringify({
  wide, scrolls: document.documentElement.scrollWidth, beyond: beyond.map(each => each.outerHTML.slice(0, 80)),
  unseen: seen.filter(each => drawn("\u0e01" + each) === none), characters: seen.length}), "*");
</script>"""

# A window is never so narrow as a phone; a frame within it is.
_FRAME = """<!DOCTYPE html><script>
onmessage = event => { document.documentElement.dataset.measured = event.data };
</script><iframe src="measured.html" style="border: 0; width: %dpx; height: 900px"></iframe>"""


class Measured(NamedTuple):
    """A page at one width: the width, its scroll width, elements that stick out, characters without a glyph."""

    wide: int
    scrolls: int
    beyond: list[str]
    unseen: list[str]
    characters: int


def measured(page: str, folder: Path, width: int) -> Measured:
    """Open a page in a frame of ``width`` pixels and measure it."""
    copy = folder / "measured.html"
    without_policy = re.sub(r"<meta http-equiv=[^>]*>", "", page)
    copy.write_text(without_policy.replace("</body>", _MEASURE + "</body>"), encoding="utf-8")
    frame = folder / "frame.html"
    frame.write_text(_FRAME % width, encoding="utf-8")
    dom = _chromium(folder, "--window-size=1200,1000", "--virtual-time-budget=10000", "--dump-dom", frame.as_uri())
    found = re.search(r'data-measured="([^"]*)"', dom)
    assert found, dom[:2000]
    return Measured(**json.loads(unescape(found[1])))


class Printed(NamedTuple):
    """A printed page: the text of each sheet, the size of a sheet in points, and the words in the margins."""

    sheets: list[str]
    size: tuple[float, float]
    beyond: list[str]


def printed(page: str, folder: Path, margin: float = 40) -> Printed:
    """Print a page; ``margin`` is the width in points of the left and right margins, where no word may be."""
    source, paper = folder / "printed.html", folder / "printed.pdf"
    source.write_text(page, encoding="utf-8")
    _chromium(folder, "--no-pdf-header-footer", f"--print-to-pdf={paper}", source.as_uri())
    text = _out("pdftotext", "-layout", str(paper), "-")
    boxes = _out("pdftotext", "-bbox", str(paper), "-")
    (wide, high), *_ = re.findall(r'<page width="([\d.]+)" height="([\d.]+)">', boxes)
    words = re.findall(r'<word xMin="([-\d.]+)" yMin="[-\d.]+" xMax="([-\d.]+)" yMax="[-\d.]+">(.*?)</word>', boxes)
    beyond = [word for left, right, word in words if float(left) < margin or float(right) > float(wide) - margin]
    return Printed(text.removesuffix("\f").split("\f"), (float(wide), float(high)), beyond)


def _chromium(folder: Path, *arguments: str) -> str:
    profile = folder / "profile"
    shutil.rmtree(profile, ignore_errors=True)
    return _out("chromium", *_FLAGS, f"--user-data-dir={profile}", *arguments)


def _out(*command: str) -> str:
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8", timeout=PATIENCE).stdout
