"""Taking back: whatever was recorded, `undo` leaves the database as it was before, and `redo` as it was after."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st
from support import made_letters as made
from support.histories import DAY, OFFICES, OPERATIONS, done, run
from support.laws import law
from support.program import Program
from support.recorded import query, recorded
from support.servers import opened, writing

from circtrack.actions.letters.record import record_letters
from circtrack.actions.undo import redo, undo
from circtrack.actions.work.done import ProgressEntry, record_done
from circtrack.database.integrity import list_lost_references
from circtrack.database.journal import find_broken
from circtrack.errors import CirctrackError, ConflictError, InputError, UnknownError

if TYPE_CHECKING:
    from pathlib import Path

    from circtrack.actions.undo import UndoResult

pytestmark = pytest.mark.both_engines


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return recorded(tmp_path / "circtrack.db")


def state(path: Path) -> list[tuple[str, list[Any]]]:
    """All that is recorded, but for the journal and the public facts about offices."""
    with opened(path) as connection:
        tables = connection.engine.tables(connection)
        return [
            (table, sorted(map(repr, connection.execute(f"SELECT * FROM {table}"))))
            for table in sorted(tables)
            if not table.startswith(("journal", "office"))
        ]


def take_back(path: Path, row: int | None = None) -> UndoResult:
    with writing(path, "undo") as transaction:
        return undo(transaction, row)


def do_again(path: Path) -> UndoResult:
    with writing(path, "redo") as transaction:
        return redo(transaction)


def test_a_command_is_taken_back_whole_and_named_by_its_sentence(path: Path) -> None:
    before = state(path)
    run(path, "done", lambda each: record_done(each, "908", OFFICES, ProgressEntry("done", DAY), made.TODAY))
    after = state(path)
    undone = take_back(path)
    assert (undone.row, undone.command) == (2, "done")
    assert "มท 0810.7/ว 908" in str(undone.message)
    assert state(path) == before
    assert do_again(path).row == 2
    assert state(path) == after


def test_recording_letters_is_taken_back_with_every_obligation_and_comes_again_with_its_text(tmp_path: Path) -> None:
    path = tmp_path / "circtrack.db"
    run(path, "init", lambda each: each.insert("setting", ("name",), {"name": "office", "value": made.DISTRICT}))
    before = state(path)
    run(path, "read", lambda each: record_letters(each, made.chain(), made.DISTRICT, made.TODAY))
    after = state(path)
    assert query(path, "SELECT count(*) FROM obligation")[0][0] > 0
    take_back(path)
    assert state(path) == before
    do_again(path)
    assert state(path) == after


def test_what_something_later_rests_on_is_refused_and_that_is_named(path: Path) -> None:
    done(path, OFFICES[0])
    before = state(path)
    with pytest.raises(ConflictError) as caught:
        take_back(path, 1)
    assert [str(each) for each in caught.value.details] == [
        "2. done: มท 0810.7/ว 908: done: เทศบาลตำบลเทพสถิต",
    ]
    assert state(path) == before


def test_an_earlier_command_on_which_nothing_rests_is_taken_back_alone(path: Path) -> None:
    done(path, OFFICES[0])
    alone = state(path)
    take_back(path)
    done(path, OFFICES[1])
    done(path, OFFICES[0])
    take_back(path, 4)
    assert state(path) == alone


@pytest.mark.parametrize(
    ("row", "error", "says"),
    [
        (99, UnknownError, r"^The journal has no entry 99\."),
        (3, ConflictError, r"^Entry 3 \(undo\) cannot be taken back\."),
    ],
)
def test_what_is_no_command_in_force_is_refused(path: Path, row: int, error: type[CirctrackError], says: str) -> None:
    done(path, OFFICES[0])
    take_back(path)
    with pytest.raises(error, match=says):
        take_back(path, row)
    with pytest.raises(ConflictError, match="already"):
        take_back(path, 2)


def test_without_a_number_only_one_s_own_command_is_taken_back(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIRCTRACK_USER", "สมชาย")
    done(path, OFFICES[0])
    before = state(path)
    monkeypatch.setenv("CIRCTRACK_USER", "สมหญิง")
    with pytest.raises(UnknownError, match="the last entry is 2, by สมชาย"):
        take_back(path)
    done(path, OFFICES[1])
    assert take_back(path).row == 3
    assert state(path) == before
    monkeypatch.setenv("CIRCTRACK_USER", "สมชาย")
    with pytest.raises(UnknownError):
        do_again(path)
    assert take_back(path).row == 2


def test_nothing_to_take_back_or_to_do_again_is_said(path: Path) -> None:
    with pytest.raises(UnknownError):
        do_again(path)
    take_back(path)
    with pytest.raises(UnknownError):
        take_back(path)


def test_whose_database_it_is_stays_while_letters_rest_on_it(tmp_path: Path) -> None:
    path = tmp_path / "circtrack.db"
    run(path, "init", lambda each: each.insert("setting", ("name",), {"name": "office", "value": made.DISTRICT}))
    run(path, "read", lambda each: record_letters(each, made.chain(), made.DISTRICT, made.TODAY))
    with pytest.raises(ConflictError):
        take_back(path, 1)


def test_a_row_changed_behind_the_journal_s_back_is_not_overwritten(path: Path) -> None:
    done(path, OFFICES[0])
    with opened(path) as connection:
        connection.execute("UPDATE obligation SET note = 'by hand', progress = 'exempt' WHERE progress = 'done'")
    before = state(path)
    with pytest.raises(ConflictError, match="no longer as it left it"):
        take_back(path)
    assert state(path) == before


@law(10, 2, operations=st.lists(OPERATIONS, max_size=6))
def test_undo_of_do_is_nothing_and_redo_of_undo_is_do(
    tmp_path_factory: pytest.TempPathFactory, operations: list[tuple[Any, ...]]
) -> None:
    path = recorded(tmp_path_factory.mktemp("undo") / "circtrack.db")
    states, entries = [state(path)], query(path, "SELECT count(*) FROM journal")[0][0]
    for act, *arguments in operations:
        with suppress(InputError):  # a deadline is not moved back: nothing was recorded then
            act(path, *arguments)
        if query(path, "SELECT count(*) FROM journal")[0][0] > entries:
            entries += 1
            states.append(state(path))
    for expected in reversed(states[:-1]):
        take_back(path)
        assert state(path) == expected
    for expected in states[1:]:
        do_again(path)
        assert state(path) == expected
    with opened(path) as connection:
        assert list(find_broken(connection)) == []
        assert list_lost_references(connection) == []


def test_a_register_s_number_stays_given_and_void(path: Path) -> None:
    register = ("SELECT number, status, letter FROM register_entry ORDER BY number",)
    program = Program(path)
    program.ok("register", "in", "3022", "--on", "2023-03-10")
    program.ok("undo")
    assert query(path, *register) == [(1, "void", None)]
    program.ok("register", "in", "--subject", "อื่น", "--sender", "ธนาคารออมสิน")
    assert query(path, *register) == [(1, "void", None), (2, "registered", None)]
    program.ok("undo")
    program.ok("redo")
    assert query(path, *register) == [(1, "void", None), (2, "registered", None)]


def test_what_another_took_back_is_said_in_the_reader_s_language(circtrack: Program) -> None:
    circtrack.with_chain("อำเภอเทพสถิต")
    circtrack.ok("done", "908", "อบต.บ้านไร่")
    circtrack.ok("undo")
    circtrack.ok("redo")
    thai = circtrack.run("log", lang="th").out
    assert "ยกเลิกรายการที่ 3: มท 0810.7/ว 908: บันทึกแล้ว: องค์การบริหารส่วนตำบลบ้านไร่" in thai
    assert "took back" not in thai
    english = circtrack.run("log", lang="en").out
    assert "took back 3: มท 0810.7/ว 908: done: องค์การบริหารส่วนตำบลบ้านไร่" in english
