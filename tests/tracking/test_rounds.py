"""The rounds of a recurring task: their places, the days they open and are due, and where they end."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice, pairwise
from time import perf_counter

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from circtrack.recurrence import find_working_deadline, list_days, read_rule
from circtrack.tracking.rounds import Round, find_rounds, is_recurring, iterate_rounds, next_rounds

LETTER = date(2024, 1, 15)

RULES = (
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=WEEKLY;BYDAY=FR",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
    "FREQ=MONTHLY;BYMONTHDAY=1,16",
    "FREQ=MONTHLY;BYMONTHDAY=5",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=MONTHLY;BYDAY=1TH,3TH",
    "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=15",
    "FREQ=YEARLY;BYMONTH=4,10;BYMONTHDAY=10,15;BYSETPOS=1,4",
    "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=31",
)
GIVE_WAY = ("", ";HOLIDAYS=NEXT", ";HOLIDAYS=PREVIOUS")


def days(rule: str, through: date, begins_on: date = LETTER) -> list[str]:
    return [str(each.due_on) for each in find_rounds(rule, begins_on, through)]


def find_round(rule: str, begins_on: date, place: int) -> Round | None:
    return next(islice(iterate_rounds(rule, begins_on), place - 1, place), None)


def test_each_round_opens_the_day_after_the_one_before_is_due() -> None:
    assert find_rounds("FREQ=MONTHLY;BYMONTHDAY=5", LETTER, date(2024, 3, 6)) == [
        Round(1, date(2024, 1, 15), date(2024, 2, 5)),
        Round(2, date(2024, 2, 6), date(2024, 3, 5)),
        Round(3, date(2024, 3, 6), date(2024, 4, 5)),
    ]


def test_a_round_that_opens_tomorrow_is_not_yet_there() -> None:
    assert days("FREQ=MONTHLY;BYMONTHDAY=5", date(2024, 2, 5)) == ["2024-02-05"]
    assert find_rounds("FREQ=MONTHLY;BYMONTHDAY=5", LETTER, LETTER - timedelta(days=1)) == []


def test_nothing_is_due_on_the_letters_own_day_unless_it_says_so() -> None:
    assert days("FREQ=DAILY", date(2024, 1, 16)) == ["2024-01-16"]
    assert days("FREQ=DAILY;BEGINS=20240115", date(2024, 1, 16)) == ["2024-01-15", "2024-01-16"]


def test_a_rule_begins_on_its_own_day() -> None:
    (first, *_) = find_rounds("FREQ=MONTHLY;BYMONTHDAY=5;BEGINS=20240301", LETTER, date(2024, 12, 31))
    assert first == Round(1, date(2024, 3, 1), date(2024, 3, 5))


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=5;REPORTS=MONTH", "2024-02-05"),  # the report of January
        ("FREQ=MONTHLY;BYMONTHDAY=20;REPORTS=MONTH", "2024-02-20"),  # not 20 January
        ("FREQ=MONTHLY;BYMONTHDAY=5;REPORTS=MONTH;BEGINS=20240201", "2024-03-05"),
        ("FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=30;REPORTS=QUARTER", "2024-04-30"),  # not 30 January
    ],
)
def test_the_first_round_reports_on_the_time_in_which_the_duty_begins(rule: str, first: str) -> None:
    found = find_round(rule, LETTER, 1)
    assert found is not None
    assert str(found.due_on) == first


def test_rounds_end_with_the_rule() -> None:
    far = date(2030, 1, 1)
    assert days("FREQ=MONTHLY;BYMONTHDAY=5;UNTIL=20240405", far) == ["2024-02-05", "2024-03-05", "2024-04-05"]
    assert days("FREQ=MONTHLY;BYMONTHDAY=5;COUNT=2", far) == ["2024-02-05", "2024-03-05"]
    assert find_round("FREQ=MONTHLY;BYMONTHDAY=5;COUNT=2", LETTER, 3) is None
    assert days("FREQ=MONTHLY;BYMONTHDAY=5;UNTIL=20240101", far) == []


def test_the_next_rounds_are_due_after_a_day() -> None:
    found = next_rounds("FREQ=MONTHLY;BYMONTHDAY=5", LETTER, date(2024, 3, 5), 2)
    assert [(each.place, str(each.due_on)) for each in found] == [(3, "2024-04-05"), (4, "2024-05-05")]


@pytest.mark.parametrize(
    "rule",
    [
        "", "on", "relative", "FREQ=MONTHLY", "FREQ=MONTHLY;INTERVAL=6", "FREQ=DAILY;INTERVAL=3",
        "FREQ=HOURLY", "FREQ=MONTHLY;BYMONTHDAY=x", "FREQ=DAILY;UNTIL=20240231", "FREQ=DAILY;WKST=SU",
    ],
)  # fmt: skip
def test_a_rule_without_days_has_no_rounds(rule: str) -> None:
    assert not is_recurring(rule)
    assert find_rounds(rule, LETTER, date(2030, 1, 1)) == []
    assert find_round(rule, LETTER, 1) is None


@pytest.mark.parametrize(
    ("give_way", "opens"),
    [("NEXT", "03-29 04-02 04-10 04-18"), ("PREVIOUS", "03-29 03-30 04-06 04-12 04-20")],
)
def test_a_round_opens_after_the_working_day_on_which_the_one_before_is_due(give_way: str, opens: str) -> None:
    # 6 and 13 April 2024 are Saturdays; 8 and 12 to 16 April are public holidays.
    rule = f"FREQ=WEEKLY;BYDAY=SA;HOLIDAYS={give_way}"
    found = find_rounds(rule, date(2024, 3, 29), date(2024, 4, 21))
    assert " ".join(f"{each.opens_on:%m-%d}" for each in found) == opens


def test_days_that_give_way_to_one_working_day_are_one_round() -> None:
    found = list_days("FREQ=DAILY;HOLIDAYS=NEXT", date(2024, 4, 10), 3)
    assert [str(day) for day in found] == ["2024-04-11", "2024-04-17", "2024-04-18"]


def test_every_few_days_counts_from_a_stated_day() -> None:
    assert days("FREQ=DAILY;INTERVAL=3;BEGINS=20240201", date(2024, 2, 7)) == ["2024-02-01", "2024-02-04", "2024-02-07"]


dates = st.dates(date(2000, 1, 1), date(2040, 1, 1))


@given(st.sampled_from(RULES), dates, st.integers(0, 800))
def test_rounds_are_the_days_of_rrule(rule: str, letter: date, length: int) -> None:
    through = letter + timedelta(days=length)
    start = letter + timedelta(days=1)
    end = f"{through:%Y%m%d}T000000"
    own = [each.date() for each in rrulestr(f"DTSTART:{start:%Y%m%d}T000000\nRRULE:{rule};UNTIL={end}")]
    found = [each.due_on for each in find_rounds(rule, letter, through)]
    assert found[: len(own)] == own
    assert len(found) - len(own) in {0, 1}  # the open round is due later


@given(st.sampled_from(RULES), st.sampled_from(GIVE_WAY), dates, st.integers(0, 800))
def test_rounds_tile_the_time(rule: str, give_way: str, letter: date, length: int) -> None:
    """Every day from the letter's on belongs to one round, and by any day the same rounds have opened."""
    rule += give_way
    through = letter + timedelta(days=length)
    rounds = find_rounds(rule, letter, through)
    assert [each.place for each in rounds] == list(range(1, len(rounds) + 1))
    assert rounds[0].opens_on == letter
    due_on = {each.place: find_working_deadline(rule, each.due_on) for each in rounds}
    for one, after in pairwise(rounds):
        assert one.opens_on <= due_on[one.place]
        assert after.opens_on == due_on[one.place] + timedelta(days=1)
    assert rounds[-1].opens_on <= through <= due_on[rounds[-1].place]
    for place in (1, len(rounds)):
        assert find_round(rule, letter, place) == rounds[place - 1]


