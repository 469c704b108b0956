"""By which letter of a chain an office was told, and when: from deliveries, and from what the office itself issued.

A delivery counts by the day of receipt if that is recorded, else by the letter's; the earliest counts, of two on one
day the first by number: row order decides nothing. Who issues a letter has what it passes on, by that letter's date,
even if no delivery says so. ``tracking.chain`` says what follows from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from circtrack.database.engine import Connection


class Notified(NamedTuple):
    """Day (ISO) and the letter's number."""

    on: str
    by: str


def select_first_told(root: str, office: str) -> str:
    """The SQL of day and number as one text, which ``find_notification`` takes apart; NULL where it was not told.

    ``root`` and ``office`` are columns.
    """
    return f"""coalesce((
    SELECT min(coalesce(d.received_on, d.sent_on) || ' ' || m.number)
    FROM delivery AS d JOIN letter AS m ON m.id = d.letter WHERE d.root = {root} AND d.office = {office}
), (
    SELECT min(m.date || ' ' || coalesce(p.number, m.number))
    FROM letter AS m LEFT JOIN letter AS p ON p.id = m.parent AND p.root = m.root
    WHERE m.root = {root} AND m.issuer = {office}
))"""


def is_told(root: str, office: str) -> str:
    """The condition that an office was told: what :func:`select_first_told` gives is not NULL. From indexes alone.

    Not by EXISTS: PostgreSQL may then read every letter there is, once for each task, to look offices up among them.
    """
    return f"""(
    (SELECT 1 FROM delivery AS d WHERE d.root = {root} AND d.office = {office} LIMIT 1) IS NOT NULL
    OR (SELECT 1 FROM letter AS m WHERE m.root = {root} AND m.issuer = {office} LIMIT 1) IS NOT NULL
)"""


def find_notification(text: str) -> Notified:
    """Take apart what :func:`select_first_told` puts together."""
    on, _, by = text.partition(" ")
    return Notified(on, by)


_FIRST = f"SELECT {select_first_told(':root', ':office')}"
_ISSUED = "SELECT EXISTS (SELECT 1 FROM letter WHERE root = ? AND issuer = ?)"


def find_first_letter(connection: Connection, root: int, office: str) -> Notified | None:
    """The letter of the chain of this root that told an office first; None where none did."""
    (found,) = connection.execute(_FIRST, {"root": root, "office": office}).fetchone()
    return find_notification(found) if found else None


def find_first_letters(connection: Connection, root: int, offices: Sequence[str]) -> dict[str, Notified | None]:
    """:func:`find_first_letter` of many offices in one question: on a server each costs a way there and back."""
    these, codes = connection.engine.among("s.code", offices)
    found = connection.execute(
        f"SELECT s.code, {select_first_told('r.id', 's.code')}"
        f" FROM letter AS r JOIN office AS s ON {these} WHERE r.id = ?",
        (codes, root),
    )
    return {code: find_notification(text) if text else None for code, text in found}


def has_issued_in_chain(connection: Connection, root: int, office: str) -> bool:
    """Whether an office has issued a letter of the chain of this root."""
    return bool(connection.execute(_ISSUED, (root, office)).fetchone()[0])


# The facts of one chain: its letters, and where an office stands.


class ChainLetter(NamedTuple):
    """One letter of a chain. ``date`` is ISO text, ``parent`` None for the root, ``sent_to`` a count.

    ``told`` is what told its issuer of the chain (``store.chain``), ``place`` where its issuer stands in the registry:
    text to sort by.
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
    told: str
    place: str


class Superior(NamedTuple):
    """An office that others stand under. ``place`` is where it stands in the registry: text to sort by."""

    code: str
    name: str
    kind: str
    superior: str
    place: str


_LETTERS = f"""
SELECT l.id, l.parent, l.number, l.date, l.issuer, coalesce(v.name, l.issuer),
    coalesce(v.kind, 'other'), l.subject,
    (SELECT count(*) FROM delivery AS d WHERE d.letter = l.id),
    {select_first_told("l.root", "l.issuer")},
    coalesce(v.province_code || ' ' || v.district_code, '') || ' ' || l.issuer
FROM letter AS l
LEFT JOIN office_version AS v ON v.code = l.issuer AND v.since <= l.date AND l.date < v.until
WHERE l.root = ?
ORDER BY l.date, l.number, l.id
"""

_SUPERIORS = """
SELECT v.code, v.name, v.kind, v.superior, v.province_code || ' ' || v.district_code || ' ' || v.code
FROM office_version AS v
WHERE v.code IN (SELECT u.superior FROM office_version AS u) AND v.since <= ? AND ? < v.until
"""

_LINE = "SELECT name, kind, superior FROM office_version WHERE code = ? AND since <= ? AND ? < until"


def list_chain_letters(connection: Connection, root: int) -> list[ChainLetter]:
    """The letters of the chain whose root is this row, by date and number."""
    return [ChainLetter._make(row) for row in connection.execute(_LETTERS, (root,))]


def list_superiors(connection: Connection, day: str) -> list[Superior]:
    """Every office that others have ever stood under, as it was on ``day`` (ISO)."""
    return [Superior._make(row) for row in connection.execute(_SUPERIORS, (day, day))]


def find_issued_root(connection: Connection, root: int) -> tuple[str, str]:
    """Issuer's code and date (ISO) of the root of a chain."""
    row: tuple[str, str] = connection.execute("SELECT issuer, date FROM letter WHERE id = ?", (root,)).fetchone()
    return row


def find_standing(connection: Connection, code: str, day: str) -> tuple[str, str, str] | None:
    """Name, kind and superior of an office on ``day`` (ISO); None where nothing is known of it."""
    row: tuple[str, str, str] | None = connection.execute(_LINE, (code, day, day)).fetchone()
    return row


class OfficeVersion(NamedTuple):
    """Where an office stood from a day until before another (ISO)."""

    code: str
    since: str
    until: str
    name: str
    kind: str
    superior: str


def list_office_versions(connection: Connection, offices: Sequence[str]) -> list[OfficeVersion]:
    """All that is known of where these offices stood."""
    these, codes = connection.engine.among("code", offices) if len(offices) > 1 else ("code = ?", offices[0])
    rows = connection.execute(
        f"SELECT code, since, until, name, kind, superior FROM office_version WHERE {these}", (codes,)
    )
    return [OfficeVersion._make(row) for row in rows]


def find_last_deadline(connection: Connection, root: int) -> str | None:
    """The earliest last day (ISO) that a task of the chain sets, None where none sets one."""
    row = connection.execute(
        # A task that nobody here owes says nothing of when it is due here, unless there is no other.
        "SELECT coalesce(min(CASE WHEN EXISTS (SELECT 1 FROM obligation AS o WHERE o.task = t.id) THEN t.due_on END),"
        " min(t.due_on)) FROM task AS t JOIN letter AS l ON l.id = t.letter WHERE l.root = ?",
        (root,),
    ).fetchone()
    return row[0] if row else None
