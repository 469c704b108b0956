"""Obligations in counts, each with the state that the rules give it: what `owing --by` and `chain` add up."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from circtrack.reports.tracked import Chains, in_part, judged, selected, tops
from circtrack.store.owing import counts
from circtrack.tracking.chain import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from circtrack.database.engine import Connection
    from circtrack.model import State
    from circtrack.reports.tracked import Asked
    from circtrack.store.owing import CountRow, Grouping, OwedTask


class StateCount(NamedTuple):
    """So many obligations of one task that are alike; ``place`` is the task's among those asked for."""

    row: CountRow
    task: OwedTask
    place: int
    state: State


def counted(
    connection: Connection, asked: Asked, known: Mapping[int, OwedTask], by: Grouping, *, late: bool = False
) -> Iterator[StateCount]:
    """Count the obligations asked for, those done and exempt among them, task by task.

    Args:
        connection: An open database.
        asked: Which ones.
        known: The tasks asked for (``tracked.tasks_asked_for``).
        by: By which places they are told apart.
        late: Whether those done late are told from those done in time; else both are called done.
    """
    selection = selected(asked, known, settled=True)
    chain_of = Chains(connection, known)
    limits = tops(asked)
    judge = cache(partial(judged, asked))
    for place, (task, what) in enumerate(known.items()):
        for row in counts(connection, task, selection, by, late=late):
            if limits and not in_part(chain_of(task), row.office, Standing(row.name, row.kind, row.superior), limits):
                continue
            found = judge(row.progress, row.done_on, row.due_on, row.told)
            if found.wanted:
                yield StateCount(row, what, place, found.state)
