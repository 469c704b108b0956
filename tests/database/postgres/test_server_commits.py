"""What becomes of a command that is struck exactly while the server commits, and what it says of itself."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest
from support.cut_off import cable
from support.server_crash import Struck, chain, crash_of, start, terminate
from support.server_own import cluster, database, program, rows, run, state
from support.servers import needs_server
from support.waiting import FOR_EVER, end_of, wait_until

from circtrack.actions.setup import set_office
from circtrack.clock import parse_day
from circtrack.database import process
from circtrack.database.postgres import transactions as postgres_turns
from circtrack.database.transaction import perform
from circtrack.errors import UncertainError

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

    from support.server_own import Cluster

    from circtrack.database.postgres.driver import PostgresConnection
    from circtrack.place import Server

pytestmark = [needs_server, pytest.mark.skipif(os.name == "nt", reason="strikes by POSIX signals")]

DONE = ("done", "908", "อบต.บ้านไร่")
IS_DONE = "SELECT count(*) FROM obligation WHERE progress = 'done'"


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with database() as server:
        chain(server, tmp_path_factory.mktemp("recorded"))
        yield server


@pytest.fixture
def server(recorded: Server) -> Iterator[Server]:
    with database(template=recorded) as copy:
        yield copy


def test_a_commit_that_the_server_never_heard_of_is_known_not_to_be_done(server: Server, tmp_path: Path) -> None:
    before = state(server)
    with cable(server, heard=False) as (by, cut):
        told = program(by, tmp_path).run(*DONE)
    assert cut.commits == 1
    assert (told.status, told.out) == (2, "")
    assert "was lost" in told.err
    assert "nothing was changed" in told.err
    assert state(server) == before


@pytest.mark.parametrize("silent", [0, 2])
def test_a_commit_whose_answer_was_lost_is_looked_up_and_was_done(server: Server, tmp_path: Path, silent: int) -> None:
    with cable(server, heard=True, silent=silent) as (by, _):
        told = program(by, tmp_path).ok(*DONE)
    assert "now done" in told.err
    assert "lost" not in told.err
    assert rows(server, IS_DONE) == [(1,)]


@pytest.mark.parametrize("heard", [True, False])
def test_where_nobody_can_look_it_says_that_it_is_not_known(server: Server, tmp_path: Path, *, heard: bool) -> None:
    with cable(server, heard=heard, for_good=True) as (by, _):
        told = program(by, tmp_path, CIRCTRACK_LOCK_TIMEOUT="0.5").run(*DONE)
    assert (told.status, told.out) == (1, "")
    assert "it is not known whether it did" in told.err
    assert "circtrack log" in told.err
    assert "nothing was changed" not in told.err
    assert rows(server, IS_DONE) == [(int(heard),)]


def test_the_first_tables_too(tmp_path: Path) -> None:
    for heard in (False, True):
        with database() as empty, cable(empty, heard=heard) as (by, _):
            told = program(by, tmp_path).run("init", "--office", "36")
            assert told.status == (0 if heard else 2), told.err
            assert bool(rows(empty, "SELECT 1 FROM pg_namespace WHERE nspname = 'circtrack'")) == heard


def test_what_nobody_journals_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """An import of what was exported without the journal: nothing tells whether it is there."""
    monkeypatch.setenv("CIRCTRACK_LOCK_TIMEOUT", "0.5")
    with database() as empty, cable(empty, heard=True) as (by, _), pytest.raises(UncertainError):
        perform(by, "import", lambda transaction: transaction.connection.execute("INSERT INTO office VALUES ('36')"))


_SLOW = """
CREATE FUNCTION circtrack.slow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_sleep({seconds});
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON circtrack.journal DEFERRABLE INITIALLY {when}
FOR EACH ROW EXECUTE FUNCTION circtrack.slow();
"""
_SESSIONS = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'circtrack'"
# In this database: elsewhere on the server others wait for what is theirs.
_WAITS = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
_ASLEEP = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"


def at_work(server: Server, folder: Path, seconds: float, when: str = "DEFERRED") -> subprocess.Popen[bytes]:
    """A command that is committing, or writing its journal, right now and for so long."""
    run(server, _SLOW.format(seconds=seconds, when=when))
    running = start(server.url, folder, DONE)
    _until(running, server, _ASLEEP)
    return running


def _until(running: subprocess.Popen[bytes], server: Server, query: str) -> None:
    """Wait until the query finds something, while the command runs."""
    wait_until(lambda: running.poll() is not None or rows(server, query), query)
    assert running.poll() is None, said(running)


def said(running: subprocess.Popen[bytes]) -> str:
    return end_of(running)[0].decode()


def test_a_session_that_is_ended_while_it_commits_has_changed_nothing(server: Server, tmp_path: Path) -> None:
    running = at_work(server, tmp_path, FOR_EVER)
    terminate(Struck(server, running))
    assert "nothing was changed" in said(running)
    assert running.returncode == 2
    assert rows(server, IS_DONE) == [(0,)]


def test_a_client_that_is_killed_while_the_server_commits_has_recorded(server: Server, tmp_path: Path) -> None:
    running = at_work(server, tmp_path, 1)
    running.kill()
    said(running)
    wait_until(lambda: not rows(server, _SESSIONS), "the server has done with it")
    assert rows(server, IS_DONE) == [(1,)]


@pytest.mark.parametrize("when", ["IMMEDIATE", "DEFERRED"])
def test_an_interrupt_within_a_long_statement_is_heard_at_once(server: Server, tmp_path: Path, when: str) -> None:
    running = at_work(server, tmp_path, FOR_EVER, when)
    running.send_signal(signal.SIGINT)
    assert said(running).strip() == "Interrupted; nothing was changed."
    assert running.returncode == 130
    assert rows(server, IS_DONE) == [(0,)]
    assert rows(server, _ASLEEP) == []


def test_a_command_that_waits_for_its_turn_can_be_interrupted(server: Server, tmp_path: Path) -> None:
    with postgres_turns.writing(server):
        running = start(server.url, tmp_path, DONE, CIRCTRACK_LOCK_TIMEOUT=str(FOR_EVER))
        _until(running, server, _WAITS)
        running.send_signal(signal.SIGINT)
        assert said(running).strip() == "Interrupted; nothing was changed."
    assert running.returncode == 130


def test_a_server_that_crashes_while_it_commits_is_asked_when_it_is_back(tmp_path: Path) -> None:
    def crashed(own: Cluster) -> None:
        with database(own.address) as server:
            perform(server, "init", lambda transaction: set_office(transaction, "36", parse_day("2023-03-20")))
            run(server, _SLOW.format(seconds=FOR_EVER, when="DEFERRED"))
            running = start(server.url, tmp_path, ("init", "--office", "3609"))
            _until(running, server, _ASLEEP)
            crash_of(own)(Struck(server, running))
            assert "nothing was changed" in said(running)
            assert running.returncode == 2
            assert rows(server, "SELECT value FROM setting") == [("36",)]

    with cluster() as own:
        crashed(own)


def test_what_is_lost_after_it_was_recorded_is_not_said_to_be_undone(
    server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The register's row is shown when its number is given: the connection for that is another one."""
    from circtrack.__main__ import main

    monkeypatch.setattr(process, "_committed", False)
    monkeypatch.setenv("CIRCTRACK_DB", server.url)
    monkeypatch.setenv("CIRCTRACK_TODAY", "2023-03-20")
    monkeypatch.setenv("CIRCTRACK_LANG", "en")
    open_for_reading = postgres_turns.open_for_reading

    def ended(where: Server) -> PostgresConnection:
        connection = open_for_reading(where)
        run(where, f"SELECT pg_terminate_backend({connection.info.backend_pid})")
        return connection

    monkeypatch.setattr(postgres_turns, "open_for_reading", ended)
    assert main(["register", "out", "--reserve", "2"]) == 1
    told = capsys.readouterr().err
    assert "after something was recorded, which is kept" in told
    assert "nothing was changed" not in told
    assert rows(server, "SELECT count(*) FROM register_entry") == [(2,)]
