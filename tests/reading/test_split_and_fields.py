from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circtrack.reading.closing import read_closing
from circtrack.reading.fields import find_label, join_lines, split_parts
from circtrack.reading.split import split_letters

LETTER = """ที่ {number}

ศาลากลางจังหวัดชัยภูมิ
๙ มีนาคม ๒๕๖๖

เรื่อง การบันทึกข้อมูล

เรียน นายอำเภอทุกอำเภอ

อ้างถึง หนังสือกรมส่งเสริมการปกครองท้องถิ่น
ที่ มท ๐๘๑๐.๗/ว ๖๗๙ ลงวันที่ ๑๐ มีนาคม ๒๕๖๕

ด้วยจังหวัดชัยภูมิ ขอแจ้ง

จึงเรียนมาเพื่อทราบ

ขอแสดงความนับถือ

(นายสมชาย ใจดี)
ผู้ว่าราชการจังหวัดชัยภูมิ
"""

ONE = LETTER.format(number="ชย ๐๐๒๓.๓/๑")


@given(st.integers(1, 6))
def test_as_many_letters_come_out_as_went_in_each_whole(count: int) -> None:
    letters = [LETTER.format(number=f"ชย ๐๐๒๓.๓/{place}") for place in range(1, count + 1)]
    pieces = split_letters("\n".join(letters))
    assert [piece.text.strip() for piece in pieces] == [letter.strip() for letter in letters]


def test_a_letter_s_line_is_that_of_its_number() -> None:
    text = "\n\n" + LETTER.format(number="ชย 0023.3/1") + LETTER.format(number="ชย 0023.3/2")
    assert [text.split("\n")[piece.line - 1] for piece in split_letters(text)] == ["ที่ ชย 0023.3/1", "ที่ ชย 0023.3/2"]


def test_a_citation_at_the_start_of_a_line_begins_no_letter() -> None:
    assert len(split_letters(LETTER.format(number="ชย 0023.3/1"))) == 1


def test_urgency_on_a_line_of_its_own_goes_with_the_letter_below_it() -> None:
    text = LETTER.format(number="ชย 0023.3/1") + "ด่วนที่สุด\n" + LETTER.format(number="ชย 0023.3/2")
    first, second = split_letters(text)
    assert "ด่วนที่สุด" not in first.text
    assert second.text.startswith("ด่วนที่สุด\n")


HEAD = ("ที่ ชย ๐๐๒๓.๓/๑๒", "ศาลากลางจังหวัดชัยภูมิ", "๙ มีนาคม ๒๕๖๖", "เรื่อง การบันทึกข้อมูล", "เรียน นายอำเภอทุกอำเภอ")


@pytest.mark.parametrize("lost", [lost for count in range(1, 6) for lost in combinations(HEAD, count)], ids=" ".join)
@pytest.mark.parametrize("first", [True, False])
def test_a_signed_letter_is_one_of_two_whatever_of_its_head_is_lost(lost: tuple[str, ...], first: bool) -> None:
    whole, torn = LETTER.format(number="ชย ๐๐๒๓.๓/๑๑"), LETTER.format(number="ชย ๐๐๒๓.๓/๑๒")
    for line in lost:
        torn = torn.replace(f"{line}\n", "\n", 1)
    both = [torn, whole] if first else [whole, torn]
    pieces = [piece.text.strip() for piece in split_letters("\n".join(both))]
    if lost != (HEAD[0], *HEAD[2:]):  # of an office alone it is not seen to whom it belongs
        assert pieces == [each.strip() for each in both]
    assert [piece.count("ขอแสดงความนับถือ") for piece in pieces] == [1, 1]


STAMPED = """\
ที่ ชย ๐๐๒๓.๓/{number}
ถึง สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอ ทุกอำเภอ

ตามที่กรมส่งเสริมการปกครองท้องถิ่นได้แจ้งปฏิทินการบันทึกข้อมูล จังหวัดขอส่งคู่มือมาพร้อมนี้

สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดชัยภูมิ
๙ มีนาคม ๒๕๖๖

กลุ่มงานส่งเสริมและพัฒนาท้องถิ่น
โทร. ๐ ๔๔๘๒ ๒๐๙๓
"""
STAMPED_HEAD = ("ที่ ชย ๐๐๒๓.๓/๑๒", "ถึง สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอ ทุกอำเภอ")


