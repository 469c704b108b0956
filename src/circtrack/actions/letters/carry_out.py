"""Record letters and carry out the effects that a clerk agrees to, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.letters.chains import follow_later_letters
from circtrack.actions.letters.correction import format_changes
from circtrack.actions.letters.letter_effects import find_letter_effect, list_letter_effects, work_out_effect
from circtrack.actions.letters.reasons import say_cancelled_by, say_extended_by
from circtrack.actions.letters.record import record_letters
from circtrack.actions.letters.rule_changes import note_days_off, record_rule_changes
from circtrack.actions.target import load_target
from circtrack.errors import N_, Message
from circtrack.store.acting import find_stated_rule
from circtrack.store.obligations import set_progress
from circtrack.store.settings import get_own_office
from circtrack.store.tasks import move_for_office, move_for_task

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import date

    from circtrack.actions.letters.letter_effects import LetterEffect
    from circtrack.actions.results import Differing, RecordResult
    from circtrack.database.transaction import Transaction
    from circtrack.model import Letter


class RecordedWithEffects(NamedTuple):
    """The recorded letters, the effects carried out, and the effects left: declined by the clerk, or impossible."""

    recorded: RecordResult
    carried_out: tuple[LetterEffect, ...]
    left: tuple[LetterEffect, ...]


def record_with_effects(
    transaction: Transaction,
    letters: Sequence[Letter],
    own_office: str,
    today: date,
    agreed: Callable[[LetterEffect], bool | Collection[int]],
    differing: Differing = "refuse",
) -> RecordedWithEffects:
    """Record letters and carry out the effects that the clerk agrees to; raise what ``record_letters`` raises.

    Args:
        transaction: The open transaction; its journal row names the effects carried out.
        letters: With number, date and issuer.
        own_office: Code of the office whose database this is, or "".
        today: Today's date in Thailand.
        agreed: Callback: whether the clerk agrees to one effect; of an unclear one, the places of the tasks meant.
        differing: What to do with letters that are recorded otherwise.
    """
    recorded = record_letters(transaction, letters, own_office, today, differing=differing, whole=True)
    done: list[LetterEffect] = []
    left: list[LetterEffect] = []
    for each in list_letter_effects(transaction.connection, [letter.id for letter in recorded.letters]):
        consent = agreed(each) if each.note is None or each.unclear else False
        if not consent:
            left.append(each)
            continue
        # An effect carried out earlier in this loop may have changed what is left of this one.
        now = carry_out_effect(transaction, each, () if consent is True else consent)
        if now is not None:
            (left if now.note else done).append(now)
    if done:
        _write_journal_summary(transaction, recorded, done)
    return RecordedWithEffects(recorded, tuple(done), tuple(left))


def carry_out_effect(
    transaction: Transaction, wanted: LetterEffect, places: Collection[int] = ()
) -> LetterEffect | None:
    """Carry out one effect: move deadlines or close open obligations, with the acting letter as the reason.

    ``places`` are those of the tasks that an unclear extension means.

    Returns:
        The effect as carried out; with a note if it could not be, and nothing changed; None if nothing was left to do.
    """
    if wanted.on is None:
        return wanted
    now = find_letter_effect(transaction.connection, wanted.kind, wanted.by, wanted.on, places)
    if now is None or now.note is not None:
        return now
    by, target = wanted.by, load_target(transaction.connection, wanted.on)
    effect = work_out_effect(transaction.connection, wanted.kind, by, target, now.to, places)
    assert not isinstance(effect, Message)  # noqa: S101 - find_letter_effect would have returned a note
    if now.rules:
        _, words = find_stated_rule(transaction.connection, by.id)
        reason = f"{say_extended_by(by)}; {words}"
        own_office = get_own_office(transaction.connection)
        record_rule_changes(transaction, wanted.on.root, now.rules, reason, by.id, own_office)
        return replace(now, notes=note_days_off(now.rules))
    if now.to is None:
        note = say_cancelled_by(by)
        for each in effect.owed:
            reason = f"{note}; {each.note}" if each.note else note
            set_progress(transaction, each, "exempt", None, reason, closed_by=by.id, exempt_from=effect.since)
    elif effect.tasks:
        for task in effect.tasks:
            move_for_task(transaction, task, now.to, say_extended_by(by), letter=by.id)
    else:
        for each in effect.owed:
            move_for_office(transaction, each, now.to, say_extended_by(by), letter=by.id)
    if now.to is None:
        return now
    own_office = get_own_office(transaction.connection)
    return replace(now, notes=tuple(follow_later_letters(transaction, wanted.on.root, by.id, own_office)))


def _write_journal_summary(transaction: Transaction, recorded: RecordResult, done: Sequence[LetterEffect]) -> None:
    acts = "; ".join(_summarise(each) for each in done)
    acts += "".join(f"; {each.letter}: {format_changes(each.changes)}" for each in recorded.corrections)
    numbers = ", ".join(letter.number for letter in recorded.letters if letter.is_new)
    if numbers:
        transaction.say(N_("recorded {numbers}; {acts}"), numbers=numbers, acts=acts)
    else:
        transaction.say(N_("carried out: {acts}"), acts=acts)


def _summarise(done: LetterEffect) -> str:
    """Summarise an effect: ``มท 0810.7/ว 908: ขยายเวลาโดย มท 0810.7/ว 1100 ลงวันที่ 20 มีนาคม 2566 (2023-04-30)``."""
    if done.rules:
        return f"{done.cited}: {say_extended_by(done.by)} ({done.rules[0].after})"
    if done.to is None:
        return f"{done.cited}: {say_cancelled_by(done.by)}"
    return f"{done.cited}: {say_extended_by(done.by)} ({done.to})"
