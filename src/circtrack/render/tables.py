"""Tables for people, drawn by rich. No borders: terminals disagree on the width of Thai, so borders would be crooked.

A value that all rows share is shown once above the table, if the report allows it; an empty column is left out. CSV
and JSON always have every column.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

from circtrack.errors import N_
from circtrack.render.messages import fill, said
from circtrack.render.table_layout import lay_out_table
from circtrack.render.thai_cells import people_writer
from circtrack.render.words import header

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
}
# The columns that take the colour of the row's state; the state is also shown as a word.
_COLOURED = {"due_on", "days_left", "working_days_left"}
_NEVER_WRAPPED = {"code", "number", "day", "count", "percent"}
_GAP = 2
_BAR = 10
# Before columns are left out, a column that may be folded is made no narrower than this.
_FOLDED = 16


def table_text(report: Report, stream: IO[str], *, thai: bool = False) -> str:
    """Return the report as a table, as wide as the terminal ``stream``; if that is no terminal, as wide as needed.

    If a terminal is too narrow, columns of ``left_out_first`` are left out, and the last line names them; then text
    is folded. ``thai`` writes Thai numerals and dates, for a session in Thai.
    """
    shown = lay_out_table(report, thai=thai)
    lines = [said(report.title, thai=thai, whole=True)] if report.title else []
    lines += [f"{header(column)}: {_writer(column, thai=thai)(text)}" for column, text in shown.said_once]
    left_out: list[str] = []
    if shown.rows:
        lines += [""] if lines else []
        table = _Table(shown.columns, shown.rows, thai=thai)
        console = _console(stream)
        left_out = table.make_room(report.left_out_first, console.width)
        lines.append(table.draw(console))
    lines += [said(line, whole=True) for line in report.foot]
    if left_out:
        lines.append(fill(N_("No room for {columns}; --columns chooses others."), columns=", ".join(left_out)))
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)


def _writer(column: Column, *, thai: bool) -> Write:
    """Return the function that makes a cell's text. Until then our words are codes, which decide their colours."""
    return people_writer(column, thai=thai)


def _bar(percent: str) -> str:
    """Return the bar before the figure; full only at 100, empty only below 5."""
    full, rest = divmod(int(percent), 100 // _BAR)
    return f"{'█' * full + '▌' * (rest >= 5):░<{_BAR}} "


def _console(stream: IO[str]) -> Console:
    from rich.console import Console

    console = Console(file=stream, highlight=False, emoji=False, markup=False)
    if console.is_terminal:
        return console
    # For a file or a pipe, rich would cut lines at 80 columns.
    return Console(
        file=stream, highlight=False, emoji=False, markup=False, width=10_000, no_color=True, color_system=None
    )


class _Table:
    """Columns and rows to be drawn in a given width."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, thai: bool) -> None:
        self.columns = columns
        self.rows = rows
        self.kept = list(range(len(columns)))
        self.bars = True
        self.writers = [_writer(column, thai=thai) for column in columns]

    def make_room(self, left_out_first: Sequence[str], width: int) -> list[str]:
        """Leave out columns until the rest fits the width, then the bars too; return the names of those left out."""
        needed = {self.columns[place].name: self._width(place) + _GAP for place in self.kept}
        names: list[str] = []
        for name in left_out_first:
            if sum(needed.values()) - _GAP <= width:
                break
            if needed.pop(name, 0):
                names.append(name)
        self.bars = sum(needed.values()) - _GAP <= width
        self.kept = [place for place in self.kept if self.columns[place].name not in names]
        return names

    def draw(self, console: Console) -> str:
        """Return the table as text, with the console's colours."""
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, pad_edge=False, show_edge=False, padding=(0, _GAP, 0, 0))
        for column in (self.columns[place] for place in self.kept):
            table.add_column(
                Text(header(column), style="bold"),
                justify="right" if column.kind in {"count", "percent"} else "left",
                overflow="fold",
                no_wrap=column.kind in _NEVER_WRAPPED,
            )
        state = next((place for place, column in enumerate(self.columns) if column.name == "state"), None)
        for row in self.rows:
            style = "" if state is None else _STYLES.get(row[state], "")
            table.add_row(*(self._cell(place, row[place], style) for place in self.kept))
        with console.capture() as captured:
            console.print(table)
        return re.sub(r" +$", "", captured.get(), flags=re.MULTILINE)

    def _cell(self, place: int, text: str, style_of_row: str) -> Text:
        from rich.text import Text

        column = self.columns[place]
        own = _STYLES.get(text, "") if column.kind == "word" else ""
        return Text(self._cell_text(place, text), style=style_of_row if column.name in _COLOURED else own)

    def _cell_text(self, place: int, text: str) -> str:
        """Return the cell's text for people."""
        worded = self.writers[place](text)
        if self.columns[place].kind == "percent" and text:
            return f"{_bar(text) if self.bars else ''}{worded:>3}%"
        return worded

    def _width(self, place: int) -> int:
        from rich.cells import cell_len

        column = self.columns[place]
        longest = max(cell_len(self._cell_text(place, row[place])) for row in self.rows)
        wanted = max(longest, cell_len(header(column)))
        return wanted if column.kind in _NEVER_WRAPPED else min(wanted, _FOLDED)
