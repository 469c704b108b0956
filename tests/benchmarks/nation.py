"""A database as a department has it: circulars to the whole country, passed on and answered as offices do.

::

    python tests/benchmarks/nation.py NATION.db               # 1,000 circulars: a year, 7.8 million obligations
    python tests/benchmarks/nation.py NATION.db --circulars 10000 --years 10
    python tests/benchmarks/nation.py postgresql://postgres@localhost/nation     # an empty database of a server

From a seed and the real registry, by the store's own code: each circular is one transaction with its journal row. A
circular goes to every province; a province writes to its districts after a few days, a district to its local
governments, and some never do. Local governments finish along a curve towards the deadline; some are late, some never
enter anything. Sixty days after its deadline a circular is wound up: who has not entered it then is exempt.
"""

from __future__ import annotations

import argparse
import random
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from circtrack.actions.offices import store_known_offices
from circtrack.database.transaction import writing
from circtrack.place import parse_place
from circtrack.registry.offices import offices_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.database.transaction import Transaction
    from circtrack.model import Office
    from circtrack.place import Place

TODAY = date(2026, 11, 24)
ISSUER = "dla"
LOCAL = {"pao", "city_municipality", "town_municipality", "subdistrict_municipality", "sao", "special"}
NEVER_PASSED_ON = 0.02
NEVER_ENTERED = 0.03
WOUND_UP_AFTER = 60
ABOUT = (
    "ศูนย์ช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่น",
    "แผนพัฒนาท้องถิ่นประจำปีงบประมาณ",
    "เบี้ยยังชีพผู้สูงอายุและเงินสงเคราะห์ผู้พิการ",
    "การบริหารจัดการขยะมูลฝอยในพื้นที่",
    "อาสาสมัครป้องกันภัยฝ่ายพลเรือน",
    "การจัดเก็บภาษีที่ดินและสิ่งปลูกสร้าง",
    "ศูนย์พัฒนาเด็กเล็กในสังกัด",
    "แหล่งน้ำสาธารณะเพื่อการอุปโภคบริโภค",
)
SYSTEMS = ("INFO", "e-LAAS", "e-Plan", "LEC", "")


@dataclass
class Rows:
    """The rows of one circular, by table."""

    letters: list[dict[str, Any]] = field(default_factory=list)
    numbers: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)
    deliveries: list[dict[str, Any]] = field(default_factory=list)
    obligations: list[dict[str, Any]] = field(default_factory=list)


class Country:
    """Who writes to whom. Local governments count as the district's or province's own recipients."""

    def __init__(self, day: date) -> None:
        self.offices = [office for office in offices_on(day) if office.kind in LOCAL | {"province", "district"}]
        self.provinces = [office for office in self.offices if office.kind == "province"]
        self.local = sorted((office for office in self.offices if office.kind in LOCAL), key=lambda each: each.code)
        self.below: dict[str, list[Office]] = {}
        for office in self.offices:
            self.below.setdefault(office.superior, []).append(office)


@dataclass
class Circular:
    """One circular and what has become of it by ``today``."""

    country: Country
    place: int
    root: int
    on: date
    due: date
    today: date
    chance: random.Random
    rows: Rows = field(default_factory=Rows)
    told: dict[str, date] = field(default_factory=dict)

    def fill(self) -> Rows:
        """All its rows."""
        subject = f"การบันทึกข้อมูล{ABOUT[self.place % len(ABOUT)]} ครั้งที่ {self.place + 1}"
        top = f"มท 0810.7/ว {self.place + 1}"
        self._letter(ISSUER, top, "circular", self.on, subject, None, self.country.provinces)
        for province in self.country.provinces:
            self._pass_on(province, self.root, top, subject, self.on)
        for office in self.country.local:
            self.rows.obligations.append(self._obligation(office))
        return self.rows

    def _pass_on(self, office: Office, parent: int, number: str, subject: str, told: date) -> None:
        """What an office that was told writes to those below it, and they to those below them."""
        below = self.country.below.get(office.code, [])
        on = told + timedelta(days=self.chance.choice((1, 1, 2, 2, 3, 3, 4, 5, 7, 12)))
        if not below or on > self.today or self.chance.random() < NEVER_PASSED_ON:
            return
        own = f"{office.province_code} {office.code[2:] or '0023.3'}/{self.place + 1}"
        row = self._letter(office.code, own, "forward", on, subject, parent, below)
        day = self.on.isoformat()
        cited = {"type": "passes_on", "number": number, "date": day if parent == self.root else None}
        self.rows.links.append({"letter": row, "position": 1, **cited, "issuer": "", "as_written": ""})
        for each in below:
            if each.kind == "district":
                self._pass_on(each, row, own, subject, on)
            else:
                self.told[each.code] = on

    def _letter(
        self, issuer: str, number: str, kind: str, on: date, subject: str, parent: int | None, to: list[Office]
    ) -> int:
        row = self.root + len(self.rows.letters)
        day = on.isoformat()
        letter = {"id": row, "issuer": issuer, "year_be": on.year + 543, "number": number, "date": day, "kind": kind}
        letter |= {"subject": subject, "parent": parent, "root": self.root}
        self.rows.letters.append(letter)
        compact = number.replace(" ", "")
        running = str(self.place + 1)
        self.rows.numbers.append(
            {"letter": row, "number": number, "compact": compact, "running": running, "source": "own"}
        )
        self.rows.deliveries += [
            {"letter": row, "office": office.code, "sent_on": day, "root": self.root} for office in to
        ]
        return row

    def _obligation(self, office: Office) -> dict[str, Any]:
        """Most enter what they owe between being told and the deadline, the more the nearer it is."""
        task = self.place + 1
        told = self.told.get(office.code)
        if told is not None and self.chance.random() >= NEVER_ENTERED:
            # The part of the days from being told to the deadline: 0.4 on average, one in thirty after it.
            passed = self.chance.betavariate(1.2, 2.2) * 1.3
            done = told + timedelta(days=round(passed * max((self.due - told).days, 5)))
            if done <= self.today:
                return {"task": task, "office": office.code, "progress": "done", "done_on": done.isoformat()}
        wound_up = self.due + timedelta(days=WOUND_UP_AFTER) < self.today
        return {"task": task, "office": office.code, "progress": "exempt" if wound_up else "none", "done_on": None}


