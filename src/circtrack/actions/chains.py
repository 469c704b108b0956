"""Working out who owes what in the chains that new letters belong to."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from circtrack.actions.assign import assign
from circtrack.actions.duties import plan_duties
from circtrack.actions.offices import at_or_under, keep_known, office_on
from circtrack.actions.results import Note
from circtrack.errors import N_
from circtrack.registry.expand import audience
from circtrack.store.letters import known_letter
from circtrack.store.tasks import chain_members, has_tasks, reminded_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from circtrack.store.tasks import Member
    from circtrack.store.write import Transaction


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
        plan = plan_duties(members, *_audiences(transaction), _own(own_office, members))
        keep_known(transaction, {office for duty in plan.duties for office in duty.offices} | {own_office} - {""})
        assigned = assign(transaction, root, plan.duties)
        tasks += assigned.tasks
        obligations += assigned.obligations
        about = _with_all_below(fresh, members)
        notes += [note for letter, note in plan.notes if letter in about]
    return tasks, obligations


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
