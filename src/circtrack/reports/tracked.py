"""Obligations with the state that the tracking rules give them, for `owing`, `chain` and `remind`."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache, partial
from itertools import islice
from typing import TYPE_CHECKING, Literal

from circtrack.errors import N_, InputError, UnknownError
from circtrack.record import Record
from circtrack.store.chain import (
    find_first_letter,
    find_first_letters,
    find_root_issuer_and_date,
    find_standing,
    has_issued_in_chain,
    list_ever_under,
    list_office_versions,
    list_reached_by,
    list_superiors,
    parse_notification,
    was_sent_in_chain,
)
from circtrack.store.owing import Selection, list_obligations, list_tasks
from circtrack.tracking.chain import Arrival, Chain, Standing
from circtrack.tracking.state import OWING, count_days_left, count_working_days_left, judge_state

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from circtrack.database.engine import Connection
    from circtrack.model import Progress, State
    from circtrack.store.chain import Notified, OfficeVersion
    from circtrack.store.find_letter import FoundLetter
    from circtrack.store.owing import ObligationRow, OwedTask
    from circtrack.tracking.open_rounds import RoundChoice
    from circtrack.tracking.state import WorkingCalendar


day = cache(date.fromisoformat)
"""Parse an ISO day of the database. Cached: a list has thousands of days, but few different ones."""


class ReportScope(Record):
    """Which obligations a report is about.

    Attributes:
        today: The day to report for.
        letter: Only this letter's chain; if the letter is not the root, only the offices that it reached. None for all.
        under: Only the office with this code and those under it; "" for all.
        own_office: The same, for the database's own office.
        within: Only what is due from today to this many days later. With ``overdue`` too, what fits either.
        overdue: Only what is past its deadline.
        states: Only these states; empty for all.
        task: The task's position in its letter; 0 for all.
        title: Part of the task's title.
        system: Part of the name of the system in which the task is entered.
        kinds: Only these kinds of office; empty for all.
        include_secret: Whether to include what classified letters ask for, and to name them.
        rounds: Which rounds of tasks that recur (``tracking.open_rounds``); None for what is owed now.
        calendar: By which to count working days; None to count none.
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
    rounds: RoundChoice | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether of what is owed on the letter, or at all, only a part is asked for."""
        part = (self.under, self.overdue, self.states, self.task, self.title, self.system, self.kinds, self.rounds)
        return self.within is not None or any(part)


class JudgedObligation(Record):
    """An obligation's state and days left on the day of the report; ``wanted`` tells whether it is in scope."""

    state: State
    days_left: int | None
    working_days_left: int | None
    wanted: bool


class TrackedObligation(Record):
    """One obligation with its office's standing, its chain, and its state on the day of the report."""

    row: ObligationRow
    task: OwedTask
    line: Standing
    chain: Chain
    judged: JudgedObligation
    told: Arrival | None

    @property
    def state(self) -> State:
        """The state."""
        return self.judged.state

    @property
    def days_left(self) -> int | None:
        """Days to the deadline, negative after it; None if it is not owed or has no deadline."""
        return self.judged.days_left

    @property
    def working_days_left(self) -> int | None:
        """Working days to the deadline; None if they are not counted."""
        return self.judged.working_days_left


def track_obligations(
    connection: Connection, asked: ReportScope, *, settled: bool = False
) -> Iterator[TrackedObligation]:
    """Stream the obligations in scope, each with its state, by deadline, place and letter.

    Those that are still owed; with ``settled``, those that are done or exempt too.

    Raises:
        InputError: a task's position is given without a letter.
        UnknownError: no task has this position, title or system.
    """
    known = list_asked_tasks(connection, asked, settled=settled)
    limits = find_limits(connection, asked)
    rows = list_obligations(connection, select_obligations(connection, asked, known, limits, settled=settled))
    return _judge_rows(rows, asked, known, limits, ChainCache(connection, known, include_secret=asked.include_secret))


def list_asked_tasks(connection: Connection, asked: ReportScope, *, settled: bool) -> dict[int, OwedTask]:
    """Return the tasks in scope by row id; without a letter, and unless ``settled``, only those somebody still owes.

    Raises:
        InputError, UnknownError: as ``track_obligations``.
    """
    root = asked.letter.root if asked.letter else None
    # A task that is asked for by name may be done by all offices: it still exists, so that is no error.
    named = bool(asked.title or asked.system)
    known = list_tasks(connection, root, settled=settled or named, include_secret=asked.include_secret)
    if asked.task or asked.title or asked.system:
        return choose_tasks(asked, known)
    return known


