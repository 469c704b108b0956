"""Receipts as other offices' words are weighed with them, and the findings about words that contradict each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.store.letter_content import CONFLICT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from circtrack.store.engine import Connection
    from circtrack.store.write import Transaction


class Receipt(NamedTuple):
    """What is recorded of one delivery's arrival. ``recorded_by`` "" for this database's own word."""

    letter: int
    office: str
    received_on: str | None
    receive_number: str | None
    recorded_by: str


class Conflict(NamedTuple):
    """Versions of one fact that contradict each other: which field, the one in force, and all of them in words."""

    letter: int
    field: str
    text: str
    evidence: str


def receipts_on_chain(connection: Connection, root: int) -> list[Receipt]:
    """Every delivery of a letter of the chain of this root."""
    rows = connection.execute(
        "SELECT d.letter, d.office, d.received_on, d.receive_number, d.recorded_by"
        " FROM delivery AS d JOIN letter AS l ON l.id = d.letter WHERE l.root = ? ORDER BY d.letter, d.office",
        (root,),
    )
    return [Receipt(*row) for row in rows]


def set_receipt(transaction: Transaction, receipt: Receipt) -> None:
    """Make a delivery's receipt be this, whoever says so."""
    transaction.update(
        "delivery",
        {"letter": receipt.letter, "office": receipt.office},
        {
            "received_on": receipt.received_on,
            "receive_number": receipt.receive_number,
            "recorded_by": receipt.recorded_by,
        },
    )


def set_conflicts(transaction: Transaction, letters: Sequence[int], conflicts: Sequence[Conflict]) -> None:
    """Make these be the findings of these letters about words that contradict each other."""
    for letter in letters:
        wanted = [(each.field, each.text, each.evidence) for each in conflicts if each.letter == letter]
        rows = transaction.connection.execute(
            "SELECT position, field, text, evidence FROM finding WHERE letter = ? AND code = ? ORDER BY position",
            (letter, CONFLICT),
        ).fetchall()
        if [tuple(row[1:]) for row in rows] == wanted:
            continue
        for position, *_ in rows:
            transaction.delete("finding", {"letter": letter, "position": position})
        (last,) = transaction.connection.execute(
            "SELECT coalesce(max(position), 0) FROM finding WHERE letter = ?", (letter,)
        ).fetchone()
        for position, (field, text, evidence) in enumerate(wanted, last + 1):
            row = {"field": field, "text": text, "evidence": evidence, "proposal": "", "taken": 0}
            transaction.insert(
                "finding", ("letter", "position"), {"letter": letter, "position": position, "code": CONFLICT, **row}
            )
