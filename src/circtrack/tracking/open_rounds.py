"""Which rounds of tasks that come again and again a report or a verb is about. Pure.

A round is named by the day on which the rule lets it end (ISO text): that stays where its place shifts, because the
chain's first letter was recorded late.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Protocol

from circtrack.recurrence import find_begin, find_working_deadline
from circtrack.tracking.rounds import Round, find_rounds, is_recurring, next_rounds
from circtrack.tracking.rule_changes import find_own_day, find_round_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence


class RecurringTask(Protocol):
    """A task with a rule."""

    @property
    def task(self) -> int:
        """Its row."""

    @property
    def rule(self) -> str:
        """The rule."""

    @property
    def begins_on(self) -> str:
        """The date (ISO) of the letter that asks first."""

    @property
    def own(self) -> Collection[str]:
        """The rules of offices whose days are earlier than the task's (:func:`list_own_deadlines`)."""

    @property
    def moved(self) -> Mapping[str, str]:
        """The rounds whose deadline was moved for all who owe them, with the new day (ISO)."""


class TaskRound(NamedTuple):
    """One round of a task; days are ISO text. ``is_open`` is 1 for the last that has opened, 0 for those before it.

    ``round`` names it: the day on which the rule lets it end. ``due_on`` is its deadline in force: of offices with this
    ``rule`` of their own, or else ("") of all.
    """

    task: int
    round: str
    place: int
    opens_on: str
    due_on: str
    is_open: int
    rule: str = ""


class RoundChoice(NamedTuple):
    """Which rounds are meant: that of a place, that to which a day belongs, or every one; else what is owed now.

    What is owed now is the open round, and of those before it what is still owed.
    """

    place: int = 0
    day: date | None = None
    every: bool = False

    @property
    def is_current(self) -> bool:
        """Whether no rounds were chosen: what is owed now is meant."""
        return self == CURRENT


CURRENT = RoundChoice()


def has_rounds(rule: str) -> bool:
    """Whether a task with this rule has rounds."""
    return "=" in rule and is_recurring(rule)


def list_rounds(
    tasks: Iterable[RecurringTask], today: date, choice: RoundChoice = CURRENT, *, early: bool = False
) -> list[TaskRound]:
    """Return the rounds of these tasks that are meant, of those that have opened by ``today``.

    With ``early``, also the next one, and any later one that is named by its place or a day.
    """
    return [
        each
        for task in tasks
        for each in _list_of_task(task, today, choice, early=early)
        if choice.is_current or choice.every or _is_chosen(task, each, choice)
    ]


def _list_of_task(task: RecurringTask, today: date, choice: RoundChoice, *, early: bool) -> Sequence[TaskRound]:
    begins = date.fromisoformat(task.begins_on)
    found = find_rounds(task.rule, begins, today)
    last = found[-1].place if found else 0
    if early:
        through = max(today, choice.day or today)
        found = [*find_rounds(task.rule, begins, through), *next_rounds(task.rule, begins, through, choice.place or 1)]
        found = list({each.place: each for each in found}.values())
    rounds, moved = [], find_moved(task)
    for each in found:
        name = each.due_on.isoformat()
        due_on = moved.get(name) or find_deadline(task, name)
        rounds.append(
            TaskRound(task.task, name, each.place, each.opens_on.isoformat(), due_on, int(each.place == last))
        )
    return rounds


def _is_chosen(task: RecurringTask, each: TaskRound, choice: RoundChoice) -> bool:
    if choice.day is None:
        return each.place == choice.place
    day = choice.day.isoformat()
    return day == each.due_on or each.opens_on <= day <= find_deadline(task, each.round)


def list_own_deadlines(tasks: Iterable[RecurringTask], rounds: Iterable[TaskRound]) -> Iterator[TaskRound]:
    """Yield these rounds with the earlier deadlines that letters below the first gave in them to a part of the offices.

    A round whose deadline was moved for all has it for all; and where the task's own rule has changed since, the
    earlier days were of the rule before.
    """
    by_task = {task.task: (task, find_moved(task)) for task in tasks if task.own}
    for each in rounds:
        task, moved = by_task.get(each.task, (None, {}))
        if task is None or each.round in moved:
            continue
        first, *later = task.rule.split(" ")
        if later and each.round >= find_begin(later[0], date.min).isoformat():
            continue
        whole = Round(each.place, date.fromisoformat(each.opens_on), date.fromisoformat(each.round))
        for own in task.own:
            days = [
                find_working_deadline(part, day).isoformat()
                for part in own.split(" ")
                if (day := find_own_day(first, part, whole))
            ]
            if days and min(days) < each.due_on:
                yield each._replace(due_on=min(days), rule=own)


def find_name(task: RecurringTask, named: str) -> str:
    """Return the name of the round that is the one which the day named under an earlier rule; else the same."""
    found = find_round_of(task.rule, date.fromisoformat(task.begins_on), date.fromisoformat(named))
    return found.isoformat() if found else named


def find_moved(task: RecurringTask) -> dict[str, str]:
    """Return the deadlines of the rounds that were moved for all, by the rounds' names; none is before its rule's."""
    moved: dict[str, str] = {}
    for named, due_on in task.moved.items():
        name = find_name(task, named)
        moved[name] = max(find_deadline(task, name), due_on, moved.get(name, ""))
    return moved


def find_deadline(task: RecurringTask, name: str) -> str:
    """Return the deadline of the round of this name as the rule gives it; a day off may give way to a working day."""
    return find_working_deadline(task.rule, date.fromisoformat(name)).isoformat()