@given(st.sampled_from(RULES), dates, st.integers(0, 400), st.integers(1, 40))
def test_an_end_only_cuts(rule: str, letter: date, length: int, count: int) -> None:
    through = letter + timedelta(days=800)
    every = find_rounds(rule, letter, through)
    until = letter + timedelta(days=length)
    ended = find_rounds(f"{rule};UNTIL={until:%Y%m%d}", letter, through)
    assert ended == [each for each in every if each.due_on <= until]
    assert find_rounds(f"{rule};COUNT={count}", letter, through) == every[:count]


@given(st.text("FREQ=DAILYMONTHBS;0123456789,-", max_size=60))
def test_a_rule_of_any_text_is_read_or_refused(text: str) -> None:
    parts = read_rule(f"FREQ={text}")
    assert parts is None or parts["FREQ"]


def test_ten_years_of_days_are_quick() -> None:
    find_rounds("FREQ=DAILY", LETTER, LETTER)  # loads dateutil
    best = min(_time("FREQ=DAILY", 3653) for _ in range(3))
    assert best < 0.25  # 0.03 on an idle machine


def _time(rule: str, length: int) -> float:
    begin = perf_counter()
    find_rounds(rule, LETTER, LETTER + timedelta(days=length))
    return perf_counter() - begin
