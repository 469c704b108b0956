"""What another program wrote into a row of what offices say: whoever reads it is told which row, and the way out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support import made_letters as made
from support.offices import LOCAL, begun, bundled, merged, read, received
from support.recorded import query
from support.servers import copied, copied_once_made, opened

from circtrack.errors import DatabaseError
from circtrack.store.corrections import list_formerly, load_former_keys
from circtrack.store.kept_json import has_form_of_statement
from circtrack.store.statements import Fact, list_statements, to_json
from circtrack.store.withdrawn import list_withdrawals

if TYPE_CHECKING:
    from collections.abc import Callable

FORMS = Path(__file__).resolve().parents[1] / "data" / "break_ins" / "forms.jsonl"
NUMBER = made.root().number
BAD = ("rubbish", "null", "5", "[[]]", '{"x":1}', "[" * 100_000, '["ก"]', '[["a",2566]]', '[["a","2566","b"]]')
TAKEN_OUT = """
INSERT INTO withdrawn VALUES ('dla', 2566, 'ก 1', 'dla', '2023-03-01', '', '', ' 0000000001', ?, '[]', '[]')
"""
MOVE = ["2023-04-01", None, "r", None, None, "", None]
WRONG = (
    *(("ก", LOCAL, each) for each in (*BAD, "", "[]")),
    *(("", LOCAL, each) for each in BAD),
    *(("", "", each) for each in BAD),
    ("ก", LOCAL, '{"moves":5}'),
    ("ก", "", to_json({"moves": [MOVE[:-1]]})),
    ("ก", "", to_json({"moves": [["2023-02-30", *MOVE[1:]]]})),
    ("ก", LOCAL, '{"progress":5}'),
    ("ก", LOCAL, '{"done_on":"2023-02-30","progress":"done"}'),
    ("ก", LOCAL, '{"closed_by":["x",2566],"progress":"exempt"}'),
    ("", LOCAL, '{"received_on":null}'),
    ("", "", '{"subject":"x"}'),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The province's database with the department's letter."""

    def make(fresh: Path) -> None:
        department = begun(fresh.parent, "department")
        read(department, "root")
        province = begun(fresh.parent, "province")
        merged(province, [bundled(department, made.PROVINCE, fresh.parent / "b")])
        copied(province, fresh)

    return copied_once_made(tmp_path / "province.db", "the department's letter at the province", make)


def put(path: Path, sql: str, *given: object) -> None:
    with opened(path) as connection:
        connection.execute(sql, given)


def told(path: Path, reader: Callable[[Any], object]) -> str:
    with opened(path) as connection, pytest.raises(DatabaseError) as caught:
        reader(connection)
    assert caught.value.exit_status == 2
    assert "circtrack restore" in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(("task", "office", "value"), WRONG, ids=range(len(WRONG)))
def test_what_nobody_can_have_said_names_its_row(path: Path, task: str, office: str, value: str) -> None:
    put(path, "DELETE FROM said")
    put(path, "INSERT INTO said VALUES (1, ?, ?, ?, ?, ?)", task, office, made.DEPARTMENT, value, " 0000000001")
    message = told(path, lambda connection: list_statements(connection, Fact(1, task, office)))
    assert f"table said, value of the row on {NUMBER} by {made.DEPARTMENT} " in message


def test_whoever_makes_a_bundle_is_told(path: Path, tmp_path: Path) -> None:
    put(path, "UPDATE said SET value = 'rubbish'")
    with pytest.raises(DatabaseError, match="table said"):
        bundled(path, made.DEPARTMENT, tmp_path / "c")


@pytest.mark.parametrize("text", ["{}", *BAD], ids=range(len(BAD) + 1))
def test_what_a_letter_was_called_names_its_row(path: Path, text: str) -> None:
    put(path, "UPDATE letter SET formerly = ?", text)
    row = f"table letter, formerly of the row on {NUMBER} by {made.DEPARTMENT} "
    assert row in told(path, lambda connection: load_former_keys(connection, 1))
    put(path, "UPDATE letter SET formerly = formerly || ?", "ก 9")
    assert row in told(path, lambda connection: list_formerly(connection, (made.DEPARTMENT, 2566, "ก 9")))


@pytest.mark.parametrize("column", ["formerly", "statements", "numbers", "hung", "stamp"])
@pytest.mark.parametrize("text", ["{}", *BAD], ids=range(len(BAD) + 1))
def test_what_is_kept_of_a_letter_taken_out_names_its_row(path: Path, column: str, text: str) -> None:
    put(path, TAKEN_OUT, "[]")
    put(path, f"UPDATE withdrawn SET {column} = ?", text)
    assert f"table withdrawn, {column} of the row on ก 1 by dla " in told(path, list_withdrawals)


def test_what_was_said_of_a_letter_taken_out_has_the_form_of_what_is_said(path: Path) -> None:
    kept = to_json([["ก", LOCAL, LOCAL, '{"progress":5}', " 1"]])
    put(path, TAKEN_OUT, kept)
    assert "withdrawn, statements" in told(path, list_withdrawals)


def test_a_classified_letter_is_named_by_its_mark(path: Path) -> None:
    put(path, "UPDATE letter SET secrecy = 'ลับ', formerly = 'x'")
    message = told(path, lambda connection: load_former_keys(connection, 1))
    assert "on ลับ by" in message
    assert NUMBER not in message


def test_what_the_program_writes_has_its_form() -> None:
    lines = map(json.loads, FORMS.read_text(encoding="utf-8").splitlines()[1:])
    values = [(fact["task"], fact["office"], to_json(value)) for table, _, fact, value in lines if table == "said"]
    assert values
    assert [each for each in values if not has_form_of_statement(*each)] == []


def test_a_receipt_without_a_number_is_kept_without_one(tmp_path: Path) -> None:
    department = begun(tmp_path, "department")
    read(department, "root, misread")
    province = begun(tmp_path, "province")
    read(province, "root")
    received(province, NUMBER, "35", 12)
    merged(province, [bundled(department, made.PROVINCE, tmp_path / "b")])
    kept = query(province, "SELECT task, office, value FROM said WHERE office = '35' AND task = ''")
    assert kept == [("", "35", '{"received_on":"2023-03-12"}')]
    assert all(has_form_of_statement(*each) for each in kept)
