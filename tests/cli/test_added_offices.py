"""Offices that the country's list does not hold: they issue and receive, travel, and are undone."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from support import servers
from support.program import Program, contents

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.both_engines

OFFICE, SCHOOLS = "สำนักงานจังหวัดชัยภูมิ", "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาชัยภูมิ เขต 1"
CODE, SCHOOLS_CODE = "x-36-fc07d561", "x-36-47db28df"
DISTRICTS = [f"36{number:02}" for number in range(1, 17)]


@pytest.fixture
def province(circtrack: Program) -> Program:
    circtrack.ok("init", "--office", "จ.ชัยภูมิ")
    for name in (OFFICE, SCHOOLS):
        circtrack.ok("offices", "add", name, "--kind", "other", "--under", "จ.ชัยภูมิ")
    return circtrack


def circular(program: Program, *more: str, number: str = "ชย 0017.2/ว 55", issuer: str = OFFICE) -> str:
    head = ("add", "--number", number, "--date", "2023-03-15", "--from", issuer, "--subject", "สำรวจ")
    return program.ok(*head, "--task", "ส่งข้อมูล", "--due", "2023-03-31", *more).err


def owing(program: Program, letter: str = "55") -> list[str]:
    return [row["office_code"] for row in program.rows("owing", letter)]


def test_it_has_a_code_of_its_own_the_same_everywhere(province: Program) -> None:
    rows = province.rows("offices", "--under", "36", "--kind", "other")
    assert {row["office_code"]: row["office_name"] for row in rows} == {CODE: OFFICE, SCHOOLS_CODE: SCHOOLS}
    assert {(row["province"], row["superior"]) for row in rows} == {("ชัยภูมิ", "36")}
    assert [row["office_code"] for row in province.rows("offices", CODE)] == [CODE]
    other = Program(province.database.parent / "other.db")
    assert f"with the code {CODE}" in other.ok("offices", "add", OFFICE, "--under", "36").err
    assert other.rows("offices", "ประถมศึกษา") == []


def test_it_issues_and_all_districts_are_its_provinces(province: Program) -> None:
    circular(province, "--to", "ทุกอำเภอ", "--to", SCHOOLS)
    assert owing(province) == [SCHOOLS_CODE, *DISTRICTS]
    (row, *_) = province.rows("chain", "55")
    assert (row["office_code"], row["office_name"], row["sent_to"]) == (CODE, OFFICE, "17")
    assert "Nobody" not in province.ok("check").out


def test_it_receives_and_does_by_name_and_code(province: Program) -> None:
    circular(province, "--to", f"{SCHOOLS}, 3609", issuer="จ.ชัยภูมิ")
    assert owing(province) == [SCHOOLS_CODE, "3609"]
    province.ok("receive", "55", SCHOOLS, "--on", "2023-03-16")
    province.ok("done", "55", SCHOOLS_CODE, "--on", "2023-03-17")
    assert owing(province) == ["3609"]
    assert [row["office_name"] for row in province.rows("owing", "55", "--kind", "other", "--state", "done")] == [
        SCHOOLS
    ]
    assert [row["number"] for row in province.rows("letters", "--to", SCHOOLS)] == ["ชย 0017.2/ว 55"]


LETTER = """ที่ ชย ๐๐๑๗.๒/ว ๕๕

สำนักงานจังหวัดชัยภูมิ
ศาลากลางจังหวัดชัยภูมิ ถนนบรรณาการ ชย ๓๖๐๐๐

๑๕ มีนาคม ๒๕๖๖

เรื่อง สำรวจข้อมูล

เรียน นายอำเภอทุกอำเภอ และ{to}

จึงขอให้รายงานผลการสำรวจข้อมูล ภายในวันที่ ๓๑ มีนาคม ๒๕๖๖

ขอแสดงความนับถือ

