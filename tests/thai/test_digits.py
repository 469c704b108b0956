from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from circtrack.thai.digits import to_arabic, to_thai


def test_only_digits_change() -> None:
    assert to_arabic("ที่ มท ๐๘๑๐.๗/ว 908") == "ที่ มท 0810.7/ว 908"
    assert to_thai("ที่ มท 0810.7/ว ๙๐๘") == "ที่ มท ๐๘๑๐.๗/ว ๙๐๘"


@given(st.integers(min_value=0))
def test_numbers_round_trip(number: int) -> None:
    assert int(to_arabic(to_thai(str(number)))) == number


@given(st.text())
def test_offsets_stay(text: str) -> None:
    assert len(to_arabic(text)) == len(to_thai(text)) == len(text)
