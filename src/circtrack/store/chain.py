"""The facts of one chain: its letters, and where an office stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.store.engine import engine_of
from circtrack.store.told import first_told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from circtrack.store.engine import Connection


class ChainLetter(NamedTuple):
    """One letter of a chain. ``date`` is ISO text, ``parent`` None for the root, ``sent_to`` a count.

    ``told`` is what told its issuer of the chain (``store.told``), ``place`` where its issuer stands in the registry:
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
    {first_told("l.root", "l.issuer")},
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


def chain_letters(connection: Connection, root: int) -> list[ChainLetter]:
    """The letters of the chain whose root is this row, by date and number."""
    return [ChainLetter._make(row) for row in connection.execute(_LETTERS, (root,))]


def superiors(connection: Connection, day: str) -> list[Superior]:
    """Every office that others have ever stood under, as it was on ``day`` (ISO)."""
    return [Superior._make(row) for row in connection.execute(_SUPERIORS, (day, day))]


def issued_root(connection: Connection, root: int) -> tuple[str, str]:
    """Issuer's code and date (ISO) of the root of a chain."""
    row: tuple[str, str] = connection.execute("SELECT issuer, date FROM letter WHERE id = ?", (root,)).fetchone()
    return row


def office_line(connection: Connection, code: str, day: str) -> tuple[str, str, str] | None:
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


def office_versions(connection: Connection, offices: Sequence[str]) -> list[OfficeVersion]:
    """All that is known of where these offices stood."""
    these, codes = engine_of(connection).among("code", offices) if len(offices) > 1 else ("code = ?", offices[0])
    rows = connection.execute(
        f"SELECT code, since, until, name, kind, superior FROM office_version WHERE {these}", (codes,)
    )
    return [OfficeVersion._make(row) for row in rows]


def chain_deadline(connection: Connection, root: int) -> str | None:
    """The earliest last day (ISO) that a task of the chain sets, None where none sets one."""
    row = connection.execute(
        # A task that nobody here owes says nothing of when it is due here, unless there is no other.
        "SELECT coalesce(min(CASE WHEN EXISTS (SELECT 1 FROM obligation AS o WHERE o.task = t.id) THEN t.due_on END),"
        " min(t.due_on)) FROM task AS t JOIN letter AS l ON l.id = t.letter WHERE l.root = ?",
        (root,),
    ).fetchone()
    return row[0] if row else None
