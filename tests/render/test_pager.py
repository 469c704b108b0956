"""The pager, at a real terminal of 24 lines."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.program import CHAIN, Program
from support.recorded import query

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="needs a POSIX terminal")]

LONG = "offices --under จ.ชัยภูมิ --kind sao"
SHORT = "offices อบต.บ้านไร่ อ.เทพสถิต"


def at_terminal(
    arguments: str, folder: Path, variables: dict[str, str] | None = None, *, stdin_is_terminal: bool = True
) -> str:
    import pty

    kept = {name: value for name, value in os.environ.items() if name not in {"PAGER", "LESS", "CIRCTRACK_PAGER"}}
    settings = {"TERM": "xterm", "LINES": "24", "COLUMNS": "100", "CIRCTRACK_LANG": "en", "NO_COLOR": "1"}
    outer, inner = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "circtrack", *arguments.split(), "--today", "2023-03-20"],
        cwd=folder,
        env=kept | settings | (variables or {}),
        stdin=inner if stdin_is_terminal else subprocess.DEVNULL,
        stdout=inner,
        stderr=inner,
    ) as process:
        os.close(inner)
        shown = b""
        while data := _read(outer):
            shown += data
    os.close(outer)
    assert process.returncode == 0
    return shown.decode().replace("\r\n", "\n")


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # how Linux says that the other side of a terminal is gone
        return b""


@pytest.fixture
def pager(tmp_path: Path) -> str:
    """A pager that says what it was given instead of showing it."""
    file = tmp_path / "a pager"
    file.write_text("#!/bin/sh\necho paged $1 $(wc -l) lines, LESS=$LESS\n", encoding="utf-8")
    file.chmod(0o755)
    return f"'{file}' -x"


def test_a_table_longer_than_the_screen_goes_through_the_pager(tmp_path: Path, pager: str) -> None:
    assert re.fullmatch(r"paged -x \d{3} lines, LESS=-FRX\n", at_terminal(LONG, tmp_path, {"PAGER": pager}))
    assert at_terminal(LONG, tmp_path, {"PAGER": "cat", "CIRCTRACK_PAGER": pager}).startswith("paged -x")
    assert at_terminal(LONG, tmp_path, {"PAGER": pager, "LESS": "-S"}).endswith("LESS=-S\n")


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [
        (SHORT, {}),
        (f"{LONG} --no-pager", {}),
        (f"{LONG} --format csv", {}),
        (LONG, {"LINES": "1000"}),
        (LONG, {"TERM": "dumb"}),
        (LONG, {"CIRCTRACK_PAGER": ""}),
        (LONG, {"CIRCTRACK_PAGER": "cat"}),
        (LONG, {"CIRCTRACK_PAGER": "'"}),
        (LONG, {"CIRCTRACK_PAGER": "no-such-pager-here -R"}),
    ],
)
def test_everything_else_goes_straight_to_the_screen(
    tmp_path: Path, pager: str, arguments: str, variables: dict[str, str]
) -> None:
    shown = at_terminal(arguments, tmp_path, {"PAGER": pager} | variables)
    assert "paged" not in shown
    assert "บ้านไร่" in shown


def test_nobody_at_the_keyboard_no_pager(tmp_path: Path, pager: str) -> None:
    assert "paged" not in at_terminal(LONG, tmp_path, {"PAGER": pager}, stdin_is_terminal=False)


def test_a_reader_who_has_seen_enough_is_no_failure(tmp_path: Path) -> None:
    program = Program(tmp_path / "circtrack.db")
    program.ok("read", CHAIN, "--yes")
    variables = {"CIRCTRACK_DB": str(program.database), "PAGER": "true"}
    owing = "owing 908 --under จ.นครราชสีมา"  # more than a pipe holds
    assert at_terminal(f"{owing} --no-pager --columns office_code", tmp_path, variables).count("\n") > 300
    assert at_terminal(owing, tmp_path, variables) == ""


def test_while_a_person_pages_through_reminders_others_write_and_then_it_is_recorded(tmp_path: Path) -> None:
    program = Program(tmp_path / "circtrack.db")
    program.with_chain("อำเภอเทพสถิต")
    file, seen, status = (tmp_path / name for name in ("pager", "seen", "status"))
    others = f"{sys.executable} -m circtrack done 908 06360903 --today 2023-03-20"
    file.write_text(f"#!/bin/sh\ncat > '{seen}'\n{others}\necho $? > '{status}'\n", encoding="utf-8")
    file.chmod(0o755)
    variables = {"CIRCTRACK_DB": str(program.database), "PAGER": str(file), "LINES": "3", "CIRCTRACK_LOCK_TIMEOUT": "2"}
    at_terminal("remind --all --once --format table", tmp_path, variables)
    assert "อบต.บ้านไร่" in seen.read_text(encoding="utf-8")
    assert status.read_text(encoding="utf-8") == "0\n"
    assert query(program.database, "SELECT office FROM reminder ORDER BY office") == [
        ("05360901",), *((f"0636090{number}",) for number in range(2, 7))
    ]  # fmt: skip
    assert program.ok("remind", "--all", "--once", today="2023-03-20").out == ""
