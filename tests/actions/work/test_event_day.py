from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from support import made_letters as made
from support.recorded import contents, dump, query, read_backwards, recorded
from support.servers import writing

from circtrack.actions.work.deadlines import count_from_event, find_tasks_of_event
from circtrack.actions.work.receive import record_received
from circtrack.errors import AmbiguousError, InputError
from circtrack.model import Task

if TYPE_CHECKING:
    from pathlib import Path

    from circtrack.actions.results import ChangeResult

pytestmark = pytest.mark.both_engines

PROCLAIMED = "ภายใน ๑๕ วัน นับแต่วันที่ประกาศในราชกิจจานุเบกษา"
RECEIVED = "ภายใน ๑๕ วัน นับแต่วันที่ได้รับหนังสือ"
MONDAY = date(2023, 3, 13)


def asked(words: str, title: str = made.HELP) -> Task:
    return Task(title, "INFO", "องค์กรปกครองส่วนท้องถิ่น", None, "relative", words)


def chain(path: Path, *tasks: Task) -> Path:
    return recorded(path / "x.db", made.root(tasks=tasks), made.province(tasks=()), made.district(tasks=()))


def counted(
    path: Path, *offices: str, letter: str = "908", on: date = MONDAY, reason: str = "", task: int = 0, by: str = ""
) -> ChangeResult:
    with writing(path, "extend") as transaction:
        return count_from_event(transaction, letter, on, offices, reason, tasks=(task,) if task else (), by=by)


def in_force(path: Path) -> set[tuple[int, str, str]]:
    return set(
        query(
            path,
            "SELECT t.position, o.office, coalesce(o.due_on, t.due_on) FROM obligation AS o JOIN task AS t"
            " ON t.id = o.task WHERE coalesce(o.due_on, t.due_on) IS NOT NULL",
        )
    )


def history(path: Path) -> list[tuple[object, ...]]:
    return query(path, "SELECT office, due_on, previous, reason, agreed FROM deadline_change ORDER BY id")


def test_the_day_of_the_event_sets_the_deadline_of_all_to_the_earlier_reading(tmp_path: Path) -> None:
    path = chain(tmp_path, asked(PROCLAIMED))
    before = contents(path)
    result = counted(path)
    assert in_force(path) == {(1, code, "2023-03-27") for code in made.HERE}
    assert [(change.before, change.after) for change in result.changes] == [("", "2023-03-27")]
    assert [each.how.readings for each in result.counted] == [(date(2023, 3, 27), date(2023, 3, 28))]
    assert [each.before for each in result.counted] == [""]
    reason = f"{PROCLAIMED}: นับแต่วันที่ 13 มีนาคม 2566; หากไม่นับวันแรก ครบกำหนดวันที่ 28 มีนาคม 2566"
    assert history(path) == [(None, "2023-03-27", None, reason, 1)]
    read_backwards(path)
    assert contents(path) == before


def test_one_office_has_its_own_event(tmp_path: Path) -> None:
    path = chain(tmp_path, asked(PROCLAIMED))
    counted(path, "อบต.บ้านไร่", reason="ประกาศช้า", by="708")
    assert in_force(path) == {(1, "06360903", "2023-03-27")}
    assert history(path)[0][3].endswith("; ตามหนังสือ ชย 0023.14/708 ลงวันที่ 9 มีนาคม 2566; ประกาศช้า")  # type: ignore[attr-defined]


def test_a_lower_letters_own_event_is_for_those_under_its_issuer(tmp_path: Path) -> None:
    own = asked("ภายใน ๗ วัน นับถัดจากวันที่ประชุม")
    path = recorded(tmp_path / "x.db", made.root(), made.province(tasks=()), made.district(tasks=(own,)))
    with pytest.raises(InputError, match="no task counts"):
        counted(path, on=date(2023, 3, 20))
    counted(path, letter="708", on=date(2023, 3, 20))
    assert in_force(path) == {(2, code, "2023-03-27") for code in made.HERE}


def test_what_counts_from_receipt_is_left_to_the_receipts(tmp_path: Path) -> None:
    path = chain(tmp_path, asked(RECEIVED))
    before = dump(path)
    with pytest.raises(InputError, match=r'own receipt of the letter\. `circtrack receive ".*" OFFICE --on DATE`'):
        counted(path)
    with pytest.raises(InputError, match=r'own receipt of the letter\. `circtrack receive ".*" OFFICE --on DATE`'):
        counted(path, "อบต.บ้านไร่")
    assert dump(path) == before


def test_beside_a_task_that_counts_from_receipt_only_the_other_one_is_meant(tmp_path: Path) -> None:
    path = chain(tmp_path, asked(RECEIVED), asked(PROCLAIMED, "รายงานผลการดำเนินงาน"))
    counted(path)
    assert {position for position, *_ in in_force(path)} == {2}
    with pytest.raises(InputError, match="own receipt"):
        counted(path, task=1)


