"""The rounds that a report is about, of tasks that come again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_, InputError, UnknownError
from circtrack.store.rounds import list_rules
from circtrack.tracking.open_rounds import CURRENT, has_rounds, list_rounds

if TYPE_CHECKING:
    from collections.abc import Collection

    from circtrack.database.engine import Connection
    from circtrack.reports.tracked import ReportScope
    from circtrack.store.owing import Selection
    from circtrack.store.rounds import TaskRule


def add_rounds(
    connection: Connection,
    selection: Selection,
    asked: ReportScope,
    may_recur: Collection[int],
) -> Selection:
    """Return the selection with the rounds that are meant; where some are named, with nothing else.

    Raises:
        UnknownError: no task has the round that is named.
        InputError: a round is named by its place, but not whose.
    """
    choice = asked.rounds or CURRENT
    recurring = [each for each in list_rules(connection, may_recur) if has_rounds(each.rule)]
    rounds = list_rounds(recurring, asked.today, choice)
    if asked.rounds:
        if asked.rounds.place and asked.letter is None:
            raise InputError("--round {place} needs the letter whose round it is.", place=asked.rounds.place)
        if not rounds:
            raise _make_unknown(asked, recurring)
        selection = selection._replace(tasks=[each.task for each in recurring])
    return selection._replace(
        recurring=[each.task for each in recurring], rounds=rounds, all_rounds=not choice.is_current
    )


def _make_unknown(asked: ReportScope, recurring: Collection[TaskRule]) -> UnknownError:
    """Return the error for a round that no task has: what there is, or that nothing recurs."""
    if not recurring:
        return UnknownError(
            "nothing here comes again and again, so it has no rounds.",
            hint=N_("Leave --round out."),
        )
    present = list_rounds(recurring, asked.today, CURRENT)
    return UnknownError(
        "no round that has opened is meant by --round.",
        details=[f"{each.place}. {each.due_on}" for each in present[-12:]],
    )
