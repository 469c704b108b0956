"""Letters as rows: writing one with all that belongs to it, and finding the recorded ones that it may meet."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.model import Letter, Link
from circtrack.store.letter_columns import PARTS, TEXT_COLUMNS, read_parts, read_texts, write_part, write_texts
from circtrack.store.secrecy import open_letter
from circtrack.thai.number_text import compact_number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.model import Task


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


class WaitingLetter(NamedTuple):
    """What a letter without a parent says that it passes on."""

    letter: int
    date: date
    link: Link


def find_year_be(day: date) -> int:
    """The Buddhist year of a day: numbers begin anew in each."""
    return day.year + 543


def take_running_number(compact: str) -> str:
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
    row = transaction.connection.engine.next_row(transaction.connection, "letter")
    transaction.insert("letter", ("id",), _letter_row(letter, row, issuer, letter.date))
    add_number(transaction, row, letter.number, "own")
    for alias in dict.fromkeys(letter.aliases):
        add_number(transaction, row, alias, sources.get(alias, "read"))
    for name, (table, _, columns) in PARTS.items():
        parts = _links(letter) if name == "links" else getattr(letter, name)
        _insert_parts(transaction, row, table, (write_part(part, columns) for part in parts))
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
                "running": take_running_number(compact),
                "source": source,
            },
        )


def set_parent(transaction: Transaction, letter: int, parent: KnownLetter) -> None:
    """Hang a letter, so far the root of its own chain, and all below it, under another."""
    below = transaction.connection.execute("SELECT id FROM letter WHERE root = ? AND id <> ?", (letter, letter))
    for (row,) in below.fetchall():
        transaction.update("letter", {"id": row}, {"root": parent.root})
    transaction.update("letter", {"id": letter}, {"parent": parent.id, "root": parent.root})


def load_known_letter(connection: Connection, row: int) -> KnownLetter:
    """The recorded letter of a row that is there."""
    return _known(connection, "l.id = ?", (row,))[0]


def find_letters_of_year(connection: Connection, issuer: str, year: int, number: str) -> list[KnownLetter]:
    """The issuer's letters of a Buddhist year that go by the running number of this one, whatever the sub-code."""
    running = take_running_number(compact_number(number))
    return _known(
        connection,
        "l.issuer = ? AND l.year_be = ? AND l.id IN (SELECT letter FROM letter_number WHERE running = ?)",
        (issuer, year, running),
    )


def find_letters_like(connection: Connection, link: Link) -> list[KnownLetter]:
    """The letters that a citation may mean: those of its number, and those of its day."""
    day = link.date.isoformat() if link.date else ""
    return _known(
        connection,
        "l.date = ? OR l.id IN (SELECT letter FROM letter_number WHERE compact = ?)",
        (day, compact_number(link.number)),
    )


