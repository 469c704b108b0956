"""Read the text layer of a PDF, page by page, and report which pages have no usable text.

A page that shows something but has no text is a scan. So is a page that one picture fills and that has only a few
words: an office's system prints its receipt stamp as text over the scanned sheet, and reading only the stamp would lose
the letter. A text layer without a single Thai letter in the whole file is not usable either: fonts from before
Unicode leave Latin letters, scanners set to English leave noise.

A text layer that is there, and is no good, is told apart: :mod:`circtrack.reading.text_layer` judges it.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from circtrack.errors import N_, FileError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypdf import PageObject, PdfReader
    from pypdf.generic import DictionaryObject


# Page operators that paint: pictures, filled and stroked shapes, shadings.
_PAINTING = {b"Do", b"INLINE IMAGE", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"sh"}
_THAI = re.compile("[ก-๛\uf700-\uf71a]")
# A page has over a thousand Thai letters, a receipt stamp twenty to sixty.
_FEW = 100
_FILLING = 0.5
_NOT_DRAWN = 3  # the way in which a scanner's program writes under its picture what it read there


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page: "" for a blank one, None for one that only OCR can read.

    ``distrusted`` is whether the page has a text that is not to be trusted: OCR reads it better.
    """

    text: str | None
    distrusted: bool = False


def read_page_texts(data: bytes, name: str) -> list[PageText]:
    """Return the text of each page of a PDF.

    Args:
        data: The file's bytes.
        name: The file's name in messages.

    Raises:
        FileError: the extra that reads PDFs is not installed, or the PDF is broken, encrypted or without pages.
    """
    reader = _open_pdf(data, name)
    try:
        texts = [_read_text(page) for page in reader.pages]
    except Exception as error:  # a damaged PDF can make its parser raise any exception
        raise _make_broken_error(name, error) from error
    if not texts:
        raise FileError("{file} is a PDF without pages.", file=name)
    if not any(each.text and _THAI.search(each.text) for each in texts):
        return [PageText(None if each.text != "" else "") for each in texts]
    return texts


def _open_pdf(data: bytes, name: str) -> PdfReader:
    try:
        import pypdf
    except ImportError as error:
        raise FileError(
            "{file} is a PDF, and what reads PDFs is not installed.",
            hint=N_("Install it: `pip install 'circtrack[pdf]'`"),
            file=name,
        ) from error
    import logging

    # The parser's warnings are not shown: our one error message is.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        # Most are only protected against changes, and open without a password.
        locked = reader.is_encrypted and not reader.decrypt("")
    except Exception as error:  # as above
        raise _make_broken_error(name, error) from error
    if locked:
        raise FileError(
            "{file} is a PDF that opens with a password only.",
            hint=N_("Save a copy without the password, and read that."),
            file=name,
        )
    return reader


def _make_broken_error(name: str, error: Exception) -> FileError:
    return FileError(
        "{file} is a PDF that cannot be read: {reason}.",
        hint=N_("Open it and save it anew, or give its text."),
        file=name,
        reason=str(error).rstrip(".") or type(error).__name__,
    )


@dataclass(slots=True)
class _Shown:
    """What a page shows besides text: whether anything, and how much of the page its largest picture covers.

    ``hidden`` is whether text is written that is not drawn, ``places`` how high on the page each piece of text stands.
    """

    anything: bool = False
    covered: float = 0.0
    hidden: bool = False
    places: list[tuple[float, str]] = field(default_factory=list)


