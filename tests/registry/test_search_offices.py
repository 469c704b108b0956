"""The list of offices, searched by parts of names."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from circtrack.registry.find import search_offices
from circtrack.registry.load import strip_name
from circtrack.registry.offices import offices_on

if TYPE_CHECKING:
    from circtrack.model import Office

DAY = date(2023, 3, 20)
THEN = st.sampled_from(offices_on(DAY))


def codes(text: str, day: date = DAY) -> list[str]:
    return [office.code for office in search_offices(text, day)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("อบต.บ้านไร่ อ.เทพสถิต", ["06360903"]),
        ("อบต. บ้านไร่ ชัยภูมิ", ["06360903"]),
        ("บ้าน ไร่ เทพสถิต", ["06360903"]),
        ("06360903", ["06360903"]),
        ("๐๖๓๖๐๙๐๓", ["06360903"]),
        ("ทต. เทพสถิต", ["05360901"]),
        ("ทม.ชัยภูมิ", ["04360102"]),
        ("สถ.", ["dla"]),
        ("DLA-3609", ["dla-3609"]),
        ("ห้วยยาย", ["06360906"]),
        ("กิจการส่วนตำบลไม่มี", []),
    ],
)
def test_parts_of_names(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_a_place_finds_what_stands_in_it() -> None:
    district = [office.code for office in offices_on(DAY) if office.district_code == "3609"]
    assert codes("อ.เทพสถิต") == codes("เทพสถิต") == district
    assert {office.province for office in search_offices("อบต. จ.ชัยภูมิ", DAY)} == {"ชัยภูมิ"}
    assert len(codes("อบต. จ.ชัยภูมิ")) == 106


def test_a_kind_alone_finds_every_one_of_it() -> None:
    assert len(codes("อบต.")) == 5300
    assert len(codes("เทศบาลเมือง ขอนแก่น")) == len(
        [office for office in offices_on(DAY) if office.kind == "town_municipality" and office.province == "ขอนแก่น"]
    )


def test_names_of_other_times_find_the_office_as_it_is() -> None:
    found = search_offices("โคกชำแระ", date(2026, 1, 5))
    assert [(office.code, office.name) for office in found] == [("06342601", "เทศบาลตำบลทุ่งศรีอุดม")]


def test_no_text_finds_all() -> None:
    assert search_offices("", DAY) == search_offices("  ", DAY) == list(offices_on(DAY))


@pytest.mark.slow
@given(THEN, st.data())
@settings(max_examples=60)
def test_any_part_of_a_name_finds_it(office: Office, data: st.DataObject) -> None:
    name = strip_name(office)
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    part = name[start:end]
    # A mark without its letter, or a space at an end, is nothing that people search for.
    if "ก" <= part[0] <= "ฮ" and part == part.strip():
        assert office.code in codes(part)


@pytest.mark.slow
@given(THEN)
@settings(max_examples=25)
def test_more_words_narrow_it_down(office: Office) -> None:
    name, place = strip_name(office), office.district or office.province
    wide, narrow = set(codes(name)), set(codes(f"{name} {place}"))
    assert office.code in narrow
    if " " not in name and place:
        named_together = {each.code for each in offices_on(DAY) if name + place in each.name}
        assert narrow <= (wide & set(codes(place))) | named_together
