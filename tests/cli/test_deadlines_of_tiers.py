"""Deadlines that lower tiers set hold for those they write to; extensions move the task that they name."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

import pytest
from support.program import Program, contents
from support.recorded import contents as recorded
from support.servers import copied_once_made

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines

ROOT, PROVINCES, DISTRICTS, OTHERS = "มท 0810.7/ว 5120", "ชย 0023.6/900", "ชย 0023.14/50", "ชย 0023.15/7"
TODAY = "2026-12-01"
OFFICES = {"department": "สถ.", "province": "จ.ชัยภูมิ", "district": "อ.เทพสถิต"}


def program(path: Path, name: str) -> Program:
    def make(database: Path) -> None:
        fresh = Program(database, today=TODAY)
        fresh.ok("init", "--office", OFFICES[name])
        fresh.ok(
            *("add", "--number", ROOT, "--date", "2026-11-20", "--from", "สถ.", "--to", "ทุกจังหวัด"),
            *("--subject", "การบันทึกข้อมูล", "--task", "บันทึกข้อมูล INFO", "--due", "2026-12-11"),
            *("--audience", "องค์กรปกครองส่วนท้องถิ่นทุกแห่ง"),
        )
        to = ("--from", "จ.ชัยภูมิ", "--to", "ทุกอำเภอ")
        fresh.ok("forward", "5120", "--number", PROVINCES, "--date", "2026-11-25", *to)

    return Program(copied_once_made(path / f"{name}.db", f"deadlines of a {name}", make), today=TODAY)


def sets_earlier(district: Program, *more: str) -> None:
    given = ("--from", "อ.เทพสถิต", "--to", "ทต.ทุกแห่ง", "--to", "อบต.ทุกแห่ง", *more)
    district.ok("forward", "900", "--number", DISTRICTS, "--date", "2026-11-27", "--due", "2026-12-09", *given)


def lines(program: Program) -> dict[str, tuple[str, str]]:
    """The first and last deadline of each letter."""
    rows = program.rows("chain", "5120")
    return {row["letter_number"]: (row["due_on"], row["due_last"]) for row in rows if row["letter_number"]}


def due_by_district(program: Program) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in program.rows("owing", "5120", "--under", "จ.ชัยภูมิ"):
        found.setdefault(row["district"], set()).add(row["due_on"])
    return found


EARLIER = {ROOT: ("2026-12-11",) * 2, PROVINCES: ("2026-12-11",) * 2, DISTRICTS: ("2026-12-09",) * 2}


@pytest.mark.slow
def test_a_districts_earlier_deadline_is_on_its_own_line_in_every_tiers_database(tmp_path: Path) -> None:
    district = program(tmp_path, "district")
    sets_earlier(district)
    assert lines(district) == EARLIER
    for name in ("province", "department"):
        above = program(tmp_path, name)
        file = tmp_path / f"for {name}.circtrack"
        district.ok("bundle", "5120", "--for", OFFICES[name], "--output", file)
        above.ok("merge", file)
        assert lines(above) == EARLIER
        due = due_by_district(above)
        assert due.pop("เทพสถิต") == {"2026-12-09"}
        assert set().union(*due.values()) == {"2026-12-11"}
        silent = {row["due_on"] for row in above.rows("chain", "5120") if not row["letter_number"]}
        assert silent == {"2026-12-11"}


def test_a_copy_to_those_above_sets_them_no_deadline(tmp_path: Path) -> None:
    province = program(tmp_path, "province")
    sets_earlier(province, "--to", "จังหวัดชัยภูมิ")
    assert lines(province) == EARLIER
    due = due_by_district(province)
    assert due.pop("เทพสถิต") == {"2026-12-09"}
    assert set().union(*due.values()) == {"2026-12-11"}


def test_a_province_s_earlier_deadline_and_a_district_s_still_earlier_one(tmp_path: Path) -> None:
    province = program(tmp_path, "province")
    sets_earlier(province)
    to = ("--number", OTHERS, "--date", "2026-11-26", "--from", "จ.ชัยภูมิ", "--to", "ทม.ทุกแห่ง")
    province.ok("forward", "5120", *to, "--due", "2026-12-04")
    assert lines(province) == EARLIER | {OTHERS: ("2026-12-04", "2026-12-11")}


DUE = {1: "2026-12-11", 2: "2026-12-18"}
CIRCULAR = f"""
[[letter]]
number = "{ROOT}"
date = "2026-11-20"
issuer = "กรมส่งเสริมการปกครองท้องถิ่น"
kind = "circular"
subject = "การบันทึกข้อมูลการบริหารจัดการขยะ"
recipients = ["36"]
[[letter.tasks]]
title = "บันทึกข้อมูลการบริหารจัดการขยะ"
system = "INFO"
audience = "องค์กรปกครองส่วนท้องถิ่น"
due_on = "{DUE[1]}"
[[letter.tasks]]
title = "ตรวจสอบความถูกต้องของข้อมูล"
system = "INFO"
audience = "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด"
due_on = "{DUE[2]}"
"""
EXTENSION = """ที่ มท ๐๘๑๐.๗/ว ๕๓๐๐

