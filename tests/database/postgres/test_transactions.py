"""Many at one server: numbers without gaps, turns, and nobody who holds up the others."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import pytest
from support.numbers_at_once import TODAY, give_number, numbers, of_a_province
from support.server_own import database, faults_of, plain, program, rows, run
from support.servers import needs_server
from support.waiting import PATIENCE, wait_until

from circtrack.actions.setup import set_office
from circtrack.database import process
from circtrack.database.sending import lock_sending
from circtrack.database.transaction import perform, rehearse
from circtrack.errors import CirctrackError, DatabaseError, InputError
from circtrack.place import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from circtrack.database.transaction import Transaction

pytestmark = needs_server

SESSIONS = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'circtrack'"


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with of_a_province(tmp_path_factory.mktemp("recorded")) as server:
        yield server


@pytest.fixture
def server(recorded: Server) -> Iterator[Server]:
    with database(template=recorded) as copy:
        yield copy


def test_fifty_sessions_at_once_give_each_number_once_and_none_is_left_out(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CIRCTRACK_LOCK_TIMEOUT", str(PATIENCE))
    together = threading.Barrier(50)

    def clerk(name: int) -> list[int]:
        together.wait()
        return [perform(server, "register", lambda t: give_number(t, str(name))) for _ in range(2)]

    with ThreadPoolExecutor(50) as clerks:
        given = [number for found in clerks.map(clerk, range(50)) for number in found]
    assert sorted(given) == numbers(server) == list(range(1, 101))
    assert faults_of(server) == []
    assert rows(server, "SELECT count(*) FROM journal WHERE command = 'register'") == [(100,)]


def test_numbers_stay_whole_while_sessions_are_ended_from_outside(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CIRCTRACK_LOCK_TIMEOUT", str(PATIENCE))
    over = threading.Event()

    def clerk(name: int) -> list[int]:
        given = []
        for _ in range(8):
            with suppress(CirctrackError):  # ended
                given.append(perform(server, "register", lambda t: give_number(t, str(name))))
        return given

    def executioner() -> int:
        ended = 0
        with closing(plain(server)) as session:
            while not over.wait(0.02):
                ended += len(
                    session.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                        " AND application_name = 'circtrack' ORDER BY random() LIMIT 1"
                    ).fetchall()
                )
        return ended

    with ThreadPoolExecutor(21) as pool:
        ending = pool.submit(executioner)
        given = [number for found in pool.map(clerk, range(20)) for number in found]
        over.set()
        assert ending.result() > 0
    # Whoever was told a number has it; whoever was told that nothing was changed has none.
    assert sorted(given) == numbers(server) == list(range(1, len(given) + 1))
    assert faults_of(server) == []
    assert len(given) < 160


def test_who_waits_too_long_for_its_turn_ends_with_5_and_readers_never_wait(server: Server, tmp_path: Path) -> None:
    with closing(plain(server, autocommit=False)) as other:
        other.execute("SELECT take_turn(true)")
        there = program(server, tmp_path, CIRCTRACK_LOCK_TIMEOUT="0.3")
        assert len(there.rows("owing", "908")) == 144
        told = there.run("register", "out", "--subject", "รอ", "--recipient", "อำเภอ")
        assert told.status == 5
        assert "in use" in told.err
        assert "0.3 seconds" in told.err
        other.rollback()
        there.ok("register", "out", "--subject", "ถึงคิว", "--recipient", "อำเภอ")
    assert numbers(server) == [1]


def test_of_two_senders_one_waits_and_ends_with_5(server: Server, tmp_path: Path) -> None:
    there = program(server, tmp_path, CIRCTRACK_LOCK_TIMEOUT="0.3")
    with lock_sending(server):
        told = there.run("remind", "--once")
        assert told.status == 5
        assert "sending reminders" in told.err
        assert told.out == ""
        there.ok("register", "out", "--subject", "ระหว่างส่ง", "--recipient", "อำเภอ")  # the database itself is free
    assert "Please enter the data" in there.ok("remind", "--once").out
    assert there.ok("remind", "--once").out == ""


def test_while_reminders_are_said_nobody_waits(server: Server, tmp_path: Path) -> None:
    reading, writing = os.pipe()
    import fcntl
    import subprocess
    import sys

    fcntl.fcntl(writing, 1031, 4096)  # F_SETPIPE_SZ: more is said than it holds
    slow = subprocess.Popen(
        [sys.executable, "-m", "circtrack", "remind", "--once"],
        stdout=writing,
        stderr=subprocess.PIPE,
        env=os.environ | {"CIRCTRACK_DB": server.url, "CIRCTRACK_TODAY": "2023-03-20", "CIRCTRACK_LANG": "th"},
    )
    os.close(writing)
    try:
        assert os.read(reading, 10)
        there = program(server, tmp_path, CIRCTRACK_LOCK_TIMEOUT=str(PATIENCE))
        there.ok("register", "out", "--subject", "ระหว่างพูด", "--recipient", "อำเภอ")
        assert slow.poll() is None  # it has not said all yet
        while os.read(reading, 100_000):
            pass
        assert slow.wait(PATIENCE) == 0
    finally:
        os.close(reading)
        slow.kill()
        slow.communicate()
    assert rows(server, "SELECT count(*) > 0 FROM reminder") == [(True,)]


def test_what_fails_where_nothing_is_recorded_yet_leaves_no_tables() -> None:
    def fails(transaction: Transaction) -> None:
        set_office(transaction, "จังหวัดชัยภูมิ", TODAY)
        raise InputError("no")

    with database() as server:
        with pytest.raises(InputError):
            perform(server, "init", fails)
        assert rehearse(server, "init", lambda t: set_office(t, "36", TODAY)).office.code == "36"
        assert rows(server, "SELECT 1 FROM pg_namespace WHERE nspname = 'circtrack'") == []


def test_a_session_that_stops_in_its_turn_is_thrown_out(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_committed", False)  # of this process, which has recorded before
    patient = Server(server.url + "?options=-c%20idle_in_transaction_session_timeout%3D10min")

    def stops(transaction: Transaction) -> None:
        give_number(transaction)
        idle = "idle_in_transaction_session_timeout"
        assert transaction.connection.execute(f"SHOW {idle}").fetchone() == ("10min",)
        transaction.connection.execute(f"SET {idle} = '50ms'")
        wait_until(lambda: not rows(server, SESSIONS), "the server throws it out")
        assert perform(server, "register", give_number) == 1  # the turn is free
        monkeypatch.setattr(process, "_committed", False)

    with pytest.raises(CirctrackError, match=r"was lost .*nothing was changed"):
        perform(patient, "register", stops)
    assert numbers(server) == [1]


def test_the_server_is_told_how_long_to_wait_for_a_client_that_is_gone(server: Server) -> None:
    from circtrack.database.open import open_for_reading
    from circtrack.database.transaction import writing

    def settings(connection: object) -> dict[str, str]:
        names = ("tcp_keepalives_idle", "tcp_user_timeout", "idle_in_transaction_session_timeout", "lock_timeout")
        return {n: connection.execute(f"SHOW {n}").fetchone()[0] for n in names}  # type: ignore[attr-defined]

    with writing(server, "init") as transaction:
        found = settings(transaction.connection)
    assert found["idle_in_transaction_session_timeout"] == "1min"
    assert found["lock_timeout"] == "5s"
    over_tcp = not server.url.partition("@")[2].startswith("/")
    if over_tcp:
        assert (found["tcp_keepalives_idle"], found["tcp_user_timeout"]) == ("10", "20000")
    with closing(open_for_reading(server)) as reader:
        assert settings(reader)["idle_in_transaction_session_timeout"] == "0"


def test_nothing_is_said_where_it_could_not_be_recorded(server: Server) -> None:
    replica = Server(f"{server.url}?options=-c%20default_transaction_read_only%3Don")
    with pytest.raises(DatabaseError, match="takes no changes"), lock_sending(replica):
        pytest.fail("it would be said again every day")


def test_who_finds_no_room_for_a_connection_waits_for_it_and_ends_with_5(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = f"circtrack_crowded_{os.getpid()}"
    run(server, f"CREATE ROLE {role} LOGIN CONNECTION LIMIT 1")
    program(server, tmp_path).ok("admin", "grant", "3609", role)
    address = Server(server.url.replace("//postgres@", f"//{role}@"))
    try:
        with ThreadPoolExecutor(1) as pool, closing(plain(address)) as other:
            told = program(address, tmp_path, CIRCTRACK_LOCK_TIMEOUT="0.3").run("letters")
            assert told.status == 5
            assert "no room for another connection" in told.err
            turned_away = threading.Event()
            pause = time.sleep

            def noticed(seconds: float) -> None:
                turned_away.set()
                pause(seconds)

            monkeypatch.setattr(time, "sleep", noticed)
            waiting = pool.submit(program(address, tmp_path, CIRCTRACK_LOCK_TIMEOUT=str(PATIENCE)).ok, "letters")
            assert turned_away.wait(PATIENCE)
            other.close()
            assert "908" in waiting.result().out
    finally:
        run(server, f"DROP OWNED BY {role}; DROP ROLE {role}")


def test_a_database_without_an_encoding_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with database(encoding="SQL_ASCII") as server:
        done = program(server, tmp_path).run("init", "--office", "36")
        assert done.status == 2
        assert "SQL_ASCII" in done.err
        assert "--encoding=UTF8" in done.err
        assert rows(server, "SELECT 1 FROM pg_namespace WHERE nspname = 'circtrack'") == []
