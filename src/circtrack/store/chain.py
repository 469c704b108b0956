"""When an office was told of a chain, and by which letter: from deliveries, and from what the office itself issued.

A delivery counts from the day of receipt if that is recorded, else from the letter's date. The earliest counts; on
the same day, the one with the lowest number, so that the result does not depend on row order. An office that issued a
letter of the chain had the letter that it passes on, by its own letter's date at the latest, even if no delivery is
recorded. ``tracking.chain`` holds the rules that follow from this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.record import Record
from circtrack.store.secrecy import is_open_letter

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from circtrack.database.engine import Connection


class Notified(Record):
    """The day (ISO) on which an office was told, and the number of the letter that told it ("" if not to be said)."""

    on: str
    by: str


def select_first_told(root: str, office: str, *, include_secret: bool = False) -> str:
    """Return the SQL for day and number as one text, or NULL where the office was not told.

    ``root`` and ``office`` are SQL columns. :func:`parse_notification` parses the text. The number of a classified
    letter is left out unless ``include_secret``.
    """
    sent, issued = _select_sent(root, office, include_secret), _select_issued(root, office, include_secret)
    return f"coalesce({sent}, {issued})"


def select_told_in_hall(root: str, office: str, hall: str, *, include_secret: bool = False) -> str:
    """Return the SQL as :func:`select_first_told` does, of an office that sits in the hall of another.

    What was sent to itself counts; else what its hall had, or what it wrote itself, whichever was earlier.
    """
    sent, issued = _select_sent(root, office, include_secret), _select_issued(root, office, include_secret)
    of_hall = select_first_told(root, hall, include_secret=include_secret)
    return f"coalesce({sent}, (SELECT min(x.told) FROM (SELECT {issued} AS told UNION ALL SELECT {of_hall}) AS x))"


def _select_sent(root: str, office: str, include_secret: bool) -> str:
    by = "m.number" if include_secret else f"CASE WHEN {is_open_letter('m')} THEN m.number ELSE '' END"
    return f"""(
    SELECT min(coalesce(d.received_on, d.sent_on) || ' ' || {by})
    FROM delivery AS d JOIN letter AS m ON m.id = d.letter WHERE d.root = {root} AND d.office = {office}
)"""


def _select_issued(root: str, office: str, include_secret: bool) -> str:
    passed_on = "coalesce(p.number, m.number)"
    if not include_secret:
        passed_on = f"CASE WHEN p.secrecy <> '' OR NOT ({is_open_letter('m')}) THEN '' ELSE {passed_on} END"
    return f"""(
    SELECT min(m.date || ' ' || {passed_on})
    FROM letter AS m LEFT JOIN letter AS p ON p.id = m.parent AND p.root = m.root
    WHERE m.root = {root} AND m.issuer = {office}
)"""


def is_told(root: str, office: str) -> str:
    """Return the SQL condition that an office was told: :func:`select_first_told` is not NULL. Indexes alone answer it.

    Not EXISTS: PostgreSQL may then read every letter, once for each task, and look for the offices among them.
    """
    return f"""(
    (SELECT 1 FROM delivery AS d WHERE d.root = {root} AND d.office = {office} LIMIT 1) IS NOT NULL
    OR (SELECT 1 FROM letter AS m WHERE m.root = {root} AND m.issuer = {office} LIMIT 1) IS NOT NULL
)"""


def parse_notification(text: str) -> Notified:
    """Parse the text that :func:`select_first_told` selects."""
    on, _, by = text.partition(" ")
    return Notified(on, by)


_SENT = "SELECT EXISTS (SELECT 1 FROM delivery WHERE root = ? AND office = ?)"
_ISSUED = "SELECT EXISTS (SELECT 1 FROM letter WHERE root = ? AND issuer = ?)"


def find_first_letter(
    connection: Connection, root: int, office: str, *, include_secret: bool = False
) -> Notified | None:
    """Return the letter of this root's chain that told an office first, None where none did."""
    query = f"SELECT {select_first_told(':root', ':office', include_secret=include_secret)}"
    (found,) = connection.execute(query, {"root": root, "office": office}).fetchone()
    return parse_notification(found) if found else None


def find_first_letters(
    connection: Connection, root: int, offices: Sequence[str], *, include_secret: bool = False
) -> dict[str, Notified | None]:
    """Do :func:`find_first_letter` for many offices in one query."""
    condition, codes = connection.engine.among("s.code", offices)
    told = select_first_told("r.id", "s.code", include_secret=include_secret)
    found = connection.execute(
        f"SELECT s.code, {told} FROM (SELECT CAST(? AS BIGINT) AS id) AS r JOIN office AS s ON {condition}",
        (root, codes),
    )
    return {code: parse_notification(text) if text else None for code, text in found}


def was_sent_in_chain(connection: Connection, root: int, office: str) -> bool:
    """Whether a letter of this root's chain was sent to an office."""
    return bool(connection.execute(_SENT, (root, office)).fetchone()[0])


def has_issued_in_chain(connection: Connection, root: int, office: str) -> bool:
    """Whether an office has issued a letter of this root's chain."""
    return bool(connection.execute(_ISSUED, (root, office)).fetchone()[0])


