"""What comes again and again: its rounds are listed, recorded and counted one by one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from support.program import Program

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines

LETTER = "ชย 0023.14/ว 12"
OFFICES = LATE, GOOD, OTHER = "อบต.บ้านไร่", "อบต.โป่งนก", "อบต.วะตะแบก"


def record(program: Program, due: str = "ภายในวันที่ ๕ ของทุกเดือน", number: str = LETTER) -> None:
    program.ok(
        *("add", "--number", number, "--date", "2024-01-10", "--from", "อำเภอเทพสถิต", "--subject", "รายงานประจำเดือน"),
        *("--to", LATE, "--to", GOOD, "--to", OTHER, "--task", "รายงานขยะ", "--due", due),
        today="2024-01-10",
    )


@pytest.fixture
def monthly(circtrack: Program) -> Program:
    """A monthly report, due on the fifth, asked for on 10 January 2024."""
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    record(circtrack)
    return circtrack


def rounds(program: Program, *more: str, today: str, office: str = LATE) -> list[tuple[str, str, str, str]]:
    name = office.replace("อบต.", "องค์การบริหารส่วนตำบล")
    rows = program.rows("owing", "12", *more, today=today)
    return [(row["round"], row["due_on"], row["days_left"], row["state"]) for row in rows if row["office_name"] == name]


def test_the_first_round_opens_with_the_letter_and_each_next_one_the_day_after(monthly: Program) -> None:
    assert rounds(monthly, today="2024-01-10") == [("1", "2024-02-05", "26", "owing")]
    assert rounds(monthly, today="2024-02-05") == [("1", "2024-02-05", "0", "due_today")]
    assert rounds(monthly, today="2024-02-06") == [
        ("1", "2024-02-05", "-1", "overdue"),
        ("2", "2024-03-05", "28", "owing"),
    ]


def test_done_ends_one_round_and_no_other(monthly: Program) -> None:
    monthly.ok("done", "12", LATE, today="2024-02-01")
    assert rounds(monthly, today="2024-02-05") == []
    assert rounds(monthly, today="2024-02-06") == [("2", "2024-03-05", "28", "owing")]
    assert len(rounds(monthly, today="2024-02-06", office=GOOD)) == 2


def test_the_round_is_not_guessed_where_several_are_owed(monthly: Program) -> None:
    refused = monthly.run("done", "12", LATE, today="2024-03-20")
    assert refused.status == 4
    assert refused.err.splitlines()[1:] == ["  1. until 2024-02-05", "  2. until 2024-03-05", "  3. until 2024-04-05"]
    both = monthly.run("done", "12", LATE, GOOD, today="2024-03-20")
    assert "2 offices owe several rounds" in both.err
    assert len(rounds(monthly, today="2024-03-20")) == 3


@pytest.mark.parametrize("named", ["2", "๒", "2024-03-05", "2024-02-20"])
def test_a_round_is_named_by_its_place_or_a_day_in_it(monthly: Program, named: str) -> None:
    said = monthly.ok("done", "12", LATE, "--round", named, "--on", "2024-03-08", today="2024-03-20")
    assert f"{LETTER}, round 2: 1 now done" in said.err
    assert [each for each, *_ in rounds(monthly, today="2024-03-20")] == ["1", "3"]
    assert rounds(monthly, "--round", "2", "--state", "done_late", today="2024-03-20") == [
        ("2", "2024-03-05", "", "done_late")
    ]


def test_all_takes_every_round_that_is_owed(monthly: Program) -> None:
    monthly.ok("done", "12", LATE, "--round", "all", today="2024-03-20")
    assert rounds(monthly, today="2024-04-05") == []
    monthly.ok("undo", today="2024-03-20")
    assert len(rounds(monthly, today="2024-03-20")) == 3
    monthly.ok("redo", today="2024-03-20")
    assert rounds(monthly, today="2024-04-05") == []


def test_a_round_that_has_not_opened_is_refused_with_its_day_and_taken_early(monthly: Program) -> None:
    refused = monthly.run("done", "12", LATE, "--round", "3", today="2024-02-10")
    assert refused.status == 2
    assert "round 3 opens on 2024-03-06 only" in refused.err
    monthly.ok("done", "12", LATE, "--round", "3", "--early", today="2024-02-10")
    assert [each for each, *_ in rounds(monthly, today="2024-03-20")] == ["1", "2"]
    unknown = monthly.run("done", "12", LATE, "--round", "2023-01-01", today="2024-02-10")
    assert "There is no such round." in unknown.err
    slip = monthly.run("done", "12", LATE, "--round", "2", "--on", "2024-02-01", today="2024-02-10")
    assert "2024-02-01 is before round 2" in slip.err


def test_progress_short_of_done_belongs_to_a_round_too(monthly: Program) -> None:
    monthly.ok("done", "12", LATE, "--round", "1", "--blocked", "ระบบล่ม", today="2024-02-10")
    rows = [row for row in monthly.rows("owing", "12", today="2024-02-10") if row["progress"] == "blocked"]
    assert [(row["round"], row["note"]) for row in rows] == [("1", "ระบบล่ม")]
    monthly.ok("done", "12", LATE, "--round", "1", today="2024-02-11")
    assert [each for each, *_ in rounds(monthly, today="2024-02-11")] == ["2"]


def test_rounds_are_counted(monthly: Program) -> None:
    monthly.ok("done", "12", LATE, "--round", "1", "--on", "2024-02-01", today="2024-02-20")
    monthly.ok("done", "12", GOOD, "--round", "all", today="2024-02-20")
    found = monthly.rows("owing", "--by", "round", today="2024-02-20")
    assert [(row["round"], row["round_due"], row["done"], row["total"], row["percent"]) for row in found] == [
        ("1", "2024-02-05", "2", "3", "66"),
        ("2", "2024-03-05", "1", "3", "33"),
    ]
    (state,) = monthly.rows("owing", "12", "--by", "letter", "--round", "1", today="2024-02-20")
    assert (state["done"], state["owing"], state["overdue"]) == ("2", "1", "1")
    (tree,) = monthly.rows("chain", "12", today="2024-02-20")
    assert (tree["due_on"], tree["done"], tree["owing"], tree["owing_earlier"]) == ("2024-03-05", "1", "2", "1")
    assert tree["days_left"] == "28"  # the days of a round are its own
    text = monthly.ok("chain", "12", "--format", "table", today="2024-02-20").out
    assert "done 1, owing 2, not told 0; of earlier rounds owing 1\n" in text
    assert "round 2 of 'รายงานขยะ' is open, due 2024-03-05" in text
    page = monthly.ok("chain", "12", "--format", "html", "--lang", "th", today="2024-02-20").out
    assert "งวดที่ 2 ของ “รายงานขยะ”" in page


def test_only_an_open_round_has_days_of_its_own(circtrack: Program) -> None:
    """What is asked once by the last day of a round that is over has had the days from the letter's date."""
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    record(circtrack)
    circtrack.ok("correct", "12", "--add-task", "ส่งแผน", "--due", "2024-03-05", "--yes", today="2024-01-11")
    (tree,) = circtrack.rows("chain", "12", today="2024-04-01")
    assert (tree["letter_date"], tree["due_on"], tree["days_left"]) == ("2024-01-10", "2024-03-05", "55")


