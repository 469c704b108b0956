"""Load the country's offices from ``data/*.csv``: every version of each, cached for the process at first use.

The lists are public facts (names and codes). The days of change are approximate: a change of status is known only by
the budget year in which the new status first appears, not by its legal date (``CHANGE_DAYS``).
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from circtrack.added_offices import list_added, rests_on_offices
from circtrack.model import Office, OfficeKind

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).parent / "data"

CHANGE_DAYS = {"FY2569": date(2024, 10, 1), "FY2570": date(2025, 11, 28)}
"""The day used for a change that first appears in a budget year. Approximate: most of FY2570's changes were on
that day; FY2569's is only the first day of a fiscal year."""

BANGKOK = "01100000"
"""A local government, and not one of the provinces."""

KIND_PREFIXES: dict[str, OfficeKind] = {
    "องค์การบริหารส่วนจังหวัด": "pao",
    "เทศบาลนคร": "city_municipality",
    "เทศบาลเมือง": "town_municipality",
    "เทศบาลตำบล": "subdistrict_municipality",
    "องค์การบริหารส่วนตำบล": "sao",
    "จังหวัด": "province",
    "อำเภอ": "district",
    "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด": "provincial_office",
    "สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอ": "district_office",
}
"""The beginning of the full name of an office of each kind. The bare name follows."""

_PREFIX_OF_KIND = {kind: prefix for prefix, kind in KIND_PREFIXES.items()}


def strip_name(office: Office) -> str:
    """Return the name without its kind: บ้านไร่ for องค์การบริหารส่วนตำบลบ้านไร่; the whole name if it has no kind."""
    return office.name.removeprefix(_PREFIX_OF_KIND.get(office.kind, ""))


def is_approximate(day: date | None) -> bool:
    """Whether a version's first or last day is only approximate (see ``CHANGE_DAYS``)."""
    return day in CHANGE_DAYS.values()


@rests_on_offices
@cache
def load_versions() -> tuple[Office, ...]:
    """Load every version of every office in registry order: province, district (none first), code, time.

    With the offices that were added to the database in use.
    """
    added = list_added()
    if not added:
        return _load_listed()
    return tuple(sorted((*_load_listed(), *added), key=_place_in_order))


def _place_in_order(office: Office) -> tuple[str, str, str]:
    return office.province_code, office.district_code, office.code


@cache
def _load_listed() -> tuple[Office, ...]:
    names = {row[0]: row[2] for row in _read_rows("provinces.csv")}
    versions = [
        *_load_departments(),
        *provinces(),
        *_load_provincial_offices(),
        *_load_districts(names),
        *_load_local_governments(names),
    ]
    versions.sort(key=_place_in_order)
    return tuple(versions)


@cache
def provinces() -> tuple[Office, ...]:
    """Return the 76 provinces."""
    return tuple(
        Office(code, f"จังหวัด{name}", "province", name, "", code)
        for code, _, name, _, _, _, _, kind in _read_rows("provinces.csv")
        if kind == "province"
    )


@cache
def department_rows() -> tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...]:
    """Return the code, name, abbreviations and number prefixes of each department and ministry."""
    return tuple(
        (code, name, tuple(filter(None, short.split(";"))), tuple(filter(None, prefixes.split(";"))))
        for code, name, short, prefixes in _read_rows("departments.csv")
    )


@cache
def province_abbreviations() -> dict[str, str]:
    """Return the two-letter abbreviations by province code: the 76 provinces and Bangkok (10)."""
    return {row[0]: row[4] for row in _read_rows("provinces.csv")}


@cache
def regions() -> dict[str, str]:
    """Return the region (ภาคเหนือ) by province code: the six regions of the country's geography."""
    return {row[0]: row[6] for row in _read_rows("provinces.csv") if row[7] == "province"}


@cache
def bangkok_districts() -> dict[str, str]:
    """Return the names by code of Bangkok's districts (เขต), which are not offices of the chains."""
    return {row[0]: row[1] for row in _read_rows("districts.csv") if row[4] == "khet"}


@cache
def list_absorbed() -> dict[str, str]:
    """Return, by the code of each absorbed local government, the name of the one that absorbed it."""
    words = "absorbed by "
    return {
        row[0]: row[9].removeprefix(words) for row in _read_rows("local_governments.csv") if row[9].startswith(words)
    }


def _read_rows(name: str) -> Iterator[list[str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows


def _load_departments() -> Iterator[Office]:
    for code, name, _, _ in department_rows():
        yield Office(code, name, "department")


def _load_provincial_offices() -> Iterator[Office]:
    for province in provinces():
        name = f"สำนักงานส่งเสริมการปกครองท้องถิ่น{province.name}"
        code = province.code
        yield Office(f"dla-{code}", name, "provincial_office", province.province, "", code, "", code)


def _load_districts(provinces: dict[str, str]) -> Iterator[Office]:
    for code, name, _, province_code, kind in _read_rows("districts.csv"):
        if kind != "amphoe":
            continue
        province = provinces[province_code]
        yield Office(code, f"อำเภอ{name}", "district", province, name, province_code, code, province_code)
        long_name = f"สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอ{name}"
        yield Office(f"dla-{code}", long_name, "district_office", province, name, province_code, code, code)


def _load_local_governments(provinces: dict[str, str]) -> Iterator[Office]:
    for row in _read_rows("local_governments.csv"):
        code, name, kind, province_code, district_code, district, _, changed_in, former_name, _, ended_in = row
        since, until = CHANGE_DAYS.get(changed_in), CHANGE_DAYS.get(ended_in)
        place = (provinces[province_code], district, province_code, district_code)
        if since:
            former_kind = _find_kind(former_name)
            superior = _find_superior(former_kind, province_code, district_code)
            yield Office(code, former_name, former_kind, *place, superior, None, since)
        superior = _find_superior(kind, province_code, district_code)
        yield Office(code, name, kind, *place, superior, since, until)  # type: ignore[arg-type]  # a kind, a test says


def _find_kind(name: str) -> OfficeKind:
    return next(kind for prefix, kind in KIND_PREFIXES.items() if name.startswith(prefix))


def _find_superior(kind: str, province_code: str, district_code: str) -> str:
    """Return the code of the office that writes to it: the district to small ones, the province to others."""
    if kind in ("subdistrict_municipality", "sao"):
        return district_code
    return "" if province_code == "10" else province_code
