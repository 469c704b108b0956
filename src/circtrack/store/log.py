"""The journal, read: all of it, or what of it touches one letter."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.store.secrecy import letters_of_classified_chains

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping


class JournalRow(NamedTuple):
    """One command that wrote: when (UTC, ``2023-03-20T02:15:00Z``), who, which verb, what in one sentence; its row.

    ``classified`` tells that it touches a classified chain and its sentence was left out.
    """

    at: str
    who: str
    command: str
    summary: str
    entry: int
    classified: bool = False


def journal(
    connection: sqlite3.Connection, *, last: int | None = None, include_secret: bool = False
) -> Iterator[JournalRow]:
    """The journal, oldest first; only its last so many rows if ``last`` is given.

    What rows say of classified chains is left out unless ``include_secret``.
    """
    yield from (row for row, _ in _entries(connection, include_secret=include_secret, last=last))


def journal_of(connection: sqlite3.Connection, letter: int, *, include_secret: bool = False) -> Iterator[JournalRow]:
    """What of the journal touches a letter of this row: itself, its recipients, its tasks and who owes them."""
    yield from (row for row, letters in _entries(connection, include_secret=include_secret) if letter in letters)


def _entries(
    connection: sqlite3.Connection, *, include_secret: bool, last: int | None = None
) -> Iterator[tuple[JournalRow, set[int]]]:
    """The journal's rows, each with the rows of the letters that it touches."""
    secret = frozenset() if include_secret else letters_of_classified_chains(connection)
    tasks = dict(connection.execute("SELECT id, letter FROM task"))
    for *cells, changes in connection.execute(
        "SELECT at, who, command, summary, id, changes FROM"
        " (SELECT id, at, who, command, summary, changes FROM journal ORDER BY id DESC LIMIT ?) AS latest ORDER BY id",
        (-1 if last is None else last,),
    ):
        row, letters = JournalRow(*cells), _letters(changes, tasks)
        hidden = not secret.isdisjoint(letters)
        yield (row._replace(summary="", classified=True) if hidden else row), letters


def _letters(changes: str, tasks: Mapping[int, int]) -> set[int]:
    """The rows of the letters that an entry's changes touch."""
    found: set[int] = set()
    for change in json.loads(changes).get("rows", ()):
        columns: dict[str, Any] = {**change.get("before", {}), **change.get("after", {}), **change["key"]}
        own, task = columns.get("id"), columns.get("task")
        if change["table"] == "task":
            task = own
        found.update(
            row
            for row in (
                own if change["table"] == "letter" else None,
                columns.get("letter"),
                columns.get("closed_by"),
                tasks.get(task) if task is not None else None,
            )
            if row is not None
        )
    return found
