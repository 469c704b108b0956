"""Lines folded for a terminal: nothing is lost, no mark loses its letter, words stay whole where spaces are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circtrack.render.folding import count_cells, fold_cell, fold_text
from circtrack.render.thai_words import NO_BREAK, hold_words, known_words

LINE = "  subject: การบันทึกข้อมูลศูนย์ปฏิบัติการร่วมในการช่วยเหลือประชาชน ปีงบประมาณ พ.ศ. ๒๕๖๖ ภายในวันศุกร์ที่ ๒๔ มีนาคม"


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 120])
def test_every_line_fits_and_nothing_is_lost(width: int) -> None:
    lines = fold_text(LINE, width).split("\n")
    assert all(count_cells(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == LINE.replace(" ", "")
    assert all(line.startswith("    ") for line in lines[1:])


@pytest.mark.parametrize("width", range(30, 120))
def test_an_abbreviation_and_a_word_between_spaces_stay_whole(width: int) -> None:
    folded = fold_text(LINE, width)
    for whole in ("พ.ศ.", "ปีงบประมาณ", "subject:", "มีนาคม"):
        assert whole in folded


@given(st.text(alphabet="กขคงเแโใไะัิีึืุู่้๊๋์ำา abพ.ศ๑๒", max_size=80), st.integers(8, 60))
def test_law_marks_stay_with_their_letters(text: str, width: int) -> None:
    folded = fold_text(text, width)
    assert folded.replace("\n", "").replace(" ", "") == text.replace(" ", "")
    for line in folded.split("\n")[1:]:
        first = line.lstrip(" ")[:1]
        assert not first or first not in "ะัิีึืุู่้๊๋์ำา" or f" {first}" in f" {text}"


def test_words_that_word_processors_cut_are_held_together() -> None:
    held = hold_words("ขอให้องค์กรปกครองส่วนท้องถิ่น (สถานที่กลาง) ภายในวันศุกร์ที่ ๒๔ มีนาคม ๒๕๖๖")
    assert held.replace(NO_BREAK, "-") == "ขอให้องค์กรปกครองส่วนท้อง-ถิ่น (สถาน-ที่กลาง) ภายในวัน-ศุกร์-ที่ ๒๔ มีนาคม ๒๕๖๖"


@given(st.text("กขคงจฉชซดตถทนบปผพฟมยรลวสหอเแโใไาิีึืุู่้๊็์ำ๑๒ ()", max_size=60))
def test_nothing_is_changed_by_what_holds_words_together(text: str) -> None:
    assert hold_words(text).replace(NO_BREAK, "") == text


def test_a_word_within_a_word_is_held_together_in_both() -> None:
    held = {word: hold_words(word) for word in known_words() if NO_BREAK in hold_words(word)}
    for word in known_words():
        for inner, whole in held.items():
            if inner in word and inner != word:
                assert whole in hold_words(word), (word, inner)


@pytest.mark.parametrize("width", range(24, 100))
def test_a_number_a_date_and_a_count_stay_on_one_line(width: int) -> None:
    text = (
        'เร่งรัดตามหนังสือ "ชย 0023.14/ว 708" ลงวันที่ ๒๗ กุมภาพันธ์ ๒๕๖๖ ซึ่งอ้างถึง มท ๐๘๑๐.๗/ว ๙๐๘ ลงวันที่ ๙ มี.ค. ๖๖ '
        "หน่วยงานภายใต้ที่ค้างและยังไม่ได้รับแจ้ง 20 แห่ง ลงทะเบียนแล้วเลขทะเบียน 301 ปี 2566"
    )
    for folded in (fold_text(f"  {text}", width), "\n".join(fold_cell(text, width))):
        for whole in ("ชย 0023.14/ว 708", "๒๗ กุมภาพันธ์ ๒๕๖๖", "มท ๐๘๑๐.๗/ว ๙๐๘", "๙ มี.ค. ๖๖", "20 แห่ง", "ปี 2566"):
            assert whole in folded


def test_what_is_held_together_is_parted_where_there_is_no_room() -> None:
    assert fold_cell("๒๗ กุมภาพันธ์ ๒๕๖๖", 9) == ["๒๗", "กุมภาพันธ์", "๒๕๖๖"]
