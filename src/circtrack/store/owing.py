"""Every obligation with its task and the root of its chain: what `owing` and `chain` list.

What is still owed is found by an index of its own (``obligation_owed``), so that a report costs by what is open and not
by what was ever recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from circtrack.kinds import HALL_KINDS
from circtrack.store.chain import is_told, select_first_told
from circtrack.store.secrecy import open_chain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from circtrack.database.engine import Connection
    from circtrack.model import Progress


class OwedTask(NamedTuple):
    """One task under the root of its chain. ``letter_date`` is ISO text, ``position`` its place in its letter."""

    root: int
    letter_number: str
    letter_date: str
    subject: str
    position: int
    title: str
    system: str


class ObligationRow(NamedTuple):
    """One obligation. ``task`` is a row; days are ISO text; the office is as it was on the root letter's date.

    ``told`` is day and number in one (``store.chain``), None where no letter of the chain has reached the office.
    """

    task: int
    due_on: str | None
    progress: Progress
    done_on: str | None
    office: str
    name: str
    kind: str
    district: str
    province: str
    superior: str
    told: str | None


class Selection(NamedTuple):
    """Which obligations. ``tasks`` are rows, None for every task; ``kinds`` (of office) empty means every one.

    ``first`` and ``last`` bound the deadline in force, inclusive, as ISO text ("" for no bound); where one is given,
    what has no deadline is left out. ``tops`` are offices: only what they owe themselves and what may stand under
    them, by any day's lines. ``settled`` takes those done and exempt too.
    """

    tasks: Collection[int] | None = None
    settled: bool = False
    include_secret: bool = False
    kinds: Collection[str] = ()
    first: str = ""
    last: str = ""
    tops: Sequence[str] = ()


OWED = "o.progress IN ('none', 'incomplete', 'blocked')"
"""What is still owed: the condition of the index on it, word for word."""

# The first of each task by the index, and the next above it: as many steps as there are tasks still owed.
_OPEN = """
WITH RECURSIVE open (task) AS (
    SELECT min(o.task) FROM obligation AS o WHERE o.progress IN ('none', 'incomplete', 'blocked')
    UNION ALL
    SELECT (
        SELECT min(o.task) FROM obligation AS o
        WHERE o.progress IN ('none', 'incomplete', 'blocked') AND o.task > open.task
    ) FROM open WHERE open.task IS NOT NULL
)
"""

_TASKS = """
SELECT t.id, r.id, r.number, r.date, r.subject, t.position, t.title, t.system
FROM {source}
JOIN letter AS l ON l.id = t.letter
JOIN letter AS r ON r.id = l.root
"""

_KINDS = ", ".join(f"'{kind}'" for kind in HALL_KINDS)
TOLD = f"""coalesce(
    {select_first_told("r.id", "o.office")},
    CASE WHEN v.kind IN ({_KINDS}) THEN {select_first_told("r.id", "v.superior")} END
)"""
"""By what the office of an obligation in :data:`FROM` was told (``store.chain``); NULL where it was not."""

IS_TOLD = f"""({is_told("r.id", "o.office")} OR v.kind IN ({_KINDS}) AND {is_told("r.id", "v.superior")})"""
"""Whether the office was told, without computing by which letter."""

_ROWS = f"""
SELECT o.task, coalesce(o.due_on, t.due_on), o.progress, o.done_on, o.office, coalesce(v.name, o.office),
    coalesce(v.kind, 'other'), coalesce(v.district, ''), coalesce(v.province, ''), coalesce(v.superior, ''), {TOLD}
