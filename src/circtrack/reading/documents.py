"""Turn a letter's file into text: text as it is, Word files and PDF by their text, a scan or a photograph by OCR."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from circtrack.reading.decode import PDF, PICTURES, ZIP, decode, detect_kind, read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from circtrack.reading.ocr import PageProgress, ScannedPage


@dataclass(frozen=True, slots=True)
class Document:
    """A file's text. ``scanned`` has the pages read by OCR, by page number from 1; empty for text as typed."""

    text: str
    scanned: Mapping[int, ScannedPage]


def read_document(path: Path, encoding: str, progress: PageProgress) -> Document:
    """Read the text of a file: see :func:`make_document`.

    Raises:
        FileError: as for :func:`make_document`; or there is no such file, or it cannot be read.
    """
    return make_document(read_bytes(path), str(path), encoding, progress)


def make_document(data: bytes, name: str, encoding: str, progress: PageProgress) -> Document:
    """Read the text of bytes that are text, a Word file, a PDF or a picture.

    Args:
        data: The file's bytes.
        name: The file's name in messages.
        encoding: The encoding of text: ``utf-8`` or ``cp874``.
        progress: Called before OCR of each page: the file's name, the page, and the number of pages.

    Raises:
        FileError: the file is empty, broken, locked, in another encoding, or of a kind that is not read; or the
            software for its kind is not installed. The message says which, and what to do.
    """
    kind = detect_kind(data)
    if kind == PDF:
        return _make_pdf_document(data, name, progress)
    if kind in PICTURES:
        from circtrack.reading.ocr import read_picture

        pages = read_picture(data, name, kind, progress)
        return Document("\n".join(page.text for page in pages.values()), pages)
    if kind == ZIP:
        from circtrack.reading.word import is_word, read_word

        if is_word(data):
            return Document(read_word(data, name), {})
    return Document(decode(data, name, encoding), {})


def _make_pdf_document(data: bytes, name: str, progress: PageProgress) -> Document:
    from circtrack.reading.pdf import read_page_texts

    texts = dict(enumerate(read_page_texts(data, name), 1))
    missing = [number for number, text in texts.items() if text is None]
    scanned: Mapping[int, ScannedPage] = {}
    if missing:
        from circtrack.reading.ocr import read_pdf_pages

        scanned = read_pdf_pages(data, name, missing, progress)
    pages = (scanned[number].text if text is None else text for number, text in texts.items())
    return Document("\n".join(pages), scanned)
