"""A report as people look at it: what is the same in every row said once, columns with nothing in them left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.render.cells import plain
from circtrack.thai.short_names import short_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from circtrack.table import Column, Report


class Shown(NamedTuple):
    """The columns left with their rows, and what stands above them. Texts are CSV's, but for offices' short names."""

    said_once: list[tuple[Column, str]]
    columns: list[Column]
    rows: list[list[str]]


def shown_of(report: Report) -> Shown:
    """Read the report to its end and lay it out."""
    rows = [[_text(column, value) for column, value in zip(report.columns, row, strict=True)] for row in report.rows]
    once = _said_once(report, rows)
    kept = [
        place
        for place, column in enumerate(report.columns)
        if column.name not in once and (not rows or any(row[place] for row in rows))
    ]
    columns = {column.name: column for column in report.columns}
    return Shown(
        [(columns[name], text) for name, text in once.items() if text],
        [report.columns[place] for place in kept],
        [[row[place] for place in kept] for row in rows],
    )


def _text(column: Column, value: object) -> str:
    text = plain(value)
    return short_name(text) if column.kind == "office" else text


def _said_once(report: Report, rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """The columns that may stand above the rows and are the same in every one, with what they say."""
    places = {column.name: place for place, column in enumerate(report.columns)}
    return {
        name: rows[0][places[name]]
        for name in report.said_once
        if rows and name in places and len({row[places[name]] for row in rows}) == 1
    }
