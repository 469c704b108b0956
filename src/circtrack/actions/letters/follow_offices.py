"""Work out again who owes what, when offices join, change their kind or end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.actions.letters.chains import work_out_again
from circtrack.errors import Message
from circtrack.registry.expand import find_kinds_asked
from circtrack.store.letters import load_known_letter
from circtrack.store.obligations import list_chains_of
from circtrack.store.owing import list_audiences
from circtrack.store.settings import get_own_office

if TYPE_CHECKING:
    from collections.abc import Sequence

    from circtrack.database.transaction import Transaction
    from circtrack.model import Office


def follow_offices(transaction: Transaction, offices: Sequence[Office]) -> list[Message]:
    """Work out again the chains of which these offices owe something, and those that are open and ask their kind.

    Returns:
        Notes on the chains that ask one of them now and did not before.
    """
    connection, own = transaction.connection, get_own_office(transaction.connection)
    named = {each.code: each for each in offices}
    kinds = {each.kind for each in offices}
    before = list_chains_of(connection, named)
    asking = {root for root, audience in list_audiences(connection) if not kinds.isdisjoint(find_kinds_asked(audience))}
    for root in sorted(asking.union(root for root, _ in before)):
        work_out_again(transaction, root, own)
    return [
        Message(
            "{letter} asks every office of this kind, and so {office}.",
            letter=load_known_letter(connection, root).number,
            office=named[code].name,
        )
        for root, code in sorted(list_chains_of(connection, named) - before)
    ]
