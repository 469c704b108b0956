"""A report as a workbook for Excel and LibreOffice: as CSV, but with real dates and numbers, and never a formula."""

from __future__ import annotations

import errno
import os
import re
from datetime import date, datetime, time
from itertools import chain, islice
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from circtrack.errors import N_, InputError, Message
from circtrack.render.cells import plain
from circtrack.render.extras import from_extra
from circtrack.render.thai_cells import thai_writer
from circtrack.render.words import header

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from circtrack.table import Column, Report

_MEASURED = 500
"""How many rows to measure for the widths of the columns, which a workbook needs before its first row."""

_NARROWEST, _WIDEST = 6, 60
_MOST = 32_767  # characters in a cell
_MOST_ROWS = 1_048_575  # rows of a sheet below its header
_BEFORE_DAYS = 1900  # Excel's calendar begins in this year, and has a 29 February 1900 that never existed
_NOT_XML = "[\ud800-\udfff\ufffe\uffff]"

# Excel's number formats: Thai numerals (D0), the Buddhist calendar (07), the Thai language (041E).
_TEXT = "@"
_DAY, _THAI_DAY = "yyyy-mm-dd", "[$-D07041E]d mmm yyyy"
_COUNT, _THAI_COUNT = "0", "[$-D00041E]0"

CellValue = str | int | datetime | None


def save_workbook(report: Report, file: Path, *, thai: bool = False, heading: str = "") -> None:
    """Write a workbook to a file, which may be a pipe or a device: see ``write_workbook``.

    Raises:
        InputError: as ``write_workbook``.
        OSError: there is no room for the file, or for its copy in the system's temporary folder.
    """
    # Written to a temporary file first, because a ZIP file is not written from front to end. On an interrupt it stays
    # open, because the ZIP writer still writes its end when it is finalised; the file has no name and ends with the
    # process.
    aside = TemporaryFile()  # noqa: SIM115 - see above
    try:
        write_workbook(report, aside, thai=thai, heading=heading)
        aside.seek(0)
        with file.open("wb") as stream:
            copyfileobj(aside, stream)
    except Exception as error:
        aside.close()
        if type(error).__name__ == "SerialisationError":  # raised by lxml, if that is installed, on a full disk
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        raise
    aside.close()


def write_workbook(report: Report, stream: IO[bytes], *, thai: bool = False, heading: str = "") -> None:
    """Write the report, row by row, to one sheet with a fixed header and a filter.

    Args:
        report: The report.
        stream: The output.
        thai: Write Thai headers and words; days and counts stay dates and numbers, but are displayed in Thai.
        heading: What each printed page has above the rows.

    Raises:
        InputError: the extra ``xlsx`` is not installed, or there are more rows than a sheet takes.
    """
    with from_extra("xlsx", N_("--format xlsx needs what writes workbooks, and it is not installed.")):
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Font
        from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("circtrack")
    sheet.freeze_panes = "A2"
    _set_up_print(sheet, heading)
    writers = [_writer(column, thai=thai) for column in report.columns]
    heads = [_head(column, thai=thai) for column in report.columns]
    rows = ([write(value) for write, value in zip(writers, row, strict=True)] for row in report.rows)
    first = list(islice(rows, _MEASURED))
    for place, head in enumerate(heads):
        letter = get_column_letter(place + 1)
        sheet.column_dimensions[letter].width = _width([head, *(row[place] for row in first)])

    def cell(value: CellValue, form: str) -> Any:
        written = WriteOnlyCell(sheet, value)
        if isinstance(value, str):
            # A string always, even if it looks like a formula or an error.
            written.data_type = "s"
        written.number_format = form
        return written

    def head_cell(text: str) -> Any:
        written = cell(text, _TEXT)
        written.font, written.alignment = Font(bold=True), Alignment(vertical="top", wrap_text=True)
        return written

    sheet.append([head_cell(head) for head in heads])
    forms = [_form(column, thai=thai) for column in report.columns]
    count = 0
    for row in chain(first, rows):
        if count == _MOST_ROWS:
            sheet.close()
            sheet._writer.cleanup()  # noqa: SLF001 - openpyxl would leave its temporary file to the end of Python, and we leave before
            raise InputError(
                "A workbook takes at most {count} rows, and there are more.",
                hint=N_("Ask for less (--help tells how), or for --format csv, which takes them all."),
                count=f"{_MOST_ROWS:,}",
            )
        sheet.append([cell(value, form) for value, form in zip(row, forms, strict=True)])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{count + 1}"
    book.save(stream)


def _set_up_print(sheet: Any, heading: str) -> None:
    """Set up the sheet to print as one would print it: A4 across, as wide as the page, the head on each page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    # In a header, & begins a code; && is the sign itself. A header takes 255 characters.
    sheet.oddHeader.left.text = heading.replace("&", "&&")[:200] or None
    sheet.oddFooter.right.text = "&P / &N"


def _head(column: Column, *, thai: bool) -> str:
    """Return a column's name, which other programs read; its title in Thai, or where it says more: a round's day."""
    return header(column, thai=thai) if thai or isinstance(column.title, Message) else column.name


def _writer(column: Column, *, thai: bool) -> Callable[[object], CellValue]:
    if column.kind == "day":
        return _day
    if column.kind in {"count", "percent"}:
        return lambda value: value if isinstance(value, int) else _text(plain(value))
    if thai:
        write = thai_writer(column)
        return lambda value: _text(write(value))
    return lambda value: _text(plain(value))


def _day(value: object) -> CellValue:
    """Return a day as a date; as text if it is not a day, or is before Excel's calendar."""
    if not isinstance(value, date):
        try:
            value = date.fromisoformat(plain(value))
        except ValueError:
            return _text(plain(value))
    return datetime.combine(value, time()) if value.year > _BEFORE_DAYS else value.isoformat()


def _text(text: str) -> str | None:
    """Return text for a cell: None if empty, without characters that XML forbids, cut with "…" if too long."""
    text = re.sub(_NOT_XML, "\ufffd", text)
    return (text if len(text) <= _MOST else text[: _MOST - 1] + "…") or None


def _form(column: Column, *, thai: bool) -> str:
    if column.kind == "day":
        return _THAI_DAY if thai else _DAY
    if column.kind in {"count", "percent"}:
        return _THAI_COUNT if thai else _COUNT
    return _TEXT


def _width(values: Sequence[CellValue]) -> int:
    """Return a column's width in characters: marks above and below letters count 0, a day counts 12."""
    longest = max(12 if isinstance(value, date) else _length("" if value is None else str(value)) for value in values)
    return min(_WIDEST, max(_NARROWEST, longest) + 2)


def _length(text: str) -> int:
    from unicodedata import category

    return sum(category(char) != "Mn" for char in text)
