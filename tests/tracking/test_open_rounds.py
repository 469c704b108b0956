"""Which rounds are meant of what comes again and again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from circtrack.tracking.open_rounds import CURRENT, RoundChoice, find_moved, find_name, list_own_deadlines, list_rounds

if TYPE_CHECKING:
    from collections.abc import Mapping

FIFTH = "FREQ=MONTHLY;BYMONTHDAY=5"
EVERY = RoundChoice(every=True)


class Asked(NamedTuple):
    """A monthly report, asked for on 15 January 2024."""

    task: int = 1
    rule: str = FIFTH
    begins_on: str = "2024-01-15"
    own: tuple[str, ...] = ()
    moved: Mapping[str, str] = {}


def listed(today: str, choice: RoundChoice = CURRENT, *, early: bool = False, asked: Asked | None = None) -> list[str]:
    """The rounds' days in force, the open one's in brackets."""
    found = list_rounds([asked or Asked()], date.fromisoformat(today), choice, early=early)
    return [f"({each.due_on})" if each.is_open else each.due_on for each in found]


def test_rounds_that_have_opened_and_the_last_of_them_is_open() -> None:
    assert listed("2024-01-14") == []
    assert listed("2024-01-15") == ["(2024-02-05)"]
    assert listed("2024-02-05") == ["(2024-02-05)"]
    assert listed("2024-02-06") == ["2024-02-05", "(2024-03-05)"]


def test_early_also_the_next_that_falls_due_though_it_is_not_open() -> None:
    assert listed("2024-01-10", early=True) == ["2024-02-05"]
    assert listed("2024-02-05", early=True) == listed("2024-02-05", EVERY, early=True) == ["(2024-02-05)", "2024-03-05"]
    assert listed("2024-02-06", early=True) == ["2024-02-05", "(2024-03-05)"]


def test_early_one_far_ahead_is_named_by_its_place_or_a_day() -> None:
    assert listed("2024-02-06", RoundChoice(place=5), early=True) == ["2024-06-05"]
    assert listed("2024-02-06", RoundChoice(day=date(2024, 5, 20)), early=True) == ["2024-06-05"]
    assert listed("2024-02-06", RoundChoice(day=date(2024, 5, 20))) == []


def test_a_day_names_the_round_within_which_it_lies_or_that_was_moved_to_it() -> None:
    for day, due_on in (("01-15", "02-05"), ("02-05", "02-05"), ("02-06", "(2024-03-05)")):
        choice = RoundChoice(day=date.fromisoformat(f"2024-{day}"))
        assert listed("2024-02-06", choice) == [due_on if "(" in due_on else f"2024-{due_on}"]
    moved = Asked(moved={"2024-02-05": "2024-02-12"})
    assert listed("2024-02-06", RoundChoice(day=date(2024, 2, 12)), asked=moved) == ["2024-02-12", "(2024-03-05)"]
    assert listed("2024-02-06", RoundChoice(day=date(2024, 2, 5)), asked=moved) == ["2024-02-12"]


def test_a_moved_round_is_never_before_its_rule_s_day() -> None:
    moved = {"2024-02-05": "2024-02-12", "2024-02-06": "2024-02-09", "2024-03-05": "2024-03-01"}
    assert find_moved(Asked(moved=moved)) == {"2024-02-05": "2024-02-12", "2024-03-05": "2024-03-05"}


def test_a_name_of_an_earlier_rule_is_that_of_its_month() -> None:
    assert find_name(Asked(), "2024-03-10") == "2024-03-05"
    assert find_name(Asked(rule=f"{FIFTH};UNTIL=20240331"), "2024-06-10") == "2024-06-10"


def test_earlier_days_of_lower_letters_hold_where_the_round_was_not_moved_and_the_rule_is_still_theirs() -> None:
    third, fourth, fifth = (f"FREQ=MONTHLY;BYMONTHDAY={day};BEGINS=20240101" for day in (3, 4, 5))
    asked = Asked(own=(third, f"{fourth} {third}", f"{fifth} {third}", fifth))
    rounds = list_rounds([asked], date(2024, 2, 5))
    assert [(each.due_on, each.rule) for each in list_own_deadlines([asked], rounds)] == [
        ("2024-02-03", third),
        ("2024-02-03", f"{fourth} {third}"),
        ("2024-02-03", f"{fifth} {third}"),
    ]
    moved = asked._replace(moved={"2024-02-05": "2024-02-12"})
    assert list(list_own_deadlines([moved], list_rounds([moved], date(2024, 2, 5)))) == []
    later = asked._replace(rule=f"{FIFTH};UNTIL=20240304 FREQ=MONTHLY;BYMONTHDAY=10;BEGINS=20240310", own=(third,))
    found = list_own_deadlines([later], list_rounds([later], date(2024, 3, 6)))
    assert [each.round for each in found] == ["2024-02-05"]
