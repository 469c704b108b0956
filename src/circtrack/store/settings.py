"""What is set for the whole database: whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction

_OFFICE = "office"


def get_own_office(connection: Connection) -> str:
    """Code of the office whose database this is; "" where none was named: the whole country's.

    On a server each role has an office of its own, and to it the database is that office's.
    """
    if office := connection.engine.granted(connection).office:
        return office
    row = connection.execute("SELECT value FROM setting WHERE name = ?", (_OFFICE,)).fetchone()
    return row[0] if row else ""


def set_own_office(transaction: Transaction, code: str) -> None:
    """Say whose database this is."""
    if get_own_office(transaction.connection):
        transaction.update("setting", {"name": _OFFICE}, {"value": code})
    else:
        transaction.insert("setting", ("name",), {"name": _OFFICE, "value": code})
