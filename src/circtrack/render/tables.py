"""Tables for people, with rich. No borders: terminals disagree on the width of Thai, and nothing must rest on it.

What is the same in every row is said once above the table, where the report allows it; a column with nothing in it is
left out. CSV and JSON have every column always.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

from circtrack.render.cells import plain, thai_writer
from circtrack.render.output import header
from circtrack.render.words import in_thai, in_words, spoken, title_in_thai
from circtrack.thai.short_names import short_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.text import Text

    from circtrack.render.cells import Write
    from circtrack.table import Column, Report

_STYLES = {
    "overdue": "bold red",
    "due_today": "bold yellow",
    "at_risk": "yellow",
    "untold": "magenta",
    "done": "green",
    "error": "bold red",
    "warning": "yellow",
}
_NEVER_WRAPPED = {"code", "number", "day", "count"}


def write_table(report: Report, stream: IO[str], *, thai: bool = False) -> None:
    """Write the report as a table: as wide as the terminal, or as wide as it needs elsewhere.

    ``thai``: Thai headers, numerals, years and words, whatever the reader's language is.
    """
    shown = [_writer(column, thai=thai) for column in report.columns]
    rows = [[show(value) for show, value in zip(shown, row, strict=True)] for row in report.rows]
    heads = {column.name: title_in_thai(column.title) if thai else header(column) for column in report.columns}
    said_once = _said_once(report, rows)
    kept = [
        place
        for place, column in enumerate(report.columns)
        if column.name not in said_once and (not rows or any(row[place] for row in rows))
    ]
    lines = [report.title] if report.title else []
    lines += [f"{heads[name]}: {text}" for name, text in said_once.items() if text]
    if rows:
        lines += [""] if lines else []
        drawn = [[_cell(report.columns[place], row[place], thai=thai) for place in kept] for row in rows]
        columns = [report.columns[place] for place in kept]
        lines.append(_drawn(_console(stream), [(column, heads[column.name]) for column in columns], drawn))
    stream.write("".join(line if line.endswith("\n") else line + "\n" for line in lines))
    for line in report.foot:
        stream.write(line + "\n")


def _writer(column: Column, *, thai: bool) -> Write:
    """How a value is written before it is drawn. Our own words stay codes until then: their colours hang on them."""
    write = thai_writer(column) if thai and column.kind not in {"word", "flag"} else _spoken
    return (lambda value: short_name(write(value))) if column.kind == "office" else write


def _spoken(value: object) -> str:
    return plain(spoken(value) if isinstance(value, str) else value)


def _said_once(report: Report, rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """The columns that may stand above the table and are the same in every row, with what they say."""
    places = {column.name: place for place, column in enumerate(report.columns)}
    return {
        name: rows[0][places[name]]
        for name in report.said_once
        if rows and name in places and len({row[places[name]] for row in rows}) == 1
    }


def _console(stream: IO[str]) -> Console:
    from rich.console import Console

    console = Console(file=stream, highlight=False, emoji=False, markup=False)
    if console.is_terminal:
        return console
    # Into a file or a pipe rich would cut at 80 columns.
    return Console(
        file=stream, highlight=False, emoji=False, markup=False, width=10_000, no_color=True, color_system=None
    )


def _drawn(console: Console, columns: Sequence[tuple[Column, str]], rows: Sequence[Sequence[Text]]) -> str:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    for column, head in columns:
        table.add_column(
            Text(head, style="bold"),
            justify="right" if column.kind == "count" else "left",
            overflow="fold",
            no_wrap=column.kind in _NEVER_WRAPPED,
        )
    for row in rows:
        table.add_row(*row)
    with console.capture() as captured:
        console.print(table)
    return re.sub(r" +$", "", captured.get(), flags=re.MULTILINE)


def _cell(column: Column, text: str, *, thai: bool) -> Text:
    from rich.text import Text

    if column.kind in {"word", "flag"}:
        return Text(in_thai(text) if thai else in_words(text), style=_STYLES.get(text, ""))
    return Text(text)
