from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from support import made_letters as made
from support.recorded import dump, progress, query, recorded
from support.servers import writing

from circtrack.actions.letters.record import record_letters
from circtrack.actions.work.deadlines import exempt, extend
from circtrack.actions.work.done import ProgressEntry, record_done
from circtrack.actions.work.rounds import MeantRounds
from circtrack.errors import ConflictError, InputError, UndecidedError, UnknownError

if TYPE_CHECKING:
    from pathlib import Path

    from circtrack.actions.results import ChangeResult

pytestmark = pytest.mark.both_engines

EARLY, LATER = date(2023, 3, 17), date(2023, 4, 7)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return recorded(tmp_path / "circtrack.db")


def moved(
    path: Path, *offices: str, to: date = LATER, letter: str = "908", reason: str = "ขยายเวลา", task: int = 0
) -> ChangeResult:
    with writing(path, "extend") as transaction:
        return extend(transaction, letter, to, offices, reason, tasks=(task,) if task else ())


def in_force(path: Path) -> set[tuple[str, str]]:
    rows = query(
        path, "SELECT o.office, coalesce(o.due_on, t.due_on) FROM obligation AS o JOIN task AS t ON t.id = o.task"
    )
    return set(rows)


def history(path: Path) -> list[tuple[object, ...]]:
    return query(path, "SELECT task, office, due_on, previous, reason, letter FROM deadline_change ORDER BY id")


def test_the_root_moves_the_tasks_own_deadline(path: Path) -> None:
    result = moved(path, task=2)
    assert [(change.before, change.after) for change in result.changes] == [("2023-03-24", "2023-04-07")]
    assert in_force(path) == {(code, "2023-04-07") for code in made.HERE}
    assert query(path, "SELECT due_on FROM task ORDER BY position") == [("2023-03-24",), ("2023-04-07",)]
    assert history(path) == [(2, None, "2023-04-07", "2023-03-24", "ขยายเวลา", None)]


def test_one_office_moves_alone(path: Path) -> None:
    moved(path, "อบต.บ้านไร่")
    assert in_force(path) == {(code, "2023-04-07" if code == "06360903" else "2023-03-24") for code in made.HERE}
    assert history(path) == [(2, "06360903", "2023-04-07", "2023-03-24", "ขยายเวลา", None)]


def test_a_later_day_of_one_office_stays_and_an_earlier_one_moves_on_with_all(tmp_path: Path) -> None:
    early = made.district(tasks=(made.due(made.TO_ALL, EARLY),))
    path = recorded(tmp_path / "early.db", early, made.province(), made.root())
    moved(path, "อบต.บ้านไร่", to=date(2023, 4, 30))
    moved(path, to=LATER)
    assert in_force(path) == {(code, "2023-04-30" if code == "06360903" else "2023-04-07") for code in made.HERE}


def test_a_letter_below_moves_it_for_those_under_its_issuer(tmp_path: Path) -> None:
    path = recorded(tmp_path / "province.db", office=made.PROVINCE)
    assert len(moved(path, letter="708").changes) == 6
    assert {office for office, due in in_force(path) if due == "2023-04-07"} == set(made.HERE)


def test_a_letter_below_that_reached_all_who_owe_here_moves_theirs_and_not_the_task_s(path: Path) -> None:
    moved(path, letter="708")
    assert {office for _, office, *_ in history(path)} == set(made.HERE)


def test_for_whom_the_letter_that_says_so_reached(tmp_path: Path) -> None:
    path = recorded(tmp_path / "province.db", office=made.PROVINCE)
    with writing(path, "extend") as transaction:
        extend(transaction, "908", LATER, [], "", tasks=(0,), by="708")
    assert {office for office, due in in_force(path) if due == "2023-04-07"} == set(made.HERE)


def test_tasks_with_different_deadlines_move_for_an_office_that_owes_one_or_if_all_are_named(tmp_path: Path) -> None:
    root = made.root(tasks=(made.due(made.TO_OFFICES, EARLY), made.TO_ALL))
    path = recorded(tmp_path / "province.db", root, made.province(), made.district(), office=made.PROVINCE)
    with pytest.raises(UndecidedError, match="2 things with different deadlines"):
        moved(path)
    moved(path, "อบต.บ้านไร่")
    assert [office for _, office, *_ in history(path)] == ["06360903"]
    with writing(path, "extend") as transaction:
        assert len(extend(transaction, "908", LATER, [], "ระบบล่ม", tasks=(0, 1)).changes) == 2
    ((said,),) = query(path, "SELECT summary FROM journal ORDER BY id DESC LIMIT 1")
    assert f"{made.CENTRE}, {made.HELP}" in str(said)
    assert {due for _, due in in_force(path)} == {"2023-04-07"}


