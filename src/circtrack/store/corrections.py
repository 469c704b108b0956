"""Change a recorded letter: its fields, the key by which it is known, and what it states. Only what differs is written.

The rows of a letter's numbers, citations and findings are deleted and inserted, never updated: on a server that is what
a role may do with those of its own letters.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.store.find_letter import cite_letter
from circtrack.store.kept_json import KEYS, RowName, has_form, read_json
from circtrack.store.letter_columns import PARTS, write_part, write_texts
from circtrack.store.letters import add_number, find_year_be, load_letter, load_parts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.model import Letter

FORMER = "was"
"""The source of a number under which a letter was recorded before it was corrected: it still finds the letter."""


def load_stated_letter(connection: Connection, letter: int) -> Letter:
    """Return a recorded letter with the tasks that it states itself, whether or not it is a root."""
    return replace(load_letter(connection, letter), tasks=load_parts(connection, "tasks", letter))


def load_former_keys(connection: Connection, letter: int) -> tuple[tuple[str, int, str], ...]:
    """Return the keys (issuer, Buddhist year, number) by which a letter was known before it was corrected."""
    row = connection.execute(f"SELECT {_FORMERLY} FROM letter WHERE id = ?", (letter,)).fetchone()
    return tuple((issuer, year, number) for issuer, year, number in _read_formerly(*row))


_FORMERLY = "formerly, number, secrecy, issuer"


def _read_formerly(text: str, *letter: str) -> list[list[Any]]:
    return read_json(text or "[]", KEYS, RowName("letter", "formerly", *letter))  # type: ignore[no-any-return]  # by its form


def list_malformed_keys(connection: Connection) -> list[RowName]:
    """Return the letters whose former keys are none that circtrack writes."""
    rows = connection.execute(f"SELECT {_FORMERLY} FROM letter WHERE formerly <> '' ORDER BY date, number").fetchall()
    return [RowName("letter", "formerly", *letter) for text, *letter in rows if not has_form(text, KEYS)]


def list_formerly(connection: Connection, key: tuple[str, int, str]) -> list[int]:
    """Return the rows of the letters that were known by this key before they were corrected."""
    rows = connection.execute(
        f"SELECT id, {_FORMERLY} FROM letter WHERE formerly <> '' AND instr(formerly, ?) > 0 ORDER BY id", (key[2],)
    ).fetchall()
    return [row for row, *formerly in rows if list(key) in _read_formerly(*formerly)]


def is_own_elsewhere(connection: Connection, letter: int, number: str) -> bool:
    """Whether another letter of the same issuer and year has this number of its own."""
    row = connection.execute(
        "SELECT 1 FROM letter AS l JOIN letter AS x ON x.issuer = l.issuer AND x.year_be = l.year_be AND x.id <> l.id"
        " JOIN letter_number AS n ON n.letter = x.id AND n.number = ? AND n.source = 'own' WHERE l.id = ?",
        (number, letter),
    ).fetchone()
    return row is not None


def rewrite_fields(transaction: Transaction, row: int, before: Letter, after: Letter, issuer: str) -> None:
    """Write a letter's own columns, its number and its key; ``issuer`` is the code of its issuer, stored already."""
    assert after.date is not None  # noqa: S101 - callers reject letters without a date
    connection = transaction.connection
    old: tuple[str, int, str] = connection.execute(
        "SELECT issuer, year_be, number FROM letter WHERE id = ?", (row,)
    ).fetchone()
    new: tuple[str, int, str] = (issuer, find_year_be(after.date), after.number)
    values: dict[str, Any] = dict(zip(("issuer", "year_be", "number"), new, strict=True))
    values |= {"date": after.date.isoformat(), **write_texts(after), "recorded_by": ""}
    if old != new:
        values["formerly"] = _add_former_key(connection, row, old, new)
    transaction.update("letter", {"id": row}, values)
    if after.number != before.number:
        replace_number(transaction, row, before.number, FORMER)
        replace_number(transaction, row, after.number, "own")
    for alias in sorted(set(before.aliases) - set(after.aliases) - {after.number}):
        transaction.delete("letter_number", {"letter": row, "number": alias})
    for alias in after.aliases:
        add_number(transaction, row, alias, "read")
    if after.date != before.date:
        sent = connection.execute(
            "SELECT office FROM delivery WHERE letter = ? AND sent_on <> ? ORDER BY office", (row, values["date"])
        )
        for (office,) in sent.fetchall():
            transaction.update("delivery", {"letter": row, "office": office}, {"sent_on": values["date"]})


