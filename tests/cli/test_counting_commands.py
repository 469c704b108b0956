"""Deadlines that count from an event, as commands: what is said when the event's day is told, and what reports show."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from support.program import Program

if TYPE_CHECKING:
    from pathlib import Path


pytestmark = pytest.mark.both_engines

LETTER = """ที่ มท ๐๘๑๐.๗/ว ๙๐๙ 	กรมส่งเสริมการปกครองท้องถิ่น
	ถนนนครราชสีมา กทม. ๑๐๓๐๐
	๒๗ กุมภาพันธ์ ๒๕๖๖
เรื่อง การรายงานข้อมูล
เรียน ผู้ว่าราชการจังหวัดทุกจังหวัด
	ด้วยกรมส่งเสริมการปกครองท้องถิ่นขอให้จังหวัดแจ้งองค์กรปกครองส่วนท้องถิ่นบันทึกข้อมูลศูนย์ช่วยเหลือประชาชนในระบบ INFO {deadline}
	จึงเรียนมาเพื่อโปรดพิจารณา
ขอแสดงความนับถือ
(นายก ข)
อธิบดีกรมส่งเสริมการปกครองท้องถิ่น
"""


def told(program: Program, deadline: str) -> Program:
    """The district's database: the department's letter, and the district's that passes it on."""
    program.ok("init", "--office", "อำเภอเทพสถิต")
    program.ok("read", "-", "--yes", given=LETTER.format(deadline=deadline))
    program.ok("forward", "909", "--number", "ชย 0023.14/709", "--date", "2023-03-10")
    return program


@pytest.fixture
def district(circtrack: Program) -> Program:
    return told(circtrack, "ภายใน ๑๕ วัน นับแต่วันที่ได้รับหนังสือ")


def test_before_a_receipt_everyone_is_open(district: Program) -> None:
    assert {(row["due_on"], row["state"]) for row in district.rows("owing")} == {("", "open")}


def test_once_receipts_have_given_everyone_a_day_nothing_is_left_to_be_decided(district: Program) -> None:
    def undecided() -> bool:
        found = "undecided" in {row["code"] for row in district.rows("check")}
        shown = district.ok("letters", "--show", "909", "--format", "table").out
        asked = district.run("correct", "909", "--settle")
        assert ("counts from an event, or lacks a part; its day is known by now" in shown) != found
        assert ("has no finding that is left to be decided" in asked.err) != found
        return found

    assert undecided()
    district.ok("receive", "709", "อบต.บ้านไร่", "--on", "2023-03-13")
    assert undecided()
    district.ok("receive", "709", "--all", "--on", "2023-03-14")
    assert not undecided()
    district.ok("undo")
    assert undecided()


def test_receive_says_both_readings_and_the_reports_sort_by_the_day(district: Program) -> None:
    done = district.ok("receive", "709", "อบต.บ้านไร่", "--on", "๑๓ มี.ค. ๖๖")
    assert done.out == ""
    assert done.err == (
        "องค์การบริหารส่วนตำบลบ้านไร่ received ชย 0023.14/709 on 2023-03-13.\n"
        "องค์การบริหารส่วนตำบลบ้านไร่: 'บันทึกข้อมูลศูนย์ช่วยเหลือประชาชน' due 2023-03-27, counted from 2023-03-13;"
        " 2023-03-28 if the first day does not count\n"
    )
    rest = district.ok("receive", "709", "อบต.ห้วยยายจิ๋ว", "--on", "2023-03-11")
    assert "note: 2023-03-25 is a day off; the next working day is 2023-03-27." in rest.err
    rows = district.rows("owing")
    assert [(row["office_code"], row["due_on"], row["days_left"], row["state"]) for row in rows[:3]] == [
        ("06360906", "2023-03-25", "5", "owing"),
        ("06360903", "2023-03-27", "7", "owing"),
        ("05360901", "", "", "open"),
    ]
    by_office = {row["office_code"]: row["next_due"] for row in district.rows("owing", "--by", "office")}
    assert (by_office["06360903"], by_office["05360901"]) == ("2023-03-27", "")
    (root, below) = district.rows("chain", "909")
    assert (root["due_on"], root["due_last"], below["due_on"], below["due_last"]) == ("2023-03-25", "2023-03-27") * 2
    assert "days left 15, due 2023-03-25 to 2023-03-27" in district.ok("chain", "909", "--format", "table").out


