"""When a reminder is due: levels before, on and after a deadline. Pure: computed from deadline, day and sent reminders.

A level is a signed number of days from the deadline: -7 is seven days before it, 0 the day itself, 3 three days
overdue. The database and the lists store its name (``before 7``, ``due``, ``overdue 3``). The latest level reached is
the most pressing; only that one is sent, once, so that after a missed day one message is sent and not one for each
missed level. Reminders sent for another deadline do not count: a moved deadline starts again.

A level up to the deadline that falls on a day off is sent on the working day before, while there is still time; one
after it on the next working day. Letters that are urgent have more levels.
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
"""Days. No office is closed for longer, so the last day with reminders is searched only that far back."""


class Rules(NamedTuple):
    """Which levels there are, from the settings.

    ``days_before`` are days before the deadline; ``on_day`` is whether there is a level on the day itself;
    ``every_overdue`` is the number of days between levels after the deadline, of which the first is the day after it
    (0: none). ``working_days`` counts all of these in working days; ``quiet_on_days_off`` sends nothing on days off.
    """

    days_before: tuple[int, ...] = (7, 3, 1)
    on_day: bool = True
    every_overdue: int = 3
    working_days: bool = False
    quiet_on_days_off: bool = True

    def for_urgent(self) -> Rules:
        """Return the rules of an urgent letter: two days more before the deadline, and every day after it."""
        if not self.days_before:
            return self
        return self._replace(days_before=(*self.days_before, 2, 5), every_overdue=min(self.every_overdue, 1))


class SentReminder(NamedTuple):
    """A reminder that was sent: its level, and the deadline at that time."""

    due_on: date
    level: int


class Reminders:
    """Computes levels by these rules.

    Args:
        rules: Which levels there are.
        is_worked: Returns whether a day is a working day.
    """

    def __init__(self, rules: Rules, is_worked: Callable[[date], bool]) -> None:
        self.rules = rules
        self.is_worked = is_worked
        self._fixed = [-count for count in rules.days_before] + ([0] if rules.on_day else [])
        if rules.every_overdue:
            self._fixed.append(1)
        self.reached = cache(self._find_reached)
        """Return the most pressing level of a deadline reached by a day; None if none was reached."""
        self.of_day = cache(self._find_of_day)
        """Return the level that falls on the day itself, for a report that does not know what was sent."""

    def due_now(self, due_on: date, today: date, said: Iterable[SentReminder]) -> int | None:
        """Return the level to send now: the most pressing reached, unless it or a later one was sent; None for none.

        Args:
            due_on: The last day, inclusive.
            today: The day to report for. On a quiet day there is nothing to send.
            said: The reminders already sent for the obligation, also for other deadlines.
        """
        if self.is_quiet(today):
            return None
        level = self.reached(due_on, today)
        if level is None or any(each.due_on == due_on and each.level >= level for each in said):
            return None
        return level

    def is_quiet(self, day: date) -> bool:
        """Whether no reminders are sent on this day."""
        return self.rules.quiet_on_days_off and not self.is_worked(day)

    def next_worked(self, day: date) -> date:
        """Return the day itself if it is worked, else the next working day."""
        later = (day + _DAY * step for step in range(_LONGEST_REST))
        return next((each for each in later if self.is_worked(each)), day)

    def _find_reached(self, due_on: date, day: date) -> int | None:
        past = self._count_days_past(due_on, day)
        come = [level for level in self._fixed if level <= past or self._is_brought_forward(level, due_on, day)]
        every = self.rules.every_overdue
        if every and past >= every:
            come.append(past // every * every)
        return max(come, default=None)

    def _is_brought_forward(self, level: int, due_on: date, day: date) -> bool:
        """Whether a level up to the deadline has come by now, because until its day no more reminders are sent."""
        away = (due_on - day).days + level
        return level <= 0 and all(self.is_quiet(day + _DAY * step) for step in range(1, away + 1))

    def _find_of_day(self, due_on: date, day: date) -> int | None:
        earlier = (day - _DAY * back for back in range(1, _LONGEST_REST))
        last = next((each for each in earlier if not self.is_quiet(each)), day - _DAY * _LONGEST_REST)
        before = self.reached(due_on, last)
        return self.due_now(due_on, day, [] if before is None else [SentReminder(due_on, before)])

    def _count_days_past(self, due_on: date, day: date) -> int:
        """Count the days since the deadline, negative before. Working days: 0 from the last one up to the deadline."""
        if not self.rules.working_days:
            return (day - due_on).days
        first, last = min(due_on, day), max(due_on, day)
        worked = sum(self.is_worked(first + _DAY * step) for step in range(1, (last - first).days + 1))
        return worked if day > due_on else -worked


def name_level(level: int) -> str:
    """Return the level's name: ``before 7``, ``due``, ``overdue 3``."""
    if level < 0:
        return f"before {-level}"
    return f"overdue {level}" if level else "due"


def parse_level(name: str) -> int | None:
    """Return the level with this name; None if it is not a level's name."""
    word, _, count = name.partition(" ")
    if name == "due":
        return 0
    if word not in {"before", "overdue"} or not count.isdecimal():
        return None
    return int(count) if word == "overdue" else -int(count)
