"""The obligations of one chain, counted by the database along the lines of who stands under whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.store.owing import FROM, IS_TOLD, OWED, conditions_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from circtrack.store.engine import Connection
    from circtrack.store.owing import Selection


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


def counts_under_superiors(connection: Connection, selection: Selection) -> list[LineCount]:
    """The obligations of a selection, counted for each superior of who owes them."""
    condition, given = conditions_of(selection)
    superior = "coalesce(v.superior, '')"
    query = f"SELECT '', {superior}, {_COUNTS} {FROM} {condition} GROUP BY {superior}"
    return [LineCount._make(row) for row in connection.execute(query, given)]


def counts_of_offices(
    connection: Connection, selection: Selection, offices: Sequence[str] | None = None
) -> list[LineCount]:
    """The obligations of a selection, counted for each office, or for each of some."""
    condition, given = conditions_of(selection)
    if offices is not None:
        condition += f" AND o.office IN ({', '.join('?' * len(offices))})"
        given += offices
    query = f"SELECT o.office, coalesce(v.superior, ''), {_COUNTS} {FROM} {condition} GROUP BY 1, 2"
    return [LineCount._make(row) for row in connection.execute(query, given)]
