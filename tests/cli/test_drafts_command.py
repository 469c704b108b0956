"""A file is recorded letter by letter: what cannot be recorded is a draft until it is completed or dropped."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest
from support.program import CHAIN, Program, contents
from support.servers import address, perform

from circtrack.reading.split import split_letters

if TYPE_CHECKING:
    from pathlib import Path

    from circtrack.database.transaction import Transaction

pytestmark = pytest.mark.both_engines

WITHOUT_NUMBER = """ที่ ชย ๐๐๒๓.๖/
ศาลากลางจังหวัดชัยภูมิ
๑๐ มีนาคม ๒๕๖๖
เรื่อง การสำรวจข้อมูล
เรียน นายอำเภอทุกอำเภอ
  ด้วยจังหวัดชัยภูมิขอให้รายงานผลการสำรวจ ภายใน ๗ วันนับจากวันที่ในหนังสือ
  จึงเรียนมาเพื่อพิจารณาดำเนินการ
ขอแสดงความนับถือ
(นายสมชาย ใจดี)
ผู้ว่าราชการจังหวัดชัยภูมิ
"""


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A text of two letters: one whole, and one whose serial is not filled in."""
    file = tmp_path / "two.txt"
    whole = split_letters(CHAIN.read_text(encoding="utf-8"))[2].text.replace("๒๗๗", "๒๗")
    file.write_text(whole + "\n\n" + WITHOUT_NUMBER, encoding="utf-8")
    return file


@pytest.fixture
def read(circtrack: Program, inbox: Path) -> Program:
    """The program, in whose database the whole letter is recorded and the other one a draft."""
    circtrack.ok("init", "--office", "จ.ชัยภูมิ")
    done = circtrack.run("read", inbox, "--yes")
    assert done.status == 4
    assert "Recorded 1 letter, sent to 76 offices" in done.err
    assert f"of {inbox}: no number. Kept as draft 1; `circtrack drafts edit 1` completes it." in done.err
    return circtrack


def numbers(program: Program) -> list[str]:
    return [row["number"] for row in program.rows("letters")]


def test_what_can_be_recorded_is_and_the_rest_is_listed(read: Program, inbox: Path) -> None:
    assert numbers(read) == ["มท 0810.7/ว 908"]
    (row,) = read.rows("drafts")
    assert (row["draft"], row["lacks"], row["number"], row["date"]) == ("1", "number", "", "2023-03-10")
    assert (row["issuer"], row["source"], row["kept_on"]) == ("จังหวัดชัยภูมิ", str(inbox), "2023-03-20")
    table = read.ok("drafts", "--format", "table").out
    assert "การสำรวจข้อมูล" in table
    (shown,) = json.loads(read.ok("drafts", "show", "๑", "--format", "json").out)
    assert (shown["lacks"], shown["subject"], shown["reason"]) == (["number"], "การสำรวจข้อมูล", "no number")
    assert shown["text"].rstrip() == WITHOUT_NUMBER.rstrip()
    assert "นายสมชาย ใจดี" in read.ok("drafts", "show", "1", "--format", "table").out
    assert "open_draft" in read.run("check", "--format", "csv").out


def test_the_same_text_read_again_is_no_second_draft_and_completed_none_at_all(read: Program, inbox: Path) -> None:
    before = contents(read.database)
    again = read.run("read", inbox, "--yes")
    assert (again.status, "It is draft 1" in again.err) == (4, True)
    assert contents(read.database) == before
    done = read.ok("drafts", "edit", "1", "--number", "ชย ๐๐๒๓.๖/๓๐๖๓")
    assert "Recorded 1 letter, sent to 16 offices" in done.err
    assert numbers(read) == ["มท 0810.7/ว 908", "ชย 0023.6/3063"]
    assert read.rows("owing", "3063")[0]["due_on"] == "2023-03-16"  # the day itself counts, by default
    assert read.rows("drafts") == []
    before = contents(read.database)
    assert "this text is recorded as ชย 0023.6/3063" in read.ok("read", inbox, "--yes").err
    assert contents(read.database) == before
    assert "open_draft" not in read.run("check", "--format", "csv").out


def test_one_read_is_one_step_back_and_a_dropped_draft_returns(read: Program) -> None:
    whole = contents(read.database)
    assert "`circtrack undo` brings it back" in read.ok("drafts", "drop", "1").err
    assert read.rows("drafts") == []
    read.ok("undo")
    assert [row["subject"] for row in read.rows("drafts")] == ["การสำรวจข้อมูล"]
    read.ok("undo", "2")
    assert (numbers(read), read.rows("drafts")) == ([], [])
    read.ok("redo")
    assert (numbers(read), len(read.rows("drafts"))) == (["มท 0810.7/ว 908"], 1)
    assert contents(read.database) != whole  # the journal has it all


def test_reading_again_with_the_editor_or_completing_in_it_records_the_draft(read: Program, inbox: Path) -> None:
    editor = inbox.parent / "editor.py"
    editor.write_text(
        "import pathlib, sys\n"
        "file = pathlib.Path(sys.argv[1])\n"
        "text = file.read_text(encoding='utf-8')\n"
        "file.write_text(text.replace('number = \"\"', 'number = \"ชย 0023.6/3063\"', 1), encoding='utf-8')\n",
        encoding="utf-8",
    )
    program = Program(read.database, environment={"EDITOR": f'"{sys.executable}" "{editor}"', "VISUAL": ""})
    program.ok("read", inbox, "--edit", "--yes")
    assert (numbers(program)[1:], program.rows("drafts")) == (["ชย 0023.6/3063"], [])
    program.ok("undo")
    program.ok("drafts", "edit", "1", "--yes")
    assert (numbers(program)[1:], program.rows("drafts")) == (["ชย 0023.6/3063"], [])


