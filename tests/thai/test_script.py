from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circtrack.thai.script import is_behind_thai, letter_before, printable, repair, repair_with_offsets

SARA_AM_IN_PIECES = "\u0e4d\u0e32"


@pytest.mark.parametrize(
    ("damaged", "meant"),
    [
        ("มี\u200bนา\u00adคม\ufeff", "มีนาคม"),
        ("วันที่\u00a0๒๔", "วันที่ ๒๔"),
        (f"ต{SARA_AM_IN_PIECES}บล", "ตำบล"),
        ("น\u0e4d\u0e49\u0e32", "น้ำ"),  # the tone mark between the two pieces
        ("น\u0e49\u0e4d\u0e32", "น้ำ"),  # and before them
        ("เเห่ง", "แห่ง"),
        ("เ\u200bเห่ง", "แห่ง"),
        ("ต าแหน่ง", "ตำแหน่ง"),
        ("ลูกน ้ายุง ต ่ากว่า", "ลูกน้ำยุง ต่ำกว่า"),  # with the tone mark on the second piece
        ("ที ่ค ้า น ้า", "ที ่ค ้า น้ำ"),  # where marks stand apart anyway, only what is no other word
        ("ค ้าของ ร ่าไร", "ค้ำของ ร่ำไร"),
        ("ระบบบ ําบัด", "ระบบบำบัด"),
        ("ท\uf70aี", "ที่"),  # a shifted tone mark, typed before its vowel
        ("ป\uf702\uf713", "ปี่"),
        ("\uf70fาติ", "ญาติ"),
        ("กุุมภาพันธ์", "กุมภาพันธ์"),
        ("a\u2028b\u2029c\u0085d", "a\nb\nc\nd"),
    ],
)
def test_damage_is_mended(damaged: str, meant: str) -> None:
    assert repair(damaged) == meant


@pytest.mark.parametrize("sound", ["น้ำ", "แห่ง", "ทำการ ภาย", "เกษตร เมือง", "ทั้งนี้ ก็ดี", "24 มีนาคม 2566\n", "หน ้า"])
def test_sound_text_stays(sound: str) -> None:
    assert repair(sound) == sound


def test_spans_lead_back_to_the_original() -> None:
    original = f"ณ\u200b ต{SARA_AM_IN_PIECES}บล\u200bเเรก วันที่"
    source = repair_with_offsets(original)
    assert source.text == "ณ ตำบลแรก วันที่"
    start, end = source.origin(2, 9)
    assert original[start:end] == f"ต{SARA_AM_IN_PIECES}บล\u200bเเรก"
    assert repair_with_offsets(f"ก{SARA_AM_IN_PIECES}").origin(0, 2) == (0, 3)


@given(st.text(alphabet=st.sampled_from("กา\u0e4d\u0e49\u0e48ีเ \u200b\u00a0\uf70a\n๑a")))
def test_every_span_lies_in_the_original_in_order(text: str) -> None:
    source = repair_with_offsets(text)
    assert not source.starts or len(source.starts) == len(source.ends) == len(source.text)
    spans = [source.origin(index, index + 1) for index in range(len(source.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


@given(st.text(alphabet=st.sampled_from("มีนาคม ๒๔เแำ\u0e49"), max_size=30), st.data())
def test_invisible_characters_change_nothing(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    noisy = text[:at] + data.draw(st.sampled_from(["\u200b", "\u200d", "\u00ad", "\ufeff", "\u2060"])) + text[at:]
    assert repair(noisy) == repair(text)


def test_nothing_printable_steers_a_terminal() -> None:
    assert printable("\x1b[31mแดง\x07\u202e\x9b\x00\r\nก\tข\ud800") == "[31mแดง\nก\tข\ufffd"
    assert printable("ที่ มท ๐๘๑๐.๗/ว ๙๐๘") == "ที่ มท ๐๘๑๐.๗/ว ๙๐๘"


def test_plain_english_steers_no_terminal_either() -> None:
    assert printable("\x1b[31mred") == "[31mred"


def test_the_letter_before_a_place_may_stand_twelve_characters_off() -> None:
    assert [letter_before("ก" + " " * blanks, blanks + 1) for blanks in (0, 1, 11, 12)] == ["ก", "ก", "ก", ""]
    assert [is_behind_thai(letter, 1) for letter in "กๆ๎๏a"] == [True, True, True, False, False]


def test_what_is_sound_keeps_its_places() -> None:
    assert not repair_with_offsets("ตำบล").starts
