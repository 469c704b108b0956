"""Work out a chain's tasks from what its letters state: who owes each task, and by when. Pure.

The result depends on the letters alone, not on the order in which they were recorded. The root's tasks come first. A
letter below usually repeats them in its own words: if title and audience match a task of the letters above, it is the
same task, and an earlier deadline then applies to the offices that the letter reached. If no task above matches, it is
a new task, owed by the offices that this letter names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from circtrack.errors import N_, Message
from circtrack.recurrence import find_begin, read_rule, write_rule
from circtrack.thai.digits import to_arabic
from circtrack.tracking.open_rounds import has_rounds
from circtrack.tracking.rounds import next_rounds
from circtrack.tracking.rule_changes import find_own_day
from circtrack.tracking.unassigned import say_unassigned

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence

    from circtrack.model import Task
    from circtrack.store.tasks import ChainMember

# What OCR most often loses or adds: tone marks, blanks, quotation marks, dots, brackets, ฯ.
_NOISE = re.compile(r"[่้๊๋์็ํ\s\u00ad\u200b-\u200f\u2060\ufeff\"“”'().,ฯ:;–-]+")
# Two titles at least this similar name one task (in the letters of examples/ two different tasks have 0.75).
# Set high on purpose: a clerk notices a task that is listed twice, but not one that was merged into another.
_SIMILAR = 0.85
# A year of months and one more: the 30th is the last day of some months, and earlier than that of others.
_ROUNDS_LOOKED_AT = 13


STATES_LATER = N_(
    "{number} gives '{task}' until {stated}; {due} from above stays in force for {count} offices. "
    '`circtrack extend "{number}" --to {stated} --reason "{number}"` moves it.'
)


class MovedDeadline(NamedTuple):
    """An earlier deadline that a letter of the chain sets for one office; ``previous`` is None if there was none.

    The letter names the day, or the day is counted from the office's receipt of a letter of the chain. If it comes
    again and again, ``rule`` has the days, and ``round`` is the last day of the first round that has an earlier one.
    """

    office: str
    due_on: date
    previous: date | None
    reason: str
    letter: int
    round: date | None = None
    rule: str = ""


class StatedDay(NamedTuple):
    """A day that a letter below the first states for some offices, or that is counted from a receipt, and its date."""

    due_on: date
    words: str
    letter: int
    date: date
    offices: frozenset[str]
    is_counted: bool = False


class UndatedDeadline(NamedTuple):
    """A deadline that a letter states without a day; ``offices`` are those it applies to, None for all who owe."""

    words: str
    letter: int
    offices: frozenset[str] | None


@dataclass(slots=True)
class Duty:
    """One task of the chain.

    Attributes:
        task: As the first letter that names it states it.
        letter: That letter's row.
        offices: Codes of the offices that owe it, in order.
        statements: Where letters state it: row of the letter and position in it, that of ``task`` first.
        own_due: Deadlines of offices whose deadline is not the task's.
        moved: Why those deadlines differ.
        below: The days that letters below the first state, or that were counted, whether they are earlier or not.
        undated: The deadlines stated without a day, in the order of the letters.
        unassigned: Whether no office could be determined for it; None if that cannot be known, as its letter is hidden.
        begins_on: The date of the first letter, from which rounds are counted.
        own_rules: The days of offices for which letters below set earlier ones in each round.
        kinds: If the duty comes again and again: the only kinds as which offices owe rounds that change their kind.
    """

    task: Task
    letter: int
    offices: dict[str, None]
    statements: list[tuple[int, int]]
    own_due: dict[str, date] = field(default_factory=dict)
    moved: list[MovedDeadline] = field(default_factory=list)
    below: list[StatedDay] = field(default_factory=list)
    undated: list[UndatedDeadline] = field(default_factory=list)
    unassigned: bool | None = False
    begins_on: date = date.max
    own_rules: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, frozenset[str]] = field(default_factory=dict)

    def due_on(self, office: str) -> date | None:
        """Return the deadline (inclusive) of one office."""
        return self.own_due.get(office, self.task.due_on)

    def ask_by_kind(self, offices: Sequence[str], changing: Mapping[str, frozenset[str]]) -> None:
        """Add the offices whose kind changes, each with the kinds as which alone it owes rounds.

        What several letters ask adds up: kinds join kinds, and whom one letter asks without them (those of ``offices``
        that are not ``changing``) owes every round.
        """
        for office in offices:
            if office not in changing:
                self.kinds.pop(office, None)
        for office, kinds in changing.items():
            if office in self.kinds or office not in self.offices:
                self.kinds[office] = self.kinds.get(office, frozenset()) | kinds
        self.offices |= dict.fromkeys(changing)

    def keep(self, within: Container[str]) -> None:
        """Remove all offices but these."""
        self.offices = {office: None for office in self.offices if office in within}
        self.own_due = {office: due for office, due in self.own_due.items() if office in within}
        self.own_rules = {office: rule for office, rule in self.own_rules.items() if office in within}
        self.kinds = {office: kinds for office, kinds in self.kinds.items() if office in within}
        self.moved = [moved for moved in self.moved if moved.office in within]


@dataclass(frozen=True, slots=True)
class DutyPlan:
    """The chain's tasks in order, and notes, each with the row of its letter."""

    duties: list[Duty]
    notes: list[tuple[int, Message]]


