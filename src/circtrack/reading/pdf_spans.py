"""Spans of a PDF page that say what their glyphs mean (ActualText), put where a reader of glyphs sees it.

A Thai font draws one vowel or tone mark with several glyphs, and a PDF's table from glyphs to letters has one letter a
glyph; where that is not enough, programs write the letters beside the glyphs. Without them ``ดู่สิต`` reads ``ด่่สิต``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypdf import PageObject
    from pypdf.generic import DictionaryObject

_FONT = "/CirctrackActualText"
_SHOWING = {b"Tj", b"TJ", b"'", b'"'}
# Every two bytes are the letter that they are.
_TO_UNICODE = (
    b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange "
    b"1 beginbfrange <0000> <ffff> <0000> endbfrange endcmap end"
)


_Operation = tuple[list[Any], bytes]


def with_actual_text(page: PageObject) -> PageObject:
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
