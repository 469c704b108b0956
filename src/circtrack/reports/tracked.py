"""Obligations with what the tracking rules make of them: what `owing` lists and `chain` counts."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache, partial
from itertools import islice
from typing import TYPE_CHECKING, Literal, NamedTuple

from circtrack.errors import N_, InputError, UnknownError
from circtrack.store.chain import (
    find_first_letter,
    find_first_letters,
    find_root_issuer_and_date,
    find_standing,
    has_issued_in_chain,
    list_office_versions,
    parse_notification,
)
from circtrack.store.owing import Selection, list_obligations, list_tasks
from circtrack.store.secrecy import reject_classified_chain
from circtrack.thai.number_text import bare_text
from circtrack.tracking.chain import Arrival, Chain, Standing
from circtrack.tracking.state import OWING, count_days_left, count_working_days_left, judge_state

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from circtrack.database.engine import Connection
    from circtrack.model import Progress, State
    from circtrack.store.chain import Notified, OfficeVersion
    from circtrack.store.find_letter import FoundLetter
    from circtrack.store.owing import ObligationRow, OwedTask
    from circtrack.tracking.state import WorkingCalendar


day = cache(date.fromisoformat)
"""An ISO day of the database as a date. A list has thousands of days and few different ones."""


class ReportScope(NamedTuple):
    """Which obligations a report is about.

    ``letter`` None means every chain; a letter below a root means the offices under its issuer. ``under``
    and ``own_office`` are office codes: only those offices and what stands under them. ``within`` keeps what
    is due from today to that many days on, ``overdue`` what is past its deadline; both keep either.
    ``states`` and ``kinds`` (of office) empty mean every one. ``task`` is the place of a task in its letter, 0 for
    all; ``title`` and ``system`` are parts of what a task is called and where it is entered. Classified chains are
    left out unless ``include_secret``. Working days are counted only by a ``calendar``.
    """

    today: date
    letter: FoundLetter | None = None
    under: str = ""
    own_office: str = ""
    within: int | None = None
    overdue: bool = False
    states: tuple[State, ...] = ()
    task: int = 0
    title: str = ""
    system: str = ""
    kinds: Collection[str] = ()
    include_secret: bool = False
    calendar: WorkingCalendar | None = None


class JudgedObligation(NamedTuple):
    """What the rules make of an obligation on the day asked for, and whether such a one was asked for."""

    state: State
    days_left: int | None
    working_days_left: int | None
    wanted: bool


class TrackedObligation(NamedTuple):
    """One obligation with what the rules make of it on the day asked for."""

    row: ObligationRow
    task: OwedTask
    line: Standing
    chain: Chain
    judged: JudgedObligation
    told: Arrival | None

    @property
    def state(self) -> State:
        """Its state."""
        return self.judged.state

    @property
    def days_left(self) -> int | None:
        """Days to its deadline, negative past it; None where it is not owed or has none."""
        return self.judged.days_left

    @property
    def working_days_left(self) -> int | None:
        """The same in working days, where they are counted."""
        return self.judged.working_days_left


def track_obligations(connection: Connection, asked: ReportScope) -> Iterator[TrackedObligation]:
    """Stream what is still owed of what was asked for, each with its state, by deadline, place and letter.

    Raises:
        InputError: a task's place was named, but no letter; or the letter's chain is classified, and such are left out.
        UnknownError: there is no such task or system.
    """
    known = list_asked_tasks(connection, asked, settled=False)
    rows = list_obligations(connection, select_obligations(asked, known, settled=False))
    return _tracked(rows, asked, known, ChainCache(connection, known))


def list_asked_tasks(connection: Connection, asked: ReportScope, *, settled: bool) -> dict[int, OwedTask]:
    """The tasks that a report is about; without a letter and unless ``settled`` those that somebody still owes.

    Raises:
        InputError, UnknownError: as ``track_obligations``.
    """
    if asked.letter and not asked.include_secret:
        reject_classified_chain(connection, asked.letter.root, asked.letter.number, asked.letter.secrecy)
    root = asked.letter.root if asked.letter else None
    # What is named may be entered by all: that is no slip.
    named = bool(asked.title or asked.system)
    known = list_tasks(connection, root, settled=settled or named, include_secret=asked.include_secret)
    if asked.task or asked.title or asked.system:
        return choose_tasks(asked, known)
    return known


def select_obligations(asked: ReportScope, known: Mapping[int, OwedTask], *, settled: bool) -> Selection:
    """What the database is asked for; :func:`is_in_part` decides who stands under an office, on the chain's day."""
    first, last = "", ""
    if asked.within is not None:
        last = (asked.today + timedelta(days=asked.within)).isoformat()
        first = "" if asked.overdue else asked.today.isoformat()
    elif asked.overdue:
        last = (asked.today - timedelta(days=1)).isoformat()
    narrowed = asked.letter or asked.task or asked.title or asked.system
    return Selection(
        tasks=known if narrowed else None,
        settled=settled,
        include_secret=asked.include_secret,
        kinds=asked.kinds,
        first=first,
        last=last,
        tops=find_tops(asked),
    )


