from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circtrack.actions.letters.duties import Duty, plan_duties
from circtrack.actions.letters.receipt_deadlines import CountingResult, count_deadlines, count_from_day
from circtrack.model import Task
from circtrack.store.tasks import ChainMember
from circtrack.thai.expression_model import Relative
from circtrack.thai.workdays import WorkingDays

ROOT_DAY = date(2023, 3, 1)
MONDAY = date(2023, 3, 13)
FIFTEEN = "ภายใน ๑๕ วัน นับแต่วันที่ได้รับหนังสือ"
SEVEN = "ภายใน ๗ วัน นับแต่วันที่ได้รับหนังสือ"
WORKING = "ภายใน ๕ วันทำการ นับแต่วันที่ได้รับหนังสือ"


def letter(
    row: int,
    parent: int | None,
    *tasks: Task,
    to: str = "ab",
    received: dict[str, date] | None = None,
) -> ChainMember:
    receipts = tuple(sorted((received or {}).items()))
    return ChainMember(row, parent, f"no {row}", f"no {row}", ROOT_DAY, f"office {row}", tuple(to), tasks, receipts)


def asked(words: str = FIFTEEN, due: date | None = None, audience: str = "") -> Task:
    return Task("ศูนย์ช่วยเหลือประชาชน", "INFO", audience, due, "", words)


def counted(
    *members: ChainMember, halls: dict[str, str] | None = None, days: WorkingDays | None = None
) -> tuple[list[Duty], CountingResult]:
    plan = plan_duties(
        members, lambda member, phrase: tuple(phrase) or member.recipients, lambda m: frozenset(m.recipients)
    )
    counting = count_deadlines(plan.duties, members, lambda code: (halls or {}).get(code, ""), lambda: days)
    return plan.duties, counting


def due(
    *members: ChainMember, halls: dict[str, str] | None = None, days: WorkingDays | None = None
) -> dict[str, date | None]:
    (duty,) = counted(*members, halls=halls, days=days)[0]
    return {office: duty.due_on(office) for office in duty.offices}


def test_each_office_has_its_own_deadline_and_none_before_its_receipt_is_known() -> None:
    assert due(letter(1, None, asked(), received={"a": MONDAY})) == {"a": date(2023, 3, 27), "b": None}


def test_the_history_says_which_words_which_day_and_the_other_reading() -> None:
    (duty,), counting = counted(letter(1, None, asked(), received={"a": MONDAY}))
    (moved,) = duty.moved
    assert (moved.office, moved.due_on, moved.previous, moved.letter) == ("a", date(2023, 3, 27), None, 1)
    assert moved.reason == f"{FIFTEEN}: นับแต่วันที่ 13 มีนาคม 2566; หากไม่นับวันแรก ครบกำหนดวันที่ 28 มีนาคม 2566"
    (each,) = counting.counted
    assert (each.position, each.holder, each.how.other) == (1, "a", date(2023, 3, 28))


def test_a_text_that_leaves_the_first_day_out_has_one_reading() -> None:
    (duty,), _ = counted(letter(1, None, asked("ภายใน ๑๕ วัน นับถัดจากวันที่ได้รับหนังสือ"), received={"a": MONDAY}))
    assert duty.moved[0].reason == "ภายใน ๑๕ วัน นับถัดจากวันที่ได้รับหนังสือ: นับแต่วันที่ 13 มีนาคม 2566"
    assert duty.own_due == {"a": date(2023, 3, 28)}


def test_the_earliest_receipt_of_any_letter_that_brought_the_task_counts() -> None:
    root = letter(1, None, asked(audience="ab"), to="p", received={"p": date(2023, 3, 2)})
    first = letter(2, 1, to="ab", received={"a": date(2023, 3, 20), "b": MONDAY})
    again = letter(3, 2, to="ab", received={"a": MONDAY, "b": date(2023, 3, 20)})
    assert due(root, first, again) == {"a": date(2023, 3, 27), "b": date(2023, 3, 27)}