@pytest.mark.parametrize("words", ["ภายในวันที่ ๕ ของทุกเดือน", "โดยด่วน", ""])
def test_what_counts_from_no_event_is_refused(tmp_path: Path, words: str) -> None:
    path = chain(tmp_path, asked(words))
    with pytest.raises(
        InputError, match=r'no task counts its deadline from an event\. `circtrack extend ".*" --to DATE --reason TEXT`'
    ):
        counted(path)


def test_tasks_of_one_event_are_counted_together_and_of_several_one_is_asked_for(tmp_path: Path) -> None:
    one, same = asked(PROCLAIMED), asked(PROCLAIMED.replace("๑๕", "๓๐"), "รายงานผลการดำเนินงาน")
    path = chain(tmp_path, one, same)
    counted(path)
    assert {(position, due) for position, _, due in in_force(path)} == {(1, "2023-03-27"), (2, "2023-04-11")}
    (tmp_path / "other").mkdir()
    path = chain(tmp_path / "other", one, replace(same, as_written="ภายใน ๓๐ วัน นับแต่วันที่ตรวจรับ"))
    with pytest.raises(AmbiguousError, match="2 tasks count from different events") as error:
        counted(path)
    assert error.value.details[1] == "2. รายงานผลการดำเนินงาน: ภายใน ๓๐ วัน นับแต่วันที่ตรวจรับ"
    with pytest.raises(AmbiguousError, match="different events"), writing(path, "extend") as transaction:
        find_tasks_of_event(transaction.connection, "908", ())
    counted(path, task=2)
    assert {position for position, *_ in in_force(path)} == {2}
    with writing(path, "extend") as transaction:
        count_from_event(transaction, "908", MONDAY, (), "", tasks=(1, 2))
    assert {position for position, *_ in in_force(path)} == {1, 2}


@pytest.mark.file_only
def test_counts_whose_event_is_not_named_are_of_different_events(tmp_path: Path) -> None:
    path = chain(tmp_path, asked("ภายใน ๑๕ วัน"), asked("ภายใน ๓๐ วัน", "รายงานผลการดำเนินงาน"))
    with pytest.raises(AmbiguousError, match="2 tasks count from different events"):
        counted(path)


def test_each_of_an_office_s_tasks_gets_its_own_day(tmp_path: Path) -> None:
    path = chain(tmp_path, asked(PROCLAIMED), asked(PROCLAIMED.replace("๑๕", "๓๐"), "รายงานผลการดำเนินงาน"))
    counted(path, "อบต.บ้านไร่")
    assert in_force(path) == {(1, "06360903", "2023-03-27"), (2, "06360903", "2023-04-11")}


def test_it_never_makes_a_deadline_earlier(tmp_path: Path) -> None:
    path = chain(tmp_path, asked(PROCLAIMED))
    counted(path)
    before = dump(path)
    again = counted(path)
    assert (again.unchanged, again.counted) == (1, ())
    with pytest.raises(InputError, match="is earlier"):
        counted(path, on=date(2023, 3, 12))
    assert dump(path) == before
    (later,) = counted(path, on=date(2023, 3, 14)).counted
    assert later.before == "2023-03-27"
    assert {due for *_, due in in_force(path)} == {"2023-03-28"}


def test_working_days_and_hours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = chain(tmp_path, asked("ภายใน ๗ วันทำการ นับแต่วันที่ประกาศ"), asked("ภายใน ๒๔ ชั่วโมง นับแต่วันที่ตรวจพบ", "รายงาน"))
    with pytest.raises(InputError, match=r"cannot be counted in days\. Set the day with --to"):
        counted(path, task=2)
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "holidays.countries.thailand", None)
        with pytest.raises(InputError, match=r"pip install 'circtrack\[holidays\]'"):
            counted(path, task=1)
    counted(path, task=1)
    assert {due for *_, due in in_force(path)} == {"2023-03-21"}
    assert "ทราบวันหยุดราชการถึงวันที่" in str(history(path)[0][3])


def test_it_outlives_a_new_plan(tmp_path: Path) -> None:
    path = chain(tmp_path, asked(PROCLAIMED), asked(RECEIVED, "รายงานผลการดำเนินงาน"))
    counted(path)
    with writing(path, "receive") as transaction:
        record_received(transaction, "708", "อบต.บ้านไร่", MONDAY, made.TODAY)
    assert {(position, due) for position, _, due in in_force(path)} == {(1, "2023-03-27"), (2, "2023-03-27")}
    assert len(in_force(path)) == 7
