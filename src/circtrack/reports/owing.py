"""Who still owes, and who has not even been told: one row for each obligation.

Scripts depend on the columns and their order: append new ones at the end.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from circtrack.errors import N_, Message
from circtrack.record import Record
from circtrack.reports.tracked import (
    ChainCache,
    find_limits,
    foresee_states,
    is_in_part,
    judge_obligation,
    list_asked_tasks,
    select_obligations,
)
from circtrack.store.chain import parse_notification
from circtrack.store.owing import has_unassigned, list_obligations
from circtrack.store.secrecy import count_classified_letters
from circtrack.table import Column, Report
from circtrack.tracking.chain import Standing
from circtrack.tracking.state import OWING, OWING_STATES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from circtrack.database.engine import Connection
    from circtrack.model import Progress, State
    from circtrack.reports.tracked import JudgedObligation, Limits, ReportScope, TrackedObligation
    from circtrack.store.owing import ObligationRow, OwedTask
    from circtrack.tracking.chain import Chain

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
"""The columns of :func:`list_what_is_owed`."""

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
"""The columns of :func:`list_who_owes`."""

COLUMNS = (
    *WHAT_COLUMNS,
    *WHO_COLUMNS,
    Column("working_days_left", N_("working days"), "count"),
    Column("note", N_("note")),
    Column("round", N_("round no."), "count"),
)

_TABLE = (  # Thai text comes last: terminals disagree on its width
    "due_on",
    "round",
    "days_left",
    "working_days_left",
    "told_on",
    "state",
    "progress",
    "note",
    "office_name",
    "stalled_at",
    "district",
    "province",
    "letter_number",
    "task",
)
_SAID_ONCE = ("letter_number", "task", "district", "province")
# In a table these say no more than the state does.
_QUIET = {"progress": ("none", "done", "exempt")}
# Place and days left follow from the day; of the last two, the foot says how many there are.
_LEFT_OUT_FIRST = (
    "told_on",
    "working_days_left",
    "province",
    "district",
    "stalled_at",
    "round",
    "days_left",
    "note",
    "progress",
)


class OwingTotals:
    """Totals of the obligations counted so far: owed, overdue, untold, and the last deadline (ISO).

    ``unassigned`` says of what it is not yet said who must act; it is complete once all rows are read.
    """

    def __init__(self) -> None:
        self.unassigned: list[Message] = []
        self.owing = 0
        self.overdue = 0
        self.untold = 0
        self.blocked = 0
        self.incomplete = 0
        self.last_due = ""

    def count(self, progress: Progress, state: State, due_on: str | None, *, told: bool, number: int = 1) -> None:
        """Count ``number`` obligations that are alike."""
        if progress in OWING:
            self.owing += number
            self.overdue += number * (state == "overdue")
            self.untold += number * (not told)
            self.blocked += number * (progress == "blocked")
            self.incomplete += number * (progress == "incomplete")
            self.last_due = max(self.last_due, due_on or "")


class OwingReport(Record):
    """The report, and its totals, which grow as the rows are read."""

    report: Report
    tally: OwingTotals


def build_owing_report(connection: Connection, asked: ReportScope) -> OwingReport:
    """List obligations by deadline (those without one last), registry order and letter; the rows stream.

    Raises:
        InputError, UnknownError: as ``tracked.list_asked_tasks``.
    """
    tally = OwingTotals()
    foot: list[Message] = []
    settled = any(each not in OWING_STATES for each in asked.states)
    known = list_asked_tasks(connection, asked, settled=settled)
    limits = find_limits(connection, asked)
    found = list_obligations(connection, select_obligations(connection, asked, known, limits, settled=settled))
    chain_of = ChainCache(connection, known, include_secret=asked.include_secret)
    rows = _rows(found, asked, known, limits, chain_of, tally)
    rows = add_foot(rows, foot, connection, asked, tally)
    return OwingReport(
        Report(COLUMNS, rows, _TABLE, _SAID_ONCE, foot=foot, left_out_first=_LEFT_OUT_FIRST, quiet=_QUIET), tally
    )


class _SharedCells:
    """The cells that obligations of one task with the same deadline and progress share, and how many were counted."""

    __slots__ = ("cells", "due_on", "judged", "number", "progress", "told")

    def __init__(
        self, task: OwedTask, due_on: str | None, progress: Progress, judged: JudgedObligation, *, told: bool
    ) -> None:
        self.cells = _what_cells(task, due_on, progress, judged)
        self.due_on, self.progress, self.judged, self.told = due_on, progress, judged, told
        self.number = 0


def _rows(
    rows: Iterable[ObligationRow],
    asked: ReportScope,
    known: Mapping[int, OwedTask],
    limits: Limits,
    chain_of: ChainCache,
    tally: OwingTotals,
) -> Iterator[tuple[object, ...]]:
    """Yield the rows, and count them. Cells that rows share are made once: of 100,000 rows few differ in them."""
    groups: dict[tuple[object, ...], _SharedCells] = {}
    # Neighbouring rows were told by the same letter. The caches are bounded: all letters are too many to keep.
    told_cells = lru_cache(maxsize=1_000)(lambda text: (*parse_notification(text), None))
    untold_cells = lru_cache(maxsize=1_000)(lambda task, superior: (None, None, _stalled(chain_of(task), superior)))
    seen = foresee_states(rows, chain_of, told_too=bool(limits))
    for task, due_on, progress, done_on, office, name, kind, district, province, superior, told, note, place in seen:
        if limits and not is_in_part(chain_of(task), office, Standing(name, kind, superior), limits):
            continue
        key = (task, due_on, progress, done_on, told is None)
        shared = groups.get(key)
        if shared is None:
            found = judge_obligation(asked, progress, done_on, due_on, told is not None)
            shared = groups[key] = _SharedCells(known[task], due_on, progress, found, told=told is not None)
        if shared.judged.wanted:
            shared.number += 1
            by = told_cells(told) if told else untold_cells(task, superior)
            working_days = shared.judged.working_days_left
            yield (*shared.cells, office, name, kind, district, province, *by, working_days, note, place)
    for each in groups.values():
        tally.count(each.progress, each.judged.state, each.due_on, told=each.told, number=each.number)


def list_what_is_owed(each: TrackedObligation) -> tuple[object, ...]:
    """Return the cells for the letter, the task, its deadline and its state."""
    return _what_cells(each.task, each.row.due_on, each.row.progress, each.judged)


def _what_cells(task: OwedTask, due_on: str | None, progress: Progress, found: JudgedObligation) -> tuple[object, ...]:
    return (
        task.letter_number,
        task.letter_date,
        task.subject,
        task.title,
        task.system,
        due_on,
        found.days_left,
        found.state,
        progress,
    )


def list_who_owes(each: TrackedObligation) -> tuple[object, ...]:
    """Return the cells for the office, its place, and when and by which letter it was told, or where that stalled."""
    row, told = each.row, each.told
    return (
        row.office,
        row.name,
        row.kind,
        row.district,
        row.province,
        told and told.on,
        told and told.by,
        None if told else _stalled(each.chain, each.line.superior),
    )


def _stalled(chain: Chain, superior: str) -> str:
    return chain.line(chain.stalled_at(superior)).name


def add_foot(
    rows: Iterator[tuple[object, ...]],
    foot: list[Message],
    connection: Connection,
    asked: ReportScope,
    tally: OwingTotals,
) -> Iterator[tuple[object, ...]]:
    """Yield the rows; after the last, append to ``foot`` the lines that a table shows below them."""
    yield from rows
    if has_unassigned(connection):
        from circtrack.reports.unassigned import say_what_is_unassigned  # mostly there is none

        tally.unassigned += say_what_is_unassigned(connection, asked)
    if tally.owing or not tally.unassigned:
        foot.append(_summary(asked, tally))
    if tally.blocked or tally.incomplete:
        said = N_("Of these, kept from entering: {blocked}; entered with fields left blank: {incomplete}.")
        foot.append(Message(said, blocked=f"{tally.blocked:,}", incomplete=f"{tally.incomplete:,}"))
    foot += tally.unassigned
    if (
        asked.letter is None
        and not asked.include_secret
        and (count := count_classified_letters(connection, with_tasks=True))
    ):
        from circtrack.reports.secrecy import say_left_out  # loaded only if there are classified letters

        foot += say_left_out(count)
    if asked.calendar:
        foot += _working_days_notes(asked.calendar.known_until, tally.last_due)


def _working_days_notes(known_until: date | None, last_due: str) -> list[Message]:
    """Say up to which day public holidays are known, if a deadline lies beyond it or none are known."""
    if known_until is None:
        return [Message("Working days: no public holidays but the office's own list.")]
    if last_due <= known_until.isoformat():
        return []
    return [Message("Working days: public holidays are known until {day}.", day=known_until)]


def _summary(asked: ReportScope, tally: OwingTotals) -> Message:
    """Return the line with how many obligations are owed, are overdue, and have not been told."""
    if not tally.owing:
        return Message("Nobody owes what was asked for." if asked.is_narrowed else "Nobody owes.")
    return Message(
        "{owing} owing, {overdue} of them overdue, {untold} not told.",
        owing=f"{tally.owing:,}",
        overdue=f"{tally.overdue:,}",
        untold=f"{tally.untold:,}",
    )
