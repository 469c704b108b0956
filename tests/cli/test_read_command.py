"""``circtrack read`` from the outside: what it shows, what it records, what it refuses."""

from __future__ import annotations

import itertools
import json
import os
import sys
from typing import TYPE_CHECKING

import pytest
from support.made_pdfs import PageOf, pdf_with
from support.program import CHAIN, Program, contents

from circtrack.reading.split import split_letters

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines

NAMES = ("district", "province", "root")


@pytest.fixture
def three_files(tmp_path: Path) -> dict[str, Path]:
    """The real chain, each letter in a file of its own."""
    files = {}
    for name, piece in zip(NAMES, split_letters(CHAIN.read_text(encoding="utf-8")), strict=True):
        files[name] = tmp_path / f"{name}.txt"
        files[name].write_text(piece.text, encoding="utf-8")
    return files


def the_chain(circtrack: Program) -> list[tuple[str, str, str]]:
    rows = circtrack.rows("letters", "--columns", "number,date,parent")
    return sorted((row["number"], row["date"], row["parent"]) for row in rows)


WHOLE_CHAIN = [
    ("ชย 0023.14/708", "2023-03-09", "ชย 0023.6/3022"),
    ("ชย 0023.6/3022", "2023-03-09", "มท 0810.7/ว 908"),
    ("มท 0810.7/ว 908", "2023-02-27", ""),
]


def test_the_real_chain_is_recorded_with_who_owes(circtrack: Program) -> None:
    done = circtrack.ok("read", CHAIN, "--yes")
    assert "Recorded 3 letters, sent to 100 offices; 7925 obligations for 2 tasks." in done.err
    assert the_chain(circtrack) == WHOLE_CHAIN


def test_reading_the_same_text_twice_adds_nothing(circtrack: Program) -> None:
    circtrack.ok("read", CHAIN, "--yes")
    before = contents(circtrack.database)
    done = circtrack.ok("read", CHAIN, "--yes")
    assert "Nothing new was recorded." in done.err
    assert contents(circtrack.database) == before


def test_either_reading_of_the_number_finds_the_letter(circtrack: Program) -> None:
    circtrack.with_chain("อำเภอเทพสถิต")
    for number in ("3022", "3062", "ชย ๐๐๒๓.๖/๓๐๖๒"):
        assert circtrack.ok("chain", number).out == circtrack.ok("chain", "908").out


@pytest.mark.parametrize("order", list(itertools.permutations(NAMES)))
def test_letters_read_one_by_one_give_the_chain_or_say_what_they_wait_for(
    circtrack: Program, three_files: dict[str, Path], order: tuple[str, ...]
) -> None:
    # Two of the letters are dated only by what cites them; they can be recorded once that is. Alone, the district's
    # letter does not enclose the province's: the letter that it cites, 3062, may still come.
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    waiting = list(order)
    while waiting:
        statuses = {name: circtrack.run("read", three_files[name], "--yes").status for name in waiting}
        assert set(statuses.values()) <= {0, 4}
        assert 0 in statuses.values()
        waiting = [name for name, status in statuses.items() if status]
    assert the_chain(circtrack) == [("ชย 0023.14/708", "2023-03-09", ""), *WHOLE_CHAIN[1:]]
    undecided = circtrack.run("check", "--format", "csv", "--columns", "code,letter_number").out
    assert "undecided,ชย 0023" in undecided
    assert len(circtrack.rows("owing", "908")) == 6


def test_a_dry_run_records_nothing(circtrack: Program) -> None:
    done = circtrack.ok("read", CHAIN, "--dry-run", "--format", "json")
    assert contents(circtrack.database) is None
    letters = json.loads(done.out)
    assert [letter["number"] for letter in letters] == ["ชย 0023.14/708", "ชย 0023.6/3022", "มท 0810.7/ว 908"]
    assert list(letters[0])[:15] == [
        "number", "number_as_written", "date", "issuer", "issuer_code", "kind", "urgency", "secrecy", "subject",
        "addressees", "recipients", "parent", "links", "tasks", "findings",
    ]  # fmt: skip
    assert list(letters[0]["links"][0]) == ["type", "number", "date", "issuer"]
    assert list(letters[0]["tasks"][0]) == ["title", "system", "audience", "due_on", "rule", "as_written"]
    assert list(letters[0]["findings"][0])[:5] == ["code", "field", "text", "evidence", "proposal"]


def test_a_script_must_say_yes(circtrack: Program) -> None:
    done = circtrack.run("read", CHAIN)
    assert done.status == 2
    assert "Say --yes to record, or --dry-run to only look." in done.err
    assert contents(circtrack.database) is None


@pytest.mark.file_only
def test_standard_input_is_a_file_too(circtrack: Program) -> None:
    circtrack.ok("read", "-", "--yes", given=CHAIN.read_bytes())
    assert len(the_chain(circtrack)) == 3


