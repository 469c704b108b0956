"""Packing the database file: pages that years of changes left half empty are filled again."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from circtrack.store.connection import connect, database_version, no_database, translated_errors

if TYPE_CHECKING:
    from pathlib import Path


def pack(path: Path) -> tuple[int, int]:
    """Rewrite the file without gaps, whole or not at all; nothing that is recorded changes.

    Needs as much free room on the disk as the file takes, and waits until nobody writes.

    Returns:
        Its size before and after, in bytes.

    Raises:
        UnknownError: there is no database.
        DatabaseError: it is not ours, newer than the program, read-only, damaged, or the disk is full.
        LockedError: it stayed locked past the timeout.
    """
    if not path.exists():
        raise no_database(path)
    before = path.stat().st_size
    with translated_errors(path), closing(connect(path, "mode=rw")) as connection:
        database_version(connection, path)
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return before, path.stat().st_size
