"""The recorded letters: a list to search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_
from circtrack.store.find_letter import bare_text, compact_number
from circtrack.store.letters_list import letters
from circtrack.table import Column, Report

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from circtrack.store.letters_list import LetterRow

COLUMNS = (
    Column("number", N_("letter"), "number"),
    Column("date", N_("dated"), "day"),
    Column("kind", N_("kind"), "word"),
    Column("issuer_code", N_("office code"), "code"),
    Column("issuer", N_("issuer"), "office"),
    Column("subject", N_("subject")),
    Column("parent", N_("passes on"), "number"),
    Column("recipients", N_("sent to"), "count"),
    Column("tasks", N_("tasks"), "count"),
    Column("due_on", N_("due on"), "day"),
    Column("findings", N_("findings"), "count"),
)

_TABLE = ("number", "date", "recipients", "tasks", "due_on", "findings", "issuer", "subject")


def letters_report(
    connection: sqlite3.Connection, *, text: str = "", since: date | None = None, until: date | None = None
) -> Report:
    """The letters by date, those of one day in the order recorded.

    Args:
        connection: An open database.
        text: Part of a number, the subject or the issuer's name; how it is spaced does not matter, as Thai
            is written without spaces between words, nor whether its digits are Thai.
        since: Only letters of this day or later.
        until: Only letters of this day or earlier.
    """
    found = letters(
        connection,
        since=since.isoformat() if since else None,
        until=until.isoformat() if until else None,
    )
    words, number = bare_text(text).casefold(), compact_number(text)
    return Report(COLUMNS, (_cells(row) for row in found if _fits(row, words, number)), _TABLE)


def _fits(row: LetterRow, words: str, number: str) -> bool:
    if not words or (number and any(number in each for each in row.numbers.splitlines())):
        return True
    return any(words in bare_text(each).casefold() for each in (row.subject, row.issuer_name))


def _cells(row: LetterRow) -> tuple[object, ...]:
    return (
        row.number,
        row.date,
        row.kind,
        row.issuer,
        row.issuer_name,
        row.subject,
        row.parent,
        row.recipients,
        row.tasks,
        row.due_on,
        row.findings,
    )
