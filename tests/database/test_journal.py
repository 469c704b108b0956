from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from support.servers import opened, query, writing

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "circtrack.db"


def journal(path: Path) -> list[tuple[Any, ...]]:
    return query(path, "SELECT at, who, command, summary, changes FROM journal ORDER BY id")


def set_office(path: Path, value: str) -> None:
    with writing(path, "init") as transaction:
        if not transaction.connection.execute("SELECT 1 FROM setting").fetchone():
            transaction.insert("setting", ("name",), {"name": "office", "value": value})
        else:
            transaction.update("setting", {"name": "office"}, {"value": value})
        transaction.say("set to {value}", value=value)


def fail_half_way(path: Path) -> None:
    with writing(path, "init") as transaction:
        transaction.update("setting", {"name": "office"}, {"value": "99"})
        transaction.insert("setting", ("name",), {"name": "other", "value": "x"})
        raise ZeroDivisionError


def test_a_command_is_one_row_with_what_was_and_became(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIRCTRACK_USER", "สมหญิง")
    set_office(path, "36")
    set_office(path, "3609")
    (_, _, _, _, first), (at, who, command, summary, second) = journal(path)
    assert (who, command, summary) == ("สมหญิง", "init", "set to 3609")
    assert len(at) == 20
    assert at.endswith("Z")
    key = {"name": "office"}
    assert json.loads(first)["rows"] == [{"table": "setting", "key": key, "after": {"value": "36"}}]
    assert json.loads(second) == {
        "message": "set to {value}",
        "values": {"value": "3609"},
        "rows": [{"table": "setting", "key": key, "before": {"value": "36"}, "after": {"value": "3609"}}],
    }


def test_a_command_that_changed_nothing_is_not_in_it(path: Path) -> None:
    set_office(path, "36")
    set_office(path, "36")
    assert len(journal(path)) == 1


def test_a_command_that_failed_is_not_in_it_and_changed_nothing(path: Path) -> None:
    set_office(path, "36")
    with pytest.raises(ZeroDivisionError):
        fail_half_way(path)
    assert len(journal(path)) == 1
    assert query(path, "SELECT * FROM setting") == [("office", "36")]


@pytest.mark.parametrize("statement", ["DELETE FROM journal", "UPDATE journal SET who = 'x'"])
def test_nothing_in_it_is_changed_or_deleted(path: Path, statement: str) -> None:
    set_office(path, "36")
    with opened(path) as connection, pytest.raises(connection.IntegrityError, match="append-only"):
        connection.execute(statement)


def test_rows_added_together_are_counted_and_a_deleted_row_is_kept_whole(path: Path) -> None:
    shared = {"office": "36", "direction": "in", "classified": 0, "circular": 0, "year_be": 2566}
    given = {"registered_on": "2023-03-01", "status": "void"}
    with writing(path, "x") as transaction:
        transaction.connection.execute("INSERT INTO office VALUES ('36')")
        rows = [{**shared, "number": number, **given} for number in range(1, 1201)]
        transaction.insert_bulk("register_entry", shared, rows)
        transaction.delete("register_entry", {**shared, "number": 7})
        assert transaction.connection.execute("SELECT count(*) FROM register_entry").fetchone() == (1199,)
    added, removed = json.loads(journal(path)[0][4])["rows"]
    assert added == {"table": "register_entry", "key": shared, "count": 1200}
    assert removed["key"] == {**shared, "number": 7}
    assert removed["before"].items() >= {**shared, "number": 7, **given, "letter": None}.items()


def test_updating_a_row_that_is_not_there_is_our_own_failure(path: Path) -> None:
    with pytest.raises(LookupError, match="setting"), writing(path, "x") as transaction:
        transaction.update("setting", {"name": "none"}, {"value": "x"})
