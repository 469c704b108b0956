"""What a server's own troubles are called: a full disk, no memory, not started yet. Its errors are made here."""

from __future__ import annotations

import pytest

psycopg = pytest.importorskip("psycopg")

from circtrack.database import process  # noqa: E402
from circtrack.database.postgres import connection as connections  # noqa: E402
from circtrack.database.postgres.driver import PostgresConnection  # noqa: E402
from circtrack.database.postgres.errors import translated_errors  # noqa: E402
from circtrack.errors import CirctrackError, DatabaseError, LockedError  # noqa: E402
from circtrack.place import Server  # noqa: E402

SERVER = Server("postgresql://clerk@db.example/circtrack")


@pytest.mark.parametrize(
    ("state", "reason", "said", "way_out"),
    [
        ("53100", "could not extend file", "no room left on the disk of", "Let whoever runs the server free some"),
        ("53200", "out of memory", "has no memory left for this", "again when fewer work with it"),
        ("57014", "canceling statement due to statement timeout", "stopped the command", "knows what it allows"),
        ("57P01", "terminating connection due to administrator command", "connection to", "Run the command again"),
        ("57P02", "terminating connection because of crash of another", "connection to", "Run the command again"),
    ],
)
def test_each_trouble_has_its_own_words_and_way_out(state: str, reason: str, said: str, way_out: str) -> None:
    error = psycopg.errors.lookup(state)(reason)
    with pytest.raises(DatabaseError) as told, translated_errors(SERVER):
        raise error
    text = str(told.value)
    assert said in text
    assert way_out in text
    assert "nothing was changed" in text
    assert str(SERVER) in text
    if state != "53100":  # where the disk is the server's, which of its files did not grow says nothing more
        assert reason in text


@pytest.mark.parametrize(
    ("state", "status"),
    [
        *((state, 1) for state in ("53100", "53200", "57014", "57P01", "42501")),
        ("40001", 5),
        ("40P01", 5),
        ("55P03", 5),
    ],
)
def test_where_something_was_recorded_before_no_trouble_says_that_nothing_was(
    monkeypatch: pytest.MonkeyPatch, state: str, status: int
) -> None:
    """Of the exit statuses 2 says that nothing was changed; 5 that others kept something locked."""
    monkeypatch.setattr(process, "_committed", True)
    with pytest.raises(CirctrackError) as told, translated_errors(SERVER):
        raise psycopg.errors.lookup(state)("it failed")
    text = str(told.value)
    assert told.value.exit_status == status
    assert "nothing was changed" not in text.lower()
    assert "kept. `circtrack log` shows what." in text


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("FATAL:  sorry, too many clients already", "no room for another connection"),
        ("FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute", "no room for"),
        ("FATAL:  the database system is starting up", "not been ready for {seconds} seconds"),
        ("FATAL:  the database system is shutting down", "not been ready"),
        ("FATAL:  the database system is in recovery mode", "not been ready"),
        ("FATAL:  the database system is not yet accepting connections", "not been ready"),
    ],
)
def test_a_server_that_takes_nobody_in_now_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, reason: str, said: str
) -> None:
    tries = []

    def refuse(*_given: object, **_more: object) -> None:
        tries.append(1)
        raise psycopg.OperationalError("connection to server at db.example, port 5432 failed: " + reason)

    monkeypatch.setenv("CIRCTRACK_LOCK_TIMEOUT", "0.1")
    monkeypatch.setattr(connections, "PAUSE", 0.02)
    monkeypatch.setattr(PostgresConnection, "connect", refuse)
    with pytest.raises(LockedError) as told:
        connections.connect(SERVER)
    assert said.format(seconds="0.1") in str(told.value)
    assert len(tries) > 1


def test_another_refusal_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_given: object, **_more: object) -> None:
        raise psycopg.OperationalError('FATAL:  password authentication failed for user "clerk"')

    monkeypatch.setattr(PostgresConnection, "connect", refuse)
    with pytest.raises(CirctrackError, match=r"cannot be opened: .*password authentication failed"):
        connections.connect(SERVER)
