from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from support import made_letters as made
from support.recorded import dump, query, recorded
from support.servers import writing

from circtrack.actions.letters.manual_letters import record_forward, record_manual_letter
from circtrack.actions.work.deadlines import extend
from circtrack.actions.work.done import ProgressEntry, record_done
from circtrack.errors import AmbiguousError, DiffersError, InputError, NumberError, UnknownError
from circtrack.model import Task

if TYPE_CHECKING:
    from pathlib import Path

    from circtrack.actions.results import RecordResult

pytestmark = pytest.mark.both_engines

EARLY = date(2023, 3, 17)


def passed_on(path: Path, letter: str = "908", **said: Any) -> RecordResult:
    given: dict[str, Any] = {"number": "ชย ๐๐๒๓.๖/๓๐๒๒", "on": made.LATER, "today": made.TODAY} | said
    with writing(path, "forward") as transaction:
        return record_forward(transaction, letter, **given)


def added(path: Path, **said: Any) -> RecordResult:
    given: dict[str, Any] = {
        "number": "มท 0810.7/ว 908",
        "on": made.ROOT_DAY,
        "today": made.TODAY,
        "issuer": "สถ.",
    } | said
    with writing(path, "add") as transaction:
        return record_manual_letter(transaction, **given)


def recipients(path: Path, number: str) -> list[str]:
    rows = query(path, f"SELECT office FROM delivery JOIN letter AS l ON l.id = letter WHERE number = '{number}'")
    return sorted(office for (office,) in rows)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The province's database, with the department's letter."""
    return recorded(tmp_path / "province.db", made.root(), office=made.PROVINCE)


def test_the_province_passes_on_to_its_districts_and_its_own_municipalities(path: Path) -> None:
    (letter,) = passed_on(path).letters
    assert (letter.number, letter.issuer, letter.parent) == ("ชย 0023.6/3022", "จังหวัดชัยภูมิ", "มท 0810.7/ว 908")
    assert recipients(path, "ชย 0023.6/3022") == sorted(made.below(made.PROVINCE))
    assert len(made.below(made.PROVINCE)) == 18
    rows = query(path, "SELECT kind, subject, number_as_written, parent FROM letter WHERE id = 2")
    assert rows == [("forward", "การบันทึกข้อมูลศูนย์", "ชย ๐๐๒๓.๖/๓๐๒๒", 1)]


def test_the_district_passes_on_to_its_local_governments(path: Path) -> None:
    passed_on(path)
    passed_on(path, "3022", number="ชย 0023.14/708", issuer="อำเภอเทพสถิต")
    assert recipients(path, "ชย 0023.14/708") == sorted(made.HERE)
    assert query(path, "SELECT id, parent, root FROM letter ORDER BY id") == [(1, None, 1), (2, 1, 1), (3, 2, 1)]


def test_only_those_below_whom_the_tasks_concern_are_written_to(tmp_path: Path) -> None:
    only_pao = Task("x", audience="องค์การบริหารส่วนจังหวัด")
    path = recorded(tmp_path / "pao.db", made.root(tasks=(only_pao,)), office=made.PROVINCE)
    passed_on(path)
    assert recipients(path, "ชย 0023.6/3022") == ["02360101"]


def test_those_who_owe_nothing_any_more_are_not_written_to(path: Path) -> None:
    def done(offices: list[str]) -> None:
        with writing(path, "done") as transaction:
            record_done(transaction, "908", offices, ProgressEntry("done", made.TODAY), made.TODAY)

    done(["02360101", *made.HERE])
    passed_on(path)
    assert recipients(path, "ชย 0023.6/3022") == sorted({*made.below(made.PROVINCE)} - {"02360101", made.DISTRICT})
    still = [office for (office,) in query(path, "SELECT DISTINCT office FROM obligation WHERE progress = 'none'")]
    done(still)
    passed_on(path, number="ชย 0023.6/3023")  # nobody owes: all who were asked
    assert recipients(path, "ชย 0023.6/3023") == sorted(made.below(made.PROVINCE))


def test_recipients_are_names_codes_or_phrases(path: Path) -> None:
    passed_on(path, number="ชย 0023.14/708", issuer="3609", to=["อบต.ทุกแห่ง", "ทต.เทพสถิต", "04360102"])
    assert recipients(path, "ชย 0023.14/708") == sorted([*made.HERE, "04360102"])
    assert query(path, "SELECT addressees FROM letter WHERE id = 2") == [("อบต.ทุกแห่ง\nทต.เทพสถิต\n04360102",)]


def test_an_earlier_deadline_is_set_for_whom_it_reaches(path: Path) -> None:
    passed_on(path, due=EARLY)
    rows = query(
        path,
        "SELECT t.position, coalesce(o.due_on, t.due_on), count(*) FROM obligation AS o JOIN task AS t ON t.id = o.task"
        " GROUP BY 1, 2 ORDER BY 1",
    )
    assert rows == [(1, "2023-03-24", 1), (2, "2023-03-17", 143)]
    assert query(path, "SELECT DISTINCT letter, previous FROM deadline_change") == [(2, "2023-03-24")]


def test_a_later_deadline_is_told_and_not_set(path: Path) -> None:
    result = passed_on(path, due=date(2023, 3, 31))
    assert "2023-03-24 from above stays in force for 143 offices" in str(result.notes[0])
    assert query(path, "SELECT count(*) FROM obligation WHERE due_on IS NOT NULL") == [(0,)]


def test_forwarding_again_adds_nothing(path: Path) -> None:
    passed_on(path)
    before = dump(path)
    assert not passed_on(path).letters[0].is_new
    assert dump(path) == before


@pytest.mark.parametrize(
    ("said", "error", "says"),
    [
        ({"number": "๓๐๒๒"}, NumberError, "not a letter number"),
        ({"on": date(2023, 2, 26)}, InputError, "cannot pass on มท 0810.7/ว 908, which is dated 2023-02-27"),
        ({"to": ["อบต.ไม่มีจริง"]}, UnknownError, "ไม่มีจริง"),
        ({"issuer": "อบต.บ้านไร่ อ.เทพสถิต"}, InputError, "Nobody stands directly below"),
        ({"letter": "999"}, UnknownError, "no letter fits 999"),
    ],
)
def test_what_cannot_be_taken_changes_nothing(
    path: Path, said: dict[str, Any], error: type[Exception], says: str
) -> None:
    before = dump(path)
    with pytest.raises(error, match=says):
        passed_on(path, **said)
    assert dump(path) == before


def test_in_nobodys_database_the_issuer_must_be_named(tmp_path: Path) -> None:
    path = tmp_path / "all.db"
    added(path)
    with pytest.raises(InputError, match="--from OFFICE"):
        passed_on(path)


def test_a_letter_by_options(tmp_path: Path) -> None:
    path = tmp_path / "all.db"
    result = added(path, subject="การบันทึกข้อมูล", to=["ผู้ว่าราชการจังหวัดทุกจังหวัด"], tasks=[made.TO_OFFICES, made.TO_ALL])
    assert (result.tasks, result.obligations, result.notes) == (2, 7925, ())
    assert query(path, "SELECT issuer, kind, subject FROM letter") == [("dla", "circular", "การบันทึกข้อมูล")]
    assert len(recipients(path, "มท 0810.7/ว 908")) == 76


def test_the_parent_is_found_or_waited_for(path: Path) -> None:
    said = {"number": "ชย 0023.14/708", "on": made.LATER, "issuer": "3609", "to": ["อบต.ทุกแห่ง"]}
    waiting = added(path, **said, parent="ชย 0023.6/3022")
    assert "which is not recorded yet" in str(waiting.notes[0])
    passed_on(path)
    assert query(path, "SELECT id, parent, root FROM letter ORDER BY id") == [(1, None, 1), (2, 3, 1), (3, 1, 1)]
    found = added(path, **(said | {"number": "ชย 0023.14/709"}), parent="ว 908")
    assert found.letters[0].parent == "มท 0810.7/ว 908"
    with pytest.raises(UnknownError, match="no letter fits 999"):
        added(path, **(said | {"number": "ชย 0023.14/710"}), parent="999")


def test_an_issuer_in_no_list_is_taken_by_its_name_and_told(tmp_path: Path) -> None:
    path = tmp_path / "all.db"
    result = added(path, issuer="สภากาชาดไทย", number="สกช 0001/1")
    assert "is not in the list of offices, and is taken under that name" in str(result.notes[0])
    assert query(path, "SELECT issuer, kind FROM letter") == [("สภากาชาดไทย", "other")]
    with pytest.raises(UnknownError, match="9999"):
        added(path, issuer="9999")
    with pytest.raises(AmbiguousError):
        added(path, issuer="อบต.บ้านไร่")


def test_the_same_number_with_another_date_is_refused(path: Path) -> None:
    with pytest.raises(DiffersError, match="recorded 2023-02-27, given 2023-02-28"):
        added(path, on=date(2023, 2, 28))


@pytest.mark.parametrize("day", [date(2023, 4, 7), EARLY])
def test_a_day_that_an_extension_has_overtaken_is_said_with_the_day_in_force(path: Path, day: date) -> None:
    with writing(path, "extend") as transaction:
        extend(transaction, "908", date(2023, 4, 23), [], "ระบบล่ม", tasks=(0,))
    said = [str(note) for note in passed_on(path, due=day).notes]
    assert [each for each in said if f"until {day}; it is extended until 2023-04-23, which stays in force" in each]
    assert not [each for each in said if "from above stays in force" in each]
    assert {
        due
        for (due,) in query(
            path, "SELECT coalesce(o.due_on, t.due_on) FROM obligation AS o JOIN task AS t ON t.id = o.task"
        )
    } == {"2023-04-23"}