def test_deadlines_that_count_from_the_date_are_known_when_that_is_said(circtrack: Program, tmp_path: Path) -> None:
    file = tmp_path / "undated.txt"
    file.write_text(WITHOUT_NUMBER.replace("๐๐๒๓.๖/", "๐๐๒๓.๖/๓๐๖๓").replace("๑๐ มีนาคม ๒๕๖๖\n", ""), encoding="utf-8")
    assert circtrack.run("read", file, "--yes").status == 4
    circtrack.ok("drafts", "edit", "1", "--date", "๑๐ มี.ค. ๖๖")
    assert {row["due_on"] for row in circtrack.rows("owing", "3063")} == {"2023-03-16"}


def test_what_still_lacks_something_stays_a_draft_with_what_was_said(circtrack: Program, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("ที่ มท ๐๘๑๐.๗/ว\nเรื่อง การบันทึก\nเรียน ผู้ว่าราชการจังหวัดทุกจังหวัด\n  ด้วยขอให้ทราบ\n", encoding="utf-8")
    assert circtrack.run("read", file, "--yes").status == 4
    assert circtrack.rows("drafts")[0]["lacks"] == "number date issuer"
    part = circtrack.run("drafts", "edit", "1", "--number", "มท 0810.7/ว 1", "--from", "สถ.")
    assert (part.status, "no date. It is draft 1" in part.err) == (4, True)
    assert [row[key] for row in circtrack.rows("drafts") for key in ("lacks", "number", "issuer")] == [
        "date", "มท 0810.7/ว 1", "กรมส่งเสริมการปกครองท้องถิ่น",
    ]  # fmt: skip
    circtrack.ok("drafts", "edit", "1", "--date", "๒๗ ก.พ. ๖๖")
    assert circtrack.rows("letters")[0]["recipients"] == "76"
    assert circtrack.ok("log", "--columns", "summary").lines[1:] == [
        "kept as drafts: 1", "completed draft 1 in part", "recorded มท 0810.7/ว 1 from draft 1",
    ]  # fmt: skip


REFUSED = [
    (["edit", "9", "--number", "x 1/2"], "There is no draft 9. `circtrack drafts` lists them."),
    (["drop", "9"], "There is no draft 9."),
    (["show", "9"], "There is no draft 9."),
    (["show"], "show which draft? Say one number."),
    (["drop", "x"], "drop which draft? Say one number."),
    (["forward", "908"], "`circtrack draft` without s writes letters that go out."),
    (["drop", "1", "--number", "x"], "are for `circtrack drafts edit N`"),
    (["edit", "1", "--date", "x"], "'x' cannot be read as a date"),
]


def test_what_drafts_refuses(read: Program) -> None:
    before = contents(read.database)
    for words, said in REFUSED:
        done = read.run("drafts", *words)
        assert (done.status, said in done.err) == (2, True), done.err
    assert contents(read.database) == before


def test_a_draft_marked_secret_is_left_out_of_lists_and_exports(read: Program, tmp_path: Path) -> None:
    file = tmp_path / "secret.txt"
    file.write_text("ลับ\n" + WITHOUT_NUMBER.replace("การสำรวจ", "การลาดตระเวน"), encoding="utf-8")
    assert read.run("read", file, "--yes").status == 4
    assert [row["draft"] for row in read.rows("drafts")] == ["1"]
    assert "--include-secret shows it." in read.ok("drafts", "--format", "table").out
    assert read.run("drafts", "show", "2").status == 2
    assert [row["draft"] for row in read.rows("drafts", "--include-secret")] == ["1", "2"]
    assert "ลาดตระเวน" not in read.run("check", "--format", "csv").out
    assert read.run("export", tmp_path / "out").status == 2
    read.ok("export", tmp_path / "out", "--include-secret")


def test_drafts_travel_in_an_export_and_in_a_move(read: Program, tmp_path: Path) -> None:
    read.ok("export", tmp_path / "out")
    fresh = Program(tmp_path / "fresh.db")
    fresh.ok("import", tmp_path / "out")
    assert (
        fresh.ok("drafts", "show", "1", "--format", "json").out
        == read.ok("drafts", "show", "1", "--format", "json").out
    )
    read.ok("move", "--to", address(tmp_path / "moved.db"))
    assert Program(tmp_path / "moved.db").rows("drafts") == read.rows("drafts")
    read.ok("export", tmp_path / "redacted", "--redact")
    assert not (tmp_path / "redacted" / "draft.jsonl").exists()


def test_prose_among_letters_is_named_and_does_not_keep_them_out(circtrack: Program, tmp_path: Path) -> None:
    prose = tmp_path / "prose.txt"
    prose.write_text("ประชุมวันศุกร์", encoding="utf-8")
    done = circtrack.run("read", CHAIN, prose, "--yes")
    assert (done.status, f"no letter was found in {prose}." in done.err) == (4, True)
    assert (len(numbers(circtrack)), circtrack.rows("drafts")) == (3, [])


def test_a_draft_that_an_import_spoilt_keeps_its_text(read: Program) -> None:
    def spoil(transaction: Transaction) -> None:
        transaction.update("draft", {"id": 1}, {"content": '{"x": 1}', "reason": "[3]"})

    perform(read.database, "read", spoil)
    (row,) = read.rows("drafts")
    assert (row["lacks"], row["line"] != "") == ("number date issuer", True)
    assert "นายสมชาย ใจดี" in read.ok("drafts", "show", "1", "--format", "table").out
