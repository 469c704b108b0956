"""The effects of letters that extend, cancel or replace others. A clerk decides which are carried out.

An effect is the difference between what such a letter says and what is recorded. So an effect that was carried out is
not listed again, and it does not matter which of the two letters was recorded first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from circtrack.actions.letters.acting_reach import find_reached
from circtrack.actions.letters.extended_tasks import ExtendedTask, Extension, find_extended_tasks
from circtrack.actions.letters.link import OTHER_DATE, find_cited_letters
from circtrack.actions.letters.rule_changes import plan_rule_change
from circtrack.actions.target import load_target
from circtrack.errors import N_, Message
from circtrack.store.acting import (
    find_stated_day,
    find_stated_rule,
    is_waiting_for_parent,
    list_acting_letters,
    list_tasks_moved_by,
    list_without_citation,
    load_extension_text,
)
from circtrack.store.find_letter import load_found_letter
from circtrack.store.letters import WaitingLetter, load_known_letter
from circtrack.store.rounds import list_rules
from circtrack.store.tasks import (
    find_first_deadline,
    list_set_later,
    list_tasks_stated_by,
    load_chain_tasks,
)
from circtrack.thai.number_text import compact_number
from circtrack.tracking.open_rounds import has_rounds
from circtrack.tracking.state import OWING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from circtrack.actions.letters.rule_changes import PlannedChange
    from circtrack.actions.target import Target
    from circtrack.database.engine import Connection
    from circtrack.model import Link
    from circtrack.store.acting import ActingLetter
    from circtrack.store.find_letter import FoundLetter
    from circtrack.store.letters import KnownLetter
    from circtrack.store.obligations import ChainObligation
    from circtrack.store.tasks import RecordedTask


ActKind = Literal["extends", "cancels", "replaces"]

_PART = N_("{by} moves the deadline of '{tasks}' of {on} from {before} to {to} ({count} obligations)")
_RULE = N_("{by} changes the days of {on} from round {round} on: {days}, not {before}")
_GOES_ON = N_("{by} lets {on} go on: round {round} and those after it are due {days}")
_ENDS = N_("{by} cancels {on}: rounds that end on {since} or later are no longer owed ({count} obligations)")
_SENTENCES: dict[ActKind, str] = {
    "extends": N_("{by} moves the deadline of {on} from {before} to {to} ({count} obligations)"),
    "cancels": N_("{by} cancels {on}: what it asked is no longer owed ({count} obligations)"),
    "replaces": N_("{by} replaces {on}: what it asked is no longer owed ({count} obligations)"),
}

# A citation with a wrong date is enough to link a letter into its chain, not to move a deadline.
_LEAST_FIT = OTHER_DATE + 1


class EffectChanges(NamedTuple):
    """The tasks whose own deadline moves, and the obligations that are closed or get a deadline of their own.

    ``unclear`` are the tasks of which some are meant, if the letter does not say which; then nothing changes.
    ``is_part`` tells whether an extension leaves other tasks as they are. ``rules`` are the tasks whose rounds get
    other days. ``since`` is the first day of which rounds are no longer owed, where a cancellation names one.
    """

    tasks: tuple[RecordedTask, ...]
    owed: tuple[ChainObligation, ...]
    unclear: tuple[RecordedTask, ...] = ()
    is_part: bool = False
    rules: tuple[PlannedChange, ...] = ()
    since: date | None = None


@dataclass(frozen=True, slots=True)
class LetterEffect:
    """What one recorded letter would do to another.

    Attributes:
        kind: How it acts; ``replaces`` acts like ``cancels``.
        by: The letter that acts.
        on: The letter that it acts on; None if that is not known.
        cited: The number of that letter, as cited if it was not found.
        tasks: Titles of the tasks concerned.
        before: The deadlines that would move, earliest first.
        to: The new last day (inclusive); None if obligations are closed.
        obligations: How many obligations of single offices change.
        note: Why the effect cannot be carried out; None if it can.
        unclear: The tasks of which some are meant, where the letter does not say which; ``note`` then says so.
        is_part: Whether other tasks of the letter keep their deadline.
        rules: What changes where the rounds of tasks get other days.
        since: The first day of which rounds are no longer owed; None if the letter names none.
        notes: What stays as it is although the effect was carried out.
    """

    kind: ActKind
    by: FoundLetter
    on: FoundLetter | None = None
    cited: str = ""
    tasks: tuple[str, ...] = ()
    before: tuple[date, ...] = ()
    to: date | None = None
    obligations: int = 0
    note: Message | None = None
    unclear: tuple[RecordedTask, ...] = ()
    is_part: bool = False
    rules: tuple[PlannedChange, ...] = ()
    since: date | None = None
    notes: tuple[Message, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """Identify the effect by natural keys: its rows may change between the forecast and the recording."""
        on = (self.on.issuer, self.on.number, self.on.date) if self.on else ()
        rules = tuple(each.change for each in self.rules)
        return (self.kind, self.by.issuer, self.by.number, self.by.date, *on, self.to, *rules)

    def in_words(self) -> Message:
        """Describe the effect in one sentence, or say why there is none."""
        if self.note is not None:
            return self.note
        if self.rules:
            first = self.rules[0]
            values = {"by": self.by.number, "on": self.cited, "before": first.before}
            return Message(_RULE if first.before else _GOES_ON, **values, round=first.place, days=first.after)
        before = [day.isoformat() for day in self.before]
        return Message(
            _ENDS if self.since else _PART if self.is_part else _SENTENCES[self.kind],
            by=self.by.number,
            on=self.cited,
            tasks="; ".join(self.tasks),
            before=" … ".join(dict.fromkeys((before[0], before[-1]))) if before else "-",
            to=self.to,
            since=self.since,
            count=f"{self.obligations:,}",
        )


def list_letter_effects(connection: Connection, letters: Iterable[int]) -> list[LetterEffect]:
    """List the effects that are not carried out yet, by the acting letter's date.

    Args:
        connection: An open database.
        letters: Rows of letters. Only effects of these letters, or on letters of their chains, are listed. Effects that
            cannot be carried out are listed only if they are by or on one of these letters.
    """
    about = set(letters)
    roots = {load_known_letter(connection, row).root for row in about}
    found = [_make_uncited_effect(connection, *each) for each in list_without_citation(connection) if each[0] in about]
    for acting in list_acting_letters(connection):
        fits, meant = find_cited_letters(connection, WaitingLetter(acting.id, acting.date, acting.link))
        if acting.id not in about and roots.isdisjoint(letter.root for letter in meant):
            continue
        effect = _find_effect_of_citation(connection, acting, fits, meant)
        asked_for = acting.id in about or any(letter.id in about for letter in meant)
        if effect and (asked_for or effect.note is None):
            found.append(effect)
    return found


def find_letter_effect(
    connection: Connection, kind: ActKind, by: FoundLetter, on: FoundLetter, places: Collection[int] = ()
) -> LetterEffect | None:
    """Return what one letter would now do to another; None if nothing is left to do.

    ``places`` are those of the tasks that a clerk says an extension means; empty to take it from the letter.
    """
    target = load_target(connection, on)
    to = find_stated_day(connection, by.id) if kind == "extends" else None
    effect = work_out_effect(connection, kind, by, target, to, places)
    if isinstance(effect, Message):
        return LetterEffect(kind, by, on, on.number, to=to, note=effect)
    if effect.unclear:
        return LetterEffect(kind, by, on, on.number, to=to, note=_note_unclear(by, on, to), unclear=effect.unclear)
    if effect.rules:
        return LetterEffect(kind, by, on, on.number, rules=effect.rules)
    if not (effect.tasks or effect.owed):
        return None
    titles = [task.title for task in effect.tasks] + [each.title for each in effect.owed]
    due = {task.due_on for task in effect.tasks} | {each.due_on for each in effect.owed}
    due -= {to.isoformat()} if to else set()
    before = sorted(date.fromisoformat(day) for day in due if day) if to else []
    return LetterEffect(
        kind,
        by,
        on,
        on.number,
        tuple(dict.fromkeys(titles)),
        tuple(before),
        to,
        len(effect.owed),
        is_part=effect.is_part,
        since=effect.since,
    )


def _note_unclear(by: FoundLetter, on: FoundLetter, to: date | None) -> Message:
    return Message(
        "{by} extends {on} and does not say which of its tasks: it changes nothing yet. "
        '`circtrack extend "{on}" --to {to} --by "{by}" --task 1` moves the deadline of the first.',
        by=by.citation,
        on=on.citation,
        to=to,
    )


def work_out_effect(
    connection: Connection,
    kind: ActKind,
    by: FoundLetter,
    target: Target,
    to: date | None,
    places: Collection[int] = (),
) -> EffectChanges | Message:
    """Return what would change (possibly nothing), or why the letter cannot act.

    Args:
        connection: An open database.
        kind: How the letter acts.
        by: That letter.
        target: The letter that it acts on, with the obligations of its chain.
        to: The new last day of an extension; None to cancel.
        places: The places of the tasks that an extension means, as a clerk says; empty to take it from the letter.
    """
    on = target.letter
    values: dict[str, object] = {"by": by.citation, "on": on.citation}
    if by.date < on.date:
        return Message("{by} is older than {on}, which it acts on: it changes nothing.", **values)
    if kind != "extends" and list_tasks_moved_by(connection, on.id):
        return Message(
            "{by} cancels {on}, which moved deadlines: they stay as they are. "
            '`circtrack correct "{on}" --task 1 --due none --reason "{by}"` takes back what {on} moved.',
            **values,
        )
    if not load_chain_tasks(connection, on.root):
        return Message("{by} acts on {on}, which asks for nothing to be entered: there is nothing to change.", **values)
    rule, _ = find_stated_rule(connection, by.id) if kind == "extends" and to is None else ("", "")
    if kind == "extends" and to is None and not rule:
        return Message(
            '{by} extends {on} and states no day: `circtrack extend "{on}" --by "{by}" --to DATE` moves it.', **values
        )
    reached = find_reached(connection, by, target)
    if isinstance(reached, Message):
        return reached
    return _plan(connection, by, target, reached, to, rule, places)


def _plan(
    connection: Connection,
    by: FoundLetter,
    target: Target,
    reached: tuple[ChainObligation, ...],
    to: date | None,
    rule: str,
    places: Collection[int],
) -> EffectChanges | Message:
    if rule:
        return _plan_other_days(connection, by, target, reached, rule, places)
    if to is None:
        return _plan_cancellation(connection, by, target, reached)
    return _plan_extension(connection, by, target, reached, to, places)


def _find_effect_of_citation(
    connection: Connection, acting: ActingLetter, fits: int, meant: list[KnownLetter]
) -> LetterEffect | None:
    by, kind = load_found_letter(connection, acting.id), cast("ActKind", acting.link.type)
    if note := _explain_unclear(acting, fits, meant):
        return LetterEffect(kind, by, None, acting.link.number, note=note)
    return find_letter_effect(connection, kind, by, load_found_letter(connection, meant[0].id))


def _explain_unclear(acting: ActingLetter, fits: int, meant: list[KnownLetter]) -> Message | None:
    """Say why it is not clear which letter is cited; None if it is clear."""
    near = ", ".join(f"{letter.number} ({letter.date})" for letter in meant)
    values: dict[str, object] = {"by": acting.number, "cited": _format_citation(acting.link), "near": near}
    if not meant:
        return Message("{by} acts on {cited}, which is not recorded yet; it will be asked about when it is.", **values)
    if len(meant) > 1:
        return Message("{by} acts on {cited}; several letters fit: {near}. It changes nothing.", **values)
    if fits < _LEAST_FIT or compact_number(acting.link.number) not in meant[0].own_numbers:
        return Message("{by} acts on {cited}; only {near} comes near. If that is meant, say so with --by.", **values)
    return None


def _make_uncited_effect(connection: Connection, letter: int, kind: ActKind) -> LetterEffect:
    by = load_found_letter(connection, letter)
    note = Message(
        "{by} names no letter that it acts on: it changes nothing, unless you say which with --by.", by=by.number
    )
    return LetterEffect(kind, by, note=note)


def _plan_extension(
    connection: Connection,
    by: FoundLetter,
    target: Target,
    reached: tuple[ChainObligation, ...],
    to: date,
    places: Collection[int],
) -> EffectChanges | Message:
    """Find the deadlines before the new day; the tasks' own if every office of the chain is reached."""
    day = to.isoformat()
    whole = target.letter.id == target.root.id and len(reached) == len(target.owed)
    asked = {each.task for each in reached}
    reached = leave_set_later(connection, by, reached)
    rows = [row for row in load_chain_tasks(connection, target.root.id) if whole or row.id in asked]
    chosen = _choose_tasks(connection, by, target.letter, rows, to, places)
    if chosen is None:
        return EffectChanges((), (), tuple(rows))
    tasks: tuple[RecordedTask, ...] = ()
    if whole:
        tasks = tuple(
            row
            for row in chosen
            if row.due_on is None or row.due_on < day or (row.due_on == day and list_behind(row, reached, to))
        )
    moving = {row.id for row in (tasks if whole else chosen)}
    owed = tuple(each for each in reached if each.task in moving and (each.due_on is None or each.due_on < day))
    present = {row.due_on for row in rows} if whole else {each.due_on for each in reached}
    if not tasks and not owed and (later := [due for due in present if due and due > day]):
        return Message(
            "{by} gives {on} until {to}, which is before the deadline in force, {due}: it changes nothing.",
            by=by.number,
            on=target.letter.number,
            to=to,
            due=min(later),
        )
    return EffectChanges(tasks, owed, is_part=len(moving) < len(rows))


