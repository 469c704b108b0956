from __future__ import annotations

from datetime import date

import pytest

from circtrack.reading.letters import read_letters

LETTER = """ที่ ชย 0023.6/12
ศาลากลางจังหวัดชัยภูมิ
9 มีนาคม 2566

เรื่อง การประชุม

เรียน {addressee}

ด้วยจังหวัดชัยภูมิจะจัดประชุม
"""


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("นายกเทศมนตรีเมืองชัยภมิ", "เทศบาลเมืองชัยภูมิ"),
        ("นายอำเภอเทพสถิด", "อำเภอเทพสถิต"),
        ("นายอำเภอคอนสวรรด์", "อำเภอคอนสวรรค์"),
        ("นายอำเภอไม่มีที่ไหนเลย", ""),
    ],
)
def test_a_name_misread_by_a_letter_is_left_open_and_the_near_one_proposed(written: str, meant: str) -> None:
    (letter,) = read_letters({"x": LETTER.format(addressee=written)}, today=date(2023, 3, 20))
    assert letter.recipients == ()
    assert [(each.code, each.proposal, each.taken) for each in letter.findings] == [("open_addressee", meant, False)]
