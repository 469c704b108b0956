"""The duties that a text names without a day of their own, and what a list's items say without a request."""

from __future__ import annotations

from datetime import date

import pytest

from circtrack.reading.clauses import Clause
from circtrack.reading.duties import NamedDuty, find_further, list_duties, name_asked, read_duty
from circtrack.reading.items import read_heading, read_own_day, tell_whose
from circtrack.reading.tone_marks import Toneless
from circtrack.thai.deadlines import FoundDeadline, find_deadlines, find_deadlines_and_days

WRITTEN_ON = date(2025, 1, 10)


def days(words: str) -> list[FoundDeadline]:
    return find_deadlines(words, written_on=WRITTEN_ON)


def read_title(words: str) -> str:
    duty = read_duty(words, "", WRITTEN_ON)
    return duty.title if duty else ""


def test_a_duty_is_named_up_to_its_deadline_or_what_the_writer_says() -> None:
    assert read_duty("บันทึกข้อมูลเสาไฟฟ้าในระบบ INFO ภายในวันที่ ๒๐ มกราคม ๒๕๖๘ ด้วย", "อำเภอ", WRITTEN_ON) == NamedDuty(
        "บันทึกข้อมูลเสาไฟฟ้า", "INFO", "อำเภอ"
    )
    assert read_title("สำรวจข้อมูลเสาไฟฟ้า โดยด่วน ตามแบบที่แนบ") == "สำรวจข้อมูลเสาไฟฟ้า"
    assert read_title("สำรวจข้อมูลเสาไฟฟ้า จึงเรียนมาเพื่อทราบ") == "สำรวจข้อมูลเสาไฟฟ้า"


@pytest.mark.parametrize(
    ("words", "is_duty"),
    [
        ("ดำเนินการในส่วนที่เกี่ยวข้อง", False),  # any request says as much
        ("แจ้งผล", False),  # too short to be told from others
        ("รายงานผล", True),
        ("ส่ง" + "ก" * 197, True),
        ("ส่ง" + "ก" * 198, False),  # no title: a page
    ],
)
def test_words_that_say_nothing_or_go_on_and_on_name_no_duty(words: str, is_duty: bool) -> None:
    assert bool(read_title(words)) is is_duty


def test_of_very_many_duties_the_first_and_the_last_are_meant_each_once() -> None:
    def named(count: int) -> list[str]:
        listed = list_duties([(f"ส่งแบบรายงานที่ {number}", "") for number in range(1, count + 1)], WRITTEN_ON)
        return [duty.title.rpartition(" ")[2] for duty in listed]

    assert named(0) == []
    assert named(12) == [str(number) for number in range(1, 13)]
    assert named(14) == ["1", *(str(number) for number in range(4, 15))]
    assert len(list_duties([("ส่งแบบรายงานที่ 1", ""), ("ส่งแบบรายงานที่ 1", "อำเภอ")], WRITTEN_ON)) == 1


def test_what_was_asked_is_named_up_to_the_next_request() -> None:
    told = "จังหวัดได้ขอให้อำเภอสำรวจข้อมูลเสาไฟฟ้า ขอให้เทศบาลส่งรายชื่อผู้ประสานงาน ขอให้ อบจ. ส่งแผน"
    assert name_asked(Toneless(told)) == [
        ("สำรวจข้อมูลเสาไฟฟ้า ", "อำเภอ"),
        ("ส่งรายชื่อผู้ประสานงาน ", "เทศบาล"),
        ("ส่งแผน", "อบจ."),
    ]
    assert name_asked(Toneless("")) == []