def _add_former_key(connection: Connection, row: int, old: tuple[str, int, str], new: tuple[str, int, str]) -> str:
    return _write_keys({*load_former_keys(connection, row), old} - {new})


def _write_keys(keys: set[tuple[str, int, str]]) -> str:
    return json.dumps([list(key) for key in sorted(keys)], ensure_ascii=False) if keys else ""


def add_former_keys(transaction: Transaction, row: int, keys: Iterable[tuple[str, int, str]]) -> None:
    """Let a letter be recognised by keys under which other offices know it, or knew it."""
    query = "SELECT issuer, year_be, number FROM letter WHERE id = ?"
    own = tuple(transaction.connection.execute(query, (row,)).fetchone())
    known = {*load_former_keys(transaction.connection, row), *keys} - {own}
    transaction.update("letter", {"id": row}, {"formerly": _write_keys(known)})


def rename_letter(transaction: Transaction, row: int, key: tuple[str, int, str]) -> None:
    """Let a letter be known by another key (issuer, Buddhist year, number); the issuer is stored already."""
    query = "SELECT issuer, year_be, number FROM letter WHERE id = ?"
    old = tuple(transaction.connection.execute(query, (row,)).fetchone())
    values: dict[str, Any] = dict(zip(("issuer", "year_be", "number"), key, strict=True))
    transaction.update(
        "letter", {"id": row}, {**values, "formerly": _add_former_key(transaction.connection, row, old, key)}
    )
    if old[2] != key[2]:
        replace_number(transaction, row, old[2], FORMER)
        replace_number(transaction, row, key[2], "own")


def rename_tasks(transaction: Transaction, letter: int, renamed: Mapping[str, str]) -> None:
    """Let what offices state of a letter's tasks be stated of them by their new keys (``make_task_keys``)."""
    for old, new in renamed.items():
        rows = transaction.connection.execute(
            "SELECT task, office, said_by, value, stamp FROM said WHERE letter = ? AND (task = ? OR"
            " substr(task, 1, length(?) + 1) = ? || '@') ORDER BY task, office, said_by, value",
            (letter, old, old, old),
        ).fetchall()
        for task, office, said_by, value, stamp in rows:
            renewed = new + task.removeprefix(old)  # a round's name stands behind
            key = {"letter": letter, "task": renewed, "office": office, "said_by": said_by, "value": value}
            transaction.delete("said", {**key, "task": task})
            present = transaction.connection.execute(
                "SELECT 1 FROM said WHERE letter = ? AND task = ? AND office = ? AND said_by = ? AND value = ?",
                tuple(key.values()),
            ).fetchone()
            if present is None:
                transaction.insert("said", tuple(key), {**key, "stamp": stamp})


def replace_number(transaction: Transaction, letter: int, number: str, source: str) -> None:
    """Give a letter a number with this source; its other source, if it has the number already, is forgotten."""
    present = transaction.connection.execute(
        "SELECT source FROM letter_number WHERE letter = ? AND number = ?", (letter, number)
    ).fetchone()
    if present == (source,):
        return
    if present:
        transaction.delete("letter_number", {"letter": letter, "number": number})
    add_number(transaction, letter, number, source)


def rewrite_parts(transaction: Transaction, row: int, name: str, before: Sequence[Any], after: Sequence[Any]) -> None:
    """Write a letter's links or findings (``name``, a key of ``PARTS``), if they differ."""
    if tuple(before) == tuple(after):
        return
    table, _, columns = PARTS[name]
    transaction.delete_many(table, {"letter": row})
    rows = [
        {"letter": row, "position": position, **write_part(part, columns)} for position, part in enumerate(after, 1)
    ]
    transaction.insert_all(table, ("letter", "position"), rows)


