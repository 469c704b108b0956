"""The recorded letters, for listing and searching."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.store.secrecy import open_letter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.store.engine import Connection


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
    secrecy: str
    numbers: str


_QUERY = f"""
SELECT l.id, l.number, l.date, l.kind, l.issuer, coalesce(v.name, l.issuer), l.subject,
    (SELECT p.number FROM letter AS p WHERE p.id = l.parent AND (:secret OR {open_letter("p")})),
    (SELECT count(*) FROM delivery AS d WHERE d.letter = l.id),
    (SELECT count(*) FROM task AS t WHERE t.letter = l.id),
    (SELECT min(t.due_on) FROM task AS t WHERE t.letter = l.id),
    (SELECT count(*) FROM finding AS f WHERE f.letter = l.id),
    l.secrecy,
    coalesce((SELECT group_concat(n.compact, '\n') FROM letter_number AS n WHERE n.letter = l.id), '')
FROM letter AS l
LEFT JOIN office_version AS v ON v.code = l.issuer AND v.since <= l.date AND l.date < v.until
WHERE (CAST(:since AS TEXT) IS NULL OR l.date >= :since) AND (CAST(:until AS TEXT) IS NULL OR l.date <= :until)
    AND (:issuer = '' OR l.issuer = :issuer) AND (:secret OR {open_letter("l")})
    AND (:recipient = '' OR EXISTS (SELECT 1 FROM delivery AS d WHERE d.letter = l.id AND d.office = :recipient))
ORDER BY l.date, l.id
"""


def letters(
    connection: Connection,
    *,
    since: str | None = None,
    until: str | None = None,
    issuer: str = "",
    recipient: str = "",
    include_secret: bool = False,
) -> Iterator[LetterRow]:
    """Stream the letters by date, those of one day as recorded.

    Args:
        connection: An open database.
        since: Only those of this day (ISO) or later.
        until: Only those of this day (ISO) or earlier.
        issuer: Only those that the office of this code issued.
        recipient: Only those that were sent to the office of this code.
        include_secret: Whether classified ones come too.
    """
    asked = {"since": since, "until": until, "issuer": issuer, "recipient": recipient, "secret": include_secret}
    return map(LetterRow._make, connection.execute(_QUERY, asked))


def latest_roots(connection: Connection, most: int) -> list[int]:
    """The first letters of so many chains, the latest first."""
    query = "SELECT l.id FROM letter AS l WHERE l.root = l.id ORDER BY l.date DESC, l.id DESC LIMIT ?"
    return [row for (row,) in connection.execute(query, (most,))]
