"""The offices' e-mail addresses, from a CSV file with the columns office and email."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from circtrack.errors import N_, BadRowsError, CirctrackError, InputError, Message
from circtrack.reading.csv_rows import make_line_error, read_csv_rows
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
    """Who is reached where, of a file: see ``find_addresses``.

    Raises:
        FileError: it cannot be read.
        InputError, BadRowsError: as there.
    """
    return find_addresses(read_text_file(file, "utf-8"), str(file), among, today)


def find_addresses(text: str, file: str, among: Collection[str], today: date) -> dict[str, tuple[str, ...]]:
    """Who is reached where, by code. An office on several lines has several addresses.

    Args:
        text: The list; an office is a code or a name as people write it.
        file: What messages call it.
        among: Codes of those who are written to: a name that is unique among them is found.
        today: The day whose names count.

    Raises:
        InputError: it lacks one of its columns.
        BadRowsError: lines without an office or an address that can be taken, each in ``details``.
    """
    rows = read_csv_rows(text)
    header = next(rows, (0, []))[1]
    if missing := _COLUMNS - set(header):
        raise InputError(
            "{file} has no column {column}.",
            hint=N_("Its first line must name the columns: office,email"),
            file=file,
            column=", ".join(sorted(missing)),
        )
    found: dict[str, tuple[str, ...]] = {}
    bad: list[Message] = []
    for number, cells in rows:
        if not cells:
            continue
        row = dict(zip(header, cells, strict=False))
        name, address = (row.get(column, "").strip() for column in ("office", "email"))
        try:
            if not ADDRESS.fullmatch(address):
                raise InputError("'{address}' is no e-mail address.", address=address)
            code = find_office(name, today, among=among).code
            found[code] = (*found.get(code, ()), address)
        except CirctrackError as error:
            bad.append(make_line_error(number, error))
    if bad:
        raise BadRowsError("{file} has lines that cannot be taken:", details=bad, file=file)
    return found
