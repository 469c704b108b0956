"""Recording a whole country at once, beside bare ``executemany`` of as many upserts.

``python tests/benchmarks/bulk.py [ROUNDS]`` prints the figures and exits with 1 where one is over its limit. Floor and
circtrack run in turn, round by round, each in a process and on a copy of the database of its own; medians are told.
README.md beside this file says what each means.
"""

from __future__ import annotations

import csv
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent))

from startup import CIRCTRACK, DAY, as_users_have_it, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LIMIT = 3.0
ROUNDS = 9
LETTER = """ที่ มท ๐๘๑๐.๗/ว {number}

กรมส่งเสริมการปกครองท้องถิ่น
ถนนนครราชสีมา เขตดุสิต กทม. ๑๐๓๐๐

๒๗ กุมภาพันธ์ ๒๕๖๖

เรื่อง การบันทึกข้อมูลศูนย์ช่วยเหลือประชาชนผ่านระบบข้อมูลกลางองค์กรปกครองส่วนท้องถิ่น (INFO)

เรียน ผู้ว่าราชการจังหวัด ทุกจังหวัด

ด้วยกรมส่งเสริมการปกครองท้องถิ่นได้พัฒนาระบบข้อมูลกลางองค์กรปกครองส่วนท้องถิ่น (INFO) จึงขอให้จังหวัดแจ้งองค์กร\
ปกครองส่วนท้องถิ่นทุกแห่งบันทึกข้อมูลศูนย์ช่วยเหลือประชาชนให้แล้วเสร็จภายในวันที่ ๒๔ มีนาคม ๒๕๖๖

จึงเรียนมาเพื่อพิจารณา

ขอแสดงความนับถือ
"""

# What the same rows cost without circtrack, in one transaction as safe as ours.
_FLOOR = """
import csv, sqlite3, sys
database, rows = sys.argv[1:]
connection = sqlite3.connect(database, isolation_level=None)
connection.execute("PRAGMA foreign_keys = ON")
connection.execute("PRAGMA synchronous = FULL")
connection.execute("PRAGMA journal_mode = wal")
with open(rows, encoding="utf-8", newline="") as file:
    given = list(csv.DictReader(file))
connection.execute("BEGIN IMMEDIATE")
{statements}
connection.execute("COMMIT")
connection.close()
"""
_DONE = _FLOOR.format(
    statements="""connection.executemany(
    "INSERT INTO obligation (task, office, progress, done_on) VALUES (1, ?, ?, ?) ON CONFLICT (task, office)"
    " DO UPDATE SET progress = excluded.progress, done_on = excluded.done_on",
    [(row["office"], row["progress"], row["on"]) for row in given],
)"""
)
_RECORDED = _FLOOR.format(
    statements="""connection.execute(
    "INSERT INTO letter (id, issuer, year_be, number, date, root) VALUES (2, 'dla', 2566, '909', '2023-02-27', 2)"
)
connection.execute("INSERT INTO task (id, letter, position, title) VALUES (2, 2, 1, 'INFO')")
connection.executemany(
    "INSERT INTO obligation (task, office) VALUES (2, ?) ON CONFLICT (task, office) DO NOTHING",
    [(row["office"],) for row in given if row["table"] == "obligation"],
)
connection.executemany(
    "INSERT INTO delivery (letter, office, sent_on, root) VALUES (2, ?, '2023-02-27', 2)"
    " ON CONFLICT (letter, office) DO NOTHING",
    [(row["office"],) for row in given if row["table"] == "delivery"],
)"""
)


class Row(NamedTuple):
    """One row of the table: median seconds of circtrack and of the floor.

    ``limit`` is how many times the floor it may take; 0: it is only told.
    """

    name: str
    ours: float
    floor: float
    limit: float = LIMIT

    @property
    def ratio(self) -> float:
        """How many times the floor."""
        return self.ours / self.floor


