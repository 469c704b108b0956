from __future__ import annotations

import sys
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circtrack.errors import FileError
from circtrack.recurrence import has_days, list_days
from circtrack.thai.counts import read_count
from circtrack.thai.deadlines import count_deadline, find_deadlines
from circtrack.thai.expression_model import Relative
from circtrack.thai.expressions import find_expressions
from circtrack.thai.periods import find_fiscal_year, span_fiscal_year, span_quarter
from circtrack.thai.relative import choose_counting, count_due_dates, resolve
from circtrack.thai.workdays import WorkingDays, load_working_days, read_own_days

ONES = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
LETTER = date(2024, 1, 10)
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def in_words(number: int) -> str:
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    words = f"{ONES[hundreds]}ร้อย" if hundreds else ""
    words += "" if not tens else "สิบ" if tens == 1 else "ยี่สิบ" if tens == 2 else f"{ONES[tens]}สิบ"
    return words + ("เอ็ด" if ones == 1 and number > 1 else ONES[ones])


def test_every_count_below_a_thousand_reads_back_from_words_and_figures() -> None:
    for number in range(1, 1000):
        assert read_count(in_words(number)) == read_count(str(number)) == number


@pytest.mark.parametrize("text", ["", "สิบร้อย", "สองร้อยสามร้อย", "สามสี่", "ร้อยวัน", "1 2"])
def test_what_is_no_count_is_none(text: str) -> None:
    assert read_count(text) is None


@given(DAYS, st.integers(1, 400), st.sampled_from(["day", "week"]))
def test_both_ways_of_counting_are_a_day_apart_and_the_earlier_comes_first(event: date, count: int, unit: str) -> None:
    days = count * (7 if unit == "week" else 1)
    relative = Relative(count, "week" if unit == "week" else "day")
    assert count_due_dates(relative, event) == (event + timedelta(days=days - 1), event + timedelta(days=days))
    after = Relative(count, relative.unit, next_day=True)
    assert count_due_dates(after, event) == (event + timedelta(days=days),)


def test_counted_back_from_the_event() -> None:
    assert count_due_dates(Relative(7, "day", backwards=True), date(2023, 3, 20)) == (
        date(2023, 3, 13),
        date(2023, 3, 14),
    )


def test_working_days_pass_over_weekends_and_holidays() -> None:
    # Songkran 2566: 6 April, and 13, 14 and 17 April were public holidays.
    fifteen = Relative(15, "working_day")
    assert count_due_dates(fifteen, date(2023, 4, 3)) == ()
    assert count_due_dates(fifteen, date(2023, 4, 3), working_days=load_working_days()) == (
        date(2023, 4, 27),
        date(2023, 4, 28),
    )


def test_an_event_on_a_day_off_leaves_one_reading() -> None:
    saturday = date(2023, 3, 11)
    assert count_due_dates(Relative(1, "working_day"), saturday, working_days=WorkingDays()) == (date(2023, 3, 13),)


@given(DAYS, st.integers(1, 40))
def test_so_many_working_days_lie_behind_the_event(event: date, count: int) -> None:
    last = count_due_dates(Relative(count, "working_day", next_day=True), event, working_days=WorkingDays())[0]
    between = [event + timedelta(days=number) for number in range(1, (last - event).days + 1)]
    assert sum(day.weekday() < 5 for day in between) == count
    assert last.weekday() < 5


def test_offices_work_on_labour_day_and_rest_on_declared_days() -> None:
    works = load_working_days()
    assert works is not None
    assert works(date(2023, 5, 1))
    assert not works(date(2023, 5, 5))  # declared by the cabinet in January of that year
    assert not works(date(2023, 3, 11))
    assert works.known_until is not None
    assert works.known_until.year >= 2025


def test_an_offices_own_days_come_first() -> None:
    own = read_own_days(["# ปี ๒๕๖๖", "", "๒๔ มี.ค. ๖๖  # งานประจำปี", "2023-03-25 work"])
    works = load_working_days(own)
    assert works is not None
    assert [works(date(2023, 3, day)) for day in (23, 24, 25, 26)] == [True, False, True, False]


