"""Lists on the command line: what circtrack wrote goes in again, bad lines are saved, a terminal is asked first."""

from __future__ import annotations

import csv
import io
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from support.program import Program, contents

if TYPE_CHECKING:
    from pathlib import Path

BAN_RAI, THEP_SATHIT, PONG_NOK = "06360903", "05360901", "06360904"


@pytest.fixture
def district(circtrack: Program) -> Program:
    return circtrack.with_chain("อำเภอเทพสถิต")


def progress(program: Program) -> dict[str, str]:
    rows = program.rows("owing", "908", "--state", "overdue,due_today,at_risk,untold,owing,open,done,done_late,exempt")
    return {row["office_code"]: row["progress"] for row in rows if row["progress"] != "none"}


_FORMS = [
    ["--format", "csv"], ["--format", "tsv"], ["--excel"], ["--thai", "--format", "csv"], ["--thai", "--excel"],
    ["--thai", "--format", "tsv"], ["--format", "xlsx"], ["--format", "xlsx", "--thai"],
]  # fmt: skip
_STATES = [[], ["--state", "done,done_late"], ["--state", "overdue,at_risk,untold,owing,done,exempt"]]
_DONE = st.lists(
    st.tuples(
        st.sampled_from([BAN_RAI, THEP_SATHIT, PONG_NOK, "06360905"]),
        st.sampled_from(
            [["--on", "2023-03-17"], ["--incomplete"], ["--blocked", "ระบบล่ม"], ["exempt"], ["--on", "2023-03-20"]]
        ),
    ),
    max_size=4,
)


@settings(max_examples=10)
@given(_DONE, st.sampled_from(_FORMS), st.sampled_from(_STATES), st.booleans())
def test_its_own_exports_change_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    recorded: list[tuple[str, list[str]]],
    form: list[str],
    states: list[str],
    named: bool,
) -> None:
    folder = tmp_path_factory.mktemp("export")
    program = Program(folder / "circtrack.db").with_chain("อำเภอเทพสถิต")
    for office, what in recorded:
        if what == ["exempt"]:
            program.ok("exempt", "908", office, "--reason", "ยุบแล้ว")
        else:
            program.ok("done", "908", office, *what)
    file = folder / ("out.xlsx" if "xlsx" in form else "out.csv")
    program.ok("owing", "908", *states, *form, "--output", file)
    before = contents(program.database)
    done = program.run("done", *(["908"] if named else []), "--list", file)
    if len(program.ok("owing", "908", *states, "--format", "csv").out.splitlines()) > 1:
        assert done.status == 0, done.err
    assert contents(program.database) == before, done.err


def test_a_listing_that_was_filled_in_comes_back(district: Program, tmp_path: Path) -> None:
    """A colleague says in Excel who is done, on which day, and what hinders the others."""
    file = tmp_path / "owing.xlsx"
    district.ok("owing", "908", "--format", "xlsx", "--output", file)
    book = load_workbook(file)
    sheet = book.worksheets[0]
    heads = {str(cell.value): place for place, cell in enumerate(sheet[1], 1)}
    on, note = sheet.max_column + 1, sheet.max_column + 2
    sheet.cell(1, on, "วันที่บันทึก")
    sheet.cell(1, note, "หมายเหตุ")
    rows = {sheet.cell(row, heads["office_code"]).value: row for row in range(2, sheet.max_row + 1)}
    sheet.cell(rows[BAN_RAI], on, "20/3/66")
    sheet.cell(rows[THEP_SATHIT], heads["state"], "บันทึกแล้ว")
    sheet.cell(rows[THEP_SATHIT], on, "19 มี.ค.")
    sheet.cell(rows[PONG_NOK], heads["progress"], "ติดขัด")
    sheet.cell(rows[PONG_NOK], note, "ระบบล่ม")
    book.save(file)
    district.ok("done", "--list", file)
    assert progress(district) == {BAN_RAI: "done", THEP_SATHIT: "done", PONG_NOK: "blocked"}


def test_codes_are_piped(district: Program) -> None:
    codes = district.ok("owing", "908", "--format", "csv", "--columns", "office_code").out
    district.ok("done", "908", "--list", "-", given=codes)
    assert set(progress(district).values()) == {"done"}


def test_an_older_listing_does_not_take_back_what_came_after(district: Program) -> None:
    district.ok("done", "908", BAN_RAI, "--incomplete")
    listing = district.ok("owing", "908", "--format", "csv").out
    district.ok("done", "908", BAN_RAI)
    done = district.ok("done", "--list", "-", given=listing)
    assert "was recorded as done or exempt after the listing was written" in done.err
    assert progress(district) == {BAN_RAI: "done"}


