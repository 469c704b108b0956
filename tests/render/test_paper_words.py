"""The words of the office's own letters."""

from __future__ import annotations

import pytest

from circtrack.render.paper_words import report_subject


@pytest.mark.parametrize(
    ("subject", "found"),
    [
        ("การบันทึกข้อมูลศูนย์ช่วยเหลือประชาชน", "รายงานผลการบันทึกข้อมูลศูนย์ช่วยเหลือประชาชน"),
        ("การรายงานผลการจัดเก็บขยะมูลฝอย", "รายงานผลการจัดเก็บขยะมูลฝอย"),
        ("การรายงานข้อมูลขยะ", "รายงานข้อมูลขยะ"),
        ("รายงานข้อมูลขยะ", "รายงานข้อมูลขยะ"),
        ("สำรวจครุภัณฑ์", "รายงานผลการดำเนินการ เรื่อง สำรวจครุภัณฑ์"),
        ("", "รายงานผลการดำเนินการ"),
    ],
)
def test_a_report_s_subject_says_report_once(subject: str, found: str) -> None:
    assert report_subject(subject, []) == found
