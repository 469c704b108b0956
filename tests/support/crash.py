"""Kill commands at random moments (SIGKILL) and check what must hold: for a test and for a long script.

After a kill the database opens and is sound, the command is recorded completely or not at all, and whatever the command
had reported as recorded is there.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from circtrack.database.integrity import find_faults
from circtrack.database.sqlite.connection import SqliteConnection
from support import next_version
from support.program import CHAIN, Program
from support.servers import query

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

State = tuple[int, tuple[tuple[str, tuple[str, ...]], ...]]


PROGRAM = (sys.executable, "-m", "circtrack")


@dataclass(frozen=True)
class Command:
    """One command line to kill.

    ``said`` is what it prints when it is done; ``prepare`` makes the folder it works on; ``extra`` checks its other
    files and returns the faults; ``leaves`` is the pattern of the files that must exist once it has happened or has
    reported success; ``program`` is the program to run.
    """

    name: str
    arguments: tuple[str, ...]
    said: str
    prepare: Callable[[Path], None]
    extra: Callable[[Path], list[str]] = lambda _folder: []
    leaves: str = ""
    program: Sequence[str] = PROGRAM


@dataclass(frozen=True)
class Outcome:
    """The result of one kill: the database's state (``before`` or ``after`` the command), and the faults."""

    stood: str
    wrong: tuple[str, ...]


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CIRCTRACK")}
    return kept | {"CIRCTRACK_TODAY": "2023-03-20", "CIRCTRACK_LANG": "en", "CIRCTRACK_USER": "clerk"}


def circtrack(folder: Path, *arguments: str, program: Sequence[str] = PROGRAM) -> subprocess.Popen[bytes]:
    """Start the program on ``folder``'s database."""
    return subprocess.Popen(
        [*program, *arguments],
        cwd=folder,
        env=environment() | {"CIRCTRACK_DB": str(folder / "circtrack.db"), "TMPDIR": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def run(folder: Path, *arguments: str, program: Sequence[str] = PROGRAM) -> str:
    process = circtrack(folder, *arguments, program=program)
    out, _ = process.communicate()
    assert process.returncode == 0, out.decode()
    return out.decode()


def state(folder: Path) -> State:
    """Return the version of the tables and all rows, without the journal, which has times in it."""
    path = folder / "circtrack.db"
    if not path.exists():
        return 0, ()
    with closing(sqlite3.connect(path, factory=SqliteConnection)) as connection:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        tables = sorted(n for (n,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'"))
        return version, tuple(
            (table, tuple(sorted(map(repr, connection.execute(f"SELECT * FROM {table}")))))
            for table in tables
            if not table.startswith("journal")
        )


def kill_once(base: Path, command: Command, after: State, folder: Path, delay: float) -> Outcome:
    """Run the command on a copy of ``base``, kill it after ``delay`` seconds, and check the result."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(base, folder)
    before = state(folder)
    process = circtrack(folder, *command.arguments, program=command.program)
    time.sleep(delay)
    process.kill()
    out = process.communicate()[0].decode()
    wrong: list[str] = []
    path = folder / "circtrack.db"
    if path.exists() and path.stat().st_size:
        with closing(sqlite3.connect(path, factory=SqliteConnection)) as connection:
            wrong += find_faults(connection)
    found = state(folder)
    stood = "before" if found in (before, (0, ())) and before != after else "after" if found == after else "between"
    if before == after:
        stood = "same" if found == before else "between"
    if stood == "between":
        wrong.append("half of it happened")
    if command.said in out and stood == "before":
        wrong.append(f"it said {command.said!r}, and nothing is there")
    happened = stood == "after" or command.said in out
    if command.leaves and happened and not any(folder.glob(command.leaves)):
        wrong.append(f"it happened, and left no {command.leaves}")
    return Outcome(stood, (*wrong, *command.extra(folder)))


def trial(base: Path, command: Command) -> tuple[State, float]:
    """Run the command to its end on a copy; return the state it leaves and the seconds it takes."""
    folder = base.with_name(f"{base.name}-whole")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(base, folder)
    begun = time.monotonic()
    out = run(folder, *command.arguments, program=command.program)
    seconds = time.monotonic() - begun
    assert command.said in out, out
    assert command.extra(folder) == []
    return state(folder), seconds


def moments(seed: int, count: int, seconds: float) -> list[float]:
    """Return the seconds after which to kill: all through the command, most of them in its second half, the writing."""
    choose = random.Random(seed)
    return [choose.uniform(0.1, 1.1) * seconds if place % 4 == 0 else choose.uniform(0.55, 1.1) * seconds
            for place in range(count)]  # fmt: skip


def _empty(folder: Path) -> None:
    folder.mkdir(parents=True)


def _own(folder: Path) -> None:
    _empty(folder)
    Program(folder / "circtrack.db").ok("init", "--office", "จังหวัดชัยภูมิ")


def _chain(folder: Path) -> None:
    _empty(folder)
    program = Program(folder / "circtrack.db").with_chain("จังหวัดชัยภูมิ")
    offices = query(program.database, "SELECT DISTINCT office FROM obligation ORDER BY office")
    lines = "".join(f"{office},done,2023-03-17\n" for (office,) in offices)
    (folder / "all.csv").write_text("office,progress,on\n" + lines, encoding="utf-8")


def _exported(folder: Path) -> None:
    _empty(folder)
    other = folder.with_name(folder.name + "-source")
    shutil.rmtree(other, ignore_errors=True)
    _chain(other)
    Program(other / "circtrack.db").ok("export", folder / "exported")


def _copies_are_good(pattern: str) -> Callable[[Path], list[str]]:
    def look(folder: Path) -> list[str]:
        wrong: list[str] = []
        for copy in folder.glob(pattern):
            with closing(sqlite3.connect(copy, factory=SqliteConnection)) as connection:
                wrong += (f"{copy.name}: {fault}" for fault in find_faults(connection))
        return wrong

    return look


COMMANDS = (
    Command("read", ("read", str(CHAIN), "--yes"), "Recorded 3 letters", _own),
    Command("done --csv", ("done", "908", "--csv", "all.csv"), "now done", _chain),
    Command("import", ("import", "exported"), "rows are in", _exported),
    Command("migration", ("letters", "--format", "csv"), "908", _chain, _copies_are_good("circtrack-v1-*.db"),
            "circtrack-v1-*.db", next_version.PROGRAM),
    Command("backup", ("backup", "copies"), "it is good", _chain, _copies_are_good("copies/circtrack-*.db"),
            "copies/circtrack-*.db"),
)  # fmt: skip


def kill_often(work: Path, command: Command, count: int, seed: int = 2566) -> tuple[dict[str, int], list[str], Any]:
    """Kill a command ``count`` times; return how often each state was found, all faults, and the seconds it takes."""
    base = work / "base"
    command.prepare(base)
    after, seconds = trial(base, command)
    stood: dict[str, int] = {}
    wrong: list[str] = []
    for delay in moments(seed, count, seconds):
        outcome = kill_once(base, command, after, work / "killed", delay)
        stood[outcome.stood] = stood.get(outcome.stood, 0) + 1
        wrong += (f"{command.name} killed after {delay:.3f} s: {each}" for each in outcome.wrong)
    return stood, wrong, seconds
