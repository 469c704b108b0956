"""What a letter that extends a deadline says: its new day, and whatever else it gives a day to."""

from __future__ import annotations

from datetime import date

import pytest

from circtrack.reading.tasks import read_tasks

WRITTEN_ON = date(2023, 12, 8)
REPORTED = "ตามหนังสือที่อ้างถึง จังหวัดขอให้องค์กรปกครองส่วนท้องถิ่นบันทึกข้อมูลการประเมิน ภายในวันที่ ๘ ธันวาคม ๒๕๖๖ นั้น"


def read(*body: str) -> tuple[list[str], set[tuple[str, str]]]:
    """Days of the tasks, and code and text of each finding."""
    tasks, findings = read_tasks([REPORTED, *body], subject="ขยายเวลา", written_on=WRITTEN_ON, kind="extension")
    days = [each.due_on.isoformat() if each.due_on else each.rule for each in tasks]
    return days, {(each.code, each.text) for each in findings}


@pytest.mark.parametrize(
    "sentence",
    [
        "จังหวัดจึงขยายระยะเวลาการบันทึกข้อมูลดังกล่าวออกไปถึงวันที่ ๒๒ ธันวาคม ๒๕๖๖",
        "จึงขอขยายกำหนดเวลาบันทึกข้อมูล จากเดิมภายในวันที่ ๘ ธันวาคม ๒๕๖๖ เป็นภายในวันที่ ๒๒ ธันวาคม ๒๕๖๖",
        "จึงเลื่อนกำหนดส่งจากวันที่ ๘ ธันวาคม ๒๕๖๖ ออกไปเป็นวันที่ ๒๒ ธันวาคม ๒๕๖๖ ทั้งนี้ ให้กำชับเจ้าหน้าที่",
        "จึงขอให้อำเภอแจ้งเทศบาลบันทึกข้อมูลในระบบให้แล้วเสร็จ ภายในวันที่ ๒๒ ธันวาคม ๒๕๖๖",
        "จึงขยายเวลา จากเดิมสิ้นสุดวันที่ ๘ ธันวาคม ๒๕๖๖ เป็นสิ้นสุดวันที่ ๒๒ ธันวาคม ๒๕๖๖",
        "ซึ่งครบกำหนดในวันที่ ๘ ธันวาคม ๒๕๖๖ แล้ว แต่ยังบันทึกไม่ครบ จึงขยายเวลาให้ถึงวันที่ ๒๒ ธันวาคม ๒๕๖๖",
    ],
)
def test_the_new_day_is_the_only_task_and_the_old_one_needs_no_word(sentence: str) -> None:
    assert read(sentence) == (["2023-12-22"], set())


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        (
            "จึงขยายเวลาออกไปถึงวันที่ ๒๒ ธันวาคม ๒๕๖๖ และให้ส่งสำเนาเอกสารให้จังหวัด ภายในวันที่ ๒๗ ธันวาคม ๒๕๖๖",
            "2023-12-27",
        ),
        (
            "เปลี่ยนแปลงกำหนดเป็นวันที่ ๒๒ ธันวาคม ๒๕๖๖ ทั้งนี้ ให้อำเภอตรวจสอบและรายงานจังหวัด ภายในวันที่ ๕ มกราคม ๒๕๖๗",
            "2024-01-05",
        ),
        (
            "ให้อำเภอรายงานผู้ประสานงาน ภายในวันที่ ๑๒ ธันวาคม ๒๕๖๖ และขยายเวลาบันทึกข้อมูลถึงวันที่ ๒๒ ธันวาคม ๒๕๖๖",
            "2023-12-12",
        ),
    ],
)
def test_what_is_asked_besides_is_a_task_of_its_own_day(sentence: str, other: str) -> None:
    assert read(sentence) == (["2023-12-22", other], set())


def test_another_day_is_not_taken_for_the_new_one_and_is_told() -> None:
    sentence = "จึงขยายเวลาแบบรายเดือน ภายในวันที่ ๑๕ ธันวาคม ๒๕๖๖ แบบรายปี ภายในวันที่ ๒๒ ธันวาคม ๒๕๖๖"
    assert read(sentence) == (["2023-12-22"], {("unclaimed_deadline", "ภายในวันที่ ๑๕ ธันวาคม ๒๕๖๖")})


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("๒๒ ธันวาคม ๒๕๔๖๖", "era_deadline"),
        ("๒๒ ธันวาคม ๒๕๖", "era_deadline"),
        ("๓๒ ธันวาคม ๒๕๖๖", "impossible_deadline"),
    ],
)
def test_a_new_day_that_cannot_be_read_is_told(day: str, code: str) -> None:
    days, findings = read(f"จังหวัดจึงขยายเวลาบันทึกข้อมูลออกไปถึงวันที่ {day}")
    assert [each for each in days if each.startswith("20")] == []
    assert code in {each for each, _ in findings}


