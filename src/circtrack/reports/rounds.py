"""The rounds that a report is about, of tasks that come again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_, InputError, UnknownError
from circtrack.store.rounds import list_rules
from circtrack.tracking.open_rounds import CURRENT, RoundChoice, has_rounds, list_own_deadlines, list_rounds

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from circtrack.database.engine import Connection
    from circtrack.store.owing import Selection
    from circtrack.store.rounds import TaskRule
    from circtrack.tracking.open_rounds import TaskRound


def add_rounds(
    connection: Connection,
    selection: Selection,
    may_recur: Collection[int],
    chosen: RoundChoice | None,
    today: date,
    *,
    of_letter: bool,
) -> Selection:
    """Return the selection with the rounds that are meant; where some are chosen, with nothing else.

    Raises:
        UnknownError: no task has the round that is named.
        InputError: a round is named by its place, but not whose.
    """
    choice = chosen or CURRENT
    recurring = [each for each in list_rules(connection, may_recur) if has_rounds(each.rule)]
    rounds = list_rounds(recurring, today, choice)
    if chosen:
        if chosen.place and not of_letter:
            raise InputError("--round {place} needs the letter whose round it is.", place=chosen.place)
        if not rounds:
            raise _make_unknown(recurring, today)
        selection = selection._replace(tasks=[each.task for each in recurring])
    # Nothing of a round outside these days is looked at: of three years few rounds are left.
    rounds += list_own_deadlines(recurring, rounds)
    within = {
        each[:2]
        for each in rounds
        if selection.first <= each.due_on and (not selection.last or each.due_on <= selection.last)
    }
    rounds = [each for each in rounds if each[:2] in within]
    return selection._replace(
        recurring=[each.task for each in recurring], rounds=rounds, all_rounds=not choice.is_current
    )


def list_days_of_rounds(connection: Connection, may_recur: Collection[int], today: date) -> list[TaskRound]:
    """Return the rounds of these tasks that have opened, each on every day on which it falls or fell for someone."""
    recurring = [each for each in list_rules(connection, may_recur) if has_rounds(each.rule)]
    rounds = list_rounds(recurring, today, RoundChoice(every=True))
    return [*rounds, *list_own_deadlines(recurring, rounds)]


def _make_unknown(recurring: Collection[TaskRule], today: date) -> UnknownError:
    """Return the error for a round that no task has: what there is, or that nothing recurs."""
    if not recurring:
        return UnknownError(
            "nothing here comes again and again, so it has no rounds.",
            hint=N_("Leave --round and --history out."),
        )
    present = list_rounds(recurring, today)
    if not present:
        return UnknownError("no round has opened yet.")
    return UnknownError(
        "no round that has opened is meant by --round.",
        details=[f"{each.place}. {each.due_on}" for each in present[-12:]],
    )
