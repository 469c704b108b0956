"""Findings that were left open, for evidence that comes later."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction


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
