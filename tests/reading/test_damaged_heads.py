"""What a scan spoils in a letter's head is read all the same, with a finding where evidence decided."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from support.paper import load_letters, text_of
from support.read_back import TODAY

from circtrack.reading.doubts import Doubt, report_doubts
from circtrack.reading.letters import read_letters
from circtrack.thai.dates import format_thai

if TYPE_CHECKING:
    from circtrack.model import Letter

LETTERS = {each.name: each for each in load_letters()}
CHIANGRAI, DDPM = text_of(LETTERS["chiangrai"]), text_of(LETTERS["ddpm"])
LETTERHEAD = "ศาลากลางจังหวัดเชียงราย\n"


def read(text: str) -> list[Letter]:
    return read_letters({"scan": text}, today=TODAY)


def codes(letter: Letter) -> set[tuple[str, str]]:
    return {(finding.code, finding.field) for finding in letter.findings}


@pytest.mark.parametrize("between", ["\n", "\n\n\n"])
def test_a_closing_line_for_the_fax_is_no_citation_of_the_next_letter(between: str) -> None:
    first, second = read(f"{DDPM}{between}{CHIANGRAI}")
    assert (first.number, second.number) == ("มท 0619/ว 7348", "ชร 0023.5/ว 11247")


@pytest.mark.parametrize("day", ["๓ ๐ ตุลาคม", "  ๓  ๐ ตุลาคม", "๓O ตุลาคม"])
def test_a_torn_or_spoilt_day_of_the_letter_is_a_finding_and_no_other_day(day: str) -> None:
    (letter,) = read(CHIANGRAI.replace("๓๐ ตุลาคม", day))
    assert (letter.date, "date" in {field for _, field in codes(letter)}) == (None, True)


@pytest.mark.parametrize("spoilt", ["ทีมท", "ท มท", "ทมท", "ที มท", "หี่ มท", "พี่มท", "ทึ่ มท"])
def test_a_spoilt_label_before_the_own_number_is_read(spoilt: str) -> None:
    (letter,) = read(DDPM.replace("ที่ มท", spoilt, 1))
    assert letter.number == "มท 0619/ว 7348"
    assert len(letter.recipients) == 76
    assert ("missing_number", "number") not in codes(letter)
    if not spoilt.startswith("ที"):
        assert codes(letter) == {("spoilt_label", "number")}


@pytest.mark.parametrize("line", ["พม ๐๘๑๐.๗/ว ๙๐๘", "ทส ๐๒๐๑/ว ๑๒", "หน ๐๐๒๓.๑/๒๒"])
def test_a_number_without_its_label_is_not_given_a_part_of_its_letters(line: str) -> None:
    (letter,) = read(DDPM.replace("ที่ มท ๐๖๑๙/ว ๗๓๔๘", line, 1))
    assert ("spoilt_label", "number") not in codes(letter)


STAMP = "ที่ว่าการอำเภอเทพสถิต\nเลขที่รับ ๖๖๐๐\nวันที่ ๔ ต.ค. ๖๗\n"


@pytest.mark.parametrize(
    "text",
    [
        STAMP + CHIANGRAI.replace(LETTERHEAD + "ถนนแม่ฟ้าหลวง ชร ๕๗๑๐๐\n", ""),
        CHIANGRAI.replace(LETTERHEAD, "ศาลากลางจังหวัดเชี... ๑๓ น.\n"),
        CHIANGRAI.replace(LETTERHEAD, "ศาฉากลวงจังทวดเชยงราย ๑๓ น.\n").replace("ถนนแม่ฟ้าหลวง ชร ๕๗๑๐๐\n", ""),
    ],
)
def test_a_letterhead_that_a_stamp_spoils_gives_way_to_the_signers_position(text: str) -> None:
    (letter,) = read(text)
    assert (letter.issuer_code, len(letter.recipients)) == ("57", 19)
    assert codes(letter) == {("issuer_of_signer", "issuer")}


def test_a_stamp_above_a_letterhead_does_not_pass_for_it() -> None:
    (letter,) = read(STAMP + CHIANGRAI)
    assert (letter.issuer_code, letter.findings) == ("57", ())


@pytest.mark.parametrize(
    ("of", "position"),
    [
        ("chiangrai", "ผู้ว่าราชการจังหวัดพะเยา"),  # not the province of the number
        ("ddpm", "อธิบดีกรมป้องกันและบรรเทาสาธารณภัย ปฏิบัติราชการแทน ปลัดกระทรวงมหาดไทย"),
        ("ddpm", "ผู้จัดการ"),
    ],
)
def test_a_signer_who_does_not_tell_the_office_decides_nothing(of: str, position: str) -> None:
    letter = replace(LETTERS[of], office=(), signer=("(นายกมล แก้วใส)", position))
    (read_letter,) = read(text_of(letter))
    assert ("missing_issuer", "issuer") in codes(read_letter)
    assert read_letter.issuer_code == ""


@pytest.mark.parametrize("speck", ["1", ".", "'"])
def test_a_lone_sign_below_the_subject_is_left_out_and_told(speck: str) -> None:
    text = re.sub(r"(เรื่อง .*)\n", rf"\1\n{speck}\n", CHIANGRAI, count=1)
    (letter,) = read(text)
    assert letter.subject == LETTERS["chiangrai"].subject
    assert codes(letter) == {("speck", "subject")}


def test_a_numeral_that_the_line_above_asks_for_stays() -> None:
    (letter,) = read(CHIANGRAI.replace("ปีงบประมาณ พ.ศ. ๒๕๖๘\n", "ครั้งที่\n1\n", 1))
    assert letter.subject.endswith("ครั้งที่ 1")
    assert letter.findings == ()


def test_a_doubted_numeral_is_a_finding_on_each_field_that_has_it() -> None:
    (letter,) = read(CHIANGRAI)
    doubts = {Doubt("๐๐๒๓.๕/ว", "ที่ ชร ๐๐๒๓.๕/ว ๑๑๒๔๗"), Doubt("๒๕๖๘", "ปีงบประมาณ พ.ศ. ๒๕๖๘"), Doubt("๙๙", "๙๙")}
    doubted = report_doubts(letter, doubts)
    assert {(each.code, each.field, each.text) for each in doubted.findings} == {
        ("doubtful_numeral", "number", "๐๐๒๓.๕/ว"),
        ("doubtful_numeral", "subject", "๒๕๖๘"),
    }
    assert report_doubts(letter, ()) is letter


@pytest.mark.parametrize(
    ("doubt", "fields"),
    [
        (Doubt("๒๕๖๗", "ภายในวันที่ ๘ พฤศจิกายน ๒๕๖๗"), {"tasks"}),  # not the letter's own day in that year
        (Doubt("น", "๑๓ น"), set()),
        (Doubt("ทุก", "ประชาชนทุก"), set()),
    ],
)
def test_a_doubted_word_is_found_on_its_own_line_only(doubt: Doubt, fields: set[str]) -> None:
    (letter,) = read(CHIANGRAI)
    assert {finding.field for finding in report_doubts(letter, {doubt}).findings} == fields


def test_a_doubted_word_is_found_where_two_lines_of_a_field_were_joined() -> None:
    (letter,) = read(CHIANGRAI)
    doubted = report_doubts(letter, {Doubt("เบี้ยยังชีพ", "สิทธิรับเงิน เบี้ยยังชีพ")})
    assert [(each.code, each.field, each.text) for each in doubted.findings] == [
        ("doubtful_word", "subject", "เบี้ยยังชีพ")
    ]


def test_a_letter_of_which_most_lines_are_doubted_is_doubted_as_a_whole() -> None:
    (letter,) = read(CHIANGRAI)
    lines = [line for line in CHIANGRAI.split("\n") if line.strip()]
    most = {Doubt(line.split()[0], line) for line in lines[: len(lines) // 2 + 1]}
    assert f"{len(most)}/{len(lines)}" in {
        each.text for each in report_doubts(letter, most).findings if each.code == "doubtful_text"
    }
    few = {Doubt(line.split()[0], line) for line in lines[: len(lines) // 2]}
    assert all(each.code != "doubtful_text" for each in report_doubts(letter, few).findings)


OFFICE, STREET = "ศาลากลางจังหวัดเชียงราย", "ถนนแม่ฟ้าหลวง"
HEAD_DOUBTS = {Doubt(OFFICE, OFFICE), Doubt(STREET, f"{STREET} ชร ๕๗๑๐๐")}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"position": ""}, [OFFICE]),
        ({"position": "ผู้ว่าราชการจังหวัดพะเยา"}, [OFFICE]),
        ({"number": "พย 0023.5/ว 11247"}, [OFFICE]),
        ({}, []),
    ],
)
def test_a_doubted_letterhead_is_a_finding_unless_signer_and_number_name_its_office(
    changed: dict[str, Any], told: list[str]
) -> None:
    (letter,) = read(CHIANGRAI)
    assert letter.position.endswith("ผู้ว่าราชการจังหวัดเชียงราย")
    found = report_doubts(replace(letter, **changed), HEAD_DOUBTS).findings
    assert [(each.field, each.text) for each in found] == [("issuer", text) for text in told]


def test_a_doubted_line_of_a_longer_letterhead_is_a_finding_though_signer_and_number_name_the_office_below_it() -> None:
    first = "สำนักงานส่งเสริมการปกครอ่งิต้องสิ่น"
    (letter,) = read(CHIANGRAI.replace(OFFICE, f"{first}\nจังหวัดเชียงราย\n{OFFICE}", 1))
    found = report_doubts(letter, {Doubt("การปกครอ่งิต้องสิ่น", first)}).findings
    assert "issuer" in {each.field for each in found}


def test_a_misread_letterhead_is_no_finding_of_a_scan_where_signer_and_number_name_its_office() -> None:
    (letter,) = read(CHIANGRAI.replace(OFFICE, "ศาลากลางจังหวัดเชียงราะ", 1))
    assert codes(letter) == {("near_issuer", "issuer")}
    assert codes(report_doubts(letter, HEAD_DOUBTS)) == set()
    assert codes(report_doubts(replace(letter, position=""), HEAD_DOUBTS)) == {("near_issuer", "issuer")}


@pytest.mark.parametrize(
    ("cited", "told"),
    [
        ("ที่ ชร ๐๐๒๓.๕/ว ๑๑๒๔๗ ลงวันที่ {day}", set()),
        ("ที่ ชร ๐๐๒๓.๕/ว ๑๑๒๔๘ ลงวันที่ {day}", {"number", "links"}),
        ("ที่ ชร ๐๐๒๓.๕/ว ๑๑๒๔๗ ลงวันที่ ๑ มกราคม ๒๕๖๐", {"number", "links"}),
    ],
)
def test_a_doubted_number_is_sure_where_one_letter_bears_and_another_cites_it(cited: str, told: set[str]) -> None:
    day = read(CHIANGRAI)[0].date
    assert day is not None
    line = f"อ้างถึง หนังสือจังหวัดเชียงราย {cited.format(day=format_thai(day))}"
    below = DDPM.replace("\nสิ่งที่ส่งมาด้วย", f"\n{line}\n\nสิ่งที่ส่งมาด้วย", 1)
    doubts = {"one": {Doubt("๑๑๒๔๗", "ที่ ชร ๐๐๒๓.๕/ว ๑๑๒๔๗")}, "two": {Doubt("๐๐๒๓.๕/ว", line)}}
    letters = read_letters({"one": CHIANGRAI, "two": below}, today=TODAY, doubts=doubts)
    found = {each.field for letter in letters for each in letter.findings if each.code == "doubtful_numeral"}
    assert found == told


@pytest.mark.parametrize(
    ("name", "below", "issuer"),
    [
        ("สำนักงานคณะกรรมการการเลือกตั้ง", "ประจำจังหวัดเชียงราย", "สำนักงานคณะกรรมการการเลือกตั้งประจำจังหวัดเชียงราย"),
        ("สำนักงานการตรวจเงินแผ่นดิน", "จังหวัดเชียงราย", "สำนักงานการตรวจเงินแผ่นดินจังหวัดเชียงราย"),
        ("กรมควบคุมโรค", "จังหวัดนนทบุรี", "กรมควบคุมโรค"),
        ("สำนักงานปลัดกระทรวงสาธารณสุข", "จังหวัดนนทบุรี\n๑๑๐๐๐", "สำนักงานปลัดกระทรวงสาธารณสุข"),
    ],
)
def test_a_department_s_name_goes_on_below_it_with_a_province(name: str, below: str, issuer: str) -> None:
    head = f"ที่ ลต ๐๐๐๒/ว ๑๔๕\n{name}\n{below}\nถนนสนามบิน ๕๗๐๐๐\n๑๕ พฤศจิกายน ๒๕๖๗\nเรื่อง การรายงาน\n"
    (letter,) = read(f"{head}เรียน นายอำเภอทุกอำเภอ\nขอให้อำเภอรายงานผล ภายในวันที่ ๓๐ พฤศจิกายน ๒๕๖๗\nขอแสดงความนับถือ\n")
    assert letter.issuer == issuer
    assert (("unknown_issuer", "issuer") in codes(letter)) == (issuer != name)
