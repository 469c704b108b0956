"""A reminder as a draft letter in the forms of the regulation: as text, and as a document for a word processor.

The document is made from the text, so that both always say the same. The text's indents give the position on the
sheet: 8 spaces begin a paragraph, 40 are the right half of the sheet.
"""

from __future__ import annotations

import io
import re
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from circtrack.errors import N_
from circtrack.render.extras import from_extra
from circtrack.render.templated import rendered
from circtrack.thai.digits import to_thai

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from docx.document import Document
    from docx.text.paragraph import Paragraph

# Names in Latin letters keep their digits: the name of a system, a web address.
_FIGURES = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9:/._?=&%#@~+-]*[A-Za-z0-9])?")

FONT = "TH Sarabun New"
_SIZE = 16
_RIGHT_HALF = 32
_STEP_CM = 2.5 / 8
"""The width of one space of indent: a paragraph's first line is indented by 2.5 cm, which is 8 spaces."""


def letter_text(parts: Mapping[str, Any], *, external: bool, own: Path | None = None) -> str:
    """Return the draft as text, in Thai numerals: an external letter, or else a stamped one.

    Raises:
        FileError: a template has an error; the message names the line.
    """
    text = rendered("letter_external.txt.j2" if external else "letter_stamped.txt.j2", parts, own)
    return thai_numerals(text)


def thai_numerals(text: str) -> str:
    """Convert the text to Thai numerals, except in Latin names and addresses."""
    return _FIGURES.sub(lambda match: match[0] if re.search("[A-Za-z]", match[0]) else to_thai(match[0]), text)


def letter_document(text: str, today: date) -> bytes:
    """Return the draft's text as a .docx on A4, in TH Sarabun New of 16 points.

    Raises:
        InputError: the extra ``docx`` is not installed.
    """
    with from_extra("docx", N_("Documents need the package python-docx.")):
        import docx
    document = docx.Document()
    _set_up(document, today)
    after_blank = False
    for line in text.rstrip().split("\n"):
        if line.strip():
            _add(document, line, after_blank=after_blank)
        after_blank = not line.strip()
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _set_up(document: Document, today: date) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(_SIZE)
    properties = style.element.get_or_add_rPr()
    for script in ("w:eastAsia", "w:cs"):
        properties.rFonts.set(qn(script), FONT)
    # Word processors treat Thai as a complex script, which has its own font size, in half points.
    size = properties.makeelement(qn("w:szCs"), {qn("w:val"): str(2 * _SIZE)})
    language = properties.makeelement(qn("w:lang"), {qn("w:val"): "en-US", qn("w:bidi"): "th-TH"})
    properties.extend((size, language))
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.0
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    document.core_properties.author = ""
    document.core_properties.created = document.core_properties.modified = datetime.combine(today, time())


def _add(document: Document, line: str, *, after_blank: bool) -> Paragraph:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    paragraph = document.add_paragraph(line.strip())
    form = paragraph.paragraph_format
    indent = len(line) - len(line.lstrip(" "))
    if indent >= _RIGHT_HALF:
        form.left_indent = Cm(8)
    elif indent:
        form.first_line_indent = Cm(indent * _STEP_CM)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.THAI_JUSTIFY
    if after_blank:
        form.space_before = Pt(6)
    return paragraph
