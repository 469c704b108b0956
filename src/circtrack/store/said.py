"""What each office says of a fact: heard from bundles, and this database's own word where another's counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circtrack.store.engine import Connection
    from circtrack.store.write import Transaction


class Fact(NamedTuple):
    """What is spoken of: a letter (``task`` and ``office`` ""), its receipt by an office, or a task that it states."""

    letter: int
    task: str = ""
    office: str = ""


class Statement(NamedTuple):
    """One office's word on a fact. ``value`` is JSON text; of two words of one office the greater ``stamp`` counts."""

    fact: Fact
    said_by: str
    value: str
    stamp: str


_FROM = "SELECT s.letter, s.task, s.office, s.said_by, s.value, s.stamp FROM said AS s"
_ORDER = "ORDER BY s.letter, s.task, s.office, s.said_by, s.value"


def said_on_chain(connection: Connection, root: int) -> list[Statement]:
    """Everything said of the chain of this root."""
    rows = connection.execute(f"{_FROM} JOIN letter AS l ON l.id = s.letter WHERE l.root = ? {_ORDER}", (root,))
    return [Statement(Fact(*row[:3]), *row[3:]) for row in rows]


def said_of(connection: Connection, fact: Fact) -> list[Statement]:
    """Everything said of one fact."""
    rows = connection.execute(f"{_FROM} WHERE s.letter = ? AND s.task = ? AND s.office = ? {_ORDER}", fact)
    return [Statement(Fact(*row[:3]), *row[3:]) for row in rows]


def anything_said(connection: Connection, root: int) -> bool:
    """Whether another office's word on the chain of this root has been taken in."""
    query = "SELECT EXISTS (SELECT 1 FROM said AS s JOIN letter AS l ON l.id = s.letter WHERE l.root = ?)"
    return bool(connection.execute(query, (root,)).fetchone()[0])


def keep_statement(transaction: Transaction, words: Iterable[Statement]) -> None:
    """Take words in: of each office on each fact the last.

    Two different words at one stamp are both kept: which comes first must not matter.
    """
    latest: dict[tuple[Fact, str], tuple[str, dict[str, None]]] = {}
    for said in words:
        stamp, values = latest.get((said.fact, said.said_by), ("", {}))
        if said.stamp > stamp:
            latest[said.fact, said.said_by] = (said.stamp, {said.value: None})
        elif said.stamp == stamp:
            values[said.value] = None
    new = []
    for (fact, said_by), (stamp, values) in latest.items():
        known = dict(
            transaction.connection.execute(
                "SELECT value, stamp FROM said WHERE letter = ? AND task = ? AND office = ? AND said_by = ?",
                (*fact, said_by),
            ).fetchall()
        )
        present = max(known.values(), default="")
        if known and stamp < present:
            continue
        for value in known if stamp > present else ():
            if value in values:
                transaction.update("said", _key(Statement(fact, said_by, value, "")), {"stamp": stamp})
            else:
                transaction.delete("said", _key(Statement(fact, said_by, value, "")))
        new += [Statement(fact, said_by, value, stamp) for value in values if value not in known]
    rows = [{**_key(said), "stamp": said.stamp} for said in new]
    transaction.insert_all("said", ("letter", "task", "office", "said_by", "value"), rows)


def keep_own(transaction: Transaction, fact: Fact, value: str) -> None:
    """Keep what this database itself says of a fact on which another's word counts; "" where it says nothing."""
    present = [each for each in said_of(transaction.connection, fact) if not each.said_by]
    for each in present:
        if each.value != value:
            transaction.delete("said", _key(each))
    if value and all(each.value != value for each in present):
        _insert(transaction, Statement(fact, "", value, ""))


def stamp_now(connection: Connection) -> str:
    """What orders the words of this database: the time and number of its journal's last row."""
    at, row = connection.execute("SELECT coalesce(max(at), ''), coalesce(max(id), 0) FROM journal").fetchone()
    return f"{at} {row:010}"


def letter_row(connection: Connection, issuer: str, year: int, number: str) -> int | None:
    """The row of a letter by its key; None where it is not recorded."""
    row = connection.execute(
        "SELECT id FROM letter WHERE issuer = ? AND year_be = ? AND number = ?", (issuer, year, number)
    ).fetchone()
    return row[0] if row else None


def letter_keys(connection: Connection, rows: Iterable[int]) -> dict[int, tuple[str, int, str]]:
    """Issuer, Buddhist year and number of letters by their rows."""
    query = "SELECT issuer, year_be, number FROM letter WHERE id = ?"
    return {row: connection.execute(query, (row,)).fetchone() for row in set(rows)}


def _insert(transaction: Transaction, said: Statement) -> None:
    transaction.insert("said", tuple(_key(said)), {**_key(said), "stamp": said.stamp})


def _key(said: Statement) -> dict[str, object]:
    return {**said.fact._asdict(), "said_by": said.said_by, "value": said.value}