def test_who_has_the_day_already_is_counted(path: Path) -> None:
    moved(path, "อบต.บ้านไร่")
    again = moved(path, "อบต.บ้านไร่", "อบต.โป่งนก")
    assert ([change.office for change in again.changes], again.unchanged) == (["06360904"], 1)


def test_the_journal_says_whose_deadline_moved(path: Path) -> None:
    moved(path, "อบต.บ้านไร่", "อบต.โป่งนก")
    moved(path)
    said = [str(row) for row in query(path, "SELECT summary FROM journal ORDER BY id DESC LIMIT 2")]
    assert "มท 0810.7/ว 908: until 2023-04-07 for องค์การบริหารส่วนตำบลบ้านไร่, องค์การบริหารส่วนตำบลโป่งนก" in said[1]
    assert made.HELP in said[0]


def test_the_same_day_again_changes_nothing(path: Path) -> None:
    moved(path)
    before = dump(path)
    assert moved(path).unchanged == 1
    assert dump(path) == before


def test_the_tasks_own_day_takes_along_who_has_an_earlier_one(tmp_path: Path) -> None:
    early = made.district(tasks=(made.due(made.TO_ALL, EARLY),))
    path = recorded(tmp_path / "early.db", early, made.province(), made.root())
    moved(path, "อบต.บ้านไร่", to=made.DUE)
    result = moved(path, to=made.DUE, task=2)
    assert ({change.before for change in result.changes}, len(result.changes)) == ({EARLY.isoformat()}, 5)
    assert (result.unchanged, in_force(path)) == (0, {(code, made.DUE.isoformat()) for code in made.HERE})
    assert moved(path, to=made.DUE, task=2).unchanged == 1
    with writing(path, "read") as transaction:  # whatever comes later, it stays so
        more = made.extension(None, number="มท 0810.7/ว 1000", kind="circular", parent="มท 0810.7/ว 908")
        record_letters(transaction, [more], made.DISTRICT, made.TODAY)
    assert in_force(path) == {(code, made.DUE.isoformat()) for code in made.HERE}


@pytest.mark.parametrize("offices", [(), ("อบต.บ้านไร่",)])
def test_an_earlier_day_is_refused_with_the_way_out(path: Path, offices: tuple[str, ...]) -> None:
    before = dump(path)
    with pytest.raises(InputError, match="circtrack forward LETTER --number NUMBER --due DATE"):
        moved(path, *offices, to=EARLY)
    assert dump(path) == before


def test_a_reason_is_wanted(path: Path) -> None:
    with pytest.raises(InputError, match="--reason"):
        moved(path, reason=" ")
    with pytest.raises(InputError, match="--reason"), writing(path, "exempt") as transaction:
        exempt(transaction, "908", ["อบต.บ้านไร่"], "")


def test_a_task_without_a_deadline_gets_one(tmp_path: Path) -> None:
    path = recorded(tmp_path / "open.db", made.root(tasks=(made.due(made.TO_ALL, None),)))
    moved(path)
    assert history(path) == [(1, None, "2023-04-07", None, "ขยายเวลา", None)]


def test_a_letter_that_says_so_stands_for_the_reason(path: Path) -> None:
    with writing(path, "extend") as transaction:
        extend(transaction, "908", LATER, [], "", by="3022")
        extend(transaction, "908", date(2023, 4, 30), ["อบต.บ้านไร่"], "ระบบล่ม", by="ชย 0023.14/708")
        exempt(transaction, "908", ["อบต.โป่งนก"], "ไม่มีศูนย์", by="708")
    ((province, district),) = query(
        path, "SELECT max(CASE id WHEN 2 THEN 2 END), max(CASE id WHEN 3 THEN 3 END) FROM letter"
    )
    assert history(path) == [
        (2, None, "2023-04-07", "2023-03-24", "ขยายเวลาโดย ชย 0023.6/3022 ลงวันที่ 9 มีนาคม 2566", province),
        (2, "06360903", "2023-04-30", "2023-04-07", "ขยายเวลาโดย ชย 0023.14/708 ลงวันที่ 9 มีนาคม 2566; ระบบล่ม", district),
    ]
    assert progress(path) == {"06360904": ("exempt", None, "ตามหนังสือ ชย 0023.14/708 ลงวันที่ 9 มีนาคม 2566; ไม่มีศูนย์")}
    assert query(path, "SELECT closed_by FROM obligation WHERE closed_by IS NOT NULL") == [(district,)]


