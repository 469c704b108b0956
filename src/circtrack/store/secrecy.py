"""What is classified (ลับ, ลับมาก, ลับที่สุด) and therefore left out of lists: its conditions, in one place.

A letter is, where it is marked; a chain is, where any of its letters is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_, InputError

if TYPE_CHECKING:
    from circtrack.database.engine import Connection

_WITH_TASKS = "AND EXISTS (SELECT 1 FROM letter AS l JOIN task AS t ON t.letter = l.id WHERE l.root = classified.root)"


def open_letter(letter: str) -> str:
    """The condition that a letter is not classified; ``letter`` is the table's alias."""
    return f"{letter}.secrecy = ''"


def open_chain(letter: str) -> str:
    """The condition that the chain of a letter is not classified; ``letter`` is the table's alias."""
    return f"{letter}.root NOT IN (SELECT root FROM letter WHERE secrecy <> '')"


def classified_letters(connection: Connection, *, with_tasks: bool = False) -> int:
    """How many letters are classified; only those of chains that have tasks if that is asked."""
    query = f"SELECT count(*) FROM letter AS classified WHERE secrecy <> '' {_WITH_TASKS if with_tasks else ''}"
    return int(connection.execute(query).fetchone()[0])


def classified_chains(connection: Connection) -> frozenset[int]:
    """The roots of the classified chains."""
    return frozenset(row[0] for row in connection.execute("SELECT DISTINCT root FROM letter WHERE secrecy <> ''"))


def letters_of_classified_chains(connection: Connection) -> frozenset[int]:
    """The rows of every letter of a classified chain, those not marked themselves too."""
    rows = connection.execute(f"SELECT l.id FROM letter AS l WHERE NOT ({open_chain('l')})")
    return frozenset(row[0] for row in rows)


def refuse_classified_chain(connection: Connection, root: int, number: str, mark: str) -> None:
    """Refuse to report on a classified chain by the letter that was named.

    Args:
        connection: An open database.
        root: The row of the chain's first letter.
        number: The letter that was named.
        mark: How that letter itself is marked, "" where it is not.

    Raises:
        InputError: the letter's chain is classified; the message says how it is marked.
    """
    if mark:
        raise classified_error(number, mark)
    row = connection.execute(
        "SELECT secrecy FROM letter WHERE root = ? AND secrecy <> '' ORDER BY date, id", (root,)
    ).fetchone()
    if row:
        raise InputError(
            "{number} is of a chain with a letter marked {mark}, so it is left out.",
            hint=N_("--include-secret shows it."),
            number=number,
            mark=row[0],
        )


def classified_error(number: str, mark: str) -> InputError:
    """The error of naming a classified letter where such are left out."""
    return InputError(
        "{number} is marked {mark}, so it is left out.",
        hint=N_("--include-secret shows it."),
        number=number,
        mark=mark,
    )