@pytest.mark.parametrize("lost", [*((line,) for line in STAMPED_HEAD), STAMPED_HEAD], ids=" ".join)
@pytest.mark.parametrize("other", [LETTER, STAMPED], ids=["signed", "stamped"])
@pytest.mark.parametrize("first", [True, False])
def test_a_stamped_letter_is_one_of_two_whatever_of_its_head_is_lost(
    lost: tuple[str, ...], other: str, first: bool
) -> None:
    whole, torn = other.format(number="ชย ๐๐๒๓.๓/๑๑"), STAMPED.format(number="๑๒")
    for line in lost:
        torn = torn.replace(f"{line}\n", "\n", 1)
    pieces = [piece.text for piece in split_letters("\n".join([torn, whole] if first else [whole, torn]))]
    assert ["คู่มือ" in piece for piece in pieces] == ([True, other is STAMPED] if first else [other is STAMPED, True])


@pytest.mark.parametrize("lost", HEAD)
def test_a_torn_letter_is_one_of_two_below_a_stamped_one(lost: str) -> None:
    torn = LETTER.format(number="ชย ๐๐๒๓.๓/๑๒").replace(f"{lost}\n", "\n", 1)
    pieces = [piece.text for piece in split_letters(STAMPED.format(number="๑๑") + "\n" + torn)]
    assert ["คู่มือ" in piece for piece in pieces] == [True, False]


def test_a_telephone_below_the_day_in_a_letter_s_head_ends_no_letter() -> None:
    headed = LETTER.format(number="ชย 0023.3/1").replace("๙ มีนาคม ๒๕๖๖\n", "๙ มีนาคม ๒๕๖๖\nโทร. ๐ ๔๔๘๒ ๒๐๙๓\n", 1)
    (piece,) = split_letters(headed)
    assert piece.text == headed


def test_a_stamp_of_receipt_below_a_letter_ends_no_other() -> None:
    received = "\nที่ว่าการอำเภอเทพสถิต\n๑๒ มีนาคม ๒๕๖๖\nเลขรับ ๔๐๑\n\nฝ่ายบริหารงานปกครอง โทร. ๐ ๔๔๘๕ ๕๐๐๐\n"
    (piece,) = split_letters(LETTER.format(number="ชย 0023.3/1") + received)
    assert "เลขรับ" in piece.text


@pytest.mark.parametrize(
    "form",
    [
        "แบบตอบรับ\nเรียน ผู้ว่าราชการจังหวัดชัยภูมิ\nข้าพเจ้า ....................\nขอแสดงความนับถือ\n(........................)\n",
        "(ตัวอย่าง)\nด้วย .................... ขอส่งรายชื่อ\nขอแสดงความนับถือ\n\n(                         )\nตำแหน่ง\n",
    ],
)
def test_a_form_that_nobody_has_signed_is_no_letter_of_its_own(form: str) -> None:
    (piece,) = split_letters(LETTER.format(number="ชย 0023.3/1") + form)
    assert piece.text.endswith(form)


@pytest.mark.parametrize(
    "said",
    [
        "เรียน เจ้าหน้าที่สารบรรณ\n   ขอส่งหนังสือราชการทางอีเมลก่อน ตัวจริงจะจัดส่งทางไปรษณีย์ครับ\n\n",
        "เรียน งานสารบรรณ อบต.ปัว\nส่งหนังสือจังหวัดตามนี้ค่ะ\n",
        "เรียน ทุกท่าน\nมีหนังสือมาอีกฉบับ รบกวนตอบรับด้วย\n\n",
    ],
)
def test_what_a_mail_says_of_a_letter_below_it_cites_none(said: str) -> None:
    pieces = split_letters(said + ONE)
    assert [piece.text.strip() for piece in pieces if not piece.cover] == [ONE.strip()]


@pytest.mark.parametrize(
    "said", ["ตามหนังสือกรมการปกครอง\n", "อ้างถึง  หนังสือจังหวัดน่าน\n\n", "สิ่งที่ส่งมาด้วย  สำเนาหนังสืออำเภอปัว\n"]
)
def test_a_citation_that_goes_on_in_the_line_below_begins_no_letter(said: str) -> None:
    whole = ONE.replace("เรียน", f"{said}ที่ มท ๐๓๑๐/ว ๕๕๕\n\nเรียน", 1)
    assert len(split_letters(whole)) == 1


