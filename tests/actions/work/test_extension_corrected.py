"""A clerk's own mistaken extension is put right by ``correct --due``: journalled once, undone whole, and it travels."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from support import made_letters as made
from support.offices import LOCAL, begun, bundled, extended, merged, read, undone
from support.recorded import contents, query
from support.servers import writing

from circtrack.actions.letters.correct import correct_letter
from circtrack.actions.letters.correction import Correction, TaskValues
from circtrack.actions.work.deadlines import extend
from circtrack.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from circtrack.actions.letters.correct import CorrectionResult

pytestmark = pytest.mark.both_engines

PLACE = 2
"""The task of the chain's first letter that local governments owe, due 24 March."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    department = begun(tmp_path, "department")
    read(department, "root")
    return department


def correct(path: Path, due: str, *only: str) -> CorrectionResult:
    correction = Correction(task=PLACE, values=TaskValues(due=due), only=only, reason="พิมพ์ผิด")
    with writing(path, "correct") as transaction:
        return correct_letter(transaction, "908", correction, made.TODAY)


def days(path: Path) -> set[tuple[str, str]]:
    of_task = f"FROM obligation AS o JOIN task AS t ON t.id = o.task WHERE t.position = {PLACE}"
    return set(query(path, f"SELECT o.office, coalesce(o.due_on, t.due_on) {of_task}"))


def stated(path: Path) -> list[tuple[str]]:
    return query(path, f"SELECT due_on FROM stated_task WHERE position = {PLACE}")


def moves(path: Path) -> list[tuple[str | None, str]]:
    return query(
        path,
        "SELECT c.office, c.due_on FROM deadline_change AS c JOIN task AS t ON t.id = c.task"
        f" WHERE t.position = {PLACE} ORDER BY c.id",
    )


@pytest.mark.parametrize(
    ("due", "of_letter", "left"),
    [
        ("2023-04-07", "2023-03-24", [(None, "2023-04-07")]),
        ("2023-04-20", "2023-03-24", [(None, "2023-04-20")]),
        ("2023-03-24", "2023-03-24", []),
        ("2023-03-20", "2023-03-20", []),
    ],
    ids=["earlier", "later", "taken back", "before the letter's own"],
)
def test_the_day_in_force_is_the_corrected_one(path: Path, due: str, of_letter: str, left: list[object]) -> None:
    extended(path, "", 17)  # until 10 April
    before, rows = contents(path), query(path, "SELECT count(*) FROM journal")[0][0]
    assert {day for _, day in days(path)} == {"2023-04-10"}
    result = correct(path, due)
    assert {day for _, day in days(path)} == {due}
    assert stated(path) == [(of_letter,)]
    assert moves(path) == left
    assert ("extended", "2023-04-10", left[0][1] if left else "") in [each[:3] for each in result.changes]  # type: ignore[index]
    assert result.consequences.deadlines == len(days(path))
    ((count, summary),) = query(
        path, f"SELECT count(*), max(summary) FROM journal WHERE id > {rows} AND command = 'correct'"
    )
    assert count == 1
    assert "พิมพ์ผิด" in summary
    assert "2023-04-10" in summary
    undone(path)
    assert contents(path) == before


def test_of_several_extensions_the_last_is_put_right_and_what_goes_beyond_goes(path: Path) -> None:
    for more in (7, 17, 30):
        extended(path, "", more)
    correct(path, "2023-04-10")
    assert moves(path) == [(None, "2023-03-31"), (None, "2023-04-10")]
    assert {day for _, day in days(path)} == {"2023-04-10"}


def test_one_office_s_extension_is_put_right_alone(path: Path) -> None:
    extended(path, LOCAL, 17)
    with pytest.raises(InputError, match="No clerk has extended"):
        correct(path, "2023-04-07", "06360903")
    correct(path, "2023-04-07", LOCAL)
    assert dict(days(path))[LOCAL] == "2023-04-07"
    assert {day for office, day in days(path) if office != LOCAL} == {"2023-03-24"}
    correct(path, "none", LOCAL)
    assert moves(path) == []
    assert {day for _, day in days(path)} == {"2023-03-24"}


def test_it_travels(path: Path, tmp_path: Path) -> None:
    province = begun(tmp_path, "province")
    extended(path, "", 17)
    merged(province, [bundled(path, made.PROVINCE, tmp_path / "1.circtrack", letter="908")])
    assert {day for _, day in days(province)} == {"2023-04-10"}
    correct(path, "2023-04-07")
    merged(province, [bundled(path, made.PROVINCE, tmp_path / "2.circtrack", letter="908")])
    assert {day for _, day in days(province)} == {"2023-04-07"}
    correct(path, "2023-03-24")
    merged(province, [bundled(path, made.PROVINCE, tmp_path / "3.circtrack", letter="908")])
    assert {day for _, day in days(province)} == {"2023-03-24"}
    # What another office's clerk has extended is that one's to correct.
    with writing(path, "extend") as transaction:
        extend(transaction, "908", date(2023, 4, 10), [], "ระบบล่ม", tasks=(PLACE,))
    merged(province, [bundled(path, made.PROVINCE, tmp_path / "4.circtrack", letter="908")])
    result = correct(province, "2023-04-07")
    assert any("stays due 2023-04-10" in str(note) for note in result.notes)
