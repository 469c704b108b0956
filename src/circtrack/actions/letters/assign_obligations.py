"""Update the recorded tasks and obligations of a chain to match its letters. What offices have done is kept.

A task keeps its row if possible: a task made from a letter below moves to the root when the root is recorded, with its
progress.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.actions.letters.moved_deadlines import (
    find_rule_in_force,
    list_others_moves,
    narrow_moves_to_offices,
    restore_own_moves,
    work_out_deadlines,
    write_moves,
)
from circtrack.actions.letters.recorded_duties import (
    NOTHING,
    load_obligations_within,
    load_recorded_duties,
    load_rounds_within,
    prefer_record,
)
from circtrack.store.recorded_rounds import load_recorded_rounds, merge_recorded, write_recorded_rounds
from circtrack.store.rounds import list_rules
from circtrack.store.tasks import (
    find_next_row,
    list_places_of_task,
    load_deadline_changes,
    load_obligations,
    load_task_rows,
)
from circtrack.tracking.open_rounds import find_deadline, find_moved, find_name, has_rounds

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Iterator, Sequence

    from circtrack.actions.letters.duties import Duty
    from circtrack.actions.letters.recorded_duties import RecordedDuty
    from circtrack.actions.sync.statements import ChainStatements
    from circtrack.database.transaction import Transaction
    from circtrack.store.recorded_rounds import RoundRecords
    from circtrack.store.tasks import RecordedObligation


class AssignedCounts(NamedTuple):
    """How many tasks a chain now has, and how many obligations; and what is recorded of each duty."""

    tasks: int
    obligations: int
    kept: Sequence[RecordedDuty]


def assign_obligations(
    transaction: Transaction,
    root: int,
    duties: Sequence[Duty],
    statements: ChainStatements | None,
    reached: Callable[[int], frozenset[str]],
    within: Container[str] | None,
) -> AssignedCounts:
    """Update the recorded tasks of one chain to these duties; keep the recorded progress.

    Args:
        transaction: The open transaction.
        root: The root's row.
        duties: In order. Their offices must be stored already.
        statements: What other offices state of the chain's tasks; None if none does.
        reached: Returns the offices that a letter of the chain reached, by its row.
        within: The offices of the server role in use: obligations of others are not touched. None for all.
    """
    of_root = [place for duty in duties for place in duty.statements if place[0] == root]
    narrow_moves_to_offices(transaction, root, statements.moves(of_root, (), reached, own=True) if statements else ())
    kept = load_recorded_duties(transaction, root, duties, statements, within)
    for each in kept:
        if statements:
            restore_own_moves(each, statements, reached)
            each.others_moves = list_others_moves(each, statements, reached)
        work_out_deadlines(transaction.connection, each)
        _merge_rows(transaction, each)
    _write_tasks(transaction, root, kept)
    for each in kept:
        if statements:
            statements.forget_own_moves(transaction, each.duty.statements)
    count = sum(_write_obligations(transaction, each, statements, within) for each in kept)
    return AssignedCounts(len(kept), count, kept)


def _merge_rows(transaction: Transaction, kept: RecordedDuty) -> None:
    """Merge the rows of a duty into the first; delete the others."""
    for row in kept.rows[1:]:
        for place in list_places_of_task(transaction.connection, row):
            # Places that now belong to another duty get that duty's row later, in _write_tasks.
            transaction.update("stated_task", _make_place_key(place), {"task": kept.rows[0]})
        for change in load_deadline_changes(transaction.connection, row):
            if change.agreed and not change.recorded_by:
                transaction.update("deadline_change", {"id": change.id}, {"task": kept.rows[0]})
            else:  # what letters and other offices state is written again (``write_moves``)
                transaction.delete("deadline_change", {"id": change.id})
        for office in load_obligations(transaction.connection, row):
            transaction.delete("obligation", {"task": row, "office": office})
        write_recorded_rounds(transaction, row, load_recorded_rounds(transaction.connection, row), {})
        transaction.delete("task", {"id": row})


def _write_tasks(transaction: Transaction, root: int, kept: Sequence[RecordedDuty]) -> None:
    """Write the tasks, each in its row or in a new one, with its position under the root."""
    old = load_task_rows(transaction.connection, {each.rows[0] for each in kept if each.rows})
    by_place = dict(enumerate(kept, 1))

    def order(position: int) -> tuple[int, int]:
        # Positions are unique, also between two updates. So first the tasks that move up the list, from the top; then
        # those that move down, from the bottom; then those from another letter; then the new ones.
        rows = by_place[position].rows
        if not rows:
            return 3, position
        before = old[rows[0]]
        if before.letter != root:
            return 2, position
        return (0, position) if position <= before.position else (1, -position)

    held = {row: task.position for row, task in old.items() if task.letter == root}
    for position in sorted(by_place, key=order):
        each = by_place[position]
        for row in [row for row, place in held.items() if place == position and row not in each.rows]:
            held[row] = max(*held.values(), *by_place) + 1  # two change places: one makes way
            transaction.update("task", {"id": row}, {"position": held[row]})
        for row in each.rows:
            held.pop(row, None)
        values = _make_task_row(each, root, position) | {"rule": find_rule_in_force(transaction, each)}
        if each.rows:
            each.task = each.rows[0]
            transaction.update("task", {"id": each.task}, values)
        else:
            each.task = find_next_row(transaction.connection, "task")
            transaction.insert("task", ("id",), {"id": each.task, **values})
        for place in each.duty.statements:
            if place[0] > 0:  # what a hidden letter states stays matched
                transaction.update("stated_task", _make_place_key(place), {"task": each.task})


def _make_task_row(kept: RecordedDuty, root: int, position: int) -> dict[str, Any]:
    task, unassigned = kept.duty.task, kept.duty.unassigned
    row = {
        "letter": root,
        "position": position,
        "title": task.title,
        "system": task.system,
        "audience": task.audience,
        "due_on": kept.task_due,
        "as_written": task.as_written,
    }
    return row if unassigned is None else row | {"unassigned": int(unassigned)}


def _make_place_key(place: tuple[int, int]) -> dict[str, int]:
    return {"letter": place[0], "position": place[1]}


def _write_obligations(
    transaction: Transaction, kept: RecordedDuty, statements: ChainStatements | None, within: Container[str] | None
) -> int:
    """Write the obligations of a task and its moved deadlines; return how many obligations there are."""
    write_moves(transaction, kept)
    _write_rounds(transaction, kept, statements, within)
    wanted = {
        office: _choose_in_force(transaction, kept, office, statements)._replace(
            due_on=kept.own_due.get(office),
            rule=kept.duty.own_rules.get(office, ""),
            kinds=_write_kinds(kept.duty.kinds.get(office, ())),
        )
        for office in (*kept.duty.offices, *_list_offices_no_longer_asked(kept))
    }
    if not kept.rows and not kept.done and not kept.rounds and not statements:
        rows = [
            {"task": kept.task, "office": office, "due_on": row.due_on, "rule": row.rule, "kinds": row.kinds}
            for office, row in wanted.items()
        ]
        transaction.insert_bulk("obligation", {"task": kept.task}, rows)
        return len(wanted)
    present = load_obligations_within(transaction, kept.task, within)
    for office in present.keys() - wanted.keys():
        transaction.delete("obligation", {"task": kept.task, "office": office})
    for office, row in wanted.items():
        if office in present and present[office] != row:
            transaction.update("obligation", {"task": kept.task, "office": office}, row._asdict())
    new = [
        {"task": kept.task, "office": office, **row._asdict()}
        for office, row in wanted.items()
        if office not in present
    ]
    transaction.insert_all("obligation", ("task", "office"), new)
    return len(wanted)


def _write_kinds(kinds: Collection[str]) -> str:
    return f" {' '.join(sorted(kinds))} " if kinds else ""


def _choose_in_force(
    transaction: Transaction, kept: RecordedDuty, office: str, statements: ChainStatements | None
) -> RecordedObligation:
    """Return what is in force of an obligation; keep this database's own statement if another office's is."""
    own = kept.done.get(office)
    if statements is None:
        return own or NOTHING
    in_force = statements.in_force(kept.duty.statements, office, own)
    overruled = own if in_force is not None and in_force.recorded_by and own != NOTHING else None
    statements.keep(transaction, kept.duty.statements, office, overruled)
    return in_force or NOTHING


def _list_offices_no_longer_asked(kept: RecordedDuty) -> Iterator[str]:
    """Return offices that no letter asks any more but that have recorded progress, so that it is not lost."""
    recorded = [office for office, row in kept.done.items() if row.progress != "none" or row.note]
    recorded += (office for (office, _), row in kept.rounds.items() if row.progress != "none" or row.note)
    return (office for office in dict.fromkeys(recorded) if office not in kept.duty.offices)


def _write_rounds(
    transaction: Transaction, kept: RecordedDuty, statements: ChainStatements | None, within: Container[str] | None
) -> None:
    """Write what is in force of rounds. Where the rule has changed, each is named by the round that it is now."""
    present = load_rounds_within(transaction, kept.task, within)
    moved = [move for move in kept.moves if move.round and move.office and not move.rule]
    if within is not None:
        moved = [move for move in moved if move.office in within]
    if not (present or kept.rounds or moved):
        return
    (rule,) = list_rules(transaction.connection, [kept.task])
    rename = cache(partial(find_name, rule)) if has_rounds(rule.rule) else str
    of_all = find_moved(rule)
    wanted: RoundRecords = {}
    for (office, name), _ in sorted(kept.rounds.items()):
        row = _choose_round_in_force(transaction, kept, (office, name), statements)
        if row != NOTHING:
            wanted = merge_recorded(wanted, {(office, rename(name)): row}, prefer_record)
    for move in moved:
        key = (move.office or "", rename(move.round or ""))
        present_due = wanted.get(key, NOTHING).due_on or of_all.get(key[1]) or find_deadline(rule, key[1])
        if move.due_on > present_due:
            wanted[key] = wanted.get(key, NOTHING)._replace(due_on=move.due_on)
    write_recorded_rounds(transaction, kept.task, present, wanted)


def _choose_round_in_force(
    transaction: Transaction, kept: RecordedDuty, key: tuple[str, str], statements: ChainStatements | None
) -> RecordedObligation:
    """Return what is in force of a round; keep this database's own statement if another office's is."""
    (office, name), own = key, kept.rounds[key]._replace(due_on=None)
    if statements is None:
        return own
    mine = None if own == NOTHING else own
    in_force = statements.in_force(kept.duty.statements, office, mine, name)
    overruled = mine if in_force is not None and in_force.recorded_by else None
    statements.keep(transaction, kept.duty.statements, office, overruled, name)
    return in_force or NOTHING
