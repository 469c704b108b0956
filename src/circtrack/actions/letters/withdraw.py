"""Take a recorded letter out: it was recorded by mistake, and what only rested on it goes with it.

Where its issuer takes it out, that is kept and travels in bundles: it wins over all that was said of the letter before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.letters.correct import CorrectionResult, Rework, name_offices, say_corrected
from circtrack.actions.letters.move import leave_parent
from circtrack.actions.sync.precedence import make_precedence_of_letter
from circtrack.actions.sync.withdrawn import collect, share_statements
from circtrack.errors import N_, Message
from circtrack.store.corrections import LostReceipt, list_letters_acted_on, load_former_keys
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
from circtrack.store.statements import find_letter_row, load_letter_keys, make_stamp
from circtrack.store.withdrawn import Withdrawal, keep_withdrawal

if TYPE_CHECKING:
    from circtrack.actions.letters.follows import Consequences
    from circtrack.database.transaction import Transaction
    from circtrack.store.find_letter import FoundLetter


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
    work = Rework(transaction, own)
    if own and make_precedence_of_letter(found.issuer, own, found.date).is_owner(own):
        keep_withdrawal(transaction, _make_withdrawal(transaction, found, own))
        message = N_(
            'Every bundle from now on says so; one that says only that: `circtrack bundle "{number}" --for OFFICE`.'
        )
        work.notes.append(Message(message, number=found.citation))
    share_statements(transaction, found.id)
    consequences, receipts = take_out(work, found)
    lost = name_offices(connection, receipts)
    changes = "; ".join(filter(None, (found.date.isoformat(), found.issuer_name, found.subject)))
    say_corrected(
        transaction, found.number, changes, reason, consequences.lost, receipts, N_("withdrew {letter}: {changes}")
    )
    return CorrectionResult(found.number, (), (), consequences, lost, tuple(work.notes), withdrawn=True)


def _make_withdrawal(transaction: Transaction, found: FoundLetter, own: str) -> Withdrawal:
    connection = transaction.connection
    withdrawal = Withdrawal(
        load_letter_keys(connection, [found.id])[found.id],
        own,
        found.date.isoformat(),
        found.secrecy,
        tuple(key for key in load_former_keys(connection, found.id) if find_letter_row(connection, *key) is None),
        make_stamp(connection),
    )
    return collect(connection, found.id, withdrawal, own_version=False)


class TakenOut(NamedTuple):
    """What follows when a letter is taken out, and the receipts that go with it."""

    consequences: Consequences
    receipts: list[LostReceipt]


def take_out(work: Rework, found: FoundLetter) -> TakenOut:
    """Take a letter out with what only rested on it, and work out anew the chains concerned."""
    transaction, connection = work.transaction, work.transaction.connection
    children = list_children(connection, found.id)
    above = [found.parent] if found.parent is not None else []
    work.look_at([found.id, *list_letters_acted_on(connection, found.id)])
    receipts = list_receipts_of(connection, found.id)
    transaction.delete_many("stated_task", {"letter": found.id})
    for child in children:
        leave_parent(transaction, work.moved, child, found.parent)
    free_from(transaction, found.id)
    free_register(transaction, found.id)
    work.drop_unstated_tasks([found.id, found.root])  # while the letter is there: of a server's roles its issuer may
    rehang_tasks(transaction, found.id)
    delete_letter(transaction, found.id)
    work.relink(children)
    consequences = work.work_out([*children, *above])
    for child in children:
        known = load_known_letter(connection, child)
        if known.parent is None:
            work.notes.append(Message("{number} waits for the letter that it passes on.", number=known.number))
    return TakenOut(consequences, receipts)
