"""How long circtrack takes, as ratios to ``python -c pass`` from the same run. README.md beside this file says more.

``python tests/benchmarks/startup.py [ROUNDS]`` prints the figures and exits with 1 where one is over its limit.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

CHAIN = Path(__file__).resolve().parents[2] / "examples" / "chain-2566.txt"
ROUNDS = 20
WARM_UP = 2
OWING = 1000
RECORDING_LIMIT = 2.0

# What the console script of a current pip does.
CIRCTRACK = [sys.executable, "-c", "import sys; from circtrack.__main__ import run; sys.exit(run())"]
BARE_TYPER = """
import gc, os
from circtrack.seldom_used import load_when_used
gc.set_threshold(100_000)
load_when_used()
import typer, typer.main
os._exit(0)
"""
DAY = ["--today", "2023-03-20"]


@dataclass(frozen=True)
class Measured:
    """One command line; ``limit`` is the most that it may take, in ``python -c pass`` (0: it is only told)."""

    name: str
    command: list[str]
    limit: float = 0


def main() -> int:
    """Measure and print; 1 where something is over its limit."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = as_users_have_it(folder)
        country, thousand = folder / "country.db", folder / "thousand.db"
        recording = seconds_to_record(country, environment)
        leave_owing(country, thousand, environment)
        over = show(measured(country, thousand), environment, rounds)
    print(
        f"\n{recording:.2f} s (limit {RECORDING_LIMIT:g}) to record the chain for the whole country: 7,925 obligations"
    )
    return 1 if over or recording > RECORDING_LIMIT else 0


def as_users_have_it(folder: Path) -> dict[str, str]:
    """An environment without what developers set, with compiled files of its own."""
    ours = ("CIRCTRACK", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONDEVMODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "CIRCTRACK_LANG": "en"}


def seconds_to_record(database: Path, environment: dict[str, str]) -> float:
    """The quickest of three recordings, each in a process and a database of its own; the last one's is kept."""
    command = [*CIRCTRACK, "read", str(CHAIN), "--yes", *DAY, "--db", str(database)]
    times = []
    for _ in range(3):
        for file in database.parent.glob(database.name + "*"):
            file.unlink()
        begun = time.perf_counter()
        run(command, environment)
        times.append(time.perf_counter() - begun)
    return min(times)


def run(command: list[str], environment: dict[str, str], given: str = "") -> str:
    """Run a command that must succeed; gives back what it wrote."""
    done = subprocess.run(command, env=environment, check=False, capture_output=True, encoding="utf-8", input=given)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stderr}")
    return done.stdout


def leave_owing(country: Path, database: Path, environment: dict[str, str]) -> None:
    """A copy of the country's database in which all but a thousand have entered their data."""
    database.write_bytes(country.read_bytes())
    listing = [*CIRCTRACK, "owing", "--columns", "office_code", "--format", "csv", "--db", str(database)]
    codes = run(listing, environment).split()
    done = "\n".join(["office", *codes[1 + OWING :]])
    recording = [*CIRCTRACK, "done", "908", "--csv", "-", *DAY, "--db", str(database)]
    run(recording, environment, done)


def measured(country: Path, thousand: Path) -> list[Measured]:
    """What is measured, the yardstick first."""
    owing = [*CIRCTRACK, "owing", "--format", "csv", *DAY, "--db"]
    chain = [*CIRCTRACK, "chain", "908", "--format", "csv", *DAY, "--db", str(country)]
    found = [
        Measured("python -c pass", [sys.executable, "-c", "pass"]),
        Measured("circtrack --version", [*CIRCTRACK, "--version"], 1.5),
        Measured("circtrack owing --format csv, 1,000 rows", [*owing, str(thousand)], 7),
        Measured("circtrack owing --format csv, 7,925 rows", [*owing, str(country)]),
        Measured("circtrack chain 908, whole country", chain, 10),
        Measured("import typer, typer.main", [sys.executable, "-c", "import typer, typer.main"]),
        Measured("the same, begun and left as circtrack does", [sys.executable, "-c", BARE_TYPER]),
        Measured("import re", [sys.executable, "-c", "import re"]),
    ]
    script = Path(sys.executable).with_name("circtrack")
    if script.exists():
        found.append(Measured("this environment's script --version", [str(script), "--version"]))
    return found


def show(commands: list[Measured], environment: dict[str, str], rounds: int) -> bool:
    """Run all in turn, round by round, so that a busy moment hits each alike; print medians and ratios."""
    times: dict[str, list[float]] = {each.name: [] for each in commands}
    for turn in range(WARM_UP + rounds):
        for each in commands:
            begun = time.perf_counter()
            subprocess.run(each.command, env=environment, check=True, capture_output=True)
            if turn >= WARM_UP:
                times[each.name].append(time.perf_counter() - begun)
    yardstick = statistics.median(times[commands[0].name])
    over = False
    print(f"{'ratio':>6} {'limit':>6} {'ms':>7}")
    for each in commands:
        median = statistics.median(times[each.name])
        ratio = median / yardstick
        over |= bool(each.limit) and ratio > each.limit
        print(f"{ratio:6.2f} {each.limit or '':>6} {median * 1000:7.1f}  {each.name}")
    return over


if __name__ == "__main__":
    sys.exit(main())
