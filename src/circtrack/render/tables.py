"""Tables for people, with rich. No borders: terminals disagree on the width of Thai, and nothing must rest on it.

What is the same in every row is said once above the table, where the report allows it; a column with nothing in it is
left out. CSV and JSON have every column always.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

from circtrack.errors import N_
from circtrack.render.cells import plain
from circtrack.render.messages import fill
from circtrack.render.output import header
from circtrack.render.words import in_words
from circtrack.thai.short_names import short_name

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
# The columns of a row that take the colour of its state. The state's own word says the same without colour.
_COLOURED = {"due_on", "days_left", "working_days_left"}
_NEVER_WRAPPED = {"code", "number", "day", "count", "percent"}
_GAP = 2
_BAR = 10
# A column that may be folded is not made narrower than this before columns are left out.
_FOLDED = 16


def table_text(report: Report, stream: IO[str]) -> str:
    """The report as a table: as wide as the terminal that ``stream`` is, or as wide as it needs elsewhere.

    Where a terminal is too narrow, the report's ``left_out_first`` go, and the last line says which did; then text
    is folded.
    """
    rows = [[_shown(column, value) for column, value in zip(report.columns, row, strict=True)] for row in report.rows]
    said_once = _said_once(report, rows)
    kept = [
        place
        for place, column in enumerate(report.columns)
        if column.name not in said_once and (not rows or any(row[place] for row in rows))
    ]
    lines = [report.title] if report.title else []
    lines += _lines_above(report, said_once)
    left_out: list[str] = []
    if rows:
        console = _console(stream)
        left_out, bars = _too_many(report, rows, kept, console.width)
        kept = [place for place in kept if report.columns[place].name not in left_out]
        lines += [""] if lines else []
        lines.append(_drawn(console, report.columns, rows, kept, bars=bars))
    lines += report.foot
    if left_out:
        lines.append(fill(N_("No room for {columns}; --columns chooses others."), columns=", ".join(left_out)))
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)


def _shown(column: Column, value: object) -> str:
    text = plain(value)
    return short_name(text) if column.kind == "office" else text


def _bar(percent: str) -> str:
    """A bar before the figure; full only at 100, empty only below 5."""
    full, rest = divmod(int(percent), 100 // _BAR)
    return f"{'█' * full + '▌' * (rest >= 5):░<{_BAR}} "


def _too_many(report: Report, rows: Sequence[Sequence[str]], kept: Sequence[int], width: int) -> tuple[list[str], bool]:
    """The columns that a terminal of this width has no room for; and whether it has room for bars, which go last."""
    needed = {report.columns[place].name: _width(report.columns[place], place, rows) + _GAP for place in kept}
    names: list[str] = []
    for name in report.left_out_first:
        if sum(needed.values()) - _GAP <= width:
            break
        if needed.pop(name, 0):
            names.append(name)
    return names, sum(needed.values()) - _GAP <= width


def _width(column: Column, place: int, rows: Sequence[Sequence[str]]) -> int:
    from rich.cells import cell_len

    longest = max(cell_len(_worded(column, row[place], bars=True)) for row in rows)
    wanted = max(longest, cell_len(header(column)))
    return wanted if column.kind in _NEVER_WRAPPED else min(wanted, _FOLDED)


def _said_once(report: Report, rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """The columns that may stand above the table and are the same in every row, with what they say."""
    places = {column.name: place for place, column in enumerate(report.columns)}
    return {
        name: rows[0][places[name]]
        for name in report.said_once
        if rows and name in places and len({row[places[name]] for row in rows}) == 1
    }


def _lines_above(report: Report, said_once: dict[str, str]) -> list[str]:
    heads = {column.name: header(column) for column in report.columns}
    return [f"{heads[name]}: {text}" for name, text in said_once.items() if text]


def _console(stream: IO[str]) -> Console:
    from rich.console import Console

    console = Console(file=stream, highlight=False, emoji=False, markup=False)
    if console.is_terminal:
        return console
    # Into a file or a pipe rich would cut at 80 columns.
    return Console(
        file=stream, highlight=False, emoji=False, markup=False, width=10_000, no_color=True, color_system=None
    )


def _drawn(
    console: Console, columns: Sequence[Column], rows: Sequence[Sequence[str]], kept: Sequence[int], *, bars: bool
) -> str:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, show_edge=False, padding=(0, _GAP, 0, 0))
    for column in (columns[place] for place in kept):
        table.add_column(
            Text(header(column), style="bold"),
            justify="right" if column.kind in {"count", "percent"} else "left",
            overflow="fold",
            no_wrap=column.kind in _NEVER_WRAPPED,
        )
    state = next((place for place, column in enumerate(columns) if column.name == "state"), None)
    for row in rows:
        style = "" if state is None else _STYLES.get(row[state], "")
        table.add_row(*(_cell(columns[place], row[place], style, bars=bars) for place in kept))
    with console.capture() as captured:
        console.print(table)
    return re.sub(r" +$", "", captured.get(), flags=re.MULTILINE)


def _cell(column: Column, text: str, style_of_row: str, *, bars: bool) -> Text:
    from rich.text import Text

    style = style_of_row if column.name in _COLOURED else _STYLES.get(text, "") if column.kind == "word" else ""
    return Text(_worded(column, text, bars=bars), style=style)


def _worded(column: Column, text: str, *, bars: bool) -> str:
    """The cell as a person reads it."""
    if column.kind == "percent" and text:
        return f"{_bar(text) if bars else ''}{text:>3}%"
    return in_words(text) if column.kind in {"word", "flag"} else text
