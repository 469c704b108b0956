"""Which recorded letter another one passes on. One slip of a citation, in number or date, is borne and told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from circtrack.errors import Message
from circtrack.store.letters import add_number, known_letter, letters_like, set_parent, waiting_letters, year_be
from circtrack.thai.number_text import compact_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.model import Link
    from circtrack.store.letters import KnownLetter, Waiting

SURE = 4
"""Number, date and issuer agree: no other letter can fit as well, whatever is recorded later."""

# A citation without a date means a letter of at most this many days before.
_A_YEAR = 366


class Linked(NamedTuple):
    """A letter hung under the one that it passes on, and what to look at."""

    letter: int
    notes: tuple[Message, ...]


def link_waiting(transaction: Transaction, new: Iterable[int], *, least: int = 1) -> list[Linked]:
    """Hang every letter without a parent under the recorded one that it passes on, where there is exactly one.

    Args:
        transaction: The transaction at work.
        new: Rows of the letters just recorded: only what they pass on, and what passes them on, is looked at.
        least: How well a citation must fit (``agreement``).

    Returns:
        The letters that got a parent.
    """
    recorded = [known_letter(transaction.connection, row) for row in new]
    rows = {letter.id for letter in recorded}
    linked: dict[int, Linked] = {}
    for waiting in waiting_letters(transaction.connection):
        if waiting.letter in linked:
            continue
        if waiting.letter in rows or any(agreement(waiting, letter) for letter in recorded):
            parent = _parent(transaction.connection, waiting, least)
            if parent is not None:
                linked[waiting.letter] = Linked(waiting.letter, _hang(transaction, waiting, parent))
    return list(linked.values())


def agreement(waiting: Waiting, letter: KnownLetter) -> int:
    """How well a letter fits what another one cites: 0 not at all, and the more the better.

    Number and date agree (4; 3 if it is another issuer's by name), or the number does and no date is cited (2), or
    one of both disagrees, the rest agreeing (1): another date in the same year, or another reading of one digit.
    """
    link = waiting.link
    number = compact_number(link.number)
    same_number, same_date = number in letter.numbers, link.date == letter.date
    same_issuer = not link.issuer or _squeezed(link.issuer) in map(_squeezed, letter.issuer_names)
    if letter.id == waiting.letter:
        return 0
    if same_number and same_date:
        return 4 if same_issuer else 3
    if not same_issuer:
        return 0
    if same_number and link.date is None:
        return 2 if 0 <= (waiting.date - letter.date).days <= _A_YEAR else 0
    if same_number and link.date is not None:
        return 1 if year_be(link.date) == year_be(letter.date) else 0
    return 1 if same_date and any(_one_digit_apart(number, own) for own in letter.numbers) else 0


def letters_meant(connection: Connection, waiting: Waiting) -> tuple[int, list[KnownLetter]]:
    """The recorded letters that a citation fits best, and how well (``agreement``); none and 0 where none fits."""
    found: dict[int, list[KnownLetter]] = {}
    for letter in letters_like(connection, waiting.link):
        # A letter below cannot be the one that is passed on: the chain would bite its tail.
        below = waiting.link.type == "passes_on" and letter.root == waiting.letter
        if not below and (fits := agreement(waiting, letter)):
            found.setdefault(fits, []).append(letter)
    best = max(found, default=0)
    return best, found.get(best, [])


def _parent(connection: Connection, waiting: Waiting, least: int) -> KnownLetter | None:
    fits, found = letters_meant(connection, waiting)
    return found[0] if len(found) == 1 and fits >= least else None


def _hang(transaction: Transaction, waiting: Waiting, parent: KnownLetter) -> tuple[Message, ...]:
    set_parent(transaction, waiting.letter, parent)
    child = known_letter(transaction.connection, waiting.letter)
    link = waiting.link
    if compact_number(link.number) not in parent.numbers:
        add_number(transaction, parent.id, link.number, child.number)
        return (_reading(child, parent, link),)
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


def _reading(child: KnownLetter, parent: KnownLetter, link: Link) -> Message:
    return Message(
        "{child} passes on {cited}, and {number} of that day is recorded: taken for one letter, either finds it.",
        child=child.number,
        cited=link.number,
        number=parent.number,
    )


def _one_digit_apart(one: str, other: str) -> bool:
    """Whether two compact numbers differ in one digit of the running number: a misreading, most likely."""
    head, _, running = one.rpartition("/")
    other_head, _, other_running = other.rpartition("/")
    return (
        head == other_head
        and len(running) == len(other_running)
        and sum(a != b for a, b in zip(running, other_running, strict=True)) == 1
    )


def _squeezed(name: str) -> str:
    return re.sub(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+", "", name)
