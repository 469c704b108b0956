"""Letters as rows: insert one with its parts, find the recorded ones that it may belong to, list and load them."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.model import Letter, Link
from circtrack.store.find_letter import cite_letter
from circtrack.store.letter_columns import PARTS, TEXT_COLUMNS, read_parts, read_texts, write_part, write_texts
from circtrack.store.secrecy import is_open_letter
from circtrack.thai.number_text import compact_number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction
    from circtrack.model import Task


_CONSONANTS = "".join(map(chr, range(ord("ก"), ord("ฮ") + 1)))


class KnownLetter(NamedTuple):
    """What linking needs of a recorded letter.

    ``citation`` is how commands find it (``find_letter.cite_letter``).
    ``numbers`` are compact: its own and other readings of it. Only ``own_numbers`` say which letter it is: its own
    number, and what a person said is its number too.
    """

    id: int
    number: str
    citation: str
    date: date
    issuer: str
    parent: int | None
    root: int
    subject: str
    numbers: frozenset[str]
    own_numbers: frozenset[str]
    issuer_names: frozenset[str]


class WaitingLetter(NamedTuple):
    """A letter without a parent, and its citation of the letter that it passes on."""

    letter: int
    date: date
    link: Link


def find_year_be(day: date) -> int:
    """Return the Buddhist year of a day; letter numbers start again each year."""
    return day.year + 543


def take_running_number(compact: str) -> str:
    """Return what follows the slash, and the letters behind it, in a compact number: 908 of ``มท0810.7/ว908``."""
    return compact.rpartition("/")[2].lstrip(_CONSONANTS)


def insert_letter(transaction: Transaction, letter: Letter, issuer: str, sources: Mapping[str, str]) -> int:
    """Insert a letter, not linked yet, with its numbers, citations, findings, recipients and stated tasks.

    Args:
        transaction: The open transaction.
        letter: With number and date; its recipients' offices are stored already.
        issuer: The issuer's code; the office is stored already.
        sources: For each other reading of its number, the number of the letter that cites it so. A reading without a
            source comes from the letter's own text.

    Returns:
        The letter's row.
    """
    assert letter.date is not None  # noqa: S101 - callers reject letters without a date
    row = transaction.connection.engine.next_row(transaction.connection, "letter")
    transaction.insert("letter", ("id",), _make_letter_row(letter, row, issuer, letter.date))
    add_number(transaction, row, letter.number, "own")
    for alias in dict.fromkeys(letter.aliases):
        add_number(transaction, row, alias, sources.get(alias, "read"))
    for name, (table, _, columns) in PARTS.items():
        parts = _list_citations(letter) if name == "links" else getattr(letter, name)
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


UNNUMBERED = "ยังไม่ทราบเลข"
"""What the number of a letter begins with that is known to have been sent, but not yet by its number."""


def find_unnumbered(connection: Connection, row: int) -> int | None:
    """Return the row of the letter without a known number that stands for this one: of its issuer, under its parent."""
    found = connection.execute(
        "SELECT p.id FROM letter AS l JOIN letter AS p ON p.issuer = l.issuer AND p.parent = l.parent AND p.id <> l.id"
        " WHERE l.id = ? AND p.number LIKE ? AND l.number NOT LIKE ?",
        (row, f"{UNNUMBERED}%", f"{UNNUMBERED}%"),
    ).fetchone()
    return found[0] if found else None


def add_number(transaction: Transaction, letter: int, number: str, source: str) -> None:
    """Add a number by which a letter is found.

    ``source`` is "own", "read" (another reading of its text), or the number of the letter that cites it so.
    """
    present = transaction.connection.execute(
        "SELECT 1 FROM letter_number WHERE letter = ? AND number = ?", (letter, number)
    ).fetchone()
    if present is None:
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
    """Put a letter that is still the root of its own chain, and all letters below it, under a parent."""
    below = transaction.connection.execute("SELECT id FROM letter WHERE root = ? AND id <> ?", (letter, letter))
    for (row,) in below.fetchall():
        transaction.update("letter", {"id": row}, {"root": parent.root})
    transaction.update("letter", {"id": letter}, {"parent": parent.id, "root": parent.root})


def detach_letter(transaction: Transaction, letter: int) -> list[int]:
    """Take a letter from its parent, with all letters below it; return their rows, the letter's first."""
    rows = [letter]
    for row in rows:  # the list grows during the loop
        below = transaction.connection.execute("SELECT id FROM letter WHERE parent = ? ORDER BY id", (row,))
        rows += [each for (each,) in below.fetchall()]
    transaction.update("letter", {"id": letter}, {"parent": None, "root": letter})
    for row in rows[1:]:
        transaction.update("letter", {"id": row}, {"root": letter})
    return rows


