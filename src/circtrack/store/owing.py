"""Every obligation with its task and the root of its chain: what `owing` and `chain` list.

What is still owed has an index of its own (``obligation_owed``), so that the time of a report depends on what is open
and not on all that was ever recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circtrack.kinds import HALL_KINDS
from circtrack.record import Record
from circtrack.store.chain import select_first_told, select_told_in_hall
from circtrack.store.secrecy import is_open_task, select_first_seen

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from circtrack.database.engine import Connection
    from circtrack.model import Progress


class OwedTask(Record):
    """One task and the letter under which it is listed: the root of its chain, or the first that is to be seen.

    ``root`` is the row of the chain's root, ``letter`` that of the letter. ``letter_date`` is ISO text, ``position``
    the task's place in its letter, ``issuer`` the letter's.
    """

    root: int
    letter: int
    letter_number: str
    letter_date: str
    subject: str
    position: int
    title: str
    system: str
    rule: str = ""
    issuer: str = ""


class ObligationRow(Record):
    """One obligation. ``task`` is a row; days are ISO text; the office is described as on the root letter's date.

    ``told`` is day and number in one text (``store.chain``), None where no letter of the chain has reached the office.
    ``round`` is the round's place, None where the task does not recur; then the office is described as on the round's
    last day.
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
    note: str | None = None
    round: int | None = None


class Selection(Record):
    """Which obligations to select. ``tasks`` are rows (None: every task), ``kinds`` office kinds (empty: every kind).

    Of ``tasks``, classified ones were left out before (``list_tasks``); of every task, ``include_secret`` says whether.

    ``first`` and ``last`` bound the deadline in force, inclusive, as ISO text ("" for no bound); with a bound,
    obligations without a deadline are left out. ``offices`` are groups of codes: only the offices that are in each of
    them (None: every office). ``settled`` includes obligations that are done or exempt.
    ``of_unseen_roots`` takes longer, and finds what is owed in chains whose roots are not seen.

    ``recurring`` are rows of tasks that have rounds, and ``rounds`` which of them to select (``store.rounds``): what is
    owed of them, and with ``settled`` also what is settled of the open ones, or with ``all_rounds`` of all.
    """

    tasks: Collection[int] | None = None
    settled: bool = False
    include_secret: bool = False
    kinds: Collection[str] = ()
    first: str = ""
    last: str = ""
    offices: Sequence[Sequence[str] | None] = ()
    of_unseen_roots: bool = False
    recurring: Collection[int] = ()
    rounds: Sequence[tuple[Any, ...]] = ()
    all_rounds: bool = False


OWED = "o.progress IN ('none', 'incomplete', 'blocked')"
"""The condition for what is still owed: exactly the text of the condition of its index."""

# Which letter it is, is computed first: in the join, a server would compare it with all letters that a role sees.
_TASKS = """
WITH listed AS MATERIALIZED (SELECT t.id, t.position, t.title, t.system, t.rule, {seen} AS seen FROM task AS t {where})
SELECT x.id, r.root, r.id, r.number, r.date, r.subject, x.position, x.title, x.system, x.rule, r.issuer
FROM listed AS x JOIN letter AS r ON r.id = x.seen
ORDER BY r.date, r.number, x.position, x.id
"""

KINDS_IN_HALLS = ", ".join(f"'{kind}'" for kind in HALL_KINDS)


def select_told(*, include_secret: bool) -> str:
    """Return the SQL for when and by which letter the office of an obligation was told (``store.chain``), else NULL.

    An office that sits in its superior's hall (``HALL_KINDS``) is told when its superior is, at the latest.
    """
    own = select_first_told("r.root", "o.office", include_secret=include_secret)
    in_hall = select_told_in_hall("r.root", "o.office", "v.superior", include_secret=include_secret)
    return f"CASE WHEN v.kind IN ({KINDS_IN_HALLS}) THEN {in_hall} ELSE {own} END"


_ROWS = """
SELECT o.task, coalesce(o.due_on, t.due_on), o.progress, o.done_on, o.office, coalesce(v.name, o.office),
    coalesce(v.kind, 'other'), coalesce(v.district, ''), coalesce(v.province, ''), coalesce(v.superior, ''), {told},
    o.note, {place}
"""

