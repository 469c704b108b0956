"""Lists of things to do: whose each item is, and the day that a sentence below the list gives its items."""

from __future__ import annotations

from datetime import date

import pytest

from circtrack.reading.closers import read_item_numbers
from circtrack.reading.tables import list_rows
from circtrack.reading.tasks import read_tasks
from circtrack.reading.tone_marks import Toneless

LOCAL = "องค์กรปกครองส่วนท้องถิ่น"
END = "2025-01-31"
Expected = list[tuple[str, str, str, str]]


def read(*body: str) -> tuple[Expected, set[tuple[str, str]]]:
    """Title, audience, last day and rule of each task; code and text of each finding."""
    tasks, findings = read_tasks(list(body), subject="การดำเนินงาน", written_on=date(2025, 1, 10))
    found = [(each.title, each.audience, each.due_on.isoformat() if each.due_on else "", each.rule) for each in tasks]
    return found, {(each.code, each.text) for each in findings}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            [
                f"จึงขอความร่วมมือจังหวัดแจ้ง{LOCAL}ที่มีศูนย์พัฒนาเด็กเล็กในสังกัดดำเนินการ ดังนี้",
                "๑. ตรวจสอบรายชื่อเด็กเล็ก",
                "๒. ปรับปรุงข้อมูลครู",
                "ทั้งนี้ ขอให้ดำเนินการตามข้อ ๑ - ๒ ให้แล้วเสร็จภายในวันที่ ๓๑ มกราคม ๒๕๖๘",
            ],
            [
                ("ตรวจสอบรายชื่อเด็กเล็ก", f"{LOCAL}ที่มีศูนย์พัฒนาเด็กเล็กในสังกัด", END, "shared"),
                ("ปรับปรุงข้อมูลครู", f"{LOCAL}ที่มีศูนย์พัฒนาเด็กเล็กในสังกัด", END, "shared"),
            ],
            id="all items by their numbers; the sentence is no task, and the list's office is each item's",
        ),
        pytest.param(
            [
                "จึงขอให้ท่านดำเนินการ ดังนี้",
                "๑. สำรวจแหล่งน้ำ",
                "๒. คัดเลือกหมู่บ้าน ๑ แห่ง",
                "ทั้งนี้ ให้แล้วเสร็จภายในวันที่ ๓๑ มกราคม ๒๕๖๘",
            ],
            [("สำรวจแหล่งน้ำ", "", END, "shared"), ("คัดเลือกหมู่บ้าน ๑ แห่ง", "", END, "shared")],
            id="a sentence without a verb",
        ),
        pytest.param(
            [
                "จึงขอให้อำเภอดำเนินการ ดังนี้ ๑. สำรวจแหล่งน้ำ ๒. ส่งรายชื่อ ภายในวันที่ ๒๐ มกราคม ๒๕๖๘",
                "ทั้งนี้ ขอให้ดำเนินการตามข้อ ๑ ให้แล้วเสร็จภายในวันที่ ๓๑ มกราคม ๒๕๖๘",
            ],
            [("สำรวจแหล่งน้ำ", "อำเภอ", END, "shared"), ("ส่งรายชื่อ", "อำเภอ", "2025-01-20", "on")],
            id="a list within a line, and the sentence too",
        ),
        pytest.param(
            [
                (
                    "จึงขอให้อำเภอดำเนินการ ดังนี้ ๑. สำรวจแหล่งน้ำ ๒. ส่งรายชื่อ ภายในวันที่ ๒๐ มกราคม ๒๕๖๘"
                    " และขอให้ดำเนินการตามข้อ ๑ ให้แล้วเสร็จภายในวันที่ ๓๑ มกราคม ๒๕๖๘"
                ),
            ],
            [("สำรวจแหล่งน้ำ", "อำเภอ", END, "shared"), ("ส่งรายชื่อ", "อำเภอ", "2025-01-20", "on")],
            id="the sentence behind the last item, in its paragraph",
        ),
        pytest.param(
            [
                "จึงขอให้อำเภอดำเนินการ ดังนี้",
                "๑. ประชาสัมพันธ์โครงการ",
                "๒. สำรวจแหล่งน้ำ",
                "",
                "แล้วรายงานผลการดำเนินการตามข้อ ๑ - ๒ ภายในวันที่ ๓๑ มกราคม ๒๕๖๘",
            ],
            [("รายงานผลการดำเนินการตามข้อ ๑ - ๒", "อำเภอ", END, "on")],
            id="to report on the items is a task of its own",
        ),
        pytest.param(
            [
                "จังหวัดขอให้ดำเนินการ ดังนี้",
                "๑. อำเภอ",
                "๑.๑ สำรวจแหล่งน้ำ ภายในวันที่ ๒๐ มกราคม ๒๕๖๘",
                f"๒. {LOCAL}",
                "๒.๑ ส่งรายชื่อ ภายในวันที่ ๓๑ มกราคม ๒๕๖๘",
            ],
            [("สำรวจแหล่งน้ำ", "อำเภอ", "2025-01-20", "on"), ("ส่งรายชื่อ", LOCAL, END, "on")],
            id="items that only name offices head those below them",
        ),
        pytest.param(
            [
                "จังหวัดขอให้ดำเนินการ ดังนี้",
                "- สำรวจแหล่งน้ำ ภายในวันที่ ๒๐ มกราคม ๒๕๖๘",
                "- ส่งรายชื่อ ภายในวันที่ ๓๑ มกราคม ๒๕๖๘",
            ],
            [("สำรวจแหล่งน้ำ", "", "2025-01-20", "on"), ("ส่งรายชื่อ", "", END, "on")],
            id="bullets",
        ),
        pytest.param(
            [
                "จังหวัดขอนแก่นขอให้ดำเนินการ ดังนี้",
                "๑. แขวงทางหลวงขอนแก่นที่ ๑ ตรวจสอบไฟส่องสว่าง ภายในวันที่ ๒๐ มกราคม ๒๕๖๘",
                "๒. สำนักงานสาธารณสุขจังหวัดและสำนักงานปศุสัตว์จังหวัดรายงานผล ภายในวันที่ ๒๑ มกราคม ๒๕๖๘",
                "๓. ท้องถิ่นจังหวัดขอนแก่นเสนอความเห็น ภายในวันที่ ๒๒ มกราคม ๒๕๖๘",
                "๔. กองคลังจัดทำประมาณการรายรับ ภายในวันที่ ๒๓ มกราคม ๒๕๖๘",
                "๕. กำนันและผู้ใหญ่บ้านสำรวจหอกระจายข่าว ภายในวันที่ ๓๑ มกราคม ๒๕๖๘",
            ],
            [
                ("ตรวจสอบไฟส่องสว่าง", "แขวงทางหลวงขอนแก่นที่ ๑", "2025-01-20", "on"),
                ("รายงานผล", "สำนักงานสาธารณสุขจังหวัดและสำนักงานปศุสัตว์จังหวัด", "2025-01-21", "on"),
                ("เสนอความเห็น", "ท้องถิ่นจังหวัดขอนแก่น", "2025-01-22", "on"),
                ("จัดทำประมาณการรายรับ", "กองคลัง", "2025-01-23", "on"),
                ("สำรวจหอกระจายข่าว", "กำนันและผู้ใหญ่บ้าน", END, "on"),
            ],
            id="agencies of all ministries, divisions and village heads",
        ),
    ],
)
def test_items_are_not_crossed(body: list[str], expected: Expected) -> None:
    tasks, findings = read(*body)
    assert tasks == expected
    assert findings == set()