class Country:
    """A database in which one circular to the whole country is recorded, and the files to record more from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = as_users_have_it(folder)
        self.database = folder / "country.db"
        first, self.letter = folder / "908.txt", folder / "909.txt"
        first.write_text(LETTER.format(number="๙๐๘"), encoding="utf-8")
        self.letter.write_text(LETTER.format(number="๙๐๙"), encoding="utf-8")
        run([*CIRCTRACK, "read", str(first), "--yes", *DAY, "--db", str(self.database)], self.environment)
        with closing(sqlite3.connect(self.database)) as connection:
            self.owing = connection.execute(
                "SELECT o.office, v.name, v.district, v.province FROM obligation AS o JOIN office_version AS v"
                " ON v.code = o.office AND v.since <= '2023-02-27' AND '2023-02-27' < v.until ORDER BY o.office"
            ).fetchall()
            told = connection.execute("SELECT 'delivery', office FROM delivery").fetchall()
        codes = [code for code, *_ in self.owing]
        names = [
            f"{name} อ.{district} จ.{province}" if district else f"{name} จ.{province}"
            for _, name, district, province in self.owing
        ]
        self.codes = self._csv("codes", ["office", "progress", "on"], [(each, "done", "2023-03-17") for each in codes])
        self.names = self._csv("names", ["office", "progress", "on"], [(each, "done", "2023-03-17") for each in names])
        self.rows = self._csv("rows", ["table", "office"], [*(("obligation", each) for each in codes), *told])

    def _csv(self, name: str, header: list[str], rows: list[tuple[str, ...]]) -> Path:
        path = self.folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return path

    def seconds(self, command: list[str], *, undone: bool = False) -> float:
        """How long a command takes on a copy of the database; with ``undone``, taking back what it recorded."""
        for old in self.folder.glob("copy.db*"):
            old.unlink()
        shutil.copy(self.database, self.copy)
        if undone:
            run(command, self.environment)
            command = self.ours("undo")
        begun = time.perf_counter()
        run(command, self.environment)
        return time.perf_counter() - begun

    @property
    def copy(self) -> Path:
        """What the commands work on."""
        return self.folder / "copy.db"

    def ours(self, *arguments: str) -> list[str]:
        """A command line of circtrack's."""
        return [*CIRCTRACK, *arguments, *DAY, "--db", str(self.copy)]

    def floor(self, source: str, rows: Path) -> list[str]:
        """A command line of the floor's."""
        return [sys.executable, "-c", source, str(self.copy), str(rows)]

    def compare(self, name: str, floor: list[str], ours: list[str], rounds: int) -> Row:
        """Both in turn, the first round not counted."""
        return Row(name, *self.medians(floor, ours, rounds))

    def medians(self, floor: list[str], ours: list[str], rounds: int, *, undone: bool = False) -> tuple[float, float]:
        """Seconds of ours and of the floor, which run in turn; the first round is not counted."""
        times = [(self.seconds(floor), self.seconds(ours, undone=undone)) for _ in range(1 + rounds)][1:]
        return statistics.median(each for _, each in times), statistics.median(each for each, _ in times)


def done_by_code(country: Country, rounds: int = ROUNDS) -> Row:
    """``done --csv`` with everyone who owes, by code."""
    floor, ours = country.floor(_DONE, country.codes), country.ours("done", "908", "--csv", str(country.codes))
    return country.compare(f"done --csv, {len(country.owing):,} rows by code", floor, ours, rounds)


def done_by_name(country: Country, rounds: int = ROUNDS) -> Row:
    """The same by name, with district and province; the floor still gets codes."""
    floor, ours = country.floor(_DONE, country.codes), country.ours("done", "908", "--csv", str(country.names))
    return country.compare(f"done --csv, {len(country.owing):,} rows by name", floor, ours, rounds)


def recording_by_add(country: Country, rounds: int = ROUNDS) -> Row:
    """``add`` of a root letter for the country."""
    asked = ["--number", "มท 0810.7/ว 909", "--date", "2023-02-27", "--from", "สถ.", "--due", "2023-03-24"]
    asked += ["--to", "ผู้ว่าราชการจังหวัดทุกจังหวัด", "--audience", "องค์กรปกครองส่วนท้องถิ่น", "--task", "INFO"]
    floor = country.floor(_DONE, country.codes)
    return country.compare("add of a root letter for the country", floor, country.ours("add", *asked), rounds)


def recording_by_read(country: Country, rounds: int = ROUNDS) -> Row:
    """``read`` of a root letter's text for the country."""
    floor, ours = country.floor(_DONE, country.codes), country.ours("read", str(country.letter), "--yes")
    return country.compare("read of a root letter for the country", floor, ours, rounds)


def recording_beside_new_rows(country: Country, rounds: int = ROUNDS) -> Row:
    """The same beside inserts of as many new rows, which are cheaper than upserts; only told."""
    floor, ours = country.floor(_RECORDED, country.rows), country.ours("read", str(country.letter), "--yes")
    return Row("read of the same, beside inserts of as many new rows", *country.medians(floor, ours, rounds), 0)


def taking_back(country: Country, rounds: int = ROUNDS) -> Row:
    """``undo`` of the ``done --csv`` by code, beside the upserts that would do the same."""
    floor, done = country.floor(_DONE, country.codes), country.ours("done", "908", "--csv", str(country.codes))
    return Row("undo of `done --csv`", *country.medians(floor, done, rounds, undone=True))


ALL: tuple[Callable[[Country, int], Row], ...] = (
    done_by_code,
    done_by_name,
    taking_back,
    recording_by_add,
    recording_by_read,
    recording_beside_new_rows,
)


def measured(rounds: int = ROUNDS) -> Iterator[Row]:
    """Every row of the table, as it is measured."""
    with tempfile.TemporaryDirectory() as folder:
        country = Country(Path(folder))
        for each in ALL:
            yield each(country, rounds)


def main() -> int:
    """Measure and print; 1 where something is over its limit."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    over = False
    print(f"{'ratio':>6} {'limit':>6} {'floor ms':>9} {'ms':>7}")
    for row in measured(rounds):
        over |= bool(row.limit) and row.ratio > row.limit
        figures = f"{row.ratio:6.2f} {row.limit:6g} {row.floor * 1000:9.0f} {row.ours * 1000:7.0f}"
        print(f"{figures}  {row.name}", flush=True)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
