from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circtrack.thai.dates import find_dates, format_thai
from circtrack.thai.deadlines import find_deadlines, find_deadlines_and_days

LETTER = date(2023, 3, 9)


@pytest.mark.parametrize(
    ("text", "due_on", "rule"),
    [
        ("ภายในวันศุกร์ที่ ๒๔ มีนาคม ๒๕๖๖", date(2023, 3, 24), "on"),
        ("ไม่เกินวันที่ 31 ธ.ค. 65", date(2022, 12, 31), "on"),
        ("ถึงวันพุธที่ 19 ตุลาคม 2565", date(2022, 10, 19), "on"),
        ("จนถึงวันที่ 25 เมษายน พ.ศ. 2567", date(2024, 4, 25), "on"),
        ("ก่อนวันที่ 15 พ.ย. 64", date(2021, 11, 14), "before"),
        ("ก่อนวันที่ 1 ม.ค. 63", date(2019, 12, 31), "before"),
        ("ภายในวันที่ 31 มีนาคมนี้", date(2023, 3, 31), "on"),
        ("ภายในวันที่ 9 มกราคมนี้", date(2024, 1, 9), "on"),
        ("ภายในเดือนกุมภาพันธ์ 2564", date(2021, 2, 28), "month"),
        ("ภายในเดือน เม.ย. 2567", date(2024, 4, 30), "month"),
        ("ภายในเดือนมีนาคม", date(2023, 3, 31), "month"),
        ("ภายในเดือนกุมภาพันธ์", date(2024, 2, 29), "month"),
        ("ภายในสิ้นเดือน พ.ค. 67", date(2024, 5, 31), "month"),
        ("สิ้นเดือน มีนาคม 2565", date(2022, 3, 31), "month"),
        ("ก่อนเดือนมีนาคม 2567", date(2024, 2, 29), "before"),
    ],
)
def test_the_last_day_is_inclusive(text: str, due_on: date, rule: str) -> None:
    (found,) = find_deadlines(f"ขอให้บันทึกข้อมูล{text} ทั้งนี้", written_on=LETTER)
    assert (found.text, found.due_on, found.rule, found.problem) == (text, due_on, rule, "")


@pytest.mark.parametrize("text", ["โดยด่วน", "โดยเร็ว", "โดยเร็วที่สุด", "ภายในกำหนด", "ภายในกำหนดเวลา", "ทันที"])
def test_words_without_a_date_stay_open(text: str) -> None:
    (found,) = find_deadlines(f"ให้แล้วเสร็จ{text}", written_on=LETTER)
    assert (found.text, found.due_on, found.rule, found.date) == (text, None, "open", None)


def test_a_year_that_was_supplied_is_said_so() -> None:
    this, following = find_deadlines("ภายในวันที่ 24 มีนาคม และภายในวันที่ 1 กุมภาพันธ์นี้", written_on=LETTER)
    assert "2566" in this.note
    assert "2567" in following.note
    (unknown,) = find_deadlines("ภายในวันที่ 24 มีนาคม", written_on=None)
    assert (unknown.due_on, unknown.problem) == (None, "incomplete")


def test_a_doubtful_day_sets_no_deadline() -> None:
    (found,) = find_deadlines("ภายในวันจันทร์ที่ ๒๔ มีนาคม ๒๕๖๖", written_on=LETTER)
    assert (found.due_on, found.problem) == (None, "weekday")
    assert found.date is not None
    assert found.date.readings[0] == date(2023, 3, 24)


def test_a_date_that_is_no_deadline_is_left_alone() -> None:
    assert find_deadlines("ลงวันที่ ๒๗ กุมภาพันธ์ ๒๕๖๖ จำนวน ๑ ชุด", written_on=LETTER) == []


@given(st.dates(date(1998, 1, 2), date(2040, 12, 31)), st.sampled_from(["full", "short"]), st.booleans())
def test_before_is_one_day_less_than_on(day: date, style: str, thai: bool) -> None:
    text = format_thai(day, style="short" if style == "short" else "full", thai_digits=thai)
    on, before = find_deadlines(f"ภายในวันที่ {text} หรือก่อนวันที่ {text}", written_on=None)
    assert on.due_on == day
    assert before.due_on == day - timedelta(days=1)


