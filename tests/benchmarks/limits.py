"""Every limit of circtrack beside its floor, in one run.

``tests/benchmarks/run [FOLDER] [--rounds N] [--only WORD]``. FOLDER (else a temporary one) keeps the databases that
``nation.py`` makes, for the next run. Each pair runs in turn, round by round, so that a busy moment hits both; what is
printed are medians. Exits with 1 where a ratio is over its limit.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import bulk
import date_column
import floors
import memory
import nation
import startup

from circtrack.database.transaction import writing

OURS = startup.CIRCTRACK
PASS = [sys.executable, "-c", "pass"]
DAY = ["--today", nation.TODAY.isoformat()]
CIRCULARS = 1000
# Of one year, and of ten times as many that are closed: as many are open in both.
HISTORY = {"year": (100, 1.0), "ten years": (757, 7.57)}
BYTES = 40


class Pair(NamedTuple):
    """One line of the table: what is measured, its floor, and how many times the floor it may take."""

    name: str
    ours: list[str]
    floor: list[str]
    limit: float
    given: Path | None = None
    floor_name: str = "`python -c pass`"


def main() -> int:
    """Measure and print; 1 where something is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="only lines with this word")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        return measure(folder, Path(temporary), asked.rounds, asked.only)


def measure(folder: Path, scratch: Path, rounds: int, only: str) -> int:
    """All lines of the table, as Markdown."""
    environment = startup.as_users_have_it(scratch)
    print("| ratio | limit | ours | floor | what | its floor |\n| ---: | ---: | ---: | ---: | --- | --- |")
    over = False
    for pair in pairs(folder, scratch, environment):
        if only in pair.name:
            ours, floor = times(pair, environment, rounds if "nation" in pair.name else 4 * rounds)
            over |= tell(pair.name, ours, floor, pair.limit, pair.floor_name)
    for row in bulk.measured(rounds) if only in "7,848 rows" else ():
        over |= tell(
            row.name, row.ours, row.floor, row.limit, "bare `executemany` of as many upserts, process included"
        )
    for each in date_column.measured(rounds) if only in "date column" else ():
        over |= tell(f"date column, {each.name}", each.ours, each.bare, date_column.LIMIT, "a bare regular expression")
    if only in "history":
        over |= histories(folder, environment, rounds)
    if only in "size and memory":
        over |= sizes(folder, environment)
    return int(over)


def tell(name: str, ours: float, floor: float, limit: float, floor_name: str) -> bool:
    """Print one line; whether it is over the limit."""
    ratio = ours / floor
    print(f"| {ratio:.2f} | {limit or ''} | {ours * 1000:,.0f} ms | {floor * 1000:,.0f} ms | {name} | {floor_name} |")
    return bool(limit) and ratio > limit


def times(pair: Pair, environment: dict[str, str], rounds: int) -> tuple[float, float]:
    """Medians of both, in seconds."""
    found: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds + 1):
        for command, kept in zip((pair.ours, pair.floor), found, strict=True):
            begun = time.perf_counter()
            given = pair.given.open("rb") if pair.given and command is pair.floor else None
            subprocess.run(command, env=environment, check=True, stdin=given, stdout=subprocess.DEVNULL)
            if turn:  # the first warms up
                kept.append(time.perf_counter() - begun)
    return statistics.median(found[0]), statistics.median(found[1])


def pairs(folder: Path, scratch: Path, environment: dict[str, str]) -> list[Pair]:
    """What is compared command by command."""
    country, thousand = scratch / "country.db", scratch / "thousand.db"
    startup.seconds_to_record(country, environment)
    startup.leave_owing(country, thousand, environment)
    whole = made(folder, CIRCULARS)
    letter = f"ว {CIRCULARS - 95}"
    small = one_circular(whole, scratch / "small.db", CIRCULARS - 95)
    owing = [*OURS, "owing", "--format", "csv", *DAY]
    shell = ["sqlite3", "-csv", "-header", f"file:{whole}?mode=ro"]
    month, province = scratch / "month.sql", scratch / "province.sql"
    month.write_text(floors.WITHIN_30_DAYS, encoding="utf-8")
    province.write_text(floors.BY_PROVINCE, encoding="utf-8")
    output = ["--output", str(scratch / "out.csv"), "--db", str(whole)]
    floor_file = [*shell, "-cmd", f".output {scratch / 'floor.csv'}"]
    in_shell = "the join in the `sqlite3` shell"
    of_country = ["--db", str(thousand), *startup.DAY]
    one_chain = [*OURS, "chain", letter, "--format", "csv", *DAY, "--db", str(whole)]
    here, there = [*owing, letter, "--db", str(whole)], [*owing, letter, "--db", str(small)]
    within, by = [*owing, "--within", "30", *output], [*owing, "--by", "province", *output]
    return [
        Pair("`--version`", [*OURS, "--version"], PASS, 1.5),
        Pair("`owing --format csv`, 1,000 rows", [*OURS, "owing", "--format", "csv", *of_country], PASS, 7),
        Pair("a letter's `owing` in the nation", here, there, 1.3, floor_name="itself in a small database"),
        Pair("`owing --within 30`, nation, to a file", within, floor_file, 2, month, in_shell),
        Pair("`owing --by province`, nation", by, floor_file, 1.5, province, in_shell),
        Pair("`chain` of one circular, nation", one_chain, PASS, 10),
    ]


