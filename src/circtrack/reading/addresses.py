"""The offices' e-mail addresses, from a list with the columns office and email."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from circtrack.errors import N_, BadRowsError, CirctrackError, InputError, Message
from circtrack.lists.read import read_list
from circtrack.reading.csv_rows import make_line_error
from circtrack.reading.decode import read_bytes
from circtrack.registry.find import find_office

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from pathlib import Path

# Not every address there is, but none that could be taken for something else in a mail's head.
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


# What may stand before an address in brackets: งานสารบรรณ <saraban@example.go.th>, in quotation marks or not.
_NAMED = re.compile(r"\s*(?:\"(?P<quoted>[^\"<>]*)\"|(?P<name>[^\"<>]*?))\s*<(?P<address>[^<>\s]+)>\s*")


class Sender(NamedTuple):
    """From whom mail comes: an address, and the name before it, "" for none."""

    address: str = ""
    name: str = ""


def read_sender(text: str) -> Sender | None:
    """Return whom a text names, as ``a@example.go.th`` or ``งานสารบรรณ <a@example.go.th>``; None if nobody."""
    named = _NAMED.fullmatch(text)
    found = Sender(text.strip())
    if named:
        found = Sender(named["address"], (named["quoted"] or named["name"] or "").strip())
    return found if ADDRESS.fullmatch(found.address) else None


class Addresses(NamedTuple):
    """Who is reached where, by code, and the lines that cannot be taken."""

    found: dict[str, tuple[str, ...]]
    bad: tuple[Message, ...] = ()


def read_addresses(file: Path, among: Collection[str], today: date, own: str = "") -> Addresses:
    """Who is reached where, of a file: see ``find_addresses``.

    Raises:
        FileError: it cannot be read.
        InputError, BadRowsError: as there.
    """
    return find_addresses(read_bytes(file), str(file), among, today, own)


def find_addresses(data: bytes, file: str, among: Collection[str], today: date, own: str = "") -> Addresses:
    """Who is reached where, by code. An office on several lines has several addresses.

    A line that cannot be taken does not stop the others: names are looked for under one's own office, and a name that
    is of no office there may still be of somebody who is not written to.

    Args:
        data: The list (``lists.read``); an office is a code or a name as people write it.
        file: What messages call it.
        among: Codes of those who are written to: a name that is unique among them is found.
        today: The day whose names count.
        own: Code of the database's own office.

    Raises:
        InputError: it lacks one of its columns.
        BadRowsError: no line can be taken, each is in ``details``.
    """
    read = read_list(data, file)
    if missing := {"email", "office"} - ({"office"} if "code" in read.columns else set()) - set(read.columns):
        raise InputError(
            "{file} has no column {column}.",
            hint=N_("Its first line must name the columns: office,email"),
            file=file,
            column=", ".join(sorted(missing)),
        )
    found: dict[str, tuple[str, ...]] = {}
    bad: list[Message] = []
    for each in read.entries:
        address = each.fields.get("email", "")
        try:
            if not ADDRESS.fullmatch(address):
                raise InputError("'{address}' is no e-mail address.", address=address)
            code = find_office(each.name, today, among=among, under=own).code
            found[code] = (*found.get(code, ()), address)
        except CirctrackError as error:
            bad.append(make_line_error(each.line, error))
    if bad and not found:
        raise BadRowsError("{file} has lines that cannot be taken:", details=bad, file=file)
    return Addresses(found, tuple(bad))
