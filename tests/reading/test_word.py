"""Letters kept as Word files: their text in its order, text boxes once, numbers of lists, and what is damaged."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import docx
import pytest

from circtrack.errors import FileError
from circtrack.reading.documents import make_document
from circtrack.reading.letters import read_letters
from circtrack.reading.word import is_word, read_word

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def _pack(body: str, numbering: str = "") -> bytes:
    """A Word file with this body, as XML."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("word/document.xml", f"<w:document {_W} {_MC}><w:body>{body}</w:body></w:document>")
        if numbering:
            package.writestr("word/numbering.xml", f"<w:numbering {_W}>{numbering}</w:numbering>")
    return packed.getvalue()


def _say(text: str, properties: str = "") -> str:
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def _never(*_: object) -> None:
    raise AssertionError


def test_a_letter_written_in_word_is_read_like_its_text() -> None:
    document = docx.Document()
    head = document.add_table(rows=1, cols=2).rows[0].cells
    head[0].text, head[1].text = "ที่ นน ๐๐๒๓.๓/ว ๑๒๗", "ศาลากลางจังหวัดน่าน"
    for line in (
        "๗ ตุลาคม ๒๕๖๕",
        "เรื่อง\tการบันทึกข้อมูลบ่อบำบัดน้ำเสีย",
        "เรียน\tนายอำเภอทุกอำเภอ",
        "ด้วยจังหวัดน่านขอให้บันทึกข้อมูลในระบบ INFO ภายในวันที่ ๓๑ ตุลาคม ๒๕๖๕",
        "ขอแสดงความนับถือ",
    ):
        document.add_paragraph(line)
    saved = io.BytesIO()
    document.save(saved)
    text = make_document(saved.getvalue(), "a.docx", "utf-8", _never).text
    (letter,) = read_letters({"a.docx": text}, today=date(2026, 11, 1))
    assert (letter.number, letter.date, letter.issuer) == ("นน 0023.3/ว 127", date(2022, 10, 7), "จังหวัดน่าน")
    assert len(letter.recipients) == 15
    assert [(task.system, task.due_on) for task in letter.tasks] == [("INFO", date(2022, 10, 31))]


def test_a_text_box_that_word_keeps_twice_is_read_once() -> None:
    box = "<w:txbxContent>" + _say("บันทึกข้อความ") + "</w:txbxContent>"
    twice = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    assert read_word(_pack(f"<w:p><w:r>{twice}</w:r><w:r><w:t>ส่วนราชการ กองคลัง</w:t></w:r></w:p>"), "a.docx") == (
        "บันทึกข้อความ\nส่วนราชการ กองคลัง"
    )


def test_numbers_of_lists_are_counted_and_bullets_stay_bullets() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>'
    )
    numbered, bulleted = (
        f'<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr></w:pPr>' for number in (1, 2)
    )
    body = _say("หนึ่ง", numbered) + _say("สอง", numbered) + _say("สาม", bulleted) + _say("สี่")
    assert read_word(_pack(body, numbering), "a.docx").split("\n") == ["1. หนึ่ง", "2. สอง", "- สาม", "สี่"]


def test_what_was_struck_out_is_left_out_and_tabs_and_breaks_stay() -> None:
    body = "<w:p><w:r><w:t>ก</w:t><w:tab/><w:t>ข</w:t><w:br/></w:r><w:del><w:r><w:t>ค</w:t></w:r></w:del></w:p>"
    assert read_word(_pack(body), "a.docx") == "ก    ข\n"


@pytest.mark.parametrize(
    "document",
    [b"<w:document", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', b"<x/>" * 2],
    ids=["cut off", "entities", "two roots"],
)
def test_a_damaged_word_file_is_named(document: bytes) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("word/document.xml", document)
    with pytest.raises(FileError, match=r"a\.docx is a damaged Word file"):
        read_word(packed.getvalue(), "a.docx")


def test_another_packed_file_is_no_word_file() -> None:
    assert not is_word(b"PK\x03\x04\x14\x00")
    with pytest.raises(FileError, match="is a Word, Excel or ZIP file, not text"):
        make_document(b"PK\x03\x04\x14\x00", "a.zip", "utf-8", _never)


def test_an_old_word_file_says_what_to_do() -> None:
    with pytest.raises(FileError, match=r"save it as \.docx"):
        make_document(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", "utf-8", _never)