def test_bad_lines_are_saved_corrected_and_given_again(district: Program, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    text = "1. อบต.บ้านไร่ ✅\n2. ทต.เทพสถิตต์ ✅\n3. อบต.โป่งนกก ยังไม่เสร็จ\n"
    done = district.run("done", "908", "--list", "-", "--rejects", rejects, given=text)
    assert (done.status, progress(district)) == (4, {})
    done = district.run("done", "908", "--list", "-", "--rejects", rejects, "--partial", given=text)
    assert (done.status, progress(district)) == (4, {BAN_RAI: "done"})
    assert "2 lines could not be taken; the others were recorded." in done.err
    saved = rejects.read_text(encoding="utf-8-sig")
    assert [row["line"] for row in csv.DictReader(io.StringIO(saved))] == ["2", "3"]
    assert THEP_SATHIT in saved  # it is proposed
    rejects.write_text(saved.replace("เทพสถิตต์", "เทพสถิต").replace("โป่งนกก", "โป่งนก"), encoding="utf-8-sig")
    done = district.ok("done", "908", "--list", rejects)
    assert progress(district) == {BAN_RAI: "done", THEP_SATHIT: "done"}  # who was not done is not done now


def test_what_is_not_done_is_said_with_a_command_that_works(district: Program) -> None:
    given = "อบต.บ้านไร่ ขอเลื่อนเป็น 27 มี.ค. ค่ะ\nอบต.โป่งนก ติดปัญหาระบบ\n"
    done = district.ok("done", "908", "--list", "-", given=given)
    assert f'circtrack extend "มท 0810.7/ว 908" {BAN_RAI} --to "27 มี.ค." --reason' in done.err
    district.ok("extend", "มท 0810.7/ว 908", BAN_RAI, "--to", "27 มี.ค.", "--reason", "ขอเลื่อน")
    assert f'circtrack done "มท 0810.7/ว 908" {PONG_NOK} --blocked "ติดปัญหาระบบ"' in done.err


def test_a_whole_district_at_once(circtrack: Program) -> None:
    program = circtrack.with_chain("จังหวัดชัยภูมิ")
    program.ok("done", "908", "--under", "อ.เทพสถิต", "--on", "เมื่อวาน")
    assert len(progress(program)) == 6
    program.ok("receive", "708", "--under", "อ.เทพสถิต", "--on", "13/3/66")
    assert "were recorded so already" in program.ok("receive", "708", "--all").err
    assert program.run("done", "908", BAN_RAI, "--all").status == 2
    program.ok("done", "908", "--all")
    assert not program.rows("owing", "908")


def test_receipts_by_list(district: Program) -> None:
    listing = "หน่วยงาน;เลขรับ;วันที่รับ\nอบต.บ้านไร่;156/2566;13 มี.ค. 66\nทต.เทพสถิต;๒๑/๒๕๖๖;๑๔ มี.ค. ๖๖\n"
    done = district.ok("receive", "708", "--list", "-", given=listing)
    assert "received ชย 0023.14/708 on 2023-03-13" in done.err
    assert "1 entry was recorded so already" in district.ok("receive", "708", BAN_RAI, "--on", "13/3/66").err


def test_exempt_extend_and_forward_by_list(district: Program) -> None:
    names = "- อบต.บ้านไร่\n- ทต.เทพสถิต\n"
    district.ok("exempt", "908", "--list", "-", "--reason", "ไม่มีศูนย์", given=names)
    assert progress(district) == {BAN_RAI: "exempt", THEP_SATHIT: "exempt"}
    district.ok("extend", "908", "--list", "-", "--to", "7/4/66", "--reason", "ระบบล่ม", given="อบต.โป่งนก")
    assert {row["office_code"] for row in district.rows("owing", "908") if row["due_on"] == "2023-04-07"} == {PONG_NOK}
    done = district.ok(
        "forward", "708", "--number", "ชย 0023.14/720", "--to-list", "-", given=f"{names}อบต.บ้านไร่ จ.อุทัยธานี"
    )
    assert "1 line of the list names offices outside อำเภอเทพสถิต" in done.err


def test_whom_a_list_names(circtrack: Program) -> None:
    done = circtrack.run("offices", "--list", "-", "--format", "csv", given="อบต.บ้านไร่ อ.เทพสถิต\nอบต.ไม่มีจริง\n")
    assert done.status == 4
    assert [row["office_code"] for row in csv.DictReader(io.StringIO(done.out))] == [BAN_RAI]


@pytest.mark.parametrize("option", [["--sheet", "x"], ["--partial"], ["--rejects", "x"]])
def test_options_of_lists_without_one(district: Program, option: list[str]) -> None:
    assert f"{option[0]} goes with a list" in district.run("done", "908", BAN_RAI, *option).err


@pytest.mark.file_only
@pytest.mark.slow
def test_a_long_workbook_takes_little_longer_than_its_csv(circtrack: Program, tmp_path: Path) -> None:
    program = circtrack.with_chain("กรมส่งเสริมการปกครองท้องถิ่น")
    rows = program.rows("owing", "908")[:1500]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("s")
    sheet.append(["office_code", "office_name", "วันที่บันทึก"])
    listing = io.StringIO()
    out = csv.writer(listing)
    out.writerow(["office_code", "office_name", "วันที่บันทึก"])
    for row in rows:
        cells = [row["office_code"], row["office_name"], "20/3/2566"]
        sheet.append(cells)
        out.writerow(cells)
    book.save(tmp_path / "list.xlsx")
    (tmp_path / "list.csv").write_text(listing.getvalue(), encoding="utf-8")
    took = {}
    for name in ("list.csv", "list.xlsx"):
        begun = time.process_time()
        program.ok("done", "908", "--list", tmp_path / name)
        took[name] = time.process_time() - begun
        program.ok("undo")
    assert took["list.xlsx"] <= 3 * took["list.csv"], took
