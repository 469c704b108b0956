"""Letters that ask for something again and again: what they ask, read to its days, and what is told of the rest."""

from __future__ import annotations

from datetime import date

import pytest

from circtrack.model import Letter, Task
from circtrack.reading.tasks import read_tasks
from circtrack.recurrence import list_days
from circtrack.render.drafts import drafts_text
from circtrack.thai.phrases import read_phrase

# Real sentences, from releases of thaigov.go.th (public domain), and letters made after real ones.
DEBT_MARKET_MONTHLY = (
    "กระทรวงมหาดไทย โดยกรมการปกครองได้แจ้งให้จังหวัดทุกจังหวัดดำเนินการจัดกิจกรรมตลาดนัดแก้หนี้ โดยมอบหมายให้จังหวัด"
    "แจ้งอำเภอดำเนินการจัดกิจกรรมภายในเขตพื้นที่รับผิดชอบอย่างน้อยเดือนละ 4 ครั้ง และรายงานข้อมูลภาพรวมการจัดกิจกรรม"
    "ทั้งจังหวัดให้กระทรวงมหาดไทยทราบ ภายในวันที่ 25 ของทุกเดือน"
)
DEBT_MARKET_WEEKLY = (
    "จึงได้มีหนังสือสั่งการให้ผู้ว่าราชการจังหวัดทุกจังหวัดมอบหมายให้ศูนย์อำนวยการแก้ไขปัญหาหนี้นอกระบบอำเภอ ดำเนินการจัดกิจกรรม "
    '"ตลาดนัดแก้หนี้" ภายในเขตพื้นที่รับผิดชอบอย่างน้อยสัปดาห์ละ 1 ครั้ง หรืออย่างน้อยเดือนละ 4 ครั้ง โดยในระดับจังหวัด '
    "ยังคงมีการจัดกิจกรรมอย่างน้อยเดือนละ 1 ครั้ง"
)
INVESTMENT_REPORT = (
    "2.4 ให้หัวหน้าหน่วยรับงบประมาณที่ได้รับจัดสรรงบประมาณรายจ่ายประจำปี กำกับดูแลบริหารจัดการเร่งรัดการดำเนินการให้แล้วเสร็จ"
    "โดยเร็ว และเป็นไปตามเป้าหมายที่กำหนด พร้อมทั้งรายงานความคืบหน้าการดำเนินงานของงบประมาณรายจ่ายลงทุน ปัญหาอุปสรรค "
    "และคาดการณ์การก่อหนี้และการเบิกจ่ายให้กรมบัญชีกลางภายในวันที่ 5 ของเดือนถัดไป"
)
WATER_LEVEL = "อำเภอสวีขอให้ท่านบันทึกข้อมูลระดับน้ำในระบบ ThaiWater ทุกวัน ภายในเวลา ๐๙.๓๐ น. จนกว่าสถานการณ์จะคลี่คลาย"
WATER_LEVEL_JOINTLY = (
    "อำเภอสวีจึงขอให้ท่านมอบหมายเจ้าหน้าที่ชลประทานร่วมกับผู้ใหญ่บ้านวัดระดับน้ำ และบันทึกข้อมูลในระบบรายงานระดับน้ำ (ThaiWater) "
    "ทุกวัน ภายในเวลา ๐๙.๓๐ น."
)

FIFTH, FIFTH_LATER = "ภายในวันที่ ๕ ของทุกเดือน", "10-07 11-05 12-06 01-06"


def read(body: str, written_on: date) -> tuple[list[list[str]], set[tuple[str, str]]]:
    """The first three days of each task that recurs; code and text of each finding."""
    tasks, findings = read_tasks([body], subject="การรายงาน", written_on=written_on)
    days = [[str(day) for day in list_days(task.rule, written_on)] for task in tasks if task.rule.startswith("FREQ=")]
    return days, {(each.code, each.text) for each in findings}