(นายสมชาย ใจดี)
หัวหน้าสำนักงานจังหวัดชัยภูมิ
"""


def read(program: Program, to: str) -> list[dict[str, object]]:
    file = program.database.parent / "letter.txt"
    file.write_text(LETTER.format(to=to), encoding="utf-8")
    drafts: list[dict[str, object]] = json.loads(program.ok("read", file, "--dry-run", "--format", "json").out)
    return drafts


def test_a_letter_of_it_and_to_it_is_read(province: Program) -> None:
    (letter,) = read(province, f"ผู้อำนวยการ{SCHOOLS}")
    assert letter["issuer_code"] == CODE
    assert letter["recipients"] == [SCHOOLS_CODE, *DISTRICTS]
    assert "open_addressee" not in str(letter["findings"])
    (letter,) = read(province, f"ผู้อำนวยการ{SCHOOLS} และหัวหน้าส่วนราชการอื่น")
    assert "open_addressee" in str(letter["findings"])


def test_an_issuer_that_nobody_added_sits_where_its_name_or_number_says(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "อ.เทพสถิต")
    (letter,) = read(circtrack, "ปลัดจังหวัด")
    assert letter["recipients"] == DISTRICTS
    circular(circtrack, "--to", "ทุกอำเภอ", issuer="สำนักงานจังหวัดนครราชสีมา", number="นม 0017.2/ว 8")
    circular(circtrack, "--to", "ทุกอำเภอ", issuer="ศูนย์ดำรงธรรม", number="นม 0017.3/ว 9")
    circular(circtrack, "--to", "ทุกอำเภอ", issuer="ที่ทำการปกครองจังหวัดเลย", number="ลย 0018/ว 7")
    sent = {row["number"]: row["recipients"] for row in circtrack.rows("letters")}
    assert sent == {"นม 0017.2/ว 8": "32", "นม 0017.3/ว 9": "32", "ลย 0018/ว 7": "14"}


def test_what_is_there_already_or_no_name_is_refused(province: Program) -> None:
    before = contents(province.database)
    for name, said in (
        (OFFICE, f"{OFFICE} is in the list already: {CODE}"),
        ("อบต.บ้านไร่", "is in the list already: 06360903"),
        ("จังหวัดชัยภูมิ", "is in the list already: 36"),
        ("--", "is no name of an office"),
        ("12", "is no name of an office"),
        ("ก" * 201, "201 characters"),
    ):
        done = province.run("offices", "add", "--under", "จ.ชัยภูมิ", "--", name)
        assert (done.status, said in done.err) == (2, True), done.err
    assert province.run("offices", "add", "โรงเรียนบ้านไร่", "--under", "ไม่มี").status == 2
    assert province.run("offices", "add", "โรงเรียนบ้านไร่", "--kind", "sao,pao").status == 2
    assert province.run("offices", "add", "โรงเรียนบ้านไร่", "--on", "2023-01-01").status == 2
    assert province.run("offices", "โรงเรียน", "--since", "2023-01-01").status == 2
    assert province.run("offices", "add", "x-36-00000000", "--since", "2023-01-01").status == 2
    assert province.run("offices", "add").status == 2
    assert contents(province.database) == before


def test_two_schools_of_one_name_in_two_districts(province: Program) -> None:
    for district in ("อ.เทพสถิต", "อ.จัตุรัส"):
        province.ok("offices", "add", "โรงเรียนอนุบาล", "--under", district)
    assert "is in the list already" in province.run("offices", "add", "โรงเรียนอนุบาล", "--since", "2023-01-01").err
    assert len({row["office_code"] for row in province.rows("offices", "โรงเรียนอนุบาล")}) == 2
    assert "2 offices are called" in province.run("letters", "--to", "โรงเรียนอนุบาล").err


def test_it_is_undone_and_done_again(province: Program) -> None:
    province.ok("offices", "add", "โรงเรียนอนุบาล", "--under", "อ.เทพสถิต")
    province.ok("undo")
    assert province.rows("offices", "โรงเรียนอนุบาล") == []
    province.ok("redo")
    assert len(province.rows("offices", "โรงเรียนอนุบาล")) == 1
    circular(province, "--to", "โรงเรียนอนุบาล")
    refused = province.run("undo", "4")
    assert "what was recorded later rests on it" in refused.err
    province.ok("undo")
    province.ok("undo", "4")
    assert {row["office_code"] for row in province.rows("offices", "--kind", "other")} == {CODE, SCHOOLS_CODE}


def bundled(province: Program, tmp_path: Path) -> Path:
    circular(province, "--to", "ทุกอำเภอ", "--to", SCHOOLS)
    file = tmp_path / "x.circtrack"
    province.ok("bundle", "55", "--for", "อ.เทพสถิต", "--output", file)
    return file


def test_it_travels_in_a_bundle(province: Program, tmp_path: Path) -> None:
    file = bundled(province, tmp_path)
    district = Program(tmp_path / "district.db")
    district.ok("init", "--office", "อ.เทพสถิต")
    assert "New letters: 1: ชย 0017.2/ว 55" in district.ok("merge", file).err
    assert owing(district) == ["3609"]
    assert [row["office_name"] for row in district.rows("chain", "55")] == [OFFICE]
    assert {row["office_code"] for row in district.rows("offices", "--kind", "other")} == {CODE, SCHOOLS_CODE}
    before = contents(district.database)
    district.ok("merge", file)
    assert contents(district.database) == before
    district.ok("undo")
    assert district.rows("offices", "--kind", "other") == []


def days(program: Program, on: str = "2023-03-20") -> list[tuple[str, str]]:
    return [(row["since"], row["until"]) for row in program.rows("offices", SCHOOLS_CODE, "--on", on)]


@pytest.mark.slow
def test_its_days_travel_and_what_was_said_last_of_them_is_in_force(province: Program, tmp_path: Path) -> None:
    circular(province, "--to", "ทุกอำเภอ", "--to", SCHOOLS)
    files = [tmp_path / f"{name}.circtrack" for name in ("none", "first", "last")]
    for file, said in zip(
        files, ((), ("--since", "๑ ต.ค. ๒๕๖๕"), ("--since", "2563-10-01", "--until", "2568-09-30")), strict=True
    ):
        if said:
            province.ok("offices", "add", SCHOOLS_CODE, *said)
        province.ok("bundle", "55", "--for", "อ.เทพสถิต", "--output", file)
    last = [("2020-10-01", "2025-10-01")]
    assert days(province) == last
    one, other = (Program(tmp_path / f"{name}.db") for name in ("one", "other"))
    for program, order in ((one, files), (other, [*reversed(files), files[1]])):
        program.ok("init", "--office", "อ.เทพสถิต")
        for file in order:
            program.ok("merge", file)
        assert days(program) == last
    one.ok("offices", "add", SCHOOLS_CODE, "--since", "2563-09-01", "--kind", "provincial_office")
    one.ok("bundle", "55", "--for", "จ.ชัยภูมิ", "--output", tmp_path / "up.circtrack")
    province.ok("merge", tmp_path / "up.circtrack")
    assert days(province) == [("2020-09-01", "2025-10-01")]
    province.ok("undo")
    assert days(province) == last
    other.ok("export", tmp_path / "exported")
    copy = Program(tmp_path / "copy.db")
    copy.ok("import", tmp_path / "exported")
    assert days(copy) == last


def with_offices(file: Path, change: Callable[[list[list[str]]], object]) -> Path:
    """Copy a bundle with other words of its added offices."""
    changed = file.with_name("changed.circtrack")
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(changed, "w") as copy:
        for member in whole.infolist():
            content = whole.read(member)
            if member.filename == "manifest.json":
                manifest = json.loads(content)
                assert SCHOOLS_CODE in [each[0] for each in manifest["offices"]]
                content = json.dumps({**manifest, "offices": change(manifest["offices"])}).encode()
            copy.writestr(member, content)
    return changed


def test_what_is_said_of_it_now_counts_though_the_clock_of_who_said_it_before_is_ahead(
    province: Program, tmp_path: Path
) -> None:
    ahead = (datetime.now(UTC) + timedelta(hours=20)).strftime("%Y-%m-%dT%H:%M:%SZ 0000000900")
    file = with_offices(bundled(province, tmp_path), lambda rows: [[*row[:-1], ahead] for row in rows])
    district = Program(tmp_path / "district.db")
    district.ok("init", "--office", "อ.เทพสถิต")
    district.ok("merge", file)
    district.ok("offices", "add", SCHOOLS_CODE, "--since", "2563-10-01")
    district.ok("bundle", "55", "--for", "จ.ชัยภูมิ", "--output", tmp_path / "up.circtrack")
    province.ok("merge", file)
    province.ok("merge", tmp_path / "up.circtrack")
    assert days(province) == days(district) == [("2020-10-01", "")]


@pytest.mark.parametrize(
    "row",
    [
        ["3609", OFFICE, "other", "36", "", "", " 0000000001"],
        [CODE, "สำนักงานอื่น", "other", "36", "", "", " 0000000001"],
        [CODE, OFFICE, "other", "3609", "", "", " 0000000001"],
        [CODE, OFFICE, "king", "36", "", "", " 0000000001"],
        [CODE, OFFICE, "other", "x-36-00000000", "", "", " 0000000001"],
        [CODE, OFFICE, "other", "36", "2020-13-01", "", " 0000000001"],
        [CODE, OFFICE, "other", "36", "2020-01-02", "2020-01-02", " 0000000001"],
        [CODE, OFFICE, "other", "36", "", "", "2999-01-01T00:00:00Z 0000000001"],
        [CODE, OFFICE, "other"],
        [CODE, "ก" * 500, "other", "36", "", "", " 0000000001"],
        "x",
    ],
)
def test_a_bundle_cannot_pass_off_one_office_for_another(province: Program, tmp_path: Path, row: object) -> None:
    spoilt = with_offices(bundled(province, tmp_path), lambda _: [row])
    district = Program(tmp_path / "district.db")
    district.ok("init", "--office", "อ.เทพสถิต")
    before = contents(district.database)
    refused = district.run("merge", spoilt)
    assert (refused.status, contents(district.database)) == (2, before)
    assert "Traceback" not in refused.err


def test_it_is_exported_imported_and_backed_up(province: Program, tmp_path: Path) -> None:
    circular(province, "--to", "ทุกอำเภอ", "--to", SCHOOLS)
    province.ok("export", tmp_path / "exported")
    copy = Program(tmp_path / "copy.db")
    copy.ok("import", tmp_path / "exported")
    assert owing(copy) == [SCHOOLS_CODE, *DISTRICTS]
    assert [row["office_code"] for row in copy.rows("offices", OFFICE)] == [CODE]


def test_letters_under_its_bare_name_are_told_with_what_puts_them_right(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "จ.ชัยภูมิ")
    circular(circtrack, "--to", "ทุกอำเภอ")
    told = circtrack.ok("offices", "add", OFFICE, "--under", "จ.ชัยภูมิ").err
    assert f"1 letter was recorded before under the bare name: `circtrack correct LETTER --from {CODE}`" in told
    circtrack.ok("correct", "55", "--from", CODE, "--yes")
    assert circtrack.rows("chain", "55")[0]["office_code"] == CODE


def test_they_come_along_in_a_backup_an_export_and_a_move(province: Program, tmp_path: Path) -> None:
    circular(province, "--to", SCHOOLS)
    places = {name: Program(tmp_path / f"{name}.db") for name in ("imported", "moved")}
    province.ok("export", "exported")
    places["imported"].ok("import", tmp_path / "exported")
    province.ok("move", "--to", servers.address(places["moved"].database))
    if servers.address(province.database) == str(province.database):  # only a file is backed up
        province.ok("backup", "copies")
        places["restored"] = Program(tmp_path / "restored.db")
        places["restored"].ok("restore", next((tmp_path / "copies").iterdir()), "--yes")
    for program in places.values():
        assert [row["office_name"] for row in program.rows("offices", CODE)] == [OFFICE]
        assert owing(program) == [SCHOOLS_CODE]
        program.ok("done", "55", SCHOOLS, "--on", "2023-03-17")
        assert circular(program, "--to", SCHOOLS, number="ชย 0017.2/ว 56")
