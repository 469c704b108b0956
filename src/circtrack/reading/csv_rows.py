"""CSV files that people hand in: their rows, and what is wrong with one of them."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from circtrack.errors import N_, InputError, cited
from circtrack.i18n import translate

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


def make_line_error(number: int, error: CirctrackError) -> str:
    """Format the error of a line in the reader's language, with any candidates."""
    values = {name: cited(value) if isinstance(value, str) else value for name, value in error.values.items()}
    text = translate(N_("line {number}: {text}")).format(number=number, text=translate(error.message).format(**values))
    candidates = "; ".join(str(detail) for detail in error.details)
    return f"{text} {candidates}".rstrip()
