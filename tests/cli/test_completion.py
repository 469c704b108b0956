"""What a shell is told when a person presses the tabulator."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.program import Program
from support.servers import address, contents

from circtrack.cli.completing import SCRIPTS

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    program = Program(tmp_path_factory.mktemp("completion") / "circtrack.db")
    program.with_chain("อำเภอเทพสถิต")
    return program.database


def asked(database: Path, *words: str) -> list[str]:
    """What bash would show for the last word."""
    environment = os.environ | {
        "_CIRCTRACK_COMPLETE": "complete_bash",
        "COMP_WORDS": " ".join(("circtrack", *words)),
        "COMP_CWORD": str(len(words)),
        "CIRCTRACK_DB": address(database),
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(
        [sys.executable, "-m", "circtrack"], env=environment, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("owing", "9"), ["908"]),
        (("owing", "ว"), ["ว908"]),
        (("owing", "มท"), ["มท0810.7/ว908"]),
        (("chain", "30"), ["3022", "3062"]),
        (("done", "908", "อบต.บ"), ["อบต.บ้านไร่"]),
        (("done", "908", "องค์การบริหารส่วนตำบลโ"), ["องค์การบริหารส่วนตำบลโป่งนก"]),
        (("receive", "708", "0636090"), [f"0636090{at}" for at in range(2, 7)]),
        (("owing", "--under", "อำเภอเท"), ["อำเภอเทพสถิต"]),
        (("owing", "no such"), []),
    ],
)
def test_letters_and_offices_are_completed(database: Path, words: tuple[str, ...], expected: list[str]) -> None:
    assert asked(database, *words) == expected


@pytest.mark.file_only
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("owi",), ["owing"]),
        (("owing", "--overd"), ["--overdue"]),
        (
            ("help", "re"),
            ["read", "receive", "remind", "register", "redo", "restore", "reading", "reminders", "registers"],
        ),
        (("completion", ""), ["bash", "zsh", "fish"]),
        (("owing", "--state", "ค้าง"), ["ค้าง"]),
        (("owing", "--state", "overdue,ค"), ["overdue,ครบกำหนดวันนี้", "overdue,ค้าง"]),
        (("owing", "--kind", "อบ"), ["อบจ.", "อบต."]),
        (("owing", "--columns", "หน่วยงาน,กำ"), ["หน่วยงาน,กำหนด"]),
        (("owing", "--columns", "due"), ["due_on"]),
        (("register", "รั"), ["รับ"]),
    ],
)
def test_verbs_and_options_are_completed(database: Path, words: tuple[str, ...], expected: list[str]) -> None:
    assert asked(database, *words) == expected


def test_without_a_database_nothing_is_completed_and_nothing_said(tmp_path: Path) -> None:
    assert asked(tmp_path / "none.db", "owing", "9") == []
    assert contents(tmp_path / "none.db") is None


def test_the_database_named_on_the_line_is_asked(database: Path, tmp_path: Path) -> None:
    assert asked(tmp_path / "none.db", "owing", "--db", address(database), "9") == ["908"]


@pytest.mark.parametrize("shell", SCRIPTS)
def test_the_script_of_each_shell_names_our_variable(tmp_path: Path, shell: str) -> None:
    out = Program(tmp_path / "circtrack.db").ok("completion", shell).out
    assert f"_CIRCTRACK_COMPLETE=complete_{shell}" in out


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
def test_bash_itself_takes_the_script_and_fills_its_replies(database: Path, tmp_path: Path) -> None:
    program = tmp_path / "circtrack"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m circtrack "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    lines = f"{SCRIPTS['bash']}\nCOMP_WORDS=(circtrack done 908 อบต.น)\nCOMP_CWORD=3\n_circtrack\n"
    done = subprocess.run(
        ["bash", "--norc", "-c", lines + 'printf "%s\\n" "${COMPREPLY[@]}"'],
        env=os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "CIRCTRACK_DB": address(database)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.split() == ["อบต.นายางกลัก"]
