"""Findings that were left open, and the evidence that comes later."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from circtrack.store.owing import OWED

if TYPE_CHECKING:
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.model import Letter


# A deadline counted from an event is decided once that has given a day to all who still owe it.
HAS_ITS_DAYS = f"""f.code = 'incomplete_deadline' AND EXISTS (
    SELECT 1 FROM stated_task AS s JOIN obligation AS o ON o.task = s.task AND o.due_on IS NOT NULL
    WHERE s.letter = f.letter AND instr(s.as_written, f.text) > 0
) AND NOT EXISTS (
    SELECT 1 FROM stated_task AS s JOIN task AS t ON t.id = s.task
    JOIN obligation AS o ON o.task = t.id AND coalesce(o.due_on, t.due_on) IS NULL AND {OWED}
    WHERE s.letter = f.letter AND instr(s.as_written, f.text) > 0
)"""


class OpenFinding(NamedTuple):
    """An open finding: its letter's row and number, its place, the text as written, and the proposed reading."""

    letter: int
    number: str
    position: int
    text: str
    proposal: str


def list_open_on_number(connection: Connection, letter: int) -> list[OpenFinding]:
    """Return the open findings on other letters of the same issuer and year that propose this letter's own number."""
    rows = connection.execute(
        "SELECT l.id, l.number, f.position, f.text, f.proposal FROM letter AS own"
        " JOIN letter AS l ON l.issuer = own.issuer AND l.year_be = own.year_be AND l.id <> own.id"
        " JOIN finding AS f ON f.letter = l.id AND f.taken = 0 AND f.field = 'number' AND f.proposal = own.number"
        " WHERE own.id = ? ORDER BY l.id, f.position",
        (letter,),
    )
    return [OpenFinding._make(row) for row in rows.fetchall()]


def list_open_on_parent(connection: Connection, letter: int) -> list[OpenFinding]:
    """Return a letter's open findings on a citation that means exactly the letter under which it now stands."""
    rows = connection.execute(
        "SELECT DISTINCT l.id, l.number, f.position, f.text, f.proposal FROM letter AS l"
        " JOIN letter_link AS k ON k.letter = l.id AND k.type = 'passes_on'"
        " JOIN letter_number AS n ON n.letter = l.parent AND n.number = k.number AND n.source = 'own'"
        " JOIN finding AS f ON f.letter = l.id AND f.taken = 0 AND f.code IN ('near_citation', 'cited_otherwise')"
        " WHERE l.id = ? AND f.text <> '' AND instr(k.as_written, f.text) > 0 ORDER BY f.position",
        (letter,),
    )
    return [OpenFinding._make(row) for row in rows.fetchall()]


def delete_finding(transaction: Transaction, finding: OpenFinding) -> None:
    """Delete a finding: it is settled."""
    transaction.delete("finding", {"letter": finding.letter, "position": finding.position})


def mark_answered(connection: Connection, row: int, letter: Letter) -> Letter:
    """Return a recorded letter with those findings marked as taken that were answered since: their days are known.

    Only to be shown: as it is recorded each stays open, and is so again when a day is taken back.
    """
    rows = connection.execute(f"SELECT {HAS_ITS_DAYS} FROM finding AS f WHERE f.letter = ? ORDER BY f.position", (row,))
    marked = (
        replace(each, taken=each.taken or bool(known))
        for each, (known,) in zip(letter.findings, rows.fetchall(), strict=True)
    )
    return replace(letter, findings=tuple(marked))
