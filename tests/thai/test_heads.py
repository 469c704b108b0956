from __future__ import annotations

import pytest

from circtrack.thai.office_names import name_head, name_seat, shorten_name


@pytest.mark.parametrize(
    ("office", "head"),
    [
        ("อำเภอเทพสถิต", "นายอำเภอเทพสถิต"),
        ("จังหวัดชัยภูมิ", "ผู้ว่าราชการจังหวัดชัยภูมิ"),
        ("องค์การบริหารส่วนตำบลบ้านไร่", "นายกองค์การบริหารส่วนตำบลบ้านไร่"),
        ("องค์การบริหารส่วนจังหวัดชัยภูมิ", "นายกองค์การบริหารส่วนจังหวัดชัยภูมิ"),
        ("เทศบาลเมืองชัยภูมิ", "นายกเทศมนตรีเมืองชัยภูมิ"),
        ("เทศบาลตำบลเทพสถิต", "นายกเทศมนตรีตำบลเทพสถิต"),
        ("เมืองพัทยา", "นายกเมืองพัทยา"),
        ("สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดชัยภูมิ", "ท้องถิ่นจังหวัดชัยภูมิ"),
        ("กรมส่งเสริมการปกครองท้องถิ่น", "อธิบดีกรมส่งเสริมการปกครองท้องถิ่น"),
        ("สำนักงานเขตพื้นที่", "สำนักงานเขตพื้นที่"),
    ],
)
def test_a_letter_to_an_office_addresses_its_head(office: str, head: str) -> None:
    assert name_head(office) == head


def test_a_letter_comes_from_the_office_s_seat() -> None:
    assert name_seat("อำเภอเทพสถิต") == "ที่ว่าการอำเภอเทพสถิต"
    assert name_seat("จังหวัดชัยภูมิ") == "ศาลากลางจังหวัดชัยภูมิ"
    assert name_seat("กรมส่งเสริมการปกครองท้องถิ่น") == "กรมส่งเสริมการปกครองท้องถิ่น"


def test_a_short_name_has_its_kind_s_abbreviation() -> None:
    assert shorten_name("องค์การบริหารส่วนตำบลบ้านไร่") == "อบต.บ้านไร่"
    assert shorten_name("องค์การบริหารส่วนตำบล") == "องค์การบริหารส่วนตำบล"
    assert shorten_name("อำเภอเทพสถิต") == "อำเภอเทพสถิต"