_FROM = """
FROM {obligations} AS o
JOIN task AS t ON t.id = o.task
{joined}
LEFT JOIN office_version AS v ON v.code = o.office AND v.since <= {day} AND {day} < v.until
"""
_JOIN_ROOT = "JOIN letter AS r ON r.id = t.letter"


class ObligationQuery(Record):
    """Obligations that one SELECT finds: of tasks that do not recur, or rounds. ``values`` are for all its ``?``."""

    source: str
    values: list[object]
    are_rounds: bool = False


_DUE = "coalesce(o.due_on, t.due_on)"
_PLACE = ("coalesce(v.province_code, '')", "coalesce(v.district_code, '')", "o.office")
_ORDER = (f"{_DUE} IS NULL", _DUE, *_PLACE, "r.date", "r.number", "t.position")

# One step into the index for each task, however many owe it: by "o.task = t.id" SQLite would take the key, and read all
# that is closed too. Of what comes again and again (its rule has parts with values), rounds can be owed that a letter
# ended since.
_IS_OWED = f"(SELECT 1 FROM obligation AS o WHERE o.task BETWEEN t.id AND t.id AND {OWED} LIMIT 1) IS NOT NULL"
_OPEN_OR_RECURRING = f"(t.rule LIKE '%=%' OR {_IS_OWED})"

_UNASSIGNED = """
SELECT 1 FROM task WHERE unassigned = 1
UNION ALL SELECT 1 FROM finding WHERE code = 'open_addressee' AND taken = 0 LIMIT 1
"""


def has_unassigned(connection: Connection) -> bool:
    """Whether a letter asks something of nobody who is known (``store.unassigned`` lists that)."""
    return connection.execute(_UNASSIGNED).fetchone() is not None


def list_tasks(
    connection: Connection, root: int | None = None, *, settled: bool = True, include_secret: bool = False
) -> dict[int, OwedTask]:
    """Return the tasks of the chain with this root, or of every chain, by row, ordered by letter and position.

    Separate from the obligations, so that thousands of rows do not each repeat the letter's long subject.

    Args:
        connection: An open database.
        root: Row of a chain's root, or None for every chain.
        settled: With every chain: whether to include tasks that nobody owes any more.
        include_secret: Whether to include the tasks of classified letters.
    """
    conditions = [] if include_secret else [is_open_task("t.id")]
    values = []
    if root is not None:
        conditions.append("t.letter = ?")
        values.append(root)
    elif not settled:
        conditions.append(_OPEN_OR_RECURRING)
    seen = select_first_seen("t", include_secret=include_secret)
    rows = connection.execute(_TASKS.format(seen=seen, where=_where(conditions)), values)
    return {row[0]: OwedTask._make(row[1:]) for row in rows}


def list_audiences(connection: Connection) -> list[tuple[int, str]]:
    """Return the words by which letters say who does what is open or recurs, each with the root of its chain."""
    return connection.execute(
        "SELECT DISTINCT t.letter, s.audience FROM task AS t JOIN stated_task AS s ON s.task = t.id"
        f" WHERE {_OPEN_OR_RECURRING} ORDER BY t.letter, s.audience"
    ).fetchall()


def list_obligations(connection: Connection, selection: Selection) -> Iterator[ObligationRow]:
    """Stream the selected obligations, all from one query.

    Ordered by deadline (none last), place in registry order (province code, district code, code) and letter.
    """
    if not selection.recurring:
        return map(ObligationRow._make, connection.engine.stream(connection, *make_query(connection, selection)))
    told, order = select_told(include_secret=selection.include_secret), ", ".join(_ORDER)
    parts = make_parts(connection, selection)
    both = " UNION ALL ".join(
        f"{_ROWS.format(told=told, place='o.place' if part.are_rounds else 'NULL')}, {order} {part.source}"
        for part in parts
    )
    columns, places = ", ".join(ObligationRow._fields), ", ".join(f"place_{at}" for at in range(len(_ORDER)))
    query = f"WITH u ({columns}, {places}) AS ({both}) SELECT {columns} FROM u ORDER BY {places}"
    values = [value for part in parts for value in part.values]
    return map(ObligationRow._make, connection.engine.stream(connection, query, values))


