r"""CSV and TSV: UTF-8, ``\n``, always a header, no BOM but for Excel on request."""

from __future__ import annotations

import csv
import sys
from functools import lru_cache
from itertools import islice
from typing import IO, TYPE_CHECKING

from circtrack.render.cells import defused, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from circtrack.render.cells import Write
    from circtrack.table import Column, Report

_BOM = "\ufeff"
_ROWS_AT_A_TIME = 500


def write_delimited(
    report: Report, stream: IO[str], *, tabs: bool = False, thai: bool = False, excel: bool = False
) -> None:
    """Write the report's rows as they come.

    Args:
        report: What to write.
        stream: Where to.
        tabs: TSV, in which a tab or line break inside a cell becomes a space, so that ``cut`` can rest on it.
        thai: Thai headers, digits, years and words.
        excel: A BOM before all (a file's own encoding brings it), and cells that a spreadsheet would run defused.
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
    out = csv.writer(stream, lineterminator="\n")
    out.writerow(heads)
    if all(write is plain for write in writers) and all(column.kind != "flag" for column in report.columns):
        _write_plain(report.rows, stream, at_a_time=1 if report.live else _ROWS_AT_A_TIME)
    else:
        out.writerows([write(value) for write, value in zip(writers, row, strict=True)] for row in report.rows)


def _write_plain(rows: Iterable[Sequence[object]], stream: IO[str], *, at_a_time: int) -> None:
    """Write rows without flags as csv.writer would, twice as fast: repeated cells are cached.

    (Rows with flags go another way, because a cache takes True for 1.)
    """
    remaining = iter(rows)
    while chunk := list(islice(remaining, at_a_time)):
        stream.writelines([",".join(map(_cell, row)) + "\n" if len(row) > 1 else _alone(row[0]) for row in chunk])


@lru_cache(maxsize=10_000)
def _cell(value: object) -> str:
    text = plain(value)
    if "," in text or '"' in text or "\n" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def _alone(value: object) -> str:
    # A line with nothing on it would be no row.
    return (_cell(value) or '""') + "\n"


def writer_for(column: Column, *, thai: bool, excel: bool, tabs: bool = False) -> Write:
    """How this column's values are written in CSV and TSV.

    ``excel`` keeps counts as the numbers they are, for a sheet to add up, and defuses all else that someone may have
    written. ``tabs`` makes a space of any tab or line break inside.
    """
    number = column.kind in {"count", "percent"}
    if thai:
        from circtrack.render.thai_cells import thai_writer
    write = thai_writer(column) if thai and not (excel and number) else plain
    flat: Write = (lambda value: " ".join(write(value).split())) if tabs else write
    if excel and not number:
        return lambda value: defused(flat(value))
    return flat
