"""What recorded letters that extend, cancel or replace others would do to those. Reads only: a clerk decides.

A consequence is the difference between what such a letter says and what is recorded. So one that was carried out is
none any more, and it does not matter which of the two letters was recorded first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from circtrack.actions.linking import letters_meant
from circtrack.actions.reach import within_reach
from circtrack.actions.results import Note
from circtrack.actions.target import target_of
from circtrack.errors import N_
from circtrack.store.acting import acting_letters, stated_day, uncited, waits_for_parent
from circtrack.store.find_letter import letter_by_id
from circtrack.store.letters import Waiting, known_letter
from circtrack.store.tasks import chain_tasks, tasks_stated_by
from circtrack.tracking.state import OWING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circtrack.actions.target import Target
    from circtrack.database.engine import Connection
    from circtrack.model import Link
    from circtrack.store.acting import Acting
    from circtrack.store.find_letter import FoundLetter
    from circtrack.store.letters import KnownLetter
    from circtrack.store.obligations import Owed
    from circtrack.store.tasks import RecordedTask

ActKind = Literal["extends", "cancels", "replaces"]

_SENTENCES: dict[ActKind, str] = {
    "extends": N_("{by} moves the deadline of {on} from {before} to {to} ({count} obligations)"),
    "cancels": N_("{by} cancels {on}: what it asked is no longer owed ({count} obligations)"),
    "replaces": N_("{by} replaces {on}: what it asked is no longer owed ({count} obligations)"),
}

# A citation whose number or date is off by a slip hangs a letter into its chain; it moves no deadline.
_SURE = 2


class Effect(NamedTuple):
    """The tasks whose own deadline moves, and the obligations that get a new deadline or are closed."""

    tasks: tuple[RecordedTask, ...]
    owed: tuple[Owed, ...]


@dataclass(frozen=True, slots=True)
class Consequence:
    """What one recorded letter would do to another.

    Attributes:
        kind: How it acts; ``replaces`` acts like ``cancels``.
        by: The letter that acts.
        on: The letter that it acts on; None where that is not known.
        cited: The number by which it names that letter.
        tasks: Titles of what it concerns.
        before: The deadlines that would move, in order.
        to: The new last day (inclusive), None for one that closes.
        obligations: How many of single offices it concerns.
        note: Why nothing can be carried out; None where it can.
    """

    kind: ActKind
    by: FoundLetter
    on: FoundLetter | None = None
    cited: str = ""
    tasks: tuple[str, ...] = ()
    before: tuple[date, ...] = ()
    to: date | None = None
    obligations: int = 0
    note: Note | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What a clerk agrees to, whichever rows hold it."""
        on = (self.on.issuer, self.on.number, self.on.date) if self.on else ()
        return (self.kind, self.by.issuer, self.by.number, self.by.date, *on, self.to)

    def in_words(self) -> Note:
        """What it does, in one sentence; or why nothing."""
        if self.note is not None:
            return self.note
        before = [day.isoformat() for day in self.before]
        return Note(
            _SENTENCES[self.kind],
            {
                "by": self.by.number,
                "on": self.cited,
                "before": " … ".join(dict.fromkeys((before[0], before[-1]))) if before else "-",
                "to": self.to,
                "count": f"{self.obligations:,}",
            },
        )


def consequences(connection: Connection, letters: Iterable[int]) -> list[Consequence]:
    """What is left to carry out of what letters say of others, by the acting letter's date.

    Args:
        connection: An open database.
        letters: Rows: only what these letters do, and what others do to them and their chains, is told. What cannot
            be carried out is told of these letters alone.
    """
    about = set(letters)
    roots = {known_letter(connection, row).root for row in about}
    found = [_names_none(connection, *each) for each in uncited(connection) if each[0] in about]
    for acting in acting_letters(connection):
        fits, meant = letters_meant(connection, Waiting(acting.id, acting.date, acting.link))
        if acting.id not in about and roots.isdisjoint(letter.root for letter in meant):
            continue
        one = _of_citation(connection, acting, fits, meant)
        told = acting.id in about or any(letter.id in about for letter in meant)
        if one and (told or one.note is None):
            found.append(one)
    return found


def consequence(connection: Connection, kind: ActKind, by: FoundLetter, on: FoundLetter) -> Consequence | None:
    """What one letter would now do to another; None where nothing is left to do."""
    target = target_of(connection, on)
    to = stated_day(connection, by.id) if kind == "extends" else None
    effect = effect_of(connection, kind, by, target, to)
    if isinstance(effect, Note):
        return Consequence(kind, by, on, on.number, to=to, note=effect)
    if not any(effect):
        return None
    titles = [task.title for task in effect.tasks] + [each.title for each in effect.owed]
    due = {task.due_on for task in effect.tasks} | {each.due_on for each in effect.owed}
    before = sorted(date.fromisoformat(day) for day in due if day) if to else []
    return Consequence(kind, by, on, on.number, tuple(dict.fromkeys(titles)), tuple(before), to, len(effect.owed))


