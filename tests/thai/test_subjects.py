from __future__ import annotations

import pytest

from circtrack.thai.subjects import is_same_subject

SUBJECT = "การบันทึกข้อมูลศูนย์ช่วยเหลือประชาชน ครั้งที่ ๑"


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        (SUBJECT, True),
        ("การบันทึกขอมูลศูนย์ชวยเหลือประชาชน ครั้งที่ 1", True),
        ("การบันทึกข้อมูลศูนย์ช่วยเหลือปราชาชน ครั้งที่ ๑", True),
        ("การบันทึกข้อมูลศูนย์ช่วยเหลือประชาชน ครั้งที่ ๒", False),
        ("การจัดเก็บขยะ ครั้งที่ ๑", False),
        ("", False),
    ],
)
def test_a_subject_stays_the_same_but_for_slips_of_ocr(other: str, is_same: bool) -> None:
    assert is_same_subject(SUBJECT, other) == is_same_subject(other, SUBJECT) == is_same


def test_no_subject_is_no_other_s() -> None:
    assert not is_same_subject("", "")


def test_nine_letters_of_ten_in_their_order_are_enough_however_long_a_subject_is() -> None:
    assert is_same_subject("กขคงจฉชซฌญ", "กขคงจฉชซฌฎ")
    long = "การบันทึกข้อมูลศูนย์ช่วยเหลือประชาชน" * 8
    assert is_same_subject(long, long.replace("บันทึก", "บันทก"))
