"""Letters as rows: writing one with all that belongs to it, and finding the recorded ones that it may meet."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.model import Link
from circtrack.store.engine import engine_of
from circtrack.store.find_letter import compact_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from circtrack.model import Letter
    from circtrack.store.engine import Connection
    from circtrack.store.write import Transaction


class KnownLetter(NamedTuple):
    """A recorded letter, as far as linking needs it. ``numbers`` are compact: its own, and other readings of it."""

    id: int
    number: str
    date: date
    issuer: str
    parent: int | None
    root: int
    numbers: frozenset[str]
    issuer_names: frozenset[str]


class Waiting(NamedTuple):
    """What a letter without a parent says that it passes on."""

    letter: int
    date: date
    link: Link


def year_be(day: date) -> int:
    """The Buddhist year of a day: numbers begin anew in each."""
    return day.year + 543


def running_number(compact: str) -> str:
    """What follows the slash and the circular mark of a compact number: 908 of ``มท0810.7/ว908``."""
    return compact.rpartition("/")[2].removeprefix("ว")


def insert_letter(transaction: Transaction, letter: Letter, issuer: str, sources: Mapping[str, str]) -> int:
    """Write a letter, not linked yet, with its numbers, citations, findings, recipients and stated tasks.

    Args:
        transaction: The transaction at work.
        letter: With number and date; the recipients' offices are stored.
        issuer: The issuer's code, stored.
        sources: For other readings of its number, the number of the letter that cites it so; where none does, the
            letter's own text was read so.

    Returns:
        Its row.
    """
    assert letter.date is not None  # noqa: S101 - the caller has refused letters without a date
    row = engine_of(transaction.connection).next_row(transaction.connection, "letter")
    transaction.insert("letter", ("id",), _letter_row(letter, row, issuer, letter.date))
    add_number(transaction, row, letter.number, "own")
    for alias in dict.fromkeys(letter.aliases):
        add_number(transaction, row, alias, sources.get(alias, "read"))
    _insert_parts(transaction, row, "letter_link", (_link_row(link) for link in _links(letter)))
    _insert_parts(
        transaction,
        row,
        "finding",
        (
            {
                "code": finding.code,
                "field": finding.field,
                "text": finding.text,
                "evidence": finding.evidence,
                "proposal": finding.proposal,
                "taken": int(finding.taken),
            }
            for finding in letter.findings
        ),
    )
    _insert_parts(
        transaction,
        row,
        "stated_task",
        (
            {
                "title": task.title,
                "system": task.system,
                "audience": task.audience,
                "due_on": _iso(task.due_on),
                "rule": task.rule,
                "as_written": task.as_written,
                "task": None,
            }
            for task in letter.tasks
        ),
    )
    sent_on = letter.date.isoformat()
    transaction.insert_all(
        "delivery",
        ("letter", "office"),
        [
            {"letter": row, "office": office, "sent_on": sent_on, "root": row}
            for office in dict.fromkeys(letter.recipients)
        ],
    )
    return row


def add_number(transaction: Transaction, letter: int, number: str, source: str) -> None:
    """Let a letter be found by one more number; ``source`` is "own", or the number of the letter that cites it so."""
    known = transaction.connection.execute(
        "SELECT 1 FROM letter_number WHERE letter = ? AND number = ?", (letter, number)
    ).fetchone()
    if known is None:
        compact = compact_number(number)
        transaction.insert(
            "letter_number",
            ("letter", "number"),
            {
                "letter": letter,
                "number": number,
                "compact": compact,
                "running": running_number(compact),
                "source": source,
            },
        )


def set_parent(transaction: Transaction, letter: int, parent: KnownLetter) -> None:
    """Hang a letter, so far the root of its own chain, and all below it, under another."""
    below = transaction.connection.execute("SELECT id FROM letter WHERE root = ? AND id <> ?", (letter, letter))
    for (row,) in below.fetchall():
        transaction.update("letter", {"id": row}, {"root": parent.root})
    transaction.update("letter", {"id": letter}, {"parent": parent.id, "root": parent.root})


def known_letter(connection: Connection, row: int) -> KnownLetter:
    """The recorded letter of a row that is there."""
    return _known(connection, "l.id = ?", (row,))[0]


def letters_of_year(connection: Connection, issuer: str, year: int, number: str) -> list[KnownLetter]:
    """The issuer's letters of a Buddhist year that go by the running number of this one, whatever the sub-code."""
    running = running_number(compact_number(number))
    return _known(
        connection,
        "l.issuer = ? AND l.year_be = ? AND l.id IN (SELECT letter FROM letter_number WHERE running = ?)",
        (issuer, year, running),
    )


