"""Counts of obligations by state, for `owing --by`."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Literal, NamedTuple

from circtrack.errors import N_, Message
from circtrack.reports.owing import OwingReport, OwingTotals, add_foot
from circtrack.reports.tracked import (
    ChainCache,
    find_limits,
    is_in_part,
    judge_obligation,
    list_asked_tasks,
    select_obligations,
)
from circtrack.store.owing_counts import count_obligations
from circtrack.table import Column, Report
from circtrack.tracking.chain import Standing
from circtrack.tracking.state import OWING, OWING_STATES, STATES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from circtrack.database.engine import Connection
    from circtrack.model import Progress, State
    from circtrack.reports.tracked import ReportScope
    from circtrack.store.owing import OwedTask
    from circtrack.store.owing_counts import CountRow, Grouping


class StateCount(NamedTuple):
    """How many obligations of one task are alike; ``place`` is the task's position among the tasks asked for.

    ``round_due`` is the deadline (ISO) of the round that is counted, "" where the task does not recur; ``is_earlier``
    tells that it is one before the open one, of which only what is owed still is counted.
    """

    row: CountRow
    task: OwedTask
    place: int
    state: State
    round_due: str = ""
    is_earlier: bool = False


def count_states(
    connection: Connection, asked: ReportScope, known: Mapping[int, OwedTask], by: Grouping, *, late: bool = False
) -> Iterator[StateCount]:
    """Count the obligations asked for, done and exempt ones included, each task by itself.

    Args:
        connection: An open database.
        asked: Which ones.
        known: The tasks asked for (``tracked.list_asked_tasks``).
        by: By which places to group.
        late: Whether to tell those done late from those done in time; else both count as done.
    """
    limits = find_limits(connection, asked)
    selection = select_obligations(connection, asked, known, limits, settled=True)
    chain_of = ChainCache(connection, known)
    judge = cache(partial(judge_obligation, asked))
    rounds = {
        (task, number): (due_on, is_open) for task, _, number, _, due_on, is_open, rule in selection.rounds if not rule
    }
    places = {task: place for place, task in enumerate(known) if not asked.rounds or task in selection.recurring}
    for row in count_obligations(connection, list(places), selection, by, late=late):
        if limits and not is_in_part(
            chain_of(row.task), row.office, Standing(row.name, row.kind, row.superior), limits
        ):
            continue
        found = judge(row.progress, row.done_on, row.due_on, row.told)
        if found.wanted:
            due_on, is_open = rounds.get((row.task, row.round), ("", True))
            yield StateCount(
                row, known[row.task], places[row.task], found.state, str(due_on), not (is_open or asked.rounds)
            )


# The report of `owing --by`: one row for each office, district, province, task, letter, state or round.

By = Literal["office", "district", "province", "task", "letter", "state", "round"]
Sort = Literal["due", "percent", "name"]

_LETTER = (Column("letter_number", N_("letter"), "number"), Column("letter_date", N_("dated"), "day"))
_DISTRICT = Column("district", N_("district"))
_PROVINCE = Column("province", N_("province"))
_ROUND_DUE = Column("round_due", N_("due on"), "day")

# For each grouping: the columns that name the group, and the places by which the database counts.
_GROUPS: dict[By, tuple[tuple[Column, ...], Grouping]] = {
    "office": (
        (
            Column("office_code", N_("office code"), "code"),
            Column("office_name", N_("office"), "office"),
            _DISTRICT,
            _PROVINCE,
        ),
        "office",
    ),
    "district": ((_DISTRICT, _PROVINCE), "district"),
    "province": ((_PROVINCE,), "province"),
    "task": ((*_LETTER, Column("task", N_("task"))), ""),
    "letter": ((*_LETTER, Column("subject", N_("subject"))), ""),
    "state": ((Column("state", N_("state"), "word"),), ""),
    "round": (
        (*_LETTER, Column("task", N_("task")), Column("round", N_("round no."), "count"), _ROUND_DUE),
        "",
    ),
}

COUNTS = (
    Column("owing", N_("owing"), "count"),
    Column("overdue", N_("overdue"), "count"),
    Column("untold", N_("not told"), "count"),
    Column("done", N_("done"), "count"),
    Column("total", N_("total"), "count"),
    Column("percent", N_("% done"), "percent"),
    Column("next_due", N_("next due"), "day"),
    Column("owing_earlier", N_("of earlier rounds"), "count"),
)
"""The columns of which ``GroupCounts`` has the cells."""

# Figures come before the names: those are Thai, and terminals disagree on their width.
_TABLE = ("next_due", "owing", "owing_earlier", "overdue", "untold", "done", "total", "percent")
_QUIET = {"owing_earlier": (0,)}
_LEFT_OUT_FIRST = ("office_code", "letter_date", "total", "province", "untold", "overdue")


class GroupCounts(OwingTotals):
    """The counts of one group; ``next_due`` is the earliest deadline still owed. Only by state, exempt ones count.

    Of what comes again and again, what is done and how many there are is of the open round; ``earlier`` are owed of
    others.
    """

    def __init__(self, by: By = "office") -> None:
        super().__init__()
        self._by_state = by == "state"
        self.done = 0
        self.earlier = self.earlier_untold = 0
        self.exempt = 0
        self.next_due = ""

    def add(self, each: StateCount) -> None:
        """Add obligations that are alike."""
        row = each.row
        self.count(row.progress, each.state, row.due_on, told=row.told, number=row.number)
        if each.is_earlier and not self._by_state:
            self.earlier += row.number
            self.earlier_untold += row.number * (not row.told)

    def count(self, progress: Progress, state: State, due_on: str | None, *, told: bool, number: int = 1) -> None:
        """Count ``number`` obligations that are alike."""
        super().count(progress, state, due_on, told=told, number=number)
        if progress in OWING:
            if due_on and (not self.next_due or due_on < self.next_due):
                self.next_due = due_on
        elif progress == "done":
            self.done += number
        else:
            self.exempt += number

    @property
    def total(self) -> int:
        """How many are done and owed, of what comes again and again those of the open round."""
        return self.owing - self.earlier + self.done

    @property
    def percent(self) -> int | None:
        """The share done, rounded down so that 100 means all; None if there are none."""
        return 100 * self.done // self.total if self.total else None

    def key(self, sort: Sort) -> tuple[object, ...]:
        """Return the sort key of a group."""
        share, next_due = 101 if self.percent is None else self.percent, self.next_due or "9999"
        if sort == "due":
            return (not self.overdue, next_due, share)
        return (share, next_due) if sort == "percent" else ()

    def cells(self, columns: Iterable[Column] = COUNTS) -> tuple[object, ...]:
        """Return the cells of these columns."""
        values = {
            "owing": self.owing - self.earlier,
            "overdue": self.overdue,
            "untold": self.untold - self.earlier_untold,
            "done": self.done,
            "total": self.total + (self.exempt if self._by_state else 0),
            "percent": self.percent,
            "next_due": self.next_due,
            "owing_earlier": self.earlier,
        }
        return tuple(values[column.name] for column in columns)


def build_owing_by_report(
    connection: Connection, asked: ReportScope, by: By, sort: Sort = "name", *, totals: bool = False
) -> OwingReport:
    """Count obligations by group.

    Sorted by ``name``, places are in registry order, letters by date, states by urgency; by ``due``, what is overdue
    comes first, then the next deadline; by ``percent``, the least done. With ``totals``, a row for all of them follows.

    ``untold`` are those owing that no letter has reached; ``total`` is owing and done; ``percent`` is the share
    done, rounded down so that 100 means all; ``next_due`` is the earliest deadline still owed. Of what comes again and
    again all these are of the open round; what is owed of those before it is ``owing_earlier``, and ``overdue`` and
    ``next_due`` are of both. By state, all that is owed is ``owing``. Exempt obligations are not counted, except in the
    total by state. Without a letter, only tasks that somebody still owes are counted, as finished tasks say nothing
    about today; unless ``asked.states`` names a state that is not owed, such as done.

    Raises:
        InputError, UnknownError: as ``tracked.list_asked_tasks``.
    """
    columns, _ = _GROUPS[by]
    tally = OwingTotals()
    foot: list[Message] = []
    known = list_asked_tasks(connection, asked, settled=_settled(asked))
    late = bool(asked.states) or by == "state"
    found = count_states(connection, asked, known, _GROUPS[by][1], late=late)
    rows = add_foot(_rows(found, by, tally, sort, totals=totals), foot, connection, asked, tally)
    shown = (*_TABLE, *(column.name for column in columns))
    left_out_first = tuple(name for name in _LEFT_OUT_FIRST if name != by)
    report = Report((*columns, *COUNTS), rows, shown, foot=foot, left_out_first=left_out_first, quiet=_QUIET)
    return OwingReport(report, tally)


def _settled(asked: ReportScope) -> bool:
    return any(each not in OWING_STATES for each in asked.states)


def _rows(
    found: Iterable[StateCount], by: By, tally: OwingTotals, sort: Sort, *, totals: bool
) -> Iterator[tuple[object, ...]]:
    groups: dict[tuple[object, ...], GroupCounts] = {}
    whole = GroupCounts(by)
    first: dict[tuple[object, ...], tuple[object, ...]] = {}
    for each in found:
        row = each.row
        names, order = _name(each, by)
        tally.count(row.progress, each.state, row.due_on, told=row.told, number=row.number)
        for count in (whole, groups.setdefault(names, GroupCounts(by))):
            count.add(each)
        first[names] = min(order, first.get(names, order))
    keys = {names: (*groups[names].key(sort), first[names]) for names in groups}
    for names in sorted(groups, key=keys.__getitem__):
        shown = (Message("(at the province)"), *names[1:]) if totals and by == "district" and not names[0] else names
        yield (*shown, *groups[names].cells())
    if totals and len(groups) > 1:
        width = len(next(iter(groups)))
        yield (Message("all"), *("",) * (width - 1), *whole.cells())


def _name(each: StateCount, by: By) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """Return the cells that name the group of a count, and its sort key."""
    task = each.task
    if by == "state":
        return (each.state,), (STATES.index(each.state),)
    if by == "task":
        return (task.letter_number, task.letter_date, task.title), (each.place,)
    if by == "round":
        names = (task.letter_number, task.letter_date, task.title, each.row.round, each.round_due)
        return names, (each.place, each.round_due)
    if by == "letter":
        return (task.letter_number, task.letter_date, task.subject), (each.place,)
    return each.row.names, each.row.order
