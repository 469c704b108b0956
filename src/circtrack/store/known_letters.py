"""The recorded letters as the reader needs them: what a new letter may pass on, or what passes it on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from circtrack.model import Letter, Link
from circtrack.store.engine import engine_of
from circtrack.store.find_letter import compact_number

if TYPE_CHECKING:
    from collections.abc import Collection

    from circtrack.model import LinkType
    from circtrack.store.engine import Connection


def known_letters(connection: Connection, numbers: Collection[str]) -> list[Letter]:
    """The recorded letters that go by one of these canonical numbers, or pass on one that does.

    With their numbers, dates, issuers and links (no texts, tasks or recipients).
    """
    among = engine_of(connection).among
    goes_by, compact = among("compact", [compact_number(each) for each in numbers])
    cites, canonical = among("number", list(numbers))
    rows = connection.execute(
        f"SELECT letter FROM letter_number WHERE {goes_by}"
        f" UNION SELECT letter FROM letter_link WHERE {cites} AND type = 'passes_on' ORDER BY letter",
        (compact, canonical),
    )
    return [_letter(connection, row) for (row,) in rows.fetchall()]


def _letter(connection: Connection, row: int) -> Letter:
    number, day, issuer = connection.execute("SELECT number, date, issuer FROM letter WHERE id = ?", (row,)).fetchone()
    aliases = connection.execute(
        "SELECT number FROM letter_number WHERE letter = ? AND source <> 'own' ORDER BY number", (row,)
    )
    links = connection.execute(
        "SELECT type, number, date, issuer, as_written FROM letter_link WHERE letter = ? ORDER BY position", (row,)
    )
    return Letter(
        number=number,
        date=date.fromisoformat(day),
        issuer_code=issuer,
        aliases=tuple(alias for (alias,) in aliases),
        links=tuple(_link(*link) for link in links),
    )


def _link(kind: LinkType, number: str, day: str | None, issuer: str, as_written: str) -> Link:
    return Link(kind, number, date.fromisoformat(day) if day else None, issuer, as_written)
