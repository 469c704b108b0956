"""Tables made and changed while others come: one client does it, the others go on or say what is the matter."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg
import pytest
from support.next_version import FAILS, NEXT, PROGRAM, be_of_next_version
from support.program import CHAIN
from support.server_own import database, faults_of, plain, program, rows, run, state
from support.servers import needs_server
from support.waiting import PATIENCE, wait_until

from circtrack.actions.setup import set_office
from circtrack.clock import parse_day
from circtrack.database import process, schema
from circtrack.database.open import open_for_reading
from circtrack.database.transaction import perform
from circtrack.errors import DatabaseError, LockedError
from circtrack.place import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = needs_server

TODAY = parse_day("2023-03-20")
WAITS = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def init(server: Server, office: str = "36") -> bool:
    return perform(server, "init", lambda transaction: set_office(transaction, office, TODAY)).is_new


@pytest.fixture
def empty() -> Iterator[Server]:
    with database() as server:
        yield server


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process is of the next version; the program that it starts is not."""
    be_of_next_version(monkeypatch)


def test_of_fifty_that_come_first_one_makes_the_tables_and_all_go_on(
    empty: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CIRCTRACK_LOCK_TIMEOUT", str(PATIENCE))
    together = threading.Barrier(50)

    def first(_: int) -> bool:
        together.wait()
        return init(empty)

    with ThreadPoolExecutor(50) as clients:
        new = list(clients.map(first, range(50)))
    assert sum(new) == 1
    assert rows(empty, "SELECT count(*) FROM journal") == [(1,)]
    assert rows(empty, "SELECT version FROM tables_version") == [(schema.VERSION,)]
    assert faults_of(empty) == []


def test_of_fifty_newer_ones_one_brings_the_tables_up_to_date(
    empty: Server, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("CIRCTRACK_LOCK_TIMEOUT", str(PATIENCE))
    init(empty)
    request.getfixturevalue("newer")
    together = threading.Barrier(50)

    def next_one(name: int) -> int:
        together.wait()
        if name % 2:
            init(empty, "3609")
            return NEXT
        with closing(open_for_reading(empty)) as reader:
            (version,) = reader.execute("SELECT version FROM tables_version").fetchone()
            return int(version)

    with ThreadPoolExecutor(50) as clients:
        assert set(clients.map(next_one, range(50))) == {NEXT}
    assert rows(empty, "SELECT count(*) FROM journal") == [(2,)]
    assert faults_of(empty) == []


def test_rows_and_reports_are_what_they_were_and_the_tables_can_be_written(empty: Server, tmp_path: Path) -> None:
    old = program(empty, tmp_path)
    old.ok("init", "--office", "อำเภอเทพสถิต")
    old.ok("read", CHAIN, "--yes")
    old.ok("done", "908", "อบต.บ้านไร่", "--on", "2023-03-17")
    reports = (("owing",), ("chain", "908"), ("log",))
    before, said = dict(state(empty)), [old.ok(*report) for report in reports]
    new = replace(old, command=PROGRAM, own_process=True)
    assert [new.ok(*report) for report in reports] == said
    after = dict(state(empty))
    changed = {"letter", "sealed", "tables_version"}
    assert {name: after[name] for name in after.keys() - changed} == {
        name: before[name] for name in before.keys() - changed
    }
    assert rows(empty, "SELECT count(*) FROM letter JOIN sealed ON sealed.letter = id WHERE seal = number") == [(3,)]
    assert rows(empty, "SELECT version FROM tables_version") == [(NEXT,)]
    new.ok("done", "908", "อบต.นายางกลัก")
    new.ok("undo", "3")
    assert faults_of(empty) == []


def test_who_reads_keeps_what_it_reads_and_the_newer_one_waits_then_the_older_says_so(
    empty: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    init(empty)
    older = open_for_reading(empty)
    request.getfixturevalue("newer")
    monkeypatch.setenv("CIRCTRACK_LOCK_TIMEOUT", "0.3")
    monkeypatch.setattr(process, "_committed", False)  # of this process, which has recorded before
    with closing(older):
        with pytest.raises(LockedError, match="nothing was changed"):
            open_for_reading(empty)
        assert rows(empty, "SELECT version FROM tables_version") == [(NEXT - 1,)]
        # Nothing that it has not looked at yet has changed under it.
        assert "seal" not in [column.name for column in older.execute("SELECT * FROM letter").description]
    monkeypatch.setenv("CIRCTRACK_LOCK_TIMEOUT", str(PATIENCE))
    open_for_reading(empty).close()
    assert rows(empty, "SELECT version FROM tables_version") == [(NEXT,)]
    before = state(empty)
    older_program = replace(program(empty, tmp_path), own_process=True)
    for command in (("letters",), ("init", "--office", "3609"), ("remind", "--once")):
        told = older_program.run(*command)
        assert told.status == 2
        assert f"written by a newer circtrack (tables of version {NEXT}" in told.err
        assert "Install the newer circtrack" in told.err
    assert state(empty) == before


def test_who_comes_while_the_tables_change_waits_and_sees_only_the_new_ones(
    empty: Server, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    init(empty)
    request.getfixturevalue("newer")
    with closing(plain(empty, autocommit=False)) as migrating:  # as a newer one does it, step by step
        migrating.execute("LOCK TABLE tables_version IN ACCESS EXCLUSIVE MODE")
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(replace(program(empty, tmp_path), own_process=True).run, "letters")
            wait_until(lambda: waiting.done() or rows(empty, WAITS), "the reader waits")
            assert not waiting.done()
            migrating.execute(b"ALTER TABLE letter ADD COLUMN seal text")
            migrating.execute(f"UPDATE tables_version SET version = {NEXT}".encode())
            migrating.commit()
            told = waiting.result()
    assert told.status == 2
    assert "newer circtrack" in told.err


def test_a_migration_that_fails_leaves_the_tables_as_they_were(empty: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    init(empty)
    before = state(empty)
    be_of_next_version(monkeypatch, script=FAILS)
    for brings_up_to_date in (partial(init, empty, "3609"), partial(open_for_reading, empty)):
        with pytest.raises(psycopg.errors.UndefinedColumn, match="nothing"):
            brings_up_to_date()
    assert state(empty) == before


@pytest.fixture
def guest(empty: Server) -> Iterator[Server]:
    """The same database for a role that may do nothing in it."""
    name = urlsplit(empty.url).path[1:] + "_guest"
    run(empty, f"CREATE ROLE {name} LOGIN")
    parts = urlsplit(empty.url)
    try:
        yield Server(parts._replace(netloc=f"{name}@{parts.netloc.rpartition('@')[2]}").geturl())
    finally:
        run(empty, f"DROP OWNED BY {name}")
        run(empty, f"DROP ROLE {name}")


def test_who_may_not_make_the_tables_is_told_who_does(guest: Server, tmp_path: Path) -> None:
    told = program(guest, tmp_path).run("init", "--office", "36")
    assert told.status == 2
    assert "your role may not make them (permission denied" in told.err
    assert "circtrack init --office OFFICE" in told.err
    told = program(guest, tmp_path, CIRCTRACK_LANG="th").run("init", "--office", "36")
    assert "error" not in told.err


def test_who_may_not_bring_them_up_to_date_is_told_too(
    empty: Server, guest: Server, request: pytest.FixtureRequest
) -> None:
    init(empty)
    role = urlsplit(guest.url).username
    run(
        empty,
        f"GRANT USAGE ON SCHEMA circtrack_roles TO {role}; GRANT ALL ON ALL TABLES IN SCHEMA circtrack_roles TO {role};"
        " SELECT circtrack.make_reader()",
    )
    with closing(open_for_reading(guest)) as reader:
        assert reader.execute("SELECT value FROM setting").fetchone() == ("36",)
    request.getfixturevalue("newer")
    with pytest.raises(DatabaseError, match="of an older circtrack, and your role may not bring them up to date"):
        open_for_reading(guest)
    assert rows(empty, "SELECT version FROM tables_version") == [(NEXT - 1,)]


@pytest.mark.parametrize(
    "line", ["owing", "letters", "init --office 36", "done 908 --all", "remind --once", "move --to f.db"]
)
def test_tables_without_the_schema_that_roles_see_are_told_apart_from_none(
    empty: Server, tmp_path: Path, line: str
) -> None:
    init(empty)
    run(empty, "DROP SCHEMA circtrack_roles CASCADE")
    told = program(empty, tmp_path).run(*line.split())
    assert told.status == 2
    assert "has the schema circtrack, but not circtrack_roles" in told.err
    assert "`circtrack help server`" in told.err
