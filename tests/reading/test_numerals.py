"""Readings of one page laid over each other: numerals, Latin letters, lost marks and blank lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circtrack.reading.numerals import Glyph, find_glyphs, has_latin, overlay, read_latin, read_numerals
from circtrack.reading.ocr import find_blank_lines, insert_blank_lines
from circtrack.reading.tone_marks import restore_marks

STEP, HIGH = 20, 30


def row(text: str, *, left: int = 0, bottom: int = 100) -> list[Glyph]:
    """A line of glyphs, each as wide as a step; spaces leave theirs free."""
    return [
        Glyph(letter, left + place * STEP + 2, bottom, left + (place + 1) * STEP - 2, bottom + HIGH)
        for place, letter in enumerate(text)
        if not letter.isspace()
    ]


def read(first: str, second: str) -> tuple[str, tuple[str, ...]]:
    """The first reading with the numerals of the second one on its places."""
    return overlay(first, row(first), read_numerals(row(second)))


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("มท ๐๕๑๐.๓/ว ๕๐๕", "กก ๐๘๑๐.๗/ก ๙๐๘", "มท ๐๘๑๐.๗/ว ๙๐๘"),
        ("ที ๐๐๒๓.๑๕/ญ๐ส", "กก ๐๐๒๓.๑๔/๗๐๘", "ที ๐๐๒๓.๑๔/๗๐๘"),  # letters read where numerals stand
        ("ว๕๐๕", "ก๙๐๘", "ว๙๐๘"),
    ],
)
def test_numerals_that_thai_data_does_not_know_come_from_the_second_reading(
    first: str, second: str, whole: str
) -> None:
    assert read(first, second) == (whole, ())


def test_a_numeral_that_thai_data_takes_for_two_becomes_one() -> None:
    first = [Glyph("๒", 0, 0, 18, 30), Glyph("๒", 20, 0, 28, 30), Glyph("๐", 29, 0, 38, 30)]
    assert overlay("๒๒๐", first, [Glyph("๒", 0, 0, 18, 30), Glyph("๖", 20, 0, 38, 30)]) == ("๒๖", ())


@pytest.mark.parametrize(
    ("first", "second", "whole", "doubts"),
    [
        ("วัน ๑๒", "กกก ๑๓", "วัน ๑๓", ("๑๓",)),  # both know these, and disagree
        ("วัน ๑๒ ก", "กกก กก ก", "วัน ๑๒ ก", ("๑๒",)),  # one of them sees no numeral
        ("วัน ๑๒๓", "กกก ๑๒ก", "วัน ๑๒", ("๑๒",)),  # one of them sees fewer than the numerals explain
    ],
)
def test_what_the_readings_disagree_on_is_told(first: str, second: str, whole: str, doubts: tuple[str, ...]) -> None:
    assert read(first, second) == (whole, doubts)


def test_no_numeral_stands_within_a_word() -> None:
    assert read("ท้องถิน", "กกกก๖กก") == ("ท้องถิน", ())
    assert read("มีนาคม", "กกกกก๗") == ("มีนาคม", ())


def test_lines_do_not_mix() -> None:
    text = "๑๕\n๕๑"
    glyphs = [*row("๑๕", bottom=100), *row("๕๑", bottom=50)]
    over = [*row("๑๘", bottom=100), *row("๙๑", bottom=50)]
    assert overlay(text, glyphs, over) == ("๑๘\n๙๑", ())


def test_where_places_cannot_be_told_every_numeral_is_in_doubt() -> None:
    assert overlay("ที่ ๑๒ ก", row("ที่ ๑๒"), row("   ๑๒")) == ("ที่ ๑๒ ก", ("๑๒",))


def test_latin_words_are_taken_where_both_readings_see_them() -> None:
    second = row("กก AAAA กก")
    assert has_latin(second)
    latin = read_latin(row("NU INFO Wo"), second)
    assert "".join(glyph.text for glyph in latin) == "INFO"
    assert overlay("ที เง๐๐ มท", row("ที เง๐๐ มท"), latin) == ("ที INFO มท", ())
    assert not has_latin(row("กก A กก"))


def test_box_files_are_read_and_what_is_no_box_is_passed_over() -> None:
    assert find_glyphs("๐ 1 2 3 4 0\n\n~ 5 6\nเส 5 6 7 8 0\n") == [Glyph("๐", 1, 2, 3, 4), Glyph("เส", 5, 6, 7, 8)]


@given(st.text("กท่ี๐๑๒๓๔๕๖๗๘๙./ \nA", max_size=30), st.text("ก๐๑๒๓๔๕๖๗๘๙./A ", max_size=30))
def test_only_numerals_and_what_lies_below_them_change(first: str, second: str) -> None:
    line = first.replace("\n", " ")
    whole, doubts = overlay(first, row(line), read_numerals(row(second)))
    assert all(doubt in whole for doubt in doubts)
    assert whole.count("\n") == first.count("\n")
    if not any(numeral in second for numeral in "๐๑๒๓๔๕๖๗๘๙"):
        assert whole == first


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


def test_a_blank_line_is_where_the_page_leaves_one() -> None:
    text = "กก\n\nขข\nคค\n\nงง\n"
    glyphs = [*row("กก", bottom=400), *row("ขข", bottom=360), *row("คค", bottom=320), *row("งง", bottom=240)]
    blank = find_blank_lines(text, glyphs)
    assert blank == [False, False, False, True]
    assert insert_blank_lines(text, blank) == "กก\nขข\nคค\n\nงง"


def test_a_page_without_lines_stays_so() -> None:
    assert insert_blank_lines(" \n", find_blank_lines(" \n", [])) == ""
