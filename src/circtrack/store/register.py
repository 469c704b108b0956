"""The registers of letters received and sent: which numbers are given, to what, and giving them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from circtrack.database.engine import Connection
    from circtrack.database.transaction import Transaction


Direction = Literal["in", "out"]
Status = Literal["registered", "reserved", "void"]

_TABLE = "register_entry"
_KEY = ("office", "direction", "classified", "circular", "year_be", "number")
_IS_BOOK = "office = ? AND direction = ? AND classified = ? AND circular = ? AND year_be = ?"


class Book(NamedTuple):
    """One sequence of numbers: an office's letters received or sent in one Buddhist year.

    ``classified`` letters have registers of their own; ``circular`` (ว) ones a sequence of their own when sent.
    """

    office: str
    direction: Direction
    classified: bool
    circular: bool
    year_be: int


class GivenNumber(NamedTuple):
    """One number that was given: in which year, with which sequence, and what became of it."""

    year_be: int
    circular: int
    number: int
    status: Status
    letter: int | None
    letter_number: str
    remark: str


class ReceiptDetails(NamedTuple):
    """How a letter came to an office: when (ISO), and the receive number in its stamp."""

    received_on: str | None
    receive_number: str | None


_GIVEN = f"SELECT year_be, circular, number, status, letter, letter_number, remark FROM {_TABLE}"


def find_bounds(connection: Connection, book: Book) -> tuple[int, int] | None:
    """The first and the last number given in a book; None where none was."""
    first, last = connection.execute(
        f"SELECT min(number), max(number) FROM {_TABLE} WHERE {_IS_BOOK}", _cells(book)
    ).fetchone()
    return None if first is None else (first, last)


def find_given(connection: Connection, book: Book, number: int) -> GivenNumber | None:
    """What became of a number; None where it was not given."""
    row = connection.execute(f"{_GIVEN} WHERE {_IS_BOOK} AND number = ?", (*_cells(book), number)).fetchone()
    return GivenNumber._make(row) if row else None


def find_number_of_letter(connection: Connection, office: str, direction: Direction, letter: int) -> GivenNumber | None:
    """The number that a recorded letter has in an office's register, of whatever year; None where it has none."""
    row = connection.execute(
        f"{_GIVEN} WHERE letter = ? AND office = ? AND direction = ? AND status = 'registered'",
        (letter, office, direction),
    ).fetchone()
    return GivenNumber._make(row) if row else None


def find_number_of_untracked(
    connection: Connection, book: Book, compact: str, letter_date: str | None
) -> GivenNumber | None:
    """The number that a letter which is not recorded has already, by its own (compact) and its day; None for none."""
    dated = connection.engine.same("letter_date")
    row = connection.execute(
        f"{_GIVEN} WHERE office = ? AND direction = ? AND classified = ? AND status = 'registered' AND letter IS NULL"
        f" AND replace(letter_number, ' ', '') = ? AND {dated} ORDER BY year_be DESC, number DESC",
        (*_cells(book)[:3], compact, letter_date),
    ).fetchone()
    return GivenNumber._make(row) if row else None


def insert_entries(transaction: Transaction, book: Book, numbers: range, values: Mapping[str, Any]) -> None:
    """Give numbers that were not given; ``values`` are the other columns, the same for all of them."""
    key = dict(zip(_KEY, _cells(book), strict=False))
    transaction.insert_all(_TABLE, _KEY, [{**key, "number": number, **values} for number in numbers])


def change_entry(transaction: Transaction, book: Book, number: int, values: Mapping[str, Any]) -> bool:
    """Change columns of a number that was given; return whether they were different."""
    key = dict(zip(_KEY, (*_cells(book), number), strict=True))
    return transaction.update(_TABLE, key, values)


def find_delivery(connection: Connection, letter: int, office: str) -> ReceiptDetails | None:
    """How a letter came to an office; None where it was not sent to it."""
    row = connection.execute(
        "SELECT received_on, receive_number FROM delivery WHERE letter = ? AND office = ?", (letter, office)
    ).fetchone()
    return ReceiptDetails._make(row) if row else None


def set_receipt_number(transaction: Transaction, letter: int, office: str, on: date | None, number: str | None) -> None:
    """Note with a delivery when the letter came (None keeps that) and its receive number."""
    values: dict[str, Any] = {"receive_number": number}
    if on is not None:
        values["received_on"] = on.isoformat()
    transaction.update("delivery", {"letter": letter, "office": office}, values)


def _cells(book: Book) -> tuple[object, ...]:
    """A book as its columns hold it: what is true is 1 there."""
    return tuple(int(value) if isinstance(value, bool) else value for value in book)


def find_secrecy(connection: Connection, letter: int) -> str:
    """A recorded letter's class of secrecy, "" for none."""
    row = connection.execute("SELECT secrecy FROM letter WHERE id = ?", (letter,)).fetchone()
    return str(row[0])


# A register to be listed: its numbers with their letters, and by which letters those were answered or passed on.


class RegisterRow(NamedTuple):
    """One number of a register. Days are ISO text or None.

    What a clerk wrote is in the first columns; what the letter itself says follows (None where none is recorded).
    ``due_on`` is the earliest last day that its chain has in force, ``sent_to`` how many offices it went to.
    """

    circular: int
    number: int
    registered_on: str
    status: Status
    letter_number: str
    letter_date: str | None
    sender: str
    recipient: str
    subject: str
    action: str
    remark: str
    letter: int | None
    own_number: str | None
    own_date: str | None
    issuer_name: str | None
    issuer_kind: str | None
    own_subject: str | None
    addressees: str | None
    urgency: str | None
    secrecy: str | None
    due_on: str | None
    sent_to: int


