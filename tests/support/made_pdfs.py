"""Make small PDFs: pages with text, a picture, or both."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WIDE, HIGH = 595, 842


@dataclass(frozen=True)
class PageOf:
    """A page: its text, the share that a picture covers, glyphs drawn for other letters, and spans' actual text.

    ``hidden`` is whether the text is not drawn, as a scanner's program writes it under the picture; ``order`` says in
    which order the lines are written, each at its own place.
    """

    text: str
    picture: float = 0.0
    glyphs: Mapping[str, str] = field(default_factory=dict)
    spans: Mapping[str, str] = field(default_factory=dict)
    hidden: bool = False
    order: Sequence[int] = ()


def pdf_with(*pages: PageOf) -> bytes:
    """Return a PDF of these pages."""
    writer = PdfWriter()
    for each in pages:
        page = writer.add_blank_page(WIDE, HIGH)
        content = DecodedStreamObject()
        content.set_data(_picture(each.picture) + _text(each))
        resources = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): _font()})})
        if each.picture:
            resources[NameObject("/XObject")] = DictionaryObject({NameObject("/Im1"): writer._add_object(_grey())})
        page[NameObject("/Contents")] = writer._add_object(content)
        page[NameObject("/Resources")] = resources
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _picture(share: float) -> bytes:
    return b"q %d 0 0 %.3f 0 0 cm /Im1 Do Q\n" % (WIDE, HIGH * share) if share else b""


def _text(page: PageOf) -> bytes:
    if not page.text:
        return b""
    shown = [b"BT /F1 16 Tf" + (b" 3 Tr" if page.hidden else b"")]
    lines = page.text.split("\n")
    for place in page.order or range(len(lines)):
        line = lines[place]
        shown.append(b"1 0 0 1 72 %d Tm" % (770 - 20 * place))
        for letter in line:
            code = page.glyphs.get(letter, letter).encode("utf-16-be").hex().encode()
            drawn = b"<" + code + b"> Tj"
            if letter in page.spans:
                meaning = page.spans[letter].encode("utf-16-be").hex().encode()
                drawn = b"/Span << /ActualText <feff" + meaning + b"> >> BDC " + drawn + b" EMC"
            shown.append(drawn)
    return b"\n".join([*shown, b"ET"])


def _font() -> DictionaryObject:
    """Return a font whose codes are the characters' own, by its ToUnicode table."""
    table = DecodedStreamObject()
    table.set_data(
        b"begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange"
        b" 1 beginbfrange <0000> <ffff> <0000> endbfrange endcmap"
    )
    below = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/CIDFontType2"),
            NameObject("/BaseFont"): NameObject("/Made"),
            NameObject("/DW"): NumberObject(500),
        }
    )
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type0"),
            NameObject("/BaseFont"): NameObject("/Made"),
            NameObject("/Encoding"): NameObject("/Identity-H"),
            NameObject("/DescendantFonts"): ArrayObject([below]),
            NameObject("/ToUnicode"): table,
        }
    )


def _grey() -> DecodedStreamObject:
    """Return a picture of one grey pixel."""
    picture = DecodedStreamObject()
    picture.set_data(b"\x80")
    picture.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(1),
            NameObject("/Height"): NumberObject(1),
            NameObject("/BitsPerComponent"): NumberObject(8),
            NameObject("/ColorSpace"): NameObject("/DeviceGray"),
        }
    )
    return picture


def with_hidden_text(pdf: bytes, text: str) -> bytes:
    """Return a scanned PDF with a text under the picture of its first page, as scanners' programs write it."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    page: Any = writer.pages[0]
    hidden = DecodedStreamObject()
    hidden.set_data(b"q " + page["/Contents"].get_object().get_data() + b" Q\n" + _text(PageOf(text, hidden=True)))
    font: Any = _font()
    # What draws the page takes a stream only where it stands for itself.
    font[NameObject("/ToUnicode")] = writer._add_object(font["/ToUnicode"])
    page["/Resources"].get_object()[NameObject("/Font")] = DictionaryObject({NameObject("/F1"): font})
    page[NameObject("/Contents")] = writer._add_object(hidden)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def locked(pdf: bytes, user: str, algorithm: str = "AES-256") -> bytes:
    """Return a PDF that opens with a password; with an empty one it is only protected against changes."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    writer.encrypt(user_password=user, owner_password="owner", algorithm=algorithm)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()
