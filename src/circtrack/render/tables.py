"""Tables for people, with rich. No borders: terminals disagree on the width of Thai, and nothing must rest on it."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

from circtrack.render.cells import plain
from circtrack.render.words import in_words

if TYPE_CHECKING:
    from rich.text import Text

    from circtrack.table import Column, Report

_STYLES = {
    "overdue": "bold red",
    "due_today": "bold yellow",
    "at_risk": "yellow",
    "untold": "magenta",
    "done": "green",
}


def write_table(report: Report, stream: IO[str]) -> None:
    """Write the report as a table: as wide as the terminal, or as wide as it needs elsewhere."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=stream, highlight=False, emoji=False, markup=False, soft_wrap=False)
    if not console.is_terminal:
        console = Console(
            file=stream,
            highlight=False,
            emoji=False,
            markup=False,
            width=10_000,
            no_color=True,
            color_system=None,
        )
    if report.title:
        console.print(Text(report.title, style="bold"))
    table = Table(box=None, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    for column in report.columns:
        table.add_column(
            Text(_head(column), style="bold"),
            justify="right" if column.kind == "count" else "left",
            overflow="fold",
            no_wrap=column.kind in {"code", "day", "count"},
        )
    for row in report.rows:
        table.add_row(*(_cell(column, value) for column, value in zip(report.columns, row, strict=True)))
    with console.capture() as captured:
        console.print(table)
    stream.write(re.sub(r" +$", "", captured.get(), flags=re.MULTILINE))
    for line in report.foot:
        stream.write(line + "\n")


def _head(column: Column) -> str:
    from circtrack.render.output import header

    return header(column)


def _cell(column: Column, value: object) -> Text:
    from rich.text import Text

    text = plain(value)
    if column.kind in {"word", "flag"}:
        return Text(in_words(text), style=_STYLES.get(text, ""))
    return Text(text)
