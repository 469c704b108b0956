"""Where a letter asks something of nobody who is known, every report says so: nobody owes only where that is true."""

from __future__ import annotations

import json
import os
import re
import shlex
from typing import TYPE_CHECKING

import pytest
from support.program import Program, contents

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines

NUMBER, WHOM = "ชย 0023.14/900", "คณะทำงานตามบัญชีแนบท้าย"
SAID = (
    f"It is not yet said who must act: which offices '{WHOM}' are, of whom {NUMBER} asks 'แบบสำรวจ'. "
    f'`circtrack correct "{NUMBER}" --task 1 --audience OFFICE` says it.'
)
LETTER = """ที่ ชย ๐๐๒๓.๑๔/๙๐๐

ที่ว่าการอำเภอเทพสถิต
ถนนสุรนารายณ์ ชย ๓๖๒๓๐

๑๕ มีนาคม ๒๕๖๖

เรื่อง สำรวจข้อมูล

เรียน {to}

ด้วยอำเภอเทพสถิตมีความประสงค์จะสำรวจข้อมูล จึงขอให้{whom}รายงานผลการสำรวจข้อมูลให้อำเภอทราบ ภายในวันที่ ๒๔ มีนาคม ๒๕๖๖

จึงเรียนมาเพื่อโปรดดำเนินการ

ขอแสดงความนับถือ

(นายสมชาย ใจดี)
นายอำเภอเทพสถิต
"""


@pytest.fixture
def district(circtrack: Program) -> Program:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    return circtrack


@pytest.fixture
def unassigned(district: Program) -> Program:
    added = district.ok(
        *("add", "--number", NUMBER, "--date", "2023-03-15", "--from", "อำเภอเทพสถิต", "--subject", "สำรวจ"),
        *("--to", "อบต.ทุกแห่ง", "--task", "แบบสำรวจ", "--audience", "คณะทำงานตามบัญชีแนบท้าย", "--due", "2023-03-27"),
    )
    assert f"note: {SAID}" in added.err
    return district


@pytest.mark.parametrize(
    "more", [(), ("--by", "task"), ("--state", "overdue"), ("--under", "อบต.บ้านไร่"), ("--task", "1")]
)
def test_owing_says_so_and_not_that_nobody_owes(unassigned: Program, more: tuple[str, ...]) -> None:
    for letter in ((), ("900",)):
        if not letter and "--task" in more:
            continue
        table = unassigned.ok("owing", *letter, *more, "--format", "table").out
        assert SAID in " ".join(table.split())
        assert "Nobody owes" not in table
        rows = unassigned.ok("owing", *letter, *more, "--format", "csv")
        assert rows.out.count("\n") == 1
        assert rows.err == f"note: {SAID}\n"
    assert SAID in unassigned.ok("owing", "--format", "html").out.replace("&#39;", "'").replace("&#34;", '"')


def test_what_is_done_is_no_question_of_who_must_act(unassigned: Program) -> None:
    assert unassigned.ok("owing", "--state", "done").err == ""


def test_chain_says_so(unassigned: Program) -> None:
    assert SAID in unassigned.ok("chain", "900", "--format", "table").out
    assert SAID in unassigned.ok("chain", "900", "--format", "csv").err
    assert "หน่วยงาน" in unassigned.run("chain", "900", "--format", "table", lang="th").out


def test_remind_says_so_when_a_reminder_is_due_or_asked_for(unassigned: Program) -> None:
    assert unassigned.ok("remind", today="2023-03-21").err == ""
    assert unassigned.ok("remind").err == f"note: {SAID}\n"  # seven days before
    for way in (("--all",), ("--once",), ("900",), ("900", "--ics", "x.ics")):
        assert f"note: {SAID}\n" in unassigned.ok("remind", *way).err


def test_check_says_so_and_with_which_command_it_ends(unassigned: Program) -> None:
    (row,) = [row for row in unassigned.rows("check") if row["code"] == "nobody_owes"]
    assert (
        row["text"]
        == f"{NUMBER}: it is not yet said who must act on 'แบบสำรวจ', which it asks of 'คณะทำงานตามบัญชีแนบท้าย'"
    )
    assert row["hint"] == f'`circtrack correct "{NUMBER}" --task 1 --audience OFFICE` says it.'
    pasted = shlex.split(row["hint"].split("`")[1].replace("OFFICE", "อบต.บ้านไร่"))[1:]
    unassigned.ok(*pasted, "--yes", "--reason", "โทรถามแล้ว")
    assert [row["office_code"] for row in unassigned.rows("owing", "900")] == ["06360903"]
    assert not [row for row in unassigned.rows("check") if row["code"] == "nobody_owes"]
    assert "not yet said" not in unassigned.ok("chain", "900", "--format", "table").out
    unassigned.ok("undo")
    assert SAID in unassigned.ok("owing", "900").err


def test_nobody_owes_where_all_is_done(circtrack: Program) -> None:
    circtrack.with_chain("อำเภอเทพสถิต")
    for row in circtrack.rows("owing", "908"):
        circtrack.ok("done", "908", row["office_code"])
    assert circtrack.ok("owing", "908", "--format", "table").out == "Nobody owes.\n"
    assert circtrack.ok("owing", "908").err == ""


