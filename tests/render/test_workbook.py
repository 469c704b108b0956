"""Workbooks, read back with the library that other people read them with."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from circtrack.errors import InputError
from circtrack.render.output import Output
from circtrack.render.workbook import write_workbook
from circtrack.table import Column, Report

if TYPE_CHECKING:
    from pathlib import Path

    from support.program import Program

COLUMNS = (
    Column("letter_number", "letter", "number"),
    Column("office_code", "office code", "code"),
    Column("due_on", "due on", "day"),
    Column("days_left", "days left", "count"),
    Column("state", "state", "word"),
    Column("subject", "subject"),
)
ROW = ("มท 0810.7/ว 908", "06360903", "2023-03-24", -1, "overdue", "=1+1")
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "#N/A", '=HYPERLINK("x")', "{=1}", "'=1"]


def moment(year: int, month: int, day: int) -> datetime:
    """A day as workbooks have it."""
    return datetime.combine(date(year, month, day), time())


def book_of(report: Report, *, thai: bool = False) -> bytes:
    stream = io.BytesIO()
    write_workbook(report, stream, thai=thai)
    return stream.getvalue()


def sheet_of(report: Report, *, thai: bool = False) -> Any:
    return load_workbook(io.BytesIO(book_of(report, thai=thai))).active


def values(sheet: Any) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_days_are_days_counts_numbers_and_the_rest_text() -> None:
    sheet = sheet_of(Report(COLUMNS, [ROW, (None, "", date(2023, 3, 9), None, "", None)]))
    assert values(sheet) == [
        [column.name for column in COLUMNS],
        ["มท 0810.7/ว 908", "06360903", moment(2023, 3, 24), -1, "overdue", "=1+1"],
        [None, None, moment(2023, 3, 9), None, None, None],
    ]
    assert [cell.data_type for cell in sheet[2]] == ["s", "s", "d", "n", "s", "s"]
    assert [cell.number_format for cell in sheet[2]] == ["@", "@", "yyyy-mm-dd", "0", "@", "@"]


def test_the_head_stays_in_view_and_filters_all_rows() -> None:
    sheet = sheet_of(Report(COLUMNS, iter([ROW] * 3)))
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:F4"
    assert all(cell.font.bold for cell in sheet[1])


def test_thai_looks_thai_and_stays_days_and_numbers() -> None:
    sheet = sheet_of(Report(COLUMNS, [ROW]), thai=True)
    assert values(sheet) == [
        ["หนังสือ", "รหัส", "กำหนด", "เหลือ (วัน)", "สถานะ", "เรื่อง"],
        ["มท ๐๘๑๐.๗/ว ๙๐๘", "06360903", moment(2023, 3, 24), -1, "เกินกำหนด", "=๑+๑"],
    ]
    assert sheet["C2"].number_format == "[$-D07041E]d mmm yyyy"
    assert sheet["C2"].is_date
    assert sheet["D2"].number_format == "[$-D00041E]0"


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_is_ever_a_formula(text: str) -> None:
    content = book_of(Report((Column(text, text), *COLUMNS), [(text, text, text, text, text, text, text)]))
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows(max_row=2) for cell in row if cell.value} == {"s"}
    assert [cell.value for cell in sheet[2]] == [text] * 7
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert "<f>" not in parts.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.slow
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])), st.integers(-(2**31), 2**31))
def test_any_text_and_any_number_come_back(text: str, number: int) -> None:
    sheet = sheet_of(Report((Column("a", "a"), Column("b", "b", "count")), [(text, number)]))
    shown = "".join("\ufffd" if char in "\ufffe\uffff" else char for char in text if char not in BIDI)
    assert values(sheet)[1:] == [[shown or None, number]]


BIDI = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}


def test_what_no_cell_can_hold_is_seen_to_be_cut_or_replaced() -> None:
    sheet = sheet_of(Report((Column("a", "a"),), [("x" * 40_000,), ("a\udc80\x00b",), ("two\nlines",)]))
    cut, replaced, lines = (row[0] for row in values(sheet)[1:])
    assert isinstance(cut, str)
    assert (len(cut), cut[-1]) == (32_767, "…")
    assert (replaced, lines) == ("a\ufffdb", "two\nlines")


def test_a_day_before_the_calendar_of_excel_is_text() -> None:
    assert values(sheet_of(Report((Column("a", "a", "day"),), [("1868-10-01",), ("",)])))[1:] == [
        ["1868-10-01"],
        [None],
    ]


def test_columns_are_as_wide_as_what_they_hold_within_reason() -> None:
    columns = (Column("a", "a"), Column("b", "b"), Column("c", "c", "day"))
    sheet = sheet_of(Report(columns, [("ที่นี่", "x" * 200, "2023-03-24")] * 600))
    assert [sheet.column_dimensions[letter].width for letter in "ABC"] == [8, 60, 14]
    assert sheet.max_row == 601


def test_without_a_file_or_without_the_library_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = Report(COLUMNS, [ROW])
    with pytest.raises(InputError, match=r"writes to a file\. Name it with --output FILE\.xlsx"):
        Output("xlsx").write(report)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(InputError, match=r"pip install 'circtrack\[xlsx\]'"):
        Output("xlsx", tmp_path / "x.xlsx").write(report)
    assert list(tmp_path.iterdir()) == []


def test_more_rows_than_a_sheet_takes_are_refused_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("circtrack.render.workbook._MOST_ROWS", 600)
    report = Report((Column("a", "a"),), [("x",)] * 600)
    Output("xlsx", tmp_path / "whole.xlsx").write(report)
    with pytest.raises(InputError, match=r"at most 600 rows, and there are more\. Ask for less .* --format csv"):
        Output("xlsx", tmp_path / "x.xlsx").write(report._replace(rows=[("x",)] * 601))
    assert [path.name for path in tmp_path.iterdir()] == ["whole.xlsx"]


def test_a_workbook_says_what_the_csv_says(circtrack: Program) -> None:
    circtrack.with_chain("อำเภอเทพสถิต")
    file = circtrack.database.parent / "owing.xlsx"
    done = circtrack.ok(
        "owing", "908", "--format", "xlsx", "--output", file, "--columns", "office_code,due_on,days_left"
    )
    assert (done.out, done.err) == ("", "")
    sheet = load_workbook(file).active
    assert sheet is not None
    head, *rows = sheet.iter_rows(values_only=True)
    assert head == ("office_code", "due_on", "days_left")
    assert rows == [(row["office_code"], moment(2023, 3, 24), 4) for row in circtrack.rows("owing", "908")]
    refused = circtrack.run("owing", "--format", "xlsx")
    assert (refused.status, refused.out) == (2, "")
    assert "--output FILE.xlsx" in refused.err


def test_it_prints_as_one_would_print_it(circtrack: Program) -> None:
    program = circtrack.with_chain("อำเภอเทพสถิต")
    file = program.database.with_name("owing.xlsx")
    program.ok("--lang", "th", "owing", "908", "--format", "xlsx", "--output", file)
    sheet: Any = load_workbook(file).worksheets[0]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"
    head = sheet.oddHeader.left.text
    assert "อำเภอเทพสถิต" in head
    assert "๒๐ มี.ค. ๖๖" in head
