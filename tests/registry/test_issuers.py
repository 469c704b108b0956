"""Who wrote a letter, by its letterhead, by a citation, by the letters of its number."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from circtrack.registry.issuers import (
    find_abbreviation,
    find_issuer_of_citation,
    find_issuer_of_letterhead,
    find_province,
    list_look_alikes,
)
from circtrack.registry.load import BANGKOK, provinces
from circtrack.registry.offices import offices_on

if TYPE_CHECKING:
    from circtrack.model import Office

DAY = date(2023, 3, 9)
HEADS = {"province": "ศาลากลาง", "district": "ที่ว่าการ", "sao": "ที่ทำการ", "subdistrict_municipality": "สำนักงาน"}
ISSUERS = st.sampled_from([office for office in offices_on(DAY) if office.kind in HEADS])


def code_of(office: Office | None) -> str:
    return office.code if office else ""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ที่ว่าการอำเภอเทพสถิต\nถนนสุนทรารายณ์ ขย ๓๖๒๓๐", "3609"),
        (
            "สง.ส่งเสริมการปกครองท้องถิ่นอำเภอ\nศาลากลางจังหวัดชัยภูมิ ๓๐๑/๖๖\nถนนปรีดี\nวันที่ ๐๙ มี.ค. ๒๕๖๖",
            "36",
        ),
        ("สง.ส่งเสริมการปกครองท้องถิ่นอำเภอเทพสถิต\nศาลากลางจังหวัดชัยภูมิ", "36"),  # a stamp above
        ("กรมส่งเสริมการปกครองท้องถิ่น\nถนนนครราชสีมา เขตดู่สิต กทม. ๑๐๓๐๐", "dla"),
        ("กรมส่งเสริมการปกครอง\nท้องถิ่น", "dla"),
        ("องค์การบริหารส่วนตำบลบ้านไร่\nรับที่ ๑๒\nที่ว่าการอำเภอเทพสถิต", "3609"),  # a stamp above
        ("สำนักงานเทศบาลตำบลสีแก้ว\nอำเภอเมืองร้อยเอ็ด จังหวัดร้อยเอ็ด", "05450112"),
        ("ที่ทำการองค์การบริหารส่วนตำบลบ้านไร่\nอำเภอเทพสถิต จังหวัดชัยภูมิ", "06360903"),
        ("ที่ทำการองค์การบริหารส่วนตำบลบ้านไร่", ""),  # seven of them
        ("ที่ว่าการอำเภอเฉลิมพระเกียรติ", ""),
        ("ที่ว่าการอำเภอเฉลิมพระเกียรติ จังหวัดนครราชสีมา", "3032"),
        ("สำนักงานปลัดกระทรวงมหาดไทย\nถนนอัษฎางค์ กทม. ๑๐๒๐๐", "opsmoi"),
        ("กระทรวงมหาดไทย\nถนนอัษฎางค์", "moi"),
        ("สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดชัยภูมิ\nศาลากลางจังหวัดชัยภูมิ", "dla-36"),
        ("สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอเทพสถิต\nที่ว่าการอำเภอเทพสถิต", "dla-3609"),
        ("เทศบาลเมืองชัยภูมิ\nถนนบรรณาการ จังหวัดชัยภูมิ", "04360102"),
        ("อำเภอเทพสถิต จังหวัดชัยภูมิ", "3609"),
        ("ศาลากลางจังหวัดเลยถนนมลิวรรณ", "42"),
        ("ศาลากลางจังหวัดเลยไป", ""),
        ("ศาลากลางจังหวัดชัยภูมิ\nศาลากลางจังหวัดเลย", ""),
        ("ถนนนครราชสีมา", ""),
        ("สำนักงาน ป.ป.ช.\n๓๖๑ ถนนนนทบุรี ตำบลท่าทราย อำเภอเมืองนนทบุรี", "nacc"),
        ("สำนักงาน ก.จ. ก.ท. และ ก.อบต.\nวังสวนสุนันทา ถนนราชสีมา กทม. ๑๐๓๐๐", "lcsc"),
        ("สำนักงาน ก.จ., ก.ท. และ ก.อบต.", "lcsc"),
        ("สำนักงานประกันสังคม\nจังหวัดนนทบุรี ๑๑๐๐๐", "sso"),
        ("กรมควบคุมโรค จังหวัดนนทบุรี ๑๑๐๐๐", "ddc"),
        ("กรมทรัพยากรน้ำบาดาล", "dgr"),
        ("สำนักงานหลักประกันสุขภาพแห่งชาติ เขต ๘ อุดรธานี", ""),  # an agency's field office is not the agency
        ("สำนักงาน ป.ป.ช. ภาค ๔", ""),
        ("", ""),
    ],
)
def test_letterheads(text: str, code: str) -> None:
    assert code_of(find_issuer_of_letterhead(text, DAY)) == code


def test_the_numbers_province_decides_between_offices_of_one_name() -> None:
    assert code_of(find_issuer_of_letterhead("ที่ว่าการอำเภอเฉลิมพระเกียรติ", DAY, province_code="30")) == "3032"
    assert code_of(find_issuer_of_letterhead("ที่ทำการองค์การบริหารส่วนตำบลบ้านไร่", DAY, province_code="36")) == "06360903"
    assert code_of(find_issuer_of_letterhead("ที่ว่าการอำเภอเฉลิมพระเกียรติ", DAY, province_code="36")) == ""
    # A name that only one office has stands against a misread number.
    assert code_of(find_issuer_of_letterhead("ที่ว่าการอำเภอเทพสถิต", DAY, province_code="40")) == "3609"


def test_the_letterhead_of_a_body_that_has_changed_since() -> None:
    assert code_of(find_issuer_of_letterhead("สำนักงานเทศบาลตำบลโคกพระ", DAY)) == "05440401"
    assert code_of(find_issuer_of_letterhead("สำนักงานเทศบาลตำบลโคกพระ", date(2026, 1, 5))) == "06440404"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("หนังสือจังหวัดชัยภูมิ", "36"),
        ("สำเนาหนังสือจังหวัดชัยภูมิ ที่ ขย ๐๐๒๓.๖/๓๐๖๒\nลงวันที่ ๙ มีนาคม ๒๕๖๖", "36"),
        ("จังหวัดชัย\nภูมิ", "36"),
        ("หนังสือกรมส่งเสริมการปกครองท้องถิ่น ด่วนที่สุด ที่ มท ๐๘๑๐.๗/ว ๖๗๙", "dla"),
        ("หนังสือกรมส่งเสริมการปกครองท้องถิ่นด่วนที่สุดที่ มท", "dla"),
        ("หนังสือสำนักงาน ก.พ. ที่ นร ๑๐๑๒/ว ๑", "ocsc"),
        ("หนังสือสำนักงานปลัดกระทรวงมหาดไทย", "opsmoi"),
        ("หนังสืออำเภอเทพสถิต ที่ ชย ๐๐๒๓.๑๔/๗๐๘", "3609"),
        ("หนังสือ อบต.บ้านไร่ อำเภอเทพสถิต", "06360903"),
        ("หนังสือองค์การบริหารส่วนตำบลบ้านไร่ ที่", ""),
        ("หนังสือจังหวัดชัยภูมินะ", ""),
        ("หนังสือบริษัท กรมส่งเสริมการปกครองท้องถิ่น", ""),
        ("หนังสือกรม", ""),
        ("", ""),
    ],
)
def test_citations(text: str, code: str) -> None:
    assert code_of(find_issuer_of_citation(text, DAY)) == code


@given(ISSUERS)
@settings(max_examples=300)
def test_every_seat_with_its_place_tells_its_office(office: Office) -> None:
    place = f"\nอำเภอ{office.district}" * (office.kind != "district") * bool(office.district)
    head = f"{HEADS[office.kind]}{office.name}{place}\nจังหวัด{office.province} ๓๖๐๐๐"
    assert find_issuer_of_letterhead(head, DAY, province_code=office.province_code) == office
    cited = f"สำเนาหนังสือ{office.name}{place.strip()} จังหวัด{office.province} ที่ ชย ๑/๒"
    assert find_issuer_of_citation(cited, DAY) == office


def test_abbreviations_tell_provinces_apart() -> None:
    letters = [find_abbreviation(province.code) for province in provinces()]
    assert len(set(letters)) == 76
    assert [find_province(each) for each in letters] == list(provinces())


@pytest.mark.parametrize(
    ("written", "code"),
    [("ชย", "36"), ("ช.ย.", "36"), (" ชย ", "36"), ("กท", BANGKOK), ("กทม", BANGKOK), ("ขย", ""), ("มท", ""), ("", "")],
)
def test_province_of_abbreviation(written: str, code: str) -> None:
    assert code_of(find_province(written)) == code


@pytest.mark.parametrize(
    ("written", "likely"),
    [
        ("ขย", ("ชย",)),
        ("ชน", ("ชม",)),
        ("นม", ("นน",)),
        ("ลบ", ("ลป", "สบ")),
        ("นค", ("มค",)),
        ("ชย", ()),
        ("มท", ("นท",)[:0]),
        ("", ()),
    ],
)
def test_look_alikes(written: str, likely: tuple[str, ...]) -> None:
    assert list_look_alikes(written) == likely


@given(st.sampled_from([find_abbreviation(province.code) for province in provinces()]))
def test_looking_alike_is_mutual(letters: str) -> None:
    assert all(letters in list_look_alikes(other) for other in list_look_alikes(letters))
    assert letters not in list_look_alikes(letters)


def test_eleven_pairs_of_provinces_look_alike() -> None:
    letters = [find_abbreviation(province.code) for province in provinces()]
    assert sum(len(list_look_alikes(each)) for each in letters) == 2 * 11