@pytest.mark.parametrize(
    ("body", "written_on", "days"),
    [
        (DEBT_MARKET_MONTHLY, date(2024, 3, 7), ["2024-03-25", "2024-04-25", "2024-05-25"]),
        (DEBT_MARKET_WEEKLY, date(2024, 1, 15), ["2024-01-21", "2024-01-28", "2024-02-04"]),
        (INVESTMENT_REPORT, date(2024, 11, 5), ["2024-12-05", "2025-01-05", "2025-02-05"]),
        (WATER_LEVEL, date(2024, 9, 12), ["2024-09-13", "2024-09-14", "2024-09-15"]),
        (WATER_LEVEL_JOINTLY, date(2024, 9, 12), ["2024-09-13", "2024-09-14", "2024-09-15"]),
    ],
    ids=["by the 25th", "once a week", "by the 5th of the next month", "every day until an event", "every day"],
)
def test_real_sentences_are_read_to_their_days(body: str, written_on: date, days: list[str]) -> None:
    assert read(body, written_on)[0] == [days]


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("ทุกวันพฤหัสบดี ก่อนเวลา ๑๕.๓๐ น.", ["2024-09-19", "2024-09-26", "2024-10-03"]),
        ("ภายในวันที่ ๕ และวันที่ ๒๐ ของทุกเดือน", ["2024-09-20", "2024-10-05", "2024-10-20"]),
        ("ภายใน ๓๐ วัน นับแต่วันสิ้นไตรมาส", ["2024-10-30", "2025-01-30", "2025-04-30"]),
    ],
)
def test_real_phrases_are_read_to_their_days(words: str, days: list[str]) -> None:
    found = read_phrase(words, written_on=date(2024, 9, 12))
    assert [str(day) for day in list_days(found.rule, date(2024, 9, 12))] == days


def test_what_is_done_a_number_of_times_is_told() -> None:
    """Markets four times a month beside the report of the 25th, and those of the province beside the weekly ones."""
    assert ("unclaimed_deadline", "เดือนละ 4 ครั้ง") in read(DEBT_MARKET_MONTHLY, date(2024, 3, 7))[1]
    assert ("unclaimed_deadline", "เดือนละ 1 ครั้ง") in read(DEBT_MARKET_WEEKLY, date(2024, 1, 15))[1]


def test_how_often_is_told_once_beside_the_day() -> None:
    body = "จึงขอให้ท่านรายงานผลการดำเนินงานเป็นประจำทุกเดือน ให้อำเภอทราบ ภายในวันที่ ๕ ของเดือนถัดไป"
    days, findings = read(body, date(2024, 1, 15))
    assert days == [["2024-02-05", "2024-03-05", "2024-04-05"]]
    assert not any(code == "unclaimed_deadline" for code, _ in findings)


@pytest.mark.parametrize("words", ["เดือนละ ๑ ครั้ง", "ทุก ๖ เดือน", "ทุกไตรมาส ภายในวันที่ ๑๐", "ทุกภาคเรียน", "ทุกต้นเดือน"])
def test_what_cannot_be_turned_into_days_is_a_finding(words: str) -> None:
    days, findings = read(f"จึงขอให้ท่านรายงานผลการดำเนินงาน {words}", date(2024, 1, 15))
    assert days == [[]]
    assert any(code == "open_recurrence" for code, _ in findings)


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("ทุก ๑๕ วัน จนกว่าจะแล้วเสร็จ", ["2024-01-30", "2024-02-14", "2024-02-29"]),
        ("ทุก ๆ 2 สัปดาห์", ["2024-01-29", "2024-02-12", "2024-02-26"]),
        ("สัปดาห์เว้นสัปดาห์", ["2024-01-29", "2024-02-12", "2024-02-26"]),
        ("ทุก ๕ วันทำการ", ["2024-01-22", "2024-01-29", "2024-02-05"]),
    ],
)
def test_what_has_no_first_day_is_counted_from_the_letter_and_told(words: str, days: list[str]) -> None:
    found, findings = read(f"จึงขอให้ท่านรายงานผลการดำเนินงาน {words}", date(2024, 1, 15))
    assert found == [days]
    assert [text for code, text in findings if code == "counted_recurrence"] == [words.partition(" จน")[0]]


