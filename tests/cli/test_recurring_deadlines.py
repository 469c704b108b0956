"""Recurring deadlines as a clerk enters them: ``add`` and ``correct`` say the first days, ``date`` the next ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.program import Done, Program

LETTER = ("--number", "ชย 0023.14/720", "--date", "2024-01-15", "--from", "อำเภอเทพสถิต", "--to", "อบต.บ้านไร่")


@pytest.fixture
def district(circtrack: Program) -> Program:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    return circtrack


def added(program: Program, due: str, *, lang: str = "en", more: tuple[str, ...] = ()) -> Done:
    return program.run("add", *LETTER, "--task", "รายงานผล", "--due", due, *more, today="2024-01-20", lang=lang)


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("ภายในวันที่ ๕ ของทุกเดือน", "due 2024-02-05, 2024-03-05, 2024-04-05 …"),
        (
            "ภายในวันที่ ๕ ของเดือนถัดไป เริ่มตั้งแต่เดือนกุมภาพันธ์ ๒๕๖๗",
            "due 2024-03-05, 2024-04-05, 2024-05-05 …; of the month after the one reported on; from 2024-02-01",
        ),
        ("ทุกวันศุกร์ จำนวน ๒ ครั้ง", "due 2024-01-19, 2024-01-26, then no more; 2 times"),
        (
            "วันทำการสุดท้ายของทุกเดือน",
            "due 2024-01-31, 2024-02-29, 2024-03-29 …; public holidays are not in the rule",
        ),
        ("ทุก ๑๕ วัน เริ่มวันที่ ๑ มีนาคม ๒๕๖๗", "due 2024-03-01, 2024-03-16, 2024-03-31 …; from 2024-03-01"),
    ],
)
def test_add_says_the_first_days(district: Program, due: str, said: str) -> None:
    done = added(district, due)
    assert done.status == 0
    assert f"note: {due}: {said}\n" in done.err


def test_add_says_which_days_off_give_way(district: Program) -> None:
    due = "ทุกวันที่ ๑๓ หากตรงกับวันหยุดราชการ ให้เลื่อนเป็นวันทำการถัดไป"
    said = "due 2024-02-13, 2024-03-13, 2024-04-17 …; of a day off, the next working day; instead of 2024-04-13"
    assert f"note: {due}: {said}; public holidays known until " in added(district, due).err
    owed = district.rows("owing", "--round", "all", today="2024-04-16")
    assert [(row["round"], row["due_on"], row["days_left"]) for row in owed] == [
        ("1", "2024-02-13", "-63"), ("2", "2024-03-13", "-34"), ("3", "2024-04-17", "1"),
    ]  # fmt: skip
    district.ok("done", "720", "อบต.บ้านไร่", "--round", "2024-04-16", today="2024-04-16")
    refused = district.run("extend", "720", "--round", "3", "--to", "2024-04-16", "--reason", "x", today="2024-04-16")
    assert "2024-04-16 is earlier, and extending only moves it on." in refused.err


def test_add_says_them_in_thai(district: Program) -> None:
    done = added(district, "ภายในวันที่ ๕ ของทุกเดือน", lang="th")
    assert "ภายในวันที่ ๕ ของทุกเดือน: กำหนด ๕ ก.พ. ๖๗, ๕ มี.ค. ๖๗, ๕ เม.ย. ๖๗ …\n" in done.err


def test_extend_says_the_first_days_in_thai_the_last_of_them_too(district: Program) -> None:
    added(district, "ภายในวันที่ ๕ ของทุกเดือน")
    said = district.run("extend", "720", "--to", "ทุกวันที่ ๑๐", "--reason", "x", today="2024-01-20", lang="th").err
    assert "กำหนด ๑๐ ก.พ. ๖๗, ๑๐ มี.ค. ๖๗, ๑๐ เม.ย. ๖๗ … (เดิม ๕ ก.พ. ๖๗, ๕ มี.ค. ๖๗, ๕ เม.ย. ๖๗ …)" in said


def test_add_says_where_no_days_follow(district: Program) -> None:
    done = added(district, "เดือนละ ๑ ครั้ง")
    assert "'เดือนละ ๑ ครั้ง' recurs and names no days: as it stands it is one open duty, without rounds\n" in done.err


def test_what_counts_from_an_event_is_said_to_wait_for_it(district: Program) -> None:
    waits = "'ภายใน ๑๕ วันนับแต่วันสิ้นภาคเรียน' counts from an event: there is no deadline until `circtrack extend "
    assert waits in added(district, "ภายใน ๑๕ วันนับแต่วันสิ้นภาคเรียน").err
    told = "นับแต่วันที่แต่ละหน่วยงานได้รับหนังสือ จะทราบวันเมื่อบันทึกการรับด้วย `circtrack receive`"
    received = ("correct", "720", "--task", "1", "--due", "ภายใน ๒๐ วันนับแต่วันที่ได้รับหนังสือ", "--yes")
    assert told in district.run(*received, lang="th").err
    district.ok("receive", "720", "06360903", "--on", "2024-01-20", today="2024-01-20")
    assert [row["due_on"] for row in district.rows("owing", today="2024-01-20")] == [
        "2024-02-08"
    ]  # the first day counts


def test_add_refuses_what_ends_before_the_letter(district: Program) -> None:
    done = added(district, "ทุกวันศุกร์ จนถึงวันที่ ๕ มกราคม ๒๕๖๗")
    assert done.status == 2
    assert "has no day after 2024-01-15, the letter's own." in done.err
    assert district.rows("owing") == []


def test_correct_says_the_first_days_of_a_new_rule(district: Program) -> None:
    added(district, "เดือนละ ๑ ครั้ง")
    given = ("correct", "720", "--task", "1", "--due", "ภายในวันที่ ๕ ของทุกเดือน", "--yes")
    assert "due 2024-02-05, 2024-03-05, 2024-04-05 …\n" in district.ok(*given).err
    assert "due 2024" not in district.ok("correct", "720", "--subject", "รายงาน", "--yes").err


def test_another_rule_of_a_letter_given_again_is_another_deadline(district: Program) -> None:
    added(district, "ภายในวันที่ ๕ ของทุกเดือน")
    again = added(district, "ภายในวันที่ ๑๐ ของทุกเดือน", more=("--update",))
    assert again.status == 0
    assert "recorded ภายในวันที่ ๕ ของทุกเดือน, given ภายในวันที่ ๑๐ ของทุกเดือน" in again.err


def test_date_shows_the_next_days(circtrack: Program) -> None:
    done = circtrack.run("date", "--on", "2024-01-15", "ภายในวันที่ ๕ ของทุกเดือน")
    assert done.status == 2
    assert done.err.endswith("Its next days: 2024-02-05, 2024-03-05, 2024-04-05 …\n")
