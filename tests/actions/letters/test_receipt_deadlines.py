from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import strategies as st
from support import made_letters as made
from support.laws import law
from support.recorded import contents, dump, owned, query, read_backwards, recorded
from support.servers import own_folder, writing

from circtrack.actions.letters.record import record_letters
from circtrack.actions.work.deadlines import extend
from circtrack.actions.work.receive import record_received
from circtrack.errors import FileError
from circtrack.model import Letter, Task

if TYPE_CHECKING:
    from pathlib import Path

    from circtrack.actions.results import ChangeResult

pytestmark = pytest.mark.both_engines

WORDS = "ภายใน ๑๕ วัน นับแต่วันที่ได้รับหนังสือ"
WORKING = "ภายใน ๗ วันทำการ นับแต่วันที่ได้รับหนังสือ"
TO_ALL = Task(made.HELP, "INFO", "องค์กรปกครองส่วนท้องถิ่น", None, "relative", WORDS)
TO_OFFICES = Task(made.CENTRE, "INFO", "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด", None, "relative", WORDS)
MONDAY, TUESDAY = date(2023, 3, 13), date(2023, 3, 14)
HERE, OTHER = "06360903", "06360904"  # อบต.บ้านไร่, อบต.โป่งนก


def letters(task: Task = TO_ALL) -> list[Letter]:
    """The chain with one task that counts from receipt; only the root states it."""
    return [
        made.root(recipients=(made.PROVINCE,), tasks=(task,)),
        made.province(tasks=()),
        made.district(tasks=()),
    ]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return recorded(tmp_path / "circtrack.db", *letters())


def receive(path: Path, office: str = HERE, on: date = MONDAY, letter: str = "708") -> ChangeResult:
    with writing(path, "receive") as transaction:
        return record_received(transaction, letter, office, on, made.TODAY)


def in_force(path: Path) -> dict[str, str]:
    """The deadlines in force by office, of those who have one."""
    return dict(
        query(
            path,
            "SELECT o.office, coalesce(o.due_on, t.due_on) FROM obligation AS o JOIN task AS t ON t.id = o.task"
            " WHERE coalesce(o.due_on, t.due_on) IS NOT NULL ORDER BY 1",
        )
    )


def history(path: Path) -> list[tuple[object, ...]]:
    return query(path, "SELECT office, due_on, previous, letter, agreed FROM deadline_change ORDER BY id")


def test_no_receipt_no_deadline(path: Path) -> None:
    assert in_force(path) == {}


def test_a_receipt_sets_that_offices_deadline_to_the_earlier_reading(path: Path) -> None:
    result = receive(path)
    assert in_force(path) == {HERE: "2023-03-27"}
    (counted,) = result.counted
    assert (counted.due_on, counted.before, counted.how.event) == (date(2023, 3, 27), "", MONDAY)
    assert counted.how.other == date(2023, 3, 28)
    ((root,),) = query(path, "SELECT id FROM letter WHERE parent IS NULL")
    assert history(path) == [(HERE, "2023-03-27", None, root, 0)]
    assert query(path, "SELECT reason FROM deadline_change")[0][0].startswith(f"{WORDS}: นับแต่วันที่ 13 มีนาคม 2566")


def test_a_corrected_receipt_moves_it_either_way(path: Path) -> None:
    receive(path)
    (counted,) = receive(path, on=TUESDAY).counted
    assert (in_force(path), counted.before) == ({HERE: "2023-03-28"}, "2023-03-27")
    receive(path, on=date(2023, 3, 10))
    assert in_force(path) == {HERE: "2023-03-24"}
    assert len(history(path)) == 1


def test_saying_it_twice_changes_nothing(path: Path) -> None:
    receive(path)
    before = dump(path)
    result = receive(path)
    assert (result.unchanged, result.counted) == (1, ())
    assert dump(path) == before


def test_it_is_undone_with_the_receipt(path: Path) -> None:
    before = contents(path)
    receive(path)
    read_backwards(path)
    assert contents(path) == before