def rewrite_tasks(
    transaction: Transaction, row: int, before: Sequence[Any], after: Sequence[Any], origins: Sequence[int]
) -> None:
    """Write the tasks that a letter states, if they differ.

    ``origins`` has for each task its present place in the letter, 0 for a new one: it stays matched with the task of
    the chain with which it was matched there.
    """
    if tuple(before) == tuple(after) and list(origins) == list(range(1, len(before) + 1)):
        return
    matched = dict(
        transaction.connection.execute("SELECT position, task FROM stated_task WHERE letter = ?", (row,)).fetchall()
    )
    columns = PARTS["tasks"][2]
    transaction.delete_many("stated_task", {"letter": row})
    rows = [
        {"letter": row, "position": position, **write_part(task, columns), "task": matched.get(origin)}
        for position, (task, origin) in enumerate(zip(after, origins, strict=True), 1)
    ]
    transaction.insert_all("stated_task", ("letter", "position"), rows)


def list_stating(connection: Connection, letter: int, position: int, due_on: str) -> list[tuple[str, int, str]]:
    """Return every other statement of a letter's task that gives this day (ISO): whose, its place and title.

    A letter is cited as commands find it (``find_letter.cite_letter``).
    """
    return connection.execute(
        f"SELECT {cite_letter('l')}, o.position, o.title FROM stated_task AS s JOIN stated_task AS o ON o.task = s.task"
        " JOIN letter AS l ON l.id = o.letter"
        " WHERE s.letter = ? AND s.position = ? AND o.letter <> s.letter AND o.due_on = ?"
        " ORDER BY l.number, l.issuer, o.position",
        (letter, position, due_on),
    ).fetchall()


class LostReceipt(NamedTuple):
    """A recorded receipt whose delivery is taken away. The day is ISO text."""

    office: str
    received_on: str
    receive_number: str


def rewrite_recipients(
    transaction: Transaction, row: int, before: Collection[str], after: Collection[str], sent_on: str
) -> list[LostReceipt]:
    """Add and take away deliveries of a letter; return the recorded receipts of those taken away."""
    lost = []
    for office in sorted(set(before) - set(after)):
        on, number = transaction.connection.execute(
            "SELECT received_on, receive_number FROM delivery WHERE letter = ? AND office = ?", (row, office)
        ).fetchone()
        if on:
            lost.append(LostReceipt(office, on, number or ""))
        transaction.delete("delivery", {"letter": row, "office": office})
    new = [office for office in dict.fromkeys(after) if office not in before]
    (root,) = transaction.connection.execute("SELECT root FROM letter WHERE id = ?", (row,)).fetchone()
    transaction.insert_all(
        "delivery",
        ("letter", "office"),
        [{"letter": row, "office": office, "sent_on": sent_on, "root": root} for office in new],
    )
    return lost


def list_letters_of_chains(connection: Connection, roots: Iterable[int]) -> list[int]:
    """Return the rows of all letters of these chains."""
    found: list[int] = []
    for root in sorted(set(roots)):
        found += [row for (row,) in connection.execute("SELECT id FROM letter WHERE root = ? ORDER BY id", (root,))]
    return found


def list_roots(connection: Connection, letters: Iterable[int]) -> list[int]:
    """Return the roots of the chains of these letters; letters that are recorded no more have none."""
    query = "SELECT root FROM letter WHERE id = ?"
    rows = (connection.execute(query, (letter,)).fetchone() for letter in sorted(set(letters)))
    return list(dict.fromkeys(row[0] for row in rows if row))


def list_unstated_tasks(connection: Connection, letters: Iterable[int]) -> list[int]:
    """Return the tasks kept under these letters that no letter states any more."""
    found: list[int] = []
    for letter in sorted(set(letters)):
        rows = connection.execute(
            "SELECT t.id FROM task AS t WHERE t.letter = ? AND NOT EXISTS ("
            " SELECT 1 FROM stated_task AS s LEFT JOIN letter AS l ON l.id = s.letter"  # a hidden one states it too
            " WHERE s.task = t.id AND coalesce(l.kind, '') <> 'extension') ORDER BY t.position",
            (letter,),
        )
        found += [task for (task,) in rows]
    return found


