"""An office by its code, or by its name as people write it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from circtrack.added_offices import use_added
from circtrack.errors import AmbiguousError, UnknownError
from circtrack.registry.find import describe, find_office
from circtrack.registry.load import BANGKOK, load_versions, strip_name
from circtrack.registry.names import find_called
from circtrack.registry.offices import get_office, list_versions, office_exists, offices_on

if TYPE_CHECKING:
    from circtrack.model import Office

DAY = date(2023, 3, 20)
LATER = date(2026, 1, 5)
OFFICES = st.sampled_from(load_versions())
THEN = st.sampled_from(offices_on(DAY))
SHORT = {
    "pao": "อบจ.",
    "city_municipality": "ทน.",
    "town_municipality": "ทม.",
    "subdistrict_municipality": "ทต.",
    "sao": "อบต.",
    "district": "อ.",
    "province": "จ.",
    "provincial_office": "สถจ.",
    "district_office": "สถอ.",
}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("อบต.บ้านไร่ อ.เทพสถิต", "06360903"),
        ("อบต. บ้านไร่ อำเภอเทพสถิต จ.ชัยภูมิ", "06360903"),
        ("องค์การบริหารส่วนตำบลบ้านไร่ อำเภอเทพสถิต จังหวัดชัยภูมิ", "06360903"),
        ("อบต.บ้านไร่ (อ.เทพสถิต จ.ชัยภูมิ)", "06360903"),
        ("อบต.บ้านไร่ เทพสถิต", "06360903"),
        ("อบต.บ้านไร่ เทพสถิต ชัยภูมิ", "06360903"),
        ("อบต.บ้านไร่ ต.บ้านไร่ อ.เทพสถิต จ.ชัยภูมิ", "06360903"),
        ("อบต.บ้านไร่ จ.ชัยภูมิ", "06360903"),
        ("อ.บ.ต.บ้านไร่ อ.เทพสถิต", "06360903"),
        ("นายก อบต.บ้านไร่ อ.เทพสถิต", "06360903"),
        ("นายกองค์การบริหารส่วนตำบลบ้านไร่ อ.เทพสถิต", "06360903"),
        ("  อบต.\u200bบ้าน ไร่\n อ.เทพสถิต ", "06360903"),
        ("ทต.เทพสถิต", "05360901"),
        ("เทศบาลตำบลเทพสถิต", "05360901"),
        ("เทศบาลเทพสถิต", "05360901"),
        ("นายกเทศมนตรีตำบลเทพสถิต", "05360901"),
        ("ทม.ชัยภูมิ", "04360102"),
        ("เทศบาลเมืองชัยภูมิ", "04360102"),
        ("อบจ.ชัยภูมิ", "02360101"),
        ("อ.เทพสถิต", "3609"),
        ("อำเภอเทพสถิต", "3609"),
        ("ที่ว่าการอำเภอเทพสถิต", "3609"),
        ("นายอำเภอเทพสถิต", "3609"),
        ("อ.เมือง จ.ชัยภูมิ", "3601"),
        ("อำเภอเมืองชัยภูมิ", "3601"),
        ("จ.ชัยภูมิ", "36"),
        ("จังหวัดชัยภูมิ", "36"),
        ("ผู้ว่าราชการจังหวัดชัยภูมิ", "36"),
        ("สถจ.ชัยภูมิ", "dla-36"),
        ("ท้องถิ่นจังหวัดชัยภูมิ", "dla-36"),
        ("สถอ.เทพสถิต", "dla-3609"),
        ("สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอเทพสถิต", "dla-3609"),
        ("สถ.", "dla"),
        ("สถ", "dla"),
        ("กรมส่งเสริมการปกครอง ท้องถิ่น", "dla"),
        ("06360903", "06360903"),
        ("๐๖๓๖๐๙๐๓", "06360903"),
        ("6360903", "06360903"),  # a spreadsheet ate the zero
        ("3609", "3609"),
        ("๓๖", "36"),
        ("dla-36", "dla-36"),
        ("DLA", "dla"),
        ("กทม.", BANGKOK),
        ("กรุงเทพมหานคร", BANGKOK),
        ("เมืองพัทยา", "03200408"),
        ("อบจ.อยุธยา", "02140101"),
        ("ทต.จปร", "05850402"),
        ("ทต.กม.๕", "05770104"),
        ("เทศบาลเมืองแกลง", "05210306"),  # by its full name a ทต. whose name begins with เมือง
        ("อบต.และ", "06550805"),
        ("ทต.แม่เเจ่ม", "05500301"),  # two เ for one แ
    ],
)
def test_as_people_write_it(text: str, code: str) -> None:
    assert find_office(text, DAY).code == code


def test_of_several_the_one_among_those_asked_about() -> None:
    assert find_office("อบต.บ้านไร่", DAY, among={"06360903", "05360901"}).code == "06360903"
    assert find_office("เทพสถิต", DAY, among=("05360901",)).code == "05360901"


def test_among_does_not_hide_an_office_that_is_not_there() -> None:
    assert find_office("ทต.เทพสถิต", DAY, among={"06360903"}).code == "05360901"


def test_of_several_the_only_one_under_an_office() -> None:
    assert find_office("อบต.บ้านไร่", DAY, under="3609").code == "06360903"
    assert find_office("อำเภอเมือง", DAY, under="36").code == "3601"
    assert find_office("อำเภอเทพสถิต", DAY, under="3609").code == "3609"


def test_several_are_all_listed() -> None:
    with pytest.raises(AmbiguousError) as caught:
        find_office("อบต.บ้านไร่", DAY)
    codes = [str(line).split()[0] for line in caught.value.details]
    assert codes == [*("06360903", "06601103", "06610603", "06640603", "06650507", "06670319", "06700108")]
    assert "06360903  องค์การบริหารส่วนตำบลบ้านไร่  เทพสถิต  ชัยภูมิ" in caught.value.details
    assert "อ." in str(caught.value.hint)


def test_an_office_elsewhere_does_not_decide() -> None:
    with pytest.raises(AmbiguousError):
        find_office("อบต.บ้านไร่", DAY, under="40")
    with pytest.raises(AmbiguousError):
        find_office("อบต.บ้านไร่", DAY, among={"05360901"})


def test_a_name_of_another_time_finds_its_office() -> None:
    # องค์การบริหารส่วนตำบลสำนักท้อน of 2566 is เทศบาลตำบลชากหมาก today.
    then = find_office("ทต.ชากหมาก", DAY)
    assert (then.code, then.name) == ("06210205", "องค์การบริหารส่วนตำบลสำนักท้อน")
    now = find_office("อบต.สำนักท้อน", LATER)
    assert (now.code, now.name) == ("06210205", "เทศบาลตำบลชากหมาก")


def test_the_name_on_the_day_wins() -> None:
    # ทต.โคกพระ took another name, and อบต.โคกพระ of the same district then took that one.
    assert find_office("ทต.โคกพระ", DAY).code == "05440401"
    assert find_office("ทต.โคกพระ", LATER).code == "06440404"
    assert find_office("ทต.กันทรวิชัย", DAY).code == "05440401"


def test_a_code_with_the_status_of_another_time() -> None:
    # The list keeps 06... for an อบต. that has become a ทต.; a newer list may write 05...
    assert find_office("05210205", DAY).code == "06210205"
    with pytest.raises(UnknownError):
        find_office("04210205", DAY)


def test_a_space_that_may_belong_to_a_name_decides_nothing() -> None:
    # เทศบาลตำบลเวียง and เทศบาลตำบลเวียงเชียงของ both stand in อำเภอเชียงของ.
    assert find_office("ทต.เวียงเชียงของ", DAY).code == "05570303"
    assert find_office("ทต.เวียง อ.เชียงของ", DAY).code == "05570305"
    with pytest.raises(AmbiguousError) as caught:
        find_office("ทต.เวียง เชียงของ", DAY)
    assert {str(line).split()[0] for line in caught.value.details} == {"05570303", "05570305"}


def test_a_body_that_has_ended_is_named_with_its_end() -> None:
    for text in ("ทต.อิสาณ", "05310103"):
        with pytest.raises(UnknownError, match="2024-10-01"):
            find_office(text, LATER)


@pytest.mark.parametrize("text", ["เขตดุสิต", "สำนักงานเขตดุสิต", "ผู้อำนวยการเขตดุสิต", "1002", "10"])
def test_a_district_of_bangkok_leads_to_bangkok(text: str) -> None:
    with pytest.raises(UnknownError, match=BANGKOK):
        find_office(text, DAY)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("อบต.บ้านไร อ.เทพสถิต", "06360903"),
        ("ทต.บ้านไร่ อ.เทพสถิต", "06360903"),  # of the wrong kind
        ("อบต.วตะแบก", "06360905"),
        ("จ.ชัยภูม", "36"),
        ("อ.เทพสถิตย์", "3609"),
    ],
)
def test_near_names_are_proposed(text: str, near: str) -> None:
    with pytest.raises(UnknownError) as caught:
        find_office(text, DAY)
    proposed = [str(line).split()[0] for line in caught.value.details]
    assert proposed[0] == near
    assert len(proposed) <= 3
    assert text in str(caught.value)


def test_near_names_come_from_those_asked_about() -> None:
    with pytest.raises(UnknownError) as caught:
        find_office("อบต.บ้านไร", DAY, among={"06360903", "05360901"})
    assert [str(line).split()[0] for line in caught.value.details] == ["06360903"]


@pytest.mark.parametrize("text", ["", "  ", "99", "xyz", "99999999", "...", "ฟฟฟฟฟฟ"])
def test_what_is_no_office(text: str) -> None:
    with pytest.raises(UnknownError):
        find_office(text, DAY)


def test_a_wrong_place_is_not_overlooked() -> None:
    for text in ("อบต.บ้านไร่ อ.จัตุรัส", "อบต.บ้านไร่ ต.บ้านไร่ อ.จัตุรัส", "ทต.เทพสถิต จ.ขอนแก่น"):
        with pytest.raises(UnknownError):
            find_office(text, DAY)


@given(OFFICES, st.sampled_from([DAY, LATER]))
@settings(max_examples=300)
def test_every_office_is_found_by_its_code(office: Office, day: date) -> None:
    if get_office(office.code, day) is None:
        with pytest.raises(UnknownError):
            find_office(office.code, day)
    else:
        assert find_office(office.code, day) == get_office(office.code, day)


@given(THEN)
@settings(max_examples=400)
def test_every_office_is_found_by_its_full_name_and_place(office: Office) -> None:
    place = f" อำเภอ{office.district}" * bool(office.district) + f" จังหวัด{office.province}" * bool(office.province)
    assert find_office(office.name + place, DAY) == office


@given(THEN.filter(lambda office: office.kind in SHORT))
@settings(max_examples=400)
def test_every_office_is_found_by_its_short_name_and_place(office: Office) -> None:
    place = f" อ.{office.district}" * bool(office.district) + f" จ.{office.province}"
    assert find_office(SHORT[office.kind] + strip_name(office) + place, DAY) == office


@given(OFFICES)
@settings(max_examples=200)
def test_a_full_name_finds_its_office_or_lists_it(office: Office) -> None:
    try:
        found = find_office(office.name, DAY)
    except AmbiguousError as error:
        codes = [str(line).split()[0] for line in error.details]
        assert len(codes) == len(set(codes)) > 1
        assert office.code in codes or not office_exists(office, DAY)
    except UnknownError:
        assert get_office(office.code, DAY) is None
    else:
        assert found.code == office.code or not office_exists(office, DAY)


def test_every_office_has_a_place_of_its_own() -> None:
    """Name, district and province tell every office from every other, on any day."""
    for day in (DAY, LATER):
        names = {(office.name, office.district, office.province) for office in offices_on(day)}
        assert len(names) == len(offices_on(day))


def test_a_description_tells_code_name_and_place() -> None:
    assert describe(list_versions("36")[0]) == "36  จังหวัดชัยภูมิ  ชัยภูมิ"
    assert find_called("บ้านไร่", ("district",))[0].code == "6106"


def test_an_added_office_is_found_by_a_name_without_its_marks_though_others_were_looked_for_before() -> None:
    assert not find_called("บานใหมทีเพิม", ("sao",))
    added = replace(list_versions("06360903")[0], code="x-36-00000000", name="องค์การบริหารส่วนตำบลบ้านใหม่ที่เพิ่ม")
    use_added((added,))
    assert find_called("บานใหมทีเพิม", ("sao",)) == (added,)