def test_what_a_lower_letter_asks_counts_from_that_letter_and_not_from_one_before_it() -> None:
    root = letter(1, None, asked("ภายในวันที่ 2023-04-30", date(2023, 4, 30)), received={"a": date(2023, 3, 2)})
    lower = letter(2, 1, asked(SEVEN), received={"a": date(2023, 3, 20)})
    assert due(root, lower) == {"a": date(2023, 3, 26), "b": date(2023, 4, 30)}


@pytest.mark.parametrize(
    ("stated", "in_force"), [(date(2023, 3, 20), date(2023, 3, 20)), (date(2023, 3, 31), date(2023, 3, 27))]
)
def test_of_a_day_that_a_letter_names_and_a_counted_one_the_earlier_is_in_force(stated: date, in_force: date) -> None:
    root = letter(1, None, asked(), received={"a": MONDAY})
    lower = letter(2, 1, asked(f"ภายในวันที่ {stated}", stated), to="a")
    assert due(root, lower)["a"] == in_force
    (duty,), _ = counted(root, lower)
    assert [moved.due_on for moved in duty.moved][-1] == in_force


def test_an_office_in_a_hall_has_what_its_hall_has_unless_a_letter_came_to_itself() -> None:
    root = letter(1, None, asked(audience="ax"), to="ah", received={"h": MONDAY})
    assert due(root, halls={"x": "h"}) == {"a": None, "x": date(2023, 3, 27)}
    own = letter(2, 1, to="x")
    assert due(root, own, halls={"x": "h"}) == {"a": None, "x": None}
    own = letter(2, 1, to="x", received={"x": date(2023, 3, 14)})
    assert due(root, own, halls={"x": "h"})["x"] == date(2023, 3, 28)


def test_working_days_need_someone_who_tells_them() -> None:
    root = letter(1, None, asked(WORKING), received={"a": MONDAY})
    assert due(root) == {"a": None, "b": None}
    assert counted(root)[1].without_working_days == 1
    works = WorkingDays(own={date(2023, 3, 15): False}, known_until=date(2026, 12, 31))
    assert due(root, days=works)["a"] == date(2023, 3, 20)
    assert "ทราบวันหยุดราชการถึงวันที่ 31 ธันวาคม 2569" in counted(root, days=works)[0][0].moved[0].reason


def test_working_days_are_not_asked_for_where_no_deadline_counts_them() -> None:
    def nobody() -> WorkingDays | None:
        raise AssertionError

    members = [letter(1, None, asked(), received={"a": MONDAY})]
    plan = plan_duties(members, lambda member, _: member.recipients, lambda m: frozenset(m.recipients))
    assert count_deadlines(plan.duties, members, lambda _: "", nobody).counted


def test_an_event_whose_day_the_text_gives_needs_no_receipt() -> None:
    works = WorkingDays()
    words = "ภายใน ๕ วันทำการ นับแต่วันที่ ๑๓ มีนาคม ๒๕๖๖"
    assert set(due(letter(1, None, asked(words)), days=works).values()) == {date(2023, 3, 17)}


@pytest.mark.parametrize(
    "words",
    [
        "ภายใน ๑๕ วัน นับแต่วันที่ประกาศ",
        "ภายใน ๑๕ วัน",
        "ภายใน ๒๔ ชั่วโมง นับแต่วันที่ได้รับหนังสือ",
        "ภายในวันที่ ๕ ของทุกเดือน",
        "โดยด่วน",
        "",
    ],
)
def test_nothing_is_invented_for_what_does_not_count_days_from_receipt(words: str) -> None:
    duties, counting = counted(letter(1, None, asked(words), received={"a": MONDAY}))
    assert (duties[0].own_due, duties[0].moved, counting) == ({}, [], CountingResult((), 0))


DAYS = st.dates(ROOT_DAY, date(2023, 5, 31))


