"""Move the deadline of one round of a task that comes again and again, for all who owe it or for single offices."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.results import Change
from circtrack.errors import N_, InputError, Message
from circtrack.store.rounds import list_own_round_deadlines, list_rules, set_rounds
from circtrack.store.tasks import RoundMove, record_round_move
from circtrack.tracking.open_rounds import find_deadline, find_moved

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from circtrack.database.transaction import Transaction
    from circtrack.store.obligations import ChainObligation


class Why(NamedTuple):
    """Why a deadline moves: the reason, and the row of the letter that says so; None for a clerk's own decision.

    ``overtakes`` is the last date (ISO) of letters whose earlier days a clerk's own decision overtakes.
    """

    reason: str
    letter: int | None
    overtakes: str | None = None


def extend_rounds(
    transaction: Transaction, meant: Iterable[ChainObligation], to: date, why: Why, *, whole: bool
) -> tuple[list[Change], int]:
    """Move the deadline of the rounds that these offices owe; return what changed, and how many did not need to.

    With ``whole``, they are all who owe them: then the rounds' own deadline moves, and each office's that is earlier.

    Raises:
        InputError: a deadline in force is later.
    """
    changes: list[Change] = []
    unchanged = 0
    rounds: dict[tuple[int, str], list[ChainObligation]] = {}
    for each in meant:
        rounds.setdefault((each.task, each.round), []).append(each)
    rules = {each.task: each for each in list_rules(transaction.connection, {task for task, _ in rounds})}
    moved = {task: find_moved(each) for task, each in rules.items()}
    for (task, name), owed in rounds.items():
        move = RoundMove(task, name, to.isoformat(), why.reason, why.letter)
        present = moved[task].get(name) or find_deadline(rules[task], name)
        part = _extend_for_all if whole else _extend_for_offices
        found = part(transaction, move, owed, present)
        changes += found
        unchanged += (1 if whole else len(owed)) if not found else 0 if whole else len(owed) - len(found)
    return changes, unchanged


def _extend_for_all(
    transaction: Transaction, move: RoundMove, owed: Sequence[ChainObligation], present: str
) -> list[Change]:
    first = owed[0]
    reject_earlier(move.due_on, present, Message("round {place} of '{task}'", place=first.place, task=first.title))
    own = list_own_round_deadlines(transaction.connection, move.task, move.round)
    behind = [office for office, due_on in own.items() if due_on <= move.due_on]
    if present == move.due_on and not behind:
        return []
    record_round_move(transaction, move, {None: present})
    if behind:
        set_rounds(transaction, move.task, move.round, behind, {"due_on": None})
    if present != move.due_on:
        return [_make_change(first._replace(office="", name="", due_on=present), move)]
    return [_make_change(each, move) for each in owed if each.office in behind]


def _extend_for_offices(
    transaction: Transaction, move: RoundMove, owed: Sequence[ChainObligation], present: str
) -> list[Change]:
    for each in owed:
        reject_earlier(move.due_on, each.due_on, each.name)
    behind = [each for each in owed if each.due_on != move.due_on]
    if behind:
        record_round_move(transaction, move, {each.office: each.due_on for each in behind})
        due_on = None if move.due_on == present else move.due_on
        set_rounds(transaction, move.task, move.round, [each.office for each in behind], {"due_on": due_on})
    return [_make_change(each, move) for each in behind]


def _make_change(each: ChainObligation, move: RoundMove) -> Change:
    return Change(each.office, each.name, each.title, each.due_on or "", move.due_on, round=each.place)


def reject_earlier(to: str, present: str | None, whose: str | Message) -> None:
    """Reject a day (ISO) that is before the deadline in force.

    Raises:
        InputError: it is.
    """
    if present and to < present:
        raise InputError(
            "The deadline of {whose} is {present}; {to} is earlier, and extending only moves it on.",
            hint=N_(
                "A mistaken extension is put right with `circtrack correct LETTER --task N --due DATE`. "
                "A letter to those below that sets them an earlier day is recorded with "
                "`circtrack forward LETTER --number NUMBER --due DATE`."
            ),
            whose=whose,
            present=present,
            to=to,
        )
