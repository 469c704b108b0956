"""Bringing the recorded tasks and obligations of a chain in line with its letters. What offices have done stays.

Tasks keep their rows where they can: a task that was made from a letter below goes over to the root when the root
arrives, and its progress with it. Deadlines that clerks moved, or agreed that an extending letter moves, are moved
again on top of what the letters say; none of these moves makes a deadline earlier, so their order does not matter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.store.tasks import OwedRow, moved, next_row, owed, stated_tasks, statements_of, task_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Sequence

    from circtrack.actions.duties import Duty
    from circtrack.actions.hearing import ChainStatements, StatedMove
    from circtrack.database.transaction import Transaction
    from circtrack.store.tasks import MovedRow

_NOTHING = OwedRow("none", None, None, None, None)
# Of two records of one obligation the one that says more is kept.
_RANK = {"none": 0, "incomplete": 1, "blocked": 2, "exempt": 3, "done": 4}


class Assigned(NamedTuple):
    """How many tasks a chain now has, and how many obligations."""

    tasks: int
    obligations: int


@dataclass(slots=True)
class _Kept:
    """What is recorded of one duty so far: in which rows, by whom what was done, what clerks moved or agreed to."""

    duty: Duty
    rows: list[int]
    done: dict[str, OwedRow] = field(default_factory=dict)
    agreed: list[MovedRow] = field(default_factory=list)
    told: list[StatedMove] = field(default_factory=list)
    task: int = 0


def assign(
    transaction: Transaction,
    root: int,
    duties: Sequence[Duty],
    hearing: ChainStatements | None = None,
    reached: Callable[[int], frozenset[str]] = lambda _: frozenset(),
    within: Container[str] | None = None,
) -> Assigned:
    """Make the recorded tasks of one chain be these duties, and keep what was recorded of them.

    Args:
        transaction: The transaction at work.
        root: The root's row.
        duties: In order; their offices are stored.
        hearing: What other offices said of the chain's tasks; None where none said anything.
        reached: Whom a letter of the chain reached, by its row.
        within: The offices of a role on a server, beyond which nothing is touched; None where all are this database's.
    """
    _keep_to_its_offices(transaction, root)
    kept = _recorded(transaction, root, duties, hearing, within)
    for each in kept:
        if hearing:
            each.told = _told(each, hearing, reached)
        _merge(transaction, each)
    _place(transaction, root, kept)
    return Assigned(len(kept), sum(_write(transaction, each, hearing, within) for each in kept))


def _told(kept: _Kept, hearing: ChainStatements, reached: Callable[[int], frozenset[str]]) -> list[StatedMove]:
    """What others moved, but for what this database's own clerks moved likewise."""
    own = {(change.office, change.due_on, change.reason, change.letter) for change in kept.agreed}
    told = hearing.moves(kept.duty.statements, kept.duty.offices, reached)
    return [move for move in told if (move.office, move.due_on, move.reason, move.letter) not in own]


def _keep_to_its_offices(transaction: Transaction, root: int) -> None:
    """Where a letter was the top of its chain, its tasks' own deadlines were moved for all whom it reached.

    Under the letter that it turns out to pass on others owe these tasks too: theirs did not move.
    """
    for row in {task for task in stated_tasks(transaction.connection, root).values() if task}:
        if task_rows(transaction.connection, {row})[row].letter == root:
            continue
        for change in moved(transaction.connection, row):
            if change.agreed and change.office is None:
                transaction.delete("deadline_change", {"id": change.id})
                if change.recorded_by:
                    continue  # what others moved is made anew from what they said
                first = next_row(transaction.connection, "deadline_change")
                rows = [
                    change._replace(id=first + at, office=office)._asdict()
                    for at, office in enumerate(owed(transaction.connection, row))
                ]
                transaction.insert_all("deadline_change", ("id",), rows)


def _recorded(
    transaction: Transaction,
    root: int,
    duties: Sequence[Duty],
    hearing: ChainStatements | None,
    within: Container[str] | None,
) -> list[_Kept]:
    """Find the rows that each duty's statements were taken for. A row that two lay claim to goes to the first."""
    stated = stated_tasks(transaction.connection, root)
    claimed: set[int] = set()
    kept = []
    for duty in duties:
        rows = {task: None for place in duty.statements if (task := stated[place]) and task not in claimed}
        claimed.update(rows)
        each = _Kept(duty, list(rows))
        for row in each.rows:
            for office, record in _owed(transaction, row, within).items():
                own = hearing.own(duty.statements, office, record) or _NOTHING if hearing else record
                each.done[office] = max(each.done.get(office, own), own, key=lambda one: _RANK[one.progress])
            each.agreed += (
                change for change in moved(transaction.connection, row) if change.agreed and not change.recorded_by
            )
        if hearing:
            for office in hearing.offices(duty.statements) - each.done.keys():
                each.done[office] = hearing.own(duty.statements, office, None) or _NOTHING
        kept.append(each)
    return kept


def _merge(transaction: Transaction, kept: _Kept) -> None:
    """Empty and delete the rows of a duty but for its first."""
    for row in kept.rows[1:]:
        for place in statements_of(transaction.connection, row):
            # What another duty states now gets that one's row in its turn.
            transaction.update("stated_task", _statement(place), {"task": kept.rows[0]})
        for change in moved(transaction.connection, row):
            if change.agreed:
                transaction.update("deadline_change", {"id": change.id}, {"task": kept.rows[0]})
            else:
                transaction.delete("deadline_change", {"id": change.id})
        for office in owed(transaction.connection, row):
            transaction.delete("obligation", {"task": row, "office": office})
        transaction.delete("task", {"id": row})


