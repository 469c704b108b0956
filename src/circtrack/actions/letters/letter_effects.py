"""What recorded letters that extend, cancel or replace others would do to those. Reads only: a clerk decides.

A consequence is the difference between what such a letter says and what is recorded. So one that was carried out is
none any more, and it does not matter which of the two letters was recorded first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from circtrack.actions.letters.link import letters_meant
from circtrack.actions.letters.reasons import cancelled_by, extended_by
from circtrack.actions.letters.record import record_letters
from circtrack.actions.target import target_of
from circtrack.errors import N_, Message
from circtrack.kinds import HALL_KINDS
from circtrack.registry.offices import get, superiors
from circtrack.store.acting import acting_letters, recipients_of, stated_day, uncited, waits_for_parent
from circtrack.store.find_letter import letter_by_id
from circtrack.store.letters import Waiting, known_letter
from circtrack.store.obligations import set_progress
from circtrack.store.tasks import chain_tasks, move_for_office, move_for_task, tasks_stated_by
from circtrack.tracking.state import OWING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from circtrack.actions.results import RecordResult
    from circtrack.actions.target import Target
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.model import Letter, Link
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
    note: Message | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What a clerk agrees to, whichever rows hold it."""
        on = (self.on.issuer, self.on.number, self.on.date) if self.on else ()
        return (self.kind, self.by.issuer, self.by.number, self.by.date, *on, self.to)

    def in_words(self) -> Message:
        """What it does, in one sentence; or why nothing."""
        if self.note is not None:
            return self.note
        before = [day.isoformat() for day in self.before]
        return Message(
            _SENTENCES[self.kind],
            by=self.by.number,
            on=self.cited,
            before=" … ".join(dict.fromkeys((before[0], before[-1]))) if before else "-",
            to=self.to,
            count=f"{self.obligations:,}",
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
    if isinstance(effect, Message):
        return Consequence(kind, by, on, on.number, to=to, note=effect)
    if not any(effect):
        return None
    titles = [task.title for task in effect.tasks] + [each.title for each in effect.owed]
    due = {task.due_on for task in effect.tasks} | {each.due_on for each in effect.owed}
    before = sorted(date.fromisoformat(day) for day in due if day) if to else []
    return Consequence(kind, by, on, on.number, tuple(dict.fromkeys(titles)), tuple(before), to, len(effect.owed))


def effect_of(
    connection: Connection, kind: ActKind, by: FoundLetter, target: Target, to: date | None
) -> Effect | Message:
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
        return Message("{by} is older than {on}, which it acts on: it changes nothing.", **values)
    if not chain_tasks(connection, on.root):
        return Message("{by} acts on {on}, which asks for nothing to be entered: there is nothing to change.", **values)
    if kind == "extends" and to is None:
        return Message("{by} extends {on} and states no day: `circtrack extend` with --by moves it.", **values)
    reached = within_reach(connection, by, target)
    if isinstance(reached, Message):
        return reached
    return _closed(connection, by, target, reached) if to is None else _moved(connection, by, target, reached, to)


def _of_citation(connection: Connection, acting: Acting, fits: int, meant: list[KnownLetter]) -> Consequence | None:
    by, kind = letter_by_id(connection, acting.id), cast("ActKind", acting.link.type)
    if note := _unclear(acting, fits, meant):
        return Consequence(kind, by, None, acting.link.number, note=note)
    return consequence(connection, kind, by, letter_by_id(connection, meant[0].id))


def _unclear(acting: Acting, fits: int, meant: list[KnownLetter]) -> Message | None:
    """Why it is not known which letter is meant."""
    near = ", ".join(f"{letter.number} ({letter.date})" for letter in meant)
    values: dict[str, object] = {"by": acting.number, "cited": _cited(acting.link), "near": near}
    if not meant:
        return Message("{by} acts on {cited}, which is not recorded yet; it will be asked about when it is.", **values)
    if len(meant) > 1:
        return Message("{by} acts on {cited}; several letters fit: {near}. It changes nothing.", **values)
    if fits < _SURE:
        return Message("{by} acts on {cited}; only {near} comes near. If that is meant, say so with --by.", **values)
    return None


def _names_none(connection: Connection, letter: int, kind: ActKind) -> Consequence:
    by = letter_by_id(connection, letter)
    note = Message(
        "{by} names no letter that it acts on: it changes nothing, unless you say which with --by.", by=by.number
    )
    return Consequence(kind, by, note=note)


def _moved(
    connection: Connection, by: FoundLetter, target: Target, reached: tuple[Owed, ...], to: date
) -> Effect | Message:
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
        return Message(
            "{by} gives {on} until {to}, which is before the deadline in force, {due}: it changes nothing.",
            by=by.number,
            on=target.letter.number,
            to=to,
            due=min(later),
        )
    return Effect(tasks, owed)


def _closed(connection: Connection, by: FoundLetter, target: Target, reached: tuple[Owed, ...]) -> Effect | Message:
    """What is still owed on the letter, but for what the letters above it ask too."""
    values: dict[str, object] = {"by": by.number, "on": target.letter.number}
    if waits_for_parent(connection, target.root.id):
        return Message(
            "{by} cancels {on}; a letter above that may ask the same is not recorded: it changes nothing yet.", **values
        )
    asked_above: set[int] = set()
    above = target.letter.parent
    while above is not None:
        asked_above |= tasks_stated_by(connection, above)
        above = known_letter(connection, above).parent
    own = tuple(each for each in reached if each.task not in asked_above)
    if reached and not own:
        return Message(
            "{by} cancels {on}, which only passes on what letters above it ask: that is still owed.", **values
        )
    return Effect((), tuple(each for each in own if each.progress in OWING))


def _cited(link: Link) -> str:
    return f"{link.number} ({link.date})" if link.date else link.number


# Recording letters, and carrying out what they do to others as far as a clerk agrees: in one transaction.


class Acted(NamedTuple):
    """Letters recorded, what of their consequences was carried out, and what was not: refused, or impossible."""

    recorded: RecordResult
    carried_out: tuple[Consequence, ...]
    left: tuple[Consequence, ...]


def record_and_act(
    transaction: Transaction,
    letters: Sequence[Letter],
    own_office: str,
    today: date,
    agreed: Callable[[Consequence], bool],
) -> Acted:
    """Record letters (``record_letters``, whose errors it raises) and carry out what the clerk agrees to.

    Args:
        transaction: The transaction at work; its journal row says which letter did what to which.
        letters: With number, date and issuer.
        own_office: Code of the office whose database this is, or "".
        today: The day in Thailand.
        agreed: Whether the clerk agrees to one consequence.
    """
    recorded = record_letters(transaction, letters, own_office, today)
    done: list[Consequence] = []
    left: list[Consequence] = []
    for each in consequences(transaction.connection, [letter.id for letter in recorded.letters]):
        if each.note is None and agreed(each):
            # What was carried out before it may have changed what is left of it.
            now = carry_out(transaction, each)
            if now is not None:
                (left if now.note else done).append(now)
        else:
            left.append(each)
    if done:
        _tell_journal(transaction, recorded, done)
    return Acted(recorded, tuple(done), tuple(left))


def carry_out(transaction: Transaction, wanted: Consequence) -> Consequence | None:
    """Let a letter act on another: move deadlines with it as the reason, or close what is still owed in its name.

    Returns:
        What was done; with a note, and nothing done, where it cannot act; None where nothing was left to do.
    """
    if wanted.on is None:
        return wanted
    now = consequence(transaction.connection, wanted.kind, wanted.by, wanted.on)
    if now is None or now.note is not None:
        return now
    by, target = wanted.by, target_of(transaction.connection, wanted.on)
    effect = effect_of(transaction.connection, wanted.kind, by, target, now.to)
    assert not isinstance(effect, Message)  # noqa: S101 - asked just before
    if now.to is None:
        note = cancelled_by(by)
        for each in effect.owed:
            said = f"{note}; {each.note}" if each.note else note
            set_progress(transaction, each, "exempt", None, said, closed_by=by.id)
    elif effect.tasks:
        for task in effect.tasks:
            move_for_task(transaction, task, now.to, extended_by(by), letter=by.id)
    else:
        for each in effect.owed:
            move_for_office(transaction, each, now.to, extended_by(by), letter=by.id)
    return now


def _tell_journal(transaction: Transaction, recorded: RecordResult, done: Sequence[Consequence]) -> None:
    acts = "; ".join(_summary(each) for each in done)
    numbers = ", ".join(letter.number for letter in recorded.letters if letter.is_new)
    if numbers:
        transaction.say(N_("recorded {numbers}; {acts}"), numbers=numbers, acts=acts)
    else:
        transaction.say(N_("carried out: {acts}"), acts=acts)


def _summary(done: Consequence) -> str:
    """``มท 0810.7/ว 908: ขยายเวลาโดย มท 0810.7/ว 1100 ลงวันที่ 20 มีนาคม 2566 (2023-04-30)``."""
    if done.to is None:
        return f"{done.cited}: {cancelled_by(done.by)}"
    return f"{done.cited}: {extended_by(done.by)} ({done.to})"


# Which obligations a letter that acts on another one can touch: those of the offices that it speaks to.
#
# A letter extends, cancels or replaces what its own issuer wrote, or an office that stands under its issuer. One from
# below (a province on the department's letter) does so for those under it alone. One that is addressed upwards asks for
# an extension and grants none.


def within_reach(connection: Connection, by: FoundLetter, target: Target) -> tuple[Owed, ...] | Message:
    """What is owed on a letter by the offices that another letter reaches, or why that one may not act on it.

    Args:
        connection: An open database.
        by: The letter that acts.
        target: The letter that it acts on. Below a root, only what the offices under its issuer owe.
    """
    on = target.letter
    recipients = recipients_of(connection, by.id)
    if above := _above(by, recipients):
        return Message(
            "{by} is addressed to {office}, above its own issuer: taken for a request, it changes nothing.",
            by=by.number,
            office=above,
        )
    reached = target.all()
    if recipients:
        reached = _under({*recipients, *(_house(code, by.date) for code in recipients)}, reached, by.date)
    if _from_below(by, on):
        # Its word counts for those below it, and only where it is told to them.
        house = _house(by.issuer, by.date)
        own = _under({house}, reached, by.date) if recipients else ()
        reached = tuple(each for each in own if each.office not in (house, by.issuer))
    if target.owed and not reached:
        return Message(
            "{by} acts on {on}, but nobody whom it reaches owes anything there: it changes nothing.",
            by=by.number,
            on=on.number,
        )
    return reached


def _above(by: FoundLetter, recipients: Iterable[str]) -> str:
    """The name of a recipient that stands above the issuer; "" where none does."""
    line = superiors(by.issuer, by.date)
    below_departments = not _is_department(by.issuer, by.date) and get(by.issuer, by.date) is not None
    for code in sorted(recipients):
        office = get(code, by.date)
        if office and (code in line or (office.kind == "department" and below_departments)):
            return office.name
    return ""


def _from_below(by: FoundLetter, on: FoundLetter) -> bool:
    """Whether the letter that acts comes from an office that has no say over whoever wrote the other one."""
    house, other = (_house(code, by.date) for code in (by.issuer, on.issuer))
    return house != other and not _is_department(house, by.date) and house not in superiors(other, by.date)


def _house(code: str, day: date) -> str:
    """The office itself; for an office for local administration the province or district that it sits in."""
    office = get(code, day)
    return office.superior if office and office.kind in HALL_KINDS else code


def _under(tops: set[str], owed: Iterable[Owed], day: date) -> tuple[Owed, ...]:
    """What is owed by these offices or by any under them."""
    if any(_is_department(code, day) for code in tops):
        return tuple(owed)
    inside: dict[str, bool] = {}
    for each in owed:
        if each.office not in inside:
            inside[each.office] = not tops.isdisjoint((each.office, *superiors(each.office, day)))
    return tuple(each for each in owed if inside[each.office])


def _is_department(code: str, day: date) -> bool:
    office = get(code, day)
    return office is not None and office.kind == "department"
