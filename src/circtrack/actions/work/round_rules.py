"""Let the rounds of a task be due by another rule from one of them on. What was done in earlier rounds stays."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from circtrack.actions.letters.chains import recount_deadlines
from circtrack.actions.letters.reasons import say_extended_by
from circtrack.actions.results import Change, ChangeResult
from circtrack.actions.work.deadlines import find_reason_letter, reject_no_reason
from circtrack.actions.work.rounds import make_without_rounds
from circtrack.errors import N_, InputError, UndecidedError
from circtrack.recurrence import iterate_days
from circtrack.store.find_letter import find_letter, load_first_letter
from circtrack.store.rounds import list_rules
from circtrack.store.settings import get_own_office
from circtrack.store.tasks import RoundMove, load_chain_tasks, record_round_move
from circtrack.tracking.open_rounds import has_rounds
from circtrack.tracking.rounds import find_rounds, iterate_rounds
from circtrack.tracking.rule_changes import RuleChange, find_first_day
from circtrack.tracking.rule_changes import change_rule as apply_changes

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from circtrack.actions.work.rounds import MeantRounds
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.store.find_letter import FoundLetter
    from circtrack.store.rounds import TaskRule
    from circtrack.store.tasks import RecordedTask
    from circtrack.tracking.rounds import Round

_SHOWN = 3


def change_rule(
    transaction: Transaction,
    letter: str,
    words: str,
    rule: str,
    reason: str,
    rounds: MeantRounds,
    *,
    tasks: Collection[int] = (),
    by: str = "",
) -> ChangeResult:
    """Let the rounds of a letter's recurring tasks be due by another rule, for all who owe them.

    Args:
        transaction: The open transaction.
        letter: Any unambiguous part of the number of the chain's first letter.
        words: The new deadline as it was written.
        rule: Its rule.
        reason: Why; may be "" with ``by``.
        rounds: The first round with the new days; where none is named, the first whose new day is still to come.
        tasks: Positions of the tasks meant, 0 for all; empty for the only one that recurs.
        by: Part of the number of the recorded letter that says so; "" for none.

    Raises:
        InputError: no reason is given, the letter is not the chain's first, nothing recurs, or the rule has no day.
        UnknownError: no such letter, task or round.
        AmbiguousError: several letters fit.
        UndecidedError: several tasks recur, and it is not said which is meant.
    """
    saying = find_reason_letter(transaction, by)
    if saying is None:
        reject_no_reason(reason)
    connection = transaction.connection
    chosen = find_letter(connection, letter, own_office=get_own_office(connection))
    rows = {row.id: row for row in _choose_tasks(connection, chosen, tasks)}
    said = "; ".join(filter(None, (say_extended_by(saying) if saying else "", reason.strip(), words)))
    changes = []
    for task in list_rules(connection, rows):
        since, first = _find_since(task, rule, rounds)
        change = RuleChange(since.due_on.isoformat(), first.isoformat(), rule)
        before = _list_days(task.rule, task, since)
        after = _list_days(apply_changes(task.rule, date.fromisoformat(task.begins_on), [change]), task, since)
        if before != after:
            move = RoundMove(task.task, change.round, change.due_on, said, saying.id if saying else None, rule)
            record_round_move(transaction, move, {None: change.round})
            changes.append(Change("", "", rows[task.task].title, before, after, round=since.place, onwards=True))
    if changes:
        recount_deadlines(transaction, chosen.root, get_own_office(connection))
    transaction.say(
        N_("{letter}, from round {round} on: due {days} ({reason})"),
        letter=chosen.number,
        round=", ".join(str(each.round) for each in changes),
        days="; ".join(each.after for each in changes),
        reason=said,
    )
    return ChangeResult(chosen.number, tuple(changes), len(rows) - len(changes))


def _choose_tasks(connection: Connection, chosen: FoundLetter, places: Collection[int]) -> Sequence[RecordedTask]:
    """Return the recurring tasks that are meant."""
    if chosen.id != chosen.root:
        first = load_first_letter(connection, chosen.root)
        raise InputError(
            "{letter} passes on {first}: the days of all rounds change for all who owe them, on the first letter.",
            hint=N_('Name "{first}", or move one round with --round and a day.'),
            letter=chosen.number,
            first=first.number,
        )
    rows = [row for row in load_chain_tasks(connection, chosen.root) if has_rounds(row.rule)]
    if places and 0 not in places:
        rows = [row for row in rows if row.position in places]
    if not rows:
        raise make_without_rounds(chosen.number)
    if len(rows) > 1 and not places:
        raise UndecidedError(
            "{letter} asks for {count} things that come again and again, and it is not said which is meant.",
            places=(row.position for row in rows),
            hint=N_("Say which with --task, more than one with more of it: --task 1 --task 2."),
            details=[f"{row.position}. {row.title}: {row.as_written}" for row in rows],
            letter=chosen.number,
            count=len(rows),
        )
    return rows


def _find_since(task: TaskRule, rule: str, rounds: MeantRounds) -> tuple[Round, date]:
    """Return the first round that the new rule changes, and the day on which that is due by it."""
    begins_on = date.fromisoformat(task.begins_on)
    named = rounds.find_place(task)
    opened = find_rounds(task.rule, begins_on, rounds.today)
    at_least = named or (opened[-1].place if opened else 1)
    for since in iterate_rounds(task.rule, begins_on):
        if since.place < at_least:
            continue
        first = find_first_day(task.rule, rule, since, since.opens_on if named else rounds.today)
        if first and (named or first >= rounds.today):
            return since, first
        if first is None or named:
            break
    raise InputError("the new days end before the round from which they would hold.")


def _list_days(rule: str, task: TaskRule, since: Round) -> str:
    """List the first days of a rule from a round on, for people and for comparing."""
    days = (day for day in iterate_days(rule, date.fromisoformat(task.begins_on)) if day >= since.opens_on)
    found = [day.isoformat() for day in islice(days, _SHOWN + 1)]
    return ", ".join(found[:_SHOWN]) + (" …" if len(found) > _SHOWN else "")
