"""Tables for people, with rich. No borders: terminals disagree on the width of Thai, and nothing must rest on it.

What is the same in every row is said once above the table, where the report allows it; a column with nothing in it is
left out. CSV and JSON have every column always.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

from circtrack.render.output import header
from circtrack.render.shown import shown_of
from circtrack.render.words import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.text import Text

    from circtrack.table import Column, Report

_STYLES = {
    "overdue": "bold red",
    "due_today": "bold yellow",
    "at_risk": "yellow",
    "untold": "magenta",
    "done": "green",
}
_NEVER_WRAPPED = {"code", "number", "day", "count"}


def write_table(report: Report, stream: IO[str]) -> None:
    """Write the report as a table: as wide as the terminal, or as wide as it needs elsewhere."""
    shown = shown_of(report)
    rows = shown.rows
    lines = [report.title] if report.title else []
    lines += [f"{header(column)}: {text}" for column, text in shown.said_once]
    if rows:
        lines += [""] if lines else []
        lines.append(_drawn(_console(stream), shown.columns, rows))
    stream.write("".join(line if line.endswith("\n") else line + "\n" for line in lines))
    for line in report.foot:
        stream.write(line + "\n")


def _console(stream: IO[str]) -> Console:
    from rich.console import Console

    console = Console(file=stream, highlight=False, emoji=False, markup=False)
    if console.is_terminal:
        return console
    # Into a file or a pipe rich would cut at 80 columns.
    return Console(
        file=stream, highlight=False, emoji=False, markup=False, width=10_000, no_color=True, color_system=None
    )


def _drawn(console: Console, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> str:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(
            Text(header(column), style="bold"),
            justify="right" if column.kind == "count" else "left",
            overflow="fold",
            no_wrap=column.kind in _NEVER_WRAPPED,
        )
    for row in rows:
        table.add_row(*map(_cell, columns, row))
    with console.capture() as captured:
        console.print(table)
    return re.sub(r" +$", "", captured.get(), flags=re.MULTILINE)


def _cell(column: Column, text: str) -> Text:
    from rich.text import Text

    if column.kind in {"word", "flag"}:
        return Text(in_words(text), style=_STYLES.get(text, ""))
    return Text(text)