def test_no_round_is_open_of_what_nobody_does_any_more(monthly: Program) -> None:
    offices = [row["office_code"] for row in monthly.rows("owing", "12", today="2024-01-20")]
    monthly.ok("exempt", "12", *offices, "--from", "2024-02-06", "--reason", "ยกเลิก", today="2024-02-20")
    text = monthly.ok("chain", "12", "--format", "table", today="2024-02-20").out
    assert "done 0, owing 0, not told 0; of earlier rounds owing 3\n" in text
    assert "is open" not in text


def test_a_round_of_an_ended_duty_is_not_open_beside_another_that_goes_on(monthly: Program) -> None:
    monthly.ok("correct", "12", "--add-task", "รายงานน้ำ", "--due", "ภายในวันที่ ๑๐ ของทุกเดือน", "--yes", today="2024-01-20")
    monthly.ok("exempt", "12", *OFFICES, "--task", "1", "--from", "2024-02-06", "--reason", "ยกเลิก", today="2024-02-20")
    text = monthly.ok("chain", "12", "--format", "table", today="2024-02-20").out
    assert "รายงานน้ำ" in text
    assert "รายงานขยะ" not in text


def test_a_round_that_is_not_there_is_named(monthly: Program) -> None:
    refused = monthly.run("owing", "12", "--round", "9", today="2024-02-20")
    assert (refused.status, refused.err.splitlines()[1:]) == (2, ["  1. 2024-02-05", "  2. 2024-03-05"])
    assert "needs the letter whose round it is" in monthly.run("owing", "--round", "1", today="2024-02-20").err


