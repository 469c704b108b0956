"""The door to OCR: what is said where it is not installed, and how pages of text and of pictures come together."""

from __future__ import annotations

import io
import sys

import pytest
from support.made_pdfs import PageOf, pdf_with
from support.ocr_engine import needs_engine

from circtrack.errors import FileError
from circtrack.reading.documents import make_document
from circtrack.reading.doubts import Doubt
from circtrack.reading.ocr import ScannedPage, read_pdf_pages


def silent(_name: str, _page: int, _pages: int) -> None:
    pass


def png(width: int = 60, height: int = 40) -> bytes:
    from PIL import Image

    stream = io.BytesIO()
    Image.new("L", (width, height), 255).save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize("package", ["tesserocr", "pypdfium2", "numpy"])
@pytest.mark.parametrize("data", [png(), pdf_with(PageOf("", picture=1.0))])
def test_a_missing_extra_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch, package: str, data: bytes) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(FileError, match=r"scan is a P\w+.*not installed.*pip install 'circtrack\[ocr\]'"):
        make_document(data, "scan", "utf-8", silent)


def test_a_pdf_with_text_needs_no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tesserocr", None)
    document = make_document(pdf_with(PageOf("เรื่อง ก"), PageOf("")), "letter.pdf", "utf-8", silent)
    assert (document.text, document.scanned) == ("เรื่อง ก\n", {})


def test_text_stays_text() -> None:
    document = make_document("เรื่อง ก".encode("cp874"), "letter.txt", "cp874", silent)
    assert (document.text, document.scanned) == ("เรื่อง ก", {})


def test_pages_of_text_and_scanned_pages_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(_data: bytes, _name: str, numbers: list[int], _progress: object) -> dict[int, ScannedPage]:
        return {number: ScannedPage(f"scan {number}", (Doubt(f"{number}", f"scan {number}"),)) for number in numbers}

    monkeypatch.setattr("circtrack.reading.ocr.read_pdf_pages", read)
    pages = (PageOf("", picture=1.0), PageOf("เรื่อง ก"), PageOf("", picture=1.0))
    document = make_document(pdf_with(*pages), "letter.pdf", "utf-8", silent)
    assert document.text == "scan 1\nเรื่อง ก\nscan 3"
    assert list(document.scanned) == [1, 3]
    assert document.doubts == {Doubt("1", "scan 1"), Doubt("3", "scan 3")}


@needs_engine
@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0\x00\x10JFIF", b"II*\x00\x08", png()[:-20]])
def test_a_damaged_picture_is_named(data: bytes) -> None:
    with pytest.raises(FileError, match=r"scan is a \w+ image that cannot be opened"):
        make_document(data, "scan", "utf-8", silent)


@needs_engine
def test_progress_is_told_before_each_page_and_a_blank_page_reads_as_nothing() -> None:
    told: list[tuple[str, int, int]] = []

    def tell(name: str, page: int, pages: int) -> None:
        told.append((name, page, pages))

    read = read_pdf_pages(pdf_with(PageOf(""), PageOf("ก"), PageOf("")), "scan.pdf", [1, 3], tell)
    assert {number: page.text for number, page in read.items()} == {1: "", 3: ""}
    assert told == [("scan.pdf", 1, 2), ("scan.pdf", 2, 2)]
