"""Rounds of tasks that come again and again: the tasks' rules, and what is recorded of single rounds.

The rounds themselves are computed (``tracking.rounds``) and given to each query as a small table.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction


class TaskRule(NamedTuple):
    """A task's rule, and the date (ISO) of the letter that first asks for it.

    ``moved`` has the rounds whose deadline was moved for all who owe them: name and latest deadline (ISO). ``own`` are
    the rules of offices that have days of their own.
    """

    task: int
    rule: str
    begins_on: str
    moved: Mapping[str, str]
    own: Collection[str] = ()


_COLUMNS = {
    "task": "bigint",
    "round": "text",
    "place": "bigint",
    "opens_on": "text",
    "due_on": "text",
    "is_open": "bigint",
    "rule": "text",
}


OF_ITS_TIME = """(
    (v.code IS NOT NULL OR NOT EXISTS (SELECT 1 FROM office_version AS u WHERE u.code = o.office))
    AND (o.kinds = '' OR o.kinds LIKE '% ' || v.kind || ' %')
)"""
"""The condition that an office owes the rounds of its time: none that ends when it is no more, or not yet, there, or of
a kind that is not asked."""


def list_recurring(connection: Connection) -> list[int]:
    """Return the tasks whose rule may give rounds."""
    return [task for (task,) in connection.execute("SELECT id FROM task WHERE rule LIKE '%=%' ORDER BY id")]


def has_rounds_of_older_list(connection: Connection, edition: str) -> bool:
    """Whether tasks may have rounds, and the offices in the database are of an older edition of the country's list."""
    older = "coalesce((SELECT s.value FROM setting AS s WHERE s.name = 'edition'), '') < ?"
    query = f"SELECT 1 FROM task WHERE rule LIKE '%=%' AND {older} LIMIT 1"
    return connection.execute(query, (edition,)).fetchone() is not None


def list_rules(connection: Connection, tasks: Collection[int]) -> list[TaskRule]:
    """Return the rules of these tasks with the day from which their rounds are counted."""
    of_tasks, among = connection.engine.among("t.id", sorted(tasks))
    rows = connection.execute(
        "SELECT t.id, t.rule, coalesce((SELECT min(l.date) FROM stated_task AS s JOIN letter AS l ON l.id = s.letter"
        " WHERE s.task = t.id AND l.kind <> 'extension'),"
        " (SELECT min(l.date) FROM letter AS l WHERE l.root = t.letter))"
        f" FROM task AS t WHERE {of_tasks} ORDER BY t.id",
        (among,),
    ).fetchall()
    moved, own = _list_moved(connection, tasks), _list_own(connection, tasks)
    return [TaskRule(task, rule, begins_on, moved.get(task, {}), own.get(task, ())) for task, rule, begins_on in rows]


def _list_own(connection: Connection, tasks: Collection[int]) -> dict[int, list[str]]:
    of_tasks, among = connection.engine.among("task", sorted(tasks))
    rows = connection.execute(
        f"SELECT DISTINCT task, rule FROM obligation WHERE {of_tasks} AND rule <> '' ORDER BY task, rule", (among,)
    )
    own: dict[int, list[str]] = {}
    for task, rule in rows:
        own.setdefault(task, []).append(rule)
    return own


def _list_moved(connection: Connection, tasks: Collection[int]) -> dict[int, dict[str, str]]:
    of_tasks, among = connection.engine.among("task", sorted(tasks))
    rows = connection.execute(
        f"SELECT task, round, max(due_on) FROM deadline_change WHERE {of_tasks} AND round IS NOT NULL"
        " AND rule = '' AND office IS NULL GROUP BY task, round ORDER BY task, round",
        (among,),
    )
    moved: dict[int, dict[str, str]] = {}
    for task, name, due_on in rows:
        moved.setdefault(task, {})[name] = due_on
    return moved


def select_round_obligations(connection: Connection, rounds: Iterable[tuple[Any, ...]]) -> str:
    """Return the table of what offices owe in some rounds, which are given for its ``?`` (:func:`encode_rounds`).

    It has the columns of ``obligation``, the round's name and place, and whether it is open. An office that is exempt
    for good is exempt from each round of which nothing else is recorded; if from a day on, from those due on that day
    or later. Where a letter made it so and names no day, that is the letter's date. Why, is noted in those rounds only.
    """
    exempt = (
        "b.progress = 'exempt' AND n.due_on >= coalesce(b.exempt_from,"
        " (SELECT c.date FROM letter AS c WHERE c.id = b.closed_by), '')"
    )
    own = any(each[-1] for each in rounds)  # few tasks: the plainer query takes less time
    earlier = "LEFT JOIN given AS e ON e.task = n.task AND e.round = n.round AND e.rule = b.rule AND e.rule <> ''"
    return f"""(
    WITH given AS MATERIALIZED (SELECT * FROM {connection.engine.table_of(_COLUMNS)} AS g)
    SELECT b.task, b.office, n.round, n.place, n.opens_on, n.is_open, CASE
            WHEN p.progress <> 'none' THEN p.progress
            WHEN {exempt} THEN 'exempt'
            ELSE 'none' END AS progress, b.kinds,
        p.done_on, coalesce(p.due_on, {"e.due_on, " if own else ""}n.due_on) AS due_on,
        coalesce(p.note, CASE WHEN b.progress <> 'exempt' OR {exempt} THEN b.note END) AS note
    FROM given AS n
    JOIN obligation AS b ON b.task = n.task
    {earlier if own else ""}
    LEFT JOIN obligation_round AS p ON p.task = n.task AND p.round = n.round AND p.office = b.office
    {"WHERE n.rule = ''" if own else ""}
)"""


def find_last_recorded_round(connection: Connection, task: int) -> str:
    """Return the name of the last round of a task of which somebody's progress is recorded; "" for none."""
    query = "SELECT coalesce(max(round), '') FROM obligation_round WHERE task = ? AND progress <> 'none'"
    (name,) = connection.execute(query, (task,)).fetchone()
    return str(name)


def encode_rounds(rounds: Iterable[tuple[Any, ...]]) -> str:
    """Write rounds (each a ``TaskRound``) as the value for the ``?`` of :func:`select_round_obligations`."""
    return json.dumps([dict(zip(_COLUMNS, each, strict=True)) for each in rounds])


def set_rounds(
    transaction: Transaction, task: int, name: str, offices: Sequence[str], values: Mapping[str, Any]
) -> set[str]:
    """Record the same of one round of a task for many offices; return the offices for which something changed."""
    engine = transaction.connection.engine
    one_of, among = engine.among("office", offices)
    rows = transaction.connection.execute(
        f"SELECT office FROM obligation_round WHERE task = ? AND round = ? AND {one_of}", (task, name, among)
    )
    present = {office for (office,) in rows}
    key = {"task": task, "round": name}
    old = [office for office in offices if office in present]
    new = [office for office in offices if office not in present]
    changed = (
        transaction.update_many("obligation_round", key, "office", old, values)
        if len(old) > 1
        else {office for office in old if transaction.update("obligation_round", {**key, "office": office}, values)}
    )
    transaction.insert_all(
        "obligation_round", ("task", "round", "office"), [{**key, "office": office, **values} for office in new]
    )
    return changed.union(new)


def list_own_round_deadlines(connection: Connection, task: int, name: str) -> dict[str, str]:
    """Return the deadlines (ISO) of offices that have one of their own in a round."""
    rows = connection.execute(
        "SELECT office, due_on FROM obligation_round WHERE task = ? AND round = ? AND due_on IS NOT NULL", (task, name)
    )
    return dict(rows.fetchall())
