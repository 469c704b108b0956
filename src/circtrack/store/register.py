"""The registers of letters received and sent: assign numbers, and find what each number was assigned to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from circtrack.store.find_letter import cite_letter

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
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

    ``classified`` letters have separate registers; sent circulars (``circular``, ว) have a separate sequence.
    """

    office: str
    direction: Direction
    classified: bool
    circular: bool
    year_be: int


class AssignedNumber(NamedTuple):
    """One assigned number: its year, its sequence, and what it was assigned to."""

    year_be: int
    circular: int
    number: int
    status: Status
    letter: int | None
    letter_number: str
    remark: str


class ReceiptDetails(NamedTuple):
    """A letter's arrival at an office: the day (ISO), and the receive number in its stamp."""

    received_on: str | None
    receive_number: str | None


_ENTRY = f"SELECT year_be, circular, number, status, letter, letter_number, remark FROM {_TABLE}"


def find_bounds(connection: Connection, book: Book) -> tuple[int, int] | None:
    """Return the first and the last number assigned in a book, None where none is."""
    first, last = connection.execute(
        f"SELECT min(number), max(number) FROM {_TABLE} WHERE {_IS_BOOK}", _to_columns(book)
    ).fetchone()
    return None if first is None else (first, last)


def find_assigned(connection: Connection, book: Book, number: int) -> AssignedNumber | None:
    """Return what a number was assigned to, None where it is not assigned."""
    row = connection.execute(f"{_ENTRY} WHERE {_IS_BOOK} AND number = ?", (*_to_columns(book), number)).fetchone()
    return AssignedNumber._make(row) if row else None


def find_number_of_letter(
    connection: Connection, office: str, direction: Direction, letter: int
) -> AssignedNumber | None:
    """Return a recorded letter's number in an office's register, of any year; None where it has none."""
    row = connection.execute(
        f"{_ENTRY} WHERE letter = ? AND office = ? AND direction = ? AND status = 'registered'",
        (letter, office, direction),
    ).fetchone()
    return AssignedNumber._make(row) if row else None


def list_sent_unregistered(
    connection: Connection, book: Book, codes: Sequence[str], number: int
) -> list[tuple[str, str]]:
    """Return the recorded letters for a book's year whose number ends so, and that are in no register of letters sent.

    ``codes`` are those under which the book's office sends. Of each letter: its number, and how commands find it.
    """
    secrecy = "<> ''" if book.classified else "= ''"
    one_of, among = connection.engine.among("l.issuer", codes)
    rows = connection.execute(
        f"SELECT l.number, {cite_letter('l')} FROM letter AS l WHERE {one_of} AND l.year_be = ? AND l.number LIKE ?"
        f" AND l.secrecy {secrecy}"
        f" AND NOT EXISTS (SELECT 1 FROM {_TABLE} AS e WHERE e.letter = l.id AND e.direction = 'out')"
        " ORDER BY l.date, l.number",
        (among, book.year_be, f"%{number}"),
    )
    return rows.fetchall()


def find_number_of_untracked(
    connection: Connection, book: Book, compact: str, letter_date: str | None
) -> AssignedNumber | None:
    """Return the number already assigned to a letter that is not recorded, None where it has none.

    ``compact`` is the letter's own number without spaces, ``letter_date`` its date (ISO).
    """
    dated = connection.engine.same("letter_date")
    row = connection.execute(
        f"{_ENTRY} WHERE office = ? AND direction = ? AND classified = ? AND status = 'registered' AND letter IS NULL"
        f" AND replace(letter_number, ' ', '') = ? AND {dated} ORDER BY year_be DESC, number DESC",
        (*_to_columns(book)[:3], compact, letter_date),
    ).fetchone()
    return AssignedNumber._make(row) if row else None


class WrittenDetails(NamedTuple):
    """What a clerk wrote of an entry. ``registered_on`` is ISO text."""

    registered_on: str
    sender: str
    recipient: str
    subject: str
    action: str
    remark: str


def load_details(connection: Connection, book: Book, number: int) -> WrittenDetails:
    """Return what a clerk wrote of an assigned number."""
    row = connection.execute(
        f"SELECT registered_on, sender, recipient, subject, action, remark FROM {_TABLE}"
        f" WHERE {_IS_BOOK} AND number = ?",
        (*_to_columns(book), number),
    ).fetchone()
    return WrittenDetails._make(row)


