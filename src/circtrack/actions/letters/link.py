"""Link letters to the recorded letters that they pass on. One error in a citation is tolerated, with a note."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from circtrack.errors import Message
from circtrack.store.letters import (
    add_number,
    find_letters_like,
    find_year_be,
    list_waiting_letters,
    load_known_letter,
    set_parent,
)
from circtrack.thai.number_text import compact_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.model import Link
    from circtrack.store.letters import KnownLetter, WaitingLetter

SURE = 4
"""Number, date and issuer agree: no letter recorded later can fit better."""

# A citation without a date means a letter at most this many days older.
_A_YEAR = 366


class LinkedLetter(NamedTuple):
    """A letter that was linked to its parent, and notes for the clerk."""

    letter: int
    notes: tuple[Message, ...]


def link_waiting_letters(transaction: Transaction, new: Iterable[int], *, least: int = 1) -> list[LinkedLetter]:
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
    linked: dict[int, LinkedLetter] = {}
    for waiting in list_waiting_letters(transaction.connection):
        if waiting.letter in linked:
            continue
        if waiting.letter in rows or any(compare_citation(waiting, letter) for letter in recorded):
            parent = _find_parent(transaction.connection, waiting, least)
            if parent is not None:
                linked[waiting.letter] = LinkedLetter(waiting.letter, _link_to_parent(transaction, waiting, parent))
    return list(linked.values())


def compare_citation(waiting: WaitingLetter, letter: KnownLetter) -> int:
    """Return how well a letter fits a citation, from 0 (not at all) to 4.

    - 4: number, date and issuer agree.
    - 3: number and date agree, the issuer's name does not.
    - 2: the number agrees, no date is cited, and the letter is at most a year older.
    - 1: the number agrees with another date in the same year, or the date agrees and the number differs in one digit.
    """
    link = waiting.link
    number = compact_number(link.number)
    same_number, same_date = number in letter.numbers, link.date == letter.date
    same_issuer = not link.issuer or _remove_blanks(link.issuer) in map(_remove_blanks, letter.issuer_names)
    if letter.id == waiting.letter:
        return 0
    if same_number and same_date:
        return 4 if same_issuer else 3
    if not same_issuer:
        return 0
    if same_number and link.date is None:
        return 2 if 0 <= (waiting.date - letter.date).days <= _A_YEAR else 0
    if same_number and link.date is not None:
        return 1 if find_year_be(link.date) == find_year_be(letter.date) else 0
    return 1 if same_date and any(_one_digit_apart(number, own) for own in letter.numbers) else 0


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


def _find_parent(connection: Connection, waiting: WaitingLetter, least: int) -> KnownLetter | None:
    fits, found = find_cited_letters(connection, waiting)
    return found[0] if len(found) == 1 and fits >= least else None


def _link_to_parent(transaction: Transaction, waiting: WaitingLetter, parent: KnownLetter) -> tuple[Message, ...]:
    set_parent(transaction, waiting.letter, parent)
    child = load_known_letter(transaction.connection, waiting.letter)
    link = waiting.link
    if compact_number(link.number) not in parent.numbers:
        add_number(transaction, parent.id, link.number, child.number)
        return (_note_other_reading(child, parent, link),)
    if link.date is not None and link.date != parent.date:
        return (
            Message(
                "{child} passes on {number} of {cited}, which is recorded as of {date}: is one of them wrong?",
                child=child.number,
                number=parent.number,
                cited=link.date,
                date=parent.date,
            ),
        )
    return ()


def _note_other_reading(child: KnownLetter, parent: KnownLetter, link: Link) -> Message:
    return Message(
        "{child} passes on {cited}, and {number} of that day is recorded: taken for one letter, either finds it.",
        child=child.number,
        cited=link.number,
        number=parent.number,
    )


def _one_digit_apart(one: str, other: str) -> bool:
    """Whether two compact numbers differ in exactly one digit of the running number, as after a misread digit."""
    head, _, running = one.rpartition("/")
    other_head, _, other_running = other.rpartition("/")
    return (
        head == other_head
        and len(running) == len(other_running)
        and sum(a != b for a, b in zip(running, other_running, strict=True)) == 1
    )


def _remove_blanks(name: str) -> str:
    return re.sub(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+", "", name)
