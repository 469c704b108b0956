"""No room on the disk: one message that names the place and the way out, nothing half-written, and nothing lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from support.disks import filled, mounted, no_file_beyond
from support.program import CHAIN, Done, Program, contents
from support.waiting import PATIENCE

from circtrack.database.integrity import find_faults
from circtrack.database.sqlite.connection import SqliteConnection
from circtrack.transfer.export import check_manifest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="limits and mounts are POSIX's")]

LIST = "".join(f"{office},done\n" for office in ("05360901", "06360902", "06360903", "06360904", "06360906"))
COMMANDS = {
    "read": ("read", "chain.txt", "--yes", "--db", "new.db"),
    "done": ("done", "908", "06360903"),
    "done --csv": ("done", "908", "--csv", "list.csv"),
    "import": ("import", "exported", "--db", "new.db"),
    "merge": ("merge", "from-below.circtrack"),
    "register": ("register", "out", "--recipient", "x", "--subject", "y"),
    "backup": ("backup", "copies"),
    "export": ("export", "exported"),
    "export elsewhere": ("export", "elsewhere"),
    "bundle": ("bundle", "908", "--for", "3609", "--output", "out.circtrack"),
    "report": ("owing", "--output", "report.csv"),
    "page": ("chain", "908", "--format", "html", "--output", "report.html"),
    "workbook": ("owing", "--format", "xlsx", "--output", "report.xlsx"),
    "calendar": ("remind", "--all", "--ics", "report.ics"),
    "restore": ("restore", "backup.db", "--yes"),
}
REPORTS = ("report.csv", "report.html", "report.xlsx", "report.ics", "out.circtrack")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A province's folder with a backup, an export, earlier reports, and what the commands take."""
    folder = tmp_path_factory.mktemp("prepared")
    province = Program(folder / "circtrack.db")
    province.with_chain("จ.ชัยภูมิ")
    province.ok("backup", "copies")
    next((folder / "copies").iterdir()).rename(folder / "backup.db")
    province.ok("backup", "copies")
    province.ok("export", "exported")
    below = Program(folder / "below.db")
    below.with_chain("อ.เทพสถิต")
    below.ok("done", "908", "06360904")
    below.ok("bundle", "908", "--for", "36", "--output", "from-below.circtrack")
    shutil.copy(CHAIN, folder / "chain.txt")
    (folder / "list.csv").write_text("office,progress\n" + LIST, encoding="utf-8")
    for name in REPORTS:
        (folder / name).write_text("as it was", encoding="utf-8")
    for leftover in folder.glob("below.db*"):
        leftover.unlink()
    return folder


def whole(folder: Path) -> dict[str, bytes | None]:
    """What must not change: the database's content, backups, exports, reports; and no other file may come."""
    files = {
        str(each.relative_to(folder)): each.read_bytes()
        for each in sorted(folder.rglob("*"))
        if each.is_file() and not each.name.startswith(("circtrack.db", "new.db", "filler"))
    }
    return files | {"circtrack.db": contents(folder / "circtrack.db")}


def looked_at(folder: Path, done: Done, before: dict[str, bytes | None], name: str) -> None:
    """The command failed: how it said so, and what it left."""
    assert done.status == 2, (done.status, done.err)
    assert len([line for line in done.err.splitlines() if not line.startswith("note: ")]) == 1, done.err
    assert str(folder) in done.err or COMMANDS[name][-1] in done.err or "new.db" in done.err, done.err
    assert any(
        word in done.err
        for word in ("No space left", "File too large", "temporary directory", "no room left", "may be full")
    ), done.err
    assert "failed (" not in done.err or "The disk failed" in done.err
    assert whole(folder) == before
    assert not list(folder.glob("new.db*"))
    with closing(sqlite3.connect(folder / "circtrack.db", factory=SqliteConnection)) as connection:
        assert list(find_faults(connection)) == []
    check_manifest(folder / "exported")


def succeeds_afterwards(folder: Path, name: str) -> None:
    done = Program(folder / "circtrack.db").run(*COMMANDS[name])
    assert done.status == 0, done.err


@pytest.mark.parametrize("size", [0, 40_000], ids=["nothing more", "little more"])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_file_that_cannot_grow(prepared: Path, tmp_path: Path, name: str, size: int) -> None:
    folder = shutil.copytree(prepared, tmp_path / "work")
    before = whole(folder)
    done = Program(folder / "circtrack.db", prepared=no_file_beyond(size)).run(*COMMANDS[name])
    if size and done.status == 0:
        assert name not in {"read", "import", "backup", "restore"}, "this writes more than there was room for"
        return
    looked_at(folder, done, before, name)
    succeeds_afterwards(folder, name)


@pytest.mark.parametrize("free", [0, 60_000], ids=["nothing free", "little free"])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_disk_that_is_full(prepared: Path, tmp_path: Path, name: str, free: int) -> None:
    with mounted(tmp_path / "disk", "size=6m") as disk:
        folder = shutil.copytree(prepared, disk / "work")
        before = whole(folder)
        filler = filled(disk, free)
        done = Program(folder / "circtrack.db").run(*COMMANDS[name])
        filler.unlink()
        if free and done.status == 0:
            assert name not in {"read", "import", "backup", "restore"}, "this writes more than there was room for"
            return
        looked_at(folder, done, before, name)
        succeeds_afterwards(folder, name)


@pytest.mark.parametrize("command", [("owing", "908"), ("letters",), ("check",), ("log",), ("chain", "908")])
def test_reports_can_be_read_from_a_full_disk(prepared: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    with mounted(tmp_path / "disk", "size=6m") as disk:
        folder = shutil.copytree(prepared, disk / "work")
        program = Program(folder / "circtrack.db")
        expected = program.run(*command)
        for leftover in ("-wal", "-shm"):
            folder.joinpath(f"circtrack.db{leftover}").unlink(missing_ok=True)
        filled(disk, 0)
        assert program.run(*command) == expected


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")  # noqa: PTH110 - asked while collecting
@pytest.mark.parametrize(
    "command", [("owing", "908"), ("owing", "908", "--format", "json"), ("chain", "908"), ("--help",)]
)
def test_a_full_disk_behind_standard_output_is_told(prepared: Path, command: tuple[str, ...]) -> None:
    import subprocess
    import sys

    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        done = subprocess.run(
            [sys.executable, "-m", "circtrack", *command],
            stdout=full,
            stderr=subprocess.PIPE,
            env=os.environ | {"CIRCTRACK_DB": str(prepared / "circtrack.db"), "CIRCTRACK_LANG": "en"},
            check=False,
        )
    assert (done.returncode, done.stderr.decode()) == (
        2,
        "error: cannot write standard output: No space left on device.\n",
    )


def test_a_pipe_or_device_is_written_to_and_not_replaced(prepared: Path, tmp_path: Path) -> None:
    import threading

    pipe, read = tmp_path / "pipe", list[str]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")), daemon=True)
    reader.start()
    program = replace(Program(prepared / "circtrack.db"))
    expected = program.ok("letters", "--format", "csv").out
    program.ok("letters", "--format", "csv", "--output", pipe)
    reader.join(PATIENCE)
    assert read == [expected]
    assert pipe.is_fifo()


def test_a_redacted_export_leaves_nothing_of_an_earlier_whole_one(prepared: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(prepared, tmp_path / "work")
    assert (folder / "exported" / "journal.jsonl").exists()
    Program(folder / "circtrack.db").ok("export", "exported", "--redact")
    left = {each.name for each in (folder / "exported").iterdir()}
    assert left == {"manifest.json", *check_manifest(folder / "exported")["files"]}
