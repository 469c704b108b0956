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


def csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file, each with the line that it begins on.

    Raises:
        InputError: what cannot be read as CSV.
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    number = 1
    try:
        for cells in reader:
            yield number, cells
            number = reader.line_num + 1
    except csv.Error as error:
        raise InputError("line {line} is no CSV: {reason}.", line=number, reason=error) from error


def line_error(number: int, error: CirctrackError) -> str:
    """What is wrong with a line of a list, in the reader's language, with the candidates there are."""
    values = {name: cited(value) if isinstance(value, str) else value for name, value in error.values.items()}
    text = translate(N_("line {number}: {text}")).format(number=number, text=translate(error.message).format(**values))
    candidates = "; ".join(str(detail) for detail in error.details)
    return f"{text} {candidates}".rstrip()
