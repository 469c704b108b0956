"""Scans and photographs: what is said where OCR cannot run, and one letter read back where it can."""

from __future__ import annotations

import io
import os
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest
from support.made_pdfs import PageOf, pdf_with
from support.ocr_engine import MISSING, needs_engine
from support.program import CHAIN, Program, contents
from support.sheets import pdf_of, sheets, thai_font, tiff_of

from circtrack.errors import FileError
from circtrack.reading.documents import make_document, read_document
from circtrack.reading.letters import read_letters
from circtrack.reading.ocr import ScannedPage, read_pdf_pages
from circtrack.reading.split import split_letters

if TYPE_CHECKING:
    from pathlib import Path


def silent(_name: str, _page: int, _pages: int) -> None:
    pass


def png(width: int = 60, height: int = 40) -> bytes:
    from PIL import Image

    stream = io.BytesIO()
    Image.new("L", (width, height), 255).save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def no_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path))


@pytest.mark.usefixtures("no_engine")
@pytest.mark.parametrize("data", [png(), pdf_with(PageOf("", picture=1.0))])
def test_a_missing_engine_is_named_with_its_packages(data: bytes) -> None:
    with pytest.raises(FileError, match=r"scan is a P\w+.* Tesseract is not installed.*tesseract-ocr-tha"):
        make_document(data, "scan", "utf-8", silent)


@pytest.mark.parametrize("package", ["pytesseract", "pypdfium2"])
def test_a_missing_extra_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(FileError, match=r"scan\.png is a PNG image .*not installed.*pip install 'circtrack\[ocr\]'"):
        make_document(png(), "scan.png", "utf-8", silent)


@pytest.mark.skipif(os.name == "nt", reason="the engine of this test is a shell script")
def test_an_engine_without_thai_is_told_from_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = tmp_path / "tesseract"
    engine.write_text("#!/bin/sh\necho 'List of available languages (1):'\necho eng\n", encoding="utf-8")
    engine.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(FileError, match=r"scan\.png is a PNG image .*has no Thai data.*tesseract-ocr-tha"):
        make_document(png(), "scan.png", "utf-8", silent)


@pytest.mark.usefixtures("no_engine")
def test_a_pdf_with_text_needs_no_engine() -> None:
    document = make_document(pdf_with(PageOf("เรื่อง ก"), PageOf("")), "letter.pdf", "utf-8", silent)
    assert (document.text, document.scanned) == ("เรื่อง ก\n", {})


@pytest.mark.usefixtures("no_engine")
def test_text_stays_text(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_bytes("เรื่อง ก".encode("cp874"))
    document = read_document(file, "cp874", silent)
    assert (document.text, document.scanned) == ("เรื่อง ก", {})


def test_pages_of_text_and_scanned_pages_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(_data: bytes, _name: str, numbers: list[int], _progress: object) -> dict[int, ScannedPage]:
        return {number: ScannedPage(f"scan {number}") for number in numbers}

    monkeypatch.setattr("circtrack.reading.ocr.read_pdf_pages", read)
    pages = (PageOf("", picture=1.0), PageOf("เรื่อง ก"), PageOf("", picture=1.0))
    document = make_document(pdf_with(*pages), "letter.pdf", "utf-8", silent)
    assert document.text == "scan 1\nเรื่อง ก\nscan 3"
    assert list(document.scanned) == [1, 3]


@needs_engine
@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0\x00\x10JFIF", b"II*\x00\x08", png()[:-20]])
def test_a_damaged_picture_is_named(data: bytes) -> None:
    assert not MISSING
    with pytest.raises(FileError, match=r"scan is a \w+ image that cannot be opened"):
        make_document(data, "scan", "utf-8", silent)


@pytest.mark.slow
@needs_engine
def test_progress_is_told_before_each_page_and_a_blank_page_reads_as_nothing() -> None:
    assert not MISSING
    told: list[tuple[str, int, int]] = []

    def tell(name: str, page: int, pages: int) -> None:
        told.append((name, page, pages))

    read = read_pdf_pages(pdf_with(PageOf(""), PageOf("ก"), PageOf("")), "scan.pdf", [1, 3], tell)
    assert {number: page.text.strip() for number, page in read.items()} == {1: "", 3: ""}
    assert told == [("scan.pdf", 1, 2), ("scan.pdf", 2, 2)]


@pytest.mark.slow
@needs_engine
def test_a_printed_and_scanned_letter_is_read_back(tmp_path: Path) -> None:
    """The department's letter at 300 dpi, clean: what tests/benchmarks/ocr_fields.py measures at length."""
    assert not MISSING
    font = thai_font()
    assert font is not None
    piece = split_letters(CHAIN.read_text(encoding="utf-8"))[2].text
    head = piece[: piece.index("ตามที่ ")]
    pages = sheets(head, 300, font)
    document = make_document(pdf_of(pages, 300), "scan.pdf", "utf-8", silent)
    (letter,) = read_letters({"scan.pdf": document.text}, today=date(2023, 3, 20))
    assert letter.number == "มท 0810.7/ว 908"
    assert letter.issuer_code == "dla"
    assert letter.addressees == ("ผู้ว่าราชการจังหวัด ทุกจังหวัด",)
    assert letter.date is None  # ๒๗๗ กุมภาพันธ์ stands so on the sheet
    assert list(document.scanned) == [1]

    program = Program(tmp_path / "circtrack.db")
    done = program.run("read", "-", "--dry-run", "--format", "json", given=tiff_of(pages, 300))
    assert done.status == 0, done.err
    assert '"number": "มท 0810.7/ว 908"' in done.out
    assert "note: -: 1 pages read by OCR." in done.err
    assert contents(program.database) is None