def test_spans_lie_in_the_original() -> None:
    text = "ให้บันทึก\u200bภายใน\u200bวันที่ ๒๔ มีนา\u200bคม ๒๕๖๖ นะ"
    (found,) = find_deadlines(text, written_on=None)
    assert found.text == text[found.start : found.end] == "ภายใน\u200bวันที่ ๒๔ มีนา\u200bคม ๒๕๖๖"
    assert found.date is not None
    assert text[found.date.start : found.date.end] == "๒๔ มีนา\u200bคม ๒๕๖๖"


@pytest.mark.parametrize(
    "behind", ["รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย", "เรื่อง การบันทึก", "รายงานผล", "ตรวจสอบแล้ว", "จำนวน ๑ ชุด"]
)
def test_a_word_behind_the_date_that_begins_like_a_unit_takes_nothing_from_it(behind: str) -> None:
    (found,) = find_deadlines(f"ภายในวันที่ ๑๗ พฤษภาคม ๒๕๖๗ {behind}", written_on=date(2023, 4, 5))
    assert (found.text, found.due_on) == ("ภายในวันที่ ๑๗ พฤษภาคม ๒๕๖๗", date(2024, 5, 17))


@pytest.mark.parametrize("words", ["7 Apr 2023", "7 April 2566", "๗ apr. 2023", "7-Apr-2023"])
def test_a_month_in_english_is_read_inside_a_letter(words: str) -> None:
    (found,) = find_deadlines(f"บันทึกข้อมูลภายในวันที่ {words} และรายงาน", written_on=date(2023, 3, 20))
    assert found.due_on == date(2023, 4, 7)


@pytest.mark.parametrize("text", ["ภายในวันที่ 5 market", "ภายในวันที่ 5 mar.", "5 may", "ระบบ INFO 3 Mar", "12 december"])
def test_an_english_word_without_a_year_is_no_deadline(text: str) -> None:
    assert not any(each.due_on for each in find_deadlines(text, written_on=date(2023, 3, 20)))


def test_days_to_come_stand_beside_the_deadlines() -> None:
    text = (
        "ประชุมในวันที่ ๒๔ มีนาคม ๒๕๖๖ ลงวันที่ ๙ มีนาคม ๒๕๖๖ ภายในวันที่ ๓๑ มีนาคม ๒๕๖๖ ในเดือนเมษายน ๒๕๖๖"
        " วันศุกร์แรกของเดือนพฤษภาคม ๒๕๖๖ ๑๒.๐๐ น. ของวันพรุ่งนี้ วันที่ ๓๑ เมษายน ๒๕๖๖ วันที่ ๑-๒ มิถุนายน ๒๕๖๖"
    )
    deadlines, days = find_deadlines_and_days(text, written_on=LETTER)
    assert [(each.text, each.due_on) for each in deadlines] == [("ภายในวันที่ ๓๑ มีนาคม ๒๕๖๖", date(2023, 3, 31))]
    assert [(each.text, each.due_on) for each in days] == [
        ("๒๔ มีนาคม ๒๕๖๖", date(2023, 3, 24)),
        ("๑-๒ มิถุนายน ๒๕๖๖", date(2023, 6, 2)),
    ]


@pytest.mark.parametrize(
    ("words", "is_to_come"),
    [
        ("วันจันทร์ที่ ๒๔ มีนาคม ๒๕๖๖", True),
        ("วันพุธที่ ๙ มีนาคม ๒๕๖๖", False),  # the letter's own day
        ("วันจันทร์ที่ ๑ มีนาคม ๒๕๖๖", False),
        ("5/6/2023", False),
    ],
)
def test_of_doubtful_days_to_come_only_those_of_another_weekday_are_given(words: str, is_to_come: bool) -> None:
    _, days = find_deadlines_and_days(f"ประชุมใน{words}", written_on=LETTER)
    assert [(each.text, each.problem) for each in days] == [(words, "weekday")] * is_to_come


def test_the_days_of_a_list_are_the_readings_of_its_deadline() -> None:
    (found,) = find_deadlines("ภายในวันที่ ๕, ๑๐ และ ๑๕ มีนาคม ๒๕๖๖", written_on=None)
    assert [each.day for each in found.readings] == [5, 10, 15]


