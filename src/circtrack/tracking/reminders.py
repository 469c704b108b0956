"""When a reminder is due: levels before, on and after a deadline. Pure: from the deadline, the day, and what was said.

A level is a signed count of days from the deadline: -7 is seven days before it, 0 the day itself, 3 three days
overdue. Its name (``before 7``, ``due``, ``overdue 3``) is what the database and the lists have. The latest level
that has come is the most pressing; only that one is ever said, once, so that a missed day catches up with one message
and not with one for each level missed. What is known of another deadline does not count: one that moves begins anew.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

_DAY = timedelta(days=1)

_LONGEST_REST = 31
"""No office is closed for longer: so far back the last day is sought on which something could be said."""


class Rules(NamedTuple):
    """Which levels there are, as the settings have it.

    ``days_before`` are days before the deadline; ``on_day`` whether there is one on the day itself; ``every_overdue``
    the days between two once it is past (0: none). ``working_days`` counts all of these in working days;
    ``quiet_on_days_off`` leaves what falls on a day off to the next working day.
    """

    days_before: tuple[int, ...] = (7, 3)
    on_day: bool = True
    every_overdue: int = 3
    working_days: bool = False
    quiet_on_days_off: bool = True


class SentReminder(NamedTuple):
    """What was said before: the level, and the deadline as it then was."""

    due_on: date
    level: int


class Reminders:
    """The levels by these rules.

    Args:
        rules: Which levels there are.
        is_worked: Tells a working day from a day off.
    """

    def __init__(self, rules: Rules, is_worked: Callable[[date], bool]) -> None:
        self._rules = rules
        self._is_worked = is_worked
        self._fixed = [-count for count in rules.days_before] + ([0] if rules.on_day else [])
        self.reached = cache(self._reached)
        """The most pressing level of a deadline that has come by a day, None where none has."""
        self.of_day = cache(self._of_day)
        """The level that falls on a day itself: what a report without memory says on it."""

    def due_now(self, due_on: date, today: date, said: Iterable[SentReminder]) -> int | None:
        """The level to say now: the most pressing that has come, unless it or a later one was said; None for none.

        Args:
            due_on: The last day, inclusive.
            today: The day to report for. On a quiet one there is nothing to say.
            said: What was said of the obligation before, of other deadlines too.
        """
        if self.is_quiet(today):
            return None
        level = self.reached(due_on, today)
        if level is None or any(each.due_on == due_on and each.level >= level for each in said):
            return None
        return level

    def is_quiet(self, day: date) -> bool:
        """Whether nothing is said on this day."""
        return self._rules.quiet_on_days_off and not self._is_worked(day)

    def _reached(self, due_on: date, day: date) -> int | None:
        past = self._past(due_on, day)
        come = [level for level in self._fixed if level <= past]
        every = self._rules.every_overdue
        if every and past >= every:
            come.append(past // every * every)
        return max(come, default=None)

    def _of_day(self, due_on: date, day: date) -> int | None:
        earlier = (day - _DAY * back for back in range(1, _LONGEST_REST))
        last = next((each for each in earlier if not self.is_quiet(each)), day - _DAY * _LONGEST_REST)
        before = self.reached(due_on, last)
        return self.due_now(due_on, day, [] if before is None else [SentReminder(due_on, before)])

    def _past(self, due_on: date, day: date) -> int:
        """Days from the deadline to the day, negative before it. In working days 0 from the last one before it on."""
        if not self._rules.working_days:
            return (day - due_on).days
        first, last = min(due_on, day), max(due_on, day)
        worked = sum(self._is_worked(first + _DAY * step) for step in range(1, (last - first).days + 1))
        return worked if day > due_on else -worked


def name_level(level: int) -> str:
    """The level as it is written: ``before 7``, ``due``, ``overdue 3``."""
    if level == 0:
        return "due"
    return f"before {-level}" if level < 0 else f"overdue {level}"


def parse_level(name: str) -> int | None:
    """The level of this name; None where it is the name of none."""
    word, _, count = name.partition(" ")
    if name == "due":
        return 0
    if word not in {"before", "overdue"} or not count.isdecimal():
        return None
    return int(count) if word == "overdue" else -int(count)
