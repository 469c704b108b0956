"""Turn a letter's file into text: text as it is, Word files and PDF by their text, a scan or a photograph by OCR."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from circtrack.reading.decode import PDF, PICTURES, ZIP, decode, detect_kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from circtrack.reading.doubts import Doubt
    from circtrack.reading.ocr import PageProgress, ScannedPage


@dataclass(frozen=True, slots=True)
class Document:
    """A file's text. ``scanned`` has the pages read by OCR, by page number from 1; empty for text as typed.

    ``reread`` are the pages among them that have a text of their own which cannot be trusted; ``distrusted`` are pages
    whose text was taken though it cannot be trusted, because OCR is not installed. ``order`` has the pages as they are
    read, if they lay otherwise; of those in ``unclear`` it is not known behind which they belong.
    """

    text: str
    scanned: Mapping[int, ScannedPage]
    reread: tuple[int, ...] = ()
    distrusted: tuple[int, ...] = ()
    order: tuple[int, ...] = ()
    unclear: tuple[int, ...] = ()

    @property
    def doubts(self) -> frozenset[Doubt]:
        """The words that OCR is not sure of."""
        return frozenset(doubt for page in self.scanned.values() for doubt in page.doubts)


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
        return _assemble({number: page.text for number, page in pages.items()}, Document("", pages))
    if kind == ZIP:
        from circtrack.reading.word import is_word, read_word

        if is_word(data):
            return Document(read_word(data, name), {})
    return Document(decode(data, name, encoding), {})


def _make_pdf_document(data: bytes, name: str, progress: PageProgress) -> Document:
    from circtrack.reading.pdf import read_page_texts

    pages = dict(enumerate(read_page_texts(data, name), 1))
    needed = [number for number, page in pages.items() if page.text is None]
    doubted = [number for number, page in pages.items() if page.distrusted]
    if not needed and not doubted:
        return _assemble({number: page.text or "" for number, page in pages.items()}, Document("", {}))
    from circtrack.reading.ocr import is_installed, read_pdf_pages

    # A text that is not to be trusted is better than none, where there is no OCR.
    wanted = needed if doubted and not needed and not is_installed() else sorted({*needed, *doubted})
    scanned = read_pdf_pages(data, name, wanted, progress) if wanted else {}
    unread = tuple(number for number in doubted if number not in scanned)
    reread = tuple(number for number in doubted if number in scanned)
    texts = {number: scanned[number].text if number in scanned else page.text or "" for number, page in pages.items()}
    return _assemble(texts, Document("", scanned, reread, unread))


def _assemble(pages: Mapping[int, str], document: Document) -> Document:
    """Return the document with the texts of its pages, in the order in which they are read."""
    from circtrack.reading.page_order import order_pages

    numbers, texts = list(pages), list(pages.values())
    places, unclear = order_pages(texts)
    written = [place for place in places if texts[place].strip()]
    return replace(
        document,
        text="\n".join(texts[place] for place in places),
        order=tuple(numbers[place] for place in written) if written != sorted(written) else (),
        unclear=tuple(numbers[place] for place in unclear),
    )
