"""Turn scans and photographs into text, by Tesseract with its Thai data.

Pages of a PDF are drawn by pypdfium2, whose wheels include the renderer; pdf2image would need a separately installed
program. Tesseract's Thai data knows only the numerals ๐ ๑ ๒ ๓ ๕ and reads the others as one of these with high
confidence; together with English data it reads short Thai words as English ones. So each page is read with Thai data, a
second time only for its numerals, and, if it has Latin words, a third time for these.
:mod:`circtrack.reading.numerals` combines the readings.
"""

from __future__ import annotations

import io
import itertools
import os
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from circtrack.errors import N_, FileError, Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PIL.Image import Image

    from circtrack.reading.numerals import Glyph


PageProgress = Callable[[str, int, int], None]

DPI = 300
# Sheets larger than A3 are drawn at a lower resolution, so that a page 50 metres wide does not fill the memory.
_MOST_PIXELS = 5000 * 3600
_DATA = Path(__file__).parent / "data"
_THAI, _ENGLISH, _NUMERALS = "tha", "eng", "thai_numerals"


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """The text that OCR read on a page, and its words that were read in two ways."""

    text: str
    doubts: tuple[str, ...] = ()


def read_picture(data: bytes, name: str, kind: str, progress: PageProgress) -> dict[int, ScannedPage]:
    """Read the pages of a picture (a TIFF may have several), by page number from 1.

    Args:
        data: The picture's bytes.
        name: The file's name in messages.
        kind: Its kind, from :func:`circtrack.reading.decode.detect_kind`.
        progress: Called before each page is read.

    Raises:
        FileError: OCR is not installed, or the picture is broken.
    """
    engine = _load_engine(name, kind)
    try:
        frames = _load_frames(data)
    except Exception as error:  # a damaged picture can make its reader raise any exception
        raise FileError(
            "{file} is {kind} that cannot be opened: it is damaged, cut short, or far too large.",
            hint=N_("Scan it anew, or give its text."),
            file=name,
            kind=Message(kind),
        ) from error
    pages = {}
    for number, frame in enumerate(frames, 1):
        progress(name, number, len(frames))
        pages[number] = engine.read(frame, name)
    return pages


def _load_frames(data: bytes) -> list[Image]:
    import warnings

    from PIL import Image, ImageOps, ImageSequence

    with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data)) as picture:
        # A camera stores in the picture's metadata how it was held.
        return [ImageOps.exif_transpose(frame).convert("L") for frame in ImageSequence.Iterator(picture)]


def read_pdf_pages(data: bytes, name: str, numbers: Sequence[int], progress: PageProgress) -> dict[int, ScannedPage]:
    """Draw and read these pages of a PDF, by page number from 1.

    Raises:
        FileError: OCR is not installed, or a page cannot be drawn.
    """
    from circtrack.reading.decode import PDF

    engine = _load_engine(name, PDF)
    pages = {}
    for place, number in enumerate(numbers, 1):
        progress(name, place, len(numbers))
        pages[number] = engine.read(_draw_page(data, name, number), name)
    return pages


