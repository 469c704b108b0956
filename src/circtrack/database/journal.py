"""The journal: one row for each command that changed something, with what each row was and became.

``changes`` is JSON: the sentence's template and its values (so that it can be shown in another language), and the
changed rows, in order. A change is one of::

    {"table": t, "key": {...}, "after": {...}}                    a new row
    {"table": t, "key": {...}, "before": {...}, "after": {...}}   columns that changed
    {"table": t, "key": {...}, "of": {c: [...]}, "before": {...}, "after": {...}}   many such rows that changed alike
    {"table": t, "key": {...}, "before": {...}}                   a deleted row, whole
    {"table": t, "key": {...}, "count": n}                        n new rows that share this part of their key
    {"table": t, "key": {...}, "columns": [...], "rows": [...]}   such rows deleted, whole

The rows of ``of`` share ``key``, and have one of the values listed in the column ``c``, which completes the key. Read
backwards, the changes undo the command. A new letter's ``text`` is left out: nothing changes it. Offices are public
facts from the registry and not what a clerk recorded: they are not in the journal, and nothing undoes them.

A chain of hashes reveals rows that were altered, deleted or inserted. Each row's hash is the SHA-256 of the previous
hash and of the row itself; the last row is recorded in another table, which reveals deleted last rows too. This guards
against accidents and carelessness, not against someone who computes every hash again.
"""

from __future__ import annotations

import getpass
import json
import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.clock import now_utc
from circtrack.database.process import summary_of
from circtrack.errors import Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from circtrack.database.engine import Connection

USER_VARIABLE = "CIRCTRACK_USER"


JournalValues = dict[str, Any]


