r"""CSV and TSV: UTF-8, ``\n``, always a header, no BOM unless Excel asks for it."""

from __future__ import annotations

import sys
from itertools import islice
from typing import IO, TYPE_CHECKING

from circtrack.render.cells import defused, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from circtrack.render.cells import Write
    from circtrack.table import Column, Report

_BOM = "\ufeff"
_ROWS_AT_A_TIME = 100
_MOST_CELLS = 10_000


def write_delimited(
    report: Report, stream: IO[str], *, tabs: bool = False, thai: bool = False, excel: bool = False
) -> None:
    """Write the report, row by row.

    Args:
        report: The report.
        stream: The output.
        tabs: Write TSV. A tab or line break inside a cell becomes a space, so that ``cut`` finds the columns.
        thai: Write Thai headers, digits, years and words.
        excel: Write a BOM first (a file gets it from its encoding), and defuse cells that a spreadsheet would run.
    """
    if excel and stream is sys.stdout:
        stream.write(_BOM)
    writers = [writer_for(column, thai=thai, excel=excel, tabs=tabs) for column in report.columns]
    heads = [column.name for column in report.columns]
    if thai:
        from circtrack.render.words import title_in_thai

        heads = [title_in_thai(column.title) for column in report.columns]
    if tabs:
        stream.write("\t".join(heads) + "\n")
        stream.writelines(
            "\t".join([write(value) for write, value in zip(writers, row, strict=True)]) + "\n" for row in report.rows
        )
        return
    if all(write is plain for write in writers) and all(column.kind != "flag" for column in report.columns):
        _write_plain([heads], stream, at_a_time=1)
        _write_plain(report.rows, stream, at_a_time=1 if report.live else _ROWS_AT_A_TIME)
    else:
        import csv

        out = csv.writer(stream, lineterminator="\n")
        out.writerow(heads)
        out.writerows([write(value) for write, value in zip(writers, row, strict=True)] for row in report.rows)


def _write_plain(rows: Iterable[Sequence[object]], stream: IO[str], *, at_a_time: int) -> None:
    """Write rows without flags as csv.writer would, three times as fast: repeated cells are made once.

    Rows with flags are not written here, because a dictionary takes True for 1.
    """
    cells = _Cells()
    remaining = iter(rows)
    while chunk := list(islice(remaining, at_a_time)):
        # An empty line would not count as a row.
        lines = [",".join(map(cells.__getitem__, row)) if len(row) > 1 else cells[row[0]] or '""' for row in chunk]
        stream.write("\n".join(lines) + "\n")
        if len(cells) > _MOST_CELLS:
            cells.clear()


class _Cells(dict[object, str]):
    """Values, and each as a cell of CSV."""

    def __missing__(self, value: object) -> str:
        text = plain(value)
        if "," in text or '"' in text or "\n" in text:
            text = '"' + text.replace('"', '""') + '"'
        self[value] = text
        return text


def writer_for(column: Column, *, thai: bool, excel: bool, tabs: bool = False) -> Write:
    """Return the function that writes this column's values in CSV and TSV.

    ``excel`` keeps counts as plain numbers, so that a sheet can add them up, and defuses all other cells. ``tabs``
    replaces tabs and line breaks by spaces.
    """
    number = column.kind in {"count", "percent"}
    if thai:
        from circtrack.render.thai_cells import thai_writer
    write = thai_writer(column) if thai and not (excel and number) else plain
    flat: Write = (lambda value: " ".join(write(value).split())) if tabs else write
    if excel and not number:
        return lambda value: defused(flat(value))
    return flat
