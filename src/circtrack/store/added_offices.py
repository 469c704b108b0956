"""The offices that clerks added to this database. Their codes begin with ``x-``: no code of the list does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.added_offices import use_added

if TYPE_CHECKING:
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.model import Office

_ADDED = (
    "SELECT code, name, kind, province, district, province_code, district_code, superior FROM office_version"
    " WHERE code >= 'x-' AND code < 'x.' ORDER BY code"
)


def list_added_offices(connection: Connection) -> list[Office]:
    """Return the added offices, by code."""
    rows = connection.execute(_ADDED).fetchall()
    if not rows:
        return []
    from circtrack.model import Office  # takes as long to load as a short report runs

    return [Office(*row) for row in rows]


def use_offices_of(connection: Connection) -> None:
    """Look for offices among those added to this database too, wherever offices are looked for."""
    use_added(list_added_offices(connection))


def has_office(connection: Connection, code: str) -> bool:
    """Whether the database holds an office with its name and place."""
    return connection.execute("SELECT 1 FROM office_version WHERE code = ? LIMIT 1", (code,)).fetchone() is not None


def insert_added_office(transaction: Transaction, office: Office) -> bool:
    """Add an office; return False if it is there already. Journalled, unlike the offices of the list."""
    if has_office(transaction.connection, office.code):
        return False
    if not transaction.connection.execute("SELECT 1 FROM office WHERE code = ?", (office.code,)).fetchone():
        transaction.insert("office", ("code",), {"code": office.code})
    transaction.insert(
        "office_version",
        ("code", "since"),
        {
            "code": office.code,
            "since": "0001-01-01",
            "until": "9999-12-31",
            "name": office.name,
            "kind": office.kind,
            "province": office.province,
            "district": office.district,
            "province_code": office.province_code,
            "district_code": office.district_code,
            "superior": office.superior,
        },
    )
    return True


def count_letters_of(connection: Connection, issuer: str) -> int:
    """Count the letters that an office issued."""
    return int(connection.execute("SELECT count(*) FROM letter WHERE issuer = ?", (issuer,)).fetchone()[0])