def test_the_last_working_day_of_some_days_may_be_any_of_them() -> None:
    days = WorkingDays(own=dict.fromkeys((date(2023, 3, day) for day in (21, 22, 23, 24)), False))
    assert days.last_of(date(2023, 3, 20), date(2023, 3, 24)) == date(2023, 3, 20)
    assert days.last_of(date(2023, 3, 21), date(2023, 3, 24)) is None


def test_a_day_with_blanks_in_it_may_be_worked() -> None:
    assert read_own_days(["๒๕ มี.ค. ๖๖ ทำการ", "26 มีนาคม 2566"]) == {date(2023, 3, 25): True, date(2023, 3, 26): False}


def test_without_the_holidays_only_an_offices_own_days_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "holidays.countries.thailand", None)
    assert load_working_days() is None
    assert load_working_days({}) is None
    assert load_working_days({date(2023, 3, 24): False}) is not None


def test_a_bad_line_of_the_offices_own_days_is_named() -> None:
    with pytest.raises(FileError, match=r"days\.txt, line 2: .*31 กุมภาพันธ์"):
        read_own_days(["2023-03-24", "31 กุมภาพันธ์ 2566"], file="days.txt")


@pytest.mark.parametrize("of", ["เดือนธันวาคม", "ปี"])
def test_the_last_working_day_needs_the_holidays(of: str) -> None:
    text = f"ภายในวันทำการสุดท้ายของ{of} 2565"
    (unknown,) = find_expressions(text)
    assert (unknown.last, unknown.problem, unknown.readings) == (None, "holidays", (date(2022, 12, 30),))
    (known,) = find_expressions(text, working_days=load_working_days)
    assert (known.last, known.problem) == (date(2022, 12, 29), "")  # the 30th was declared a holiday
    assert "known until" in known.note


@pytest.mark.parametrize(
    ("text", "last", "from_day"),
    [
        ("ภายใน ๓๐ วัน นับแต่วันสิ้นปีงบประมาณ ๒๕๖๖", date(2023, 10, 29), "2023-09-30"),
        ("ภายใน ๓๐ วัน นับแต่วันสิ้นปี ๒๕๖๖", date(2024, 1, 29), "2023-12-31"),
        ("ภายใน ๓๐ วัน นับแต่วันสิ้นปีงบประมาณ", date(2022, 10, 29), "2022-09-30"),
        ("ภายใน ๓๐ วัน นับแต่วันสิ้นปี", date(2023, 1, 29), "2022-12-31"),
    ],
)
def test_a_count_from_the_end_of_a_year_begins_on_its_last_day(text: str, last: date, from_day: str) -> None:
    (found,) = find_expressions(text, written_on=date(2022, 10, 5))
    assert found.last == last
    assert f"counted from {from_day}, the end of B.E." in found.note


def test_a_count_from_the_end_of_a_year_that_still_runs_begins_in_the_year_before() -> None:
    (found,) = find_expressions("ภายใน ๓๐ วัน นับแต่วันสิ้นปี", written_on=date(2024, 1, 10))
    assert found.last == date(2024, 1, 29)
    assert found.note.endswith("; 2024-01-30 if the first day does not count")


def test_an_office_may_count_from_the_day_after() -> None:
    choose_counting(from_next_day=True)
    try:
        assert count_due_dates(Relative(7, "day"), date(2023, 3, 1)) == (date(2023, 3, 8), date(2023, 3, 7))
    finally:
        choose_counting(from_next_day=False)


def test_hours_give_no_day() -> None:
    (found,) = find_expressions("ภายใน ๒๔ ชั่วโมง นับแต่วันที่ ๑ มีนาคม ๒๕๖๗")
    assert (found.last, found.problem, found.note) == (None, "incomplete", "the count gives no day")


def test_only_a_count_in_working_days_depends_on_the_holidays() -> None:
    (found,) = find_expressions("ภายใน ๗ วัน นับแต่วันที่ ๑ มีนาคม ๒๕๖๗", written_on=LETTER, working_days=WorkingDays)
    assert found.note == "counted from 2024-03-01; 2024-03-08 if the first day does not count"
    assert found.relative is not None
    assert resolve(found, date(2024, 3, 2), working_days=WorkingDays()).note.endswith("if the first day does not count")


def test_working_days_are_counted_back() -> None:
    (found,) = find_expressions("ก่อนวันที่ ๒๐ มีนาคม ๒๕๖๗ ไม่น้อยกว่า ๓ วันทำการ", working_days=WorkingDays)
    assert found.last == date(2024, 3, 15)


