"""Carry out in a merge what issuers say in bundles: that a letter of theirs is taken out.

A letter that is taken out comes back for the time of a merge in which others speak of it: so what they say of it is
kept as if they had said it before, and the order of bundles does not matter.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.letters.correct import Rework, format_lost, format_lost_receipt, name_offices
from circtrack.actions.letters.link import SURE
from circtrack.actions.letters.withdraw import take_out
from circtrack.actions.sync.withdrawn import (
    collect,
    find_withdrawal,
    list_withdrawals_of,
    share_statements,
    unshare_statements,
)
from circtrack.registry.offices import find_last_name
from circtrack.store.corrections import is_recorded
from circtrack.store.find_letter import load_found_letter
from circtrack.store.statements import find_letter_row, load_letter_keys
from circtrack.store.withdrawn import forget_withdrawal, is_said_here, keep_withdrawal, list_kept, list_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from circtrack.actions.letters.follows import Consequences
    from circtrack.actions.sync.bundles import Bundle, BundleLetter, BundleStatement
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.store.corrections import LostReceipt
    from circtrack.store.withdrawn import Withdrawal


class TakenOutElsewhere(NamedTuple):
    """A letter that its issuer has taken out, and what follows from that here."""

    letter: str
    by: str
    consequences: Consequences
    lost_receipts: tuple[LostReceipt, ...]

    @property
    def in_short(self) -> str:
        """Its number, and the work that has no place any more, for the journal."""
        works = map(format_lost, self.consequences.lost)
        return "; ".join((f"- {self.letter}", *works, *map(format_lost_receipt, self.lost_receipts)))


def set_aside(transaction: Transaction, bundles: Sequence[Bundle], own_office: str) -> list[Bundle]:
    """Keep the withdrawals that bundles bring; return the bundles without letters that are taken out.

    Only where they say nothing new of such a letter. This office's own withdrawals that come back are not taken where
    this database said so itself: what was undone here must stay undone. An older copy of it learns of them.
    """
    connection = transaction.connection
    for bundle in bundles:
        for each in bundle.withdrawn:
            if each.said_by != own_office or not is_said_here(connection, each):
                keep_withdrawal(transaction, each)
    words = list_words(connection)
    return [_leave_out(connection, bundle, words, own_office) for bundle in bundles] if words else [*bundles]


def _leave_out(connection: Connection, bundle: Bundle, words: Sequence[Withdrawal], own_office: str) -> Bundle:
    out = {
        each.key
        for each in bundle.letters
        if find_letter_row(connection, *each.key) is None
        and _is_known(bundle, each, list_kept(connection, [word for word in words if word.is_of(each.key)]), own_office)
    }
    return replace(
        bundle,
        letters=tuple(each for each in bundle.letters if each.key not in out),
        statements=tuple(each for each in bundle.statements if each.letter not in out),
    )


def _is_known(bundle: Bundle, carried: BundleLetter, out: Sequence[Withdrawal], own_office: str) -> bool:
    """Whether a bundle says of a letter that is taken out only what is kept of it."""
    kept = {(said.task, said.office, said.said_by): said.stamp for each in out for said in each.statements}
    last = max((each.stamp for each in out), default="")
    key = carried.key

    def until(each: BundleStatement) -> str:
        if each.said_by == own_office and (each.task or each.office):
            return last  # what this database said itself is not taken from others; only its versions of letters are
        return kept.get((each.task, each.office, each.said_by), "")

    lines = {(each.key, each.parent) for each in bundle.letters if each.parent and key in {each.key, each.parent}}
    return (
        all(each.stamp <= until(each) for each in bundle.statements if each.letter == key)
        and {number for each in out for number in each.numbers}.issuperset(carried.numbers)
        and lines.issubset(line for each in out for line in each.hung)
    )


def list_named(connection: Connection, bundles: Iterable[Bundle]) -> set[int]:
    """List the rows of the letters of which bundles say that they are taken out."""
    named = [key for bundle in bundles for each in bundle.withdrawn for key in (each.key, *each.formerly)]
    return {row for key in named if (row := find_letter_row(connection, *key)) is not None}


def carry_out_withdrawals(
    transaction: Transaction, bundles: Iterable[Bundle], rows: Iterable[int], own_office: str
) -> list[TakenOutElsewhere]:
    """Take out these letters, and those of which bundles say so, where their issuers' last word is that."""
    connection = transaction.connection
    words = list_words(connection)
    if not words:
        return []
    about = sorted(row for row in {*rows, *list_named(connection, bundles)} if is_recorded(connection, row))
    for row, each in list_withdrawals_of(connection, about):
        unshare_statements(transaction, row, each)
    gone = {}
    for row in about:
        withdrawal = find_withdrawal(connection, row, own_office, words)
        if withdrawal is not None:
            gone[row] = withdrawal
        else:
            _forget(transaction, row)
    # What is kept of each, and what others take on, is as it was before the first of them goes.
    for row, withdrawal in gone.items():
        keep_withdrawal(transaction, collect(connection, row, withdrawal, own_version=True))
    for row in gone:
        share_statements(transaction, row)
    return [_take_out(transaction, row, withdrawal, own_office) for row, withdrawal in gone.items()]


def _forget(transaction: Transaction, row: int) -> None:
    """Forget that a letter was taken out, of which its issuer has said otherwise since."""
    key = load_letter_keys(transaction.connection, [row])[row]
    for each in list_words(transaction.connection):
        if each.key == key:
            forget_withdrawal(transaction, each)


def _take_out(transaction: Transaction, row: int, withdrawal: Withdrawal, own_office: str) -> TakenOutElsewhere:
    connection = transaction.connection
    found = load_found_letter(connection, row)
    work = Rework(transaction, own_office, least=SURE)
    consequences, receipts = take_out(work, found)
    by = find_last_name(withdrawal.said_by)
    return TakenOutElsewhere(found.number, by, consequences, name_offices(connection, receipts))
