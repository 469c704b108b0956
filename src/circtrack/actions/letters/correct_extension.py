"""Put right the day to which clerks of this database extended a task's deadline: by their own word, not by a letter's.

Where a letter and a clerk's ``extend`` both set the day, a correction to a later day than the letter's is one of the
extension, and the letter stays as it is; one to the letter's own day, or an earlier one, takes the extension back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.letters.correction import NONE, FieldChange
from circtrack.actions.letters.stated_deadline import read_deadline
from circtrack.actions.offices import list_at_or_under
from circtrack.actions.target import choose_office
from circtrack.errors import N_, InputError, Message
from circtrack.store.corrections import find_office_name
from circtrack.store.letters import load_known_letter
from circtrack.store.tasks import load_deadline_changes, load_recipients, load_task_rows, load_tasks_stated

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from circtrack.actions.letters.correction import Correction, Revision
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.model import Letter
    from circtrack.store.find_letter import FoundLetter
    from circtrack.store.tasks import DeadlineChange


class ExtensionChange(NamedTuple):
    """One recorded extension, with its right day (ISO text); None where it is taken back."""

    change: DeadlineChange
    due_on: str | None


class CorrectedExtensions(NamedTuple):
    """What a correction changes in clerks' extensions, as rows and for people; and whether the letter's day stays."""

    rows: tuple[ExtensionChange, ...] = ()
    changes: tuple[FieldChange, ...] = ()
    letter_stays: bool = False


NO_EXTENSIONS = CorrectedExtensions()


def keep_deadline(before: Letter, revision: Revision, place: int) -> Revision:
    """Return a revision that leaves the day of one of the letter's tasks as it is."""
    stated = before.tasks[place - 1]
    tasks = (
        replace(task, due_on=stated.due_on, rule=stated.rule, as_written=stated.as_written) if origin == place else task
        for task, origin in zip(revision.letter.tasks, revision.origins, strict=True)
    )
    return revision._replace(letter=replace(revision.letter, tasks=tuple(tasks)))


def plan_extensions(
    connection: Connection, found: FoundLetter, before: Letter, correction: Correction, own_office: str
) -> CorrectedExtensions:
    """Find the extensions that a correction of a task's day puts right; empty if clerks have extended nothing.

    Those of single offices are meant where the correction names them, or the letter is not its chain's first: then
    those of whom it reached.

    Raises:
        UnknownError, AmbiguousError: no office fits, or several do.
        InputError: a named office's day was not extended by a clerk of this database.
    """
    if not correction.task or correction.values.due is None:
        return NO_EXTENSIONS
    task = load_tasks_stated(connection, found.id).get((found.id, correction.task))
    stated = before.tasks[correction.task - 1]
    offices = [choose_office(text, {}, found.date, own_office)[0] for text in correction.only]
    recorded = _list_extensions(connection, found, task, offices) if task else {}
    for code in offices:
        if code not in recorded:
            raise InputError(
                "No clerk has extended the day of {office} for '{task}' here.",
                hint=N_("`circtrack log` shows who moved a deadline; another office corrects its own extension."),
                office=find_office_name(connection, code, found.date.isoformat()),
                task=stated.title,
            )
    if not recorded:
        return NO_EXTENSIONS
    text = correction.values.due.strip()
    day = None if text in NONE else read_deadline(text, found.date)[0]
    extends = day is not None and bool(offices or stated.due_on is None or day > stated.due_on)
    rows = tuple(row for each in recorded.values() for row in _put_right(each, day if extends else None))
    changes = (
        FieldChange("extended", row.change.due_on, row.due_on or "", _name(connection, row.change, stated.title))
        for row in rows
    )
    return CorrectedExtensions(rows, tuple(dict.fromkeys(changes)), extends or bool(offices))


def _list_extensions(
    connection: Connection, found: FoundLetter, task: int, offices: Collection[str]
) -> dict[str | None, list[DeadlineChange]]:
    """Return clerks' own extensions of a task that a letter means, by office (None for all), by day."""
    meant: Collection[str | None] = offices
    if not offices:
        recipients = load_recipients(connection, found.id)
        below = frozenset(recipients).union(*(list_at_or_under(code, found.date) for code in recipients))
        meant = {None} if found.root == found.id else below
    own: dict[str | None, list[DeadlineChange]] = {}
    for each in load_deadline_changes(connection, task):
        if each.agreed and not (each.letter or each.recorded_by or each.round) and each.office in meant:
            own.setdefault(each.office, []).append(each)
    return {office: sorted(rows, key=lambda each: (each.due_on, each.id)) for office, rows in own.items()}


def _put_right(recorded: Sequence[DeadlineChange], day: date | None) -> list[ExtensionChange]:
    """Let the last extension be until this day, and take back the others that go beyond it; all of them with None."""
    *earlier, last = recorded
    if day is None:
        return [ExtensionChange(each, None) for each in recorded]
    due = day.isoformat()
    beyond = [ExtensionChange(each, None) for each in earlier if each.due_on >= due]
    return [*beyond, *([ExtensionChange(last, due)] if last.due_on != due else [])]


def _name(connection: Connection, change: DeadlineChange, title: str) -> str:
    return f"{title}, {find_office_name(connection, change.office, change.due_on)}" if change.office else title


def note_other_moves(connection: Connection, letter: int, correction: Correction) -> Iterator[Message]:
    """Note the letters, and the clerks of other offices, by whom a task's day stays another one than was corrected."""
    task = load_tasks_stated(connection, letter).get((letter, correction.task))
    if task is None or correction.values.due is None or correction.only:
        return
    row = load_task_rows(connection, {task})[task]
    moves = [
        each for each in load_deadline_changes(connection, task) if each.agreed and not (each.office or each.round)
    ]
    for each in moves if row.letter == letter else ():
        if each.due_on != row.due_on:
            continue
        values = {"task": row.title, "due": each.due_on, "day": correction.values.due}
        if each.letter is not None:
            number = load_known_letter(connection, each.letter).citation
            message = N_(
                "'{task}' stays due {due}, to which {number} moves it: "
                '`circtrack correct "{number}" --task 1 --due "{day}"` puts that right.'
            )
            yield Message(message, number=number, **values)
        elif each.recorded_by:
            by = find_office_name(connection, each.recorded_by, each.due_on)
            yield Message("'{task}' stays due {due}, to which {by} has extended it.", by=by, **values)


def write_extensions(transaction: Transaction, rows: Sequence[ExtensionChange]) -> None:
    """Write the right days; what follows from them is for the caller to work out."""
    for change, due_on in rows:
        if due_on is None:
            transaction.delete("deadline_change", {"id": change.id})
        else:
            transaction.update("deadline_change", {"id": change.id}, {"due_on": due_on})
