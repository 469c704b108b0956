"""What is to be said today, as one digest for each who must act."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from circtrack.errors import N_
from circtrack.reports.owing import WHAT_COLUMNS, WHO_COLUMNS, what_is_owed, who_owes
from circtrack.reports.tracked import day, tracked
from circtrack.store.reminders import Detail, Saying, detail_of, sayings
from circtrack.table import Column, Report
from circtrack.table import Said as Sentence
from circtrack.tracking.reminders import Said, level_name, level_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from circtrack.reports.tracked import Asked, Tracked
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


class Choice(NamedTuple):
    """What a run says.

    ``everything`` is all that is owed, whatever the day, else only what a level says; ``remembers`` tells whether the
    database's memory counts, else only what falls on the day itself; ``each`` makes one digest for every office that
    owes, else for every one that must act.
    """

    everything: bool = False
    remembers: bool = False
    each: bool = False


class Item(NamedTuple):
    """One obligation in a digest. ``level`` is its level's name, "" where none has come yet."""

    tracked: Tracked
    detail: Detail
    level: str
    saying: Saying


class Digest(NamedTuple):
    """All that is said to one office, by deadline (none last), letter and place."""

    to: str
    name: str
    kind: str
    items: tuple[Item, ...]

    @property
    def sayings(self) -> list[Saying]:
        """What is recorded once this is said."""
        return [item.saying for item in self.items]

    @property
    def key(self) -> str:
        """What tells this digest from others, the same in every office's database: who is told what, on which level."""
        said = [
            (task_key(item.tracked), item.saying.office, item.saying.due_on, item.saying.level) for item in self.items
        ]
        return sha256(repr((self.to, sorted(said))).encode()).hexdigest()[:32]


def task_key(each: Tracked) -> str:
    """A task by its letter's natural key and its place in it."""
    return "|".join((each.chain.issuer, each.task.letter_number, each.task.letter_date[:4], str(each.task.position)))


def reminder_digests(
    connection: sqlite3.Connection, asked: Asked, reminders: Reminders, choice: Choice
) -> list[Digest]:
    """What is to be said on ``asked.today``, one digest for each who must act, by their codes.

    Who must act is the office that passes letters to the one that owes: its superior; where the letter has not
    reached it, the office at which that stalled. In the database of an office it is never one outside it.

    Raises:
        InputError: the letter asked for is of a classified chain, and those are not asked for.
    """
    find = _Find(connection, asked, reminders, choice, _by_obligation(sayings(connection) if choice.remembers else ()))
    digests: dict[str, list[Item]] = {}
    names: dict[str, tuple[str, str]] = {}
    for each in tracked(connection, asked, settled=False):
        to = each.row.office if choice.each else must_act(each, asked.own_office)
        if item := find.item(each, to):
            digests.setdefault(to, []).append(item)
            line = each.line if to == each.row.office else each.chain.line(to)
            names[to] = (line.name, line.kind)
    return [Digest(to, *names[to], tuple(digests[to])) for to in sorted(digests)]


def must_act(each: Tracked, own_office: str = "") -> str:
    """Code of the office that must act: who passes letters to the one that owes, or has not passed this one on."""
    chain, line = each.chain, each.line
    to = (line.superior or chain.issuer) if each.told else chain.stalled_at(line.superior)
    if own_office and not chain.is_under(to, chain.line(to), own_office):
        return own_office
    return to


class _Find:
    """Which obligations are said, and on what level."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        asked: Asked,
        reminders: Reminders,
        choice: Choice,
        said: dict[tuple[int, str, str], list[Saying]],
    ) -> None:
        self._connection = connection
        self._today = asked.today
        self._reminders = reminders
        self._choice = choice
        self._said = said

    def item(self, each: Tracked, to: str) -> Item | None:
        row = each.row
        said = self._said.get((row.task, row.office, to), [])
        if self._choice.everything:
            # A level of its own: what a person asks for on a day neither counts for the levels nor is it one of them.
            name = f"asked {self._today}"
            if any(saying.level == name for saying in said):
                return None
            level = self._reminders.reached(day(row.due_on), self._today) if row.due_on else None
        else:
            level = self._level(row.due_on, said)
            if level is None:
                return None
            name = level_name(level)
        saying = Saying(row.task, row.office, row.due_on or "", name, to)
        detail = detail_of(self._connection, row.task, row.office)
        return Item(each, detail, "" if level is None else level_name(level), saying)

    def _level(self, due_on: str | None, said: Sequence[Saying]) -> int | None:
        if due_on is None:
            return None
        if not self._choice.remembers:
            return self._reminders.of_day(day(due_on), self._today)
        before = [Said(day(saying.due_on), level) for saying in said if (level := level_of(saying.level)) is not None]
        return self._reminders.due_now(day(due_on), self._today, before)


def _by_obligation(said: Sequence[Saying]) -> dict[tuple[int, str, str], list[Saying]]:
    found: dict[tuple[int, str, str], list[Saying]] = {}
    for each in said:
        found.setdefault((each.task, each.office, each.said_to), []).append(each)
    return found


def reminder_report(digests: Sequence[Digest]) -> Report:
    """The digests as rows, one for each obligation."""
    return Report(COLUMNS, _rows(digests), _TABLE, _SAID_ONCE, title=Sentence(N_("Reminders of deadlines")))


def _rows(digests: Sequence[Digest]) -> Iterator[tuple[object, ...]]:
    for digest in digests:
        for item in digest.items:
            what, who = what_is_owed(item.tracked), who_owes(item.tracked)
            yield (digest.to, digest.name, item.level, *what, item.detail.note, *who)
