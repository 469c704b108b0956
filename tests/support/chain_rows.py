"""Build small databases for tests row by row, in SQLite or on a server."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from circtrack.model import LOCAL_GOVERNMENTS
from circtrack.registry.offices import offices_on
from circtrack.thai.number_text import compact_number
from support.servers import empty_database

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ALWAYS = ("0001-01-01", "9999-12-31")


@dataclass
class Rows:
    """A database under construction; each method inserts one thing and may return its key."""

    connection: Any
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
        self.connection.execute("INSERT INTO office VALUES (?) ON CONFLICT DO NOTHING", (code,))
        self.connection.execute(
            "INSERT INTO office_version VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')",
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
        letter = self._next_of("letter")
        query = "SELECT root FROM letter WHERE id = ?"
        root = letter if above is None else self.connection.execute(query, (above,)).fetchone()[0]
        row = {"id": letter, "issuer": issuer, "year_be": int(date[:4]) + 543, "number": number, "date": date}
        row |= {"kind": kind, "subject": subject, "secrecy": secrecy, "parent": above, "root": root}
        self.connection.engine.insert(self.connection, "letter", [row])
        for name in (number, *aliases):
            compact = compact_number(name)
            running = compact.rpartition("/")[2].removeprefix("ว")
            source = "own" if name == number else "cited"
            self.connection.execute(
                "INSERT INTO letter_number VALUES (?, ?, ?, ?, ?)", (letter, name, compact, running, source)
            )
        sent = [{"letter": letter, "office": office, "sent_on": date, "root": root} for office in to]
        self.connection.engine.insert(self.connection, "delivery", sent)
        self.letters[number] = letter
        return letter

    def deliver(self, letter: int, office: str, sent_on: str, received_on: str | None = None) -> None:
        self.connection.execute(
            "INSERT INTO delivery (letter, office, sent_on, received_on, root)"
            " SELECT id, ?, ?, ?, root FROM letter WHERE id = ?",
            (office, sent_on, received_on, letter),
        )

    def task(self, letter: int, title: str = "INFO", due_on: str | None = None, *, owed_by: Iterable[str] = ()) -> int:
        task = self._next_of("task")
        (before,) = self.connection.execute("SELECT count(*) FROM task WHERE letter = ?", (letter,)).fetchone()
        self.connection.execute(
            "INSERT INTO task (id, letter, position, title, system, due_on) VALUES (?, ?, ?, ?, 'INFO', ?)",
            (task, letter, before + 1, title, due_on),
        )
        self.connection.engine.insert(
            self.connection, "obligation", [{"task": task, "office": office} for office in owed_by]
        )
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
        row = {"task": task, "office": office, "progress": progress, "done_on": done_on, "due_on": due_on}
        self.connection.engine.insert(self.connection, "obligation", [row])

    def _next_of(self, table: str) -> int:
        return int(self.connection.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()[0])


def new_rows() -> Rows:
    """Return an empty database with the current tables, in a transaction."""
    return Rows(empty_database())


@contextmanager
def taken_back(rows: Rows) -> Iterator[Rows]:
    """Let one test change these rows; roll back at the end."""
    rows.connection.execute("SAVEPOINT kept")
    try:
        yield rows
    finally:
        rows.connection.execute("ROLLBACK TO kept")


PROVINCES_LETTER = "ชย 0023.6/3022"
DISTRICTS_LETTER = "ชย 0023.14/708"
ROOT = "มท 0810.7/ว 908"
DUE = "2023-03-24"


def real_chain(rows: Rows) -> None:
    """Insert the chain of examples/chain-2566.txt as reading should record it, for the whole country."""
    on = date(2023, 2, 27)
    insert = rows.connection.engine.insert
    insert(rows.connection, "office", [{"code": office.code} for office in offices_on(on)])
    versions = [
        {
            "code": office.code,
            "since": ALWAYS[0],
            "until": ALWAYS[1],
            "name": office.name,
            "kind": office.kind,
            "province": office.province,
            "district": office.district,
            "province_code": office.province_code,
            "district_code": office.district_code,
            "superior": office.superior,
        }
        for office in offices_on(on)
    ]
    insert(rows.connection, "office_version", versions)
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
