"""Work out who owes what in a chain, and write it to the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.actions.letters.duties import STATES_LATER, MovedDeadline, plan_duties
from circtrack.actions.letters.receipt_deadlines import count_deadlines, is_counted_from
from circtrack.actions.offices import find_office_on, list_at_or_under, store_known_offices
from circtrack.actions.sync.statements import ChainStatements
from circtrack.errors import N_, Message
from circtrack.kinds import HALL_KINDS
from circtrack.registry.expand import find_audience, find_kinds_asked
from circtrack.registry.offices import find_superiors, get_office, list_change_days, list_versions
from circtrack.store.letters import load_known_letter
from circtrack.store.offices import load_stored_office
from circtrack.store.recorded_rounds import load_recorded_rounds, merge_recorded, write_recorded_rounds
from circtrack.store.rounds import list_rules
from circtrack.store.statements import has_statements
from circtrack.store.tasks import (
    DeadlineChange,
    RecordedObligation,
    find_day_of_change,
    find_first_date,
    find_next_row,
    find_reminded,
    has_tasks,
    list_later_letters,
    list_places_of_task,
    load_deadline_changes,
    load_members,
    load_obligations,
    load_stated_tasks,
    load_task_rows,
)
from circtrack.store.unassigned import list_unassigned
from circtrack.thai.deadlines import count_deadline
from circtrack.tracking.open_rounds import find_deadline, find_moved, find_name, has_rounds
from circtrack.tracking.rule_changes import RuleChange, change_rule
from circtrack.tracking.tiers import TierChange, follow_changes
from circtrack.tracking.unassigned import say_unknown_addressee
from circtrack.working_days import working_days

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence

    from circtrack.actions.letters.duties import Duty, StatedDay
    from circtrack.actions.letters.receipt_deadlines import CountingResult
    from circtrack.actions.sync.statements import StatedMove
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.store.recorded_rounds import RoundRecords
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
        members = load_members(transaction.connection, root)
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
    numbers = {member.number for member in members}
    for each in list_unassigned(connection, root):
        if each.phrase and each.letter in numbers:
            yield say_unknown_addressee(each.letter, each.phrase)


def has_receipt_deadlines(connection: Connection, root: int) -> bool:
    """Whether a deadline of the chain counts from a receipt or another event, so that it must be recounted."""
    counts = any(
        is_counted_from(count_deadline(task.as_written, written_on=member.date))
        for member in load_members(connection, root)
        for task in member.stated
        if task.due_on is None and task.as_written
    )
    return counts and has_tasks(connection, root)


def work_out_again(transaction: Transaction, root: int, own_office: str) -> CountingResult:
    """Work out a chain again after a receipt or when offices change; return its counted deadlines."""
    return _work_out_chain(transaction, root, load_members(transaction.connection, root), own_office).counting


def rework_chain(transaction: Transaction, root: int, own_office: str) -> None:
    """Work a chain out again if other offices have stated something of it: another statement may now be in force."""
    if has_statements(transaction.connection, root) and has_tasks(transaction.connection, root):
        work_out_again(transaction, root, own_office)


def list_asked(transaction: Transaction, root: int, own_office: str) -> set[tuple[int, str]]:
    """Return task and office of everything that the letters of a chain ask, as its tasks are matched now."""
    members = load_members(transaction.connection, root)
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
    statements = ChainStatements(transaction.connection, members, root, own_office)
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


def _note_extended(kept: _RecordedDuty, members: Mapping[int, ChainMember]) -> Iterator[tuple[int, Message]]:
    """Note the days that letters below set and that an extension has overtaken or left earlier, with those in force."""
    for stated in kept.duty.below:
        if stated.is_counted:
            continue
        day = stated.due_on.isoformat()
        in_force = kept.list_in_force(stated)
        values = {"number": members[stated.letter].number, "task": kept.duty.task.title, "stated": stated.due_on}
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
    members = load_members(transaction.connection, root)
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
            yield Message(message, number=member.number, count=len(due), days=days)


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
        offices = dict.fromkeys((*now, *(code for codes in later for code in codes)))
        return {
            code: kinds
            for code in offices
            if code not in now or any(each.kind not in kinds for each in list_versions(code))
        }

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


# Update the recorded tasks and obligations of a chain to match its letters. What offices have done is kept.
#
# A task keeps its row if possible: a task made from a letter below moves to the root when the root is recorded, with
# its progress. Deadlines that clerks moved, or agreed that an extending letter moves, are moved again among what the
# letters say, by date: the order in which all of it was recorded does not matter.

_NOTHING = RecordedObligation("none", None, None, None, None)
# Of two records of one obligation the one that says more is kept: the one with the higher rank.
_RANK = {"none": 0, "incomplete": 1, "blocked": 2, "exempt": 3, "done": 4}


def prefer_record(one: RecordedObligation, other: RecordedObligation) -> RecordedObligation:
    """Return that of two records of one obligation which says more; the first if both say as much."""
    return max(one, other, key=lambda each: _RANK[each.progress])


class AssignedCounts(NamedTuple):
    """How many tasks a chain now has, and how many obligations; and what is recorded of each duty."""

    tasks: int
    obligations: int
    kept: Sequence[_RecordedDuty] = ()


@dataclass(slots=True)
class _RecordedDuty:
    """What is recorded of one duty.

    Attributes:
        duty: The duty.
        rows: Rows of tasks that stand for it.
        done: Its obligations by office.
        rounds: What is recorded of its rounds, if it comes again and again.
        own_moves: Deadline changes by clerks of this database, and extensions that they agreed to.
        restored: Those of them that were kept while a letter was out, and are not recorded yet.
        others_moves: Deadline changes that other offices state.
        task: The row that it is written to.
        task_due: The task's own deadline (ISO), as moved.
        own_due: The deadlines (ISO) of offices whose deadline is another one.
    """

    duty: Duty
    rows: list[int]
    done: dict[str, RecordedObligation] = field(default_factory=dict)
    own_moves: list[DeadlineChange] = field(default_factory=list)
    restored: list[DeadlineChange] = field(default_factory=list)
    others_moves: list[StatedMove] = field(default_factory=list)
    rounds: RoundRecords = field(default_factory=dict)
    task: int = 0
    task_due: str | None = None
    own_due: dict[str, str] = field(default_factory=dict)

    def list_in_force(self, stated: StatedDay) -> list[str]:
        """List the deadlines (ISO) of the offices for which a day is stated."""
        found = (self.own_due.get(each, self.task_due) for each in stated.offices if each in self.duty.offices)
        return list(filter(None, found))

    @property
    def moves(self) -> Sequence[DeadlineChange | StatedMove]:
        """All deadline changes that clerks made or agreed to."""
        return [*self.own_moves, *self.others_moves]


def assign_obligations(
    transaction: Transaction,
    root: int,
    duties: Sequence[Duty],
    statements: ChainStatements | None = None,
    reached: Callable[[int], frozenset[str]] = lambda _: frozenset(),
    within: Container[str] | None = None,
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
    _narrow_moves_to_offices(transaction, root)
    kept = _load_recorded_duties(transaction, root, duties, statements, within)
    for each in kept:
        if statements:
            _restore_own_moves(each, statements, reached)
            each.others_moves = _list_others_moves(each, statements, reached)
        _work_out_deadlines(transaction.connection, each)
        _merge_rows(transaction, each)
    _write_tasks(transaction, root, kept)
    for each in kept:
        if statements:
            statements.forget_own_moves(transaction, each.duty.statements)
    count = sum(_write_obligations(transaction, each, statements, within) for each in kept)
    return AssignedCounts(len(kept), count, kept)


def _restore_own_moves(
    kept: _RecordedDuty, statements: ChainStatements, reached: Callable[[int], frozenset[str]]
) -> None:
    """Let the moves of this database's clerks be in force again that were kept while the task's letter was out."""
    known = {_identify(change) for change in kept.own_moves}
    moves = statements.moves(kept.duty.statements, kept.duty.offices, reached, own=True)
    kept.restored = [
        DeadlineChange(0, 0, *move[:5], 1, "", move.round, move.rule, move.overtakes)
        for move in moves
        if _identify(move) not in known
    ]
    kept.own_moves += kept.restored


def _list_others_moves(
    kept: _RecordedDuty, statements: ChainStatements, reached: Callable[[int], frozenset[str]]
) -> list[StatedMove]:
    """List the moves that other offices state and this database's own clerks did not make as well."""
    own = {_identify(change) for change in kept.own_moves}
    moves = statements.moves(kept.duty.statements, kept.duty.offices, reached)
    return [move for move in moves if _identify(move) not in own]