def drop_readings_of_others(transaction: Transaction, letter: int) -> None:
    """Drop other readings of numbers that are another letter's own, of the same issuer and year: this letter's and its.

    So a number that a citation misread finds the letter that has it, as soon as that is recorded.
    """
    others = (
        "SELECT {misread}.letter, {misread}.number FROM letter_number AS a JOIN letter AS x ON x.id = a.letter"
        " JOIN letter_number AS b ON b.compact = a.compact AND b.letter <> a.letter"
        " JOIN letter AS y ON y.id = b.letter AND y.issuer = x.issuer AND y.year_be = x.year_be"
        " WHERE a.letter = :letter AND {right}.source = 'own' AND {misread}.source <> 'own'"
    )
    query = f"{others.format(misread='a', right='b')} UNION {others.format(misread='b', right='a')}"
    for row, number in transaction.connection.execute(query, {"letter": letter}).fetchall():
        transaction.delete("letter_number", {"letter": row, "number": number})


def load_known_letter(connection: Connection, row: int) -> KnownLetter:
    """Return the recorded letter of an existing row."""
    return _select_known(connection, "l.id = ?", (row,))[0]


def find_letters_of_year(connection: Connection, issuer: str, year: int, number: str) -> list[KnownLetter]:
    """Return the issuer's letters of a Buddhist year that have this number's running number, whatever the sub-code."""
    running = take_running_number(compact_number(number))
    return _select_known(
        connection,
        "l.issuer = ? AND l.year_be = ? AND l.id IN (SELECT letter FROM letter_number WHERE running = ?)",
        (issuer, year, running),
    )


def find_letters_like(connection: Connection, link: Link) -> list[KnownLetter]:
    """Return the letters that a citation may mean: those with its number, and those of its date."""
    day = link.date.isoformat() if link.date else ""
    return _select_known(
        connection,
        "l.date = ? OR l.id IN (SELECT letter FROM letter_number WHERE compact = ?)",
        (day, compact_number(link.number)),
    )


def list_letters_of_day(connection: Connection, issuer: str, day: date) -> list[KnownLetter]:
    """Return the letters that an office issued on a day."""
    return _select_known(
        connection,
        "l.issuer = ? AND l.year_be = ? AND l.date = ?",
        (issuer, find_year_be(day), day.isoformat()),
    )


def list_cited_by(connection: Connection, letters: Iterable[int]) -> list[int]:
    """Return the rows of the recorded letters whose own number one of these letters passes on."""
    query = (
        "SELECT n.letter FROM letter_link AS k JOIN letter_number AS n ON n.number = k.number AND n.source = 'own'"
        " WHERE k.letter = ? AND k.type = 'passes_on'"
    )
    return sorted({row for letter in letters for (row,) in connection.execute(query, (letter,))})


def list_linked_citing(connection: Connection, letter: int) -> list[WaitingLetter]:
    """Return the letters under another parent that pass on one with this letter's number, with each such citation."""
    rows = connection.execute(
        "SELECT l.id, l.date, k.number, k.date, k.issuer, k.as_written FROM letter_number AS n"
        " JOIN letter_link AS k ON k.number = n.number AND k.type = 'passes_on'"
        " JOIN letter AS l ON l.id = k.letter"
        " WHERE n.letter = ? AND n.source = 'own' AND l.parent IS NOT NULL AND l.parent <> n.letter"
        " ORDER BY l.date, l.number, l.issuer, l.id, k.position",
        (letter,),
    )
    return [_make_waiting(*row) for row in rows.fetchall()]


