"""Print, scan and OCR letters, and compare their fields with those read from the text itself.

For a test, and for a script that measures more.
"""

from __future__ import annotations

import os
import re
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from circtrack.reading.documents import Document, make_document
from circtrack.reading.letters import read_letters
from circtrack.reading.split import split_letters
from support.ocr_engine import MISSING
from support.program import CHAIN
from support.sheets import scanned, sheets, thai_font, tiff_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import pytest

    from circtrack.model import Letter

TODAY = date(2023, 3, 20)

# A subject is for people: spaces and tone marks are not counted against it.
_SLIGHT = re.compile("[\\s่-๋]")
FIELDS: dict[str, Callable[[Letter], object]] = {
    "number": lambda letter: letter.number,
    "date": lambda letter: letter.date or "",
    "issuer": lambda letter: letter.issuer_code,
    "subject": lambda letter: _SLIGHT.sub("", letter.subject),
    "addressees": lambda letter: tuple("".join(phrase.split()) for phrase in letter.addressees),
    "deadline": lambda letter: tuple(sorted({str(task.due_on) for task in letter.tasks if task.due_on})),
}
_FINDINGS = {"deadline": "tasks"}


@dataclass(frozen=True)
class Score:
    """The score of one field over some letters: how many are right, wrong without a warning, and in all."""

    right: int
    silent: int
    of: int


def letter_texts() -> dict[str, str]:
    """Return the texts of the example's letters by a name."""
    pieces = split_letters(CHAIN.read_text(encoding="utf-8"))
    return {f"letter {number}": piece.text for number, piece in enumerate(pieces, 1)}


def read_back(text: str, dpi: int, font: Path, *, noise: bool = False, turned: bool = False) -> Document:
    """Print, scan and OCR a letter's text."""
    pages = [scanned(sheet, noise=noise, turned=turned) for sheet in sheets(text, dpi, font)]
    return make_document(tiff_of(pages, dpi), "scan.tif", "utf-8", _silent)


def read_all_back(texts: dict[str, str], dpi: int, font: Path, *, noise: bool, turned: bool) -> dict[str, Document]:
    """Call :func:`read_back` for each text, in as many processes as there are processors."""
    read = partial(read_back, dpi=dpi, font=font, noise=noise, turned=turned)
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        return dict(zip(texts, pool.map(read, texts.values()), strict=True))


def say_fields_read_back(
    capsys: pytest.CaptureFixture[str], dpi: int, *, noise: bool, turned: bool
) -> dict[str, Score]:
    """Print, scan and read back the example letters; print the scores, and return them by field."""
    assert not MISSING
    font = thai_font()
    assert font is not None
    texts = letter_texts()
    documents = read_all_back(texts, dpi, font, noise=noise, turned=turned)
    truth = letters_of({name: Document(text, {}) for name, text in texts.items()})
    scores = compare(truth, letters_of(documents), documents)
    spoilt = " and ".join([*(["grain"] if noise else []), *(["a slight turn"] if turned else [])]) or "clean"
    with capsys.disabled():
        print(f"\n{dpi} dpi, {spoilt}: {', '.join(FIELDS)}: {row(scores.values())}")
    return scores


def letters_of(documents: dict[str, Document]) -> dict[str, Letter]:
    """Read the documents as one chain; return their letters by document name."""
    found: dict[str, Letter] = {}
    for letter in read_letters({name: document.text for name, document in documents.items()}, today=TODAY):
        found.setdefault(letter.source, letter)
    return found


def compare(truth: dict[str, Letter], read: dict[str, Letter], documents: dict[str, Document]) -> dict[str, Score]:
    """Return each field's score."""
    scores = {}
    for field, value in FIELDS.items():
        wrong = [name for name in truth if name not in read or value(read[name]) != value(truth[name])]
        silent = [name for name in wrong if name in read and not is_told(read[name], field, documents[name])]
        scores[field] = Score(len(truth) - len(wrong), len(silent), len(truth))
    return scores


def is_told(letter: Letter, field: str, document: Document) -> bool:
    """Whether the clerk is warned that a field is doubtful or missing."""
    if not FIELDS[field](letter) or any(finding.field == _FINDINGS.get(field, field) for finding in letter.findings):
        return True
    written = {
        "number": letter.number_as_written,
        "date": letter.date_as_written,
        "deadline": " ".join(task.as_written for task in letter.tasks),
    }.get(field, "")
    doubts = {word for page in document.scanned.values() for word in page.doubts}
    return any(word in doubts for word in written.split())


def _silent(_name: str, _page: int, _pages: int) -> None:
    pass


def added(scores: Iterable[Score]) -> Score:
    """Return the sum of the scores."""
    all_of = list(scores)
    return Score(
        sum(each.right for each in all_of), sum(each.silent for each in all_of), sum(each.of for each in all_of)
    )


def row(scores: Iterable[Score]) -> str:
    """Return a line with the scores side by side, and their sum."""
    each = list(scores)
    whole = added(each)
    cells = [f"{f'{score.right} ({score.silent})':>10}" for score in each]
    return " ".join([*cells, f"{f'{whole.right}/{whole.of} ({whole.silent})':>12}"])
