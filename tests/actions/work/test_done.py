from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from support import made_letters as made
from support.recorded import dump, progress, query, recorded
from support.servers import writing

from circtrack.actions.target import find_target
from circtrack.actions.work.deadlines import exempt
from circtrack.actions.work.done import ProgressEntry, make_entry, record_done
from circtrack.actions.work.done_lists import DoneOptions, ListedResult, record_all_but, record_done_list
from circtrack.errors import (
    AmbiguousError,
    BadRowsError,
    CirctrackError,
    InputError,
    UnknownError,
    join_names,
    join_offices,
)
from circtrack.lists.model import ReadList
from circtrack.lists.read import read_list

if TYPE_CHECKING:
    from pathlib import Path

    from circtrack.actions.results import ChangeResult
    from circtrack.store.obligations import ChainObligation

pytestmark = pytest.mark.both_engines

DAY = date(2023, 3, 17)
DONE = ProgressEntry("done", DAY)
BAN_RAI, PONG_NOK, THEP_SATHIT = "06360903", "06360904", "05360901"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return recorded(tmp_path / "circtrack.db")


def done(path: Path, *offices: str, letter: str = "908", what: ProgressEntry = DONE, task: int = 0) -> ChangeResult:
    with writing(path, "done") as transaction:
        return record_done(transaction, letter, offices, what, made.TODAY, task=task)


def from_list(path: Path, text: str, letter: str = "908", what: ProgressEntry = DONE) -> ChangeResult:
    with writing(path, "done") as transaction:
        return record_done_list(
            transaction, read_list(text.encode(), "list"), letter, DoneOptions(what, made.TODAY)
        ).result


def all_but(path: Path, text: str, letter: str = "908", what: ProgressEntry = DONE) -> ChangeResult:
    with writing(path, "done") as transaction:
        listed = read_list(text.encode(), "list")
        return record_all_but(transaction, letter, listed, DoneOptions(what, made.TODAY)).result


def test_offices_are_named_as_people_write_them(path: Path) -> None:
    result = done(path, "อบต.บ้านไร่", "ทต.เทพสถิต", PONG_NOK)
    assert result.letter == "มท 0810.7/ว 908"
    assert [(change.office, change.before, change.after) for change in result.changes] == [
        (BAN_RAI, "none", "done"),
        (THEP_SATHIT, "none", "done"),
        (PONG_NOK, "none", "done"),
    ]
    assert progress(path) == dict.fromkeys((THEP_SATHIT, BAN_RAI, PONG_NOK), ("done", "2023-03-17", None))


@pytest.mark.parametrize("letter", ["908", "3022", "3062", "ชย ๐๐๒๓.๑๔/๗๐๘"])
def test_any_letter_of_the_chain_will_do(path: Path, letter: str) -> None:
    done(path, "อบต.บ้านไร่", letter=letter)
    assert list(progress(path)) == [BAN_RAI]


def test_a_name_that_many_have_is_the_one_that_owes_here(path: Path) -> None:
    """There are many อบต.บ้านไร่ in the country, one in this district."""
    done(path, "บ้านไร่")
    assert list(progress(path)) == [BAN_RAI]


@pytest.mark.parametrize(
    ("named", "read"),
    [
        ((BAN_RAI,), {BAN_RAI}),
        ((f" {BAN_RAI} ", "ทต.เทพสถิต จ.ชัยภูมิ"), {BAN_RAI, THEP_SATHIT}),
        (("องค์การบริหารส่วนตำบลบ้านไร่ อ.เทพสถิต",), {BAN_RAI}),
        (("บ้านไร่",), set(made.HERE)),  # might be anybody: all are asked
        ((BAN_RAI, "บ้านไร่"), set(made.HERE)),
        ((), set(made.HERE)),
    ],
)
def test_of_offices_that_are_plainly_named_no_others_are_read(
    path: Path, named: tuple[str, ...], read: set[str]
) -> None:
    with writing(path, "done") as transaction:
        few, whole = (find_target(transaction.connection, "908", 0, names) for names in (named, ()))
    assert {each.office for each in few.owed} == read
    assert [few.obligations_of(each) for each in named] == [whole.obligations_of(each) for each in named]