def test_an_extension_stays_on_top(path: Path) -> None:
    receive(path)
    with writing(path, "extend") as transaction:
        extend(transaction, "708", date(2023, 4, 7), ["อบต.บ้านไร่"], "ระบบล่ม")
    (counted,) = receive(path, on=TUESDAY).counted
    assert (counted.due_on, counted.how.due_on) == (date(2023, 4, 7), date(2023, 3, 28))
    assert in_force(path) == {HERE: "2023-04-07"}


def test_an_extension_for_all_does_not_make_a_later_counted_deadline_earlier(path: Path) -> None:
    receive(path, on=date(2023, 3, 20))
    with writing(path, "extend") as transaction:
        extend(transaction, "908", date(2023, 3, 31), [], "ขยายเวลา")
    assert in_force(path) == dict.fromkeys(made.HERE, "2023-03-31") | {HERE: "2023-04-03"}
    receive(path, OTHER, on=MONDAY)
    assert in_force(path) == dict.fromkeys(made.HERE, "2023-03-31") | {HERE: "2023-04-03"}


def test_the_office_in_the_provinces_hall_follows_the_province(tmp_path: Path) -> None:
    path = recorded(tmp_path / "x.db", *letters(TO_OFFICES), office=made.PROVINCE)
    (counted,) = receive(path, "จังหวัดชัยภูมิ", date(2023, 3, 2), "908").counted
    assert counted.office == "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดชัยภูมิ"
    assert list(in_force(path).values()) == ["2023-03-16"]
    assert receive(path, "อำเภอเทพสถิต", date(2023, 3, 10), "3022").counted == ()


def test_a_district_s_own_count_is_for_those_whom_it_reached(tmp_path: Path) -> None:
    root = made.root(recipients=(made.PROVINCE,), tasks=(made.TO_ALL,))
    own = replace(TO_ALL, as_written="ภายใน ๗ วัน นับแต่วันที่ได้รับหนังสือ")
    path = recorded(tmp_path / "x.db", root, made.province(tasks=()), made.district(tasks=(own,)))
    receive(path)
    assert in_force(path) == dict.fromkeys(made.HERE, "2023-03-24") | {HERE: "2023-03-19"}
    assert history(path) == [(HERE, "2023-03-19", "2023-03-24", 3, 0)]
    (late,) = receive(path, OTHER, on=date(2023, 3, 20)).counted
    assert (late.due_on, late.how.due_on) == (date(2023, 3, 24), date(2023, 3, 26))


def test_a_recurring_task_and_one_of_another_event_stay_open(tmp_path: Path) -> None:
    monthly = replace(TO_ALL, rule="FREQ=MONTHLY;BYMONTHDAY=5", as_written="ภายในวันที่ ๕ ของทุกเดือน")
    other = Task("รายงาน", "", "", None, "relative", "ภายใน ๑๕ วัน นับแต่วันที่ประกาศ")
    path = recorded(
        tmp_path / "x.db", made.root(tasks=(monthly, other)), made.province(tasks=()), made.district(tasks=())
    )
    assert receive(path).counted == ()
    assert (in_force(path), history(path)) == ({}, [])


def test_working_days_without_the_holidays_stay_open_and_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = recorded(tmp_path / "x.db", *letters(replace(TO_ALL, as_written=WORKING)))
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "holidays.countries.thailand", None)
        (note,) = receive(path).notes
    assert "pip install 'circtrack[holidays]'" in str(note)
    assert in_force(path) == {}
    result = receive(path)  # said again, once the package is there
    assert (result.unchanged, [str(each.due_on) for each in result.counted]) == (1, ["2023-03-21"])
    assert in_force(path) == {HERE: "2023-03-21"}
    assert "ทราบวันหยุดราชการถึงวันที่" in query(path, "SELECT reason FROM deadline_change")[0][0]


def test_the_offices_own_days_off_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = recorded(tmp_path / "x.db", *letters(replace(TO_ALL, as_written=WORKING)))
    file = tmp_path / "off.txt"
    monkeypatch.setenv("CIRCTRACK_OFF_DAYS", str(file))
    before = dump(path)
    with pytest.raises(FileError, match=r"off\.txt cannot be read"):
        receive(path)
    assert dump(path) == before
    file.write_text("๑๕ มี.ค. ๖๖  # งานประจำปี\n", encoding="utf-8")
    receive(path)
    assert in_force(path) == {HERE: "2023-03-22"}


