"""From the phrases of an address to the offices meant."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from circtrack.model import LOCAL_GOVERNMENTS, Office
from circtrack.registry.expand import Expansion, expand, find_audience
from circtrack.registry.load import BANGKOK, strip_name
from circtrack.registry.offices import get_office, list_under, offices_on, rank_offices
from circtrack.thai.addressees import parse_addressees

DAY = date(2023, 3, 9)
THEP_SATHIT = ("05360901", "06360902", "06360903", "06360904", "06360905", "06360906")
DISTRICTS = tuple(f"36{number:02}" for number in range(1, 17))


def office(code: str, day: date = DAY) -> Office:
    found = get_office(code, day)
    assert found is not None
    return found


def expanded(text: str, issuer: str, day: date = DAY) -> Expansion:
    return expand(parse_addressees(text), office(issuer, day), day)


def test_the_real_chain() -> None:
    root = expanded("ผู้ว่าราชการจังหวัด ทุกจังหวัด", "dla")
    assert len(root.codes) == 76
    assert {office(code).kind for code in root.codes} == {"province"}
    assert root.left_open == ()

    province = expanded("นายอำเภอทุกอำเภอ นายกองค์การบริหารส่วนจังหวัดชัยภูมิ และนายกเทศมนตรีเมืองชัยภูมิ", "36")
    assert set(province.codes) == {*DISTRICTS, "02360101", "04360102"}
    assert province.left_open == ()

    district = expanded("นายกเทศมนตรีตำบลเทพสถิต และนายกองค์การบริหารส่วนตำบลทุกแห่ง", "3609")
    assert district == Expansion(THEP_SATHIT)


@pytest.mark.parametrize(
    ("text", "issuer", "codes"),
    [
        ("นายอำเภอทุกอำเภอ ยกเว้นอำเภอเมืองชัยภูมิ และอำเภอเทพสถิต", "36", set(DISTRICTS) - {"3601", "3609"}),
        ("นายอำเภอเมืองชัยภูมิ เทพสถิต และจัตุรัส", "36", {"3601", "3606", "3609"}),
        ("นายอำเภอเมือง", "36", {"3601"}),
        ("ท้องถิ่นอำเภอ ทุกอำเภอ", "dla-36", {f"dla-{code}" for code in DISTRICTS}),
        ("ผู้ว่าราชการจังหวัดชัยภูมิ", "3609", {"36"}),
        ("ผู้ว่าราชการจังหวัดชัยภูมิ", "06360903", {"36"}),
        ("นายกเทศมนตรีเมืองชัยภูมิ", "3609", {"04360102"}),
        ("อธิบดีกรมส่งเสริมการปกครองท้องถิ่น", "36", {"dla"}),
        ("ปลัดกระทรวงมหาดไทย", "36", {"moi"}),
        ("นายกองค์การบริหารส่วนตำบลบ้านไร่ โป่งนก และวะตะแบก", "3609", {"06360903", "06360904", "06360905"}),
        ("นายกองค์การบริหาร\nส่วนตำบลบ้าน\nไร่", "3609", {"06360903"}),
        ("ผู้บริหารองค์กรปกครองส่วนท้องถิ่นทุกแห่ง", "3609", set(THEP_SATHIT)),
        ("องค์การบริหารส่วนตำบลทุกแห่งในเขตอำเภอเทพสถิต", "36", set(THEP_SATHIT) - {"05360901"}),
        ("องค์การบริหารส่วนตำบลในพื้นที่อำเภอเทพสถิต จังหวัดชัยภูมิ", "dla", set(THEP_SATHIT) - {"05360901"}),
        ("นายกเมืองพัทยา", "dla", {"03200408"}),
        ("ผู้ว่าราชการกรุงเทพมหานคร", "moi", {BANGKOK}),
    ],
)
def test_offices_meant(text: str, issuer: str, codes: set[str]) -> None:
    found = expanded(text, issuer)
    assert set(found.codes) == codes
    assert found.left_open == ()


@pytest.mark.parametrize(
    ("text", "issuer", "count"),
    [
        ("ผู้ว่าราชการจังหวัด ทุกจังหวัด (ยกเว้นกรุงเทพมหานคร)", "dla", 76),
        ("ผู้ว่าราชการจังหวัด ๗๖ จังหวัด", "dla", 76),
        ("ผู้ว่าราชการจังหวัดทุกจังหวัด ผู้ว่าราชการกรุงเทพมหานคร และนายกเมืองพัทยา", "moi", 78),
        ("นายอำเภอทุกอำเภอ", "dopa", 878),
        ("ท้องถิ่นจังหวัด ทุกจังหวัด", "dla", 76),
        ("องค์กรปกครองส่วนท้องถิ่นทุกแห่ง", "dla", 7849),
        ("องค์กรปกครองส่วนท้องถิ่นทุกแห่ง", "36", 143),
        ("องค์กรปกครองส่วนท้องถิ่นทุกแห่ง ยกเว้นองค์การบริหารส่วนจังหวัด", "36", 142),
        ("องค์กรปกครองส่วนท้องถิ่นทุกแห่ง ยกเว้น อบจ. และเทศบาล", "36", 106),
        ("เทศบาล และ อบต. ทุกแห่ง ยกเว้น ทต.เทพสถิต", "36", 141),
        ("นายกเทศมนตรีทุกแห่ง", "36", 36),
        ("นายกเทศมนตรีเมือง/ตำบล และนายกองค์การบริหารส่วนตำบล ทุกแห่ง", "36", 142),
        ("ผู้บริหารองค์กรปกครองส่วนท้องถิ่นทุกแห่งในพื้นที่จังหวัดชัยภูมิ", "dla", 143),
    ],
)
def test_how_many_are_meant(text: str, issuer: str, count: int) -> None:
    found = expanded(text, issuer)
    assert len(found.codes) == count
    assert found.left_open == ()


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("ผู้บริหารองค์กรปกครองส่วนท้องถิ่น (ตามบัญชีแนบท้าย)", "36"),
        ("นายอำเภอ", "36"),
        ("ปลัดจังหวัดชัยภูมิ", "36"),
        ("ผู้ว่าราชการจังหวัด ๗๗ จังหวัด", "dla"),
        ("ผู้ว่าราชการจังหวัด ทุกจังหวัด", "36"),
        ("นายกองค์การบริหารส่วนตำบลบ้านไร่", "dla"),  # seven of them
        ("นายกองค์การบริหารส่วนตำบลไม่มีแห่งนี้", "3609"),
        ("นายกองค์การบริหารส่วนตำบลบ้านไร่ ไม่มี", "3609"),
        ("นายกองค์การบริหารส่วนตำบลทุกแห่งที่เกี่ยวข้อง", "3609"),
        ("นายอำเภอทุกอำเภอ ยกเว้นอำเภอไม่มี", "36"),
        ("นายกเทศมนตรีเมืองทุกแห่ง", "3601"),  # the province writes to it, not the district
        ("นายกองค์การบริหารส่วนตำบลทุกแห่ง", "06360903"),
    ],
)
def test_what_cannot_be_told_is_left_open(text: str, issuer: str) -> None:
    assert expanded(text, issuer) == Expansion((), (text,))


def test_what_can_be_told_is_kept_beside_what_cannot() -> None:
    found = expanded("นายอำเภอทุกอำเภอ ปลัดจังหวัดชัยภูมิ และนายกเทศมนตรีเมืองชัยภูมิ", "36")
    assert set(found.codes) == {*DISTRICTS, "04360102"}
    assert found.left_open == ("ปลัดจังหวัดชัยภูมิ",)


def test_every_is_as_of_the_day() -> None:
    later = date(2026, 1, 5)
    assert len(expanded("เทศบาลตำบลทุกแห่ง", "36").codes) == 35
    assert len(expanded("เทศบาลตำบลทุกแห่ง", "36", later).codes) == 44


ROOT_RECIPIENTS = tuple(each.code for each in offices_on(DAY) if each.kind == "province")


@pytest.mark.parametrize(
    ("phrase", "count"),
    [
        ("สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด", 76),
        ("องค์กรปกครองส่วนท้องถิ่น", 7849),
        ("เทศบาล", 30 + 195 + 2247),
        ("องค์การบริหารส่วนตำบล", 5300),
        ("เทศบาลและองค์การบริหารส่วนตำบล", 30 + 195 + 2247 + 5300),
        ("อำเภอ", 878),
        ("จังหวัด", 76),
        ("สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอ", 878),
        ("องค์กรปกครองส่วนท้องถิ่นในพื้นที่", 7849),
        ("องค์กรปกครองส่วนท้องถิ่น ยกเว้นองค์การบริหารส่วนจังหวัด", 7849 - 76),
    ],
)
def test_audience_of_a_letter_to_all_governors(phrase: str, count: int) -> None:
    codes = find_audience(phrase, ROOT_RECIPIENTS, office("dla"), DAY)
    assert len(codes) == len(set(codes)) == count
    assert BANGKOK not in codes


def test_audience_reaches_no_further_than_the_recipients() -> None:
    province = (*DISTRICTS, "02360101", "04360102")
    assert len(find_audience("องค์กรปกครองส่วนท้องถิ่น", province, office("36"), DAY)) == 143
    assert find_audience("องค์กรปกครองส่วนท้องถิ่น", ("3609",), office("36"), DAY) == THEP_SATHIT
    assert find_audience("องค์กรปกครองส่วนท้องถิ่น", THEP_SATHIT, office("3609"), DAY) == THEP_SATHIT
    assert find_audience("องค์กรปกครองส่วนท้องถิ่น", ("dla-36",), office("dla"), DAY)[0] == "02360101"
    assert find_audience("อำเภอ", THEP_SATHIT, office("3609"), DAY) == ()


def test_audience_without_recipients_is_the_issuers_area() -> None:
    assert find_audience("องค์กรปกครองส่วนท้องถิ่น", (), office("3609"), DAY) == THEP_SATHIT
    assert find_audience("อำเภอ", (), office("36"), DAY) == DISTRICTS


def test_bangkok_belongs_to_an_audience_where_it_is_a_recipient() -> None:
    codes = find_audience("องค์กรปกครองส่วนท้องถิ่น", ("36", BANGKOK), office("moi"), DAY)
    assert BANGKOK in codes
    assert len(codes) == 144


@pytest.mark.parametrize("phrase", ["", "โรงเรียน", "องค์กรปกครองส่วนท้องถิ่น (เทศบาลและ อบต.)", "เทศบาล และโรงเรียน"])
def test_audience_that_cannot_be_told_is_none(phrase: str) -> None:
    assert find_audience(phrase, ROOT_RECIPIENTS, office("dla"), DAY) == ()


WORDS = (
    "ผู้ว่าราชการจังหวัดทุกจังหวัด",
    "นายอำเภอทุกอำเภอ",
    "นายกเทศมนตรีทุกแห่ง",
    "นายกองค์การบริหารส่วนตำบลทุกแห่ง",
    "ผู้บริหารองค์กรปกครองส่วนท้องถิ่นทุกแห่ง",
    "ท้องถิ่นอำเภอทุกอำเภอ",
    "นายอำเภอ",
    "ปลัดจังหวัด",
)
ISSUERS = st.sampled_from([each for each in offices_on(DAY) if each.kind in ("department", "province", "district")])


@given(st.lists(st.sampled_from(WORDS), max_size=4), ISSUERS)
@settings(max_examples=60)
def test_an_expansion_is_of_that_day_in_order_and_each_once(words: list[str], issuer: Office) -> None:
    found = expand(parse_addressees(" ".join(words)), issuer, DAY)
    rank = rank_offices()
    assert sorted(set(found.codes), key=lambda code: rank[code]) == list(found.codes)
    assert all(get_office(code, DAY) for code in found.codes)
    if issuer.kind != "department":
        assert set(found.codes) <= {each.code for each in list_under(issuer.code, DAY)}
    assert bool(words) == bool(found.codes or found.left_open)


@given(st.sampled_from([each for each in offices_on(DAY) if each.kind in LOCAL_GOVERNMENTS and each.superior]))
@settings(max_examples=200)
def test_a_head_by_name_is_found_from_the_office_above(body: Office) -> None:
    titles = {
        "pao": "นายกองค์การบริหารส่วนจังหวัด",
        "city_municipality": "นายกเทศมนตรีนคร",
        "town_municipality": "นายกเทศมนตรีเมือง",
        "subdistrict_municipality": "นายกเทศมนตรีตำบล",
        "sao": "นายกองค์การบริหารส่วนตำบล",
        "special": "นายก",
    }
    found = expand(parse_addressees(titles[body.kind] + strip_name(body)), office(body.superior), DAY)
    assert found == Expansion((body.code,))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("06360903", {"06360903"}),
        ("06360903, 06360904", {"06360903", "06360904"}),
        ("06360903 06360904 5360901", {"06360903", "06360904", "05360901"}),
        ("06360903, อบต.โป่งนก", {"06360903", "06360904"}),
        ("1) อบต.บ้านไร่ 2) อบต.โป่งนก", {"06360903", "06360904"}),
        ("อบต.บ้านไร่, อบต.โป่งนก และ ทต.เทพสถิต", {"06360903", "06360904", "05360901"}),
        ("อบต.บ้านไร่\nทต.เทพสถิต;06360904", {"06360903", "06360904", "05360901"}),
        ("บ้านไร่, โป่งนก", {"06360903", "06360904"}),
        ("อบต.บ้านไร่ อ.เทพสถิต จ.ชัยภูมิ, 06360904", {"06360903", "06360904"}),
        ("อบต.ทุกแห่ง, 05360901", set(THEP_SATHIT)),
        ("นายกองค์การบริหารส่วนตำบลบ้านไร่, 3609", {"06360903", "3609"}),
        ("สถ., dla-36", {"dla", "dla-36"}),
        ("06360903, คณะทำงาน", set()),
        ("06360903, 99999999", set()),
        (", ;", set()),
    ],
)
def test_an_audience_may_be_a_list_of_names_and_codes(text: str, codes: set[str]) -> None:
    assert set(find_audience(text, THEP_SATHIT, office("3609"), DAY)) == codes
