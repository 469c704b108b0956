"""What is to be said today, as one digest for each who must act."""

from __future__ import annotations

from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.database.spool import Spool
from circtrack.errors import N_, Message
from circtrack.reports.owing import WHAT_COLUMNS, WHO_COLUMNS, what_is_owed, who_owes
from circtrack.reports.tracked import JudgedObligation, TrackedObligation, day, track_obligations
from circtrack.store.owing import ObligationRow
from circtrack.store.reminders import ObligationDetail, ReminderRecord, list_reminders, load_detail
from circtrack.table import Column, Report
from circtrack.tracking.chain import Arrival, Standing
from circtrack.tracking.reminders import SentReminder, name_level, parse_level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from circtrack.database.engine import Connection
    from circtrack.reports.tracked import ReportScope
    from circtrack.store.owing import OwedTask
    from circtrack.tracking.chain import Chain
    from circtrack.tracking.reminders import Reminders

COLUMNS = (
    Column("to_code", N_("to, code"), "code"),
    Column("to_name", N_("to"), "office"),
    Column("level", N_("round"), "code"),
    *WHAT_COLUMNS,
    Column("note", N_("note")),
    *WHO_COLUMNS,
)


_TABLE = (
    "to_name",
    "due_on",
    "days_left",
    "state",
    "progress",
    "note",
    "office_name",
    "stalled_at",
    "letter_number",
    "task",
)
_SAID_ONCE = ("to_name", "letter_number", "task")


class ReminderChoice(NamedTuple):
    """What a run says.

    ``everything`` is all that is owed, whatever the day, else only what a level says; ``remembers`` tells whether the
    database's memory counts, else only what falls on the day itself; ``each`` makes one digest for every office that
    owes, else for every one that must act.
    """

    everything: bool = False
    remembers: bool = False
    each: bool = False


class ReminderItem(NamedTuple):
    """One obligation in a digest. ``level`` is its level's name, "" where none has come yet."""

    tracked: TrackedObligation
    detail: ObligationDetail
    level: str
    saying: ReminderRecord


class Digest(NamedTuple):
    """All that is said to one office, by deadline (none last), letter and place."""

    to: str
    name: str
    kind: str
    items: tuple[ReminderItem, ...]

    @property
    def sayings(self) -> list[ReminderRecord]:
        """What is recorded once this is said."""
        return [item.saying for item in self.items]

    @property
    def key(self) -> str:
        """What tells this digest from others, the same in every office's database: who is told what, on which level."""
        said = [
            (task_key(item.tracked), item.saying.office, item.saying.due_on, item.saying.level) for item in self.items
        ]
        return sha256(repr((self.to, sorted(said))).encode()).hexdigest()[:32]


def task_key(each: TrackedObligation) -> str:
    """A task by its letter's natural key and its place in it."""
    return "|".join((each.chain.issuer, each.task.letter_number, each.task.letter_date[:4], str(each.task.position)))


class DigestSpool:
    """The digests of a run, by the codes of those who must act; each is made when its turn comes, as often as asked.

    What all of them say is put aside on disk (``database.spool``): a whole country's is more than memory should hold.
    """

    def __init__(self) -> None:
        self._spool = Spool()
        self._of_task: dict[int, tuple[OwedTask, Chain]] = {}
        # The task of what was last said to each: by its chain the office is named; None where it owes itself.
        self._last: dict[str, tuple[int, Standing | None]] = {}

    def add(self, item: ReminderItem) -> None:
        """Put aside what is said of one obligation."""
        each, to = item.tracked, item.saying.said_to
        row = each.row
        self._of_task.setdefault(row.task, (each.task, each.chain))
        self._last[to] = (row.task, each.line if to == row.office else None)
        told = each.told and (each.told.on.isoformat(), each.told.by)
        self._spool.keep(to, (row, each.judged, told, item.detail, item.level, item.saying.level))

    @property
    def codes(self) -> list[str]:
        """Those who must act."""
        return sorted(self._last)

    def __len__(self) -> int:
        """How many digests there are."""
        return len(self._last)

    def __iter__(self) -> Iterator[Digest]:
        """Make them one by one."""
        for to, kept in groupby(self._spool.rows(), key=lambda each: each[0]):
            task, line = self._last[to]
            line = line or self._of_task[task][1].line(to)
            yield Digest(to, line.name, line.kind, tuple(self._item(to, *row) for _, row in kept))

    def _item(
        self,
        to: str,
        values: list[Any],
        judged: list[Any],
        told: list[str] | None,
        detail: list[Any],
        level: str,
        said: str,
    ) -> ReminderItem:
        row = ObligationRow._make(values)
        task, chain = self._of_task[row.task]
        arrival = Arrival(row.office, day(told[0]), told[1]) if told else None
        each = TrackedObligation(
            row, task, Standing(row.name, row.kind, row.superior), chain, JudgedObligation._make(judged), arrival
        )
        return ReminderItem(
            each,
            ObligationDetail._make(detail),
            level,
            ReminderRecord(row.task, row.office, row.due_on or "", said, to),
        )


