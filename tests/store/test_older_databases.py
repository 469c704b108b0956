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
from support.program import PROJECT, Program, contents

from circtrack.database import schema
from circtrack.database.integrity import faults
from circtrack.database.journal import broken
from circtrack.database.sqlite.connection import SqliteConnection

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
REGISTERS_SINCE = 3
REGISTERS = {
    f"register-{direction}.csv": ("register", direction, "--year", "2566", "--format", "csv")
    for direction in ("in", "out")
}


@pytest.fixture(params=VERSIONS)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Program:
    program = Program(tmp_path / "circtrack.db")
    program.database.write_bytes(gzip.decompress((DATA / f"v{request.param}.db.gz").read_bytes()))
    return program


def version_of(database: Path) -> int:
    with closing(sqlite3.connect(database, factory=SqliteConnection)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_there_is_a_database_of_every_earlier_version() -> None:
    assert set(range(1, schema.VERSION)) <= set(VERSIONS) <= set(range(1, schema.VERSION + 1))


def test_each_is_of_the_version_that_its_name_says(old: Program, request: pytest.FixtureRequest) -> None:
    assert version_of(old.database) == request.node.callspec.params["old"]


def columns_known_then(report: str, expected: str) -> str:
    """The report as it was: columns that were added at the end since are cut off."""
    import csv
    import io

    width = len(next(csv.reader(io.StringIO(expected))))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(row[:width] for row in csv.reader(io.StringIO(report)))
    return out.getvalue()


def test_the_reports_are_what_they_were(old: Program) -> None:
    version = version_of(old.database)
    for name, arguments in (REPORTS | (REGISTERS if version >= REGISTERS_SINCE else {})).items():
        own = DATA / name.replace(".", f"-v{version}.")
        expected = (own if own.exists() else DATA / name).read_text(encoding="utf-8")
        assert columns_known_then(old.ok(*arguments).out, expected) == expected, name
    assert version_of(old.database) == schema.VERSION


def rows_of(database: Path, columns: dict[str, str]) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(database, factory=SqliteConnection)) as connection:
        return {
            table: sorted(connection.execute(f"SELECT {names} FROM {table}"), key=repr)
            for table, names in columns.items()
        }


def test_every_row_is_kept(old: Program) -> None:
    with closing(sqlite3.connect(old.database, factory=SqliteConnection)) as connection:
        columns = dict(
            connection.execute(
                "SELECT m.name, group_concat(c.name) FROM sqlite_master m, pragma_table_info(m.name) c"
                " WHERE m.type = 'table' GROUP BY m.name"
            )
        )
    before = rows_of(old.database, columns)
    old.ok("letters")
    assert rows_of(old.database, columns) == before
    assert all(before[table] for table in before if table != "reminder" or "said" in before)


def test_the_old_file_is_kept_beside_the_new_one(old: Program) -> None:
    before, version = contents(old.database), version_of(old.database)
    old.ok("letters")
    kept = list(old.database.parent.glob("circtrack-v*.db"))
    assert [each.name.split("-")[1] for each in kept] == ([f"v{version}"] if version < schema.VERSION else [])
    for copy in kept:
        assert contents(copy) == before
        assert version_of(copy) == version


def test_what_was_brought_up_to_date_is_sound_and_can_be_written(old: Program) -> None:
    old.ok("done", "908", "อบต.นายางกลัก")
    with closing(sqlite3.connect(old.database, factory=SqliteConnection)) as connection:
        assert list(faults(connection, schema.VERSION)) == []
        assert list(broken(connection)) == []
    old.ok("undo")
    old.ok("undo", "5")


def _read(database: Path, results: multiprocessing.Queue[int]) -> None:
    results.put(Program(database).run("owing", "--format", "csv").status)


def test_many_that_open_it_at_once_all_succeed(old: Program) -> None:
    older = version_of(old.database) < schema.VERSION
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[int] = context.Queue()
    processes = [context.Process(target=_read, args=(old.database, results)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [results.get(timeout=5) for _ in processes] == [0, 0, 0, 0]
    assert len(list(old.database.parent.glob("circtrack-v*.db"))) == older


def test_an_older_version_that_reads_meanwhile_is_neither_stopped_nor_confused(old: Program) -> None:
    """Its report, begun before, ends on the tables that it knows; its next command is told that they are newer."""
    version = version_of(old.database)
    with closing(sqlite3.connect(old.database, factory=SqliteConnection)) as connection:
        connection.execute("PRAGMA journal_mode = wal")  # as each version had it in use
    with closing(
        sqlite3.connect(f"file:{old.database}?mode=ro", uri=True, isolation_level=None, factory=SqliteConnection)
    ) as reader:
        reader.execute("BEGIN")
        before = list(reader.execute("SELECT * FROM obligation"))
        old.ok("done", "908", "อบต.นายางกลัก")
        assert version_of(old.database) == schema.VERSION
        assert list(reader.execute("SELECT * FROM obligation")) == before
        assert reader.execute("PRAGMA user_version").fetchone() == (version,)
        reader.execute("COMMIT")
        assert reader.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
        done = "SELECT count(*) FROM obligation WHERE progress = 'done'"
        assert reader.execute(done).fetchone() == (sum("done" in row for row in before) + 1,)


@pytest.mark.parametrize("mode", ["wal", "delete"])
@pytest.mark.parametrize("held", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_one_that_writes_meanwhile_is_waited_for_and_then_nothing_is_changed(
    old: Program, held: str, mode: str
) -> None:
    version = version_of(old.database)
    if version == schema.VERSION:
        return  # nothing to bring up to date
    impatient = Program(old.database, environment={"CIRCTRACK_LOCK_TIMEOUT": "0.2"})
    with closing(sqlite3.connect(old.database, isolation_level=None, factory=SqliteConnection)) as writer:
        assert writer.execute(f"PRAGMA journal_mode = {mode}").fetchone() == (mode,)
        before = contents(old.database)
        writer.execute(held)
        done = impatient.run("letters")
        writer.execute("ROLLBACK")
    assert (done.status, "locked for 0.2 seconds" in done.err) == (5, True), done.err
    assert contents(old.database) == before
    assert version_of(old.database) == version
    old.ok("letters")
    assert len(list(old.database.parent.glob("circtrack-v*.db"))) == 1


def test_a_command_that_fails_leaves_no_copy_behind(old: Program) -> None:
    before = contents(old.database)
    assert old.run("done", "908", "อบต.ไม่มีจริง").status == 2
    assert contents(old.database) == before
    assert list(old.database.parent.glob("circtrack-v*")) == []


def test_where_a_reader_blocks_the_writer_the_migration_waits_and_leaves_no_copy(old: Program) -> None:
    """With a rollback journal, as on a network share: whoever reads holds up the commit."""
    version = version_of(old.database)
    if version == schema.VERSION:
        return  # nothing to bring up to date
    impatient = Program(old.database, environment={"CIRCTRACK_LOCK_TIMEOUT": "0.2"})
    with closing(sqlite3.connect(old.database, isolation_level=None, factory=SqliteConnection)) as reader:
        reader.execute("PRAGMA journal_mode = delete")
        before = contents(old.database)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM letter").fetchall()
        done = impatient.run("letters")
        assert (done.status, "locked for 0.2 seconds" in done.err) == (5, True), done.err
        reader.execute("COMMIT")
    assert contents(old.database) == before
    assert [each.name for each in old.database.parent.iterdir()] == [old.database.name]
    old.ok("letters")
    assert version_of(old.database) == schema.VERSION