def insert_entries(transaction: Transaction, book: Book, numbers: range, values: Mapping[str, Any]) -> None:
    """Assign numbers that are still free; ``values`` are the other columns, the same for all of them."""
    key = dict(zip(_KEY, _to_columns(book), strict=False))
    transaction.insert_all(_TABLE, _KEY, [{**key, "number": number, **values} for number in numbers])


def insert_numbers(transaction: Transaction, book: Book, entries: Mapping[int, Mapping[str, Any]]) -> None:
    """Assign numbers that are still free, each with the values of its other columns."""
    key = dict(zip(_KEY, _to_columns(book), strict=False))
    transaction.insert_all(_TABLE, _KEY, [{**key, "number": number, **row} for number, row in entries.items()])


def find_letters_of_day(connection: Connection, compact: str, day: str) -> list[int]:
    """Return the recorded letters that have a number (without spaces) and a date (ISO)."""
    rows = connection.execute(
        "SELECT DISTINCT l.id FROM letter_number AS n JOIN letter AS l ON l.id = n.letter"
        " WHERE n.compact = ? AND l.date = ?",
        (compact, day),
    )
    return [int(letter) for (letter,) in rows]


def change_entry(transaction: Transaction, book: Book, number: int, values: Mapping[str, Any]) -> bool:
    """Change columns of an assigned number; return whether anything changed."""
    key = dict(zip(_KEY, (*_to_columns(book), number), strict=True))
    return transaction.update(_TABLE, key, values)


def find_delivery(connection: Connection, letter: int, office: str) -> ReceiptDetails | None:
    """Return when a letter arrived at an office, None where it was not sent there."""
    row = connection.execute(
        "SELECT received_on, receive_number FROM delivery WHERE letter = ? AND office = ?", (letter, office)
    ).fetchone()
    return ReceiptDetails._make(row) if row else None


def set_receipt_number(transaction: Transaction, letter: int, office: str, on: date | None, number: str | None) -> None:
    """Record with a delivery its receive number and the day of arrival; with ``on`` None the day stays as it is."""
    values: dict[str, Any] = {"receive_number": number}
    if on is not None:
        values["received_on"] = on.isoformat()
    transaction.update("delivery", {"letter": letter, "office": office}, values)


def _to_columns(book: Book) -> tuple[object, ...]:
    """Return a book as column values, with True as 1."""
    return tuple(int(value) if isinstance(value, bool) else value for value in book)


def find_secrecy(connection: Connection, letter: int) -> str:
    """Return a recorded letter's secrecy mark, "" for none."""
    row = connection.execute("SELECT secrecy FROM letter WHERE id = ?", (letter,)).fetchone()
    return str(row[0])


# Listing a register: its numbers with their letters, and the letters that answer those or pass them on.


class RegisterRow(NamedTuple):
    """One number of a register. Days are ISO text or None.

    The first columns are what a clerk wrote; those from ``letter`` on come from the recorded letter (None where none
    is recorded). ``due_on`` is the earliest deadline in force in its chain, ``sent_to`` the number of its recipients.
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
    """A registered letter's relation to another: ``type`` passes_on or replies_to, the other's number and day (ISO).

    ``registered`` is the other letter's number in this office's register of letters received, None where it has none.
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

# The recorded letter that a citation ``k`` means, by any of its numbers; numbers start again each year.
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
    """Return the numbers assigned in an office's register of one year, in order, those of circulars last."""
    rows = connection.execute(_ENTRIES, (office, direction, int(classified), year_be))
    return [RegisterRow._make(row) for row in rows]


def list_registers(connection: Connection) -> list[tuple[str, Direction, int, int]]:
    """Return every register that has a number: office, direction, Buddhist year, and 1 for the classified one."""
    return connection.execute(
        "SELECT DISTINCT office, direction, year_be, classified FROM register_entry ORDER BY 1, 2, 3, 4"
    ).fetchall()


def list_recipients(connection: Connection, letter: int, most: int) -> list[tuple[str, str]]:
    """Return names and kinds of the first ``most`` offices that a letter was sent to."""
    return connection.execute(_RECIPIENTS, (letter, most)).fetchall()


def list_answers(connection: Connection, offices: Collection[str], *, classified: bool) -> list[Relation]:
    """Return the letters of these offices that pass a recorded letter on or reply to it, by day.

    Without ``classified``, letters that are classified themselves are left out.
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
    """Return the letters, recorded or only cited, that letters of these offices pass on or reply to.

    What is passed on comes first. ``register`` is the office in whose register of letters received each is looked up.
    Without ``classified``, classified letters are left out.
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
