"""A database that a failing disk has damaged: one message with the way out, its backups untouched, and brought back."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from support.program import CHAIN, Done, Program, contents

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAGE = 4096
READERS = (("owing", "908"), ("chain", "908"), ("letters",), ("check",), ("log",), ("export", "out"),
           ("backup", "copies"), ("register", "in"), ("bundle", "908", "--for", "3609"))  # fmt: skip
WRITERS = (("done", "908", "06360903"), ("done", "908", "--all-but", "list.txt"), ("receive", "3022", "3609"),
           ("read", "chain.txt", "--yes"), ("register", "out", "--reserve", "1"), ("undo",))  # fmt: skip


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a province's database in one file, its backup, and a list."""
    folder = tmp_path_factory.mktemp("good")
    program = Program(folder / "circtrack.db")
    program.with_chain("จ.ชัยภูมิ")
    program.ok("register", "in", "908", "--on", "2023-03-01")
    program.ok("backup", "copies")
    shutil.copy(CHAIN, folder / "chain.txt")
    (folder / "list.txt").write_text("06360904\n", encoding="utf-8")
    with closing(sqlite3.connect(program.database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


@pytest.fixture(scope="module")
def undamaged(good: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, ...], Done]:
    """How each command ends where nothing is damaged."""
    ends: dict[tuple[str, ...], Done] = {}
    for command in (*READERS, *WRITERS):
        folder = shutil.copytree(good, tmp_path_factory.mktemp("undamaged") / "work")
        ends[command] = Program(folder / "circtrack.db").run(*command)
        assert ends[command].status in {0, 4}, ends[command]
    return ends


def noise_at(start: int, length: int) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[start : start + length] = random.Random(start).randbytes(min(length, len(data) - start))
        path.write_bytes(bytes(data))

    return spoil


def noise_over(name: str) -> Callable[[Path], None]:
    """Noise over the first page of a table or an index."""

    def spoil(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        noise_at((root - 1) * PAGE, PAGE)(path)

    return spoil


def cut_to(part: float) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])

    return spoil


DAMAGES = {
    "header": noise_at(0, 100),
    "first page": noise_at(0, PAGE),
    "schema": noise_at(100, PAGE - 100),
    "letters": noise_over("letter"),
    "obligations": noise_over("obligation"),
    "deliveries": noise_over("delivery"),
    "journal": noise_over("journal"),
    "an index": noise_over("letter_number_running"),
    "another index": noise_over("letter_root"),
    "some pages": noise_at(20 * PAGE, 20 * PAGE),
    "all but the first page": noise_at(PAGE, 10**9),
    "cut in half": cut_to(0.5),
    "cut by a little": cut_to(0.99),
    "cut to a hundred bytes": cut_to(0.0005),
}


@pytest.mark.parametrize("what", DAMAGES)
def test_each_command_says_what_to_do_or_is_not_touched_by_it(
    good: Path, undamaged: dict[tuple[str, ...], Done], tmp_path: Path, what: str
) -> None:
    told = 0
    for number, command in enumerate((*READERS, *WRITERS)):
        folder = shutil.copytree(good, tmp_path / str(number))
        program = Program(folder / "circtrack.db")
        DAMAGES[what](program.database)
        spoilt = program.database.read_bytes()
        done = program.run(*command)
        assert "Traceback" not in done.err
        assert "itself failed" not in done.err, (command, done.err)
        if (done.status, done.out) != (undamaged[command].status, undamaged[command].out):
            assert done.status in {2, 4}, (command, done)
            said = done.err + done.out
            assert "circtrack restore" in said or (command == ("check",) and "journal_altered" in said), (command, done)
            assert done.err.count("error:") == (done.status == 2), (command, done.err)
            # A number is given before its row is read back, which may be what fails: then nothing is said of it.
            unchanged = program.database.read_bytes() == spoilt
            assert unchanged or (command[:2] == ("register", "out") and "nothing was changed" not in done.err), command
            told += 1
        if command[0] == "backup":
            assert done.status == 2, "a damaged database was called a good backup"
            assert [each.read_bytes() for each in (folder / "copies").iterdir()] == [
                each.read_bytes() for each in (good / "copies").iterdir()
            ]
        assert not list(folder.rglob("*.part"))
    assert told


@pytest.mark.parametrize("what", DAMAGES)
def test_the_backup_brings_it_back_and_the_damaged_file_is_kept(good: Path, tmp_path: Path, what: str) -> None:
    folder = shutil.copytree(good, tmp_path / "work")
    program = Program(folder / "circtrack.db")
    (backup,) = (folder / "copies").iterdir()
    saved, content = backup.read_bytes(), contents(backup)
    DAMAGES[what](program.database)
    done = program.ok("restore", backup, "--yes")
    assert len(list(folder.glob("circtrack-replaced-*.db"))) == 1
    assert "is now what" in done.err
    assert backup.read_bytes() == saved
    assert contents(program.database) == content
    program.ok("done", "908", "06360903")
    program.ok("check", "--format", "csv")


@pytest.mark.parametrize("cut", [32, 1000, 5000])
def test_a_log_that_is_damaged_loses_no_more_than_what_is_in_it(good: Path, tmp_path: Path, cut: int) -> None:
    """SQLite takes of a log what its checksums vouch for: what was recorded before it stays."""
    folder = shutil.copytree(good, tmp_path / "work")
    program = Program(folder / "circtrack.db")
    with closing(sqlite3.connect(program.database)) as holder:
        holder.execute("SELECT * FROM setting").fetchall()  # keeps the log there
        before = contents(program.database)
        program.ok("done", "908", "06360903")
        log = program.database.with_name("circtrack.db-wal")
        data = log.read_bytes()
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    shutil.copy(good / "circtrack.db", crashed)
    assert len(data) > cut + 100
    (crashed / "circtrack.db-wal").write_bytes(data[:cut] + random.Random(cut).randbytes(100) + data[cut + 100 :])
    after = Program(crashed / "circtrack.db")
    after.ok("owing", "908")
    assert contents(after.database) == before
    after.ok("backup", "copies")