def plan_duties(
    members: Iterable[ChainMember],
    owed_by: Callable[[ChainMember, str], Sequence[str]],
    reached: Callable[[ChainMember], frozenset[str]],
    within: Container[str] | None = None,
    changing: Callable[[ChainMember, str], Mapping[str, frozenset[str]]] = lambda *_: {},
) -> DutyPlan:
    """Work out the tasks of a chain from what its letters state.

    Args:
        members: The letters of one chain, in any order.
        owed_by: Returns the offices that an audience phrase of a letter means ("": its recipients).
        reached: Returns the recipients of a letter and all offices under them, but no office above its issuer.
        within: The offices whose obligations this database holds; None for all. It does not change what the
            letters mean.
        changing: Returns, for an audience phrase of a letter that asks every office of some kinds, these kinds for each
            office that is or will be of one, and is not always. It owes what comes again and again meanwhile.
    """
    plan = DutyPlan([], [])
    lines: dict[int | None, tuple[int, ...]] = {}
    ordered = _order_from_root(members)
    for member in ordered:
        above = lines.get(member.parent, ())
        lines[member.id] = (*above, member.id)
        known = [duty for duty in plan.duties if duty.letter in above]
        taken: list[Duty] = []
        for position, task in enumerate(member.stated, 1):
            offices = owed_by(member, task.audience)
            duty = _find_repeated(task, offices, known, taken)
            if duty is None:
                duty = Duty(task, member.id, {}, [(member.id, position)])
                duty.begins_on = member.date
                if has_rounds(task.rule):
                    duty.ask_by_kind(offices, changing(member, task.audience))
                duty.offices = dict.fromkeys((*offices, *duty.offices))
                _keep_undated(duty, member, task, None)
                plan.duties.append(duty)
                continue
            taken.append(duty)
            duty.statements.append((member.id, position))
            scope = reached(member).intersection(offices if task.audience and offices else duty.offices)
            about = scope if within is None else frozenset(code for code in scope if code in within)
            by_kind = changing(member, task.audience) if has_rounds(duty.task.rule) else {}
            plan.notes.extend((member.id, note) for note in _merge_task(duty, member, task, offices, about, by_kind))
    hidden = {member.id for member in ordered if member.is_hidden}
    for duty in plan.duties:
        duty.unassigned = None if duty.letter in hidden and not duty.offices else not duty.offices
        if duty.unassigned:
            letter, place = duty.statements[0]
            number = next(member.citation for member in ordered if member.id == letter)
            plan.notes.append((letter, say_unassigned(number, place, duty.task.title, duty.task.audience)))
        if within is not None:
            duty.keep(within)
    return plan


def make_title_key(title: str) -> str:
    """Reduce a title to what is compared: without the characters that OCR loses or adds."""
    return _NOISE.sub("", to_arabic(title)).lower()


def _order_from_root(members: Iterable[ChainMember]) -> list[ChainMember]:
    """Sort letters so that each follows its parent; those of one parent by date, number and issuer."""
    below: dict[int, list[ChainMember]] = {}
    for member in sorted(members, key=lambda each: (each.date, each.number, each.issuer)):
        below.setdefault(member.parent or 0, []).append(member)
    ordered = list(below.get(0, ()))
    for member in ordered:  # the list grows during the loop
        ordered += below.get(member.id, ())
    return ordered


def _find_repeated(task: Task, offices: Sequence[str], known: list[Duty], taken: list[Duty]) -> Duty | None:
    """Return the task above that a lower letter repeats; None if it states a new task."""
    fitting = [duty for duty in known if _may_be_owed(task, offices, duty)]
    key = make_title_key(task.title)
    titled = [duty for duty in fitting if make_title_key(duty.task.title) == key]
    if titled:
        return next((duty for duty in titled if duty.offices.keys() >= set(offices)), titled[0])
    others = [duty for duty in fitting if duty not in taken and duty.offices.keys() >= set(offices)]
    return others[0] if len(others) == 1 and _are_similar(key, make_title_key(others[0].task.title)) else None


