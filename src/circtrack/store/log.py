"""The journal, read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator


class JournalRow(NamedTuple):
    """One command that wrote: when (UTC, ``2023-03-20T02:15:00Z``), who, which verb, what in one sentence; its row."""

    at: str
    who: str
    command: str
    summary: str
    entry: int


def journal(connection: sqlite3.Connection, *, last: int | None = None) -> Iterator[JournalRow]:
    """The journal, oldest first; only its last so many rows if ``last`` is given."""
    rows = connection.execute(
        "SELECT at, who, command, summary, id FROM"
        " (SELECT id, at, who, command, summary FROM journal ORDER BY id DESC LIMIT ?) ORDER BY id",
        (-1 if last is None else last,),
    )
    return map(JournalRow._make, rows)
