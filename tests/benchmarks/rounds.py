"""Monthly duties of the whole country for three years: what their rounds cost in time and on disk.

::

    python tests/benchmarks/rounds.py [FILE.db]     # made where it is not there: 360 rounds of 7,849 offices

Ten circulars ask every local government for something each month; of each round some offices are late, and some never
do it. FILE.db may be a nation's (``nation.py``): then the duties are added to it. What is printed are seconds.
"""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from circtrack.tracking.rounds import find_rounds

TODAY = date(2026, 11, 24)
BEGUN = date(2023, 11, 20)
DUTIES, NEVER, LATE = 10, 0.01, 0.05
CIRCTRACK = [sys.executable, "-m", "circtrack"]


def make(path: Path) -> None:
    """Add the duties, and what offices did of their rounds."""
    for duty in range(1, DUTIES + 1):
        words = ["--task", f"รายงานประจำเดือนเรื่องที่ {duty}", "--audience", "องค์กรปกครองส่วนท้องถิ่น"]
        words += ["--due", f"ภายในวันที่ {duty + 4} ของทุกเดือน", "--subject", f"รายงานเรื่องที่ {duty}"]
        words += ["--number", f"มท 0810.9/ว {9000 + duty}", "--date", BEGUN.isoformat(), "--from", "สถ."]
        asked = ["add", *words, "--to", "ผู้ว่าราชการจังหวัดทุกจังหวัด", "--db", str(path), "--today", BEGUN.isoformat()]
        subprocess.run([*CIRCTRACK, *asked], check=True, stderr=subprocess.DEVNULL)
    with closing(sqlite3.connect(path)) as connection:
        chance = random.Random(1)
        tasks = connection.execute("SELECT id, rule FROM task WHERE rule LIKE 'FREQ=%'").fetchall()
        for task, rule in tasks:
            offices = connection.execute("SELECT office FROM obligation WHERE task = ?", (task,)).fetchall()
            for each in find_rounds(rule, BEGUN, TODAY):
                said = (_done(each.opens_on, each.due_on, chance) for _ in offices)
                connection.executemany(
                    "INSERT INTO obligation_round (task, round, office, progress, done_on) VALUES (?, ?, ?, 'done', ?)",
                    [
                        (task, each.due_on.isoformat(), office, on.isoformat())
                        for (office,), on in zip(offices, said, strict=True)
                        if on and on <= TODAY
                    ],
                )
        connection.commit()


def _done(opens_on: date, due_on: date, chance: random.Random) -> date | None:
    if chance.random() < NEVER:
        return None
    if chance.random() < LATE:
        return due_on + timedelta(days=chance.randint(1, 20))
    return opens_on + timedelta(days=chance.randint(0, (due_on - opens_on).days))


def seconds(path: Path, *words: str) -> float:
    """Return what a report takes, written to a file."""
    with tempfile.TemporaryDirectory() as folder:
        output = ["--output", str(Path(folder) / "out.csv"), "--db", str(path), "--today", TODAY.isoformat()]
        begun = time.perf_counter()
        subprocess.run([*CIRCTRACK, "owing", *words, *output], check=True, stderr=subprocess.DEVNULL)
        return time.perf_counter() - begun


def main() -> None:
    """Make the database where it is not there, and measure."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "rounds.db"
        with closing(sqlite3.connect(path)) as connection:
            is_made = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'obligation_round'").fetchone()
            is_made = is_made and connection.execute("SELECT 1 FROM obligation_round LIMIT 1").fetchone()
        if not is_made:
            make(path)
        for words in (["9001"], ["9001", "--round", "20"], ["--within", "30"], ["--by", "province"], ["--overdue"]):
            sys.stdout.write(f"{seconds(path, *words):6.2f} s  owing {' '.join(words)}\n")
        with closing(sqlite3.connect(path)) as connection:
            (rows,) = connection.execute("SELECT count(*) FROM obligation_round").fetchone()
            (size,) = connection.execute("SELECT sum(pgsize) FROM dbstat WHERE name = 'obligation_round'").fetchone()
        sys.stdout.write(f"{size / rows:6.1f} bytes for each of {rows:,} rounds of which something is recorded\n")


if __name__ == "__main__":
    main()
