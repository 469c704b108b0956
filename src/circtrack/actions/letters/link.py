"""Link letters to the recorded letters that they pass on.

Offices send letters with consecutive numbers on one day: a letter whose number differs in a digit from the cited one is
another letter, and the citing letter waits for its own.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from circtrack.errors import Message
from circtrack.store.letters import (
    find_letters_like,
    find_year_be,
    list_waiting_letters,
    load_known_letter,
    set_parent,
)
from circtrack.thai.number_text import compact_number, differ_in_one_digit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.store.letters import KnownLetter, WaitingLetter

SURE = 6
"""The letter's own number, date and issuer agree: no letter recorded later can fit better."""
OTHER_DATE = 2
"""The number agrees, and the cited date is another of the same year: the least by which letters are linked."""
_NEAR = 1

# A citation without a date means a letter at most this many days older.
_A_YEAR = 366


class LinkedLetter(NamedTuple):
    """A letter that was linked to its parent, and notes for the clerk."""

    letter: int
    notes: tuple[Message, ...]


def link_waiting_letters(
    transaction: Transaction, new: Iterable[int], *, least: int = OTHER_DATE
) -> list[LinkedLetter]:
    """Link every letter without a parent to the recorded letter that it passes on, if exactly one fits.

    Args:
        transaction: The open transaction.
        new: Rows of the letters just recorded. Only letters that they pass on, or that pass them on, are considered.
        least: How well a citation must fit (``compare_citation``).

    Returns:
        The letters that got a parent.
    """
    recorded = [load_known_letter(transaction.connection, row) for row in new]
    rows = {letter.id for letter in recorded}
    linked: list[LinkedLetter] = []
    for letter, cited in groupby(list_waiting_letters(transaction.connection), key=lambda each: each.letter):
        citations = list(cited)
        if letter in rows or any(compare_citation(each, known) >= least for each in citations for known in recorded):
            found = [(*_find_parent(transaction.connection, each), each) for each in citations]
            fits, parent, waiting = max(found, key=lambda each: each[0])
            if parent is not None and fits >= least:
                linked.append(LinkedLetter(letter, _link_to_parent(transaction, waiting, parent)))
    return linked


def compare_citation(waiting: WaitingLetter, letter: KnownLetter) -> int:
    """Return how well a letter fits a citation, from 0 (not at all) to 6.

    - 6: number, date and issuer agree.
    - 5: date and issuer agree, and the number is another reading of the letter's.
    - 4: number and date agree, the issuer's name does not.
    - 3: the number agrees, no date is cited, and the letter is at most a year older.
    - 2: the number agrees with another date in the same year.
    - 1: date and issuer agree, and the number differs in one digit: no reason to link the two.
    """
    link = waiting.link
    number = compact_number(link.number)
    same_number, same_date = number in letter.numbers, link.date == letter.date
    same_issuer = not link.issuer or _remove_blanks(link.issuer) in map(_remove_blanks, letter.issuer_names)
    if letter.id == waiting.letter:
        return 0
    if same_number and same_date:
        return (SURE if number in letter.own_numbers else 5) if same_issuer else 4
    if not same_issuer:
        return 0
    if same_number and link.date is None:
        return 3 if 0 <= (waiting.date - letter.date).days <= _A_YEAR else 0
    if same_number and link.date is not None:
        return OTHER_DATE if find_year_be(link.date) == find_year_be(letter.date) else 0
    return _NEAR if same_date and any(differ_in_one_digit(number, own) for own in letter.own_numbers) else 0


def find_cited_letters(connection: Connection, waiting: WaitingLetter) -> tuple[int, list[KnownLetter]]:
    """Return how well the citation fits (``compare_citation``; 0 for no letter), and the letters that fit best."""
    found: dict[int, list[KnownLetter]] = {}
    for letter in find_letters_like(connection, waiting.link):
        # A letter cannot pass on one of those below it: the chain would be a circle.
        below = waiting.link.type == "passes_on" and letter.root == waiting.letter
        if not below and (fits := compare_citation(waiting, letter)):
            found.setdefault(fits, []).append(letter)
    best = max(found, default=0)
    return best, found.get(best, [])


def _find_parent(connection: Connection, waiting: WaitingLetter) -> tuple[int, KnownLetter | None]:
    """Return the only letter that fits a citation best, and how well; 0 and None if there is none or several."""
    fits, found = find_cited_letters(connection, waiting)
    return (fits, found[0]) if len(found) == 1 else (0, None)


def _link_to_parent(transaction: Transaction, waiting: WaitingLetter, parent: KnownLetter) -> tuple[Message, ...]:
    set_parent(transaction, waiting.letter, parent)
    link = waiting.link
    if link.date is not None and link.date != parent.date:
        return (
            Message(
                "{child} passes on {number} of {cited}, which is recorded as of {date}: is one of them wrong?",
                child=load_known_letter(transaction.connection, waiting.letter).number,
                number=parent.number,
                cited=link.date,
                date=parent.date,
            ),
        )
    return ()


def _remove_blanks(name: str) -> str:
    return re.sub(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+", "", name)