def _read_text(page: PageObject) -> PageText:
    from circtrack.reading.text_layer import is_trusted

    shown = _Shown()
    pictures = _list_pictures(page)
    sheet = abs(float(page.mediabox.width) * float(page.mediabox.height)) or 1.0

    def see(operator: bytes, operands: list[Any], matrix: list[float], _: object) -> None:
        shown.anything = shown.anything or operator in _PAINTING
        shown.hidden = shown.hidden or (operator == b"Tr" and bool(operands) and operands[0] == _NOT_DRAWN)
        if operator == b"Do" and operands and operands[0] in pictures:
            # A picture is a unit square; the matrix scales it on the page.
            area = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])
            shown.covered = max(shown.covered, area / sheet)

    def note(text: str, matrix: list[float], text_matrix: list[float], _font: object, _size: object) -> None:
        if text.strip():
            across, down = text_matrix[4], text_matrix[5]
            shown.places.append((across * matrix[1] + down * matrix[3] + matrix[5], text))

    text = apply_actual_text(page).extract_text(visitor_operand_before=see, visitor_text=note).strip()
    if not text:
        return PageText(None if shown.anything else "")
    if shown.covered >= _FILLING and len(_THAI.findall(text)) < _FEW:
        return PageText(None)
    scanned = shown.hidden and shown.covered >= _FILLING
    return PageText(text, distrusted=scanned or not is_trusted(text, shown.places))


def _list_pictures(page: PageObject) -> set[str]:
    resources = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources is not None else None
    if objects is None:
        return set()
    return {name for name, each in objects.get_object().items() if each.get_object().get("/Subtype") == "/Image"}


# Replace the glyphs of marked spans (ActualText) by the letters that they stand for, before the text is extracted.
#
# A Thai font draws one vowel or tone mark with several glyphs, but a PDF's table from glyphs to letters has one letter
# a glyph. Programs then also store the letters in a span; without them ``ดู่สิต`` reads ``ด่่สิต``.

_FONT = "/CirctrackActualText"
_SHOWING = {b"Tj", b"TJ", b"'", b'"'}
# Maps every two bytes to themselves, as UTF-16.
_TO_UNICODE = (
    b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange "
    b"1 beginbfrange <0000> <ffff> <0000> endbfrange endcmap end"
)


_Operation = tuple[list[Any], bytes]


def apply_actual_text(page: PageObject) -> PageObject:
    """Replace the glyphs of the page's marked spans by their letters; the page is unchanged if it has none."""
    from pypdf.generic import ContentStream, DictionaryObject, NameObject

    if "/Contents" not in page or "/Resources" not in page:
        return page
    # Strings must stay bytes: only the font's own table can decode them.
    content = ContentStream(page["/Contents"], page.pdf, "bytes")
    resources: Any = page["/Resources"].get_object()
    properties = resources.get("/Properties", DictionaryObject()).get_object()
    rewritten = _rewrite(content.operations, properties)
    if rewritten is None:
        return page
    content.operations = rewritten
    page[NameObject("/Contents")] = content
    fonts = resources.setdefault(NameObject("/Font"), DictionaryObject()).get_object()
    fonts[NameObject(_FONT)] = _make_letters_font()
    return page


def _rewrite(operations: Sequence[_Operation], properties: DictionaryObject) -> list[_Operation] | None:
    """Return the operations with each marked span's letters in place of its glyphs; None if there is no span."""
    result: list[_Operation] = []
    font: _Operation | None = None
    spans: list[str | None] = []  # the letters of each open span, "" after they are shown, None if it has none
    found = False
    for operands, operator in operations:
        if operator in {b"BDC", b"BMC"}:
            letters = _find_letters(operands, properties) if operator == b"BDC" else None
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
            result += _show_letters(letters, font)
            spans[inside] = ""
    return result if found else None


def _find_letters(operands: Sequence[Any], properties: DictionaryObject) -> str | None:
    """Return the letters that a span stands for, from the operation itself or the page's list of properties."""
    marks: Any = operands[1] if len(operands) > 1 else None
    marks = properties.get(marks) if isinstance(marks, str) else marks
    marks = marks.get_object() if marks is not None else None
    letters: Any = marks.get("/ActualText") if isinstance(marks, dict) else None
    return None if letters is None else str(letters.get_object())


def _show_letters(letters: str, font: _Operation) -> list[_Operation]:
    from pypdf.generic import ByteStringObject, NameObject

    size = font[0][1]
    shown = ByteStringObject(letters.encode("utf-16-be"))
    return [([NameObject(_FONT), size], b"Tf"), ([shown], b"Tj"), font]


def _make_letters_font() -> DictionaryObject:
    """Make a font whose codes are the letters. It is never drawn, so it has no glyphs; width 0 adds no space."""
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