@pytest.mark.parametrize(
    ("tail", "has_deadline", "further"),
    [
        (" และรายงานผลให้จังหวัดทราบ", True, "รายงานผลให้จังหวัดทราบ"),
        (" พร้อมทั้งส่งสำเนาด้วย", True, "ส่งสำเนาด้วย"),
        (" และรายงานผลให้จังหวัดทราบ", False, ""),  # without a deadline it is the same request
        (" และเรื่องอื่น", True, ""),
        (" รายงานผลให้จังหวัดทราบ", True, ""),
        ("", True, ""),
    ],
)
def test_behind_a_deadline_a_further_duty_begins_with_and_and_a_verb(
    tail: str, has_deadline: bool, further: str
) -> None:
    deadline = days("ภายในวันที่ ๒๐ มกราคม ๒๕๖๘")[0] if has_deadline else None
    assert find_further(Clause("สำรวจข้อมูล", tail, deadline)) == further


@pytest.mark.parametrize(
    ("item", "offices"),
    [
        ("อำเภอ :", "อำเภอ"),
        ("สำหรับเทศบาลและองค์การบริหารส่วนตำบล", "เทศบาลและองค์การบริหารส่วนตำบล"),
        ("ส่วนของ อบจ.", "อบจ."),
        ("สำหรับ", ""),
        (" :", ""),
        ("", ""),
        ("อำเภอรายงานผล", ""),
    ],
)
def test_an_item_that_names_offices_and_nothing_else_heads_those_after_it(item: str, offices: str) -> None:
    assert read_heading(Toneless(item)) == offices


@pytest.mark.parametrize(
    ("item", "offices"),
    [
        ("สำหรับเทศบาล ภายในวันที่ ๒๐ มกราคม ๒๕๖๘", "เทศบาล"),
        ("อำเภอ: ในวันที่ ๒๐ มกราคม ๒๕๖๘.", "อำเภอ"),
        ("ภายในวันที่ ๒๐ มกราคม ๒๕๖๘", ""),
        ("สำหรับ ภายในวันที่ ๒๐ มกราคม ๒๕๖๘", ""),
        ("อำเภอ ภายในวันที่ ๒๐ มกราคม ๒๕๖๘ ทางไปรษณีย์", ""),
        ("อำเภอ ภายในวันที่ ๒๐ มกราคม ๒๕๖๘ เทศบาล ภายในวันที่ ๓๐ มกราคม ๒๕๖๘", ""),
        ("รายงานผล ภายในวันที่ ๒๐ มกราคม ๒๕๖๘", ""),
        ("อำเภอ", ""),
    ],
)
def test_an_item_may_be_offices_and_their_day(item: str, offices: str) -> None:
    deadlines, single = find_deadlines_and_days(item, written_on=WRITTEN_ON)
    found = read_own_day(Toneless(item), [*deadlines, *single])
    said = found and (found[0], found[1].rule, found[1].due_on)
    assert said == ((offices, "on", date(2025, 1, 20)) if offices else None)


def test_the_day_of_an_item_keeps_its_rule() -> None:
    item = "สำหรับเทศบาล ภายในเดือนกุมภาพันธ์ ๒๕๖๘"
    found = read_own_day(Toneless(item), days(item))
    assert found is not None
    assert (found[1].rule, found[1].due_on) == ("month", date(2025, 2, 28))


def test_days_of_an_item_have_the_words_before_them_to_say_whose_they_are() -> None:
    item = "เทศบาล ภายในวันที่ ๒๐ มกราคม ๒๕๖๘ | อำเภอ, ภายในวันที่ ๓๐ มกราคม ๒๕๖๘"
    assert [each.text for each in tell_whose(Toneless(item), days(item))] == [
        "เทศบาล ภายในวันที่ ๒๐ มกราคม ๒๕๖๘",
        "อำเภอ, ภายในวันที่ ๓๐ มกราคม ๒๕๖๘",
    ]
    day = "ภายในวันที่ ๒๐ มกราคม ๒๕๖๘"
    for more, kept in ((200, "ก" * (200 - len(day)) + day), (201, day)):
        (told,) = tell_whose(Toneless(text := "ก" * (more - len(day)) + day), days(text))
        assert told.text == kept
