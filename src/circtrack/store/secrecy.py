"""What is classified (ลับ, ลับมาก, ลับที่สุด) and therefore left out of lists: all conditions in one place.

A letter is classified if it is marked so; a chain is classified if any of its letters is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_, InputError

if TYPE_CHECKING:
    from circtrack.database.engine import Connection

_WITH_TASKS = "AND EXISTS (SELECT 1 FROM letter AS l JOIN task AS t ON t.letter = l.id WHERE l.root = classified.root)"


def is_open_letter(letter: str) -> str:
    """Return the SQL condition that a letter is not classified; ``letter`` is the table's alias."""
    return f"{letter}.secrecy = ''"


def is_open_chain(letter: str) -> str:
    """Return the SQL condition that a letter's chain is not classified; ``letter`` is the table's alias."""
    return f"{letter}.root NOT IN (SELECT root FROM letter WHERE secrecy <> '')"


def count_classified_letters(connection: Connection, *, with_tasks: bool = False) -> int:
    """Return how many letters are classified; ``with_tasks`` counts only those of chains that have tasks."""
    query = f"SELECT count(*) FROM letter AS classified WHERE secrecy <> '' {_WITH_TASKS if with_tasks else ''}"
    return int(connection.execute(query).fetchone()[0])


def list_classified_chains(connection: Connection) -> frozenset[int]:
    """Return the roots of the classified chains."""
    return frozenset(row[0] for row in connection.execute("SELECT DISTINCT root FROM letter WHERE secrecy <> ''"))


def list_letters_of_classified_chains(connection: Connection) -> frozenset[int]:
    """Return the rows of all letters of classified chains, unmarked letters too."""
    rows = connection.execute(f"SELECT l.id FROM letter AS l WHERE NOT ({is_open_chain('l')})")
    return frozenset(row[0] for row in rows)


def reject_classified_chain(connection: Connection, root: int, number: str, mark: str) -> None:
    """Reject a report on a classified chain.

    Args:
        connection: An open database.
        root: The row of the chain's root.
        number: The number of the letter that the person named.
        mark: The secrecy mark of that letter itself, "" for none.

    Raises:
        InputError: a letter of the chain is classified; the message gives its mark.
    """
    if mark:
        raise make_classified_error(number, mark)
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


def make_classified_error(number: str, mark: str) -> InputError:
    """Return the error for a classified letter that was named where classified letters are left out."""
    return InputError(
        "{number} is marked {mark}, so it is left out.",
        hint=N_("--include-secret shows it."),
        number=number,
        mark=mark,
    )
