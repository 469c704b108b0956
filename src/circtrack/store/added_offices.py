"""The offices that clerks added to this database. Their codes begin with ``x-``: no code of the list does."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.added_offices import use_added
from circtrack.clock import now_utc

if TYPE_CHECKING:
    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.model import Office

_ADDED = (
    "SELECT code, since, until, name, kind, province, district, province_code, district_code, superior, stamp"
    " FROM office_version WHERE code >= 'x-' AND code < 'x.' ORDER BY code"
)


class StatedOffice(NamedTuple):
    """An added office, and when a clerk said that it is so: of two words the later is in force."""

    office: Office
    stamp: str


def list_added_offices(connection: Connection) -> list[StatedOffice]:
    """Return the added offices, by code."""
    rows = connection.execute(_ADDED).fetchall()
    if not rows:
        return []
    from circtrack.store.offices import from_row  # takes as long to load as a short report runs

    return [StatedOffice(from_row(row[:-1]), row[-1]) for row in rows]


def use_offices_of(connection: Connection) -> None:
    """Look for offices among those added to this database too, wherever offices are looked for."""
    use_added(each.office for each in list_added_offices(connection))


def make_office_stamp(connection: Connection, code: str) -> str:
    """Return the stamp of what is said of an office now, in the form of ``store.statements.make_stamp``.

    It is later than what is known of the office, also where that was said on a computer whose clock is ahead.
    """
    (row,) = connection.execute("SELECT coalesce(max(id), 0) FROM journal").fetchone()
    known = connection.execute("SELECT max(stamp) FROM office_version WHERE code = ?", (code,)).fetchone()[0] or " 0"
    known_at, _, known_row = known.rpartition(" ")
    return max(f"{now_utc()} {row + 1:010}", f"{known_at} {int(known_row) + 1:010}")


def write_added_office(transaction: Transaction, office: Office, stamp: str) -> None:
    """Add an office, or write down what is now said of it. Journalled, unlike the offices of the list."""
    from circtrack.store.offices import COLUMNS, to_row

    connection = transaction.connection
    for (since,) in connection.execute("SELECT since FROM office_version WHERE code = ?", (office.code,)).fetchall():
        transaction.delete("office_version", {"code": office.code, "since": since})
    if not connection.execute("SELECT 1 FROM office WHERE code = ?", (office.code,)).fetchone():
        transaction.insert("office", ("code",), {"code": office.code})
    row = dict(zip(COLUMNS, to_row(office), strict=True))
    transaction.insert("office_version", ("code", "since"), {**row, "stamp": stamp})


def find_letter_at_other_time(connection: Connection, office: Office) -> tuple[str, str] | None:
    """Return number and date (ISO) of the first letter by or to an office that is not of its time; None for none."""
    from circtrack.store.offices import to_row

    _, since, until, *_ = to_row(office)
    row: tuple[str, str] | None = connection.execute(
        "SELECT l.number, l.date FROM letter AS l WHERE (l.date < ? OR l.date >= ?) AND (l.issuer = ?"
        " OR EXISTS (SELECT 1 FROM delivery AS d WHERE d.letter = l.id AND d.office = ?))"
        " ORDER BY l.date, l.id LIMIT 1",
        (since, until, office.code, office.code),
    ).fetchone()
    return row


def count_letters_of(connection: Connection, issuer: str) -> int:
    """Count the letters that an office issued."""
    return int(connection.execute("SELECT count(*) FROM letter WHERE issuer = ?", (issuer,)).fetchone()[0])
