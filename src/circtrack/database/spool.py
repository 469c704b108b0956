"""Rows put aside until all of them are known, then read in another order: on disk once they are many, not in memory."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any
from weakref import finalize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Spool:
    """Rows of plain values (JSON's) by key. Its file has no name, and goes with it or with the process."""

    def __init__(self) -> None:
        # SQLite keeps what is small in memory and looks for a folder for the rest by itself.
        self._connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        finalize(self, self._connection.close)
        self._count = 0
        # In the order in which it is read, so that nothing is left to sort.
        self._connection.executescript(
            "PRAGMA journal_mode = off; PRAGMA cache_size = -8000;"
            "CREATE TABLE kept (key TEXT, number INTEGER, row TEXT, PRIMARY KEY (key, number)) STRICT, WITHOUT ROWID;"
            "BEGIN"
        )

    def keep(self, key: str, row: Sequence[Any]) -> None:
        """Put one row aside."""
        self._count += 1
        self._connection.execute("INSERT INTO kept VALUES (?, ?, ?)", (key, self._count, json.dumps(row)))

    def rows(self) -> Iterator[tuple[str, list[Any]]]:
        """All rows with their keys: by key, and of one key as they came. As often as they are asked for."""
        for key, row in self._connection.execute("SELECT key, row FROM kept ORDER BY key, number"):
            yield key, json.loads(row)
