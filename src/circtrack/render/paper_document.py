"""The office's own letters as documents for a word processor: A4, in the forms of the regulation.

The measures are those of the Prime Minister's Office: the emblem 3 cm high (in a memo 1.5 cm), margins of 3 cm on the
left and 2 cm on the right, TH Sarabun New of 16 points, paragraphs that begin 2.5 cm in, Thai justification.
"""

from __future__ import annotations

import io
import re
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from circtrack.errors import N_, FileError
from circtrack.render.extras import from_extra
from circtrack.render.folding import count_cells
from circtrack.render.paper import BLANK, END_ROLES
from circtrack.render.paper_spacing import Spacing, choose_spacing
from circtrack.render.thai_words import hold_words
from circtrack.thai.dates import MONTHS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from docx.document import Document
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

    from circtrack.render.paper import PaperLine

FONT = "TH Sarabun New"
# Where that font is not installed: its sisters, the one that Windows has, and the one of the same shapes on Linux.
FALLBACKS = ("TH SarabunPSK", "TH Sarabun IT๙", "Laksaman", "Cordia New")
_SIZE = 16
_EMBLEM, _SMALL_EMBLEM, _URGENCY = 3.0, 1.5, 1.2
_TEXT = 16.0
"""Widths and heights in centimetres: the sheet without its margins."""
_RIGHT, _MIDDLE, _TAB = 9.0, 8.0, 2.5
_RED = "C00000"


def paper_document(lines: Sequence[PaperLine], today: date, emblem: Path | None = None) -> bytes:
    """Return a draft as a .docx.

    Args:
        lines: Its lines (``render.paper``).
        today: The day of the file's properties.
        emblem: A picture of the emblem; None to leave its place free, for headed paper.

    Raises:
        InputError: the extra ``docx`` is not installed.
        FileError: the picture cannot be used.
    """
    with from_extra("docx", N_("Documents need the package python-docx.")):
        import docx
    document = docx.Document()
    _set_up(document, today)
    sheet = _PaperSheet(document, emblem, choose_spacing(lines))
    for line in lines:
        sheet.add(line)
    sheet.hold_end_together()
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _set_up(document: Document, today: date) -> None:
    from docx.shared import Cm, Pt

    style = document.styles["Normal"]
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.0
    style.paragraph_format.widow_control = True
    _set_font(style.element.get_or_add_rPr(), _SIZE)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.top_margin = Cm(2)
    section.header_distance = section.footer_distance = Cm(0.8)
    document.core_properties.author = ""
    document.core_properties.created = document.core_properties.modified = datetime.combine(today, time())
    _name_fallbacks(document)


def _set_font(properties: Any, size: int) -> None:
    """Set font and size for all scripts: word processors treat Thai as a complex one, with its own (in half points)."""
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    for name in ("w:sz", "w:szCs"):
        for old in properties.findall(qn(name)):
            properties.remove(old)
        properties.append(properties.makeelement(qn(name), {qn("w:val"): str(2 * size)}))
    if properties.find(qn("w:lang")) is None:
        properties.append(properties.makeelement(qn("w:lang"), {qn("w:val"): "en-US", qn("w:bidi"): "th-TH"}))


def _set_no_language(run: Run) -> None:
    from docx.oxml.ns import qn

    properties = run._element.get_or_add_rPr()  # noqa: SLF001 - it has no other door to complex scripts
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(properties.makeelement(qn("w:lang"), {qn("w:val"): "en-US", qn("w:bidi"): "x-none"}))


