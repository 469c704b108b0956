"""The recorded letters as the reader needs them: what a new letter may pass on, or what passes it on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from circtrack.model import Letter, Link

if TYPE_CHECKING:
    import sqlite3

    from circtrack.model import LinkType


def known_letters(connection: sqlite3.Connection) -> list[Letter]:
    """Every recorded letter with its numbers, date, issuer and links (no texts, tasks or recipients)."""
    aliases: dict[int, list[str]] = {}
    for letter, number in connection.execute("SELECT letter, number FROM letter_number WHERE source <> 'own'"):
        aliases.setdefault(letter, []).append(number)
    links: dict[int, list[Link]] = {}
    for letter, *link in connection.execute(
        "SELECT letter, type, number, date, issuer, as_written FROM letter_link ORDER BY letter, position"
    ):
        links.setdefault(letter, []).append(_link(*link))
    return [
        Letter(
            number=number,
            date=date.fromisoformat(day),
            issuer_code=issuer,
            aliases=tuple(aliases.get(identity, ())),
            links=tuple(links.get(identity, ())),
        )
        for identity, number, day, issuer in connection.execute("SELECT id, number, date, issuer FROM letter")
    ]


def _link(kind: LinkType, number: str, day: str | None, issuer: str, as_written: str) -> Link:
    return Link(kind, number, date.fromisoformat(day) if day else None, issuer, as_written)
