"""Bad input, over the whole command line: one clear message, the right exit status, nothing changed, no traceback."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from support.program import CHAIN, Program, contents
from support.servers import address, on_server, opened

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The real chain in the database of อำเภอเทพสถิต; tests here must not change it."""
    program = Program(tmp_path_factory.mktemp("recorded") / "circtrack.db")
    program.with_chain("อำเภอเทพสถิต")
    return program


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The real chain in a database of the whole country."""
    program = Program(tmp_path_factory.mktemp("country") / "circtrack.db")
    program.ok("read", CHAIN, "--yes")
    return program


def refused(program: Program, *arguments: str | Path, status: int = 2, given: str | bytes = b"") -> str:
    """Run what must be refused; gives back the message. The database is as it was, and nobody sees a traceback."""
    before = contents(program.database)
    done = program.run(*arguments, given=given)
    assert done.status == status, (done.status, done.out, done.err)
    assert "Traceback" not in done.err
    assert done.err.startswith("error: "), done.err
    assert contents(program.database) == before
    return done.err


FILES: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "is empty"),
    "scan.pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "is a PDF that cannot be read"),
    "photo.jpg": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "is a JPEG image"),
    "photo.png": (b"\x89PNG\r\n\x1a\n\x00\x00", "is a PNG image"),
    "letter.docx": (b"PK\x03\x04\x14\x00", "is a Word, Excel or ZIP file, not text"),
    "windows.txt": ("ที่ มท ๐๘๑๐.๗/ว ๙๐๘".encode("cp874"), "is not UTF-8 text: byte 0xB7 on line 1"),
    "noise.txt": (b"one\ntwo \xff\xfe", "is not UTF-8 text: byte 0xFF on line 2"),
    "prose.txt": ("ประชุมวันศุกร์".encode(), "A letter has a line of its own for ที่, เรื่อง or เรียน."),
    "order.txt": (
        "คำสั่งจังหวัดน่าน\nที่ ๑๘๗๖/๒๕๖๘\nเรื่อง แต่งตั้งคณะทำงาน\n".encode(),
        "Orders and announcements are not recorded",
    ),
    "notice.txt": ("ประกาศเทศบาลเมืองน่าน\nเรื่อง ภาษีป้าย\n".encode(), "Orders and announcements are not recorded"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_holds_no_letter(recorded: Program, tmp_path: Path, name: str) -> None:
    data, said = FILES[name]
    (tmp_path / name).write_bytes(data)
    message = refused(recorded, "read", tmp_path / name, "--yes")
    assert said in message
    assert name in message


def test_bytes_that_are_no_thai_windows_text_either(recorded: Program, tmp_path: Path) -> None:
    (tmp_path / "noise.txt").write_bytes(b"one\ntwo \xff\xfe")
    message = refused(recorded, "read", tmp_path / "noise.txt", "--yes", "--encoding", "cp874")
    assert "is not Thai Windows text (cp874): byte 0xFF on line 2" in message


def test_a_missing_file_a_folder_and_an_unknown_encoding(recorded: Program, tmp_path: Path) -> None:
    assert "there is no file nowhere.txt" in refused(recorded, "read", "nowhere.txt", "--yes")
    (tmp_path / "empty").mkdir()
    assert "has no letters in it" in refused(recorded, "read", tmp_path / "empty", "--yes")
    message = refused(recorded, "read", CHAIN, "--yes", "--encoding", "latin-1")
    assert "Invalid value for '--encoding': 'latin-1' is not one of 'utf-8', 'cp874'." in message


def test_a_name_that_several_offices_have_lists_them(country: Program) -> None:
    message = refused(country, "done", "908", "อบต.บ้านไร่")
    assert "offices are called 'อบต.บ้านไร่'" in message
    assert "06360903" in message


def test_a_name_that_occurs_twice_in_one_province_lists_both(country: Program) -> None:
    message = refused(country, "done", "908", "อบต.หนองหญ้าปล้อง จ.บุรีรัมย์", status=2)
    assert "หนองหญ้าปล้อง" in message


def test_an_unknown_office_proposes_near_ones(recorded: Program) -> None:
    message = refused(recorded, "done", "908", "อบต.นายางกลัด")
    assert "No office is called 'อบต.นายางกลัด'" in message
    assert "นายางกลัก" in message


def test_an_office_that_does_not_owe_here(recorded: Program) -> None:
    assert "owes nothing on มท 0810.7/ว 908" in refused(recorded, "done", "908", "อบจ.ชัยภูมิ")


def test_an_unknown_letter(recorded: Program) -> None:
    assert "no letter fits 12345" in refused(recorded, "owing", "12345")


def test_an_ambiguous_part_of_a_number_lists_the_letters(recorded: Program) -> None:
    message = refused(recorded, "owing", "0023")
    assert "ชย 0023.14/708" in message
    assert "ชย 0023.6/3022" in message


@pytest.mark.parametrize(
    ("table", "status", "said"),
    [
        ("name,on,on\nอบต.บ้านไร่,20/3/2566,\n", 2, ["Two columns say the same: on, on"]),
        ("", 2, ["empty"]),
        (
            "office,on\nอบต.บ้านไร่,31/2/2566\nอบต.ไม่มี,20/3/2566\nอบต.โป่งนก,20/3/2566\n",
            4,
            ["line 2", "line 3", "2 lines"],
        ),
        ("office,progress\nอบต.บ้านไร่,perhaps\n", 4, ["line 2", "'perhaps' is no progress"]),
        ("office\nอบต.บ้านไร่,x,y\n", 4, ["line 2", "more cells than columns"]),
        ("office,letter\nอบต.บ้านไร่,999\n", 4, ["line 2", "999"]),
    ],
)
def test_a_csv_with_wrong_columns_or_bad_lines(recorded: Program, table: str, status: int, said: list[str]) -> None:
    message = refused(recorded, "done", "908", "--csv", "-", given=table, status=status)
    for words in said:
        assert words in message


def test_a_csv_in_another_encoding(recorded: Program) -> None:
    given = "office\nอบต.บ้านไร่\n".encode("cp874")
    message = refused(recorded, "done", "908", "--csv", "-", "--encoding", "utf-8", given=given)
    assert "is not utf-8 text: byte 0xB5 on line 2" in message


@pytest.mark.file_only
def test_a_database_of_another_program(tmp_path: Path) -> None:
    program = Program(tmp_path / "other.db")
    connection = sqlite3.connect(program.database)
    connection.execute("CREATE TABLE music (title TEXT)")
    connection.commit()
    connection.close()
    for arguments in (("owing",), ("read", str(CHAIN), "--yes"), ("init", "--office", "3609")):
        assert "is a database of another program" in refused(program, *arguments)


@pytest.mark.file_only
def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    program = Program(tmp_path / "notes.txt")
    text = "not a database, but long enough to look at\n" * 40
    program.database.write_text(text, encoding="utf-8")
    for arguments in (("owing",), ("read", str(CHAIN), "--yes")):
        done = program.run(*arguments)
        assert (done.status, "is not a database" in done.err) == (2, True), done.err
    assert program.database.read_text(encoding="utf-8") == text


def test_a_database_that_a_newer_program_wrote(tmp_path: Path) -> None:
    program = Program(tmp_path / "newer.db")
    program.ok("init", "--office", "3609")
    with opened(program.database) as connection:
        connection.execute("UPDATE tables_version SET version = 999" if on_server() else "PRAGMA user_version = 999")
    for arguments in (("owing",), ("read", str(CHAIN), "--yes")):
        assert "was written by a newer circtrack" in refused(program, *arguments)


def test_a_locked_database_is_exit_5_and_can_still_be_read(tmp_path: Path) -> None:
    program = Program(tmp_path / "busy.db", environment={"CIRCTRACK_LOCK_TIMEOUT": "0.2"})
    program.with_chain("3609")
    with opened(program.database) as holder:
        holder.execute("BEGIN" if on_server() else "BEGIN IMMEDIATE")
        if on_server():
            holder.execute("SELECT circtrack_roles.take_turn(true)")
        done = program.run("done", "908", "06360903")
        assert done.status == 5
        assert "another program has kept it locked" in done.err
        assert len(program.rows("owing", "908")) == 6


def test_no_database_yet_says_how_to_begin(circtrack: Program) -> None:
    assert "circtrack read" in refused(circtrack, "owing")


@pytest.mark.parametrize(
    "arguments",
    [
        ("owing", "--today", "31 ก.พ. 66"),
        ("owing", "--columns", "office_name,nonsense"),
        ("owing", "--state", "asleep"),
        ("owing", "--format", "pdf"),
        ("owing", "--within", "soon"),
        ("owing", "--under", "อำเภอไม่มี"),
        ("owing", "--output", "/no/such/folder/x.csv"),
        ("done",),
        ("done", "908"),
        ("done", "908", "06360903", "--on", "2023-03-21"),
        ("done", "908", "06360903", "--on", "2023-02-01"),
        ("done", "908", "06360903", "--incomplete", "--blocked", "ระบบล่ม"),
        ("exempt", "908", "06360903"),
        ("extend", "908", "--to", "2023-03-01", "--reason", "x"),
        ("extend", "908", "--to", "2023-04-30"),
        ("receive", "908", "อบจ.ชัยภูมิ", "--on", "last week"),
        ("forward", "908", "--number", "708", "--date", "9 มี.ค. 66"),
        ("add", "--number", "มท 0810.7/ว 1", "--date", "30 ก.พ. 66", "--from", "สถ."),
        ("init", "--office", "อบต.ไม่มีที่ไหน"),
        ("read",),
        ("chain",),
        ("nonsense",),
        ("--nonsense",),
    ],
)
@pytest.mark.parametrize("lang", ["en", "th"])
def test_wrong_usage_is_exit_2_in_either_language(recorded: Program, arguments: tuple[str, ...], lang: str) -> None:
    before = contents(recorded.database)
    done = recorded.run(*arguments, lang=lang)
    assert done.status == 2, (done.out, done.err)
    assert done.out == ""
    assert done.err.startswith("error: " if lang == "en" else "ผิดพลาด: "), done.err
    assert "Traceback" not in done.err
    assert contents(recorded.database) == before


def test_a_reader_that_has_seen_enough_is_no_failure(country: Program) -> None:
    import os
    import subprocess
    import sys

    with subprocess.Popen(
        [sys.executable, "-m", "circtrack", "owing"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"CIRCTRACK_DB": address(country.database), "CIRCTRACK_LANG": "en"},
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b"letter_number,")
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