def letters_like(connection: Connection, link: Link) -> list[KnownLetter]:
    """The letters that a citation may mean: those of its number, and those of its day."""
    day = link.date.isoformat() if link.date else ""
    return _known(
        connection,
        "l.date = ? OR l.id IN (SELECT letter FROM letter_number WHERE compact = ?)",
        (day, compact_number(link.number)),
    )


def waiting_letters(connection: Connection) -> list[Waiting]:
    """What each letter without a parent passes on, in its own order."""
    rows = connection.execute(
        "SELECT l.id, l.date, k.number, k.date, k.issuer, k.as_written FROM letter AS l"
        " JOIN letter_link AS k ON k.letter = l.id AND k.type = 'passes_on'"
        " WHERE l.parent IS NULL ORDER BY l.date, l.id, k.position"
    )
    return [
        Waiting(
            row,
            date.fromisoformat(day),
            Link("passes_on", number, date.fromisoformat(on) if on else None, issuer, words),
        )
        for row, day, number, on, issuer, words in rows
    ]


def count_letters(connection: Connection) -> int:
    """How many letters are recorded."""
    return int(connection.execute("SELECT count(*) FROM letter").fetchone()[0])


def _known(connection: Connection, condition: str, values: Sequence[object]) -> list[KnownLetter]:
    rows = connection.execute(
        f"SELECT l.id, l.number, l.date, l.issuer, l.parent, l.root FROM letter AS l WHERE {condition} ORDER BY l.id",
        values,
    )
    return [
        KnownLetter(
            row,
            number,
            date.fromisoformat(day),
            issuer,
            parent,
            root,
            _column_set(connection, "SELECT compact FROM letter_number WHERE letter = ?", row),
            _column_set(connection, "SELECT name FROM office_version WHERE code = ?", issuer) | {issuer},
        )
        for row, number, day, issuer, parent, root in rows.fetchall()
    ]


def _column_set(connection: Connection, query: str, value: object) -> frozenset[str]:
    return frozenset(row[0] for row in connection.execute(query, (value,)))


def _letter_row(letter: Letter, row: int, issuer: str, day: date) -> dict[str, Any]:
    return {
        "id": row,
        "issuer": issuer,
        "year_be": year_be(day),
        "number": letter.number,
        "date": day.isoformat(),
        "number_as_written": letter.number_as_written,
        "date_as_written": letter.date_as_written,
        "kind": letter.kind,
        "urgency": letter.urgency,
        "secrecy": letter.secrecy,
        "subject": letter.subject,
        "addressees": "\n".join(letter.addressees),
        "enclosures": "\n".join(letter.enclosures),
        "signatory": letter.signatory,
        "position": letter.position,
        "section": letter.section,
        "phones": "\n".join(letter.phones),
        "email": letter.email,
        "text": letter.text,
        "parent": None,
        "root": row,
    }


def _links(letter: Letter) -> tuple[Link, ...]:
    """The citations, the parent's among them and first of its type, so that it can be linked whenever it comes."""
    if not letter.parent:
        return letter.links
    parent = compact_number(letter.parent)
    named = [link for link in letter.links if link.type == "passes_on" and compact_number(link.number) == parent]
    if not named:
        named = [Link("passes_on", letter.parent)]
    return (*named, *(link for link in letter.links if link not in named))


def _link_row(link: Link) -> dict[str, Any]:
    return {
        "type": link.type,
        "number": link.number,
        "date": _iso(link.date),
        "issuer": link.issuer,
        "as_written": link.as_written,
    }


def _insert_parts(transaction: Transaction, letter: int, table: str, rows: Iterable[dict[str, Any]]) -> None:
    numbered = [{"letter": letter, "position": position, **row} for position, row in enumerate(rows, 1)]
    transaction.insert_all(table, ("letter", "position"), numbered)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
