"""Working out who owes what in the chains that new letters belong to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.actions.letters.duties import plan_duties
from circtrack.actions.letters.receipt_deadlines import count_deadlines, follows
from circtrack.actions.offices import at_or_under, keep_known, office_on
from circtrack.actions.sync.statements import ChainStatements
from circtrack.actions.working_days import working_days
from circtrack.errors import N_, Message
from circtrack.kinds import HALL_KINDS
from circtrack.registry.expand import audience
from circtrack.registry.offices import get
from circtrack.store.letters import known_letter
from circtrack.store.offices import stored_office
from circtrack.store.statements import anything_said
from circtrack.store.tasks import (
    OwedRow,
    chain_members,
    has_tasks,
    moved,
    next_row,
    owed,
    reminded_of,
    stated_tasks,
    statements_of,
    task_rows,
)
from circtrack.thai.deadlines import counted_deadline

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence

    from circtrack.actions.letters.duties import Duty
    from circtrack.actions.letters.receipt_deadlines import Counting
    from circtrack.actions.sync.statements import StatedMove
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.store.tasks import Member, MovedRow


class WorkedOut(NamedTuple):
    """How many tasks and obligations a chain now has, what to look at by letter, and the deadlines counted in it."""

    assigned: Assigned
    notes: list[tuple[int, Message]]
    counting: Counting


def work_out(
    transaction: Transaction, new: Iterable[int], linked: Iterable[int], own_office: str, notes: list[Message]
) -> tuple[int, int]:
    """Make the tasks of every chain that has a new letter or a new link.

    Args:
        transaction: The transaction at work.
        new: Rows of new letters.
        linked: Rows of letters that got a parent.
        own_office: Code of the office to whose part of the country the obligations are limited, or "".
        notes: Takes what is to be looked at in these letters and those below them.

    Returns:
        How many tasks and obligations these chains now have.
    """
    fresh = {*new, *linked}
    roots = dict.fromkeys(known_letter(transaction.connection, row).root for row in sorted(fresh))
    tasks = obligations = 0
    for root in roots:
        members = chain_members(transaction.connection, root)
        if not any(member.stated for member in members):
            continue
        reminded = reminded_of(transaction.connection, root)
        if reminded and not has_tasks(transaction.connection, root):
            # What a reminder asks is owed already; listed twice it would have to be done twice.
            message = N_("{number} reminds of {reminded}: what it asks is tracked there already.")
            notes.append(Message(message, number=reminded[0], reminded=reminded[1]))
            continue
        worked_out = _chain(transaction, root, members, own_office)
        tasks += worked_out.assigned.tasks
        obligations += worked_out.assigned.obligations
        about = _with_all_below(fresh, members)
        notes += [note for letter, note in worked_out.notes if letter in about]
        notes += _counted_late(worked_out.counting, members, fresh)
        notes += without_working_days(worked_out.counting.without_working_days)
    return tasks, obligations


def counts_from_receipts(connection: Connection, root: int) -> bool:
    """Whether a deadline of a chain follows from receipts."""
    some_follow = any(
        follows(counted_deadline(task.as_written, written_on=member.date))
        for member in chain_members(connection, root)
        for task in member.stated
        if task.due_on is None and task.as_written
    )
    return some_follow and has_tasks(connection, root)


def count_anew(transaction: Transaction, root: int, own_office: str) -> Counting:
    """Work out anew a chain of which a deadline follows from receipts."""
    return _chain(transaction, root, chain_members(transaction.connection, root), own_office).counting


def work_out_anew(transaction: Transaction, root: int, own_office: str) -> None:
    """Work a chain out anew where other offices spoke of it: whose word counts may have changed."""
    if anything_said(transaction.connection, root) and has_tasks(transaction.connection, root):
        _chain(transaction, root, chain_members(transaction.connection, root), own_office)


def without_working_days(count: int) -> list[Message]:
    """That some deadlines stay open because nothing here tells working days; nothing where none does."""
    message = N_(
        "{count} deadlines in working days stay open: without the public holidays they cannot be counted. "
        "`pip install 'circtrack[holidays]'`, then the same `circtrack receive` once more."
    )
    return [Message(message, count=count)] if count else []


def _chain(transaction: Transaction, root: int, members: Sequence[Member], own_office: str) -> WorkedOut:
    owed_by, reached = _audiences(transaction)
    by_role = bool(transaction.connection.engine.granted(transaction.connection).role)
    within = _own(own_office, members)
    plan = plan_duties(members, owed_by, reached, within)
    counting = count_deadlines(plan.duties, members, _halls(transaction, root, members), cache(working_days))
    keep_known(transaction, {office for duty in plan.duties for office in duty.offices} | {own_office} - {""})
    hearing = ChainStatements(transaction.connection, members, root, own_office)
    by_row = {member.id: member for member in members}
    assigned = assign(
        transaction,
        root,
        plan.duties,
        hearing or None,
        lambda row: reached(by_row[row]),
        within if by_role else None,
    )
    return WorkedOut(assigned, plan.notes, counting)


def _halls(transaction: Transaction, root: int, members: Sequence[Member]) -> Callable[[str], str]:
    """The office in whose hall another one sat when the chain began."""
    day = next(member.date for member in members if member.id == root)

    def hall(code: str) -> str:
        office = get(code, day) or stored_office(transaction.connection, code, day)
        return office.superior if office and office.kind in HALL_KINDS else ""

    return hall


def _counted_late(counting: Counting, members: Sequence[Member], fresh: set[int]) -> Iterator[Message]:
    """What new letters say of receipts that were recorded before."""
    for member in members:
        due = sorted(str(each.how.due_on) for each in counting.counted if each.letter == member.id)
        if due and member.id in fresh:
            message = N_("{number}: {count} deadlines follow from receipts recorded before ({days}).")
            days = " … ".join(dict.fromkeys((due[0], due[-1])))
            yield Message(message, number=member.number, count=len(due), days=days)


def _own(office: str, members: Sequence[Member]) -> frozenset[str] | None:
    """The offices that the database is about, through the time of the chain; None for all."""
    return frozenset().union(*(at_or_under(office, member.date) for member in members)) if office else None


def _audiences(
    transaction: Transaction,
) -> tuple[Callable[[Member, str], Sequence[str]], Callable[[Member], frozenset[str]]]:
    """Who owes what a letter states, and whom it reached."""

    @cache
    def owed_by(member: Member, phrase: str) -> Sequence[str]:
        if not phrase:
            return member.recipients
        issuer = office_on(transaction.connection, member.issuer, member.date)
        return audience(phrase, member.recipients, issuer, member.date)

    def reached(member: Member) -> frozenset[str]:
        return frozenset(member.recipients).union(*(at_or_under(code, member.date) for code in member.recipients))

    return owed_by, reached


def _with_all_below(letters: set[int], members: Sequence[Member]) -> set[int]:
    parents = {member.id: member.parent for member in members}
    about = set()
    for row in parents:
        line = [row]
        while (above := parents.get(line[-1])) is not None:
            line.append(above)
        if letters.intersection(line):
            about.add(row)
    return about


# Bringing the recorded tasks and obligations of a chain in line with its letters. What offices have done stays.
#
# Tasks keep their rows where they can: a task that was made from a letter below goes over to the root when the root
# arrives, and its progress with it. Deadlines that clerks moved, or agreed that an extending letter moves, are moved
# again on top of what the letters say; none of these moves makes a deadline earlier, so their order does not matter.

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
    """Write who owes a task by when and why; return how many do."""
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
