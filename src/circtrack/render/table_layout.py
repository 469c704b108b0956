"""The layout of a report for people: a value that all rows share is shown once, empty columns are left out."""

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
"""Some 500 sheets of paper. Nobody reads more, and laying rows out needs all of them in memory."""


class TableLayout(NamedTuple):
    """The remaining columns, their rows, and the values shown above them. Texts are as in CSV, offices' names short."""

    said_once: list[tuple[Column, str]]
    columns: list[Column]
    rows: list[list[str]]


def lay_out_table(report: Report, *, thai: bool = False) -> TableLayout:
    """Read all rows of the report and lay it out. ``thai`` writes our messages in Thai with Thai dates and numerals.

    Raises:
        InputError: the report has more rows than a table or a page takes.
    """
    rows = [
        [
            _text(column, said(value, thai=thai, whole=True) if isinstance(value, Message) else value)
            for column, value in zip(report.columns, row, strict=True)
        ]
        for row in limit_rows(report.rows)
    ]
    once = _said_once(report, rows)
    kept = [
        place
        for place, column in enumerate(report.columns)
        if column.name not in once and (report.page_columns or not rows or any(row[place] for row in rows))
    ]
    columns = {column.name: column for column in report.columns}
    return TableLayout(
        [(columns[name], text) for name, text in once.items() if text],
        [report.columns[place] for place in kept],
        [[row[place] for place in kept] for row in rows],
    )


def limit_rows(rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
    """Yield the rows of a table or a page.

    Raises:
        InputError: there are more than either takes.
    """
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
    """Return the value of each column of ``report.said_once`` that is the same in all rows."""
    places = {column.name: place for place, column in enumerate(report.columns)}
    return {
        name: rows[0][places[name]]
        for name in report.said_once
        if rows and name in places and len({row[places[name]] for row in rows}) == 1
    }