def _plan_other_days(
    connection: Connection,
    by: FoundLetter,
    target: Target,
    reached: tuple[ChainObligation, ...],
    rule: str,
    places: Collection[int],
) -> EffectChanges | Message:
    """Find from which round on the recurring tasks have the days that the letter states: one rule for all who owe."""
    values: dict[str, object] = {"by": by.citation, "on": target.letter.citation}
    rows = [row for row in load_chain_tasks(connection, target.root.id) if has_rounds(row.rule)]
    if not rows:
        return Message("{by} gives {on} other days each time, but nothing there comes again and again.", **values)
    if target.letter.id != target.root.id or len(reached) < len(target.owed):
        return Message(
            "{by} gives a part of those who owe on {on} other days: rounds have the same days for all, so it changes "
            'nothing. `circtrack extend "{on}" OFFICE --by "{by}" --round N --to DATE` moves one round for one of '
            "them.",
            **values,
        )
    named = (
        [row for row in rows if row.position in places]
        if places
        else find_named_by(connection, by, target.letter, rows, by.date)
    )
    if named is None:
        return EffectChanges((), (), tuple(rows))
    tasks = list_rules(connection, {row.id for row in named})
    planned = [plan_rule_change(connection, task, rule, by.date) for task in tasks]
    if not any(planned):
        return Message("{by} gives {on} other days each time, but no round is to come there.", **values)
    changes = tuple(each for each in planned if each and each.before != each.after)
    return EffectChanges((), (), rules=changes)


