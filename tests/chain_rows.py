"""Small databases for tests, row by row as the schema has them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from circtrack.model import LOCAL_GOVERNMENTS
from circtrack.registry.offices import offices_on
from circtrack.store.find_letter import compact_number
from circtrack.store.schema import APPLICATION_ID, MIGRATIONS, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

ALWAYS = ("0001-01-01", "9999-12-31")


@dataclass
class Rows:
    """A database under construction; every method inserts one thing and gives back its key."""

    connection: sqlite3.Connection
    letters: dict[str, int] = field(default_factory=dict)

    def office(
        self,
        code: str,
        name: str = "",
        kind: str = "sao",
        superior: str = "",
        *,
        province: str = "",
        district: str = "",
        province_code: str = "",
        district_code: str = "",
        since: str = ALWAYS[0],
        until: str = ALWAYS[1],
    ) -> str:
        self.connection.execute("INSERT OR IGNORE INTO office VALUES (?)", (code,))
        self.connection.execute(
            "INSERT INTO office_version VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                code,
                since,
                until,
                name or code,
                kind,
                province,
                district,
                province_code,
                district_code,
                superior,
            ),
        )
        return code

    def letter(
        self,
        number: str,
        date: str,
        issuer: str,
        *,
        to: Iterable[str] = (),
        parent: str = "",
        subject: str = "",
        aliases: Iterable[str] = (),
        kind: str = "circular",
        secrecy: str = "",
    ) -> int:
        above = self.letters.get(parent)
        cursor = self.connection.execute(
            "INSERT INTO letter (issuer, year_be, number, date, kind, subject, secrecy, parent, root)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, -1) RETURNING id",
            (issuer, int(date[:4]) + 543, number, date, kind, subject, secrecy, above),
        )
        letter = int(cursor.fetchone()[0])
        query = "SELECT root FROM letter WHERE id = ?"
        root = letter if above is None else self.connection.execute(query, (above,)).fetchone()[0]
        self.connection.execute("UPDATE letter SET root = ? WHERE id = ?", (root, letter))
        for name in (number, *aliases):
            compact = compact_number(name)
            running = compact.rpartition("/")[2].removeprefix("ว")
            source = "own" if name == number else "cited"
            self.connection.execute(
                "INSERT INTO letter_number VALUES (?, ?, ?, ?, ?)", (letter, name, compact, running, source)
            )
        for office in to:
            self.deliver(letter, office, date)
        self.letters[number] = letter
        return letter

    def deliver(self, letter: int, office: str, sent_on: str, received_on: str | None = None) -> None:
        self.connection.execute(
            "INSERT INTO delivery (letter, office, sent_on, received_on) VALUES (?, ?, ?, ?)",
            (letter, office, sent_on, received_on),
        )

    def task(self, letter: int, title: str = "INFO", due_on: str | None = None, *, owed_by: Iterable[str] = ()) -> int:
        cursor = self.connection.execute(
            "INSERT INTO task (letter, position, title, system, due_on)"
            " SELECT ?1, 1 + count(*), ?2, 'INFO', ?3 FROM task WHERE letter = ?1 RETURNING id",
            (letter, title, due_on),
        )
        task = int(cursor.fetchone()[0])
        for office in owed_by:
            self.owe(task, office)
        return task

    def owe(
        self,
        task: int,
        office: str,
        progress: str = "none",
        *,
        done_on: str | None = None,
        due_on: str | None = None,
    ) -> None:
        self.connection.execute(
            "INSERT INTO obligation (task, office, progress, done_on, due_on) VALUES (?, ?, ?, ?, ?)",
            (task, office, progress, done_on, due_on),
        )


def new_rows(path: Path | str = ":memory:") -> Rows:
    """An empty database with today's schema, foreign keys watched."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA foreign_keys = ON")
    for script in MIGRATIONS:
        connection.executescript(script)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    return Rows(connection)


PROVINCES_LETTER = "ชย 0023.6/3022"
DISTRICTS_LETTER = "ชย 0023.14/708"
ROOT = "มท 0810.7/ว 908"
DUE = "2023-03-24"


def real_chain(rows: Rows) -> None:
    """The chain of examples/chain-2566.txt, as reading it should record it, in the whole country's database."""
    on = date(2023, 2, 27)
    for office in offices_on(on):
        rows.office(
            office.code,
            office.name,
            office.kind,
            office.superior,
            province=office.province,
            district=office.district,
            province_code=office.province_code,
            district_code=office.district_code,
        )
    offices = [office for office in offices_on(on) if office.province_code != "10"]
    issuer = next(office.code for office in offices_on(on) if office.name == "กรมส่งเสริมการปกครองท้องถิ่น")
    provinces = [office.code for office in offices if office.kind == "province"]
    root = rows.letter(ROOT, "2023-02-27", issuer, to=provinces, subject="การบันทึกข้อมูลศูนย์ (INFO)")
    halls = [office.code for office in offices if office.kind == "provincial_office"]
    local = [office.code for office in offices if office.kind in LOCAL_GOVERNMENTS]
    rows.task(root, "ศูนย์ปฏิบัติการร่วม", DUE, owed_by=halls)
    rows.task(root, "ศูนย์ช่วยเหลือประชาชน", DUE, owed_by=local)
    to = [office.code for office in offices if office.superior == "36" and office.kind == "district"]
    to += [office.code for office in offices if office.superior == "36" and office.kind in LOCAL_GOVERNMENTS]
    rows.letter(PROVINCES_LETTER, "2023-03-09", "36", to=to, parent=ROOT, aliases=["ชย 0023.6/3062"])
    thep_sathit = [office.code for office in offices if office.superior == "3609"]
    to = [code for code in thep_sathit if not code.startswith("dla")]
    rows.letter(DISTRICTS_LETTER, "2023-03-09", "3609", to=to, parent=PROVINCES_LETTER)
    rows.connection.commit()