def test_a_stated_first_day_is_not_told() -> None:
    words = "ทุก ๑๐ วัน ตั้งแต่วันที่ ๑ กุมภาพันธ์ ๒๕๖๗ ถึงวันที่ ๒๙ กุมภาพันธ์ ๒๕๖๗"
    assert read(f"จึงขอให้ท่านรายงานผลการดำเนินงาน {words}", date(2024, 1, 15)) == (
        [["2024-02-01", "2024-02-11", "2024-02-21"]],
        set(),
    )


@pytest.mark.parametrize("words", ["จนครบทุกชุมชน", "จนเสร็จสิ้นภารกิจ", "จนแล้วเสร็จ", "ให้อำเภอทราบ จนกว่าสถานการณ์จะคลี่คลาย"])
def test_an_end_that_is_an_event_is_told(words: str) -> None:
    _, findings = read(f"จึงขอให้ท่านรายงานผลการดำเนินงานทุกวันศุกร์ {words}", date(2024, 1, 15))
    assert findings == {("recurrence_until_event", "ทุกวันศุกร์")}


def test_every_few_working_days_are_no_days_of_the_calendar() -> None:
    days, findings = read("จึงขอให้ท่านรายงานผลการดำเนินงานทุก ๓ วันทำการ", date(2024, 1, 15))
    assert days == []
    assert [code for code, _ in findings] == ["undated_duty"]


def test_what_the_days_leave_out_is_told() -> None:
    until_event = ("recurrence_until_event", "ทุกวัน ภายในเวลา ๐๙.๓๐ น.")
    assert until_event in read(WATER_LEVEL, date(2024, 9, 12))[1]
    assert until_event not in read(WATER_LEVEL_JOINTLY, date(2024, 9, 12))[1]
    body = "จึงขอให้ท่านรายงานผล ภายในวันทำการสุดท้ายของทุกเดือน"
    assert read(body, date(2024, 9, 12))[1] == {("recurrence_on_holidays", "ภายในวันทำการสุดท้ายของทุกเดือน")}


@pytest.mark.parametrize(
    ("rule", "clause", "days"),
    [  # 5 October and 5 January are days of a weekend, 5 December and 11 October are none of work
        (FIFTH, " หากตรงกับวันหยุดราชการให้ถือวันทำการถัดไปเป็นวันครบกำหนด", FIFTH_LATER),
        (FIFTH, " (ถ้าวันดังกล่าวตรงกับวันหยุดราชการ ให้เลื่อนเป็นวันทำการถัดไป)", FIFTH_LATER),
        (FIFTH, " เมื่อวันดังกล่าวตรงกับวันหยุด ให้ส่งในวันเปิดทำการแรกหลังวันหยุด", FIFTH_LATER),
        (FIFTH, " หากวันดังกล่าวตรงกับวันเสาร์ วันอาทิตย์ หรือวันหยุดราชการ ให้ส่งก่อนวันหยุด", "10-04 11-05 12-04 01-03"),
        (FIFTH, " ถ้าตรงกับวันหยุดราชการให้ส่งวันทำการสุดท้ายก่อนวันหยุดนั้น", "10-04 11-05 12-04 01-03"),
        (FIFTH, " หากตรงกับวันหยุดราชการ ให้ส่งในวันทำการถัดไป เริ่มตั้งแต่เดือนธันวาคม ๒๕๖๗", "12-06 01-06 02-05 03-05"),
        ("ทุกวันที่ ๑๓", " ทั้งนี้ กรณีที่วันดังกล่าวเป็นวันหยุด ให้ส่งในวันทำการก่อนหน้า", "09-13 10-11 11-13 12-13"),
        (FIFTH, "", "10-05 11-05 12-05 01-05"),
        (FIFTH, " หากไม่แล้วเสร็จให้แจ้งเหตุผลภายในวันทำการถัดไป", "10-05 11-05 12-05 01-05"),
    ],
)
def test_a_round_moves_off_a_day_off_as_the_letter_says(rule: str, clause: str, days: str) -> None:
    letter = date(2024, 9, 12)
    (task,), findings = read_tasks([f"จึงขอให้ท่านรายงานผล {rule}{clause}"], subject="การรายงาน", written_on=letter)
    assert not findings
    assert " ".join(f"{day:%m-%d}" for day in list_days(task.rule, letter, 4)) == days


