"""Recording how far offices are with what they owe."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from circtrack.actions.results import Change, ChangeResult
from circtrack.actions.sync.apply_precedence import hold_to_what_was_said
from circtrack.actions.target import Target, refuse_wrong_day, target
from circtrack.errors import N_, InputError
from circtrack.store.obligations import set_progress_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from circtrack.database.transaction import Transaction
    from circtrack.model import Progress
    from circtrack.store.obligations import Owed


@dataclass(frozen=True, slots=True)
class ProgressEntry:
    """What is said of an obligation: how far it is, the day it was done (None unless done), and a note.

    ``by`` is the row of the letter on whose word it is exempt; None for nobody's but the clerk's.
    """

    progress: Progress = "done"
    on: date | None = None
    note: str = ""
    by: int | None = None


def said(
    today: date, *, on: date | None = None, incomplete: bool = False, blocked: str | None = None, note: str = ""
) -> ProgressEntry:
    """What a clerk's options say.

    Args:
        today: The day that counts where none is given.
        on: The day it was done.
        incomplete: It was entered, with fields left blank.
        blocked: The system was down: what happened.
        note: Anything else.

    Raises:
        InputError: the options contradict each other.
    """
    if blocked is None and not incomplete:
        return ProgressEntry("done", on or today, note)
    if incomplete and blocked is not None:
        raise InputError("--incomplete and --blocked contradict each other: it is one or the other.")
    if on is not None:
        raise InputError("--on says when it was done; it cannot go with --incomplete or --blocked.")
    if incomplete:
        return ProgressEntry("incomplete", None, note)
    if not (blocked or note).strip():
        raise InputError("--blocked needs a note: what kept the office from entering the data?")
    return ProgressEntry("blocked", None, "; ".join(filter(None, (blocked, note))))


def record_done(
    transaction: Transaction, letter: str, offices: Sequence[str], what: ProgressEntry, today: date, *, task: int = 0
) -> ChangeResult:
    """Record how far some offices are with a letter's tasks. Saying the same again changes nothing.

    Args:
        transaction: The transaction at work.
        letter: Any unambiguous part of its number.
        offices: Codes or names, as people write them.
        what: What is said of all of them.
        today: The day in Thailand.
        task: Only the task of this place in the chain; 0 for all that each office owes.

    Raises:
        UnknownError: no such letter, task or office, or an office that owes nothing on the letter.
        AmbiguousError: several letters or offices fit.
        InputError: it was done before the letter's date or after today; no office is named.
    """
    if not offices:
        raise InputError(
            "Which offices? None is named.",
            hint=N_("Name them after the letter, or give a list with --csv FILE or --all-but FILE."),
        )
    chosen = target(transaction.connection, letter, task, offices)
    refuse_wrong_said(what, chosen, today)
    owed = {(each.task, each.office): each for text in offices for each in chosen.one(text)}
    return apply(transaction, chosen.letter.number, [(each, what) for each in owed.values()])


def refuse_wrong_said(what: ProgressEntry, chosen: Target, today: date) -> None:
    """Refuse what cannot have been: done before the letter was written, or after today.

    Raises:
        InputError: it was.
    """
    if what.on is not None:
        refuse_wrong_day(what.on, chosen.root.date, today, chosen.root.number)


def apply(transaction: Transaction, letter: str, sayings: Iterable[tuple[Owed, ProgressEntry]]) -> ChangeResult:
    """Record what is said of each obligation, and tell what changed."""
    sayings = list(sayings)
    alike: dict[tuple[int, ProgressEntry], list[str]] = {}
    for owed, what in sayings:
        kept = owed.note if not what.note and what.progress == owed.progress else None
        alike.setdefault((owed.task, replace(what, note=kept) if kept else what), []).append(owed.office)
    changed = {
        (task, office)
        for (task, what), offices in alike.items()
        for office in set_progress_of(transaction, task, offices, what.progress, what.on, what.note, closed_by=what.by)
    }
    changes = [
        Change(
            owed.office,
            owed.name,
            owed.title,
            f"{owed.progress} {owed.done_on}" if owed.done_on else owed.progress,
            what.progress,
            what.on,
        )
        for owed, what in sayings
        if (owed.task, owed.office) in changed
    ]
    transaction.say(
        N_("{letter}: {progress}: {offices}"),
        letter=letter,
        progress=", ".join(dict.fromkeys(change.after for change in changes)),
        offices=name_some([change.name for change in changes]),
    )
    notes = hold_to_what_was_said(transaction, [owed for owed, _ in sayings])
    return ChangeResult(letter, tuple(changes), len(sayings) - len(changes), tuple(notes))


def name_some(names: Iterable[str], most: int = 5) -> str:
    """A few names in one line, each once, and how many more there are."""
    each = list(dict.fromkeys(names))
    return ", ".join(each[:most]) + (f", … (+{len(each) - most})" if len(each) > most else "")
