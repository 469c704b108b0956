"""Corrections of a recorded letter: what rests on it is worked out anew, what was done is kept, one entry undoes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from support import made_letters as made
from support.made_letters import CENTRE, HELP, HERE
from support.recorded import contents, progress, query, recorded
from support.servers import rehearse, writing

from circtrack.actions.letters.carry_out import record_with_effects
from circtrack.actions.letters.correct import CorrectionResult, correct_letter
from circtrack.actions.letters.correction import Correction, TaskValues
from circtrack.actions.letters.record import record_letters
from circtrack.actions.undo import redo, undo
from circtrack.actions.work.done import ProgressEntry, record_done
from circtrack.actions.work.receive import record_received
from circtrack.errors import CirctrackError, ConflictError, InputError, UnknownError

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines

FIRST, SECOND = HERE[0], "06360902"


def correct(path: Path, letter: str, **what: Any) -> CorrectionResult:
    with writing(path, "correct") as transaction:
        return correct_letter(transaction, letter, Correction(**what), made.TODAY)


def done(path: Path, office: str = SECOND, task: int = 0) -> None:
    with writing(path, "done") as transaction:
        record_done(transaction, "908", [office], ProgressEntry("done", date(2023, 3, 15)), made.TODAY, task=task)


def undone(path: Path) -> None:
    with writing(path, "undo") as transaction:
        undo(transaction)


def due(path: Path) -> set[str | None]:
    return {day for (day,) in query(path, "SELECT coalesce(o.due_on, t.due_on) FROM obligation AS o JOIN task AS t"
                                          " ON t.id = o.task")}  # fmt: skip


CORRECTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "number": ("708", {"number": "ชย 0023.14/718"}),
    "date": ("708", {"date": date(2023, 3, 10)}),
    "date of another year": ("908", {"date": date(2022, 12, 27)}),
    "subject": ("708", {"subject": "เรื่องที่ถูกต้อง"}),
    "issuer": ("708", {"issuer": "อำเภอจัตุรัส"}),
    "urgency": ("708", {"urgency": "ด่วนที่สุด"}),
    "no parent": ("708", {"parent": "none"}),
    "another parent": ("708", {"parent": "908"}),
    "added recipient": ("3022", {"add_to": ("อบต.บ้านไร่",)}),
    "removed recipient": ("708", {"remove_to": ("อบต.บ้านไร่",)}),
    "title": ("908", {"task": 2, "values": TaskValues(title="ศูนย์อื่น")}),
    "system": ("708", {"task": 1, "values": TaskValues(system="e-Plan")}),
    "audience": ("908", {"task": 2, "values": TaskValues(audience="องค์การบริหารส่วนตำบล")}),
    "earlier": ("708", {"task": 1, "values": TaskValues(due="2023-03-20")}),
    "later": ("908", {"task": 2, "values": TaskValues(due="31 มี.ค. 2566")}),
    "no deadline": ("908", {"task": 2, "values": TaskValues(due="none")}),
    "added task": ("908", {"add_task": "แผนชุมชน", "values": TaskValues(system="e-Plan", due="2023-04-01")}),
    "removed task": ("908", {"remove_tasks": (2,)}),
    "several at once": (
        "708",
        {"subject": "ก", "date": date(2023, 3, 10), "remove_to": ("อบต.บ้านไร่",), "remove_tasks": (1,)},
    ),
}


@pytest.mark.parametrize("name", sorted(CORRECTIONS))
def test_a_correction_its_undo_and_its_redo(tmp_path: Path, name: str) -> None:
    path = recorded(tmp_path / "a.db")
    done(path)
    letter, what = CORRECTIONS[name]
    before = contents(path)
    entries = query(path, "SELECT count(*) FROM journal")
    result = correct(path, letter, **what)
    assert result.is_change
    assert result.changes
    corrected = contents(path)
    assert corrected != before or name in {"urgency", "system"}
    assert query(path, "SELECT count(*) FROM journal") == [(entries[0][0] + 1,)]
    undone(path)
    assert contents(path) == before
    with writing(path, "redo") as transaction:
        redo(transaction)
    assert contents(path) == corrected
    if not {"remove_tasks", "remove_to", "add_task"} & what.keys():
        assert not correct(path, "718" if name == "number" else letter, **what).is_change


@pytest.mark.file_only  # on a server all of them are tried above
@pytest.mark.parametrize("name", sorted(CORRECTIONS))
def test_nothing_that_was_done_is_lost(tmp_path: Path, name: str) -> None:
    path = recorded(tmp_path / "a.db")
    for office in HERE:
        done(path, office)
    letter, what = CORRECTIONS[name]
    result = correct(path, letter, **what)
    assert set(progress(path)) | {each.office for each in result.consequences.lost} >= set(HERE)


def test_tasks_of_letters_below_change_places_with_their_dates(tmp_path: Path) -> None:
    path = recorded(tmp_path / "circtrack.db", made.root())
    for place, title in enumerate(("ครุภัณฑ์", "ถนน", "น้ำประปา"), 1):
        task = replace(made.TO_ALL, title=title)
        below = made.province(number=f"ชย 0023.6/302{place}", date=date(2023, 3, 9 + place), tasks=(task,))
        with writing(path, "read") as transaction:
            record_letters(transaction, [below], made.DISTRICT, made.TODAY)
    titles = "SELECT title FROM task ORDER BY position"
    before, kept = query(path, titles), contents(path)
    done(path, task=4)
    correct(path, "3021", date=date(2023, 3, 15))
    assert query(path, titles) == [*before[:2], *before[3:], before[2]]
    correct(path, "3023", date=date(2023, 3, 9))
    assert query(path, titles) == [*before[:2], before[4], before[3], before[2]]
    for _ in range(3):
        undone(path)
    assert contents(path) == kept


def test_work_goes_on_after_the_year_was_corrected(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.db")
    done(path)
    correct(path, "908", date=date(2022, 12, 27))
    done(path, FIRST)
    correct(path, "908", date=date(2023, 2, 27))
    done(path, HERE[2])
    assert set(progress(path)) == {SECOND, FIRST, HERE[2]}


def test_the_letter_of_the_journal_s_sentence_keeps_reason_and_lost_work(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.db", made.root(tasks=(made.TO_ALL,)))
    done(path)
    result = correct(path, "908", remove_tasks=(1,), reason="ถ่ายผิดฉบับ")
    assert [(each.progress, each.done_on) for each in result.consequences.lost] == [("done", "2023-03-15")]
    assert result.consequences.go == 5
    ((summary,),) = query(path, "SELECT summary FROM journal ORDER BY id DESC LIMIT 1")
    assert "ถ่ายผิดฉบับ" in summary
    assert f"องค์การบริหารส่วนตำบลนายางกลัก: {HELP} บันทึกแล้ว 2023-03-15" in summary
    assert query(path, "SELECT * FROM task") == []


def test_a_later_deadline_moves_what_is_owed_and_voids_what_was_said(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.db", made.root(tasks=(made.TO_ALL,)))
    with writing(path, "remind") as transaction:
        row = {
            "due_on": "2023-03-24",
            "level": "before 7",
            "said_on": "2023-03-17",
            "said_to": "3609",
            "channel": "text",
        }
        ((task,),) = transaction.connection.execute("SELECT id FROM task").fetchall()
        transaction.insert("reminder", ("task",), {"task": task, "office": SECOND, "channel": "text", **row})
    follows = correct(path, "908", task=1, values=TaskValues(due="2023-03-31")).consequences
    assert (follows.deadlines, follows.first_moved, follows.reminders) == (6, ("2023-03-24", "2023-03-31"), 1)
    assert due(path) == {"2023-03-31"}


def test_an_extension_that_was_carried_out_goes_with_its_corrected_day(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.db")
    with writing(path, "read") as transaction:
        letter = made.extension(date(2023, 4, 7))
        record_with_effects(transaction, [letter], made.DISTRICT, made.TODAY, lambda _: True)
    assert due(path) == {"2023-04-07"}
    follows = correct(path, "1100", task=1, values=TaskValues(due="2023-04-17")).consequences
    assert due(path) == {"2023-04-17"}
    assert follows.deadlines == 6
    undone(path)
    assert due(path) == {"2023-04-07"}


def test_letters_that_state_the_same_deadline_are_named(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.db")
    result = correct(path, "908", task=2, values=TaskValues(due="2023-03-31"))
    # The letters below give 24 March themselves: it stays for those whom they reached.
    assert due(path) == {"2023-03-24"}
    assert [str(note) for note in result.notes if "states" in str(note)] == [
        f"{number} states 2023-03-24 for '{HELP}' too: `circtrack correct \"{number}\" --task 1 --due 2023-03-31`."
        for number in ("ชย 0023.14/708", "ชย 0023.6/3022")
    ]


def test_a_task_that_gets_another_title_takes_what_was_done_with_it(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.db")
    done(path)
    correct(path, "908", task=2, values=TaskValues(title="สิ่งที่ต้องบันทึกอีกอย่าง"))
    by_title = dict(query(path, "SELECT t.title, count(*) FROM obligation AS o JOIN task AS t ON t.id = o.task"
                                " WHERE o.progress = 'done' GROUP BY t.title"))  # fmt: skip
    # The letters below still state the old title: what was done counts for both.
    assert by_title == {"สิ่งที่ต้องบันทึกอีกอย่าง": 1, HELP: 1}
    undone(path)
    assert len(progress(path)) == 1


def test_the_old_number_still_finds_it_until_another_letter_has_it(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.db")
    correct(path, "708", number="ชย 0023.14/718")
    assert not correct(path, "708", number="ชย 0023.14/718").is_change
    with writing(path, "read") as transaction:
        result = record_letters(transaction, [made.district(subject="อื่น")], made.DISTRICT, made.TODAY)
    assert result.letters[0].is_new
    numbers = query(path, "SELECT number, source FROM letter_number WHERE number LIKE 'ชย 0023.14%' ORDER BY number")
    assert numbers == [("ชย 0023.14/708", "own"), ("ชย 0023.14/718", "own")]


def test_another_letter_s_number_is_refused(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.db", *made.chain(), made.district(number="ชย 0023.14/709"))
    before = contents(path)
    with pytest.raises(ConflictError, match="--same-as"):
        correct(path, "709", number="ชย 0023.14/708")
    assert contents(path) == before


def test_letters_that_wait_for_it_are_linked_by_its_right_number(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.db", made.district(), made.province(number="ชย 0023.6/3082", aliases=()), made.root())
    assert query(path, "SELECT number FROM letter WHERE parent IS NULL ORDER BY number") == [
        ("ชย 0023.14/708",),
        ("มท 0810.7/ว 908",),
    ]
    correct(path, "3082", number="ชย 0023.6/3062")
    assert query(path, "SELECT number FROM letter WHERE parent IS NULL") == [("มท 0810.7/ว 908",)]


def test_a_letter_cannot_pass_on_one_that_passes_it_on(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.db")
    for below in ("708", "3022"):
        with pytest.raises(ConflictError, match="circle"):
            correct(path, "3022" if below == "708" else "908", parent=below)
    with pytest.raises(ConflictError, match="circle"):
        correct(path, "708", parent="708")


def test_a_recipient_s_receipt_that_has_no_place_any_more_is_kept_in_words(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.db")
    with writing(path, "receive") as transaction:
        record_received(transaction, "708", "อบต.บ้านไร่", date(2023, 3, 12), made.TODAY, number="17")
    result = correct(path, "708", remove_to=("อบต.บ้านไร่",))
    assert [(each.received_on, each.receive_number) for each in result.lost_receipts] == [("2023-03-12", "17")]
    ((summary,),) = query(path, "SELECT summary FROM journal ORDER BY id DESC LIMIT 1")
    assert "องค์การบริหารส่วนตำบลบ้านไร่: รับเมื่อ 2023-03-12 17" in summary


@pytest.mark.parametrize(
    ("what", "error"),
    [
        ({"task": 3, "values": TaskValues(due="2023-03-20")}, UnknownError),
        ({"remove_tasks": (0,)}, UnknownError),
        ({"remove_to": ("อบต.บ้านไร่ อ.เมืองชัยภูมิ",)}, UnknownError),
        ({"remove_to": ("3601",)}, UnknownError),
        ({"add_to": ("อบต.บ้านไร่",), "remove_to": ("อบต.บ้านไร่",)}, InputError),
        ({"number": "ไม่ใช่เลข"}, InputError),
        ({"task": 1, "values": TaskValues(title=" ")}, InputError),
        ({"task": 1, "values": TaskValues(due="วันไหนสักวัน")}, InputError),
        ({"parent": "ไม่มีหนังสือนี้"}, UnknownError),
        ({"take": (1,)}, UnknownError),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    tmp_path: Path, what: dict[str, Any], error: type[CirctrackError]
) -> None:
    path = recorded(tmp_path / "a.db")
    before = contents(path)
    with pytest.raises(error):
        correct(path, "708", **what)
    assert contents(path) == before


def test_a_rehearsal_says_the_same_and_changes_nothing(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.db")
    before = contents(path)
    what = Correction(remove_tasks=(1,))
    expected = rehearse(path, "correct", lambda each: correct_letter(each, "708", what, made.TODAY))
    assert contents(path) == before
    assert correct(path, "708", remove_tasks=(1,)) == expected


def test_a_province_s_task_goes_to_who_still_states_it(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.db")
    done(path)
    correct(path, "908", remove_tasks=(1, 2))
    assert query(path, "SELECT title FROM task") == [(HELP,)]
    assert CENTRE not in {title for (title,) in query(path, "SELECT title FROM task")}
    assert set(progress(path)) == {SECOND}
