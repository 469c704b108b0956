"""CSV and TSV for filters: read and write rows of text one at a time."""

from __future__ import annotations

import csv
from typing import IO, TYPE_CHECKING

from circtrack.errors import FileError
from circtrack.render.cells import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def read_delimited(lines: Iterable[str], *, tabs: bool = False) -> Iterator[list[str]]:
    """Yield the rows of a CSV or TSV as its lines arrive (with their line ends).

    Raises:
        FileError: a line is not a row of a CSV, or has a cell of more than 131,072 characters.
    """
    rows = csv.reader(lines, delimiter="\t" if tabs else ",")
    try:
        yield from rows
    except csv.Error as error:
        raise FileError("line {line} is no row of a CSV: {reason}.", line=rows.line_num, reason=error) from error


def write_delimited_rows(rows: Iterable[Sequence[str]], stream: IO[str], *, tabs: bool = False) -> None:
    """Write rows as they arrive, unchanged; at a terminal, without characters that could control it."""
    if stream.isatty():
        rows = ([printable(cell) for cell in row] for row in rows)
    csv.writer(stream, delimiter="\t" if tabs else ",", lineterminator="\n").writerows(rows)
