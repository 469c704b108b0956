"""The rules of days that come again and again, as they are written, with what they cannot say."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from circtrack.errors import together
from circtrack.thai import recurring_rules as rules
from circtrack.thai.expressions import find_expressions

MONTH, QUARTER = "of the month after the one reported on", "of the quarter after the one reported on"
HOLIDAYS, WEEK = "public holidays are not in the rule", "MO,TU,WE,TH,FR"

LETTER = date(2024, 1, 15)  # a Monday
with (Path(__file__).parent / "recurring_rules.tsv").open(encoding="utf-8", newline="") as _table:
    WORDS = list(csv.DictReader(_table, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", WORDS, ids=[row["words"] for row in WORDS])
def test_words_are_read_to_their_rule_with_what_is_said_of_it(row: dict[str, str]) -> None:
    """``text`` is what belongs to the rule, where that is not all of the words; `` | `` parts two rules."""
    found = [each for each in find_expressions(row["words"], written_on=LETTER) if each.kind == "recurring"]
    assert " | ".join(each.rule for each in found) == row["rule"]
    assert " | ".join(each.note for each in found) == row["note"]
    assert " | ".join(each.text for each in found if each.text != row["words"]) == row["text"]


def test_eighty_letters_may_stand_between_a_rule_and_what_bounds_it() -> None:
    for letters, is_bound in ((80, True), (81, False)):
        between = " เริ่มวันที่ ".rjust(letters, "ก")
        (rule, _) = find_expressions(f"ทุกวันศุกร์{between}๒ กุมภาพันธ์ ๒๕๖๗", written_on=LETTER)
        assert rule.rule == "FREQ=WEEKLY;BYDAY=FR" + ";BEGINS=20240202" * is_bound


def test_without_the_letters_date_only_what_is_counted_from_it_is_open() -> None:
    for words, rule in (
        ("ระหว่างวันที่ ๑ - ๒๙ กุมภาพันธ์ ๒๕๖๗ ให้รายงานทุกวัน", "FREQ=DAILY;BEGINS=20240201;UNTIL=20240229"),
        ("ทุกวันศุกร์ เป็นเวลา ๓ เดือน", "FREQ=WEEKLY;BYDAY=FR"),
    ):
        assert find_expressions(words)[-1].rule == rule


def test_a_day_that_bounds_a_rule_from_afar_stays_a_day_without_a_deadline() -> None:
    words = "ทุกวันศุกร์ โดยให้หน่วยงานในสังกัดรายงานผลการดำเนินงาน จนถึงวันที่ ๒ กุมภาพันธ์ ๒๕๖๗"
    rule, day = find_expressions(words, written_on=LETTER)
    assert (rule.rule, day.last, day.rule) == ("FREQ=WEEKLY;BYDAY=FR;UNTIL=20240202", date(2024, 2, 2), "")


def shown(rule: rules.Rule | None) -> tuple[str, str] | None:
    return rule and (rule[0], str(together(rule[1])))


@pytest.mark.parametrize(
    ("days", "rule", "note"),
    [
        ([1], "BYMONTHDAY=1", ""),
        ([5, 20], "BYMONTHDAY=5,20", ""),
        ([28], "BYMONTHDAY=28", ""),
        ([29], "BYMONTHDAY=28,29;BYSETPOS=-1", "in a month without a day 29, its last day"),
        ([30], "BYMONTHDAY=28,29,30;BYSETPOS=-1", "in a month without a day 30, its last day"),
        ([5, 30], "BYMONTHDAY=5,28,29,30;BYSETPOS=1,-1", "in a month without a day 30, its last day"),
        ([28, 30], "BYMONTHDAY=28,30", "in a month without a day 30, its last day"),
        ([31], "BYMONTHDAY=-1", "in a month without a day 31, its last day"),
        ([15, 31], "BYMONTHDAY=15,-1", "in a month without a day 31, its last day"),
        ([15, -1], "BYMONTHDAY=15,-1", ""),
        ([-1], "BYMONTHDAY=-1", ""),
    ],
)
def test_days_of_each_month(days: list[int], rule: str, note: str) -> None:
    assert shown(rules.make_days_of_month(days)) == (f"FREQ=MONTHLY;{rule}", note)


def test_the_day_before_a_day_of_each_month_and_the_month_after() -> None:
    before = [shown(rules.make_days_of_month([day], before=True)) for day in (1, 5, 30)]
    assert before == [
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "the day before day 1"),
        ("FREQ=MONTHLY;BYMONTHDAY=4", "the day before day 5"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1",
            "the day before day 30; in a month without a day 29, its last day",
        ),
    ]
    assert shown(rules.make_days_of_month([5], reports=True)) == ("FREQ=MONTHLY;BYMONTHDAY=5;REPORTS=MONTH", MONTH)


@pytest.mark.parametrize("days", [[0], [32], [5, 3], [5, 5], [30, -1], [29, 30]])
def test_what_is_no_list_of_days_of_each_month_is_none(days: list[int]) -> None:
    assert rules.make_days_of_month(days) is None


def test_of_several_days_none_is_the_day_before() -> None:
    assert rules.make_days_of_month([5, 20], before=True) is None


def test_days_of_each_quarter() -> None:
    first, last = (
        [shown(rules.make_days_of_quarter(day, last_month=late)) for day in range(33)] for late in (False, True)
    )
    assert first[1] == ("FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=1", "")
    assert first[31] == ("FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=-1", "")  # April has 30 days
    assert last[30] == ("FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=30", "")
    assert first[0] is first[32] is last[0] is last[31] is None
    after = shown(rules.make_days_of_quarter(5, reports=True))
    assert after == ("FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=5;REPORTS=QUARTER", QUARTER)


@pytest.mark.parametrize(
    ("count", "unit", "rule"),
    [
        (28, "เดือน", ("FREQ=MONTHLY;BYMONTHDAY=28;REPORTS=MONTH", MONTH)),
        (29, "เดือน", None),
        (0, "ไตรมาส", None),
        (1, "ไตรมาส", ("FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=1;REPORTS=QUARTER", QUARTER)),
        (30, "ไตรมาส", ("FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=30;REPORTS=QUARTER", QUARTER)),
        (31, "ไตรมาส", ("FREQ=YEARLY;BYMONTH=1,5,7,10;BYMONTHDAY=1,31;BYSETPOS=2,3,6,8;REPORTS=QUARTER", QUARTER)),
        (60, "ไตรมาส", None),  # from December on it is another day in leap years
        (15, "ครึ่งปีงบประมาณ", ("FREQ=YEARLY;BYMONTH=4,10;BYMONTHDAY=15", "")),
        (60, "ปีงบประมาณ", ("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=29", "")),
        (151, "ปีงบประมาณ", ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28", "")),
        (152, "ปีงบประมาณ", None),
        (30, "ปี", ("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=30", "")),
        (60, "ปี", None),
    ],
)
def test_days_after_each_end(count: int, unit: str, rule: tuple[str, str] | None) -> None:
    assert shown(rules.make_after_each(count, unit, working=False)) == rule


def test_half_a_year_is_the_longest_count_after_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "_YEARS", (2021, 2022))  # no leap day in either
    assert rules.make_after_each(180, "ปีงบประมาณ", working=False) is not None
    assert rules.make_after_each(181, "ปีงบประมาณ", working=False) is None


def test_working_days_after_each_end() -> None:
    month = f"FREQ=MONTHLY;BYDAY={WEEK};BYSETPOS=20;REPORTS=MONTH", f"{MONTH}; {HOLIDAYS}"
    quarter = f"FREQ=MONTHLY;BYMONTH=1,4,7,10;BYDAY={WEEK};BYSETPOS=1;REPORTS=QUARTER", f"{QUARTER}; {HOLIDAYS}"
    assert shown(rules.make_after_each(20, "เดือน", working=True)) == month
    assert shown(rules.make_after_each(1, "ไตรมาส", working=True)) == quarter
    for count, unit in ((0, "เดือน"), (21, "เดือน"), (5, "ปี")):
        assert rules.make_after_each(count, unit, working=True) is None


@pytest.mark.parametrize(
    ("days", "rule"),
    [
        ([(4, 10), (10, 10)], "BYMONTH=4,10;BYMONTHDAY=10"),
        ([(1, 15), (7, 10)], "BYMONTH=1,7;BYMONTHDAY=10,15;BYSETPOS=2,3"),
        ([(3, 31), (9, 30)], "BYMONTH=3,9;BYMONTHDAY=-1"),
        ([(2, 0), (9, 30)], "BYMONTH=2,9;BYMONTHDAY=-1"),
        ([(2, 0)], "BYMONTH=2;BYMONTHDAY=-1"),
        ([(2, 28)], "BYMONTH=2;BYMONTHDAY=28"),
        ([(2, 28), (3, 31)], "BYMONTH=2,3;BYMONTHDAY=28,31;BYSETPOS=1,3"),
        ([(3, 5), (9, 0)], "BYMONTH=3,9;BYMONTHDAY=5,30;BYSETPOS=1,4"),
        ([(1, 1)], "BYMONTH=1;BYMONTHDAY=1"),
        *(([(month, 0)], f"BYMONTH={month};BYMONTHDAY=31") for month in (1, 3, 5, 7, 8, 10, 12)),
        *(([(month, 0)], f"BYMONTH={month};BYMONTHDAY=30") for month in (4, 6, 9, 11)),
    ],
)
def test_days_of_each_year(days: list[tuple[int, int]], rule: str) -> None:
    assert shown(rules.make_days_of_year(days)) == (f"FREQ=YEARLY;{rule}", "")


def test_the_leap_day_of_each_year() -> None:
    leap = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", "in a month without a day 29, its last day"
    assert shown(rules.make_days_of_year([(2, 29)])) == leap


@pytest.mark.parametrize(
    "days",
    [
        *([(2, 30)], [(4, 31)], [(4, 31), (5, 5)], [(6, 31)], [(1, 32)]),
        *([(2, 29), (3, 1)], [(2, 0), (3, 5)], [(1, 29), (2, 5)]),
    ],
)
def test_what_is_no_day_of_each_year_or_another_place_in_leap_years_is_none(days: list[tuple[int, int]]) -> None:
    assert rules.make_days_of_year(days) is None


def test_weekdays() -> None:
    assert shown(rules.make_weekdays([4, 0, 0])) == ("FREQ=WEEKLY;BYDAY=MO,FR", "")
    assert shown(rules.make_weekdays([0, 1, 2, 3, 4])) == (f"FREQ=WEEKLY;BYDAY={WEEK}", HOLIDAYS)


def test_working_days_of_each_month() -> None:
    assert shown(rules.make_working_day(-1)) == (f"FREQ=MONTHLY;BYDAY={WEEK};BYSETPOS=-1", HOLIDAYS)
    third = f"FREQ=MONTHLY;BYDAY={WEEK};BYSETPOS=3;REPORTS=MONTH", f"{MONTH}; {HOLIDAYS}"
    assert shown(rules.make_working_day(3, reports=True)) == third


def test_a_monthly_report_as_a_quarterly_one() -> None:
    quarterly = rules.make_quarterly("FREQ=MONTHLY;BYMONTHDAY=5;REPORTS=MONTH")
    assert quarterly == "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=5;REPORTS=QUARTER"
