"""Obligations counted by the database: by place, by who stands under whom, by who was not told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from circtrack.record import Record
from circtrack.store.chain import is_told, list_ever_under
from circtrack.store.owing import (
    KINDS_IN_HALLS,
    OWED,
    ObligationQuery,
    Selection,
    make_parts,
    make_source,
    select_told,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from circtrack.database.engine import Connection
    from circtrack.model import Progress

IS_TOLD = f"""({is_told("r.root", "o.office")} OR v.kind IN ({KINDS_IN_HALLS}) AND {is_told("r.root", "v.superior")})"""
"""Whether the office was told, without computing by which letter."""


# Obligations counted by the database: those of one task that have the same values in the counted columns are one row.

Grouping = Literal["office", "district", "province", ""]

_NAME_COLUMNS: dict[Grouping, tuple[str, ...]] = {
    "office": ("o.office", "coalesce(v.name, o.office)", "coalesce(v.district, '')", "coalesce(v.province, '')"),
    "district": ("coalesce(v.district, '')", "coalesce(v.province, '')"),
    "province": ("coalesce(v.province, '')",),
    "": (),
}


class CountRow(Record):
    """A number of obligations of one task that have the same values.

    ``names`` are those of the place: an office's code, name, district and province; district and province; province;
    or none. ``order`` sorts places as the registry does. ``task`` is a row. ``office``, ``name``, ``kind`` and
    ``superior`` are set where obligations are counted by who stands under whom, else "". ``due_on`` is ISO text.
    ``done_on`` is the latest day of obligations that were all done in time or all done late (None where the two are
    counted together). ``round`` is the round's place, None where the task does not recur.
    """

    names: tuple[str, ...]
    order: tuple[str, ...]
    task: int
    office: str
    name: str
    kind: str
    superior: str
    progress: Progress
    due_on: str | None
    done_on: str | None
    told: bool
    number: int
    round: int | None = None


_COUNTED = 50_000
"""How many obligations are counted at once, as far as those counted before foretell.

Their groups fit in memory; those of millions would be made on disk. To count thousands of small tasks one by one would
take longer: for each query a server lists the chains of a role again."""
_MORE = 16
"""How many tasks are counted first, and how many times as many next, at most."""


def count_obligations(
    connection: Connection, tasks: Sequence[int], selection: Selection, place: Grouping, *, late: bool
) -> Iterator[CountRow]:
    """Count the selected obligations of each of these tasks for each ``place``, those done late apart if ``late``."""
    begun, size = 0, _MORE
    while some := tasks[begun : begun + size]:
        counted = 1
        rounds = [each for each in selection.rounds if each[0] in some]
        for part in make_parts(connection, selection._replace(tasks=some, settled=True, rounds=rounds)):
            for row in _count_part(connection, part, place, with_offices=bool(selection.offices), late=late):
                counted += row.number
                yield row
        begun, size = begun + size, max(1, min(_MORE * size, size * _COUNTED // counted))


def _count_part(
    connection: Connection, part: ObligationQuery, place: Grouping, *, with_offices: bool, late: bool
) -> Iterator[CountRow]:
    names = _NAME_COLUMNS[place]
    office_columns = ("o.office", "coalesce(v.name, o.office)", "coalesce(v.kind, 'other')", "coalesce(v.superior, '')")
    keys = [*names, "o.task", *(office_columns if with_offices else ("''",) * len(office_columns)), "o.progress"]
    keys += ["coalesce(o.due_on, t.due_on)", "o.done_on > coalesce(o.due_on, t.due_on)" if late else "''"]
    # Whether an office was told is computed only for what it still owes: nothing else needs it.
    keys.append(f"CASE WHEN {OWED} AND {IS_TOLD} THEN 1 ELSE 0 END")
    order = ("coalesce(min(v.province_code), '')", "coalesce(min(v.district_code), '')", "min(o.office)")
    keys.append("o.place" if part.are_rounds else "''")
    group_by = ", ".join(str(place) for place, key in enumerate(keys, 1) if key != "''")
    selected = (*keys, "max(o.done_on)" if late else "NULL", *order, "count(*)")
    rows = connection.execute(f"SELECT {', '.join(selected)} {part.source} GROUP BY {group_by}", part.values)
    width = len(names)
    for row in rows:
        task, office, name, kind, superior, progress, due_on, _, told, in_round, done_on, *rest, number = row[width:]
        yield CountRow(
            row[:width],
            tuple(rest),
            task,
            office,
            name,
            kind,
            superior,
            progress,
            due_on,
            done_on,
            bool(told),
            number,
            in_round or None,
        )


# The obligations of one chain, counted by the database for each superior or each office.


class LineCount(Record):
    """How many obligations are done, owed, owed by offices that were not told, blocked; first and last deadline (ISO).

    ``earlier`` of those owed are of rounds before the open one, ``earlier_untold`` of those not told; what is blocked
    is of the open one. Of one ``office``, or (where that is "") of all offices directly under ``superior``. The
    deadlines are the tasks' own, of who is not exempt: those of single offices are listed apart
    (:func:`list_own_deadlines`).
    """

    office: str
    superior: str
    done: int
    owing: int
    untold: int
    blocked: int
    earlier: int
    earlier_untold: int
    first: str | None
    last: str | None


_COUNTS = f"""
    count(CASE WHEN o.progress = 'done' THEN 1 END), count(CASE WHEN {OWED} THEN 1 END),
    count(CASE WHEN {OWED} THEN CASE WHEN {IS_TOLD} THEN NULL ELSE 1 END END)