def _identify(move: DeadlineChange | StatedMove) -> tuple[object, ...]:
    return (move.office, move.due_on, move.reason, move.letter, move.round, move.rule, move.overtakes)


def _narrow_moves_to_offices(transaction: Transaction, root: int) -> None:
    """Turn moves of a task's own deadline into moves for single offices, if the task comes under a new root.

    While a letter was the root of its chain, moving its task's deadline moved it for all offices that the letter
    reached. Under the letter that it passes on more offices owe the task: their deadlines did not move.
    """
    for row in {task for task in load_stated_tasks(transaction.connection, root).values() if task}:
        if load_task_rows(transaction.connection, {row})[row].letter == root:
            continue
        for change in load_deadline_changes(transaction.connection, row):
            if change.agreed and change.office is None and not change.rule:  # a task has one rule for all
                transaction.delete("deadline_change", {"id": change.id})
                if change.recorded_by:
                    continue  # moves of other offices are written again from their statements
                first = find_next_row(transaction.connection, "deadline_change")
                rows = [
                    change._replace(id=first + at, office=office)._asdict()
                    for at, office in enumerate(load_obligations(transaction.connection, row))
                ]
                transaction.insert_all("deadline_change", ("id",), rows)


def _load_recorded_duties(
    transaction: Transaction,
    root: int,
    duties: Sequence[Duty],
    statements: ChainStatements | None,
    within: Container[str] | None,
) -> list[_RecordedDuty]:
    """Find the recorded task rows of each duty. A row that two duties claim goes to the first."""
    stated = load_stated_tasks(transaction.connection, root)
    claimed: set[int] = set()
    kept: list[_RecordedDuty] = []
    for duty in duties:
        rows = {task: None for place in duty.statements if (task := stated[place]) and task not in claimed}
        claimed.update(rows)
        each = _RecordedDuty(duty, list(rows))
        for row in each.rows:
            for office, record in _load_obligations(transaction, row, within).items():
                own = statements.own(duty.statements, office, record) or _NOTHING if statements else record
                each.done[office] = max(each.done.get(office, own), own, key=lambda one: _RANK[one.progress])
            recorded = _load_rounds(transaction, row, within)
            if statements:
                recorded = {
                    key: statements.own(duty.statements, key[0], record, key[1]) or _NOTHING
                    for key, record in recorded.items()
                }
            each.rounds = merge_recorded(each.rounds, recorded, prefer_record)
            each.own_moves += (
                change
                for change in load_deadline_changes(transaction.connection, row)
                if change.agreed and not change.recorded_by
            )
        if statements:
            for office in statements.offices(duty.statements) - each.done.keys():
                each.done[office] = statements.own(duty.statements, office, None) or _NOTHING
            for office, name in statements.rounds(duty.statements) - each.rounds.keys():
                each.rounds[office, name] = statements.own(duty.statements, office, None, name) or _NOTHING
        if not rows:
            former = {task for place in duty.statements if (task := stated[place])}
            _take_over(each, [other for other in kept if not former.isdisjoint(other.rows)])
        kept.append(each)
    return kept


