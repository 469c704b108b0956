"""How many fields of a letter are right after OCR: the example letters, printed, scanned and read back.

``python tests/benchmarks/ocr_fields.py [FONT.ttf]`` sets each letter of examples/chain-2566.txt in a Thai font, scans
it at 200 and 300 dpi, with and without grain and a slight turn, reads the scans with Tesseract and compares each field
with what the reader makes of the text itself. In brackets: how many are wrong and have neither a finding nor a doubt.
"""

from __future__ import annotations

import re
import sys
import time
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sheets import scanned, sheets, thai_font, tiff_of

from circtrack.reading.documents import Document, document_of
from circtrack.reading.letters import read_letters
from circtrack.reading.split import split_letters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from circtrack.model import Letter

CHAIN = Path(__file__).resolve().parents[2] / "examples" / "chain-2566.txt"
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
    """Of one field over some letters."""

    right: int
    silent: int
    of: int


def main() -> int:
    """Print the table."""
    font = Path(sys.argv[1]) if len(sys.argv) > 1 else thai_font()
    if font is None:
        print("No Thai font is installed: apt-get install fonts-tlwg-laksaman-ttf", file=sys.stderr)
        return 2
    texts = letter_texts()
    truth = letters_of({name: Document(text, {}) for name, text in texts.items()})
    print(f"{font.stem}; each field right in so many of {len(texts)} letters, and in brackets wrong without a word\n")
    print(
        f"{'dpi':>4} {'grain':5} {'turn':4} " + " ".join(f"{name:>10}" for name in FIELDS) + f" {'right':>9} {'s':>5}"
    )
    total: dict[str, list[Score]] = {name: [] for name in FIELDS}
    for dpi, noise, turned in product((300, 200), (False, True), (False, True)):
        begun = time.perf_counter()
        documents = {name: read_back(text, dpi, font, noise=noise, turned=turned) for name, text in texts.items()}
        scores = compare(truth, letters_of(documents), documents)
        for name, score in scores.items():
            total[name].append(score)
        label = f"{dpi:4} {'yes' if noise else 'no':5} {'yes' if turned else 'no':4}"
        print(label, row(scores.values()), f"{time.perf_counter() - begun:5.0f}", flush=True)
    print(f"{'all':15}", row(added(scores) for scores in total.values()))
    return 0


def letter_texts() -> dict[str, str]:
    """The letters of the example, each under a name of its own."""
    pieces = split_letters(CHAIN.read_text(encoding="utf-8"))
    return {f"letter {number}": piece.text for number, piece in enumerate(pieces, 1)}


def read_back(text: str, dpi: int, font: Path, *, noise: bool = False, turned: bool = False) -> Document:
    """A letter's text, printed, scanned and read by OCR."""
    pages = [scanned(sheet, noise=noise, turned=turned) for sheet in sheets(text, dpi, font)]
    return document_of(tiff_of(pages, dpi), "scan.tif", "utf-8", lambda _name, _page, _pages: None)


def letters_of(documents: dict[str, Document]) -> dict[str, Letter]:
    """The letters of some documents, read as one chain, by their document's name."""
    found: dict[str, Letter] = {}
    for letter in read_letters({name: document.text for name, document in documents.items()}, today=TODAY):
        found.setdefault(letter.source, letter)
    return found


def compare(truth: dict[str, Letter], read: dict[str, Letter], documents: dict[str, Document]) -> dict[str, Score]:
    """Each field's score."""
    scores = {}
    for field, value in FIELDS.items():
        wrong = [name for name in truth if name not in read or value(read[name]) != value(truth[name])]
        silent = [name for name in wrong if name in read and not is_told(read[name], field, documents[name])]
        scores[field] = Score(len(truth) - len(wrong), len(silent), len(truth))
    return scores


def is_told(letter: Letter, field: str, document: Document) -> bool:
    """Whether the clerk hears that a field is doubtful or missing."""
    if not FIELDS[field](letter) or any(finding.field == _FINDINGS.get(field, field) for finding in letter.findings):
        return True
    written = {
        "number": letter.number_as_written,
        "date": letter.date_as_written,
        "deadline": " ".join(task.as_written for task in letter.tasks),
    }.get(field, "")
    doubts = {word for page in document.scanned.values() for word in page.doubts}
    return any(word in doubts for word in written.split())


def added(scores: Iterable[Score]) -> Score:
    """Scores as one."""
    all_of = list(scores)
    return Score(
        sum(each.right for each in all_of), sum(each.silent for each in all_of), sum(each.of for each in all_of)
    )


def row(scores: Iterable[Score]) -> str:
    """Scores beside each other, and their sum."""
    each = list(scores)
    whole = added(each)
    cells = [f"{f'{score.right} ({score.silent})':>10}" for score in each]
    return " ".join([*cells, f"{f'{whole.right}/{whole.of} ({whole.silent})':>12}"])


if __name__ == "__main__":
    sys.exit(main())