"""

FROM = """
FROM obligation AS o
JOIN task AS t ON t.id = o.task
JOIN letter AS l ON l.id = t.letter
JOIN letter AS r ON r.id = l.root
LEFT JOIN office_version AS v ON v.code = o.office AND v.since <= r.date AND r.date < v.until
"""
"""Obligations with their task ``t``, the root ``r`` of its chain, and the office ``v`` as it was on its date."""

# Under a department stands everyone.
_UNDER = """(EXISTS (SELECT 1 FROM office_version AS u WHERE u.code = ? AND u.kind = 'department') OR o.office IN (
    WITH RECURSIVE below (code) AS (
        SELECT s.code FROM office AS s WHERE s.code = ?
        UNION SELECT u.code FROM below JOIN office_version AS u ON u.superior = below.code
    ) SELECT code FROM below
))"""

_DUE = "coalesce(o.due_on, t.due_on)"
_PLACE = "coalesce(v.province_code, ''), coalesce(v.district_code, ''), o.office"
_ORDER = f"{_DUE} IS NULL, {_DUE}, {_PLACE}, r.date, r.number, t.position"


def list_tasks(
    connection: Connection, root: int | None = None, *, settled: bool = True, include_secret: bool = False
) -> dict[int, OwedTask]:
    """The tasks of the chain with this root, or of every chain, by row, in the letters' and their own order.

    Apart from the obligations, so that thousands of rows do not each bring the letter's long subject along.

    Args:
        connection: An open database.
        root: Row of a chain's root, or None for every chain.
        settled: Of every chain: whether those that nobody owes any more come too.
        include_secret: Whether those of classified chains come too.
    """
    conditions = [] if include_secret else [open_chain("r")]
    given = []
    if root is not None:
        conditions.append("r.id = ?")
        given.append(root)
    only_open = root is None and not settled
    source = "open JOIN task AS t ON t.id = open.task" if only_open else "task AS t"
    query = f"{_OPEN if only_open else ''} {_TASKS.format(source=source)} {_where(conditions)}"
    rows = connection.execute(f"{query} ORDER BY r.date, r.number, t.position, t.id", given)
    return {row[0]: OwedTask._make(row[1:]) for row in rows}


def list_obligations(connection: Connection, selection: Selection) -> Iterator[ObligationRow]:
    """Stream the obligations from the database, one query for all of them: ``selection`` says which.

    By deadline (none last), place in registry order (province code, district code, code) and letter.
    """
    condition, given = make_conditions(selection)
    rows = connection.engine.stream(connection, f"{_ROWS} {FROM} {condition} ORDER BY {_ORDER}", given)
    return map(ObligationRow._make, rows)


def make_conditions(selection: Selection) -> tuple[str, list[str | int]]:
    """The WHERE clause of a selection on :data:`FROM`, and its values.

    One condition for each thing asked: a condition that also says "or nothing was asked" keeps indexes idle.
    """
    conditions: list[str] = []
    given: list[str | int] = []
    if not selection.settled:
        conditions.append(OWED)
    if not selection.include_secret:
        conditions.append(open_chain("r"))
    if selection.tasks is not None:
        marks = ", ".join("?" * len(selection.tasks))
        conditions.append(f"o.task IN ({marks})" if marks else "1 = 0")  # no list in SQL is empty
        given += selection.tasks
    if selection.kinds:
        conditions.append(f"coalesce(v.kind, 'other') IN ({', '.join('?' * len(selection.kinds))})")
        given += selection.kinds
    for bound, comparison in ((selection.first, ">="), (selection.last, "<=")):
        if bound:
            conditions.append(f"coalesce(o.due_on, t.due_on) {comparison} ?")
            given.append(bound)
    for top in selection.tops:
        conditions.append(_UNDER)
        given += [top, top]
    return _where(conditions), given


def _where(conditions: list[str]) -> str:
    return f"WHERE {' AND '.join(conditions)}" if conditions else ""


# Obligations counted by the database: those of one task that are alike in all that a count asks are one row.

Grouping = Literal["office", "district", "province", ""]

_NAMES: dict[Grouping, tuple[str, ...]] = {
    "office": ("o.office", "coalesce(v.name, o.office)", "coalesce(v.district, '')", "coalesce(v.province, '')"),
    "district": ("coalesce(v.district, '')", "coalesce(v.province, '')"),
    "province": ("coalesce(v.province, '')",),
    "": (),
}


class CountRow(NamedTuple):
    """``number`` obligations of one task that are alike.

    ``names`` are those of the place: an office's code, name, district and province; district and province; province; or
    none. ``order`` sorts places as the registry does. ``office``, ``name``, ``kind`` and ``superior`` are one office's
    where the question is who stands under whom, else "". ``due_on`` is ISO text, ``done_on`` the last day of those that
    were all in time, or all late (None where the two are not told apart).
    """

    names: tuple[str, ...]
    order: tuple[str, ...]
    office: str
    name: str
    kind: str
    superior: str
    progress: Progress
    due_on: str | None
    done_on: str | None
    told: bool
    number: int


def count_obligations(
    connection: Connection, task: int, selection: Selection, place: Grouping, *, late: bool
) -> Iterator[CountRow]:
    """Count the obligations of one task; ``selection`` says which, ``late`` whether those done late are told apart.

    One task at a time, because the groups of a few thousand rows are made in memory, those of millions on disk.
    """
    names = _NAMES[place]
    one = ("o.office", "coalesce(v.name, o.office)", "coalesce(v.kind, 'other')", "coalesce(v.superior, '')")
    keys = [*names, *(one if selection.tops else ("''",) * len(one)), "o.progress"]
    keys += ["coalesce(o.due_on, t.due_on)", "o.done_on > coalesce(o.due_on, t.due_on)" if late else "''"]
    # Whether it was told is asked of what is owed only: nothing else needs it.
    keys.append(f"CASE WHEN {OWED} AND {IS_TOLD} THEN 1 ELSE 0 END")
    order = ("coalesce(min(v.province_code), '')", "coalesce(min(v.district_code), '')", "min(o.office)")
    condition, given = make_conditions(selection._replace(tasks=(task,), settled=True))
    grouped = ", ".join(str(place) for place, key in enumerate(keys, 1) if key != "''")
    counted = (*keys, "max(o.done_on)" if late else "NULL", *order, "count(*)")
    rows = connection.execute(f"SELECT {', '.join(counted)} {FROM} {condition} GROUP BY {grouped}", given)
    width = len(names)
    for row in rows:
        office, name, kind, superior, progress, due_on, _, told, done_on, *rest, number = row[width:]
        yield CountRow(
            row[:width], tuple(rest), office, name, kind, superior, progress, due_on, done_on, bool(told), number
        )


# The obligations of one chain, counted by the database along the lines of who stands under whom.


class LineCount(NamedTuple):
    """How many obligations are done, owed, and owed by who was not told; the first and last deadline (ISO).

    Of one ``office``, or ("") of all that stand directly under ``superior``.
    """

    office: str
    superior: str
    done: int
    owing: int
    untold: int
    first: str | None
    last: str | None


_COUNTS = f"""
    count(CASE WHEN o.progress = 'done' THEN 1 END), count(CASE WHEN {OWED} THEN 1 END),
    count(CASE WHEN {OWED} THEN CASE WHEN {IS_TOLD} THEN NULL ELSE 1 END END),
    min(coalesce(o.due_on, t.due_on)), max(coalesce(o.due_on, t.due_on))
