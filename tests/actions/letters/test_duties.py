from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circtrack.actions.letters.duties import DutyPlan, make_title_key, plan_duties
from circtrack.model import Task
from circtrack.store.tasks import ChainMember

EARLY, DUE, LATE = date(2023, 3, 17), date(2023, 3, 24), date(2023, 3, 31)
WHO = {
    "": ("a", "b"),
    "all": ("a", "b", "c", "d"),
    "half": ("a", "b"),
    "other": ("x",),
    "named": ("b", "x"),
    "every pao": ("a", "b", "c", "d"),
    "every sao": ("a", "b"),
    "nobody": (),
}
PAO, SAO = frozenset({"pao"}), frozenset({"sao"})
CHANGING = {"every pao": {"d": PAO, "l": PAO}, "every sao": {"b": SAO, "c": SAO, "d": SAO}}
BELOW = "a", "b"
"""Offices under the province."""


def letter(row: int, parent: int | None, *stated: Task, to: tuple[str, ...] = ("a", "b"), day: int = 1) -> ChainMember:
    return ChainMember(row, parent, f"no {row}", f"no {row}", date(2023, 3, day), f"office {row}", to, stated)


def plan(*members: ChainMember, within: frozenset[str] | None = None) -> DutyPlan:
    return plan_duties(
        members,
        lambda member, phrase: WHO[phrase] if phrase else member.recipients,
        lambda member: frozenset({*member.recipients, *(BELOW if "province" in member.recipients else ())}),
        within,
        lambda _, phrase: CHANGING.get(phrase, {}),
    )


def task(title: str = "ศูนย์ช่วยเหลือประชาชน", audience: str = "all", due: date | None = DUE) -> Task:
    return Task(title, "INFO", audience, due, "on", f"ภายใน {due}")


def titles(made: DutyPlan) -> list[str]:
    return [duty.task.title for duty in made.duties]


def notes(made: DutyPlan) -> list[str]:
    return [str(note) for _, note in made.notes]


def test_the_roots_tasks_are_owed_by_whom_it_names() -> None:
    made = plan(letter(1, None, task(), task("อื่น", "half"), to=("a",)))
    assert [list(duty.offices) for duty in made.duties] == [["a", "b", "c", "d"], ["a", "b"]]
    assert not made.notes


def test_a_task_without_an_audience_is_owed_by_the_recipients() -> None:
    (duty,) = plan(letter(1, None, task(audience=""), to=("q", "r"))).duties
    assert list(duty.offices) == ["q", "r"]


def test_a_lower_letter_repeats_a_task_in_the_words_of_its_scan() -> None:
    made = plan(letter(1, None, task("ศูนย์ (สถานที่กลาง)")), letter(2, 1, task("ศูนย์(สถานทีกลาง) ", "half")))
    (duty,) = made.duties
    assert duty.statements == [(1, 1), (2, 1)]
    assert (duty.own_due, duty.moved, made.notes) == ({}, [], [])


def test_another_wording_of_the_only_task_that_fits_is_taken_for_it_and_told() -> None:
    made = plan(
        letter(1, None, task("ศูนย์ช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่น"), task("อื่น", "other")),
        letter(2, 1, task("บันทึกข้อมูลศูนย์ช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่น", "half")),
    )
    assert len(made.duties) == 2
    assert "is taken for the task" in notes(made)[0]


def test_a_task_unlike_those_above_is_its_own_and_owed_below_that_letter() -> None:
    made = plan(letter(1, None, task()), letter(2, 1, task("รายงานผลให้จังหวัดทราบ", "half", EARLY)))
    assert titles(made) == ["ศูนย์ช่วยเหลือประชาชน", "รายงานผลให้จังหวัดทราบ"]
    assert list(made.duties[1].offices) == ["a", "b"]
    assert made.duties[0].own_due == {}


def test_the_same_title_for_other_offices_is_another_task() -> None:
    made = plan(letter(1, None, task(audience="other")), letter(2, 1, task(audience="half")))
    assert [list(duty.offices) for duty in made.duties] == [["x"], ["a", "b"]]


def test_who_is_asked_below_only_owes_too_and_that_is_told() -> None:
    made = plan(letter(1, None, task(audience="half")), letter(2, 1, task(audience="all"), to=("a", "b", "c", "d")))
    (duty,) = made.duties
    assert list(duty.offices) == ["a", "b", "c", "d"]
    assert "asks 2 more offices" in notes(made)[0]


