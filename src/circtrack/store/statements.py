"""Statements of offices on facts: those from bundles, and this database's own where another office's is in force."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.store.corrections import FORMER
from circtrack.store.kept_json import RowName, has_form_of_statement, make_row_error
from circtrack.store.letter_columns import PARTS, TEXT_COLUMNS
from circtrack.store.letters import load_part_rows
from circtrack.store.settings import get_own_office

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction


ROUND_MARK = "@"
"""Stands between a task's key and the name of a round, a day with dashes: keys of titles have none."""


class Fact(NamedTuple):
    """What a statement is about: a letter, its receipt by an office, a task that it states, or an office's obligation.

    ``task`` is "" for a letter and a receipt, ``office`` is "" for a letter and a task.
    """

    letter: int
    task: str = ""
    office: str = ""


class Statement(NamedTuple):
    """One office's statement on a fact. ``value`` is JSON text; of two by one office the greater ``stamp`` counts."""

    fact: Fact
    said_by: str
    value: str
    stamp: str


_FROM = "SELECT s.letter, s.task, s.office, s.said_by, s.value, s.stamp FROM said AS s"
_ORDER = "ORDER BY s.letter, s.task, s.office, s.said_by, s.value"


def list_statements_on_chain(connection: Connection, root: int) -> list[Statement]:
    """Return all statements on the chain of this root."""
    rows = connection.execute(f"{_FROM} JOIN letter AS l ON l.id = s.letter WHERE l.root = ? {_ORDER}", (root,))
    return _read_rows(connection, rows)


def list_statements(connection: Connection, fact: Fact) -> list[Statement]:
    """Return all statements on one fact."""
    rows = connection.execute(f"{_FROM} WHERE s.letter = ? AND s.task = ? AND s.office = ? {_ORDER}", fact)
    return _read_rows(connection, rows)


def _read_rows(connection: Connection, rows: Iterable[Sequence[Any]]) -> list[Statement]:
    """Make statements from rows; raise DatabaseError if something else stands in one."""
    found = [Statement(Fact(*row[:3]), *row[3:]) for row in rows]
    for malformed in _find_malformed(connection, found):
        raise make_row_error(malformed)
    return found


def _find_malformed(connection: Connection, statements: Iterable[Statement]) -> Iterator[RowName]:
    for each in statements:
        if not has_form_of_statement(each.fact.task, each.fact.office, each.value):
            query = "SELECT number, secrecy FROM letter WHERE id = ?"
            number, secrecy = connection.execute(query, (each.fact.letter,)).fetchone()
            yield RowName("said", "value", number, secrecy, each.said_by or get_own_office(connection))


def list_malformed_statements(connection: Connection) -> Iterator[RowName]:
    """Yield the rows whose value is none that circtrack writes."""
    rows = connection.execute(f"{_FROM} JOIN letter AS l ON l.id = s.letter {_ORDER}").fetchall()
    return _find_malformed(connection, (Statement(Fact(*row[:3]), *row[3:]) for row in rows))


def has_statements(connection: Connection, root: int) -> bool:
    """Whether a statement of another office on this root's chain was imported."""
    query = "SELECT EXISTS (SELECT 1 FROM said AS s JOIN letter AS l ON l.id = s.letter WHERE l.root = ?)"
    return bool(connection.execute(query, (root,)).fetchone()[0])


def merge_statements(transaction: Transaction, statements: Iterable[Statement]) -> None:
    """Store statements, of each office on each fact only the latest.

    Two different statements with the same stamp are both kept, so that the order in which they arrive does not matter.
    """
    latest: dict[tuple[Fact, str], tuple[str, dict[str, None]]] = {}
    for statement in statements:
        stamp, values = latest.get((statement.fact, statement.said_by), ("", {}))
        if statement.stamp > stamp:
            latest[statement.fact, statement.said_by] = (statement.stamp, {statement.value: None})
        elif statement.stamp == stamp:
            values[statement.value] = None
    new = []
    kept = _load_stamps(transaction.connection, {fact for fact, _ in latest})
    for (fact, said_by), (stamp, values) in latest.items():
        stored = kept.get((fact, said_by), {})
        present = max(stored.values(), default="")
        if stored and stamp < present:
            continue
        for value in stored if stamp > present else ():
            if value in values:
                transaction.update("said", _make_key(Statement(fact, said_by, value, "")), {"stamp": stamp})
            else:
                transaction.delete("said", _make_key(Statement(fact, said_by, value, "")))
        new += [Statement(fact, said_by, value, stamp) for value in values if value not in stored]
    rows = [{**_make_key(statement), "stamp": statement.stamp} for statement in new]
    transaction.insert_all("said", ("letter", "task", "office", "said_by", "value"), rows)


