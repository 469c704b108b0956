"""Recording letters, and carrying out what they do to others as far as a clerk agrees: in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.by_letter import cancelled_by, extended_by
from circtrack.actions.consequences import consequence, consequences, effect_of
from circtrack.actions.record import record_letters
from circtrack.actions.results import Note
from circtrack.actions.target import target_of
from circtrack.errors import N_
from circtrack.store.obligations import set_progress
from circtrack.store.tasks import move_for_office, move_for_task

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from circtrack.actions.consequences import Consequence
    from circtrack.actions.results import RecordResult
    from circtrack.database.transaction import Transaction
    from circtrack.model import Letter


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
    assert not isinstance(effect, Note)  # noqa: S101 - asked just before
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
