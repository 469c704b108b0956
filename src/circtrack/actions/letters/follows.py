"""What follows from a correction: what is owed and who was told in the chains concerned, compared before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.letters.chains import list_asked
from circtrack.store.chain import find_first_letters
from circtrack.store.corrections import OwedRow, count_reminders, list_letters_of_chains, list_owed, list_roots

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.store.chain import Notified


class Situation(NamedTuple):
    """What is recorded of some chains.

    Attributes:
        letters: The rows of their letters.
        owed: What is owed, by task and office.
        asked: By whom the letters ask for it; others are kept because they have done something.
        told: When each office that owes was told.
    """

    letters: tuple[int, ...]
    owed: Mapping[tuple[int, str], OwedRow]
    asked: frozenset[tuple[int, str]]
    told: Mapping[tuple[int, str], Notified | None]


class LostWork(NamedTuple):
    """Recorded work that has no place any more: the office's name, the task, how far it was; the day is ISO text."""

    office: str
    task: str
    progress: str
    done_on: str | None
    note: str | None


class Consequences(NamedTuple):
    """What a correction changes in what is owed.

    Attributes:
        come: Obligations that are new.
        go: Obligations that are no longer there, with nothing recorded of them.
        stay: Obligations that stay.
        kept: Obligations of offices that are not asked any more, kept because work is recorded.
        lost: Work that has no place any more; the journal keeps it in words.
        deadlines: How many deadlines in force move, and the first of them before and after (ISO text or None).
        told: How many offices are told on another day than before.
        told_now: How many are told now and were not before.
        untold: How many are not told any more.
        reminders: How many reminders that were said are void.
    """

    come: int = 0
    go: int = 0
    stay: int = 0
    kept: int = 0
    lost: tuple[LostWork, ...] = ()
    deadlines: int = 0
    first_moved: tuple[str | None, str | None] = (None, None)
    told: int = 0
    told_now: int = 0
    untold: int = 0
    reminders: int = 0


def look(transaction: Transaction, letters: Iterable[int], own_office: str) -> Situation:
    """Look at the chains of these letters, as they are now."""
    connection = transaction.connection
    roots = list_roots(connection, letters)
    owed: dict[tuple[int, str], OwedRow] = {}
    told: dict[tuple[int, str], Notified | None] = {}
    for root in roots:
        of_chain = {(each.task, each.office): each for each in list_owed(connection, root)}
        owed |= of_chain
        if offices := sorted({office for _, office in of_chain}):
            found = find_first_letters(connection, root, offices, include_secret=True)
            told |= {key: found.get(key[1]) for key in of_chain}
    asked = frozenset(key for root in roots for key in list_asked(transaction, root, own_office))
    return Situation(tuple(list_letters_of_chains(connection, roots)), owed, asked, told)


def compare(
    connection: Connection, before: Situation, after: Situation, lost: Iterable[LostWork], voided: int
) -> Consequences:
    """Compare two situations of the same letters.

    Args:
        connection: An open database.
        before: Before the correction.
        after: After it.
        lost: Work that has no place any more.
        voided: How many reminders went with tasks that nobody states any more.
    """
    both = before.owed.keys() & after.owed.keys()
    moved = [key for key in both if before.owed[key].due_on != after.owed[key].due_on]
    days_moved = ((before.owed[key].due_on or "", after.owed[key].due_on or "") for key in moved)
    first = min(days_moved, default=("", ""))
    gone = [each for key, each in before.owed.items() if key not in after.owed]
    lost = tuple(lost)
    kept = [key for key in both if key not in after.asked and key in before.asked]
    days = [(_day_told(before, key), _day_told(after, key)) for key in both]
    return Consequences(
        come=len(after.owed.keys() - before.owed.keys()),
        go=len(gone) - len(lost),
        stay=len(both) - len(kept),
        kept=len(kept),
        lost=lost,
        deadlines=len(moved),
        first_moved=(first[0] or None, first[1] or None),
        told=sum(bool(was and then and was != then) for was, then in days),
        told_now=sum(bool(then and not was) for was, then in days),
        untold=sum(bool(was and not then) for was, then in days),
        reminders=voided + count_reminders(connection, [*gone, *(before.owed[key] for key in moved)]),
    )


def _day_told(situation: Situation, key: tuple[int, str]) -> str:
    told = situation.told.get(key)
    return told.on if told else ""
