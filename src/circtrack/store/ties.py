"""What ties one recorded letter to others and to its recipients: citations both ways, deliveries with receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.store.secrecy import open_letter

if TYPE_CHECKING:
    from circtrack.store.engine import Connection


class Citing(NamedTuple):
    """A recorded letter that cites another one, and how. ``date`` is ISO text, ``issuer_code`` its issuer's code."""

    type: str
    number: str
    date: str
    issuer_code: str
    issuer: str
    subject: str


class Delivery(NamedTuple):
    """One delivery of a letter; days are ISO text, None where no receipt is recorded."""

    office_code: str
    office_name: str
    sent_on: str
    received_on: str | None
    receive_number: str | None


# A citation without a date means a letter of the year before, at most.
_CITED_BY = f"""
SELECT k.type, l.number, l.date, l.issuer, coalesce(v.name, l.issuer), l.subject
FROM letter AS cited
JOIN letter_number AS n ON n.letter = cited.id
JOIN letter_link AS k ON k.number = n.number
JOIN letter AS l ON l.id = k.letter
LEFT JOIN office_version AS v ON v.code = l.issuer AND v.since <= l.date AND l.date < v.until
WHERE cited.id = :letter AND l.id <> cited.id AND (:secret OR {open_letter("l")}) AND (
    k.date = cited.date OR (k.date IS NULL AND l.date >= cited.date AND l.year_be <= cited.year_be + 1)
)
UNION
SELECT 'passes_on', l.number, l.date, l.issuer, coalesce(v.name, l.issuer), l.subject
FROM letter AS l
LEFT JOIN office_version AS v ON v.code = l.issuer AND v.since <= l.date AND l.date < v.until
WHERE l.parent = :letter AND (:secret OR {open_letter("l")})
ORDER BY 3, 2, 1
"""

_RECORDED = f"""
SELECT k.position, l.number
FROM letter_link AS k
JOIN letter AS own ON own.id = k.letter
JOIN letter AS l ON l.id <> own.id AND (:secret OR {open_letter("l")}) AND (
    (k.type = 'passes_on' AND l.id = own.parent)
    OR (k.date = l.date AND EXISTS (SELECT 1 FROM letter_number AS n WHERE n.letter = l.id AND n.number = k.number))
)
WHERE k.letter = :letter
"""

_DELIVERIES = """
SELECT d.office, coalesce(v.name, d.office), d.sent_on, d.received_on, d.receive_number
FROM delivery AS d
LEFT JOIN office_version AS v ON v.code = d.office AND v.since <= d.sent_on AND d.sent_on < v.until
WHERE d.letter = ?
ORDER BY coalesce(v.province_code, ''), coalesce(v.district_code, ''), d.office
"""


def cited_by(connection: Connection, letter: int, *, include_secret: bool = False) -> list[Citing]:
    """The recorded letters that cite the one of this row or pass it on, by date; classified ones only if asked for."""
    rows = connection.execute(_CITED_BY, {"letter": letter, "secret": include_secret})
    return [Citing._make(row) for row in rows]


def recorded_citations(connection: Connection, letter: int, *, include_secret: bool = False) -> dict[int, str]:
    """The numbers of the recorded letters that a letter cites, by the citation's place in it (1, 2, ...)."""
    return dict(connection.execute(_RECORDED, {"letter": letter, "secret": include_secret}).fetchall())


def deliveries(connection: Connection, letter: int) -> list[Delivery]:
    """To whom a letter was sent, in registry order, and who has recorded its receipt."""
    return [Delivery._make(row) for row in connection.execute(_DELIVERIES, (letter,))]
