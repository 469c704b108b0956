"""The list of recorded letters, to be searched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_, Message
from circtrack.reports.secrecy import say_left_out
from circtrack.store.letters import list_letters
from circtrack.store.secrecy import count_classified_letters
from circtrack.table import Column, Report
from circtrack.thai.number_text import bare_text, compact_number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from circtrack.database.engine import Connection
    from circtrack.store.letters import LetterRow

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
    Column("secrecy", N_("secrecy")),
)

_LEFT_OUT_FIRST = ("findings", "tasks", "recipients", "issuer", "due_on")
_TABLE = ("number", "date", "recipients", "tasks", "due_on", "findings", "secrecy", "issuer", "subject")


def build_letters_report(
    connection: Connection,
    *,
    words: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    issuer: str = "",
    recipient: str = "",
    include_secret: bool = False,
) -> Report:
    """List the letters by date, those of one day in the order recorded.

    Args:
        connection: An open database.
        words: Keep letters in which each word, or all words joined, is part of a number, of the subject or of the
            issuer's name. Spaces do not matter (Thai writes none between words), nor does the kind of digits.
        since: Only letters of this day or later.
        until: Only letters of this day or earlier.
        issuer: Only letters that the office of this code issued.
        recipient: Only letters that were sent to the office of this code.
        include_secret: Whether to list classified letters too; else the foot tells how many the database has.
    """
    found = list_letters(
        connection,
        since=since.isoformat() if since else None,
        until=until.isoformat() if until else None,
        issuer=issuer,
        recipient=recipient,
        include_secret=include_secret,
    )
    whole, parts = _SearchText("".join(words)), [_SearchText(word) for word in words]
    fitting = (row for row in found if whole.fits(row) or all(part.fits(row) for part in parts))
    foot = [] if include_secret else say_left_out(count_classified_letters(connection))
    empty = Message("No letter fits.")
    if not (words or since or until or issuer or recipient or foot):
        empty = Message("No letter is recorded yet: `circtrack read FILE` records the letters of a file.")
    return Report(COLUMNS, map(_cells, fitting), _TABLE, foot=foot, left_out_first=_LEFT_OUT_FIRST, empty=empty)


class _SearchText:
    """A text to search for."""

    def __init__(self, text: str) -> None:
        self._text, self._number = bare_text(text).casefold(), compact_number(text)

    def fits(self, row: LetterRow) -> bool:
        if not self._text or (self._number and any(self._number in each for each in row.numbers.splitlines())):
            return True
        return any(self._text in bare_text(each).casefold() for each in (row.subject, row.issuer_name))


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
        row.secrecy,
    )
