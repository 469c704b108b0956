"""``circtrack correct``: shows what follows, asks, corrects; what it cannot understand changes nothing."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from support.program import Program, contents
from support.recorded import contents as recorded

from circtrack.cli import correct as module
from circtrack.render import messages

pytestmark = pytest.mark.both_engines


@pytest.fixture
def district(circtrack: Program) -> Program:
    return circtrack.with_chain("อำเภอเทพสถิต")


def answered(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Answer questions as at a terminal; return those that were asked."""
    asked: list[str] = []
    left = list(answers)

    def confirm(question: str, /, **values: object) -> bool:
        asked.append(messages.fill(question, **values))
        return left.pop(0) == "yes"

    monkeypatch.setattr(module, "can_ask", lambda: True)
    monkeypatch.setattr(messages, "confirm", confirm)
    return asked


def test_what_follows_is_shown_in_one_paragraph_before_the_question(
    district: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(district.database)
    asked = answered(monkeypatch, "no", "yes")
    done = district.ok("correct", "708", "--date", "๘ มี.ค. ๖๖", "--remove-to", "อบต.บ้านไร่")
    assert done.err.splitlines() == [
        "ชย 0023.14/708:",
        "  date: recorded 2023-03-09, given 2023-03-08",
        "  recipients: without องค์การบริหารส่วนตำบลบ้านไร่",
        "All obligations stay (6). Told on another day than before: 5. Not told any more: 1.",
        "note: ชย 0023.14/708 is dated 2023-03-08, before ชย 0023.6/3022 of 2023-03-09, which it passes on.",
        "Nothing was changed.",
    ]
    assert asked == ["Correct ชย 0023.14/708?"]
    assert contents(district.database) == before
    done = district.ok("correct", "708", "--subject", "เรื่องใหม่")
    assert done.err.endswith("Corrected ชย 0023.14/708. `circtrack undo` takes it back.\n")


def test_without_anyone_to_ask_it_needs_a_word(district: Program) -> None:
    before, rows = contents(district.database), recorded(district.database)
    done = district.run("correct", "708", "--subject", "เรื่องใหม่")
    assert (done.status, done.err.splitlines()[-1]) == (
        2,
        "error: nothing was changed: there is no one to ask. Say --yes to correct, or --dry-run to only look.",
    )
    assert "เรื่องใหม่" in district.ok("correct", "708", "--subject", "เรื่องใหม่", "--dry-run").err
    assert contents(district.database) == before
    district.ok("correct", "708", "--subject", "เรื่องใหม่", "--yes", "--reason", "พิมพ์ผิด")
    assert "เรื่องใหม่ (พิมพ์ผิด)" in district.ok("log").out
    district.ok("undo")
    assert recorded(district.database) == rows


def test_it_speaks_thai(district: Program) -> None:
    done = district.run("correct", "708", "--date", "2023-03-08", "--yes", lang="th")
    assert done.err.splitlines() == [
        "ชย 0023.14/708:",
        "  วันที่: บันทึกไว้ว่า ๙ มี.ค. ๖๖ แก้เป็น ๘ มี.ค. ๖๖",
        "รายการที่ต้องบันทึกคงเดิมทั้งหมด 6 รายการ นับว่าได้รับแจ้งในวันอื่นจากเดิม 6 รายการ",
        "หมายเหตุ: ชย 0023.14/708 ลงวันที่ ๘ มี.ค. ๖๖ ก่อน ชย 0023.6/3022 ลงวันที่ ๙ มี.ค. ๖๖ ที่แจ้งเวียนต่อ",
        "แก้ ชย 0023.14/708 แล้ว เรียกคืนได้ด้วย `circtrack undo`",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        (),
        ("--reason", "ไม่มีอะไร"),
        ("--due", "2023-03-20"),
        ("--task", "1"),
        ("--task", "0", "--due", "2023-03-20"),
        ("--task", "9", "--due", "2023-03-20"),
        ("--task", "1", "--add-task", "ก", "--due", "2023-03-20"),
        ("--add-task", "ก", "--title", "ข"),
        ("--date", "วันไหน"),
        ("--urgency", "เร็ว"),
        ("--number", "908"),
        ("--from", "no such office"),
        ("--add-to", "ไม่มีหน่วยงานนี้"),
        ("--add-to-list", "no-such-file.csv"),
        ("--encoding", "cp874"),
        ("--edit", "--subject", "ก"),
        ("--take", "7"),
        ("--keep", "1", "--take", "1"),
        ("--settle",),
    ],
)
def test_what_cannot_be_understood_changes_nothing(district: Program, wrong: tuple[str, ...]) -> None:
    before = contents(district.database)
    done = district.run("correct", "3022", *wrong, "--yes")
    assert (done.status, done.out) == (2, "")
    assert "error: " in done.err
    assert contents(district.database) == before