def test_text_without_a_letter_is_one_piece() -> None:
    (piece,) = split_letters("\n\nประชุมวันศุกร์\n")
    assert (piece.line, piece.text) == (3, "\n\nประชุมวันศุกร์\n")


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("เรื่อง การบันทึก", "subject"),
        ("เรื่อง", "subject"),
        ("เรียน ผู้ว่าราชการจังหวัด", "addressees"),
        ("เรียนผู้ว่าราชการจังหวัด", "addressees"),
        ("อ้างถึง หนังสือ", "references"),
        ("อ้างถึงหนังสือ", "references"),
        ("อ้างถึง๑. หนังสือ", "references"),
        ("เรื่องติดตามรายงานผล", "subject"),
        ("เรียนกำนันทุกตำบล", "addressees"),
        ("สิ่งที่ส่งมาด้วยแบบสำรวจ", "enclosures"),
        ("เรื่องร้องเรียนการก่อสร้าง", ""),
        ("เรื่องดังกล่าว", ""),
        ("สิ่งที่ส่งมาด้วย ๑. สำเนา", "enclosures"),
        ("เรียนรู้ตลอดชีวิต", ""),
        ("เรื่องราวร้องทุกข์", ""),
        ("ถึงแม้ว่า", ""),
        ("จึงเรียนมาเพื่อทราบ", ""),
    ],
)
def test_a_label_is_a_label_and_the_same_letters_in_a_word_are_not(line: str, field: str) -> None:
    assert find_label(line)[0] == field


def test_the_parts_of_a_letter() -> None:
    parts = split_parts(LETTER.format(number="ชย 0023.3/1"))
    assert parts.subject == "การบันทึกข้อมูล"
    assert parts.addressees == "นายอำเภอทุกอำเภอ"
    assert parts.references == ["หนังสือกรมส่งเสริมการปกครองท้องถิ่น ที่ มท ๐๘๑๐.๗/ว ๖๗๙ ลงวันที่ ๑๐ มีนาคม ๒๕๖๕".replace(" ที่", "ที่")]
    assert join_lines(parts.body) == "ด้วยจังหวัดชัยภูมิ ขอแจ้งจึงเรียนมาเพื่อทราบ"


def test_a_later_reader_s_note_addressed_to_others_is_not_the_addressee() -> None:
    parts = split_parts(LETTER.format(number="ชย 0023.3/1").replace("ขอแสดง", "เรียน ปลัดจังหวัด\n- เพื่อทราบ\nขอแสดง"))
    assert parts.addressees == "นายอำเภอทุกอำเภอ"


@pytest.mark.parametrize(
    "line",
    [
        "จังหวัดตากขอให้อำเภอบันทึกข้อมูลการประเมิน ภายในวันที่ ๘ ธันวาคม ๒๕๖๖",
        "กรมอนามัยได้กำหนดแนวทางการสำรวจส้วมสาธารณะ ประจำปี ๒๕๖๗",
        "อำเภอเทพสถิตได้รับแจ้งจากจังหวัดชัยภูมิว่า ระบบเปิดให้บันทึกข้อมูลแล้ว",
        "สำนักงานจังหวัดขอความร่วมมือท่านรายงานจำนวนศูนย์พักพิง",
    ],
)
def test_a_line_that_does_something_is_no_addressee_whatever_word_it_opens_with(line: str) -> None:
    parts = split_parts(f"เรื่อง การรายงาน\nเรียน นายอำเภอ ทุกอำเภอ\nนายกเทศมนตรีนครตาก\n{line}")
    assert (parts.addressees, parts.body) == ("นายอำเภอ ทุกอำเภอนายกเทศมนตรีนครตาก", [line])


def test_two_thai_letters_meet_without_a_space_and_others_with_one() -> None:
    assert join_lines(["ประชาชน", "ขององค์กร", "(INFO)", "ระบบ"]) == "ประชาชนขององค์กร (INFO) ระบบ"


def test_the_signatory_is_the_first_name_after_the_closing_and_notes_below_are_not() -> None:
    closing = read_closing(
        [
            "",
            "ว่าที่ร้อยตรี",
            "(อดิศร แก้วมณี)",
            "",
            "ปลัดอำเภอ รักษาราชการแทน",
            "นายอำเภอเทพสถิต",
            "(นายธนพล ศรีสุวรรณ)",
            "หัวหน้าสำนักงานปลัด",
        ]
    )
    assert (closing.signatory, closing.position) == ("ว่าที่ร้อยตรี อดิศร แก้วมณี", "ปลัดอำเภอ รักษาราชการแทน นายอำเภอเทพสถิต")


