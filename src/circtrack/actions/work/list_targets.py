"""Find the offices on a list that owe on a letter, for verbs that do the same for each of them."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.listed import ListOutcome, Part, check_lines, find_listed, make_part, reject_all_outside
from circtrack.actions.results import ChangeResult
from circtrack.actions.target import find_target
from circtrack.actions.work.rounds import MeantRounds, read_round
from circtrack.clock import parse_past_day
from circtrack.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from circtrack.actions.target import Target
    from circtrack.database.transaction import Transaction
    from circtrack.lists.model import ListEntry, ReadList
    from circtrack.tracking.open_rounds import RoundChoice

    Record = Callable[[Sequence[str], RoundChoice], ChangeResult]


class ListedWork(NamedTuple):
    """A list, and what the command line says of it: the task's place (0: all), and the round where a line names none.

    With ``partial``, good lines are recorded although others are bad.
    """

    read: ReadList
    today: date
    choice: RoundChoice
    task: int = 0
    partial: bool = False


def record_listed(
    transaction: Transaction, letter: str, work: ListedWork, record: Record
) -> tuple[ChangeResult, ListOutcome]:
    """Record the same for all offices on a list that owe on a letter, together for those with the same round.

    Raises:
        BadListError: lines name no office that owes, or no round of it, and not ``partial``.
        InputError: no line names an office of one's own part.
    """
    outcome = ListOutcome()
    listed: dict[RoundChoice, dict[str, None]] = {}

    @cache
    def find_round(choice: RoundChoice) -> tuple[Target, Part]:
        rounds = MeantRounds(work.today, choice, early=True)
        found = find_target(transaction.connection, letter, work.task, (), rounds.find)
        return found, make_part(found.own_office, found.root.date, found.day)

    def take(entry: ListEntry) -> None:
        text = entry.fields.get("round", "")
        choice = read_round(text, partial(parse_past_day, today=work.today)) if text else work.choice
        chosen, part = find_round(choice)
        if office := find_listed(entry, chosen.names, chosen.day, chosen.own_office, part, outcome):
            chosen.obligations_of(office[0])
            listed.setdefault(choice, {})[office[0]] = None

    chosen, part = find_round(work.choice)
    check_lines(work.read.entries, take, outcome, partial=work.partial)
    reject_all_outside(work.read, outcome, part)
    if not listed:
        raise InputError("Which offices? None is named.")
    results = [record(list(offices), choice) for choice, offices in listed.items()]
    changes = tuple(change for each in results for change in each.changes)
    counted = tuple(dict.fromkeys(due for each in results for due in each.counted))
    notes = tuple(note for each in results for note in each.notes)
    unchanged = sum(each.unchanged for each in results)
    return ChangeResult(chosen.letter.number, changes, unchanged, notes, counted), outcome
