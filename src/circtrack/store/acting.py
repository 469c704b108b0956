"""Letters that extend, cancel or replace others: what they cite, whom they reach, and which were carried out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from circtrack.record import Record
from circtrack.store.secrecy import is_open_letter

if TYPE_CHECKING:
    from circtrack.database.engine import Connection
    from circtrack.model import LetterKind, Link

_ACTING_TYPES = "('extends', 'cancels', 'replaces')"


class ActingLetter(Record):
    """A recorded letter that extends, cancels or replaces another one, and its citation of that one."""

    id: int
    number: str
    date: date
    issuer: str
    kind: LetterKind
    link: Link


class CarriedOutEffect(Record):
    """What one letter did to a chain: moved deadlines to ``due_on`` (ISO) or, where that is None, closed obligations.

    ``first`` and ``last`` are the earliest and the latest deadline before the change (ISO), None where there was none
    or none moved. ``offices`` counts the offices whose own deadline moved (0 where the task's deadline moved), or the
    obligations closed. ``cancels`` is 1 where the letter's text cancels or replaces another letter; ``onwards`` is 1
    where ``due_on`` is the first of the days that all rounds have from then on.
    """

    number: str
    date: str
    due_on: str | None
    first: str | None
    last: str | None
    offices: int
    cancels: int
    onwards: int = 0


def list_acting_letters(connection: Connection) -> list[ActingLetter]:
    """Return every recorded letter that acts on another, by date, once for each letter that it acts on."""
    from circtrack.model import Link

    rows = connection.execute(
        "SELECT l.id, l.number, l.date, l.issuer, l.kind, k.type, k.number, k.date, k.issuer, k.as_written"
        " FROM letter_link AS k JOIN letter AS l ON l.id = k.letter"
        f" WHERE k.type IN {_ACTING_TYPES} ORDER BY l.date, l.number, l.issuer, l.id, k.position"
    )
    return [
        ActingLetter(
            row,
            number,
            date.fromisoformat(day),
            issuer,
            kind,
            Link(type_, cited, date.fromisoformat(cited_on) if cited_on else None, cited_issuer, words),
        )
        for row, number, day, issuer, kind, type_, cited, cited_on, cited_issuer, words in rows
    ]


def has_acting_letters(connection: Connection) -> bool:
    """Whether any recorded letter acts on another."""
    row = connection.execute(f"SELECT EXISTS (SELECT 1 FROM letter_link WHERE type IN {_ACTING_TYPES})").fetchone()
    return bool(row[0])


def list_without_citation(connection: Connection) -> list[tuple[int, Literal["extends", "cancels"]]]:
    """Return the extensions and cancellations that name no letter to act on: each one's row and how it would act."""
    rows = connection.execute(
        "SELECT l.id, CASE l.kind WHEN 'extension' THEN 'extends' ELSE 'cancels' END FROM letter AS l"
        " WHERE l.kind IN ('extension', 'cancellation')"
        f" AND NOT EXISTS (SELECT 1 FROM letter_link AS k WHERE k.letter = l.id AND k.type IN {_ACTING_TYPES})"
        " ORDER BY l.date, l.number, l.issuer, l.id"
    )
    return rows.fetchall()


def find_stated_day(connection: Connection, letter: int) -> date | None:
    """Return the first deadline that the letter itself states, None where it states none."""
    row = connection.execute(
        "SELECT due_on FROM stated_task WHERE letter = ? AND due_on IS NOT NULL ORDER BY position", (letter,)
    ).fetchone()
    return date.fromisoformat(row[0]) if row else None


def find_stated_rule(connection: Connection, letter: int) -> tuple[str, str]:
    """Return the first recurring deadline that the letter itself states, as a rule and in its words; else nothing."""
    row = connection.execute(
        "SELECT rule, as_written FROM stated_task WHERE letter = ? AND rule LIKE '%=%' ORDER BY position", (letter,)
    ).fetchone()
    return (row[0], row[1]) if row else ("", "")


def load_extension_text(connection: Connection, letter: int) -> tuple[str, str]:
    """Return what an extending letter says: its subject with the titles that it states, and its text."""
    subject, text = connection.execute("SELECT subject, text FROM letter WHERE id = ?", (letter,)).fetchone()
    titles = connection.execute("SELECT title FROM stated_task WHERE letter = ? ORDER BY position", (letter,))
    return " ".join((subject, *(title for (title,) in titles))), text


def list_tasks_moved_by(connection: Connection, letter: int) -> set[int]:
    """Return the tasks whose deadlines this letter has moved, as a clerk agreed."""
    rows = connection.execute("SELECT DISTINCT task FROM deadline_change WHERE letter = ? AND agreed = 1", (letter,))
    return {task for (task,) in rows}


def is_waiting_for_parent(connection: Connection, letter: int) -> bool:
    """Whether the letter passes on one that is not recorded yet."""
    row = connection.execute(
        "SELECT l.parent IS NULL AND EXISTS (SELECT 1 FROM letter_link WHERE letter = l.id AND type = 'passes_on')"
        " FROM letter AS l WHERE l.id = ?",
        (letter,),
    ).fetchone()
    return bool(row[0])


def list_carried_out(connection: Connection, root: int, *, include_secret: bool = False) -> list[CarriedOutEffect]:
    """Return what other letters did, with a clerk's consent, to the chain of this root, by date of the acting letter.

    Classified letters are left out unless ``include_secret``.
    """
    open_only = "" if include_secret else f" AND {is_open_letter('l')}"
    moved = connection.execute(
        "SELECT l.number, l.date, c.due_on, min(c.previous), max(c.previous), count(DISTINCT c.office), 0,"
        " max(CASE WHEN c.rule = '' THEN 0 ELSE 1 END)"
        " FROM task AS t JOIN deadline_change AS c ON c.task = t.id AND c.agreed = 1"
        f" JOIN letter AS l ON l.id = c.letter WHERE t.letter = ?{open_only} GROUP BY l.id, l.number, l.date, c.due_on",
        (root,),
    )
    closed = connection.execute(
        "SELECT l.number, l.date, NULL, NULL, NULL, count(*), EXISTS"
        " (SELECT 1 FROM letter_link AS k WHERE k.letter = l.id AND k.type IN ('cancels', 'replaces')), 0"
        " FROM task AS t JOIN obligation AS o ON o.task = t.id JOIN letter AS l ON l.id = o.closed_by"
        f" WHERE t.letter = ?{open_only} GROUP BY l.id, l.number, l.date",
        (root,),
    )
    found = [CarriedOutEffect._make(row) for row in (*moved.fetchall(), *closed.fetchall())]
    return sorted(found, key=lambda each: (each.date, each.number, each.due_on or ""))
