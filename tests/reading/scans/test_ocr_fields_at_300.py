"""Letters printed at real size, stamped, scanned at 300 dpi and read back; how many fields are right is printed."""

from __future__ import annotations

import pytest
from support.ocr_engine import needs_engine, needs_font
from support.read_back import read_some_back, say_scores


@pytest.mark.slow
@needs_engine
@needs_font
def test_fields_survive_a_stamp_a_turn_and_a_scanner(capsys: pytest.CaptureFixture[str]) -> None:
    whole = say_scores(capsys, "300 dpi, stamped", *read_some_back(["dla", "phrae", "ddpm", "cgd"], 300))
    assert whole.right >= whole.of - 3
    assert len(whole.silent) <= 1
