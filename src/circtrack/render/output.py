"""Write a report in the chosen format (table, csv, tsv, json, jsonl, html, xlsx) to standard output or a file."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from circtrack.errors import N_, InputError
from circtrack.progress_bar import steps
from circtrack.record import Record
from circtrack.render.streams import stdout_is_terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from circtrack.figures import Masthead
    from circtrack.table import Report


class Output(Record):
    """The output options of a listing.

    ``format`` None means a table at a terminal and CSV elsewhere. ``columns`` empty means the report's own choice.
    ``masthead`` returns the head of an HTML page; a listing without it has no HTML.
    """

    format: str | None = None
    file: Path | None = None
    columns: tuple[str, ...] = ()
    excel: bool = False
    thai: bool = False
    masthead: Callable[[], Masthead] | None = None
    pager: bool = True

    def chosen_format(self) -> str:
        """Return the format in force."""
        if self.format:
            return self.format
        if self.excel:
            return "csv"
        return "table" if self.file is None and stdout_is_terminal() else "csv"

    @property
    def shows_table(self) -> bool:
        """Whether a table is written with the report's own choice of columns."""
        return self.chosen_format() == "table" and not self.columns

    def writes_objects(self) -> bool:
        """Whether whole objects are written: JSON without a choice of columns."""
        return self.chosen_format() in {"json", "jsonl"} and not self.columns

    def write(self, report: Report) -> None:
        """Write the report. Only the default format and a table's width depend on the terminal.

        Raises:
            InputError: a chosen column does not exist or is named twice, or the format needs a file.
            FileError: the output file cannot be written.
        """
        chosen = self.chosen_format()
        if self.file is not None:
            report = report._replace(rows=steps(N_("Writing rows"), report.rows))
        if chosen == "xlsx":
            self._write_workbook(report)
            return
        for_people = chosen in {"table", "html"}
        if for_people and not self.columns:
            report = leave_blank(report)
        form = report.page_columns if chosen == "html" else ()
        selected = select_columns(report, self.columns or form or (report.table_columns if for_people else ()))
        if chosen == "table":
            self._write_table(selected)
            return
        with self.stream() as stream:
            if chosen == "html" and self.masthead:
                from circtrack.render.html import write_page

                write_page(selected, stream, self.masthead(), thai=self.thai)
            elif chosen in {"json", "jsonl"}:
                from circtrack.render.objects import write_objects

                write_objects(selected, stream, lines=chosen == "jsonl")
            else:
                from circtrack.render.delimited import write_delimited

                write_delimited(selected, stream, tabs=chosen == "tsv", thai=self.thai, excel=self.excel)

    def _write_table(self, report: Report) -> None:
        from circtrack.render.tables import table_text

        with self.stream() as stream:
            text = table_text(report, stream, thai=self.thai)
            if self.pager and stream is sys.stdout:
                from circtrack.render.pager import show

                show(text)
            else:
                stream.write(text)

    def _write_workbook(self, report: Report) -> None:
        if self.file is None:
            raise InputError("--format xlsx writes to a file.", hint=N_("Name it with --output FILE.xlsx."))
        from circtrack.newfile import write_atomically
        from circtrack.render.workbook import save_workbook

        selected = select_columns(report, self.columns)
        with write_atomically(self.file) as beside:
            save_workbook(selected, beside, thai=self.thai, heading=self._heading(report))

    def _heading(self, report: Report) -> str:
        """Return what a printed workbook has above its rows: title, office and day."""
        if self.masthead is None:
            return ""
        from circtrack.errors import Message
        from circtrack.render.messages import said

        head = self.masthead()
        title = said(report.title or head.title, thai=self.thai)
        day = said(Message("as on {day}", day=head.day), thai=self.thai)
        return "  ".join(filter(None, (title, head.office, day)))

    def write_text(self, text: str) -> None:
        """Write text for people, which must be translated and free of control characters."""
        self.write_pieces((text,))

    def write_prose(self, text: str) -> None:
        """Write text for people, at a terminal folded to its width where words end."""
        if width := self.width():
            from circtrack.render.folding import fold_text

            text = fold_text(text, width)
        self.write_text(text)

    def width(self) -> int:
        """Return the columns of the terminal that is written to; 0 if it is none, where no line is folded."""
        if self.file is not None or not stdout_is_terminal():
            return 0
        from shutil import get_terminal_size

        return get_terminal_size().columns

    def write_pieces(self, pieces: Iterable[str]) -> None:
        """Write text for people piece by piece, as ``write_text`` does."""
        last = "\n"
        with self.stream() as stream:
            for piece in filter(None, pieces):
                stream.write(piece)
                last = piece
            if not last.endswith("\n"):
                stream.write("\n")

    def write_lines(self, lines: Iterable[str]) -> None:
        """Write lines for another program, one by one."""
        with self.stream() as stream:
            for line in lines:
                stream.write(line + "\n")

    @contextmanager
    def stream(self) -> Iterator[IO[str]]:
        """Open the output: standard output, or a file that is written atomically."""
        if self.file is None:
            yield sys.stdout
            return
        from circtrack.newfile import write_atomically

        encoding = "utf-8-sig" if self.excel and self.chosen_format() in {"csv", "tsv"} else "utf-8"
        with write_atomically(self.file) as beside, beside.open("w", encoding=encoding, newline="") as stream:
            yield stream


def leave_blank(report: Report) -> Report:
    """Return the report with blanks for the values that people need not see."""
    if not report.quiet:
        return report
    quiet = {
        place: report.quiet[column.name] for place, column in enumerate(report.columns) if column.name in report.quiet
    }
    rows = (
        ["" if place in quiet and cell in quiet[place] else cell for place, cell in enumerate(row)]
        for row in report.rows
    )
    return report._replace(rows=rows, quiet={})


def select_columns(report: Report, names: Sequence[str]) -> Report:
    """Return the report with only these columns, in this order; with all columns if ``names`` is empty.

    Raises:
        InputError: a name is not a column of the report, or occurs twice.
    """
    if not names:
        return report
    places = {column.name: place for place, column in enumerate(report.columns)}
    if any(name not in places for name in names):
        names = _name_columns(report, names)
    for index, name in enumerate(names):
        if name not in places:
            raise InputError("no column {name}.", hint=N_("There are: {columns}"), name=name, columns=", ".join(places))
        if name in names[:index]:
            raise InputError("column {name} is named twice.", name=name)
    wanted = [places[name] for name in names]
    return report._replace(
        columns=tuple(report.columns[place] for place in wanted),
        rows=([row[place] for place in wanted] for row in report.rows),
        table_columns=(),
        page_columns=names if names == report.page_columns else (),
        said_once=report.said_once if names == report.table_columns else (),
        left_out_first=report.left_out_first if names == report.table_columns else (),
    )


def _name_columns(report: Report, names: Sequence[str]) -> Sequence[str]:
    """Return the columns' names where their titles are given, as tables have them in either language."""
    from circtrack.render.words import title_in_thai

    titles = {title: column.name for column in report.columns for title in (column.title, title_in_thai(column.title))}
    return [titles.get(name, name) for name in names]
