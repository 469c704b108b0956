"""The recorded letters as the reader needs them: what a new letter may pass on, by number, date and issuer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from circtrack.model import Letter

if TYPE_CHECKING:
    import sqlite3


def known_letters(connection: sqlite3.Connection) -> list[Letter]:
    """Every recorded letter with its numbers, date and issuer (no texts, tasks or recipients)."""
    aliases: dict[int, list[str]] = {}
    for letter, number in connection.execute("SELECT letter, number FROM letter_number WHERE source <> 'own'"):
        aliases.setdefault(letter, []).append(number)
    return [
        Letter(
            number=number,
            date=date.fromisoformat(day),
            issuer_code=issuer,
            aliases=tuple(aliases.get(identity, ())),
        )
        for identity, number, day, issuer in connection.execute("SELECT id, number, date, issuer FROM letter")
    ]
