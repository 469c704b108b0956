"""From what each letter of a chain states to the chain's tasks: who owes each, and by when. Pure.

The answer depends on the letters alone, not on the order in which they were recorded. The root's tasks come first. A
letter below usually repeats them in its own words: what it states is taken for a task of the letters above it where
title and audience say so, and its deadline then counts for the offices that it reached, if it is earlier. What fits
no task above is a task of its own, owed by those whom that letter names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from circtrack.errors import Message
from circtrack.thai.digits import to_arabic

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Sequence
    from datetime import date

    from circtrack.model import Task
    from circtrack.store.tasks import Member

# What a scan loses or adds first: tone marks, blanks, quotation marks, dots, brackets, ฯ.
_NOISE = re.compile(r"[่้๊๋์็ํ\s\u00ad\u200b-\u200f\u2060\ufeff\"“”'().,ฯ:;–-]+")
# A title of another wording still has this much in common with the one it stands for (the two titles of the seed
# letters, different tasks, have 0.75). Below that the two are told apart: a duty listed twice is seen and asked about,
# one that was swallowed is not.
_LIKE = 0.85


class MovedDeadline(NamedTuple):
    """A deadline that a letter of the chain sets earlier for one office; ``previous`` None where there was none.

    A lower letter names the day, or the day follows from when the office received a letter of the chain.
    """

    office: str
    due_on: date
    previous: date | None
    reason: str
    letter: int


class Undated(NamedTuple):
    """A deadline that a letter states without naming its day; ``offices`` whom it is said to, None for all who owe."""

    words: str
    letter: int
    offices: frozenset[str] | None


@dataclass(slots=True)
class Duty:
    """One task of the chain.

    Attributes:
        task: As the letter that names it first states it.
        letter: That letter's row.
        offices: Codes of those who owe it, in order.
        statements: Where letters state it: letter and position, the first that of ``task``.
        own_due: The offices whose deadline is not the task's.
        moved: Why.
        undated: The deadlines stated without a day, in the letters' order.
    """

    task: Task
    letter: int
    offices: dict[str, None]
    statements: list[tuple[int, int]]
    own_due: dict[str, date] = field(default_factory=dict)
    moved: list[MovedDeadline] = field(default_factory=list)
    undated: list[Undated] = field(default_factory=list)

    def due_on(self, office: str) -> date | None:
        """The deadline of one office."""
        return self.own_due.get(office, self.task.due_on)

    def keep(self, within: Container[str]) -> None:
        """Forget the offices that are not among these."""
        self.offices = {office: None for office in self.offices if office in within}
        self.own_due = {office: due for office, due in self.own_due.items() if office in within}
        self.moved = [moved for moved in self.moved if moved.office in within]


@dataclass(frozen=True, slots=True)
class Plan:
    """The chain's tasks in order, and what to look at, by the letter that it is about."""

    duties: list[Duty]
    notes: list[tuple[int, Message]]


def plan_duties(
    members: Iterable[Member],
    owed_by: Callable[[Member, str], Sequence[str]],
    reached: Callable[[Member], frozenset[str]],
    within: Container[str] | None = None,
) -> Plan:
    """Make the tasks of a chain from what its letters state.

    Args:
        members: The letters of one chain, in any order.
        owed_by: The offices that an audience of a letter means ("": its recipients).
        reached: The recipients of a letter and all under them.
        within: The offices that the database is about; None for all. What a letter means does not depend on it.
    """
    plan = Plan([], [])
    lines: dict[int, tuple[int, ...]] = {}
    for member in _from_the_root(members):
        above = lines.get(member.parent or 0, ())
        lines[member.id] = (*above, member.id)
        known = [duty for duty in plan.duties if duty.letter in above]
        taken: list[Duty] = []
        for position, task in enumerate(member.stated, 1):
            offices = owed_by(member, task.audience)
            duty = _same(task, offices, known, taken)
            if duty is None:
                duty = Duty(task, member.id, dict.fromkeys(offices), [(member.id, position)])
                _keep_undated(duty, member, task, None)
                plan.duties.append(duty)
                if not offices:
                    plan.notes.append((member.id, _nobody(member, task)))
                continue
            taken.append(duty)
            duty.statements.append((member.id, position))
            scope = reached(member).intersection(offices if task.audience and offices else duty.offices)
            about = scope if within is None else frozenset(code for code in scope if code in within)
            plan.notes.extend((member.id, note) for note in _join(duty, member, task, offices, about))
    if within is not None:
        for duty in plan.duties:
            duty.keep(within)
    return plan


