"""Of a line's readings the surest is taken; words that the model is not sure of, or reads two ways, are doubted."""

from __future__ import annotations

import pytest

pytest.importorskip("numpy")

from circtrack.reading.scans.recogniser import Reading, decide

SUBJECT = "เรื่อง การยืนยันจำนวนผู้สูงอายุที่มีสิทธิรับเงินเบี้ยยังชีพ"


def signs(text: str, unsure: str, sure: float) -> list[tuple[str, float]]:
    return [(sign, sure if sign == unsure else 99.0) for sign in text if sign != " "]


def test_the_surest_reading_is_taken() -> None:
    assert decide([Reading("เรียน นาย", 81), Reading("เรียน นายก", 92)]).text == "เรียน นายก"


def test_numerals_that_two_readings_have_otherwise_are_doubted() -> None:
    line = decide([Reading("ที่ มท ๐๖๑๙/ว ๗๓๔๘", 92), Reading("ที มท ๐๖๑๙/ว ๗๓๔๕", 90)])
    assert line.doubts == ("๗๓๔๘",)


def test_a_word_with_a_sign_that_the_model_is_not_sure_of_is_doubted() -> None:
    text = "ลงวันที่ ๗ กุมภาพันธ์ ๒๕๖๖"
    assert decide([Reading(text, 92, signs(text, "๗", 94))]).doubts == ("๗",)
    assert decide([Reading(text, 92, signs(text, "๗", 96))]).doubts == ()


def test_of_a_long_word_only_what_stands_beside_the_sign_is_doubted() -> None:
    (doubt,) = decide([Reading(SUBJECT, 92, signs(SUBJECT, "อ", 90))]).doubts[:1]
    assert len(doubt) < 20
    assert doubt in SUBJECT


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        ("ระบบ (SMIS) ให้", ("(SMIS)",)),
        ("ระบบ e-LAAS ให้", ()),
        ("(ระบบ INFO) ให้", ()),
        ("ในระบบ (INFO", ("(INFO",)),
    ],
)
def test_latin_words_are_doubted_unless_letters_often_have_them(text: str, doubts: tuple[str, ...]) -> None:
    assert decide([Reading(text, 92)]).doubts == doubts
