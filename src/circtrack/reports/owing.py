"""Who still owes, and who has not even been told: one row for each obligation (design section 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.errors import N_
from circtrack.i18n import translate
from circtrack.reports.tracked import tracked
from circtrack.table import Column, Report
from circtrack.tracking.state import OWING, OWING_STATES

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from circtrack.reports.tracked import Asked, Tracked

COLUMNS = (
    Column("letter_number", N_("letter"), "number"),
    Column("letter_date", N_("dated"), "day"),
    Column("subject", N_("subject")),
    Column("task", N_("task")),
    Column("system", N_("system")),
    Column("due_on", N_("due on"), "day"),
    Column("days_left", N_("days left"), "count"),
    Column("state", N_("state"), "word"),
    Column("progress", N_("progress"), "word"),
    Column("office_code", N_("office code"), "code"),
    Column("office_name", N_("office"), "office"),
    Column("office_kind", N_("kind"), "word"),
    Column("district", N_("district")),
    Column("province", N_("province")),
    Column("told_on", N_("told on"), "day"),
    Column("told_by", N_("told by"), "number"),
    Column("stalled_at", N_("stalled at"), "office"),
)

_TABLE = (
    "due_on",
    "days_left",
    "state",
    "told_on",
    "office_name",
    "stalled_at",
    "district",
    "province",
    "letter_number",
    "task",
)
_SAID_ONCE = ("letter_number", "task", "district", "province")


class Tally:
    """What has gone by: how many are still owed, and of them how many are overdue, how many untold."""

    def __init__(self) -> None:
        self.owing = 0
        self.overdue = 0
        self.untold = 0

    def count(self, tracked: Tracked) -> None:
        """Count one that went by."""
        if tracked.row.progress in OWING:
            self.owing += 1
            self.overdue += tracked.state == "overdue"
            self.untold += tracked.told is None


class OwingReport(NamedTuple):
    """The report, and the tally that fills as its rows are read."""

    report: Report
    tally: Tally


def owing_report(connection: sqlite3.Connection, asked: Asked) -> OwingReport:
    """List what is owed by deadline (none last), letter and registry order; the rows stream.

    Raises:
        InputError: a task was named, but no letter.
        UnknownError: the letter has no such task.
    """
    tally = Tally()
    foot: list[str] = []
    settled = any(each not in OWING_STATES for each in asked.states)
    rows = _rows(tracked(connection, asked, settled=settled), tally, foot)
    return OwingReport(Report(COLUMNS, rows, _TABLE, _SAID_ONCE, foot=foot), tally)


def _rows(found: Iterator[Tracked], tally: Tally, foot: list[str]) -> Iterator[tuple[object, ...]]:
    for each in found:
        tally.count(each)
        row, task, told = each.row, each.task, each.told
        yield (
            task.letter_number,
            task.letter_date,
            task.subject,
            task.title,
            task.system,
            row.due_on,
            each.days_left,
            each.state,
            row.progress,
            row.office,
            row.name,
            row.kind,
            row.district,
            row.province,
            told and told.on,
            told and told.by,
            None if told else each.chain.line(each.chain.stalled_at(each.line)).name,
        )
    foot.append(summary(tally))


def summary(tally: Tally) -> str:
    """One line for people, in their language: how many owe, are overdue, have not been told."""
    if not tally.owing:
        return translate(N_("Nobody owes."))
    return translate(N_("{owing} owing, {overdue} of them overdue, {untold} not told.")).format(
        owing=f"{tally.owing:,}", overdue=f"{tally.overdue:,}", untold=f"{tally.untold:,}"
    )