def list_waiting_letters(connection: Connection) -> list[WaitingLetter]:
    """Return every letter without a parent that passes one on, once for each such citation, by date."""
    rows = connection.execute(
        "SELECT l.id, l.date, k.number, k.date, k.issuer, k.as_written FROM letter AS l"
        " JOIN letter_link AS k ON k.letter = l.id AND k.type = 'passes_on'"
        " WHERE l.parent IS NULL ORDER BY l.date, l.number, l.issuer, l.id, k.position"
    )
    return [_make_waiting(*row) for row in rows]


def _make_waiting(row: int, day: str, number: str, on: str | None, issuer: str, words: str) -> WaitingLetter:
    link = Link("passes_on", number, date.fromisoformat(on) if on else None, issuer, words)
    return WaitingLetter(row, date.fromisoformat(day), link)


def count_letters(connection: Connection) -> int:
    """Return how many letters are recorded."""
    return int(connection.execute("SELECT count(*) FROM letter").fetchone()[0])


def _select_known(connection: Connection, condition: str, values: Sequence[object]) -> list[KnownLetter]:
    rows = connection.execute(
        f"SELECT l.id, l.number, {cite_letter('l')}, l.date, l.issuer, l.parent, l.root, l.subject"
        f" FROM letter AS l WHERE {condition} ORDER BY l.id",
        values,
    )
    return [
        KnownLetter(
            row,
            number,
            citation,
            date.fromisoformat(day),
            issuer,
            parent,
            root,
            subject,
            *_load_numbers(connection, row),
            _column_set(connection, "SELECT name FROM office_version WHERE code = ?", issuer) | {issuer},
        )
        for row, number, citation, day, issuer, parent, root, subject in rows.fetchall()
    ]


def _load_numbers(connection: Connection, letter: int) -> tuple[frozenset[str], frozenset[str]]:
    """Return all compact numbers of a letter, and its own among them."""
    rows = connection.execute("SELECT compact, source FROM letter_number WHERE letter = ?", (letter,)).fetchall()
    return frozenset(compact for compact, _ in rows), frozenset(compact for compact, source in rows if source == "own")


def _column_set(connection: Connection, query: str, value: object) -> frozenset[str]:
    return frozenset(row[0] for row in connection.execute(query, (value,)))


def _make_letter_row(letter: Letter, row: int, issuer: str, day: date) -> dict[str, Any]:
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


def _list_citations(letter: Letter) -> tuple[Link, ...]:
    """Return the letter's citations, its parent's first, so that it can be linked if the parent is recorded later."""
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
    """One letter of a list, with counts of its parts. Days are ISO text; ``numbers`` has all its numbers, in lines."""

    id: int
    number: str
    date: str
    kind: str
    issuer: str
    issuer_name: str
    subject: str
    parent: str | None
    secrecy: str
    recipients: int
    tasks: int
    due_on: str | None
    findings: int
    numbers: str


_LIST = f"""
SELECT l.id, l.number, l.date, l.kind, l.issuer, coalesce(v.name, l.issuer), l.subject,
    (SELECT p.number FROM letter AS p WHERE p.id = l.parent AND (:secret OR {is_open_letter("p")})), l.secrecy
FROM letter AS l
LEFT JOIN office_version AS v ON v.code = l.issuer AND v.since <= l.date AND l.date < v.until
WHERE (CAST(:since AS TEXT) IS NULL OR l.date >= :since) AND (CAST(:until AS TEXT) IS NULL OR l.date <= :until)
    AND (:issuer = '' OR l.issuer = :issuer) AND (:secret OR {is_open_letter("l")})
    AND (:recipient = '' OR EXISTS (SELECT 1 FROM delivery AS d WHERE d.letter = l.id AND d.office = :recipient))
ORDER BY l.date,
    CASE WHEN l.parent IS NULL THEN 0 ELSE
        (SELECT CASE WHEN p.parent IS NULL THEN 1 ELSE 2 END FROM letter AS p WHERE p.id = l.parent)
    END,
    l.number, l.issuer, l.id
"""

_AT_ONCE = 20_000
"""Of how many letters the parts are counted at once: for each query a server lists a role's chains again, and for one
letter after the other, it would look up each part's chain among them."""

