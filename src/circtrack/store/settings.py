"""The settings stored in the database: the office that it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction

_OFFICE = "office"
_EDITION = "edition"


def get_own_office(connection: Connection) -> str:
    """Return the code of the office that the database belongs to, "" where none was set (the whole country).

    On a server each role has an office of its own, and for that role the database belongs to that office.
    """
    if office := connection.engine.granted(connection).office:
        return office
    row = connection.execute("SELECT value FROM setting WHERE name = ?", (_OFFICE,)).fetchone()
    return row[0] if row else ""


def set_own_office(transaction: Transaction, code: str) -> None:
    """Store the office that the database belongs to."""
    if get_own_office(transaction.connection):
        transaction.update("setting", {"name": _OFFICE}, {"value": code})
    else:
        transaction.insert("setting", ("name",), {"name": _OFFICE, "value": code})


def set_edition(connection: Connection, edition: str) -> None:
    """Store the edition of the country's offices. Not journalled, as the offices are not."""
    connection.execute(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (_EDITION, edition),
    )
