"""Two records become one letter, or a letter is taken out: nothing that was done is lost, one entry undoes it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from support import made_letters as made
from support.made_letters import HELP, HERE
from support.recorded import contents, progress, query, recorded
from support.servers import writing

from circtrack.actions.letters.carry_out import record_with_effects
from circtrack.actions.letters.record import record_letters
from circtrack.actions.letters.same_as import join_letters
from circtrack.actions.letters.withdraw import withdraw_letter
from circtrack.actions.register.entries import register_letter
from circtrack.actions.register.numbers import EntryDetails, NumberRequest, find_register_office
from circtrack.actions.undo import redo, undo
from circtrack.actions.work.done import ProgressEntry, record_done
from circtrack.actions.work.receive import record_received
from circtrack.errors import ConflictError

if TYPE_CHECKING:
    from pathlib import Path

    from circtrack.actions.letters.correct import CorrectionResult

pytestmark = pytest.mark.both_engines

OTHER = "ชย 0023.14/718"


def join(path: Path, gone: str, kept: str) -> CorrectionResult:
    with writing(path, "correct") as transaction:
        return join_letters(transaction, gone, kept, "อ่านเลขผิด")


def withdraw(path: Path, letter: str) -> CorrectionResult:
    with writing(path, "correct") as transaction:
        return withdraw_letter(transaction, letter, "ไม่ใช่หนังสือเวียน")


def done(path: Path, letter: str, office: str, day: int = 15) -> None:
    with writing(path, "done") as transaction:
        record_done(transaction, letter, [office], ProgressEntry("done", date(2023, 3, day)), made.TODAY)


def received(path: Path, letter: str, office: str, day: int) -> None:
    with writing(path, "receive") as transaction:
        record_received(transaction, letter, office, date(2023, 3, day), made.TODAY, number=str(day))


def and_back(path: Path, before: object) -> None:
    after = contents(path)
    with writing(path, "undo") as transaction:
        undo(transaction)
    assert contents(path) == before
    with writing(path, "redo") as transaction:
        redo(transaction)
    assert contents(path) == after
    assert query(path, "SELECT count(*) FROM task WHERE letter NOT IN (SELECT id FROM letter)") == [(0,)]


def parents(path: Path) -> dict[str, str | None]:
    return dict(query(path, "SELECT l.number, p.number FROM letter AS l LEFT JOIN letter AS p ON p.id = l.parent"))


def twice(path: Path) -> Path:
    """Return a database with the district's letter recorded under two numbers, each with work, one beside the chain."""
    recorded(path, *made.chain(), made.district(number=OTHER, parent="", links=(), urgency="ด่วน"))
    done(path, "708", HERE[0])
    done(path, "718", HERE[1])
    received(path, "718", "อบต.บ้านไร่", 12)
    received(path, "708", "อบต.บ้านไร่", 11)
    received(path, "718", "อบต.วะตะแบก", 13)
    return path


@pytest.mark.parametrize(("gone", "kept"), [("708", "718"), ("718", "708")])
def test_two_records_become_one(tmp_path: Path, gone: str, kept: str) -> None:
    path = twice(tmp_path / "a.db")
    before = contents(path)
    result = join(path, gone, kept)
    assert parents(path) == {
        "มท 0810.7/ว 908": None,
        "ชย 0023.6/3022": "มท 0810.7/ว 908",
        f"ชย 0023.14/{kept}": "ชย 0023.6/3022",
    }
    assert set(progress(path)) == {HERE[0], HERE[1]}
    own = query(path, "SELECT number FROM letter_number WHERE source = 'own' AND number LIKE 'ชย 0023.14/%' ORDER BY 1")
    assert own == [("ชย 0023.14/708",), (OTHER,)]
    days = {"708": "2023-03-11", "718": "2023-03-12"}
    receipts = query(path, "SELECT received_on FROM delivery WHERE received_on IS NOT NULL ORDER BY 1")
    assert receipts == [(days[kept],), ("2023-03-13",)]
    assert [(each.field, each.before, each.after) for each in result.contradictions] == [
        ("received_on", days[gone], days[kept])
    ]
    assert query(path, "SELECT urgency FROM letter WHERE issuer = '3609'") == [("ด่วน",)]
    assert query(path, "SELECT count(*) FROM task") == [(2,)]
    assert query(path, "SELECT count(*) FROM obligation") == [(6,)]
    and_back(path, before)
    with writing(path, "read") as transaction:
        again = record_letters(
            transaction, [made.district(number=f"ชย 0023.14/{gone}", parent="", links=())], made.DISTRICT, made.TODAY,
            differing="keep",
        )  # fmt: skip
    assert not again.letters[0].is_new


def test_what_they_say_of_one_office_s_work_is_listed(tmp_path: Path) -> None:
    path = twice(tmp_path / "a.db")
    done(path, "708", HERE[1], 17)
    result = join(path, "718", "708")
    assert ("done_on", "2023-03-15", "2023-03-17") in {
        (each.field, each.before, each.after) for each in result.contradictions
    }
    assert progress(path)[HERE[1]][1] == "2023-03-17"


