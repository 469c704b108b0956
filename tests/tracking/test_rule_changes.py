"""A rule that becomes another from one round on: which days follow, and which round is which."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circtrack.recurrence import find_parts_on
from circtrack.tracking.rounds import Round, find_rounds, iterate_rounds
from circtrack.tracking.rule_changes import (
    RuleChange,
    change_rule,
    find_change,
    find_day_instead,
    find_end,
    find_own_day,
    find_period,
    find_round_of,
)

LETTER = date(2024, 1, 15)
FAR = date(2024, 7, 1)
FIFTH, TENTH, THIRD = (f"FREQ=MONTHLY;BYMONTHDAY={day}" for day in (5, 10, 3))
FRIDAYS = "FREQ=WEEKLY;BYDAY=FR"
QUARTERS = "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=15"


def days(rule: str, through: date = FAR) -> list[str]:
    return [str(each.due_on)[5:] for each in find_rounds(rule, LETTER, through)]


def changed(rule: str, other: str, place: int, today: date = LETTER) -> str:
    found = find_change(rule, other, LETTER, today, place)
    assert found is not None
    assert found[0].place == place or not place
    return change_rule(rule, LETTER, [found[1]])


@pytest.mark.parametrize(
    ("other", "place", "found"),
    [
        (TENTH, 3, ["02-05", "03-05", "04-10", "05-10", "06-10", "07-10"]),
        (THIRD, 3, ["02-05", "03-05", "04-03", "05-03", "06-03", "07-03"]),
        (THIRD, 1, ["02-03", "03-03", "04-03", "05-03", "06-03", "07-03"]),
        ("FREQ=MONTHLY;BYMONTHDAY=28", 3, ["02-05", "03-05", "04-28", "05-28", "06-28", "07-28"]),
        ("FREQ=MONTHLY;BYMONTHDAY=10;REPORTS=MONTH", 3, ["02-05", "03-05", "04-10", "05-10", "06-10", "07-10"]),
        ("FREQ=MONTHLY;BYMONTHDAY=10;UNTIL=20240531", 3, ["02-05", "03-05", "04-10", "05-10"]),
        ("FREQ=MONTHLY;BYMONTHDAY=10;COUNT=1", 3, ["02-05", "03-05", "04-10"]),
        (QUARTERS, 3, ["02-05", "03-05", "04-15", "07-15"]),
    ],
)
def test_from_a_round_on_other_days_hold(other: str, place: int, found: list[str]) -> None:
    assert days(changed(FIFTH, other, place)) == found


@pytest.mark.parametrize(
    ("rule", "last"),
    [
        (f"{FIFTH};UNTIL=20240410", "2024-04-10"),
        (f"{FIFTH};COUNT=2", "2024-03-31"),  # the month in which the last is due
        (f"{FIFTH};COUNT=2;UNTIL=20241231", "2024-03-31"),
        (f"{FIFTH};COUNT=2;UNTIL=20240308", "2024-03-08"),
        ("FREQ=DAILY;INTERVAL=10;BEGINS=20240201;COUNT=3", "2024-02-21"),
    ],
)
def test_the_end_of_a_rule_is_that_of_its_last_round_or_the_day_it_names(rule: str, last: str) -> None:
    assert find_end(rule, LETTER) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("rule", "other", "days_off"),
    [
        (FIFTH, TENTH, None),
        (f"{FIFTH};HOLIDAYS=NEXT", TENTH, "NEXT"),
        (f"{FIFTH};HOLIDAYS=NEXT", f"{TENTH};HOLIDAYS=PREVIOUS", "PREVIOUS"),
        (f"{FIFTH};HOLIDAYS=NEXT", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", None),
        (f"{FIFTH};UNTIL=20240210 {THIRD};BEGINS=20240303;HOLIDAYS=PREVIOUS", TENTH, "PREVIOUS"),
        (f"{FIFTH};HOLIDAYS=NEXT;UNTIL=20240210 {THIRD};BEGINS=20240303", TENTH, None),
    ],
)
def test_other_days_keep_what_was_said_of_days_off_where_they_say_nothing(
    rule: str, other: str, days_off: str | None
) -> None:
    assert find_parts_on(changed(rule, other, 3), FAR).get("HOLIDAYS") == days_off


def test_there_is_no_change_where_no_round_can_have_the_other_days() -> None:
    until_april, from_june = f"{FIFTH};UNTIL=20240430", f"{TENTH};BEGINS=20240601;UNTIL=20241231"
    assert find_change(until_april, from_june, LETTER, LETTER, 2) is None
    assert find_change("FREQ=MONTHLY", from_june, LETTER, LETTER) is None


def test_where_the_rules_differ_in_kind_the_first_day_from_today_on_is_taken() -> None:
    assert days(changed(FIFTH, FRIDAYS, 0, today=date(2024, 2, 20)), date(2024, 3, 1)) == ["02-05", "02-23", "03-01"]
    assert days(changed(FIFTH, FRIDAYS, 2), date(2024, 2, 16)) == ["02-05", "02-09", "02-16"]


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (f"{FRIDAYS};BEGINS=20240404", ["02-05", "03-05", "04-05", "04-12"]),
        (f"{FRIDAYS};BEGINS=20240405", ["02-05", "03-05", "04-05", "04-12"]),
        (f"{FRIDAYS};BEGINS=20240406", ["02-05", "03-05", "04-05", "04-12"]),
        ("FREQ=WEEKLY;BYDAY=WE;BEGINS=20240405", ["02-05", "03-05", "04-10"]),  # its first round takes that day's place
        (f"{TENTH};BEGINS=20240307", ["02-05", "03-10", "04-10"]),  # a round stays that of its month
        (f"{TENTH};BEGINS=20240401", ["02-05", "03-05", "04-10"]),
    ],
)
def test_rounds_before_the_beginning_of_another_kind_of_rule_stay(other: str, found: list[str]) -> None:
    choice = find_change(FIFTH, other, LETTER, LETTER, 2)
    assert choice is not None
    assert days(change_rule(FIFTH, LETTER, [choice[1]]), date(2024, 4, 10)) == found


@pytest.mark.parametrize(
    ("other", "today", "found"),
    [
        (TENTH, "2024-03-04", ["02-05", "03-10", "04-10", "05-10"]),  # before the round's old day
        (TENTH, "2024-03-07", ["02-05", "03-05", "04-10", "05-10"]),  # after it: not twice in March
        (THIRD, "2024-03-01", ["02-05", "03-03", "04-03", "05-03"]),
        (THIRD, "2024-03-04", ["02-05", "03-05", "04-03", "05-03"]),  # its new day has passed
        (TENTH + ";BEGINS=20240401", "2024-04-01", ["02-05", "03-05", "04-10", "05-10"]),
        (TENTH + ";BEGINS=20240401", "2024-03-01", ["02-05", "03-05", "04-10", "05-10"]),
    ],
)
def test_a_letter_of_a_day_changes_the_rounds_that_are_to_come(other: str, today: str, found: list[str]) -> None:
    assert days(changed(FIFTH, other, 0, date.fromisoformat(today)), date(2024, 4, 20)) == found


def test_a_duty_that_is_over_goes_on() -> None:
    over = f"{FIFTH};UNTIL=20240331"
    assert days(changed(over, f"{FIFTH};UNTIL=20240531", 0, date(2024, 5, 1))) == ["02-05", "03-05", "04-05", "05-05"]
    assert find_change(FIFTH, f"{FIFTH};UNTIL=20240331", LETTER, date(2024, 5, 1)) is None


def test_a_duty_that_is_over_goes_on_after_its_last_round_with_the_days_of_the_other_rule() -> None:
    over = f"{FIFTH};UNTIL=20240430"
    june = "20240601"
    for other, found in (
        (f"{FIFTH};BEGINS={june};UNTIL=20240731", ["06-05", "07-05"]),
        (f"{FIFTH};BEGINS={june}", ["06-05", "07-05", "08-05"]),
        (f"{FRIDAYS};BEGINS={june};UNTIL=20240615", ["06-07", "06-14"]),
        (f"{TENTH};UNTIL=20240731", ["05-10", "06-10", "07-10"]),  # not twice in April
        (f"{FRIDAYS};UNTIL=20240510", ["05-03", "05-10"]),  # April has had its round
    ):
        for today in (date(2024, 5, 20), date(2024, 4, 6)):
            assert days(changed(over, other, 0, today), date(2024, 8, 1)) == ["02-05", "03-05", "04-05", *found], other


IN_MARCH = "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=31"


@pytest.mark.parametrize(
    ("rule", "other", "today", "found"),
    [
        (f"{IN_MARCH};UNTIL=20241231", f"{FIFTH};UNTIL=20240831", "2024-05-20", ["03-31", "06-05", "07-05", "08-05"]),
        (f"{IN_MARCH};COUNT=1", f"{FIFTH};UNTIL=20240731", "2024-05-20", ["03-31", "06-05", "07-05"]),
        (f"{IN_MARCH};COUNT=1", f"{FIFTH};UNTIL=20240531", "2024-04-01", ["03-31", "04-05", "05-05"]),
        (f"{IN_MARCH};COUNT=1", f"{FIFTH};BEGINS=20240501;UNTIL=20240630", "2024-05-20", ["03-31", "05-05", "06-05"]),
        (f"{QUARTERS};UNTIL=20240430", f"{FIFTH};UNTIL=20240630", "2024-04-20", ["04-15", "05-05", "06-05"]),
        (
            f"{QUARTERS};UNTIL=20240430",
            "FREQ=MONTHLY;BYMONTHDAY=28;UNTIL=20240630",
            "2024-04-20",
            ["04-15", "05-28", "06-28"],
        ),
        (f"{IN_MARCH};COUNT=1", f"{IN_MARCH};UNTIL=20250531", "2024-05-20", ["03-31", "03-31"]),
        (f"{IN_MARCH};COUNT=1", f"{FIFTH};UNTIL=20240731", "2024-06-05", ["03-31", "06-05", "07-05"]),
        (
            f"{QUARTERS};UNTIL=20240430",  # not in its own month again, though the days begin there
            "FREQ=MONTHLY;BYMONTHDAY=-1;BEGINS=20240401;UNTIL=20240630",
            "2024-04-20",
            ["04-15", "05-31", "06-30"],
        ),
        (
            "FREQ=YEARLY;BYMONTH=1,3,5,7,9,11;BYMONTHDAY=15;UNTIL=20240331",
            f"{FIFTH};UNTIL=20240630",
            "2024-03-20",
            ["03-15", "04-05", "05-05", "06-05"],
        ),
        (
            f"{IN_MARCH};UNTIL=20241231",  # this year it was due once
            "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=30;UNTIL=20251231",
            "2024-05-20",
            ["03-31", "09-30"],
        ),
    ],
)
def test_what_was_due_once_a_year_or_quarter_goes_on_with_the_first_month_to_come(
    rule: str, other: str, today: str, found: list[str]
) -> None:
    assert days(changed(rule, other, 0, date.fromisoformat(today)), date(2025, 6, 1)) == found


def test_what_comes_every_so_many_days_goes_on_with_the_next_of_the_new_days() -> None:
    every_ten_days = "FREQ=DAILY;INTERVAL=10;BEGINS=20240201;COUNT=3"
    found = changed(every_ten_days, f"{FIFTH};UNTIL=20240430", 0, date(2024, 5, 20))
    assert days(found) == ["02-01", "02-11", "02-21", "03-05", "04-05"]


@pytest.mark.parametrize(
    ("rule", "change", "found"),
    [
        (f"{IN_MARCH};COUNT=1", ("2024-06-05", "2024-06-05", f"{FIFTH};UNTIL=20240731"), ["03-31", "06-05", "07-05"]),
        (f"{IN_MARCH};COUNT=1", ("2024-05-05", "2024-05-10", f"{TENTH};UNTIL=20240630"), ["05-10", "06-10"]),
        (f"{IN_MARCH};COUNT=1", ("2024-06-28", "2024-06-28", "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=28;COUNT=1"), ["06-28"]),
        (IN_MARCH, ("2024-06-05", "2024-06-05", f"{FIFTH};UNTIL=20240731"), ["06-05", "07-05"]),
        (
            f"{FIFTH};UNTIL=20240430",
            ("2024-04-26", "2024-04-26", f"{FRIDAYS};UNTIL=20240503"),
            ["02-05", "03-05", "04-26", "05-03"],
        ),
    ],
)
def test_only_what_goes_on_after_the_last_round_of_a_year_or_quarter_replaces_none(
    rule: str, change: tuple[str, str, str], found: list[str]
) -> None:
    """Not where the new days are given to a round, come once a year too, or before further rounds."""
    assert days(change_rule(rule, LETTER, [RuleChange(*change)]), date(2024, 12, 31)) == found


def test_the_round_with_which_it_goes_on_comes_after_the_last() -> None:
    found = find_change(f"{FIFTH};UNTIL=20240430", f"{TENTH};BEGINS=20240601", LETTER, date(2024, 5, 20))
    assert found == (
        Round(4, date(2024, 4, 6), date(2024, 6, 10)),
        RuleChange("2024-06-10", "2024-06-10", f"{TENTH};BEGINS=20240601"),
    )


YEARLY = "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=30"


@pytest.mark.parametrize(
    ("other", "place", "today", "recorded", "found"),
    [
        (YEARLY, 0, "2024-03-20", None, ["02-05", "03-05", "09-30"]),
        (YEARLY, 3, "2024-03-20", None, ["02-05", "03-05", "09-30"]),
        (YEARLY, 1, "2024-03-20", None, ["02-05", "03-05", "09-30"]),  # what is past stays
        (YEARLY, 1, "2024-01-15", None, ["09-30"]),
        (YEARLY, 5, "2024-03-20", None, ["02-05", "03-05", "04-05", "05-05", "09-30"]),
        (YEARLY, 0, "2024-03-20", "2024-04-05", ["02-05", "03-05", "04-05", "09-30"]),  # what was done early too
        (YEARLY, 1, "2024-01-15", "2024-03-05", ["02-05", "03-05", "09-30"]),
        (FRIDAYS, 1, "2024-03-05", "2024-02-05", ["02-05", "02-09", "02-16"]),
        (TENTH, 1, "2024-03-20", "2024-04-05", ["02-10", "03-10", "04-10"]),  # the same kind: a round keeps its month
    ],
)
def test_rounds_of_another_kind_replace_none_that_is_past_or_recorded(
    other: str, place: int, today: str, recorded: str | None, found: list[str]
) -> None:
    kept = date.fromisoformat(recorded) if recorded else None
    choice = find_change(FIFTH, other, LETTER, date.fromisoformat(today), place, kept)
    assert choice is not None
    through = date(2024, 2, 16) if other == FRIDAYS else date(2024, 4, 10) if other == TENTH else date(2024, 9, 30)
    assert days(change_rule(FIFTH, LETTER, [choice[1]]), through) == found


@pytest.mark.parametrize(
    ("rule", "other", "today", "found"),
    [
        (f"{IN_MARCH};UNTIL=20240831", FIFTH, "2024-05-20", ["03-31", "06-05", "07-05", "08-05"]),
        (f"{IN_MARCH};UNTIL=20240705", FIFTH, "2024-07-05", ["03-31", "07-05"]),
        (f"{IN_MARCH};UNTIL=20240831", f"{FIFTH};BEGINS=20240701", "2024-05-20", ["03-31", "07-05", "08-05"]),
        (f"{QUARTERS};UNTIL=20240531", FIFTH, "2024-04-20", ["04-15", "05-05"]),
        (f"{FRIDAYS};UNTIL=20240129", "FREQ=MONTHLY;BYMONTHDAY=29", "2024-01-29", ["01-19", "01-26", "01-29"]),
    ],
)
def test_whose_last_round_is_past_and_whose_end_is_not_goes_on_until_then(
    rule: str, other: str, today: str, found: list[str]
) -> None:
    assert days(changed(rule, other, 0, date.fromisoformat(today)), date(2024, 12, 31)) == found


@pytest.mark.parametrize(
    ("rule", "other", "today"),
    [
        (f"{IN_MARCH};UNTIL=20240531", FIFTH, "2024-05-20"),
        (f"{IN_MARCH};UNTIL=20240831", f"{FIFTH};BEGINS=20240701", "2024-08-06"),
        (f"{FRIDAYS};UNTIL=20240129", "FREQ=MONTHLY;BYMONTHDAY=29", "2024-01-30"),
        (f"{FRIDAYS};UNTIL=20240128", "FREQ=MONTHLY;BYMONTHDAY=28", "2024-01-27"),
    ],
)
def test_but_not_where_the_last_of_the_new_days_until_then_is_past_or_its_week_has_had_a_round(
    rule: str, other: str, today: str
) -> None:
    assert find_change(rule, other, LETTER, date.fromisoformat(today)) is None


def test_a_duty_that_is_over_stays_so_unless_the_new_days_say_until_when() -> None:
    assert find_change(f"{FIFTH};UNTIL=20240331", TENTH, LETTER, date(2024, 5, 1)) is None
    assert find_change(f"{FIFTH};UNTIL=20240331", QUARTERS, LETTER, date(2024, 3, 1)) is None
    assert find_change(f"{FIFTH};UNTIL=20240331", f"{TENTH};UNTIL=20240331", LETTER, date(2024, 4, 1)) is None


@pytest.mark.parametrize(
    ("end", "other", "found"),
    [
        (";UNTIL=20240430", TENTH, ["02-05", "03-10", "04-10"]),
        (";UNTIL=20240430", FRIDAYS, ["02-05", "02-09", "02-16", "02-23", "03-01", "03-08", "03-15", "03-22", "03-29"]),
        (";UNTIL=20240430", f"{TENTH};UNTIL=20240531", ["02-05", "03-10", "04-10", "05-10"]),
        (";UNTIL=20240430", f"{TENTH};COUNT=1", ["02-05", "03-10"]),
        (";COUNT=3", TENTH, ["02-05", "03-10", "04-10"]),  # the month of the last round
        (";COUNT=3", THIRD, ["02-05", "03-03", "04-03"]),
        (";COUNT=3", "FREQ=DAILY", ["02-05", *(f"02-{day:02}" for day in range(6, 12))]),
    ],
)
def test_new_days_that_name_no_end_have_that_of_the_duty(end: str, other: str, found: list[str]) -> None:
    result = days(changed(FIFTH + end, other, 2))
    assert result[: len(found)] == found
    last = {FRIDAYS: "04-26", "FREQ=DAILY": "04-30"}.get(other, found[-1])
    assert result[-1] == last


def test_an_end_stays_over_several_changes_in_whatever_order_they_were_made() -> None:
    first, then = RuleChange("2024-03-05", "2024-03-10", TENTH), RuleChange("2024-05-05", "2024-05-03", THIRD)
    for made in ([first, then], [then, first]):
        assert days(change_rule(f"{FIFTH};UNTIL=20240531", LETTER, made)) == ["02-05", "03-10", "04-10", "05-03"]


@pytest.mark.parametrize(("last", "following"), [("20240510", None), ("20240509", "06-10")])
def test_new_days_that_begin_after_the_end_go_on_and_those_that_begin_on_it_do_not(
    last: str, following: str | None
) -> None:
    found = days(change_rule(f"{FIFTH};UNTIL={last}", LETTER, [RuleChange("2024-05-05", "2024-05-10", TENTH)]))
    assert found[:4] == ["02-05", "03-05", "04-05", "05-10"]
    assert next(iter(found[4:]), None) == following


def test_the_rounds_before_the_new_days_begin_stay() -> None:
    later = f"{FRIDAYS};BEGINS=20240401"
    assert days(changed(FIFTH, later, 0), date(2024, 4, 12)) == ["02-05", "03-05", "04-05", "04-12"]


def test_the_round_of_a_month_stays_that_of_the_month() -> None:
    assert find_round_of(THIRD, LETTER, date(2024, 3, 5)) == date(2024, 3, 3)
    assert find_round_of(TENTH, LETTER, date(2024, 3, 5)) == date(2024, 3, 10)
    assert find_round_of(QUARTERS, LETTER, date(2024, 5, 30)) == date(2024, 4, 15)
    assert find_round_of(FRIDAYS, LETTER, date(2024, 3, 4)) == date(2024, 3, 8)


def test_where_a_month_has_several_rounds_a_day_belongs_to_the_one_around_it() -> None:
    assert find_round_of("FREQ=MONTHLY;BYMONTHDAY=1,16", LETTER, date(2024, 3, 5)) == date(2024, 3, 16)
    assert find_round_of("FREQ=MONTHLY;BYMONTHDAY=1,16", LETTER, date(2023, 3, 5)) is None


@pytest.mark.parametrize(
    ("rule", "first", "last"),
    [
        (FRIDAYS, "2024-05-13", "2024-05-19"),
        (FIFTH, "2024-05-01", "2024-05-31"),
        (QUARTERS, "2024-04-01", "2024-06-30"),
        ("FREQ=YEARLY;BYMONTH=4,10;BYMONTHDAY=10", "2024-01-01", "2024-06-30"),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31", "2024-01-01", "2024-12-31"),
    ],
)
def test_periods(rule: str, first: str, last: str) -> None:
    found = find_period(rule, date(2024, 5, 15))
    assert found is not None
    assert (str(found.first), str(found.last)) == (first, last)


def test_what_comes_every_other_week_or_day_has_no_period() -> None:
    assert find_period("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", LETTER) is None
    assert find_period("FREQ=DAILY", LETTER) is None


RULES = st.sampled_from([FIFTH, TENTH, THIRD, FRIDAYS, QUARTERS, "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=DAILY"])


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, list[RuleChange]]:
    """A rule, and what changed it later and later: each change is made with those before it known."""
    rule = first_rule = draw(RULES)
    made: list[RuleChange] = []
    for place in sorted(draw(st.sets(st.integers(1, 9), max_size=3))):
        found = find_change(rule, draw(RULES), LETTER, LETTER, place)
        assert found is not None
        if made and found[1].due_on <= made[-1].due_on:
            continue
        made.append(found[1])
        rule = change_rule(first_rule, LETTER, made)
    return first_rule, made


@pytest.mark.slow
@given(changes(), st.randoms())
def test_changed_rounds_tile_the_time_in_whatever_order_the_changes_were_made(
    drawn: tuple[str, list[RuleChange]], chance: object
) -> None:
    rule, made = drawn
    result = change_rule(rule, LETTER, made)
    shuffled = list(made)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # st.randoms gives a random.Random
    assert change_rule(rule, LETTER, shuffled) == result
    found = find_rounds(result, LETTER, LETTER + timedelta(days=500))
    assert found[0].opens_on == LETTER
    for one, after in pairwise(found):
        assert one.opens_on <= one.due_on
        assert after.opens_on == one.due_on + timedelta(days=1)
    for each in made[:1]:
        before = [one.due_on for one in find_rounds(rule, LETTER, date(2030, 1, 1)) if str(one.due_on) < each.round]
        assert [one.due_on for one in found][: len(before)] == before[: len(found)]


@given(RULES, RULES, st.dates(date(2024, 1, 16), date(2026, 1, 1)))
def test_a_round_named_by_a_rule_has_one_name_in_another(rule: str, other: str, day: date) -> None:
    """What a name becomes is a name that stays."""
    named = find_round_of(rule, LETTER, day) or day
    found = find_round_of(other, LETTER, named)
    if found is not None:
        assert find_round_of(other, LETTER, found) == found


def test_a_change_begins_with_the_round_of_its_month_whatever_day_it_names() -> None:
    twentieth = "FREQ=MONTHLY;BYMONTHDAY=20"
    named = change_rule(FIFTH, LETTER, [RuleChange("2024-04-10", "2024-04-20", twentieth)])
    assert days(named) == ["02-05", "03-05", "04-20", "05-20", "06-20", "07-20"]
    over = change_rule(f"{FIFTH};UNTIL=20240331", LETTER, [RuleChange("2024-06-05", "2024-06-10", TENTH)])
    assert days(over) == ["02-05", "03-05", "06-10", "07-10"]


def test_what_is_due_today_is_not_past() -> None:
    assert days(changed(FIFTH, TENTH, 0, date(2024, 3, 5)))[:3] == ["02-05", "03-10", "04-10"]
    assert days(changed(TENTH, FIFTH, 0, date(2024, 3, 5)))[:3] == ["02-10", "03-05", "04-05"]
    assert days(changed(FIFTH, FRIDAYS, 0, date(2024, 2, 23)))[:3] == ["02-05", "02-23", "03-01"]
    last = "FREQ=MONTHLY;BYMONTHDAY=-1"
    assert days(changed(FIFTH, last, 0, date(2024, 3, 5)))[:3] == ["02-05", "03-31", "04-30"]


def test_a_round_that_a_clerk_names_may_get_a_day_that_is_past() -> None:
    assert days(changed(FIFTH, FRIDAYS, 2, date(2024, 2, 20)))[:3] == ["02-05", "02-09", "02-16"]


def test_where_neither_rule_has_a_round_nothing_changes() -> None:
    assert find_change(f"{FIFTH};UNTIL=20240201", TENTH, LETTER, LETTER) is None
    assert find_change(f"{FIFTH};UNTIL=20240331", TENTH, LETTER, LETTER, 5) is None


def test_the_day_of_another_rule_in_the_same_month() -> None:
    assert find_day_instead(TENTH, date(2024, 3, 5)) == date(2024, 3, 10)
    assert find_day_instead(THIRD, date(2024, 3, 5)) == date(2024, 3, 3)
    assert find_day_instead("FREQ=MONTHLY;BYMONTHDAY=1", date(2024, 3, 5)) == date(2024, 3, 1)
    assert find_day_instead("FREQ=DAILY", date(2024, 3, 5)) == date(2024, 3, 5)
    assert find_day_instead(f"{TENTH};REPORTS=MONTH", date(2024, 3, 5)) == date(2024, 3, 10)


MARCH = Round(2, date(2024, 2, 6), date(2024, 3, 5))
"""That of FIFTH."""


@pytest.mark.parametrize(
    ("own", "day"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=3;BEGINS=20240101", date(2024, 3, 3)),
        ("FREQ=MONTHLY;BYMONTHDAY=5;BEGINS=20240101", date(2024, 3, 5)),
        ("FREQ=MONTHLY;BYMONTHDAY=6;BEGINS=20240101", None),
        ("FREQ=MONTHLY;BYMONTHDAY=1,3;BEGINS=20240101", None),  # which of them
        ("FREQ=MONTHLY;BYMONTHDAY=1;BEGINS=20240301", date(2024, 3, 1)),
        ("FREQ=MONTHLY;BYMONTHDAY=1;BEGINS=20240302", None),
        ("FREQ=WEEKLY;BYDAY=FR;BEGINS=20240101", None),
        ("FREQ=DAILY;COUNT=1;BEGINS=20240206", date(2024, 2, 6)),
        ("FREQ=DAILY;COUNT=1;BEGINS=20240205", None),
        ("FREQ=DAILY;COUNT=1;BEGINS=20240305", date(2024, 3, 5)),
        ("FREQ=DAILY;COUNT=10;BEGINS=20240206", None),
        ("FREQ=MONTHLY;BYMONTHDAY=20;REPORTS=MONTH;BEGINS=20240101", date(2024, 2, 20)),  # of the month before
    ],
)
def test_the_day_of_a_lower_letter_in_a_round(own: str, day: date | None) -> None:
    assert find_own_day(FIFTH, own, MARCH) == day


def test_every_day_has_none_that_is_earlier() -> None:
    assert find_own_day("FREQ=DAILY", "FREQ=DAILY;BEGINS=20240101", MARCH) is None


def test_days_of_two_rules_that_report_alike_are_of_the_same_month() -> None:
    reports = f"{FIFTH};REPORTS=MONTH"
    assert find_own_day(reports, f"{THIRD};REPORTS=MONTH;BEGINS=20240101", MARCH) == date(2024, 3, 3)
    assert find_own_day(reports, "FREQ=MONTHLY;BYMONTHDAY=20;REPORTS=MONTH;BEGINS=20240101", MARCH) is None
    assert find_own_day(reports, "FREQ=MONTHLY;BYMONTHDAY=20;BEGINS=20240101", MARCH) == date(2024, 2, 20)


def test_the_day_of_a_lower_letter_lies_in_the_round_though_its_month_is_longer() -> None:
    late = Round(1, date(2024, 3, 4), date(2024, 3, 5))
    assert find_own_day(FIFTH, f"{THIRD};BEGINS=20240101", late) is None
    assert find_own_day(FIFTH, "FREQ=MONTHLY;BYMONTHDAY=4;BEGINS=20240101", late) == date(2024, 3, 4)


def test_a_round_named_by_its_own_day_or_the_one_around_it() -> None:
    twice = "FREQ=MONTHLY;BYMONTHDAY=1,16"
    assert find_round_of(twice, LETTER, date(2024, 3, 16)) == date(2024, 3, 16)
    assert find_round_of(twice, LETTER, date(2024, 3, 17)) == date(2024, 4, 1)
    assert find_round_of(twice, LETTER, LETTER) == date(2024, 1, 16)
    assert find_round_of("FREQ=DAILY", LETTER, date(2024, 3, 5)) == date(2024, 3, 5)
    assert find_round_of("FREQ=DAILY", LETTER, date(2024, 1, 14)) is None
    assert find_round_of("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", LETTER, date(2024, 1, 30)) == date(2024, 2, 12)
    assert find_round_of("FREQ=MONTHLY;BYMONTHDAY=31", LETTER, date(2024, 4, 10)) == date(2024, 5, 31)
    assert find_round_of("FREQ=MONTHLY;BYMONTHDAY=-1", LETTER, date(2024, 1, 10)) == date(2024, 1, 31)
    assert find_round_of("FREQ=MONTHLY;BYMONTHDAY=1", LETTER, date(2024, 2, 10)) == date(2024, 2, 1)


@pytest.mark.parametrize(("months", "is_regular"), [("1,2,3,4,5", False), ("1,4,7,10", True), ("5", True)])
def test_so_many_days_a_year_that_the_year_falls_into_equal_parts(months: str, is_regular: bool) -> None:
    assert bool(find_period(f"FREQ=YEARLY;BYMONTH={months};BYMONTHDAY=1", LETTER)) == is_regular


def test_periods_reach_to_their_ends() -> None:
    for rule, day, first, last in (
        (FRIDAYS, date(2024, 5, 13), date(2024, 5, 13), date(2024, 5, 19)),
        (FRIDAYS, date(2024, 5, 19), date(2024, 5, 13), date(2024, 5, 19)),
        (FIFTH, date(2024, 12, 31), date(2024, 12, 1), date(2024, 12, 31)),
        (QUARTERS, date(2024, 10, 1), date(2024, 10, 1), date(2024, 12, 31)),
        (QUARTERS, date(2024, 3, 31), date(2024, 1, 1), date(2024, 3, 31)),
    ):
        assert find_period(rule, day) == (first, last)


def test_of_a_changed_rule_the_part_that_holds_on_a_day_gives_its_period() -> None:
    both = change_rule(FIFTH, LETTER, [RuleChange("2024-04-05", "2024-04-12", FRIDAYS)])
    assert find_period(both, date(2024, 4, 11)) == (date(2024, 4, 1), date(2024, 4, 30))
    assert find_period(both, date(2024, 4, 12)) == (date(2024, 4, 8), date(2024, 4, 14))


def test_a_later_change_leaves_out_what_would_begin_after_it() -> None:
    later = RuleChange("2024-05-05", "2024-05-10", TENTH)
    earlier = RuleChange("2024-03-05", "2024-03-03", THIRD)
    result = change_rule(FIFTH, LETTER, [later, earlier])
    assert days(result) == ["02-05", "03-03", "04-03", "05-10", "06-10", "07-10"]
    whole = change_rule(FIFTH, LETTER, [later, RuleChange("2024-02-05", "2024-05-11", FRIDAYS)])
    assert days(whole, date(2024, 5, 20)) == ["05-17", "05-24"]


def test_a_change_may_last_for_one_round() -> None:
    one = RuleChange("2024-03-05", "2024-03-10", "FREQ=DAILY")
    after = RuleChange("2024-03-11", "2024-03-20", "FREQ=MONTHLY;BYMONTHDAY=20")
    assert days(change_rule(FIFTH, LETTER, [one, after]), date(2024, 4, 20)) == ["02-05", "03-10", "03-20", "04-20"]


def test_a_rule_changed_from_its_first_round_on_keeps_its_own_beginning() -> None:
    begun = change_rule(f"{FIFTH};BEGINS=20240305", LETTER, [RuleChange("2024-03-05", "2024-03-10", TENTH)])
    first = next(iterate_rounds(begun, LETTER))
    assert (first.opens_on, first.due_on) == (date(2024, 3, 5), date(2024, 3, 10))