def _take_over(new: _RecordedDuty, former: Iterable[_RecordedDuty]) -> None:
    """Let a duty that was one with another until now begin with what was recorded of that: it was done for both."""
    for each in former:
        for office, record in each.done.items():
            if office in new.duty.offices and record.progress != "none":
                new.done.setdefault(office, record)
        rounds = {key: record for key, record in each.rounds.items() if key[0] in new.duty.offices}
        new.rounds = merge_recorded(new.rounds, rounds, prefer_record)


def _merge_rows(transaction: Transaction, kept: _RecordedDuty) -> None:
    """Merge the rows of a duty into the first; delete the others."""
    for row in kept.rows[1:]:
        for place in list_places_of_task(transaction.connection, row):
            # Places that now belong to another duty get that duty's row later, in _write_tasks.
            transaction.update("stated_task", _make_place_key(place), {"task": kept.rows[0]})
        for change in load_deadline_changes(transaction.connection, row):
            if change.agreed:
                transaction.update("deadline_change", {"id": change.id}, {"task": kept.rows[0]})
            else:
                transaction.delete("deadline_change", {"id": change.id})
        for office in load_obligations(transaction.connection, row):
            transaction.delete("obligation", {"task": row, "office": office})
        write_recorded_rounds(transaction, row, load_recorded_rounds(transaction.connection, row), {})
        transaction.delete("task", {"id": row})


def _write_tasks(transaction: Transaction, root: int, kept: Sequence[_RecordedDuty]) -> None:
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
        values = _make_task_row(each, root, position) | {"rule": _find_rule_in_force(transaction, each)}
        if each.rows:
            each.task = each.rows[0]
            transaction.update("task", {"id": each.task}, values)
        else:
            each.task = find_next_row(transaction.connection, "task")
            transaction.insert("task", ("id",), {"id": each.task, **values})
        for place in each.duty.statements:
            transaction.update("stated_task", _make_place_key(place), {"task": each.task})