class Relation(NamedTuple):
    """How a registered letter stands to another: ``type`` passes_on or replies_to, that one's number and day (ISO).

    ``registered`` is the other letter's own number in this office's register of letters received, None for none.
    """

    letter: int
    type: str
    number: str
    date: str | None
    registered: int | None = None


_DUE = """(
    SELECT coalesce(min(coalesce(o.due_on, t.due_on)), min(t.due_on))
    FROM letter AS c JOIN task AS t ON t.letter = c.id LEFT JOIN obligation AS o ON o.task = t.id
    WHERE c.root = l.root
)"""

_ENTRIES = f"""
SELECT e.circular, e.number, e.registered_on, e.status, e.letter_number, e.letter_date, e.sender, e.recipient,
    e.subject, e.action, e.remark, l.id, l.number, l.date, coalesce(v.name, l.issuer), coalesce(v.kind, 'other'),
    l.subject, l.addressees, l.urgency, l.secrecy,
    {_DUE}, (SELECT count(*) FROM delivery AS d WHERE d.letter = l.id)
FROM register_entry AS e
LEFT JOIN letter AS l ON l.id = e.letter
LEFT JOIN office_version AS v ON v.code = l.issuer AND v.since <= l.date AND l.date < v.until
WHERE e.office = ? AND e.direction = ? AND e.classified = ? AND e.year_be = ?
ORDER BY e.circular, e.number
"""

# The recorded letter that a citation k means, by any number that it goes by; numbers begin anew each year.
_CITED = """(
    SELECT n.letter FROM letter_number AS n JOIN letter AS y ON y.id = n.letter
    WHERE n.compact = replace(k.number, ' ', '') AND (k.date IS NULL OR substr(k.date, 1, 4) = substr(y.date, 1, 4))
    ORDER BY y.date DESC LIMIT 1
)"""

_RECIPIENTS = """
SELECT coalesce(v.name, d.office), coalesce(v.kind, 'other')
FROM delivery AS d
JOIN letter AS l ON l.id = d.letter
LEFT JOIN office_version AS v ON v.code = d.office AND v.since <= l.date AND l.date < v.until
WHERE d.letter = ? ORDER BY d.office LIMIT ?
"""


def list_entries(
    connection: Connection, office: str, direction: Direction, year_be: int, *, classified: bool
) -> list[RegisterRow]:
    """The numbers given in an office's register of one year, in order, those of circulars last."""
    rows = connection.execute(_ENTRIES, (office, direction, int(classified), year_be))
    return [RegisterRow._make(row) for row in rows]


def list_registers(connection: Connection) -> list[tuple[str, Direction, int, int]]:
    """Every register that has a number: office, direction, Buddhist year, and whether it is the classified one."""
    return connection.execute(
        "SELECT DISTINCT office, direction, year_be, classified FROM register_entry ORDER BY 1, 2, 3, 4"
    ).fetchall()


def list_recipients(connection: Connection, letter: int, most: int) -> list[tuple[str, str]]:
    """Name and kind of the first offices that a letter was sent to."""
    return connection.execute(_RECIPIENTS, (letter, most)).fetchall()


def list_answers(connection: Connection, offices: Collection[str], *, classified: bool) -> list[Relation]:
    """The letters of these offices that pass a recorded letter on or reply to it; by day.

    Without ``classified``, none that is classified itself.
    """
    rows = connection.execute(
        "SELECT l.parent, 'passes_on', l.number, l.date, NULL FROM letter AS l"
        f" WHERE l.parent IS NOT NULL AND l.issuer IN {_marks(offices)} AND (? OR l.secrecy = '')"
        " UNION SELECT x.id, k.type, l.number, l.date, NULL FROM letter AS l"
        f" JOIN letter_link AS k ON k.letter = l.id AND k.type = 'replies_to' JOIN letter AS x ON x.id = {_CITED}"
        f" WHERE l.issuer IN {_marks(offices)} AND (? OR l.secrecy = '') ORDER BY 4, 3",
        (*offices, classified, *offices, classified),
    )
    return [Relation._make(row) for row in rows]


def list_answered(
    connection: Connection, offices: Collection[str], register: str, *, classified: bool
) -> list[Relation]:
    """What the letters of these offices pass on, and then what they reply to, be it recorded or only cited.

    ``register`` is the office in whose register of letters received the number of each is looked up. Without
    ``classified``, none that is classified.
    """
    passed_on = connection.execute(
        f"SELECT l.id, 'passes_on', x.number, x.date, {_RECEIVED_AS} FROM letter AS l"
        " JOIN letter AS x ON x.id = l.parent"
        f" WHERE l.issuer IN {_marks(offices)} AND (? OR x.secrecy = '') ORDER BY l.id",
        (register, *offices, classified),
    )
    replied = connection.execute(
        f"SELECT l.id, k.type, coalesce(x.number, k.number), coalesce(x.date, k.date), {_RECEIVED_AS}"
        " FROM letter AS l JOIN letter_link AS k ON k.letter = l.id AND k.type = 'replies_to'"
        f" LEFT JOIN letter AS x ON x.id = {_CITED}"
        f" WHERE l.issuer IN {_marks(offices)} AND (? OR coalesce(x.secrecy, '') = '') ORDER BY l.id, k.position",
        (register, *offices, classified),
    )
    return [Relation._make(row) for row in (*passed_on, *replied)]


_RECEIVED_AS = """(
    SELECT max(e.number) FROM register_entry AS e
    WHERE e.letter = x.id AND e.office = ? AND e.direction = 'in' AND e.status = 'registered'
)"""


def _marks(values: Collection[object]) -> str:
    return f"({', '.join('?' * len(values))})"