def made(folder: Path, circulars: int, years: float = 1) -> Path:
    """A nation's database, made where it is not there yet."""
    path = folder / f"nation-{circulars}.db"
    if not path.exists():
        begun = time.perf_counter()
        total = nation.make(path, circulars, years=years)
        print(f"{path.name}: {total:,} obligations in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    return path


def one_circular(whole: Path, path: Path, place: int) -> Path:
    """A database with one circular of the nation's, and nothing else."""
    with writing(path, "small"):
        pass
    with closing(sqlite3.connect(path)) as small:
        small.execute("ATTACH ? AS n", (str(whole),))
        (root,) = small.execute("SELECT letter FROM n.task WHERE id = ?", (place,)).fetchone()
        of_chain = "letter IN (SELECT id FROM n.letter WHERE root = :root)"
        chosen = {
            "office": "TRUE",
            "office_version": "TRUE",
            "letter": "root = :root",
            "letter_number": of_chain,
            "letter_link": of_chain,
            "task": "letter = :root",
            "delivery": "root = :root",
            "obligation": "task IN (SELECT id FROM n.task WHERE letter = :root)",
        }
        for table, condition in chosen.items():
            small.execute(f"INSERT INTO main.{table} SELECT * FROM n.{table} WHERE {condition}", {"root": root})
        small.commit()
    return path


def histories(folder: Path, environment: dict[str, str], rounds: int) -> bool:
    """The same reports with ten times as many circulars that are over."""
    short, long = (made(folder, *size) for size in HISTORY.values())
    over = False
    for name, words in {
        "`owing --within 30`": ["owing", "--within", "30"],
        "`owing --by province`": ["owing", "--by", "province"],
        "`owing --overdue`": ["owing", "--overdue"],
        "`remind`": ["remind"],
    }.items():
        ours, floor = ([*OURS, *words, *DAY, "--format", "csv", "--db", str(path)] for path in (long, short))
        seconds = times(Pair(name, ours, floor, 1.2), environment, rounds)
        over |= tell(f"{name} with ten times the closed history", *seconds, 1.2, "itself with a year's")
    return over


def sizes(folder: Path, environment: dict[str, str]) -> bool:
    """Bytes on disk for an obligation as written and packed, and the peak memory of every report."""
    path = made(folder, CIRCULARS)
    written = bytes_each(path)
    print(f"| {written:.1f} bytes | {BYTES} | | | size of an obligation as written, its indexes included | |")
    with tempfile.TemporaryDirectory(dir=folder) as name:
        packed = Path(name) / "packed.db"
        shutil.copyfile(path, packed)
        subprocess.run(["sqlite3", packed, "VACUUM"], check=True, env=environment)  # what `check --pack` does
        size, whole = bytes_each(packed), packed.stat().st_size / written_count(packed)
    print(f"| {size:.1f} bytes | | | | the same, packed (`check --pack`) | |")
    print(f"| {whole:.0f} bytes | | | | the whole packed file, letters and deliveries too, for an obligation | |")
    peaks = memory.peaks(path)
    name = max(peaks, key=peaks.__getitem__)
    print(f"| {peaks[name]:.0f} MB | {memory.LIMIT} | | | peak memory of the greediest report, {name} | |")
    return written > BYTES or peaks[name] > memory.LIMIT


def bytes_each(path: Path) -> float:
    """What an obligation takes in its table and indexes."""
    question = "SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'obligation%'"
    done = subprocess.run(["sqlite3", f"file:{path}?mode=ro", question], capture_output=True, check=True)
    return int(done.stdout) / written_count(path)


def written_count(path: Path) -> int:
    """How many obligations there are."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM obligation").fetchone()[0])


if __name__ == "__main__":
    sys.exit(main())
