"""The real chain of 2566, OCR faults and all: what must be read, what must be found, what must not."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from circtrack.reading.letters import read_letters

if TYPE_CHECKING:
    from circtrack.model import Letter

CHAIN = Path(__file__).parents[2] / "examples" / "chain-2566.txt"


@pytest.fixture(scope="module")
def chain() -> dict[str, Letter]:
    letters = read_letters({"chain": CHAIN.read_text(encoding="utf-8")}, today=date(2023, 3, 20))
    assert len(letters) == 3
    return {letter.number: letter for letter in letters}


@pytest.fixture
def root(chain: dict[str, Letter]) -> Letter:
    return chain["มท 0810.7/ว 908"]


@pytest.fixture
def province(chain: dict[str, Letter]) -> Letter:
    return chain["ชย 0023.6/3022"]


@pytest.fixture
def district(chain: dict[str, Letter]) -> Letter:
    return chain["ชย 0023.14/708"]


def test_dates_are_those_of_the_letters(root: Letter, province: Letter, district: Letter) -> None:
    assert [root.date, province.date, district.date] == [date(2023, 2, 27), date(2023, 3, 9), date(2023, 3, 9)]


def test_each_letter_passes_on_the_one_above(root: Letter, province: Letter, district: Letter) -> None:
    assert [root.parent, province.parent, district.parent] == ["", root.number, province.number]


def test_issuers(root: Letter, province: Letter, district: Letter) -> None:
    assert [(letter.issuer, letter.issuer_code) for letter in (root, province, district)] == [
        ("กรมส่งเสริมการปกครองท้องถิ่น", "dla"),
        ("จังหวัดชัยภูมิ", "36"),
        ("อำเภอเทพสถิต", "3609"),
    ]


def test_kinds_and_urgency(root: Letter, province: Letter, district: Letter) -> None:
    assert [letter.kind for letter in (root, province, district)] == ["circular", "forward", "forward"]
    # ด่วนที่สุด belongs to the letters of 2565 that are cited, not to these.
    assert [letter.urgency for letter in (root, province, district)] == ["", "", ""]


def test_subject_is_whole_though_it_runs_over_two_lines(root: Letter, province: Letter) -> None:
    assert root.subject.startswith("การบันทึกข้อมูลศูนย์ปฏิบัติการร่วม")
    assert root.subject.endswith("(INFO)")
    assert province.subject.replace("สถานทีกลาง", "สถานที่กลาง").replace(" ", "") == root.subject.replace(" ", "")


def test_recipients_are_the_registry_s_on_the_letter_s_date(root: Letter, province: Letter, district: Letter) -> None:
    assert len(root.recipients) == 76
    assert all(len(code) == 2 for code in root.recipients)
    districts = [code for code in province.recipients if len(code) == 4]
    assert len(districts) == 16
    assert set(province.recipients) - set(districts) == {"02360101", "04360102"}
    assert district.recipients == ("05360901", "06360902", "06360903", "06360904", "06360905", "06360906")


def test_the_deadline_and_two_tasks(root: Letter) -> None:
    joint, help_centre = root.tasks
    assert joint.title == "ศูนย์ปฏิบัติการร่วมในการช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่น (สถานที่กลาง)"
    assert joint.audience == "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด"
    assert help_centre.title == "ศูนย์ช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่น"
    assert help_centre.audience == "องค์กรปกครองส่วนท้องถิ่น"
    for task in root.tasks:
        assert (task.system, task.due_on) == ("INFO", date(2023, 3, 24))
        assert "วันศุกร์ที่ ๒๔ มีนาคม ๒๕๖๖" in task.as_written
    assert (joint.rule, help_centre.rule) == ("shared", "on")


def test_the_letters_below_state_the_help_centre_again(province: Letter, district: Letter) -> None:
    for letter in (province, district):
        (task,) = letter.tasks
        assert task.title == "ศูนย์ช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่น"
        assert task.due_on == date(2023, 3, 24)


def test_the_findings_and_no_others(root: Letter, province: Letter, district: Letter) -> None:
    assert [(each.code, each.field, each.proposal, each.taken) for each in root.findings] == [
        ("impossible_date", "date", "2023-02-27", True)
    ]
    assert [(each.code, each.field, each.proposal, each.taken) for each in province.findings] == [
        ("unknown_prefix", "number", "ชย 0023.6/3022", True),
        ("number_variants", "number", "ชย 0023.6/3062", False),
        ("incomplete_date", "date", "2023-03-09", True),
    ]
    assert [(each.code, each.field, each.proposal, each.taken) for each in district.findings] == [
        ("unknown_prefix", "number", "ชย 0023.14/708", True),
        ("unknown_prefix", "links", "ชย 0023.6/3062", True),
    ]


def test_findings_quote_their_evidence(root: Letter, province: Letter) -> None:
    assert "๒๗๗ กุมภาพันธ์ ๒๕๖๖" in root.findings[0].text
    assert "ลงวันที่ ๒๗ กุมภาพันธ์ ๒๕๖๖" in root.findings[0].evidence
    number, date_finding = province.findings[1:]
    assert "๓๐๒๒" in number.text
    assert "๓๐๖๒" in number.evidence
    assert date_finding.text == "มีนาคม ๒๕๖๖"
    assert "๙ มีนาคม ๒๕๖๖" in date_finding.evidence


def test_both_readings_of_the_number_are_kept(province: Letter) -> None:
    assert "ชย 0023.6/3062" in province.aliases


def test_letters_of_last_year_are_links_and_nothing_more(root: Letter, province: Letter, district: Letter) -> None:
    assert [(link.type, link.number, link.date) for link in root.links] == [
        ("refers_to", "มท 0810.7/ว 679", date(2022, 3, 10))
    ]
    assert [(link.type, link.number, link.date) for link in province.links] == [
        ("passes_on", "มท 0810.7/ว 908", date(2023, 2, 27)),
        ("refers_to", "มท 0023.3/4318", date(2022, 3, 17)),
    ]
    assert [(link.type, link.number, link.date) for link in district.links] == [
        ("passes_on", "ชย 0023.6/3062", date(2023, 3, 9))
    ]


def test_who_signed_and_whom_to_call(root: Letter, province: Letter, district: Letter) -> None:
    assert (root.signatory, root.position) == (
        "นายสมเกียรติ วงศ์ทอง",
        "รองอธิบดี ปฏิบัติราชการแทน อธิบดีกรมส่งเสริมการปกครองท้องถิ่น",
    )
    assert root.section == "กองพัฒนาและส่งเสริมการบริหารงานท้องถิ่น กลุ่มงานส่งเสริมการบริหารกิจการบ้านเมืองที่ดีท้องถิ่น"
    assert root.phones == ("0 2241 9000 ต่อ 2312", "0 2241 6956", "090-0000000")
    assert root.email == "saraban@dla.go.th"
    assert (province.signatory, province.position) == (
        "นายวิชัย พงษ์ไพร",
        "รองผู้ว่าราชการจังหวัด ปฏิบัติราชการแทน ผู้ว่าราชการจังหวัดชัยภูมิ",
    )
    assert province.section == "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดชัยภูมิ"
    assert province.phones == ("044-822203",)
    assert (district.signatory, district.position) == (
        "ว่าที่ร้อยตรี อดิศร แก้วมณี",
        "ปลัดอำเภอ รักษาราชการแทน นายอำเภอเทพสถิต",
    )
    assert district.section == "สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอ"
    assert district.phones == ("0-4485-5066",)


def test_enclosures_are_listed(root: Letter) -> None:
    assert len(root.enclosures) == 2
    assert root.enclosures[0].startswith("QR Code คู่มือขั้นตอนการบันทึกข้อมูลศูนย์ปฏิบัติการร่วม")


def test_original_words_stay_beside_what_they_were_read_as(district: Letter, root: Letter) -> None:
    assert district.number_as_written == "ขย ๐๐๒๓.๑๔/๗๐๘"
    assert root.date_as_written == "๒๗๗ กุมภาพันธ์ ๒๕๖๖"
    assert "กำเนิดแม่น้ำชี" in district.text