def _load_stamps(connection: Connection, facts: Collection[Fact]) -> dict[tuple[Fact, str], dict[str, str]]:
    """Return what is stored on these facts: by fact and office, the stamp of each value."""
    letters, of_letters = connection.engine.among("letter", sorted({fact.letter for fact in facts}))
    offices, of_offices = connection.engine.among("office", sorted({fact.office for fact in facts}))
    query = f"SELECT letter, task, office, said_by, value, stamp FROM said WHERE {letters} AND {offices}"
    stamps: dict[tuple[Fact, str], dict[str, str]] = {}
    for letter, task, office, said_by, value, stamp in connection.execute(query, (of_letters, of_offices)):
        stamps.setdefault((Fact(letter, task, office), said_by), {})[value] = stamp
    return stamps


def keep_own_statement(transaction: Transaction, fact: Fact, value: str) -> None:
    """Store this database's own statement on a fact where another office's is in force; an empty value deletes it."""
    present = [each for each in list_statements(transaction.connection, fact) if not each.said_by]
    for each in present:
        if each.value != value:
            transaction.delete("said", _make_key(each))
    if value and all(each.value != value for each in present):
        _insert_statement(transaction, Statement(fact, "", value, ""))


def make_stamp(connection: Connection) -> str:
    """Return the stamp of this database's statements: time and number of the journal's last row, which sort by age."""
    at, row = connection.execute("SELECT coalesce(max(at), ''), coalesce(max(id), 0) FROM journal").fetchone()
    return f"{at} {row:010}"


def find_letter_row(connection: Connection, issuer: str, year: int, number: str) -> int | None:
    """Return the row of a letter by its key, None where it is not recorded."""
    row = connection.execute(
        "SELECT id FROM letter WHERE issuer = ? AND year_be = ? AND number = ?", (issuer, year, number)
    ).fetchone()
    return row[0] if row else None


def load_letter_keys(connection: Connection, rows: Iterable[int]) -> dict[int, tuple[str, int, str]]:
    """Return issuer, Buddhist year and number of letters by their rows."""
    query = "SELECT issuer, year_be, number FROM letter WHERE id = ?"
    return {row: connection.execute(query, (row,)).fetchone() for row in set(rows)}


def _insert_statement(transaction: Transaction, statement: Statement) -> None:
    transaction.insert("said", tuple(_make_key(statement)), {**_make_key(statement), "stamp": statement.stamp})


def _make_key(statement: Statement) -> dict[str, object]:
    return {**statement.fact._asdict(), "said_by": statement.said_by, "value": statement.value}


# A recorded letter's content: compare the versions of two offices, and put one of them into force.

FIELDS = ("date", *TEXT_COLUMNS)

CONFLICT = "conflict"
"""The code of findings that are computed from statements; they are not part of a letter's content."""

Content = dict[str, Any]


def to_json(value: object) -> str:
    """Return a value as JSON text that is the same on every machine."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def load_content(connection: Connection, letter: int) -> Content:
    """Return a recorded letter's content: fields, links, findings, stated tasks and recipients."""
    row = connection.execute(f"SELECT {', '.join(FIELDS)} FROM letter WHERE id = ?", (letter,)).fetchone()
    content: Content = dict(zip(FIELDS, row, strict=True))
    for name in PARTS:
        found = load_part_rows(connection, name, letter)
        content[name] = [list(each) for each in found if name != "findings" or each[0] != CONFLICT]
    sent = connection.execute("SELECT office FROM delivery WHERE letter = ? ORDER BY office", (letter,))
    content["recipients"] = [office for (office,) in sent]
    return content


def find_recorder(connection: Connection, letter: int) -> str:
    """Return the office whose version of a letter is in force, "" for this database's own."""
    return str(connection.execute("SELECT recorded_by FROM letter WHERE id = ?", (letter,)).fetchone()[0])


def list_titles(connection: Connection, letter: int) -> list[tuple[str, int | None]]:
    """Return the titles of a letter's stated tasks, in its order, each with the matching task of the chain."""
    return connection.execute(
        "SELECT title, task FROM stated_task WHERE letter = ? ORDER BY position", (letter,)
    ).fetchall()


def set_recorder(transaction: Transaction, letter: int, said_by: str) -> None:
    """Record the office whose version of a letter is in force."""
    transaction.update("letter", {"id": letter}, {"recorded_by": said_by})


