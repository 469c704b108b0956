"""The example letters printed, scanned at 200 and 300 dpi and read back: how many fields are right is printed."""

from __future__ import annotations

import pytest
from support.ocr_engine import MISSING, needs_engine
from support.read_back import FIELDS, added, compare, letter_texts, letters_of, read_all_back, row
from support.sheets import thai_font

from circtrack.reading.documents import Document

# What the engine of Debian 12 reads, less one or two fields for another version's moods; never a number, a date, an
# office or a deadline that is wrong without a word.
CASES = [
    (300, False, False, 14),
    (300, False, True, 14),
    (300, True, False, 8),
    (300, True, True, 12),
    (200, False, False, 8),
    (200, False, True, 9),
    (200, True, False, 8),
    (200, True, True, 9),
]


@pytest.mark.slow
@needs_engine
@pytest.mark.parametrize(("dpi", "noise", "turned", "at_least"), CASES)
def test_fields_survive_printing_scanning_and_ocr(
    dpi: int, noise: bool, turned: bool, at_least: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not MISSING
    font = thai_font()
    assert font is not None
    texts = letter_texts()
    documents = read_all_back(texts, dpi, font, noise=noise, turned=turned)
    truth = letters_of({name: Document(text, {}) for name, text in texts.items()})
    scores = compare(truth, letters_of(documents), documents)
    with capsys.disabled():
        spoilt = " and ".join([*(["grain"] if noise else []), *(["a slight turn"] if turned else [])]) or "clean"
        print(f"\n{dpi} dpi, {spoilt}: {', '.join(FIELDS)}: {row(scores.values())}")
    assert added(scores.values()).right >= at_least
    assert {name: score.silent for name, score in scores.items() if name != "subject" and score.silent} == {}
