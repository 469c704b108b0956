"""Turn scans and photographs into text: the door to :mod:`circtrack.reading.scans`.

All that it needs comes with the extra ``circtrack[ocr]``: tesserocr's wheels bring Tesseract, those of pypdfium2 the
renderer of pages, and this package the model that reads Thai letters, Thai numerals and Latin letters. Nothing has to
be installed beside it.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from circtrack.errors import N_, FileError, Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PIL.Image import Image

    from circtrack.reading.doubts import Doubt
    from circtrack.reading.scans.recogniser import Recogniser


PageProgress = Callable[[str, int, int], None]

DPI = 300
# Sheets larger than A3 are drawn at a lower resolution, so that a page 50 metres wide does not fill the memory.
_MOST_PIXELS = 5000 * 3600


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """The text that OCR read on a page, and its words that may be others."""

    text: str
    doubts: tuple[Doubt, ...] = ()


def is_installed() -> bool:
    """Whether all that OCR needs is installed."""
    try:
        import numpy  # noqa: F401, ICN001 - only whether it is there
        import PIL  # noqa: F401 - as above
        import pypdfium2  # type: ignore[import-untyped]  # noqa: F401 - as above; it comes without types
        import tesserocr  # type: ignore[import-untyped]  # noqa: F401 - as above
    except ImportError:
        return False
    return True


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
    recogniser = _get_recogniser(name, kind)
    pages = {}
    try:
        for number, count, frame, resolution in _list_frames(data):
            progress(name, number, count)
            pages[number] = _read(frame, resolution, recogniser)
    except Exception as error:  # a damaged picture can make its reader raise any exception
        raise FileError(
            "{file} is {kind} that cannot be opened: it is damaged, cut short, or far too large.",
            hint=N_("Scan it anew, or give its text."),
            file=name,
            kind=Message(kind),
        ) from error
    return pages


def _list_frames(data: bytes) -> Iterator[tuple[int, int, Image, tuple[float, float] | None]]:
    """Yield the picture's pages, one at a time: number, count, page, and pixels an inch across and down."""
    import warnings

    from PIL import Image, ImageOps, ImageSequence

    with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data)) as picture:
        count = getattr(picture, "n_frames", 1)
        for number, frame in enumerate(ImageSequence.Iterator(picture), 1):
            dots = frame.info.get("dpi")
            resolution = (float(dots[0]), float(dots[1])) if dots else None
            # A camera stores in the picture's metadata how it was held.
            page = ImageOps.exif_transpose(frame)
            page.load()
            yield number, count, page, resolution


def read_pdf_pages(data: bytes, name: str, numbers: Sequence[int], progress: PageProgress) -> dict[int, ScannedPage]:
    """Draw and read these pages of a PDF, by page number from 1.

    Raises:
        FileError: OCR is not installed, or a page cannot be drawn.
    """
    from circtrack.reading.decode import PDF

    recogniser = _get_recogniser(name, PDF)
    pages = {}
    for place, number in enumerate(numbers, 1):
        progress(name, place, len(numbers))
        drawn = _draw_page(data, name, number)
        pages[number] = ScannedPage("") if drawn is None else _read(drawn, None, recogniser)
    return pages


def _draw_page(data: bytes, name: str, number: int) -> Image | None:
    """Return a page as a picture; None if it is blank, as backs of sheets are."""
    import pypdfium2

    from circtrack.reading.scans.sheet import is_blank

    try:
        with pypdfium2.PdfDocument(data) as document:
            page = document[number - 1]
            width, height = page.get_size()
            scale = min(DPI / 72, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
            small = page.render(scale=scale / 8).to_pil()
            if is_blank(small.convert("L")):
                return None
            # Grey takes a third of the memory, where there is no colour to be told from black.
            drawn: Image = page.render(scale=scale, grayscale=not _has_colour(small)).to_pil()
            return drawn
    except Exception as error:  # a damaged page can make the renderer raise any exception
        raise FileError(
            "{file}: page {page} cannot be drawn: {reason}.",
            hint=N_("Open it and save it anew, or give its text."),
            file=name,
            page=number,
            reason=str(error).rstrip(".") or type(error).__name__,
        ) from error


def _has_colour(small: Image) -> bool:
    """Whether a page has more than grey: some of it has a colour, however the paper is tinted."""
    saturation = small.convert("HSV").getchannel("S").histogram()
    return sum(saturation[60:]) > 0.0005 * sum(saturation)


def _read(page: Image, resolution: tuple[float, float] | None, recogniser: Recogniser) -> ScannedPage:
    from circtrack.reading.doubts import Doubt
    from circtrack.reading.scans.read_page import read_page
    from circtrack.reading.tone_marks import restore_marks

    read = read_page(page, resolution, recogniser)
    doubts = tuple(Doubt(restore_marks(each.word), restore_marks(each.line)) for each in read.doubts)
    return ScannedPage(restore_marks(read.text), doubts)


def _get_recogniser(name: str, kind: str) -> Recogniser:
    """Return Tesseract with its model for a file.

    Raises:
        FileError: OCR is not installed.
    """
    if not is_installed():
        raise FileError(
            "{file} is {kind} to be read by OCR, which is not installed.",
            hint=N_("Install it: `pip install 'circtrack[ocr]'`"),
            file=name,
            kind=Message(kind),
        )
    return _load_recogniser()


@cache
def _load_recogniser() -> Recogniser:
    """Load the model once for all files: a scan of one page takes six times as long."""
    from circtrack.reading.scans.recogniser import Recogniser

    return Recogniser()