def test_of_a_count_from_nothing_it_is_said_that_no_event_is_named() -> None:
    (found,) = find_expressions("ให้รายงานภายใน ๗ วัน")
    assert found.note == "counted from an event that the text does not name, whose day is not known"


@pytest.mark.parametrize(("months", "last"), [("มกราคม - มีนาคม", "2023-03-31"), ("ตุลาคม - ธันวาคม", "2022-12-31")])
def test_the_months_behind_a_quarter_say_of_which_year_it_is(months: str, last: str) -> None:
    (found,) = find_expressions(f"ไตรมาสที่ ๑ ปี ๒๕๖๖ ({months})")
    assert (str(found.last), found.problem) == (last, "")


def test_working_days_from_the_end_of_a_year_say_until_when_holidays_are_known() -> None:
    text = "ภายใน ๑๕ วันทำการ นับแต่วันสิ้นปีงบประมาณ ๒๕๖๖"
    (found,) = find_expressions(text, written_on=date(2023, 2, 27), working_days=load_working_days)
    assert found.last == date(2023, 10, 24)  # the 13th and the 23rd are days off
    assert "public holidays known until" in found.note


@given(DAYS)
def test_four_quarters_fill_a_fiscal_year(day: date) -> None:
    year = find_fiscal_year(day)
    first, last = span_fiscal_year(year)
    assert first <= day <= last
    quarters = [span_quarter(year, number, fiscal=True) for number in range(1, 5)]
    assert (quarters[0][0], quarters[3][1]) == (first, last)
    for one, other in pairwise(quarters):
        assert one[1] + timedelta(days=1) == other[0]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=5", ["2023-04-05", "2023-05-05", "2023-06-05"]),
        ("FREQ=MONTHLY;BYMONTHDAY=30", ["2023-03-30", "2023-04-30", "2023-05-30"]),
        ("FREQ=WEEKLY;BYDAY=FR", ["2023-03-24", "2023-03-31", "2023-04-07"]),
        ("FREQ=MONTHLY;BYDAY=1TH,3TH", ["2023-04-06", "2023-04-20", "2023-05-04"]),
        ("FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1", ["2023-03-31", "2023-06-30", "2023-09-30"]),
        ("FREQ=MONTHLY;INTERVAL=6", []),
    ],
)
def test_a_rule_tells_its_next_days(rule: str, days: list[str]) -> None:
    assert [str(day) for day in list_days(rule, date(2023, 3, 20))] == days
    assert has_days(rule) == bool(days)


@pytest.mark.parametrize(
    "event",
    [
        "วันที่ได้รับหนังสือ",
        "ได้รับหนังสือฉบับนี้",
        "วันรับหนังสือ",
        "วันที่ได้รับหนังสือนี้เป็นต้นไป",
        "วันถัดจากวันที่ได้รับหนังสือ",
        "วันที่ได้รับแจ้งหนังสือฉบับนี้",
        "วันที่ท่านได้รับหนังสือ",
        "วันที่ไดรับหนังสือและรายงานจังหวัดทราบ",
    ],
)
def test_each_recipients_own_receipt_of_the_letter_is_told_from_other_events(event: str) -> None:
    relative = count_deadline(f"ภายใน ๑๕ วัน นับแต่{event}", written_on=None)
    assert relative is not None
    assert (relative.anchor, relative.count) == ("receipt", 15)


@pytest.mark.parametrize(
    "event",
    [
        "วันที่ประกาศ",
        "วันที่จังหวัดได้รับหนังสือ",
        "วันที่ผู้รับจ้างได้รับหนังสือ",
        "วันที่ได้รับหนังสืออนุมัติ",
        "วันที่ได้รับหนังสือแจ้งจากกรม",
        "วันที่ได้รับหนังสือดังกล่าว",
        "วันที่ได้รับแจ้งมติ",
    ],
)
def test_another_ones_receipt_or_another_letter_s_is_an_event_like_any_other(event: str) -> None:
    relative = count_deadline(f"ภายใน ๑๕ วัน นับแต่{event}", written_on=None)
    assert relative is not None
    assert relative.anchor == "other"