def effect_of(connection: Connection, kind: ActKind, by: FoundLetter, target: Target, to: date | None) -> Effect | Note:
    """What would change, be it nothing; or why the letter cannot act.

    Args:
        connection: An open database.
        kind: How the letter acts.
        by: That letter.
        target: The letter that it acts on, with all that is owed on its chain.
        to: The new day of an extension.
    """
    on = target.letter
    values: dict[str, object] = {"by": by.number, "on": on.number}
    if by.date < on.date:
        return Note(N_("{by} is older than {on}, which it acts on: it changes nothing."), values)
    if not chain_tasks(connection, on.root):
        return Note(N_("{by} acts on {on}, which asks for nothing to be entered: there is nothing to change."), values)
    if kind == "extends" and to is None:
        return Note(N_("{by} extends {on} and states no day: `circtrack extend` with --by moves it."), values)
    reached = within_reach(connection, by, target)
    if isinstance(reached, Note):
        return reached
    return _closed(connection, by, target, reached) if to is None else _moved(connection, by, target, reached, to)


def _of_citation(connection: Connection, acting: Acting, fits: int, meant: list[KnownLetter]) -> Consequence | None:
    by, kind = letter_by_id(connection, acting.id), cast("ActKind", acting.link.type)
    if note := _unclear(acting, fits, meant):
        return Consequence(kind, by, None, acting.link.number, note=note)
    return consequence(connection, kind, by, letter_by_id(connection, meant[0].id))


def _unclear(acting: Acting, fits: int, meant: list[KnownLetter]) -> Note | None:
    """Why it is not known which letter is meant."""
    near = ", ".join(f"{letter.number} ({letter.date})" for letter in meant)
    values: dict[str, object] = {"by": acting.number, "cited": _cited(acting.link), "near": near}
    if not meant:
        return Note(N_("{by} acts on {cited}, which is not recorded yet; it will be asked about when it is."), values)
    if len(meant) > 1:
        return Note(N_("{by} acts on {cited}; several letters fit: {near}. It changes nothing."), values)
    if fits < _SURE:
        return Note(N_("{by} acts on {cited}; only {near} comes near. If that is meant, say so with --by."), values)
    return None


def _names_none(connection: Connection, letter: int, kind: ActKind) -> Consequence:
    by = letter_by_id(connection, letter)
    note = Note(
        N_("{by} names no letter that it acts on: it changes nothing, unless you say which with --by."),
        {"by": by.number},
    )
    return Consequence(kind, by, note=note)


def _moved(
    connection: Connection, by: FoundLetter, target: Target, reached: tuple[Owed, ...], to: date
) -> Effect | Note:
    """Deadlines that are earlier than the new day: the tasks' own where everyone on the whole chain is reached."""
    day = to.isoformat()
    tasks: tuple[RecordedTask, ...] = ()
    if target.letter.id == target.root.id and len(reached) == len(target.owed):
        rows = chain_tasks(connection, target.root.id)
        present = {row.due_on for row in rows}
        tasks = tuple(row for row in rows if row.due_on is None or row.due_on < day)
        moving = {row.id for row in tasks}
        reached = tuple(each for each in reached if each.task in moving)
    else:
        present = {each.due_on for each in reached}
    owed = tuple(each for each in reached if each.due_on is None or each.due_on < day)
    if not tasks and not owed and (later := [due for due in present if due and due > day]):
        return Note(
            N_("{by} gives {on} until {to}, which is before the deadline in force, {due}: it changes nothing."),
            {"by": by.number, "on": target.letter.number, "to": to, "due": min(later)},
        )
    return Effect(tasks, owed)


def _closed(connection: Connection, by: FoundLetter, target: Target, reached: tuple[Owed, ...]) -> Effect | Note:
    """What is still owed on the letter, but for what the letters above it ask too."""
    values: dict[str, object] = {"by": by.number, "on": target.letter.number}
    if waits_for_parent(connection, target.root.id):
        return Note(
            N_("{by} cancels {on}; a letter above that may ask the same is not recorded: it changes nothing yet."),
            values,
        )
    asked_above: set[int] = set()
    above = target.letter.parent
    while above is not None:
        asked_above |= tasks_stated_by(connection, above)
        above = known_letter(connection, above).parent
    own = tuple(each for each in reached if each.task not in asked_above)
    if reached and not own:
        return Note(
            N_("{by} cancels {on}, which only passes on what letters above it ask: that is still owed."),
            values,
        )
    return Effect((), tuple(each for each in own if each.progress in OWING))


def _cited(link: Link) -> str:
    return f"{link.number} ({link.date})" if link.date else link.number