def _name_fallbacks(document: Document) -> None:
    """Say in the document's table of fonts what takes the font's place where it is not installed."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    table = next(
        (each.target_part for each in document.part.rels.values() if each.reltype == RELATIONSHIP_TYPE.FONT_TABLE),
        None,
    )
    if table is None:
        return
    entry = f'<w:font w:name="{FONT}"><w:altName w:val="{",".join(FALLBACKS)}"/></w:font>'
    table._blob = table.blob.replace(b"</w:fonts>", entry.encode() + b"</w:fonts>")  # noqa: SLF001 - it has no writer


class _PaperSheet:
    """The document as it is filled line by line."""

    def __init__(self, document: Document, emblem: Path | None, spacing: Spacing) -> None:
        from docx.shared import Cm, Pt

        self._document = document
        self._emblem = emblem
        self._spacing = spacing
        document.sections[0].bottom_margin = Cm(spacing.bottom)
        if spacing.line:
            document.styles["Normal"].paragraph_format.line_spacing = Pt(spacing.line)
        self._before = ""
        self._end: list[Paragraph] = []
        self._on_first_page = True

    def add(self, line: PaperLine) -> None:
        """Add one line in the form of its role."""
        lay_out: Callable[[PaperLine], Paragraph | None] = getattr(self, f"_add_{line.role}")
        paragraph = lay_out(line)
        if line.role == "para":
            self._end = [paragraph] if paragraph else []
        elif paragraph is not None and self._on_first_page and line.role in END_ROLES:
            self._end.append(paragraph)
        self._before = line.role

    def hold_end_together(self) -> None:
        """Keep all from the last paragraph to the telephones on one page."""
        for paragraph in self._end[:-1]:
            paragraph.paragraph_format.keep_with_next = True

    def _paragraph(
        self, text: str = "", *, left: float = 0, first: float = 0, before: float = 0, align: str = ""
    ) -> Paragraph:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Cm, Pt

        paragraph = self._document.add_paragraph()
        if text:
            self._run(paragraph, text)
        form = paragraph.paragraph_format
        if left:
            form.left_indent = Cm(left)
        if first:
            form.first_line_indent = Cm(first)
        if before:
            form.space_before = Pt(before)
        if align:
            paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align)
        return paragraph

    def _run(
        self,
        paragraph: Paragraph,
        text: str,
        *,
        size: int = 0,
        bold: bool = False,
        red: bool = False,
        dots: bool = False,
    ) -> Run:
        """Add text; what stands in brackets is a run of no language (see ``_BRACKETED``). Return the last run."""
        from docx.enum.text import WD_UNDERLINE
        from docx.shared import RGBColor

        whole = _hold_together(text).replace(BLANK, _HARD_SPACE * 8)
        for piece in [*filter(None, _BRACKETED.split(whole))] or [""]:
            run = paragraph.add_run(piece)
            if size:
                _set_font(run._element.get_or_add_rPr(), size)  # noqa: SLF001 - it has no other door to complex scripts
            if bold:
                run.font.bold = run.font.cs_bold = True
            if red:
                run.font.color.rgb = RGBColor.from_string(_RED)
            if dots:
                run.font.underline = WD_UNDERLINE.DOTTED
            if _BRACKETED.fullmatch(piece):
                _set_no_language(run)
        return run

    def _tab(self, paragraph: Paragraph, at: float, kind: str = "LEFT") -> None:
        from docx.enum.text import WD_TAB_ALIGNMENT
        from docx.shared import Cm

        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(at), getattr(WD_TAB_ALIGNMENT, kind))

    def _picture(self, run: Run, height: float) -> None:
        from docx.shared import Cm

        if self._emblem is None:
            return
        try:
            run.add_picture(str(self._emblem), height=Cm(height))
        except Exception as error:  # python-docx raises classes of its own for each kind of picture
            raise FileError(
                "{file} cannot be used as the emblem: {reason}.", file=self._emblem, reason=str(error) or "-"
            ) from error

    def _add_secrecy(self, line: PaperLine) -> None:
        """Mark every page, above and below."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        section = self._document.sections[0]
        for part in (section.header, section.footer):
            paragraph = part.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.line_spacing = 1.0
            self._run(paragraph, line.text, size=32, bold=True, red=True)

    def _add_emblem(self, line: PaperLine) -> Paragraph:
        """Leave the emblem's place in the middle, 3 cm high; the urgency stands beside it on the left."""
        from docx.enum.text import WD_LINE_SPACING
        from docx.shared import Cm

        paragraph = self._paragraph()
        self._tab(paragraph, _TEXT / 2, "CENTER")
        if line.text:
            self._run(paragraph, line.text, size=32, bold=True, red=True)
        self._picture(self._run(paragraph, "\t"), _EMBLEM)
        form = paragraph.paragraph_format
        form.line_spacing = 1.0
        if self._emblem is None:  # a line that high would be drawn lower than it is at the top of a page
            form.space_before = Cm(_EMBLEM - _URGENCY)
            form.line_spacing = Cm(_URGENCY)
            form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        return paragraph

    def _add_memo(self, line: PaperLine) -> Paragraph:
        """Write the memo's title, with the small emblem on its left."""
        from docx.enum.text import WD_LINE_SPACING
        from docx.shared import Cm

        if line.cells[1:] and line.cells[1]:
            urgent = self._paragraph()
            urgent.paragraph_format.line_spacing = 1.0
            self._run(urgent, line.cells[1], size=32, bold=True, red=True)
        paragraph = self._paragraph()
        self._tab(paragraph, _TEXT / 2, "CENTER")
        self._picture(self._run(paragraph, ""), _SMALL_EMBLEM)
        self._run(paragraph, f"\t{line.text}", size=29, bold=True)
        paragraph.paragraph_format.line_spacing = Cm(_SMALL_EMBLEM)
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.AT_LEAST
        return paragraph

    def _add_line(self, line: PaperLine) -> Paragraph:
        """Write the labels of a memo's head, and what is said on its dotted lines."""
        paragraph = self._paragraph()
        paragraph.paragraph_format.line_spacing = 1.0
        stops = [_TEXT] if len(line.cells) <= 2 else [_MIDDLE, _TEXT]
        for stop, label, text in zip(stops, line.cells[::2], line.cells[1::2], strict=True):
            self._tab(paragraph, stop)
            self._run(paragraph, label, size=20, bold=True)
            self._run(paragraph, f"  {text}\t", dots=True)
        return paragraph

    def _add_head(self, line: PaperLine) -> Paragraph:
        paragraph = self._paragraph(left=_RIGHT, first=-_RIGHT)
        self._run(paragraph, "\t".join(line.cells))
        return paragraph

    def _add_right(self, line: PaperLine) -> Paragraph:
        return self._paragraph(line.text, left=_RIGHT)

    def _add_day(self, line: PaperLine) -> Paragraph:
        return self._paragraph(line.text, left=_MIDDLE, before=self._spacing.between)

    def _add_field(self, line: PaperLine) -> Paragraph:
        return self._labelled(line, before=self._spacing.between)

    def _add_item(self, line: PaperLine) -> Paragraph:
        return self._labelled(line, before=self._spacing.between if line.text else 0)

    def _labelled(self, line: PaperLine, *, before: float) -> Paragraph:
        if line.text:
            self._label = line.text
        width = _LABELS.get(self._label, 2.0)
        paragraph = self._paragraph(left=width, first=-width, before=before)
        self._run(paragraph, "\t".join(line.cells[:2]))
        if len(line.cells) > 2:
            self._tab(paragraph, _TEXT, "RIGHT")
            self._run(paragraph, f"\t{line.cells[2]}")
            paragraph.paragraph_format.right_indent = None
        return paragraph

    def _add_para(self, line: PaperLine) -> Paragraph:
        return self._paragraph(line.text, first=_TAB, before=self._spacing.between, align="THAI_JUSTIFY")

    def _add_number(self, line: PaperLine) -> Paragraph:
        return self._paragraph(" ".join(filter(None, line.cells)), first=_TAB, align="THAI_JUSTIFY")

    def _add_list(self, line: PaperLine) -> Paragraph:
        return self._paragraph(_with_remark(line.cells), left=_TAB + 1, first=-0)

    def _add_place(self, line: PaperLine) -> Paragraph:
        paragraph = self._paragraph(before=self._spacing.between, left=0 if not self._on_first_page else _TAB)
        self._run(paragraph, line.text, bold=True)
        paragraph.paragraph_format.keep_with_next = True
        return paragraph

    def _add_row(self, line: PaperLine) -> Paragraph:
        """Write a row of a list at the end: its number, the name, the remark."""
        paragraph = self._paragraph(
            left=1.0, first=-1.0, before=self._spacing.between if self._before == "title" else 0
        )
        self._tab(paragraph, 1.0)
        self._tab(paragraph, 10.5)
        self._run(paragraph, "\t".join(cell for cell in line.cells))
        return paragraph

    def _add_centre(self, line: PaperLine) -> Paragraph:
        """Write on the axis of the closing words, in the right half."""
        before = self._spacing.end if self._before in {"para", "list", "number"} else 0
        return self._paragraph(line.text, left=_MIDDLE - 1, before=before, align="CENTER")

    def _add_unit(self, line: PaperLine) -> Paragraph:
        return self._paragraph(line.text, left=_MIDDLE - 1, before=18, align="CENTER")

    def _add_gap(self, line: PaperLine) -> Paragraph:  # noqa: ARG002 - as all of them
        """Leave room for the seal."""
        return self._room(2.5)

    def _add_sign(self, line: PaperLine) -> Paragraph:
        """Leave room to sign above the name."""
        self._end.append(self._room(self._spacing.sign))
        return self._paragraph(line.text, left=_MIDDLE - 1, align="CENTER")

    def _room(self, height: float) -> Paragraph:
        from docx.enum.text import WD_LINE_SPACING
        from docx.shared import Cm

        paragraph = self._paragraph()
        paragraph.paragraph_format.line_spacing = Cm(height)
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        return paragraph

    def _add_foot(self, line: PaperLine) -> Paragraph:
        return self._paragraph(line.text, before=self._spacing.end if self._before != "foot" else 0)

    def _add_page(self, line: PaperLine) -> None:  # noqa: ARG002 - as all of them
        self._on_first_page = False
        self._breaks = True

    def _add_title(self, line: PaperLine) -> Paragraph:
        paragraph = self._paragraph(align="CENTER")
        self._run(paragraph, line.text, bold=True)
        if self._before == "page":
            paragraph.paragraph_format.page_break_before = True
        return paragraph


