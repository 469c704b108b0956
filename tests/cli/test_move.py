"""`move` as a command: what a person is told, and what is refused."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.program import Program
from support.server_own import database, program
from support.servers import needs_server
from support.waiting import FOR_EVER, at_work, end_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from circtrack.place import Server


@pytest.fixture
def here(circtrack: Program) -> Program:
    circtrack.with_chain("จ.ชัยภูมิ")
    circtrack.ok("done", "908", "อบต.บ้านไร่", "--on", "2023-03-17")
    circtrack.ok("register", "in", "908")
    return circtrack


@pytest.fixture
def server() -> Iterator[Server]:
    with database() as made:
        yield made


REPORTS = (
    ("owing",),
    ("owing", "908", "--state", "done,owing,untold"),
    ("owing", "--by", "district"),
    ("chain", "908"),
    ("letters",),
    ("letters", "show", "908", "--format", "json"),
    ("log",),
    ("check",),
    ("register", "in"),
    ("remind", "--all"),
)


@needs_server
def test_rounds_go_along(circtrack: Program, server: Server, tmp_path: Path) -> None:
    circtrack.ok("init", "--office", "อำเภอเทพสถิต")
    circtrack.ok(
        *("add", "--number", "ชย 0023.14/ว 12", "--date", "2024-01-10", "--from", "อำเภอเทพสถิต", "--subject", "รายงาน"),
        *("--to", "อบต.บ้านไร่", "--to", "อบต.โป่งนก", "--task", "ขยะ", "--due", "ภายในวันที่ ๕ ของทุกเดือน"),
        today="2024-01-10",
    )
    said = ("--reason", "ระบบล่ม")
    circtrack.ok("done", "12", "อบต.บ้านไร่", "--round", "1", "--on", "2024-02-07", today="2024-02-20")
    circtrack.ok("extend", "12", "อบต.โป่งนก", "--round", "1", "--to", "2024-02-25", *said, today="2024-02-20")
    circtrack.ok("extend", "12", "--round", "3", "--to", "ทุกวันที่ ๑๐", *said, today="2024-02-20")
    circtrack.ok("exempt", "12", "อบต.บ้านไร่", "--from", "2024-04-01", *said, today="2024-02-20")
    there, back = program(server, tmp_path), Program(tmp_path / "back.db")
    circtrack.ok("move", "--to", server.url, today="2024-04-20")
    there.ok("move", "--to", back.database, today="2024-04-20")
    for report in (
        ("owing", "12", "--history"),
        ("owing", "12"),
        ("owing", "--by", "round"),
        ("chain", "12"),
        ("log",),
    ):
        found = circtrack.run(*report, today="2024-04-20")
        assert found.out
        assert (there.run(*report, today="2024-04-20"), back.run(*report, today="2024-04-20")) == (found, found)
    (own, other) = sorted(back.rows("owing", "12", "--history", today="2024-04-20"), key=lambda row: row["office_code"])
    assert [own[f"round_{place}"] for place in (1, 2, 3, 4)] == ["done_late", "overdue", "exempt", "exempt"]
    assert [other[f"round_{place}"] for place in (1, 2, 3, 4)] == ["overdue", "overdue", "overdue", "owing"]


@needs_server
def test_to_a_server_and_back_every_report_is_the_same(here: Program, server: Server, tmp_path: Path) -> None:
    before = here.database.read_bytes()
    there, back = program(server, tmp_path), Program(tmp_path / "back.db")
    told = here.ok("move", "--to", server.url).err.splitlines()
    assert told[0].endswith("reports are the same from both.")
    assert told[1].startswith(f"{here.database} is as it was. From now on name {server}")
    assert here.database.read_bytes() == before
    there.ok("move", "--to", back.database)
    for report in REPORTS:
        found = here.run(*report)
        assert found.out
        assert (there.run(*report), back.run(*report)) == (found, found)
    there.ok("done", "908", "อบต.โป่งนก")
    there.ok("undo")
    back.ok("undo")


@needs_server
def test_passwords_are_not_shown(here: Program, server: Server) -> None:
    address = server.url.replace("postgres@", "postgres:s3cret@")
    done = here.ok("move", "--to", address)
    again = here.run("move", "--to", address)
    assert again.status == 2
    assert "s3cret" not in done.err + done.out + again.err + again.out
    assert "s3cret" not in here.ok("log").out


def test_what_is_refused_changes_nothing(here: Program, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    for target, says in (
        (here.database, "is the database that is to be moved"),
        ("", "--to is given, but empty"),
        (tmp_path, "is a folder"),
    ):
        done = here.run("move", "--to", target)
        assert (done.status, says in done.err) == (2, True), done.err
    assert "Missing option '--to'" in here.run("move").err
    assert "Nothing is recorded yet" in Program(tmp_path / "none.db").run("move", "--to", other).err
    assert not other.exists()
    here.ok("move", "--to", other)
    assert "not empty" in here.run("move", "--to", other).err
    text = tmp_path / "text.txt"
    text.write_text("no database\n" * 200, encoding="utf-8")
    assert "is not a database" in here.run("move", "--to", text).err
    assert text.read_text(encoding="utf-8").startswith("no database")


def test_no_server_at_an_address(here: Program) -> None:
    for address, says in (
        ("postgresql://clerk@127.0.0.1:1/none", "cannot be opened"),
        ("postgresql://clerk@127.0.0.1:port/none", "cannot be opened"),
        ("postgresql://[", "is no address of a PostgreSQL database"),
    ):
        done = here.run("move", "--to", address)
        assert done.status == 2
        assert says in done.err


_SLOW = """
import sys, time
from circtrack.__main__ import run
from circtrack.transfer import copy_rows
from circtrack.transfer.move_targets import MoveMarker

