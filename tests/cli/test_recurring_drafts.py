"""The office's own letters on what comes again and again: each speaks of certain rounds, with the figures of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.program import Program

LATE, GOOD = "อบต.บ้านไร่", "อบต.โป่งนก"
MONTHLY = "ภายในวันที่ ๕ ของทุกเดือน"
TODAY = "2024-03-20"  # in round 3, which is due on 5 April


@pytest.fixture
def monthly(circtrack: Program) -> Program:
    """A monthly report of two offices: of round 1 one is late still, round 2 both have done."""
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    add(circtrack, MONTHLY)
    circtrack.ok("done", "12", GOOD, "--round", "1", "--on", "2024-02-09", today="2024-02-09")
    circtrack.ok("done", "12", LATE, GOOD, "--round", "2", "--on", "2024-03-01", today="2024-03-01")
    return circtrack


def add(program: Program, due: str) -> None:
    letter = [
        "--number",
        "ชย 0023.14/ว 12",
        "--date",
        "2024-01-10",
        "--from",
        "อำเภอเทพสถิต",
        "--subject",
        "การจัดเก็บรายได้",
    ]
    program.ok("add", *letter, "--to", LATE, "--to", GOOD, "--task", "รายงานรายได้", "--due", due, today="2024-01-10")


def draft(program: Program, *words: str, today: str = TODAY) -> list[str]:
    return [line.strip() for line in program.ok("draft", *words, today=today).out.splitlines() if line.strip()]


def test_a_reminder_is_of_the_rounds_that_are_late_and_names_them(monthly: Program) -> None:
    lines = draft(monthly, "reminder", "12")
    assert any("รายงานรายได้ งวดที่ ๑ ให้ถูกต้อง ครบถ้วน ภายในวันจันทร์ที่ ๕ กุมภาพันธ์ ๒๕๖๗ นั้น" in line for line in lines)
    assert any(line.startswith("บัดนี้ พ้นกำหนดเวลาดังกล่าวแล้ว") for line in lines)
    assert not any("งวดที่ ๓" in line or "โป่งนก" in line for line in lines)


def test_a_reminder_is_of_the_open_round_where_none_is_late(monthly: Program) -> None:
    monthly.ok("done", "12", LATE, "--round", "1", "--on", "2024-03-19", today=TODAY)
    lines = draft(monthly, "reminder", "12")
    assert any("รายงานรายได้ งวดที่ ๓ ให้ถูกต้อง ครบถ้วน ภายในวันศุกร์ที่ ๕ เมษายน ๒๕๖๗ นั้น" in line for line in lines)
    assert not any("พ้นกำหนด" in line for line in lines)


@pytest.mark.parametrize("kind", ["report", "memo"])
def test_figures_are_those_of_each_round(monthly: Program, kind: str) -> None:
    lines = draft(monthly, kind, "12")
    assert any(f"ขอให้รายงานรายได้ ให้ถูกต้อง ครบถ้วน {MONTHLY}" in line for line in lines)
    assert [line.split(" มีหน่วยงานที่ต้องดำเนินการ ")[1] for line in lines if " มีหน่วยงานที่ต้องดำเนินการ " in line] == [
        "จำนวน ๒ แห่ง แล้วเสร็จ ๑ แห่ง คิดเป็นร้อยละ ๕๐ (แล้วเสร็จหลังกำหนด ๑ แห่ง) ยังไม่แล้วเสร็จ ๑ แห่ง ได้แก่",
        "จำนวน ๒ แห่ง แล้วเสร็จ ๒ แห่ง คิดเป็นร้อยละ ๑๐๐",
    ]
    assert lines.count("๑. องค์การบริหารส่วนตำบลบ้านไร่") == 1


def test_a_report_is_of_the_round_that_is_asked_for(monthly: Program) -> None:
    lines = draft(monthly, "report", "12", "--round", "3")
    assert any(
        "งวดที่ ๓ ภายในวันศุกร์ที่ ๕ เมษายน ๒๕๖๗ มีหน่วยงานที่ต้องดำเนินการ จำนวน ๒ แห่ง แล้วเสร็จ ๐ แห่ง" in line for line in lines
    )
    assert not any("งวดที่ ๑" in line or "งวดที่ ๒" in line for line in lines)
    assert monthly.run("draft", "forward", "12", "--round", "3", today=TODAY).status == 2


def test_a_report_is_of_the_open_round_once_all_have_done_it(monthly: Program) -> None:
    monthly.ok("done", "12", LATE, GOOD, "--round", "all", "--on", "2024-03-19", today=TODAY)
    lines = draft(monthly, "report", "12")
    assert any("งวดที่ ๓ " in line and "แล้วเสร็จ ๒ แห่ง คิดเป็นร้อยละ ๑๐๐" in line for line in lines)
    assert not any("งวดที่ ๒" in line for line in lines)


def test_an_office_s_own_report_says_each_round(monthly: Program) -> None:
    lines = draft(monthly, "report", "12", "--from", LATE)
    assert any("งวดที่ ๑ ภายในวันจันทร์ที่ ๕ กุมภาพันธ์ ๒๕๖๗ อยู่ระหว่างดำเนินการ" in line for line in lines)
    assert any("งวดที่ ๒ ภายในวันอังคารที่ ๕ มีนาคม ๒๕๖๗ ดำเนินการเรียบร้อยแล้ว" in line for line in lines)


@pytest.mark.parametrize("due", [MONTHLY, "ทุกวันศุกร์ เริ่มตั้งแต่วันที่ ๓ พฤษภาคม ๒๕๖๗"])
def test_a_letter_passes_the_duty_on_as_its_text_says_it(circtrack: Program, due: str) -> None:
    """Whether a round is open yet or not."""
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    letter = ["--number", "มท 0810.7/ว 908", "--date", "2024-01-10", "--from", "สถ.", "--subject", "การจัดเก็บรายได้"]
    asked = ["--to", "นายอำเภอเทพสถิต", "--audience", "องค์กรปกครองส่วนท้องถิ่น", "--task", "รายงานรายได้", "--due", due]
    circtrack.ok("add", *letter, *asked, today="2024-01-10")
    text = circtrack.ok("draft", "forward", "908", today=TODAY).out
    from circtrack.render.numerals import thai_numerals

    assert f"รายงานรายได้ ให้ถูกต้อง ครบถ้วน {thai_numerals(due)} รายละเอียด" in text
    assert "งวดที่" not in text


@pytest.mark.parametrize("kind", ["report", "memo"])
def test_days_that_changed_on_the_way_are_cited_with_the_first_ones(monthly: Program, kind: str) -> None:
    monthly.ok("extend", "12", "--to", "ภายในวันที่ 10 ของทุกเดือน", "--reason", "เลื่อน", today=TODAY)
    lines = draft(monthly, kind, "12")
    assert any(f"{MONTHLY} และตั้งแต่งวดที่ ๓ ตามกำหนดใหม่ ภายในวันพุธที่ ๑๐ เมษายน ๒๕๖๗ เป็นต้นไป" in line for line in lines)
