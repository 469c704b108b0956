"""What changes who owes and by when, on a clerk's word: exemptions and extensions, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.actions.done import Said, apply, name_some
from circtrack.actions.results import Change, ChangeResult
from circtrack.actions.target import target
from circtrack.errors import N_, InputError
from circtrack.store.deadlines import move_for_office, move_for_task
from circtrack.store.tasks import task_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from circtrack.actions.target import Target
    from circtrack.store.progress import Owed
    from circtrack.store.write import Transaction


def exempt(
    transaction: Transaction, letter: str, offices: Sequence[str], reason: str, *, task: int = 0
) -> ChangeResult:
    """Record that some offices need not enter the data. The reason is kept with the obligation.

    Raises:
        InputError: no office is named, or no reason given.
        UnknownError: no such letter, task or office, or an office that owes nothing on the letter.
        AmbiguousError: several letters or offices fit.
    """
    if not offices:
        raise InputError("Which offices? None is named.")
    _refuse_no_reason(reason)
    chosen = target(transaction.connection, letter, task)
    owed = {(each.task, each.office): each for text in offices for each in chosen.one(text)}
    return apply(transaction, chosen.letter.number, [(each, Said("exempt", None, reason)) for each in owed.values()])


def extend(
    transaction: Transaction, letter: str, to: date, offices: Sequence[str], reason: str, *, task: int = 0
) -> ChangeResult:
    """Move the deadline of a letter's tasks to a later day; what it was stays in the history.

    For the root letter and no office named, the task's own deadline moves, and with it every office's that is earlier;
    a later one stays. For a letter below, that of the offices under its issuer.

    Args:
        transaction: The transaction at work.
        letter: Any unambiguous part of its number.
        to: The new last day, inclusive.
        offices: Codes or names; none for all.
        reason: Why.
        task: Only the task of this place in the chain; 0 for all.

    Raises:
        InputError: no reason is given, or the day is before a deadline in force.
        UnknownError: no such letter, task or office, or an office that owes nothing on the letter.
        AmbiguousError: several letters or offices fit.
    """
    _refuse_no_reason(reason)
    chosen = target(transaction.connection, letter, task)
    if not offices and chosen.letter.id == chosen.root.id:
        changes, unchanged = _extend_tasks(transaction, chosen, to, reason)
    else:
        meant = [each for text in offices for each in chosen.one(text)] if offices else chosen.all()
        changes, unchanged = _extend_offices(transaction, dict.fromkeys(meant), to, reason)
    transaction.say(
        N_("{letter}: until {to} for {offices} ({reason})"),
        letter=chosen.letter.number,
        to=to,
        offices=name_some([change.name or change.task for change in changes]),
        reason=reason,
    )
    return ChangeResult(chosen.letter.number, tuple(changes), unchanged)


def _extend_tasks(transaction: Transaction, chosen: Target, to: date, reason: str) -> tuple[list[Change], int]:
    rows = task_rows(transaction.connection, {each.task for each in chosen.owed}).values()
    for row in rows:
        _refuse_earlier(to, row.due_on, f"{row.position}. {row.title}")
    changes = []
    for row in rows:
        if row.due_on != to.isoformat():
            move_for_task(transaction, row, to, reason)
            changes.append(Change("", "", row.title, row.due_on or "", to.isoformat(), to))
    return changes, len(rows) - len(changes)


def _extend_offices(transaction: Transaction, meant: Iterable[Owed], to: date, reason: str) -> tuple[list[Change], int]:
    owed = list(meant)
    for each in owed:
        _refuse_earlier(to, each.due_on, each.name)
    changes = []
    for each in owed:
        if each.due_on != to.isoformat():
            move_for_office(transaction, each, to, reason)
            changes.append(Change(each.office, each.name, each.title, each.due_on or "", to.isoformat(), to))
    return changes, len(owed) - len(changes)


def _refuse_earlier(to: date, present: str | None, whose: str) -> None:
    if present and to.isoformat() < present:
        raise InputError(
            "The deadline of {whose} is {present}; {to} is earlier, and extending only moves it on.",
            hint=N_("A letter that sets an earlier day is recorded with `circtrack forward --due`."),
            whose=whose,
            present=present,
            to=to,
        )


def _refuse_no_reason(reason: str) -> None:
    if not reason.strip():
        raise InputError("No reason is given.", hint=N_("Say why with --reason: whoever asks later reads it there."))
