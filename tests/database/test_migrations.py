"""Database files of today that a made-up next version brings up to date: whole or not at all, and with a copy kept.

On a server: ``test_server_migrations``.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from support.disks import without_overrides
from support.next_version import FAILS, NEXT, PROGRAM, be_of_next_version
from support.program import CHAIN, Program, contents
from support.recorded import recorded

from circtrack.database import schema
from circtrack.database.integrity import find_faults
from circtrack.database.journal import find_broken
from circtrack.database.migrate import split_statements
from circtrack.database.open import open_for_reading
from circtrack.database.postgres import schema as postgres_schema
from circtrack.database.sqlite.connection import SqliteConnection
from circtrack.database.transaction import writing
from circtrack.errors import DatabaseError, FileError
from circtrack.store.settings import get_own_office, set_own_office
from circtrack.transfer.backup import restore
from circtrack.transfer.bundle_file import LETTERS, SAID, read_bundle, write_bundle
from circtrack.transfer.export import export, import_folder

if TYPE_CHECKING:
    from pathlib import Path

STATES = "owing,done,exempt,at_risk,untold,overdue,due_today,open,done_late"
REPORTS = (
    ("owing", "--state", STATES),
    ("chain", "908"),
    ("letters",),
    ("register", "in", "--year", "2566"),
    ("register", "out", "--year", "2566"),
    ("log",),
)
# Something in every table.
WRITTEN = (
    ("init", "--office", "อำเภอเทพสถิต"),
    ("read", CHAIN, "--yes"),
    ("receive", "708", "อบต.บ้านไร่", "--on", "2023-03-13", "--number", "156/2566"),
    ("done", "908", "อบต.บ้านไร่", "--on", "2023-03-17"),
    ("done", "908", "อบต.โป่งนก", "--incomplete"),
    ("exempt", "908", "ทต.เทพสถิต", "--reason", "ไม่มีศูนย์"),
    ("extend", "908", "อบต.วะตะแบก", "--to", "2023-03-31", "--reason", "ระบบล่ม"),
    ("register", "in", "3022", "--on", "2023-03-09"),
    ("register", "out", "--reserve", "2"),
    ("done", "908", "อบต.นายางกลัก"),
    ("undo",),
    (
        "add",
        "--number",
        "ชย 0023.14/801",
        "--date",
        "2023-03-15",
        "--from",
        "อำเภอเทพสถิต",
        "--to",
        "อบต.บ้านไร่",
        "--task",
        "รายงาน",
        "--due",
        "ภายในวันที่ ๕ ของทุกเดือน",
    ),
    ("done", "801", "อบต.บ้านไร่"),
    ("add", "--number", "ชย 0023.14/802", "--date", "2023-03-16", "--from", "อำเภอเทพสถิต", "--to", "อบต.บ้านไร่"),
    ("correct", "802", "--withdraw", "--yes"),
    ("merge", "province.circtrack"),
    ("remind", "--all", "--once"),
)
WRITTEN_ABOVE = (
    ("init", "--office", "จ.ชัยภูมิ"),
    ("read", CHAIN, "--yes"),
    ("receive", "3022", "อ.เทพสถิต", "--on", "2023-03-10"),
    ("done", "908", "อบต.โป่งนก", "--on", "2023-03-16"),
    ("bundle", "908", "--for", "อ.เทพสถิต", "--output", "province.circtrack"),
)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    (folder / "inbox").mkdir()
    (folder / "inbox" / "no-number.txt").write_text("ที่ ชย ๐๐๒๓.๑๔/\n\n๑๖ มีนาคม ๒๕๖๖\n\nเรื่อง ประชุม\n", encoding="utf-8")
    for name, commands in (("province.db", WRITTEN_ABOVE), ("circtrack.db", WRITTEN)):
        for command in commands:
            Program(folder / name).ok(*command)
    assert Program(folder / "circtrack.db").run("read", "inbox", "--yes").status == 4  # it waits as a draft
    with closing(sqlite3.connect(folder / "circtrack.db")) as connection:
        connection.execute("PRAGMA journal_mode = delete")  # one file, with no log beside it
    return folder / "circtrack.db"


@pytest.fixture
def old(written: Path, tmp_path: Path) -> Program:
    """Today's program, and the database that it wrote."""
    return Program(shutil.copyfile(written, tmp_path / "circtrack.db"))


