"""The journal's hashes: a row that was altered, taken out or slipped in is found."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from support.servers import on_server, opened, writing

from circtrack.database import schema
from circtrack.database.journal import Broken, broken
from circtrack.database.migrate import statements

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines

_KEEPERS = {
    False: ("DROP TRIGGER journal_keeps", "DROP TRIGGER journal_stays"),
    True: ("ALTER TABLE journal DISABLE TRIGGER USER",),
}


def write(path: Path, value: str) -> None:
    with writing(path, "init") as transaction:
        transaction.insert("setting", ("name",), {"name": value, "value": value})
        transaction.say("set to {value}", value=value)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    for value in ("ก", "ข", "ค"):
        write(tmp_path / "circtrack.db", value)
    return tmp_path / "circtrack.db"


def faults(path: Path, *tampering: str) -> list[Broken]:
    with opened(path) as connection:
        for statement in (*(_KEEPERS[on_server()] if tampering else ()), *tampering):
            connection.execute(statement)
        return list(broken(connection))


def test_what_was_written_holds(path: Path) -> None:
    assert faults(path) == []


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE journal SET who = 'another' WHERE id = 2", [Broken(2, "altered")]),
        ("UPDATE journal SET summary = summary || ' ' WHERE id = 1", [Broken(1, "altered")]),
        ("UPDATE journal SET changes = '{}' WHERE id = 3", [Broken(3, "altered")]),
        ("UPDATE journal SET undoes = 1 WHERE id = 3", [Broken(3, "altered")]),
        ("DELETE FROM journal WHERE id = 2", [Broken(3, "missing"), Broken(3, "altered")]),
        ("DELETE FROM journal WHERE id = 1", [Broken(2, "missing"), Broken(2, "altered")]),
        ("DELETE FROM journal WHERE id = 3", [Broken(3, "missing")]),
        ("DELETE FROM journal", [Broken(3, "missing")]),
        (
            "INSERT INTO journal (id, at, who, command, summary, changes) VALUES (4, '', '', '', '', '')",
            [Broken(4, "unhashed")],
        ),
    ],
)
def test_tampering_shows(path: Path, tampering: str, found: list[Broken]) -> None:
    assert faults(path, tampering) == found


@pytest.mark.file_only
def test_a_journal_from_before_there_were_hashes_is_covered_by_the_first(tmp_path: Path) -> None:
    path = tmp_path / "circtrack.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for script in schema.MIGRATIONS[:3]:
            for statement in statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 3")
        for who in ("one", "two"):
            connection.execute(
                "INSERT INTO journal (at, who, command, summary, changes) VALUES ('', ?, 'init', '', '{}')", (who,)
            )
    write(path, "ก")
    assert faults(path) == []
    assert faults(path, "UPDATE journal SET who = 'three' WHERE id = 1") == [Broken(3, "altered")]
