"""The letters of one chain, and the offices that others stand under: what `chain` draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.record import Record
from circtrack.store.chain import select_first_told

if TYPE_CHECKING:
    from circtrack.database.engine import Connection


class ChainLetter(Record):
    """One letter of a chain. ``date`` is ISO text, ``parent`` None for the root, ``sent_to`` the number of recipients.

    ``secrecy`` is its mark. ``told`` says when and by which letter its issuer was told (see
    :func:`parse_notification`). ``place`` is the issuer's place in the registry, as text to sort by. ``is_delivered``
    is 1 where a letter of the chain was sent to the issuer, so that ``told`` is not only known from what it wrote.
    """

    id: int
    parent: int | None
    number: str
    date: str
    issuer: str
    issuer_name: str
    issuer_kind: str
    subject: str
    sent_to: int
    secrecy: str
    told: str
    place: str
    is_delivered: int


class Superior(Record):
    """An office that others stand under. ``place`` is its place in the registry, as text to sort by."""

    code: str
    name: str
    kind: str
    superior: str
    place: str


_LETTERS = """
SELECT l.id, l.parent, l.number, l.date, l.issuer, coalesce(v.name, l.issuer),
    coalesce(v.kind, 'other'), l.subject,
    (SELECT count(*) FROM delivery AS d WHERE d.letter = l.id AND +d.root = l.root), l.secrecy,
    {told},
    coalesce(v.province_code || ' ' || v.district_code, '') || ' ' || l.issuer,
    CASE WHEN EXISTS (SELECT 1 FROM delivery AS d WHERE d.root = l.root AND d.office = l.issuer) THEN 1 ELSE 0 END
FROM letter AS l
LEFT JOIN office_version AS v ON v.code = l.issuer AND v.since <= l.date AND l.date < v.until
WHERE l.root = ?
ORDER BY l.date, l.number, l.issuer, l.id
"""

_SUPERIORS = """
SELECT v.code, v.name, v.kind, v.superior, v.province_code || ' ' || v.district_code || ' ' || v.code
FROM office_version AS v
WHERE v.code IN (SELECT u.superior FROM office_version AS u) AND v.since <= ? AND ? < v.until
"""


def list_chain_letters(connection: Connection, root: int, *, include_secret: bool = False) -> list[ChainLetter]:
    """Return the letters of this root's chain, by date and number, classified ones too.

    With ``include_secret`` those are named where they told the issuer of another.
    """
    query = _LETTERS.format(told=select_first_told("l.root", "l.issuer", include_secret=include_secret))
    return [ChainLetter._make(row) for row in connection.execute(query, (root,))]


def list_superiors(connection: Connection, day: str) -> list[Superior]:
    """Return every office that others have ever stood under, as it was on ``day`` (ISO)."""
    return [Superior._make(row) for row in connection.execute(_SUPERIORS, (day, day))]
