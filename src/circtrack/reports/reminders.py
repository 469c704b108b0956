"""Today's reminders: one digest for each office that must act."""

from __future__ import annotations

from datetime import timedelta
from functools import cache, partial
from hashlib import sha256
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.database.spool import Spool
from circtrack.errors import N_, Message
from circtrack.reports.owing import WHAT_COLUMNS, WHO_COLUMNS, list_what_is_owed, list_who_owes
from circtrack.reports.tracked import JudgedObligation, TrackedObligation, day, list_asked_tasks, track_obligations
from circtrack.store.chain import find_standing
from circtrack.store.owing import ObligationRow
from circtrack.store.reminders import (
    CitableLetter,
    ObligationDetail,
    ReminderRecord,
    SettledDeadline,
    find_urgency,
    list_citable,
    list_settled,
    list_settled_rounds,
    load_details,
    load_reminders,
)
from circtrack.table import Column, Report
from circtrack.tracking.chain import Arrival, Standing
from circtrack.tracking.reminders import Reminders, SentReminder, name_level, parse_level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from circtrack.database.engine import Connection
    from circtrack.reports.tracked import ReportScope
    from circtrack.store.owing import OwedTask
    from circtrack.tracking.chain import Chain

COLUMNS = (
    Column("to_code", N_("to, code"), "code"),
    Column("to_name", N_("to"), "office"),
    Column("level", N_("round"), "code"),
    *WHAT_COLUMNS,
    Column("note", N_("note")),
    *WHO_COLUMNS,
    Column("round", N_("round no."), "count"),
)


