"""What is recorded of the duties of a chain, whichever letter of it each was recorded for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from circtrack.store.recorded_rounds import load_recorded_rounds, merge_recorded
from circtrack.store.tasks import RecordedObligation, load_deadline_changes, load_obligations, load_stated_tasks

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from circtrack.actions.letters.duties import Duty, StatedDay
    from circtrack.actions.sync.statements import ChainStatements, StatedMove
    from circtrack.database.transaction import Transaction
    from circtrack.store.recorded_rounds import RoundRecords
    from circtrack.store.tasks import DeadlineChange

NOTHING = RecordedObligation("none", None, None, None, None)
# Of two records of one obligation the one that says more is kept: the one with the higher rank.
_RANK = {"none": 0, "incomplete": 1, "blocked": 2, "exempt": 3, "done": 4}


def prefer_record(one: RecordedObligation, other: RecordedObligation) -> RecordedObligation:
    """Return that of two records of one obligation which says more; the first if both say as much."""
    return max(one, other, key=lambda each: _RANK[each.progress])


@dataclass(slots=True)
class RecordedDuty:
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


def load_recorded_duties(
    transaction: Transaction,
    root: int,
    duties: Sequence[Duty],
    statements: ChainStatements | None,
    within: Container[str] | None,
) -> list[RecordedDuty]:
    """Find the recorded task rows of each duty. A row that two duties claim goes to the first."""

    def find_own(
        places: Sequence[tuple[int, int]], office: str, record: RecordedObligation, name: str = ""
    ) -> RecordedObligation:
        if statements:
            return statements.own(places, office, record, name) or NOTHING
        # What another office said stays with the letter of which it said that, which a role may not see.
        return NOTHING if record.recorded_by and within is None else record

    stated = load_stated_tasks(transaction.connection, root)
    claimed: set[int] = set()
    kept: list[RecordedDuty] = []
    for duty in duties:
        rows = {task: None for place in duty.statements if (task := stated[place]) and task not in claimed}
        claimed.update(rows)
        each = RecordedDuty(duty, list(rows))
        for row in each.rows:
            for office, record in load_obligations_within(transaction, row, within).items():
                own = find_own(duty.statements, office, record)
                each.done[office] = max(each.done.get(office, own), own, key=lambda one: _RANK[one.progress])
            recorded = {
                (office, name): find_own(duty.statements, office, record, name)
                for (office, name), record in load_rounds_within(transaction, row, within).items()
            }
            each.rounds = merge_recorded(each.rounds, recorded, prefer_record)
            each.own_moves += (
                change
                for change in load_deadline_changes(transaction.connection, row)
                if change.agreed and not change.recorded_by
            )
        if statements:
            for office in statements.offices(duty.statements) - each.done.keys():
                each.done[office] = statements.own(duty.statements, office, None) or NOTHING
            for office, name in statements.rounds(duty.statements) - each.rounds.keys():
                each.rounds[office, name] = statements.own(duty.statements, office, None, name) or NOTHING
        if not rows:
            former = {task for place in duty.statements if (task := stated[place])}
            _take_over(each, [other for other in kept if not former.isdisjoint(other.rows)])
        kept.append(each)
    return kept


def _take_over(new: RecordedDuty, former: Iterable[RecordedDuty]) -> None:
    """Let a duty that was one with another until now begin with what was recorded of that: it was done for both."""
    for each in former:
        for office, record in each.done.items():
            if office in new.duty.offices and record.progress != "none":
                new.done.setdefault(office, record)
        rounds = {key: record for key, record in each.rounds.items() if key[0] in new.duty.offices}
        new.rounds = merge_recorded(new.rounds, rounds, prefer_record)


def load_obligations_within(
    transaction: Transaction, task: int, within: Container[str] | None
) -> dict[str, RecordedObligation]:
    """Return a task's obligations by office, of these offices only; None for all."""
    rows = load_obligations(transaction.connection, task)
    return rows if within is None else {office: row for office, row in rows.items() if office in within}


def load_rounds_within(transaction: Transaction, task: int, within: Container[str] | None) -> RoundRecords:
    """Return what is recorded of a task's rounds, of these offices only; None for all."""
    found = load_recorded_rounds(transaction.connection, task)
    return found if within is None else {key: row for key, row in found.items() if key[0] in within}
