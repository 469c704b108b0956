"""Who owes what on a chain and how far each is, and to whom its letters were sent: what the daily verbs change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction


class ChainObligation(NamedTuple):
    """One obligation of a chain. Days are ISO text or None; ``due_on`` is the deadline in force.

    Of a task that comes again and again it is one round: ``round`` is its name (``store.rounds``), ``place`` its place,
    ``opens_on`` the day on which it opens, ``is_open`` whether it is the last that has opened. Else they are empty.
    ``root`` is the row of the chain's root.
    """

    task: int
    position: int
    title: str
    office: str
    name: str
    kind: str
    superior: str
    progress: str
    done_on: str | None
    due_on: str | None
    note: str | None
    district: str = ""
    province: str = ""
    round: str = ""
    place: int = 0
    opens_on: str = ""
    is_open: int = 0
    root: int = 0


class DeliveryOnChain(NamedTuple):
    """One letter of a chain sent to one office. Days are ISO text or None."""

    letter: int
    number: str
    office: str
    name: str
    sent_on: str
    received_on: str | None
    receive_number: str | None


_OBLIGATIONS = """
SELECT t.id, t.position, t.title, o.office,
    coalesce(v.name, (SELECT max(u.name) FROM office_version AS u WHERE u.code = o.office), o.office),
    coalesce(v.kind, 'other'),
    coalesce(v.superior, ''), o.progress, o.done_on, coalesce(o.due_on, t.due_on), o.note, coalesce(v.district, ''),
    coalesce(v.province, ''), {round}, r.root
FROM {obligations} AS o
JOIN task AS t ON t.id = o.task
JOIN (
    SELECT q.root, coalesce(
        (SELECT l.date FROM letter AS l WHERE l.id = q.root),
        (SELECT min(l.date) FROM letter AS l WHERE l.root = q.root)
    ) AS date FROM (SELECT CAST(? AS BIGINT) AS root) AS q
) AS r ON r.root = t.letter
LEFT JOIN office_version AS v ON v.code = o.office AND v.since <= {day} AND {day} < v.until
"""
_ONCE = _OBLIGATIONS.format(round="'', 0, '', 0", obligations="obligation", day="r.date")

_IN_ORDER = "ORDER BY t.position, o.office"

_DELIVERIES = """
SELECT l.id, l.number, d.office, coalesce(v.name, d.office), d.sent_on, d.received_on, d.receive_number
FROM letter AS l
JOIN delivery AS d ON d.letter = l.id
LEFT JOIN office_version AS v ON v.code = d.office AND v.since <= l.date AND l.date < v.until
WHERE l.root = ?
ORDER BY l.date, l.number, d.office
"""


class ChainRounds(NamedTuple):
    """The tasks of a chain that have rounds, and those of their rounds that are meant (``store.rounds``).

    ``settled`` is whether rounds that nobody owes any more are meant too; else only those that are open.
    """

    tasks: Collection[int] = ()
    rounds: Sequence[tuple[object, ...]] = ()
    settled: bool = False

    @property
    def last(self) -> str:
        """The day (ISO) that names the last of the rounds that are meant; "" for none."""
        return max((str(each[1]) for each in self.rounds), default="")


def list_owed_on_chain(connection: Connection, root: int, rounds: ChainRounds | None = None) -> list[ChainObligation]:
    """Return every obligation of this root's chain, by task and office; names as on the root's date.

    Where the root is not seen by a role of a server, as on the date of the first letter that is.
    With ``rounds``, what recurs is returned round by round, with names as on the round's last day.
    """
    return _list_owed(connection, root, rounds, "", ())


def list_still_owing(connection: Connection, root: int) -> set[str]:
    """Return the codes of the offices that still owe something of this root's chain."""
    rows = connection.execute(
        "SELECT DISTINCT o.office FROM task AS t JOIN obligation AS o ON o.task = t.id"
        " WHERE t.letter = ? AND o.progress IN ('none', 'incomplete', 'blocked')",
        (root,),
    )
    return {office for (office,) in rows}


def list_owed_by_name(
    connection: Connection, root: int, called: Sequence[str], rounds: ChainRounds | None = None
) -> list[ChainObligation]:
    """Return the chain's obligations of offices that have one of these codes, or ever had one of these names."""
    engine = connection.engine
    (code, codes), (name, names) = engine.among("u.code", called), engine.among("u.name", called)
    offices = f"WHERE o.office IN (SELECT u.code FROM office_version AS u WHERE {code} OR {name})"
    return _list_owed(connection, root, rounds, offices, (codes, names))