@st.composite
def chains(draw: st.DrawFn) -> list[ChainMember]:
    words = st.sampled_from([FIFTEEN, SEVEN, WORKING, "ภายใน ๓๐ วัน นับถัดจากวันที่ได้รับหนังสือ", "โดยด่วน"])
    tasks = st.one_of(st.builds(asked, words), st.builds(asked, st.just("ภายในวันที่"), DAYS))
    return [
        letter(
            row,
            draw(st.integers(1, row - 1)) if row > 1 else None,
            *draw(st.lists(tasks, max_size=1, min_size=row == 1)),
            to="".join(sorted(to := draw(st.sets(st.sampled_from("abc"), min_size=1)))),
            received=draw(st.dictionaries(st.sampled_from(sorted(to)), DAYS, max_size=3)),
        )
        for row in range(1, draw(st.integers(1, 4)) + 1)
    ]


@pytest.mark.slow
@given(chains(), st.randoms(use_true_random=False))
def test_the_order_of_the_letters_changes_nothing(members: list[ChainMember], random: object) -> None:
    shuffled = list(members)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert counted(*shuffled, days=WorkingDays()) == counted(*members, days=WorkingDays())


@pytest.mark.slow
@given(chains())
def test_no_deadline_is_later_than_without_receipts_and_each_has_its_reason(members: list[ChainMember]) -> None:
    before, _ = counted(*(member._replace(received=()) for member in members), days=WorkingDays())
    after, counting = counted(*members, days=WorkingDays())
    received = {office for member in members for office, _ in member.received}
    for old, new in zip(before, after, strict=True):
        for office in new.offices:
            was, now = old.due_on(office), new.due_on(office)
            assert was is None or (now is not None and now <= was)
            assert was == now or office in received
        assert {moved.office: moved.due_on for moved in new.moved} == new.own_due
    for each in counting.counted:
        assert each.how.event + timedelta(days=6) <= each.how.due_on or each.how.working_days


def test_of_two_counts_the_earlier_is_used_and_a_lower_letter_s_own_is_for_those_it_was_sent_to() -> None:
    root = letter(1, None, asked(FIFTEEN), received={"a": MONDAY, "b": MONDAY})
    below = letter(2, 1, asked(SEVEN), to="a", received={"a": MONDAY, "b": MONDAY})
    assert due(root, below) == {"a": date(2023, 3, 19), "b": date(2023, 3, 27)}


def test_a_count_that_ends_on_the_day_in_force_moves_nothing() -> None:
    root = letter(1, None, asked("", date(2023, 3, 27)), to="a")
    (duty,), _ = counted(root, letter(2, 1, asked(FIFTEEN), to="a", received={"a": MONDAY}))
    assert duty.moved == []


def test_who_was_sent_the_letter_counts_its_own_receipt_and_who_was_not_and_sits_in_no_hall_too() -> None:
    assert due(letter(1, None, asked(), to="ap", received={"p": MONDAY}), halls={"a": "p"})["a"] is None
    assert due(letter(1, None, asked(audience="ab"), to="a", received={"b": MONDAY}))["b"] == date(2023, 3, 27)


def test_no_working_days_are_missed_where_they_are_known() -> None:
    _, counting = counted(letter(1, None, asked(WORKING), received={"a": MONDAY}), days=WorkingDays())
    assert counting.without_working_days == 0


def test_counted_back_the_reason_says_that_the_other_reading_counts_the_first_day() -> None:
    week_before = Relative(7, "day", backwards=True)
    assert (
        "หากนับวันแรกด้วย ครบกำหนดวันที่ 14 มีนาคม 2566"
        in count_from_day("", week_before, date(2023, 3, 20), lambda: None).reason
    )


def test_a_counted_day_is_kept_with_the_date_of_the_letter_that_states_it() -> None:
    duties, _ = counted(letter(1, None, asked(), received={"a": MONDAY}))
    (below,) = duties[0].below
    assert (below.due_on, below.letter, below.offices) == (duties[0].own_due["a"], 1, frozenset({"a"}))
    assert below.is_counted
