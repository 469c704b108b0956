"""Obligations with what the tracking rules make of them: what `owing` lists and `chain` counts."""

from __future__ import annotations

from datetime import date
from functools import cache, partial
from typing import TYPE_CHECKING, Literal, NamedTuple

from circtrack.errors import N_, InputError, UnknownError
from circtrack.store.chain import chain_deliveries, chain_letters, office_line
from circtrack.store.owing import obligations, tasks
from circtrack.store.secrecy import refuse_classified_chain
from circtrack.tracking.chain import Arrival, Chain, Line
from circtrack.tracking.state import OWING, days_left, state, working_days_left

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Mapping

    from circtrack.model import Progress, State
    from circtrack.store.find_letter import FoundLetter
    from circtrack.store.owing import ObligationRow, Order, TaskRow
    from circtrack.tracking.state import WorkingCalendar

day = cache(date.fromisoformat)
"""An ISO day of the database as a date. A list has thousands of days and few different ones."""


class Asked(NamedTuple):
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


class Tracked(NamedTuple):
    """One obligation with what the rules make of it on the day asked for."""

    row: ObligationRow
    task: TaskRow
    line: Line
    chain: Chain
    state: State
    days_left: int | None
    told: Arrival | None
    working_days_left: int | None = None


def tracked(connection: sqlite3.Connection, asked: Asked, *, settled: bool, order: Order = "due") -> Iterator[Tracked]:
    """Stream the obligations asked for, each with its state.

    Args:
        connection: An open database.
        asked: Which ones.
        settled: Whether those done and exempt come too.
        order: See ``store.owing.obligations``.

    Raises:
        InputError: a task's place was named, but no letter; or the letter's chain is classified, and such are left out.
        UnknownError: there is no such task or system.
    """
    if asked.letter and not asked.include_secret:
        refuse_classified_chain(connection, asked.letter)
    known = tasks(connection, asked.letter.root if asked.letter else None, include_secret=asked.include_secret)
    return _tracked(connection, asked, _chosen(asked, known), settled=settled, order=order)


def _tracked(
    connection: sqlite3.Connection, asked: Asked, known: Mapping[int, TaskRow], *, settled: bool, order: Order
) -> Iterator[Tracked]:
    letter = asked.letter
    tops = [code for code in (asked.under, asked.own_office) if code]
    if letter and letter.id != letter.root:
        tops.append(letter.issuer)
    chain_of = cache(partial(load_chain, connection))
    judge = cache(partial(_judge, asked))
    rows = obligations(
        connection,
        root=letter.root if letter else None,
        chosen=known if asked.task or asked.title or asked.system else None,
        settled=settled,
        include_secret=asked.include_secret,
        order=order,
    )
    for row in rows:
        if asked.kinds and row.kind not in asked.kinds:
            continue
        task = known[row.task]
        chain, line = chain_of(task.root), Line(row.name, row.kind, row.superior)
        if tops and not all(chain.is_under(row.office, line, top) for top in tops):
            continue
        told = chain.told(row.office, line)
        now, left, working, wanted = judge(row.progress, row.done_on, row.due_on, told and told.on)
        if wanted:
            yield Tracked(row, task, line, chain, now, left, told, working)


def _judge(
    asked: Asked, progress: Progress, done_on: str | None, due_on: str | None, told_on: date | None
) -> tuple[State, int | None, int | None, bool]:
    """State, days left, working days left, and whether such an obligation was asked for.

    Thousands of rows have a few of these.
    """
    due = day(due_on) if due_on else None
    now = state(progress, day(done_on) if done_on else None, due, told_on, asked.today)
    still = due if progress in OWING else None
    left = days_left(still, asked.today)
    working = working_days_left(still, asked.today, asked.calendar) if asked.calendar else None
    return now, left, working, _wanted(asked, now, left)


def _wanted(asked: Asked, now: State, left: int | None) -> bool:
    if asked.states and now not in asked.states:
        return False
    if asked.within is None and not asked.overdue:
        return True
    return (asked.overdue and now == "overdue") or (
        asked.within is not None and left is not None and 0 <= left <= asked.within
    )


def load_chain(connection: sqlite3.Connection, root: int) -> Chain:
    """The chain whose root is this row; offices as they were on the root's date."""
    letters = chain_letters(connection, root)
    top = next(letter for letter in letters if letter.id == root)
    numbers = {letter.id: letter.number for letter in letters}
    return Chain(
        top.issuer,
        [
            Arrival(letter.issuer, day(letter.date), numbers.get(letter.parent or root, letter.number))
            for letter in letters
        ],
        (Arrival(office, day(on), number) for office, on, number in chain_deliveries(connection, root)),
        lambda code: (found := office_line(connection, code, top.date)) and Line(*found),
    )


_LISTED = 20


def _chosen(asked: Asked, known: dict[int, TaskRow]) -> dict[int, TaskRow]:
    """The tasks that were asked for."""
    if asked.task:
        known = _of_place(asked, known)
    if asked.title:
        known = _named(known, "title", asked.title, N_("no task has {text} in its title."))
    if asked.system:
        known = _named(known, "system", asked.system, N_("no task is entered in a system that is called {text}."))
    return known


def _of_place(asked: Asked, known: dict[int, TaskRow]) -> dict[int, TaskRow]:
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


def _named(known: dict[int, TaskRow], field: Literal["title", "system"], text: str, refusal: str) -> dict[int, TaskRow]:
    """The tasks with this text in a field, however it is spaced. A text that no task has is a slip, if any is known."""
    from circtrack.store.find_letter import bare_text

    part = bare_text(text).casefold()
    fits = {row: task for row, task in known.items() if part in bare_text(getattr(task, field)).casefold()}
    if known and not fits:
        names = dict.fromkeys(filter(None, (getattr(task, field) for task in known.values())))
        raise UnknownError(refusal, details=list(names)[:_LISTED], text=text)
    return fits
