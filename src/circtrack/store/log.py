"""Read the journal: all of it, or what concerns certain letters, offices, persons or days."""

from __future__ import annotations

import sys
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.database.journal import read_content
from circtrack.store.secrecy import list_classified_letters, list_hidden_tasks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from circtrack.database.engine import Connection
    from circtrack.errors import Message


class JournalRow(NamedTuple):
    """One command that wrote: when (UTC, ``2023-03-20T02:15:00Z``), who, which verb, one sentence about it, its row.

    ``classified`` is true where it concerns a classified letter and the sentence was left out. ``message`` is what the
    sentence was made of, to be said in the reader's language; None where the entry does not tell.
    """

    at: str
    who: str
    command: str
    summary: str
    entry: int
    classified: bool = False
    message: Message | None = None


class LogFilter(NamedTuple):
    """Which journal rows to list. An empty or None field does not filter.

    ``last`` limits the rows that match, ``letters`` are rows of letters, ``office`` is a code. ``since`` and ``until``
    (exclusive) are moments in UTC, written as in the journal. Sentences about classified letters are left out unless
    ``include_secret``.
    """

    last: int | None = None
    letters: frozenset[int] = frozenset()
    office: str = ""
    who: str = ""
    since: str = ""
    until: str = ""
    include_secret: bool = False


def list_journal(connection: Connection, wanted: LogFilter) -> Iterator[JournalRow]:
    """Yield the journal rows that match, oldest first."""
    return reversed(list(islice(_list_newest_first(connection, wanted), min(wanted.last or sys.maxsize, sys.maxsize))))


def list_journal_of(connection: Connection, letter: int, *, include_secret: bool = False) -> Iterator[JournalRow]:
    """Yield the journal rows that concern a letter: itself, its recipients, its tasks and who owes them."""
    return list_journal(connection, LogFilter(letters=frozenset({letter}), include_secret=include_secret))


def find_chain(connection: Connection, root: int) -> frozenset[int]:
    """Return the rows of the letters of one chain."""
    return frozenset(row[0] for row in connection.execute("SELECT id FROM letter WHERE root = ?", (root,)))


def _list_newest_first(connection: Connection, wanted: LogFilter) -> Iterator[JournalRow]:
    tasks = dict(connection.execute("SELECT id, letter FROM task"))
    secret = frozenset() if wanted.include_secret else list_classified_letters(connection)
    hidden = list_hidden_tasks(connection) if secret else frozenset()
    filters = {"who = ?": wanted.who, "at >= ?": wanted.since, "at < ?": wanted.until}
    conditions = {condition: value for condition, value in filters.items() if value}
    for *cells, changes in connection.engine.stream(
        connection,
        f"SELECT at, who, command, summary, id, changes FROM journal WHERE {' AND '.join(conditions) or 'TRUE'}"
        " ORDER BY id DESC",
        tuple(conditions.values()),
    ):
        content = read_content(changes)
        row, rows = JournalRow(*cells)._replace(message=content.message or None), content.rows
        letters, of_tasks = _find_letters(rows), _find_tasks(rows)
        if wanted.letters and wanted.letters.isdisjoint(letters | {tasks.get(task, 0) for task in of_tasks}):
            continue
        if wanted.office and not any(wanted.office in _list_values(change) for change in rows):
            continue
        is_secret = not (secret.isdisjoint(letters) and hidden.isdisjoint(of_tasks))
        yield row._replace(summary="", classified=True, message=None) if is_secret else row


def _list_values(change: Mapping[str, Any]) -> Iterator[object]:
    """Yield every value in a change, including those of rows deleted in bulk."""
    for part in ("key", "before", "after"):
        yield from change.get(part, {}).values()
    for row in change.get("rows", ()):
        yield from row
    for values in change.get("of", {}).values():
        yield from values


def _find_letters(rows: Sequence[Mapping[str, Any]]) -> set[int]:
    """Return the rows of the letters that a journal row's changes name."""
    found: set[int | None] = set()
    for change in rows:
        columns = _merge_columns(change)
        found |= {
            columns.get("letter"),
            columns.get("closed_by"),
            columns.get("id") if change["table"] == "letter" else None,
        }
    return {row for row in found if row is not None}


def _find_tasks(rows: Sequence[Mapping[str, Any]]) -> set[int]:
    """Return the rows of the tasks that a journal row's changes concern."""
    found = {_merge_columns(change).get("id" if change["table"] == "task" else "task") for change in rows}
    return {row for row in found if row is not None}


def _merge_columns(change: Mapping[str, Any]) -> dict[str, Any]:
    return {**change.get("before", {}), **change.get("after", {}), **change["key"]}
