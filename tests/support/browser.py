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
    from collections.abc import Sequence
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
  place: Number(location.hash.slice(1)), wide,
  scrolls: document.documentElement.scrollWidth, beyond: beyond.map(each => each.outerHTML.slice(0, 80)),
  unseen: seen.filter(each => drawn("\u0e01" + each) === none), characters: seen.length}), "*");
</script>"""

# A window is never so narrow as a phone; a frame within it is.
_FRAMES = """<!DOCTYPE html><script>
const told = [];
onmessage = event => { told.push(event.data); document.documentElement.dataset.measured = `[${told}]` };
</script>"""
_FRAME = '<iframe src="{place}.html#{place}" style="border: 0; width: {width}px; height: 900px"></iframe>'


class Measured(NamedTuple):
    """A page at one width: the width, its scroll width, elements that stick out, characters without a glyph."""

    wide: int
    scrolls: int
    beyond: list[str]
    unseen: list[str]
    characters: int


def measure(pages: Sequence[tuple[str, int]], folder: Path) -> list[Measured]:
    """Open pages, each in a frame of so many pixels' width, and measure them: all at one start of the browser."""
    frames = _FRAMES
    for place, (page, width) in enumerate(pages):
        without_policy = re.sub(r"<meta http-equiv=[^>]*>", "", page)
        (folder / f"{place}.html").write_text(without_policy.replace("</body>", _MEASURE + "</body>"), encoding="utf-8")
        frames += _FRAME.format(place=place, width=width)
    frame = folder / "frames.html"
    frame.write_text(frames, encoding="utf-8")
    dom = _chromium(folder, "--window-size=1200,1000", "--virtual-time-budget=10000", "--dump-dom", frame.as_uri())
    found = re.search(r'data-measured="([^"]*)"', dom)
    assert found, dom[:2000]
    told = {each.pop("place"): Measured(**each) for each in json.loads(unescape(found[1]))}
    return [told[place] for place in range(len(pages))]


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
