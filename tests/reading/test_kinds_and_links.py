"""What a letter is and what it cites, where only its words say so: each rule with its counter-example."""

from __future__ import annotations

from datetime import date

import pytest

from circtrack.reading.letters import read_letters
from circtrack.render.drafts import finding_lines

_LETTER = """ที่ ขก ๐๐๒๓.๓/{mark}๑๒๓๔

ศาลากลางจังหวัดขอนแก่น
ถนนหน้าศูนย์ราชการ ขก ๔๐๐๐๐

๑๐ มกราคม ๒๕๖๘

เรื่อง {subject}

เรียน {to}

{references}

{body}

จึงเรียนมาเพื่อโปรดพิจารณาดำเนินการ

ขอแสดงความนับถือ

(นายสมชาย ใจดี)
ผู้ว่าราชการจังหวัดขอนแก่น
"""
OWN = "หนังสือจังหวัดขอนแก่น ที่ ขก ๐๐๒๓.๓/ว ๑๐๐๐ ลงวันที่ ๑ ธันวาคม ๒๕๖๗"
OTHER = "หนังสือจังหวัดขอนแก่น ที่ ขก ๐๐๒๓.๓/ว ๑๐๐๕ ลงวันที่ ๕ ธันวาคม ๒๕๖๗"
DLA = "กรมส่งเสริมการปกครองท้องถิ่น"


def read(
    body: str,
    *,
    subject: str = "การดำเนินงาน",
    references: str = "",
    to: str = "นายอำเภอทุกอำเภอ",
    mark: str = "ว ",
) -> tuple[str, list[tuple[str, str, str]]]:
    """The kind; of each link its type, number and issuer."""
    said = f"อ้างถึง {references}" if references else ""
    text = _LETTER.format(body=body, subject=subject, references=said, to=to, mark=mark)
    (letter,) = read_letters({"letter": text}, today=date(2025, 2, 1))
    return letter.kind, [(link.type, link.number, link.issuer) for link in letter.links]


@pytest.mark.parametrize(
    ("subject", "body", "kind"),
    [
        ("ติดตามการรายงานผล", "ตามหนังสือที่อ้างถึง ขอให้รายงานผล นั้น จึงขอให้รายงานผลโดยด่วน", "reminder"),
        ("ติดตามและประเมินผลแผน", "ตามหนังสือที่อ้างถึง ขอให้รายงานผล นั้น จึงขอให้จัดส่งแผน", "circular"),
        ("การรายงานผล", "ตามหนังสือที่อ้างถึง นั้น ปรากฏว่ายังไม่ได้รับรายงานจากอำเภอของท่าน", "reminder"),
        ("การรายงานผล", "ตามหนังสือที่อ้างถึง นั้น จังหวัดได้รับรายงานครบถ้วนแล้ว", "circular"),
    ],
)
def test_a_reminder_chases_the_issuer_s_own_letter(subject: str, body: str, kind: str) -> None:
    found, links = read(body, subject=subject, references=OWN)
    assert found == kind
    assert [link for link, *_ in links] == ["reminds" if kind == "reminder" else "refers_to"]


def test_letters_cited_in_the_body_are_links_and_orders_are_none() -> None:
    kind, links = read(
        f"ตาม{OWN} และที่ ขก ๐๐๒๓.๓/ว ๑๐๐๕ ลงวันที่ ๕ ธันวาคม ๒๕๖๗ แจ้งให้ดำเนินการ นั้น\n\n"
        f"{DLA}ได้มีหนังสือ ด่วนที่สุด ที่ มท ๐๘๑๐.๗/ว ๙๐๘ ลงวันที่ ๕ มกราคม ๒๕๖๘ แจ้งแนวทาง"
        " ประกอบกับคำสั่ง ที่ ขก ๐๐๒๓.๓/๑๒๓ ลงวันที่ ๑ มกราคม ๒๕๖๘"
    )
    assert kind == "circular"
    assert links == [
        ("refers_to", "ขก 0023.3/ว 1000", "จังหวัดขอนแก่น"),
        ("refers_to", "ขก 0023.3/ว 1005", "จังหวัดขอนแก่น"),
        ("refers_to", "มท 0810.7/ว 908", DLA),
    ]


