"""The offices' e-mail addresses, from a CSV file with the columns office and email."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from circtrack.actions.done_lists import line_error
from circtrack.errors import N_, BadRowsError, CirctrackError, FileError, InputError
from circtrack.reading.decode import read_text_file
from circtrack.registry.find import find_office

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from pathlib import Path

# Not every address there is, but none that could be taken for something else in a mail's head.
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")

_COLUMNS = {"office", "email"}


def read_addresses(file: Path, among: Collection[str], today: date) -> dict[str, tuple[str, ...]]:
    """Who is reached where, by code. An office on several lines has several addresses.

    Args:
        file: The list; an office is a code or a name as people write it.
        among: Codes of those who are written to: a name that is unique among them is found.
        today: The day whose names count.

    Raises:
        FileError: it cannot be read.
        InputError: it lacks one of its columns.
        BadRowsError: lines without an office or an address that can be taken, each in ``details``.
    """
    reader = csv.DictReader(io.StringIO(read_text_file(file, "utf-8").removeprefix("\ufeff"), newline=""), strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise FileError("{file} is no CSV: {reason}.", file=file, reason=error) from error
    if missing := _COLUMNS - set(reader.fieldnames or ()):
        raise InputError(
            "{file} has no column {column}.",
            hint=N_("Its first line must name the columns: office,email"),
            file=file,
            column=", ".join(sorted(missing)),
        )
    found: dict[str, tuple[str, ...]] = {}
    bad: list[str] = []
    for line, row in rows:
        name, address = ((row[column] or "").strip() for column in ("office", "email"))
        try:
            if not ADDRESS.fullmatch(address):
                raise InputError("'{address}' is no e-mail address.", address=address)
            code = find_office(name, today, among=among).code
            found[code] = (*found.get(code, ()), address)
        except CirctrackError as error:
            bad.append(line_error(line, error))
    if bad:
        raise BadRowsError("{file} has lines that cannot be taken:", details=bad, file=file)
    return found