def test_whom_somebody_acts_for_is_of_the_position_whatever_it_is_called() -> None:
    closing = read_closing(["(นายอภิรักษ์ หล้าบุญ)", "รองอธิการบดี ปฏิบัติการแทน", "อธิการบดีมหาวิทยาลัยแม่โจ้", "กองกลาง"])
    assert closing.position == "รองอธิการบดี ปฏิบัติการแทน อธิการบดีมหาวิทยาลัยแม่โจ้"
    assert closing.section == "กองกลาง"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ขอแสดงความนับถือ", "ขอแสดงความ นับ ถือ"),
        ("จึงเรียนมาเพื่อ", "จึง เรียน มา เพื่อ"),
        ("ขอแสดงความนับถือ", "ขอแสดงความนับ ถือ"),
    ],
)
def test_set_phrases_with_blanks_in_them_end_the_text(before: str, after: str) -> None:
    text = LETTER.format(number="ชย 0023.3/1")
    assert before in text
    whole, torn = split_parts(text), split_parts(text.replace(before, after))
    assert (torn.body, torn.closing) == (whole.body, whole.closing)


@pytest.mark.parametrize(
    ("subject", "kept"),
    [
        ("ร่างพระราชบัญญัติยา พ.ศ. ....", "ร่างพระราชบัญญัติยา พ.ศ. ...."),
        ("ร่างระเบียบฯ (ฉบับที่ ..) พ.ศ. .... ครั้งที่ ๒", "ร่างระเบียบฯ (ฉบับที่ ..) พ.ศ. .... ครั้งที่ ๒"),
        ("การปิดบัญชี .......................", "การปิดบัญชี"),
        ("การปิดบัญชี พ.ศ. ..................", "การปิดบัญชี พ.ศ"),
    ],
)
def test_the_dots_of_a_bill_s_year_are_of_the_subject_and_those_of_a_form_are_not(subject: str, kept: str) -> None:
    text = LETTER.format(number="ชย 0023.3/1")
    own = split_parts(text).subject
    assert split_parts(text.replace(own, subject)).subject == kept


@pytest.mark.parametrize(
    ("signature", "position", "section"),
    [
        (
            "ปลัดอำเภอ รักษาราชการแทน\nนายอำเภอปัว\n\n\nท้องถิ่นอำเภอปัว\nโทร. ๐๘-๙๐๐๐-๔๔๑๒",
            "ปลัดอำเภอ รักษาราชการแทน นายอำเภอปัว",
            "ท้องถิ่นอำเภอปัว",
        ),
        ("นายอำเภอปัว\n\nปลัดอำเภอผู้รับผิดชอบ\nโทร. ๐ ๕๔๗๙ ๑๑๑๑", "นายอำเภอปัว", ""),
        ("\nปลัดอำเภอ รักษาราชการแทน\n\nนายอำเภอปัว\n\nกลุ่มงานปกครอง", "ปลัดอำเภอ รักษาราชการแทน นายอำเภอปัว", "กลุ่มงานปกครอง"),
        ("รองปลัดจังหวัด ปฏิบัติราชการแทน\n\nปลัดจังหวัดน่าน\nโทร. ๐ ๕๔๗๙ ๑๑๑๑", "รองปลัดจังหวัด ปฏิบัติราชการแทน ปลัดจังหวัดน่าน", ""),
        ("ปลัดจังหวัดน่าน\n\nรักษาราชการแทน ผู้ว่าราชการจังหวัดน่าน", "ปลัดจังหวัดน่าน รักษาราชการแทน ผู้ว่าราชการจังหวัดน่าน", ""),
        ("\nรองปลัดกระทรวง\nปฏิบัติราชการแทน\n\nปลัดกระทรวงมหาดไทย", "รองปลัดกระทรวง ปฏิบัติราชการแทน ปลัดกระทรวงมหาดไทย", ""),
        (
            "ผู้อำนวยการสำนักงานเขต\nปฏิบัติงานแทน เลขาธิการสำนักงาน\n\nกลุ่มภารกิจ",
            "ผู้อำนวยการสำนักงานเขต ปฏิบัติงานแทน เลขาธิการสำนักงาน",
            "กลุ่มภารกิจ",
        ),
    ],
)
def test_what_is_set_apart_below_a_position_is_the_section(signature: str, position: str, section: str) -> None:
    closing = read_closing(["", "(นายสมมติ ใจดี)", *signature.split("\n")])
    assert (closing.position, closing.section) == (position, section)


