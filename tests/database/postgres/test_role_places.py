"""A task's place in its chain's order, where a role does not see all of the chain's tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.server_roles import Register, a_copy, a_register, add, change
from support.servers import needs_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = needs_server

OFFICES = {"province": "36", "district": "3609", "district2": "3605", "local": "06360903"}
PLACES = "SELECT position, title FROM task ORDER BY 1"
ASKING = ("--audience", "องค์กรปกครองส่วนท้องถิ่น", "--due", "2023-03-31")


@pytest.fixture(scope="module")
def at_first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """A chain in which a classified letter below the first one, to one district, states a task of its own."""
    with a_register(tmp_path_factory.mktemp("roles"), OFFICES) as made:
        add_letter = ("add", "--date", "2023-02-27", "--from", "36", "--subject", "ศูนย์", "--number")
        made.program("province").ok(
            *(*add_letter, "ชย 0023.6/ว 908", "--to", "3609", "--to", "3605", "--task", "บันทึกศูนย์", *ASKING)
        )
        made.program("province").ok(
            *(*add_letter, "ลับ ที่ ชย 0023.6/ว 99", "--parent", "908", "--to", "3609", "--task", "บันทึกลับ", *ASKING)
        )
        yield made


@pytest.fixture
def register(at_first: Register, tmp_path: Path) -> Iterator[Register]:
    with a_copy(at_first, tmp_path) as made:
        yield made


def add_own(register: Register, number: str, task: str) -> None:
    register.program("district2").ok(
        *("add", "--date", "2023-03-02", "--from", "3605", "--subject", "อื่น", "--parent", "908", "--to", "06360503"),
        *("--number", number, "--task", task, *ASKING),
    )


def test_a_task_takes_the_next_place_where_one_that_its_role_does_not_see_has_it(register: Register) -> None:
    before = register.sql("", PLACES)
    add_own(register, "ชย 0023.10/50", "บันทึกอื่น")
    after = [(1, "บันทึกศูนย์"), (2, "บันทึกลับ"), (3, "บันทึกอื่น")]
    assert register.sql("", PLACES) == after
    assert register.seen("district2", PLACES) == [after[0], (2, "บันทึกอื่น")]
    register.program("district2").ok("undo")
    assert register.sql("", PLACES) == before
    register.program("district2").ok("redo")
    assert register.sql("", PLACES) == after
    register.program().ok("check")


def test_tasks_that_change_places_step_over_the_one_that_their_role_does_not_see(register: Register) -> None:
    add_own(register, "ชย 0023.10/50", "บันทึกอื่น")
    add_own(register, "ชย 0023.10/49", "บันทึกก่อน")
    seen = {title for _, title in register.seen("district2", PLACES)}
    assert seen == {"บันทึกก่อน", "บันทึกศูนย์", "บันทึกอื่น"}
    assert len(register.sql("", PLACES)) == 4
    register.program("district2").ok("correct", "50", "--withdraw", "--reason", "ส่งผิด", "--yes")
    assert [title for _, title in register.seen("district2", PLACES)] == ["บันทึกศูนย์", "บันทึกก่อน"]
    for _ in range(3):
        register.program("district2").ok("undo")
    assert register.sql("", PLACES) == [(1, "บันทึกศูนย์"), (2, "บันทึกลับ")]
    register.program().ok("check")


def test_a_role_gives_its_tasks_no_place_before_the_others_and_moves_none_that_it_does_not_see(
    register: Register,
) -> None:
    add_own(register, "ชย 0023.10/50", "บันทึกอื่น")
    places = register.sql("", PLACES)
    ids = {str(title): row for title, row in register.sql("", "SELECT title, id FROM task")}
    for title, place in (("บันทึกลับ", 4), ("บันทึกศูนย์", 4), ("บันทึกอื่น", 0), ("บันทึกอื่น", 10_000)):
        assert "task" in register.write("district2", change("task", {"id": ids[title]}, position=place)), title
    assert "already exists" in register.write("district2", change("task", {"id": ids["บันทึกอื่น"]}, position=1))
    assert register.sql("", PLACES) == places
    assert register.write("district2", change("task", {"id": ids["บันทึกอื่น"]}, position=9)) == ""
    assert register.sql("", PLACES)[-1] == (10, "บันทึกอื่น")
    assert register.seen("district2", PLACES)[-1] == (9, "บันทึกอื่น")


def test_no_place_tells_that_a_task_is_hidden(register: Register) -> None:
    """Neither in what a role reads nor in its own entries of the journal; the owner's have it."""
    for number, place in ((50, 2), (49, 3), (48, 4)):
        add_own(register, f"ชย 0023.10/{number}", f"บันทึก {number}")
        assert [place for place, _ in register.seen("district2", PLACES)] == list(range(1, place + 1))
    assert [place for place, _ in register.seen("district", PLACES)] == [1, 2, 3, 4, 5]  # it has the classified letter
    told = "SELECT changes FROM journal WHERE office = '3605' AND changes LIKE '%\"table\":\"task\"%'"
    assert all('"position":null' in str(row) for row in register.seen("district2", told))
    assert all('"position":null' not in str(row) for row in register.sql("", told))
    assert len(register.seen("district2", told)) == len(register.sql("", told)) == 3
    register.program().ok("check")


def test_who_states_a_task_below_anothers_letter_takes_it_out_with_what_was_said_of_it(register: Register) -> None:
    district2, task = register.program("district2"), "(SELECT t.id FROM task AS t WHERE t.title = 'บันทึกอื่น')"
    add_own(register, "ชย 0023.10/50", "บันทึกอื่น")
    district2.ok("remind", "50", "--all", "--once")
    district2.ok("done", "50", "06360503", "--on", "2023-03-07")
    counts = f"SELECT (SELECT count(*) FROM reminder), (SELECT count(*) FROM obligation WHERE task = {task})"
    before = register.sql("", counts)
    refused = register.program("district").run("correct", "50", "--withdraw", "--reason", "ส่งผิด", "--yes")
    assert (refused.status, register.sql("", counts)) == (2, before)
    gone = {"act": "remove", "table": "reminder", "key": {"task": 3}, "bulk": True}
    assert "reminder" in register.write("district2", gone)
    district2.ok("correct", "50", "--withdraw", "--reason", "ส่งผิด", "--yes")
    assert register.sql("", f"SELECT count(*) FROM reminder WHERE task = {task}") == [(0,)]
    district2.ok("undo")
    assert register.sql("", counts) == before
    register.program().ok("check")


def test_nobody_says_anything_of_a_task_that_is_hidden_from_it(register: Register) -> None:
    owed = "SELECT office, progress FROM obligation WHERE task = 2 ORDER BY 1"
    before = register.sql("", owed)
    assert ("06360903", "none") in before
    done = change("obligation", {"task": 2, "office": "06360903"}, progress="done", done_on="2023-03-07")
    assert "obligation" in register.write("local", done)
    round_of_it = add("obligation_round", "task round office", task=2, round="2023-03-31", office="06360903")
    assert "obligation" in register.write("local", round_of_it)
    assert register.sql("", owed) == before
