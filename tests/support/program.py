"""Run the real program in tests, with its own database, on a fixed day, in English unless said otherwise.

It runs inside the test's process (``inside``), by ``main``: new processes for some thousand command lines would take
most of the tests' time. Tests of what only a process has (signals, limits, what is loaded at the start) set
``own_process``. Every verb also runs as a process, in the examples of its help (``test_help``).
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from support.servers import address, begin_with_tables, contents, copied_once_made

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["CHAIN", "PROJECT", "Done", "Program", "contents"]

PROJECT = Path(__file__).resolve().parents[2]
CHAIN = PROJECT / "examples" / "chain-2566.txt"


@dataclass(frozen=True)
class Done:
    """The result of a run."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


@dataclass(frozen=True)
class Program:
    """circtrack with one database: a file, or the database on a server for which its path stands."""

    database: Path
    today: str = "2023-03-20"
    lang: str = "en"
    environment: dict[str, str] = field(default_factory=dict)
    prepared: Callable[[], None] | None = None
    """Called in the new process before it runs circtrack; not on Windows."""
    own_process: bool = False
    """Whether to run it in a new process."""
    command: tuple[str, ...] = (sys.executable, "-m", "circtrack")
    """The command of such a process, without its arguments."""

    def run(self, *arguments: str | Path, given: str | bytes = b"", today: str = "", lang: str = "") -> Done:
        """Run one command line; its standard streams are not a terminal, as under cron."""
        if "init" in arguments[:1] or ("read" in arguments[:1] and "--yes" in arguments):
            begin_with_tables(self.database)
        if not (self.own_process or self.prepared):
            from support.inside import run_inside

            program = replace(self, today=today or self.today, lang=lang or self.lang)
            return run_inside(program, *arguments, given=given.encode() if isinstance(given, str) else given)
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CIRCTRACK")}
        done = subprocess.run(
            [*self.command, *map(str, arguments)],
            input=given.encode() if isinstance(given, str) else given,
            capture_output=True,
            check=False,
            cwd=self.database.parent,
            env=inherited
            | {
                "CIRCTRACK_DB": address(self.database),
                "CIRCTRACK_TODAY": today or self.today,
                "CIRCTRACK_LANG": lang or self.lang,
                "CIRCTRACK_USER": "clerk",
            }
            | self.environment,
            preexec_fn=self.prepared,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def ok(self, *arguments: str | Path, given: str | bytes = b"", today: str = "") -> Done:
        """Run one command line that must succeed."""
        done = self.run(*arguments, given=given, today=today)
        assert done.status == 0, done.err
        return done

    def with_chain(self, office: str = "") -> Program:
        """Have the real chain recorded in the new database of an office, or of nobody."""

        def make(path: Path) -> None:
            fresh = replace(self, database=path)
            if office:
                fresh.ok("init", "--office", office)
            fresh.ok("read", CHAIN, "--yes")

        copied_once_made(self.database, f"chain of {office} {self.today} {self.lang} {self.environment}", make)
        return self

    def rows(self, *arguments: str | Path, today: str = "") -> list[dict[str, str]]:
        """Return the rows of a listing."""
        import csv
        import io

        return list(csv.DictReader(io.StringIO(self.ok(*arguments, "--format", "csv", today=today).out)))