# How far in what follows a label begins, in centimetres.
_LABELS = {"เรื่อง": 1.25, "เรียน": 1.25, "ถึง": 1.0, "อ้างถึง": 1.5, "สิ่งที่ส่งมาด้วย": 2.75}


_HARD_SPACE = "\N{NO-BREAK SPACE}"
_TOGETHER = re.compile(
    rf"(?<=[๐-๙]) (?={'|'.join(MONTHS)})|(?:(?<=คม)|(?<=ยน)|(?<=พันธ์)) (?=[๐-๙]{{4}})"
    r"|(?<=ที่)(?<![ก-๎]ที่) (?=[๐-๙ก-ฮ])|(?<= ที่ [ก-ฮ]{2}) (?=[๐-๙])|(?<=[๐-๙]) (?=แห่ง|ชุด|วัน)"
)
# LibreOffice cuts Thai in brackets anywhere where it does not fit on a line; what is of no language, at words.
_BRACKETED = re.compile(r"([(\[“‘][^)\]”’]*[)\]”’]?)")
_LINE = 56
"""So many letters are on one line wherever they stand: nothing is put into them."""


def _hold_together(text: str) -> str:
    """Return the text with what keeps days, numbers of letters, and words on one line."""
    text = _TOGETHER.sub(_HARD_SPACE, text)
    return hold_words(text) if count_cells(text) > _LINE else text


def _with_remark(cells: Sequence[str]) -> str:
    number, name, *remark = cells
    return f"{number} {name}" + "".join(f" ({each})" for each in remark if each)