def test_a_note_in_a_column_beside_the_position_is_none_of_it() -> None:
    closing = read_closing(
        ["(นางสาวกรรณิการ์ อินทร์แพง)", "ผอ.ช่าง  ๓๐ ก.ค. ๖๘          หัวหน้าสำนักปลัด รักษาราชการแทน", "ปลัดเทศบาล"]
    )
    assert closing.position == "หัวหน้าสำนักปลัด รักษาราชการแทน ปลัดเทศบาล"


@pytest.mark.parametrize(
    ("line", "phones"),
    [
        ("โทร. ๐ ๓๕๓๔ ๕๔๗๐ ถึง ๑", ("0 3534 5470 ถึง 1",)),
        ("โทรศัพท์ ๐ ๕๔๗๑ ๖๓๙๘ ถึง ๙๙ ต่อ ๑๒", ("0 5471 6398 ถึง 99 ต่อ 12",)),
        ("โทร. ๐ ๕๔๗๑ ๖๓๙๘ ถึงเวลา ๑๖.๓๐ น.", ("0 5471 6398",)),
        ("โทร. ๐ ๗๖๔๘ ๑๗๒๐ - ๒ ต่อ ๓๐๘", ("0 7648 1720 - 2 ต่อ 308",)),
        ("โทร. ๐ ๒๒๔๑ ๙๐๐๐ ต่อ ๕๓๑๖, ๕๓๑๗", ("0 2241 9000 ต่อ 5316, 5317",)),
        ("โทร. ๐-๔๒๘๖-๑๕๔๐ โทรสาร ๐-๔๒๘๖-๑๕๔๑", ("0-4286-1540", "0-4286-1541")),
        ("โทร. ๐ ๒๒๒๑ ๖๐๔๖ หรือ โทร. ๑๒๒๖", ("0 2221 6046", "1226")),
        ("โทร. (มท.) ๕๐๒๗๑ ต่อ ๑๒", ("50271 ต่อ 12",)),
        ("โทร. ๕๕๕๕ ๔๔๔๔", ()),
        ("ผู้ประสานงาน : นางสาวชุติมา ๐๘๕-๐๐๐-๐๐๐๐", ("085-000-0000",)),
    ],
)
def test_telephones_with_ranges_and_extensions(line: str, phones: tuple[str, ...]) -> None:
    assert read_closing(["(นายสมชาย ใจดี)", line]).phones == phones


def test_numbers_that_no_telephone_word_introduces_are_no_telephones() -> None:
    assert read_closing(["(นายสมชาย ใจดี)", "ผู้ว่าราชการจังหวัดชัยภูมิ", "๐๑๒๓๔๕๖๗๘๙"]).phones == ()


@pytest.mark.parametrize(
    ("line", "phones"),
    [
        ("โทร. (มท.) ๕๐๒๗๑", ("50271",)),
        ("โทร. ภายใน ๑๓๐๘", ("1308",)),
        ("สายด่วน 1784", ("1784",)),
        ("PWA Contact Center ๑๖๖๒", ("1662",)),
        ("โทร. (๑๒๒๖)", ("1226",)),
        ("โทร. ๑๒๒๖.", ("1226",)),
        ("โทร. ๐ ๕๔๔๘ ๑๔๕๓ หรือ PWA Contact Center ๑๖๖๒", ("0 5448 1453", "1662")),
        ("ที่ มท ๐๘๐๘.๒/ว ๑๒ โทร. ๐ ๔๓๘๑ ๑๖๙๐", ("0 4381 1690",)),
        ("โทร. ๐ ๔๓๘๑ ๑๖๙๐ ที่ มท ๕๕๖๑๐/๓๓๗", ("0 4381 1690",)),
    ],
)
def test_short_numbers_are_telephones_and_a_letter_s_number_is_none(line: str, phones: tuple[str, ...]) -> None:
    assert read_closing(["(นายสมมติ ใจดี)", "นายอำเภอปัว", line]).phones == phones
