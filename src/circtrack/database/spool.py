"""Store rows until all of them are known, then read them in another order; large numbers are kept on disk."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any
from weakref import finalize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Spool:
    """Rows of plain values (JSON's), by key. Its file has no name, and is deleted with the object or the process."""

    def __init__(self) -> None:
        # Without a name SQLite keeps a small database in memory, and a large one in a temporary file.
        self._connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        finalize(self, self._connection.close)
        self._count = 0
        # The primary key is the order in which rows are read, so that nothing is left to sort.
        self._connection.executescript(
            "PRAGMA journal_mode = off; PRAGMA cache_size = -2000;"
            "CREATE TABLE kept (key TEXT, number INTEGER, row TEXT, PRIMARY KEY (key, number)) STRICT, WITHOUT ROWID;"
            "BEGIN"
        )

    def keep(self, key: str, row: Sequence[Any]) -> None:
        """Store one row."""
        self._count += 1
        self._connection.execute("INSERT INTO kept VALUES (?, ?, ?)", (key, self._count, json.dumps(row)))

    def rows(self) -> Iterator[tuple[str, list[Any]]]:
        """Yield all rows with their keys: by key, and within a key as they were stored. Can be called again."""
        for key, row in self._connection.execute("SELECT key, row FROM kept ORDER BY key, number"):
            yield key, json.loads(row)