def list_waiting_letters(connection: Connection) -> list[WaitingLetter]:
    """What each letter without a parent passes on, in its own order."""
    rows = connection.execute(
        "SELECT l.id, l.date, k.number, k.date, k.issuer, k.as_written FROM letter AS l"
        " JOIN letter_link AS k ON k.letter = l.id AND k.type = 'passes_on'"
        " WHERE l.parent IS NULL ORDER BY l.date, l.id, k.position"
    )
    return [
        WaitingLetter(
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
        "year_be": find_year_be(day),
        "number": letter.number,
        "date": day.isoformat(),
        **write_texts(letter),
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


def _insert_parts(transaction: Transaction, letter: int, table: str, rows: Iterable[dict[str, Any]]) -> None:
    numbered = [{"letter": letter, "position": position, **row} for position, row in enumerate(rows, 1)]
    transaction.insert_all(table, ("letter", "position"), numbered)


# The recorded letters, for listing and searching.


class LetterRow(NamedTuple):
    """One letter with what hangs on it. Days are ISO text; ``numbers`` has all it goes by, one a line."""

    id: int
    number: str
    date: str
    kind: str
    issuer: str
    issuer_name: str
    subject: str
    parent: str | None
    recipients: int
    tasks: int
    due_on: str | None
    findings: int
    secrecy: str
    numbers: str


_QUERY = f"""
SELECT l.id, l.number, l.date, l.kind, l.issuer, coalesce(v.name, l.issuer), l.subject,
    (SELECT p.number FROM letter AS p WHERE p.id = l.parent AND (:secret OR {open_letter("p")})),
    (SELECT count(*) FROM delivery AS d WHERE d.letter = l.id),
    (SELECT count(*) FROM task AS t WHERE t.letter = l.id),
    (SELECT min(t.due_on) FROM task AS t WHERE t.letter = l.id),
    (SELECT count(*) FROM finding AS f WHERE f.letter = l.id),
    l.secrecy,
    coalesce((SELECT group_concat(n.compact, '\n') FROM letter_number AS n WHERE n.letter = l.id), '')
FROM letter AS l
LEFT JOIN office_version AS v ON v.code = l.issuer AND v.since <= l.date AND l.date < v.until
WHERE (CAST(:since AS TEXT) IS NULL OR l.date >= :since) AND (CAST(:until AS TEXT) IS NULL OR l.date <= :until)
    AND (:issuer = '' OR l.issuer = :issuer) AND (:secret OR {open_letter("l")})
    AND (:recipient = '' OR EXISTS (SELECT 1 FROM delivery AS d WHERE d.letter = l.id AND d.office = :recipient))
ORDER BY l.date, l.id
"""


def list_letters(
    connection: Connection,
    *,
    since: str | None = None,
    until: str | None = None,
    issuer: str = "",
    recipient: str = "",
    include_secret: bool = False,
) -> Iterator[LetterRow]:
    """Stream the letters by date, those of one day as recorded.

    Args:
        connection: An open database.
        since: Only those of this day (ISO) or later.
        until: Only those of this day (ISO) or earlier.
        issuer: Only those that the office of this code issued.
        recipient: Only those that were sent to the office of this code.
        include_secret: Whether classified ones come too.
    """
    asked = {"since": since, "until": until, "issuer": issuer, "recipient": recipient, "secret": include_secret}
    return map(LetterRow._make, connection.execute(_QUERY, asked))


def list_latest_roots(connection: Connection, most: int) -> list[int]:
    """The first letters of the latest ``count`` chains, the latest first."""
    query = "SELECT l.id FROM letter AS l WHERE l.root = l.id ORDER BY l.date DESC, l.id DESC LIMIT ?"
    return [row for (row,) in connection.execute(query, (most,))]


# The recorded letters as the reader needs them: what a new letter may pass on, or what passes it on.


def load_known_letters(connection: Connection, numbers: Collection[str]) -> list[Letter]:
    """The recorded letters that go by one of these canonical numbers, or pass on one that does.

    With their numbers, dates, issuers and links (no texts, tasks or recipients).
    """
    among = connection.engine.among
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
    return Letter(
        number=number,
        date=date.fromisoformat(day),
        issuer_code=issuer,
        aliases=tuple(alias for (alias,) in aliases),
        links=load_parts(connection, "links", row),
    )


# One recorded letter, whole.

_LETTER = f"""
SELECT l.number, l.date, coalesce(v.name, l.issuer), l.issuer,
    (SELECT p.number FROM letter AS p WHERE p.id = l.parent), {", ".join(f"l.{name}" for name in TEXT_COLUMNS)}
FROM letter AS l
LEFT JOIN office_version AS v ON v.code = l.issuer AND v.since <= l.date AND l.date < v.until
WHERE l.id = ?
"""


def load_letter(connection: Connection, letter: int) -> Letter:
    """The letter of this row as it was recorded, with its recipients, links, tasks and findings.

    Raises:
        LookupError: there is no such row.
    """
    row = connection.execute(_LETTER, (letter,)).fetchone()
    if row is None:
        raise LookupError(letter)
    number, day, issuer, code, parent, *texts = row
    return Letter(
        number=number,
        date=date.fromisoformat(day),
        issuer=issuer,
        issuer_code=code,
        parent=parent or "",
        recipients=_column_of(connection, "SELECT office FROM delivery WHERE letter = ? ORDER BY office", letter),
        aliases=_column_of(
            connection, "SELECT number FROM letter_number WHERE letter = ? AND source <> 'own' ORDER BY number", letter
        ),
        links=load_parts(connection, "links", letter),
        tasks=_load_tasks(connection, letter),
        findings=load_parts(connection, "findings", letter),
        **read_texts(dict(zip(TEXT_COLUMNS, texts, strict=True))),
    )


def load_parts(connection: Connection, name: str, letter: int) -> tuple[Any, ...]:
    """A letter's citations, findings or stated tasks (``name``, of ``letter_columns.PARTS``), in its order."""
    return read_parts(name, load_part_rows(connection, name, letter))


def load_part_rows(connection: Connection, name: str, letter: int) -> list[tuple[Any, ...]]:
    """The same as rows of plain values."""
    table, _, columns = PARTS[name]
    return connection.execute(
        f"SELECT {', '.join(columns)} FROM {table} WHERE letter = ? ORDER BY position", (letter,)
    ).fetchall()


def _column_of(connection: Connection, query: str, letter: int) -> tuple[str, ...]:
    return tuple(row[0] for row in connection.execute(query, (letter,)))


def _load_tasks(connection: Connection, letter: int) -> tuple[Task, ...]:
    """The tasks that hang on a letter: the chain's for its root, as they now are; else what it states itself."""
    (is_root,) = connection.execute("SELECT root = id FROM letter WHERE id = ?", (letter,)).fetchone()
    if not is_root:
        return load_parts(connection, "tasks", letter)
    columns = PARTS["tasks"][2]
    rows = connection.execute(f"SELECT {', '.join(columns)} FROM task WHERE letter = ? ORDER BY position", (letter,))
    return read_parts("tasks", rows.fetchall())


# What ties one recorded letter to others and to its recipients: citations both ways, deliveries with receipt.


class CitingLetter(NamedTuple):
    """A recorded letter that cites another one, and how. ``date`` is ISO text, ``issuer_code`` its issuer's code."""

    type: str
    number: str
    date: str
    issuer_code: str
    issuer: str
    subject: str


class Delivery(NamedTuple):
    """One delivery of a letter; days are ISO text, None where no receipt is recorded."""

    office_code: str
    office_name: str
    sent_on: str
    received_on: str | None
    receive_number: str | None


# A citation without a date means a letter of the year before, at most.
_CITED_BY = f"""
SELECT k.type, l.number, l.date, l.issuer, coalesce(v.name, l.issuer), l.subject
FROM letter AS cited
JOIN letter_number AS n ON n.letter = cited.id
JOIN letter_link AS k ON k.number = n.number
JOIN letter AS l ON l.id = k.letter
LEFT JOIN office_version AS v ON v.code = l.issuer AND v.since <= l.date AND l.date < v.until
WHERE cited.id = :letter AND l.id <> cited.id AND (:secret OR {open_letter("l")}) AND (
    k.date = cited.date OR (k.date IS NULL AND l.date >= cited.date AND l.year_be <= cited.year_be + 1)
)
UNION
SELECT 'passes_on', l.number, l.date, l.issuer, coalesce(v.name, l.issuer), l.subject
FROM letter AS l
LEFT JOIN office_version AS v ON v.code = l.issuer AND v.since <= l.date AND l.date < v.until
WHERE l.parent = :letter AND (:secret OR {open_letter("l")})
ORDER BY 3, 2, 1
"""

_RECORDED = f"""
SELECT k.position, l.number
FROM letter_link AS k
JOIN letter AS own ON own.id = k.letter
JOIN letter AS l ON l.id <> own.id AND (:secret OR {open_letter("l")}) AND (
    (k.type = 'passes_on' AND l.id = own.parent)
    OR (k.date = l.date AND EXISTS (SELECT 1 FROM letter_number AS n WHERE n.letter = l.id AND n.number = k.number))
)
WHERE k.letter = :letter
"""

_DELIVERIES = """
SELECT d.office, coalesce(v.name, d.office), d.sent_on, d.received_on, d.receive_number
FROM delivery AS d
LEFT JOIN office_version AS v ON v.code = d.office AND v.since <= d.sent_on AND d.sent_on < v.until
WHERE d.letter = ?
ORDER BY coalesce(v.province_code, ''), coalesce(v.district_code, ''), d.office
"""


def list_citing_letters(connection: Connection, letter: int, *, include_secret: bool = False) -> list[CitingLetter]:
    """The recorded letters that cite the one of this row or pass it on, by date; classified ones only if asked for."""
    rows = connection.execute(_CITED_BY, {"letter": letter, "secret": include_secret})
    return [CitingLetter._make(row) for row in rows]


def find_recorded_citations(connection: Connection, letter: int, *, include_secret: bool = False) -> dict[int, str]:
    """The numbers of the recorded letters that a letter cites, by the citation's place in it (1, 2, ...)."""
    return dict(connection.execute(_RECORDED, {"letter": letter, "secret": include_secret}).fetchall())


def list_deliveries(connection: Connection, letter: int) -> list[Delivery]:
    """To whom a letter was sent, in registry order, and who has recorded its receipt."""
    return [Delivery._make(row) for row in connection.execute(_DELIVERIES, (letter,))]