_TABLE = (
    "to_name",
    "due_on",
    "round",
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

_AT_ONCE = 500
"""How many obligations are looked at together: their reminders and notes are read by one query."""


_KEPT = 60
"""For so many days after a deadline a calendar is told that it is settled."""


class ReminderChoice(NamedTuple):
    """Which reminders a run makes.

    Attributes:
        everything: Remind of all that is owed, whatever the day; else only of what has reached a level.
        remembers: Consider the reminders recorded in the database; else remind only of what falls on the day itself.
        each: Make one digest for every office that owes; else for every office that must act.
        settled: Find what nobody owes any more too, for a calendar.
    """

    everything: bool = False
    remembers: bool = False
    each: bool = False
    settled: bool = False


class ReminderItem(NamedTuple):
    """One obligation in a digest. ``level`` is the name of its level, "" if it has reached none."""

    tracked: TrackedObligation
    detail: ObligationDetail
    level: str
    saying: ReminderRecord


class Digest(NamedTuple):
    """The reminders to one office, by deadline (those without one last), place and letter.

    ``own`` is whether the database is this office's own: then it is what that office says to those below it, else what
    is said to this office. ``cited`` has the letters of the chains, by root and number.
    """

    to: str
    name: str
    kind: str
    items: tuple[ReminderItem, ...]
    own: bool = False
    cited: Mapping[int, Mapping[str, CitableLetter]] = {}

    @property
    def is_its_own(self) -> bool:
        """Whether all of it is owed by this office itself."""
        return all(item.tracked.row.office == self.to for item in self.items)

    @property
    def sayings(self) -> list[ReminderRecord]:
        """The records to be stored once this digest is delivered."""
        return [item.saying for item in self.items]

    @property
    def key(self) -> str:
        """An identifier made of recipient, obligations and levels: the same in every office's database."""
        said = [
            (task_key(item.tracked), item.saying.office, item.saying.due_on, item.saying.level) for item in self.items
        ]
        return sha256(repr((self.to, sorted(said))).encode()).hexdigest()[:32]


def task_key(each: TrackedObligation) -> str:
    """Return a task's key, the same in every database: its letter's natural key and its position in the letter."""
    return "|".join((each.chain.issuer, each.task.letter_number, each.task.letter_date[:4], str(each.task.position)))


class DigestSpool:
    """The digests of a run, ordered by the code of the office that must act; each iteration builds them one by one.

    Their items are kept on disk (``database.spool``): those of the whole country are too many for memory.
    """

    def __init__(self, own_office: str = "", own_name: str = "") -> None:
        self.own_name = own_name
        """The name of the database's own office, "" if it is of the whole country."""
        self.settled: list[SettledDeadline] = []
        """What nobody owes any more, where that was asked for."""
        self.own_office = own_office
        self._spool = Spool()
        self._of_task: dict[int, tuple[OwedTask, Chain]] = {}
        self._cited: dict[int, dict[str, CitableLetter]] = {}
        # By recipient: the task last added, whose chain names the recipient; and its standing if it owes itself.
        self._last: dict[str, tuple[int, Standing | None]] = {}

    def add(self, connection: Connection, item: ReminderItem) -> None:
        """Store the reminder of one obligation."""
        each, to = item.tracked, item.saying.said_to
        row = each.row
        self._of_task.setdefault(row.task, (each.task, each.chain))
        if each.task.root not in self._cited:
            self._cited[each.task.root] = list_citable(connection, each.task.root)
        self._last[to] = (row.task, each.line if to == row.office else None)
        told = each.told and (each.told.on.isoformat(), each.told.by)
        self._spool.keep(to, (row, each.judged, told, item.detail, item.level, item.saying.level))

    @property
    def codes(self) -> list[str]:
        """The codes of the offices that must act."""
        return sorted(self._last)

    def __len__(self) -> int:
        """Return the number of digests."""
        return len(self._last)

    def __iter__(self) -> Iterator[Digest]:
        """Build the digests one by one."""
        for to, kept in groupby(self._spool.rows(), key=lambda each: each[0]):
            task, line = self._last[to]
            line = line or self._of_task[task][1].line(to)
            items = tuple(self._item(to, *row) for _, row in kept)
            yield Digest(to, line.name, line.kind, items, to == self.own_office, self._cited)

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
    """Build the reminders of ``asked.today``, one digest for each office that must act.

    The office that must act is the superior of the one that owes; if the letter has not reached that one, the office
    at which it stalled. In the database of one office, it is that office or one under it.
    """
    selector = _Selector(connection, asked, reminders, choice)
    digests = DigestSpool(asked.own_office, _find_name(connection, asked))
    tracked = iter(track_obligations(connection, asked))
    while batch := list(islice(tracked, _AT_ONCE)):
        for item in selector.select(
            [
                (each, each.row.office if choice.each else find_who_must_act(each, asked.own_office))
                for each in batch
                if selector.may_be_due(each)
            ]
        ):
            digests.add(connection, item)
    if choice.settled:
        since = (asked.today - timedelta(days=_KEPT)).isoformat()
        digests.settled = list_settled(connection, since, asked.letter.root if asked.letter else 0)
        if recurring := [
            task for task, what in list_asked_tasks(connection, asked, settled=True).items() if "=" in what.rule
        ]:
            from circtrack.reports.rounds import list_days_of_rounds  # few databases have tasks that recur

            days = list_days_of_rounds(connection, recurring, asked.today)
            digests.settled += list_settled_rounds(connection, since, days)
    return digests


def _find_name(connection: Connection, asked: ReportScope) -> str:
    found = find_standing(connection, asked.own_office, asked.today.isoformat()) if asked.own_office else None
    return found[0] if found else ""


def find_who_must_act(each: TrackedObligation, own_office: str = "") -> str:
    """Return the code of the office that must act: the superior of the one that owes, or where the letter stalled."""
    chain, line = each.chain, each.line
    to = (line.superior or chain.issuer) if each.told else chain.stalled_at(line.superior)
    if own_office and not chain.is_under(to, chain.line(to), (own_office,)):
        return own_office
    return to


class _Selector:
    """Decides which obligations to remind of, and on what level."""

    def __init__(
        self, connection: Connection, asked: ReportScope, reminders: Reminders, choice: ReminderChoice
    ) -> None:
        self._connection = connection
        self._today = asked.today
        self._reminders = reminders
        self._urgent = Reminders(reminders.rules.for_urgent(), reminders.is_worked)
        self._choice = choice
        self._urgency = cache(partial(find_urgency, connection))

    def may_be_due(self, each: TrackedObligation) -> bool:
        """Whether to remind of an obligation, unless it was done already: most have reached no level yet."""
        if self._choice.everything:
            return True
        if each.row.due_on is None:
            return False
        due_on, reminders = day(each.row.due_on), self._rules_of(each)
        if self._choice.remembers:
            return reminders.due_now(due_on, self._today, ()) is not None
        return reminders.of_day(due_on, self._today) is not None

    def select(self, batch: Sequence[tuple[TrackedObligation, str]]) -> Iterator[ReminderItem]:
        """Yield those to remind of, of obligations that may be due, each with the office that must act."""
        owed = {(each.row.task, each.row.office) for each, _ in batch}
        if not owed:
            return
        said = load_reminders(self._connection, owed, self._today.isoformat()) if self._choice.remembers else {}
        chosen = [
            (each, to, *found)
            for each, to in batch
            if (found := self._level(each, said.get((each.row.task, each.row.office, to), ())))
        ]
        if not chosen:
            return
        meant = {(each.row.task, each.row.office) for each, *_ in chosen}
        # Who is exempt from later rounds on can still owe one.
        details = load_details(self._connection, meant, settled=any(each.row.round for each, *_ in chosen))
        for each, to, name, level in chosen:
            row = each.row
            saying = ReminderRecord(row.task, row.office, row.due_on or "", name, to)
            detail = details[row.task, row.office]
            yield ReminderItem(each, detail._replace(note=row.note or "") if row.round else detail, level, saying)

    def _level(self, each: TrackedObligation, said: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
        """Return the name under which a reminder is recorded and the level that it shows; None to say nothing."""
        row, reminders = each.row, self._rules_of(each)
        if self._choice.everything:
            # A level of its own: reminders asked for by a person do not count as one of the scheduled levels.
            name = f"asked {self._today}"
            if any(level == name for _, level in said):
                return None
            reached = reminders.reached(day(row.due_on), self._today) if row.due_on else None
            return name, "" if reached is None else name_level(reached)
        due_on = day(row.due_on or "")
        if self._choice.remembers:
            before = [SentReminder(day(due), level) for due, name in said if (level := parse_level(name)) is not None]
            reached = reminders.due_now(due_on, self._today, before)
        else:
            reached = reminders.of_day(due_on, self._today)
        return None if reached is None else (name_level(reached), name_level(reached))

    def _rules_of(self, each: TrackedObligation) -> Reminders:
        return self._urgent if self._urgency(each.task.root) else self._reminders


def build_reminder_report(digests: Iterable[Digest]) -> Report:
    """List the digests, one row for each obligation."""
    return Report(COLUMNS, _rows(digests), _TABLE, _SAID_ONCE, title=Message("Reminders of deadlines"))


def _rows(digests: Iterable[Digest]) -> Iterator[tuple[object, ...]]:
    for digest in digests:
        for item in digest.items:
            what, who = list_what_is_owed(item.tracked), list_who_owes(item.tracked)
            yield (digest.to, digest.name, item.level, *what, item.detail.note, *who, item.tracked.row.round)