def move_carried_out(transaction: Transaction, letter: int, before: str, after: str | None) -> list[int]:
    """Move on the deadlines that a letter moved to one day (ISO) to another one; with None, take the moves back.

    Returns:
        The tasks concerned.
    """
    rows = transaction.connection.execute(
        "SELECT id, task FROM deadline_change WHERE letter = ? AND agreed = 1 AND recorded_by = '' AND due_on = ?"
        " AND rule = '' ORDER BY id",
        (letter, before),
    ).fetchall()
    for row, _ in rows:
        if after is None:
            transaction.delete("deadline_change", {"id": row})
        else:
            transaction.update("deadline_change", {"id": row}, {"due_on": after})
    return list(dict.fromkeys(task for _, task in rows))


class CarriedOutRule(NamedTuple):
    """A change of a task's rule that a letter made: the row, and the day (ISO) of its first round before."""

    id: int
    before: str


def list_carried_out_rules(connection: Connection, letter: int, rule: str) -> list[CarriedOutRule]:
    """Return the changes to this rule that a letter made, as clerks of this database agreed."""
    rows = connection.execute(
        "SELECT id, coalesce(previous, round) FROM deadline_change WHERE letter = ? AND agreed = 1"
        " AND recorded_by = '' AND rule = ? ORDER BY id",
        (letter, rule),
    )
    return [CarriedOutRule(*row) for row in rows.fetchall()]


def list_letters_acted_on(connection: Connection, letter: int) -> list[int]:
    """Return the letters under which tasks stand whose deadlines a letter moved, or whose obligations it closed."""
    rows = connection.execute(
        "SELECT t.letter FROM deadline_change AS c JOIN task AS t ON t.id = c.task WHERE c.letter = ?"
        " UNION SELECT t.letter FROM obligation AS o JOIN task AS t ON t.id = o.task WHERE o.closed_by = ? ORDER BY 1",
        (letter, letter),
    )
    return [row for (row,) in rows]


# What is owed in some chains, to compare it before and after a correction.


class OwedRow(NamedTuple):
    """One obligation with its task's title; days are ISO text or None, ``due_on`` the deadline in force."""

    task: int
    title: str
    office: str
    progress: str
    done_on: str | None
    note: str | None
    due_on: str | None


_OWED = """
SELECT t.id, t.title, o.office, o.progress, o.done_on, o.note, coalesce(o.due_on, t.due_on)
FROM task AS t JOIN obligation AS o ON o.task = t.id
"""


def list_owed(connection: Connection, root: int) -> list[OwedRow]:
    """Return the obligations of this root's chain."""
    rows = connection.execute(f"{_OWED} WHERE t.letter = ? ORDER BY t.position, o.office", (root,))
    return list(map(OwedRow._make, rows))


def list_owed_of_task(connection: Connection, task: int) -> list[OwedRow]:
    """Return the obligations of one task."""
    return list(map(OwedRow._make, connection.execute(f"{_OWED} WHERE t.id = ? ORDER BY o.office", (task,))))


def is_recorded(connection: Connection, letter: int) -> bool:
    """Whether a letter has this row."""
    return connection.execute("SELECT 1 FROM letter WHERE id = ?", (letter,)).fetchone() is not None


def find_day_of_task(connection: Connection, task: int) -> str:
    """Return the date (ISO) of the letter under which a task stands."""
    query = "SELECT l.date FROM task AS t JOIN letter AS l ON l.id = t.letter WHERE t.id = ?"
    return str(connection.execute(query, (task,)).fetchone()[0])


def count_reminders(connection: Connection, owed: Iterable[OwedRow]) -> int:
    """Return how many reminders were said of these obligations and their deadlines in force."""
    of_task: dict[int, set[tuple[str, str | None]]] = {}
    for each in owed:
        of_task.setdefault(each.task, set()).add((each.office, each.due_on))
    count = 0
    for task, wanted in of_task.items():
        said = connection.execute("SELECT office, due_on FROM reminder WHERE task = ?", (task,))
        count += sum((office, due_on) in wanted for office, due_on in said)
    return count


def find_office_name(connection: Connection, code: str, day: str) -> str:
    """Return an office's name on a day (ISO); its code if it is not known."""
    row = connection.execute(
        "SELECT name FROM office_version WHERE code = ? AND since <= ? AND ? < until", (code, day, day)
    ).fetchone()
    return str(row[0]) if row else code