class Changes:
    """What one command has changed so far."""

    def __init__(self) -> None:
        self.rows: list[JournalValues] = []

    def added(self, table: str, key: Mapping[str, Any], row: Mapping[str, Any]) -> None:
        """Note a new row. ``row`` may repeat the key."""
        after = {name: value for name, value in row.items() if name not in key and name != "text"}
        self.rows.append({"table": table, "key": dict(key), "after": after})

    def added_many(self, table: str, key: Mapping[str, Any], count: int) -> None:
        """Note ``count`` new rows that share ``key``, where no row had it before."""
        self.rows.append({"table": table, "key": dict(key), "count": count})

    def changed(self, table: str, key: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """Note columns of a row that changed."""
        self.rows.append({"table": table, "key": dict(key), "before": dict(before), "after": dict(after)})

    def changed_many(
        self,
        table: str,
        key: Mapping[str, Any],
        of: Mapping[str, Sequence[Any]],
        before: Mapping[str, Any],
        after: Mapping[str, Any],
    ) -> None:
        """Note columns that changed alike in many rows: those with ``key`` and one of the values in ``of``."""
        whole = {"table": table, "key": dict(key), "of": {name: list(values) for name, values in of.items()}}
        self.rows.append({**whole, "before": dict(before), "after": dict(after)})

    def removed_many(self, table: str, key: Mapping[str, Any], columns: Sequence[str], rows: Sequence[Any]) -> None:
        """Note that all rows with ``key`` were deleted; ``rows`` are all of them, whole, with these columns."""
        self.rows.append({"table": table, "key": dict(key), "columns": list(columns), "rows": list(rows)})

    def removed(self, table: str, key: Mapping[str, Any], row: Mapping[str, Any]) -> None:
        """Note a deleted row; ``row`` is all of it."""
        self.rows.append({"table": table, "key": dict(key), "before": dict(row)})

    def journal_row(self, command: str, message: Message, by: str) -> JournalValues:
        """Return the journal row of this command by this person."""
        changes = {"message": message.template, "values": write_values(message), "rows": self.rows}
        told = json.dumps(changes, ensure_ascii=False, separators=(",", ":"))
        return {**describe_command(command, message, by), "changes": told}


def describe_command(command: str, message: Message, by: str) -> JournalValues:
    """Return when and by whom a command is run, and what it did, its sentence in the words of this process."""
    return {"at": now_utc(), "who": by, "command": command, "summary": summary_of(message) or command}


def write_values(message: Message) -> dict[str, object]:
    """Return a sentence's values as the journal keeps them; another sentence among them is a text of JSON."""
    return {name: _write(each) if isinstance(each, Message) else each for name, each in message.values.items()}


def _write(message: Message) -> str:
    return json.dumps({"message": message.template, "values": write_values(message)}, ensure_ascii=False)


def _read_message(content: Mapping[str, Any]) -> Message:
    values = {
        name: _read_message(json.loads(each)) if str(each).startswith(_SENTENCE) else each
        for name, each in content["values"].items()
    }
    if re.search("[{}]", re.sub(r"\{\w+\}", "", content["message"])):  # else it might ask for a billion blanks
        raise ValueError
    return Message(content["message"], **values)


_SENTENCE = '{"message": '
"""How a sentence begins that is a value of another one."""


class RecordedContent(NamedTuple):
    """What a journal row tells: its sentence and the changed rows; ``is_whole`` is false where some are no changes."""

    message: Message
    rows: tuple[JournalValues, ...]
    is_whole: bool


def read_content(changes: str) -> RecordedContent:
    """Read a journal row's ``changes``. An import can bring anything: what is no change is left out."""
    try:
        content = json.loads(changes)
        message = _read_message(content)
        str(message)
        found = content["rows"]
        rows = tuple(change for change in found if _is_change(change))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return RecordedContent(Message(""), (), is_whole=False)
    return RecordedContent(message, rows, len(rows) == len(found))


_PARTS = {
    "table": str,
    "key": dict,
    "of": dict,
    "before": dict,
    "after": dict,
    "count": int,
    "columns": list,
    "rows": list,
}


def _is_change(change: object) -> bool:
    """Whether something has the form of a change, with no more than numbers and texts in it."""
    if not isinstance(change, dict) or not {"table", "key"} <= change.keys() <= _PARTS.keys():
        return False
    if not all(isinstance(change[name], _PARTS[name]) for name in change):
        return False
    cells = [cell for name in ("key", "before", "after") for cell in change.get(name, {}).values()]
    lists = [*change.get("of", {}).values(), *change.get("rows", ())]
    return (
        all(isinstance(each, list) for each in lists)
        and (len(change["of"]) == 1 and {"before", "after"} <= change.keys() if "of" in change else True)
        and not any(isinstance(cell, (dict, list)) for each in (cells, *lists) for cell in each)
        and all(len(row) == len(change.get("columns", ())) for row in change.get("rows", ()))
    )


def find_user(connection: Connection | None = None) -> str:
    """Return who is working: on a server the role, if it has an office, whatever else is set.

    Else ``CIRCTRACK_USER``, else the name that the system knows, else "unknown".
    """
    if connection is not None and (role := connection.engine.granted(connection).role):
        return role
    if given := os.environ.get(USER_VARIABLE):
        return given
    try:
        return getpass.getuser()
    except (
        KeyError,
        ImportError,
        OSError,
    ):  # a process without a password entry, or on Windows without a name
        return "unknown"


AT_ONCE = 100
"""How many journal rows are fetched at once: one can be as long as a book."""

_FIELDS = ("id", "at", "who", "command", "summary", "changes", "undoes")


class BrokenRow(NamedTuple):
    """Where the chain is broken: the first journal row that is wrong, and how.

    ``how`` is ``altered`` (the row is not what its hash covers), ``missing`` (rows before it, or the last rows, are
    gone) or ``unhashed`` (it has no hash: no command wrote it).
    """

    row: int
    how: str


def append_row(connection: Connection, row: Mapping[str, Any]) -> None:
    """Append a journal row with its hash. The caller holds the write lock."""
    last, before = _last(connection)
    whole = {"id": last + 1, **row}
    whole["hash"] = _hash(before, tuple(whole[name] for name in _FIELDS))
    connection.execute(
        f"INSERT INTO journal ({', '.join(whole)}) VALUES ({', '.join('?' * len(whole))})", tuple(whole.values())
    )
    connection.execute(
        "INSERT INTO journal_head (only_row, journal, hash) VALUES (1, ?, ?)"
        " ON CONFLICT (only_row) DO UPDATE SET journal = excluded.journal, hash = excluded.hash",
        (whole["id"], whole["hash"]),
    )


def find_broken(connection: Connection) -> Iterator[BrokenRow]:
    """Yield where the journal is not what was written; nothing where all is well."""
    if connection.engine.granted(connection).role:
        return  # a role sees its own rows only; the server keeps the chain
    last, before = 0, ""
    query = f"SELECT {', '.join(_FIELDS)}, hash FROM journal ORDER BY id"
    rows = connection.engine.stream(connection, query, at_once=AT_ONCE)
    for *fields, kept in rows:
        if fields[0] != last + 1:
            yield BrokenRow(fields[0], "missing")
        if not kept:
            yield BrokenRow(fields[0], "unhashed")
        elif kept != _hash(before, tuple(fields)):
            yield BrokenRow(fields[0], "altered")
        last, before = fields[0], kept
    head = connection.execute("SELECT journal, hash FROM journal_head").fetchone() or (0, "")
    if head[0] > last or (before and head != (last, before)):
        yield BrokenRow(max(head[0], last), "missing")


def _last(connection: Connection) -> tuple[int, str]:
    """Return the last row's number and hash; 0 and "" where there is none."""
    row = connection.execute("SELECT id, hash FROM journal WHERE id = (SELECT max(id) FROM journal)").fetchone()
    return (int(row[0]), str(row[1])) if row else (0, "")


def _hash(before: str, fields: tuple[Any, ...]) -> str:
    import hashlib

    text = json.dumps([before, *fields], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
