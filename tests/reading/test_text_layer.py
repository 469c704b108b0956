"""Text layers of PDFs that cannot be trusted: OCR'd instead, and said so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.made_pdfs import PageOf, pdf_with

from circtrack.reading.documents import Document, make_document
from circtrack.reading.ocr import ScannedPage

if TYPE_CHECKING:
    from collections.abc import Sequence

HEAD = "ที่ มท ๐๘๑๐.๗/ว ๙๐๘\nกรมส่งเสริมการปกครองท้องถิ่น\n๒๗ กุมภาพันธ์ ๒๕๖๖\nเรื่อง การบันทึกข้อมูล\nเรียน ผู้ว่าราชการจังหวัด ทุกจังหวัด"
BODY = "ด้วยกรมส่งเสริมการปกครองท้องถิ่น ขอให้องค์กรปกครองส่วนท้องถิ่นบันทึกข้อมูลพื้นฐานให้ครบถ้วน\nตามรายการที่กำหนด\nขอแสดงความนับถือ"
LETTER = f"{HEAD}\n{BODY}"
LINES = LETTER.count("\n") + 1


@pytest.fixture
def read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(_data: bytes, _name: str, numbers: Sequence[int], _progress: object) -> dict[int, ScannedPage]:
        return {number: ScannedPage(f"read anew {number}") for number in numbers}

    monkeypatch.setattr("circtrack.reading.ocr.read_pdf_pages", read)


def document(*pages: PageOf) -> Document:
    return make_document(pdf_with(*pages), "letter.pdf", "utf-8", lambda *_: None)


SPOILT = {
    "a scanner's own text under the picture": PageOf(LETTER, picture=1.0, hidden=True),
    "one sign for two letters": PageOf(LETTER.replace("า", "ำ")),
    "the head painted last": PageOf(LETTER, order=(*range(5, LINES), *range(5))),
}


@pytest.mark.usefixtures("read_anew")
@pytest.mark.parametrize("name", SPOILT)
def test_a_text_layer_that_cannot_be_trusted_is_read_anew(name: str) -> None:
    read = document(PageOf(LETTER), SPOILT[name])
    assert read.text == f"{LETTER}\nread anew 2"
    assert (read.reread, read.distrusted) == ((2,), ())


@pytest.mark.usefixtures("read_anew")
@pytest.mark.parametrize(
    "page", [PageOf(LETTER), PageOf(LETTER, picture=1.0), PageOf(LETTER, picture=0.1, hidden=True)]
)
def test_others_are_taken(page: PageOf) -> None:
    read = document(page)
    assert (read.text, read.scanned, read.reread) == (LETTER, {}, ())


def test_without_ocr_it_is_taken_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("circtrack.reading.ocr.is_installed", lambda: False)
    read = document(SPOILT["one sign for two letters"])
    assert (read.scanned, read.reread, read.distrusted) == ({}, (), (1,))