# Whom one letter of a chain reached: those it was sent to, and those to whom letters below it sent it on.

# The letters are asked for first: a server would expect thousands, and look through all deliveries.
_LINE = """
WITH RECURSIVE line (id) AS (
    SELECT l.id FROM letter AS l WHERE l.id = ?
    UNION SELECT m.id FROM line JOIN letter AS m ON m.parent = line.id
) SELECT id FROM line
"""
_REACHED = """
WITH RECURSIVE above (code) AS (
    SELECT l.issuer FROM letter AS l WHERE l.id = ?
    UNION SELECT v.superior FROM above JOIN office_version AS v ON v.code = above.code WHERE v.superior <> ''
)
SELECT DISTINCT d.office FROM delivery AS d WHERE {condition} AND d.office NOT IN (SELECT a.code FROM above AS a)
AND (EXISTS (
    SELECT 1 FROM letter AS l JOIN office_version AS v ON v.code = l.issuer AND v.kind = 'department' WHERE l.id = ?
) OR NOT EXISTS (SELECT 1 FROM office_version AS v WHERE v.code = d.office AND v.kind = 'department'))
ORDER BY d.office
"""


def list_reached_by(connection: Connection, letter: int) -> tuple[str, ...]:
    """Return the offices to which a letter below the root came down: with those under them, they are whom it means.

    A copy to those above its issuer reaches nobody further. A letter with no known recipient means all under its
    issuer.
    """
    line = [row for (row,) in connection.execute(_LINE, (letter,))]
    condition, rows = connection.engine.among("d.letter", line)
    query = _REACHED.format(condition=condition)
    reached = tuple(office for (office,) in connection.execute(query, (letter, rows, letter)))
    if reached:
        return reached
    (issuer,) = connection.execute("SELECT issuer FROM letter WHERE id = ?", (letter,)).fetchone()
    return (issuer,)


# Whom each office stands under.

_STANDING = "SELECT name, kind, superior FROM office_version WHERE code = ? AND since <= ? AND ? < until"


def find_root_issuer_and_date(connection: Connection, root: int) -> tuple[str, str]:
    """Return the issuer's code and the date (ISO) of a chain's root; of its first letter where the root is not seen."""
    query = "SELECT issuer, date FROM letter WHERE root = ? ORDER BY id <> root, date, id LIMIT 1"
    row: tuple[str, str] = connection.execute(query, (root,)).fetchone()
    return row


def find_standing(connection: Connection, code: str, day: str) -> tuple[str, str, str] | None:
    """Return name, kind and superior of an office on ``day`` (ISO), None where it is not known."""
    row: tuple[str, str, str] | None = connection.execute(_STANDING, (code, day, day)).fetchone()
    return row


# Asked by itself: a sharded engine takes no recursion among obligations. Every office stands under a department.
_UNDER = """
WITH RECURSIVE below (code) AS (
    SELECT s.code FROM office AS s WHERE s.code IN ({marks})
    UNION SELECT u.code FROM below JOIN office_version AS u ON u.superior = below.code
)
SELECT b.code, EXISTS (SELECT 1 FROM office_version AS u WHERE u.code IN ({marks}) AND u.kind = 'department')
FROM below AS b
"""


def list_ever_under(connection: Connection, offices: Collection[str]) -> list[str] | None:
    """Return these offices and all that stood under one of them on any day; None where that is the whole country."""
    marks = ", ".join("?" * len(offices))
    found = connection.execute(_UNDER.format(marks=marks), (*offices, *offices)).fetchall()
    return None if any(is_department for _, is_department in found) else [code for code, _ in found]


class OfficeVersion(Record):
    """Name, kind and superior of an office from the day ``since`` until the day before ``until`` (ISO)."""

    code: str
    since: str
    until: str
    name: str
    kind: str
    superior: str


def list_office_versions(connection: Connection, offices: Sequence[str]) -> list[OfficeVersion]:
    """Return all recorded versions of these offices."""
    condition, codes = connection.engine.among("code", offices) if len(offices) > 1 else ("code = ?", offices[0])
    rows = connection.execute(
        f"SELECT code, since, until, name, kind, superior FROM office_version WHERE {condition}", (codes,)
    )
    return [OfficeVersion._make(row) for row in rows]


def list_superiors(connection: Connection) -> list[str]:
    """Return the codes of all offices that others have stood under."""
    rows = connection.execute("SELECT DISTINCT superior FROM office_version WHERE superior <> ''")
    return [code for (code,) in rows]


def find_earliest_deadline(connection: Connection, root: int) -> str | None:
    """Return the earliest deadline (ISO) among the chain's tasks, None where no task has one."""
    of_chain = "JOIN letter AS l ON l.id = t.letter WHERE l.root = ?"
    row = connection.execute(
        # Tasks that no office in this database owes count only where there is no other.
        f"SELECT coalesce((SELECT min(t.due_on) FROM obligation AS o JOIN task AS t ON t.id = o.task {of_chain}),"
        f" (SELECT min(t.due_on) FROM task AS t {of_chain}))",
        (root, root),
    ).fetchone()
    return row[0] if row else None
