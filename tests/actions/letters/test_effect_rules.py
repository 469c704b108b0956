"""The rules of letters that act on others, on a chain of one district: quick enough to be asked for every change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from support import made_letters as made
from support.recorded import owned, query
from support.servers import writing

from circtrack.actions.letters import acting_reach as reach
from circtrack.actions.letters import carry_out
from circtrack.actions.letters import letter_effects as effects
from circtrack.actions.letters.carry_out import record_with_effects
from circtrack.actions.letters.letter_effects import EffectChanges, LetterEffect
from circtrack.actions.letters.link import OTHER_DATE
from circtrack.actions.letters.rule_changes import PlannedChange
from circtrack.actions.target import load_target
from circtrack.actions.work.deadlines import extend
from circtrack.errors import DiffersError, Message
from circtrack.model import Letter, Link, Task
from circtrack.store.acting import ActingLetter
from circtrack.store.find_letter import FoundLetter, find_letter
from circtrack.store.letters import KnownLetter
from circtrack.store.obligations import ChainObligation
from circtrack.store.tasks import RecordedTask
from circtrack.tracking.rule_changes import RuleChange

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from circtrack.actions.letters.carry_out import RecordedWithEffects

DAY, TODAY = date(2023, 3, 16), date(2023, 4, 30)
EARLY, LATER, LATEST = date(2023, 3, 17), date(2023, 4, 7), date(2023, 4, 30)
ROOT = made.root(recipients=(made.PROVINCE,), tasks=(made.TO_ALL,))
ONE, OTHER = made.HERE[2], made.HERE[3]
TO_ONE = Task("รายงานผล", "INFO", "อบต.บ้านไร่", LATEST, "on", "ภายในวันที่ 30 เมษายน 2566")
CITED = made.extension(LATER).links


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return owned(tmp_path / "district.db", made.DISTRICT)


def act(path: Path, *letters: Letter, agreed: bool | Collection[int] = True) -> RecordedWithEffects:
    with writing(path, "read") as transaction:
        return record_with_effects(transaction, letters, made.DISTRICT, TODAY, lambda _: agreed)


def extending(to: date | None, number: int = 1100, **changes: object) -> Letter:
    return made.extension(to, number=f"มท 0810.7/ว {number}", **({"recipients": (made.PROVINCE,)} | changes))


def days(path: Path) -> dict[tuple[str, str], str | None]:
    return {
        (title, office): day
        for title, office, day in query(
            path,
            "SELECT t.title, o.office, coalesce(o.due_on, t.due_on)"
            " FROM obligation AS o JOIN task AS t ON t.id = o.task",
        )
    }


def left(acted: RecordedWithEffects) -> list[str]:
    return [str(each.note) for each in acted.left]


def moved_for_all(path: Path) -> bool:
    return query(path, "SELECT DISTINCT office FROM deadline_change") == [(None,)]


# Without a database.


def found(issuer: str, number: str = "1", day: date = DAY) -> FoundLetter:
    return FoundLetter(1, number, number, day, issuer, issuer, "", 1, None)


@pytest.mark.parametrize(
    ("issuer", "to", "above"),
    [
        (made.DISTRICT, [made.PROVINCE], "จังหวัดชัยภูมิ"),
        (made.DISTRICT, ["dopa"], "กรมการปกครอง"),
        (made.DISTRICT, [made.DEPARTMENT], "กรมส่งเสริมการปกครองท้องถิ่น"),
        (made.DISTRICT, [ONE, "3601", "nobody"], ""),
        (made.PROVINCE, [made.DISTRICT, "35"], ""),
        (made.DEPARTMENT, ["dopa", made.PROVINCE], ""),
        ("nobody", [made.DEPARTMENT], ""),
    ],
)
def test_a_letter_goes_up_to_a_superior_or_a_department(issuer: str, to: list[str], above: str) -> None:
    assert reach._find_recipient_above(found(issuer), to) == above


@pytest.mark.parametrize(
    ("by", "on", "is_so"),
    [
        (made.PROVINCE, made.DEPARTMENT, True),
        (made.DISTRICT, made.PROVINCE, True),
        (made.DISTRICT, "3601", True),
        (made.PROVINCE, made.PROVINCE, False),
        (made.PROVINCE, made.DISTRICT, False),
        (made.DEPARTMENT, made.PROVINCE, False),
        (made.DEPARTMENT, "dopa", False),
    ],
)
def test_who_has_no_authority_over_the_other_acts_from_below(by: str, on: str, is_so: bool) -> None:
    assert reach._is_from_below(found(by), found(on)) is is_so


def owes(office: str, due_on: str | None = None, task: int = 1) -> ChainObligation:
    return ChainObligation(task, task, "", office, "", "", "", "none", None, due_on, None)


def test_what_is_under_some_offices() -> None:
    owed = tuple(map(owes, (ONE, OTHER, made.DISTRICT, "3601")))
    assert reach._filter_under({made.DISTRICT}, owed, DAY) == owed[:3]
    assert reach._filter_under({ONE, "3601"}, owed, DAY) == (owed[0], owed[3])
    assert reach._filter_under({"35"}, owed, DAY) == ()
    assert reach._filter_under({"35", made.DEPARTMENT}, owed, DAY) == owed
    assert [reach._is_department(code, DAY) for code in (made.DEPARTMENT, "36", "nobody")] == [
        True,
        False,
        False,
    ]


def test_those_behind_have_an_earlier_day_of_their_own() -> None:
    task = RecordedTask(1, 1, 1, "", "", "", "2023-04-07", "", "")
    owed = [owes(ONE, "2023-03-24"), owes(OTHER, None), owes(ONE, "2023-03-24", task=2), owes(OTHER, "2023-04-07")]
    assert effects.list_behind(task, owed, LATER) == [owed[0]]


@pytest.mark.parametrize(
    ("missing", "number", "cited_on", "says"),
    [
        (0, "มท 0810.7/ว 908", made.ROOT_DAY, None),
        (1, "มท 0810.7/ว 908", made.ROOT_DAY, "มท 0810.7/ว 908 (2023-02-27); only"),
        (0, "มท 0810.7/ว 980", None, "มท 0810.7/ว 980; only มท 0810.7/ว 908 (2023-02-27) comes near"),
    ],
)
def test_a_letter_acts_on_the_one_that_it_names_by_number_and_day(
    missing: int, number: str, cited_on: date | None, says: str | None
) -> None:
    acting = ActingLetter(2, "มท 0810.7/ว 1100", DAY, made.DEPARTMENT, "extension", Link("extends", number, cited_on))
    names = frozenset({"มท0810.7/ว908"})
    known = KnownLetter(
        1, "มท 0810.7/ว 908", "มท 0810.7/ว 908", made.ROOT_DAY, made.DEPARTMENT, None, 1, "", names, names, frozenset()
    )
    note = effects._explain_unclear(acting, OTHER_DATE + 1 - missing, [known])
    assert note is None if says is None else says in str(note)
    assert "not recorded yet" in str(effects._explain_unclear(acting, 0, []))
    assert "several letters fit" in str(effects._explain_unclear(acting, 9, [known, known]))


def test_an_effect_says_what_changes_and_is_known_by_what_it_names() -> None:
    by, on = found(made.DEPARTMENT, "2"), found(made.DEPARTMENT, "1", made.ROOT_DAY)
    plain = LetterEffect("extends", by, on, on.number, ("ข้อมูล",), (made.DUE, LATER), LATEST, 6)
    assert (
        str(plain.in_words()) == "2 moves the deadline of 1 from 2023-03-24 … 2023-04-07 to 2023-04-30 (6 obligations)"
    )
    assert "of 'ข้อมูล' of 1" in str(replace(plain, is_part=True).in_words())
    assert "from - to" in str(replace(plain, before=()).in_words())
    ends = LetterEffect("cancels", by, on, on.number, since=LATER, obligations=1)
    assert str(ends.in_words()).startswith("2 cancels 1: rounds that end on 2023-04-07 or later")
    assert str(replace(ends, since=None).in_words()).startswith("2 cancels 1: what it asked")
    assert str(LetterEffect("cancels", by, on).in_words()).endswith("(0 obligations)")
    rule = RuleChange("2023-05-05", "2023-05-10", "FREQ=MONTHLY;BYMONTHDAY=10")
    changed = replace(plain, rules=(PlannedChange(1, 3, rule, "5 May", "10 May"),))
    assert str(changed.in_words()) == "2 changes the days of 1 from round 3 on: 10 May, not 5 May"
    assert str(replace(plain, note=Message("nothing")).in_words()) == "nothing"
    assert carry_out._summarise(changed).endswith("(10 May)")
    keys = {plain.key, replace(plain, on=None).key, replace(plain, to=LATER).key, changed.key}
    assert len(keys) == 4
    assert LetterEffect("extends", by).key == ("extends", made.DEPARTMENT, "2", DAY, None)
    assert (LetterEffect("extends", by).obligations, LetterEffect("extends", by).is_part) == (0, False)


# Extensions.


def test_an_extension_of_the_first_letter_to_all_moves_the_task_s_own_day(path: Path) -> None:
    act(path, ROOT, made.province(), made.district())
    (done,) = act(path, extending(LATER)).carried_out
    assert (done.obligations, done.is_part, done.before) == (6, False, (made.DUE,))
    assert moved_for_all(path)
    assert set(days(path).values()) == {"2023-04-07"}


def test_one_of_a_letter_below_moves_the_days_of_its_offices(path: Path) -> None:
    act(path, ROOT, made.province(), made.district())
    links = (Link("extends", "ชย 0023.14/708", made.LATER, "อำเภอเทพสถิต"),)
    by = extending(LATER, issuer="อำเภอเทพสถิต", issuer_code=made.DISTRICT, links=links, recipients=made.HERE)
    assert len(act(path, by).carried_out) == 1
    assert not moved_for_all(path)
    assert set(days(path).values()) == {"2023-04-07"}


def test_one_to_a_single_office_moves_its_day_alone_and_asks_nothing_of_other_tasks(path: Path) -> None:
    act(path, replace(ROOT, tasks=(made.TO_ALL, TO_ONE)))
    (done,) = act(path, extending(LATER, recipients=(OTHER,))).carried_out
    assert (done.obligations, done.tasks, done.is_part) == (1, (made.HELP,), False)
    assert {office for (_, office), day in days(path).items() if day == "2023-04-07"} == {OTHER}


def test_one_of_the_letter_s_own_day_is_not_older(path: Path) -> None:
    act(path, ROOT)
    assert act(path, extending(LATER, date=made.ROOT_DAY)).carried_out
    older = act(path, extending(LATEST, 1101, date=date(2023, 2, 26)))
    assert "is older than" in left(older)[0]


def test_where_no_day_was_set_the_extension_sets_it(path: Path) -> None:
    act(path, replace(ROOT, tasks=(made.due(made.TO_ALL, None),)))
    (done,) = act(path, extending(LATER)).carried_out
    assert (done.before, done.obligations) == ((), 6)
    assert set(days(path).values()) == {"2023-04-07"}


@pytest.mark.parametrize("recipients", [(made.PROVINCE,), (ONE,)])
def test_an_earlier_day_than_any_in_force_changes_nothing(path: Path, recipients: tuple[str, ...]) -> None:
    act(path, replace(ROOT, tasks=(made.TO_ALL, TO_ONE)))
    everything = extending(EARLY, recipients=recipients, subject="ขยายเวลา", text="ขยายเวลาทุกรายการ")
    (said,) = left(act(path, everything))
    assert said.startswith("มท 0810.7/ว 1100 gives มท 0810.7/ว 908 until 2023-03-17, which is before the deadline")
    assert "in force, 2023-03-24" in said


def test_a_part_of_the_offices_whose_days_are_later_is_said(path: Path) -> None:
    act(path, ROOT)
    with writing(path, "extend") as transaction:
        extend(transaction, "908", LATEST, ["อบต.บ้านไร่"], "ระบบล่ม")
    assert "deadline in force, 2023-04-30" in left(act(path, extending(LATER, recipients=(ONE,))))[0]
    assert act(path, extending(LATER, 1101, recipients=(OTHER,))).carried_out
    again = act(path, extending(LATER, 1101, recipients=(OTHER,)))
    assert (again.carried_out, again.left) == ((), ())


def test_the_clerk_says_which_tasks_an_extension_means_and_it_is_remembered(path: Path) -> None:
    act(path, replace(ROOT, tasks=(made.TO_ALL, TO_ONE)))
    to = date(2023, 5, 10)
    unclear = act(path, extending(to, subject="ขยายเวลา", tasks=extending(to).tasks), agreed=False)
    (asked,) = unclear.left
    assert [row.position for row in asked.unclear] == [1, 2]
    (done,) = act(path, extending(to, subject="ขยายเวลา", tasks=extending(to).tasks), agreed=[2]).carried_out
    assert (done.tasks, done.is_part) == ((TO_ONE.title,), True)
    assert days(path)[TO_ONE.title, ONE] == "2023-05-10"
    assert days(path)[made.HELP, ONE] == "2023-03-24"
    again = act(path, extending(to, subject="ขยายเวลา", tasks=extending(to).tasks), agreed=[1])
    assert (again.carried_out, again.left) == ((), ())


def test_two_in_one_go_leave_to_the_second_what_the_first_has_left(path: Path) -> None:
    act(path, ROOT)
    acted = act(path, extending(LATEST), extending(LATER, 1101, date=date(2023, 4, 3)))
    assert [each.to for each in acted.carried_out] == [LATEST]
    assert "before the deadline in force, 2023-04-30" in left(acted)[0]
    same = act(path, extending(TODAY.replace(month=5), 1102), extending(TODAY.replace(month=5), 1103))
    assert ([each.by.number for each in same.carried_out], same.left) == (["มท 0810.7/ว 1102"], ())


def test_what_a_later_letter_sets_is_said_and_not_asked_about_again(path: Path) -> None:
    letters = (ROOT, made.province(), made.district(date=date(2023, 3, 18), tasks=(made.due(made.TO_ALL, EARLY),)))
    act(path, *letters)
    (done,) = act(path, extending(LATER)).carried_out
    (note,) = done.notes
    assert "ชย 0023.14/708 of 2023-03-18 gives" in str(note)
    assert "its day holds for 6 offices" in str(note)
    assert set(days(path).values()) == {"2023-03-17"}
    again = act(path, extending(LATER))
    assert (again.carried_out, again.left) == ((), ())


def test_one_that_states_no_day_moves_nothing_by_itself(path: Path) -> None:
    act(path, ROOT)
    assert "states no day" in left(act(path, extending(None)))[0]
    assert set(days(path).values()) == {"2023-03-24"}


def test_one_to_all_moves_tasks_that_nobody_here_owes_too(path: Path) -> None:
    act(path, replace(ROOT, tasks=(made.TO_OFFICES, made.TO_ALL)))
    (done,) = act(path, extending(LATER)).carried_out
    assert done.tasks == (made.CENTRE, made.HELP)
    assert query(path, "SELECT due_on FROM task") == [("2023-04-07",)] * 2


def test_a_day_between_an_office_s_own_and_the_task_s_is_before_that_in_force(path: Path) -> None:
    late = made.due(made.TO_ALL, LATEST)
    act(path, replace(ROOT, tasks=(late,)), made.province(tasks=()), made.district(tasks=(made.due(late, EARLY),)))
    assert set(days(path).values()) == {"2023-03-17"}
    everything = extending(LATER, 1101, subject="ขยายเวลา", text="ขยายเวลาทุกรายการ")
    for by in (extending(LATER), everything):
        assert "before the deadline in force, 2023-04-30" in left(act(path, by))[0]
        assert set(days(path).values()) == {"2023-03-17"}


def test_later_days_stay_where_others_move(path: Path) -> None:
    tasks = (made.due(made.TO_OFFICES, EARLY), made.due(made.TO_ALL, LATEST))
    act(path, replace(ROOT, tasks=tasks))
    (done,) = act(path, extending(LATER, subject="ขยายเวลา", text="ขยายเวลาทุกรายการ")).carried_out
    assert (done.tasks, done.obligations) == ((made.CENTRE,), 0)
    assert query(path, "SELECT due_on FROM task ORDER BY position") == [("2023-04-07",), ("2023-04-30",)]


def test_later_days_of_some_offices_stay_where_others_move(path: Path) -> None:
    act(path, ROOT)
    with writing(path, "extend") as transaction:
        extend(transaction, "908", LATEST, ["อบต.บ้านไร่"], "ระบบล่ม")
    (done,) = act(path, extending(LATER, recipients=(ONE, OTHER))).carried_out
    assert done.obligations == 1
    assert (days(path)[made.HELP, ONE], days(path)[made.HELP, OTHER]) == ("2023-04-30", "2023-04-07")


def test_a_task_that_is_not_named_has_no_say_in_whether_the_day_is_later(path: Path) -> None:
    undated = replace(TO_ONE, due_on=None, as_written="", rule="", audience=made.TO_ALL.audience)
    act(path, replace(ROOT, tasks=(made.due(made.TO_ALL, LATEST), undated)))
    said = left(act(path, extending(LATER, subject="ขยายเวลา", text=f"ขยายเวลา{made.HELP}")))[0]
    assert "before the deadline in force, 2023-04-30" in said


def test_what_a_letter_names_counts_whatever_a_clerk_moved_by_it(path: Path) -> None:
    act(path, replace(ROOT, tasks=(made.TO_ALL, TO_ONE)))
    by = extending(date(2023, 5, 10), subject="ขยายเวลา", text=f"ขยายเวลา{made.HELP}")
    act(path, by, agreed=False)
    with writing(path, "extend") as transaction:
        extend(transaction, "908", date(2023, 5, 10), [], "", tasks=(2,), by="1100")
    (effect,) = act(path, by, agreed=False).left
    assert (effect.note, effect.tasks) == (None, (made.HELP,))


def test_a_letter_recorded_otherwise_is_refused_with_what_it_leaves_out(path: Path) -> None:
    act(path, replace(ROOT, tasks=(made.TO_ALL, TO_ONE)))
    with pytest.raises(DiffersError):
        act(path, ROOT)


def test_the_journal_names_what_was_corrected_beside_what_was_carried_out(path: Path) -> None:
    act(path, ROOT)
    act(path, extending(LATER), agreed=False)
    with writing(path, "read") as transaction:
        again = [extending(LATER, subject="ขยายเวลาอีก")]
        record_with_effects(transaction, again, made.DISTRICT, TODAY, lambda _: True, "update")
    ((text,),) = query(path, "SELECT summary FROM journal ORDER BY id DESC LIMIT 1")
    assert text.startswith("carried out: มท 0810.7/ว 908: ")
    assert "; มท 0810.7/ว 1100: " in text
    assert "ขยายเวลาอีก" in text


# Which effects are listed.


def test_what_cannot_be_done_is_listed_with_the_letters_that_it_is_about_only(path: Path) -> None:
    act(path, extending(EARLY), extending(LATER, 1101, date=date(2023, 4, 3)))
    listed = act(path, ROOT, agreed=False)
    assert sorted(each.by.number for each in listed.left) == ["มท 0810.7/ว 1100", "มท 0810.7/ว 1101"]
    below = act(path, made.province(), agreed=False)
    assert [each.by.number for each in below.left] == ["มท 0810.7/ว 1101"]
    other = act(path, replace(ROOT, number="มท 0810.7/ว 77", subject="อื่น"), agreed=False)
    assert other.left == ()


def test_one_of_several_that_fit_is_told_of_it(path: Path) -> None:
    act(path, extending(LATER, links=(Link("extends", "มท 0810.7/ว 908"),)))
    act(path, replace(ROOT, issuer="กรมการปกครอง", issuer_code="dopa"), agreed=False)
    assert "several letters fit" in left(act(path, replace(ROOT, date=date(2023, 2, 28))))[0]


def test_what_cannot_be_carried_out_is_never_asked_about(path: Path) -> None:
    act(path, ROOT)
    asked: list[LetterEffect] = []

    def ask(effect: LetterEffect) -> bool:
        asked.append(effect)
        return True

    with writing(path, "read") as transaction:
        acted = record_with_effects(transaction, [extending(EARLY)], made.DISTRICT, TODAY, ask)
        unknown = LetterEffect("extends", find_letter(transaction.connection, "1100"))
        assert carry_out.carry_out_effect(transaction, unknown) is unknown
    assert (asked, acted.carried_out, len(acted.left)) == ([], (), 1)


# Whom a letter reaches.


def reached(path: Path, letter: Letter, kind: Any = "extends", to: date | None = LATER) -> EffectChanges | Message:
    act(path, letter, agreed=False)
    with writing(path, "read") as transaction:
        by, on = (find_letter(transaction.connection, each) for each in (letter.number, "ว 908"))
        return effects.work_out_effect(transaction.connection, kind, by, load_target(transaction.connection, on), to)


def test_a_request_to_those_above_acts_on_nothing(path: Path) -> None:
    act(path, ROOT)
    request = extending(LATER, issuer="อำเภอเทพสถิต", issuer_code=made.DISTRICT, recipients=(made.PROVINCE, ONE))
    assert "taken for a request" in str(reached(path, request))


@pytest.mark.parametrize(("recipients", "count"), [((), 0), (made.HERE, 6), ((ONE,), 1), (("3601",), 0)])
def test_a_letter_from_below_acts_for_those_that_it_is_addressed_to(
    path: Path, recipients: tuple[str, ...], count: int
) -> None:
    act(path, ROOT)
    by = extending(LATER, issuer="อำเภอเทพสถิต", issuer_code=made.DISTRICT, recipients=recipients)
    found = reached(path, by)
    if count:
        assert isinstance(found, EffectChanges)
        assert len(found.owed) == count
    else:
        assert "nobody whom it reaches" in str(found)


def test_a_letter_from_below_acts_on_nothing_of_its_own_issuer(tmp_path: Path) -> None:
    province = owned(tmp_path / "province.db", made.PROVINCE)
    hall = f"dla-{made.PROVINCE}"
    own = replace(made.TO_ALL, title="รายงานของจังหวัด", audience="")
    by = extending(LATER, issuer="จังหวัดชัยภูมิ", issuer_code=made.PROVINCE, recipients=(hall,))
    with writing(province, "read") as transaction:
        letters = [replace(ROOT, tasks=(own, made.TO_OFFICES)), by]
        acted = record_with_effects(transaction, letters, made.PROVINCE, TODAY, lambda _: True)
    assert [(each.tasks, each.obligations) for each in acted.carried_out] == [((made.CENTRE,), 1)]
    assert days(province) == {(own.title, made.PROVINCE): "2023-03-24", (made.CENTRE, hall): "2023-04-07"}


@pytest.mark.parametrize("kind", ["extends", "cancels"])
def test_where_nobody_owes_anything_there_is_nothing_to_do(path: Path, kind: str) -> None:
    act(path, replace(ROOT, tasks=(made.TO_OFFICES,)))
    by = extending(LATEST) if kind == "extends" else made.cancellation(recipients=(made.PROVINCE,))
    acted = act(path, by)
    assert acted.left == ()
    assert query(path, "SELECT count(*) FROM obligation") == [(0,)]


# What comes again and again.

ALL = made.TO_ALL.audience
MONTHLY = Task("รายงานประจำเดือน", "INFO", ALL, None, "FREQ=MONTHLY;BYMONTHDAY=5", "ภายในวันที่ ๕ ของทุกเดือน")
WEEKLY = Task("รายงานประจำสัปดาห์", "INFO", ALL, None, "FREQ=WEEKLY;BYDAY=MO", "ทุกวันจันทร์")


def other_days(rule: str = "FREQ=MONTHLY;BYMONTHDAY=10", **changes: Any) -> Letter:
    tasks = (Task("ขยายเวลา", "INFO", "", None, rule, "ภายในวันที่ ๑๐ ของทุกเดือน"),)
    return extending(None, **({"tasks": tasks, "subject": "ขยายเวลา"} | changes))


def rules(path: Path) -> list[bool]:
    return ["BYMONTHDAY=10" in rule for (rule,) in query(path, "SELECT rule FROM task ORDER BY position")]


def test_a_letter_gives_the_only_recurring_task_other_days(path: Path) -> None:
    act(path, replace(ROOT, tasks=(MONTHLY, made.TO_ALL)))
    (done,) = act(path, other_days()).carried_out
    assert len(done.rules) == 1
    assert rules(path) == [True, False]
    again = act(path, other_days())
    assert (again.carried_out, again.left) == ((), ())
    ((text,),) = query(path, "SELECT summary FROM journal WHERE summary LIKE '%1100%' ORDER BY id LIMIT 1")
    assert f"({done.rules[0].after})" in text


def test_of_several_recurring_tasks_the_clerk_says_which(path: Path) -> None:
    act(path, replace(ROOT, tasks=(MONTHLY, WEEKLY)))
    (asked,) = act(path, other_days(), agreed=False).left
    assert [row.position for row in asked.unclear] == [1, 2]
    assert "does not say which" in str(asked.note)
    (done,) = act(path, other_days(), agreed=[1]).carried_out
    assert [each.task for each in done.rules] == [asked.unclear[0].id]
    assert rules(path) == [True, False]


def test_other_days_need_what_comes_again_and_hold_for_all(path: Path) -> None:
    act(path, ROOT)
    assert "nothing there comes again and again" in left(act(path, other_days()))[0]
    act(path, replace(ROOT, number="มท 0810.7/ว 909", tasks=(MONTHLY,)))
    links = (Link("extends", "มท 0810.7/ว 909", made.ROOT_DAY, "กรมส่งเสริมการปกครองท้องถิ่น"),)
    part = other_days(number="มท 0810.7/ว 1101", links=links, recipients=(ONE,))
    assert "a part of those who owe" in left(act(path, part))[0]
    above = (replace(links[0], type="passes_on"),)
    act(path, made.province(parent=above[0].number, links=above, tasks=()))
    below = (Link("extends", "ชย 0023.6/3022", made.LATER, "จังหวัดชัยภูมิ"),)
    whole = other_days(number="มท 0810.7/ว 1102", links=below)
    assert "a part of those who owe" in left(act(path, whole))[0]
    assert rules(path) == [False, False]


@pytest.mark.parametrize(
    ("text", "says", "since"),
    [
        ("ขอยกเลิกการรายงาน", "", None),
        ("ขอยกเลิกการรายงาน ตั้งแต่วันที่ ๑ มิถุนายน ๒๕๖๖ เป็นต้นไป", "", date(2023, 6, 1)),
        ("ขอยกเลิกการรายงาน ตั้งแต่งวดถัดไป", "does not say by a day which", None),
        (
            "ขอยกเลิกการรายงาน ตั้งแต่วันที่ ๑ มิถุนายน ๒๕๖๖ เป็นต้นไป และตั้งแต่วันที่ ๑ กรกฎาคม ๒๕๖๖ เป็นต้นไป",
            "does not say by a day which",
            None,
        ),
    ],
)
def test_a_cancellation_ends_rounds_from_the_day_that_it_names(
    path: Path, text: str, says: str, since: date | None
) -> None:
    act(path, replace(ROOT, tasks=(MONTHLY,)))
    acted = act(path, made.cancellation(recipients=(made.PROVINCE,), text=text))
    if says:
        assert says in left(acted)[0]
    else:
        (done,) = acted.carried_out
        assert done.since == since


@pytest.mark.parametrize("kind", ["cancels", "replaces"])
def test_what_it_asks_itself_is_no_day_of_what_it_cancels(path: Path, kind: Any) -> None:
    act(path, ROOT)
    links = (replace(CITED[0], type=kind),)
    own = (Task("เรื่องใหม่", "INFO", made.TO_ALL.audience, LATEST, "on", "ภายในวันที่ 30 เมษายน 2566"),)
    (done,) = act(path, made.cancellation(recipients=(made.PROVINCE,), links=links, tasks=own)).carried_out
    assert (done.kind, done.before, done.to, done.obligations, done.is_part) == (kind, (), None, 6, False)
    assert done.notes == ()
    assert set(days(path).values()) == {"2023-03-24", "2023-04-30"}


def test_one_that_cancels_an_extension_changes_no_day(path: Path) -> None:
    act(path, ROOT)
    act(path, extending(LATER))
    links = (Link("cancels", "มท 0810.7/ว 1100", DAY, "กรมส่งเสริมการปกครองท้องถิ่น"),)
    assert (
        "which moved deadlines: they stay"
        in left(act(path, made.cancellation(recipients=(made.PROVINCE,), links=links)))[0]
    )
    assert set(days(path).values()) == {"2023-04-07"}
    links = (Link("extends", "มท 0810.7/ว 1100", DAY, "กรมส่งเสริมการปกครองท้องถิ่น"),)
    again = left(act(path, extending(LATEST, 1101, date=date(2023, 4, 3), links=links)))[0]
    assert "asks for nothing to be entered" in again


def test_a_rule_that_a_letter_asks_for_itself_is_none_of_what_it_cancels(path: Path) -> None:
    act(path, replace(ROOT, tasks=(MONTHLY,)))
    letter = made.cancellation(recipients=(made.PROVINCE,), tasks=other_days().tasks)
    (done,) = act(path, letter).carried_out
    assert (done.kind, done.rules, done.to) == ("cancels", (), None)


def test_a_day_that_an_extension_states_comes_before_its_rule(path: Path) -> None:
    act(path, ROOT)
    (done,) = act(path, extending(None, tasks=(*extending(LATER).tasks, *other_days().tasks))).carried_out
    assert (done.to, done.rules) == (LATER, ())


def test_days_that_come_no_more_change_nothing(path: Path) -> None:
    act(path, replace(ROOT, tasks=(MONTHLY,)))
    acted = act(path, other_days("FREQ=MONTHLY;BYMONTHDAY=10;UNTIL=20230310"))
    (left,) = acted.left
    assert (acted.carried_out, "no round is to come there" in str(left.note)) == ((), True)


def test_a_day_ends_what_comes_again_among_other_tasks_and_nothing_else(path: Path) -> None:
    act(path, replace(ROOT, tasks=(MONTHLY, made.TO_ALL)))
    text = "ขอยกเลิกการรายงาน ตั้งแต่วันที่ ๑ มิถุนายน ๒๕๖๖ เป็นต้นไป"
    (done,) = act(path, made.cancellation(recipients=(made.PROVINCE,), text=text), agreed=False).left
    assert done.since == date(2023, 6, 1)
    report = replace(made.TO_ALL, title="รายงานผลให้จังหวัดทราบ")
    act(path, made.province(tasks=(report,)), agreed=False)
    links = (Link("cancels", "ชย 0023.6/3022", made.LATER, "จังหวัดชัยภูมิ"),)
    by_province = made.cancellation(
        number="ชย 0023.6/3500", issuer="จังหวัดชัยภูมิ", issuer_code=made.PROVINCE, recipients=(made.DISTRICT,), links=links
    )
    (done,) = act(path, replace(by_province, text=text)).carried_out
    assert (done.since, done.tasks, done.obligations) == (None, (report.title,), 6)


def test_what_does_not_come_again_is_cancelled_whole_whatever_day_is_named(path: Path) -> None:
    act(path, ROOT)
    text = "ขอยกเลิกการรายงาน ตั้งแต่วันที่ ๑ มิถุนายน ๒๕๖๖ เป็นต้นไป"
    (done,) = act(path, made.cancellation(recipients=(made.PROVINCE,), text=text)).carried_out
    assert (done.since, done.obligations) == (None, 6)