def test_saying_it_twice_changes_nothing(path: Path) -> None:
    done(path, "อบต.บ้านไร่")
    before = dump(path)
    again = done(path, "อบต.บ้านไร่", "06360903")
    assert (again.changes, again.unchanged) == ((), 1)
    assert dump(path) == before


def test_another_day_corrects_and_says_what_it_was(path: Path) -> None:
    done(path, "อบต.บ้านไร่", what=ProgressEntry("done", DAY, "โทรแจ้ง"))
    (change,) = done(path, "อบต.บ้านไร่", what=ProgressEntry("done", date(2023, 3, 16))).changes
    assert change.before == "done 2023-03-17"
    assert progress(path) == {BAN_RAI: ("done", "2023-03-16", "โทรแจ้ง")}


def test_how_far_it_is_with_a_note_that_goes_when_it_is_done(path: Path) -> None:
    done(path, "อบต.บ้านไร่", what=ProgressEntry("blocked", None, "ระบบล่ม"))
    assert progress(path) == {BAN_RAI: ("blocked", None, "ระบบล่ม")}
    done(path, "อบต.บ้านไร่", what=ProgressEntry("incomplete"))
    assert progress(path) == {BAN_RAI: ("incomplete", None, None)}
    done(path, "อบต.บ้านไร่")
    assert progress(path) == {BAN_RAI: ("done", "2023-03-17", None)}


def test_one_task_of_several(tmp_path: Path) -> None:
    more = made.due(made.TO_ALL, None)
    path = recorded(tmp_path / "two.db", made.root(tasks=(made.TO_ALL, more)))
    done(path, "อบต.บ้านไร่", task=2)
    rows = query(path, "SELECT t.position FROM obligation AS o JOIN task AS t ON t.id = o.task WHERE progress = 'done'")
    assert rows == [(2,)]
    assert len(done(path, "อบต.บ้านไร่").changes) == 1


@pytest.mark.parametrize(
    ("offices", "error", "says"),
    [
        (["อบต.ไม่มีจริง"], UnknownError, "No office is called 'อบต.ไม่มีจริง'"),
        (["3609"], UnknownError, "อำเภอเทพสถิต owes nothing on มท 0810.7/ว 908"),
        (["อบต.บ้านไร่", "อบต.หนองบัวแดง จ.ชัยภูมิ"], UnknownError, "หนองบัวแดง"),
        ([], InputError, "None is named"),
    ],
)
def test_an_office_that_cannot_be_taken_changes_nothing(
    path: Path, offices: list[str], error: type[CirctrackError], says: str
) -> None:
    before = dump(path)
    with pytest.raises(error, match=says):
        done(path, *offices)
    assert dump(path) == before


def test_a_name_that_several_owe_under_lists_them(tmp_path: Path) -> None:
    path = recorded(tmp_path / "all.db", made.root(recipients=("36", "60")), office="dla")
    with pytest.raises(AmbiguousError, match=r"2 offices are called 'อบต\.บ้านไร่'") as error:
        done(path, "อบต.บ้านไร่")
    assert any(BAN_RAI in str(detail) for detail in error.value.details)


@pytest.mark.parametrize(
    ("day", "says"), [(date(2023, 2, 26), "before the date of มท 0810.7/ว 908"), (date(2023, 3, 21), "after today")]
)
def test_it_was_not_done_before_the_letter_or_after_today(path: Path, day: date, says: str) -> None:
    with pytest.raises(InputError, match=says):
        done(path, "อบต.บ้านไร่", what=ProgressEntry("done", day))
    with pytest.raises(BadRowsError, match=says):
        from_list(path, f"office,on\nอบต.บ้านไร่,{day}\n")
    with pytest.raises(InputError, match=says):
        all_but(path, "อบต.บ้านไร่\n", what=ProgressEntry("done", day))
    assert progress(path) == {}