def test_an_office_that_does_not_count_the_first_day_says_so_once(district: Program, tmp_path: Path) -> None:
    settings = {"CIRCTRACK_CONFIG": str(tmp_path / "circtrack.toml")}
    own = Program(district.database, environment=district.environment | settings)
    own.ok("config", "set", "count_from", "next_day")
    done = own.ok("receive", "709", "อบต.บ้านไร่", "--on", "๑๓ มี.ค. ๖๖")
    assert "due 2023-03-28, counted from 2023-03-13; 2023-03-27 if the first day counts" in done.err
    assert own.rows("owing")[0]["due_on"] == "2023-03-28"
    back = "อย่างน้อย ๗ วัน ก่อนวันที่ ๒๐ มีนาคม ๒๕๖๖"
    assert [each.ok("date", back).out for each in (own, district)] == ["2023-03-13\n"] * 2  # the earlier, both ways
    assert own.run("config", "set", "count_from", "third_day").status == 2


def test_a_correction_says_what_was_before(district: Program) -> None:
    district.ok("receive", "709", "อบต.บ้านไร่", "--on", "2023-03-14")
    done = district.ok("receive", "709", "อบต.บ้านไร่", "--on", "2023-03-13")
    assert "due 2023-03-27, counted from 2023-03-13" in done.err
    assert done.err.endswith("note: องค์การบริหารส่วนตำบลบ้านไร่ was due 2023-03-28 before.\n")


def test_a_counted_deadline_on_a_day_off_is_said(district: Program) -> None:
    assert "day off" not in district.ok("receive", "709", "อบต.บ้านไร่", "--on", "2023-03-13").err
    done = district.ok("receive", "709", "อบต.บ้านไร่", "--on", "2023-03-11")
    assert "note: 2023-03-25 is a day off; the next working day is 2023-03-27.\n" in done.err


def test_more_time_stays_on_top_and_is_said(district: Program) -> None:
    done = district.ok("extend", "709", "อบต.บ้านไร่", "--to", "2023-04-07", "--reason", "ระบบล่ม")
    assert "until 2023-04-07 (before: no deadline) for องค์การบริหารส่วนตำบลบ้านไร่\n" in done.err
    done = district.ok("receive", "709", "อบต.บ้านไร่", "--on", "2023-03-13")
    assert "stays due 2023-04-07; by receipt it would be 2023-03-27, counted from 2023-03-13;" in done.err


def test_in_thai(district: Program) -> None:
    done = district.run("receive", "709", "อบต.บ้านไร่", "--on", "2023-03-13", lang="th")
    assert "ครบกำหนด ๒๗ มี.ค. ๖๖ นับแต่วันที่ ๑๓ มี.ค. ๖๖; ถ้าไม่นับวันแรกจะเป็น ๒๘ มี.ค. ๖๖" in done.err


def test_working_days_say_how_far_the_holidays_are_known(circtrack: Program) -> None:
    told(circtrack, "ภายใน ๗ วันทำการ นับแต่วันที่ได้รับหนังสือ")
    done = circtrack.ok("receive", "709", "อบต.บ้านไร่", "--on", "2023-03-13")
    assert (
        "due 2023-03-21, counted from 2023-03-13; 2023-03-22 if the first day does not count; public holid" in done.err
    )
    assert "public holidays known until 20" in done.err


def test_working_days_by_the_offices_own_days_off(circtrack: Program, tmp_path: Path) -> None:
    told(circtrack, "ภายใน ๗ วันทำการ นับแต่วันที่ได้รับหนังสือ")
    off = tmp_path / "off.txt"
    off.write_text("15/3/2566\n", encoding="utf-8")
    program = replace(circtrack, environment={"CIRCTRACK_OFF_DAYS": str(off)})
    assert "due 2023-03-22," in program.ok("receive", "709", "อบต.บ้านไร่", "--on", "2023-03-13").err
    phrase = "ภายใน ๗ วันทำการ นับแต่วันที่ได้รับหนังสือ"
    assert program.ok("date", "--event", "2023-03-13", phrase).out == "2023-03-22\n"
    off.write_text("15/3/2566\n32/3/2566\n", encoding="utf-8")
    done = program.run("receive", "709", "อบต.โป่งนก", "--on", "2023-03-13")
    assert done.status == 2
    assert "off.txt, line 2: " in done.err


def test_working_days_without_the_holidays_stay_open_and_say_the_way_out(circtrack: Program, tmp_path: Path) -> None:
    told(circtrack, "ภายใน ๗ วันทำการ นับแต่วันที่ได้รับหนังสือ")
    missing = tmp_path / "missing"
    missing.mkdir()
    (missing / "holidays.py").write_text("raise ImportError('not installed')\n", encoding="utf-8")
    path = os.pathsep.join(filter(None, (str(missing), os.environ.get("PYTHONPATH"))))
    program = replace(circtrack, environment={"PYTHONPATH": path}, own_process=True)
    done = program.ok("receive", "709", "อบต.บ้านไร่", "--on", "2023-03-13")
    assert done.err.count("pip install 'circtrack[holidays]'") == 1
    assert {(row["due_on"], row["state"]) for row in program.rows("owing")} == {("", "open")}
    done = circtrack.ok("receive", "709", "อบต.บ้านไร่", "--on", "2023-03-13")
    assert "due 2023-03-21, counted from 2023-03-13" in done.err
    assert "1 entry was recorded so already." in done.err