# What is counted of the letters, and what it is of one that has none.
_COUNTS: tuple[tuple[str, tuple[object, ...]], ...] = (
    ("SELECT letter, count(*) FROM delivery WHERE {among} GROUP BY letter", (0,)),
    ("SELECT letter, count(*), min(due_on) FROM task WHERE {among} GROUP BY letter", (0, None)),
    ("SELECT letter, count(*) FROM finding WHERE {among} GROUP BY letter", (0,)),
    ("SELECT letter, group_concat(compact, '\n') FROM letter_number WHERE {among} GROUP BY letter", ("",)),
)


def list_letters(
    connection: Connection,
    *,
    since: str | None = None,
    until: str | None = None,
    issuer: str = "",
    recipient: str = "",
    include_secret: bool = False,
) -> Iterator[LetterRow]:
    """Yield the letters by date, those of one day from the top of the chain down, by number.

    So the order is one, however they came into the database.

    Args:
        connection: An open database.
        since: Only those of this day (ISO) or later.
        until: Only those of this day (ISO) or earlier.
        issuer: Only those that the office with this code issued.
        recipient: Only those that were sent to the office with this code.
        include_secret: Whether to include classified letters.
    """
    parameters = {"since": since, "until": until, "issuer": issuer, "recipient": recipient, "secret": include_secret}
    rows = iter(connection.execute(_LIST, parameters))
    while some := list(islice(rows, _AT_ONCE)):
        among, letters = connection.engine.among("letter", [row[0] for row in some])
        counts = [
            ({letter: found for letter, *found in connection.execute(query.format(among=among), (letters,))}, none)
            for query, none in _COUNTS
        ]
        for row in some:
            yield LetterRow(*row, *(cell for found, none in counts for cell in found.get(row[0], none)))


def list_latest_roots(connection: Connection, most: int) -> list[int]:
    """Return the roots of the latest ``most`` chains, the latest first."""
    query = "SELECT l.id FROM letter AS l WHERE l.root = l.id ORDER BY l.date DESC, l.id DESC LIMIT ?"
    return [row for (row,) in connection.execute(query, (most,))]


# What reading a new letter needs of the recorded ones: those that it may pass on, and those that may pass it on.


def load_known_letters(connection: Connection, numbers: Collection[str]) -> list[Letter]:
    """Return the recorded letters that have one of these canonical numbers, or pass on a letter with one.

    With their numbers, dates, issuers, subjects and links, but no other texts, tasks or recipients.
    """
    among = connection.engine.among
    has_number, compact = among("compact", [compact_number(each) for each in numbers])
    cites, canonical = among("number", list(numbers))
    rows = connection.execute(
        f"SELECT letter FROM letter_number WHERE {has_number}"
        f" UNION SELECT letter FROM letter_link WHERE {cites} AND type = 'passes_on' ORDER BY letter",
        (compact, canonical),
    )
    return [_load_for_reading(connection, row) for (row,) in rows.fetchall()]


def _load_for_reading(connection: Connection, row: int) -> Letter:
    number, day, issuer, subject = connection.execute(
        "SELECT number, date, issuer, subject FROM letter WHERE id = ?", (row,)
    ).fetchone()
    aliases = connection.execute(
        "SELECT number FROM letter_number WHERE letter = ? AND source <> 'own' ORDER BY number", (row,)
    )
    return Letter(
        number=number,
        date=date.fromisoformat(day),
        issuer_code=issuer,
        subject=subject,
        aliases=tuple(alias for (alias,) in aliases),
        links=load_parts(connection, "links", row),
    )


# One recorded letter with all its parts.

_LETTER = f"""
SELECT l.number, l.date, coalesce(v.name, l.issuer), l.issuer,
    (SELECT p.number FROM letter AS p WHERE p.id = l.parent), {", ".join(f"l.{name}" for name in TEXT_COLUMNS)}
FROM letter AS l
LEFT JOIN office_version AS v ON v.code = l.issuer AND v.since <= l.date AND l.date < v.until
WHERE l.id = ?
"""


