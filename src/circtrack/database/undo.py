"""Undo changes that the journal recorded, and find out whether later commands depend on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.database.journal import read_content

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.errors import Message

RowChange = dict[str, Any]

# An assigned register number may stand in a book on paper already: undo keeps it, without its letter.
_INSTEAD_OF_DELETE = {"register_entry": {"status": "void", "letter": None, "remark": "undo"}}

# SQLite's largest integer.
_LARGEST_ROW = 2**63 - 1

# What recording a letter depends on: which office the database belongs to.
_BASIS = frozenset({"setting"})


class JournalEntry(NamedTuple):
    """One command of the journal. ``message`` is its sentence; ``summary`` the same in the recorder's language.

    ``is_whole`` is false where an import brought a row that tells no changes.
    """

    id: int
    command: str
    undoes: int | None
    message: Message
    summary: str
    changes: tuple[RowChange, ...]
    is_whole: bool = True


def find_entry(connection: Connection, row: int) -> JournalEntry:
    """Return one journal row.

    Raises:
        LookupError: no journal row has this number.
    """
    query = "SELECT id, command, undoes, summary, changes FROM journal WHERE id = ?"
    found = connection.execute(query, (row,)).fetchone() if row <= _LARGEST_ROW else None
    if found is None:
        raise LookupError(row)
    return _make_entry(found)


def list_recorded_after(connection: Connection, row: int) -> Iterator[JournalEntry]:
    """Yield the commands after this one that recorded something and are not undone, oldest first."""
    rows = connection.execute(
        "SELECT id, command, undoes, summary, changes FROM journal WHERE id > ? AND undoes IS NULL ORDER BY id", (row,)
    )
    return (_make_entry(found) for found in rows if is_in_force(connection, found[0]))


class CommandRun(NamedTuple):
    """One command of the journal, without its changes."""

    id: int
    command: str
    undoes: int | None
    who: str


def list_recorded_in_force(connection: Connection, who: str = "") -> Iterator[CommandRun]:
    """Yield the commands that recorded something and are not undone, newest first.

    ``who`` limits them to one person's, which an index finds.
    """
    return _list_in_force(connection, "undoes IS NULL" + (" AND who = ?" if who else ""), (who,) if who else ())


def list_undone_in_force(connection: Connection, who: str) -> Iterator[CommandRun]:
    """Yield the undo commands of a person that were not redone, newest first."""
    return _list_in_force(connection, "undoes IS NOT NULL AND who = ? AND command = 'undo'", (who,))


def is_in_force(connection: Connection, row: int) -> bool:
    """Whether a journal row is not undone by a row that is itself in force."""
    later = connection.execute("SELECT id FROM journal WHERE undoes = ?", (row,)).fetchall()
    return not any(is_in_force(connection, each) for (each,) in later)


def _list_in_force(connection: Connection, condition: str, values: tuple[str, ...]) -> Iterator[CommandRun]:
    rows = connection.execute(
        f"SELECT id, command, undoes, who FROM journal WHERE {condition} ORDER BY id DESC", values
    )
    return (ran for ran in map(CommandRun._make, rows) if is_in_force(connection, ran.id))


def take_back(transaction: Transaction, entry: JournalEntry) -> None:
    """Reverse what a command recorded; a server reads that from its own journal.

    Raises:
        LookupError: a row is not as the command left it.
    """
    if not entry.is_whole:
        raise LookupError(f"entry {entry.id} tells no changes")  # noqa: EM102 - a reason inside a message
    try:
        if not transaction.gate.take_back(entry.id):
            revert_changes(transaction, entry.changes)
    except transaction.connection.IntegrityError as error:
        raise LookupError(str(error).partition("\n")[0]) from error
    transaction.undoes = entry.id


def revert_changes(transaction: Transaction, changes: Sequence[RowChange]) -> None:
    """Reverse changes, the last first. The reversal is journalled like every change.

    Foreign keys are checked at commit: rows may be deleted before those that reference them.

    Raises:
        LookupError: a row is not as the change left it.
    """
    transaction.connection.engine.defer_references(transaction.connection)
    for change in reversed(changes):
        _reverse(transaction, change)


def _refuse_unknown_names(transaction: Transaction, change: RowChange) -> None:
    """Check names before using them in SQL: imported journals are untrusted."""
    columns = set(transaction.connection.engine.columns(transaction.connection, change["table"]))
    names = {name for part in ("key", "of", "before", "after", "columns") for name in change.get(part) or ()}
    if not columns or not names <= columns:
        raise LookupError(f"{change['table']} {sorted(names)} is no row of a table")  # noqa: EM102 - as below


def _reverse(transaction: Transaction, change: RowChange) -> None:
    _refuse_unknown_names(transaction, change)
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
        if table in _INSTEAD_OF_DELETE:
            transaction.update(table, key, _INSTEAD_OF_DELETE[table])
        else:
            transaction.delete(table, key)
    elif "after" not in change:
        transaction.insert(table, tuple(key), change["before"])
    else:
        _refuse_changed(transaction, change)
        transaction.update(table, key, change["before"])


def _refuse_changed(transaction: Transaction, change: RowChange) -> None:
    """Reject a row that is not as the change left it: something outside the journal has changed it."""
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
"""For each table, the columns that reference another table, and which one."""


def find_references(connection: Connection) -> References:
    """Return the foreign keys of all tables, read from the schema."""
    engine = connection.engine
    return {table: tuple(engine.references(connection, table)) for table in engine.tables(connection)}


def depends_on(later: Iterable[RowChange], earlier: TouchedRows, known: References) -> bool:
    """Whether a later command touched a row that an earlier one touched, or references one that it created."""
    if earlier.is_basis:
        return any(change["table"] not in _BASIS for change in later)
    for change in later:
        if any(earlier.touched(change["table"], key) for key in _list_keys(change)):
            return True
        values = {**change.get("after", {}), **change["key"]}
        if any((target, values.get(column)) in earlier.made for column, target in known.get(change["table"], ())):
            return True
    return False


class TouchedRows:
    """The rows that a command touched, to find out whether later commands touch them too.

    Attributes:
        made: Table and key of the rows that it created, where the key is one value, such as ``id``.
        is_basis: Whether it changed something that recording letters depends on.
    """

    def __init__(self, changes: Sequence[RowChange]) -> None:
        self.made = {
            (change["table"], value)
            for change in changes
            if "before" not in change and "rows" not in change and len(change["key"]) == 1
            for value in change["key"].values()
        }
        self.is_basis = any(change["table"] in _BASIS for change in changes)
        self._keys: dict[str, dict[tuple[str, ...], set[tuple[Any, ...]]]] = {}
        for change in changes:
            by_columns = self._keys.setdefault(change["table"], {})
            for key in _list_keys(change):
                names = tuple(sorted(key))
                by_columns.setdefault(names, set()).add(tuple(key[name] for name in names))
        self._shared: dict[tuple[str, tuple[str, ...], tuple[str, ...]], set[tuple[Any, ...]]] = {}

    def touched(self, table: str, key: Mapping[str, Any]) -> bool:
        """Whether it touched a row that this key can mean; a key of fewer columns means all rows that share them."""
        return any(
            tuple(key[name] for name in names if name in key) in self._reduce_keys(table, names, tuple(key))
            for names in self._keys.get(table, ())
            if len(names) != len(key) or key.keys() == set(names)
        )

    def _reduce_keys(self, table: str, names: tuple[str, ...], others: tuple[str, ...]) -> set[tuple[Any, ...]]:
        """Return the touched keys of these columns, reduced to the columns that ``others`` has too."""
        if (table, names, others) not in self._shared:
            places = [place for place, name in enumerate(names) if name in others]
            keys = self._keys[table][names]
            self._shared[table, names, others] = {tuple(each[place] for place in places) for each in keys}
        return self._shared[table, names, others]


def _list_keys(change: RowChange) -> Iterator[dict[str, Any]]:
    """Yield the keys of the rows that a change touched; for rows in bulk, the part of the key that they share."""
    if "of" not in change:
        yield change["key"]
        return
    ((column, values),) = change["of"].items()
    for value in values:
        yield {**change["key"], column: value}


def _make_entry(row: tuple[Any, ...]) -> JournalEntry:
    number, command, undoes, summary, text = row
    content = read_content(text)
    return JournalEntry(number, command, undoes, content.message, summary, content.rows, content.is_whole)