@pytest.mark.parametrize(
    ("body", "kind", "link"),
    [
        (
            f"ด้วยได้รับแจ้งจาก{DLA}ตามหนังสือ ที่ มท ๐๘๑๐.๗/ว ๙๐๘ ลงวันที่ ๕ มกราคม ๒๕๖๘ รายละเอียดตามสำเนาหนังสือที่แนบมาพร้อมนี้",
            "forward",
            [("passes_on", "มท 0810.7/ว 908", DLA)],
        ),
        (
            f"ขอส่งสำเนาหนังสือ{DLA} ที่ มท ๐๘๑๐.๗/ว ๙๐๘ ลงวันที่ ๕ มกราคม ๒๕๖๘",
            "forward",
            [("passes_on", "มท 0810.7/ว 908", DLA)],
        ),
        ("ขอให้ส่งรายชื่อ พร้อมสำเนาหนังสือรับรองแนบมาด้วย", "circular", []),
    ],
)
def test_a_copy_that_only_the_body_names_is_passed_on(body: str, kind: str, link: list[tuple[str, str, str]]) -> None:
    assert read(body) == (kind, link)


@pytest.mark.parametrize(
    ("body", "types"),
    [
        ("จึงขอให้ใช้หนังสือฉบับนี้แทนหนังสือที่อ้างถึง ๒", ["refers_to", "replaces"]),
        ("จึงขอให้ถือปฏิบัติตามหนังสือนี้แทนหนังสือที่อ้างถึง ๑", ["replaces", "refers_to"]),
        ("จึงขอให้ใช้หนังสือฉบับนี้แทน", ["refers_to", "refers_to"]),
    ],
)
def test_a_letter_in_place_of_another_says_of_which(body: str, types: list[str]) -> None:
    _, links = read(body, references=f"๑. {OWN}\n๒. {OTHER}")
    assert [link for link, *_ in links] == types


@pytest.mark.parametrize(
    ("to", "mark", "kind"),
    [
        ("นายอำเภอบ้านไผ่", "ว ", "circular"),
        ("นายอำเภอทุกอำเภอ", "", "circular"),
        ("นายอำเภอบ้านไผ่ นายอำเภอพล และนายอำเภอชนบท", "", "circular"),
        ("นายอำเภอบ้านไผ่ และนายอำเภอพล", "", "other"),
    ],
)
def test_a_circular_has_its_mark_or_many_recipients(to: str, mark: str, kind: str) -> None:
    assert read("จึงขอให้ดำเนินการ", to=to, mark=mark)[0] == kind


@pytest.mark.parametrize(("number", "kind"), [("กฟผ. ๙๘๔๐๐๐/ว ๕๑", "circular"), ("กฟผ. ๙๘๔๐๐๐/๕๑", "other")])
def test_the_mark_counts_where_the_rest_of_the_number_cannot_be_read(number: str, kind: str) -> None:
    text = _LETTER.replace("ขก ๐๐๒๓.๓/{mark}๑๒๓๔", number)
    text = text.format(subject="การตัดต้นไม้", to="นายอำเภอพล", references="", body="จึงขอให้ดำเนินการ")
    (letter,) = read_letters({"letter": text}, today=date(2025, 2, 1))
    assert (letter.number, letter.kind) == ("", kind)


