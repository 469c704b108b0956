"""Let the rounds of a task be due by another rule from one of them on. What was done in earlier rounds stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.actions.letters.reasons import say_extended_by
from circtrack.actions.letters.rule_changes import note_days_off, note_stays, plan_rule_change, record_rule_changes
from circtrack.actions.results import Change, ChangeResult
from circtrack.actions.work.deadlines import find_reason_letter, reject_no_reason
from circtrack.actions.work.rounds import make_without_rounds
from circtrack.errors import N_, InputError, UndecidedError
from circtrack.store.find_letter import find_letter, load_first_letter
from circtrack.store.rounds import list_rules
from circtrack.store.settings import get_own_office
from circtrack.store.tasks import load_chain_tasks
from circtrack.tracking.open_rounds import has_rounds

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from circtrack.actions.letters.rule_changes import PlannedChange
    from circtrack.actions.work.rounds import MeantRounds
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.store.find_letter import FoundLetter
    from circtrack.store.tasks import RecordedTask


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
        rounds: The first round with the new days; where none is named, the first whose new day is still to come. Where
            the new days are of another kind, it is at the least the first that is neither past nor recorded.
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
    planned = [each for each in _plan(connection, rows, rule, rounds, saying) if each.before != each.after]
    own_office = get_own_office(connection)
    record_rule_changes(transaction, chosen.root, planned, said, saying.id if saying else None, own_office)
    changes = [
        Change("", "", rows[each.task].title, each.before, each.after, round=each.place, onwards=True)
        for each in planned
    ]
    transaction.say(
        N_("{letter}, from round {round} on: due {days} ({reason})"),
        letter=chosen.number,
        round=", ".join(str(each.round) for each in changes),
        days="; ".join(each.after for each in changes),
        reason=said,
    )
    return ChangeResult(
        chosen.number, tuple(changes), len(rows) - len(changes), (*note_stays(planned), *note_days_off(planned))
    )


def _choose_tasks(connection: Connection, chosen: FoundLetter, places: Collection[int]) -> Sequence[RecordedTask]:
    """Return the recurring tasks that are meant."""
    if chosen.id != chosen.root:
        first = load_first_letter(connection, chosen.root)
        raise InputError(
            "{letter} passes on {first}: the days of all rounds change for all who owe them, on the first letter.",
            hint=N_("Name '{first}', or move one round with --round and a day."),
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


def _plan(
    connection: Connection, tasks: Collection[int], rule: str, rounds: MeantRounds, saying: FoundLetter | None
) -> Iterator[PlannedChange]:
    for task in list_rules(connection, tasks):
        place = rounds.find_place(task)
        # Which of the rounds from a named one on were past when the other days were said: a letter says it on its day.
        today = min(saying.date, rounds.today) if saying and place else rounds.today
        planned = plan_rule_change(connection, task, rule, today, place)
        if planned is None:
            raise InputError(
                "The new days, or what comes again, end before the round from which they would hold.",
                hint=N_("If it is to go on, give its end with them: '… จนถึงวันที่ ๓๐ กันยายน ๒๕๖๗'."),
            )
        yield planned