def test_a_hint_names_the_letter_as_it_is_recorded(district: Program) -> None:
    done = district.run("correct", "708", "--number", "ชย 0023.14/97", "--task", "9", "--title", "ก", "--yes")
    assert done.status == 2
    assert '`circtrack chain "ชย 0023.14/708"`' in done.err


def test_recipients_that_were_forgotten_come_by_a_list(district: Program) -> None:
    district.ok("correct", "708", "--remove-to", "อบต.บ้านไร่", "--remove-to", "อบต.โป่งนก", "--yes")
    chat = "1. อบต.บ้านไร่ ✅\n๒) อบต.โป่งนก ค่ะ\nเทศบาลนครสมุทรปราการ\n"
    done = district.ok("correct", "708", "--add-to-list", "-", "--yes", given=chat)
    assert "1 line of the list names offices outside อำเภอเทพสถิต" in done.err
    assert "recipients: องค์การบริหารส่วนตำบลบ้านไร่, องค์การบริหารส่วนตำบลโป่งนก too" in done.err
    before = contents(district.database)
    assert "so already" in district.ok("correct", "708", "--add-to-list", "-", "--yes", given=chat).err
    assert district.run("correct", "708", "--add-to-list", "-", "--yes", given="อบต.ไม่มีจริง\n").status == 4
    assert contents(district.database) == before


def test_no_such_letter(district: Program, circtrack: Program) -> None:
    assert district.run("correct", "9999", "--subject", "ก", "--yes").status == 2
    empty = Program(Path(f"{circtrack.database}.none"))
    assert empty.run("correct", "708", "--subject", "ก", "--yes").status == 2


def test_findings_are_decided_by_their_numbers(district: Program) -> None:
    shown = district.ok("letters", "--show", "3022", "--format", "table").out
    assert "    2. the number is written 'ขย ๐๐๒๓.๖/๓๐๒๒'" in shown
    open_ones = district.run("correct", "3022", "--settle")
    assert open_ones.status == 2
    assert "  2. the number is written" in open_ones.err
    assert "undecided,ชย 0023.6/3022" in district.run("check", "--columns", "code,letter_number").out
    district.ok("correct", "3022", "--keep", "2", "--yes")
    assert "undecided" not in district.run("check", "--columns", "code,letter_number").out
    district.ok("undo")
    district.ok("correct", "3022", "--take", "2", "--yes")
    assert "undecided" not in district.run("check", "--columns", "code,letter_number").out
    numbers = [row["number"] for row in district.rows("letters", "--columns", "number")]
    assert "ชย 0023.6/3062" in numbers
    again = district.run("correct", "3062", "--take", "2", "--yes")
    assert "decided already" in again.err