def _draw_page(data: bytes, name: str, number: int) -> Image:
    import pypdfium2  # type: ignore[import-untyped]  # comes without types

    try:
        with pypdfium2.PdfDocument(data) as document:
            page = document[number - 1]
            width, height = page.get_size()
            scale = min(DPI / 72, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
            drawn: Image = page.render(scale=scale, grayscale=True).to_pil().convert("L")
            return drawn
    except Exception as error:  # a damaged page can make the renderer raise any exception
        raise FileError(
            "{file}: page {page} cannot be drawn: {reason}.",
            hint=N_("Open it and save it anew, or give its text."),
            file=name,
            page=number,
            reason=str(error).rstrip(".") or type(error).__name__,
        ) from error


@dataclass(frozen=True, slots=True)
class _Engine:
    """Tesseract with its Thai data, and with English data if ``english``; ``module`` is pytesseract."""

    module: Any
    english: bool

    def read(self, page: Image, name: str) -> ScannedPage:
        from circtrack.reading.numerals import has_latin, overlay, read_latin, read_numerals
        from circtrack.reading.tone_marks import restore_marks

        page = straighten(page)
        try:
            text, glyphs = self._run(page, _THAI)
            with _use_data_folder(_DATA):
                _, second = self._run(page, _NUMERALS)
            over = read_numerals(second)
            if self.english and has_latin(second):
                over += read_latin(self._run(page, f"{_THAI}+{_ENGLISH}")[1], second)
        except self.module.TesseractError as error:
            raise FileError(
                "{file}: Tesseract failed: {reason}.", file=name, reason=str(error.message).strip().rstrip(".")
            ) from error
        blank = find_blank_lines(text, glyphs)
        text, doubts = overlay(text, glyphs, over)
        return ScannedPage(restore_marks(insert_blank_lines(text, blank)), doubts)

    def _run(self, page: Image, languages: str) -> tuple[str, list[Glyph]]:
        """Return the text of a page, and its glyphs with their positions."""
        from tempfile import TemporaryDirectory

        from circtrack.reading.numerals import find_glyphs

        with TemporaryDirectory(prefix="circtrack-") as folder:
            base = Path(folder) / "page"
            page.save(base.with_suffix(".png"), dpi=(DPI, DPI))
            self.module.pytesseract.run_tesseract(
                str(base.with_suffix(".png")),
                str(base),
                "box",
                languages,
                "-c tessedit_create_boxfile=1 -c tessedit_create_txt=1",
            )
            boxes = base.with_suffix(".box").read_text(encoding="utf-8")
            return base.with_suffix(".txt").read_text(encoding="utf-8"), find_glyphs(boxes)


def _load_engine(name: str, kind: str) -> _Engine:
    hint = N_("Install it: pip install 'circtrack[ocr]'; and tesseract-ocr with tesseract-ocr-tha (Debian's packages).")
    try:
        import pypdfium2  # noqa: F401 - checked before work begins
        import pytesseract  # type: ignore[import-untyped]  # comes without types
    except ImportError as error:
        raise FileError(
            "{file} is {kind} to be read by OCR, which is not installed.", hint=hint, file=name, kind=Message(kind)
        ) from error
    # Its threads mostly wait for each other: with one thread a page takes a third of the time.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    _find_on_windows(pytesseract)
    try:
        known = pytesseract.get_languages()
    except pytesseract.TesseractNotFoundError as error:
        raise FileError(
            "{file} is {kind} to be read by OCR, and its engine Tesseract is not installed.",
            hint=N_("Install Tesseract with its Thai data: the Debian packages tesseract-ocr and tesseract-ocr-tha."),
            file=name,
            kind=Message(kind),
        ) from error
    if _THAI not in known:
        raise FileError(
            "{file} is {kind} to be read by OCR, and Tesseract has no Thai data.",
            hint=N_("Install it: the Debian package tesseract-ocr-tha, or tha.traineddata in Tesseract's data folder."),
            file=name,
            kind=Message(kind),
        )
    return _Engine(pytesseract, _ENGLISH in known)


def _find_on_windows(module: Any) -> None:
    """Set Tesseract's path on Windows, where its installer does not add it to the search path."""
    import shutil

    installed = Path(os.environ.get("PROGRAMFILES", "")) / "Tesseract-OCR" / "tesseract.exe"
    if not shutil.which("tesseract") and installed.exists():
        module.pytesseract.tesseract_cmd = str(installed)


@contextmanager
def _use_data_folder(folder: Path) -> Iterator[None]:
    """Let Tesseract load its data from ``folder``, by the environment: as an argument the path may not have spaces."""
    before = os.environ.get("TESSDATA_PREFIX")
    os.environ["TESSDATA_PREFIX"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["TESSDATA_PREFIX"]
        else:
            os.environ["TESSDATA_PREFIX"] = before


# Straighten a page that lay crooked on the scanner: the readings are combined by position, so lines must be level.

_WIDTH = 800  # pixels; enough to see lines
_MOST_DEGREES = 3.0  # degrees; a scanned sheet is not tilted more
_LEAST_DEGREES = 0.15  # degrees; Tesseract reads a smaller tilt well


def straighten(page: Image) -> Image:
    """Rotate a (grey) page so that its lines are level; return the page itself if they already are."""
    angle = measure_slant(page)
    if abs(angle) < _LEAST_DEGREES:
        return page
    from PIL.Image import Resampling

    return page.rotate(angle, resample=Resampling.BICUBIC, fillcolor=255)


def measure_slant(page: Image) -> float:
    """Return by how many degrees (counter-clockwise, at most 3) the page must be rotated for level lines."""
    from PIL import ImageOps

    if page.width < 2 or page.height < 2:
        return 0.0
    small = page.reduce(max(1, page.width // _WIDTH))
    ink = ImageOps.autocontrast(ImageOps.invert(small), cutoff=1)
    coarse = _find_sharpest(ink, [step / 2 for step in range(int(-2 * _MOST_DEGREES), int(2 * _MOST_DEGREES) + 1)])
    return _find_sharpest(ink, [coarse + step / 10 for step in range(-4, 5)])


def _find_sharpest(ink: Image, angles: list[float]) -> float:
    # The smallest angle wins if several are equally good: an empty page is not rotated.
    return max(sorted(angles, key=abs), key=lambda angle: _measure_sharpness(ink, angle))


def _measure_sharpness(ink: Image, angle: float) -> int:
    """Measure how suddenly ink begins and ends from row to row: most if the lines are level."""
    from PIL.Image import Resampling

    turned = ink.rotate(angle, resample=Resampling.BILINEAR)
    # Cut off the corners that rotating leaves empty, and a photograph's dark surroundings.
    wide, high = turned.width // 10, turned.height // 10
    turned = turned.crop((wide, high, turned.width - wide, turned.height - high))
    rows = turned.resize((1, turned.height), Resampling.BOX).tobytes()
    return sum((one - other) ** 2 for one, other in itertools.pairwise(rows))


# Find the blank lines of a scanned page by the space between its lines.
#
# Tesseract ends a paragraph after every short line, and a blank line ends a letter's subject. The space between lines
# is more reliable: within a paragraph it is equal, whatever the lines' length.

# A line further than this below the previous one, in usual line heights, has a blank line before it.
_BLANK = 1.5


def find_blank_lines(text: str, glyphs: Sequence[Glyph]) -> list[bool]:
    """Return, for each line of the text that is not blank, whether a blank line is before it.

    Args:
        text: A page as Tesseract reads it.
        glyphs: Its letters in order, with their positions.
    """
    feet: list[float] = []
    place = 0
    for line in filter(str.strip, text.split("\n")):
        begin, wanted = place, len("".join(line.split()))
        while place < len(glyphs) and wanted > 0:
            wanted -= len(glyphs[place].text)
            place += 1
        feet.append(median(glyph.bottom for glyph in glyphs[begin:place]) if place > begin else 0)
    steps = [above - below for above, below in pairwise(feet)]
    usual = median([step for step in steps if step > 0] or [0])
    # A step upwards begins a new column.
    return [False, *(step < 0 or step > _BLANK * usual for step in steps)][: len(feet)]


def insert_blank_lines(text: str, blank: Sequence[bool]) -> str:
    """Return the text with blank lines exactly where the page has them."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) != len(blank):
        return text
    return "\n".join("\n" + line if space else line for line, space in zip(lines, blank, strict=True))
