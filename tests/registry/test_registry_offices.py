"""Which offices there were on a day, and who stands under whom."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from hashlib import sha256
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circtrack.added_offices import use_added
from circtrack.model import LOCAL_GOVERNMENTS, Office, OfficeKind
from circtrack.registry.edition import EDITION
from circtrack.registry.load import BANGKOK, CHANGE_DAYS, DATA, is_approximate, load_versions, strip_name
from circtrack.registry.offices import (
    find_house,
    find_last_name,
    find_successor,
    find_superiors,
    get_office,
    list_change_days,
    list_codes_of_hall,
    list_codes_of_others,
    list_directly_under,
    list_under,
    list_versions,
    office_exists,
    offices_on,
    rank_offices,
)

ROOT_LETTER = date(2023, 2, 27)
OFFICES = st.sampled_from(load_versions())
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def test_the_country_on_the_root_letters_day() -> None:
    kinds = Counter(office.kind for office in offices_on(ROOT_LETTER) if office.code != BANGKOK)
    assert kinds["province"] == kinds["provincial_office"] == 76
    assert kinds["district"] == kinds["district_office"] == 878
    assert sum(kinds[kind] for kind in LOCAL_GOVERNMENTS) == 7849
    assert kinds["sao"] == 5300
    assert kinds["subdistrict_municipality"] == 2247
    assert kinds["town_municipality"] == 195
    assert kinds["city_municipality"] == 30
    assert kinds["pao"] == 76
    assert kinds["special"] == 1


def test_the_country_after_the_last_changes() -> None:
    kinds = Counter(office.kind for office in offices_on(date(2026, 1, 1)))
    assert kinds["sao"] == 4997
    assert kinds["subdistrict_municipality"] == 2493
    assert kinds["town_municipality"] == 246
    assert kinds["city_municipality"] == 35


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (ROOT_LETTER, {"pao": 1, "town_municipality": 1, "subdistrict_municipality": 35, "sao": 106}),
        (date(2026, 1, 1), {"pao": 1, "town_municipality": 1, "subdistrict_municipality": 44, "sao": 97}),
    ],
)
def test_chaiyaphum_by_time(day: date, expected: dict[str, int]) -> None:
    kinds = Counter(office.kind for office in list_under("36", day))
    assert kinds == expected | {"district": 16, "district_office": 16, "provincial_office": 1}


def test_under_a_district_stand_those_it_writes_to_and_its_own_field_office() -> None:
    assert [office.name for office in list_under("3609", ROOT_LETTER)] == [
        "เทศบาลตำบลเทพสถิต",
        "องค์การบริหารส่วนตำบลนายางกลัก",
        "องค์การบริหารส่วนตำบลบ้านไร่",
        "องค์การบริหารส่วนตำบลโป่งนก",
        "องค์การบริหารส่วนตำบลวะตะแบก",
        "องค์การบริหารส่วนตำบลห้วยยายจิ๋ว",
        "สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอเทพสถิต",
    ]


def test_under_a_department_stands_the_whole_country_bangkok_with_it() -> None:
    below = {office.code for office in list_under("dla", ROOT_LETTER)}
    assert {"36", "3609", "dla-36", "06360903", BANGKOK} <= below
    assert "moi" not in below
    assert len(below) == 76 + 76 + 878 + 878 + 7850


@pytest.mark.parametrize("code", ["06360903", "dla-36", "dla-3609", BANGKOK, "nobody"])
def test_under_the_others_stands_nobody(code: str) -> None:
    assert list_under(code, ROOT_LETTER) == ()


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("06360903", ("3609", "36")),
        ("05360901", ("3609", "36")),
        ("04360102", ("36",)),
        ("02360101", ("36",)),
        ("03200408", ("20",)),  # Pattaya
        ("dla-3609", ("3609", "36")),
        ("dla-36", ("36",)),
        ("3609", ("36",)),
        ("36", ()),
        ("dla", ()),
        (BANGKOK, ()),
    ],
)
def test_superiors(code: str, above: tuple[str, ...]) -> None:
    assert find_superiors(code, ROOT_LETTER) == above


def test_above_an_office_that_is_not_known_nobody_stands() -> None:
    assert find_superiors("nobody", ROOT_LETTER) == ()


@pytest.mark.parametrize(
    ("code", "house", "hall"),
    [
        ("dla-36", "36", ("dla-36", "36")),
        ("dla-3609", "3609", ("dla-3609", "3609")),
        ("3609", "3609", ("3609",)),
        ("06360903", "06360903", ("06360903",)),
        ("dla", "dla", ("dla",)),
    ],
)
def test_an_office_for_local_administration_sits_in_its_superiors_hall(
    code: str, house: str, hall: tuple[str, ...]
) -> None:
    office = get_office(code, ROOT_LETTER)
    assert office is not None
    assert (find_house(code, ROOT_LETTER), list_codes_of_hall(office)) == (house, hall)


def test_an_office_that_is_not_known_is_its_own_house() -> None:
    assert find_house("nobody", ROOT_LETTER) == "nobody"


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        ("dla", {"province": 76, "special": 1}),
        ("36", {"district": 16, "pao": 1, "town_municipality": 1}),
        ("3609", {"sao": 5, "subdistrict_municipality": 1}),
        ("dla-36", {}),
        ("06360903", {}),
        ("nobody", {}),
    ],
)
def test_directly_under_an_office_stand_those_to_whom_it_writes_itself(code: str, kinds: dict[str, int]) -> None:
    assert Counter(office.kind for office in list_directly_under(code, ROOT_LETTER)) == kinds


def test_an_office_that_was_added_under_none_is_directly_under_a_department_and_no_other() -> None:
    use_added([Office("x-0-00000000", "ศูนย์ทดลอง", "other", "", "", "", "", "")])
    assert "x-0-00000000" in {office.code for office in list_directly_under("dla", ROOT_LETTER)}
    assert "x-0-00000000" not in {office.code for office in list_directly_under("36", ROOT_LETTER)}


def test_days_on_which_offices_begin_after_a_day() -> None:
    first, second = sorted(set(CHANGE_DAYS.values()))
    assert list_change_days(date.min) == (first, second)
    assert list_change_days(first - timedelta(days=1)) == (first, second)
    assert list_change_days(first) == (second,)
    assert list_change_days(second) == ()


def test_the_last_name_of_an_office() -> None:
    assert find_last_name("05120305") == "เทศบาลเมืองบางใหญ่"
    assert find_last_name("05310103") == list_versions("05310103")[0].name  # it was absorbed
    assert find_last_name("nobody") == "nobody"


def test_the_name_of_the_office_that_absorbed_another() -> None:
    assert find_successor("05310103")
    assert find_successor("06360903") == ""


def test_codes_of_other_kinds_hold_those_that_were_or_will_be_of_another() -> None:
    others = list_codes_of_others(frozenset({"subdistrict_municipality"}))
    assert {"05120305", "36", "06360903"} <= others  # the first has become a เทศบาลเมือง since
    assert {office.code for office in load_versions()} - others == {
        office.code
        for office in load_versions()
        if {version.kind for version in list_versions(office.code)} == {"subdistrict_municipality"}
    }


def test_a_change_of_status_moves_the_superior() -> None:
    before, after = list_versions("05120305")
    assert (before.name, before.kind, before.superior) == ("เทศบาลตำบลบางใหญ่", "subdistrict_municipality", "1203")
    assert (after.name, after.kind, after.superior) == ("เทศบาลเมืองบางใหญ่", "town_municipality", "12")
    change = CHANGE_DAYS["FY2569"]
    assert (before.since, before.until, after.since, after.until) == (None, change, change, None)
    assert get_office("05120305", change - timedelta(days=1)) == before
    assert get_office("05120305", change) == after


def test_an_absorbed_body_ends() -> None:
    assert get_office("05310103", date(2024, 9, 30)) is not None
    assert get_office("05310103", date(2024, 10, 1)) is None


def test_days_of_change_are_marked_approximate() -> None:
    bounds = {bound for office in load_versions() for bound in (office.since, office.until) if bound}
    assert bounds == set(CHANGE_DAYS.values())
    assert all(is_approximate(bound) for bound in bounds)
    assert not is_approximate(None)
    assert not is_approximate(ROOT_LETTER)


@pytest.mark.parametrize("since", [None, date(2020, 2, 3), date(2024, 10, 1)])
def test_on_each_day_there_are_the_offices_whose_versions_hold_on_it(since: date | None) -> None:
    added = Office("x-36-00000000", "ศูนย์ทดลอง", "other", "ชัยภูมิ", "เทพสถิต", "36", "3609", "3609", since)
    use_added([added])
    changes = (date(2020, 2, 3), *CHANGE_DAYS.values())
    around = [change + timedelta(days) for change in changes for days in (-1, 0, 1)]
    for day in (date.min, ROOT_LETTER, *around, date.max):
        there = tuple(office for office in load_versions() if office_exists(office, day))
        assert offices_on(day) == there
        assert list_under("3609", day) == tuple(office for office in there if office.superior == "3609")


def test_bangkok_is_one_local_government_and_no_province() -> None:
    office = get_office(BANGKOK, ROOT_LETTER)
    assert office is not None
    assert (office.name, office.kind, office.superior) == ("กรุงเทพมหานคร", "special", "")
    assert get_office("10", ROOT_LETTER) is None


def test_registry_order_is_province_then_district_then_code() -> None:
    offices = offices_on(ROOT_LETTER)
    keys = [(office.province_code, office.district_code, office.code) for office in offices]
    assert keys == sorted(keys)
    rank = rank_offices()
    assert [rank[office.code] for office in offices] == sorted(rank[office.code] for office in offices)


def test_every_kind_and_superior_is_known() -> None:
    codes = {office.code for office in load_versions()}
    assert {office.kind for office in load_versions()} <= set(get_args(OfficeKind))
    assert {office.superior for office in load_versions()} <= codes | {""}


@given(OFFICES, DAYS)
def test_an_office_has_at_most_one_version_on_a_day(office: Office, day: date) -> None:
    alive = [version for version in list_versions(office.code) if office_exists(version, day)]
    assert alive == ([get_office(office.code, day)] if get_office(office.code, day) else [])
    assert len(alive) <= 1


@given(OFFICES)
def test_versions_follow_each_other_without_a_gap(office: Office) -> None:
    known = list_versions(office.code)
    assert office in known
    assert [version.until for version in known[:-1]] == [version.since for version in known[1:]]


@given(OFFICES, DAYS)
def test_an_office_stands_under_each_of_its_superiors(office: Office, day: date) -> None:
    above = find_superiors(office.code, day)
    assert all(office.code in {each.code for each in list_under(code, day)} for code in above)


@given(OFFICES)
def test_a_bare_name_is_the_end_of_the_name(office: Office) -> None:
    bare = strip_name(office)
    assert bare
    assert office.name.endswith(bare)


def test_no_name_holds_the_words_that_addresses_are_parted_by() -> None:
    names = {strip_name(office) for office in load_versions() if office.kind != "department"}
    assert {name for name in names if "และ" in name} == {"และ"}
    words = ("ทุก", "ยกเว้น", "ในเขต", "ในพื้นที่", "ในจังหวัด", "แนบท้าย", "อำเภอ", "จังหวัด", "/", ",", "(")
    assert not [name for name in names for word in words if word in name]


def test_nothing_is_read_before_it_is_asked_for() -> None:
    code = (
        "import circtrack.registry.find, circtrack.registry.expand, circtrack.registry.issuers as r\n"
        "from circtrack.registry.load import load_versions, provinces\n"
        "import sys; print(load_versions.cache_info().currsize + provinces.cache_info().currsize,"
        " 'rapidfuzz' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["0", "False"]


def test_a_list_that_changes_is_another_edition() -> None:
    content = b"".join(file.read_bytes() for file in sorted(DATA.glob("*.csv")))
    known = {"2026-01": "347fe5b970fd"}
    assert known[EDITION] == sha256(content).hexdigest()[:12], "raise EDITION in registry/edition.py, and add it here"