@pytest.fixture
def new(old: Program) -> Program:
    """The next version's program, with the same database."""
    return replace(old, command=PROGRAM, own_process=True)


def version_of(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def copies(database: Path) -> list[Path]:
    return list(database.parent.glob(f"circtrack-v{schema.VERSION}-*.db"))


def test_both_engines_have_a_script_for_every_version() -> None:
    assert len(schema.MIGRATIONS) == schema.VERSION
    for version in range(schema.VERSION):
        assert len(postgres_schema.read_scripts(version)) > len(postgres_schema.read_scripts(version + 1)) >= 0
    assert postgres_schema.read_scripts(schema.VERSION) == []


def test_the_reports_are_what_they_were(old: Program, new: Program) -> None:
    before = [old.ok(*report, "--format", "csv") for report in REPORTS]
    assert version_of(old.database) == schema.VERSION
    assert [new.ok(*report, "--format", "csv") for report in REPORTS] == before
    assert version_of(old.database) == NEXT


def test_every_row_is_kept(old: Program, new: Program) -> None:
    with closing(sqlite3.connect(old.database)) as connection:
        columns = dict(
            connection.execute(
                "SELECT m.name, group_concat(c.name) FROM sqlite_master m, pragma_table_info(m.name) c"
                " WHERE m.type = 'table' GROUP BY m.name"
            )
        )
    before = rows_of(old.database, columns)
    new.ok("letters")
    assert rows_of(old.database, columns) == before
    assert [table for table in before if not before[table]] == []
    with closing(sqlite3.connect(old.database)) as connection:
        assert connection.execute("SELECT count(*) FROM letter WHERE seal <> number").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM sealed WHERE note = 'a; -- b'").fetchone() == (4,)


def rows_of(database: Path, columns: dict[str, str]) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(database)) as connection:
        return {
            table: sorted(connection.execute(f"SELECT {names} FROM {table}"), key=repr)
            for table, names in columns.items()
        }


def test_the_old_file_is_kept_beside_the_new_one_and_can_be_used(old: Program, new: Program) -> None:
    before = contents(old.database)
    new.ok("letters")
    (copy,) = copies(old.database)
    assert contents(copy) == before
    assert version_of(copy) == schema.VERSION
    old.ok("letters", "--db", copy)


def test_nothing_is_copied_where_the_tables_are_of_this_version(old: Program, new: Program) -> None:
    old.ok("done", "908", "อบต.นายางกลัก")
    assert copies(old.database) == []
    new.ok("letters")
    new.ok("undo")
    assert len(copies(old.database)) == 1


def test_the_older_program_says_that_it_is_newer_and_leaves_it_alone(old: Program, new: Program) -> None:
    new.ok("letters")
    before = contents(old.database)
    for command in (("letters",), ("done", "908", "อบต.นายางกลัก"), ("remind", "--once")):
        told = old.run(*command)
        assert told.status == 2
        assert f"written by a newer circtrack (tables of version {NEXT}; this one knows {schema.VERSION})" in told.err
        assert "Install the newer circtrack" in told.err
    assert contents(old.database) == before


def test_what_was_brought_up_to_date_is_sound_and_can_be_written(new: Program) -> None:
    new.ok("done", "908", "อบต.นายางกลัก")
    with closing(sqlite3.connect(new.database, factory=SqliteConnection)) as connection:
        assert list(find_faults(connection)) == []
        assert list(find_broken(connection)) == []
    new.ok("undo")
    new.ok("undo", "5")


