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
    from collections.abc import Sequence

    from pypdf import PageObject, PdfReader
    from pypdf.generic import DictionaryObject


# Operators of a page that leave ink: pictures, filled and stroked shapes, shadings.
_PAINTING = {b"Do", b"INLINE IMAGE", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"sh"}
_THAI = re.compile("[ก-๛\uf700-\uf71a]")
# A sheet has over a thousand Thai letters, a stamp of receipt some twenty to sixty.
_FEW = 100
_FILLING = 0.5


def read_page_texts(data: bytes, name: str) -> list[str | None]:
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

    shown = _Shown()
    pictures = _pictures_of(page)
    sheet = abs(float(page.mediabox.width) * float(page.mediabox.height)) or 1.0

    def see(operator: bytes, operands: list[Any], matrix: list[float], _: object) -> None:
        shown.anything = shown.anything or operator in _PAINTING
        if operator == b"Do" and operands and operands[0] in pictures:
            # A picture is a unit square; the matrix stretches it over the page.
            area = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])
            shown.covered = max(shown.covered, area / sheet)

    text = apply_actual_text(page).extract_text(visitor_operand_before=see).strip()
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


# Spans of a PDF page that say what their glyphs mean (ActualText), put where a reader of glyphs sees it.
#
# A Thai font draws one vowel or tone mark with several glyphs, and a PDF's table from glyphs to letters has one letter
# a glyph; where that is not enough, programs write the letters beside the glyphs. Without them ``ดู่สิต`` reads ``ด่่สิต``.

_FONT = "/CirctrackActualText"
_SHOWING = {b"Tj", b"TJ", b"'", b'"'}
# Every two bytes are the letter that they are.
_TO_UNICODE = (
    b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange "
    b"1 beginbfrange <0000> <ffff> <0000> endbfrange endcmap end"
)


_Operation = tuple[list[Any], bytes]


def apply_actual_text(page: PageObject) -> PageObject:
    """The page, its marked spans showing the letters that they stand for; the page as it is where it has none."""
    from pypdf.generic import ContentStream, DictionaryObject, NameObject

    if "/Contents" not in page or "/Resources" not in page:
        return page
    # Strings must stay the bytes they are: only the font's own table knows what they mean.
    content = ContentStream(page["/Contents"], page.pdf, "bytes")
    resources: Any = page["/Resources"].get_object()
    properties = resources.get("/Properties", DictionaryObject()).get_object()
    rewritten = _rewritten(content.operations, properties)
    if rewritten is None:
        return page
    content.operations = rewritten
    page[NameObject("/Contents")] = content
    fonts = resources.setdefault(NameObject("/Font"), DictionaryObject()).get_object()
    fonts[NameObject(_FONT)] = _letters_font()
    return page


def _rewritten(operations: Sequence[_Operation], properties: DictionaryObject) -> list[_Operation] | None:
    """The operations with each marked span's letters shown once in place of its glyphs; None where there is no span."""
    result: list[_Operation] = []
    font: _Operation | None = None
    spans: list[str | None] = []  # the letters of each open span, "" once they are shown, None where it has none
    found = False
    for operands, operator in operations:
        if operator in {b"BDC", b"BMC"}:
            letters = _letters_of(operands, properties) if operator == b"BDC" else None
            found = found or letters is not None
            spans.append(letters)
        elif operator == b"EMC" and spans:
            spans.pop()
        elif operator == b"Tf":
            font = (operands, operator)
        inside = next((depth for depth, letters in enumerate(spans) if letters is not None), None)
        if inside is None or operator not in _SHOWING or font is None:
            result.append((operands, operator))
        elif letters := spans[inside]:
            result += _showing(letters, font)
            spans[inside] = ""
    return result if found else None


def _letters_of(operands: Sequence[Any], properties: DictionaryObject) -> str | None:
    """What a span says that it stands for, in the operation itself or in the page's list of properties."""
    marks: Any = operands[1] if len(operands) > 1 else None
    marks = properties.get(marks) if isinstance(marks, str) else marks
    marks = marks.get_object() if marks is not None else None
    letters: Any = marks.get("/ActualText") if isinstance(marks, dict) else None
    return None if letters is None else str(letters.get_object())


def _showing(letters: str, font: _Operation) -> list[_Operation]:
    from pypdf.generic import ByteStringObject, NameObject

    size = font[0][1]
    shown = ByteStringObject(letters.encode("utf-16-be"))
    return [([NameObject(_FONT), size], b"Tf"), ([shown], b"Tj"), font]


def _letters_font() -> DictionaryObject:
    """A font whose codes are the letters. Never drawn, it has no glyphs; and no width, to push nothing apart."""
    from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject

    table = DecodedStreamObject()
    table.set_data(_TO_UNICODE)
    below = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/CIDFontType2"),
            NameObject("/BaseFont"): NameObject(_FONT),
            NameObject("/DW"): NumberObject(0),
        }
    )
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type0"),
            NameObject("/BaseFont"): NameObject(_FONT),
            NameObject("/Encoding"): NameObject("/Identity-H"),
            NameObject("/DescendantFonts"): ArrayObject([below]),
            NameObject("/ToUnicode"): table,
        }
    )
