"""What a bundle takes from the database besides what offices say: numbers, marks of secrecy, and letters' rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circtrack.store.engine import Connection
    from circtrack.store.write import Transaction


def numbers_of(connection: Connection, letter: int) -> list[tuple[str, str]]:
    """Every number that a letter goes by, with where it comes from."""
    return connection.execute(
        "SELECT number, source FROM letter_number WHERE letter = ? ORDER BY number", (letter,)
    ).fetchall()


def first_classified(connection: Connection, letters: Iterable[int]) -> tuple[str, str] | None:
    """Number and mark of the first of these letters, or of a letter of their chains, that is classified."""
    for letter in letters:
        row: tuple[str, str] | None = connection.execute(
            "SELECT c.number, c.secrecy FROM letter AS l JOIN letter AS c ON c.root = l.root"
            " WHERE l.id = ? AND c.secrecy <> '' ORDER BY c.date, c.id",
            (letter,),
        ).fetchone()
        if row:
            return row
    return None


def parents_of(connection: Connection, letters: Iterable[int]) -> dict[int, int | None]:
    """The row of the letter that each of these passes on."""
    query = "SELECT parent FROM letter WHERE id = ?"
    return {letter: connection.execute(query, (letter,)).fetchone()[0] for letter in letters}


def join_number(transaction: Transaction, letter: int, number: str, source: str) -> None:
    """Where two say of a number of a letter where it comes from, keep the same of both, whoever came first."""
    (present,) = transaction.connection.execute(
        "SELECT source FROM letter_number WHERE letter = ? AND number = ?", (letter, number)
    ).fetchone()
    kept = min(present, source, key=lambda each: (each != "own", each))
    transaction.update("letter_number", {"letter": letter, "number": number}, {"source": kept})
