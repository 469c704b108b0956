"""Record the progress of obligations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from circtrack.actions.results import Change, ChangeResult
from circtrack.actions.sync.apply_precedence import reapply_statements
from circtrack.actions.target import Target, find_target, reject_wrong_day
from circtrack.actions.work.rounds import MeantRounds, reject_before_opening
from circtrack.errors import N_, InputError, join_offices
from circtrack.store.obligations import set_progress_of_many
from circtrack.store.owing_counts import count_offices_owing
from circtrack.tracking.open_rounds import CURRENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from circtrack.database.transaction import Transaction
    from circtrack.model import Progress
    from circtrack.store.obligations import ChainObligation
    from circtrack.tracking.open_rounds import RoundChoice


@dataclass(frozen=True, slots=True)
class ProgressEntry:
    """What to record of an obligation: its progress, the day it was done (None unless done), and a note.

    ``by`` is the row of the letter that exempts it; None for the clerk's own decision. ``since`` is the first day of
    which an exempt office owes no rounds.
    """

    progress: Progress = "done"
    on: date | None = None
    note: str = ""
    by: int | None = None
    since: date | None = None


def make_entry(
    today: date, *, on: date | None = None, incomplete: bool = False, blocked: str | None = None, note: str = ""
) -> ProgressEntry:
    """Make an entry from a clerk's options.

    Args:
        today: Today's date in Thailand, used if ``on`` is None.
        on: The day it was done.
        incomplete: It was entered, with fields left blank.
        blocked: What kept the office from entering the data; None if nothing did.
        note: A free remark.

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
    transaction: Transaction,
    letter: str,
    offices: Sequence[str],
    what: ProgressEntry,
    today: date,
    *,
    task: int = 0,
    rounds: RoundChoice = CURRENT,
    early: bool = False,
) -> ChangeResult:
    """Record the progress of some offices on a letter's tasks. Recording the same again changes nothing.

    Args:
        transaction: The open transaction.
        letter: Any unambiguous part of its number.
        offices: Codes or names, as people write them.
        what: What to record for each of them.
        today: Today's date in Thailand.
        task: Position of the only task meant; 0 for all that each office owes.
        rounds: Which rounds are meant, of what comes again and again.
        early: Whether a round may not have opened yet.

    Raises:
        UndecidedError: an office owes several rounds, and it is not said which is meant.
        UnknownError: no such letter, task or office, or an office that owes nothing on the letter.
        AmbiguousError: several letters or offices fit.
        InputError: the day is before the root letter's date or after today, or no office is named.
    """
    if not offices:
        raise InputError(
            "Which offices? None is named.",
            hint=N_("Name them after the letter, or give a list with --list FILE or --all-but FILE."),
        )
    meant = MeantRounds(today, rounds, early)
    chosen = find_target(transaction.connection, letter, task, offices, meant.find)
    reject_wrong_entry(what, chosen, today)
    owed = meant.choose(dict.fromkeys(each for text in offices for each in chosen.obligations_of(text)), letter)
    if not early:
        for each in owed:
            reject_before_opening(each, what.on)
    return record_progress(transaction, chosen.letter.number, chosen.own_office, [(each, what) for each in owed])


def reject_wrong_entry(what: ProgressEntry, chosen: Target, today: date) -> None:
    """Reject an entry whose day is before the root letter's date or after today.

    Raises:
        InputError: the day is outside these limits.
    """
    if what.on is not None:
        reject_wrong_day(what.on, chosen.root.date, today, chosen.root.number)


def record_progress(
    transaction: Transaction, letter: str, own_office: str, entries: Iterable[tuple[ChainObligation, ProgressEntry]]
) -> ChangeResult:
    """Record an entry for each obligation; return what changed, and how many under the own office owe still."""
    entries = list(entries)
    equal_entries: dict[tuple[int, str, ProgressEntry], list[str]] = {}
    for owed, what in entries:
        kept = owed.note if not what.note and what.progress == owed.progress else None
        entry = replace(what, note=kept) if kept else what
        equal_entries.setdefault((owed.task, owed.round, entry), []).append(owed.office)
    changed = {
        (task, name, office)
        for (task, name, what), offices in equal_entries.items()
        for office in set_progress_of_many(
            transaction,
            task,
            offices,
            what.progress,
            what.on,
            what.note,
            closed_by=what.by,
            round_=name,
            exempt_from=what.since,
        )
    }
    changes = [
        Change(
            owed.office,
            owed.name,
            owed.title,
            f"{owed.progress} {owed.done_on}" if owed.done_on else owed.progress,
            what.progress,
            what.on,
            owed.place,
        )
        for owed, what in entries
        if (owed.task, owed.round, owed.office) in changed
    ]
    places = dict.fromkeys(change.round for change in changes if change.round)
    transaction.say(
        N_("{letter}, round {round}: {progress}: {offices}") if places else N_("{letter}: {progress}: {offices}"),
        letter=letter,
        round=", ".join(map(str, places)),
        progress=", ".join(dict.fromkeys(change.after for change in changes)),
        offices=join_offices((change.office, change.name) for change in changes),
    )
    notes = reapply_statements(transaction, [owed for owed, _ in entries])
    roots = {owed.root for owed, _ in entries}
    # Of several chains, or of rounds, of which several are open at once, that is for `owing` to say.
    asked = changes and not places and len(roots) == 1
    owing = count_offices_owing(transaction.connection, roots.pop(), own_office) if asked else None
    return ChangeResult(letter, tuple(changes), len(entries) - len(changes), tuple(notes), owing=owing)
