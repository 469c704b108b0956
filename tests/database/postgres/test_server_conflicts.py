"""What others, who write by other means and keep to no turns, do to a command on a server."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from random import random
from typing import TYPE_CHECKING

import pytest
from support.numbers_at_once import give_number, of_a_province
from support.server_own import database, faults_of, plain, program, rows, run, state
from support.servers import needs_server
from support.waiting import FOR_EVER

from circtrack.database.retry import ATTEMPTS
from circtrack.database.transaction import perform
from circtrack.errors import CirctrackError, LockedError, SerialisationError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from circtrack.database.transaction import Transaction
    from circtrack.place import Server

pytestmark = needs_server


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with of_a_province(tmp_path_factory.mktemp("recorded")) as server:
        yield server


@pytest.fixture
def server(recorded: Server) -> Iterator[Server]:
    with database(template=recorded) as copy:
        yield copy


def rival_writes(server: Server) -> None:
    run(server, "UPDATE setting SET value = value || 'x'")


def test_what_failed_by_another_who_takes_no_turn_is_tried_again_and_done(server: Server) -> None:
    tried = []

    def action(transaction: Transaction) -> str:
        (value,) = transaction.connection.execute("SELECT value FROM setting").fetchone()
        tried.append(value)
        if len(tried) < 3:
            rival_writes(server)  # what was just read
        transaction.update("setting", {"name": "office"}, {"value": value + "!"})
        return str(value)

    assert rows(server, "SELECT name FROM setting") == [("office",)]
    assert perform(server, "init", action) == "36xx"
    assert tried == ["36", "36x", "36xx"]
    assert rows(server, "SELECT value FROM setting") == [("36xx!",)]
    assert rows(server, "SELECT count(*) FROM journal") == [(3,)]
    assert faults_of(server) == []


def test_two_who_share_the_turn_and_meet_at_one_row_come_one_after_the_other(server: Server) -> None:
    tried = []

    def done(transaction: Transaction, note: str) -> object:
        query = "SELECT note FROM obligation WHERE task = 2 AND office = '06360903'"
        (found,) = transaction.connection.execute(query).fetchone()
        tried.append((note, found))
        if tried == [("a", None)]:
            perform(server, "done", lambda rival: done(rival, "b"))
        return transaction.update("obligation", {"task": 2, "office": "06360903"}, {"note": f"{found} {note}"})

    perform(server, "done", lambda transaction: done(transaction, "a"))
    assert tried == [("a", None), ("b", None), ("a", "None b")]
    assert rows(server, "SELECT note FROM obligation WHERE note IS NOT NULL") == [("None b a",)]
    assert faults_of(server) == []


def test_what_needs_the_turn_alone_waits_for_those_who_share_it(server: Server) -> None:
    with closing(plain(server, autocommit=False)) as other:
        other.execute("SELECT take_turn(false)")
        assert perform(server, "register", give_number) == 1
        with pytest.raises(LockedError):
            perform(server, "add", lambda transaction: transaction.connection.execute("SELECT 1"))


def test_who_wants_the_turn_alone_gets_it_however_many_share_it(server: Server) -> None:
    over = threading.Event()

    def share(office: str) -> None:
        while not over.is_set():
            perform(
                server, "done", lambda t: t.update("obligation", {"task": 2, "office": office}, {"note": str(random())})
            )

    offices = [office for (office,) in rows(server, "SELECT office FROM obligation WHERE task = 2 LIMIT 4")]
    with ThreadPoolExecutor(4) as pool:
        sharing = [pool.submit(share, office) for office in offices]
        try:
            for _ in range(5):
                perform(server, "init", lambda t: t.update("setting", {"name": "office"}, {"value": str(random())}))
        finally:
            over.set()
        for each in sharing:
            each.result()


def test_who_is_disturbed_each_time_gives_up_and_has_changed_nothing(server: Server) -> None:
    tried = []

    def action(transaction: Transaction) -> None:
        tried.append(1)
        rival_writes(server)
        transaction.connection.execute("SELECT 1")
        transaction.update("setting", {"name": "office"}, {"value": "!"})

    def disturbed(transaction: Transaction) -> None:
        transaction.connection.execute("SELECT value FROM setting").fetchone()
        action(transaction)

    with pytest.raises(SerialisationError, match="nothing was changed") as told:
        perform(server, "init", disturbed)
    assert told.value.exit_status == 5
    assert len(tried) == ATTEMPTS
    assert rows(server, "SELECT value FROM setting") == [("36" + "x" * ATTEMPTS,)]
    assert rows(server, "SELECT count(*) FROM journal") == [(2,)]


_DISTURB = """
CREATE SEQUENCE circtrack.tries;
CREATE FUNCTION circtrack.disturb() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF nextval('circtrack.tries') <= {times} THEN
        RAISE EXCEPTION 'as if others had written' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER disturb AFTER INSERT ON circtrack.journal DEFERRABLE INITIALLY {when}
FOR EACH ROW EXECUTE FUNCTION circtrack.disturb();
"""


@pytest.mark.parametrize("when", ["IMMEDIATE", "DEFERRED"])
def test_a_list_from_standard_input_is_read_once_however_often_it_is_tried(
    server: Server, tmp_path: Path, when: str
) -> None:
    run(server, _DISTURB.format(times=2, when=when))
    there = program(server, tmp_path)
    done = there.ok("done", "908", "--csv", "-", given="office\nอบต.บ้านไร่\n")
    assert "1" in done.err
    assert rows(server, "SELECT last_value FROM tries") == [(3,)]
    assert rows(server, "SELECT count(*) FROM obligation WHERE progress = 'done'") == [(1,)]


def test_a_command_that_others_always_disturb_ends_with_5(server: Server, tmp_path: Path) -> None:
    run(server, _DISTURB.format(times=1000, when="DEFERRED"))
    before = state(server)
    told = program(server, tmp_path).run("done", "908", "อบต.บ้านไร่")
    assert (told.status, told.out) == (5, "")
    assert "nothing was changed" in told.err
    assert "now done" not in told.err
    assert rows(server, "SELECT last_value FROM tries") == [(ATTEMPTS,)]
    assert state(server) == before


def test_the_pauses_end_with_the_time_for_locks(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIRCTRACK_LOCK_TIMEOUT", "0.2")
    run(server, _DISTURB.format(times=1000, when="DEFERRED"))
    with pytest.raises(SerialisationError):
        perform(server, "register", give_number)
    assert rows(server, "SELECT last_value FROM tries")[0][0] < ATTEMPTS


def test_an_answer_of_the_server_that_is_no_conflict_is_not_tried_again(server: Server) -> None:
    tried = []

    def action(transaction: Transaction) -> None:
        tried.append(1)
        transaction.connection.execute("SET LOCAL lock_timeout = '50ms'")
        transaction.connection.execute("UPDATE setting SET value = value")

    with closing(plain(server, autocommit=False)) as other:
        other.execute("UPDATE setting SET value = value")
        with pytest.raises(LockedError) as told:
            perform(server, "init", action)
    assert type(told.value) is LockedError
    assert tried == [1]


def test_a_statement_that_the_server_stops_is_no_lost_connection(server: Server) -> None:
    def action(transaction: Transaction) -> None:
        transaction.connection.execute("SET LOCAL statement_timeout = '50ms'")
        transaction.connection.execute(f"SELECT pg_sleep({FOR_EVER})")

    with pytest.raises(CirctrackError, match=r"stopped the command .*nothing was changed"):
        perform(server, "init", action)
