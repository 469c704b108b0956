"""Lists in workbooks: as Excel and circtrack write them, and those that are made to harm."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date, datetime
from datetime import time as clock
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from circtrack.errors import CirctrackError, FileError, InputError
from circtrack.lists.read import read_list
from circtrack.lists.sayings import read_saying
from circtrack.registry.load import strip_name
from circtrack.registry.offices import offices_on
from circtrack.thai.office_names import shorten_name

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 2


def book(*sheets: tuple[str, list[list[object]]]) -> bytes:
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


ROWS: list[list[object]] = [
    ["รายงานการบันทึกข้อมูล"],
    [],
    ["ลำดับ", "รหัส", "หน่วยงาน", "วันที่บันทึก", "สถานะ"],
    [1, 6360903, "อบต.บ้านไร่", date(2023, 3, 20), "ครบ"],
    [2, "05360901", "ทต.เทพสถิต", datetime.combine(date(2023, 3, 19), clock(8, 28)), "ครบ"],
    [3, 6360904, "อบต.โป่งนก", None, None],
    ["รวม", None, 3, None, None],
]


def test_the_first_sheet_with_titles_days_and_totals() -> None:
    found = read_list(book(("มีนาคม", ROWS), ("เมษายน", [["x"]])), "a.xlsx")
    assert [(each.line, each.name, each.fields.get("on"), each.mark) for each in found.entries] == [
        (4, "6360903", "2023-03-20", ""),
        (5, "05360901", "2023-03-19 08:28", ""),
        (6, "6360904", None, "blank"),
    ]
    assert [each.line for each in found.words] == [1, 7]
    assert "the sheet มีนาคม was read; there are also: เมษายน" in str(found.notes[0])


def test_another_sheet_by_its_name() -> None:
    made = book(("one", [["x"]]), ("two", [["office"], ["06360903"]]))
    assert [each.name for each in read_list(made, "a.xlsx", sheet="two").entries] == ["06360903"]
    with pytest.raises(InputError, match=r"has no sheet three\. There are: one, two"):
        read_list(made, "a.xlsx", sheet="three")
    with pytest.raises(FileError, match="is no workbook, so it has no sheet"):
        read_list(b"office\n06360903\n", "a.csv", sheet="two")


def test_a_column_of_messages() -> None:
    found = read_list(book(("s", [["1. อบต.บ้านไร่ ✅"], ["2. ทต.เทพสถิต ยังไม่เสร็จ"]])), "a.xlsx")
    assert [(each.name, each.mark) for each in found.entries] == [("อบต.บ้านไร่", "done"), ("ทต.เทพสถิต", "not_done")]


def test_a_formula_without_its_value_is_told() -> None:
    with pytest.raises(InputError, match="the cell A2 has a formula whose value was not saved"):
        read_list(book(("s", [["office"], ["=B2"]])), "a.xlsx")


def _bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", b"0" * 200_000_000)
    return stream.getvalue()


def _entities() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(("s", [["office"]])))) as plain, zipfile.ZipFile(stream, "w") as made:
        for part in plain.namelist():
            data = plain.read(part)
            made.writestr(part, b'<!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>' if part == "xl/workbook.xml" else data)
    return stream.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "says"),
    [
        pytest.param(lambda: b"office\n" + b"06360903\n" * 1_000_000, "has 1,000,001 lines", id="a million lines"),
        pytest.param(lambda: b"x" * 40_000_000, "too large for a list", id="one endless line"),
        pytest.param(_bomb, "would unpack to more", id="a zip bomb"),
        pytest.param(_entities, "is no workbook that can be read: DOCTYPE", id="XML with entities"),
        pytest.param(lambda: b"PK\x03\x04" + b"x" * 1000, "is no workbook that can be read", id="no ZIP file"),
        pytest.param(lambda: book(("s", [["office"]]))[:-200], "is no workbook that can be read", id="cut off"),
        pytest.param(lambda: b"office\n0636\x000903\n", "NUL byte on line 2", id="NUL"),
        pytest.param(lambda: b"\x00" * 5_000_000, "NUL byte", id="only NUL"),
        pytest.param(lambda: b"office\n" + b"9" * 200_000, "is no CSV", id="an endless cell"),
        pytest.param(lambda: b"\xff\xfe\x00\xd8", "is not utf-16 text", id="half a letter"),
        pytest.param(lambda: b"\xd0\xcf\x11\xe0" + b"0" * 100, "old Excel file", id="xls"),
        pytest.param(lambda: b"%PDF-1.4", "is a PDF, not a list", id="pdf"),
        pytest.param(lambda: b"", "is empty", id="nothing"),
    ],
)
def test_hostile_lists_are_refused_at_once(make: Callable[[], bytes], says: str) -> None:
    data = make()
    begun = time.process_time()
    with pytest.raises(CirctrackError, match=says):
        read_list(data, "list")
    assert time.process_time() - begun < SECONDS


@pytest.mark.parametrize(
    "text",
    ["(" * 50_000, "อบต.ก " * 5_000, ", " * 20_000, "อ. " * 10_000, "1. " * 20_000, "ก" * 200_000, "อบต.ก,และ" * 3_000],
)
def test_a_long_line_is_read_in_time(text: str) -> None:
    begun = time.process_time()
    read_list(text.encode(), "list")
    assert time.process_time() - begun < SECONDS


@pytest.mark.slow
def test_no_office_has_a_name_that_is_cut() -> None:
    """Whatever an office is called, in short or in full, numbered and thanked for: its name comes out whole."""
    kept = {
        office.name: strip_name(office) or office.name
        for office in offices_on(date(2023, 3, 20))
        if office.kind != "department"
    }
    cut = [
        (line, read_saying(line))
        for full, bare in kept.items()
        for name in dict.fromkeys((full, shorten_name(full), bare))
        for line in (name, f"1. {name} ✅", f"{name} เรียบร้อยแล้วค่ะ", f"- {name} ยังไม่เสร็จ")
        if read_saying(line).names != (name.rstrip("."),)
    ]
    assert not cut, cut[:40]
