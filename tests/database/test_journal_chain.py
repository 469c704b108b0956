"""The journal's hashes: a row that was altered, taken out or slipped in is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.servers import copied_once_made, on_server, opened, writing

from circtrack.database.journal import BrokenRow, find_broken

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
    def make(path: Path) -> None:
        for value in ("ก", "ข", "ค"):
            write(path, value)

    return copied_once_made(tmp_path / "circtrack.db", "a journal of three entries", make)


def faults(path: Path, *tampering: str) -> list[BrokenRow]:
    with opened(path) as connection:
        for statement in (*(_KEEPERS[on_server()] if tampering else ()), *tampering):
            connection.execute(statement)
        if tampering and on_server():
            connection.execute("ALTER TABLE journal ENABLE TRIGGER USER")  # another test can use the database
        return list(find_broken(connection))


def test_what_was_written_holds(path: Path) -> None:
    assert faults(path) == []


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE journal SET who = 'another' WHERE id = 2", [BrokenRow(2, "altered")]),
        ("UPDATE journal SET summary = summary || ' ' WHERE id = 1", [BrokenRow(1, "altered")]),
        ("UPDATE journal SET changes = '{}' WHERE id = 3", [BrokenRow(3, "altered")]),
        ("UPDATE journal SET undoes = 1 WHERE id = 3", [BrokenRow(3, "altered")]),
        ("DELETE FROM journal WHERE id = 2", [BrokenRow(3, "missing"), BrokenRow(3, "altered")]),
        ("DELETE FROM journal WHERE id = 1", [BrokenRow(2, "missing"), BrokenRow(2, "altered")]),
        ("DELETE FROM journal WHERE id = 3", [BrokenRow(3, "missing")]),
        ("DELETE FROM journal", [BrokenRow(3, "missing")]),
        (
            "INSERT INTO journal (id, at, who, command, summary, changes, hash) VALUES (4, '', '', '', '', '', '')",
            [BrokenRow(4, "unhashed")],
        ),
        ("UPDATE journal SET hash = '' WHERE id = 1", [BrokenRow(1, "unhashed"), BrokenRow(2, "altered")]),
        (
            "UPDATE journal SET hash = ''",
            [BrokenRow(1, "unhashed"), BrokenRow(2, "unhashed"), BrokenRow(3, "unhashed")],
        ),
        ("DELETE FROM journal_head", [BrokenRow(3, "missing")]),
    ],
)
def test_tampering_shows(path: Path, tampering: str, found: list[BrokenRow]) -> None:
    assert faults(path, tampering) == found


def test_what_is_recorded_after_a_row_that_was_slipped_in_holds(path: Path) -> None:
    slipped = "INSERT INTO journal (id, at, who, command, summary, changes, hash) VALUES (4, '', '', '', '', '', '')"
    assert faults(path, slipped) == [BrokenRow(4, "unhashed")]
    write(path, "ง")
    assert faults(path) == [BrokenRow(4, "unhashed")]
