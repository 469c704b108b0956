"""PDFs: text layers, pages that have none, and files that cannot be read."""

from __future__ import annotations

import io
import sys

import pytest
from pypdf import PdfReader, PdfWriter
from support.made_pdfs import PageOf, pdf_with

from circtrack.errors import FileError
from circtrack.reading.pdf import PageText, read_page_texts

LETTER = "ที่ มท ๐๘๑๐.๗/ว ๙๐๘\nกรมส่งเสริมการปกครองท้องถิ่น\n๒๗ กุมภาพันธ์ ๒๕๖๖\nเรื่อง การบันทึกข้อมูล"
LONG = LETTER + "\nด้วยกรมส่งเสริมการปกครองท้องถิ่น ขอให้องค์กรปกครองส่วนท้องถิ่นบันทึกข้อมูลพื้นฐานให้ครบถ้วน" * 2


def texts(*pages: PageOf) -> list[str | None]:
    return [each.text for each in read_page_texts(pdf_with(*pages), "letter.pdf")]


def test_the_text_of_every_page_comes_in_order_and_as_written() -> None:
    first, second = texts(PageOf(LETTER), PageOf("ขอแสดงความนับถือ"))
    assert first is not None
    assert first.split("\n") == LETTER.split("\n")
    assert second == "ขอแสดงความนับถือ"


def test_marked_spans_read_as_the_letters_that_they_stand_for() -> None:
    assert texts(PageOf("เขตดู่สิต", spans={"ู": "ู", "่": "่"}, glyphs={"ู": "่"})) == ["เขตดู่สิต"]
    assert texts(PageOf("เขตดู่สิต", glyphs={"ู": "่"})) == ["เขตด่่สิต"]  # what is shown without the spans


def test_a_page_that_shows_something_without_text_is_for_ocr_and_a_blank_one_is_not() -> None:
    assert texts(PageOf(LETTER), PageOf("", picture=1.0), PageOf("")) == [LETTER, None, ""]


def test_a_stamp_printed_over_a_scan_does_not_pass_for_the_letter() -> None:
    stamp = "เลขรับ ๓๐๑ วันที่ ๙ มี.ค. ๒๕๖๖"
    assert texts(PageOf(stamp, picture=0.95)) == [None]
    assert texts(PageOf(stamp, picture=0.1)) == [stamp]  # a logo
    assert texts(PageOf(LONG, picture=0.95)) == [LONG]  # letter paper, or a scan whose text was read before


def test_a_text_layer_without_a_thai_letter_is_none() -> None:
    assert texts(PageOf("¡ÃÁÊè§àÊÃÔÁ", picture=0.1), PageOf("")) == [None, ""]
    assert texts(PageOf(LETTER), PageOf("Annex A")) == [LETTER, "Annex A"]


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n...",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        pdf_with(PageOf(LETTER))[:300],
        b"%PDF-1.4\n" + bytes(range(256)) * 20,
    ],
)
def test_a_broken_pdf_is_named_in_one_message(data: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(FileError, match=r"letter\.pdf is a PDF that cannot be read: .*Open it and save it anew"):
        read_page_texts(data, "letter.pdf")
    assert caplog.text == ""


def test_a_pdf_without_pages() -> None:
    stream = io.BytesIO()
    PdfWriter().write(stream)
    with pytest.raises(FileError, match=r"letter\.pdf is a PDF without pages"):
        read_page_texts(stream.getvalue(), "letter.pdf")


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_password_is_asked_for_only_where_one_is_needed(algorithm: str) -> None:
    def locked(user: str) -> bytes:
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_with(PageOf(LETTER)))))
        writer.encrypt(user_password=user, owner_password="owner", algorithm=algorithm)
        stream = io.BytesIO()
        writer.write(stream)
        return stream.getvalue()

    assert read_page_texts(locked(""), "letter.pdf") == [PageText(LETTER)]
    with pytest.raises(FileError, match=r"letter\.pdf is a PDF that opens with a password only\. Save a copy"):
        read_page_texts(locked("secret"), "letter.pdf")


def test_without_the_extra_the_message_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(FileError, match=r"letter\.pdf is a PDF, .*not installed\. .*pip install 'circtrack\[pdf\]'"):
        read_page_texts(pdf_with(PageOf(LETTER)), "letter.pdf")
