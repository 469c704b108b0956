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
        ("ที ชร oo๒๓.๑o/ว ๑๑๒๔๗", "ที่ ชร ๐๐๒๓.๑๐/ว ๑๑๒๔๗"),
        ("๓o ตุลาคม ๒๕๖๗ COVID๑๙o", "๓๐ ตุลาคม ๒๕๖๗ COVID๑๙o"),
        ("ที่ ชร์ ๐๐๒๓.๕/ว ๑๑๒๔๗", "ที่ ชร ๐๐๒๓.๕/ว ๑๑๒๔๗"),
        ("ถนนพบพระ ตก์ ๖๓๑๖๐", "ถนนพบพระ ตก ๖๓๑๖๐"),
        ("ปีงบประมาณ ศูนย์ ๑๒๓๔", "ปีงบประมาณ ศูนย์ ๑๒๓๔"),
    ],
)
def test_what_ocr_loses_comes_back_where_no_other_word_is_spelt_so(read_as: str, meant: str) -> None:
    assert restore_marks(read_as) == meant
