"""Bringing a database to this version's tables, under the write lock."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from circtrack.database import schema
from circtrack.database.sqlite import connection as sqlite
from circtrack.database.sqlite.copy import back_up_as_it_is
from circtrack.errors import N_
from circtrack.progress_bar import steps

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from circtrack.database.sqlite.connection import SqliteConnection


def migrate(connection: SqliteConnection, path: Path) -> None:
    """Apply what is missing. To be called inside ``BEGIN IMMEDIATE``.

    The version is read here, under the lock: whoever read it before might have waited for another process that
    has made the tables meanwhile. Tables, ``application_id`` and ``user_version`` change in the caller's
    transaction, all or nothing.

    Raises:
        DatabaseError: the database is not ours, or newer than the program.
    """
    version = sqlite.read_version(connection, path)
    if version == schema.VERSION:
        return
    missing = [statement for script in schema.MIGRATIONS[version:] for statement in split_statements(script)]
    for statement in steps(N_("Bringing the tables up to date"), missing, len(missing)):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {schema.VERSION}")


def bring_up_to_date(path: Path) -> None:
    """Migrate a database file, with a copy of it kept beside it.

    Raises:
        DatabaseError, LockedError: as ``writing``.
    """
    with sqlite.translated_errors(path), closing(sqlite.connect(path, "mode=rw")) as connection:
        sqlite.read_version(connection, path)
        sqlite.choose_journal(connection, path)
        connection.execute("BEGIN IMMEDIATE")
        kept = None
        try:
            kept = keep_older(connection, path)
            migrate(connection, path)
            connection.execute("COMMIT")
        except BaseException:
            forget_transaction(connection, kept)
            raise


def forget_transaction(connection: SqliteConnection, kept: Path | None) -> None:
    """Roll back what is open, and take away the copy that was made before migrating."""
    if connection.in_transaction:
        if kept:  # under the lock still: the next one's copy can have the same name
            kept.unlink(missing_ok=True)
        connection.execute("ROLLBACK")


def keep_older(connection: SqliteConnection, path: Path) -> Path | None:
    """Copy the file beside itself before it is migrated; None where there is nothing to migrate. To be called first.

    The lock lets nobody write meanwhile; what is committed can be read. Whoever then does not migrate takes the copy
    away again: else a command that fails every morning would fill the disk with them.

    Raises:
        DatabaseError: it is not ours, newer or damaged, or the copy cannot be written.
    """
    version = sqlite.read_version(connection, path)
    if version in (0, schema.VERSION):
        return None
    from circtrack.clock import moment

    copy = path.with_name(f"{path.stem}-v{version}-{moment()}.db")
    back_up_as_it_is(path, copy)
    return copy


def split_statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one (``executescript`` would commit before the first)."""
    statement = ""
    for piece in script.split(";"):
        statement += piece + ";"
        if sqlite3.complete_statement(statement):
            if statement.strip("; \n"):
                yield statement
            statement = ""
