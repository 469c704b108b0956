"""Obligations with what the tracking rules make of them: what `owing` lists and `chain` counts."""

from __future__ import annotations

from datetime import date
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from circtrack.errors import InputError, UnknownError
from circtrack.store.chain import chain_deliveries, chain_letters, office_line
from circtrack.store.owing import obligations, tasks
from circtrack.tracking.chain import Arrival, Chain, Line
from circtrack.tracking.state import OWING, days_left, state

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping

    from circtrack.model import Progress, State
    from circtrack.store.find_letter import FoundLetter
    from circtrack.store.owing import ObligationRow, Order, TaskRow

day = cache(date.fromisoformat)
"""An ISO day of the database as a date. A list has thousands of days and few different ones."""


class Asked(NamedTuple):
    """Which obligations a report is about.

    ``letter`` None means every chain; a letter below a root means the offices under its issuer. ``under``
    and ``own_office`` are office codes: only those offices and what stands under them. ``within`` keeps what
    is due from today to that many days on, ``overdue`` what is past its deadline; both keep either.
    ``states`` empty means every state. ``task`` is the place of a task in its letter, 0 for all.
    """

    today: date
    letter: FoundLetter | None = None
    under: str = ""
    own_office: str = ""
    within: int | None = None
    overdue: bool = False
    states: tuple[State, ...] = ()
    task: int = 0


class Tracked(NamedTuple):
    """One obligation with what the rules make of it on the day asked for."""

    row: ObligationRow
    task: TaskRow
    line: Line
    chain: Chain
    state: State
    days_left: int | None
    told: Arrival | None


def tracked(connection: sqlite3.Connection, asked: Asked, *, settled: bool, order: Order = "due") -> Iterator[Tracked]:
    """Stream the obligations asked for, each with its state.

    Args:
        connection: An open database.
        asked: Which ones.
        settled: Whether those done and exempt come too.
        order: See ``store.owing.obligations``.

    Raises:
        InputError: a task was named, but no letter.
        UnknownError: the letter has no such task.
    """
    known = tasks(connection, asked.letter.root if asked.letter else None)
    _check_task(asked, known.values())
    return _tracked(connection, asked, known, settled=settled, order=order)


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
        position=asked.task or None,
        settled=settled,
        order=order,
    )
    for row in rows:
        task = known[row.task]
        chain, line = chain_of(task.root), Line(row.name, row.kind, row.superior)
        if tops and not all(chain.is_under(row.office, line, top) for top in tops):
            continue
        told = chain.told(row.office, line)
        now, left, wanted = judge(row.progress, row.done_on, row.due_on, told and told.on)
        if wanted:
            yield Tracked(row, task, line, chain, now, left, told)


def _judge(
    asked: Asked, progress: Progress, done_on: str | None, due_on: str | None, told_on: date | None
) -> tuple[State, int | None, bool]:
    """State, days left, and whether such an obligation was asked for. Thousands of rows have a few of these."""
    due = day(due_on) if due_on else None
    now = state(progress, day(done_on) if done_on else None, due, told_on, asked.today)
    left = days_left(due, asked.today) if progress in OWING else None
    return now, left, _wanted(asked, now, left)


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


def _check_task(asked: Asked, known: Iterable[TaskRow]) -> None:
    if not asked.task:
        return
    if asked.letter is None:
        raise InputError("--task {task} needs the letter whose task it is.", task=asked.task)
    if all(task.position != asked.task for task in known):
        raise UnknownError(
            "{number} has no task {task}.",
            details=[f"{task.position}. {task.title}" for task in known],
            number=asked.letter.number,
            task=asked.task,
        )
