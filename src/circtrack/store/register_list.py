"""A register to be listed: its numbers with their letters, and by which letters those were answered or passed on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection

    from circtrack.store.engine import Connection
    from circtrack.store.register import Direction, Status


class EntryRow(NamedTuple):
    """One number of a register. Days are ISO text or None.

    What a clerk wrote is in the first columns; what the letter itself says follows (None where none is recorded).
    ``due_on`` is the earliest last day that its chain has in force, ``sent_to`` how many offices it went to.
    """

    circular: int
    number: int
    registered_on: str
    status: Status
    letter_number: str
    letter_date: str | None
    sender: str
    recipient: str
    subject: str
    action: str
    remark: str
    letter: int | None
    own_number: str | None
    own_date: str | None
    issuer_name: str | None
    issuer_kind: str | None
    own_subject: str | None
    addressees: str | None
    urgency: str | None
    secrecy: str | None
    due_on: str | None
    sent_to: int


class Relation(NamedTuple):
    """How a registered letter stands to another: ``type`` passes_on or replies_to, that one's number and day (ISO).

    ``registered`` is the other letter's own number in this office's register of letters received, None for none.
    """

    letter: int
    type: str
    number: str
    date: str | None
    registered: int | None = None


_DUE = """(
    SELECT coalesce(min(coalesce(o.due_on, t.due_on)), min(t.due_on))
    FROM letter AS c JOIN task AS t ON t.letter = c.id LEFT JOIN obligation AS o ON o.task = t.id
    WHERE c.root = l.root
)"""

_ENTRIES = f"""
SELECT e.circular, e.number, e.registered_on, e.status, e.letter_number, e.letter_date, e.sender, e.recipient,
    e.subject, e.action, e.remark, l.id, l.number, l.date, coalesce(v.name, l.issuer), coalesce(v.kind, 'other'),
    l.subject, l.addressees, l.urgency, l.secrecy,
    {_DUE}, (SELECT count(*) FROM delivery AS d WHERE d.letter = l.id)
FROM register_entry AS e
LEFT JOIN letter AS l ON l.id = e.letter
LEFT JOIN office_version AS v ON v.code = l.issuer AND v.since <= l.date AND l.date < v.until
WHERE e.office = ? AND e.direction = ? AND e.classified = ? AND e.year_be = ?
ORDER BY e.circular, e.number
"""

# The recorded letter that a citation k means, by any number that it goes by; numbers begin anew each year.
_CITED = """(
    SELECT n.letter FROM letter_number AS n JOIN letter AS y ON y.id = n.letter
    WHERE n.compact = replace(k.number, ' ', '') AND (k.date IS NULL OR substr(k.date, 1, 4) = substr(y.date, 1, 4))
    ORDER BY y.date DESC LIMIT 1
)"""

_RECIPIENTS = """
SELECT coalesce(v.name, d.office), coalesce(v.kind, 'other')
FROM delivery AS d
JOIN letter AS l ON l.id = d.letter
LEFT JOIN office_version AS v ON v.code = d.office AND v.since <= l.date AND l.date < v.until
WHERE d.letter = ? ORDER BY d.office LIMIT ?
"""


def entries(
    connection: Connection, office: str, direction: Direction, year_be: int, *, classified: bool
) -> list[EntryRow]:
    """The numbers given in an office's register of one year, in order, those of circulars last."""
    rows = connection.execute(_ENTRIES, (office, direction, int(classified), year_be))
    return [EntryRow._make(row) for row in rows]


def registers(connection: Connection) -> list[tuple[str, Direction, int, int]]:
    """Every register that has a number: office, direction, Buddhist year, and whether it is the classified one."""
    return connection.execute(
        "SELECT DISTINCT office, direction, year_be, classified FROM register_entry ORDER BY 1, 2, 3, 4"
    ).fetchall()


def recipients(connection: Connection, letter: int, most: int) -> list[tuple[str, str]]:
    """Name and kind of the first offices that a letter was sent to."""
    return connection.execute(_RECIPIENTS, (letter, most)).fetchall()


def answers(connection: Connection, offices: Collection[str], *, classified: bool) -> list[Relation]:
    """The letters of these offices that pass a recorded letter on or reply to it; by day.

    Without ``classified``, none that is classified itself.
    """
    rows = connection.execute(
        "SELECT l.parent, 'passes_on', l.number, l.date, NULL FROM letter AS l"
        f" WHERE l.parent IS NOT NULL AND l.issuer IN {_marks(offices)} AND (? OR l.secrecy = '')"
        " UNION SELECT x.id, k.type, l.number, l.date, NULL FROM letter AS l"
        f" JOIN letter_link AS k ON k.letter = l.id AND k.type = 'replies_to' JOIN letter AS x ON x.id = {_CITED}"
        f" WHERE l.issuer IN {_marks(offices)} AND (? OR l.secrecy = '') ORDER BY 4, 3",
        (*offices, classified, *offices, classified),
    )
    return [Relation._make(row) for row in rows]


def answered(connection: Connection, offices: Collection[str], register: str, *, classified: bool) -> list[Relation]:
    """What the letters of these offices pass on, and then what they reply to, be it recorded or only cited.

    ``register`` is the office in whose register of letters received the number of each is looked up. Without
    ``classified``, none that is classified.
    """
    passed_on = connection.execute(
        f"SELECT l.id, 'passes_on', x.number, x.date, {_RECEIVED_AS} FROM letter AS l"
        " JOIN letter AS x ON x.id = l.parent"
        f" WHERE l.issuer IN {_marks(offices)} AND (? OR x.secrecy = '') ORDER BY l.id",
        (register, *offices, classified),
    )
    replied = connection.execute(
        f"SELECT l.id, k.type, coalesce(x.number, k.number), coalesce(x.date, k.date), {_RECEIVED_AS}"
        " FROM letter AS l JOIN letter_link AS k ON k.letter = l.id AND k.type = 'replies_to'"
        f" LEFT JOIN letter AS x ON x.id = {_CITED}"
        f" WHERE l.issuer IN {_marks(offices)} AND (? OR coalesce(x.secrecy, '') = '') ORDER BY l.id, k.position",
        (register, *offices, classified),
    )
    return [Relation._make(row) for row in (*passed_on, *replied)]


_RECEIVED_AS = """(
    SELECT max(e.number) FROM register_entry AS e
    WHERE e.letter = x.id AND e.office = ? AND e.direction = 'in' AND e.status = 'registered'
)"""


def _marks(values: Collection[object]) -> str:
    return f"({', '.join('?' * len(values))})"