def test_what_others_owe_elsewhere_is_assigned(circtrack: Program) -> None:
    # The province's office owes the first task of the real chain: none of it is in this circtrack.
    circtrack.with_chain("อำเภอเทพสถิต")
    assert circtrack.ok("owing").err == ""
    assert circtrack.ok("remind", "--all").err == ""


def test_a_letter_above_that_names_them_answers_it(district: Program) -> None:
    """The district's letter words the audience so that nobody can be found; the department's says who."""
    given = ("--task", "ศูนย์ช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่น", "--audience", "ผู้ที่เกี่ยวข้อง", "--to", "อบต.ทุกแห่ง")
    head = ("--number", "ชย 0023.14/708", "--date", "2023-03-09", "--from", "อำเภอเทพสถิต")
    assert "not yet said" in district.ok("add", *head, *given, "--parent", "มท 0810.7/ว 908").err
    above = ("--number", "มท 0810.7/ว 908", "--date", "2023-02-27", "--from", "สถ.", "--to", "ทุกจังหวัด")
    said = ("--task", "ศูนย์ช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่น", "--audience", "องค์กรปกครองส่วนท้องถิ่น")
    assert "not yet said" not in district.ok("add", *above, *said).err
    assert district.ok("owing").err == ""
    assert len(district.rows("owing")) == 6


def written(program: Program, to: str, whom: str = "") -> Path:
    file = program.database.parent / "letter.txt"
    file.write_text(LETTER.format(to=to, whom=whom), encoding="utf-8")
    return file


def test_read_says_it_before_it_asks(district: Program) -> None:
    file = written(district, "หัวหน้าส่วนราชการ ตามบัญชีแนบท้าย")
    before = contents(district.database)
    shown = district.ok("read", file, "--dry-run")
    assert "note: It is not yet said who must act: ชย 0023.14/900 asks" in shown.err
    assert "not yet said" in district.ok("read", file, "--dry-run", "--format", "json").err
    assert json.loads(district.ok("read", file, "--dry-run", "--format", "json").out)
    assert contents(district.database) == before
    told = district.ok("read", file, "--yes").err
    assert told.count("not yet said") == 1
    assert "note: It is not yet said" in district.ok("owing").err


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_at_a_terminal_it_stands_above_the_question(district: Program) -> None:
    from maintain.sessions import environment
    from support.inside import run_at_terminal

    file = written(district, "หัวหน้าส่วนราชการ ตามบัญชีแนบท้าย")
    shown = run_at_terminal(["read", str(file)], file.parent, environment(file.parent), answer="y\n")
    assert shown.index("It is not yet said who must act") < shown.index("Record these letters (1)?")
    assert shown.count("It is not yet said who must act") == 1
    assert [row["number"] for row in district.rows("letters")] == [NUMBER]


def test_an_addressee_left_open_may_have_to_act_too(district: Program) -> None:
    file = written(district, "นายกองค์การบริหารส่วนตำบลทุกแห่ง และหัวหน้าส่วนราชการตามบัญชีแนบท้าย")
    told = district.ok("read", file, "--yes").err
    said = "which offices 'หัวหน้าส่วนราชการตามบัญชีแนบท้าย' are, to whom ชย 0023.14/900 is addressed too"
    assert said in re.sub(r"\s+", " ", told)
    assert len(district.rows("owing", "900")) == 5
    assert said in district.ok("owing", "900").err
    (row,) = [row for row in district.rows("check") if row["code"] == "unknown_addressee"]
    assert row["hint"] == f'`circtrack correct "{NUMBER}" --add-to OFFICE` says who that is.'
    # Who is named in the sentence itself must act, and nobody else.
    other = Program(district.database.parent / "other.db")
    other.ok("init", "--office", "อำเภอเทพสถิต")
    file = written(other, "นายกองค์การบริหารส่วนตำบลทุกแห่ง และหัวหน้าส่วนราชการตามบัญชีแนบท้าย", "องค์การบริหารส่วนตำบล")
    assert "not yet said" not in other.ok("read", file, "--yes").err


@pytest.mark.parametrize(
    ("audience", "codes"),
    [
        ("06360903, อบต.โป่งนก", ["06360903", "06360904"]),
        ("ทต.ทุกแห่ง; 06360903", ["05360901", "06360903"]),
        ("นายกองค์การบริหารส่วนตำบลบ้านไร่", ["06360903"]),
    ],
)
def test_an_audience_takes_what_a_recipient_may_be(district: Program, audience: str, codes: list[str]) -> None:
    head = (
        "--number",
        NUMBER,
        "--date",
        "2023-03-15",
        "--from",
        "อำเภอเทพสถิต",
        "--to",
        "อบต.ทุกแห่ง",
        "--to",
        "05360901",
    )
    district.ok("add", *head, "--task", "แบบสำรวจ", "--audience", audience)
    assert [row["office_code"] for row in district.rows("owing", "900")] == codes
    changed = ("correct", "900", "--task", "1", "--audience", "06360905 06360906", "--yes")
    district.ok(*changed)
    assert [row["office_code"] for row in district.rows("owing", "900")] == ["06360905", "06360906"]
