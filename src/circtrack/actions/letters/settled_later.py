"""Settle findings by evidence that came later: the letter that was cited, or whose number was doubted, is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import Message
from circtrack.store.findings import delete_finding, list_open_on_number, list_open_on_parent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from circtrack.database.transaction import Transaction


def settle_by_letters(transaction: Transaction, new: Iterable[int], linked: Iterable[int]) -> Iterator[Message]:
    """Settle the findings that new letters, and letters that got a parent, answer; yield a note on each.

    Args:
        transaction: The open transaction.
        new: Rows of letters just recorded.
        linked: Rows of letters that got a parent by it.
    """
    new = list(new)
    for row in new:
        for each in list_open_on_number(transaction.connection, row):
            delete_finding(transaction, each)
            yield Message(
                "{number}: the doubt about '{text}' is settled: {proposal} is another letter.",
                number=each.number,
                text=each.text,
                proposal=each.proposal,
            )
    # On a server a role writes the findings of its own letters only: those of others' are left to them.
    is_role = bool(transaction.connection.engine.granted(transaction.connection).role)
    for row in dict.fromkeys(each for each in linked if not is_role or each in new):
        for each in list_open_on_parent(transaction.connection, row):
            delete_finding(transaction, each)
            yield Message(
                "{number}: the doubt about '{text}' is settled: the letter cited is recorded.",
                number=each.number,
                text=each.text,
            )
