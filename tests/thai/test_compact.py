"""A text without its white space, and the way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circtrack.thai.compact import make_compact, squeeze

TEXTS = st.text(alphabet="กานำํ้เแ๑1 \n\u200b\u00a0.", max_size=40)

# Letters that are never mended with their neighbours, so that a cut between any two leaves both as they were.
WHOLE_LETTERS = st.text(alphabet="กนแ๑1 \n\u200b\u00a0.", max_size=40)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("อบต. บ้าน ไร่", "อบต.บ้านไร่"),
        ("อบต.\u200bบ้านไร่\n", "อบต.บ้านไร่"),
        ("เเม่เเจ่ม", "แม่แจ่ม"),
        ("ตําบล น้ํา", "ตำบลน้ำ"),
        ("๓๐๑/๖๖", "301/66"),
    ],
)
def test_what_makes_no_difference_goes(text: str, expected: str) -> None:
    assert make_compact(text).text == squeeze(text) == expected


def test_the_way_back() -> None:
    text = make_compact("นายก\nองค์การ  บริหารส่วนตําบล ๑")
    start = text.text.index("องค์การ")
    assert text.written(start, len(text.text)) == "องค์การ บริหารส่วนตําบล ๑"
    assert text.written(3, 3) == ""
    assert text.parted(0)
    assert text.parted(start)
    assert not text.parted(start + 1)
    assert text.parted(len(text.text))


def test_a_blank_beside_an_invisible_mark_parts_words() -> None:
    assert make_compact("ก \u200bข").parted(1)
    assert not make_compact("ก\u200bข").parted(1)
    assert not make_compact("กขค").parted(1)


@given(TEXTS)
def test_both_ways_agree(text: str) -> None:
    assert make_compact(text).text == squeeze(text)


@given(WHOLE_LETTERS, st.data())
def test_what_is_written_between_reads_the_same(text: str, data: st.DataObject) -> None:
    whole = make_compact(text)
    end = data.draw(st.integers(0, len(whole.text)))
    assert squeeze(whole.written(0, end) + whole.written(end, len(whole.text))) == whole.text