def leave_set_later(
    connection: Connection, by: FoundLetter, owed: Iterable[ChainObligation]
) -> tuple[ChainObligation, ...]:
    """Leave out the obligations for which a letter that is dated after an extending one has set an earlier day."""
    owed = tuple(owed)
    later = list_set_later(connection, {each.task for each in owed}, by.id)
    return tuple(each for each in owed if (each.task, each.office) not in later)


def list_behind(task: RecordedTask, owed: Iterable[ChainObligation], to: date) -> list[ChainObligation]:
    """List the obligations of a task whose own deadline is before its new day, though the task's may be that day."""
    return [each for each in owed if each.task == task.id and each.due_on and each.due_on < to.isoformat()]


def _choose_tasks(
    connection: Connection,
    by: FoundLetter,
    on: FoundLetter,
    rows: Sequence[RecordedTask],
    to: date,
    places: Collection[int],
) -> Sequence[RecordedTask] | None:
    """Return the tasks that a clerk says the extension means, else those that it names; None if it does not say."""
    if places:
        return [row for row in rows if row.position in places]
    named = find_named_by(connection, by, on, rows, to)
    if named is None and (before := list_tasks_moved_by(connection, by.id)):
        return [row for row in rows if row.id in before]
    return named


def find_named_by(
    connection: Connection, by: FoundLetter, on: FoundLetter, rows: Sequence[RecordedTask], to: date
) -> list[RecordedTask] | None:
    """Return those of some tasks that an extending letter means; None if it does not say which."""
    tasks = [ExtendedTask(row, find_first_deadline(connection, row)) for row in rows]
    return find_extended_tasks(tasks, Extension(*load_extension_text(connection, by.id), by.date, to, on.subject))


