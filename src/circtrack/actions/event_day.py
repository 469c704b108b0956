"""Deadlines that count from an event which the clerk learns of later: a proclamation, an approval, a meeting."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.by_letter import according_to
from circtrack.actions.counted import Count, count_from, counts_from_receipt
from circtrack.actions.deadlines import Move, letter_that_says_so, move
from circtrack.actions.results import CountedDue
from circtrack.actions.target import target
from circtrack.actions.working_days import working_days
from circtrack.errors import N_, AmbiguousError, InputError
from circtrack.store.tasks import task_rows, words_stated_by
from circtrack.thai.deadlines import counted_deadline

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from circtrack.actions.results import ChangeResult
    from circtrack.actions.target import Target
    from circtrack.database.transaction import Transaction
    from circtrack.store.tasks import RecordedTask
    from circtrack.thai.expression_model import Relative


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
