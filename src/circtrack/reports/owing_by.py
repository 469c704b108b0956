"""What is owed in counts: one row for each office, district, province, task, letter or state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from circtrack.errors import N_
from circtrack.reports.owing import OwingReport, Tally, with_foot
from circtrack.reports.tracked import tracked
from circtrack.table import Column, Report
from circtrack.tracking.state import OWING, STATES

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator

    from circtrack.reports.tracked import Asked, Tracked
    from circtrack.store.owing import Order

By = Literal["office", "district", "province", "task", "letter", "state"]

_LETTER = (Column("letter_number", N_("letter"), "number"), Column("letter_date", N_("dated"), "day"))
_DISTRICT = Column("district", N_("district"))
_PROVINCE = Column("province", N_("province"))

# By what: the columns that name the group, what fills them, and the order in which groups come.
_GROUPS: dict[By, tuple[tuple[Column, ...], Callable[[Tracked], tuple[str, ...]], Order]] = {
    "office": (
        (
            Column("office_code", N_("office code"), "code"),
            Column("office_name", N_("office"), "office"),
            _DISTRICT,
            _PROVINCE,
        ),
        lambda each: (each.row.office, each.row.name, each.row.district, each.row.province),
        "place",
    ),
    "district": (
        (_DISTRICT, _PROVINCE),
        lambda each: (each.row.district, each.row.province),
        "place",
    ),
    "province": ((_PROVINCE,), lambda each: (each.row.province,), "place"),
    "task": (
        (*_LETTER, Column("task", N_("task"))),
        lambda each: (each.task.letter_number, each.task.letter_date, each.task.title),
        "letter",
    ),
    "letter": (
        (*_LETTER, Column("subject", N_("subject"))),
        lambda each: (each.task.letter_number, each.task.letter_date, each.task.subject),
        "letter",
    ),
    "state": ((Column("state", N_("state"), "word"),), lambda each: (each.state,), "letter"),
}

_COUNTS = (
    Column("owing", N_("owing"), "count"),
    Column("overdue", N_("overdue"), "count"),
    Column("untold", N_("not told"), "count"),
    Column("done", N_("done"), "count"),
    Column("total", N_("total"), "count"),
    Column("percent", N_("% done"), "percent"),
    Column("next_due", N_("next due"), "day"),
)


_TABLE = ("next_due", "owing", "overdue", "untold", "done", "total", "percent")  # before the names: those are Thai
_LEFT_OUT_FIRST = ("office_code", "letter_date", "total", "province", "untold", "overdue")


class _Group(Tally):
    """The counts of one group, those exempt in none of them; ``next_due`` is the first day still owed."""

    def __init__(self) -> None:
        super().__init__()
        self.done = 0
        self.next_due = ""

    def count(self, tracked: Tracked) -> None:
        super().count(tracked)
        row = tracked.row
        if row.progress in OWING:
            if row.due_on and (not self.next_due or row.due_on < self.next_due):
                self.next_due = row.due_on
        elif row.progress == "done":
            self.done += 1

    def cells(self) -> tuple[object, ...]:
        total = self.owing + self.done
        percent = 100 * self.done // total if total else None
        return (self.owing, self.overdue, self.untold, self.done, total, percent, self.next_due)


def owing_by_report(connection: sqlite3.Connection, asked: Asked, by: By) -> OwingReport:
    """Count what is owed, group by group: places in registry order, letters by date, states by urgency.

    ``untold`` are those owing that no letter has reached; ``total`` is owing and done, ``percent`` the whole
    per cent of it that is done (rounded down, so that 100 means all); ``next_due`` the earliest deadline of
    what is owed. Those exempt count nowhere.

    Raises:
        InputError, UnknownError: as ``tracked``.
    """
    columns, key, order = _GROUPS[by]
    tally = Tally()
    foot: list[str] = []
    found = tracked(connection, asked, settled=True, order=order)
    rows = with_foot(_rows(found, key, tally, by_state=by == "state"), foot, connection, asked, tally)
    names = tuple(column.name for column in columns)
    left_out_first = tuple(name for name in _LEFT_OUT_FIRST if name != by)
    report = Report((*columns, *_COUNTS), rows, (*_TABLE, *names), foot=foot, left_out_first=left_out_first)
    return OwingReport(report, tally)


def _rows(
    found: Iterable[Tracked],
    key: Callable[[Tracked], tuple[str, ...]],
    tally: Tally,
    *,
    by_state: bool,
) -> Iterator[tuple[object, ...]]:
    groups: dict[tuple[str, ...], _Group] = {}
    for each in found:
        tally.count(each)
        groups.setdefault(key(each), _Group()).count(each)
    names = sorted(groups, key=lambda name: STATES.index(name[0])) if by_state else groups
    yield from ((*name, *groups[name].cells()) for name in names)