def _plan_cancellation(
    connection: Connection, by: FoundLetter, target: Target, reached: tuple[ChainObligation, ...]
) -> EffectChanges | Message:
    """Find the open obligations to close; those that letters above the cancelled one also ask for stay."""
    values: dict[str, object] = {"by": by.citation, "on": target.letter.citation}
    if is_waiting_for_parent(connection, target.root.id):
        return Message(
            "{by} cancels {on}; a letter above that may ask the same is not recorded: it changes nothing yet.", **values
        )
    asked_above: set[int] = set()
    above = target.letter.parent
    while above is not None:
        asked_above |= list_tasks_stated_by(connection, above)
        above = load_known_letter(connection, above).parent
    own = tuple(each for each in reached if each.task not in asked_above)
    if reached and not own:
        return Message(
            "{by} cancels {on}, which only passes on what letters above it ask: that is still owed.", **values
        )
    since = _find_end(connection, by, target, own)
    if isinstance(since, Message):
        return since
    return EffectChanges((), tuple(each for each in own if each.progress in OWING), since=since)


def _find_end(
    connection: Connection, by: FoundLetter, target: Target, own: Iterable[ChainObligation]
) -> date | Message | None:
    """Return the first day of which no rounds are owed, as the letter says; None where it names none."""
    tasks = {each.task for each in own}
    if not any(row.id in tasks and has_rounds(row.rule) for row in load_chain_tasks(connection, target.root.id)):
        return None
    from circtrack.reading.ends import find_end_days  # few letters end what comes again

    days = find_end_days(" ".join(load_extension_text(connection, by.id)), by.date)
    if days is None or len(days) > 1:
        return Message(
            "{by} cancels {on} from a round on and does not say by a day which: it changes nothing yet. "
            '`circtrack exempt "{on}" --by "{by}" --from DATE` ends the rounds that are due from that day on.',
            by=by.citation,
            on=target.letter.citation,
        )
    return next(iter(days), None)


def _format_citation(link: Link) -> str:
    return f"{link.number} ({link.date})" if link.date else link.number