@pytest.mark.parametrize("gap", [" ", "          "])
@pytest.mark.parametrize("number", ["กฟผ. ๙๘๔๐๐๐/ว ๕๑", "มท 5306.18/ปช 345"])
def test_an_office_beside_a_number_that_cannot_be_read_is_the_issuer_and_not_the_one_of_its_address(
    number: str, gap: str
) -> None:
    head = f"ที่ {number}{gap}การไฟฟ้าส่วนภูมิภาคสาขาชุมแพ"
    text = _LETTER.replace("ที่ ขก ๐๐๒๓.๓/{mark}๑๒๓๔\n\nศาลากลางจังหวัดขอนแก่น\nถนน", f"{head}\n๑ ถนนมลิวรรณ อำเภอชุมแพ ")
    text = text.format(subject="การตัดต้นไม้", to="นายอำเภอพล", references="", body="จึงขอให้ดำเนินการ")
    (letter,) = read_letters({"letter": text}, today=date(2025, 2, 1))
    assert letter.issuer.startswith("การไฟฟ้าส่วนภูมิภาค")


@pytest.mark.parametrize("broken", ["ที่ ขก\n๐๐๒๓.๓/๑๒๓๔", "ด่วนมาก ที่ ขก\n 0023.3/1234"])
def test_a_number_broken_behind_its_letters_begins_its_own_letter(broken: str) -> None:
    one = _LETTER.format(mark="ว ", subject="การสำรวจ", to="นายอำเภอพล", references="", body="จึงขอให้ดำเนินการ")
    two = one.replace("ที่ ขก ๐๐๒๓.๓/ว ๑๒๓๔", broken)
    found = read_letters({"letters": f"{one}\n\n{two}"}, today=date(2025, 2, 1))
    assert [letter.number for letter in found] == ["ขก 0023.3/ว 1234", "ขก 0023.3/1234"]


@pytest.mark.parametrize(
    ("words", "issuer"),
    [
        ("วิทยุสื่อสารจังหวัดขอนแก่น ด่วนที่สุด", "จังหวัดขอนแก่น"),
        ("วิทยุจังหวัดขอนแก่น", "จังหวัดขอนแก่น"),
        ("โทรสารในราชการกรมส่งเสริมการปกครองท้องถิ่น", DLA),
    ],
)
def test_who_sent_a_cited_message_is_named_behind_the_word_for_it(words: str, issuer: str) -> None:
    number = "มท ๐๘๑๐.๗/ว ๒๒๗๗" if issuer == DLA else "ขก ๐๐๒๓.๓/ว ๑๐๐๐"
    _, links = read("จึงขอให้ดำเนินการ", references=f"{words} ที่ {number} ลงวันที่ ๑ ธันวาคม ๒๕๖๗")
    assert [each[2] for each in links] == [issuer]


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("คำสั่งจังหวัดน่าน\nที่ ๑๘๗๖/๒๕๖๘\nเรื่อง แต่งตั้งคณะทำงาน\n\nสั่ง ณ วันที่ ๑๔ ตุลาคม พ.ศ. ๒๕๖๘", "คำสั่งจังหวัดน่าน"),
        ("\nประกาศเทศบาลเมืองน่าน\nเรื่อง ภาษีป้าย\n\nประกาศ ณ วันที่ ๑๕ ธันวาคม พ.ศ. ๒๕๖๘", "ประกาศเทศบาลเมืองน่าน"),
        ("คำสั่งโรงเรียนบ้านดอน\nที่ ๑๒/๒๕๖๘\nเรื่อง มอบหมายหน้าที่ครูเวร", "คำสั่งโรงเรียนบ้านดอน"),
    ],
)
def test_an_order_or_announcement_is_called_so(text: str, heading: str) -> None:
    (letter,) = read_letters({"order": text}, today=date(2025, 12, 20))
    (line,) = [each for each in finding_lines(letter) if heading in each]
    assert line == f"'{heading}' is an order or an announcement, and so not recorded"


@pytest.mark.parametrize("text", ["ประกาศให้ทราบทั่วกันว่าจะหยุดจ่ายน้ำ", "ประชุมวันศุกร์\nคำสั่งจังหวัดน่าน ที่ ๑๘๗๖/๒๕๖๘"])
def test_a_text_that_only_speaks_of_one_is_called_a_text_without_a_letter(text: str) -> None:
    (letter,) = read_letters({"text": text}, today=date(2025, 12, 20))
    assert "no letter was found in this text" in finding_lines(letter)[0]
