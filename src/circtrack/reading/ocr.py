"""Scans and photographs to text, by Tesseract with its Thai data.

Pages of a PDF are drawn by pypdfium2, whose wheels bring the renderer along; pdf2image would need a program installed
beside it. Tesseract's Thai data knows only the numerals ๐ ๑ ๒ ๓ ๕, reads the others as one of these and is sure of it;
with English data beside it, it takes short Thai words for English ones. So each page is read with Thai data, a second
time for its numerals alone, and where Latin words stand on it, a third time for these:
:mod:`circtrack.reading.numerals` puts the readings together.
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
# Larger sheets than A3 are drawn more coarsely: nothing on them is read at a width of 50 metres.
_MOST_PIXELS = 5000 * 3600
_DATA = Path(__file__).parent / "data"
_THAI, _ENGLISH, _NUMERALS = "tha", "eng", "thai_numerals"


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """What OCR read on a page, and the pieces of it that were read in two ways."""

    text: str
    doubts: tuple[str, ...] = ()


def read_picture(data: bytes, name: str, kind: str, progress: PageProgress) -> dict[int, ScannedPage]:
    """The pages of a picture (a TIFF may have several), by their number from 1.

    Args:
        data: The picture's bytes.
        name: What messages call its file.
        kind: What it is, as :func:`circtrack.reading.decode.kind_of` says.
        progress: Told of each page before it is read.

    Raises:
        FileError: OCR is not installed, or the picture is broken.
    """
    engine = _engine(name, kind)
    try:
        frames = _frames(data)
    except Exception as error:  # a damaged picture makes its reader fail in any way
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


def _frames(data: bytes) -> list[Image]:
    import warnings

    from PIL import Image, ImageOps, ImageSequence

    with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data)) as picture:
        # A camera held upright says so beside the picture.
        return [ImageOps.exif_transpose(frame).convert("L") for frame in ImageSequence.Iterator(picture)]


def read_pdf_pages(data: bytes, name: str, numbers: Sequence[int], progress: PageProgress) -> dict[int, ScannedPage]:
    """Those pages of a PDF, by their number from 1, drawn and read.

    Raises:
        FileError: OCR is not installed, or a page cannot be drawn.
    """
    from circtrack.reading.decode import PDF

    engine = _engine(name, PDF)
    pages = {}
    for place, number in enumerate(numbers, 1):
        progress(name, place, len(numbers))
        pages[number] = engine.read(_drawn(data, name, number), name)
    return pages


def _drawn(data: bytes, name: str, number: int) -> Image:
    import pypdfium2  # type: ignore[import-untyped]  # comes without types

    try:
        with pypdfium2.PdfDocument(data) as document:
            page = document[number - 1]
            width, height = page.get_size()
            scale = min(DPI / 72, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
            drawn: Image = page.render(scale=scale, grayscale=True).to_pil().convert("L")
            return drawn
    except Exception as error:  # a damaged page makes the renderer fail in any way
        raise FileError(
            "{file}: page {page} cannot be drawn: {reason}.",
            hint=N_("Open it and save it anew, or give its text."),
            file=name,
            page=number,
            reason=str(error).rstrip(".") or type(error).__name__,
        ) from error


@dataclass(frozen=True, slots=True)
class _Engine:
    """Tesseract, found and with its Thai data, perhaps its English too; ``module`` is pytesseract."""

    module: Any
    english: bool

    def read(self, page: Image, name: str) -> ScannedPage:
        from circtrack.reading.numerals import has_latin, overlay, read_latin, read_numerals
        from circtrack.reading.tone_marks import restore_marks

        page = straighten(page)
        try:
            text, glyphs = self._run(page, _THAI)
            with _data_folder(_DATA):
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
        """The text of a page, and its glyphs with their places."""
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


def _engine(name: str, kind: str) -> _Engine:
    hint = N_("Install it: pip install 'circtrack[ocr]'; and tesseract-ocr with tesseract-ocr-tha (Debian's packages).")
    try:
        import pypdfium2  # noqa: F401 - asked for before work begins
        import pytesseract  # type: ignore[import-untyped]  # comes without types
    except ImportError as error:
        raise FileError(
            "{file} is {kind} to be read by OCR, which is not installed.", hint=hint, file=name, kind=Message(kind)
        ) from error
    # Its threads wait for each other longer than they work: with one a page takes a third of the time.
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
    """Tesseract's installer for Windows does not put it on the path."""
    import shutil

    installed = Path(os.environ.get("PROGRAMFILES", "")) / "Tesseract-OCR" / "tesseract.exe"
    if not shutil.which("tesseract") and installed.exists():
        module.pytesseract.tesseract_cmd = str(installed)


@contextmanager
def _data_folder(folder: Path) -> Iterator[None]:
    """Tesseract takes its data from here. By the environment: a path in its arguments may hold spaces."""
    before = os.environ.get("TESSDATA_PREFIX")
    os.environ["TESSDATA_PREFIX"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["TESSDATA_PREFIX"]
        else:
            os.environ["TESSDATA_PREFIX"] = before


# A page that lay aslant on the scanner, turned straight: two readings of one spot must meet on one line.

_WIDTH = 800  # pixels are enough to see lines by
_MOST = 3.0  # degrees; more is no slip of the sheet
_LEAST = 0.15  # degrees that Tesseract does not mind


def straighten(page: Image) -> Image:
    """The page (grey), its lines level; itself where they are so already."""
    angle = measure_slant(page)
    if abs(angle) < _LEAST:
        return page
    from PIL.Image import Resampling

    return page.rotate(angle, resample=Resampling.BICUBIC, fillcolor=255)


def measure_slant(page: Image) -> float:
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


# Blank lines of a scanned page by the space that is there.
#
# Tesseract ends a paragraph after every short line, and a blank line ends a letter's subject. The space between two
# lines tells better: in a paragraph all lines stand alike, whatever their length.

# A line that stands further than this below the one above it, in usual line heights, has a blank line before it.
_BLANK = 1.5


def find_blank_lines(text: str, glyphs: Sequence[Glyph]) -> list[bool]:
    """For each line of the text that is not blank, whether a blank line stands before it.

    Args:
        text: A page as Tesseract reads it.
        glyphs: Its letters in order, with their places.
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
    # A step upwards begins another column.
    return [False, *(step < 0 or step > _BLANK * usual for step in steps)][: len(feet)]


def insert_blank_lines(text: str, blank: Sequence[bool]) -> str:
    """The text's lines with blank lines where they stand on the page, and nowhere else."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) != len(blank):
        return text
    return "\n".join("\n" + line if space else line for line, space in zip(lines, blank, strict=True))
