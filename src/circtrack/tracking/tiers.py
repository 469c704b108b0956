"""The deadline that one letter of a chain gives an office, whatever letters below it set. Pure.

A lower tier may set an earlier deadline for those that it writes to. That is theirs: the letters above it keep the
deadline that they gave. Days are ISO text, which sorts as days do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.record import Record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


class TierChange(Record):
    """One change of an office's deadline; ``office`` is "" where the task's own deadline was moved for all.

    ``letter`` is the row of the letter of the chain that sets an earlier day; None where a clerk moved the deadline on,
    or agreed that another letter does.
    """

    office: str
    due_on: str
    letter: int | None


def find_deadline_given(task_due: str | None, changes: Iterable[TierChange], line: Collection[int]) -> str | None:
    """Return the deadline of one office as the letters of a line give it; None if they give none.

    Args:
        task_due: The task's own deadline, with what moved it for all.
        changes: The changes for this office, and those of the task's own deadline.
        line: Rows of a letter and of those above it: earlier days that other letters set do not count.
    """
    moved = list(changes)
    earlier = [each.due_on for each in moved if each.letter is not None and each.letter in line]
    given = min([*earlier, task_due] if task_due else earlier, default=None)
    for each in moved:
        if each.letter is None and not (each.office or earlier):
            continue  # the task's deadline holds it already
        if each.letter is None:
            given = max(given or each.due_on, each.due_on)
    return given
