"""Work out the deadlines that clerks moved, among those that the letters of a chain set.

Deadlines that clerks moved, or agreed that an extending letter moves, are moved again among what the letters say, by
date: the order in which all of it was recorded does not matter.
"""

from __future__ import annotations

from datetime import date
from functools import cache, partial
from typing import TYPE_CHECKING

from circtrack.actions.letters.duties import MovedDeadline
from circtrack.store.tasks import (
    DeadlineChange,
    find_day_of_change,
    find_first_date,
    find_next_row,
    load_deadline_changes,
    load_obligations,
    load_stated_tasks,
    load_task_rows,
)
from circtrack.tracking.open_rounds import has_rounds
from circtrack.tracking.rule_changes import RuleChange, change_rule
from circtrack.tracking.tiers import TierChange, follow_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from circtrack.actions.letters.duties import StatedDay
    from circtrack.actions.letters.recorded_duties import RecordedDuty
    from circtrack.actions.sync.statements import ChainStatements, StatedMove
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction


def narrow_moves_to_offices(transaction: Transaction, root: int, of_root: Iterable[StatedMove]) -> None:
    """Turn moves of a task's own deadline into moves for single offices, if the task comes under a new root.

    While a letter was the root of its chain, moving its task's deadline moved it for all offices that the letter
    reached. Under the letter that it passes on more offices owe the task: their deadlines did not move. Moves that were
    made ``of_root``, before that was taken out, are for all again when it is there again.
    """
    known = {_identify(move) for move in of_root}
    for row in {task for task in load_stated_tasks(transaction.connection, root).values() if task}:
        if load_task_rows(transaction.connection, {row})[row].letter == root:
            continue
        for change in load_deadline_changes(transaction.connection, row):
            if not change.agreed or change.office or change.rule:  # a task has one rule for all
                continue
            if _identify(change) not in known:
                transaction.delete("deadline_change", {"id": change.id})
                if change.recorded_by:
                    continue  # moves of other offices are written again from their statements
                first = find_next_row(transaction.connection, "deadline_change")
                rows = [
                    change._replace(id=first + at, office=office)._asdict()
                    for at, office in enumerate(load_obligations(transaction.connection, row))
                ]
                transaction.insert_all("deadline_change", ("id",), rows)


def restore_own_moves(
    kept: RecordedDuty, statements: ChainStatements, reached: Callable[[int], frozenset[str]]
) -> None:
    """Let the moves of this database's clerks be in force again that were kept while the task's letter was out.

    Not for single offices what is in force for all: the task stayed by another letter.
    """
    known = {_identify(change) for change in kept.own_moves}
    moves = statements.moves(kept.duty.statements, kept.duty.offices, reached, own=True)
    kept.restored = [
        DeadlineChange(0, 0, *move[:5], 1, "", move.round, move.rule, move.overtakes)
        for move in moves
        if known.isdisjoint((_identify(move), _identify(move._replace(office=None))))
    ]
    kept.own_moves += kept.restored


def list_others_moves(
    kept: RecordedDuty, statements: ChainStatements, reached: Callable[[int], frozenset[str]]
) -> list[StatedMove]:
    """List the moves that other offices state and this database's own clerks did not make as well."""
    own = {_identify(change) for change in kept.own_moves}
    moves = statements.moves(kept.duty.statements, kept.duty.offices, reached)
    return [move for move in moves if _identify(move) not in own]


def _identify(move: DeadlineChange | StatedMove) -> tuple[object, ...]:
    return (move.office, move.due_on, move.reason, move.letter, move.round, move.rule, move.overtakes)


def work_out_deadlines(connection: Connection, kept: RecordedDuty) -> None:
    """Work out the task's deadline and those of single offices, with all moves among what the letters say, by date."""
    duty, first = kept.duty, _iso(kept.duty.task.due_on)
    find_day = cache(partial(find_day_of_change, connection))
    moves: dict[str, list[TierChange]] = {}
    for move in kept.moves:
        if not move.round:
            office, on = move.office or "", find_day(move.letter, move.overtakes)
            moves.setdefault(office, []).append(TierChange(office, move.due_on, None, on))
    for_all = moves.pop("", [])
    kept.task_due = max(filter(None, (first, *(each.due_on for each in for_all))), default=None)
    due = {office: day.isoformat() for office, day in duty.own_due.items()}
    if for_all or moves:
        stated: dict[str, list[StatedDay]] = {}
        for each in duty.below:
            for office in each.offices:
                stated.setdefault(office, []).append(each)
        duty.moved = [each for each in duty.moved if each.round]
        for office in dict.fromkeys((*(each for each in duty.offices if each in stated), *moves)):
            # Of one letter's days the earliest counts, as the last here.
            latest_first = sorted(stated.get(office, ()), key=lambda each: each.due_on, reverse=True)
            below = {each.letter: each for each in latest_first}
            days = [TierChange(office, str(each.due_on), each.letter, str(each.date)) for each in below.values()]
            for change, before in follow_changes(first, [*for_all, *moves.get(office, ()), *days]):
                due[office] = change.due_on
                if change.letter is not None:
                    duty.moved.append(_make_moved(office, below[change.letter], before))
    kept.own_due = {office: day for office, day in due.items() if day != kept.task_due}


def _make_moved(office: str, stated: StatedDay, before: str | None) -> MovedDeadline:
    previous = date.fromisoformat(before) if before else None
    return MovedDeadline(office, stated.due_on, previous, stated.words, stated.letter)


def write_moves(transaction: Transaction, kept: RecordedDuty) -> None:
    """Write the deadline changes that letters and other offices state, and those of this database that were kept."""
    # Rows that clerks of this database moved or agreed to are not touched; those that were kept are written again.
    present: dict[tuple[object, ...], int] = {
        change[2:]: change.id
        for change in load_deadline_changes(transaction.connection, kept.task)
        if not change.agreed or change.recorded_by
    }
    stated = (
        DeadlineChange(
            0,
            kept.task,
            each.office,
            each.due_on.isoformat(),
            _iso(each.previous),
            each.reason,
            each.letter,
            0,
            round=_iso(each.round),
            rule=each.rule,
        )
        for each in kept.duty.moved
    )
    moved = (
        DeadlineChange(0, kept.task, *each[:5], 1, each.recorded_by, each.round, each.rule, each.overtakes)
        for each in kept.others_moves
    )
    wanted = {change[2:]: change for change in (*stated, *moved)}
    for values, row in present.items():
        if values not in wanted:
            transaction.delete("deadline_change", {"id": row})
    row = find_next_row(transaction.connection, "deadline_change")
    new = [change for values, change in wanted.items() if values not in present]
    new += (change._replace(task=kept.task) for change in kept.restored)
    transaction.insert_all(
        "deadline_change", ("id",), [change._replace(id=row + at)._asdict() for at, change in enumerate(new)]
    )


def find_rule_in_force(transaction: Transaction, kept: RecordedDuty) -> str:
    """Return the rule of a task as the letters state it, with what changed it since."""
    rule = kept.duty.task.rule
    changes = [RuleChange(move.round, move.due_on, move.rule) for move in kept.moves if move.round and move.rule]
    if not changes or not has_rounds(rule):
        return rule
    begins_on = find_first_date(transaction.connection, [letter for letter, _ in kept.duty.statements])
    return change_rule(rule, date.fromisoformat(begins_on), changes)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
