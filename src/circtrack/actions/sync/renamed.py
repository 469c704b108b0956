"""Find the letters that bundles carry, and follow other offices' corrections of how a letter is called.

A letter is found by its key. If the office that states it has called it otherwise before, it is the letter that it
called so: that office's word makes the two keys one letter's, and nothing else does. So what was recorded from paper
under the number that the issuer gave first is the issuer's letter, if it is of the same day and subject. Whose word
counts for what a letter says, counts for how it is called: the issuer's, else that of the office whose version is in
force here; of one office, what it said last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.letters.same_as import can_be_one, join_found
from circtrack.actions.offices import store_known_offices
from circtrack.actions.sync.precedence import make_precedence_of_letter
from circtrack.errors import Message
from circtrack.registry.offices import list_versions
from circtrack.store.corrections import add_former_keys, list_formerly, rename_letter
from circtrack.store.find_letter import load_found_letter
from circtrack.store.letters import load_known_letter
from circtrack.store.statements import Fact, find_letter_row, find_recorder, list_statements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from circtrack.actions.sync.bundles import Bundle, BundleLetter, LetterKey
    from circtrack.database.transaction import Transaction


class Carried(NamedTuple):
    """One letter of a bundle, with who states it in the bundle and when, and the bundle's other keys.

    ``dated`` has the day and subject that each of them states.
    """

    letter: BundleLetter
    stated: tuple[tuple[str, str], ...]
    beside: frozenset[LetterKey]
    dated: frozenset[tuple[str, str, str]]


def list_carried(bundles: Iterable[Bundle]) -> list[Carried]:
    """List the letters of bundles, the oldest first; of one bundle first those that were called otherwise before."""
    found = []
    for bundle in bundles:
        keys = frozenset(each.key for each in bundle.letters)
        for letter in bundle.letters:
            versions = [
                each for each in bundle.statements if each.letter == letter.key and not each.task and not each.office
            ]
            stated = tuple(sorted((each.said_by, each.stamp) for each in versions))
            dated = frozenset((each.said_by, each.value["date"], each.value["subject"]) for each in versions)
            found.append((bundle.stamp, not letter.formerly, letter.key, Carried(letter, stated, keys, dated)))
    return [each for *_, each in sorted(found, key=lambda one: one[:3])]


class Placing:
    """Places the letters of bundles in the rows of this database, one after the other.

    Call it before the bundles' statements are stored: what is stored says how new they are.

    Attributes:
        rows: The row of each letter's key.
        fresh: The rows of new letters.
        notes: On letters that may be one, and to nobody whose word counts are.
    """

    def __init__(self, transaction: Transaction, own_office: str, insert: Callable[[LetterKey], int]) -> None:
        self._transaction = transaction
        self._own_office = own_office
        self._insert = insert
        self._stamps: dict[tuple[int, str], str] = {}
        self.rows: dict[LetterKey, int] = {}
        self.fresh: list[int] = []
        self.notes: list[Message] = []

    def place(self, carried: Carried) -> None:
        """Find the row of a letter, or insert it; call it as it is called by the office whose word counts."""
        letter, connection = carried.letter, self._transaction.connection
        row = find_letter_row(connection, *letter.key)
        if row is None:
            row = self._find_called_otherwise(carried)
        if row is None:
            row = self._insert(letter.key)
            self.fresh.append(row)
            self.notes += self._note_called_otherwise(row, carried)
        row = self._follow(row, carried)
        add_former_keys(self._transaction, row, [letter.key, *letter.formerly])
        for said_by, stamp in carried.stated:
            self._stamps[row, said_by] = max(stamp, self._find_stamp(row, said_by))
        self.rows[letter.key] = row

    def _find_called_otherwise(self, carried: Carried) -> int | None:
        connection = self._transaction.connection
        for key in carried.letter.formerly:
            other = find_letter_row(connection, *key)
            if other is None or key in carried.beside:
                continue
            if self._is_stated(other, carried) or self._is_issuers(other, carried):
                return other
        return self._find_corrected(carried.letter)

    def _find_corrected(self, letter: BundleLetter) -> int | None:
        """Return the row of the letter that had this key before it was corrected; not one that is another letter."""
        connection = self._transaction.connection
        others = {find_letter_row(connection, *key) for key in letter.others}
        return next((row for row in list_formerly(connection, letter.key) if row not in others), None)

    def _note_called_otherwise(self, row: int, carried: Carried) -> Iterator[Message]:
        """Note the letters recorded here by which another office called the new one before it corrected that."""
        connection = self._transaction.connection
        for key in carried.letter.formerly:
            other = find_letter_row(connection, *key)
            if key not in carried.beside and other is not None:
                yield Message(
                    "{number} was recorded elsewhere as {former} before; {former} is recorded here too. If the two are "
                    'one letter: `circtrack correct "{former}" --same-as "{number}"`.',
                    number=load_found_letter(connection, row).citation,
                    former=load_found_letter(connection, other).citation,
                )

    def _is_stated(self, row: int, carried: Carried) -> bool:
        """Whether one of those who state a letter has stated this row's."""
        return any(self._find_stamp(row, said_by) for said_by, _ in carried.stated)

    def _is_issuers(self, row: int, carried: Carried) -> bool:
        """Whether a letter that was recorded under the issuer's former number is of the day and subject it states."""
        known = load_found_letter(self._transaction.connection, row)
        judge = make_precedence_of_letter(known.issuer, self._own_office, known.date)
        return any(
            judge.is_owner(said_by) and (day, subject) == (known.date.isoformat(), known.subject)
            for said_by, day, subject in carried.dated
        )

    def _find_stamp(self, row: int, said_by: str) -> str:
        stored = (
            each.stamp for each in list_statements(self._transaction.connection, Fact(row)) if each.said_by == said_by
        )
        return max([*stored, self._stamps.get((row, said_by), "")])

    def _follow(self, row: int, carried: Carried) -> int:
        """Rename the letter, and join the records that are one to an office whose word counts; return its row."""
        letter, connection = carried.letter, self._transaction.connection
        own = {number for number, source in letter.numbers if source == "own"}
        for said_by, stamp in carried.stated:
            if not self._counts(row, letter.key, said_by):
                continue
            present = self._find_stamp(row, said_by)
            later = self._find_corrected(letter)
            if later not in (None, row) and not present and self._find_stamp(later or 0, said_by) > stamp:
                row = self._join(row, later or 0)  # an older bundle: the office calls it otherwise by now
                continue
            if stamp <= present:
                continue
            for key in letter.formerly:
                other = find_letter_row(connection, *key)
                if other not in (None, row) and key not in carried.beside:
                    is_one = (
                        key[2] in own
                        or bool(self._find_stamp(other or 0, said_by))
                        or self._is_issuers(other or 0, carried)
                    )
                    row = self._join(other or 0, row) if is_one else row
            if find_letter_row(connection, *letter.key) is None:
                if list_versions(letter.key[0]):
                    store_known_offices(self._transaction, [letter.key[0]])
                rename_letter(self._transaction, row, letter.key)
        return row

    def _join(self, gone: int, kept: int) -> int:
        """Make one of two records, if they can be one; return the row that stays."""
        one, two = (load_found_letter(self._transaction.connection, each) for each in (gone, kept))
        if not can_be_one(self._transaction.connection, one, two):
            return kept
        join_found(self._transaction, one, two, self._own_office, "")
        self.rows = {key: kept if row == gone else row for key, row in self.rows.items()}
        self.fresh = [row for row in self.fresh if row != gone]
        return kept

    def _counts(self, row: int, key: LetterKey, said_by: str) -> bool:
        """Whether an office's word on how a letter is called counts."""
        connection = self._transaction.connection
        known = load_known_letter(connection, row)
        owners = (
            make_precedence_of_letter(issuer, self._own_office, known.date).is_owner(said_by)
            for issuer in (known.issuer, key[0])
        )
        return said_by != self._own_office and (any(owners) or find_recorder(connection, row) == said_by)