def select_obligations(
    connection: Connection, asked: ReportScope, known: Mapping[int, OwedTask], limits: Limits, *, settled: bool
) -> Selection:
    """Return the query's conditions. Who is under an office, :func:`is_in_part` decides by the chain's date."""
    first, last = "", ""
    if asked.within is not None:
        last = (asked.today + timedelta(days=asked.within)).isoformat()
        first = "" if asked.overdue else asked.today.isoformat()
    elif asked.overdue:
        last = (asked.today - timedelta(days=1)).isoformat()
    narrowed = asked.letter or asked.task or asked.title or asked.system
    selection = Selection(
        tasks=known if narrowed else None,
        settled=settled,
        include_secret=asked.include_secret,
        kinds=asked.kinds,
        first=first,
        last=last,
        offices=[list_ever_under(connection, each) for each in limits],
        of_unseen_roots=any(task.letter != task.root for task in known.values()),
    )
    may_recur = [task for task, what in known.items() if "=" in what.rule]
    if may_recur or asked.rounds:
        from circtrack.reports.rounds import add_rounds  # few databases have tasks that recur

        return add_rounds(
            connection, selection, may_recur, asked.rounds, asked.today, of_letter=asked.letter is not None
        )
    return selection


Limits = tuple[frozenset[str], ...]
"""Groups of offices: a report is limited to those who are in each group or under it."""


def find_limits(connection: Connection, asked: ReportScope) -> Limits:
    """Return the offices to whose parts of the country the report is limited."""
    letter = asked.letter
    reached = list_reached_by(connection, letter.id) if letter and letter.id != letter.root else ()
    parts = ((asked.under,), (asked.own_office,), reached)
    return tuple(frozenset(part) for part in parts if any(part))


class ChainCache:
    """The chains of some tasks: each is loaded once, and offices that several chains need are queried once.

    For many rows :meth:`foresee` loads many offices in one query.
    """

    def __init__(self, connection: Connection, known: Mapping[int, OwedTask], *, include_secret: bool = False) -> None:
        self._connection = connection
        self._include_secret = include_secret
        self._known = known
        self._chains: dict[int, Chain] = {}
        self._told: dict[int, dict[str, Notified | None]] = {}
        self._versions: dict[str, list[OfficeVersion]] = {}

    def __call__(self, task: int) -> Chain:
        """Return the chain of the task with this row id."""
        what = self._known[task]
        return self.of_root(what.root, (what.issuer, what.letter_date) if what.letter == what.root else None)

    def of_root(self, root: int, begins: tuple[str, str] | None = None) -> Chain:
        """Return the chain with this root; ``begins`` is the root's issuer and date, where they are known."""
        if root not in self._chains:
            told = self._told[root] = {}
            self._chains[root] = load_chain(
                self._connection, root, told, self._find_line, begins, include_secret=self._include_secret
            )
        return self._chains[root]

    def foresee(self, rows: Iterable[ObligationRow], *, told_too: bool) -> None:
        """Load in bulk what the chains will need for these rows.

        That is the superiors of offices not told, and who told them; with ``told_too``, also those of offices told.
        """
        superiors: dict[int, dict[str, None]] = {}
        above: dict[str, None] = {}
        for row in rows:
            if row.told is None:
                superiors.setdefault(self._known[row.task].root, {})[row.superior] = None
            elif told_too:
                above[row.superior] = None
        self.foresee_untold(superiors, above)

    def foresee_untold(self, superiors: Mapping[int, Collection[str]], others: Iterable[str] = ()) -> None:
        """Load in bulk who told the superiors, by root, of offices not told; and whom these and others stand under."""
        above = dict.fromkeys([*others, *(code for codes in superiors.values() for code in codes)])
        while missing := [code for code in above if code and code not in self._versions]:
            self._fetch(missing)
            above = {version.superior: None for code in missing for version in self._versions[code]}
        for root, codes in superiors.items():
            find_up = self.of_root(root).from_here_up
            told = self._told[root]
            up = dict.fromkeys(code for superior in codes for code in find_up(superior))
            if missing := [code for code in up if code not in told]:
                told |= dict.fromkeys(missing) | find_first_letters(
                    self._connection, root, missing, include_secret=self._include_secret
                )

    def _find_line(self, code: str, on: str) -> Standing | None:
        if code not in self._versions:
            # A few are looked up one by one; who needs more climbs up from all over the country.
            self._fetch([code] if len(self._versions) < _FEW else [code, *list_superiors(self._connection)])
        for version in self._versions[code]:
            if version.since <= on < version.until:
                return Standing(version.name, version.kind, version.superior)
        return None

    def _fetch(self, codes: Sequence[str]) -> None:
        new = [code for code in codes if code not in self._versions]
        self._versions |= {code: [] for code in new}
        for version in list_office_versions(self._connection, new):
            self._versions[version.code].append(version)


_FEW = 20
"""How many offices are looked up one by one."""

_FORESEEN = 1_000
"""For how many rows at a time to load ahead."""