@pytest.mark.parametrize(
    ("hour", "clock", "note"),
    [
        ("เวลา ๑๖.๓๐ น.", "16:30", "at 16:30"),
        ("ก่อนเวลา ๑๖.๓๐ น.", "16:30", "before 16:30"),
        ("๐.๐๐ น.", "00:00", "at 00:00"),
        ("เวลา ๒๓.๕๙ น.", "23:59", "at 23:59"),
        ("เวลา ๒๔.๐๐ น.", "24:00", "at 24:00, the end of that day"),
        ("เวลา ๒๔.๐๑ น.", "", ""),
        ("เวลา ๑๖.๖๐ น.", "", ""),
    ],
)
def test_an_hour_behind_the_day(hour: str, clock: str, note: str) -> None:
    (found,) = find_deadlines(f"ภายในวันที่ ๒๔ มีนาคม ๒๕๖๖ {hour}", written_on=None)
    assert (found.due_on, found.time, found.note) == (date(2023, 3, 24), clock, note)


def test_a_day_near_the_letter_that_is_over_is_said_so() -> None:
    (found,) = find_deadlines("ก่อนวันจันทร์ของสัปดาห์นี้", written_on=date(2025, 6, 27))
    assert (found.due_on, found.note) == (None, "that day is over by the letter's date 2025-06-27")


def test_an_hour_of_a_day_near_the_letter_is_no_deadline_by_itself() -> None:
    assert find_deadlines("ประชุมเวลา ๑๒.๐๐ น. ของวันศุกร์หน้า", written_on=date(2025, 6, 25)) == []


@pytest.mark.parametrize(
    "text",
    [
        "ภายในวันที่ ๒ ๔ มีนาคม ๒๕๖๖",
        "ภายในวันศุกร์ที่ ๒ ๔ มีนาคม ๒๕๖๖",
        "ไม่เกินวันที่ 1  5 มี.ค. 66",
        "ภายในวันศุกร์ที่ ๒O มีนาคม ๒๕๖๖",
    ],
)
def test_a_torn_or_spoilt_day_is_no_other_day_and_is_told(text: str) -> None:
    (found,) = find_deadlines(f"จึงขอให้รายงาน{text} ทุกแห่ง", written_on=LETTER)
    assert (found.text, found.due_on, found.problem) == (text, None, "unreadable")


@pytest.mark.parametrize("before", ["ครั้งที่ ๒", "ข้อ ๒", "วันที่ ๑ -", "วันที่ ๑ และ"])
def test_a_figure_before_a_day_that_is_none_of_it_leaves_it_as_it_is(before: str) -> None:
    (found,) = find_dates(f"{before} ๔ มีนาคม ๒๕๖๖")
    assert found.day == date(2023, 3, 4)


@pytest.mark.parametrize(
    ("words", "due_on", "problem"),
    [
        ("ภายในวันเดียวกัน", date(2023, 2, 21), ""),
        ("ก่อนเวลา ๑๐.๐๐ น. ของวันเดียวกัน", date(2023, 2, 21), ""),
        ("ภายในกำหนดเดียวกัน", date(2023, 2, 21), ""),
        ("ภายในวันที่ ๒๔ เดือนเดียวกัน", date(2023, 2, 24), ""),
        ("ภายในวันศุกร์ที่ ๒๔ เดือนเดียวกัน", date(2023, 2, 24), ""),
        ("ภายในวันจันทร์ที่ ๒๔ เดือนเดียวกัน", None, "ambiguous"),
        ("ภายในวันที่ ๓๐ เดือนเดียวกัน", None, "impossible"),
    ],
)
def test_the_same_day_and_the_same_month_are_those_of_the_date_before(
    words: str, due_on: date | None, problem: str
) -> None:
    _, found = find_deadlines(f"ส่งภายในวันที่ ๒๑ กุมภาพันธ์ ๒๕๖๖ และ{words}", written_on=date(2023, 2, 1))
    assert (found.text, found.due_on, found.problem) == (words, due_on, problem)


def test_the_same_day_has_no_day_without_a_date_before_it() -> None:
    assert find_deadlines("ส่งภายในวันเดียวกัน", written_on=date(2023, 2, 1)) == []


def test_as_of_a_months_end_is_no_deadline() -> None:
    assert find_deadlines("เงินคงเหลือ ณ สิ้นเดือนสิงหาคม ๒๕๖๘", written_on=date(2025, 9, 1)) == []
