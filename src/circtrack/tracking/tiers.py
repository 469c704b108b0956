"""The deadline that one letter of a chain gives an office, whatever letters below it set. Pure.

A lower tier may set an earlier deadline for those that it writes to. That is theirs: the letters above it keep the
deadline that they gave. What moves a deadline on overtakes the earlier days that were set up to then; a letter that is
dated after it may set an earlier day again. So it does not matter which was recorded first. Days are ISO text, which
sorts as days do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.record import Record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator


class TierChange(Record):
    """One change of an office's deadline; ``office`` is "" where the task's own deadline was moved for all.

    ``letter`` is the row of the letter of the chain that sets an earlier day; None where a clerk moved the deadline on,
    or agreed that another letter does. ``on`` is the date of the letter that sets the day, or the last date of letters
    whose days a move overtakes.
    """

    office: str
    due_on: str
    letter: int | None
    on: str = ""


def follow_changes(first: str | None, changes: Iterable[TierChange]) -> Iterator[tuple[TierChange, str | None]]:
    """Yield the changes of one office's deadline that set another day, by date, each with the day before it."""
    due = first
    for each in sorted(changes, key=lambda each: (each.on, each.letter is None)):
        if due is None or (each.due_on > due if each.letter is None else each.due_on < due):
            yield each, due
            due = each.due_on


def find_deadline_given(task_due: str | None, changes: Iterable[TierChange], line: Collection[int]) -> str | None:
    """Return the deadline of one office as the letters of a line give it; None if they give none.

    Args:
        task_due: The task's own deadline, with what moved it for all.
        changes: The changes for this office, and those of the task's own deadline.
        line: Rows of a letter and of those above it: earlier days that other letters set do not count.
    """
    given = task_due
    counting = (
        each
        for each in changes
        if each.letter in line or (each.letter is None and (each.office or each.due_on <= (task_due or "")))
    )
    for change, _ in follow_changes(task_due, counting):
        given = change.due_on
    return given