กรมส่งเสริมการปกครองท้องถิ่น
ถนนนครราชสีมา เขตดุสิต กทม. ๑๐๓๐๐

๓๐ พฤศจิกายน ๒๕๖๙

เรื่อง ขยายเวลา{subject}

เรียน ผู้ว่าราชการจังหวัด ทุกจังหวัด

อ้างถึง หนังสือกรมส่งเสริมการปกครองท้องถิ่น ที่ มท ๐๘๑๐.๗/ว ๕๑๒๐ ลงวันที่ ๒๐ พฤศจิกายน ๒๕๖๙

เนื่องจากระบบขัดข้อง จึง{body} เป็นภายในวันที่ ๒๕ ธันวาคม ๒๕๖๙

จึงเรียนมาเพื่อโปรดทราบ

ขอแสดงความนับถือ

(นางสมศรี ใจดี)
อธิบดีกรมส่งเสริมการปกครองท้องถิ่น
"""
SUBJECT, BODY = "การบันทึกข้อมูลการบริหารจัดการขยะ", "ขอขยายระยะเวลา"


@pytest.fixture
def two_tasks(tmp_path: Path) -> Program:
    def make(database: Path) -> None:
        province = Program(database, today=TODAY)
        province.ok("init", "--office", "จ.ชัยภูมิ")
        file = database.with_name("circular.toml")
        file.write_text(CIRCULAR, encoding="utf-8")
        province.ok("read", file, "--yes")
        assert due_of(province) == DUE

    return Program(copied_once_made(tmp_path / "circtrack.db", "a letter of two tasks", make), today=TODAY)


def due_of(program: Program) -> dict[int, str]:
    """The deadline of each task; all offices have it."""
    (one,) = {row["due_on"] for row in program.rows("owing", "5120", "--task", "1")}
    (two,) = {row["due_on"] for row in program.rows("owing", "5120", "--task", "2")}
    return {1: one, 2: two}


def extension(program: Program, subject: str = SUBJECT, body: str = BODY) -> Path:
    file = program.database.parent / "extension.txt"
    file.write_text(EXTENSION.format(subject=subject, body=body), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("subject", "body", "moved"),
    [
        (SUBJECT, "ขอขยายระยะเวลา จากเดิมภายในวันที่ ๑๑ ธันวาคม ๒๕๖๙", {1}),
        (SUBJECT, "ขอขยายระยะเวลา จากเดิมภายในวันที่ ๑๘ ธันวาคม ๒๕๖๙", {2}),
        ("การตรวจสอบความถูกต้องของข้อมูล", BODY, {2}),
        (SUBJECT, "ขอขยายระยะเวลาการตรวจสอบความถูกต้องของข้อมูล", {2}),
        (SUBJECT, "ขอขยายระยะเวลาทุกรายการ", {1, 2}),
    ],
)
def test_an_extension_moves_the_task_that_it_names(
    two_tasks: Program, subject: str, body: str, moved: set[int]
) -> None:
    done = two_tasks.ok("read", extension(two_tasks, subject, body), "--yes")
    assert due_of(two_tasks) == {task: "2026-12-25" if task in moved else day for task, day in DUE.items()}
    titles = {1: "บันทึกข้อมูลการบริหารจัดการขยะ", 2: "ตรวจสอบความถูกต้องของข้อมูล"}
    if len(moved) == 1:
        assert f"moves the deadline of '{titles[min(moved)]}' of {ROOT} from {DUE[min(moved)]}" in done.err
    before = contents(two_tasks.database)
    assert "Carried out" not in two_tasks.ok("read", extension(two_tasks, subject, body), "--yes").err
    assert contents(two_tasks.database) == before


def test_an_extension_that_does_not_say_which_records_nothing_unasked(two_tasks: Program) -> None:
    before = contents(two_tasks.database)
    done = two_tasks.run("read", extension(two_tasks), "--yes")
    assert done.status == 4
    assert "1. บันทึกข้อมูลการบริหารจัดการขยะ: 2026-12-11\n  2. ตรวจสอบความถูกต้องของข้อมูล: 2026-12-18" in done.err
    assert contents(two_tasks.database) == before
    shown = two_tasks.ok("read", extension(two_tasks), "--dry-run")
    assert "does not say which of its tasks: it changes nothing yet" in shown.err


def test_the_way_out_that_is_named_works_as_it_stands(two_tasks: Program) -> None:
    file = extension(two_tasks)
    refused = two_tasks.run("read", file, "--yes").err
    two_tasks.ok("read", file, "--yes", "--record-only")
    assert due_of(two_tasks) == DUE
    pasted = shlex.split(refused.partition("`circtrack ")[2].partition("`")[0])
    again = two_tasks.run(*pasted[: pasted.index("--task")])
    assert again.status == 4
    assert "different deadlines" in again.err
    two_tasks.ok(*pasted)
    assert due_of(two_tasks) == {1: "2026-12-25", 2: DUE[2]}
    before = contents(two_tasks.database)
    assert "Carried out" not in two_tasks.ok("read", file, "--yes").err
    assert contents(two_tasks.database) == before
    two_tasks.ok("undo")
    assert due_of(two_tasks) == DUE


def test_a_clerk_says_which_task_is_extended(two_tasks: Program) -> None:
    to = ("extend", "5120", "--to", "2026-12-25", "--reason", "ระบบล่ม")
    before = contents(two_tasks.database)
    refused = two_tasks.run(*to)
    assert (refused.status, contents(two_tasks.database)) == (4, before)
    assert "--task 1 --task 2" in refused.err
    assert two_tasks.run(*to, "--task", "3").status == 2
    two_tasks.ok(*to, "--task", "2")
    assert due_of(two_tasks) == {1: DUE[1], 2: "2026-12-25"}
    two_tasks.ok("undo")
    # An office that owes one of them only leaves nothing open.
    two_tasks.ok("extend", "5120", "อบต.บ้านไร่", *to[2:])
    two_tasks.ok("undo")
    two_tasks.ok(*to, "--task", "1", "--task", "2")
    assert set(due_of(two_tasks).values()) == {"2026-12-25"}
    two_tasks.ok("extend", "5120", "--to", "2026-12-28", "--reason", "ระบบล่ม")  # both have one deadline now
    two_tasks.ok("undo")
    two_tasks.ok("undo")
    two_tasks.ok(*to, "--task", "0")
    assert set(due_of(two_tasks).values()) == {"2026-12-25"}


def test_what_extends_is_taken_from_the_letter_that_says_so(two_tasks: Program) -> None:
    file = extension(two_tasks, body="ขอขยายระยะเวลา จากเดิมภายในวันที่ ๑๘ ธันวาคม ๒๕๖๙")
    two_tasks.ok("read", file, "--yes", "--record-only")
    two_tasks.ok("extend", "5120", "--to", "2026-12-25", "--by", "5300")
    assert due_of(two_tasks) == {1: DUE[1], 2: "2026-12-25"}


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    ("answers", "moved"),
    [
        ("y\n2\n", {2}),
        *(
            pytest.param(*each, marks=pytest.mark.file_only)
            for each in (("y\n๑ กับ 2\n", {1, 2}), ("y\n\n", set()), ("y\n7\n1\n", {1}))
        ),
    ],
)
def test_at_a_terminal_it_asks_which(two_tasks: Program, answers: str, moved: set[int]) -> None:
    from maintain.sessions import environment
    from support.inside import run_at_terminal

    file, folder = extension(two_tasks), two_tasks.database.parent
    shown = run_at_terminal(["read", str(file), "--today", TODAY], folder, environment(folder), answer=answers)
    assert shown.count("Which tasks are meant?") == answers.count("\n") - 1
    wanted = {task: "2026-12-25" if task in moved else day for task, day in DUE.items()}
    assert due_of(two_tasks) == wanted
    assert any(row["number"] == "มท 0810.7/ว 5300" for row in two_tasks.rows("letters"))
    if moved:
        two_tasks.ok("undo", "3")
        two_tasks.ok("read", file, "--yes", "--record-only")
        command = ["extend", "5120", "--to", "2026-12-25", "--by", "5300", "--today", TODAY]
        run_at_terminal(command, folder, environment(folder), answer=answers.removeprefix("y\n"))
        assert due_of(two_tasks) == wanted


# A letter of a lower tier means those whom it reached, not all under its issuer.

FIRST, SECOND = "ชย 0023.6/901", "ชย 0023.6/902"


def two_letters(path: Path) -> Program:
    """A province that wrote to one district first, and then to another."""

    def make(database: Path) -> None:
        province = Program(database, today=TODAY)
        province.ok("init", "--office", "จ.ชัยภูมิ")
        province.ok(
            *("add", "--number", ROOT, "--date", "2026-11-20", "--from", "สถ.", "--to", "ทุกจังหวัด"),
            *("--subject", "ข้อมูล", "--task", "บันทึกข้อมูล INFO", "--due", "2026-12-11"),
            *("--audience", "องค์กรปกครองส่วนท้องถิ่นทุกแห่ง"),
        )
        for number, district in ((FIRST, "อ.เทพสถิต"), (SECOND, "อ.เมืองชัยภูมิ")):
            to = ("--from", "จ.ชัยภูมิ", "--to", district)
            province.ok("forward", ROOT, "--number", number, "--date", "2026-11-25", *to)

    return Program(copied_once_made(path / "province.db", "letters to two districts", make), today=TODAY)


def districts(program: Program, *asked: str) -> set[str]:
    return {row["district"] for row in program.rows("owing", *asked)}


def test_a_lower_letter_means_those_whom_it_reached(tmp_path: Path) -> None:
    province = two_letters(tmp_path)
    assert districts(province, FIRST) == {"เทพสถิต"}
    assert len(districts(province, ROOT)) > 2
    (counted,) = province.rows("owing", SECOND, "--by", "letter")
    assert int(counted["total"]) == len(province.rows("owing", SECOND))
    province.ok("extend", FIRST, "--to", "2026-12-18", "--reason", "น้ำท่วม")
    assert {row["due_on"] for row in province.rows("owing", FIRST)} == {"2026-12-18"}
    assert {row["due_on"] for row in province.rows("owing", SECOND)} == {"2026-12-11"}
    (left_out, *_) = province.rows("owing", SECOND)
    (tmp_path / "not yet.txt").write_text(left_out["office_name"], encoding="utf-8")
    province.ok("done", SECOND, "--all-but", tmp_path / "not yet.txt", "--on", "2026-11-30", "--yes")
    assert [row["office_code"] for row in province.rows("owing", SECOND)] == [left_out["office_code"]]
    assert len(districts(province, ROOT)) > 2
    assert {row["progress"] for row in province.rows("owing", FIRST)} == {"none"}


def test_a_copy_to_those_above_does_not_make_a_letter_mean_all_under_them(tmp_path: Path) -> None:
    province = two_letters(tmp_path)
    copies = ("--to", "ทต.ทุกแห่ง", "--to", "อบต.ทุกแห่ง", "--to", "จ.ชัยภูมิ", "--to", "สถ.")
    province.ok("forward", FIRST, "--number", DISTRICTS, "--date", "2026-11-27", "--from", "อ.เทพสถิต", *copies)
    assert districts(province, DISTRICTS) == districts(province, FIRST) == {"เทพสถิต"}


@pytest.mark.parametrize("to", [("อ.เทพสถิต",), ("อ.เทพสถิต", "จ.ชัยภูมิ")])
def test_a_letter_that_extends_or_exempts_does_so_for_those_whom_it_reached(
    tmp_path: Path, to: tuple[str, ...]
) -> None:
    province = two_letters(tmp_path)
    sent = [part for each in to for part in ("--to", each)]
    province.ok("add", "--number", OTHERS, "--date", "2026-11-28", "--from", "จ.ชัยภูมิ", "--subject", "เลื่อน", *sent)
    province.ok("extend", ROOT, "--to", "2026-12-18", "--by", OTHERS)
    due = due_by_district(province)
    assert due.pop("เทพสถิต") == {"2026-12-18"}
    assert set().union(*due.values()) == {"2026-12-11"}
    province.ok("exempt", ROOT, "--by", OTHERS)
    assert "เทพสถิต" not in districts(province, ROOT)
    assert len(districts(province, ROOT)) > 2
    refused = province.run("extend", SECOND, "--to", "2026-12-18", "--by", OTHERS)
    assert (refused.status, "nobody whom it reaches owes anything there" in refused.err) == (2, True)


# An earlier day of a lower tier holds in spite of an extension where the letter that sets it is dated after that.

EXTENDING, EXTENDED = "มท 0810.7/ว 5200", "2026-12-25"
EXTENDED_ON = "2026-11-28"


def extends(program: Program, *more: str) -> str:
    """The department's letter extends; return what is said."""
    program.ok(
        *("add", "--number", EXTENDING, "--date", EXTENDED_ON, "--from", "สถ.", "--to", "ทุกจังหวัด"),
        *("--subject", "ขยายเวลาการบันทึกข้อมูล"),
    )
    return program.ok("extend", "5120", "--to", EXTENDED, "--by", EXTENDING, *more).err