"""


def count_under_superiors(connection: Connection, selection: Selection) -> list[LineCount]:
    """The obligations of a selection, counted for each superior of who owes them."""
    condition, given = make_conditions(selection)
    superior = "coalesce(v.superior, '')"
    query = f"SELECT '', {superior}, {_COUNTS} {FROM} {condition} GROUP BY {superior}"
    return [LineCount._make(row) for row in connection.execute(query, given)]


def count_of_offices(
    connection: Connection, selection: Selection, offices: Sequence[str] | None = None
) -> list[LineCount]:
    """The obligations of a selection, counted for each office, or for each of some."""
    condition, given = make_conditions(selection)
    if offices is not None:
        condition += f" AND o.office IN ({', '.join('?' * len(offices))})"
        given += offices
    query = f"SELECT o.office, coalesce(v.superior, ''), {_COUNTS} {FROM} {condition} GROUP BY 1, 2"
    return [LineCount._make(row) for row in connection.execute(query, given)]


# Who still owes, was told by no letter of its chain and should have been by now: counted, not listed.


class Untold(NamedTuple):
    """Offices of one chain under one superior (an office of one's own apart, where a part of the country is asked for).

    ``root`` is the chain's row, ``letter`` its number, ``office`` one of those meant, ``offices`` how many they are,
    ``due_on`` (ISO) by when the first of them is due.
    """

    root: int
    letter: str
    superior: str
    office: str
    offices: int
    due_on: str


# Where the list of who owes has the first of them.
_PLACES = ("coalesce(o.due_on, t.due_on)", "coalesce(v.province_code, '')", "coalesce(v.district_code, '')")
_APART = " || '\x01' || "
_FIRST = f"min({_APART.join((*_PLACES, 'o.office', 'r.date', 'r.number'))})"


def count_untold(connection: Connection, last: str, own: str) -> Iterator[Untold]:
    """The offices that owe by a day (ISO) or before and were not told, in the order of the list of who owes.

    ``own`` limits them to what may stand under an office, by any day's lines; "" takes all.
    """
    condition, given = make_conditions(Selection(include_secret=True, last=last, tops=(own,) if own else ()))
    rows = connection.execute(
        "SELECT r.id, r.number, coalesce(v.superior, ''), min(o.office), count(DISTINCT o.office),"
        f" min(coalesce(o.due_on, t.due_on)) {FROM} {condition} AND {TOLD} IS NULL"
        f" GROUP BY r.id, coalesce(v.superior, ''), o.office = ? ORDER BY {_FIRST}",
        [*given, own],
    )
    return map(Untold._make, rows)
