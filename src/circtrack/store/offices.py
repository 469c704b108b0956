"""The offices that the database mentions, each with its names and places over time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from circtrack.errors import N_, UnknownError
from circtrack.model import Office

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction

# Stand for unknown bounds (``since`` inclusive, ``until`` exclusive), so that "on this day" is one plain comparison.
_ALWAYS = "0001-01-01"
_FOREVER = "9999-12-31"

# The most codes that one statement may safely name; with more of them, reading all offices is quicker anyway.
_MOST_CODES = 500

COLUMNS = (
    "code",
    "since",
    "until",
    "name",
    "kind",
    "province",
    "district",
    "province_code",
    "district_code",
    "superior",
)
"""What the table ``office_version`` says of an office."""


def store_offices(transaction: Transaction, offices: Iterable[Office]) -> None:
    """Replace the stored versions of these offices by the given ones.

    Args:
        transaction: The open transaction.
        offices: All versions of each of these offices; offices that are not among them stay unchanged.
    """
    given = {to_row(office) for office in offices}
    codes = {code for code, *_ in given}
    connection = transaction.connection
    if connection.engine.granted(connection).role:
        _refuse_missing(connection, codes)
        return
    stored = _load_versions(connection, codes)
    if given == stored:
        return
    # Directly through the connection: offices are not journalled, and sixteen thousand rows may come at once.
    engine = connection.engine
    one_of, wanted = engine.among("code", sorted(codes))
    present = {code for (code,) in connection.execute(f"SELECT code FROM office WHERE {one_of}", (wanted,))}
    engine.insert(connection, "office", [{"code": code} for code in sorted(codes - present)])
    changed = {code for code, *_ in stored ^ given}
    one_of, wanted = engine.among("code", sorted(changed))
    connection.execute(f"DELETE FROM office_version WHERE {one_of}", (wanted,))
    new = [dict(zip(COLUMNS, row, strict=True)) for row in sorted(given) if row[0] in changed]
    engine.insert(connection, "office_version", new)
    transaction.offices_changed = True


def list_codes(connection: Connection) -> list[str]:
    """Return the codes of all offices of which the database speaks."""
    return [code for (code,) in connection.execute("SELECT code FROM office ORDER BY code")]


def load_stored_office(connection: Connection, code: str, day: date) -> Office | None:
    """Return the stored office with this code as it was on a day, None where there is none."""
    row = connection.execute(
        f"SELECT {', '.join(COLUMNS)} FROM office_version WHERE code = ? AND since <= ? AND ? < until",
        (code, day.isoformat(), day.isoformat()),
    ).fetchone()
    return from_row(row) if row else None


def _load_versions(connection: Connection, codes: set[str]) -> set[tuple[str, ...]]:
    query = f"SELECT {', '.join(COLUMNS)} FROM office_version"
    if not codes:
        return set()
    if len(codes) <= _MOST_CODES:
        return set(connection.execute(f"{query} WHERE code IN ({', '.join('?' * len(codes))})", tuple(codes)))
    return {row for row in connection.execute(query) if row[0] in codes}


def _refuse_missing(connection: Connection, codes: set[str]) -> None:
    """Reject offices that the server does not have.

    A role may read the offices but not write them: who stands under whom decides which rows it sees.

    Raises:
        UnknownError: the server does not have one of these offices.
    """
    one_of, wanted = connection.engine.among("code", sorted(codes))
    known = {code for (code,) in connection.execute(f"SELECT code FROM office WHERE {one_of}", (wanted,))}
    if missing := sorted(codes - known):
        raise UnknownError(
            "The server does not have the office {codes}.",
            hint=N_("Whoever runs it brings its offices up to date with the next `circtrack admin grant`."),
            codes=", ".join(missing),
        )


def to_row(office: Office) -> tuple[str, ...]:
    """Return the values of ``COLUMNS``."""
    return (
        office.code,
        office.since.isoformat() if office.since else _ALWAYS,
        office.until.isoformat() if office.until else _FOREVER,
        office.name,
        office.kind,
        office.province,
        office.district,
        office.province_code,
        office.district_code,
        office.superior,
    )


def from_row(row: tuple[Any, ...]) -> Office:
    """Return the office that has these values of ``COLUMNS``."""
    code, since, until, name, kind, province, district, province_code, district_code, superior = row
    return Office(
        code,
        name,
        kind,
        province,
        district,
        province_code,
        district_code,
        superior,
        None if since == _ALWAYS else date.fromisoformat(since),
        None if until == _FOREVER else date.fromisoformat(until),
    )