def test_a_letter_can_exempt_all_that_still_owe(path: Path) -> None:
    with writing(path, "exempt") as transaction:
        record_done(transaction, "908", ["อบต.บ้านไร่"], ProgressEntry("done", made.TODAY), made.TODAY)
        assert len(exempt(transaction, "908", [], "", by="708").changes) == 5
    assert progress(path)["06360903"][0] == "done"


def test_a_letter_that_is_not_recorded_can_say_nothing(path: Path) -> None:
    before = dump(path)
    with pytest.raises(UnknownError, match="no letter fits 4711"), writing(path, "extend") as transaction:
        extend(transaction, "908", LATER, [], "", by="4711")
    assert dump(path) == before


def test_an_extension_by_a_letter_of_the_chain_outlives_a_new_plan(tmp_path: Path) -> None:
    path = recorded(tmp_path / "x.db", made.district(), made.root())
    moved(path, letter="908")
    with writing(path, "extend") as transaction:
        extend(transaction, "708", date(2023, 4, 30), [], "", by="708")
    with writing(path, "read") as transaction:
        record_letters(transaction, [made.province()], made.DISTRICT, made.TODAY)
    assert in_force(path) == {(code, "2023-04-30") for code in made.HERE}


def test_an_exempt_office_keeps_the_reason(path: Path) -> None:
    with writing(path, "exempt") as transaction:
        exempt(transaction, "908", ["อบต.บ้านไร่", "ทต.เทพสถิต"], "ไม่มีศูนย์ในพื้นที่")
    assert progress(path) == dict.fromkeys(("05360901", "06360903"), ("exempt", None, "ไม่มีศูนย์ในพื้นที่"))
    with writing(path, "done") as transaction:
        (change,) = record_done(
            transaction, "908", ["ทต.เทพสถิต"], ProgressEntry("done", made.TODAY), made.TODAY
        ).changes
    assert change.before == "exempt"
    assert progress(path)["05360901"] == ("done", "2023-03-20", None)


def test_who_owes_nothing_cannot_be_exempt(path: Path) -> None:
    with pytest.raises(UnknownError, match="owes nothing"), writing(path, "exempt") as transaction:
        exempt(transaction, "908", ["36"], "x")
    with pytest.raises(InputError, match="None is named"), writing(path, "exempt") as transaction:
        exempt(transaction, "908", [], "x")


@pytest.mark.file_only
def test_an_office_without_a_deadline_had_none_before(tmp_path: Path) -> None:
    path = recorded(tmp_path / "open.db", made.root(tasks=(made.due(made.TO_ALL, None),)))
    (change,) = moved(path, "อบต.บ้านไร่").changes
    assert (change.before, change.after) == ("", "2023-04-07")


@pytest.mark.file_only
def test_an_office_s_earlier_day_of_a_later_letter_stays_where_a_letter_says_so(tmp_path: Path) -> None:
    said = made.extension(None, date=date(2023, 3, 6), kind="circular", links=())
    early = made.district(tasks=(made.due(made.TO_ALL, EARLY),))
    path = recorded(tmp_path / "early.db", early, made.province(), made.root(), said)
    with writing(path, "extend") as transaction:
        result = extend(transaction, "908", LATER, ["อบต.บ้านไร่"], "", tasks=(2,), by=said.number)
    assert (result.changes, result.unchanged) == ((), 0)
    assert ("06360903", EARLY.isoformat()) in in_force(path)


@pytest.mark.file_only
def test_what_a_district_asks_of_its_province_counts_for_all_under_it_where_a_clerk_says_so(path: Path) -> None:
    asks = made.district(number="ชย 0023.14/900", recipients=(made.PROVINCE,), parent=None, links=(), tasks=())
    other = replace(asks, number="ชย 0023.5/77", issuer="อำเภอคอนสวรรค์", issuer_code="3603")
    with writing(path, "read") as transaction:
        record_letters(transaction, [asks, other], made.DISTRICT, made.TODAY)
    with writing(path, "extend") as transaction, pytest.raises(ConflictError, match="nobody whom it reaches owes"):
        extend(transaction, "908", LATER, [], "", tasks=(2,), by="0023.5/77")
    with writing(path, "extend") as transaction:
        extend(transaction, "908", LATER, [], "", tasks=(2,), by="0023.14/900")
    assert in_force(path) == {(code, "2023-04-07") for code in made.HERE}


