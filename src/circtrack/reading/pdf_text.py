"""The text layer of a PDF, page by page, and which pages have none that could be used.

A page that shows something but has no text is a scan. So is one that a single picture fills while its text is a few
words: an office's system prints its receipt stamp as text over the scanned sheet, and taking the stamp for the letter
would lose the letter. A text layer without one Thai letter in the whole file is no text either: fonts from before
Unicode leave Latin letters, scanners set to English leave noise.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from circtrack.errors import N_, FileError

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

# Operators of a page that leave ink: pictures, filled and stroked shapes, shadings.
_PAINTING = {b"Do", b"INLINE IMAGE", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"sh"}
_THAI = re.compile("[ก-๛\uf700-\uf71a]")
# A sheet has over a thousand Thai letters, a stamp of receipt some twenty to sixty.
_FEW = 100
_FILLING = 0.5


def page_texts(data: bytes, name: str) -> list[str | None]:
    """The text of each page of a PDF; "" for a blank page, None for one that only OCR can read.

    Args:
        data: The file's bytes.
        name: What messages call the file.

    Raises:
        FileError: the extra that reads PDFs is not installed, or the PDF is broken, encrypted or without pages.
    """
    reader = _open(data, name)
    try:
        texts = [_text_of(page) for page in reader.pages]
    except Exception as error:  # a damaged PDF makes its parser fail in any way
        raise _broken(name, error) from error
    if not texts:
        raise FileError("{file} is a PDF without pages.", file=name)
    if not any(text and _THAI.search(text) for text in texts):
        return [None if text != "" else "" for text in texts]
    return texts


def _open(data: bytes, name: str) -> PdfReader:
    try:
        import pypdf
    except ImportError as error:
        raise FileError(
            "{file} is a PDF, and what reads PDFs is not installed.",
            hint=N_("Install it: pip install 'circtrack[pdf]'"),
            file=name,
        ) from error
    import logging

    # What the parser has to say about a file belongs in our one message.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        # Most are locked against change only, and open with no password.
        locked = reader.is_encrypted and not reader.decrypt("")
    except Exception as error:  # as above
        raise _broken(name, error) from error
    if locked:
        raise FileError(
            "{file} is a PDF that opens with a password only.",
            hint=N_("Save a copy without the password, and read that."),
            file=name,
        )
    return reader


def _broken(name: str, error: Exception) -> FileError:
    return FileError(
        "{file} is a PDF that cannot be read: {reason}.",
        hint=N_("Open it and save it anew, or give its text."),
        file=name,
        reason=str(error).rstrip(".") or type(error).__name__,
    )


@dataclass(slots=True)
class _Shown:
    """What a page shows besides text: anything at all, and how much of the sheet its largest picture covers."""

    anything: bool = False
    covered: float = 0.0


def _text_of(page: PageObject) -> str | None:
    from circtrack.reading.pdf_spans import with_actual_text

    shown = _Shown()
    pictures = _pictures_of(page)
    sheet = abs(float(page.mediabox.width) * float(page.mediabox.height)) or 1.0

    def see(operator: bytes, operands: list[Any], matrix: list[float], _: object) -> None:
        shown.anything = shown.anything or operator in _PAINTING
        if operator == b"Do" and operands and operands[0] in pictures:
            # A picture is a unit square; the matrix stretches it over the page.
            area = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])
            shown.covered = max(shown.covered, area / sheet)

    text = with_actual_text(page).extract_text(visitor_operand_before=see).strip()
    if not text:
        return None if shown.anything else ""
    if shown.covered >= _FILLING and len(_THAI.findall(text)) < _FEW:
        return None
    return text


def _pictures_of(page: PageObject) -> set[str]:
    resources = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources is not None else None
    if objects is None:
        return set()
    return {name for name, each in objects.get_object().items() if each.get_object().get("/Subtype") == "/Image"}