copy_rows._MOST_ROWS = 200
keep = MoveMarker.keep
def slow(mark, position):
    keep(mark, position)
    time.sleep(0.2)
MoveMarker.keep = slow
run()
"""


_STOPS = f"""
import time
from circtrack.__main__ import run
from circtrack.transfer import copy_rows
from circtrack.transfer.move_targets import MoveMarker

copy_rows._MOST_ROWS = 20
keep = MoveMarker.keep
def stops(mark, position):
    keep(mark, position)
    if position.rows > 60:
        print("so far", flush=True)
        time.sleep({FOR_EVER})
MoveMarker.keep = stops
run()
"""


@pytest.mark.skipif(os.name == "nt", reason="a signal that only POSIX has")
def test_ctrl_c_then_again(here: Program, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    environment = os.environ | {"CIRCTRACK_DB": str(here.database), "CIRCTRACK_LANG": "en"}
    command = [sys.executable, "-c", _STOPS, "move", "--to", str(other)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with at_work(process):
        assert process.stdout
        assert process.stdout.readline() == "so far\n"
        process.send_signal(signal.SIGINT)
        _, told = end_of(process)
    assert process.returncode == 130, told
    assert "What has come is kept" in told
    assert "Traceback" not in told
    refused = Program(other).run("owing")
    assert (refused.status, "a move into it is not finished" in refused.err) == (2, True)
    assert "rows had come before" in here.ok("move", "--to", other).err
    assert Program(other).ok("owing").out == here.ok("owing").out


@pytest.mark.skipif(os.name == "nt", reason="there are no such terminals")
@pytest.mark.slow
def test_a_bar_at_a_terminal(here: Program, tmp_path: Path) -> None:
    outer, inner = pty.openpty()
    environment = os.environ | {"CIRCTRACK_DB": str(here.database), "CIRCTRACK_LANG": "en", "TERM": "xterm"}
    command = [sys.executable, "-c", _SLOW, "move", "--to", str(tmp_path / "other.db")]
    with subprocess.Popen(command, env=environment, stderr=inner, stdin=inner, stdout=inner) as process:
        os.close(inner)
        seen = b""
        try:
            while piece := os.read(outer, 10_000):
                seen += piece
        except OSError:
            pass  # the other end is closed
    os.close(outer)
    assert process.returncode == 0, seen
    assert b"Copying rows" in seen


@needs_server
def test_what_is_for_files_only_says_what_a_server_has_for_it(here: Program, server: Server, tmp_path: Path) -> None:
    here.ok("move", "--to", server.url)
    there = program(server, tmp_path)
    for verb, says in (
        (("backup", "copies"), "pg_dump backs up"),
        (("restore", here.database, "--yes"), "pg_restore brings back"),
        (("check", "--pack"), "packs its tables by itself"),
    ):
        done = there.run(*verb)
        assert (done.status, done.out) == (2, "")
        assert says in done.err


@needs_server
def test_bundles_go_from_a_server_to_a_file_and_back(here: Program, server: Server, tmp_path: Path) -> None:
    district = Program(tmp_path / "district.db")
    district.ok("init", "--office", "อำเภอเทพสถิต")
    here.ok("move", "--to", server.url)
    province = program(server, tmp_path)
    for name, which in (("of the file", here), ("of the server", province)):
        which.ok("bundle", "908", "--for", "อ.เทพสถิต", "--output", tmp_path / name)
    assert (tmp_path / "of the file").read_bytes() == (tmp_path / "of the server").read_bytes()
    district.ok("merge", tmp_path / "of the server")
    district.ok("done", "908", "อบต.โป่งนก", "--on", "2023-03-18")
    district.ok("bundle", "908", "--for", "จ.ชัยภูมิ", "--output", tmp_path / "up")
    told = here.ok("merge", tmp_path / "up").err
    assert province.ok("merge", tmp_path / "up").err == told
    assert province.ok("owing", "908", "--state", "done").out == here.ok("owing", "908", "--state", "done").out
    assert "โป่งนก" in province.ok("owing", "908", "--state", "done").out