def test_a_letter_without_tasks_is_owed_by_nobody(tmp_path: Path) -> None:
    path = recorded(tmp_path / "none.db", made.root(tasks=()))
    with pytest.raises(UnknownError, match="asks for nothing to be entered"):
        done(path, "อบต.บ้านไร่")


def test_a_task_that_is_not_there_lists_those_that_are(path: Path) -> None:
    with pytest.raises(UnknownError, match="has no task 3") as error:
        done(path, "อบต.บ้านไร่", task=3)
    assert [str(detail)[:2] for detail in error.value.details] == ["1.", "2."]


def test_the_options_say_one_thing() -> None:
    assert make_entry(made.TODAY) == ProgressEntry("done", made.TODAY)
    assert make_entry(made.TODAY, on=DAY, note="x") == ProgressEntry("done", DAY, "x")
    assert make_entry(made.TODAY, incomplete=True) == ProgressEntry("incomplete")
    assert make_entry(made.TODAY, blocked="ล่ม", note="แจ้งแล้ว") == ProgressEntry("blocked", None, "ล่ม; แจ้งแล้ว")
    with pytest.raises(InputError, match="contradict"):
        make_entry(made.TODAY, incomplete=True, blocked="ล่ม")
    with pytest.raises(InputError, match="--on says when"):
        make_entry(made.TODAY, on=DAY, incomplete=True)
    with pytest.raises(InputError, match="needs a note"):
        make_entry(made.TODAY, blocked=" ")


def test_a_csv_file_says_it_of_many(path: Path) -> None:
    text = (
        "\ufeffoffice,on,progress,note\n"
        "อบต.บ้านไร่,๒๐ มี.ค. ๖๖,done,\n"
        "\n"
        'ทต.เทพสถิต,20/3/2566,,"สองบรรทัด\nโทรแจ้ง"\n'
        "06360904,,ไม่ครบ,ยังไม่ได้กรอกจำนวนประชากร\n"
        "อบต.วะตะแบก,,blocked,ระบบล่ม\n"
    )
    assert len(from_list(path, text).changes) == 4
    assert progress(path) == {
        BAN_RAI: ("done", "2023-03-20", None),
        THEP_SATHIT: ("done", "2023-03-20", "สองบรรทัด\nโทรแจ้ง"),
        PONG_NOK: ("incomplete", None, "ยังไม่ได้กรอกจำนวนประชากร"),
        "06360905": ("blocked", None, "ระบบล่ม"),
    }
    again = from_list(path, text)
    assert (again.changes, again.unchanged) == ((), 4)


def test_lines_may_name_their_own_letter_and_task(path: Path) -> None:
    from_list(path, "letter,office,task\n3022,อบต.บ้านไร่,2\n,อบต.โป่งนก,\n", letter="708")
    assert list(progress(path)) == [BAN_RAI, PONG_NOK]
    with pytest.raises(BadRowsError, match="line 3: no letter"):
        from_list(path, "letter,office\n708,อบต.บ้านไร่\n,อบต.โป่งนก\n", letter="")


def test_every_bad_line_is_told_and_nothing_is_written(path: Path) -> None:
    before = dump(path)
    text = (
        "office,on,progress,task,note\n"
        "อบต.บ้านไร่,,,,\n"
        "อบต.ไม่มีจริง,,,,\n"
        "อบต.โป่งนก,๓๑ ก.พ. ๖๖,,,\n"
        '"อบต.วะตะแบก",,almost,,\n'
        "อบต.วะตะแบก,,blocked,,\n"
        "อบต.วะตะแบก,,,two,\n"
        "อบต.วะตะแบก,2023-03-17,incomplete,,\n"
        ",2023-03-17,,,\n"
        "อบต.บ้านไร่,2023-03-16,,,\n"
        "อบต.บ้านไร่,,,,,extra\n"
        "อบต.บ้านไร่,2023-03-17,,,\n"
        "อบต.วะตะแบก,,,9,\n"
    )
    with pytest.raises(BadRowsError) as error:
        from_list(path, text)
    told = [str(detail) for detail in error.value.details]
    assert [line.split(":")[0] for line in told] == [f"line {n}" for n in (3, 4, 5, 6, 7, 8, 9, 10, 11, 13)]
    for line, says in zip(
        told,
        [
            "No office is called 'อบต.ไม่มีจริง'",
            "๓๑ ก.พ. ๖๖",
            "'almost' is no progress; expected is one of done, incomplete, blocked",
            "blocked needs a note",
            "'two' is not the place of a task",
            "only what is done has a day",
            "no office is named",
            "line 2 says something else of องค์การบริหารส่วนตำบลบ้านไร่",
            "more cells than columns: 'extra'",
            "has no task 9",
        ],
        strict=True,
    ):
        assert says in line
    assert error.value.exit_status == 4
    assert dump(path) == before


