"""Follow other offices' corrections of letters' keys: a letter that they know by another number, year or issuer.

Whose word counts for what a letter says, counts for how it is called: the issuer's, else that of the office whose
version is in force here. Of one office, what it said last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.actions.letters.same_as import can_be_one, join_found
from circtrack.actions.offices import store_known_offices
from circtrack.actions.sync.precedence import make_precedence_of_letter
from circtrack.registry.offices import list_versions
from circtrack.store.corrections import find_formerly, rename_letter
from circtrack.store.find_letter import load_found_letter
from circtrack.store.letters import load_known_letter
from circtrack.store.statements import Fact, find_letter_row, find_recorder, list_statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from circtrack.actions.sync.bundles import Bundle, BundleLetter, LetterKey
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction


def find_carried(connection: Connection, letter: BundleLetter) -> int | None:
    """Return the row of the letter that a bundle carries, by its key, or by one that it had before; None if new."""
    row = find_letter_row(connection, *letter.key)
    if row is not None:
        return row
    for key in letter.formerly:
        if (row := find_letter_row(connection, *key)) is not None:
            return row
    return find_formerly(connection, letter.key)


def follow_names(
    transaction: Transaction, bundles: Iterable[Bundle], rows: Mapping[LetterKey, int], own_office: str
) -> dict[int, int]:
    """Call letters as the offices do whose word counts, and make one of two records that are one to them.

    Call it before the bundles' statements are stored: what is stored says how new they are.

    Returns:
        For the row of each record that went, the row of the one that stays.
    """
    went: dict[int, int] = {}
    for stamp, said_by, letter in _list_by_age(bundles):
        row = rows[letter.key]
        row = went.get(row, row)
        if not _counts(transaction.connection, row, letter.key, said_by, stamp, own_office):
            continue
        for key in letter.formerly:
            other = find_letter_row(transaction.connection, *key)
            if other is not None and other != row:
                gone, kept = (load_found_letter(transaction.connection, each) for each in (other, row))
                if can_be_one(transaction.connection, gone, kept):
                    join_found(transaction, gone, kept, own_office, "")
                    went[other] = row
        known = find_letter_row(transaction.connection, *letter.key)
        if known is None:
            if list_versions(letter.key[0]):
                store_known_offices(transaction, [letter.key[0]])
            rename_letter(transaction, row, letter.key)
    return went


def _list_by_age(bundles: Iterable[Bundle]) -> list[tuple[str, str, BundleLetter]]:
    """List each letter with the stamp of an office's version of it and that office, the oldest first."""
    found = []
    for bundle in bundles:
        letters = {each.key: each for each in bundle.letters}
        found += [
            (each.stamp, each.said_by, letters[each.letter])
            for each in bundle.statements
            if not each.task and not each.office and each.letter in letters
        ]
    return sorted(found, key=lambda each: (each[0], each[1], each[2].key))


def _counts(connection: Connection, row: int, key: LetterKey, said_by: str, stamp: str, own_office: str) -> bool:
    """Whether an office's word on the letter's key counts, and is newer than its last one."""
    known = load_known_letter(connection, row)
    owners = (
        make_precedence_of_letter(issuer, own_office, known.date).is_owner(said_by) for issuer in (known.issuer, key[0])
    )
    if said_by == own_office or not (any(owners) or find_recorder(connection, row) == said_by):
        return False
    stamps = [each.stamp for each in list_statements(connection, Fact(row)) if each.said_by == said_by]
    return stamp > max(stamps, default="")