def _load_obligations(
    transaction: Transaction, task: int, within: Container[str] | None
) -> dict[str, RecordedObligation]:
    rows = load_obligations(transaction.connection, task)
    return rows if within is None else {office: row for office, row in rows.items() if office in within}


def _write_obligations(
    transaction: Transaction, kept: _RecordedDuty, statements: ChainStatements | None, within: Container[str] | None
) -> int:
    """Write the obligations of a task and its moved deadlines; return how many obligations there are."""
    _write_moves(transaction, kept)
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
    present = _load_obligations(transaction, kept.task, within)
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
    transaction: Transaction, kept: _RecordedDuty, office: str, statements: ChainStatements | None
) -> RecordedObligation:
    """Return what is in force of an obligation; keep this database's own statement if another office's is."""
    own = kept.done.get(office)
    if statements is None:
        return own or _NOTHING
    in_force = statements.in_force(kept.duty.statements, office, own)
    overruled = own if in_force is not None and in_force.recorded_by and own != _NOTHING else None
    statements.keep(transaction, kept.duty.statements, office, overruled)
    return in_force or _NOTHING


def _list_offices_no_longer_asked(kept: _RecordedDuty) -> Iterator[str]:
    """Return offices that no letter asks any more but that have recorded progress, so that it is not lost."""
    recorded = [office for office, row in kept.done.items() if row.progress != "none" or row.note]
    recorded += (office for (office, _), row in kept.rounds.items() if row.progress != "none" or row.note)
    return (office for office in dict.fromkeys(recorded) if office not in kept.duty.offices)


def _load_rounds(transaction: Transaction, task: int, within: Container[str] | None) -> RoundRecords:
    found = load_recorded_rounds(transaction.connection, task)
    return found if within is None else {key: row for key, row in found.items() if key[0] in within}


def _write_rounds(
    transaction: Transaction, kept: _RecordedDuty, statements: ChainStatements | None, within: Container[str] | None
) -> None:
    """Write what is in force of rounds. Where the rule has changed, each is named by the round that it is now."""
    present = _load_rounds(transaction, kept.task, within)
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
        if row != _NOTHING:
            wanted = merge_recorded(wanted, {(office, rename(name)): row}, prefer_record)
    for move in moved:
        key = (move.office or "", rename(move.round or ""))
        present_due = wanted.get(key, _NOTHING).due_on or of_all.get(key[1]) or find_deadline(rule, key[1])
        if move.due_on > present_due:
            wanted[key] = wanted.get(key, _NOTHING)._replace(due_on=move.due_on)
    write_recorded_rounds(transaction, kept.task, present, wanted)


def _choose_round_in_force(
    transaction: Transaction, kept: _RecordedDuty, key: tuple[str, str], statements: ChainStatements | None
) -> RecordedObligation:
    """Return what is in force of a round; keep this database's own statement if another office's is."""
    (office, name), own = key, kept.rounds[key]._replace(due_on=None)
    if statements is None:
        return own
    mine = None if own == _NOTHING else own
    in_force = statements.in_force(kept.duty.statements, office, mine, name)
    overruled = mine if in_force is not None and in_force.recorded_by else None
    statements.keep(transaction, kept.duty.statements, office, overruled, name)
    return in_force or _NOTHING


def _write_moves(transaction: Transaction, kept: _RecordedDuty) -> None:
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


def _work_out_deadlines(connection: Connection, kept: _RecordedDuty) -> None:
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


def _make_task_row(kept: _RecordedDuty, root: int, position: int) -> dict[str, Any]:
    task = kept.duty.task
    return {
        "letter": root,
        "position": position,
        "title": task.title,
        "system": task.system,
        "audience": task.audience,
        "due_on": kept.task_due,
        "as_written": task.as_written,
        "unassigned": int(kept.duty.unassigned),
    }


def _find_rule_in_force(transaction: Transaction, kept: _RecordedDuty) -> str:
    """Return the rule of a task as the letters state it, with what changed it since."""
    rule = kept.duty.task.rule
    changes = [RuleChange(move.round, move.due_on, move.rule) for move in kept.moves if move.round and move.rule]
    if not changes or not has_rounds(rule):
        return rule
    begins_on = find_first_date(transaction.connection, [letter for letter, _ in kept.duty.statements])
    return change_rule(rule, date.fromisoformat(begins_on), changes)


def _make_place_key(place: tuple[int, int]) -> dict[str, int]:
    return {"letter": place[0], "position": place[1]}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