def test_a_first_database_of_the_new_version_has_all_its_tables(new: Program, tmp_path: Path) -> None:
    first = replace(new, database=tmp_path / "first.db")
    first.ok("init", "--office", "36")
    assert version_of(first.database) == NEXT
    with closing(sqlite3.connect(first.database)) as connection:
        assert connection.execute("SELECT count(*) FROM sealed").fetchone() == (0,)
    assert list(tmp_path.glob("first-v*")) == []


def _read(database: Path, results: multiprocessing.Queue[int]) -> None:
    results.put(Program(database, command=PROGRAM, own_process=True).run("owing", "--format", "csv").status)


@pytest.mark.slow
def test_many_that_open_it_at_once_all_succeed(old: Program) -> None:
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[int] = context.Queue()
    processes = [context.Process(target=_read, args=(old.database, results)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [results.get() for _ in processes] == [0, 0, 0, 0]
    assert version_of(old.database) == NEXT
    assert len(copies(old.database)) == 1


def test_an_older_version_that_reads_meanwhile_is_neither_stopped_nor_confused(old: Program, new: Program) -> None:
    """Its report, begun before, ends on the tables that it knows; its next command is told that they are newer."""
    with closing(sqlite3.connect(old.database)) as connection:
        connection.execute("PRAGMA journal_mode = wal")  # as it is in use
    with closing(sqlite3.connect(f"file:{old.database}?mode=ro", uri=True, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        before = list(reader.execute("SELECT * FROM obligation"))
        new.ok("done", "908", "อบต.นายางกลัก")
        assert version_of(old.database) == NEXT
        assert list(reader.execute("SELECT * FROM obligation")) == before
        assert "seal" not in [column[0] for column in reader.execute("SELECT * FROM letter").description]
        assert reader.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
        reader.execute("COMMIT")
        assert reader.execute("PRAGMA user_version").fetchone() == (NEXT,)
        done = "SELECT count(*) FROM obligation WHERE progress = 'done'"
        assert reader.execute(done).fetchone() == (sum("done" in row for row in before) + 1,)


@pytest.mark.parametrize("mode", ["wal", "delete"])
@pytest.mark.parametrize("held", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_one_that_writes_meanwhile_is_waited_for_and_then_nothing_is_changed(
    new: Program, held: str, mode: str
) -> None:
    impatient = replace(new, environment={"CIRCTRACK_LOCK_TIMEOUT": "0.2"})
    with closing(sqlite3.connect(new.database, isolation_level=None)) as writer:
        assert writer.execute(f"PRAGMA journal_mode = {mode}").fetchone() == (mode,)
        before = contents(new.database)
        writer.execute(held)
        done = impatient.run("letters")
        writer.execute("ROLLBACK")
    assert (done.status, "locked for 0.2 seconds" in done.err) == (5, True), done.err
    assert contents(new.database) == before
    assert version_of(new.database) == schema.VERSION
    assert copies(new.database) == []
    new.ok("letters")
    assert len(copies(new.database)) == 1


def test_a_command_that_fails_leaves_no_copy_behind(new: Program) -> None:
    before = contents(new.database)
    assert new.run("done", "908", "อบต.ไม่มีจริง").status == 2
    assert contents(new.database) == before
    assert copies(new.database) == []


def test_where_a_reader_blocks_the_writer_the_migration_waits_and_leaves_no_copy(new: Program) -> None:
    """With a rollback journal, as on a network share: whoever reads holds up the commit."""
    impatient = replace(new, environment={"CIRCTRACK_LOCK_TIMEOUT": "0.2"})
    with closing(sqlite3.connect(new.database, isolation_level=None)) as reader:
        before = contents(new.database)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM letter").fetchall()
        done = impatient.run("letters")
        assert (done.status, "locked for 0.2 seconds" in done.err) == (5, True), done.err
        reader.execute("COMMIT")
    assert contents(new.database) == before
    assert [each.name for each in new.database.parent.iterdir()] == [new.database.name]
    new.ok("letters")
    assert version_of(new.database) == NEXT


@pytest.mark.skipif(os.name == "nt", reason="modes of files and folders are POSIX's")
def test_one_that_cannot_be_written_is_said_to_be_so_and_left_alone(new: Program) -> None:
    folder, before = new.database.parent, new.database.read_bytes()
    new.database.chmod(0o444)
    folder.chmod(0o555)
    try:
        for command in (("letters",), ("done", "908", "อบต.นายางกลัก")):
            told = replace(new, prepared=without_overrides).run(*command)
            assert (told.status, "itself failed" in told.err) == (2, False), told.err
            assert f"{new.database} cannot be written" in told.err, told.err
            assert "--db PATH" in told.err
    finally:
        folder.chmod(0o755)
    assert new.database.read_bytes() == before
    assert [each.name for each in folder.iterdir()] == [new.database.name]


# In this process.


@pytest.fixture
def made(tmp_path: Path) -> Path:
    path = tmp_path / "made.db"
    with writing(path, "init") as transaction:
        set_own_office(transaction, "3609")
    return path


def test_it_is_brought_up_to_date_by_reading(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    be_of_next_version(monkeypatch)
    with closing(open_for_reading(made)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (NEXT,)
        assert get_own_office(connection) == "3609"


def test_a_failing_migration_changes_nothing(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(made)
    be_of_next_version(monkeypatch, script=FAILS)
    with pytest.raises(sqlite3.OperationalError, match="nothing"):
        open_for_reading(made)
    with pytest.raises(sqlite3.OperationalError, match="nothing"), writing(made, "init"):
        pass
    monkeypatch.undo()
    assert contents(made) == before
    assert [each.name for each in made.parent.glob("*.db")] == [made.name]
    open_for_reading(made).close()


def test_a_backup_of_the_version_before_is_brought_back(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    be_of_next_version(monkeypatch)
    restore(tmp_path / "new.db", made, "20230320-091500")
    with closing(open_for_reading(tmp_path / "new.db")) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (NEXT,)
    assert version_of(made) == schema.VERSION - 1
    with monkeypatch.context() as earlier:
        earlier.setattr(schema, "VERSION", schema.VERSION - 1)
        with pytest.raises(DatabaseError, match="newer circtrack"):
            restore(made, tmp_path / "new.db", "20230320-091500")


def test_an_export_of_the_version_before_is_taken_in_and_one_of_the_next_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(open_for_reading(recorded(tmp_path / "circtrack.db"))) as connection:
        export(connection, tmp_path / "earlier")
    with monkeypatch.context() as later:
        be_of_next_version(later)
        assert import_folder(tmp_path / "new.db", tmp_path / "earlier") > 0
        with closing(open_for_reading(tmp_path / "new.db")) as connection:
            assert connection.execute("SELECT count(*) FROM letter WHERE seal = ''").fetchone() == (3,)
            export(connection, tmp_path / "later")
    with pytest.raises(FileError, match="written by a newer circtrack"):
        import_folder(tmp_path / "other.db", tmp_path / "later")
    assert not (tmp_path / "other.db").exists()


def test_a_bundle_of_the_version_before_is_read_and_one_of_the_next_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing: dict[str, list[str]] = {LETTERS: [], SAID: []}
    write_bundle(tmp_path / "earlier.circtrack", {}, nothing)
    with monkeypatch.context() as later:
        be_of_next_version(later)
        assert read_bundle(tmp_path / "earlier.circtrack", "earlier").manifest["schema"] == NEXT - 1
        write_bundle(tmp_path / "later.circtrack", {}, nothing)
    with pytest.raises(FileError, match="later was written by a newer circtrack"):
        read_bundle(tmp_path / "later.circtrack", "later")


def test_a_script_is_cut_where_sqlite_would_cut_it() -> None:
    triggers = 0
    for script in schema.MIGRATIONS:
        parts = list(split_statements(script))
        assert "".join(parts).split() == script.split()
        assert all(sqlite3.complete_statement(part) for part in parts)
        triggers += sum("CREATE TRIGGER" in part for part in parts)
    assert triggers == 2