def _list_owed(
    connection: Connection, root: int, rounds: ChainRounds | None, offices: str, values: Sequence[object]
) -> list[ChainObligation]:
    rows = connection.execute(f"{_ONCE} {offices} {_IN_ORDER}", (root, *values))
    found = list(map(ChainObligation._make, rows))
    if rounds is None or not rounds.tasks:
        return found
    from circtrack.store.rounds import OF_ITS_TIME, encode_rounds, select_round_obligations  # few chains have rounds

    query = _OBLIGATIONS.format(
        round="o.round, o.place, o.opens_on, o.is_open",
        obligations=select_round_obligations(connection, rounds.rounds),
        day="o.round",
    )
    offices = f"{offices or 'WHERE 1 = 1'} AND {OF_ITS_TIME}"
    if not rounds.settled:
        offices += " AND (o.is_open = 1 OR o.progress IN ('none', 'incomplete', 'blocked'))"
    rows = connection.execute(f"{query} {offices} {_IN_ORDER}, o.round", (encode_rounds(rounds.rounds), root, *values))
    once = [each for each in found if each.task not in rounds.tasks]
    return sorted([*once, *map(ChainObligation._make, rows)], key=lambda each: (each.position, each.office, each.round))


def list_deliveries_on_chain(connection: Connection, root: int) -> list[DeliveryOnChain]:
    """Return every delivery on this root's chain, by letter and office; names as on the letter's date."""
    return [DeliveryOnChain(*row) for row in connection.execute(_DELIVERIES, (root,))]


def list_offices_with_obligations(connection: Connection) -> list[str]:
    """Return the codes of all offices with a recorded obligation."""
    rows = connection.execute("SELECT DISTINCT office FROM obligation ORDER BY office")
    return [office for (office,) in rows]


def list_chains_of(connection: Connection, offices: Collection[str]) -> set[tuple[int, str]]:
    """Return the roots of the chains that ask these offices for something, each with the office."""
    one_of, among = connection.engine.among("o.office", sorted(offices))
    rows = connection.execute(
        f"SELECT DISTINCT t.letter, o.office FROM task AS t JOIN obligation AS o ON o.task = t.id AND {one_of}",
        (among,),
    )
    return set(rows.fetchall())


def set_progress(
    transaction: Transaction,
    owed: ChainObligation,
    progress: str,
    done_on: date | None,
    note: str,
    *,
    closed_by: int | None = None,
    exempt_from: date | None = None,
) -> bool:
    """Record an office's progress with a task; return whether it changed.

    ``closed_by`` is the row of the letter that makes the office exempt, None where no letter does; ``exempt_from`` is
    the first day of which it owes no rounds.
    """
    return transaction.update(
        "obligation",
        {"task": owed.task, "office": owed.office},
        _make_progress_columns(progress, done_on, note, closed_by) | {"exempt_from": _iso(exempt_from)},
    )


def set_progress_of_many(
    transaction: Transaction,
    task: int,
    offices: Sequence[str],
    progress: str,
    done_on: date | None,
    note: str,
    *,
    closed_by: int | None = None,
    round_: str = "",
    exempt_from: date | None = None,
) -> set[str]:
    """Record the same progress with a task for many offices; return the offices for which it changed.

    ``round_`` is the name of the round of which it is recorded, "" for the whole task. ``exempt_from`` is as in
    :func:`set_progress`.
    """
    columns = _make_progress_columns(progress, done_on, note, closed_by)
    if round_:
        from circtrack.store.rounds import set_rounds  # few tasks recur

        return set_rounds(transaction, task, round_, offices, columns)
    columns["exempt_from"] = _iso(exempt_from)
    if len(offices) > 1:
        return transaction.update_many("obligation", {"task": task}, "office", offices, columns)
    return {office for office in offices if transaction.update("obligation", {"task": task, "office": office}, columns)}


def _make_progress_columns(progress: str, done_on: date | None, note: str, closed_by: int | None) -> dict[str, Any]:
    return {
        "progress": progress,
        "done_on": _iso(done_on),
        "note": note or None,
        "closed_by": closed_by,
        "recorded_by": "",
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def set_received(transaction: Transaction, sent: DeliveryOnChain, on: date, number: str) -> bool:
    """Record that a letter has arrived; return whether that changed anything."""
    return transaction.update(
        "delivery",
        {"letter": sent.letter, "office": sent.office},
        {"received_on": on.isoformat(), "receive_number": number or None, "recorded_by": ""},
    )
