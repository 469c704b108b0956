"""What each office says of a fact: heard from bundles, and this database's own word where another's counts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.store.letter_columns import PARTS, TEXT_COLUMNS
from circtrack.store.letters import load_part_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction


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


def list_statements_on_chain(connection: Connection, root: int) -> list[Statement]:
    """Everything said of the chain of this root."""
    rows = connection.execute(f"{_FROM} JOIN letter AS l ON l.id = s.letter WHERE l.root = ? {_ORDER}", (root,))
    return [Statement(Fact(*row[:3]), *row[3:]) for row in rows]


def list_statements(connection: Connection, fact: Fact) -> list[Statement]:
    """Everything said of one fact."""
    rows = connection.execute(f"{_FROM} WHERE s.letter = ? AND s.task = ? AND s.office = ? {_ORDER}", fact)
    return [Statement(Fact(*row[:3]), *row[3:]) for row in rows]


def has_statements(connection: Connection, root: int) -> bool:
    """Whether another office's word on the chain of this root has been taken in."""
    query = "SELECT EXISTS (SELECT 1 FROM said AS s JOIN letter AS l ON l.id = s.letter WHERE l.root = ?)"
    return bool(connection.execute(query, (root,)).fetchone()[0])


def merge_statements(transaction: Transaction, words: Iterable[Statement]) -> None:
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


def keep_own_statement(transaction: Transaction, fact: Fact, value: str) -> None:
    """Keep what this database itself says of a fact on which another's word counts; "" where it says nothing."""
    present = [each for each in list_statements(transaction.connection, fact) if not each.said_by]
    for each in present:
        if each.value != value:
            transaction.delete("said", _key(each))
    if value and all(each.value != value for each in present):
        _insert(transaction, Statement(fact, "", value, ""))


def make_stamp(connection: Connection) -> str:
    """What orders the words of this database: the time and number of its journal's last row."""
    at, row = connection.execute("SELECT coalesce(max(at), ''), coalesce(max(id), 0) FROM journal").fetchone()
    return f"{at} {row:010}"


def find_letter_row(connection: Connection, issuer: str, year: int, number: str) -> int | None:
    """The row of a letter by its key; None where it is not recorded."""
    row = connection.execute(
        "SELECT id FROM letter WHERE issuer = ? AND year_be = ? AND number = ?", (issuer, year, number)
    ).fetchone()
    return row[0] if row else None


def load_letter_keys(connection: Connection, rows: Iterable[int]) -> dict[int, tuple[str, int, str]]:
    """Issuer, Buddhist year and number of letters by their rows."""
    query = "SELECT issuer, year_be, number FROM letter WHERE id = ?"
    return {row: connection.execute(query, (row,)).fetchone() for row in set(rows)}


def _insert(transaction: Transaction, said: Statement) -> None:
    transaction.insert("said", tuple(_key(said)), {**_key(said), "stamp": said.stamp})


def _key(said: Statement) -> dict[str, object]:
    return {**said.fact._asdict(), "said_by": said.said_by, "value": said.value}


# A recorded letter's whole content, to compare one office's version of it with another's, and to put one in force.

FIELDS = ("date", *TEXT_COLUMNS)

CONFLICT = "conflict"
"""The code of the findings that are worked out from what offices say; they are no part of a letter's content."""

Content = dict[str, Any]


def to_json(value: object) -> str:
    """JSON that is the same for the same value, whoever writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def load_content(connection: Connection, letter: int) -> Content:
    """What a recorded letter says: its fields, citations, findings, stated tasks and recipients."""
    row = connection.execute(f"SELECT {', '.join(FIELDS)} FROM letter WHERE id = ?", (letter,)).fetchone()
    content: Content = dict(zip(FIELDS, row, strict=True))
    for name in PARTS:
        found = load_part_rows(connection, name, letter)
        content[name] = [list(each) for each in found if name != "findings" or each[0] != CONFLICT]
    sent = connection.execute("SELECT office FROM delivery WHERE letter = ? ORDER BY office", (letter,))
    content["recipients"] = [office for (office,) in sent]
    return content


def find_recorder(connection: Connection, letter: int) -> str:
    """Whose version of a letter is in force; "" for this database's own."""
    return str(connection.execute("SELECT recorded_by FROM letter WHERE id = ?", (letter,)).fetchone()[0])