"""
_DAYS = """
    count(CASE WHEN o.progress = 'blocked' THEN 1 END), 0, 0,
    min(CASE WHEN o.due_on IS NULL AND o.progress <> 'exempt' THEN t.due_on END),
    max(CASE WHEN o.due_on IS NULL AND o.progress <> 'exempt' THEN t.due_on END)
"""
_DAYS_OF_ROUNDS = f"""
    count(CASE WHEN o.progress = 'blocked' AND o.is_open = 1 THEN 1 END),
    count(CASE WHEN {OWED} AND o.is_open = 0 THEN 1 END),
    count(CASE WHEN {OWED} AND o.is_open = 0 THEN CASE WHEN {IS_TOLD} THEN NULL ELSE 1 END END),
    min(CASE WHEN o.is_open = 1 AND o.progress <> 'exempt' THEN o.due_on END),
    max(CASE WHEN o.is_open = 1 AND o.progress <> 'exempt' THEN o.due_on END)
"""


def count_under_superiors(connection: Connection, selection: Selection) -> list[LineCount]:
    """Count the selected obligations for each superior of the offices that owe them; rounds apart from the rest."""
    return _count_lines(connection, selection, "''", "GROUP BY 2")


def count_of_offices(
    connection: Connection, selection: Selection, offices: Sequence[str] | None = None
) -> list[LineCount]:
    """Count the selected obligations for each office, or for each of ``offices`` only; rounds apart from the rest."""
    among = "" if offices is None else f"AND o.office IN ({', '.join('?' * len(offices))})"
    return _count_lines(connection, selection, "o.office", f"{among} GROUP BY 1, 2", offices or ())


def _count_lines(
    connection: Connection, selection: Selection, office: str, grouped: str, values: Sequence[str] = ()
) -> list[LineCount]:
    found: list[LineCount] = []
    for part in make_parts(connection, selection):
        rows = connection.execute(
            f"SELECT {office}, coalesce(v.superior, ''), {_COUNTS}, {_DAYS_OF_ROUNDS if part.are_rounds else _DAYS}"
            f" {part.source} {grouped}",
            [*part.values, *values],
        )
        found += map(LineCount._make, rows)
    return found


def count_offices_owing(connection: Connection, root: int, top: str) -> int:
    """Count the offices at or under ``top`` ("" for all) that still owe on the chain of this root."""
    chain = "o.task IN (SELECT t.id FROM task AS t WHERE t.letter = ?)"
    under = list_ever_under(connection, (top,)) if top else None
    among, codes = ("1 = ?", 1) if under is None else connection.engine.among("o.office", under)
    query = f"SELECT count(DISTINCT o.office) FROM obligation AS o WHERE {chain} AND {OWED} AND {among}"
    (count,) = connection.execute(query, (root, codes)).fetchone()
    return int(count)


class OwnDeadline(Record):
    """A deadline (ISO) of one office that is not its task's own; ``task`` is a row."""

    task: int
    office: str
    superior: str
    due_on: str
    task_due: str | None


def list_own_deadlines(connection: Connection, selection: Selection) -> list[OwnDeadline]:
    """Return the selected obligations that have a deadline of their own. An exempt office has none.

    Rounds have theirs in :class:`LineCount`.
    """
    source, values = make_source(connection, selection)
    rows = connection.execute(
        f"SELECT o.task, o.office, coalesce(v.superior, ''), o.due_on, t.due_on {source} AND o.due_on IS NOT NULL"
        " AND o.progress <> 'exempt'",
        values,
    )
    return [OwnDeadline._make(row) for row in rows]


# Offices that still owe and should have been told by now, but were not: counted, not listed.


class Untold(Record):
    """Offices of one chain under one superior that were not told; the own office is counted separately.

    ``root`` is the chain's row, ``letter`` its number, ``office`` one of the offices, ``offices`` their number,
    ``due_on`` (ISO) the earliest of their deadlines.
    """

    root: int
    letter: str
    superior: str
    office: str
    offices: int
    due_on: str


# A group's place in the list of who owes: that of its first office.
_LIST_ORDER = ("coalesce(o.due_on, t.due_on)", "coalesce(v.province_code, '')", "coalesce(v.district_code, '')")
_SEPARATOR = " || '\x01' || "
_UNTOLD = f"""
SELECT r.id AS root, r.number AS number, coalesce(v.superior, '') AS superior, o.office AS office,
    coalesce(o.due_on, t.due_on) AS due_on, {_SEPARATOR.join((*_LIST_ORDER, "o.office", "r.date", "r.number"))} AS place
{{source}} AND {select_told(include_secret=True)} IS NULL
"""


def count_untold(
    connection: Connection, last: str, own: str, rounds: Sequence[tuple[Any, ...]] = ()
) -> Iterator[Untold]:
    """Yield the offices that owe by a day (ISO) or earlier and were not told, in the order of the list of who owes.

    ``own`` limits them to this office and those that stood under it on any day; "" takes all. ``rounds`` are those that
    have opened of what comes again and again (each a ``TaskRound``).
    """
    offices = (list_ever_under(connection, (own,)),) if own else ()
    recurring = sorted({each[0] for each in rounds})
    selection = Selection(include_secret=True, last=last, offices=offices, recurring=recurring, rounds=rounds)
    parts = make_parts(connection, selection)
    rows = connection.execute(
        "SELECT root, number, superior, min(office), count(DISTINCT office), min(due_on) FROM ("
        + " UNION ALL ".join(_UNTOLD.format(source=part.source) for part in parts)
        + ") AS u GROUP BY root, number, superior, office = ? ORDER BY min(place)",
        [*(value for part in parts for value in part.values), own],
    )
    return map(Untold._make, rows)