def find_tops(asked: ReportScope) -> tuple[str, ...]:
    """The offices to whose part of the country a report is limited."""
    letter = asked.letter
    below = letter.issuer if letter and letter.id != letter.root else ""
    return tuple(code for code in (asked.under, asked.own_office, below) if code)


class ChainCache:
    """The chains of some tasks, each made once; and what several of them ask of the records is asked once.

    Where thousands of rows are to come from a server, :meth:`foresee` asks for many offices at once.
    """

    def __init__(self, connection: Connection, known: Mapping[int, OwedTask]) -> None:
        self._connection = connection
        self.is_far = connection.engine.is_far
        self._known = known
        self._chains: dict[int, Chain] = {}
        self._told: dict[int, dict[str, Notified | None]] = {}
        self._versions: dict[str, list[OfficeVersion]] = {}

    def __call__(self, task: int) -> Chain:
        """The chain of a task, by its row."""
        root = self._known[task].root
        if root not in self._chains:
            told = self._told[root] = {}
            self._chains[root] = load_chain(self._connection, root, told, self._line)
        return self._chains[root]

    def foresee(self, rows: Iterable[ObligationRow], *, told_too: bool) -> None:
        """Ask at once for what will be asked of these rows.

        That is who has not passed it on to those not told; with ``told_too`` also where the others stand.
        """
        superiors: dict[int, dict[str, None]] = {}
        above: dict[str, None] = {}
        for row in rows:
            if row.told is None:
                superiors.setdefault(row.task, {})[row.superior] = None
            elif told_too:
                above[row.superior] = None
        for codes in superiors.values():
            above |= codes
        while missing := [code for code in above if code and code not in self._versions]:
            self._fetch(missing)
            above = {version.superior: None for code in missing for version in self._versions[code]}
        for task, codes in superiors.items():
            chain = self(task)
            told = self._told[self._known[task].root]
            up = dict.fromkeys(code for superior in codes for code in chain.from_here_up(superior))
            if missing := [code for code in up if code not in told]:
                told |= dict.fromkeys(missing) | find_first_letters(self._connection, self._known[task].root, missing)

    def _line(self, code: str, on: str) -> Standing | None:
        if code not in self._versions:
            self._fetch([code])
        for version in self._versions[code]:
            if version.since <= on < version.until:
                return Standing(version.name, version.kind, version.superior)
        return None

    def _fetch(self, codes: Sequence[str]) -> None:
        self._versions |= {code: [] for code in codes}
        for version in list_office_versions(self._connection, codes):
            self._versions[version.code].append(version)


_FORESEEN = 1_000
"""How many rows are looked at ahead."""


def foresee_states(rows: Iterable[ObligationRow], chain_of: ChainCache, *, told_too: bool) -> Iterator[ObligationRow]:
    """The same rows; what the chains will be asked of them is asked of some at once (:meth:`Chains.foresee`).

    Near by, each question is asked when it comes up: that is as quick, and takes less to load.
    """
    if not chain_of.is_far:
        yield from rows
        return
    left = iter(rows)
    while some := list(islice(left, _FORESEEN)):
        chain_of.foresee(some, told_too=told_too)
        yield from some