def list_titles(connection: Connection, letter: int) -> list[tuple[str, int | None]]:
    """The titles that a letter states, in its order, each with the chain's task that it was taken for."""
    return connection.execute(
        "SELECT title, task FROM stated_task WHERE letter = ? ORDER BY position", (letter,)
    ).fetchall()


def set_recorder(transaction: Transaction, letter: int, said_by: str) -> None:
    """Note whose version of a letter is in force."""
    transaction.update("letter", {"id": letter}, {"recorded_by": said_by})


def replace_content(
    transaction: Transaction, letter: int, content: Content, said_by: str, tasks: Sequence[int | None]
) -> None:
    """Put one office's version of a letter in force.

    Args:
        transaction: The transaction at work.
        letter: The letter's row.
        content: The version; its recipients' offices are stored.
        said_by: Whose it is; "" for this database's own.
        tasks: For each task that it states, the chain's task that it is taken for, None for a new one.
    """
    transaction.update("letter", {"id": letter}, {name: content[name] for name in FIELDS} | {"recorded_by": said_by})
    for name, (table, _, columns) in PARTS.items():
        transaction.delete_many(table, {"letter": letter})
        rows = [
            {"letter": letter, "position": position, **dict(zip(columns, values, strict=True))}
            for position, values in enumerate(content[name], 1)
        ]
        if name == "tasks":
            rows = [{**row, "task": task} for row, task in zip(rows, tasks, strict=True)]
        transaction.insert_all(table, ("letter", "position"), rows)
    _replace_recipients(transaction, letter, content)


def _replace_recipients(transaction: Transaction, letter: int, content: Content) -> None:
    present = {
        office: (on, number, by)
        for office, on, number, by in transaction.connection.execute(
            "SELECT office, received_on, receive_number, recorded_by FROM delivery WHERE letter = ?", (letter,)
        ).fetchall()
    }
    wanted = dict.fromkeys(content["recipients"])
    for office in sorted(present.keys() - wanted.keys()):
        on, number, by = present[office]
        if on and not by:
            keep_own_statement(
                transaction, Fact(letter, "", office), to_json({"received_on": on, "receive_number": number})
            )
        transaction.delete("delivery", {"letter": letter, "office": office})
    for office in sorted(present.keys() & wanted.keys()):
        transaction.update("delivery", {"letter": letter, "office": office}, {"sent_on": content["date"]})
    transaction.insert_all(
        "delivery",
        ("letter", "office"),
        [
            {"letter": letter, "office": office, "sent_on": content["date"]}
            for office in wanted
            if office not in present
        ],
    )


def drop_task(transaction: Transaction, task: int) -> None:
    """Delete a task that no letter states any more, with who owes it."""
    for table in ("obligation", "reminder", "deadline_change"):
        transaction.delete_many(table, {"task": task})
    transaction.delete("task", {"id": task})


def is_stated_elsewhere(connection: Connection, task: int, letter: int) -> bool:
    """Whether another letter states a task too."""
    row = connection.execute("SELECT 1 FROM stated_task WHERE task = ? AND letter <> ?", (task, letter)).fetchone()
    return row is not None


# Receipts as other offices' words are weighed with them, and the findings about words that contradict each other.


class Receipt(NamedTuple):
    """What is recorded of one delivery's arrival. ``recorded_by`` "" for this database's own word."""

    letter: int
    office: str
    received_on: str | None
    receive_number: str | None
    recorded_by: str