@pytest.mark.file_only
def test_an_office_that_owes_one_of_several_tasks_leaves_nothing_open(tmp_path: Path) -> None:
    one = replace(made.TO_ALL, title="รายงานผล", audience="อบต.บ้านไร่", due_on=date(2023, 3, 31))
    path = recorded(tmp_path / "two.db", made.root(recipients=(made.PROVINCE,), tasks=(made.TO_ALL, one)))
    assert len(moved(path, "อบต.โป่งนก").changes) == 1
    assert len(moved(path, made.HERE[0], "อบต.โป่งนก").changes) == 1
    for offices in (("อบต.บ้านไร่",), ("อบต.โป่งนก", "อบต.บ้านไร่"), ()):
        with pytest.raises(UndecidedError, match="2 things"):
            moved(path, *offices)


@pytest.mark.file_only
def test_an_office_that_a_clerk_names_need_not_be_one_that_the_letter_reached(path: Path) -> None:
    with writing(path, "read") as transaction:
        elsewhere = made.extension(LATER, recipients=("35",), links=())
        record_letters(transaction, [elsewhere], made.DISTRICT, made.TODAY)
    with writing(path, "extend") as transaction:
        result = extend(transaction, "908", LATER, ["อบต.บ้านไร่"], "", by=elsewhere.number)
    assert [each.office for each in result.changes] == ["06360903"]


# What comes again and again, beside what does not.

MONTHLY = replace(made.TO_ALL, title="รายงานประจำเดือน", due_on=None, rule="FREQ=MONTHLY;BYMONTHDAY=25")


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    return recorded(tmp_path / "mixed.db", made.district(tasks=()), made.root(tasks=(made.TO_ALL, MONTHLY)))


@pytest.mark.file_only
def test_from_a_day_on_only_what_comes_again_is_exempt(mixed: Path) -> None:
    with writing(mixed, "exempt") as transaction:
        exempt(transaction, "908", ["อบต.บ้านไร่"], "ยุบรวม", since=LATER)
    assert query(mixed, "SELECT task, office FROM obligation WHERE progress = 'exempt'") == [(2, "06360903")]


@pytest.mark.file_only
def test_from_a_day_on_nobody_is_exempt_where_nothing_comes_again(path: Path) -> None:
    with pytest.raises(InputError, match="comes again and again"), writing(path, "exempt") as transaction:
        exempt(transaction, "908", ["อบต.บ้านไร่"], "ยุบรวม", since=LATER)


@pytest.mark.file_only
@pytest.mark.parametrize("offices", [(), ("อบต.บ้านไร่",)])
def test_a_round_and_what_is_asked_once_move_each_by_itself(mixed: Path, offices: tuple[str, ...]) -> None:
    rounds = MeantRounds(made.TODAY)
    with writing(mixed, "extend") as transaction:
        result = extend(transaction, "908", date(2023, 4, 20), offices, "ระบบล่ม", tasks=(0,), rounds=rounds)
    who = "06360903" if offices else ""
    assert [(each.office, each.task, each.round) for each in result.changes] == [
        (who, MONTHLY.title, 1),
        (who, made.HELP, 0),
    ]
    ((said,),) = query(mixed, "SELECT summary FROM journal ORDER BY id DESC LIMIT 1")
    assert str(said).startswith("มท 0810.7/ว 908, round 1: until 2023-04-20 for ")


@pytest.mark.file_only
def test_the_round_that_an_office_owes_is_meant_whatever_the_others_owe(mixed: Path) -> None:
    with writing(mixed, "done") as transaction:
        record_done(transaction, "908", ["อบต.บ้านไร่"], ProgressEntry("done", made.TODAY), made.TODAY, task=2)
    rounds = MeantRounds(date(2023, 4, 10))
    with writing(mixed, "extend") as transaction:
        result = extend(transaction, "908", date(2023, 5, 2), ["บ้านไร่"], "ระบบล่ม", tasks=(2,), rounds=rounds)
    assert [(each.office, each.round) for each in result.changes] == [("06360903", 2)]
