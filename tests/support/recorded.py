"""A district's database with the example chain recorded, and queries on it: for tests of the verbs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from circtrack.actions.letters.record import record_letters
from circtrack.store.settings import set_own_office
from support import made_letters as made
from support.servers import copied_once_made, dump, list_sorted, opened, query, with_tables, writing

if TYPE_CHECKING:
    from pathlib import Path

    from circtrack.model import Letter

__all__ = ["CONTENTS", "contents", "dump", "owned", "progress", "query", "read_backwards", "recorded"]

# Everything that is recorded, rows named by what they say and not by their numbers.
_LETTER = "(SELECT issuer || ' ' || number || ' ' || date FROM letter WHERE id = {})"
_TASK = f"(SELECT {_LETTER.format('t.letter')} || ' ' || t.position FROM task AS t WHERE t.id = {{}})"
CONTENTS = {
    "letter": "SELECT issuer, year_be, number, date, kind, subject, text,"
    f" {_LETTER.format('l.parent')}, {_LETTER.format('l.root')} FROM letter AS l",
    "letter_number": f"SELECT {_LETTER.format('letter')}, number, compact, running FROM letter_number",
    "letter_link": f"SELECT {_LETTER.format('letter')}, position, type, number, date, issuer FROM letter_link",
    "stated_task": f"SELECT {_LETTER.format('letter')}, position, title, due_on, {_TASK.format('task')}"
    " FROM stated_task",
    "task": f"SELECT {_LETTER.format('letter')}, position, title, system, audience, due_on, rule, as_written FROM task",
    "delivery": f"SELECT {_LETTER.format('letter')}, office, sent_on, received_on, receive_number FROM delivery",
    "obligation": f"SELECT {_TASK.format('task')}, office, progress, done_on, due_on, note FROM obligation",
    "deadline_change": f"SELECT {_TASK.format('task')}, office, due_on, previous, reason, {_LETTER.format('letter')}"
    " FROM deadline_change",
    "office": "SELECT code FROM office WHERE code IN (SELECT office FROM obligation UNION SELECT office FROM delivery)",
}


def owned(path: Path, office: str) -> Path:
    """Make the database of an office, in which nothing else is recorded."""

    def make(fresh: Path) -> None:
        with writing(fresh, "init") as transaction:
            set_own_office(transaction, office)

    return copied_once_made(path, f"owned by {office}", make)


def recorded(path: Path, *letters: Letter, office: str = made.DISTRICT) -> Path:
    """Record these letters, or the whole example chain, in an office's database."""

    def make(fresh: Path) -> None:
        with writing(fresh, "read") as transaction:
            set_own_office(transaction, office)
            record_letters(transaction, letters or made.chain(), office, made.TODAY)

    if not letters:
        return copied_once_made(path, f"recorded for {office}", make)
    make(with_tables(path))
    return path


def progress(path: Path) -> dict[str, tuple[str, str | None, str | None]]:
    """Return progress, day and note by office, for offices with any progress."""
    rows = query(path, "SELECT office, progress, done_on, note FROM obligation WHERE progress <> 'none' ORDER BY 1")
    return {office: (word, on, note) for office, word, on, note in rows}


def contents(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    return list_sorted(path, CONTENTS)


def read_backwards(path: Path) -> None:
    """Undo the last command by its journal entry."""
    ((changes,),) = query(path, "SELECT changes FROM journal ORDER BY id DESC LIMIT 1")
    with opened(path) as connection:
        connection.execute("BEGIN")
        _read_back(connection, json.loads(changes)["rows"])
        connection.execute("COMMIT")


def _read_back(connection: Any, rows: list[dict[str, Any]]) -> None:
    for row in reversed(rows):
        table, key, before = row["table"], row["key"], row.get("before", {})
        where = " AND ".join(f"{name} = ?" for name in key)
        if "of" in row:
            ((column, values),) = row["of"].items()
            assigned = ", ".join(f"{name} = ?" for name in before)
            statement = f"UPDATE {table} SET {assigned} WHERE {where} AND {column} = ?"
            back = [(*before.values(), *key.values(), value) for value in values]
            assert sum(connection.execute(statement, each).rowcount for each in back) == len(values)
            continue
        if not before:
            gone = connection.execute(f"DELETE FROM {table} WHERE {where}", tuple(key.values())).rowcount
            assert gone == row.get("count", 1)
        elif "after" not in row:
            connection.engine.insert(connection, table, [before])
        else:
            columns = ", ".join(f"{name} = ?" for name in before)
            values = (*before.values(), *key.values())
            assert connection.execute(f"UPDATE {table} SET {columns} WHERE {where}", values).rowcount == 1