def test_what_names_its_day_or_counts_nothing_is_no_counted_deadline() -> None:
    for words in ("ภายใน ๗ วัน นับแต่วันที่ประกาศ (ภายในวันที่ ๙ มิถุนายน ๒๕๖๖)", "ภายในวันที่ ๕ ของทุกเดือน", "โดยด่วน", ""):
        assert count_deadline(words, written_on=None) is None


def test_what_is_read_of_a_letter_reads_the_same_from_its_own_words() -> None:
    lines = (Path(__file__).parent / "date_phrases.tsv").read_text(encoding="utf-8").splitlines()[1:]
    found = [each for line in lines for each in find_deadlines(line.split("\t")[0], written_on=None) if each.relative]
    assert len(found) >= 20
    for each in found:
        assert count_deadline(each.text, written_on=None) == (None if each.due_on else each.relative)


def test_counted_back_the_earlier_day_is_the_one_that_leaves_the_event_s_own_day_out() -> None:
    (found,) = find_expressions("ภายใน ๗ วัน ก่อนวันที่ประชุม")
    assert resolve(found, date(2023, 3, 20)).note == "counted from 2023-03-20; 2023-03-14 if the first day counts"


@pytest.mark.parametrize(("hour", "due_on"), [("๐๘.๓๐", date(2025, 9, 3)), ("๓๐.๓๐", None), ("๐๘.๗๕", None)])
def test_hours_are_counted_only_from_an_hour_that_there_is(hour: str, due_on: date | None) -> None:
    found, *_ = find_expressions(f"ภายใน ๒๔ ชั่วโมง นับแต่เวลา {hour} น. ของวันที่ ๒ กันยายน ๒๕๖๘")
    assert (found.last, found.problem) == (due_on, "" if due_on else "incomplete")


@pytest.mark.parametrize(
    ("words", "last", "time"),
    [
        ("ภายใน ๒๔ ชั่วโมง นับแต่เวลา ๐๘.๓๐ น. ของวันที่ ๒ กันยายน ๒๕๖๘", date(2025, 9, 3), "08:30"),
        ("ภายใน ๒๔ ชั่วโมง ก่อนเวลา ๐๘.๓๐ น. ของวันที่ ๒ กันยายน ๒๕๖๘", date(2025, 9, 1), "08:30"),
        ("ภายใน ๒๔ ชั่วโมง นับแต่เวลา ๐๘.๓๐ น.", None, ""),  # of which day?
        ("ภายใน ๓ วัน นับแต่เวลา ๐๘.๓๐ น. ของวันที่ ๒ กันยายน ๒๕๖๘", None, ""),  # days are not counted from an hour
    ],
)
def test_hours_are_counted_from_an_hour_of_a_day_or_back(words: str, last: date | None, time: str) -> None:
    found, *_ = find_expressions(words)
    assert (found.last, found.time, found.problem) == (last, time, "" if last else "incomplete")


def test_hours_that_are_counted_from_no_event_are_not_counted_from_an_hour_named_before() -> None:
    *_, found = find_expressions("เวลา ๐๘.๓๐ น. วันที่ ๑๐ มกราคม ๒๕๖๘ ภายใน ๒๔ ชั่วโมง")
    assert (found.last, found.problem) == (None, "incomplete")


@pytest.mark.parametrize(
    ("words", "last", "rule"),
    [
        ("ภายในวันสุดท้ายของปีนี้", date(2024, 12, 31), "year_end"),
        ("ภายในวันสุดท้ายของปี ๒๕๖๘", date(2025, 12, 31), "year_end"),
        ("ภายในวันสุดท้ายของปีงบประมาณนี้", date(2025, 9, 30), "fiscal_year_end"),
        ("ภายในสิ้นปีงบประมาณ", date(2025, 9, 30), "fiscal_year_end"),
    ],
)
def test_the_last_day_of_a_year_is_that_of_the_calendar_unless_the_budget_s_is_named(
    words: str, last: date, rule: str
) -> None:
    (found,) = find_expressions(words, written_on=date(2024, 11, 15))
    assert (found.last, found.rule) == (last, rule)


def test_the_end_of_the_budget_year_is_a_day_only_where_something_is_due_by_it() -> None:
    assert find_expressions("เพื่อเตรียมการสิ้นปีงบประมาณ", written_on=date(2024, 11, 15)) == []
