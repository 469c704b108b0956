"""The peak memory of every report on one database: ``python tests/benchmarks/memory.py NATION.db [WORDS...]``.

``nation.py`` makes such a database. Reports whose name has one of the words are measured, all without. It prints each
report's peak beside the limit and exits with 1 where one is over it. A table and a page must be refused: they hold
their rows to know their columns' widths, and take 20,000.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT = 100
MB = 1_000_000
TODAY = "2026-11-24"
MONTH = ["--within", "30"]
GROUPS = ("office", "district", "province", "task", "letter", "state")

# A process of its own for each: the peak that the system tells of children is that of the greatest there ever was.
_HELPER = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(status, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


class Peak(NamedTuple):
    """What a command took at most, in MB (1,000,000 bytes), how it ended and what it said to standard error."""

    mb: float
    status: int
    said: str


class Measured(NamedTuple):
    """One report; ``refused`` is true where it must be refused."""

    name: str
    arguments: list[str]
    refused: bool = False


def peak(arguments: list[str], folder: Path) -> Peak:
    """The peak memory of one command line of circtrack, run in a folder, its standard output thrown away."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CIRCTRACK")}
    done = subprocess.run(
        [sys.executable, "-c", _HELPER, sys.executable, "-m", "circtrack", *arguments],
        cwd=folder,
        env=kept,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    status, most = map(int, done.stdout.split())
    # Linux counts in KiB, macOS in bytes.
    return Peak(most * (1 if sys.platform == "darwin" else 1024) / MB, status, done.stderr)


def reports(letter: str, issuer: str, year_be: int) -> list[Measured]:
    """Every report, on all that is open, and on one circular where it is of one."""
    owing = ["owing", *MONTH]
    return [
        *(Measured(f"owing within 30 days, {form}", [*owing, "--format", form]) for form in ("csv", "tsv", "json")),
        Measured("owing within 30 days, jsonl", [*owing, "--format", "jsonl"]),
        Measured("owing, everything open, csv", ["owing", "--format", "csv"]),
        Measured("owing within 30 days, xlsx", [*owing, "--format", "xlsx", "--output", "owing.xlsx"]),
        *(Measured(f"owing --by {by}, csv", ["owing", "--by", by, "--format", "csv"]) for by in GROUPS),
        Measured("owing --by province, html", ["owing", "--by", "province", "--format", "html"]),
        Measured("owing of one circular, html", ["owing", letter, "--format", "html"]),
        Measured("owing within 30 days, html", [*owing, "--format", "html"], refused=True),
        *(Measured(f"chain of one circular, {form}", ["chain", letter, "--format", form]) for form in ("csv", "html")),
        Measured("remind, text", ["remind"]),
        Measured("remind, csv", ["remind", "--format", "csv"]),
        Measured("remind --eml", ["remind", "--eml", "mails"]),
        Measured("remind --ics", ["remind", "--ics", "deadlines.ics"]),
        *(Measured(f"letters, {form}", ["letters", "--format", form]) for form in ("csv", "json")),
        Measured("letters, html", ["letters", "--format", "html"], refused=True),
        Measured("log, csv", ["log", "--format", "csv"]),
        Measured("register out, csv", ["register", "out", "--office", issuer, "--year", str(year_be)]),
        Measured("check, csv", ["check", "--format", "csv"]),
        Measured("export", ["export", "exported"]),
        Measured("owing within 30 days, table", [*owing, "--format", "table"], refused=True),
        Measured("letters, table", ["letters", "--format", "table"], refused=True),
    ]


class Found(NamedTuple):
    """What a report took."""

    report: Measured
    peak: Peak
    seconds: float

    @property
    def failed(self) -> bool:
        """4: check found something, which is no failure of its own."""
        return self.peak.status not in ({2} if self.report.refused else {0, 4})

    @property
    def wrong(self) -> bool:
        """Whether it failed, or is over the limit."""
        return self.failed or self.peak.mb > LIMIT


def measured(database: Path, words: list[str]) -> Iterator[Found]:
    """Every report on a database whose name has one of the words; all without words."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        letter, issuer = connection.execute(
            "SELECT number, issuer FROM letter WHERE id = root AND date <= ? ORDER BY date DESC LIMIT 1", (TODAY,)
        ).fetchone()
    for each in reports(letter, issuer, int(TODAY[:4]) + 543):
        if words and not any(word in each.name for word in words):
            continue
        with tempfile.TemporaryDirectory() as folder:
            begun = time.perf_counter()
            arguments = [*each.arguments, "--db", str(database), "--today", TODAY, "--lang", "en"]
            found = peak(arguments, Path(folder))
        yield Found(each, found, time.perf_counter() - begun)


def peaks(database: Path) -> dict[str, float]:
    """The peak of every report in MB, by its name."""
    return {each.report.name: each.peak.mb for each in measured(database, [])}


def main() -> int:
    """Measure and print; 1 where a report is over the limit or fails."""
    over = False
    print(f"{'MB':>7} {'limit':>5} {'s':>6}")
    for each in measured(Path(sys.argv[1]).resolve(), sys.argv[2:]):
        over |= each.wrong
        told = f"  ended with {each.peak.status}: {each.peak.said.strip()[:200]}" if each.failed else ""
        over_told = "  OVER" * each.wrong
        print(f"{each.peak.mb:7.1f} {LIMIT:5} {each.seconds:6.1f}  {each.report.name}{over_told}{told}", flush=True)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
