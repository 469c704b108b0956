"""A report as people look at it: what is the same in every row said once, columns with nothing in them left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.errors import N_, InputError, Message
from circtrack.render.cells import plain
from circtrack.render.messages import said
from circtrack.thai.office_names import shorten_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from circtrack.table import Column, Report

_MOST_ROWS = 20_000
"""On paper some five hundred sheets. Nobody looks through more, and all rows must be held to be laid out."""


class TableLayout(NamedTuple):
    """The columns left with their rows, and what stands above them. Texts are CSV's, but for offices' short names."""

    said_once: list[tuple[Column, str]]
    columns: list[Column]
    rows: list[list[str]]


def lay_out_table(report: Report, *, thai: bool = False) -> TableLayout:
    """Read the report to its end and lay it out. ``thai``: our sentences in Thai with Thai days and numerals.

    Raises:
        InputError: it has more rows than a table or a page takes.
    """
    rows = [
        [
            _text(column, said(value, thai=thai, whole=True) if isinstance(value, Message) else value)
            for column, value in zip(report.columns, row, strict=True)
        ]
        for row in _as_many_as_fit(report.rows)
    ]
    once = _said_once(report, rows)
    kept = [
        place
        for place, column in enumerate(report.columns)
        if column.name not in once and (not rows or any(row[place] for row in rows))
    ]
    columns = {column.name: column for column in report.columns}
    return TableLayout(
        [(columns[name], text) for name, text in once.items() if text],
        [report.columns[place] for place in kept],
        [[row[place] for place in kept] for row in rows],
    )


def _as_many_as_fit(rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
    for count, row in enumerate(rows):
        if count == _MOST_ROWS:
            raise InputError(
                "A table or a page takes at most {count} rows, and there are more.",
                hint=N_("Ask for less (--help tells how), or for --format csv or xlsx, which take them all."),
                count=f"{_MOST_ROWS:,}",
            )
        yield row


def _text(column: Column, value: object) -> str:
    text = plain(value)
    return shorten_name(text) if column.kind == "office" else text


def _said_once(report: Report, rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """The columns that may stand above the rows and are the same in every one, with what they say."""
    places = {column.name: place for place, column in enumerate(report.columns)}
    return {
        name: rows[0][places[name]]
        for name in report.said_once
        if rows and name in places and len({row[places[name]] for row in rows}) == 1
    }