def sets_own_day(program: Program, date: str, due: str) -> str:
    """The district's letter sets a day of its own; return what is said."""
    to = ("--from", "อ.เทพสถิต", "--to", "ทต.ทุกแห่ง", "--to", "อบต.ทุกแห่ง")
    return program.ok("forward", "900", "--number", DISTRICTS, "--date", date, "--due", due, *to).err


def in_force(program: Program) -> tuple[set[str], set[str]]:
    """The days of the district's local governments, and those of all others."""
    due = due_by_district(program)
    return due.pop("เทพสถิต"), set().union(*due.values())


@pytest.mark.parametrize("order", ["extension first", "district first"])
@pytest.mark.parametrize(
    ("date", "due", "holds"),
    [
        ("2026-11-29", "2026-12-09", True),  # before the old day
        ("2026-11-29", "2026-12-18", True),  # between the old day and the new one
        (EXTENDED_ON, "2026-12-18", False),  # of one day: the extension counts
        ("2026-11-27", "2026-12-09", False),
    ],
)
def test_a_day_set_after_an_extension_holds_in_any_order(
    tmp_path: Path, order: str, date: str, due: str, *, holds: bool
) -> None:
    province = program(tmp_path, "province")
    before = recorded(province.database)
    if order == "extension first":
        extends(province)
        middle = recorded(province.database)
        said = sets_own_day(province, date, due)
        assert ("stays in force" in said) is not holds
    else:
        sets_own_day(province, date, due)
        middle = recorded(province.database)
        said = extends(province)
        assert (f"{DISTRICTS} of {date} gives" in said) is holds
    assert in_force(province) == ({due if holds else EXTENDED}, {EXTENDED})
    day = due if holds else EXTENDED
    assert lines(province) == {ROOT: (EXTENDED,) * 2, PROVINCES: (EXTENDED,) * 2, DISTRICTS: (day,) * 2}
    after = recorded(province.database)
    assert "recorded so already" in province.ok("extend", "5120", "--to", EXTENDED, "--by", EXTENDING).err
    assert recorded(province.database) == after
    for _ in range(1 if order == "extension first" else 2):
        province.ok("undo")
    assert recorded(province.database) == middle
    for _ in range(2 if order == "extension first" else 1):
        province.ok("undo")
    assert recorded(province.database) == before


