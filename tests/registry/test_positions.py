from __future__ import annotations

from datetime import date

import pytest

from circtrack.registry.offices import get_office, offices_on
from circtrack.registry.positions import name_position

DAY = date(2023, 3, 9)


@pytest.mark.parametrize(
    ("code", "position"),
    [
        ("dla", "อธิบดีกรมส่งเสริมการปกครองท้องถิ่น"),
        ("36", "ผู้ว่าราชการจังหวัดชัยภูมิ"),
        ("3609", "นายอำเภอเทพสถิต"),
        ("dla-36", "ท้องถิ่นจังหวัดชัยภูมิ"),
        ("dla-3609", "ท้องถิ่นอำเภอเทพสถิต"),
        ("05360901", "นายกเทศมนตรีตำบลเทพสถิต"),
        ("06360903", "นายกองค์การบริหารส่วนตำบลบ้านไร่"),
        ("01100000", "ผู้ว่าราชการกรุงเทพมหานคร"),
    ],
)
def test_an_office_corresponds_by_the_position_of_its_head(code: str, position: str) -> None:
    office = get_office(code, DAY)
    assert office is not None
    assert name_position(office.name, office.kind) == position


def test_every_local_government_province_and_district_has_a_head() -> None:
    headless = [
        office.name
        for office in offices_on(DAY)
        if office.kind != "department" and name_position(office.name, office.kind) == office.name
    ]
    assert headless == []


def test_an_office_of_no_known_kind_stands_for_itself() -> None:
    assert name_position("บริษัทไทยจำกัด", "other") == "บริษัทไทยจำกัด"
    assert name_position("สำนักงบประมาณ", "department") == "สำนักงบประมาณ"