@pytest.mark.file_only
def test_thai_windows_text_is_read_when_said(circtrack: Program, tmp_path: Path) -> None:
    # Arabic letters that OCR put into the text have no place in that code page.
    file = tmp_path / "windows.txt"
    file.write_bytes(CHAIN.read_text(encoding="utf-8").encode("cp874", errors="ignore"))
    refused = circtrack.run("read", file, "--yes")
    assert (refused.status, "--encoding cp874" in refused.err) == (2, True)
    circtrack.ok("read", file, "--yes", "--encoding", "cp874")
    assert the_chain(circtrack) == WHOLE_CHAIN


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ที่ มท ๐๘๑๐.๗/ว ๙๐๘\nกรมส่งเสริมการปกครองท้องถิ่น\nเรื่อง การบันทึก\n", "no date"),
        ("กรมส่งเสริมการปกครองท้องถิ่น\n๒๗ กุมภาพันธ์ ๒๕๖๖\nเรื่อง การบันทึก\n", "no number"),
        ("ที่ มท ๐๘๑๐.๗/ว ๙๐๘\n๒๗ กุมภาพันธ์ ๒๕๖๖\nเรื่อง การบันทึก\n", "no issuer"),
    ],
)
def test_a_letter_that_lacks_what_it_is_recorded_under_is_kept_as_a_draft_by_line(
    circtrack: Program, tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("\n" + text, encoding="utf-8")
    done = circtrack.run("read", file, "--yes")
    assert done.status == 4
    assert f"line 2 of {file}: {said}" in done.err
    assert circtrack.rows("letters") == []
    assert [row["source"] for row in circtrack.rows("drafts")] == [str(file)]


def test_a_number_recorded_with_another_date_is_kept_as_a_draft(circtrack: Program, tmp_path: Path) -> None:
    circtrack.with_chain("อำเภอเทพสถิต")
    before = circtrack.rows("letters")
    file = tmp_path / "again.txt"
    text = split_letters(CHAIN.read_text(encoding="utf-8"))[0].text
    file.write_text(text.replace("\n๙ มีนาคม ๒๕๖๖", "\n๑๐ มีนาคม ๒๕๖๖", 1), encoding="utf-8")
    done = circtrack.run("read", file, "--yes")
    assert done.status == 4
    assert "  date: recorded 2023-03-09, given 2023-03-10" in done.err
    assert circtrack.rows("letters") == before
    assert [row["draft"] for row in circtrack.rows("drafts")] == ["1"]


def test_the_same_number_in_another_year_is_another_letter(circtrack: Program, tmp_path: Path) -> None:
    circtrack.with_chain("อำเภอเทพสถิต")
    file = tmp_path / "next-year.txt"
    text = split_letters(CHAIN.read_text(encoding="utf-8"))[2].text
    file.write_text(
        text.replace("๒๗๗ กุมภาพันธ์ ๒๕๖๖", "๒๗ กุมภาพันธ์ ๒๕๖๗").replace("๒๔ มีนาคม ๒๕๖๖", "๒๒ มีนาคม ๒๕๖๗"), encoding="utf-8"
    )
    circtrack.ok("read", file, "--yes")
    assert len(the_chain(circtrack)) == 4
    ambiguous = circtrack.run("owing", "908")
    assert ambiguous.status == 2
    assert "2023-02-27" in ambiguous.err
    assert "2024-02-27" in ambiguous.err
    assert circtrack.ok("owing", "ว 908/2566").out == circtrack.ok("owing", "708").out


def test_edit_opens_the_drafts_and_takes_what_comes_back(circtrack: Program, three_files: dict[str, Path]) -> None:
    script = (
        "import pathlib, sys\n"
        "file = pathlib.Path(sys.argv[1])\n"
        "text = file.read_text(encoding='utf-8')\n"
        "assert 'lacks its day' in text\n"
        "file.write_text(text.replace('date = \"\"', 'date = \"๙ มี.ค. ๖๖\"', 1), encoding='utf-8')\n"
    )
    editor = circtrack.database.parent / "editor.py"
    editor.write_text(script, encoding="utf-8")
    program = Program(circtrack.database, environment={"EDITOR": f'"{sys.executable}" "{editor}"', "VISUAL": ""})
    program.ok("init", "--office", "อำเภอเทพสถิต")
    program.ok("read", three_files["province"], "--edit", "--yes")
    assert the_chain(program) == [("ชย 0023.6/3022", "2023-03-09", "")]  # the letter above is not recorded yet


@pytest.mark.file_only
def test_a_draft_spoilt_in_the_editor_is_kept_and_named(circtrack: Program, tmp_path: Path) -> None:
    editor = tmp_path / "editor.py"
    editor.write_text("import sys\nopen(sys.argv[1], 'a').write('x = [')\n", encoding="utf-8")
    program = Program(
        circtrack.database,
        environment={"EDITOR": f'"{sys.executable}" "{editor}"', "VISUAL": "", "TMPDIR": str(tmp_path)},
        own_process=True,
    )
    done = program.run("read", CHAIN, "--edit", "--yes")
    assert done.status == 2
    (kept,) = tmp_path.glob("circtrack-*/drafts.toml")
    assert f"Your text is kept: correct {kept}" in done.err
    kept.write_text(kept.read_text(encoding="utf-8").removesuffix("x = ["), encoding="utf-8")
    program.ok("read", kept, "--yes")
    assert the_chain(program) == WHOLE_CHAIN


@pytest.mark.file_only
def test_an_editor_that_is_not_there_is_named(circtrack: Program) -> None:
    program = Program(circtrack.database, environment={"EDITOR": "no-such-editor", "VISUAL": ""})
    done = program.run("read", CHAIN, "--edit", "--yes")
    assert (done.status, "cannot run the editor no-such-editor" in done.err) == (2, True)


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    ("answer", "recorded"),
    [("y\n", True), *(pytest.param(no, False, marks=pytest.mark.file_only) for no in ("\n", "n\n"))],
)
def test_at_a_terminal_it_asks(tmp_path: Path, answer: str, recorded: bool) -> None:
    from maintain.sessions import at_terminal

    shown = at_terminal(f"circtrack read {CHAIN}", tmp_path, answer=answer)
    assert "Record these letters (3)? [y/N]" in shown
    assert (contents(tmp_path / "circtrack.db") is not None) == recorded


