"""Find the offices on a list that owe on a letter, for verbs that do the same for each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.actions.listed import find_all, make_part, reject_all_outside
from circtrack.actions.target import find_target

if TYPE_CHECKING:
    from circtrack.actions.listed import ListOutcome
    from circtrack.database.transaction import Transaction
    from circtrack.lists.model import ReadList


def find_listed_targets(
    transaction: Transaction, letter: str, read: ReadList, *, task: int = 0, partial: bool = False
) -> tuple[list[str], ListOutcome]:
    """Return the codes of the offices on a list that owe on a letter, and what became of the other lines.

    Raises:
        BadListError: lines name no office that owes, and not ``partial``.
        InputError: no line names an office of one's own part.
    """
    chosen = find_target(transaction.connection, letter, task)
    part = make_part(chosen.own_office, chosen.root.date)
    found, outcome = find_all(
        read, chosen.names, chosen.root.date, chosen.own_office, part, partial=partial, check=chosen.obligations_of
    )
    reject_all_outside(read, outcome, part)
    return list(found), outcome
