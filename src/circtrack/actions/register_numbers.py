"""Numbers of a register as people write them: ``301``, ``๓๐๑/๖๖``, ``ว 908``; and which number comes next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from circtrack.errors import N_, ConflictError, InputError
from circtrack.store.register import bounds, given
from circtrack.thai.number_text import bare_text, compact_number

if TYPE_CHECKING:
    from circtrack.database.engine import Connection
    from circtrack.store.register import Book

_WRITTEN = re.compile(r"(?P<mark>ว\.?)?(?P<number>[0-9]{1,7})(?:/(?P<year>25[0-9]{2}|[0-9]{2}))?")
_CENTURY = 2500


class WrittenNumber(NamedTuple):
    """A register's number as written; ``year_be`` None where it names no year."""

    number: int
    circular: bool = False
    year_be: int | None = None


def read_number(text: str) -> WrittenNumber | None:
    """The number that a text is; None where it is none."""
    found = _WRITTEN.fullmatch(bare_text(text))
    if found is None or int(found["number"]) == 0:
        return None
    year = int(found["year"]) if found["year"] else None
    if year is not None and year < _CENTURY:
        year += _CENTURY
    return WrittenNumber(int(found["number"]), bool(found["mark"]), year)


def wanted_number(text: str) -> WrittenNumber:
    """The number that a clerk wants.

    Raises:
        InputError: it is none.
    """
    written = read_number(text)
    if written is None:
        raise InputError("{number} is no number of a register: write 301, ๓๐๑/๖๖ or ว 12.", number=text.strip() or '""')
    return written


def own_number(letter_number: str) -> WrittenNumber | None:
    """The number that a letter got from its sender's register: 708 of ``ชย 0023.14/708``; None where it shows none."""
    return read_number(compact_number(letter_number).rpartition("/")[2])


def place_for(connection: Connection, book: Book, wanted: int | None, first: int | None) -> int:
    """The number to give: one more than the last, or the wanted one where that leaves out none and repeats none.

    Args:
        connection: The database, locked for writing.
        book: Where the number is given.
        wanted: The one that the letter carries or a clerk names; None for the next.
        first: Where to begin, if nothing was given yet: a paper book's last number and one. None: at 1.

    Returns:
        A number that was not given yet, or one that is reserved.

    Raises:
        ConflictError: the wanted number was given to another letter, or would leave numbers out; or ``first`` is
            named and the book has begun.
    """
    span = bounds(connection, book)
    if span is None:
        return wanted or first or 1
    if first is not None:
        raise ConflictError(
            "The register of {year} goes on from its last number, {last}: --from is for one that is empty.",
            year=book.year_be,
            last=span[1],
        )
    following = span[1] + 1
    if wanted is None or wanted == following:
        return following
    if wanted < span[0]:
        raise ConflictError(
            "The register of {year} begins with {first}: {number} was given before it was kept here.",
            hint=N_("It stands in the book that was kept before."),
            year=book.year_be,
            first=span[0],
            number=wanted,
        )
    if wanted > following:
        raise ConflictError(
            "{number} would leave numbers out: the last one given in {year} is {last}.",
            hint=N_("`circtrack register {direction} --reserve {count}` gives those between; fill or void them later."),
            number=wanted,
            year=book.year_be,
            last=span[1],
            direction=book.direction,
            count=wanted - following,
        )
    present = given(connection, book, wanted)
    if present is None or present.status == "reserved":
        return wanted
    raise ConflictError(
        "{number} of {year} was given already, and no number is given twice.",
        hint=N_("`circtrack register {direction}` shows to what; without --number the next one is given."),
        number=wanted,
        year=book.year_be,
        direction=book.direction,
    )
