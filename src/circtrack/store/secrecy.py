"""What is classified (ลับ, ลับมาก, ลับที่สุด) and therefore left out of lists: all conditions in one place.

A letter marked so hides itself and what it alone asks for, never its chain. What the other letters of the chain ask for
stays in lists; who was told by the classified letter counts as told, by no letter that is named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_, InputError

if TYPE_CHECKING:
    from circtrack.database.engine import Connection

_WITH_TASKS = "AND EXISTS (SELECT 1 FROM letter AS l JOIN task AS t ON t.letter = l.id WHERE l.root = classified.root)"

# From the few classified letters: what they ask for (all that a chain asks for is its first letter's), unless another
# letter states it too, or passes it on. CROSS JOIN, whose order SQLite keeps: else it begins with all that letters
# state. Not EXISTS: PostgreSQL would read every letter, as for store.chain.is_told.
_HIDDEN_TASKS = """
SELECT x.task FROM (
    SELECT s.task FROM letter AS c CROSS JOIN stated_task AS s
    WHERE s.letter = c.id AND c.secrecy <> '' AND s.task IS NOT NULL
    UNION SELECT t.id FROM letter AS c JOIN task AS t ON t.letter = c.id WHERE c.secrecy <> ''
) AS x
WHERE (
    SELECT 1 FROM stated_task AS s JOIN letter AS p ON p.id = s.letter AND p.secrecy = '' WHERE s.task = x.task LIMIT 1
) IS NULL AND (
    SELECT 1 FROM stated_task AS s JOIN letter AS p ON p.parent = s.letter AND p.secrecy = '' WHERE s.task = x.task
    LIMIT 1
) IS NULL AND (
    SELECT 1 FROM task AS t JOIN letter AS r ON r.id = t.letter AND r.secrecy <> ''
    JOIN letter AS p ON p.root = r.id AND p.secrecy = '' WHERE t.id = x.task LIMIT 1
) IS NULL
"""


def is_open_letter(letter: str) -> str:
    """Return the SQL condition that a letter is not classified; ``letter`` is the table's alias."""
    return f"{letter}.secrecy = ''"


def is_open_task(task: str) -> str:
    """Return the SQL condition that a letter that is not classified asks for a task; ``task`` is a column."""
    return f"{task} NOT IN ({_HIDDEN_TASKS})"


def select_first_seen(task: str, *, include_secret: bool) -> str:
    """Return the SQL for the row of the letter under which a task is listed; ``task`` is the table's alias.

    That is its chain's first letter, or, if that is classified or not seen, the first of the others by date.
    """
    seen = "" if include_secret else f"AND {is_open_letter('c')}"
    return f"""coalesce((
    SELECT c.id FROM letter AS c WHERE c.id = {task}.letter {seen}
), (
    SELECT c.id FROM letter AS c WHERE c.root = {task}.letter {seen} ORDER BY c.date, c.id LIMIT 1
))"""


def count_classified_letters(connection: Connection, *, with_tasks: bool = False) -> int:
    """Return how many letters are classified; ``with_tasks`` counts only those of chains that have tasks."""
    query = f"SELECT count(*) FROM letter AS classified WHERE secrecy <> '' {_WITH_TASKS if with_tasks else ''}"
    return int(connection.execute(query).fetchone()[0])


def list_classified_letters(connection: Connection) -> frozenset[int]:
    """Return the rows of the classified letters."""
    return frozenset(row[0] for row in connection.execute("SELECT id FROM letter WHERE secrecy <> ''"))


def list_hidden_tasks(connection: Connection) -> frozenset[int]:
    """Return the rows of the tasks that only classified letters ask for."""
    return frozenset(row[0] for row in connection.execute(_HIDDEN_TASKS))


def make_classified_error(number: str, mark: str) -> InputError:
    """Return the error for a classified letter that was named where classified letters are left out."""
    return InputError(
        "{number} is marked {mark}, so it is left out.",
        hint=N_("--include-secret shows it."),
        number=number,
        mark=mark,
    )
