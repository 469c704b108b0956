"""CSV files that people hand in: their rows, and what is wrong with one of them."""

from __future__ import annotations

import csv
import io
from functools import reduce
from typing import TYPE_CHECKING

from circtrack.errors import InputError, Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.errors import CirctrackError


def read_csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV file, each with the number of its first line.

    Raises:
        InputError: the text is not valid CSV.
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    number = 1
    try:
        for cells in reader:
            yield number, cells
            number = reader.line_num + 1
    except csv.Error as error:
        raise InputError("line {line} is no CSV: {reason}.", line=number, reason=error) from error


def make_line_error(number: int, error: CirctrackError) -> Message:
    """Format the error of a line with any candidates."""
    text = Message("line {number}: {text}", number=number, text=error.message)
    if not error.details:
        return text
    first, *others = error.details
    text = Message("{text} {candidate}", text=text, candidate=first)
    return reduce(lambda one, other: Message("{one}; {other}", one=one, other=other), others, text)