def test_an_earlier_deadline_below_counts_for_those_it_reached() -> None:
    made = plan(letter(1, None, task()), letter(2, 1, task(audience="half", due=EARLY)))
    (duty,) = made.duties
    assert duty.task.due_on == DUE
    assert duty.own_due == {"a": EARLY, "b": EARLY}
    assert [(moved.office, moved.previous, moved.letter) for moved in duty.moved] == [("a", DUE, 2), ("b", DUE, 2)]
    assert duty.due_on("c") == DUE


def test_a_later_deadline_below_is_told_and_not_applied() -> None:
    made = plan(letter(1, None, task()), letter(2, 1, task(audience="half", due=LATE)))
    assert made.duties[0].own_due == {}
    assert notes(made)[0].startswith(
        "no 2 gives 'ศูนย์ช่วยเหลือประชาชน' until 2023-03-31; 2023-03-24 from above stays in force"
    )


def test_a_deadline_below_counts_where_the_root_sets_none() -> None:
    made = plan(letter(1, None, task(due=None)), letter(2, 1, task(audience="half")))
    assert made.duties[0].own_due == {"a": DUE, "b": DUE}


def test_a_deadline_is_measured_against_the_one_in_force_above() -> None:
    made = plan(
        letter(1, None, task()),
        letter(2, 1, task(audience="half", due=EARLY)),
        letter(3, 2, task(audience="half"), to=("a",), day=2),
    )
    assert made.duties[0].own_due == {"a": EARLY, "b": EARLY}
    assert "2023-03-17 from above stays in force for 1 office" in notes(made)[0]


def test_of_two_tasks_with_one_title_a_lower_letter_repeats_the_one_for_its_offices() -> None:
    above = letter(1, None, task(audience="half"), task(audience="all", due=LATE), to=("a", "b", "c", "d"))
    made = plan(above, letter(2, 1, task(audience="all", due=EARLY), to=("a", "b", "c", "d")))
    assert [duty.statements for duty in made.duties] == [[(1, 1)], [(1, 2), (2, 1)]]
    assert made.duties[0].own_due == {}


def test_an_undated_task_of_the_root_takes_the_day_of_the_letter_below_and_keeps_what_has_none() -> None:
    words = task(due=None)
    made = plan(letter(1, None, words), letter(2, 1, task(audience="half", due=EARLY)), letter(3, 1, words, day=2))
    (duty,) = made.duties
    assert {office: duty.due_on(office) for office in "abcd"} == {"a": EARLY, "b": EARLY, "c": None, "d": None}
    assert [undated.letter for undated in duty.undated] == [1, 3]


def test_notes_count_the_offices_of_this_database_only() -> None:
    chain = letter(1, None, task()), letter(2, 1, task(due=LATE), to=("a", "b", "c", "d"))
    assert "stays in force for 4 offices" in notes(plan(*chain))[0]
    assert "stays in force for 1 office" in notes(plan(*chain, within=frozenset({"c"})))[0]
    assert notes(plan(*chain, within=frozenset())) == []


LONG = "ศูนย์ช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่น"


@pytest.mark.parametrize(
    ("above", "below", "is_one"),
    [
        (LONG, "ศูนย์", True),
        ("ศูนย์", LONG, True),
        ("a" * 17 + "xyz", "a" * 17 + "uvw", True),  # 0.85, just enough
        ("a" * 16 + "xyzv", "a" * 16 + "uwrs", False),
        ("x" + LONG * 5, "y" + LONG * 5, True),  # as long as a whole paragraph
    ],
)
def test_titles_of_which_one_holds_the_other_or_that_differ_in_little_name_one_task(
    above: str, below: str, is_one: bool
) -> None:
    made = plan(letter(1, None, task(above, "half")), letter(2, 1, task(below, "half")))
    assert len(made.duties) == (1 if is_one else 2)


def test_another_wording_is_taken_for_a_task_once_and_only_where_that_is_owed_by_all_it_names() -> None:
    twice = plan(letter(1, None, task(LONG)), letter(2, 1, task("บันทึก" + LONG, "half"), task("รายงาน" + LONG, "half")))
    assert titles(twice) == [LONG, "รายงาน" + LONG]
    wider = plan(letter(1, None, task(LONG, "half")), letter(2, 1, task("บันทึก" + LONG, "all")))
    assert titles(wider) == [LONG, "บันทึก" + LONG]