def load_letter(connection: Connection, letter: int) -> Letter:
    """Return the letter of this row as recorded, with its recipients, links, tasks and findings.

    Raises:
        LookupError: no letter has this row.
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
    """Return a letter's links, findings or stated tasks, in its order; ``name`` is a key of ``PARTS``."""
    return read_parts(name, load_part_rows(connection, name, letter))


def load_part_rows(connection: Connection, name: str, letter: int) -> list[tuple[Any, ...]]:
    """Return what :func:`load_parts` does, as rows of plain values."""
    table, _, columns = PARTS[name]
    return connection.execute(
        f"SELECT {', '.join(columns)} FROM {table} WHERE letter = ? ORDER BY position", (letter,)
    ).fetchall()


def _column_of(connection: Connection, query: str, letter: int) -> tuple[str, ...]:
    return tuple(row[0] for row in connection.execute(query, (letter,)))


def _load_tasks(connection: Connection, letter: int) -> tuple[Task, ...]:
    """Return the chain's tasks, as they are now, for a root; else the tasks that the letter itself states."""
    (is_root,) = connection.execute("SELECT root = id FROM letter WHERE id = ?", (letter,)).fetchone()
    if not is_root:
        return load_parts(connection, "tasks", letter)
    columns = PARTS["tasks"][2]
    rows = connection.execute(f"SELECT {', '.join(columns)} FROM task WHERE letter = ? ORDER BY position", (letter,))
    return read_parts("tasks", rows.fetchall())


# One recorded letter's relations: citations in both directions, deliveries and their receipts.


class CitingLetter(NamedTuple):
    """A recorded letter that cites another; ``type`` says how. ``date`` is ISO text, ``issuer_code`` an office code."""

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


# A citation without a date can mean a letter of the same year or of the year before.
_CITED_BY = f"""
SELECT k.type, l.number, l.date, l.issuer, coalesce(v.name, l.issuer), l.subject
FROM letter AS cited
JOIN letter_number AS n ON n.letter = cited.id
JOIN letter_link AS k ON k.number = n.number
JOIN letter AS l ON l.id = k.letter
LEFT JOIN office_version AS v ON v.code = l.issuer AND v.since <= l.date AND l.date < v.until
WHERE cited.id = :letter AND l.id <> cited.id AND (:secret OR {is_open_letter("l")}) AND (
    k.date = cited.date OR (k.date IS NULL AND l.date >= cited.date AND l.year_be <= cited.year_be + 1)
)
UNION
SELECT 'passes_on', l.number, l.date, l.issuer, coalesce(v.name, l.issuer), l.subject
FROM letter AS l
LEFT JOIN office_version AS v ON v.code = l.issuer AND v.since <= l.date AND l.date < v.until
WHERE l.parent = :letter AND (:secret OR {is_open_letter("l")})
ORDER BY 3, 2, 1
"""

_RECORDED_CITATIONS = f"""
SELECT k.position, l.number
FROM letter_link AS k
JOIN letter AS own ON own.id = k.letter
JOIN letter AS l ON l.id <> own.id AND (:secret OR {is_open_letter("l")}) AND (
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
    """Return the recorded letters that cite this one or pass it on, by date; classified ones only on request."""
    rows = connection.execute(_CITED_BY, {"letter": letter, "secret": include_secret})
    return [CitingLetter._make(row) for row in rows]


def find_recorded_citations(connection: Connection, letter: int, *, include_secret: bool = False) -> dict[int, str]:
    """Return the numbers of the recorded letters that a letter cites, by the citation's position in it (1, 2, ...)."""
    return dict(connection.execute(_RECORDED_CITATIONS, {"letter": letter, "secret": include_secret}).fetchall())


def recipients_of(connection: Connection, letter: int) -> frozenset[str]:
    """Return the codes of the offices that a letter was sent to."""
    return frozenset(row[0] for row in connection.execute("SELECT office FROM delivery WHERE letter = ?", (letter,)))


def list_deliveries(connection: Connection, letter: int) -> list[Delivery]:
    """Return a letter's deliveries in registry order, with their receipts."""
    return [Delivery._make(row) for row in connection.execute(_DELIVERIES, (letter,))]