def _place(transaction: Transaction, root: int, kept: Sequence[_Kept]) -> None:
    """Write the tasks themselves, each in the row it has or in a new one, at its place under the root."""
    old = task_rows(transaction.connection, {each.rows[0] for each in kept if each.rows})
    by_place = dict(enumerate(kept, 1))

    def turn(position: int) -> tuple[int, int]:
        # Two tasks never hold one place, not even on the way: who moves up the list goes first, from the top; then
        # who moves down it, from the bottom; then who comes from another letter; then the new ones.
        rows = by_place[position].rows
        if not rows:
            return 3, position
        before = old[rows[0]]
        if before.letter != root:
            return 2, position
        return (0, position) if position <= before.position else (1, -position)

    for position in sorted(by_place, key=turn):
        each = by_place[position]
        values = _task_row(each, root, position)
        if each.rows:
            each.task = each.rows[0]
            transaction.update("task", {"id": each.task}, values)
        else:
            each.task = next_row(transaction.connection, "task")
            transaction.insert("task", ("id",), {"id": each.task, **values})
        for place in each.duty.statements:
            transaction.update("stated_task", _statement(place), {"task": each.task})


def _owed(transaction: Transaction, task: int, within: Container[str] | None) -> dict[str, OwedRow]:
    rows = owed(transaction.connection, task)
    return rows if within is None else {office: row for office, row in rows.items() if office in within}


def _write(
    transaction: Transaction, kept: _Kept, hearing: ChainStatements | None, within: Container[str] | None
) -> int:
    """Write who owes a task by when and why; gives back how many do."""
    _write_moved(transaction, kept)
    _, own_due = _deadlines(kept)
    wanted = {
        office: _in_force(transaction, kept, office, hearing)._replace(due_on=_iso(own_due.get(office)))
        for office in (*kept.duty.offices, *_recorded_beyond(kept))
    }
    if not kept.rows and not hearing:
        rows = [{"task": kept.task, "office": office, "due_on": row.due_on} for office, row in wanted.items()]
        transaction.insert_bulk("obligation", {"task": kept.task}, rows)
        return len(wanted)
    present = _owed(transaction, kept.task, within)
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


def _in_force(transaction: Transaction, kept: _Kept, office: str, hearing: ChainStatements | None) -> OwedRow:
    """What counts of an obligation; where that is another's word, this database's own is kept beside it."""
    own = kept.done.get(office)
    if hearing is None:
        return own or _NOTHING
    counts = hearing.in_force(kept.duty.statements, office, own)
    beside = own if counts is not None and counts.recorded_by and own != _NOTHING else None
    hearing.keep(transaction, kept.duty.statements, office, beside)
    return counts or _NOTHING


def _recorded_beyond(kept: _Kept) -> Iterator[str]:
    """Offices that no letter asks any more, but of which something was recorded: nothing recorded is lost."""
    return (
        office
        for office, row in kept.done.items()
        if office not in kept.duty.offices and (row.progress != "none" or row.note)
    )


def _write_moved(transaction: Transaction, kept: _Kept) -> None:
    # What clerks of this database moved or agreed to stays as it is.
    present = {
        change[2:]: change.id
        for change in moved(transaction.connection, kept.task)
        if not change.agreed or change.recorded_by
    }
    wanted = {
        (change.office, change.due_on.isoformat(), _iso(change.previous), change.reason, change.letter, 0, ""): None
        for change in kept.duty.moved
    } | {(*move[:-1], 1, move.recorded_by): None for move in kept.told}
    for values, row in present.items():
        if values not in wanted:
            transaction.delete("deadline_change", {"id": row})
    row = next_row(transaction.connection, "deadline_change")
    names = ("office", "due_on", "previous", "reason", "letter", "agreed", "recorded_by")
    new = [values for values in wanted if values not in present]
    transaction.insert_all(
        "deadline_change",
        ("id",),
        [{"id": row + at, "task": kept.task, **dict(zip(names, values, strict=True))} for at, values in enumerate(new)],
    )


def _deadlines(kept: _Kept) -> tuple[date | None, dict[str, date]]:
    """The task's deadline and those of single offices: what the letters say, and on top of it what was moved on."""
    task_due, own_due = kept.duty.task.due_on, dict(kept.duty.own_due)
    moves: list[MovedRow | StatedMove] = [*kept.agreed, *kept.told]
    for change in moves:
        due = date.fromisoformat(change.due_on)
        if change.office is None:
            own_due = {office: max(own, due) for office, own in own_due.items()}
            task_due = max(task_due or due, due)
    for change in moves:
        if change.office is not None:
            due = date.fromisoformat(change.due_on)
            own_due[change.office] = max(own_due.get(change.office, task_due) or due, due)
    return task_due, {office: own for office, own in own_due.items() if own != task_due}


def _task_row(kept: _Kept, root: int, position: int) -> dict[str, Any]:
    task = kept.duty.task
    return {
        "letter": root,
        "position": position,
        "title": task.title,
        "system": task.system,
        "audience": task.audience,
        "due_on": _iso(_deadlines(kept)[0]),
        "rule": task.rule,
        "as_written": task.as_written,
    }


def _statement(place: tuple[int, int]) -> dict[str, int]:
    return {"letter": place[0], "position": place[1]}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