def make_parts(connection: Connection, selection: Selection) -> list[ObligationQuery]:
    """Return the one or two SELECTs of a selection; one that finds nothing where nothing is selected."""
    parts = [make_rounds(connection, selection)] if selection.rounds else []
    once = selection
    if selection.recurring and selection.tasks is not None:
        once = selection._replace(tasks=[task for task in selection.tasks if task not in selection.recurring])
    if not parts or once.tasks is None or once.tasks:
        parts.append(ObligationQuery(*make_source(connection, once)))
    return parts


def make_rounds(connection: Connection, selection: Selection) -> ObligationQuery:
    """Return the SELECT of the rounds of a selection that ``selection.rounds`` names."""
    from circtrack.store.rounds import OF_ITS_TIME, encode_rounds, select_round_obligations  # few databases have any

    source, values = make_source(
        connection,
        selection._replace(tasks=None, recurring=()),
        select_round_obligations(connection, selection.rounds),
        "o.round",
    )
    still = f" AND ({OWED} OR o.is_open = 1)" if selection.settled and not selection.all_rounds else ""
    values = [encode_rounds(selection.rounds), *values]
    return ObligationQuery(f"{source} AND {OF_ITS_TIME}{still}", values, are_rounds=True)


def make_query(connection: Connection, selection: Selection) -> tuple[str, list[object]]:
    """Return the query for the rows of a selection, and its values."""
    source, values = make_source(connection, selection)
    columns = _ROWS.format(told=select_told(include_secret=selection.include_secret), place="NULL")
    return f"{columns} {source} ORDER BY {', '.join(_ORDER)}", values


_MOST_IN_LIST = 100
"""A longer list of tasks is a table: a server can join that, but would sort a list anew for each row of another."""


def make_source(
    connection: Connection, selection: Selection, obligations: str = "obligation", day: str = "r.date"
) -> tuple[str, list[object]]:
    """Return the FROM and WHERE clauses of a selection, and their values.

    Obligations ``o``, their tasks ``t``, the roots ``r`` of their chains (or the letters under which they are listed),
    and their offices ``v`` as on that letter's date, or on another ``day``.

    Only the criteria that are set become conditions: with "... OR the criterion is not set", indexes would not be used.
    """
    conditions: list[str] = []
    values: list[object] = []
    if not selection.settled:
        conditions.append(OWED)
    if not selection.include_secret and selection.tasks is None:
        conditions.append(is_open_task("o.task"))
    if selection.tasks is not None and len(selection.tasks) > _MOST_IN_LIST:
        conditions.append(f"o.task IN (SELECT x.id FROM {connection.engine.table_of({'id': 'bigint'})} AS x)")
        values.append(_list_ids(selection.tasks))
    elif selection.tasks is not None:
        marks = ", ".join("?" * len(selection.tasks))
        conditions.append(f"o.task IN ({marks})" if marks else "1 = 0")  # SQL has no empty list
        values += selection.tasks
    elif selection.recurring:
        conditions.append(f"o.task NOT IN ({', '.join('?' * len(selection.recurring))})")
        values += selection.recurring
    if selection.kinds:
        conditions.append(f"coalesce(v.kind, 'other') IN ({', '.join('?' * len(selection.kinds))})")
        values += selection.kinds
    for bound, comparison in ((selection.first, ">="), (selection.last, "<=")):
        if bound:
            conditions.append(f"coalesce(o.due_on, t.due_on) {comparison} ?")
            values.append(bound)
    for group in selection.offices:
        if group is not None:
            in_group, codes = connection.engine.among("o.office", group)
            conditions.append(in_group)
            values.append(codes)
    seen = select_first_seen("t", include_secret=selection.include_secret)
    joined = f"JOIN letter AS r ON r.id = {seen}" if selection.of_unseen_roots else _JOIN_ROOT
    return f"{_FROM.format(obligations=obligations, joined=joined, day=day)} {_where(conditions)}", values


def _list_ids(rows: Collection[int]) -> str:
    """Return rows as JSON for ``table_of``; without loading ``json``, which takes long."""
    items = ",".join(f'{{"id":{row}}}' for row in rows)
    return f"[{items}]"


def _where(conditions: list[str]) -> str:
    return f"WHERE {' AND '.join(conditions or ['1 = 1'])}"
