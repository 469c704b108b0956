"""Let the rounds of tasks be due by another rule from one of them on: what would change, and record it."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.letters.chains import work_out_again
from circtrack.errors import N_, Message
from circtrack.recurrence import iterate_deadlines
from circtrack.store.corrections import list_carried_out_rules
from circtrack.store.rounds import find_last_recorded_round
from circtrack.store.tasks import RoundMove, record_round_move
from circtrack.tracking.rule_changes import (
    RuleChange,
    change_rule,
    find_change,
    find_day_instead,
    find_days_off_kept,
    find_end,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.store.rounds import TaskRule

_SHOWN = 3
_DAYS_OFF = {
    "NEXT": N_("The new days say nothing of days off: as before, a day off gives way to the next working day."),
    "PREVIOUS": N_("The new days say nothing of days off: as before, a day off gives way to the working day before."),
}


class PlannedChange(NamedTuple):
    """A task's rule that changes from the round of a place on; ``before`` and ``after`` list the first days (ISO).

    ``days_off`` is what holds on of days off, of which the new rule says nothing (``HOLIDAYS``); "" for nothing.
    ``named`` is the place that was asked for; 0 where none was.
    """

    task: int
    place: int
    change: RuleChange
    before: str
    after: str
    days_off: str = ""
    named: int = 0


def plan_rule_change(
    connection: Connection, task: TaskRule, rule: str, today: date, place: int = 0
) -> PlannedChange | None:
    """Return what would change; None if the rule has no day for that (``tracking.rule_changes.find_change``)."""
    begins_on = date.fromisoformat(task.begins_on)
    last = find_last_recorded_round(connection, task.task)
    found = find_change(task.rule, rule, begins_on, today, place, date.fromisoformat(last) if last else None)
    if found is None:
        return None
    since, change = found
    changed = change_rule(task.rule, begins_on, [change])
    before, after = (_list_days(each, begins_on, since.opens_on) for each in (task.rule, changed))
    return PlannedChange(task.task, since.place, change, before, after, find_days_off_kept(task.rule, rule), place)


def note_stays(planned: Iterable[PlannedChange]) -> tuple[Message, ...]:
    """Note which rounds keep their days though the new ones were asked for from an earlier round on."""
    message = N_(
        "Before round {round} the days stay as they were, also of round {named}: it is past, something is recorded of "
        "it, or the new days begin later."
    )
    later = dict.fromkeys((each.place, each.named) for each in planned if each.place > each.named > 0)
    return tuple(Message(message, round=place, named=named) for place, named in later)


def note_days_off(planned: Iterable[PlannedChange]) -> tuple[Message, ...]:
    """Note what still holds of days off, of which the new days say nothing."""
    return tuple(Message(_DAYS_OFF[kept]) for kept in dict.fromkeys(each.days_off for each in planned) if kept)


def record_rule_changes(
    transaction: Transaction,
    root: int,
    planned: Sequence[PlannedChange],
    reason: str,
    letter: int | None,
    own_office: str,
) -> None:
    """Record changes of the rules of a chain's tasks, and name what was done of their rounds by the new days."""
    for each in planned:
        move = RoundMove(each.task, each.change.round, each.change.due_on, reason, letter, each.change.rule)
        record_round_move(transaction, move, {None: each.change.round})
    if planned:
        work_out_again(transaction, root, own_office)


def correct_carried_out_rule(transaction: Transaction, letter: int, rule: str, corrected: str) -> None:
    """Let the rounds that a letter gave other days have those that it really states; with "", take the days back."""
    for each in list_carried_out_rules(transaction.connection, letter, rule):
        key = {"id": each.id}
        first = find_day_instead(corrected, date.fromisoformat(each.before)) if corrected else None
        if first is None:
            transaction.delete("deadline_change", key)
        else:
            transaction.update("deadline_change", key, {"rule": corrected, "due_on": first.isoformat()})


def _list_days(rule: str, begins_on: date, since: date) -> str:
    """List the first days of a rule from a day on, and the last if it has one, for people and for comparing."""
    days = (day.isoformat() for _, day in iterate_deadlines(rule, begins_on) if day >= since)
    shown = ", ".join(islice(days, _SHOWN))
    if find_end(rule, begins_on):
        last = max(days, default="")
        return f"{shown} … {last}" if last else shown
    return f"{shown} …"
