"""Take a recorded letter out: it was recorded by mistake, and what only rested on it goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.actions.letters.correct import CorrectionResult, Rework, name_offices, say_corrected
from circtrack.actions.letters.move import leave_parent
from circtrack.errors import N_, Message
from circtrack.store.corrections import list_letters_acted_on
from circtrack.store.find_letter import find_letter
from circtrack.store.letter_references import (
    delete_letter,
    free_from,
    free_register,
    list_children,
    list_receipts_of,
    rehang_tasks,
)
from circtrack.store.letters import load_known_letter
from circtrack.store.settings import get_own_office

if TYPE_CHECKING:
    from circtrack.database.transaction import Transaction


def withdraw_letter(transaction: Transaction, text: str, reason: str) -> CorrectionResult:
    """Take a recorded letter out.

    The letters that pass it on wait for their parent again, and keep what was done of what they state themselves. What
    it extended or cancelled is as if it had not. Numbers that registers gave to it stay given.

    Args:
        transaction: The open transaction.
        text: Any unambiguous part of its number.
        reason: Why; it is kept.

    Raises:
        UnknownError, AmbiguousError: no letter fits, or several do.
    """
    connection = transaction.connection
    own = get_own_office(connection)
    found = find_letter(connection, text, own_office=own)
    children = list_children(connection, found.id)
    acted_on = list_letters_acted_on(connection, found.id)
    above = [found.parent] if found.parent is not None else []
    work = Rework(transaction, own)
    work.look_at([found.id, *acted_on])
    receipts = list_receipts_of(connection, found.id)
    transaction.delete_many("stated_task", {"letter": found.id})
    for child in children:
        leave_parent(transaction, work.moved, child, found.parent)
    free_from(transaction, found.id)
    free_register(transaction, found.id)
    work.drop_unstated_tasks([found.id])
    rehang_tasks(transaction, found.id)
    delete_letter(transaction, found.id)
    work.relink(children)
    consequences = work.work_out([*children, *above])
    for child in children:
        known = load_known_letter(connection, child)
        if known.parent is None:
            work.notes.append(Message("{number} waits for the letter that it passes on.", number=known.number))
    lost = name_offices(connection, receipts)
    changes = "; ".join(filter(None, (found.date.isoformat(), found.issuer_name, found.subject)))
    say_corrected(
        transaction, found.number, changes, reason, consequences.lost, receipts, N_("withdrew {letter}: {changes}")
    )
    return CorrectionResult(found.number, (), (), consequences, lost, tuple(work.notes), withdrawn=True)