def title_key(title: str) -> str:
    """A title as titles are compared: without what scans lose or add."""
    return _NOISE.sub("", to_arabic(title)).lower()


def _from_the_root(members: Iterable[Member]) -> list[Member]:
    """Every letter after the one it passes on; beside each other by date, number and issuer."""
    below: dict[int, list[Member]] = {}
    for member in sorted(members, key=lambda each: (each.date, each.number, each.issuer)):
        below.setdefault(member.parent or 0, []).append(member)
    ordered = list(below.get(0, ()))
    for member in ordered:  # grows as it goes
        ordered += below.get(member.id, ())
    return ordered


def _same(task: Task, offices: Sequence[str], known: list[Duty], taken: list[Duty]) -> Duty | None:
    """The task above that a lower letter's statement repeats; None where it is a task of its own."""
    fitting = [duty for duty in known if _may_be_owed(task, offices, duty)]
    key = title_key(task.title)
    titled = [duty for duty in fitting if title_key(duty.task.title) == key]
    if titled:
        return next((duty for duty in titled if duty.offices.keys() >= set(offices)), titled[0])
    others = [duty for duty in fitting if duty not in taken and duty.offices.keys() >= set(offices)]
    return others[0] if len(others) == 1 and _alike(key, title_key(others[0].task.title)) else None


def _may_be_owed(task: Task, offices: Sequence[str], duty: Duty) -> bool:
    """Whether the statement's audience can be part of the duty's. One without a phrase is heard by all it reaches."""
    return not task.audience or not offices or not duty.offices or not duty.offices.keys().isdisjoint(offices)


def _alike(one: str, other: str) -> bool:
    return one in other or other in one or SequenceMatcher(None, one, other, autojunk=False).ratio() >= _LIKE


def _join(duty: Duty, member: Member, task: Task, offices: Sequence[str], scope: frozenset[str]) -> list[Message]:
    """Let a lower letter's statement count: who else it names, and an earlier deadline for those it reached."""
    notes = []
    if title_key(task.title) != title_key(duty.task.title):
        notes.append(
            Message(
                "{number} states '{stated}'; it is taken for the task '{task}'.",
                number=member.number,
                stated=task.title,
                task=duty.task.title,
            )
        )
    more = [office for office in offices if office not in duty.offices] if task.audience else []
    if more:
        notes.append(
            Message(
                "{number} asks {count} more offices for '{task}' than the letters above it.",
                number=member.number,
                count=len(more),
                task=duty.task.title,
            )
        )
    duty.offices |= dict.fromkeys(more)
    _keep_undated(duty, member, task, scope | set(more))
    if task.due_on:
        later = [office for office in sorted(scope | set(more)) if not _set_earlier(duty, office, task, member)]
        if later:
            notes.append(_later(duty, member, task.due_on, later))
    return notes


def _keep_undated(duty: Duty, member: Member, task: Task, offices: frozenset[str] | None) -> None:
    if task.due_on is None and task.as_written:
        duty.undated.append(Undated(task.as_written, member.id, offices))


def _set_earlier(duty: Duty, office: str, task: Task, member: Member) -> bool:
    """Whether the lower letter's deadline is no later than the one in force; an earlier one is put in force."""
    assert task.due_on is not None  # noqa: S101 - the caller has asked
    if office not in duty.offices:
        return True
    present = duty.due_on(office)
    if present is None or task.due_on < present:
        duty.own_due[office] = task.due_on
        duty.moved.append(MovedDeadline(office, task.due_on, present, task.as_written, member.id))
        return True
    return task.due_on == present


def _later(duty: Duty, member: Member, stated: date, offices: list[str]) -> Message:
    return Message(
        "{number} gives '{task}' until {stated}; {due} from above stays in force for {count} offices. "
        "`circtrack extend` moves it.",
        number=member.number,
        task=duty.task.title,
        stated=stated,
        due=min(due for office in offices if (due := duty.due_on(office))),
        count=len(offices),
    )


def _nobody(member: Member, task: Task) -> Message:
    if task.audience:
        return Message(
            "{number}: nobody owes '{task}': it cannot be told which offices '{audience}' are.",
            number=member.number,
            task=task.title,
            audience=task.audience,
        )
    return Message(
        "{number}: nobody owes '{task}': neither the task nor the letter names an office.",
        number=member.number,
        task=task.title,
    )
