"""What the journal says was changed, turned back; and what rests on it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.errors import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction

RowChange = dict[str, Any]

# A number once given stands in somebody's book: it is kept, without its letter.
_KEPT = {"register_entry": {"status": "void", "letter": None, "remark": "undo"}}

# What SQLite can hold as a number.
_LARGEST_ROW = 2**63 - 1

# What is worked out when a letter is recorded depends on whose database it is.
_BASIS = frozenset({"setting"})


class JournalEntry(NamedTuple):
    """One command of the journal. ``message`` is what it recorded; ``summary`` the same as it was said then."""

    id: int
    command: str
    undoes: int | None
    message: Message
    summary: str
    changes: tuple[RowChange, ...]


def find_entry(connection: Connection, row: int) -> JournalEntry:
    """One journal row.

    Raises:
        LookupError: there is none.
    """
    query = "SELECT id, command, undoes, summary, changes FROM journal WHERE id = ?"
    found = connection.execute(query, (row,)).fetchone() if row <= _LARGEST_ROW else None
    if found is None:
        raise LookupError(row)
    return _entry(found)


def list_recorded_after(connection: Connection, row: int) -> Iterator[JournalEntry]:
    """The commands after one that recorded something and are not taken back, oldest first."""
    rows = connection.execute(
        "SELECT id, command, undoes, summary, changes FROM journal WHERE id > ? AND undoes IS NULL ORDER BY id", (row,)
    )
    return (_entry(found) for found in rows if is_in_force(connection, found[0]))


class CommandRun(NamedTuple):
    """One command of the journal, without what it changed."""

    id: int
    command: str
    undoes: int | None
    who: str


def list_recorded_in_force(connection: Connection, who: str = "") -> Iterator[CommandRun]:
    """The commands that recorded something and are not taken back, the newest first.

    ``who``: those of one person, who need not be asked of every row: there is an index.
    """
    return _in_force(connection, "undoes IS NULL" + (" AND who = ?" if who else ""), (who,) if who else ())


def list_undone_in_force(connection: Connection, who: str) -> Iterator[CommandRun]:
    """What a person took back and did not do again, the newest first."""
    return _in_force(connection, "undoes IS NOT NULL AND who = ? AND command = 'undo'", (who,))


def is_in_force(connection: Connection, row: int) -> bool:
    """Whether a journal row is not taken back: by no row that is itself in force."""
    later = connection.execute("SELECT id FROM journal WHERE undoes = ?", (row,)).fetchall()
    return not any(is_in_force(connection, each) for (each,) in later)


def _in_force(connection: Connection, condition: str, values: tuple[str, ...]) -> Iterator[CommandRun]:
    rows = connection.execute(
        f"SELECT id, command, undoes, who FROM journal WHERE {condition} ORDER BY id DESC", values
    )
    return (ran for ran in map(CommandRun._make, rows) if is_in_force(connection, ran.id))


def turn_back(transaction: Transaction, changes: Sequence[RowChange]) -> None:
    """Reverse changes, the last first; what that changes is journalled like anything else.

    Foreign keys are looked at when it is committed: rows may go before those that name them.

    Raises:
        LookupError: a row is not as the change left it.
    """
    transaction.connection.engine.defer_references(transaction.connection)
    try:
        for change in reversed(changes):
            _turn_back(transaction, change)
    except transaction.connection.IntegrityError as error:
        raise LookupError(str(error)) from error


def _refuse_made_up(transaction: Transaction, change: RowChange) -> None:
    """Check names before using them in SQL: imported journals are untrusted."""
    known = set(transaction.connection.engine.columns(transaction.connection, change["table"]))
    named = {name for part in ("key", "of", "before", "after", "columns") for name in change.get(part) or ()}
    if not known or not named <= known:
        raise LookupError(f"{change['table']} {sorted(named)} is no row of a table")  # noqa: EM102 - as below


def _turn_back(transaction: Transaction, change: RowChange) -> None:
    _refuse_made_up(transaction, change)
    table, key = change["table"], change["key"]
    if "of" in change:
        _refuse_any_changed(transaction, change)
        ((column, values),) = change["of"].items()
        transaction.update_many(table, key, column, values, change["before"])
    elif "count" in change:
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


def _refuse_changed(transaction: Transaction, change: RowChange) -> None:
    """A column that is no longer as the change left it was changed by something that the journal does not know."""
    columns, key = list(change["after"]), change["key"]
    condition = " AND ".join(f"{name} = ?" for name in key)
    row = transaction.connection.execute(
        f"SELECT {', '.join(columns)} FROM {change['table']} WHERE {condition}", tuple(key.values())
    ).fetchone()
    if row is None or dict(zip(columns, row, strict=True)) != change["after"]:
        raise LookupError(f"{change['table']} {key} is not as it was left")  # noqa: EM102 - a reason inside a message


def _refuse_any_changed(transaction: Transaction, change: RowChange) -> None:
    ((column, values),) = change["of"].items()
    left = {**change["key"], **change["after"]}
    engine = transaction.connection.engine
    same = " AND ".join(engine.same(name) for name in left)
    one_of, wanted = engine.among(column, values)
    row = transaction.connection.execute(
        f"SELECT count(*) FROM {change['table']} WHERE {one_of} AND {same}", (wanted, *left.values())
    )
    if row.fetchone()[0] != len(values):
        raise LookupError(f"{change['table']} {change['key']} is not as it was left")  # noqa: EM102 - see above


References = dict[str, tuple[tuple[str, str], ...]]
"""For each table, the columns that name a row of another table, and which."""


def find_references(connection: Connection) -> References:
    """The foreign keys of the tables, from the schema itself."""
    engine = connection.engine
    return {table: tuple(engine.references(connection, table)) for table in engine.tables(connection)}


def find_later_entries(later: Iterable[RowChange], earlier: TouchedRows, known: References) -> bool:
    """Whether a later command touched a row that an earlier one did, or names one that it made."""
    if earlier.is_basis:
        return any(change["table"] not in _BASIS for change in later)
    for change in later:
        if any(earlier.touched(change["table"], key) for key in _keys(change)):
            return True
        values = {**change.get("after", {}), **change["key"]}
        if any((target, values.get(column)) in earlier.made for column, target in known.get(change["table"], ())):
            return True
    return False


class TouchedRows:
    """The rows that a command touched, to be asked whether later ones touch them too.

    Attributes:
        made: Table and ``id`` of the rows that it made.
        is_basis: Whether it changed what recording itself rests on.
    """

    def __init__(self, changes: Sequence[RowChange]) -> None:
        self.made = {
            (change["table"], change["key"]["id"])
            for change in changes
            if "before" not in change and "rows" not in change and "id" in change["key"]
        }
        self.is_basis = any(change["table"] in _BASIS for change in changes)
        self._keys: dict[str, dict[tuple[str, ...], set[tuple[Any, ...]]]] = {}
        for change in changes:
            by_columns = self._keys.setdefault(change["table"], {})
            for key in _keys(change):
                names = tuple(sorted(key))
                by_columns.setdefault(names, set()).add(tuple(key[name] for name in names))
        self._shared: dict[tuple[str, tuple[str, ...], tuple[str, ...]], set[tuple[Any, ...]]] = {}

    def touched(self, table: str, key: Mapping[str, Any]) -> bool:
        """Whether it touched a row that this key can mean: one of fewer columns means every row that shares them."""
        return any(
            tuple(key[name] for name in names if name in key) in self._in_common(table, names, tuple(key))
            for names in self._keys.get(table, ())
            if len(names) != len(key) or key.keys() == set(names)
        )

    def _in_common(self, table: str, names: tuple[str, ...], others: tuple[str, ...]) -> set[tuple[Any, ...]]:
        """The touched keys of these columns, each cut down to the columns that others have too."""
        if (table, names, others) not in self._shared:
            places = [place for place, name in enumerate(names) if name in others]
            keys = self._keys[table][names]
            self._shared[table, names, others] = {tuple(each[place] for place in places) for each in keys}
        return self._shared[table, names, others]


def _keys(change: RowChange) -> Iterator[dict[str, Any]]:
    """The keys of the rows that a change touched; of rows in bulk the part that they share."""
    if "of" not in change:
        yield change["key"]
        return
    ((column, values),) = change["of"].items()
    for value in values:
        yield {**change["key"], column: value}


def _entry(row: tuple[Any, ...]) -> JournalEntry:
    number, command, undoes, summary, text = row
    kept = json.loads(text)
    return JournalEntry(
        number, command, undoes, Message(kept["message"], **kept["values"]), summary, tuple(kept["rows"])
    )
