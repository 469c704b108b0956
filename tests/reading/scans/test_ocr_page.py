"""``circtrack read`` on a scan: what it records, what it says, and what OCR doubts, in JSON too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from support.ocr_engine import needs_engine
from support.one_page import PAGE
from support.paper import load_letters, text_of
from support.program import Program, contents

from circtrack.reading.doubts import Doubt
from circtrack.reading.ocr import ScannedPage

if TYPE_CHECKING:
    from pathlib import Path

LETTER = next(each for each in load_letters() if each.name == "thepsathit")


@pytest.mark.slow
@needs_engine
def test_a_scan_is_read_and_what_it_says_is_shown(tmp_path: Path) -> None:
    program = Program(tmp_path / "circtrack.db", today="2025-08-01")
    done = program.run("read", PAGE, "--dry-run", "--format", "json")
    assert done.status == 0, done.err
    (letter,) = json.loads(done.out)
    assert (letter["number"], letter["date"], letter["issuer_code"]) == ("ชย 0023.14/ว 2846", "2025-07-24", "3609")
    assert "1 page read by OCR. Compare numbers and dates with the sheet." in done.err
    assert contents(program.database) is None


def test_what_ocr_doubts_is_a_finding_on_its_field(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    doubts = Doubt("๒๘๔๖", "ที่ ชย ๐๐๒๓.๑๔/ว ๒๘๔๖"), Doubt("๑๕", "พร้อมนี้ ให้อำเภอทราบ ภายในวันที่ ๑๕ สิงหาคม ๒๕๖๘")
    page = ScannedPage(text_of(LETTER), doubts)
    monkeypatch.setattr("circtrack.reading.ocr.read_picture", lambda *_: {1: page})
    done = Program(tmp_path / "circtrack.db", today="2025-08-01").run("read", PAGE, "--dry-run", "--format", "json")
    (letter,) = json.loads(done.out)
    assert [(each["code"], each["field"], each["text"]) for each in letter["findings"]] == [
        ("doubtful_numeral", "number", "๒๘๔๖"),
        ("doubtful_numeral", "tasks", "๑๕"),
    ]
    assert "page 1: words that OCR is not sure of: ๒๘๔๖, ๑๕" in done.err
