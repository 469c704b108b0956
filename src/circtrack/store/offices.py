"""The offices that the database speaks of, each with its names and places through time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from circtrack.errors import N_, UnknownError
from circtrack.model import Office

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction

# Half-open bounds that are not known, as dates, so that "on this day" is one plain comparison.
_ALWAYS = "0001-01-01"
_FOREVER = "9999-12-31"

# As many as one statement may safely name; beyond that reading them all is quicker anyway.
_FEW = 500

_COLUMNS = (
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


def store_offices(transaction: Transaction, offices: Iterable[Office]) -> None:
    """Make the stored versions of these offices be the given ones.

    Args:
        transaction: The transaction at work.
        offices: All versions of every office concerned; of an office that is not among them nothing changes.
    """
    given = {_row(office) for office in offices}
    codes = {code for code, *_ in given}
    connection = transaction.connection
    if connection.engine.granted(connection).role:
        _refuse_missing(connection, codes)
        return
    stored = _stored(connection, codes)
    if given == stored:
        return
    # Straight to the connection: offices are not journalled, and sixteen thousand rows are here at once.
    engine = connection.engine
    one_of, wanted = engine.among("code", sorted(codes))
    there = {code for (code,) in connection.execute(f"SELECT code FROM office WHERE {one_of}", (wanted,))}
    engine.insert(connection, "office", [{"code": code} for code in sorted(codes - there)])
    before, after = {row[:2] for row in stored}, {row[:2] for row in given}
    connection.executemany("DELETE FROM office_version WHERE code = ? AND since = ?", sorted(before - after))
    connection.executemany(
        f"UPDATE office_version SET {', '.join(f'{name} = ?' for name in _COLUMNS[2:])} WHERE code = ? AND since = ?",
        [(*row[2:], *row[:2]) for row in sorted(given - stored) if row[:2] in before],
    )
    new = [dict(zip(_COLUMNS, row, strict=True)) for row in sorted(given - stored) if row[:2] not in before]
    engine.insert(connection, "office_version", new)


def load_stored_office(connection: Connection, code: str, day: date) -> Office | None:
    """The stored office of this code as it was on a day; None where there is none."""
    row = connection.execute(
        f"SELECT {', '.join(_COLUMNS)} FROM office_version WHERE code = ? AND since <= ? AND ? < until",
        (code, day.isoformat(), day.isoformat()),
    ).fetchone()
    return _office(row) if row else None


def _stored(connection: Connection, codes: set[str]) -> set[tuple[str, ...]]:
    query = f"SELECT {', '.join(_COLUMNS)} FROM office_version"
    if not codes:
        return set()
    if len(codes) <= _FEW:
        return set(connection.execute(f"{query} WHERE code IN ({', '.join('?' * len(codes))})", tuple(codes)))
    return {row for row in connection.execute(query) if row[0] in codes}


def _refuse_missing(connection: Connection, codes: set[str]) -> None:
    """A role reads the offices and writes none: who stands under whom decides what it may see.

    Raises:
        UnknownError: the server does not have one of them.
    """
    one_of, wanted = connection.engine.among("code", sorted(codes))
    known = {code for (code,) in connection.execute(f"SELECT code FROM office WHERE {one_of}", (wanted,))}
    if missing := sorted(codes - known):
        raise UnknownError(
            "The server does not have the office {codes}.",
            hint=N_("Whoever runs it brings its offices up to date with the next `circtrack admin grant`."),
            codes=", ".join(missing),
        )


def _row(office: Office) -> tuple[str, ...]:
    """The columns of ``_COLUMNS``."""
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


def _office(row: tuple[Any, ...]) -> Office:
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