@pytest.mark.parametrize(
    "words",
    [
        "ภายในวันทำการสุดท้ายของทุกเดือน หากตรงกับวันหยุดให้ถือวันทำการถัดไป",
        "ภายในวันที่ ๕ ของทุกเดือน หากตรงกับวันหยุดราชการ ให้ประสานวันทำการกับจังหวัด",
    ],
)
def test_that_holidays_are_not_in_a_rule_is_told(words: str) -> None:
    _, findings = read(f"จึงขอให้ท่านรายงานผล {words}", date(2024, 9, 12))
    assert [code for code, _ in findings] == ["recurrence_on_holidays"]


def test_a_duty_that_ends_before_its_letter_is_a_finding() -> None:
    body = "จึงขอให้ท่านรายงานผลการดำเนินงานทุกวันศุกร์ จนถึงวันที่ ๕ มกราคม ๒๕๖๗"
    days, findings = read(body, date(2024, 1, 15))
    assert days == [[]]
    assert ("deadline_before_letter", "ทุกวันศุกร์") in findings


@pytest.mark.parametrize(
    ("body", "days"),
    [
        (
            "จึงขอให้ท่านรายงานผลผ่านระบบ e-Plan ทุกวันศุกร์ ให้อำเภอทราบ จนถึงวันที่ ๒ กุมภาพันธ์ ๒๕๖๗",
            ["2024-01-19", "2024-01-26", "2024-02-02"],
        ),
        (
            "ในห้วงวันที่ ๑๗ - ๑๙ มกราคม ๒๕๖๗ ขอให้ท่านรายงานผลการดำเนินงานทุกวัน ภายในเวลา ๑๖.๐๐ น.",
            ["2024-01-17", "2024-01-18", "2024-01-19"],
        ),
        (
            "ขอให้ท่านรายงานผลการดำเนินงานทุกสัปดาห์ ภายในวันศุกร์ของทุกสัปดาห์ ตลอดเดือนกุมภาพันธ์ ๒๕๖๗",
            ["2024-02-02", "2024-02-09", "2024-02-16"],
        ),
    ],
)
def test_a_beginning_and_an_end_may_stand_apart(body: str, days: list[str]) -> None:
    assert read(body, date(2024, 1, 15))[0] == [days]


def test_the_end_of_another_duty_is_not_taken() -> None:
    body = "ขอให้ท่านรายงานผลทุกวันศุกร์ และเปิดศูนย์ช่วยเหลือประชาชนจนถึงวันที่ ๓๐ เมษายน ๒๕๖๗"
    tasks, _ = read_tasks([body], subject="การรายงาน", written_on=date(2024, 1, 15))
    assert "FREQ=WEEKLY;BYDAY=FR" in [task.rule for task in tasks]


def test_a_duty_that_ends_is_shown_with_its_end() -> None:
    letter = Letter(
        number="ชย 0023.3/ว 112",
        date=date(2024, 1, 15),
        tasks=(Task("รายงาน", rule="FREQ=WEEKLY;BYDAY=FR;COUNT=2", as_written="ทุกวันศุกร์"),),
    )
    assert "due again and again (ทุกวันศุกร์): 2024-01-19, 2024-01-26, then no more" in drafts_text([letter])