def build_digests(
    connection: Connection, asked: ReportScope, reminders: Reminders, choice: ReminderChoice
) -> DigestSpool:
    """What is to be said on ``asked.today``, one digest for each who must act.

    Who must act is the office that passes letters to the one that owes: its superior; where the letter has not
    reached it, the office at which that stalled. In the database of an office it is never one outside it.

    Raises:
        InputError: the letter asked for is of a classified chain, and those are not asked for.
    """
    find = _Find(connection, asked, reminders, choice)
    digests = DigestSpool()
    for each in track_obligations(connection, asked):
        to = each.row.office if choice.each else find_who_must_act(each, asked.own_office)
        if item := find.item(each, to):
            digests.add(item)
    return digests


def find_who_must_act(each: TrackedObligation, own_office: str = "") -> str:
    """Code of the office that must act: who passes letters to the one that owes, or has not passed this one on."""
    chain, line = each.chain, each.line
    to = (line.superior or chain.issuer) if each.told else chain.stalled_at(line.superior)
    if own_office and not chain.is_under(to, chain.line(to), own_office):
        return own_office
    return to


class _Find:
    """Which obligations are said, and on what level."""

    def __init__(
        self, connection: Connection, asked: ReportScope, reminders: Reminders, choice: ReminderChoice
    ) -> None:
        self._connection = connection
        self._today = asked.today
        self._reminders = reminders
        self._choice = choice

    def item(self, each: TrackedObligation, to: str) -> ReminderItem | None:
        row = each.row
        if self._choice.everything:
            # A level of its own: what a person asks for on a day neither counts for the levels nor is it one of them.
            name = f"asked {self._today}"
            if any(level == name for _, level in self._said(row, to)):
                return None
            level = self._reminders.reached(day(row.due_on), self._today) if row.due_on else None
        else:
            level = self._level(row, to)
            if level is None:
                return None
            name = name_level(level)
        saying = ReminderRecord(row.task, row.office, row.due_on or "", name, to)
        detail = load_detail(self._connection, row.task, row.office)
        return ReminderItem(each, detail, "" if level is None else name_level(level), saying)

    def _level(self, row: ObligationRow, to: str) -> int | None:
        if row.due_on is None:
            return None
        due_on = day(row.due_on)
        if not self._choice.remembers:
            return self._reminders.of_day(due_on, self._today)
        # Most have come to no level yet: the memory is asked for the others only.
        if self._reminders.due_now(due_on, self._today, ()) is None:
            return None
        before = [
            SentReminder(day(due), level)
            for due, name in self._said(row, to)
            if (level := parse_level(name)) is not None
        ]
        return self._reminders.due_now(due_on, self._today, before)

    def _said(self, row: ObligationRow, to: str) -> list[tuple[str, str]]:
        return list_reminders(self._connection, row.task, row.office, to) if self._choice.remembers else []


def build_reminder_report(digests: Iterable[Digest]) -> Report:
    """The digests as rows, one for each obligation."""
    return Report(COLUMNS, _rows(digests), _TABLE, _SAID_ONCE, title=Message("Reminders of deadlines"))


def _rows(digests: Iterable[Digest]) -> Iterator[tuple[object, ...]]:
    for digest in digests:
        for item in digest.items:
            what, who = what_is_owed(item.tracked), who_owes(item.tracked)
            yield (digest.to, digest.name, item.level, *what, item.detail.note, *who)