def test_the_day_of_another_event_is_told_later(circtrack: Program) -> None:
    told(circtrack, "ภายใน ๑๕ วัน นับแต่วันที่ประกาศ")
    assert circtrack.ok("receive", "709", "อบต.บ้านไร่", "--on", "2023-03-13").err.count("\n") == 1
    done = circtrack.ok("extend", "909", "--counted-from", "๑๓ มี.ค. ๖๖")
    assert done.err == (
        "มท 0810.7/ว 909: 'บันทึกข้อมูลศูนย์ช่วยเหลือประชาชน' until 2023-03-27 (before: no deadline)\n"
        "มท 0810.7/ว 909: counted from 2023-03-13; 2023-03-28 if the first day does not count\n"
    )
    assert {row["due_on"] for row in circtrack.rows("owing")} == {"2023-03-27"}


def test_extend_wants_one_of_a_day_and_an_event(district: Program) -> None:
    for given in ((), ("--to", "2023-04-07", "--counted-from", "2023-03-13")):
        done = district.run("extend", "909", *given)
        assert done.status == 2
        assert "One of --to and --counted-from is needed" in done.err
    done = district.run("extend", "909", "--counted-from", "2023-03-13")
    assert done.status == 2
    assert "OFFICE --on DATE` records the day" in done.err


def test_a_task_that_comes_every_month_has_rounds_and_read_tells_its_first_days(circtrack: Program) -> None:
    told(circtrack, "ภายในวันที่ ๕ ของทุกเดือน")
    text = LETTER.format(deadline="ภายในวันที่ ๕ ของทุกเดือน")
    shown = circtrack.ok("read", "-", "--dry-run", "--format", "table", given=text).out
    assert "due again and again (ภายในวันที่ ๕ ของทุกเดือน): 2023-03-05, 2023-04-05, 2023-05-05 …\n" in shown
    circtrack.ok("receive", "709", "อบต.บ้านไร่", "--on", "2023-03-13")
    rounds = {("1", "2023-03-05", "overdue"), ("2", "2023-04-05", "owing")}
    assert {(row["round"], row["due_on"], row["state"]) for row in circtrack.rows("owing")} == rounds


def test_add_takes_the_letters_words_for_a_deadline(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    head = ("add", "--number", "ชย 0023.14/709", "--date", "2023-03-10", "--from", "อำเภอเทพสถิต", "--task", "ศูนย์")
    circtrack.ok(*head, "--to", "อบต.บ้านไร่", "--due", "ภายใน ๑๕ วัน นับแต่วันที่ได้รับหนังสือ")
    assert [row["state"] for row in circtrack.rows("owing")] == ["open"]
    assert "due 2023-03-27" in circtrack.ok("receive", "709", "อบต.บ้านไร่", "--on", "2023-03-13").err
    for words, says in (("โดยด่วน", "names no day"), ("๓๑ ก.พ. ๖๖", "has no day 31")):
        done = circtrack.run(*head, "--due", words)
        assert done.status == 2
        assert says in done.err


def test_groups_are_sorted_by_urgency_share_or_name(circtrack: Program) -> None:
    program = circtrack.with_chain("จังหวัดชัยภูมิ")
    program.ok("done", "908", "--under", "อ.เทพสถิต")
    program.ok("extend", "908", "06360704", "--to", "2023-04-11", "--reason", "ระบบล่ม")

    def districts(*options: str) -> list[str]:
        return [row["district"] for row in program.rows("owing", "908", "--by", "district", *options)]

    assert districts("--sort", "name")[:3] == ["", "เมืองชัยภูมิ", "บ้านเขว้า"]
    assert districts()[-1] == districts("--sort", "percent")[-1] == "เทพสถิต"
    assert program.run("owing", "908", "--sort", "due").status == 2
    stray = program.run("owing", "908", "--by", "district", "--working-days")
    assert (stray.status, "--working-days: not together with --by" in stray.err) == (2, True)


def test_pages_and_workbooks_have_a_total_and_name_the_province_s_own(circtrack: Program) -> None:
    program = circtrack.with_chain("จังหวัดชัยภูมิ")
    page = program.ok("owing", "908", "--by", "district", "--format", "html").out
    assert "(at the province)" in page
    assert ">all<" in page.replace(" ", "").replace("\n", "")
    assert "(at the province)" not in program.ok("owing", "908", "--by", "district", "--format", "csv").out