def test_whom_an_earlier_day_below_is_for() -> None:
    def early(audience: str, *to: str) -> dict[str, date]:
        return plan(letter(1, None, task()), letter(2, 1, task(audience=audience, due=EARLY), to=to)).duties[0].own_due

    assert set(early("half", "a", "b", "c", "d")) == {"a", "b"}
    assert set(early("", "province")) == {"a", "b"}
    assert set(early("", "a", "x")) == {"a"}
    assert set(early("nobody", "c", "d")) == {"c", "d"}


def test_without_a_phrase_a_task_below_is_the_one_above_and_adds_nobody() -> None:
    (duty,) = plan(letter(1, None, task()), letter(2, 1, task(audience=""), to=("x",))).duties
    assert list(duty.offices) == ["a", "b", "c", "d"]


def test_who_must_act_may_be_said_below_and_is_noted_of_the_letter_that_does_not_say_it() -> None:
    (duty,) = plan(letter(1, None, task(audience="nobody")), letter(2, 1, task(audience="half"))).duties
    assert (list(duty.offices), duty.unassigned) == (["a", "b"], False)
    made = plan(letter(1, None, task()), letter(2, 1, task("อื่น", "nobody")))
    assert [duty.unassigned for duty in made.duties] == [False, True]
    assert "of whom no 2 asks 'อื่น'" in notes(made)[0]


def test_a_letter_below_follows_its_parent_even_if_it_is_dated_before_it() -> None:
    (duty,) = plan(letter(1, 2, task(), day=1), letter(2, None, task(), day=5)).duties
    assert duty.statements == [(2, 1), (1, 1)]


def test_of_several_deadlines_in_force_the_note_names_the_earliest() -> None:
    third = letter(3, 2, task(due=LATE), to=("a", "b", "c", "d"))
    made = plan(letter(1, None, task()), letter(2, 1, task(audience="half", due=EARLY)), third)
    assert "2023-03-17 from above stays in force for 4 offices" in notes(made)[0]


def test_a_task_without_day_and_words_has_no_deadline_to_count() -> None:
    assert plan(letter(1, None, Task("แผน", "", "all", None, "", ""))).duties[0].undated == []


def test_earlier_days_of_offices_that_others_hold_are_left_out() -> None:
    below = letter(2, 1, task(due=EARLY), to=("a", "b", "c", "d"))
    (duty,) = plan(letter(1, None, task(audience="half")), below, within=frozenset("c")).duties
    assert (duty.own_due, [moved.office for moved in duty.moved]) == ({"c": EARLY}, ["c"])


def test_letters_beside_each_other_do_not_share_their_own_tasks() -> None:
    report = task("รายงานผลให้จังหวัดทราบ", "")
    made = plan(letter(1, None, task()), letter(2, 1, report, to=("a",)), letter(3, 1, report, to=("b",)))
    assert [list(duty.offices) for duty in made.duties[1:]] == [["a"], ["b"]]


def test_what_cannot_be_told_is_owed_by_nobody_and_said() -> None:
    made = plan(letter(1, None, task(audience="nobody")), letter(2, None, task(audience=""), to=()))
    assert [duty.offices for duty in made.duties] == [{}, {}]
    assert all(duty.unassigned for duty in made.duties)
    assert "not yet said who must act: which offices 'nobody' are" in notes(made)[0]
    assert "of nobody whose name is known" in notes(made)[1]


def test_of_what_a_letter_asks_that_is_not_seen_here_nobody_can_say_that_no_one_owes_it() -> None:
    asked, not_asked = task(audience="half"), task("อื่น", "nobody")
    seen, hidden = plan(letter(1, None, asked, not_asked)), plan(letter(-1, None, asked, not_asked))
    assert [duty.unassigned for duty in seen.duties] == [False, True]
    assert [duty.unassigned for duty in hidden.duties] == [False, None]
    assert (len(seen.notes), hidden.notes) == (1, [])


def test_what_a_letter_means_does_not_depend_on_whose_database_it_is() -> None:
    members = letter(1, None, task()), letter(2, 1, task(audience="half", due=EARLY))
    made = plan(*members, within=frozenset("bcx"))
    (duty,) = made.duties
    assert list(duty.offices) == ["b", "c"]
    assert duty.own_due == {"b": EARLY}
    assert [moved.office for moved in duty.moved] == ["b"]


def test_titles_are_compared_without_what_scans_lose() -> None:
    assert make_title_key('"ศูนย์ฯ (สถานที่กลาง)" ๖') == make_title_key("ศูนยฯ(สถานทีกลาง)6")
    assert make_title_key("ศูนย์ช่วยเหลือ") != make_title_key("ศูนย์ปฏิบัติการ")