def circulars(count: int, years: float, today: date, seed: int) -> Iterator[tuple[int, date, date]]:
    """Place, date and deadline of each circular, the oldest first."""
    for place in range(count):
        chance = random.Random(f"{seed} {count - place}")
        on = today - timedelta(days=round((count - place) * years * 365 / count))
        yield place, on, on + timedelta(days=chance.randrange(14, 61))


def make(path: Place, count: int, *, years: float = 1, today: date = TODAY, seed: int = 2566) -> int:
    """Make a nation's database; gives back how many obligations it has."""
    country = Country(today)
    with writing(path, "nation") as transaction:
        store_known_offices(transaction, [ISSUER, *(office.code for office in country.offices)])
    root, total = 1, 0
    for place, on, due in circulars(count, years, today, seed):
        circular = Circular(country, place, root, on, due, today, random.Random(f"{seed} {count - place} {due}"))
        rows = circular.fill()
        with writing(path, "nation") as transaction:
            write(transaction, circular, rows)
        root += len(rows.letters)
        total += len(rows.obligations)
    return total


def write(transaction: Transaction, circular: Circular, rows: Rows) -> None:
    """One circular by the store's bulk insert."""
    task = circular.place + 1
    stated = {"title": ABOUT[circular.place % len(ABOUT)], "system": SYSTEMS[circular.place % len(SYSTEMS)]}
    stated |= {"audience": "อปท. ทุกแห่ง", "due_on": circular.due.isoformat(), "rule": "on"}
    transaction.insert_bulk("letter", {"root": circular.root}, rows.letters)
    transaction.insert_bulk("letter_number", {"number": "*"}, rows.numbers)
    transaction.insert_bulk("letter_link", {"type": "passes_on"}, rows.links)
    transaction.insert_bulk("task", {"id": task}, [{"id": task, "letter": circular.root, "position": 1, **stated}])
    restated = [{"letter": letter["id"], "position": 1, **stated, "task": task} for letter in rows.letters]
    transaction.insert_bulk("stated_task", {"task": task}, restated)
    transaction.insert_bulk("delivery", {"root": circular.root}, rows.deliveries)
    transaction.insert_bulk("obligation", {"task": task}, rows.obligations)
    transaction.say("circular {number}", number=str(task))


def main() -> None:
    """Make one as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("database", type=parse_place)
    parser.add_argument("--circulars", type=int, default=1000)
    parser.add_argument("--years", type=float, default=1)
    parser.add_argument("--seed", type=int, default=2566)
    asked = parser.parse_args()
    if isinstance(asked.database, Path) and asked.database.exists():
        parser.error(f"{asked.database} is there already")
    begun = time.perf_counter()
    total = make(asked.database, asked.circulars, years=asked.years, seed=asked.seed)
    taken = time.perf_counter() - begun
    size = size_of(asked.database)
    print(f"{total:,} obligations in {taken:.0f} s, {size / 1e6:,.0f} MB, {size / total:.0f} bytes an obligation")


def size_of(place: Place) -> int:
    """How many bytes a database takes."""
    if isinstance(place, Path):
        return place.stat().st_size
    from circtrack.database.postgres.connection import connect

    with closing(connect(place)) as connection:
        ((size,),) = connection.execute("SELECT pg_database_size(current_database())").fetchall()
    return int(size)


if __name__ == "__main__":
    main()
