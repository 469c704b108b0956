"""CSV and TSV that pass through: rows of text in, rows of text out, one at a time."""

from __future__ import annotations

import csv
from typing import IO, TYPE_CHECKING

from circtrack.errors import FileError
from circtrack.render.cells import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def read_delimited(lines: Iterable[str], *, tabs: bool = False) -> Iterator[list[str]]:
    """Rows of a CSV or TSV as its lines come, line ends included.

    Raises:
        FileError: a line that is none, or has a cell of more than 131,072 characters.
    """
    rows = csv.reader(lines, delimiter="\t" if tabs else ",")
    try:
        yield from rows
    except csv.Error as error:
        raise FileError("line {line} is no row of a CSV: {reason}.", line=rows.line_num, reason=error) from error


def write_delimited_rows(rows: Iterable[Sequence[str]], stream: IO[str], *, tabs: bool = False) -> None:
    """Write rows as they come: as they are, but at a terminal without what could drive it."""
    if stream.isatty():
        rows = ([printable(cell) for cell in row] for row in rows)
    csv.writer(stream, delimiter="\t" if tabs else ",", lineterminator="\n").writerows(rows)
