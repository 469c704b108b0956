"""Let letters take the place of those that stood for them while their numbers were not known (``unnumbered``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.actions.letters.same_as import join_found
from circtrack.errors import Message
from circtrack.store.find_letter import load_found_letter
from circtrack.store.letters import find_unnumbered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from circtrack.database.transaction import Transaction


def take_places(transaction: Transaction, rows: Sequence[int], own: str) -> list[Message]:
    """Let letters just recorded take their places; return a note on each."""
    notes = []
    for row in rows:
        placeholder = find_unnumbered(transaction.connection, row)
        if placeholder is None:
            continue
        gone, kept = (load_found_letter(transaction.connection, each) for each in (placeholder, row))
        join_found(transaction, gone, kept, own, "")
        notes.append(
            Message(
                "{number} is the letter of {office} whose number was not known, and takes its place.",
                number=kept.number,
                office=kept.issuer_name,
            )
        )
    return notes