def foresee_states(rows: Iterable[ObligationRow], chain_of: ChainCache, *, told_too: bool) -> Iterator[ObligationRow]:
    """Yield the same rows; what the chains need is loaded for many at once (:meth:`ChainCache.foresee`)."""
    left = iter(rows)
    while some := list(islice(left, _FORESEEN)):
        chain_of.foresee(some, told_too=told_too)
        yield from some


def _judge_rows(
    rows: Iterable[ObligationRow],
    asked: ReportScope,
    known: Mapping[int, OwedTask],
    limits: Limits,
    chain_of: ChainCache,
) -> Iterator[TrackedObligation]:
    judge = cache(partial(judge_obligation, asked))
    for row in foresee_states(rows, chain_of, told_too=bool(limits)):
        chain, line = chain_of(row.task), Standing(row.name, row.kind, row.superior)
        if limits and not is_in_part(chain, row.office, line, limits):
            continue
        found = judge(row.progress, row.done_on, row.due_on, row.told is not None)
        if found.wanted:
            told = _parse_arrival(row.told, row.office) if row.told else None
            yield TrackedObligation(row, known[row.task], line, chain, found, told)


def is_in_part(chain: Chain, office: str, line: Standing, limits: Limits) -> bool:
    """Whether an office is under all of ``limits`` on the date of the chain's root."""
    return all(chain.is_under(office, line, tops) for tops in limits)


def judge_obligation(
    asked: ReportScope, progress: Progress, done_on: str | None, due_on: str | None, told: bool
) -> JudgedObligation:
    """Judge an obligation with this progress and deadline, and whether it is in scope.

    Takes single values, so that callers can cache it: of thousands of rows, few differ in them.
    """
    due = day(due_on) if due_on else None
    now = judge_state(progress, day(done_on) if done_on else None, due, told=told, today=asked.today)
    still = due if progress in OWING else None
    left = count_days_left(still, asked.today)
    working = count_working_days_left(still, asked.today, asked.calendar) if asked.calendar else None
    return JudgedObligation(now, left, working, _wanted(asked, now, left))


def _parse_arrival(told: str, office: str) -> Arrival:
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
    begins: tuple[str, str] | None = None,
    *,
    include_secret: bool = False,
) -> Chain:
    """Return the chain whose root is the letter with this row id; offices are as they were on the root's date.

    Args:
        connection: An open database.
        root: The root's row id.
        told: Notifications that are loaded already, by office code.
        where: Returns an office's standing on a day; None to query the database.
        begins: The root's issuer and date (ISO); None to query the database.
        include_secret: Whether to say of an office that it was told by a classified letter; else by which is left out.
    """
    issuer, on = begins or find_root_issuer_and_date(connection, root)

    def first(code: str) -> Arrival | None:
        if told and code in told:
            found = told[code]
        else:
            found = find_first_letter(connection, root, code, include_secret=include_secret)
        return Arrival(code, day(found.on), found.by) if found else None

    def line(code: str) -> Standing | None:
        if where:
            return where(code, on)
        found = find_standing(connection, code, on)
        return found and Standing(*found)

    has_issued, was_sent = (partial(each, connection, root) for each in (has_issued_in_chain, was_sent_in_chain))
    return Chain(issuer, first, has_issued, line, was_sent)


# Which tasks a report is about: one task of a letter by its position, or those with a certain title or system.

_LISTED = 20


def choose_tasks(asked: ReportScope, known: dict[int, OwedTask]) -> dict[int, OwedTask]:
    """Return the tasks that fit the scope's ``task``, ``title`` and ``system``, by row id.

    Raises:
        InputError: a task's position is given without a letter.
        UnknownError: no task has this position, title or system.
    """
    if asked.task:
        known = _choose_by_position(asked, known)
    if asked.title:
        known = _choose_by_text(known, "title", asked.title, N_("no task has {text} in its title."))
    if asked.system:
        known = _choose_by_text(
            known, "system", asked.system, N_("no task is entered in a system that is called {text}.")
        )
    return known


def _choose_by_position(asked: ReportScope, known: dict[int, OwedTask]) -> dict[int, OwedTask]:
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


def _choose_by_text(
    known: dict[int, OwedTask], field: Literal["title", "system"], text: str, refusal: str
) -> dict[int, OwedTask]:
    """Return the tasks whose field contains this text; spaces do not matter.

    Raises:
        UnknownError: there are tasks, but none has the text.
    """
    from circtrack.thai.number_text import bare_text  # most reports do not ask for a part of a text

    part = bare_text(text).casefold()
    fits = {row: task for row, task in known.items() if part in bare_text(getattr(task, field)).casefold()}
    if known and not fits:
        names = dict.fromkeys(filter(None, (getattr(task, field) for task in known.values())))
        raise UnknownError(refusal, details=list(names)[:_LISTED], text=text)
    return fits
