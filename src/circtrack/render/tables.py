"""Tables for people, drawn by rich. No borders: terminals disagree on the width of Thai, so borders would be crooked.

A value that all rows share is shown once above the table, if the report allows it; an empty column is left out. CSV
and JSON always have every column.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

from circtrack.errors import N_, join_names
from circtrack.i18n import language
from circtrack.render.folding import count_cells, fold_cell, fold_text, measure
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
# A column that may be folded is made no narrower than this: fewer letters in a line are no words.
_FOLDED = 16


def table_text(report: Report, stream: IO[str], *, thai: bool = False) -> str:
    """Return the report as a table, as wide as the terminal ``stream``; if that is no terminal, as wide as needed.

    If a terminal is too narrow, columns of ``left_out_first`` are left out, and the last line names them; then text
    is folded, where words end. If there is no room even so, each row is a record of lines. ``thai`` writes Thai
    numerals and dates, for a session in Thai.
    """
    shown = lay_out_table(report, thai=thai)
    lines = [said(report.title, thai=thai, whole=True)] if report.title else []
    lines += [f"{header(column)}: {_writer(column, thai=thai)(text)}" for column, text in shown.said_once]
    left_out: list[str] = []
    console = _console(stream)
    if shown.rows:
        lines += [""] if lines else []
        table = _Table(shown.columns, shown.rows, thai=thai)
        left_out = table.make_room(report.left_out_first, console.width)
        if table.fits:
            lines.append(table.draw(console))
        else:
            left_out = []
            lines.append(table.draw_records(console.width))
    foot = [said(line, whole=True) for line in report.foot]
    if report.empty and not shown.rows:
        foot.insert(0, said(report.empty, whole=True))
    if left_out:
        foot.append(fill(N_("No room for {columns}; --columns chooses others."), columns=join_names(left_out)))
    # A command to paste stays on one line.
    lines += [line if "`" in line else fold_text(line, console.width) for line in foot]
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)


def _writer(column: Column, *, thai: bool) -> Write:
    """Return the function that makes a cell's text. Until then our words are codes, which decide their colours."""
    return people_writer(column, thai=thai)


def _called(column: Column) -> str:
    """Return the name by which the reader chooses a column: its title in Thai, where that is the language."""
    return header(column) if language() == "th" else column.name


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
        self.fits = True
        self.widths: dict[int, int] = {}
        self._spans: dict[tuple[int, bool], tuple[int, int]] = {}
        self.writers = [_writer(column, thai=thai) for column in columns]

    def make_room(self, left_out_first: Sequence[str], width: int) -> list[str]:
        """Leave out columns until the rest fits the width, then the bars too; return what --columns calls them.

        A column of text may be folded down to some words in a line, never to less. What stays of the width is shared
        out, so that as little as possible is folded.
        """
        every = self.kept
        for name in left_out_first:
            if self._least() <= width:
                break
            self.kept = [place for place in self.kept if self.columns[place].name != name]
        self.bars = self._least() <= width
        self.fits = self._least() <= width
        self.widths = self._share(width)
        return [_called(self.columns[place]) for place in every if place not in self.kept]

    def _least(self) -> int:
        return sum(self._span(place)[0] + _GAP for place in self.kept) - _GAP

    def _share(self, width: int) -> dict[int, int]:
        """Return each column's width: the least first, then what it wants, the smaller wishes first."""
        spans = {place: self._span(place) for place in self.kept}
        widths = {place: least for place, (least, _) in spans.items()}
        left = width - self._least()
        wishes = sorted(spans, key=lambda place: spans[place][1] - spans[place][0])
        for number, place in enumerate(wishes):
            least, whole = spans[place]
            given = min(whole - least, max(0, left) // (len(wishes) - number))
            widths[place] += given
            left -= given
        return widths

    def draw(self, console: Console) -> str:
        """Return the table as text, with the console's colours."""
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, pad_edge=False, show_edge=False, padding=(0, _GAP, 0, 0))
        for place in self.kept:
            head = Text("\n".join(self._lines(place, header(self.columns[place]))), style="bold")
            # The lines are folded and set already.
            width = None if place == self.kept[-1] else self.widths[place]
            table.add_column(head, overflow="ignore", no_wrap=True, width=width)
        state = next((place for place, column in enumerate(self.columns) if column.name == "state"), None)
        for row in self.rows:
            style = "" if state is None else _STYLES.get(row[state], "")
            table.add_row(*(self._cell(place, row[place], style) for place in self.kept))
        with console.capture() as captured:
            console.print(table)
        return re.sub(r" +$", "", captured.get(), flags=re.MULTILINE)

    def draw_records(self, width: int) -> str:
        """Return the rows as records, a line for each value: for a terminal on which no table has room."""
        records = [
            "\n".join(
                fold_text(f"{header(column)}: {self._cell_text(place, row[place])}", width)
                for place, column in enumerate(self.columns)
                if row[place]
            )
            for row in self.rows
        ]
        return "\n\n".join(records) + "\n"

    def _cell(self, place: int, text: str, style_of_row: str) -> Text:
        from rich.text import Text

        column = self.columns[place]
        own = _STYLES.get(text, "") if column.kind == "word" else ""
        lines = self._lines(place, self._cell_text(place, text))
        return Text("\n".join(lines), style=style_of_row if column.name in _COLOURED else own)

    def _lines(self, place: int, text: str) -> list[str]:
        """Return a cell's text folded to its column's width; figures stand to the right."""
        width = self.widths[place]
        lines = fold_cell(text, width)
        if self.columns[place].kind in {"count", "percent"}:
            return [" " * (width - count_cells(line)) + line for line in lines]
        return lines

    def _cell_text(self, place: int, text: str) -> str:
        """Return the cell's text for people."""
        worded = self.writers[place](text)
        if self.columns[place].kind == "percent" and text:
            return f"{_bar(text) if self.bars else ''}{worded:>3}%"
        return worded

    def _span(self, place: int) -> tuple[int, int]:
        """Return the least width of a column, and the one in which nothing of it is folded."""
        if (place, self.bars) not in self._spans:
            column = self.columns[place]
            measured = [measure(self._cell_text(place, row[place])) for row in self.rows]
            whole, piece = (max(each) for each in zip(*measured, strict=True))
            title, word = measure(header(column))
            if column.kind in _NEVER_WRAPPED:
                least = max(whole, min(title, word))
            else:
                least = max(min(whole, max(piece, _FOLDED)), min(title, word))
            self._spans[place, self.bars] = least, max(whole, title)
        return self._spans[place, self.bars]
