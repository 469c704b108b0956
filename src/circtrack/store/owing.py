"""Every obligation with its task and the root of its chain: what `owing` and `chain` count and list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from circtrack.store.secrecy import open_chain

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator

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
    "due": f"due IS NULL, due, {_PLACE}, r.date, r.number, t.position",
    "place": f"{_PLACE}, r.date, r.number, t.position",
    "letter": f"r.date, r.number, t.position, {_PLACE}",
}


def tasks(
    connection: sqlite3.Connection, root: int | None = None, *, include_secret: bool = False
) -> dict[int, TaskRow]:
    """The tasks of the chain with this root, or of every chain, by row, in the letters' and their own order.

    Apart from the obligations, so that thousands of rows do not each bring the letter's long subject along.
    Those of classified chains only if ``include_secret``.
    """
    where, given = _where({"r.id = ?": root}, [] if include_secret else [open_chain("r")])
    rows = connection.execute(f"{_TASKS} {where} ORDER BY r.date, r.number, t.position, t.id", given)
    return {row[0]: TaskRow._make(row[1:]) for row in rows}


def obligations(
    connection: sqlite3.Connection,
    *,
    root: int | None = None,
    chosen: Collection[int] | None = None,
    settled: bool = False,
    include_secret: bool = False,
    order: Order = "due",
) -> Iterator[ObligationRow]:
    """Stream the obligations from the database, one query for all of them.

    Args:
        connection: An open database.
        root: Row of a chain's root, or None for every chain.
        chosen: Only these tasks, by row, or None for all.
        settled: Whether those done and exempt come too.
        include_secret: Whether those of classified chains come too.
        order: ``due`` by deadline (none last), place and letter; ``place`` in registry order (province code,
            district code, code); ``letter`` by letter, task and place.
    """
    conditions = [] if settled else ["o.progress IN ('none', 'incomplete', 'blocked')"]
    if not include_secret:
        conditions.append(open_chain("r"))
    if chosen is not None:
        conditions.append(f"o.task IN ({', '.join(map(str, chosen)) or 'NULL'})")
    where, given = _where({"r.id = ?": root}, conditions)
    return map(ObligationRow._make, connection.execute(f"{_QUERY} {where} ORDER BY {_ORDERS[order]}", given))


def _where(asked: dict[str, int | None], conditions: list[str]) -> tuple[str, tuple[int, ...]]:
    """What holds of the rows, and the values of what was asked.

    One condition for each thing asked: a condition that also says "or nothing was asked" keeps indexes idle.
    """
    given = {condition: value for condition, value in asked.items() if value is not None}
    every = [*given, *conditions]
    return (f"WHERE {' AND '.join(every)}" if every else ""), tuple(given.values())