class Conflict(NamedTuple):
    """Versions of one fact that contradict each other: which field, the one in force, and all of them in words."""

    letter: int
    field: str
    text: str
    evidence: str


def list_receipts_on_chain(connection: Connection, root: int) -> list[Receipt]:
    """Every delivery of a letter of the chain of this root."""
    rows = connection.execute(
        "SELECT d.letter, d.office, d.received_on, d.receive_number, d.recorded_by"
        " FROM delivery AS d JOIN letter AS l ON l.id = d.letter WHERE l.root = ? ORDER BY d.letter, d.office",
        (root,),
    )
    return [Receipt(*row) for row in rows]


def set_receipt(transaction: Transaction, receipt: Receipt) -> None:
    """Make a delivery's receipt be this, whoever says so."""
    transaction.update(
        "delivery",
        {"letter": receipt.letter, "office": receipt.office},
        {
            "received_on": receipt.received_on,
            "receive_number": receipt.receive_number,
            "recorded_by": receipt.recorded_by,
        },
    )


def set_conflicts(transaction: Transaction, letters: Sequence[int], conflicts: Sequence[Conflict]) -> None:
    """Make these be the findings of these letters about words that contradict each other."""
    for letter in letters:
        wanted = [(each.field, each.text, each.evidence) for each in conflicts if each.letter == letter]
        rows = transaction.connection.execute(
            "SELECT position, field, text, evidence FROM finding WHERE letter = ? AND code = ? ORDER BY position",
            (letter, CONFLICT),
        ).fetchall()
        if [tuple(row[1:]) for row in rows] == wanted:
            continue
        for position, *_ in rows:
            transaction.delete("finding", {"letter": letter, "position": position})
        (last,) = transaction.connection.execute(
            "SELECT coalesce(max(position), 0) FROM finding WHERE letter = ?", (letter,)
        ).fetchone()
        for position, (field, text, evidence) in enumerate(wanted, last + 1):
            row = {"field": field, "text": text, "evidence": evidence, "proposal": "", "taken": 0}
            transaction.insert(
                "finding", ("letter", "position"), {"letter": letter, "position": position, "code": CONFLICT, **row}
            )


# What a bundle takes from the database besides what offices say: numbers, marks of secrecy, and letters' rows.


def list_numbers(connection: Connection, letter: int) -> list[tuple[str, str]]:
    """Every number that a letter goes by, with where it comes from."""
    return connection.execute(
        "SELECT number, source FROM letter_number WHERE letter = ? ORDER BY number", (letter,)
    ).fetchall()


def find_first_classified(connection: Connection, letters: Iterable[int]) -> tuple[str, str] | None:
    """Number and mark of the first of these letters, or of a letter of their chains, that is classified."""
    for letter in letters:
        row: tuple[str, str] | None = connection.execute(
            "SELECT c.number, c.secrecy FROM letter AS l JOIN letter AS c ON c.root = l.root"
            " WHERE l.id = ? AND c.secrecy <> '' ORDER BY c.date, c.id",
            (letter,),
        ).fetchone()
        if row:
            return row
    return None


def load_parents(connection: Connection, letters: Iterable[int]) -> dict[int, int | None]:
    """The row of the letter that each of these passes on."""
    query = "SELECT parent FROM letter WHERE id = ?"
    return {letter: connection.execute(query, (letter,)).fetchone()[0] for letter in letters}


def join_number_to_letter(transaction: Transaction, letter: int, number: str, source: str) -> None:
    """Where two say of a number of a letter where it comes from, keep the same of both, whoever came first."""
    (present,) = transaction.connection.execute(
        "SELECT source FROM letter_number WHERE letter = ? AND number = ?", (letter, number)
    ).fetchone()
    kept = min(present, source, key=lambda each: (each != "own", each))
    transaction.update("letter_number", {"letter": letter, "number": number}, {"source": kept})
