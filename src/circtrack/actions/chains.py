"""Working out who owes what in the chains that new letters belong to."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.assign import assign
from circtrack.actions.counted import count_deadlines, follows
from circtrack.actions.duties import plan_duties
from circtrack.actions.hearing import ChainStatements
from circtrack.actions.offices import at_or_under, keep_known, office_on
from circtrack.actions.results import Note
from circtrack.actions.working_days import working_days
from circtrack.errors import N_
from circtrack.kinds import HALL_KINDS
from circtrack.registry.expand import audience
from circtrack.registry.offices import get
from circtrack.store.letters import known_letter
from circtrack.store.offices import stored_office
from circtrack.store.statements import anything_said
from circtrack.store.tasks import chain_members, has_tasks, reminded_of
from circtrack.thai.deadlines import counted_deadline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from circtrack.actions.assign import Assigned
    from circtrack.actions.counted import Counting
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.store.tasks import Member


class WorkedOut(NamedTuple):
    """How many tasks and obligations a chain now has, what to look at by letter, and the deadlines counted in it."""

    assigned: Assigned
    notes: list[tuple[int, Note]]
    counting: Counting


def work_out(
    transaction: Transaction, new: Iterable[int], linked: Iterable[int], own_office: str, notes: list[Note]
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
            notes.append(Note(message, {"number": reminded[0], "reminded": reminded[1]}))
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


def without_working_days(count: int) -> list[Note]:
    """That some deadlines stay open because nothing here tells working days; nothing where none does."""
    message = N_(
        "{count} deadlines in working days stay open: without the public holidays they cannot be counted. "
        "`pip install 'circtrack[holidays]'`, then the same `circtrack receive` once more."
    )
    return [Note(message, {"count": count})] if count else []


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


def _counted_late(counting: Counting, members: Sequence[Member], fresh: set[int]) -> Iterator[Note]:
    """What new letters say of receipts that were recorded before."""
    for member in members:
        due = sorted(str(each.how.due_on) for each in counting.counted if each.letter == member.id)
        if due and member.id in fresh:
            message = N_("{number}: {count} deadlines follow from receipts recorded before ({days}).")
            days = " … ".join(dict.fromkeys((due[0], due[-1])))
            yield Note(message, {"number": member.number, "count": len(due), "days": days})


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