@pytest.mark.parametrize("order", ["merged first", "merged last"])
@pytest.mark.parametrize(("date", "holds"), [("2026-11-29", True), ("2026-11-27", False)])
def test_a_day_set_after_an_extension_holds_after_a_merge(
    tmp_path: Path, order: str, date: str, *, holds: bool
) -> None:
    district, province = program(tmp_path, "district"), program(tmp_path, "province")
    extends(province)
    file = tmp_path / "extension.circtrack"
    province.ok("bundle", "5120", "--for", OFFICES["district"], "--output", file)
    if order == "merged first":
        district.ok("merge", file)
    sets_own_day(district, date, "2026-12-18")
    if order == "merged last":
        district.ok("merge", file)
    wanted = {"2026-12-18"} if holds else {EXTENDED}
    assert due_by_district(district) == {"เทพสถิต": wanted}
    back = tmp_path / "back.circtrack"
    district.ok("bundle", "5120", "--for", OFFICES["province"], "--output", back)
    province.ok("merge", back)
    assert in_force(province) == (wanted, {EXTENDED})


@pytest.mark.parametrize("due", ["2026-12-09", "2026-12-18"])
def test_what_the_error_of_extend_recommends_works(tmp_path: Path, due: str) -> None:
    province = program(tmp_path, "province")
    province.ok("extend", "5120", "--to", EXTENDED, "--reason", "ระบบล่ม")
    refused = province.run("extend", "5120", "--to", due, "--reason", "เร็วขึ้น")
    assert (refused.status, "circtrack forward LETTER --number NUMBER --due DATE" in refused.err) == (2, True)
    assert "stays in force" not in sets_own_day(province, TODAY, due)  # the day on which it was extended
    assert in_force(province) == ({due}, {EXTENDED})
    province.ok("extend", "5120", "--to", EXTENDED, "--reason", "ให้ทุกแห่ง")
    assert in_force(province) == ({EXTENDED}, {EXTENDED})
    province.ok("receive", "900", "อ.เทพสถิต", "--on", "2026-11-26")
    assert in_force(province) == ({EXTENDED}, {EXTENDED})


def test_a_clerk_s_extension_overtakes_what_was_written_before(tmp_path: Path) -> None:
    province, district = program(tmp_path, "province"), program(tmp_path, "district")
    province.ok("extend", "5120", "--to", EXTENDED, "--reason", "ระบบล่ม")
    said = sets_own_day(province, "2026-11-30", "2026-12-09")
    assert f"until 2026-12-09; it is extended until {EXTENDED}, which stays in force for" in said
    assert in_force(province) == ({EXTENDED}, {EXTENDED})
    file = tmp_path / "extension.circtrack"
    province.ok("bundle", "5120", "--for", OFFICES["district"], "--output", file)
    sets_own_day(district, TODAY, "2026-12-09")
    district.ok("merge", file)
    assert due_by_district(district) == {"เทพสถิต": {"2026-12-09"}}
