"""The rounds of a recurring task: each is due on a day of its rule, and opens the day after the one before is due.

A rule may say that a day off gives way to a working day (``recurrence.find_working_deadline``).
"""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from circtrack.recurrence import find_begin, find_working_deadline, has_days, iterate_deadlines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date


class Round(NamedTuple):
    """One turn of a recurring task: its place from 1, the day it opens, and its last day by the rule, inclusive."""

    place: int
    opens_on: date
    due_on: date


def is_recurring(rule: str) -> bool:
    """Whether a task's rule gives rounds: a recurrence whose days are known.

    Once a month, without a day, has none: such a task is one open duty, and the letter's findings say so.
    """
    return has_days(rule)


def find_rounds(rule: str, begins_on: date, through: date) -> list[Round]:
    """Find all rounds that have opened by a day, in order.

    Args:
        rule: The task's rule.
        begins_on: The day of the letter. Its rounds open from then on and are due after it; a rule that states its
            own beginning opens then, and may be due on that very day.
        through: The last day on which a round may open.
    """
    found = []
    for each in iterate_rounds(rule, begins_on):
        if each.opens_on > through:
            break
        found.append(each)
        if find_working_deadline(rule, each.due_on) >= through:
            break  # the next one opens later: not asked for, as its day may be far
    return found


def next_rounds(rule: str, begins_on: date, after: date, count: int) -> list[Round]:
    """Return the first rounds that are due after a day."""
    return list(islice((each for each in iterate_rounds(rule, begins_on) if each.due_on > after), count))


def iterate_rounds(rule: str, begins_on: date) -> Iterator[Round]:
    """Yield a rule's rounds in order, without end if the rule has none."""
    opens_on = find_begin(rule, begins_on)
    for place, (day, due_on) in enumerate(iterate_deadlines(rule, begins_on), 1):
        yield Round(place, opens_on, day)
        opens_on = due_on + timedelta(days=1)
