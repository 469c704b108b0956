"""How one obligation stands on a day: its state and the days left (design section 5)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date

    from circtrack.model import Progress, State


class WorkingCalendar(Protocol):
    """Tells whether a day is a working day; ``known_until`` is the last day of which public holidays are known."""

    def __call__(self, day: date, /) -> bool:
        """Whether the day is a working day."""

    @property
    def known_until(self) -> date | None:
        """None where only the office's own days off are known."""


AT_RISK_DAYS = 3
"""An obligation with this many days left, or fewer, is at risk. A working register chases from there on."""

OWING: frozenset[Progress] = frozenset({"none", "incomplete", "blocked"})
"""The progress of an obligation that is still owed."""

OWING_STATES: tuple[State, ...] = ("overdue", "due_today", "at_risk", "untold", "owing", "open")
"""The states of an obligation that is still owed, the most pressing first."""

STATES: tuple[State, ...] = (*OWING_STATES, "done_late", "done", "exempt")
"""Every state, the most pressing first."""


def judge_state(progress: Progress, done_on: date | None, due_on: date | None, *, told: bool, today: date) -> State:
    """The state of an obligation on ``today``: the first that fits.

    Args:
        progress: What was recorded of it.
        done_on: The day it was done; None where it is not, or where nobody recorded the day (then it is
            not called late).
        due_on: The last day, inclusive; None where the letter sets none.
        told: Whether a letter of the chain has reached the office.
        today: The day to report for.
    """
    if progress == "exempt":
        return "exempt"
    if progress == "done":
        return "done_late" if due_on and done_on and done_on > due_on else "done"
    if due_on is None:
        return "open" if told else "untold"
    return _by_calendar((due_on - today).days) or ("owing" if told else "untold")


def _by_calendar(left: int) -> State | None:
    if left < 0:
        return "overdue"
    if left == 0:
        return "due_today"
    return "at_risk" if left <= AT_RISK_DAYS else None


def count_days_left(due_on: date | None, today: date) -> int | None:
    """Days from ``today`` to the last day: 0 on the day itself, negative after it, None without one."""
    return None if due_on is None else (due_on - today).days


def count_working_days_left(due_on: date | None, today: date, is_working: WorkingCalendar) -> int | None:
    """Working days from the day after ``today`` to the last day; after that those since, negative; None without one."""
    if due_on is None:
        return None
    first, days = min(due_on, today), abs((due_on - today).days)
    count = sum(is_working(first + timedelta(days=each)) for each in range(1, days + 1))
    return count if due_on > today else -count