def test_two_columns_for_the_same_are_told(path: Path) -> None:
    with pytest.raises(InputError, match="Two columns say the same: on, on"):
        from_list(path, "office,on,on\nอบต.บ้านไร่,x\n")


def test_heads_as_systems_write_them(path: Path) -> None:
    """Who has no day in a system's column for it is not done."""
    from_list(path, "อปท.;วันที่บันทึก\nอบต.บ้านไร่;20/3/2566 8:28:00\nทต.เทพสถิต;\nรวม;1\n")
    assert progress(path) == {BAN_RAI: ("done", "2023-03-20", None)}


def test_all_but_those_on_a_list(path: Path) -> None:
    done(path, "อบต.บ้านไร่", what=ProgressEntry("blocked", None, "ระบบล่ม"))
    with writing(path, "exempt") as transaction:
        exempt(transaction, "908", ["ทต.เทพสถิต"], "ไม่มีศูนย์")
    result = all_but(path, "อบต.โป่งนก\n\n  06360905  \n")
    assert {change.office for change in result.changes} == {"06360902", "06360903", "06360906"}
    assert progress(path) == {
        THEP_SATHIT: ("exempt", None, "ไม่มีศูนย์"),
        "06360902": ("done", "2023-03-17", None),
        BAN_RAI: ("done", "2023-03-17", None),
        "06360906": ("done", "2023-03-17", None),
    }
    assert result.notes == ()


def test_the_list_may_be_a_csv_column(path: Path) -> None:
    assert len(all_but(path, "note,office\nx,อบต.โป่งนก\ny,อบต.บ้านไร่\n").changes) == 4


def test_who_has_done_it_has_been_told(tmp_path: Path) -> None:
    path = recorded(tmp_path / "province.db", office=made.PROVINCE)
    result = all_but(path, "อบต.บ้านไร่ อ.เทพสถิต\n", letter="908")
    assert len({change.office for change in result.changes}) == len({each.office for each in owed(path)}) - 1
    assert result.notes == ()


def owed(path: Path) -> tuple[ChainObligation, ...]:
    with writing(path, "done") as transaction:
        return find_target(transaction.connection, "908").owed


def test_all_under_an_office(tmp_path: Path) -> None:
    path = recorded(tmp_path / "province.db", office=made.PROVINCE)
    with writing(path, "done") as transaction:
        options = DoneOptions(DONE, made.TODAY, under=made.DISTRICT)
        result, _ = record_all_but(transaction, "908", ReadList(()), options)
    assert {change.office for change in result.changes} == set(made.HERE)


def test_a_national_list_is_cut_to_ones_own_part(path: Path) -> None:
    text = "หน่วยงาน,อำเภอ,จังหวัด\nอบต.บ้านไร่,เทพสถิต,ชัยภูมิ\nอบต.บ้านไร่,ลานสัก,อุทัยธานี\nอบต.ไม่รู้จัก,เมือง,ตาก\n"
    done_so = listed(path, text)
    assert [change.office for change in done_so.result.changes] == [BAN_RAI]
    assert len(done_so.outcome.outside) == 2
    with pytest.raises(InputError, match="None of the 1 line names an office under อำเภอเทพสถิต"):
        listed(path, "หน่วยงาน,จังหวัด\nอบต.บ้านไร่,อุทัยธานี\n")
    assert len(all_but(path, "อบต.บ้านไร่ จ.อุทัยธานี\n").changes) == 5  # none of the listed is here: all others are done