def test_only_the_item_that_is_named_has_the_day_and_one_without_any_is_told() -> None:
    tasks, findings = read(
        "จึงขอให้อำเภอดำเนินการ ดังนี้",
        "๑. ประชาสัมพันธ์โครงการ",
        "๒. สำรวจแหล่งน้ำ",
        "๓. ส่งรายชื่อ ภายในวันที่ ๒๐ มกราคม ๒๕๖๘",
        "ขอให้ดำเนินการตามข้อ ๒ ให้แล้วเสร็จภายในวันที่ ๓๑ มกราคม ๒๕๖๘",
    )
    assert tasks == [("สำรวจแหล่งน้ำ", "อำเภอ", END, "shared"), ("ส่งรายชื่อ", "อำเภอ", "2025-01-20", "on")]
    assert findings == {("undated_duty", "ประชาสัมพันธ์โครงการ")}


def test_an_item_that_is_not_understood_is_said_with_the_list_s_day() -> None:
    tasks, findings = read(
        "จึงขอให้อำเภอดำเนินการ ดังนี้",
        "๑. สำรวจแหล่งน้ำ",
        "๒. ถนนทุกสายต้องสะอาด",
        "ขอให้ดำเนินการดังกล่าวให้แล้วเสร็จภายในวันที่ ๓๑ มกราคม ๒๕๖๘",
    )
    assert [(title, due) for title, _, due, _ in tasks] == [("สำรวจแหล่งน้ำ", END), ("ถนนทุกสายต้องสะอาด", END)]
    assert findings == {("unsure_task", "ถนนทุกสายต้องสะอาด")}


def test_a_list_of_facts_has_no_tasks() -> None:
    tasks, findings = read(
        "ด้วยมีข้อเท็จจริง ดังนี้",
        "๑. เทศบาลมีประชากร ๑๐๐ คน",
        "จึงขอให้อำเภอดำเนินการให้แล้วเสร็จภายในวันที่ ๓๑ มกราคม ๒๕๖๘",
    )
    assert [title for title, *_ in tasks] == ["ดำเนินการ"]
    assert findings == {("unsure_task", "ดำเนินการ")}


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("ตามข้อ ๑ - ๓", {1, 2, 3}),
        ("ตามข้อ 1 ถึงข้อ 3 และข้อ 5", {1, 2, 3, 5}),
        ("ข้อ ๒ และ ๔", {2, 4}),
        ("ทั้ง ๓ ข้อ", set()),
    ],
)
def test_the_items_that_a_sentence_names(said: str, numbers: set[int]) -> None:
    assert read_item_numbers(Toneless(said).text) == numbers


@pytest.mark.parametrize(
    ("heads", "row", "written"),
    [
        ("ประเภท", "เทศบาลตำบล", "1. เทศบาลตำบล"),
        ("ชนิด", "ข้าวนาปี", "1. (ข้าวนาปี)"),
        ("ขั้นตอน", "สำรวจบ่อขยะ", "1. สำรวจบ่อขยะ"),
        ("กิจกรรม", "๗. สำรวจบ่อขยะ", "๗. สำรวจบ่อขยะ"),
        ("ขั้นตอน | หน่วยงาน", "๓ | อำเภอ", "๓. อำเภอ"),
        ("ขั้นตอน | หน่วยงาน", "สำรวจบ่อขยะ | อำเภอ", "1. อำเภอ สำรวจบ่อขยะ"),
    ],
)
def test_a_row_whose_day_goes_on_below_is_whole_whatever_its_columns_are(heads: str, row: str, written: str) -> None:
    below = "|".join([" "] * row.count("|") + [" "])
    table = [f"| {heads} | กำหนดส่ง |", f"| {row} | ภายในวันที่ ๒๓ |", f"|{below}| สิงหาคม ๒๕๖๗ |"]
    assert list_rows(["ดังนี้", *table])[1:] == [f"{written} ภายในวันที่ ๒๓ สิงหาคม ๒๕๖๗"]