def test_a_root_that_comes_late_counts_from_receipts_recorded_before(tmp_path: Path) -> None:
    root, province, district = letters()
    path = recorded(tmp_path / "x.db", district, province)
    receive(path)
    with writing(path, "read") as transaction:
        notes = record_letters(transaction, [root], made.DISTRICT, made.TODAY).notes
    assert [str(note) for note in notes] == [
        "มท 0810.7/ว 908: 1 deadline follows from receipts recorded before (2023-03-27)."
    ]
    assert in_force(path) == {HERE: "2023-03-27"}


Stamp = tuple[str, str, date]
Step = Letter | Stamp | str
"""What a clerk records: a letter, a receipt (letter, office, day), or more time for one office."""

UNTIL = made.TODAY + timedelta(days=60)


@st.composite
def stories(draw: st.DrawFn) -> list[Step]:
    """A chain whose root counts from receipt, the province perhaps again in its own way; receipts and corrections."""
    day_counts = [WORDS, WORKING, "ภายใน ๗ วัน นับถัดจากวันที่ได้รับหนังสือ"]
    first, again = draw(st.sampled_from(day_counts)), draw(st.sampled_from([None, *day_counts]))
    numbers = ["ชย 0023.14/708", "ชย 0023.14/800"]
    stamps = draw(
        st.lists(
            st.tuples(st.sampled_from(numbers), st.sampled_from(made.HERE[:3]), st.dates(made.LATER, made.TODAY)),
            max_size=5,
            unique=True,
        )
    )
    return [
        made.root(recipients=(made.PROVINCE,), tasks=(replace(TO_ALL, as_written=first),)),
        made.province(tasks=(replace(TO_ALL, as_written=again),) if again else ()),
        *(made.district(number=number, tasks=()) for number in numbers),
        *stamps,
        *([made.HERE[0]] if draw(st.booleans()) else []),
    ]


def do(path: Path, step: Step) -> None:
    with writing(path, "x") as transaction:
        if isinstance(step, Letter):
            record_letters(transaction, [step], made.DISTRICT, made.TODAY)
        elif isinstance(step, str):
            extend(transaction, "708", UNTIL, [step], "ระบบล่ม")
        else:
            letter, office, day = step
            record_received(transaction, letter, office, day, made.TODAY)


def ready(step: Step, done: list[Step], story: list[Step]) -> bool:
    """Whether it can be recorded yet: a receipt after its letter and what it corrects, more time after the chain."""
    if isinstance(step, Letter):
        return True
    if isinstance(step, str):
        return all(letter in done for letter in story[:3])
    earlier = [each for each in story[: story.index(step)] if isinstance(each, tuple) and each[:2] == step[:2]]
    return any(isinstance(each, Letter) and each.number == step[0] for each in done) and all(
        each in done for each in earlier
    )


def recorded_facts(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """What is recorded, but for what was before an extension: that is history, and depends on when it was said."""
    found: dict[str, list[tuple[object, ...]]] = dict(contents(path))
    changes = [(*row[:3], *row[4:]) if row[4] == "ระบบล่ม" else row for row in found["deadline_change"]]
    return found | {"deadline_change": sorted(changes, key=repr)}


@pytest.mark.slow
@law(10, 2, stories(), st.data())
def test_the_deadlines_do_not_depend_on_what_was_recorded_first(story: list[Step], data: st.DataObject) -> None:
    waiting = list(data.draw(st.permutations(story)))
    done: list[Step] = []
    with own_folder() as folder:
        in_turn, mixed = (owned(folder / name, made.DISTRICT) for name in ("a.db", "b.db"))
        for step in story:
            do(in_turn, step)
        before = contents(mixed)
        while waiting:
            step = next(each for each in waiting if ready(each, done, story))
            waiting.remove(step)
            before = contents(mixed)
            do(mixed, step)
            done.append(step)
        assert recorded_facts(mixed) == recorded_facts(in_turn)
        read_backwards(mixed)
        assert contents(mixed) == before