days = st.sampled_from([None, EARLY, DUE, LATE])
stated = st.builds(task, st.sampled_from(["ศูนย์", "ศูนย์ช่วยเหลือ", "รายงาน"]), st.sampled_from(sorted(WHO)), days)


@st.composite
def chains(draw: st.DrawFn) -> list[ChainMember]:
    rows = range(1, draw(st.integers(1, 6)) + 1)
    return [
        letter(
            row,
            draw(st.integers(1, row - 1)) if row > 1 else None,
            *draw(st.lists(stated, max_size=3)),
            to=tuple(draw(st.sets(st.sampled_from("abcdx"), max_size=4))),
            day=row,
        )
        for row in rows
    ]


@given(chains(), st.randoms(use_true_random=False))
def test_the_order_of_the_letters_changes_nothing(members: list[ChainMember], random: object) -> None:
    shuffled = list(members)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert plan(*shuffled) == plan(*members)


@given(chains())
def test_every_statement_is_of_one_task_and_no_deadline_is_later_than_the_tasks(members: list[ChainMember]) -> None:
    made = plan(*members)
    places = [place for duty in made.duties for place in duty.statements]
    assert sorted(places) == [(each.id, at) for each in members for at, _ in enumerate(each.stated, 1)]
    for duty in made.duties:
        assert duty.own_due.keys() <= duty.offices.keys()
        assert all(duty.task.due_on is None or own < duty.task.due_on for own in duty.own_due.values())
        assert {moved.office: moved.due_on for moved in duty.moved} == duty.own_due


@given(chains(), st.sets(st.sampled_from("abcdx")))
def test_the_part_of_one_office_is_a_part_of_the_whole(members: list[ChainMember], within: set[str]) -> None:
    whole, part = plan(*members), plan(*members, within=frozenset(within))
    for all_of_it, duty in zip(whole.duties, part.duties, strict=True):
        assert replace(duty.task) == all_of_it.task
        assert list(duty.offices) == [office for office in all_of_it.offices if office in within]
        assert all(duty.due_on(office) == all_of_it.due_on(office) for office in duty.offices)


# The days of a lower letter in what comes again and again.


def monthly(day: int, audience: str = "all", **changes: object) -> Task:
    rule = f"FREQ=MONTHLY;BYMONTHDAY={day}"
    return replace(Task("รายงาน", "INFO", audience, None, rule, f"ภายในวันที่ {day} ของทุกเดือน"), **changes)  # type: ignore[arg-type]


def test_earlier_days_of_each_round_hold_for_those_whom_the_letter_reached() -> None:
    made = plan(letter(1, None, monthly(10)), letter(2, 1, monthly(5, "half"), day=12))
    (duty,) = made.duties
    own = "BEGINS=20230312;BYMONTHDAY=5;FREQ=MONTHLY"
    assert {office: sorted(rule.split(";")) for office, rule in duty.own_rules.items()} == {
        office: own.split(";") for office in BELOW
    }
    assert [(each.office, each.due_on, each.previous, each.round, each.letter) for each in duty.moved] == [
        (office, date(2023, 4, 5), date(2023, 4, 10), date(2023, 4, 10), 2) for office in BELOW
    ]
    assert duty.moved[0].rule == duty.own_rules["a"]
    assert (made.notes, duty.own_due, duty.below) == ([], {}, [])
    (kept,) = plan(
        letter(1, None, monthly(10)), letter(2, 1, monthly(5, "half"), day=12), within=frozenset({"a", "c"})
    ).duties
    assert list(kept.own_rules) == ["a"]
    more = letter(1, None, monthly(10, "half")), letter(2, 1, monthly(5), day=12)
    assert list(plan(*more, within=frozenset({"c"})).duties[0].own_rules) == ["c"]


def test_rounds_count_from_the_earliest_letter() -> None:
    for first, second in ((9, 2), (2, 9)):
        made = plan(letter(1, None, monthly(10), day=first), letter(2, 1, monthly(10), day=second))
        assert made.duties[0].begins_on == date(2023, 3, 2)