def test_letters_below_and_tasks_of_both_are_kept(tmp_path: Path) -> None:
    misread = made.province(
        number="ชย 0023.6/3082",
        aliases=(),
        recipients=("3609",),
        tasks=(made.due(made.TO_ALL, date(2023, 3, 22)), made.TO_OFFICES),
    )
    path = recorded(tmp_path / "a.db", made.root(), misread, made.province())
    with writing(path, "read") as transaction:
        record_letters(transaction, [made.district(links=(), parent="ชย 0023.6/3082")], made.DISTRICT, made.TODAY)
    done(path, "908", HERE[2])
    assert parents(path)["ชย 0023.14/708"] == "ชย 0023.6/3082"
    before = contents(path)
    result = join(path, "3082", "3022")
    assert parents(path)["ชย 0023.14/708"] == "ชย 0023.6/3022"
    assert ("due_on", "2023-03-22", "2023-03-24") in {
        (each.field, each.before, each.after) for each in result.contradictions
    }
    assert set(progress(path)) == {HERE[2]}
    and_back(path, before)


@pytest.mark.parametrize(("gone", "kept"), [("3022", "908"), ("908", "3022"), ("708", "3022"), ("3022", "708")])
def test_letters_of_one_line_become_one(tmp_path: Path, gone: str, kept: str) -> None:
    path = recorded(tmp_path / "a.db")
    done(path, "908", HERE[0])
    before = contents(path)
    join(path, gone, kept)
    assert len(parents(path)) == 2
    assert set(progress(path)) == {HERE[0]}
    and_back(path, before)


def test_what_cannot_be_one_is_refused(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.db")
    before = contents(path)
    with pytest.raises(ConflictError, match="through other letters"):
        join(path, "908", "708")
    with pytest.raises(ConflictError, match="one record"):
        join(path, "708", "0023.14/708")
    assert contents(path) == before


@pytest.mark.parametrize("letter", ["708", "3022", "908"])
def test_a_letter_is_taken_out_and_those_below_wait(tmp_path: Path, letter: str) -> None:
    path = recorded(tmp_path / "a.db")
    done(path, "908", HERE[0])
    received(path, "708", "อบต.บ้านไร่", 12)
    before = contents(path)
    result = withdraw(path, letter)
    left = parents(path)
    assert not any(number.endswith(letter) for number in left)
    assert len(left) == 2
    assert set(progress(path)) | {"lost" for _ in result.consequences.lost} >= {HERE[0]}
    # What the letters that are left state is owed as before, by those whom they reach.
    assert (HELP,) in query(path, "SELECT title FROM task")
    assert [each.received_on for each in result.lost_receipts] == (["2023-03-12"] if letter == "708" else [])
    and_back(path, before)
    after = [each for each in made.chain() if each.number.endswith(letter)]
    with writing(path, "read") as transaction:
        record_letters(transaction, after, made.DISTRICT, made.TODAY)
    assert parents(path) == {
        "มท 0810.7/ว 908": None, "ชย 0023.6/3022": "มท 0810.7/ว 908", "ชย 0023.14/708": "ชย 0023.6/3022",
    }  # fmt: skip
    assert set(progress(path)) == {HERE[0]}


def test_work_that_rested_on_it_alone_is_named(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.db", made.root(tasks=(made.TO_ALL,)))
    done(path, "908", HERE[0])
    result = withdraw(path, "908")
    assert [(each.task, each.progress, each.done_on) for each in result.consequences.lost] == [
        (HELP, "done", "2023-03-15")
    ]
    assert result.consequences.go == 5
    ((summary,),) = query(path, "SELECT summary FROM journal ORDER BY id DESC LIMIT 1")
    assert "บันทึกแล้ว 2023-03-15" in summary
    assert "ไม่ใช่หนังสือเวียน" in summary
    assert query(path, "SELECT * FROM letter") == []


def test_what_it_extended_and_cancelled_is_as_before(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.db")
    with writing(path, "read") as transaction:
        record_with_effects(transaction, [made.extension(date(2023, 4, 7))], made.DISTRICT, made.TODAY, lambda _: True)
    due = "SELECT DISTINCT coalesce(o.due_on, t.due_on) FROM obligation AS o JOIN task AS t ON t.id = o.task"
    assert query(path, due) == [("2023-04-07",)]
    before = contents(path)
    assert withdraw(path, "1100").consequences.deadlines == 6
    assert query(path, due) == [("2023-03-24",)]
    and_back(path, before)
    with writing(path, "read") as transaction:
        record_with_effects(transaction, [made.cancellation()], made.DISTRICT, made.TODAY, lambda _: True)
    assert {each[0] for each in progress(path).values()} == {"exempt"}
    withdraw(path, "999")
    assert progress(path) == {}


def test_numbers_of_registers_stay_given(tmp_path: Path) -> None:
    path = twice(tmp_path / "a.db")
    with writing(path, "register") as transaction:
        office = find_register_office(transaction.connection, "", made.TODAY)
        request = NumberRequest(office, "in", made.TODAY, date(2023, 3, 10))
        register_letter(transaction, request, "3022", EntryDetails(action="ทราบ"))
    entry = "SELECT number, status, letter_number, letter_date, sender, subject, action FROM register_entry"
    assert query(path, entry) == [(1, "registered", "", None, "", "", "ทราบ")]
    withdraw(path, "3022")
    assert query(path, entry) == [
        (1, "registered", "ชย 0023.6/3022", "2023-03-09", "จังหวัดชัยภูมิ", "การบันทึกข้อมูลศูนย์", "ทราบ")
    ]
