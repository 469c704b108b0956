"""The example letters printed, scanned at 200 dpi and read back: how many fields are right is printed.

Together with those at 300 dpi these are four of the eight conditions, so that each two of resolution, grain and turn
meet; ``tests/benchmarks/ocr_fields.py`` measures all eight.
"""

from __future__ import annotations

import pytest
from support.ocr_engine import needs_engine
from support.read_back import say_fields_read_back

# What the engine of Debian 12 reads, less one or two fields for another version's moods.
CASES = [(False, True, 9), (True, False, 8)]


@pytest.mark.slow
@needs_engine
@pytest.mark.parametrize(("noise", "turned", "at_least"), CASES)
def test_fields_survive_printing_scanning_and_ocr(
    noise: bool, turned: bool, at_least: int, capsys: pytest.CaptureFixture[str]
) -> None:
    scores = say_fields_read_back(capsys, 200, noise=noise, turned=turned)
    assert sum(score.right for score in scores.values()) >= at_least
    # Never a number, a date, an office or a deadline that is wrong without a word.
    assert {name: score.silent for name, score in scores.items() if name != "subject" and score.silent} == {}
