"""Databases that earlier versions' own code made (tests/data): each opens, is brought up to date, and reports the same.

To add a version when its tables change: check out the last code before the change, and run the commands of
``tests/data/README.md`` with it.
"""

from __future__ import annotations

import gzip
import multiprocessing
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from program import PROJECT, Program, contents

from circtrack.store import schema
from circtrack.store.journal_chain import broken
from circtrack.store.soundness import faults

if TYPE_CHECKING:
    from pathlib import Path

DATA = PROJECT / "tests" / "data"
VERSIONS = sorted(int(file.name[1:].split(".")[0]) for file in DATA.glob("v*.db.gz"))
STATES = "owing,done,exempt,at_risk,untold,overdue,due_today,open,done_late"
REPORTS = {
    "owing.csv": ("owing", "--state", STATES, "--format", "csv"),
    "chain.csv": ("chain", "908", "--format", "csv"),
    "letters.csv": ("letters", "--format", "csv"),
}


@pytest.fixture(params=VERSIONS)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Program:
    program = Program(tmp_path / "circtrack.db")
    program.database.write_bytes(gzip.decompress((DATA / f"v{request.param}.db.gz").read_bytes()))
    return program


def version_of(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_there_is_a_database_of_every_earlier_version() -> None:
    assert {1, 2} <= set(VERSIONS) <= set(range(1, schema.VERSION + 1))


def columns_known_then(report: str, expected: str) -> str:
    """The report as it was: columns that were added at the end since are cut off."""
    import csv
    import io

    width = len(next(csv.reader(io.StringIO(expected))))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(row[:width] for row in csv.reader(io.StringIO(report)))
    return out.getvalue()


def test_the_reports_are_what_they_were(old: Program) -> None:
    for name, arguments in REPORTS.items():
        expected = (DATA / name).read_text(encoding="utf-8")
        assert columns_known_then(old.ok(*arguments).out, expected) == expected, name
    assert version_of(old.database) == schema.VERSION


def test_the_old_file_is_kept_beside_the_new_one(old: Program) -> None:
    before, version = contents(old.database), version_of(old.database)
    old.ok("letters")
    (kept,) = old.database.parent.glob(f"circtrack-v{version}-*.db")
    assert contents(kept) == before
    assert version_of(kept) == version


def test_what_was_brought_up_to_date_is_sound_and_can_be_written(old: Program) -> None:
    old.ok("done", "908", "อบต.นายางกลัก")
    with closing(sqlite3.connect(old.database)) as connection:
        assert list(faults(connection, schema.VERSION)) == []
        assert list(broken(connection)) == []
    old.ok("undo")
    old.ok("undo", "5")


def _read(database: Path, results: multiprocessing.Queue[int]) -> None:
    results.put(Program(database).run("owing", "--format", "csv").status)


def test_many_that_open_it_at_once_all_succeed(old: Program) -> None:
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[int] = context.Queue()
    processes = [context.Process(target=_read, args=(old.database, results)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [results.get(timeout=5) for _ in processes] == [0, 0, 0, 0]
    assert len(list(old.database.parent.glob("circtrack-v*.db"))) == 1
