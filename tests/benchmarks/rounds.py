"""Monthly duties of the whole country for three years beside a nation's circulars: what their rounds cost.

::

    python tests/benchmarks/rounds.py [FILE.db]     # made where it is not there: 360 rounds of 7,849 offices

Ten circulars ask every local government for something each month; of each round some offices are late, and some never
do it. FILE.db may be a nation's (``nation.py``): then the duties are added to it. Each report is compared with its
floor, the plain join in the ``sqlite3`` shell that is told the rounds, by processor time, the least of three runs.
Exits with 1 where a ratio is over its limit, or a recorded round takes more than its bytes.
"""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import floors

from circtrack.tracking.rounds import find_rounds

TODAY = date(2026, 11, 24)
BEGUN = date(2023, 11, 20)
DUTIES, NEVER, LATE = 10, 0.01, 0.05
CIRCTRACK = [sys.executable, "-m", "circtrack"]
TURNS = 3
BYTES = 60
OPEN = "o.progress IN ('none', 'incomplete', 'blocked')"


class Question(NamedTuple):
    """A report, the SQL that is its floor, and how many times the floor it may take (0: no limit)."""

    words: tuple[str, ...]
    floor: str
    limit: float


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


def join_rounds(path: Path, duties: int = DUTIES) -> str:
    """Return the plain join of the rounds of so many duties, with the letters and offices, up to its conditions."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT id, rule FROM task WHERE rule LIKE 'FREQ=%' ORDER BY id").fetchall()
    given = []
    for task, rule in found[:duties]:
        *before, last = find_rounds(rule, BEGUN, TODAY)
        given += [f"({task}, '{each.due_on}', {int(each is last)})" for each in (*before, last)]
    return f"""
WITH n (task, due_on, is_open) AS MATERIALIZED (VALUES {", ".join(given)}),
o AS (
    SELECT b.task, b.office, n.due_on, n.is_open, coalesce(p.progress, 'none') AS progress
    FROM n JOIN obligation AS b ON b.task = n.task
    LEFT JOIN obligation_round AS p ON p.task = n.task AND p.round = n.due_on AND p.office = b.office
)
SELECT COLUMNS
FROM o JOIN task AS t ON t.id = o.task JOIN letter AS r ON r.id = t.letter
JOIN office_version AS v ON v.code = o.office AND v.since <= o.due_on AND o.due_on < v.until
LEFT JOIN delivery AS d ON d.root = r.id AND d.office = o.office LEFT JOIN letter AS m ON m.id = d.letter
"""


_ROW = (
    "r.number, r.date, r.subject, t.title, t.system, o.due_on, o.progress, o.office, v.name, v.kind, v.district,"
    " v.province, coalesce(d.received_on, d.sent_on) AS told_on, m.number AS told_by"
)
_COUNTED = (
    f"v.province, count(*) FILTER (WHERE {OPEN}), count(*) FILTER (WHERE {OPEN} AND o.due_on < '{TODAY}'),"
    f" count(*) FILTER (WHERE {OPEN} AND d.letter IS NULL), count(*) FILTER (WHERE o.progress = 'done')"
)
_ORDER = "ORDER BY o.due_on, v.province_code, v.district_code, o.office"


def list_questions(path: Path) -> list[Question]:
    """Return the reports that are measured, each with its floor."""
    month = TODAY + timedelta(days=30)
    every, one = join_rounds(path), join_rounds(path, 1).replace("COLUMNS", _ROW)
    rows = every.replace("COLUMNS", _ROW)
    within = f"{rows} WHERE {OPEN} AND o.due_on BETWEEN '{TODAY}' AND '{month}' {_ORDER};"
    counts = every.replace("COLUMNS", _COUNTED) + f" WHERE {OPEN} OR o.is_open GROUP BY v.province;"
    overdue = floors.WITHIN_30_DAYS.replace(f"BETWEEN '{TODAY}' AND '{month}'", f"< '{TODAY}'")
    return [
        Question(("9001",), f"{one} WHERE {OPEN} {_ORDER};", 4),
        Question(("9001", "--round", "20"), f"{one} WHERE {OPEN} AND o.due_on = '2025-07-05' {_ORDER};", 0),
        Question(("--within", "30"), floors.WITHIN_30_DAYS + within, 2),
        Question(("--by", "province"), floors.BY_PROVINCE + counts, 1.5),
        Question(("--overdue",), f"{overdue} {rows} WHERE {OPEN} AND o.due_on < '{TODAY}' {_ORDER};", 2),
    ]


def spend(command: list[str], given: Path | None = None) -> float:
    """Return the seconds of processor time that a command takes."""
    with (given or Path(os.devnull)).open("rb") as stdin:
        process = subprocess.Popen(command, stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return usage.ru_utime + usage.ru_stime


def measure(path: Path, folder: Path) -> bool:
    """Print each report beside its floor; whether one is over its limit."""
    over = False
    sys.stdout.write("| ratio | limit | ours, s | floor, s | |\n| ---: | ---: | ---: | ---: | --- |\n")
    for question in list_questions(path):
        asked = folder / "floor.sql"
        asked.write_text(question.floor, encoding="utf-8")
        output = ["--output", str(folder / "out.csv"), "--db", str(path), "--today", TODAY.isoformat()]
        shell = ["sqlite3", "-csv", "-header", "-cmd", f".output {folder / 'floor.csv'}", f"file:{path}?mode=ro"]
        turns = [(spend([*CIRCTRACK, "owing", *question.words, *output]), spend(shell, asked)) for _ in range(TURNS)]
        ours, floor = (min(times) for times in zip(*turns, strict=True))
        over |= bool(question.limit) and ours > question.limit * floor
        limit = question.limit or ""
        sys.stdout.write(
            f"| {ours / floor:.2f} | {limit} | {ours:.2f} | {floor:.2f} | owing {' '.join(question.words)} |\n"
        )
    with closing(sqlite3.connect(path)) as connection:
        (rows,) = connection.execute("SELECT count(*) FROM obligation_round").fetchone()
        (size,) = connection.execute("SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'obligation_round%'").fetchone()
    sys.stdout.write(f"{size / rows:.1f} bytes (limit {BYTES}) for each of {rows:,} rounds with something recorded\n")
    return over or size > BYTES * rows


def main() -> int:
    """Make the database where it is not there, and measure; 1 where something is over its limit."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "rounds.db"
        with closing(sqlite3.connect(path)) as connection:
            is_made = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'obligation_round'").fetchone()
            is_made = is_made and connection.execute("SELECT 1 FROM obligation_round LIMIT 1").fetchone()
        if not is_made:
            make(path)
        return int(measure(path, Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
