"""The morning's post: a folder read from cron, each file once, what could not be recorded left as drafts."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from email.message import EmailMessage
from typing import TYPE_CHECKING

import docx
import pytest
from maintain.sessions import environment
from support.inside import run_at_terminal
from support.ocr_engine import needs_engine
from support.program import CHAIN, PROJECT, Program, contents
from support.sheets import pdf_of, scanned, sheets, thai_font, tiff_of

from circtrack.thai.digits import to_thai

if TYPE_CHECKING:
    from pathlib import Path

LETTER = """ที่ ชย ๐๐๒๓.๖/{serial}
ศาลากลางจังหวัดชัยภูมิ
๑๐ มีนาคม ๒๕๖๖
เรื่อง {subject}
เรียน นายอำเภอทุกอำเภอ
  ด้วยจังหวัดชัยภูมิขอให้รายงานผล ภายในวันที่ ๒๔ มีนาคม ๒๕๖๖
ขอแสดงความนับถือ
(นายสมชาย ใจดี)
ผู้ว่าราชการจังหวัดชัยภูมิ
"""
OLD_WORD = (
    "inbox/6.doc is an old Word or Excel file, not text.; Open it in Word and save it as .docx, or give its text."
)
STAMP = "ที่ว่าการอำเภอเทพสถิต\nเลขรับ ๑๕๖/๒๕๖๖\nวันที่ ๑๓ มี.ค. ๖๖\n"


def letter(serial: str, subject: str) -> str:
    return LETTER.format(serial=serial, subject=subject)


def word(text: str) -> bytes:
    """A Word file with these lines."""
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def mail(text: str, name: str, data: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["Date"] = "จังหวัดชัยภูมิ <a@example.go.th>", "Mon, 13 Mar 2023 09:00:00 +0700"
    message.set_content(text)
    message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


@pytest.fixture
def district(circtrack: Program) -> Program:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    return circtrack


@pytest.fixture
def inbox(circtrack: Program) -> Path:
    """A folder with a text, a Word file and an e-mail, a text that lacks its serial, prose, and an old Word file."""
    folder = circtrack.database.parent / "inbox"
    folder.mkdir()
    (folder / "1.txt").write_text(letter("๓๐๖๑", "เรื่องหนึ่ง"), encoding="utf-8")
    (folder / "2.docx").write_bytes(word(letter("๓๐๖๒", "เรื่องสอง")))
    (folder / "3.eml").write_bytes(mail("ดังแนบ", "หนังสือ.docx", word(letter("๓๐๖๓", "เรื่องสาม"))))
    (folder / "4.txt").write_text(letter("", "เรื่องสี่"), encoding="utf-8")
    (folder / "5.txt").write_text("ประชุมวันศุกร์\n", encoding="utf-8")
    (folder / "6.doc").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    return folder


def cron_line() -> str:
    lines = (PROJECT / "examples" / "crontab").read_text("utf-8").splitlines()
    (line,) = [line for line in lines if " circtrack read " in line]
    return line.split(None, 5)[5]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="cron is not there")
def test_the_crontab_line_reads_each_file_once(district: Program, inbox: Path) -> None:
    folder = inbox.parent
    settings = environment(folder) | {"CIRCTRACK_DB": str(district.database), "CIRCTRACK_TODAY": "2023-03-20"}
    settings |= {"PYTHONPATH": str(PROJECT / "src"), "CIRCTRACK_LANG": "en"}

    def cron() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", "-c", cron_line().replace("circtrack", f"{sys.executable} -m circtrack")],
            capture_output=True, text=True, check=False, cwd=folder, env=settings,
        )  # fmt: skip

    done = cron()
    assert done.returncode == 4
    assert done.stdout.splitlines() == [
        "file,result,recorded,drafts,text",
        "inbox/1.txt,recorded,ชย 0023.6/3061,,",
        "inbox/2.docx,recorded,ชย 0023.6/3062,,",
        "inbox/3.eml,recorded,ชย 0023.6/3063,,",
        "inbox/4.txt,drafts,,1,draft 1: no number",
        "inbox/5.txt,drafts,,2,draft 2: no letter was found in it",
        f'inbox/6.doc,not_read,,,"{OLD_WORD}"',
    ]
    assert sorted(each.name for each in inbox.iterdir()) == ["6.doc"]
    assert sorted(each.name for each in (folder / "done").iterdir()) == ["1.txt", "2.docx", "3.eml", "4.txt", "5.txt"]
    (inbox / "6.doc").unlink()
    shutil.copy(folder / "done" / "1.txt", inbox / "again.txt")
    before = contents(district.database)
    again = cron()
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert contents(district.database) == before
    assert (list(inbox.iterdir()), (folder / "done" / "again.txt").exists()) == ([], True)
    nothing = cron()
    assert (nothing.returncode, nothing.stdout, nothing.stderr) == (0, "", "")


@pytest.mark.both_engines
def test_a_folder_is_read_once_and_taken_back_whole(district: Program, inbox: Path) -> None:
    (inbox / "6.doc").unlink()
    rows = {"1": "recorded", "2": "recorded", "3": "recorded", "4": "drafts", "5": "drafts"}
    first = district.run("read", inbox, "--yes")
    assert (first.status, [line.split(",")[1] for line in first.lines[1:]]) == (4, list(rows.values()))
    again = district.run("read", inbox, "--yes")
    assert (again.status, again.out) == (0, "")
    assert len(district.rows("drafts")) == 2
    district.ok("undo")
    assert (district.rows("letters"), district.rows("drafts")) == ([], [])
    assert district.run("read", inbox, "--yes").out == first.out


def test_what_hinders_one_letter_keeps_no_other_out(district: Program, inbox: Path) -> None:
    district.ok("read", inbox / "1.txt", "--yes")
    changed = letter("๓๐๖๑", "เรื่องหนึ่ง").replace("๑๐ มีนาคม", "๑๑ มีนาคม")
    (inbox / "1.txt").write_text(changed, encoding="utf-8")
    done = district.run("read", inbox, "--yes")
    assert done.status == 4
    assert [line.split(",")[1] for line in done.lines[1:4]] == ["drafts", "recorded", "recorded"]
    assert "it is recorded otherwise" in done.lines[1]
    assert district.rows("drafts")[0]["reason"].startswith("it is recorded otherwise")
    assert district.run("drafts", "edit", "1", "--date", "๑๐ มี.ค. ๖๖").status == 0
    assert len(district.rows("drafts")) == 2


def test_a_file_that_cannot_be_read_stays_and_is_read_when_it_can_be(
    district: Program, inbox: Path, tmp_path: Path
) -> None:
    for each in inbox.iterdir():
        each.unlink()
    whole = word(letter("๓๐๖๔", "เรื่อง"))
    (inbox / "a.zip").write_bytes(whole[:300])  # as a scanner has it that is still writing
    done = district.run("read", inbox, "--yes", "--move-to", tmp_path / "done")
    assert (done.status, done.lines[1].split(",")[1]) == (4, "not_read")
    (inbox / "a.zip").write_bytes(whole)
    district.ok("read", inbox, "--yes", "--move-to", tmp_path / "done")
    assert [row["number"] for row in district.rows("letters")] == ["ชย 0023.6/3064"]
    assert list(inbox.iterdir()) == []


def test_files_keep_apart_where_they_are_moved_and_it_is_said_where_they_cannot_be(
    district: Program, inbox: Path, tmp_path: Path
) -> None:
    for name in ("2.docx", "3.eml", "4.txt", "5.txt", "6.doc"):
        (inbox / name).unlink()
    (tmp_path / "done").mkdir()
    (tmp_path / "done" / "1.txt").write_text("another", encoding="utf-8")
    district.ok("read", inbox, "--yes", "--move-to", tmp_path / "done")
    assert sorted(each.name for each in (tmp_path / "done").iterdir()) == ["1-2.txt", "1.txt"]
    (inbox / "1.txt").write_text(letter("๓๐๖๙", "อื่น"), encoding="utf-8")
    failed = district.run("read", inbox, "--yes", "--move-to", tmp_path / "done" / "1.txt")
    assert (failed.status, "was read, but not moved" in failed.err) == (4, True)
    assert len(district.rows("letters")) == 2


def test_move_to_needs_a_folder_and_yes(district: Program, inbox: Path) -> None:
    for words in ((inbox,), (inbox / "1.txt", "--yes")):
        done = district.run("read", *words, "--move-to", "done")
        assert (done.status, "--move-to goes with --yes and a folder" in done.err) == (2, True)


@pytest.mark.both_engines
def test_the_own_office_s_stamp_is_recorded_as_its_receipt(district: Program, tmp_path: Path) -> None:
    file = tmp_path / "stamped.txt"
    file.write_text(STAMP + letter("๓๐๖๕", "เรื่อง"), encoding="utf-8")
    offered = district.ok("read", file, "--yes").err
    way = 'circtrack receive "ชย 0023.6/3065" 3609 --on 2023-03-13 --number "156/2566"'
    assert f"ชย 0023.6/3065 reached you on 2023-03-13: `{way}` records its receipt." in offered
    district.ok("undo")
    assert "received ชย 0023.6/3065 on 2023-03-13" in district.ok("read", file, "--yes", "--receive").err
    assert "156/2566" in district.ok("letters", "show", "3065", "--format", "json").out
    assert "recorded ชย 0023.6/3065; received on 2023-03-13" in district.ok("log", "--columns", "summary").out
    district.ok("undo")
    assert district.rows("letters") == []
    assert "reached you" not in district.ok("read", file, "--yes", "--no-receive").err


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_at_a_terminal_the_receipt_is_asked(tmp_path: Path) -> None:
    program = Program(tmp_path / "circtrack.db")
    program.ok("init", "--office", "อำเภอเทพสถิต")
    file = tmp_path / "stamped.txt"
    file.write_text(STAMP + letter("๓๐๖๕", "เรื่อง"), encoding="utf-8")
    shown = run_at_terminal(["read", str(file)], tmp_path, environment(tmp_path), answer="y\ny\n")
    assert "is stamped as received on 2023-03-13, number 156/2566. Record that?" in shown
    assert "156/2566" in program.ok("letters", "show", "3065", "--format", "json").out


def test_a_draft_s_json_has_what_its_stamp_says(district: Program, tmp_path: Path) -> None:
    file = tmp_path / "stamped.txt"
    file.write_text(STAMP + letter("", "เรื่อง"), encoding="utf-8")
    assert district.run("read", file, "--yes").status == 4
    assert (
        '"receipt": {"number": "156/2566", "on": "2023-03-13"'
        in district.ok("drafts", "show", "1", "--format", "json").out
    )
    assert "reached you on 2023-03-13" in district.ok("drafts", "edit", "1", "--number", "ชย 0023.6/3066").err


def test_a_folder_shown_first_is_read_like_files(district: Program, inbox: Path) -> None:
    (inbox / "6.doc").unlink()
    done = district.ok("read", inbox, "--dry-run")
    assert len(done.lines) == 6
    assert f"{inbox}: 5 files are read." in done.err


def test_the_real_chain_in_a_zip_is_read(district: Program, tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(CHAIN, "หนังสือ.txt")
        archive.writestr("รูป.bmp", b"BM" + bytes(70))
    done = district.ok("read", tmp_path / "a.zip", "--yes")
    assert "รูป.bmp is left out: " in done.err
    assert len(district.rows("letters")) == 3


@pytest.mark.slow
@pytest.mark.skipif(not thai_font(), reason="no Thai font is installed")
@needs_engine
def test_ten_scans_are_the_morning_s_post(district: Program, tmp_path: Path) -> None:
    font = thai_font()
    assert font
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for place in range(10):
        text = letter(to_thai(str(3100 + place)) if place < 9 else "", f"การสำรวจข้อมูลครั้งที่ {place + 1}")
        pages = [scanned(page, noise=True, turned=bool(place % 2)) for page in sheets(text, 200, font)]
        whole = pdf_of(pages, 200) if place % 3 else tiff_of(pages, 200)
        (inbox / f"scan{place:02}.{'pdf' if place % 3 else 'tif'}").write_bytes(whole)
    done = district.run("read", inbox, "--yes", "--move-to", tmp_path / "done")
    results = [line.split(",")[1] for line in done.lines[1:]]
    assert (done.status, len(results)) == (4, 10)
    assert results[9] == "drafts"
    # What is not read with certainty waits as a draft, or is asked; how much that is, tests/reading measures.
    doubted = {row["number"] for row in district.rows("letters") if row["findings"] != "0"}
    read = {row["number"] for row in district.rows("letters")} - doubted
    assert len(read) >= 6
    assert read <= {f"ชย 0023.6/{3100 + place}" for place in range(9)}
    assert len(district.rows("letters")) + len(district.rows("drafts")) == 10
    again = district.run("read", inbox, "--yes", "--move-to", tmp_path / "done")
    assert (again.status, again.out, again.err) == (0, "", "")
    assert (len(list((tmp_path / "done").iterdir())), list(inbox.iterdir())) == (10, [])


def test_what_a_mail_itself_asks_beside_its_letter_is_said(district: Program) -> None:
    text = "ส่งหนังสือมาให้ครับ\nกรุณาส่งบัญชีรายชื่อกลับภายในวันที่ 20 มีนาคม 2566\n"
    file = district.database.parent / "one.eml"
    file.write_bytes(mail(text, "หนังสือ.docx", word(letter("๓๐๖๔", "เรื่องเดียว"))))
    said = district.run("read", "--dry-run", file).err
    assert "the mail itself says: กรุณาส่งบัญชีรายชื่อกลับภายในวันที่ 20 มีนาคม 2566" in said
    assert "ส่งหนังสือมาให้ครับ" not in said
