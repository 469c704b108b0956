"""Reminders as letters: the regulation's forms, what stays open, and that circtrack itself reads them as reminders."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

if TYPE_CHECKING:
    from pathlib import Path

    from docx.shared import Length
    from support.program import Program

pytestmark = pytest.mark.both_engines

LATE = "2023-03-29"
BLANK_NUMBER = "ที่ ................/................"
BLANK_DAY = ".........."


@pytest.fixture
def district(circtrack: Program) -> Program:
    circtrack.with_chain("อำเภอเทพสถิต")
    circtrack.ok("done", "908", "อบต.บ้านไร่", "ทต.เทพสถิต")
    circtrack.ok("done", "908", "อบต.โป่งนก", "--incomplete")
    return circtrack


def test_a_stamped_letter_has_the_form_s_parts_in_order(district: Program) -> None:
    text = district.ok("remind", "908", "--letter").out
    parts = [
        BLANK_NUMBER,
        "ถึง  องค์การบริหารส่วนตำบลนายางกลัก ",
        "ตามหนังสืออำเภอเทพสถิต ที่ ชย ๐๐๒๓.๑๔/๗๐๘ ลงวันที่ ๙ มีนาคม ๒๕๖๖ ขอให้บันทึกข้อมูล",
        "ซึ่งครบกำหนดวันที่ ๒๔ มีนาคม ๒๕๖๖ นั้น",
        "จำนวน ๔ แห่ง",
        "๒. องค์การบริหารส่วนตำบลโป่งนก (บันทึกไม่ครบถ้วน)",
        "จึงขอเตือนมาเพื่อโปรดบันทึกข้อมูลให้ถูกต้องครบถ้วนภายในกำหนดดังกล่าว",
        "(ประทับตราอำเภอเทพสถิต)",
        f"{BLANK_DAY} มีนาคม ๒๕๖๖",
        "สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอ",
        "โทร. ๐-๔๔๘๕-๕๐๖๖",
    ]
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)
    assert "เรื่อง" not in text
    assert "เรียน" not in text
    assert not set("0123456789") & set(text)


def test_an_external_letter_has_its_own_parts(district: Program) -> None:
    text = district.ok("remind", "908", "--external", today=LATE).out
    parts = [
        BLANK_NUMBER,
        "ที่ว่าการอำเภอเทพสถิต",
        f"{BLANK_DAY} มีนาคม ๒๕๖๖",
        "เรื่อง  เร่งรัดการบันทึกข้อมูล",
        "เรียน  นายกองค์การบริหารส่วนตำบลนายางกลัก ",
        "อ้างถึง  หนังสืออำเภอเทพสถิต ที่ ชย ๐๐๒๓.๑๔/๗๐๘ ลงวันที่ ๙ มีนาคม ๒๕๖๖",
        "บัดนี้ ล่วงเลยกำหนดเวลาแล้ว",
        "ขอแสดงความนับถือ",
        "ตำแหน่ง ....",
    ]
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize(("form", "kind"), [("--letter", "stamped"), ("--external", "reminder")])
def test_circtrack_reads_its_own_draft_as_a_reminder(district: Program, form: str, kind: str) -> None:
    text = district.ok("remind", "908", form, today=LATE).out
    signed = text.replace(BLANK_NUMBER, "ที่ ชย ๐๐๒๓.๑๔/๙๐๑").replace(f"{BLANK_DAY} มีนาคม", "๒๙ มีนาคม", 1)
    (letter,) = json.loads(district.ok("read", "-", "--dry-run", "--format", "json", given=signed, today=LATE).out)
    assert (letter["number"], letter["date"], letter["issuer_code"]) == ("ชย 0023.14/901", LATE, "3609")
    assert letter["kind"] == kind
    assert [(link["type"], link["number"]) for link in letter["links"]] == [("reminds", "ชย 0023.14/708")]
    assert len(letter["recipients"]) == 4


def test_a_province_writes_to_its_districts_and_names_who_owes_below_them(circtrack: Program) -> None:
    circtrack.with_chain("จังหวัดชัยภูมิ")
    done = circtrack.ok("remind", "908", "--letter", "--under", "อำเภอเทพสถิต")
    assert "ถึง  อำเภอเทพสถิต\n" in done.out
    assert "ตามหนังสือจังหวัดชัยภูมิ ที่ ชย ๐๐๒๓.๖/๓๐๒๒ " in done.out
    assert "เร่งรัดหน่วยงานข้างต้นให้บันทึกข้อมูล" in done.out
    whole = circtrack.ok("remind", "908", "--letter")
    assert "ถึง  หน่วยงานตามรายชื่อข้างท้ายนี้" in whole.out
    assert "        อำเภอบ้านเขว้า\n" in whole.out
    assert "(ยังไม่ได้รับแจ้งหนังสือ)" in whole.out
    assert "sender's own house: สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดชัยภูมิ" in whole.err


def test_who_was_never_told_is_not_reminded_but_named(circtrack: Program) -> None:
    circtrack.with_chain("อำเภอบ้านเขว้า")
    done = circtrack.ok("remind", "908", "--letter")
    assert done.out == ""
    assert "not told by any letter" in done.err
    assert "Pass the letter on first" in done.err


def test_when_nobody_owes_there_is_no_letter(district: Program) -> None:
    for office in [row["office_code"] for row in district.rows("owing", "908")]:
        district.ok("done", "908", office)
    file = district.database.parent / "draft.docx"
    done = district.ok("remind", "908", "--docx", file)
    assert (done.out, done.err, file.exists()) == ("", "", False)


def test_the_document_says_what_the_text_says(district: Program) -> None:
    file = district.database.parent / "draft.docx"
    text = district.ok("remind", "908", "--letter").out
    district.ok("remind", "908", "--docx", file)
    paragraphs = [paragraph.text for paragraph in docx.Document(str(file)).paragraphs]
    assert paragraphs == [line.strip() for line in text.splitlines() if line.strip()]


def centimetres(length: Length | None) -> float:
    return round((length or 0) / Cm(1), 1)


def test_the_document_is_a4_in_sarabun_for_all_scripts(district: Program) -> None:
    file: Path = district.database.parent / "draft.docx"
    district.ok("remind", "908", "--external", "--docx", file)
    document = docx.Document(str(file))
    style = document.styles["Normal"]
    assert (style.font.name, style.font.size) == ("TH Sarabun New", Pt(16))
    fonts = style.element.rPr.rFonts
    assert {fonts.get(qn(name)) for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs")} == {"TH Sarabun New"}
    assert style.element.rPr.find(qn("w:szCs")).get(qn("w:val")) == "32"
    section = document.sections[0]
    assert (centimetres(section.page_width), centimetres(section.page_height)) == (21.0, 29.7)
    by_text = {paragraph.text: paragraph for paragraph in document.paragraphs}
    assert centimetres(by_text["ขอแสดงความนับถือ"].paragraph_format.left_indent) == 8.0
    assert centimetres(by_text["จึงเรียนมาเพื่อโปรดดำเนินการ"].paragraph_format.first_line_indent) == 2.5


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--letter"], "Which letter?"),
        (["908", "--letter", "--once"], "--letter, --once do not go together"),
        (["908", "--letter", "--smtp"], "--smtp, --letter do not go together"),
        (["908", "--letter", "--format", "csv"], "--format csv does not go with it"),
        (["908", "--docx", "a.docx", "--output", "b"], "--docx, --output do not go together"),
    ],
)
def test_wrong_usage_is_told(district: Program, options: list[str], message: str) -> None:
    done = district.run("remind", *options)
    assert (done.status, done.out) == (2, "")
    assert message in done.err


def test_figures_in_latin_names_stay() -> None:
    from circtrack.render.letter import thai_numerals

    text = "ระบบ e-Plan2 https://a.go.th/eplan68 ที่ 0023.14/708 ลงวันที่ 9"
    assert thai_numerals(text) == "ระบบ e-Plan2 https://a.go.th/eplan68 ที่ ๐๐๒๓.๑๔/๗๐๘ ลงวันที่ ๙"
