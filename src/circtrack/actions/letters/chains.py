"""Work out who owes what in a chain, and write it to the database."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.letters.assign_obligations import assign_obligations
from circtrack.actions.letters.duties import STATES_LATER, plan_duties
from circtrack.actions.letters.receipt_deadlines import count_deadlines, is_counted_from
from circtrack.actions.offices import find_office_on, list_at_or_under, store_known_offices
from circtrack.actions.sync.statements import ChainStatements
from circtrack.errors import N_, Message
from circtrack.kinds import HALL_KINDS
from circtrack.registry.expand import find_audience, find_kinds_asked
from circtrack.registry.offices import find_superiors, get_office, list_change_days, list_codes_of_others
from circtrack.store.letters import load_known_letter
from circtrack.store.offices import load_stored_office
from circtrack.store.statements import has_statements
from circtrack.store.tasks import (
    find_reminded,
    has_tasks,
    list_later_letters,
    list_offices_asked,
    load_asking_members,
    load_stated_tasks,
)
from circtrack.store.unassigned import list_unassigned
from circtrack.thai.deadlines import count_deadline
from circtrack.tracking.open_rounds import has_rounds
from circtrack.tracking.unassigned import say_unknown_addressee
from circtrack.working_days import working_days

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from circtrack.actions.letters.assign_obligations import AssignedCounts
    from circtrack.actions.letters.receipt_deadlines import CountingResult
    from circtrack.actions.letters.recorded_duties import RecordedDuty
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.store.tasks import ChainMember
    from circtrack.tracking.unassigned import UnassignedNote


class ChainOutcome(NamedTuple):
    """How many tasks and obligations a chain now has, notes with the rows of their letters, and counted deadlines."""

    assigned: AssignedCounts
    notes: list[tuple[int, Message]]
    counting: CountingResult


def work_out_chains(
    transaction: Transaction, new: Iterable[int], linked: Iterable[int], own_office: str, notes: list[Message]
) -> tuple[int, int]:
    """Work out the tasks of every chain that has a new letter or a new link.

    Args:
        transaction: The open transaction.
        new: Rows of new letters.
        linked: Rows of letters that got a parent.
        own_office: Code of the office whose database this is; obligations are limited to it and all offices under it.
            "" for no limit.
        notes: Notes on these letters and those below them are appended to it.

    Returns:
        How many tasks and obligations these chains now have.
    """
    fresh = {*new, *linked}
    roots = dict.fromkeys(load_known_letter(transaction.connection, row).root for row in sorted(fresh))
    tasks = obligations = 0
    for root in roots:
        members = load_asking_members(transaction.connection, root)
        if not any(member.stated for member in members):
            continue
        reminded = find_reminded(transaction.connection, root)
        if reminded and not has_tasks(transaction.connection, root):
            # What a reminder asks for is owed already; a second task would have to be done a second time.
            message = N_("{number} reminds of {reminded}: what it asks is tracked there already.")
            notes.append(Message(message, number=reminded[0], reminded=reminded[1]))
            continue
        worked_out = _work_out_chain(transaction, root, members, own_office)
        tasks += worked_out.assigned.tasks
        obligations += worked_out.assigned.obligations
        about = _add_all_below(fresh, members)
        notes += [note for letter, note in worked_out.notes if letter in about]
        notes += _note_unknown_addressees(transaction.connection, root, [each for each in members if each.id in about])
        notes += _note_earlier_receipts(worked_out.counting, members, fresh)
        notes += note_missing_working_days(worked_out.counting.without_working_days)
    return tasks, obligations


def _note_unknown_addressees(
    connection: Connection, root: int, members: Sequence[ChainMember]
) -> Iterator[UnassignedNote]:
    """Note the addressees of these letters who could not be determined, if something is asked of all addressees."""
    citations = {member.citation for member in members}
    for each in list_unassigned(connection, root):
        if each.phrase and each.citation in citations:
            yield say_unknown_addressee(each.citation, each.phrase)


def has_receipt_deadlines(connection: Connection, root: int) -> bool:
    """Whether a deadline of the chain counts from a receipt or another event, so that it must be recounted."""
    counts = any(
        is_counted_from(count_deadline(task.as_written, written_on=member.date))
        for member in load_asking_members(connection, root)
        for task in member.stated
        if task.due_on is None and task.as_written
    )
    return counts and has_tasks(connection, root)


def work_out_again(transaction: Transaction, root: int, own_office: str) -> CountingResult:
    """Work out a chain again after a receipt or when offices change; return its counted deadlines."""
    return _work_out_chain(transaction, root, load_asking_members(transaction.connection, root), own_office).counting


def rework_chain(transaction: Transaction, root: int, own_office: str) -> None:
    """Work a chain out again if other offices have stated something of it: another statement may now be in force."""
    if has_statements(transaction.connection, root) and has_tasks(transaction.connection, root):
        work_out_again(transaction, root, own_office)


def list_asked(transaction: Transaction, root: int, own_office: str) -> set[tuple[int, str]]:
    """Return task and office of everything that the letters of a chain ask, as its tasks are matched now."""
    members = load_asking_members(transaction.connection, root)
    owed_by, reached, changing = _make_audience_finders(transaction)
    plan = plan_duties(members, owed_by, reached, _list_own_offices(own_office, members), changing)
    matched = load_stated_tasks(transaction.connection, root)
    return {
        (task, office)
        for duty in plan.duties
        for task in {matched.get(place) for place in duty.statements[:1]}
        if task
        for office in duty.offices
    }


def note_missing_working_days(count: int) -> list[Message]:
    """Return a note on deadlines that stay open because working days are not known; none for a count of 0."""
    message = N_(
        "{count} deadlines in working days stay open: without the public holidays they cannot be counted. "
        "`pip install 'circtrack[holidays]'`, then the same `circtrack receive` once more."
    )
    return [Message(message, count=count)] if count else []


def _work_out_chain(
    transaction: Transaction, root: int, members: Sequence[ChainMember], own_office: str
) -> ChainOutcome:
    owed_by, reached, changing = _make_audience_finders(transaction)
    by_role = bool(transaction.connection.engine.granted(transaction.connection).role)
    within = _list_own_offices(own_office, members)
    plan = plan_duties(members, owed_by, reached, within, changing)
    counting = count_deadlines(plan.duties, members, _make_hall_finder(transaction, root, members), cache(working_days))
    store_known_offices(transaction, {office for duty in plan.duties for office in duty.offices} | {own_office} - {""})
    seen = [member for member in members if not member.is_hidden]
    statements = ChainStatements(transaction.connection, seen, root, own_office)
    by_row = {member.id: member for member in members}
    assigned = assign_obligations(
        transaction,
        root,
        plan.duties,
        statements or None,
        lambda row: reached(by_row[row]),
        within if by_role else None,
    )
    extended = [each for each in assigned.kept if each.moves]
    titles = {each.duty.task.title for each in extended}
    notes = [
        (letter, note)
        for letter, note in plan.notes
        if note.template != STATES_LATER or note.values["task"] not in titles
    ]
    return ChainOutcome(
        assigned, [*notes, *(note for each in extended for note in _note_extended(each, by_row))], counting
    )


def _note_extended(kept: RecordedDuty, members: Mapping[int, ChainMember]) -> Iterator[tuple[int, Message]]:
    """Note the days that letters below set and that an extension has overtaken or left earlier, with those in force."""
    for stated in kept.duty.below:
        if stated.is_counted:
            continue
        day = stated.due_on.isoformat()
        in_force = kept.list_in_force(stated)
        values = {"number": members[stated.letter].citation, "task": kept.duty.task.title, "stated": stated.due_on}
        if overtaken := [due for due in in_force if due > day]:
            message = N_(
                "{number} gives '{task}' until {stated}; it is extended until {due}, which stays in force for {count} "
                "offices."
            )
            yield stated.letter, Message(message, **values, due=min(overtaken), count=len(overtaken))
        if earlier := [due for due in in_force if due < day]:
            yield stated.letter, Message(STATES_LATER, **values, due=min(earlier), count=len(earlier))


def follow_later_letters(transaction: Transaction, root: int, extension: int, own_office: str) -> list[Message]:
    """Give letters that are dated after an extension of this chain the days that they set; note those that hold."""
    later = list_later_letters(transaction.connection, root, extension)
    if not later:
        return []
    members = load_asking_members(transaction.connection, root)
    numbers = {member.id: member.number for member in members}
    by = load_known_letter(transaction.connection, extension).number
    return [
        Message(
            "{number} of {date} gives '{task}' until {stated}. It is dated after {by}: its day holds for {count} "
            "offices.",
            number=numbers[stated.letter],
            date=stated.date,
            task=kept.duty.task.title,
            stated=stated.due_on,
            by=by,
            count=count,
        )
        for kept in _work_out_chain(transaction, root, members, own_office).assigned.kept
        if any(move.letter == extension for move in kept.moves)
        for stated in kept.duty.below
        if stated.letter in later and (count := kept.list_in_force(stated).count(stated.due_on.isoformat()))
    ]


def _make_hall_finder(transaction: Transaction, root: int, members: Sequence[ChainMember]) -> Callable[[str], str]:
    """Return a function that finds the office in whose hall an office sat when the chain began."""
    day = next(member.date for member in members if member.id == root)

    def hall(code: str) -> str:
        office = get_office(code, day) or load_stored_office(transaction.connection, code, day)
        return office.superior if office and office.kind in HALL_KINDS else ""

    return hall


def _note_earlier_receipts(
    counting: CountingResult, members: Sequence[ChainMember], fresh: set[int]
) -> Iterator[Message]:
    """Note the deadlines that new letters set by receipts recorded before them."""
    for member in members:
        due = sorted(str(each.how.due_on) for each in counting.counted if each.letter == member.id)
        if due and member.id in fresh:
            message = N_("{number}: {count} deadlines follow from receipts recorded before ({days}).")
            days = " … ".join(dict.fromkeys((due[0], due[-1])))
            yield Message(message, number=member.citation, count=len(due), days=days)


def _list_own_offices(office: str, members: Sequence[ChainMember]) -> frozenset[str] | None:
    """Return the office and all under it, on any date of the chain's letters; None for every office.

    Where something comes again and again, on any later day too.
    """
    if not office:
        return None
    days = {member.date for member in members}
    if any(has_rounds(task.rule) for member in members for task in member.stated):
        days.update(list_change_days(min(days)))
    return frozenset().union(*(list_at_or_under(office, day) for day in days))


def _make_audience_finders(
    transaction: Transaction,
) -> tuple[
    Callable[[ChainMember, str], Sequence[str]],
    Callable[[ChainMember], frozenset[str]],
    Callable[[ChainMember, str], Mapping[str, frozenset[str]]],
]:
    """Return the functions that ``plan_duties`` needs: who owes what, whom a letter reached, whose kind changes."""

    @cache
    def owed_by(member: ChainMember, phrase: str) -> Sequence[str]:
        if member.is_hidden:  # to whom it was sent is not seen either, who owes is
            return list_offices_asked(transaction.connection, member.id, phrase)
        if not phrase:
            return member.recipients
        issuer = find_office_on(transaction.connection, member.issuer, member.date)
        return find_audience(phrase, member.recipients, issuer, member.date)

    def reached(member: ChainMember) -> frozenset[str]:
        # A copy that goes up sets no deadline for those above, nor for all who are under them.
        above = find_superiors(member.issuer, member.date)
        below = [code for code in member.recipients if code not in above]
        return frozenset(below).union(*(list_at_or_under(code, member.date) for code in below))

    @cache
    def changing(member: ChainMember, phrase: str) -> Mapping[str, frozenset[str]]:
        now = owed_by(member, phrase)
        kinds = find_kinds_asked(phrase) if phrase and now else frozenset()
        if not kinds:
            return {}
        issuer = find_office_on(transaction.connection, member.issuer, member.date)
        later = (find_audience(phrase, member.recipients, issuer, day) for day in list_change_days(member.date))
        owing, of_others = frozenset(now), list_codes_of_others(kinds)
        changed = [code for code in now if code in of_others]
        return dict.fromkeys((*changed, *(code for codes in later for code in codes if code not in owing)), kinds)

    return owed_by, reached, changing


def _add_all_below(letters: set[int], members: Sequence[ChainMember]) -> set[int]:
    parents = {member.id: member.parent for member in members}
    about = set()
    for row in parents:
        line = [row]
        while (above := parents.get(line[-1])) is not None:
            line.append(above)
        if letters.intersection(line):
            about.add(row)
    return about