def test_what_recurs_stands_among_what_does_not_in_order(monthly: Program) -> None:
    record(monthly, "2024-02-20", "ชย 0023.14/ว 13")
    found = monthly.rows("owing", today="2024-02-10")
    assert [(row["letter_number"][-2:], row["due_on"], row["round"]) for row in found][::3] == [
        ("12", "2024-02-05", "1"),
        ("13", "2024-02-20", ""),
        ("12", "2024-03-05", "2"),
    ]
    assert {row["due_on"] for row in monthly.rows("owing", "--within", "20", today="2024-02-10")} == {"2024-02-20"}
    assert {row["due_on"] for row in monthly.rows("owing", "--overdue", today="2024-02-10")} == {"2024-02-05"}


def test_each_round_has_its_reminders(monthly: Program) -> None:
    monthly.ok("done", "12", LATE, GOOD, today="2024-02-01")
    said = monthly.ok("remind", "--format", "csv", today="2024-02-06").out
    assert "overdue 1" in said
    assert "2024-02-05" in said
    assert said.count("\n") == 2
    later = monthly.ok("remind", "--format", "csv", today="2024-03-04").out
    assert later.count("before 1") == 3


def test_a_list_says_the_round(monthly: Program) -> None:
    listed = f"office,round,done_on\n{LATE},1,2024-02-04\n{LATE},2,2024-03-01\n{GOOD},2,2024-03-02\n"
    monthly.ok("done", "12", "--list", "-", "--yes", given=listed, today="2024-03-04")
    assert rounds(monthly, today="2024-03-04") == []
    assert [each for each, *_ in rounds(monthly, today="2024-03-04", office=GOOD)] == ["1"]
    several = monthly.run("done", "12", "--list", "-", "--yes", given=f"office\n{OTHER}\n", today="2024-03-04")
    assert (several.status, "owes 2 rounds" in several.err) == (4, True)


def test_the_only_round_that_is_owed_is_the_one_whose_deadline_moves(monthly: Program) -> None:
    said = monthly.ok("extend", "12", "--to", "2024-02-09", "--reason", "x", today="2024-02-01")
    assert "'รายงานขยะ, round 1' until 2024-02-09 (before: 2024-02-05)" in said.err
    assert rounds(monthly, today="2024-02-06") == [
        ("1", "2024-02-09", "3", "at_risk"),
        ("2", "2024-03-05", "28", "owing"),
    ]


def test_who_is_exempt_for_good_owes_no_round(monthly: Program) -> None:
    monthly.ok("done", "12", LATE, today="2024-02-01")
    monthly.ok("exempt", "12", LATE, "--reason", "ไม่มีพื้นที่", today="2024-02-20")
    assert rounds(monthly, today="2024-03-20") == []
    assert rounds(monthly, "--round", "1", "--state", "done", today="2024-03-20") == [("1", "2024-02-05", "", "done")]


