"""What a clerk records of an office that has spoken itself: its word still counts, and he is told.

Working out anew whose word counts loads all that reads deadlines, a third of what `done` takes: it is imported where
an office has spoken, not for everyone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.actions.results import Note
from circtrack.errors import N_
from circtrack.store.settings import own_office
from circtrack.store.statements import anything_said, receipts_on_chain
from circtrack.store.tasks import owed, task_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from circtrack.database.transaction import Transaction
    from circtrack.store.obligations import DeliveryOnChain, Owed


def hold_to_what_was_said(transaction: Transaction, recorded: Iterable[Owed]) -> list[Note]:
    """After a clerk recorded how far offices are: let what counts count again; gives back where that is another word.

    Costs nothing where no bundle was ever taken in.
    """
    recorded = list(recorded)
    rows = task_rows(transaction.connection, {each.task for each in recorded})
    roots = {row.letter for row in rows.values() if anything_said(transaction.connection, row.letter)}
    if not roots:
        return []
    # Only here: what works chains out reads deadlines, and to load that takes longer than to record a thousand offices.
    from circtrack.actions.chains import work_out_anew
    from circtrack.actions.settle import settle_conflicts

    for root in sorted(roots):
        work_out_anew(transaction, root, own_office(transaction.connection))
        settle_conflicts(transaction, root, own_office(transaction.connection))
    return list(_progress_notes(transaction, [each for each in recorded if rows[each.task].letter in roots]))


def hold_receipt(transaction: Transaction, root: int, sent: DeliveryOnChain) -> list[Note]:
    """The same after a clerk recorded a receipt."""
    if not anything_said(transaction.connection, root):
        return []
    from circtrack.actions.settle import settle_conflicts, settle_receipts

    settle_receipts(transaction, root, own_office(transaction.connection))
    settle_conflicts(transaction, root, own_office(transaction.connection))
    return [
        Note(
            N_("{by} says that {office} received it on {day}: that counts, what you recorded is kept beside it."),
            {"by": _name(each.recorded_by), "office": sent.name, "day": each.received_on},
        )
        for each in receipts_on_chain(transaction.connection, root)
        if (each.letter, each.office) == (sent.letter, sent.office) and each.recorded_by
    ]


def _progress_notes(transaction: Transaction, recorded: Iterable[Owed]) -> Iterator[Note]:
    for each in recorded:
        row = owed(transaction.connection, each.task).get(each.office)
        if row is not None and row.recorded_by:
            yield Note(
                N_("{by} says of {office}: {said}. That counts, what you recorded is kept beside it."),
                {
                    "by": _name(row.recorded_by),
                    "office": each.name,
                    "said": " ".join(filter(None, (row.progress, row.done_on))),
                },
            )


def _name(code: str) -> str:
    """What an office is called now; its code where the list does not know it."""
    from circtrack.registry.offices import versions

    known = versions(code)
    return known[-1].name if known else code