def test_good_lines_go_in_where_that_is_wanted(path: Path) -> None:
    found = listed(path, "อบต.บ้านไร่\nอบต.ไม่มีจริง\n", partial=True)
    assert [change.office for change in found.result.changes] == [BAN_RAI]
    assert [each.entry.line for each in found.outcome.bad] == [2]
    with pytest.raises(BadRowsError):
        listed(path, "อบต.ไม่มีจริง\n", partial=True)


def test_who_is_not_done_in_a_chat_is_shown_apart(path: Path) -> None:
    found = listed(path, "1. อบต.บ้านไร่ ✅\n2. ทต.เทพสถิต ยังไม่เสร็จ\n3. อบต.โป่งนก ขอเลื่อน\n4. อบต.วะตะแบก ส่งแล้วหรือยัง?\n")
    assert list(progress(path)) == [BAN_RAI]
    assert [(each.code, each.entry.mark) for each in found.outcome.apart] == [
        (THEP_SATHIT, "not_done"),
        (PONG_NOK, "postponed"),
        ("06360905", "asks"),
    ]


def test_what_a_heading_says_counts_for_those_below(path: Path) -> None:
    listed(path, "บันทึกแล้ว\n1. อบต.บ้านไร่\nยังไม่บันทึก\n1. ทต.เทพสถิต\nบันทึกแล้ว\nอบต.โป่งนก\n")
    assert list(progress(path)) == [BAN_RAI, PONG_NOK]


def test_code_and_name_of_different_offices(path: Path) -> None:
    with pytest.raises(BadRowsError, match="line 2: the code 06360903 is not องค์การบริหารส่วนตำบลโป่งนก's"):
        listed(path, "รหัส,หน่วยงาน\n06360903,อบต.โป่งนก\n")
    listed(path, "รหัส,หน่วยงาน\n6360903,อบต.บ้านไร่\n")
    assert list(progress(path)) == [BAN_RAI]


def test_words_behind_a_name_that_are_not_understood(path: Path) -> None:
    with pytest.raises(BadRowsError, match="line 1: 'สีเขียว' behind องค์การบริหารส่วนตำบลบ้านไร่ is not understood"):
        listed(path, "อบต.บ้านไร่ สีเขียว\n")


def listed(path: Path, text: str, *, partial: bool = False) -> ListedResult:
    with writing(path, "done") as transaction:
        options = DoneOptions(DONE, made.TODAY, partial=partial)
        return record_done_list(transaction, read_list(text.encode(), "list"), "908", options)


def test_a_letter_below_means_those_under_its_issuer(tmp_path: Path) -> None:
    path = recorded(tmp_path / "province.db", office=made.PROVINCE)
    result = all_but(path, "อบต.บ้านไร่ อ.เทพสถิต\n", letter="708")
    assert {change.office for change in result.changes} == set(made.HERE) - {BAN_RAI}


def test_a_list_that_contradicts_the_record_is_told(path: Path) -> None:
    done(path, "อบต.บ้านไร่")
    result = all_but(path, "อบต.บ้านไร่\n")
    assert "is on the list, but is recorded as done on 2023-03-17" in str(result.notes[0])
    assert progress(path)[BAN_RAI] == ("done", "2023-03-17", None)


def test_a_list_with_a_bad_line_changes_nothing(path: Path) -> None:
    with pytest.raises(BadRowsError, match=r"line 2: No office is called 'อบต.ไม่มีจริง'"):
        all_but(path, "อบต.โป่งนก\nอบต.ไม่มีจริง\n")
    assert progress(path) == {}


def test_a_few_names_and_how_many_more() -> None:
    assert join_names(["a", "b", "a"]) == "a, b"
    assert join_names("abcdefg") == "a, b, c, d, e, … (+2)"
    same_names = [(str(code), "อบต.บ้านใหม่") for code in (1, 1, 2, 3, 4, 5, 6, 7)]
    assert join_offices(same_names) == ", ".join(["อบต.บ้านใหม่"] * 5) + ", … (+2)"