def _may_be_owed(task: Task, offices: Sequence[str], duty: Duty) -> bool:
    """Whether the task's audience can be part of the duty's. Without a phrase it is for all that the letter reaches."""
    return not task.audience or not offices or not duty.offices or not duty.offices.keys().isdisjoint(offices)


def _are_similar(one: str, other: str) -> bool:
    return one in other or other in one or SequenceMatcher(None, one, other, autojunk=False).ratio() >= _SIMILAR


def _merge_task(
    duty: Duty,
    member: ChainMember,
    task: Task,
    offices: Sequence[str],
    scope: frozenset[str],
    changing: Mapping[str, frozenset[str]],
) -> list[Message]:
    """Merge a lower letter's task into a duty: add the offices it names, and set its earlier deadline for ``scope``."""
    notes = []
    if make_title_key(task.title) != make_title_key(duty.task.title):
        notes.append(
            Message(
                "{number} states '{stated}'; it is taken for the task '{task}'.",
                number=member.citation,
                stated=task.title,
                task=duty.task.title,
            )
        )
    more = [office for office in offices if office not in duty.offices] if task.audience else []
    if task.audience:
        duty.ask_by_kind(offices, changing)
    if more:
        notes.append(
            Message(
                "{number} asks {count} more offices for '{task}' than the letters above it.",
                number=member.citation,
                count=len(more),
                task=duty.task.title,
            )
        )
    duty.offices |= dict.fromkeys(more)
    duty.begins_on = min(duty.begins_on, member.date)
    _keep_undated(duty, member, task, scope | set(more))
    if has_rounds(duty.task.rule) and (task.due_on or has_rounds(task.rule)):
        if task.rule != duty.task.rule:
            notes += _set_earlier_days(duty, member, task, scope | set(more))
    elif task.due_on:
        duty.below.append(StatedDay(task.due_on, task.as_written, member.id, member.date, scope | set(more)))
        later = [office for office in sorted(scope | set(more)) if not _set_earlier(duty, office, task, member)]
        if later:
            notes.append(_note_later_deadline(duty, member, task.due_on, later))
    return notes


def _keep_undated(duty: Duty, member: ChainMember, task: Task, offices: frozenset[str] | None) -> None:
    if task.due_on is None and task.as_written:
        duty.undated.append(UndatedDeadline(task.as_written, member.id, offices))


def _set_earlier(duty: Duty, office: str, task: Task, member: ChainMember) -> bool:
    """Set the lower letter's deadline if it is earlier; return False if it is later than the one in force."""
    assert task.due_on is not None  # noqa: S101 - the caller has checked
    present = duty.due_on(office)
    if present is None or task.due_on < present:
        duty.own_due[office] = task.due_on
        duty.moved.append(MovedDeadline(office, task.due_on, present, task.as_written, member.id))
        return True
    return task.due_on == present


def _set_earlier_days(duty: Duty, member: ChainMember, task: Task, offices: frozenset[str]) -> list[Message]:
    """Set the days of a lower letter in the rounds that end after it, where they are earlier; else return a note."""
    begins = task.due_on or find_begin(task.rule, member.date)
    parts = {"FREQ": "DAILY", "COUNT": "1"} if task.due_on else read_rule(task.rule) or {}
    own = write_rule(parts | {"BEGINS": f"{begins:%Y%m%d}"})
    coming = next_rounds(duty.task.rule, duty.begins_on, begins, _ROUNDS_LOOKED_AT)
    days = ((each, day) for each in coming if (day := find_own_day(duty.task.rule, own, each)) and day < each.due_on)
    earlier = next(days, None)
    if earlier is None:
        text = N_(
            "{number} gives '{task}' '{words}', which is earlier in no round: '{above}' from above stays in force."
        )
        values = {"number": member.citation, "task": duty.task.title, "words": task.as_written}
        return [Message(text, **values, above=duty.task.as_written)]
    since, day = earlier
    for office in sorted(offices.intersection(duty.offices)):
        duty.own_rules[office] = " ".join(sorted({*filter(None, duty.own_rules.get(office, "").split(" ")), own}))
        duty.moved.append(MovedDeadline(office, day, since.due_on, task.as_written, member.id, since.due_on, own))
    return []


def _note_later_deadline(duty: Duty, member: ChainMember, stated: date, offices: list[str]) -> Message:
    return Message(
        STATES_LATER,
        number=member.citation,
        task=duty.task.title,
        stated=stated,
        due=min(due for office in offices if (due := duty.due_on(office))),
        count=len(offices),
    )