def replace_content(
    transaction: Transaction, letter: int, content: Content, said_by: str, tasks: Sequence[int | None]
) -> None:
    """Put one office's version of a letter into force.

    Args:
        transaction: The open transaction.
        letter: The letter's row.
        content: The version; its recipients' offices are stored already.
        said_by: The office whose version it is; "" for this database's own.
        tasks: For each task that it states, the chain's task that it is matched with, None for a new one.
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
            receipt = {"received_on": on} | ({"receive_number": number} if number else {})
            keep_own_statement(transaction, Fact(letter, "", office), to_json(receipt))
        transaction.delete("delivery", {"letter": letter, "office": office})
    (root,) = transaction.connection.execute("SELECT root FROM letter WHERE id = ?", (letter,)).fetchone()
    for office in sorted(present.keys() & wanted.keys()):
        transaction.update("delivery", {"letter": letter, "office": office}, {"sent_on": content["date"]})
    transaction.insert_all(
        "delivery",
        ("letter", "office"),
        [
            {"letter": letter, "office": office, "sent_on": content["date"], "root": root}
            for office in wanted
            if office not in present
        ],
    )


def drop_task(transaction: Transaction, task: int) -> None:
    """Delete a task that no letter states any more, with its obligations."""
    for table in ("obligation", "obligation_round", "reminder", "deadline_change"):
        transaction.delete_many(table, {"task": task})
    transaction.delete("task", {"id": task})


def is_stated_elsewhere(connection: Connection, task: int, letter: int) -> bool:
    """Whether another letter states the task too."""
    row = connection.execute("SELECT 1 FROM stated_task WHERE task = ? AND letter <> ?", (task, letter)).fetchone()
    return row is not None


# Receipts, on which other offices make statements too, and the findings about statements that contradict each other.


class Receipt(NamedTuple):
    """What is recorded of one delivery's arrival. ``recorded_by`` is "" for this database's own statement."""

    letter: int
    office: str
    received_on: str | None
    receive_number: str | None
    recorded_by: str


class Conflict(NamedTuple):
    """Statements on one fact that contradict each other: the field, the text in force, and all of them as evidence."""

    letter: int
    field: str
    text: str
    evidence: str


def list_receipts_on_chain(connection: Connection, root: int) -> list[Receipt]:
    """Return the receipt of every delivery on this root's chain."""
    rows = connection.execute(
        "SELECT d.letter, d.office, d.received_on, d.receive_number, d.recorded_by"
        " FROM delivery AS d JOIN letter AS l ON l.id = d.letter WHERE l.root = ? ORDER BY d.letter, d.office",
        (root,),
    )
    return [Receipt(*row) for row in rows]


def set_receipt(transaction: Transaction, receipt: Receipt) -> None:
    """Store a delivery's receipt, whichever office states it."""
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
    """Replace the findings about contradicting statements on these letters."""
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


# What else a bundle needs from the database: numbers, secrecy marks, and rows of letters.


def list_numbers(connection: Connection, letter: int) -> list[tuple[str, str]]:
    """Return every number of a letter, each with its source."""
    return connection.execute(
        "SELECT number, source FROM letter_number WHERE letter = ? ORDER BY number", (letter,)
    ).fetchall()


def find_classified(connection: Connection, letters: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return number and mark of those of these letters that are classified, by row."""
    condition, rows = connection.engine.among("id", list(letters))
    query = f"SELECT id, number, secrecy FROM letter WHERE {condition} AND secrecy <> '' ORDER BY date, id"
    return {row: (number, mark) for row, number, mark in connection.execute(query, (rows,))}


def load_parents(connection: Connection, letters: Iterable[int]) -> dict[int, int | None]:
    """Return for each of these letters the row of the letter that it passes on."""
    query = "SELECT parent FROM letter WHERE id = ?"
    return {letter: connection.execute(query, (letter,)).fetchone()[0] for letter in letters}


def merge_number_source(transaction: Transaction, letter: int, number: str, source: str) -> None:
    """Merge two sources of one number of a letter; the result is the same whichever arrived first."""
    (present,) = transaction.connection.execute(
        "SELECT source FROM letter_number WHERE letter = ? AND number = ?", (letter, number)
    ).fetchone()
    # A number that a letter had before it was corrected stays that: an older bundle calls it the letter's own.
    kept = min(present, source, key=lambda each: (each != FORMER, each != "own", each))
    transaction.update("letter_number", {"letter": letter, "number": number}, {"source": kept})
