"""By which letter of a chain an office was told, and when: from deliveries, and from what the office itself issued.

A delivery counts by the day of receipt if that is recorded, else by the letter's; the earliest counts, of two on one
day the first by number: row order decides nothing. Who issues a letter has what it passes on, by that letter's date,
even if no delivery says so. ``tracking.chain`` says what follows from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.store.engine import engine_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from circtrack.store.engine import Connection


class Notified(NamedTuple):
    """Day (ISO) and the letter's number."""

    on: str
    by: str


def first_told(root: str, office: str) -> str:
    """The SQL of day and number, as one text (:func:`told_of` takes it apart); NULL where the office was not told.

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
    """The condition that an office was told: what :func:`first_told` gives is not NULL. From indexes alone.

    Not by EXISTS: PostgreSQL may then read every letter there is, once for each task, to look offices up among them.
    """
    return f"""(
    (SELECT 1 FROM delivery AS d WHERE d.root = {root} AND d.office = {office} LIMIT 1) IS NOT NULL
    OR (SELECT 1 FROM letter AS m WHERE m.root = {root} AND m.issuer = {office} LIMIT 1) IS NOT NULL
)"""


def told_of(text: str) -> Notified:
    """Take apart what :func:`first_told` puts together."""
    on, _, by = text.partition(" ")
    return Notified(on, by)


_FIRST = f"SELECT {first_told(':root', ':office')}"
_ISSUED = "SELECT EXISTS (SELECT 1 FROM letter WHERE root = ? AND issuer = ?)"


def first_letter(connection: Connection, root: int, office: str) -> Notified | None:
    """The letter of the chain of this root that told an office first; None where none did."""
    (found,) = connection.execute(_FIRST, {"root": root, "office": office}).fetchone()
    return told_of(found) if found else None


def first_letters(connection: Connection, root: int, offices: Sequence[str]) -> dict[str, Notified | None]:
    """:func:`first_letter` of many offices in one question: on a server each costs a way there and back."""
    these, codes = engine_of(connection).among("s.code", offices)
    found = connection.execute(
        f"SELECT s.code, {first_told('r.id', 's.code')} FROM letter AS r JOIN office AS s ON {these} WHERE r.id = ?",
        (codes, root),
    )
    return {code: told_of(text) if text else None for code, text in found}


def has_issued(connection: Connection, root: int, office: str) -> bool:
    """Whether an office has issued a letter of the chain of this root."""
    return bool(connection.execute(_ISSUED, (root, office)).fetchone()[0])