def test_findings_are_decided_one_by_one(district: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answered(monkeypatch, "no", "yes", "yes")
    done = district.ok("correct", "3022", "--settle")
    assert asked == ["Take ชย 0023.6/3062?", "Keep what is written?", "Correct ชย 0023.6/3022?"]
    assert "2. the number is written 'ขย ๐๐๒๓.๖/๓๐๒๒'" in done.err
    done = district.ok("correct", "3022", "--settle")
    assert done.err == "ชย 0023.6/3022 has no finding that is left to be decided.\n"


@pytest.mark.skipif(os.name == "nt", reason="the editor is a shell script")
def test_the_recorded_letter_in_the_editor(district: Program, tmp_path: Path) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\nsed -i "s/2023-03-24/2023-03-20/; s/^subject = .*/subject = \\"ใหม่\\"/" "$1"\n')
    editor.chmod(0o755)
    edited = Program(district.database, environment={"EDITOR": str(editor), "VISUAL": ""})
    rows = recorded(district.database)
    done = edited.ok("correct", "708", "--edit", "--yes")
    assert "due on of 'ศูนย์ช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่น': recorded 2023-03-24, given 2023-03-20" in done.err
    assert "Deadlines that move: 6, the first from 2023-03-24 to 2023-03-20." in done.err
    assert edited.ok("correct", "708", "--edit", "--yes").err == (
        "ชย 0023.14/708 is recorded so already: nothing to correct.\n"
    )
    edited.ok("undo")
    assert recorded(district.database) == rows
    editor.write_text('#!/bin/sh\necho "[[[" > "$1"\n')
    done = edited.run("correct", "708", "--edit", "--yes")
    assert (done.status, "--update" in done.err) == (2, True)


def test_two_records_of_one_letter(district: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = ("--date", "2023-03-10", "--from", "อำเภอเทพสถิต", "--to", "อบต.บ้านไร่", "--subject", "เรื่องเดียวกัน")
    district.ok("add", "--number", "ชย 0023.14/718", *letter)
    rows = recorded(district.database)
    asked = answered(monkeypatch, "no", "yes")
    done = district.ok("correct", "718", "--same-as", "708")
    assert done.err.splitlines()[:2] == [
        "ชย 0023.14/718 and ชย 0023.14/708 become one letter:",
        "  date: 2023-03-10 and 2023-03-09; the second holds",
    ]
    assert recorded(district.database) == rows
    done = district.ok("correct", "718", "--same-as", "708", "--reason", "บันทึกซ้ำ")
    assert asked == ["Correct ชย 0023.14/708?"] * 2
    assert district.ok("letters", "--show", "718").out == district.ok("letters", "--show", "708").out
    assert "บันทึกซ้ำ" in district.ok("log").out
    assert district.run("correct", "718", "--same-as", "708").status == 2
    district.ok("undo")
    assert recorded(district.database) == rows


def test_a_letter_is_taken_out(district: Program) -> None:
    rows = recorded(district.database)
    assert "is taken out" in district.ok("correct", "3022", "--withdraw", "--dry-run").err
    assert "Not told any more: 6." in district.ok("correct", "708", "--withdraw", "--dry-run").err
    assert recorded(district.database) == rows
    done = district.ok("correct", "3022", "--withdraw", "--yes")
    assert "note: ชย 0023.14/708 waits for the letter that it passes on." in done.err.splitlines()
    assert done.err.endswith("Took ชย 0023.6/3022 out. `circtrack undo` brings it back.\n")
    assert district.run("letters", "--show", "3022").status == 2
    district.ok("undo")
    assert recorded(district.database) == rows


@pytest.mark.parametrize(
    "wrong",
    [
        ("--withdraw", "--subject", "ก"),
        ("--same-as", "3022", "--withdraw"),
        ("--same-as", "708"),
        ("--same-as", "ไม่มี"),
        ("--withdraw", "--edit"),
    ],
)
def test_what_stands_alone_goes_with_nothing_else(district: Program, wrong: tuple[str, ...]) -> None:
    before = contents(district.database)
    assert district.run("correct", "708", *wrong, "--yes").status == 2
    assert contents(district.database) == before


def test_other_letters_with_the_day_are_named_so_that_the_command_finds_them(circtrack: Program) -> None:
    province = circtrack.with_chain("จังหวัดชัยภูมิ")
    for district, number in (("ภูเขียว", "ชย 0023/55"), ("แก้งคร้อ", "ชย 0023/55"), ("คอนสวรรค์", "ชย 0023/70")):
        said = ("--number", number, "--from", f"อ.{district}", "--date", "2023-03-13", "--due", "2023-03-15")
        province.ok("forward", "3022", *said)
    done = province.ok("correct", "ชย 0023/70", "--task", "1", "--due", "2023-03-16", "--yes")
    commands = re.findall("`circtrack (correct [^`]+)`", done.err)
    assert len(commands) == 2
    for command in commands:
        province.ok(*shlex.split(command), "--yes")