def test_days_of_each_round_hold_from_the_first_that_is_earlier() -> None:
    last = monthly(-1)
    since_june = monthly(5, rule="FREQ=MONTHLY;BYMONTHDAY=5;BEGINS=20230601")
    for stated, day, round_ in (
        (monthly(30), date(2023, 5, 30), date(2023, 5, 31)),  # the last day of April is the 30th
        (since_june, date(2023, 6, 5), date(2023, 6, 30)),
    ):
        made = plan(letter(1, None, last), letter(2, 1, stated, day=31))
        assert {(each.due_on, each.round) for each in made.duties[0].moved} == {(day, round_)}
        assert not made.notes


def test_later_days_of_each_round_are_said_and_change_nothing() -> None:
    made = plan(letter(1, None, monthly(10)), letter(2, 1, monthly(15, "half"), day=2))
    (duty,) = made.duties
    assert (duty.own_rules, duty.moved) == ({}, [])
    assert "earlier in no round: 'ภายในวันที่ 10 ของทุกเดือน' from above stays" in notes(made)[0]
    same = plan(letter(1, None, monthly(10)), letter(2, 1, monthly(10, "half"), day=2))
    assert (same.duties[0].moved, same.notes) == ([], [])
    no_days = plan(letter(1, None, monthly(10)), letter(2, 1, monthly(10, "half", rule="", as_written=""), day=2))
    assert (no_days.duties[0].moved, no_days.notes) == ([], [])


def test_one_earlier_day_holds_in_its_round_only_and_two_letters_days_together() -> None:
    one = monthly(5, "half", due_on=date(2023, 4, 3), rule="on")
    made = plan(letter(1, None, monthly(10)), letter(2, 1, one, day=12), letter(3, 1, monthly(5, "half"), day=13))
    (duty,) = made.duties
    first, second = duty.own_rules["a"].split(" ")
    assert {"FREQ=DAILY", "COUNT=1", "BEGINS=20230403"} == set((first + ";" + second).split(";")) - {
        "FREQ=MONTHLY",
        "BYMONTHDAY=5",
        "BEGINS=20230313",
    }
    assert [(each.due_on, each.previous, each.round) for each in duty.moved if each.office == "a"] == [
        (date(2023, 4, 3), date(2023, 4, 10), date(2023, 4, 10)),
        (date(2023, 4, 5), date(2023, 4, 10), date(2023, 4, 10)),
    ]


def test_each_day_that_a_lower_letter_states_is_kept_with_its_date_and_offices() -> None:
    (duty,) = plan(letter(1, None, task()), letter(2, 1, task(audience="half", due=LATE), day=9)).duties
    (below,) = duty.below
    assert below[:5] == (LATE, f"ภายใน {LATE}", 2, date(2023, 3, 9), frozenset(BELOW))
    assert not below.is_counted


@pytest.mark.parametrize(
    ("audiences", "offices", "kinds"),
    [
        (["every pao"], "abcdl", {"d": PAO, "l": PAO}),
        (["every sao", ""], "abcd", {"b": SAO, "c": SAO, "d": SAO}),
        (["every pao", "every sao"], "abcdl", {"d": PAO | SAO, "l": PAO}),
        (["every sao", "every pao"], "abcdl", {"d": PAO | SAO, "l": PAO}),  # b and c are asked whatever they are
        (["every sao", "named"], "abcdx", {"c": SAO, "d": SAO}),  # and so is who is named
        (["named", "every sao"], "bxacd", {"c": SAO, "d": SAO}),
        ([""], "ab", {}),
    ],
)
def test_who_becomes_of_a_kind_that_is_asked_owes_what_recurs_while_it_is(
    audiences: list[str], offices: str, kinds: dict[str, frozenset[str]]
) -> None:
    stated = [Task("รายงาน", "", each, None, "FREQ=MONTHLY;BYMONTHDAY=5", "ทุกวันที่ ๕") for each in audiences]
    made = plan(*(letter(row, row - 1 or None, each) for row, each in enumerate(stated, 1)))
    (duty,) = made.duties
    assert (set(duty.offices), duty.kinds) == (set(offices), kinds)
    (held,) = plan(
        *(letter(row, row - 1 or None, each) for row, each in enumerate(stated, 1)), within=frozenset("bd")
    ).duties
    assert held.kinds == {office: of for office, of in kinds.items() if office in "bd"}


def test_what_is_asked_once_is_asked_of_who_is_there() -> None:
    every = task(audience="every pao")
    for members in ([letter(1, None, every)], [letter(1, None, task()), letter(2, 1, every)]):
        (duty,) = plan(*members).duties
        assert (list(duty.offices), duty.kinds) == (["a", "b", "c", "d"], {})
