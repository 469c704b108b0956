"""How long ``circtrack date --column`` takes, beside a bare regular expression that does the same to the same file.

``python tests/benchmarks/date_column.py [ROUNDS]`` prints the figures and exits with 1 where one is over its limit.
README.md beside this file says more.
"""

from __future__ import annotations

import csv
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from startup import CIRCTRACK, as_users_have_it

from circtrack.thai.digits import to_thai
from circtrack.thai.months import MONTHS, SHORT_MONTHS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROWS = 100_000
ROUNDS = 7
LIMIT = 4.0
COLUMN = "ลงวันที่"

# The yardstick: a dozen lines that somebody writes for one file, and that believe whatever stands there.
BARE = rf"""
import csv, re, sys
sys.stdin.reconfigure(encoding="utf-8", newline="")
sys.stdout.reconfigure(encoding="utf-8", newline="\n")
months = {{name: number for names in ({MONTHS}, {SHORT_MONTHS}) for number, name in enumerate(names, 1)}}
pattern = re.compile(
    r"(\d{{1,2}}) (" + "|".join(map(re.escape, months)) + r") (\d{{4}})"
    r"|(\d{{1,2}})/(\d{{1,2}})/(\d{{4}})|(\d{{4}}-\d\d-\d\d)"
)
def iso(text):
    found = pattern.fullmatch(text)
    if not found:
        return ""
    d, name, y, d2, m2, y2, already = found.groups()
    if name:
        return f"{{int(y) - 543:04}}-{{months[name]:02}}-{{int(d):02}}"
    return already or f"{{int(y2) - 543:04}}-{{int(m2):02}}-{{int(d2):02}}"
rows = csv.reader(sys.stdin)
out = csv.writer(sys.stdout, lineterminator="\n")
header = next(rows)
place = header.index("{COLUMN}")
out.writerow([*header[: place + 1], "{COLUMN}_iso", *header[place + 1 :]])
for row in rows:
    out.writerow([*row[: place + 1], iso(row[place]), *row[place + 1 :]])
"""


class Measured(NamedTuple):
    """Seconds (medians) that circtrack and the bare regular expression took for one file, and how they compare."""

    name: str
    ours: float
    bare: float

    @property
    def ratio(self) -> float:
        return self.ours / self.bare


def main() -> int:
    """Measure and print; 1 where something is over its limit."""
    found = measured(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
    print(f"{'ratio':>6} {'limit':>6} {'s':>6} {'bare':>6}")
    for each in found:
        print(f"{each.ratio:6.2f} {LIMIT:6g} {each.ours:6.2f} {each.bare:6.2f}  {each.name}")
    return 1 if max(each.ratio for each in found) > LIMIT else 0


def measure(rounds: int) -> float:
    """The greatest ratio of circtrack to the bare regular expression over the files."""
    return max(each.ratio for each in measured(rounds))


def measured(rounds: int) -> list[Measured]:
    """Both on every file in turn, round by round, so that a busy moment hits each alike; both must write the same."""
    commands = ([*CIRCTRACK, "date", "--column", COLUMN], [sys.executable, "-c", BARE])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = as_users_have_it(folder)
        files = {each: written(folder / f"{place}.csv", FILES[each]()) for place, each in enumerate(FILES)}
        times: dict[str, list[tuple[float, float]]] = {each: [] for each in files}
        for turn in range(1 + rounds):
            for each, file in files.items():
                (one, ours_wrote), (other, bare_wrote) = (timed(command, file, environment) for command in commands)
                if ours_wrote != bare_wrote:
                    sys.exit(f"{each}: circtrack and the bare regular expression do not write the same")
                if turn:
                    times[each].append((one, other))
    return [Measured(each, *(statistics.median(column) for column in zip(*times[each], strict=True))) for each in files]


def timed(command: list[str], file: Path, environment: dict[str, str]) -> tuple[float, bytes]:
    """Seconds for one run, and what it wrote."""
    with file.open("rb") as stream:
        begun = time.perf_counter()
        done = subprocess.run(command, stdin=stream, stdout=subprocess.PIPE, check=True, env=environment)
        return time.perf_counter() - begun, done.stdout


def written(file: Path, days: Iterator[str]) -> Path:
    """A register as offices keep it, with a date in each row."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(["ที่", COLUMN, "จาก", "เรื่อง"])
        for number, day in enumerate(days, 1):
            out.writerow([f"มท 0810.7/ว {number}", day, "กรมส่งเสริมการปกครองท้องถิ่น", "การบันทึกข้อมูล, ครั้งที่ 2"])
    return file


def as_in_real_life() -> Iterator[str]:
    """A register of ten years as letters come in, each up to three weeks old, their days in any of five forms."""
    chance = random.Random(2566)
    first = date(2016, 1, 1)
    days = (first + timedelta(number * 3650 // ROWS - chance.randrange(21)) for number in range(ROWS))
    return (in_form(day, chance.randrange(5)) for day in days)


def all_different() -> Iterator[str]:
    """No text comes twice: 20,000 days (B.E. 2500 to 2554) in each of the five forms."""
    texts = [in_form(date(1957, 1, 1) + timedelta(number), form) for form in range(5) for number in range(ROWS // 5)]
    random.Random(2566).shuffle(texts)
    return iter(texts)


FILES: dict[str, Callable[[], Iterator[str]]] = {
    "100,000 rows, a register of ten years": as_in_real_life,
    "100,000 rows, no date twice": all_different,
}


def in_form(day: date, form: int) -> str:
    """A day as registers have it."""
    year = day.year + 543
    forms = (
        to_thai(f"{day.day} {MONTHS[day.month - 1]} {year}"),
        f"{day.day} {SHORT_MONTHS[day.month - 1]} {year}",
        f"{day.day}/{day.month}/{year}",
        f"{day.day} {MONTHS[day.month - 1]} {year}",
        day.isoformat(),
    )
    return forms[form]


if __name__ == "__main__":
    sys.exit(main())
