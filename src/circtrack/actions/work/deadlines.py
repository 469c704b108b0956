"""What changes who owes and by when, on a clerk's word: exemptions and extensions, each with its reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.letters.reasons import according_to, extended_by
from circtrack.actions.letters.receipt_deadlines import Count, count_from, counts_from_receipt
from circtrack.actions.results import Change, ChangeResult, CountedDue
from circtrack.actions.target import target
from circtrack.actions.work.done import ProgressEntry, apply, name_some
from circtrack.actions.working_days import working_days
from circtrack.errors import N_, AmbiguousError, ConflictError, InputError
from circtrack.store.find_letter import find_letter
from circtrack.store.settings import own_office
from circtrack.store.tasks import move_for_office, move_for_task, task_rows, words_stated_by
from circtrack.thai.deadlines import counted_deadline
from circtrack.tracking.state import OWING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from circtrack.actions.target import Target
    from circtrack.database.transaction import Transaction
    from circtrack.store.find_letter import FoundLetter
    from circtrack.store.obligations import Owed
    from circtrack.store.tasks import RecordedTask
    from circtrack.thai.expression_model import Relative


def exempt(
    transaction: Transaction, letter: str, offices: Sequence[str], reason: str, *, task: int = 0, by: str = ""
) -> ChangeResult:
    """Record that some offices need not enter the data. The reason is kept with the obligation.

    Args:
        transaction: The transaction at work.
        letter: Any unambiguous part of its number.
        offices: Codes or names; where a letter says so, none for all that still owe.
        reason: Why; "" where a letter says so.
        task: Only the task of this place in the chain; 0 for all.
        by: Part of the number of the recorded letter that says so; "" for none.

    Raises:
        InputError: no office is named, or no reason given.
        UnknownError: no such letter, task or office, or an office that owes nothing on the letter.
        AmbiguousError: several letters or offices fit.
    """
    if not offices and not by:
        raise InputError("Which offices? None is named.")
    saying = letter_that_says_so(transaction, by)
    if saying is None:
        _refuse_no_reason(reason)
    chosen = target(transaction.connection, letter, task, offices)
    _refuse_its_own_word(chosen, saying)
    named = [each for text in offices for each in chosen.one(text)]
    meant = named or [each for each in chosen.all() if each.progress in OWING]
    what = (
        ProgressEntry("exempt", None, according_to(saying, reason), saying.id)
        if saying
        else ProgressEntry("exempt", None, reason)
    )
    return apply(transaction, chosen.letter.number, [(each, what) for each in dict.fromkeys(meant)])


def extend(
    transaction: Transaction,
    letter: str,
    to: date,
    offices: Sequence[str],
    reason: str,
    *,
    task: int = 0,
    by: str = "",
) -> ChangeResult:
    """Move the deadline of a letter's tasks to a later day, or set one where there was none.

    What it was stays in the history.

    For the root letter and no office named, the task's own deadline moves, and with it every office's that is earlier;
    a later one stays. For a letter below, that of the offices under its issuer.

    Args:
        transaction: The transaction at work.
        letter: Any unambiguous part of its number.
        to: The new last day, inclusive.
        offices: Codes or names; none for all.
        reason: Why; "" where a letter says so.
        task: Only the task of this place in the chain; 0 for all.
        by: Part of the number of the recorded letter that says so; "" for none.

    Raises:
        InputError: no reason is given, or the day is before a deadline in force.
        UnknownError: no such letter, task or office, or an office that owes nothing on the letter.
        AmbiguousError: several letters or offices fit.
    """
    saying = letter_that_says_so(transaction, by)
    if saying is None:
        _refuse_no_reason(reason)
    else:
        reason = "; ".join(filter(None, (extended_by(saying), reason.strip())))
    chosen = target(transaction.connection, letter, task, offices)
    return move(transaction, chosen, offices, [Move(to, reason, chosen.owed)], saying)


class Move(NamedTuple):
    """What is owed on a chain gets a new last day (inclusive), for a reason."""

    to: date
    reason: str
    owed: tuple[Owed, ...]


def move(
    transaction: Transaction,
    chosen: Target,
    offices: Sequence[str],
    moves: Sequence[Move],
    saying: FoundLetter | None,
) -> ChangeResult:
    """Carry moves out: of the tasks' own deadlines for a root and no office named, else of single offices'.

    Args:
        transaction: The transaction at work.
        chosen: The letter and its chain.
        offices: Codes or names; none for all.
        moves: The new days.
        saying: The recorded letter that says so; None for the clerk himself.

    Raises:
        InputError: a day is before the deadline in force.
        UnknownError, AmbiguousError: no office fits, it owes nothing on the letter, or several fit.
    """
    changes: list[Change] = []
    unchanged = 0
    for to, reason, owed in moves:
        part, why = replace(chosen, owed=owed), _Why(reason, saying.id if saying else None)
        if not offices and chosen.letter.id == chosen.root.id:
            moved, same = _extend_tasks(transaction, part, to, why)
        else:
            named = [each for text in offices for each in chosen.one(text) if each in owed]
            moved, same = _extend_offices(transaction, dict.fromkeys(named if offices else part.all()), to, why)
        changes += moved
        unchanged += same
    transaction.say(
        N_("{letter}: until {to} for {offices} ({reason})"),
        letter=chosen.letter.number,
        to=", ".join(dict.fromkeys(str(each.to) for each in moves)),
        offices=name_some([change.name or change.task for change in changes]),
        reason="; ".join(dict.fromkeys(each.reason for each in moves)),
    )
    return ChangeResult(chosen.letter.number, tuple(changes), unchanged)


class _Why(NamedTuple):
    reason: str
    letter: int | None


def letter_that_says_so(transaction: Transaction, by: str) -> FoundLetter | None:
    """The recorded letter that a clerk names as the one that says so; None where he names none."""
    return find_letter(transaction.connection, by, own_office=own_office(transaction.connection)) if by else None


def _extend_tasks(transaction: Transaction, chosen: Target, to: date, why: _Why) -> tuple[list[Change], int]:
    rows = task_rows(transaction.connection, {each.task for each in chosen.owed}).values()
    for row in rows:
        _refuse_earlier(to, row.due_on, f"{row.position}. {row.title}")
    changes = []
    for row in rows:
        if row.due_on != to.isoformat():
            move_for_task(transaction, row, to, why.reason, letter=why.letter)
            changes.append(Change("", "", row.title, row.due_on or "", to.isoformat(), to))
    return changes, len(rows) - len(changes)


def _extend_offices(transaction: Transaction, meant: Iterable[Owed], to: date, why: _Why) -> tuple[list[Change], int]:
    owed = list(meant)
    for each in owed:
        _refuse_earlier(to, each.due_on, each.name)
    changes = []
    for each in owed:
        if each.due_on != to.isoformat():
            move_for_office(transaction, each, to, why.reason, letter=why.letter)
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


def _refuse_its_own_word(chosen: Target, saying: FoundLetter | None) -> None:
    if saying and saying.id == chosen.letter.id:
        raise ConflictError(
            "{letter} cannot be the letter that says so of itself.",
            hint=N_("--by names another letter; without one, say why with --reason."),
            letter=saying.number,
        )


def _refuse_no_reason(reason: str) -> None:
    if not reason.strip():
        raise InputError(
            "No reason is given.",
            hint=N_("Say why with --reason, or --by which letter: whoever asks later reads it there."),
        )


# Deadlines that count from an event which the clerk learns of later: a proclamation, an approval, a meeting.


def count_from_event(
    transaction: Transaction,
    letter: str,
    event: date,
    offices: Sequence[str],
    reason: str,
    *,
    task: int = 0,
    by: str = "",
) -> ChangeResult:
    """Set the deadline of the tasks that count it from an event, now that its day is known: the earlier reading.

    For whom, and on top of what, is as in ``deadlines.extend``.

    Args:
        transaction: The transaction at work.
        letter: Any unambiguous part of its number.
        event: The event's day.
        offices: Codes or names; none for all.
        reason: What to keep beside how it was counted; "" for nothing.
        task: Only the task of this place in the chain; 0 for all that count from one event.
        by: Part of the number of the recorded letter that says when it was; "" for none.

    Raises:
        InputError: no task counts from an event, it counts from each office's receipt, it cannot be counted, or the
            deadline in force is later.
        UnknownError: no such letter, task or office, or an office that owes nothing on the letter.
        AmbiguousError: several letters or offices fit, or tasks count from different events.
    """
    saying = letter_that_says_so(transaction, by)
    chosen = target(transaction.connection, letter, task)
    moves: list[Move] = []
    counts: list[CountedDue] = []
    for row, words, relative in _meant(_counting(transaction, chosen), chosen.letter.number):
        count = _counted(words, relative, event)
        why = according_to(saying, reason) if saying else reason.strip()
        owed = tuple(each for each in chosen.owed if each.task == row.id)
        moves.append(Move(count.due_on, "; ".join(filter(None, (count.reason, why))), owed))
        counts.append(CountedDue("", row.title, count.due_on, row.due_on or "", count))
    moved = move(transaction, chosen, offices, moves, saying)
    return replace(moved, counted=tuple(counts) if moved.changes else ())


class _Counting(NamedTuple):
    task: RecordedTask
    words: str
    relative: Relative


def _counting(transaction: Transaction, chosen: Target) -> list[_Counting]:
    """The tasks whose deadline counts from an event, as the letter states it, or else the one that named them first."""
    stated = words_stated_by(transaction.connection, chosen.letter.id)
    found = []
    for row in task_rows(transaction.connection, {each.task for each in chosen.owed}).values():
        words = stated.get(row.id, row.as_written)
        if relative := counted_deadline(words, written_on=chosen.letter.date):
            found.append(_Counting(row, words, relative))
    return sorted(found, key=lambda each: each.task.position)


def _meant(counting: Sequence[_Counting], number: str) -> list[_Counting]:
    """Those that count from one event that is not the receipt of the letter."""
    meant = [each for each in counting if not counts_from_receipt(each.relative)]
    if counting and not meant:
        raise InputError(
            "{number}: '{task}' counts from each office's own receipt of the letter.",
            hint=N_("`circtrack receive` records the day; the deadline follows."),
            number=number,
            task=counting[0].task.title,
        )
    if not meant:
        raise InputError(
            "{number}: no task counts its deadline from an event.",
            hint=N_("`circtrack extend --to` sets a day."),
            number=number,
        )
    if len({each.relative.event or each.words for each in meant}) > 1:
        raise AmbiguousError(
            "{number}: {count} tasks count from different events.",
            hint=N_("Say which with --task."),
            details=[f"{each.task.position}. {each.task.title}: {each.words}" for each in meant],
            number=number,
            count=len(meant),
        )
    return meant


def _counted(words: str, relative: Relative, event: date) -> Count:
    count = count_from(words, relative, event, working_days)
    if count.readings:
        return count
    if relative.unit == "working_day":
        raise InputError(
            "'{words}' counts working days, which cannot be told without the public holidays.",
            hint=N_("`pip install 'circtrack[holidays]'`, or set the day with --to."),
            words=words,
        )
    raise InputError("'{words}' cannot be counted in days.", hint=N_("Set the day with --to."), words=words)
