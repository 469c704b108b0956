"""What shell completion offers: the recorded letters, and the offices that this database tracks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from circtrack.database.engine import Connection


class NumberRow(NamedTuple):
    """One number of a letter. ``compact`` has no spaces; ``running`` is its last part."""

    compact: str
    running: str
    subject: str


class OfficeRow(NamedTuple):
    """One office that owes something or was sent a letter, under its latest name."""

    code: str
    name: str


def list_letter_numbers(connection: Connection) -> list[NumberRow]:
    """Return the numbers of all letters but the classified ones, newest letters first."""
    rows = connection.execute(
        "SELECT n.compact, n.running, l.subject FROM letter_number AS n JOIN letter AS l ON l.id = n.letter"
        " WHERE l.secrecy = '' ORDER BY l.date DESC, n.compact"
    )
    return [NumberRow(*row) for row in rows]


def list_tracked_offices(connection: Connection) -> list[OfficeRow]:
    """Return the offices that owe something or were sent a letter, by code."""
    rows = connection.execute(
        "SELECT v.code, v.name FROM office_version AS v"
        " WHERE (EXISTS (SELECT 1 FROM delivery AS d WHERE d.office = v.code)"
        " OR v.code IN (SELECT o.office FROM obligation AS o))"
        " AND NOT EXISTS (SELECT 1 FROM office_version AS w WHERE w.code = v.code AND w.since > v.since)"
        " ORDER BY v.code"
    )
    return [OfficeRow(*row) for row in rows]
