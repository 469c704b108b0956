"""Bringing a database to this version's tables, under the write lock."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from circtrack.errors import N_
from circtrack.progress import steps
from circtrack.store import schema
from circtrack.store.connection import database_version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Apply what is missing. To be called inside ``BEGIN IMMEDIATE``.

    The version is read here, under the lock: whoever read it before might have waited for another process that
    has made the tables meanwhile. Tables, ``application_id`` and ``user_version`` change in the caller's
    transaction, all or nothing.

    Raises:
        DatabaseError: the database is not ours, or newer than the program.
    """
    version = database_version(connection, path)
    if version == schema.VERSION:
        return
    missing = [statement for script in schema.MIGRATIONS[version:] for statement in statements(script)]
    for statement in steps(N_("Bringing the tables up to date"), missing, len(missing)):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {schema.VERSION}")


def keep_older(connection: sqlite3.Connection, path: Path) -> Path | None:
    """Copy the file beside itself before it is migrated; None where there is nothing to migrate. To be called first.

    The lock lets nobody write meanwhile; what is committed can be read. Whoever then does not migrate takes the copy
    away again: else a command that fails every morning would fill the disk with them.

    Raises:
        DatabaseError: it is not ours, newer or damaged, or the copy cannot be written.
    """
    version = database_version(connection, path)
    if version in (0, schema.VERSION):
        return None
    from circtrack.clock import moment
    from circtrack.store.backup import back_up_as_it_is

    copy = path.with_name(f"{path.stem}-v{version}-{moment()}.db")
    back_up_as_it_is(path, copy)
    return copy


def statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one (``executescript`` would commit before the first)."""
    statement = ""
    for piece in script.split(";"):
        statement += piece + ";"
        if sqlite3.complete_statement(statement):
            if statement.strip("; \n"):
                yield statement
            statement = ""