def test_terminal_escapes_in_a_letter_reach_nothing(circtrack: Program, tmp_path: Path) -> None:
    file = tmp_path / "hostile.txt"
    text = CHAIN.read_text(encoding="utf-8").replace("เรื่อง การ", "เรื่อง \x1b]0;x\x07\x1b[31mการ\x9b2J")
    file.write_text(text, encoding="utf-8")
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    shown = [circtrack.ok("read", file, "--yes", "--format", form) for form in ("table", "csv", "json")]
    shown.append(circtrack.ok("letters"))
    for done in shown:
        assert not set("\x1b\x07\x9b") & set(done.out + done.err)


@pytest.mark.file_only
def test_pages_of_which_it_is_not_clear_where_they_belong_are_a_finding_of_each_letter(
    circtrack: Program, tmp_path: Path
) -> None:
    letters = [
        f"ที่ ชร ๐๐๒๓.๕/ว {number}\nศาลากลางจังหวัดเชียงราย\n๒ มกราคม ๒๕๖๖\nเรื่อง การรายงานข้อมูล\nเรียน นายอำเภอทุกอำเภอ\n"
        "ด้วยจังหวัดเชียงรายขอให้อำเภอรายงานข้อมูลให้ครบถ้วน"
        for number in ("๑๑๒๔๗", "๑๑๒๔๘")
    ]
    second = "- ๒ -\nและให้อำเภอส่งข้อมูลภายในวันที่ ๓ มีนาคม ๒๕๖๖"
    file = tmp_path / "two.pdf"
    file.write_bytes(pdf_with(*map(PageOf, (*letters, second, second))))
    found = json.loads(circtrack.ok("read", file, "--dry-run", "--format", "json").out)
    told = [[each["text"] for each in letter["findings"] if each["code"] == "unclear_pages"] for letter in found]
    assert told == [["3, 4"], ["3, 4"]]


def test_what_a_mail_without_a_letter_asks_is_told(circtrack: Program, tmp_path: Path) -> None:
    mail, news = tmp_path / "mail.txt", tmp_path / "news.txt"
    mail.write_text(
        "จาก: งานพัสดุ เทศบาลเมืองแพร่ <phatsadu@example.go.th>\nถึง: ผู้ประสานงาน\nเรื่อง: ขอยอดครุภัณฑ์ ปี 2569\n\nสวัสดีค่ะ\n\n"
        "ขอให้ทุกกองส่งยอดครุภัณฑ์ตามแบบที่แนบ ภายในวันที่ 20 มกราคม 2569 นะคะ\n\nขอบคุณค่ะ\nปรานี ใจดี\n",
        encoding="utf-8",
    )
    news.write_text("ชาวบ้านร่วมงานปลูกป่าที่วัดป่าแดง อากาศดี คนมามาก\n", encoding="utf-8")
    circtrack.ok("init", "--office", "54")
    alone = circtrack.run("read", mail, "--yes")
    assert (alone.status, alone.out) == (2, "")
    assert f"no letter was found in {mail}; nothing was recorded." in alone.err
    asked = [line for line in alone.err.splitlines() if "20 มกราคม 2569" in line]
    assert asked == [f"  {mail}: the mail itself says: ขอให้ทุกกองส่งยอดครุภัณฑ์ตามแบบที่แนบ ภายในวันที่ 20 มกราคม 2569 นะคะ"]
    beside = circtrack.run("read", mail, news, CHAIN, "--yes")
    assert beside.status == 4
    assert f"note:{asked[0].removeprefix(' ')}" in beside.err.splitlines()
    assert beside.err.count(str(news)) == 1
