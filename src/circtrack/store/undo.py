"""What the journal says was changed, turned back; and what rests on it."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from circtrack.store.write import Transaction

Change = dict[str, Any]

# A number once given stands in somebody's book: it is kept, without its letter.
_KEPT = {"register_entry": {"status": "void", "letter": None, "remark": "undo"}}

# What SQLite can hold as a number.
_LARGEST_ROW = 2**63 - 1

# What is worked out when a letter is recorded depends on whose database it is.
_BASIS = frozenset({"setting"})


class Entry(NamedTuple):
    """One command of the journal. ``message`` and ``values`` are its sentence as a template of the catalogue."""

    id: int
    command: str
    undoes: int | None
    message: str
    values: dict[str, str]
    summary: str
    changes: tuple[Change, ...]


def entry(connection: sqlite3.Connection, row: int) -> Entry:
    """One journal row.

    Raises:
        LookupError: there is none.
    """
    query = "SELECT id, command, undoes, summary, changes FROM journal WHERE id = ?"
    found = connection.execute(query, (row,)).fetchone() if row <= _LARGEST_ROW else None
    if found is None:
        raise LookupError(row)
    return _entry(found)


def entries_after(connection: sqlite3.Connection, row: int) -> Iterable[Entry]:
    """The journal's rows after one, oldest first."""
    rows = connection.execute(
        "SELECT id, command, undoes, summary, changes FROM journal WHERE id > ? ORDER BY id", (row,)
    )
    return map(_entry, rows)


class Ran(NamedTuple):
    """One command of the journal, without what it changed."""

    id: int
    command: str
    undoes: int | None
    who: str


def commands(connection: sqlite3.Connection) -> list[Ran]:
    """Every command of the journal, the newest first."""
    return [Ran(*row) for row in connection.execute("SELECT id, command, undoes, who FROM journal ORDER BY id DESC")]


def turn_back(transaction: Transaction, changes: Sequence[Change]) -> None:
    """Reverse changes, the last first; what that changes is journalled like anything else.

    Foreign keys are looked at when all is done: rows may go before those that name them.

    Raises:
        LookupError: a row is not as the change left it, or one that stays names one that went.
    """
    transaction.connection.execute("PRAGMA defer_foreign_keys = ON")
    try:
        for change in reversed(changes):
            _turn_back(transaction, change)
    except sqlite3.IntegrityError as error:
        raise LookupError(str(error)) from error
    for table, *_ in transaction.connection.execute("PRAGMA foreign_key_check"):
        raise LookupError(f"a row of {table} names one that is gone")  # noqa: EM102 - a reason inside a message


def _refuse_made_up(transaction: Transaction, change: Change) -> None:
    """A journal that came in with an import is somebody's word. Its names go into SQL: they must be the schema's."""
    query = "SELECT name FROM pragma_table_info(?)"
    known = {name for (name,) in transaction.connection.execute(query, (change["table"],))}
    named = {name for part in ("key", "before", "after", "columns") for name in change.get(part) or ()}
    if not known or not named <= known:
        raise LookupError(f"{change['table']} {sorted(named)} is no row of a table")  # noqa: EM102 - as below


def _turn_back(transaction: Transaction, change: Change) -> None:
    _refuse_made_up(transaction, change)
    table, key = change["table"], change["key"]
    if "count" in change:
        transaction.delete_many(table, key)
    elif "rows" in change:
        rows = [dict(zip(change["columns"], row, strict=True)) for row in change["rows"]]
        transaction.insert_bulk(table, key, rows)
    elif "before" not in change:
        if table in _KEPT:
            transaction.update(table, key, _KEPT[table])
        else:
            transaction.delete(table, key)
    elif "after" not in change:
        transaction.insert(table, tuple(key), change["before"])
    else:
        _refuse_changed(transaction, change)
        transaction.update(table, key, change["before"])


def _refuse_changed(transaction: Transaction, change: Change) -> None:
    """A column that is no longer as the change left it was changed by something that the journal does not know."""
    columns, key = list(change["after"]), change["key"]
    condition = " AND ".join(f"{name} = ?" for name in key)
    row = transaction.connection.execute(
        f"SELECT {', '.join(columns)} FROM {change['table']} WHERE {condition}", tuple(key.values())
    ).fetchone()
    if row is None or dict(zip(columns, row, strict=True)) != change["after"]:
        raise LookupError(f"{change['table']} {key} is not as it was left")  # noqa: EM102 - a reason inside a message


References = dict[str, tuple[tuple[str, str], ...]]
"""For each table, the columns that name a row of another table, and which."""


def references(connection: sqlite3.Connection) -> References:
    """The foreign keys of the tables, from the schema itself."""
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    query = 'SELECT "from", "table" FROM pragma_foreign_key_list(?)'
    return {table: tuple(connection.execute(query, (table,))) for table in tables}


def rests_on(later: Sequence[Change], earlier: Sequence[Change], known: References) -> bool:
    """Whether a later command touched a row that an earlier one did, or names one that it made."""
    touched = {(change["table"], _key(change["key"])) for change in earlier}
    by_table: dict[str, list[Mapping[str, Any]]] = {}
    for change in earlier:
        by_table.setdefault(change["table"], []).append(change["key"])
    made = {
        (change["table"], change["key"]["id"])
        for change in earlier
        if "before" not in change and "rows" not in change and "id" in change["key"]
    }
    if any(change["table"] in _BASIS for change in earlier):
        return any(change["table"] not in _BASIS for change in later)
    for change in later:
        if (change["table"], _key(change["key"])) in touched or _overlaps(change["key"], by_table.get(change["table"])):
            return True
        values = {**change.get("after", {}), **change["key"]}
        if any((target, values.get(column)) in made for column, target in known.get(change["table"], ())):
            return True
    return False


def _overlaps(key: Mapping[str, Any], others: list[Mapping[str, Any]] | None) -> bool:
    """Whether two keys can mean one row: a key of fewer columns means every row that shares them."""
    if not others:
        return False
    return any(
        len(other) != len(key) and all(other[name] == key[name] for name in other.keys() & key.keys())
        for other in others
    )


def _key(key: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(key.items()))


def _entry(row: tuple[Any, ...]) -> Entry:
    number, command, undoes, summary, text = row
    kept = json.loads(text)
    return Entry(number, command, undoes, kept["message"], kept["values"], summary, tuple(kept["rows"]))
