"""The deadlines that the letters of a line give, where single offices have others (``tracking.tiers``)."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from circtrack.store.tasks import find_day_of_change, load_deadline_changes
from circtrack.tracking.tiers import TierChange, find_deadline_given

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from circtrack.database.engine import Connection


class GivenDeadlines:
    """The changes of the deadlines of some tasks."""

    def __init__(self, connection: Connection, tasks: Iterable[int]) -> None:
        self._changes: dict[tuple[int, str], list[TierChange]] = {}
        find_day = cache(partial(find_day_of_change, connection))
        for task in tasks:
            for change in load_deadline_changes(connection, task):
                office, by = change.office or "", None if change.agreed else change.letter
                tier = TierChange(office, change.due_on, by, find_day(change.letter, change.overtakes))
                self._changes.setdefault((task, office), []).append(tier)

    def find(self, task: int, task_due: str | None, office: str, line: Collection[int]) -> str | None:
        """Return the deadline of an office as the letters of a line (their rows) give it; None if they give none."""
        changes = (*self._changes.get((task, ""), ()), *self._changes.get((task, office), ()))
        return find_deadline_given(task_due, changes, line)
