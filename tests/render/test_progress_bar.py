"""The bar of long work: on standard error, at a terminal, after a second, and gone without a trace."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.program import CHAIN, Program
from support.servers import opened

from circtrack import progress_bar
from circtrack.database.sqlite.engine import tables
from circtrack.render.progress_bar import ProgressBar

if TYPE_CHECKING:
    from pathlib import Path

IMPATIENT = """
import sys
from circtrack.render import progress_bar
progress_bar.PATIENCE = 0.0
from circtrack.__main__ import run
sys.exit(run())
"""
PATIENT = IMPATIENT.replace("0.0", "60.0")
HIDE_CURSOR, SHOW_CURSOR, ERASE_LINE = "\x1b[?25l", "\x1b[?25h", "\x1b[2K"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Program:
    program = Program(tmp_path_factory.mktemp("progress") / "circtrack.db")
    program.ok("read", CHAIN, "--yes")
    return program


def at_a_terminal(program: Program, source: str, *arguments: str, **environment: str) -> tuple[str, str]:
    """What the program writes to a pipe, and to a terminal as standard error."""
    pty = pytest.importorskip("pty", reason="no pseudo-terminals here")
    ours, theirs = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CIRCTRACK")}
    set_ = {"CIRCTRACK_DB": str(program.database), "CIRCTRACK_LANG": "en", "TERM": "xterm-256color"} | environment
    process = subprocess.Popen(
        [sys.executable, "-c", source, *arguments], env=kept | set_, stdout=subprocess.PIPE, stderr=theirs
    )
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:  # what Linux says when the other end is closed
        pass
    os.close(ours)
    out = process.communicate()[0]
    assert process.returncode == 0, shown.decode()
    return out.decode(), shown.decode()


def test_a_bar_is_shown_and_leaves_the_line_clean(database: Program, tmp_path: Path) -> None:
    out, shown = at_a_terminal(database, IMPATIENT, "export", str(tmp_path / "out"))
    assert out == ""
    assert shown.count(HIDE_CURSOR) == shown.count(SHOW_CURSOR) >= 1
    bar, _, after = shown.rpartition(ERASE_LINE)
    assert "Writing tables" in bar
    with opened(database.database) as connection:
        assert f" 0/{len(tables(connection))}" in bar
    # Which of the two long tables the bar is drawn in depends on how fast they are written.
    assert re.search(r"office(?:_version)? \S+(?: \S+)?\s*[1-9][0-9]*/\?", re.sub(r"\x1b\[[0-9;]*m", "", bar))
    assert after.endswith(f"tables are in {tmp_path / 'out'}.\r\n")
    assert "\x1b" not in after


def test_a_bar_of_pages_is_shown_for_a_backup_and_standard_output_is_data(database: Program, tmp_path: Path) -> None:
    out, shown = at_a_terminal(database, IMPATIENT, "backup", str(tmp_path))
    assert out.startswith(str(tmp_path))
    assert len(out.splitlines()) == 1
    assert "Copying the database" in shown


def test_a_bar_speaks_the_reader_s_language(database: Program, tmp_path: Path) -> None:
    assert "กำลังสำเนาฐานข้อมูล" in at_a_terminal(database, IMPATIENT, "--lang", "th", "backup", str(tmp_path))[1]


def test_without_colour_there_is_none(database: Program, tmp_path: Path) -> None:
    _, shown = at_a_terminal(database, IMPATIENT, "backup", str(tmp_path), NO_COLOR="1")
    assert "Copying the database" in shown
    assert "\x1b[3" not in shown
    assert "\x1b[38" not in shown


@pytest.mark.parametrize(
    ("source", "environment"), [(PATIENT, {}), (IMPATIENT, {"TERM": "dumb"})], ids=["short work", "a dumb terminal"]
)
def test_no_bar(database: Program, tmp_path: Path, source: str, environment: dict[str, str]) -> None:
    _, shown = at_a_terminal(database, source, "export", str(tmp_path / "out"), **environment)
    assert "\x1b" not in shown
    assert shown.startswith(tuple("0123456789"))
    assert len(shown.splitlines()) == 1


def test_where_standard_error_is_no_terminal_there_is_no_bar(database: Program, tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CIRCTRACK")}
    done = subprocess.run(
        [sys.executable, "-c", IMPATIENT, "export", str(tmp_path / "out"), "--db", str(database.database)],
        env=kept | {"CIRCTRACK_LANG": "en", "FORCE_COLOR": "1"},
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.stdout == ""
    assert done.stderr.endswith(f"tables are in {tmp_path / 'out'}.\n")
    assert "\x1b" not in done.stderr


class Told:
    """A watch that writes down what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []

    def begin(self, what: str, *, slow: bool = False) -> None:
        self.told.append(("begin", what, slow))

    def at(self, done: int, total: int) -> None:
        self.told.append((done, total))

    def alive(self) -> None:
        self.told.append(("alive",))

    def end(self) -> None:
        self.told.append(("end",))

    def hide(self) -> None:
        self.told.append(("hide",))


def test_work_is_told_of_item_by_item_and_its_end_whatever_comes_between() -> None:
    watch = Told()

    def fail() -> None:
        for item in progress_bar.steps("work", "abc", 3):
            if item == "b":
                raise ValueError(item)

    with progress_bar.watched_by(watch), pytest.raises(ValueError, match="b"):
        fail()
    assert watch.told == [("begin", "work", False), (0, 3), (1, 3), ("end",), ("hide",)]


def test_nobody_watching_the_items_come_as_they_are() -> None:
    items = [1, 2]
    assert progress_bar.steps("work", items) is items
    with progress_bar.counting("work") as at:
        at(1, 2)
    progress_bar.alive()
    progress_bar.hide()


def test_the_bar_waits_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    drawn: list[float] = []
    monkeypatch.setattr("time.monotonic", lambda: now)
    monkeypatch.setattr(ProgressBar, "_draw", lambda _: drawn.append(now))
    bar = ProgressBar()
    bar.begin("outer")
    for now in (0.2, 0.9, 1.0, 1.05, 1.2):  # noqa: B007 - the clock reads it
        bar.begin("inner")
        bar.at(0, 0)
        bar.end()
    bar.end()
    now = 9.0
    bar.alive()
    assert drawn == [1.0, 1.2]