def _tracked(
    rows: Iterable[ObligationRow], asked: ReportScope, known: Mapping[int, OwedTask], chain_of: ChainCache
) -> Iterator[TrackedObligation]:
    limits = find_tops(asked)
    judge = cache(partial(judge_obligation, asked))
    for row in foresee_states(rows, chain_of, told_too=bool(limits)):
        chain, line = chain_of(row.task), Standing(row.name, row.kind, row.superior)
        if limits and not is_in_part(chain, row.office, line, limits):
            continue
        found = judge(row.progress, row.done_on, row.due_on, row.told is not None)
        if found.wanted:
            told = _arrived(row.told, row.office) if row.told else None
            yield TrackedObligation(row, known[row.task], line, chain, found, told)


def is_in_part(chain: Chain, office: str, line: Standing, limits: Iterable[str]) -> bool:
    """Whether an office is in the part of the country that a report is limited to, on the day of the chain's root."""
    return all(chain.is_under(office, line, top) for top in limits)


def judge_obligation(
    asked: ReportScope, progress: Progress, done_on: str | None, due_on: str | None, told: bool
) -> JudgedObligation:
    """What the rules make of such an obligation, and whether such a one was asked for.

    Thousands of rows have a few of these.
    """
    due = day(due_on) if due_on else None
    now = judge_state(progress, day(done_on) if done_on else None, due, told=told, today=asked.today)
    still = due if progress in OWING else None
    left = count_days_left(still, asked.today)
    working = count_working_days_left(still, asked.today, asked.calendar) if asked.calendar else None
    return JudgedObligation(now, left, working, _wanted(asked, now, left))


def _arrived(told: str, office: str) -> Arrival:
    on, by = parse_notification(told)
    return Arrival(office, day(on), by)


def _wanted(asked: ReportScope, now: State, left: int | None) -> bool:
    if asked.states and now not in asked.states:
        return False
    if asked.within is None and not asked.overdue:
        return True
    return (asked.overdue and now == "overdue") or (
        asked.within is not None and left is not None and 0 <= left <= asked.within
    )


def load_chain(
    connection: Connection,
    root: int,
    told: Mapping[str, Notified | None] | None = None,
    where: Callable[[str, str], Standing | None] | None = None,
) -> Chain:
    """The chain whose root is this row; offices as they were on the root's date.

    ``told`` is what is known already of who was told by which letter, ``where`` tells the line of an office on a day.
    """
    issuer, on = find_root_issuer_and_date(connection, root)

    def first(code: str) -> Arrival | None:
        found = told[code] if told and code in told else find_first_letter(connection, root, code)
        return found and Arrival(code, day(found.on), found.by)

    def line(code: str) -> Standing | None:
        if where:
            return where(code, on)
        found = find_standing(connection, code, on)
        return found and Standing(*found)

    return Chain(issuer, first, partial(has_issued_in_chain, connection, root), line)


# Which tasks a report is about: one of a letter by its place, or those with a title or system that was named.

_LISTED = 20


def choose_tasks(asked: ReportScope, known: dict[int, OwedTask]) -> dict[int, OwedTask]:
    """The tasks that were asked for, by their rows.

    Raises:
        InputError: a task's place was named, but no letter.
        UnknownError: there is no such task or system.
    """
    if asked.task:
        known = _of_place(asked, known)
    if asked.title:
        known = _named(known, "title", asked.title, N_("no task has {text} in its title."))
    if asked.system:
        known = _named(known, "system", asked.system, N_("no task is entered in a system that is called {text}."))
    return known


def _of_place(asked: ReportScope, known: dict[int, OwedTask]) -> dict[int, OwedTask]:
    if asked.letter is None:
        raise InputError("--task {task} needs the letter whose task it is.", task=asked.task)
    fits = {row: task for row, task in known.items() if task.position == asked.task}
    if not fits:
        raise UnknownError(
            "{number} has no task {task}.",
            details=[f"{task.position}. {task.title}" for task in known.values()],
            number=asked.letter.number,
            task=asked.task,
        )
    return fits


def _named(
    known: dict[int, OwedTask], field: Literal["title", "system"], text: str, refusal: str
) -> dict[int, OwedTask]:
    """The tasks with this text in a field, however it is spaced. A text that no task has is a slip, if any is known."""
    part = bare_text(text).casefold()
    fits = {row: task for row, task in known.items() if part in bare_text(getattr(task, field)).casefold()}
    if known and not fits:
        names = dict.fromkeys(filter(None, (getattr(task, field) for task in known.values())))
        raise UnknownError(refusal, details=list(names)[:_LISTED], text=text)
    return fits
