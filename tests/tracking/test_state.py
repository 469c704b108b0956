from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circtrack.model import Progress, State
from circtrack.thai.workdays import WorkingDays
from circtrack.tracking.state import (
    AT_RISK_DAYS,
    OWING,
    OWING_STATES,
    STATES,
    count_days_left,
    count_working_days_left,
    judge_state,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

DUE = date(2023, 3, 24)
TOLD = date(2023, 3, 9)
days = st.dates(date(2023, 1, 1), date(2024, 12, 31))
maybe = st.one_of(st.none(), days)
owing_progress: Sequence[Progress] = ("none", "incomplete", "blocked")


@pytest.mark.parametrize(
    ("today", "told_on", "expected"),
    [
        ("2023-03-10", TOLD, "owing"),
        ("2023-03-20", TOLD, "owing"),
        ("2023-03-21", TOLD, "at_risk"),
        ("2023-03-23", TOLD, "at_risk"),
        ("2023-03-24", TOLD, "due_today"),
        ("2023-03-25", TOLD, "overdue"),
        ("2023-03-20", None, "untold"),
        ("2023-03-21", None, "at_risk"),
        ("2023-03-24", None, "due_today"),
        ("2023-03-25", None, "overdue"),
    ],
)
@pytest.mark.parametrize("progress", owing_progress)
def test_the_states_of_what_is_owed(progress: Progress, today: str, told_on: date | None, expected: State) -> None:
    assert judge_state(progress, None, DUE, told=bool(told_on), today=date.fromisoformat(today)) == expected


@pytest.mark.parametrize(
    ("progress", "done_on", "due_on", "told_on", "expected"),
    [
        ("done", DUE, DUE, TOLD, "done"),
        ("done", DUE + timedelta(1), DUE, TOLD, "done_late"),
        ("done", None, DUE, TOLD, "done"),
        ("done", DUE, None, None, "done"),
        ("exempt", None, DUE, None, "exempt"),
        ("none", None, None, TOLD, "open"),
        ("blocked", None, None, None, "untold"),
    ],
)
def test_the_states_beside_the_calendar(
    progress: Progress, done_on: date | None, due_on: date | None, told_on: date | None, expected: State
) -> None:
    assert judge_state(progress, done_on, due_on, told=bool(told_on), today=date(2024, 1, 1)) == expected


def test_the_lists_of_states_name_each_once() -> None:
    assert sorted(STATES) == sorted(get_args(State))
    assert set(get_args(Progress)) >= OWING


@given(st.sampled_from(get_args(Progress)), maybe, maybe, maybe, days)
def test_what_is_owed_and_what_is_not_never_mix(
    progress: Progress, done_on: date | None, due_on: date | None, told_on: date | None, today: date
) -> None:
    assert (judge_state(progress, done_on, due_on, told=bool(told_on), today=today) in OWING_STATES) == (
        progress in OWING
    )


@given(st.sampled_from(owing_progress), days, maybe, days, st.integers(0, 400))
def test_what_is_owed_only_grows_more_pressing(
    progress: Progress, due_on: date, told_on: date | None, today: date, later: int
) -> None:
    pressing = {each: place for place, each in enumerate(("owing", "at_risk", "due_today", "overdue"))}
    pressing["untold"] = pressing["owing"]
    now = judge_state(progress, None, due_on, told=bool(told_on), today=today)
    then = judge_state(progress, None, due_on, told=bool(told_on), today=today + timedelta(later))
    assert pressing[then] >= pressing[now]


@given(st.sampled_from(get_args(Progress)), maybe, maybe, maybe, st.tuples(days, days))
def test_no_day_changes_what_is_settled(
    progress: Progress,
    done_on: date | None,
    due_on: date | None,
    told_on: date | None,
    todays: tuple[date, date],
) -> None:
    if progress in {"done", "exempt"} or due_on is None:
        assert len({judge_state(progress, done_on, due_on, told=bool(told_on), today=today) for today in todays}) == 1


@given(st.sampled_from(owing_progress), days, days, days)
def test_states_and_days_left_agree(progress: Progress, due_on: date, told_on: date, today: date) -> None:
    left = count_days_left(due_on, today)
    assert left is not None
    assert today + timedelta(left) == due_on
    expected = {
        "overdue": left < 0,
        "due_today": left == 0,
        "at_risk": 0 < left <= AT_RISK_DAYS,
        "owing": left > AT_RISK_DAYS,
    }
    assert [name for name, holds in expected.items() if holds] == [
        judge_state(progress, None, due_on, told=bool(told_on), today=today)
    ]


def test_without_a_deadline_no_days_are_left() -> None:
    assert count_days_left(None, DUE) is None


@pytest.mark.parametrize(
    ("due", "left"), [(24, 0), (25, 0), (26, 0), (27, 1), (28, 2), (31, 5), (23, -1), (20, -4), (19, -5), (17, -5)]
)
def test_working_days_left_are_those_after_today_up_to_the_last_day(due: int, left: int) -> None:
    friday = date(2023, 3, 24)
    assert count_working_days_left(date(2023, 3, due), friday, WorkingDays()) == left


def test_without_a_deadline_no_working_days_are_left() -> None:
    assert count_working_days_left(None, date(2023, 3, 24), WorkingDays()) is None