def test_a_day_of_no_day_stays_one_open_duty(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    record(circtrack, "เดือนละ ๑ ครั้ง")
    assert rounds(circtrack, today="2024-03-20") == [("", "", "", "open")]


def test_rounds_stay_with_a_chain_whose_first_letter_comes_late(monthly: Program) -> None:
    """The place shifts with the beginning; what was done stays with its day."""
    monthly.ok("done", "12", LATE, today="2024-02-01")
    monthly.ok(
        *("add", "--number", "มท 0810.7/ว 908", "--date", "2023-12-20", "--from", "สถ.", "--subject", "รายงาน"),
        *("--to", "นายอำเภอทุกอำเภอ", "--task", "รายงานขยะ", "--audience", "องค์กรปกครองส่วนท้องถิ่น"),
        *("--due", "ภายในวันที่ ๕ ของทุกเดือน"),
        today="2024-02-02",
    )
    monthly.ok("correct", LETTER, "--parent", "มท 0810.7/ว 908", "--yes", today="2024-02-02")
    found = rounds(monthly, "--round", "2024-02-05", "--state", "done", today="2024-02-06")
    assert found == [("2", "2024-02-05", "", "done")]


def test_rounds_travel_in_bundles_each_with_its_own_word(monthly: Program, tmp_path: Path) -> None:
    above = Program(tmp_path / "province.db")
    above.ok("init", "--office", "จ.ชัยภูมิ")
    record(above)
    above.ok("done", "12", GOOD, "--round", "1", "--on", "2024-02-03", today="2024-02-20")
    monthly.ok("done", "12", LATE, "--round", "1", "--on", "2024-02-09", today="2024-02-20")
    monthly.ok("done", "12", LATE, "--round", "2", "--incomplete", today="2024-02-20")
    file = tmp_path / "x.circtrack"
    monthly.ok("bundle", "12", "--for", "จ.ชัยภูมิ", "--output", file, today="2024-02-20")
    assert "2 new" in above.ok("merge", file, today="2024-02-20").err
    assert rounds(above, "--round", "1", "--state", "done_late", today="2024-02-20") == [
        ("1", "2024-02-05", "", "done_late")
    ]
    progress = [row["progress"] for row in above.rows("owing", "12", "--round", "2", today="2024-02-20")]
    assert sorted(progress) == ["incomplete", "none", "none"]
    assert len(rounds(above, "--round", "1", "--state", "done", today="2024-02-20", office=GOOD)) == 1
    assert "0 new" in above.ok("merge", file, today="2024-02-20").err


def test_who_is_exempt_from_later_rounds_on_is_reminded_of_the_one_still_owed(monthly: Program) -> None:
    monthly.ok("exempt", "12", LATE, "--from", "2024-03-01", "--reason", "ยุบ", today="2024-02-20")
    assert rounds(monthly, today="2024-02-20") == [("1", "2024-02-05", "-15", "overdue")]
    assert "บ้านไร่" in monthly.ok("remind", "12", "--all", today="2024-02-20").out


def test_who_is_exempt_from_one_round_owes_the_others(monthly: Program) -> None:
    monthly.ok("exempt", "12", LATE, "--round", "1", "--reason", "น้ำท่วม", today="2024-02-20")
    assert [each for each, *_ in rounds(monthly, today="2024-02-20")] == ["2"]
    assert [each for each, *_ in rounds(monthly, today="2024-02-20", office=GOOD)] == ["1", "2"]


def test_history_is_a_table_of_offices_and_rounds(monthly: Program) -> None:
    for office, place, on in ((LATE, "1", "2024-02-09"), (GOOD, "1", "2024-02-05"), (GOOD, "2", "2024-03-01")):
        monthly.ok("done", "12", office, "--round", place, "--on", on, today="2024-03-20")
    found = monthly.rows("owing", "12", "--history", today="2024-03-20")
    cells = [
        tuple(row[name] for name in ("office_name", "on_time", "late", "never", "round_1", "round_2", "round_3"))
        for row in found
    ]
    assert cells == [
        ("องค์การบริหารส่วนตำบลวะตะแบก", "0", "0", "2", "overdue", "overdue", "owing"),
        ("องค์การบริหารส่วนตำบลบ้านไร่", "0", "1", "1", "done_late", "overdue", "owing"),
        ("องค์การบริหารส่วนตำบลโป่งนก", "2", "0", "0", "done", "done", "owing"),
    ]
    assert (
        "1. until 2024-02-05; 2. until"
        in monthly.ok("owing", "12", "--history", "--format", "table", today="2024-03-20").out
    )
    assert monthly.run("owing", "--history").status == 2
    monthly.ok("correct", "12", "--task", "1", "--due", "2024-04-30", "--yes", today="2024-03-20")
    assert "Leave --round and --history out." in monthly.run("owing", "12", "--history", today="2024-03-20").err
    stray = monthly.run("owing", "12", "--history", "--exit-code", "--working-days")
    assert (stray.status, "--working-days, --exit-code: not together with --history" in stray.err) == (2, True)


def test_a_page_and_a_workbook_of_the_history_name_the_rounds_days_in_their_heads(monthly: Program) -> None:
    options = ("owing", "12", "--history", "--thai", "--lang", "th", "--format")
    page = monthly.ok(*options, "html", today="2024-03-20").out
    assert "<h1>ผลการบันทึกรายงวด</h1>" in page
    assert page.index(">หน่วยงาน<") < page.index(">งวดที่ ๑ (๕ ก.พ. ๖๗)<")
    file = monthly.database.parent / "history.xlsx"
    monthly.ok(*options, "xlsx", "--output", file, today="2024-03-20")
    heads = [str(cell.value) for cell in load_workbook(file)["circtrack"][1]]
    assert heads[-3:] == ["งวดที่ ๑ (๕ ก.พ. ๖๗)", "งวดที่ ๒ (๕ มี.ค. ๖๗)", "งวดที่ ๓ (๕ เม.ย. ๖๗)"]
    assert all(head in page for head in heads[-3:])
    monthly.ok("owing", "12", "--history", "--format", "xlsx", "--output", file, today="2024-03-20")
    heads = [str(cell.value) for cell in load_workbook(file)["circtrack"][1]]
    assert heads[:2] == ["letter_number", "task"]
    assert heads[-3:] == ["round 1, 2024-02-05", "round 2, 2024-03-05", "round 3, 2024-04-05"]


def test_one_round_is_extended_for_all_or_for_one(monthly: Program) -> None:
    monthly.ok("done", "12", GOOD, today="2024-02-01")
    refused = monthly.run("extend", "12", "--to", "2024-03-12", "--reason", "x", today="2024-02-10")
    assert refused.status == 4
    assert refused.err.splitlines()[1:] == ["  1. until 2024-02-05", "  2. until 2024-03-05"]
    monthly.ok("extend", "12", GOOD, "--to", "2024-03-12", "--reason", "ระบบล่ม", today="2024-02-10")
    said = monthly.ok("extend", "12", "--round", "1", "--to", "2024-02-15", "--reason", "ระบบล่ม", today="2024-02-10")
    assert "'รายงานขยะ, round 1' until 2024-02-15 (before: 2024-02-05)" in said.err
    assert rounds(monthly, today="2024-02-10") == [
        ("1", "2024-02-15", "5", "owing"),
        ("2", "2024-03-05", "24", "owing"),
    ]
    assert rounds(monthly, today="2024-02-10", office=GOOD) == [("2", "2024-03-12", "31", "owing")]
    monthly.ok("extend", "12", "--round", "2", "--to", "2024-03-13", "--reason", "น้ำท่วม", today="2024-02-10")
    assert rounds(monthly, today="2024-02-10", office=GOOD) == [("2", "2024-03-13", "32", "owing")]
    earlier = monthly.run("extend", "12", "--round", "2", "--to", "2024-03-12", "--reason", "x", today="2024-02-10")
    assert "The deadline of round 2 of 'รายงานขยะ' is 2024-03-13" in earlier.err
    monthly.ok("undo", today="2024-02-10")
    assert rounds(monthly, today="2024-02-10", office=GOOD) == [("2", "2024-03-12", "31", "owing")]
    monthly.ok("redo", today="2024-02-10")
    assert rounds(monthly, today="2024-02-10", office=GOOD) == [("2", "2024-03-13", "32", "owing")]


def test_reminders_and_punctuality_follow_a_moved_round(monthly: Program) -> None:
    monthly.ok("extend", "12", "--round", "1", "--to", "2024-02-15", "--reason", "ระบบล่ม", today="2024-02-01")
    assert "2024-02-05" not in monthly.ok("remind", "--format", "csv", today="2024-02-06").out
    assert monthly.ok("remind", "--format", "csv", today="2024-02-16").out.count("overdue 1") == 3
    monthly.ok("done", "12", LATE, "--round", "1", "--on", "2024-02-14", today="2024-02-20")
    assert rounds(monthly, "--round", "1", "--state", "done", today="2024-02-20") == [("1", "2024-02-15", "", "done")]


def test_other_days_from_a_round_on_leave_what_was_done_before(monthly: Program) -> None:
    for place, on in (("1", "2024-02-01"), ("2", "2024-03-04")):
        monthly.ok("done", "12", LATE, "--round", place, "--on", on, today="2024-03-04")
    said = monthly.ok("extend", "12", "--to", "ทุกวันที่ ๑๐", "--reason", "ว 99", today="2024-03-04")
    assert "from round 2 on due 2024-03-10, 2024-04-10, 2024-05-10 … (before: 2024-03-05" in said.err
    found = rounds(monthly, "--round", "all", "--state", "done,overdue,owing", today="2024-04-11")
    assert [each for each in found if each[3] == "done"] == [
        ("1", "2024-02-05", "", "done"),
        ("2", "2024-03-10", "", "done"),
    ]
    assert [each[:2] for each in found if each[3] != "done"] == [("3", "2024-04-10"), ("4", "2024-05-10")]
    monthly.ok("extend", "12", "--to", "ภายในวันที่ ๓ ของทุกเดือน", "--round", "4", "--reason", "ว 100", today="2024-04-11")
    assert [each[:2] for each in rounds(monthly, today="2024-05-04")] == [
        ("3", "2024-04-10"),
        ("4", "2024-05-03"),
        ("5", "2024-06-03"),
    ]
    monthly.ok("undo", today="2024-04-11")
    monthly.ok("undo", today="2024-04-11")
    assert [each[:2] for each in rounds(monthly, today="2024-04-11")] == [("3", "2024-04-05"), ("4", "2024-05-05")]


def test_a_monthly_report_becomes_a_weekly_one(monthly: Program) -> None:
    monthly.ok("extend", "12", "--to", "ทุกวันศุกร์", "--reason", "ว 99", today="2024-02-20")
    assert [each[:2] for each in rounds(monthly, today="2024-03-02")] == [
        ("1", "2024-02-05"),
        ("2", "2024-02-23"),
        ("3", "2024-03-01"),
        ("4", "2024-03-08"),
    ]


def test_what_was_done_stays_with_its_month_where_the_day_was_a_slip(monthly: Program) -> None:
    monthly.ok("done", "12", LATE, today="2024-02-01")
    monthly.ok("extend", "12", "--round", "2", "--to", "2024-03-09", "--reason", "ระบบล่ม", today="2024-02-10")
    monthly.ok("correct", LETTER, "--task", "1", "--due", "ภายในวันที่ ๓ ของทุกเดือน", "--yes", today="2024-02-20")
    found = rounds(monthly, "--round", "all", "--state", "done,overdue,owing", today="2024-02-20")
    assert found == [("1", "2024-02-03", "", "done"), ("2", "2024-03-09", "18", "owing")]


def test_other_days_are_for_all_and_must_be_to_come(monthly: Program) -> None:
    named = monthly.run("extend", "12", LATE, "--to", "ทุกวันที่ ๑๐", "--reason", "x", today="2024-02-20")
    assert (named.status, "offices cannot be named" in named.err) == (2, True)
    ended = monthly.run(
        *("extend", "12", "--to", "ภายในวันที่ ๑๐ ของทุกเดือน จนถึงวันที่ ๑๑ กุมภาพันธ์ ๒๕๖๗", "--reason", "x"), today="2024-03-20"
    )
    assert (ended.status, "end before the round" in ended.err) == (2, True)


def test_a_round_is_named_only_where_something_recurs(monthly: Program) -> None:
    record(monthly, "2024-02-20", "ชย 0023.14/ว 13")
    for verb in (
        ("done", "13", LATE),
        ("exempt", "13", LATE, "--reason", "x"),
        ("extend", "13", "--to", "2024-03-01", "--reason", "x"),
    ):
        refused = monthly.run(*verb, "--round", "1", today="2024-02-10")
        assert (refused.status, "comes again and again" in refused.err) == (2, True), verb


def test_moved_rounds_travel_in_bundles(monthly: Program, tmp_path: Path) -> None:
    monthly.ok("extend", "12", "--round", "1", "--to", "2024-02-15", "--reason", "ระบบล่ม", today="2024-02-01")
    monthly.ok("extend", "12", LATE, "--round", "1", "--to", "2024-02-20", "--reason", "น้ำท่วม", today="2024-02-01")
    monthly.ok("extend", "12", "--to", "ทุกวันที่ ๑๐", "--round", "2", "--reason", "ว 99", today="2024-02-01")
    file = tmp_path / "x.circtrack"
    monthly.ok("bundle", "12", "--for", "จ.ชัยภูมิ", "--output", file, today="2024-02-20")
    above = Program(tmp_path / "province.db")
    above.ok("init", "--office", "จ.ชัยภูมิ")
    record(above)
    above.ok("merge", file, today="2024-02-20")
    for office in (LATE, GOOD):
        assert rounds(above, today="2024-03-06", office=office) == rounds(monthly, today="2024-03-06", office=office)
    assert "0 new" in above.ok("merge", file, today="2024-02-20").err


def test_a_calendar_has_an_event_for_each_round_and_is_told_which_are_over(monthly: Program, tmp_path: Path) -> None:
    file = tmp_path / "rounds.ics"
    monthly.ok("remind", "--all", "--ics", file, today="2024-02-20")
    assert events(file) == [
        ("2024-02-05", "Due: รายงานขยะ, round 1 (ชย 0023.14/ว 12)", "CONFIRMED"),
        ("2024-03-05", "Due: รายงานขยะ, round 2 (ชย 0023.14/ว 12)", "CONFIRMED"),
    ]
    for office in (LATE, GOOD, OTHER):
        monthly.ok("done", "12", office, "--round", "1", "--on", "2024-02-04", today="2024-02-20")
    monthly.ok("extend", "12", "--to", "2024-03-08", "--reason", "ระบบล่ม", today="2024-02-20")
    monthly.ok("remind", "--all", "--ics", file, "--lang", "th", today="2024-02-20")
    assert events(file) == [
        ("2024-03-08", "กำหนดรายงานขยะ งวดที่ ๒ (ชย ๐๐๒๓.๑๔/ว ๑๒)", "CONFIRMED"),
        ("2024-02-05", "กำหนดรายงานขยะ งวดที่ ๑ (ชย ๐๐๒๓.๑๔/ว ๑๒)", "CANCELLED"),
        ("2024-03-05", "กำหนดรายงานขยะ งวดที่ ๒ (ชย ๐๐๒๓.๑๔/ว ๑๒)", "CANCELLED"),
    ]


def events(file: Path) -> list[tuple[str, str, str]]:
    found = pytest.importorskip("icalendar").Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    return [(each["dtstart"].dt.isoformat(), str(each["summary"]), str(each["status"])) for each in found]


def test_rows_of_reminders_say_the_round(monthly: Program) -> None:
    monthly.ok("done", "12", GOOD, OTHER, today="2024-02-01")
    rows = monthly.rows("remind", "--all", today="2024-02-20")
    assert [(row["office_code"], row["due_on"], row["round"]) for row in rows if row["round"] == "1"] == [
        ("06360903", "2024-02-05", "1")
    ]
    shown = monthly.ok("remind", "--all", "--format", "table", today="2024-02-20").out
    assert "due on      round no." in shown


def test_a_letter_says_which_round_is_open(monthly: Program) -> None:
    monthly.ok("done", "12", GOOD, "--round", "all", today="2024-02-20")
    said = monthly.ok("letters", "show", "12", "--format", "table", today="2024-02-20").out
    assert "รายงานขยะ: round 2 is open, due 2024-03-05: done 1, owing 2; of earlier rounds owing 2\n" in said
    said = monthly.ok("letters", "show", "12", "--format", "table", "--lang", "th", today="2024-02-20").out
    assert "รายงานขยะ งวดที่ 2 เปิดอยู่ ครบกำหนด ๕ มี.ค. ๖๗ บันทึกแล้ว 1 ค้าง 2; งวดก่อนค้าง 2\n" in said


def test_a_share_is_of_the_open_round(monthly: Program) -> None:
    """What is owed of earlier rounds is counted apart, and does not change how much of this one is done and owed."""
    names = ("done", "total", "percent", "owing", "owing_earlier", "overdue")
    monthly.ok("done", "12", GOOD, "--round", "2", "--on", "2024-02-20", today="2024-02-20")
    (row,) = monthly.rows("summary", today="2024-02-20")
    assert [row[name] for name in names] == ["1", "3", "33", "2", "3", "3"]
    (row,) = monthly.rows("owing", "--by", "letter", today="2024-02-20")
    assert [row[name] for name in names] == ["1", "3", "33", "2", "3", "3"]
    page = monthly.ok("owing", "12", "--format", "html", today="2024-02-20").out
    assert "1 of 3 done (33%), 3 overdue, 0 not told" in page
    assert re.search(r"of earlier rounds</dt>\s*<dd>3</dd>", page)
    states = monthly.rows("owing", "--by", "state", today="2024-02-20")
    assert [(row["state"], row["total"]) for row in states] == [("overdue", "3"), ("owing", "2"), ("done", "1")]


def test_a_letter_that_was_not_passed_on_is_a_fault_before_a_round_is_due(circtrack: Program) -> None:
    circtrack.ok("init", "--office", "จ.ชัยภูมิ")
    circtrack.ok(
        *("add", "--number", "มท 0810.7/ว 908", "--date", "2024-01-10", "--from", "สถ.", "--subject", "รายงาน"),
        *("--to", "จ.ชัยภูมิ", "--task", "รายงานขยะ", "--audience", "เทศบาลตำบลเทพสถิต", "--due", "ภายในวันที่ ๕ ของทุกเดือน"),
        today="2024-01-10",
    )

    def faults(today: str) -> list[str]:
        rows = circtrack.rows("check", today=today)
        return [row["text"] for row in rows if row["code"] == "untold_near"]

    assert faults("2024-01-20") == []
    (fault,) = faults("2024-02-03")
    assert "2024-02-05" in fault
    circtrack.ok("done", "908", "ทต.เทพสถิต", "--on", "2024-02-03", today="2024-02-03")
    assert faults("2024-02-10") == []


def test_lists_of_who_is_exempt_say_the_round(monthly: Program) -> None:
    listed = f"office,round\n{LATE},1\n{LATE},2\n{GOOD},2\n{OTHER},\n"
    monthly.ok("exempt", "12", "--list", "-", "--yes", "--reason", "น้ำท่วม", given=listed, today="2024-03-20")
    owed = {office: [each for each, *_ in rounds(monthly, today="2024-03-20", office=office)] for office in OFFICES}
    assert owed == {LATE: ["3"], GOOD: ["1", "3"], OTHER: []}
    monthly.ok("undo", today="2024-03-20")
    assert len(monthly.rows("owing", "12", today="2024-03-20")) == 9


def test_lists_of_whose_deadline_moves_say_the_round(monthly: Program) -> None:
    listed = f"หน่วยงาน,งวดที่\n{LATE},๑\n{GOOD},2024-03-01\n"
    said = monthly.ok(
        *("extend", "12", "--list", "-", "--yes", "--to", "2024-04-01", "--reason", "ระบบล่ม"),
        given=listed,
        today="2024-03-20",
    )
    assert "round 1" in said.err
    assert "round 2" in said.err
    assert [day for _, day, *_ in rounds(monthly, today="2024-03-20")] == ["2024-03-05", "2024-04-01", "2024-04-05"]
    assert [day for _, day, *_ in rounds(monthly, today="2024-03-20", office=GOOD)] == [
        "2024-02-05",
        "2024-04-01",
        "2024-04-05",
    ]
    monthly.ok("undo", today="2024-03-20")
    assert rounds(monthly, today="2024-03-20")[0][1] == "2024-02-05"


@pytest.mark.parametrize("verb", [("exempt", "--reason", "x"), ("extend", "--reason", "x", "--to", "2024-04-01")])
def test_a_line_whose_round_is_none_is_named(monthly: Program, verb: tuple[str, ...]) -> None:
    listed = f"office,round\n{LATE},1\n{GOOD},x\n{OTHER},0\n"
    refused = monthly.run(verb[0], "12", *verb[1:], "--list", "-", "--yes", given=listed, today="2024-03-20")
    assert refused.status == 4
    assert ["line 3" in refused.err, "line 4" in refused.err, "line 2" in refused.err] == [True, True, False]
    assert len(rounds(monthly, today="2024-03-20")) == 3
    both = (*verb, "--from", "2024-03-01") if verb[0] == "exempt" else ("extend", "--counted-from", "2024-03-01")
    listed = f"office,round\n{LATE},1\n"
    assert monthly.run(both[0], "12", *both[1:], "--list", "-", "--yes", given=listed, today="2024-03-20").status == 2
