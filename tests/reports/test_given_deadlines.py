"""The deadline that a line of letters gives an office, from what is recorded of the moves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from support import made_letters as made
from support.offices import LOCAL, TEXTS, act, begun, extended
from support.recorded import query
from support.servers import opened

from circtrack.actions.letters.record import record_letters
from circtrack.actions.work.deadlines import extend
from circtrack.reports.tiers import GivenDeadlines

if TYPE_CHECKING:
    from pathlib import Path

    from circtrack.model import Letter


def record(path: Path, *letters: Letter) -> None:
    act(path, "read", lambda each: record_letters(each, letters, made.PROVINCE, made.TODAY))


def given(path: Path, *line: str) -> str | None:
    """The deadline of the local government's task, by the letters of these numbers."""
    ((task, due),) = query(path, f"SELECT id, due_on FROM task WHERE title = '{made.HELP}'")
    rows = {row for row, number in query(path, "SELECT id, number FROM letter") if number in line}
    with opened(path) as connection:
        return GivenDeadlines(connection, [task]).find(task, due, LOCAL, rows)


ROOT, PROVINCE = made.root().number, made.province().number


def test_a_move_for_all_moves_the_earlier_day_of_a_lower_letter_too(tmp_path: Path) -> None:
    path = begun(tmp_path, "province")
    record(path, TEXTS["root"], made.province(tasks=(made.due(made.TO_ALL, date(2023, 3, 20)),)))
    assert (given(path, ROOT), given(path, ROOT, PROVINCE)) == ("2023-03-24", "2023-03-20")
    extended(path, "", 7)
    assert (given(path, ROOT), given(path, ROOT, PROVINCE)) == ("2023-03-31", "2023-03-31")


def test_a_move_for_one_office_counts_whichever_letter_is_its_reason(tmp_path: Path) -> None:
    path = begun(tmp_path, "province")
    record(path, TEXTS["root"])
    record(path, made.extension(None))
    act(path, "extend", lambda each: extend(each, ROOT, date(2023, 4, 7), [LOCAL], "ขยายเวลา", by="1100"))
    assert given(path, ROOT) == "2023-04-07"
