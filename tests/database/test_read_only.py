"""Where nothing may be written: reports still come, and what would write says what is to be done."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from support.disks import mounted, without_overrides
from support.program import Program, contents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="modes and mounts are POSIX's")]

REPORTS = (("owing", "908"), ("chain", "908"), ("letters",), ("log",), ("register", "in"), ("remind", "--all"))
WRITERS = (("done", "908", "06360903"), ("receive", "3022", "3609"), ("undo",),
           ("add", "--number", "ชย 0023.6/9", "--date", "2023-03-15", "--from", "36", "--to", "3609"),
           ("register", "out", "--recipient", "x", "--subject", "y"))  # fmt: skip
INTO_THE_FOLDER = (("backup", "copies"), ("backup", "."), ("export", "out"), ("owing", "--output", "x.csv"),
                   ("bundle", "908", "--for", "3609"), ("owing", "--format", "xlsx", "--output", "x.xlsx"))  # fmt: skip


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    program = Program(folder / "circtrack.db")
    program.with_chain("จ.ชัยภูมิ")
    with closing(sqlite3.connect(program.database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for leftover in folder.glob("circtrack.db-*"):
        leftover.unlink()
    return folder


def copied(good: Path, to: Path) -> Path:
    """Copy the folder without what readers of the database leave beside it."""
    return shutil.copytree(good, to, ignore=shutil.ignore_patterns("*-wal", "*-shm"))


@pytest.fixture(params=["modes", "mount"])
def closed(good: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Program]:
    """The database in a folder that nobody may write to: by its mode, and on a medium that is read-only."""
    if request.param == "mount":
        with mounted(tmp_path / "disk", "size=4m") as disk:
            folder = copied(good, disk / "work")
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
            yield Program(folder / "circtrack.db")
        return
    folder = copied(good, tmp_path / "work")
    (folder / "circtrack.db").chmod(0o444)
    folder.chmod(0o555)
    yield Program(folder / "circtrack.db", prepared=without_overrides)
    folder.chmod(0o755)


def test_reports_are_read_as_ever(good: Path, closed: Program) -> None:
    for command in REPORTS:
        assert closed.run(*command) == Program(good / "circtrack.db").run(*command)


def test_what_writes_says_why_it_cannot(closed: Program) -> None:
    before = contents_of(closed.database)
    for command in WRITERS:
        done = closed.run(*command)
        assert done.status == 2, done
        assert "itself failed" not in done.err
        assert f"{closed.database} cannot be" in done.err, done.err
        assert "--db PATH" in done.err
    assert contents_of(closed.database) == before


def test_what_writes_into_the_folder_names_what_it_could_not_write(closed: Program) -> None:
    for command in INTO_THE_FOLDER:
        done = closed.run(*command)
        assert (done.status, "itself failed" in done.err) == (2, False), (command, done.err)
        assert "cannot" in done.err
        assert "Permission denied" in done.err or "Read-only" in done.err, done.err


def test_a_database_that_may_not_be_read_is_named(good: Path, tmp_path: Path) -> None:
    folder = copied(good, tmp_path / "work")
    program = Program(folder / "circtrack.db", prepared=without_overrides)
    program.database.chmod(0)
    for command in (("owing", "908"), ("done", "908", "06360903"), ("backup", "copies")):
        done = program.run(*command)
        assert (done.status, str(program.database) in done.err, "your rights" in done.err) == (2, True, True), done.err


def test_what_a_crash_left_in_the_log_is_read_in_a_closed_folder_too(good: Path, tmp_path: Path) -> None:
    folder = copied(good, tmp_path / "work")
    program = Program(folder / "circtrack.db")
    with closing(sqlite3.connect(program.database)) as holder:
        holder.execute("SELECT * FROM setting").fetchall()
        program.ok("done", "908", "06360903")
        log = (folder / "circtrack.db-wal").read_bytes()
    crashed = copied(good, tmp_path / "crashed")
    (crashed / "circtrack.db-wal").write_bytes(log)
    crashed.chmod(0o555)
    done = Program(crashed / "circtrack.db", prepared=without_overrides).run("owing", "908", "--state", "done")
    crashed.chmod(0o755)
    assert done == program.run("owing", "908", "--state", "done")
    assert "06360903" in done.out


def contents_of(database: Path) -> bytes | None:
    return database.read_bytes() if os.statvfs(database).f_flag & os.ST_RDONLY else contents(database)
