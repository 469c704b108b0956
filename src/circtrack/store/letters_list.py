"""The recorded letters for listing and searching, and one letter whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator


class LetterRow(NamedTuple):
    """One letter with what hangs on it. Days are ISO text; ``numbers`` has all it goes by, one a line."""

    id: int
    number: str
    date: str
    kind: str
    issuer: str
    issuer_name: str
    subject: str
    parent: str | None
    recipients: int
    tasks: int
    due_on: str | None
    findings: int
    numbers: str


_QUERY = """
SELECT l.id, l.number, l.date, l.kind, l.issuer, coalesce(v.name, l.issuer), l.subject,
    (SELECT p.number FROM letter AS p WHERE p.id = l.parent),
    (SELECT count(*) FROM delivery AS d WHERE d.letter = l.id),
    (SELECT count(*) FROM task AS t WHERE t.letter = l.id),
    (SELECT min(t.due_on) FROM task AS t WHERE t.letter = l.id),
    (SELECT count(*) FROM finding AS f WHERE f.letter = l.id),
    coalesce((SELECT group_concat(n.compact, char(10)) FROM letter_number AS n WHERE n.letter = l.id), '')
FROM letter AS l
LEFT JOIN office_version AS v ON v.code = l.issuer AND v.since <= l.date AND l.date < v.until
WHERE (:since IS NULL OR l.date >= :since) AND (:until IS NULL OR l.date <= :until)
ORDER BY l.date, l.id
"""


def letters(
    connection: sqlite3.Connection, *, since: str | None = None, until: str | None = None
) -> Iterator[LetterRow]:
    """Stream the letters by date, those of one day as recorded; ``since`` and ``until`` are inclusive ISO days."""
    return map(LetterRow._make, connection.execute(_QUERY, {"since": since, "until": until}))
