"""Many rows changed at once: one statement and one journal entry for all that change alike."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from support.recorded import query, read_backwards, recorded
from support.servers import writing

from circtrack.errors import ConflictError

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines

DONE = {"progress": "done", "done_on": "2023-03-17"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return recorded(tmp_path / "circtrack.db")


def rows(path: Path) -> dict[str, tuple[str, str | None]]:
    found = query(path, "SELECT office, progress, done_on FROM obligation WHERE task = 2 ORDER BY office")
    return {office: (progress, on) for office, progress, on in found}


def last_changes(path: Path) -> list[dict[str, object]]:
    ((changes,),) = query(path, "SELECT changes FROM journal ORDER BY id DESC LIMIT 1")
    found: list[dict[str, object]] = json.loads(changes)["rows"]
    return found


def test_what_changes_alike_is_one_entry_and_what_was_so_already_is_none(path: Path) -> None:
    before = rows(path)
    offices = list(before)
    assert len(offices) > 4
    with writing(path, "test") as transaction:
        transaction.update("obligation", {"task": 2, "office": offices[0]}, {"progress": "incomplete"})
        transaction.update("obligation", {"task": 2, "office": offices[1]}, DONE)
    with writing(path, "test") as transaction:
        changed = transaction.update_many("obligation", {"task": 2}, "office", offices[:4], DONE)
    assert changed == {offices[0], *offices[2:4]}
    assert set(rows(path).values()) == {("done", "2023-03-17"), ("none", None)}
    assert list(rows(path).values()).count(("done", "2023-03-17")) == 4
    by_before = {str(each["before"]): each["of"] for each in last_changes(path)}
    assert by_before == {
        "{'progress': 'incomplete', 'done_on': None}": {"office": [offices[0]]},
        "{'progress': 'none', 'done_on': None}": {"office": offices[2:4]},
    }
    read_backwards(path)
    assert rows(path)[offices[0]] == ("incomplete", None)
    assert rows(path)[offices[1]] == ("done", "2023-03-17")
    assert rows(path)[offices[2]] == ("none", None)


def test_a_row_that_is_not_there_is_no_silence(path: Path) -> None:
    offices = [*list(rows(path))[:2], "00000000"]
    with pytest.raises(LookupError, match=r"no row .*obligation"), writing(path, "test") as transaction:
        transaction.update_many("obligation", {"task": 2}, "office", offices, DONE)
    assert set(rows(path).values()) == {("none", None)}


def test_a_row_that_would_name_one_that_is_gone_is_refused_when_it_is_committed(path: Path) -> None:
    before = rows(path)

    def close_by_nobody() -> None:
        with writing(path, "test") as transaction:
            transaction.connection.engine.defer_references(transaction.connection)
            transaction.connection.execute("UPDATE obligation SET closed_by = 99 WHERE task = 2")

    with pytest.raises(ConflictError, match="Nothing was changed"):
        close_by_nobody()
    assert rows(path) == before
    assert query(path, "SELECT count(*) FROM obligation WHERE closed_by = 99") == [(0,)]


@pytest.mark.file_only
def test_thousands_of_rows_added_at_once_take_hardly_more_pages_than_packed(path: Path) -> None:
    names = [f"{number:08}" for number in range(100_000)]
    for some in (names[:50_000], names[50_000:]):
        with writing(path, "test") as transaction:
            transaction.insert_bulk("setting", {"name": "*"}, [{"name": name, "value": "2023-03-17"} for name in some])
    assert query(path, "SELECT name FROM setting WHERE value = '2023-03-17' ORDER BY name") == [
        (each,) for each in names
    ]
    ((written,),) = query(path, "SELECT page_count FROM pragma_page_count")
    query(path, "VACUUM")
    ((packed,),) = query(path, "SELECT page_count FROM pragma_page_count")
    assert written < 1.06 * packed


def test_rows_that_go_in_bulk_stand_in_the_journal_in_the_order_of_their_keys(path: Path) -> None:
    """Whichever engine removes them, and however they lie in it: the hashes of the journal agree."""
    offices = list(rows(path))
    with writing(path, "test") as transaction:
        for office in (offices[3], offices[1]):  # a row that changes comes to lie elsewhere on a server
            transaction.update("obligation", {"task": 2, "office": office}, DONE)
    with writing(path, "test") as transaction:
        transaction.delete_many("obligation", {"task": 2})
    (change,) = last_changes(path)
    place = change["columns"].index("office")  # type: ignore[attr-defined]  # JSON
    assert [row[place] for row in change["rows"]] == sorted(offices)  # type: ignore[attr-defined]
