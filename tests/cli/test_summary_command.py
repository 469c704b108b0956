"""All open circulars at once: for programs by circular and place, for people by circular, the worst first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from support.program import Program

pytestmark = pytest.mark.both_engines


@pytest.fixture
def province(circtrack: Program) -> Program:
    program = circtrack.with_chain("จังหวัดชัยภูมิ")
    program.ok(
        "add", "--number", "ชย 0023.3/ว 1200", "--date", "1/3/66", "--from", "จ.ชัยภูมิ", "--to", "อบต.ทุกแห่ง",
        "--subject", "สำรวจแหล่งน้ำ", "--task", "สำรวจแหล่งน้ำ", "--due", "17/3/66",
    )  # fmt: skip
    program.ok("done", "908", "--under", "อ.เทพสถิต")
    return program


def test_a_row_for_each_circular_in_each_place(province: Program) -> None:
    rows = province.rows("summary")
    assert list(rows[0]) == [
        "letter_number", "letter_date", "subject", "district", "province", "done", "total", "percent", "owing",
        "overdue", "untold", "next_due", "owing_earlier",
    ]  # fmt: skip
    assert rows[0]["letter_number"] == "ชย 0023.3/ว 1200"  # overdue, so the worst
    (here,) = [row for row in rows if row["district"] == "เทพสถิต" and row["letter_number"] == "มท 0810.7/ว 908"]
    assert (here["done"], here["total"], here["percent"]) == ("6", "6", "100")
    for number in ("ชย 0023.3/ว 1200", "มท 0810.7/ว 908"):
        counted = sum(int(row["owing"]) for row in rows if row["letter_number"] == number)
        assert counted == len(province.rows("owing", number))


def test_by_province(province: Program) -> None:
    rows = province.rows("summary", "--by", "province")
    assert [(row["province"], row["done"]) for row in rows] == [("ชัยภูมิ", "0"), ("ชัยภูมิ", "6")]


def test_a_table_with_places_side_by_side_and_totals(province: Program, tmp_path: Path) -> None:
    file = tmp_path / "meeting.xlsx"
    province.ok("summary", "--format", "xlsx", "--output", file)
    heads, *rows = load_workbook(file).worksheets[0].iter_rows(values_only=True)
    cells = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [cell["letter_number"] for cell in cells] == ["ชย 0023.3/ว 1200", "มท 0810.7/ว 908", "all"]
    assert [cell["เทพสถิต/ชัยภูมิ"] for cell in cells] == ["0/5", "6/6", "6/11"]
    assert cells[2]["done"] == 6


def test_a_page_for_the_meeting(province: Program) -> None:
    page = province.ok("summary", "--format", "html", "--thai").out
    assert "สรุปหนังสือเวียนที่ยังไม่ครบ" in page
    assert "landscape" in page
    assert "<td" in page


def test_nothing_is_open(circtrack: Program) -> None:
    program = circtrack.with_chain("อำเภอเทพสถิต")
    program.ok("done", "908", "--all")
    assert program.rows("summary") == []
    assert "No circular is open." in program.ok("summary", "--format", "table").out
