"""Standard streams that are closed or full, and arguments where the system is not set to UTF-8: real processes."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from support.program import CHAIN, Program
from support.servers import copied

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name == "nt", reason="descriptors and locales of a POSIX system")

SPOILT = ("Traceback", "circtrack itself failed", "circtrack เองทำงานผิดพลาด", "\\udc")
NOT_UTF8 = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Program:
    program = Program(tmp_path_factory.mktemp("made") / "circtrack.db")
    program.ok("init", "--office", "อำเภอเทพสถิต")
    program.ok("read", CHAIN, "--yes")
    return program


@pytest.fixture
def recorded(made: Program, tmp_path: Path) -> Program:
    copied(made.database, tmp_path / "circtrack.db")
    return Program(tmp_path / "circtrack.db")


def closing(program: Program, *streams: int) -> Program:
    """The program started by a shell as ``<&-``, ``>&-`` and ``2>&-`` start it."""

    def close() -> None:
        for stream in streams:
            os.close(stream)

    return replace(program, prepared=close)


def clean(text: str) -> bool:
    return not any(each in text for each in SPOILT)


COMMANDS = {
    "done": ("done", "908", "05360901"),
    "exempt": ("exempt", "908", "05360901", "--reason", "ยุบรวม"),
    "receive": ("receive", "708", "05360901", "--on", "2023-03-13"),
    "forward": ("forward", "708", "--number", "ชย 0023.14/750", "--date", "2023-03-10", "--to", "อบต.บ้านไร่"),
}
CLOSED = [("done", streams) for streams in ((0,), (1,), (2,), (0, 1), (1, 2), (0, 1, 2))]
CLOSED += [("exempt", (0, 1, 2)), ("receive", (1, 2)), ("forward", (1,))]


@pytest.mark.slow
@pytest.mark.parametrize(("verb", "streams"), CLOSED)
def test_what_is_recorded_is_no_failure_whichever_streams_are_closed(
    recorded: Program, verb: str, streams: tuple[int, ...]
) -> None:
    done = closing(recorded, *streams).run(*COMMANDS[verb])
    assert (done.status, clean(done.err)) == (0, True), done.err
    assert recorded.rows("log")[-1]["command"] == verb


@pytest.mark.parametrize("command", [("owing", "908"), ("chain", "908"), ("--version",), ("--help",)], ids=" ".join)
def test_a_report_that_nobody_can_get_is_told_like_one_that_a_full_disk_cuts(
    recorded: Program, command: tuple[str, ...]
) -> None:
    done = closing(recorded, 1).run(*command)
    assert (done.status, done.err) == (2, "error: cannot write standard output: Bad file descriptor.\n")


def test_a_reminder_that_nobody_can_get_stays_to_be_said(recorded: Program) -> None:
    assert closing(recorded, 1).run("remind", "--once").status == 2
    assert "6. อบต.ห้วยยายจิ๋ว" in recorded.ok("remind", "--once").out


@pytest.mark.parametrize("stream", [1, 2], ids=str)
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")  # noqa: PTH110 - asked while collecting
def test_a_full_disk_behind_a_stream_is_no_failure_of_what_was_recorded(recorded: Program, stream: int) -> None:
    def fill() -> None:
        os.dup2(os.open("/dev/full", os.O_WRONLY), stream)

    done = replace(recorded, prepared=fill).run("register", "in", "908", "--on", "2023-03-20")
    assert (done.status, clean(done.err)) == (0, True), done.err
    assert recorded.rows("log")[-1]["command"] == "register"
    if stream == 1:
        assert "note: it was recorded; cannot write standard output: No space left on device." in done.err
    wrong = replace(recorded, prepared=fill).run("owing", "9999")
    assert (wrong.status, clean(wrong.err)) == (2, True)


@pytest.mark.parametrize(
    "command",
    [("done", "908", "--csv", "-"), ("read", "-", "--yes"), ("date", "--column", "day"), ("date",), ("merge", "-")],
    ids=" ".join,
)
def test_a_closed_input_is_like_an_empty_one(recorded: Program, command: tuple[str, ...]) -> None:
    assert closing(recorded, 0).run(*command) == replace(recorded, own_process=True).run(*command)


def test_an_empty_input_is_called_by_its_name(recorded: Program) -> None:
    for command in (("done", "908", "--csv", "-"), ("read", "-")):
        assert recorded.run(*command).err == "error: standard input is empty.\n"
        assert recorded.run(*command, lang="th").err == "ผิดพลาด: ไม่มีข้อมูลจากโปรแกรมอื่น (-)\n"


def test_a_question_is_not_asked_of_a_closed_input(recorded: Program) -> None:
    done = closing(recorded, 0).run("read", CHAIN)
    assert (done.status, clean(done.err)) == (2, True)
    assert "there is no one to ask" in done.err


@pytest.mark.slow
def test_arguments_are_utf8_where_they_are_whatever_the_system_is_set_to(recorded: Program, tmp_path: Path) -> None:
    program = replace(recorded, own_process=True, environment=NOT_UTF8 | {"CIRCTRACK_USER": "สมชาย"})
    program.ok("done", "908", "อบต.บ้านไร่")
    assert program.ok("date", "๕ เม.ย. ๒๕๖๖").out == "2023-04-05\n"
    (tmp_path / "รายชื่อ.csv").write_text("office\nอบต.โป่งนก\n", encoding="utf-8")
    program.ok("done", "908", "--csv", tmp_path / "รายชื่อ.csv")
    program.ok("owing", "908", "--output", tmp_path / "ค้าง.csv")
    assert (tmp_path / "ค้าง.csv").exists()
    done = recorded.rows("owing", "908", "--state", "done")
    assert [row["office_name"] for row in done] == ["องค์การบริหารส่วนตำบลบ้านไร่", "องค์การบริหารส่วนตำบลโป่งนก"]
    assert [row["who"] for row in recorded.rows("log")][-2:] == ["สมชาย", "สมชาย"]
    assert "ไม่มีหน่วยงานชื่อ “อบต.ไม่มี”" in program.run("done", "908", "อบต.ไม่มี", lang="th").err


@pytest.mark.slow
def test_arguments_that_are_not_utf8_are_refused_in_the_session_s_language(recorded: Program) -> None:
    for environment in (NOT_UTF8, {"PYTHONUTF8": "1"}):
        for argument in ("อบต.บ้านไร่".encode("cp874"), b"\xff", b"\xe0\xb8"):
            done = subprocess.run(
                [sys.executable, "-m", "circtrack", "--lang", "th", "done", "908", argument],
                capture_output=True,
                check=False,
                env=os.environ | {"CIRCTRACK_DB": str(recorded.database)} | environment,
            )
            said = done.stderr.decode()
            assert done.returncode == 2, said
            assert "ไม่ใช่ข้อความ UTF-8" in said
    assert {row["progress"] for row in recorded.rows("owing", "908")} == {"none"}