@pytest.mark.parametrize(
    "sentence",
    [
        "จังหวัดจึงขยายเวลาบันทึกข้อมูลออกไปอีก ๗ วันทำการ",
        "จังหวัดจึงขยายเวลาบันทึกข้อมูลออกไปอีก ๑ เดือน",
        "จังหวัดจึงเลื่อนกำหนดออกไปโดยไม่มีกำหนด จนกว่าระบบจะใช้งานได้ตามปกติ",
        "จังหวัดจึงขยายเวลา แบบที่ ๑ ถึงวันที่ ๑๕ ธันวาคม ๒๕๖๖ และแบบที่ ๒ ถึงวันที่ ๒๒ ธันวาคม ๒๕๖๖",
        "จังหวัดจึงขยายเวลาบันทึกข้อมูล โดยจะแจ้งกำหนดใหม่ให้ทราบต่อไป",
    ],
)
def test_an_extension_without_a_new_day_is_told(sentence: str) -> None:
    assert read(sentence) == ([], {("no_new_day", "ขยายเวลา")})


@pytest.mark.parametrize(
    "sentence",
    [
        "จังหวัดจึงขยายเวลาบันทึกข้อมูลออกไปอีก ๑๔ วัน",
        "จึงขยายเวลาบันทึกข้อมูลออกไปอีก 14 วัน นับถัดจากวันครบกำหนดเดิม",
        "จึงเลื่อนกำหนดส่งไปอีกสิบสี่วัน จากเดิมสิ้นสุดวันที่ ๘ ธันวาคม ๒๕๖๖",
        "จึงขยายเวลาซึ่งครบกำหนดวันที่ ๑ ธันวาคม ๒๕๖๖ ออกไปอีก ๒๑ วัน",
    ],
)
def test_days_added_are_counted_from_the_old_day_and_that_is_told(sentence: str) -> None:
    days, findings = read(sentence)
    assert (days, {code for code, _ in findings}) == (["2023-12-22"], {"counted_extension"})


def test_days_added_to_one_of_several_old_days_are_counted_from_none() -> None:
    reported = "ตามหนังสือที่อ้างถึง ขอให้รายงาน ภายในวันที่ ๘ ธันวาคม ๒๕๖๖ และส่งเอกสาร ภายในวันที่ ๒๐ ธันวาคม ๒๕๖๖ นั้น"
    tasks, findings = read_tasks(
        [reported, "จึงขยายเวลาออกไปอีก ๑๔ วัน"], subject="ขยายเวลา", written_on=WRITTEN_ON, kind="extension"
    )
    assert (tasks, [each.code for each in findings]) == ((), ["no_new_day"])


def test_each_duty_has_its_own_system_and_office() -> None:
    """The extended one by the subject, the report and its own sentence; one asked besides by its request."""
    body = (
        "จังหวัดจึงขยายเวลาการส่งแบบสำรวจออกไปถึงวันที่ ๒๒ ธันวาคม ๒๕๖๖ และขอให้อำเภอแต่งตั้งผู้ประสานงาน "
        "แล้วบันทึกชื่อในระบบ LHR ภายในวันที่ ๑๕ ธันวาคม ๒๕๖๖ โดยให้เทศบาลรายงานความคืบหน้าทุกวันศุกร์"
    )
    tasks, _ = read_tasks([REPORTED, body], subject="ขยายเวลา", written_on=WRITTEN_ON, kind="extension")
    assert [(each.audience, each.system) for each in tasks] == [
        ("องค์กรปกครองส่วนท้องถิ่น", ""),
        ("อำเภอ", "LHR"),
        ("เทศบาล", ""),
    ]


def test_the_duty_that_is_extended_is_not_given_again() -> None:
    """ภายในกำหนดเวลาที่ขยาย means the new day."""
    body = (
        "จังหวัดจึงขยายเวลาออกไปถึงวันที่ ๒๒ ธันวาคม ๒๕๖๖ ขอให้อำเภอแจ้งเทศบาลบันทึกข้อมูลให้แล้วเสร็จภายในกำหนดเวลาที่ขยาย",
        "ทั้งนี้ ให้อำเภอกำชับเทศบาลเร่งรัดดำเนินการให้แล้วเสร็จภายในกำหนดเวลาดังกล่าว",
    )
    assert read(*body) == (["2023-12-22"], set())


def test_the_number_of_a_letter_of_nan_does_not_end_the_report() -> None:
    """นั้น without its marks is นน, the letters of that province."""
    reported = "ตามหนังสือจังหวัดน่าน ที่ นน ๐๐๒๓.๓/ว ๒๘๐๐ ลงวันที่ ๑ พฤศจิกายน ๒๕๖๖ ขอให้อำเภอจัดส่งแผน ภายในวันที่ ๘ ธันวาคม ๒๕๖๖ นั้น"
    body = [reported, "จังหวัดขอเลื่อนกำหนดส่งแผนเป็นวันที่ ๒๒ ธันวาคม ๒๕๖๖"]
    tasks, findings = read_tasks(body, subject="เลื่อนกำหนด", written_on=WRITTEN_ON, kind="extension")
    assert [(each.audience, str(each.due_on)) for each in tasks] == [("อำเภอ", "2023-12-22")]
    assert not findings
