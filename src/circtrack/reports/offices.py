"""The list of the country's offices, to be searched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_, Message
from circtrack.registry.find import search_offices
from circtrack.registry.load import is_approximate
from circtrack.registry.offices import get_office, list_under
from circtrack.table import Column, Report

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from circtrack.model import Office

COLUMNS = (
    Column("office_code", N_("office code"), "code"),
    Column("office_name", N_("office")),
    Column("office_kind", N_("kind"), "word"),
    Column("district", N_("district")),
    Column("province", N_("province")),
    Column("superior", N_("superior"), "code"),
    Column("since", N_("since"), "day"),
    Column("until", N_("until"), "day"),
)

_TABLE = ("office_code", "office_name", "office_kind", "district", "province")


def build_offices_report(day: date, *, text: str = "", under: str = "", kinds: Collection[str] = ()) -> Report:
    """List the offices as they were on a day, in registry order: by province, district and code.

    Args:
        day: The day. The columns ``since`` and ``until`` are the first day of the office as it was then, and the
            first day after it; empty where the bound is not known.
        text: Parts of names or codes, as people write them; empty for all.
        under: Only the offices under the office with this code.
        kinds: Only these kinds of office; empty for all.
    """
    found = search_offices(text, day)
    if under:
        below = {office.code for office in list_under(under, day)}
        found = [office for office in found if office.code in below]
    if kinds:
        found = [office for office in found if office.kind in kinds]
    bounds = {bound for office in found for bound in (office.since, office.until) if bound}
    table = (*_TABLE, "since", "until") if bounds else _TABLE
    approximate = any(map(is_approximate, bounds))
    foot = [Message("Days of change are approximate: the list knows the budget year.")] if approximate else []
    return Report(
        COLUMNS,
        (_cells(office) for office in found),
        table,
        foot=foot,
        left_out_first=("office_kind", "province"),
        empty=Message("No office fits."),
    )


def _cells(office: Office) -> tuple[object, ...]:
    return (
        office.code,
        office.name,
        office.kind,
        office.district,
        office.province,
        office.superior,
        office.since,
        office.until,
    )


def build_listed_report(day: date, listed: Iterable[tuple[str, int, str]]) -> Report:
    """List the offices that the lines of a list mean: each line's code, number and text."""
    columns = (*COLUMNS, Column("line", N_("line"), "count"), Column("text", N_("text")))
    rows = ((*_cells(office), line, text) for code, line, text in listed if (office := get_office(code, day)))
    return Report(columns, rows, ("line", "text", *_TABLE))
