"""One recorded letter, whole."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from circtrack.model import Finding, Letter, Link, Task

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.store.engine import Connection

_LETTER = """
SELECT l.number, l.number_as_written, l.date, l.date_as_written, coalesce(v.name, l.issuer), l.issuer, l.kind,
    l.urgency, l.secrecy, l.subject, l.addressees, (SELECT p.number FROM letter AS p WHERE p.id = l.parent),
    l.enclosures, l.signatory, l.position, l.section, l.phones, l.email, l.text
FROM letter AS l
LEFT JOIN office_version AS v ON v.code = l.issuer AND v.since <= l.date AND l.date < v.until
WHERE l.id = ?
"""


def load_letter(connection: Connection, letter: int) -> Letter:
    """The letter of this row as it was recorded, with its recipients, links, tasks and findings.

    Raises:
        LookupError: there is no such row.
    """
    row = connection.execute(_LETTER, (letter,)).fetchone()
    if row is None:
        raise LookupError(letter)
    return Letter(
        number=row[0],
        number_as_written=row[1],
        date=date.fromisoformat(row[2]),
        date_as_written=row[3],
        issuer=row[4],
        issuer_code=row[5],
        kind=row[6],
        urgency=row[7],
        secrecy=row[8],
        subject=row[9],
        addressees=tuple(row[10].splitlines()),
        parent=row[11] or "",
        enclosures=tuple(row[12].splitlines()),
        signatory=row[13],
        position=row[14],
        section=row[15],
        phones=tuple(row[16].splitlines()),
        email=row[17],
        text=row[18],
        recipients=_column_of(connection, "SELECT office FROM delivery WHERE letter = ? ORDER BY office", letter),
        aliases=_column_of(
            connection, "SELECT number FROM letter_number WHERE letter = ? AND source <> 'own' ORDER BY number", letter
        ),
        links=tuple(_load_links(connection, letter)),
        tasks=tuple(_load_tasks(connection, letter)),
        findings=tuple(_load_findings(connection, letter)),
    )


def _column_of(connection: Connection, query: str, letter: int) -> tuple[str, ...]:
    return tuple(row[0] for row in connection.execute(query, (letter,)))


def _load_links(connection: Connection, letter: int) -> Iterator[Link]:
    for kind, number, day, issuer, as_written in connection.execute(
        "SELECT type, number, date, issuer, as_written FROM letter_link WHERE letter = ? ORDER BY position", (letter,)
    ):
        yield Link(kind, number, _day(day), issuer, as_written)


def _load_tasks(connection: Connection, letter: int) -> Iterator[Task]:
    """The tasks that hang on a letter: the chain's for its root, as they now are; else what it states itself."""
    (is_root,) = connection.execute("SELECT root = id FROM letter WHERE id = ?", (letter,)).fetchone()
    for title, system, audience, due_on, rule, as_written in connection.execute(
        f"SELECT title, system, audience, due_on, rule, as_written FROM {'task' if is_root else 'stated_task'}"
        " WHERE letter = ? ORDER BY position",
        (letter,),
    ):
        yield Task(title, system, audience, _day(due_on), rule, as_written)


def _load_findings(connection: Connection, letter: int) -> Iterator[Finding]:
    for code, field, text, evidence, proposal, taken in connection.execute(
        "SELECT code, field, text, evidence, proposal, taken FROM finding WHERE letter = ? ORDER BY position", (letter,)
    ):
        yield Finding(code, field, text, evidence, proposal, bool(taken))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
