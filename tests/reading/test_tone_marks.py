"""Tone marks that OCR loses come back in words that no other word is spelt like."""

from __future__ import annotations

import pytest

from circtrack.reading.tone_marks import restore_marks


@pytest.mark.parametrize(
    ("read_as", "meant"),
    [
        ("ที มท ๐๘๑๐.๗/ว ๙๐๘", "ที่ มท ๐๘๑๐.๗/ว ๙๐๘"),
        ("ลงวันที ๙ มีนาคม ๒๕๖๖", "ลงวันที่ ๙ มีนาคม ๒๕๖๖"),
        ("กรมส่งเสริมการปกครองท้องถิน", "กรมส่งเสริมการปกครองท้องถิ่น"),
        ("(สถานทึกลาง)", "(สถานที่กลาง)"),
        ("สิงทีส่งมาด้วย สําเนาหนังสือ", "สิ่งที่ส่งมาด้วย สำเนาหนังสือ"),
        ("เรือง การบันทึก", "เรื่อง การบันทึก"),
        ("นางมาลี บุญเรือง ทีมงาน นาที", "นางมาลี บุญเรือง ทีมงาน นาที"),
        ("๑๐ นาที ๒ วินาที", "๑๐ นาที ๒ วินาที"),
    ],
)
def test_lost_marks_come_back_where_no_other_word_is_spelt_so(read_as: str, meant: str) -> None:
    assert restore_marks(read_as) == meant
