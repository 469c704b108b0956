"""Every obligation with its task and the root of its chain: what `owing` and `chain` count and list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from circtrack.model import Progress


class TaskRow(NamedTuple):
    """One task under the root of its chain. ``letter_date`` is ISO text, ``position`` its place in its letter."""

    root: int
    letter_number: str
    letter_date: str
    subject: str
    position: int
    title: str
    system: str


class ObligationRow(NamedTuple):
    """One obligation. ``task`` is a row; days are ISO text; the office is as it was on the root letter's date."""

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


Order = Literal["due", "place", "letter"]

_TASKS = """
SELECT t.id, r.id, r.number, r.date, r.subject, t.position, t.title, t.system
FROM task AS t
JOIN letter AS l ON l.id = t.letter
JOIN letter AS r ON r.id = l.root
"""

_QUERY = """
SELECT o.task, coalesce(o.due_on, t.due_on) AS due, o.progress, o.done_on, o.office, coalesce(v.name, o.office),
    coalesce(v.kind, 'other'), coalesce(v.district, ''), coalesce(v.province, ''), coalesce(v.superior, '')
FROM obligation AS o
JOIN task AS t ON t.id = o.task
JOIN letter AS l ON l.id = t.letter
JOIN letter AS r ON r.id = l.root
LEFT JOIN office_version AS v ON v.code = o.office AND v.since <= r.date AND r.date < v.until
"""

_PLACE = "v.province_code, v.district_code, o.office"
_ORDERS: dict[Order, str] = {
    "due": f"due IS NULL, due, r.date, r.number, {_PLACE}, t.position",
    "place": f"{_PLACE}, r.date, r.number, t.position",
    "letter": f"r.date, r.number, t.position, {_PLACE}",
}


def tasks(connection: sqlite3.Connection, root: int | None = None) -> dict[int, TaskRow]:
    """The tasks of the chain with this root, or of every chain, by row, in the letters' and their own order.

    Apart from the obligations, so that thousands of rows do not each bring the letter's long subject along.
    """
    where, given = ("", ()) if root is None else ("WHERE r.id = ?", (root,))
    rows = connection.execute(f"{_TASKS} {where} ORDER BY r.date, r.number, t.position, t.id", given)
    return {row[0]: TaskRow._make(row[1:]) for row in rows}


def obligations(
    connection: sqlite3.Connection,
    *,
    root: int | None = None,
    position: int | None = None,
    settled: bool = False,
    order: Order = "due",
) -> Iterator[ObligationRow]:
    """Stream the obligations from the database, one query for all of them.

    Args:
        connection: An open database.
        root: Row of a chain's root, or None for every chain.
        position: Only the task of this place in its letter (1, 2, ...), or None for all.
        settled: Whether those done and exempt come too.
        order: ``due`` by deadline (none last), letter and place; ``place`` in registry order (province code,
            district code, code); ``letter`` by letter, task and place.
    """
    # One condition for each thing asked: a condition that also says "or nothing was asked" keeps indexes idle.
    asked = {"r.id = ?": root, "t.position = ?": position}
    given = {condition: value for condition, value in asked.items() if value is not None}
    conditions = [*given, *([] if settled else ["o.progress IN ('none', 'incomplete', 'blocked')"])]
    query = f"{_QUERY} WHERE {' AND '.join(conditions) or 'TRUE'} ORDER BY {_ORDERS[order]}"
    return map(ObligationRow._make, connection.execute(query, tuple(given.values())))
