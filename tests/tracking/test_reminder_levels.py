"""When something is said, and that it is said once and not forgotten."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circtrack.tracking.reminders import Reminders, Rules, SentReminder, name_level, parse_level

DUE = date(2023, 3, 24)
"""A Friday."""

HOLIDAY = date(2023, 3, 22)


def weekdays(day: date) -> bool:
    return day.weekday() < 5


def on(day: str) -> date:
    return date.fromisoformat(f"2023-{day}")


def level(day: str, *said: int, due: date = DUE, **rules: object) -> int | None:
    reminders = Reminders(Rules()._replace(**rules), weekdays)  # type: ignore[arg-type]  # fields of the rules
    return reminders.due_now(due, on(day), [SentReminder(due, each) for each in said])


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("03-16", None),
        ("03-17", -7),
        ("03-20", -7),
        ("03-21", -3),
        ("03-23", -1),
        ("03-24", 0),
        ("03-27", 3),
        ("03-29", 3),
        ("03-30", 6),
        ("06-22", 90),
    ],
)
def test_of_all_levels_that_have_come_the_most_pressing_is_said(day: str, expected: int | None) -> None:
    assert level(day) == expected


def test_what_was_said_is_not_said_again() -> None:
    assert level("03-20", -7) is None
    assert level("03-21", -7) == -3
    assert level("03-21", -7, -3) is None


def test_a_missed_day_catches_up() -> None:
    assert level("03-22", -7) == -3


def test_what_falls_on_a_day_off_is_said_before_it_as_long_as_there_is_time() -> None:
    saturday, sunday = date(2023, 3, 25), date(2023, 3, 26)
    for due in (saturday, sunday):
        assert level("03-24", due=due) == 0
        assert level("03-25", due=due) is level("03-26", due=due) is None
        assert level("03-27", 0, due=due) == 1
        assert level("03-23", due=due) == -3
    assert level("03-26", due=sunday, quiet_on_days_off=False) == 0
    assert level("03-24", due=sunday, quiet_on_days_off=False) == -3


def test_the_last_day_of_a_long_holiday_is_said_before_it() -> None:
    songkran = {date(2023, 4, day) for day in (13, 14, 17)}
    reminders = Reminders(Rules(), lambda day: weekdays(day) and day not in songkran)
    due = date(2023, 4, 13)
    said = {day: reminders.of_day(due, date(2023, 4, day)) for day in range(6, 21)}
    assert {day: each for day, each in said.items() if each is not None} == {6: -7, 10: -3, 12: 0, 18: 3, 19: 6}


def test_the_day_after_is_said_too() -> None:
    wednesday = date(2023, 3, 22)
    assert [level(f"03-{day}", due=wednesday) for day in (22, 23, 24)] == [0, 1, 1]
    assert level("03-23", due=wednesday, every_overdue=0) == 0


def test_of_urgent_letters_more_is_said() -> None:
    reminders = Reminders(Rules().for_urgent(), weekdays)
    days = [DUE + timedelta(days=day) for day in range(-8, 7)]
    said = [reminders.of_day(DUE, day) for day in days]
    assert [each for each in said if each is not None] == [-5, -3, -2, -1, 0, 3, 4, 5, 6]
    assert Rules(days_before=()).for_urgent() == Rules(days_before=())


def test_a_deadline_that_moves_begins_anew() -> None:
    reminders = Reminders(Rules(), weekdays)
    said = [SentReminder(DUE, 0)]
    assert reminders.due_now(DUE, on("03-24"), said) is None
    assert reminders.due_now(on("03-31"), on("03-24"), said) == -7


def test_levels_can_be_switched_off() -> None:
    assert level("03-24", -1, on_day=False) is None
    assert level("03-30", 0, every_overdue=0) is None
    assert level("03-21", days_before=()) is None
    assert level("03-21", -7, days_before=()) is None


def test_working_days_are_counted_on_request() -> None:
    # From Wednesday the 15th there are seven working days to Friday the 24th.
    assert level("03-14", working_days=True) is None
    assert level("03-15", working_days=True) == -7
    # The first working day after Friday is Monday, the third is Wednesday.
    assert level("03-27", 0, working_days=True) == 1
    assert level("03-28", 1, working_days=True) is None
    assert level("03-29", 0, working_days=True) == 3


def test_counted_in_working_days_a_deadline_on_a_day_off_is_said_on_the_last_working_day() -> None:
    assert level("03-24", due=date(2023, 3, 25), working_days=True) == 0


def test_a_holiday_is_a_day_off() -> None:
    reminders = Reminders(Rules(working_days=True), lambda day: weekdays(day) and day != HOLIDAY)
    assert reminders.reached(DUE, on("03-14")) == -7
    assert reminders.due_now(DUE, HOLIDAY, []) is None


@pytest.mark.parametrize(("day", "expected"), [("03-16", None), ("03-17", -7), ("03-20", None), ("03-21", -3)])
def test_without_memory_only_the_level_of_the_day_is_said(day: str, expected: int | None) -> None:
    assert Reminders(Rules(), weekdays).of_day(DUE, on(day)) == expected


def test_without_memory_what_falls_on_a_day_off_is_said_on_the_working_day_before() -> None:
    reminders = Reminders(Rules(days_before=(5,)), weekdays)
    assert [reminders.of_day(DUE, on(day)) for day in ("03-17", "03-19", "03-20", "03-21")] == [-5, None, None, None]


def test_without_memory_what_fell_on_a_day_off_after_the_deadline_is_said_on_the_next_working_day() -> None:
    reminders = Reminders(Rules(every_overdue=2), weekdays)
    assert [reminders.of_day(DUE, on(day)) for day in ("03-25", "03-26", "03-27", "03-28")] == [None, None, 2, 4]


def test_after_a_month_of_rest_only_what_came_since_is_said_without_memory() -> None:
    assert Reminders(Rules(), lambda day: day >= DUE).of_day(DUE, DUE) == 0


def test_the_next_day_worked_is_the_day_itself_or_a_later_one() -> None:
    reminders = Reminders(Rules(), weekdays)
    assert [reminders.next_worked(on(day)) for day in ("03-24", "03-25")] == [on("03-24"), on("03-27")]
    assert Reminders(Rules(), lambda _: False).next_worked(DUE) == DUE


@pytest.mark.parametrize(("number", "name"), [(-7, "before 7"), (0, "due"), (12, "overdue 12")])
def test_a_level_has_a_name(number: int, name: str) -> None:
    assert name_level(number) == name
    assert parse_level(name) == number


def test_what_names_no_level_is_none() -> None:
    assert parse_level("asked 3") is None
    assert parse_level("asked 2023-03-20") is None
    assert parse_level("before x") is None


# Laws. A story: rules, days off, and the days on which someone ran it.
RULES = st.builds(
    Rules,
    days_before=st.lists(st.integers(0, 25), max_size=4).map(tuple),
    on_day=st.booleans(),
    every_overdue=st.integers(0, 10),
    working_days=st.booleans(),
    quiet_on_days_off=st.booleans(),
)
DAYS = [DUE + timedelta(days=step) for step in range(-60, 61)]
OFF = st.frozensets(st.sampled_from(DAYS), max_size=20)
RUNS = st.lists(st.sampled_from(DAYS), unique=True).map(sorted)


def story(reminders: Reminders, runs: list[date]) -> list[tuple[date, int]]:
    """What runs with a memory say, with the day."""
    said: list[tuple[date, int]] = []
    for day in runs:
        now = reminders.due_now(DUE, day, [SentReminder(DUE, each) for _, each in said])
        if now is not None:
            said.append((day, now))
    return said


def made(rules: Rules, off: frozenset[date]) -> Reminders:
    return Reminders(rules, lambda day: weekdays(day) and day not in off)


@given(RULES, OFF, RUNS)
def test_law_a_level_is_said_at_most_once_and_they_only_grow(
    rules: Rules, off: frozenset[date], runs: list[date]
) -> None:
    levels = [each for _, each in story(made(rules, off), runs)]
    assert all(earlier < later for earlier, later in pairwise(levels))


@given(RULES, OFF, RUNS)
def test_law_nothing_is_skipped_for_ever(rules: Rules, off: frozenset[date], runs: list[date]) -> None:
    reminders = made(rules, off)
    said = story(reminders, runs)
    for day in runs:
        reached = reminders.reached(DUE, day)
        if reached is not None and not reminders.is_quiet(day):
            assert max(each for when, each in said if when <= day) >= reached


@given(RULES, OFF, RUNS)
def test_law_on_a_quiet_day_nothing_is_said(rules: Rules, off: frozenset[date], runs: list[date]) -> None:
    reminders = made(rules, off)
    assert not [day for day, _ in story(reminders, runs) if reminders.is_quiet(day)]


@given(RULES, OFF)
def test_law_a_report_without_memory_says_day_by_day_what_one_with_it_does(rules: Rules, off: frozenset[date]) -> None:
    reminders = made(rules, off)
    plain = [(day, level) for day in DAYS if (level := reminders.of_day(DUE, day)) is not None]
    assert plain == story(reminders, DAYS)


@pytest.mark.slow
@given(RULES, OFF, RUNS, st.integers(1, 30))
def test_law_a_deadline_that_moves_begins_anew(
    rules: Rules, off: frozenset[date], runs: list[date], later: int
) -> None:
    reminders, moved = made(rules, off), DUE + timedelta(days=later)
    said = [SentReminder(DUE, each) for _, each in story(reminders, runs)]
    for day in DAYS:
        assert reminders.due_now(moved, day, said) == reminders.due_now(moved, day, [])
