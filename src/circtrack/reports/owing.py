"""Who still owes, and who has not even been told: one row for each obligation (design section 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.errors import N_
from circtrack.i18n import translate
from circtrack.reports.secrecy import left_out
from circtrack.reports.tracked import tracked
from circtrack.store.secrecy import classified_letters
from circtrack.table import Column, Report
from circtrack.tracking.state import OWING, OWING_STATES

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from datetime import date

    from circtrack.model import Progress, State
    from circtrack.reports.tracked import Asked, Tracked

WHAT_COLUMNS = (
    Column("letter_number", N_("letter"), "number"),
    Column("letter_date", N_("dated"), "day"),
    Column("subject", N_("subject")),
    Column("task", N_("task")),
    Column("system", N_("system")),
    Column("due_on", N_("due on"), "day"),
    Column("days_left", N_("days left"), "count"),
    Column("state", N_("state"), "word"),
    Column("progress", N_("progress"), "word"),
)
"""What is owed: the cells of :func:`what_is_owed`."""

WHO_COLUMNS = (
    Column("office_code", N_("office code"), "code"),
    Column("office_name", N_("office"), "office"),
    Column("office_kind", N_("kind"), "word"),
    Column("district", N_("district")),
    Column("province", N_("province")),
    Column("told_on", N_("told on"), "day"),
    Column("told_by", N_("told by"), "number"),
    Column("stalled_at", N_("stalled at"), "office"),
)
"""By whom, and who told them: the cells of :func:`who_owes`."""

COLUMNS = (
    *WHAT_COLUMNS,
    *WHO_COLUMNS,
    Column("working_days_left", N_("working days"), "count"),
)

_TABLE = (  # what is in Thai last: terminals disagree on its width
    "due_on",
    "days_left",
    "working_days_left",
    "told_on",
    "state",
    "office_name",
    "stalled_at",
    "district",
    "province",
    "letter_number",
    "task",
)
_SAID_ONCE = ("letter_number", "task", "district", "province")
_LEFT_OUT_FIRST = ("told_on", "working_days_left", "province", "district", "stalled_at")


class Tally:
    """What has gone by: how many are still owed, of them how many overdue and untold, and the last deadline (ISO)."""

    def __init__(self) -> None:
        self.owing = 0
        self.overdue = 0
        self.untold = 0
        self.last_due = ""

    def count(self, progress: Progress, state: State, due_on: str | None, *, told: bool, number: int = 1) -> None:
        """Count so many that went by, all alike."""
        if progress in OWING:
            self.owing += number
            self.overdue += number * (state == "overdue")
            self.untold += number * (not told)
            self.last_due = max(self.last_due, due_on or "")


class OwingReport(NamedTuple):
    """The report, and the tally that fills as its rows are read."""

    report: Report
    tally: Tally


def owing_report(connection: sqlite3.Connection, asked: Asked) -> OwingReport:
    """List what is owed by deadline (none last), letter and registry order; the rows stream.

    Raises:
        InputError, UnknownError: as ``tracked``.
    """
    tally = Tally()
    foot: list[str] = []
    settled = any(each not in OWING_STATES for each in asked.states)
    rows = _rows(tracked(connection, asked, settled=settled), tally)
    rows = with_foot(rows, foot, connection, asked, tally)
    return OwingReport(Report(COLUMNS, rows, _TABLE, _SAID_ONCE, foot=foot, left_out_first=_LEFT_OUT_FIRST), tally)


def _rows(found: Iterator[Tracked], tally: Tally) -> Iterator[tuple[object, ...]]:
    for each in found:
        tally.count(each.row.progress, each.state, each.row.due_on, told=each.told is not None)
        yield (*what_is_owed(each), *who_owes(each), each.working_days_left)


def what_is_owed(each: Tracked) -> tuple[object, ...]:
    """The letter, the task, its deadline and how it stands."""
    row, task = each.row, each.task
    return (
        task.letter_number,
        task.letter_date,
        task.subject,
        task.title,
        task.system,
        row.due_on,
        each.days_left,
        each.state,
        row.progress,
    )


def who_owes(each: Tracked) -> tuple[object, ...]:
    """The office, where it is, and when it was told by which letter, or at whom that stalled."""
    row, told = each.row, each.told
    return (
        row.office,
        row.name,
        row.kind,
        row.district,
        row.province,
        told and told.on,
        told and told.by,
        None if told else each.chain.line(each.chain.stalled_at(each.line)).name,
    )


def with_foot(
    rows: Iterator[tuple[object, ...]], foot: list[str], connection: sqlite3.Connection, asked: Asked, tally: Tally
) -> Iterator[tuple[object, ...]]:
    """The rows; once they have all gone by, what a table says below them is in ``foot``."""
    yield from rows
    foot.append(_summary(tally))
    if asked.letter is None and not asked.include_secret:
        foot += left_out(classified_letters(connection, with_tasks=True))
    if asked.calendar:
        foot += _calendar_s_end(asked.calendar.known_until, tally.last_due)


def _calendar_s_end(known_until: date | None, last_due: str) -> list[str]:
    """What working days do not know: the holidays beyond the last year that the lists have."""
    if known_until is None:
        return [translate(N_("Working days: no public holidays but the office's own list."))]
    if last_due <= known_until.isoformat():
        return []
    return [translate(N_("Working days: public holidays are known until {day}.")).format(day=known_until)]


def _summary(tally: Tally) -> str:
    """One line for people, in their language: how many owe, are overdue, have not been told."""
    if not tally.owing:
        return translate(N_("Nobody owes."))
    return translate(N_("{owing} owing, {overdue} of them overdue, {untold} not told.")).format(
        owing=f"{tally.owing:,}", overdue=f"{tally.overdue:,}", untold=f"{tally.untold:,}"
    )
