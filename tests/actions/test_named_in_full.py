"""A list names thousands of offices in full: what is found quickly is what the list of all offices would find."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from circtrack.actions import target as module
from circtrack.actions.target import Target, choose_office
from circtrack.errors import AmbiguousError, UnknownError
from circtrack.model import LOCAL_GOVERNMENTS
from circtrack.registry.offices import offices_on
from circtrack.store.find_letter import FoundLetter
from circtrack.store.obligations import ChainObligation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.model import Office

ON = date(2023, 2, 27)
LETTER = FoundLetter(1, "มท 0810.7/ว 908", "มท 0810.7/ว 908", ON, "dla", "", "", 1, None, "")
SHORT = {full: short for short, full in module._IN_FULL.items()}


def owed(office: Office) -> ChainObligation:
    return ChainObligation(
        1, 1, "t", office.code, office.name, office.kind, "", "none", None, None, None, office.district, office.province
    )


OFFICES = tuple(office for office in offices_on(ON) if office.kind in LOCAL_GOVERNMENTS or office.kind == "province")
COUNTRY = Target(LETTER, LETTER, tuple(map(owed, OFFICES)), "", ON)
NAMES = {office.code: office.name for office in OFFICES}


def written(office: Office) -> Iterator[str]:
    """The ways in which lists name an office."""
    names = [office.name]
    names += [
        f"{short}.{office.name.removeprefix(full)}" for full, short in SHORT.items() if office.name.startswith(full)
    ]
    for name in names:
        yield name
        yield f"{name} จ.{office.province}"
        if office.district:
            yield f" {name}  อ.{office.district} "
            yield f"{name} อ.{office.district} จ.{office.province}"
            yield f"{name} อำเภอ{office.district} จังหวัด{office.province}"


def slowly(text: str) -> str:
    try:
        return choose_office(text, NAMES, ON, "")[0]
    except (AmbiguousError, UnknownError) as error:
        return type(error).__name__


@pytest.mark.parametrize("first", range(5))
def test_what_is_found_quickly_is_what_the_list_of_all_offices_finds(first: int) -> None:
    quick = 0
    for office in OFFICES[first::40]:
        for text in written(office):
            if found := COUNTRY._named_in_full(text):
                quick += 1
                assert found == slowly(text) == office.code, text
    assert quick > 100


@pytest.mark.parametrize(
    "text",
    [
        "", "อบต.", "อบต.บ้านไร่", "อบต. บ้านไร่ อ.เทพสถิต", "อบต.บ้านไร่ จ.ชัยภูมิ อ.เทพสถิต", "อบต.บ้านไร่ อ.",
        "06360903", "บ้านไร่ อ.เทพสถิต", "อบต.บ้านไร่ ต.บ้านไร่ อ.เทพสถิต",
    ],
)  # fmt: skip
def test_what_is_not_named_in_full_or_by_several_is_left_to_the_list_of_all_offices(text: str) -> None:
    assert COUNTRY._named_in_full(text) == ""


def test_it_says_the_same_as_before_of_one_named_with_its_district() -> None:
    (found,) = COUNTRY.obligations_of("อบต.บ้านไร่ อ.เทพสถิต จ.ชัยภูมิ")
    assert found.office == "06360903"
