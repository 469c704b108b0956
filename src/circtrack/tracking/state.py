"""The state of one obligation on a day, and the days left."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date

    from circtrack.model import Progress, State


class WorkingCalendar(Protocol):
    """Tells working days from days off; ``known_until`` is the last day for which public holidays are known."""

    def __call__(self, day: date, /) -> bool:
        """Whether the day is a working day."""

    @property
    def known_until(self) -> date | None:
        """The last day for which public holidays are known; None if only the office's own list is."""


AT_RISK_DAYS = 3
"""An obligation with this many days left, or fewer, is at risk: from then on offices are usually chased."""

OWING: frozenset[Progress] = frozenset({"none", "incomplete", "blocked"})
"""The progress values of an obligation that is still owed."""

OWING_STATES: tuple[State, ...] = ("overdue", "due_today", "at_risk", "untold", "owing", "open")
"""The states of an obligation that is still owed, the most pressing first."""

STATES: tuple[State, ...] = (*OWING_STATES, "done_late", "done", "exempt")
"""Every state, the most pressing first."""


def judge_state(progress: Progress, done_on: date | None, due_on: date | None, *, told: bool, today: date) -> State:
    """Return the state of an obligation on ``today``: the first that fits.

    Args:
        progress: The recorded progress.
        done_on: The day it was done; None if it was not done, or if nobody recorded the day (then it is not late).
        due_on: The last day, inclusive; None if the letter sets none.
        told: Whether a letter of the chain has reached the office.
        today: The day to report for.
    """
    if progress == "exempt":
        return "exempt"
    if progress == "done":
        return "done_late" if due_on and done_on and done_on > due_on else "done"
    if due_on is None:
        return "open" if told else "untold"
    return _judge_by_days_left((due_on - today).days) or ("owing" if told else "untold")


def _judge_by_days_left(left: int) -> State | None:
    if left < 0:
        return "overdue"
    if left == 0:
        return "due_today"
    return "at_risk" if left <= AT_RISK_DAYS else None


def count_days_left(due_on: date | None, today: date) -> int | None:
    """Return the days from ``today`` to the last day: 0 on the day itself, negative after it, None without one."""
    return None if due_on is None else (due_on - today).days


def count_working_days_left(due_on: date | None, today: date, is_working: WorkingCalendar) -> int | None:
    """Return the working days after ``today`` up to the last day; negative after it, None without one."""
    if due_on is None:
        return None
    first, days = min(due_on, today), abs((due_on - today).days)
    count = sum(is_working(first + timedelta(days=each)) for each in range(1, days + 1))
    return count if due_on > today else -count
