"""Letters that extend or cancel others, read as text: what is shown, asked, carried out and told."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from support.program import CHAIN, Program, contents

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines

HEAD = """ที่ {number}

กรมส่งเสริมการปกครองท้องถิ่น
ถนนนครราชสีมา เขตดุสิต กทม. ๑๐๓๐๐

{day}

เรื่อง {subject}

เรียน ผู้ว่าราชการจังหวัด ทุกจังหวัด

อ้างถึง หนังสือกรมส่งเสริมการปกครองท้องถิ่น ที่ มท ๐๘๑๐.๗/ว ๙๐๘ ลงวันที่ ๒๗ กุมภาพันธ์ ๒๕๖๖

{body}

จึงเรียนมาเพื่อโปรดทราบ

ขอแสดงความนับถือ

(นางสมศรี ใจดี)
อธิบดีกรมส่งเสริมการปกครองท้องถิ่น
"""
SUBJECT = (
    "การบันทึกข้อมูลศูนย์ปฏิบัติการร่วมในการช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่น (สถานที่กลาง) "
    "และศูนย์ช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่นผ่านระบบข้อมูลกลางองค์กรปกครองส่วนท้องถิ่น (INFO)"
)
EXTENSION = HEAD.format(
    number="มท ๐๘๑๐.๗/ว ๑๑๐๐",
    day="๑๖ มีนาคม ๒๕๖๖",
    subject=f"ขยายเวลา{SUBJECT}",
    body="เนื่องจากระบบขัดข้อง จึงขยายระยะเวลาการบันทึกข้อมูล จากเดิมภายในวันที่ ๒๔ มีนาคม ๒๕๖๖ เป็นภายในวันที่ ๗ เมษายน ๒๕๖๖",
)
CANCELLATION = HEAD.format(
    number="มท ๐๘๑๐.๗/ว ๙๙๙",
    day="๑๗ มีนาคม ๒๕๖๖",
    subject="ยกเลิกการบันทึกข้อมูลศูนย์ช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่น",
    body="เนื่องจากมีระบบใหม่แล้ว จึงขอยกเลิกหนังสือกรมส่งเสริมการปกครองท้องถิ่น ที่ มท ๐๘๑๐.๗/ว ๙๐๘ ลงวันที่ ๒๗ กุมภาพันธ์ ๒๕๖๖",
)
MOVES = "มท 0810.7/ว 1100 moves the deadline of มท 0810.7/ว 908 from 2023-03-24 to 2023-04-07 (6 obligations)"
CLOSES = "มท 0810.7/ว 999 cancels มท 0810.7/ว 908: what it asked is no longer owed (6 obligations)"


@pytest.fixture
def district(circtrack: Program) -> Program:
    circtrack.with_chain("อำเภอเทพสถิต")
    return circtrack


@pytest.fixture
def extension(tmp_path: Path) -> Path:
    return written(tmp_path / "extension.txt", EXTENSION)


@pytest.fixture
def cancellation(tmp_path: Path) -> Path:
    return written(tmp_path / "cancellation.txt", CANCELLATION)


def written(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


def due(program: Program) -> set[str]:
    return {row["due_on"] for row in program.rows("owing", "908")}


def test_a_dry_run_shows_what_it_would_do_and_does_nothing(district: Program, extension: Path) -> None:
    before = contents(district.database)
    assert MOVES in district.ok("read", extension, "--dry-run").err
    (letter,) = json.loads(district.ok("read", extension, "--dry-run", "--format", "json").out)
    assert [(link["type"], link["number"]) for link in letter["links"]] == [("extends", "มท 0810.7/ว 908")]
    assert list(letter)[-1] == "acts"
    (act,) = letter["acts"]
    assert len(act.pop("tasks")) == 2
    assert act == {
        "type": "extends",
        "number": "มท 0810.7/ว 908",
        "date": "2023-02-27",
        "due_before": ["2023-03-24"],
        "due_on": "2023-04-07",
        "obligations": 6,
        "why_not": "",
    }
    assert contents(district.database) == before


def test_each_letter_of_a_file_shows_its_own_effects(district: Program, tmp_path: Path) -> None:
    both = written(tmp_path / "both.txt", f"{EXTENSION}\f{CANCELLATION}")
    effects = {
        letter["number"]: [each["type"] for each in letter["acts"]]
        for letter in json.loads(district.ok("read", both, "--dry-run", "--format", "json").out)
    }
    assert effects == {"มท 0810.7/ว 1100": ["extends"], "มท 0810.7/ว 999": ["cancels"]}


def test_with_yes_it_is_agreed_to_and_told(district: Program, extension: Path, cancellation: Path) -> None:
    assert f"Carried out: {MOVES}" in district.ok("read", extension, "--yes").err
    assert due(district) == {"2023-04-07"}
    assert f"Carried out: {CLOSES}" in district.ok("read", cancellation, "--yes").err
    assert district.rows("owing", "908") == []
    assert [row["progress"] for row in district.rows("owing", "908", "--state", "exempt")] == ["exempt"] * 6
    assert [row["summary"] for row in district.rows("log")][-2:] == [
        "recorded มท 0810.7/ว 1100; มท 0810.7/ว 908: ขยายเวลาโดย มท 0810.7/ว 1100 ลงวันที่ 16 มีนาคม 2566 (2023-04-07)",
        "recorded มท 0810.7/ว 999; มท 0810.7/ว 908: ยกเลิกโดย มท 0810.7/ว 999 ลงวันที่ 17 มีนาคม 2566",
    ]
    text = district.ok("chain", "908", "--format", "table").out
    assert "   extended by มท 0810.7/ว 1100 of 2023-03-16 from 2023-03-24 to 2023-04-07\n" in text
    assert "   cancelled by มท 0810.7/ว 999 of 2023-03-17: 6 obligations no longer owed\n" in text


@pytest.mark.parametrize("first", ["extension", "chain"])
def test_all_in_one_go_in_either_order(circtrack: Program, extension: Path, first: str) -> None:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    files = [extension, CHAIN] if first == "extension" else [CHAIN, extension]
    assert f"Carried out: {MOVES}" in circtrack.ok("read", *files, "--yes").err
    assert due(circtrack) == {"2023-04-07"}
    assert [row["command"] for row in circtrack.rows("log")] == ["init", "read"]


def test_the_extension_waits_for_its_letter(circtrack: Program, extension: Path) -> None:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    waiting = circtrack.ok("read", extension, "--yes")
    assert "note: มท 0810.7/ว 1100 acts on มท 0810.7/ว 908 (2023-02-27), which is not recorded yet" in waiting.err
    assert MOVES in circtrack.ok("read", CHAIN, "--dry-run").err
    assert f"Carried out: {MOVES}" in circtrack.ok("read", CHAIN, "--yes").err
    assert due(circtrack) == {"2023-04-07"}


def test_record_only_carries_nothing_out_until_it_is_read_again(district: Program, extension: Path) -> None:
    assert f"note: not carried out: {MOVES}" in district.ok("read", extension, "--yes", "--record-only").err
    assert due(district) == {"2023-03-24"}
    (shown,) = json.loads(district.ok("letters", "--show", "1100", "--format", "json").out)
    assert [act["obligations"] for act in shown["acts"]] == [6]
    assert f"Carried out: {MOVES}" in district.ok("read", extension, "--yes").err
    assert due(district) == {"2023-04-07"}
    assert json.loads(district.ok("letters", "--show", "1100", "--format", "json").out)[0]["acts"] == []
    before = contents(district.database)
    again = district.ok("read", extension, "--yes")
    assert "Carried out" not in again.err
    assert contents(district.database) == before


def test_what_cannot_be_carried_out_is_a_note(district: Program, tmp_path: Path) -> None:
    file = written(tmp_path / "early.txt", EXTENSION.replace("๗ เมษายน", "๑๗ มีนาคม"))
    done = district.ok("read", file, "--yes")
    assert "note: มท 0810.7/ว 1100 gives มท 0810.7/ว 908 until 2023-03-17, which is before the deadline" in done.err
    assert "Recorded 1 letter" in done.err
    assert due(district) == {"2023-03-24"}


def test_drafts_in_a_file_act_too(district: Program, tmp_path: Path) -> None:
    file = written(
        tmp_path / "drafts.toml",
        '[[letter]]\nnumber = "มท 0810.7/ว 1100"\ndate = "๑๖ มี.ค. ๖๖"\nissuer = "กรมส่งเสริมการปกครองท้องถิ่น"\n'
        'kind = "extension"\n[[letter.tasks]]\ndue_on = "2023-04-07"\n'
        '[[letter.links]]\ntype = "extends"\nnumber = "มท 0810.7/ว 908"\ndate = "2023-02-27"\n',
    )
    assert f"Carried out: {MOVES}" in district.ok("read", file, "--yes").err


def test_a_clerk_can_name_the_letter_himself(district: Program, extension: Path, cancellation: Path) -> None:
    district.ok("read", extension, cancellation, "--yes", "--record-only")
    done = district.ok("extend", "908", "--to", "2023-04-07", "--by", "1100")
    assert "until 2023-04-07 (before: 2023-03-24)" in done.err
    assert "6 now exempt" in district.ok("exempt", "908", "--by", "999").err
    text = district.ok("chain", "908", "--format", "table").out
    assert "extended by มท 0810.7/ว 1100 of 2023-03-16 from 2023-03-24 to 2023-04-07" in text
    assert "cancelled by มท 0810.7/ว 999 of 2023-03-17: 6 obligations no longer owed" in text
    assert district.run("exempt", "908").status == 2
    assert district.run("extend", "908", "--to", "2023-04-30").status == 2


def test_a_letter_recorded_by_options_is_told_what_waits_for_it(circtrack: Program, extension: Path) -> None:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    circtrack.ok("read", extension, "--yes")
    added = circtrack.ok(
        *("add", "--number", "มท 0810.7/ว 908", "--date", "2023-02-27", "--from", "สถ.", "--due", "2023-03-24"),
        *("--to", "ผู้ว่าราชการจังหวัดทุกจังหวัด", "--task", "ศูนย์", "--audience", "องค์กรปกครองส่วนท้องถิ่น"),
    )
    way = 'circtrack extend "มท 0810.7/ว 908" --to 2023-04-07 --by "มท 0810.7/ว 1100"'
    assert f"note: not carried out: {MOVES}. `{way}` does." in added.err
    circtrack.ok("extend", "มท 0810.7/ว 908", "--to", "2023-04-07", "--by", "มท 0810.7/ว 1100")
    assert due(circtrack) == {"2023-04-07"}


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    ("answers", "carried_out"),
    [("y\ny\n", True), *(pytest.param(no, False, marks=pytest.mark.file_only) for no in ("y\nn\n", "y\n\n"))],
)
def test_at_a_terminal_it_asks_about_each(tmp_path: Path, extension: Path, answers: str, carried_out: bool) -> None:
    from maintain.sessions import environment
    from support.inside import run_at_terminal

    program = Program(tmp_path / "circtrack.db")
    program.with_chain("อำเภอเทพสถิต")
    shown = run_at_terminal(["read", str(extension)], tmp_path, environment(tmp_path), answer=answers)
    assert shown.index(MOVES) < shown.index("Record these letters (1)? [y/N]")
    assert "Move the deadline of มท 0810.7/ว 908 as มท 0810.7/ว 1100 says? [y/N]" in shown
    assert ("Carried out: " in shown) == carried_out
    assert due(program) == ({"2023-04-07"} if carried_out else {"2023-03-24"})
    assert any(row["number"] == "มท 0810.7/ว 1100" for row in program.rows("letters"))
