"""Print, scan and read letters back, and compare their fields with what is known to stand on them."""

from __future__ import annotations

import os
import re
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from circtrack.reading.documents import Document, make_document
from circtrack.reading.letters import read_letters
from support.paper import lay_out, load_letters, scan
from support.sheets import thai_font, tiff_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    import pytest

    from circtrack.model import Letter
    from support.paper import PaperLetter

TODAY = date(2025, 9, 1)

# A subject is for people: spaces are not counted against it.
_SPACES = re.compile(r"\s")
FIELDS: dict[str, Callable[[Letter], object]] = {
    "number": lambda letter: letter.number,
    "date": lambda letter: str(letter.date or ""),
    "issuer": lambda letter: letter.issuer_code,
    "urgency": lambda letter: letter.urgency,
    "subject": lambda letter: _SPACES.sub("", letter.subject),
    "addressees": lambda letter: [_SPACES.sub("", each) for each in letter.addressees],
    "recipients": lambda letter: len(letter.recipients),
    "parent": lambda letter: letter.parent,
    "deadlines": lambda letter: sorted({str(task.due_on) for task in letter.tasks if task.due_on}),
    "receipt": lambda letter: f"{letter.receipt.number} {letter.receipt.on or ''}",
}
# Where a warning about a field stands: in the findings on these.
_FINDINGS = {
    "deadlines": {"tasks", "due_on"},
    "recipients": {"addressees", "recipients", "issuer"},
    "parent": {"links", "parent"},
    "urgency": {"number", "urgency"},
}


@dataclass(frozen=True)
class Score:
    """The score of one field over some letters.

    How many are right, which are wrong without a warning, how many are warned of though they are right, and in all.
    """

    right: int
    silent: tuple[str, ...]
    needless: int
    of: int


def known_fields(letter: PaperLetter, *, stamped: bool = True) -> dict[str, object]:
    """Return what is known to stand on a letter, in the form in which it is compared; what it lacks is left out."""
    truth: dict[str, Any] = {**letter.truth, "subject": _SPACES.sub("", letter.subject)}
    truth["addressees"] = [_SPACES.sub("", each) for each in letter.truth["addressees"]]
    return {name: truth[name] for name in FIELDS if truth[name] not in ("", []) and (stamped or name != "receipt")}


def read_back(
    letter: PaperLetter, dpi: int, font: Path, *, scanned: bool = True, degrees: float = 0.7, stamped: bool = True
) -> Document:
    """Print, scan and read a letter."""
    pages = lay_out(letter, dpi, font, stamped=stamped)
    if scanned:
        pages = [scan(page, dpi, degrees=degrees) for page in pages]
    return make_document(tiff_of(pages, dpi), "scan.tif", "utf-8", _silent)


def read_all_back(letters: Sequence[PaperLetter], dpi: int, font: Path, *, scanned: bool) -> dict[str, Document]:
    """Call :func:`read_back` for each letter, in as many processes as there are processors.

    Half of the scans are turned to the left, half to the right.
    """
    turns = [(-1) ** place * (0.5 + 0.1 * (place % 6)) for place in range(len(letters))]
    read = partial(_read_one, dpi=dpi, font=font, scanned=scanned)
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        return dict(zip([each.name for each in letters], pool.map(read, letters, turns), strict=True))


def _read_one(letter: PaperLetter, degrees: float, *, dpi: int, font: Path, scanned: bool) -> Document:
    return read_back(letter, dpi, font, scanned=scanned, degrees=degrees, stamped=scanned)


def letters_of(documents: Mapping[str, Document]) -> dict[str, Letter]:
    """Read the documents as one chain; return their letters by document name."""
    texts = {name: document.text for name, document in documents.items()}
    doubts = {name: document.doubts for name, document in documents.items()}
    found: dict[str, Letter] = {}
    for letter in read_letters(texts, today=TODAY, doubts=doubts):
        found.setdefault(letter.source, letter)
    return found


def compare(letters: Sequence[PaperLetter], read: Mapping[str, Letter], *, stamped: bool = True) -> dict[str, Score]:
    """Return each field's score."""
    scores = {}
    for field, value in FIELDS.items():
        every = {each.name: known_fields(each, stamped=stamped) for each in letters}
        known = {name: fields[field] for name, fields in every.items() if field in fields}
        wrong = [name for name, truth in known.items() if name not in read or value(read[name]) != truth]
        silent = [
            f"{name}: {value(read[name])} for {known[name]}"
            for name in wrong
            if name in read and not is_told(read[name], field)
        ]
        needless = [name for name in known if name not in wrong and is_told(read[name], field)]
        scores[field] = Score(len(known) - len(wrong), tuple(silent), len(needless), len(known))
    return scores


def is_told(letter: Letter, field: str) -> bool:
    """Whether the clerk is warned that a field is doubtful or missing."""
    places = _FINDINGS.get(field, {field})
    return any(finding.field in places or finding.field == "text" for finding in letter.findings)


def _silent(_name: str, _page: int, _pages: int) -> None:
    pass


def added(scores: Iterable[Score]) -> Score:
    """Return the sum of the scores."""
    every = list(scores)
    silent = tuple(each for score in every for each in score.silent)
    right, needless, of = (
        sum(column) for column in zip(*((each.right, each.needless, each.of) for each in every), strict=True)
    )
    return Score(right, silent, needless, of)


def row(scores: Iterable[Score]) -> str:
    """Return a line with the scores side by side, and their sum."""
    each = list(scores)
    whole = added(each)
    cells = [f"{f'{score.right} ({len(score.silent)})':>10}" for score in each]
    return " ".join([*cells, f"{f'{whole.right}/{whole.of} ({len(whole.silent)})':>12}", f"{whole.needless:8}"])


def read_some_back(names: Sequence[str], dpi: int) -> tuple[list[PaperLetter], dict[str, Letter]]:
    """Print, stamp, scan and read these letters, in this process."""
    font = thai_font()
    assert font is not None
    letters = [each for each in load_letters() if each.name in names]
    turns = [(-1) ** place * 0.7 for place in range(len(letters))]
    return letters, letters_of(
        {each.name: read_back(each, dpi, font, degrees=turn) for each, turn in zip(letters, turns, strict=True)}
    )


def say_scores(
    capsys: pytest.CaptureFixture[str], label: str, letters: Sequence[PaperLetter], read: Mapping[str, Letter]
) -> Score:
    """Print how many fields are right, and return the sum."""
    scores = compare(letters, read)
    with capsys.disabled():
        print(f"\n{label}: {', '.join(FIELDS)}: {row(scores.values())}")
    return added(scores.values())
