"""Queries for what contradicts itself in the database or was left unfinished, one for each check of ``reports.check``.

Every query returns the letter's number, whether it is of a classified letter, an office's code and name ("" for none),
and then the values of the check's sentence, named as its placeholders. A column whose name ends in ``date`` or ``_on``
is a day.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from circtrack.store.chain import list_ever_under
from circtrack.store.find_letter import cite_letter
from circtrack.store.findings import HAS_ITS_DAYS
from circtrack.store.owing import OWED
from circtrack.store.secrecy import is_open_task
from circtrack.store.settings import get_own_office

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from circtrack.database.engine import Connection


class CheckRow(NamedTuple):
    """One row that a check found. ``values`` fill the check's sentence; days among them are dates."""

    letter: str
    secret: bool
    office: str
    office_name: str
    values: dict[str, object]


_CITED = f"{cite_letter('l')} AS letter"
_CLASSIFIED = "l.secrecy <> ''"
_TASK_CLASSIFIED = f"NOT ({is_open_task('t.id')})"
_ISSUER = f"l.number, {_CLASSIFIED}, l.issuer, coalesce(v.name, l.issuer), {_CITED}"
_ISSUER_AND_PARENT = f"l.number, {_CLASSIFIED} OR p.secrecy <> '', l.issuer, coalesce(v.name, l.issuer), {_CITED}"
_ISSUER_NAME = "LEFT JOIN office_version AS v ON v.code = l.issuer AND v.since <= l.date AND l.date < v.until"
# What the rows of one letter are grouped by: all of it, because a server's roles read views, which have no keys.
_OF_ONE = "l.id, l.number, l.secrecy, l.issuer, l.date, l.year_be"

BEFORE_PARENT = f"""
SELECT {_ISSUER_AND_PARENT}, l.date AS date, {cite_letter("p")} AS parent, p.date AS parent_date
FROM letter AS l JOIN letter AS p ON p.id = l.parent {_ISSUER_NAME}
WHERE l.date < p.date ORDER BY l.date, l.number
"""

FUTURE = (
    f"SELECT {_ISSUER}, l.date AS date FROM letter AS l {_ISSUER_NAME} WHERE l.date > :today ORDER BY l.date, l.number"
)

OTHER_ROOT = f"""
SELECT {_ISSUER_AND_PARENT}, {cite_letter("p")} AS parent
FROM letter AS l JOIN letter AS p ON p.id = l.parent {_ISSUER_NAME}
WHERE l.root <> p.root ORDER BY l.date, l.number
"""

# A letter that another office has called otherwise, and one of that number, day and subject: two records of one letter.
CALLED_OTHERWISE = f"""
SELECT {_ISSUER}, {cite_letter("o")} AS former
FROM letter AS l JOIN letter AS o ON o.issuer = l.issuer AND o.date = l.date AND o.subject = l.subject
    AND instr(l.formerly, '["' || o.issuer || '", ' || CAST(o.year_be AS TEXT) || ', "' || o.number || '"]') > 0
{_ISSUER_NAME}
WHERE l.formerly <> '' ORDER BY l.date, l.number, o.number
"""

# A citation may use any number of a letter; numbers start again each year.
_IS_UNRECORDED = """NOT EXISTS (
    SELECT 1 FROM letter_number AS n JOIN letter AS x ON x.id = n.letter
    WHERE n.compact = replace(k.number, ' ', '') AND (k.date IS NULL OR substr(k.date, 1, 4) = substr(x.date, 1, 4))
)"""
_IS_TAKEN_OUT = """EXISTS (
    SELECT 1 FROM withdrawn AS w
    WHERE w.number = k.number AND (k.date IS NULL OR substr(k.date, 1, 4) = substr(w.date, 1, 4))
)"""

CITES_UNRECORDED = f"""
SELECT {_ISSUER}, k.number AS cited, max(k.date) AS cited_date, max(k.issuer) AS cited_issuer
FROM letter_link AS k JOIN letter AS l ON l.id = k.letter {_ISSUER_NAME}
WHERE {_IS_UNRECORDED} AND NOT {_IS_TAKEN_OUT}
GROUP BY {_OF_ONE}, v.name, k.number ORDER BY l.date, l.number, min(k.position)
"""

PASSES_ON_WITHDRAWN = f"""
SELECT {_ISSUER}, k.number AS cited
FROM letter_link AS k JOIN letter AS l ON l.id = k.letter {_ISSUER_NAME}
WHERE k.type = 'passes_on' AND l.parent IS NULL AND {_IS_UNRECORDED} AND {_IS_TAKEN_OUT}
GROUP BY {_OF_ONE}, v.name, k.number ORDER BY l.date, l.number, min(k.position)
"""

# ``above`` is the deadline in the letter passed on, else the task's own; one that a clerk moved comes before both.
LATER_DEADLINE = f"""
WITH stated AS (
    SELECT s.letter, s.position, s.title, s.due_on, t.position AS place, CASE
        WHEN EXISTS (SELECT 1 FROM deadline_change AS c WHERE c.task = s.task AND c.agreed = 1) THEN t.due_on
        ELSE coalesce(
            (SELECT min(a.due_on) FROM stated_task AS a WHERE a.letter = l.parent AND a.task = s.task), t.due_on
        )
    END AS above
    FROM stated_task AS s JOIN task AS t ON t.id = s.task JOIN letter AS l ON l.id = s.letter
    WHERE l.parent IS NOT NULL
)
SELECT {_ISSUER}, s.title AS task, s.due_on AS due_on, s.above AS above_on, s.position AS stated_place,
    s.place AS place
FROM stated AS s JOIN letter AS l ON l.id = s.letter {_ISSUER_NAME}
WHERE s.due_on > s.above ORDER BY l.date, l.number, s.position
"""

# In force: the tasks' own deadlines and those of single offices; and what a lower letter set for those it reached.
# A deadline counts as early or far beside the letter that set it.
_DEADLINES = """
WITH deadline AS (
    SELECT t.letter, t.title, t.due_on FROM task AS t
    UNION SELECT t.letter, t.title, o.due_on FROM obligation AS o JOIN task AS t ON t.id = o.task
    WHERE o.due_on IS NOT NULL
    UNION SELECT s.letter, s.title, s.due_on FROM stated_task AS s
    WHERE (s.task, s.due_on) IN (SELECT o.task, o.due_on FROM obligation AS o WHERE o.due_on IS NOT NULL)
)
"""

EARLY_DEADLINE = f"""
{_DEADLINES} SELECT {_ISSUER}, d.title AS task, d.due_on AS due_on, l.date AS date
FROM deadline AS d JOIN letter AS l ON l.id = d.letter {_ISSUER_NAME}
WHERE d.due_on < l.date ORDER BY l.date, l.number, d.title, d.due_on
"""

# As thai.years.is_years_after.
FAR_DEADLINE = f"""
{_DEADLINES} SELECT {_ISSUER}, d.title AS task, d.due_on AS due_on, l.date AS date
FROM deadline AS d JOIN letter AS l ON l.id = d.letter {_ISSUER_NAME}
WHERE d.due_on > CAST(CAST(substr(l.date, 1, 4) AS INTEGER) + 2 AS TEXT) || substr(l.date, 5)
ORDER BY l.date, l.number, d.title, d.due_on
"""

WEEKDAY = f"""
SELECT {_ISSUER}, f.text AS written
FROM finding AS f JOIN letter AS l ON l.id = f.letter {_ISSUER_NAME}
WHERE f.taken = 0 AND f.code IN ('weekday_date', 'weekday_deadline') ORDER BY l.date, l.number, f.position
"""

UNDECIDED = f"""
SELECT {_ISSUER}, count(*) AS count
FROM finding AS f JOIN letter AS l ON l.id = f.letter {_ISSUER_NAME}
WHERE f.taken = 0 AND f.code NOT IN ('weekday_date', 'weekday_deadline', 'conflict') AND NOT ({HAS_ITS_DAYS})
GROUP BY {_OF_ONE}, v.name ORDER BY l.date, l.number
"""

CONTRADICTED = f"""
SELECT {_ISSUER}, count(*) AS count
FROM finding AS f JOIN letter AS l ON l.id = f.letter {_ISSUER_NAME}
WHERE f.taken = 0 AND f.code = 'conflict' GROUP BY {_OF_ONE}, v.name ORDER BY l.date, l.number
"""

# Only what this database's own office and those under it sent or should have received. An office that passed the
# letter on, or did what it asks, has received it. The conditions that exclude most offices come first, and letters and
# names are joined last, because there are millions of deliveries.
_NO_RECEIPT = f"""
WITH unconfirmed AS (
    SELECT d.letter, count(*) AS count, min(d.office) AS office, min(d.sent_on) AS sent_on
    FROM delivery AS d
    WHERE d.received_on IS NULL AND d.sent_on <= ? {{here}}
    AND NOT EXISTS (
        SELECT 1 FROM task AS t JOIN obligation AS o ON o.task = t.id
        WHERE t.letter = d.root AND o.office = d.office AND o.progress = 'done'
    )
    AND NOT EXISTS (SELECT 1 FROM letter AS b WHERE b.parent = d.letter AND b.issuer = d.office)
    GROUP BY d.letter
)
SELECT l.number, {_CLASSIFIED}, CASE d.count WHEN 1 THEN d.office ELSE '' END,
    CASE d.count WHEN 1 THEN coalesce((
        SELECT min(v.name) FROM office_version AS v
        WHERE v.code = d.office AND v.since <= l.date AND l.date < v.until
    ), d.office) ELSE '' END,
    {_CITED}, d.count AS count, (SELECT count(*) FROM delivery AS a WHERE a.letter = d.letter) AS recipients,
    d.sent_on AS sent_on
FROM unconfirmed AS d JOIN letter AS l ON l.id = d.letter ORDER BY l.date, l.number
"""

RECEIVED_BEFORE_SENT = f"""
SELECT l.number, {_CLASSIFIED}, d.office, coalesce(v.name, d.office), {_CITED},
    d.received_on AS received_on, d.sent_on AS sent_on
FROM delivery AS d JOIN letter AS l ON l.id = d.letter
LEFT JOIN office_version AS v ON v.code = d.office AND v.since <= l.date AND l.date < v.until
WHERE d.received_on < d.sent_on ORDER BY l.date, l.number, d.office
"""

FUTURE_RECEIPT = f"""
SELECT l.number, {_CLASSIFIED}, d.office, coalesce(v.name, d.office), {_CITED},
    d.received_on AS received_on
FROM delivery AS d JOIN letter AS l ON l.id = d.letter
LEFT JOIN office_version AS v ON v.code = d.office AND v.since <= l.date AND l.date < v.until
WHERE d.received_on > :today ORDER BY l.date, l.number, d.office
"""

_OBLIGATIONS = """
FROM obligation AS o JOIN task AS t ON t.id = o.task JOIN letter AS l ON l.id = t.letter
LEFT JOIN office_version AS v ON v.code = o.office AND v.since <= l.date AND l.date < v.until
"""

DONE_BEFORE = f"""
SELECT l.number, {_TASK_CLASSIFIED}, o.office, coalesce(v.name, o.office),
    {_CITED}, t.title AS task, o.done_on AS done_on, l.date AS date, t.position AS place
{_OBLIGATIONS} WHERE o.done_on < l.date ORDER BY l.date, l.number, t.position, o.office
"""

FUTURE_DONE = f"""
SELECT l.number, {_TASK_CLASSIFIED}, o.office, coalesce(v.name, o.office), {_CITED},
    t.title AS task, o.done_on AS done_on, t.position AS place
{_OBLIGATIONS} WHERE o.done_on > :today ORDER BY l.date, l.number, t.position, o.office
"""

# One row for each letter and day: a run of reminders names many offices.
FUTURE_REMINDER = f"""
SELECT l.number, {_CLASSIFIED}, '', '', {_CITED}, m.said_on AS said_on, count(*) AS count
FROM reminder AS m JOIN task AS t ON t.id = m.task JOIN letter AS l ON l.id = t.letter
WHERE m.said_on > :today GROUP BY {_OF_ONE}, m.said_on ORDER BY l.date, l.number, m.said_on
"""

_OWED_BY_OFFICES = f"""
SELECT l.number, {_CLASSIFIED}, o.office, coalesce(v.name, o.office), {_CITED}, count(*) AS count
{_OBLIGATIONS} WHERE {OWED} AND {{gone}}
GROUP BY {_OF_ONE}, o.office, v.name
ORDER BY l.date, l.number, o.office
"""

_REGISTER = (
    "'', e.classified, e.office, coalesce((SELECT max(v.name) FROM office_version AS v WHERE v.code = e.office), '')"
)

REGISTER_GAP = f"""
SELECT {_REGISTER}, e.direction AS direction, e.circular AS circular, e.year_be AS year, e.number + 1 AS first,
    e.following - 1 AS last
FROM (
    SELECT *, lead(number) OVER (
        PARTITION BY office, direction, classified, circular, year_be ORDER BY number
    ) AS following FROM register_entry
) AS e
WHERE e.following > e.number + 1 ORDER BY e.office, e.direction, e.year_be, e.number
"""

REGISTERED_TWICE = f"""
SELECT l.number, {_CLASSIFIED}, e.office, coalesce(max(v.name), e.office), {_CITED}, e.direction AS direction,
    group_concat(e.number || '/' || e.year_be, ', ') AS numbers, max(e.number) AS last, max(e.year_be) AS year,
    max(e.circular) AS circular, max(e.classified) AS classified
FROM register_entry AS e JOIN letter AS l ON l.id = e.letter
LEFT JOIN office_version AS v ON v.code = e.office AND v.since <= l.date AND l.date < v.until
WHERE e.status = 'registered' GROUP BY e.office, e.direction, {_OF_ONE} HAVING count(*) > 1 ORDER BY l.date, l.number
"""

RESERVED_UNUSED = f"""
SELECT {_REGISTER}, e.direction AS direction, e.circular AS circular, e.year_be AS year, count(*) AS count,
    min(e.number) AS first, e.classified AS classified
FROM register_entry AS e WHERE e.status = 'reserved' AND e.year_be < :year_be
GROUP BY e.office, e.direction, e.classified, e.circular, e.year_be ORDER BY e.office, e.direction, e.year_be
"""


def list_findings(connection: Connection, query: str, *values: object, **named: object) -> Iterator[CheckRow]:
    """Yield the rows that a query of this module finds."""
    cursor = connection.execute(query, values or named)
    names = [column[0] for column in cursor.description[4:]]
    for letter, secret, office, name, *rest in cursor:
        found = dict(zip(names, map(_read_value, names, rest), strict=True))
        yield CheckRow(letter or "", bool(secret), office or "", name or "", found)


def list_unconfirmed(connection: Connection, sent_by: str) -> Iterator[CheckRow]:
    """Yield the letters sent by a day (ISO) whose receipt is not recorded, with how many offices that is."""
    own = find_own_part(connection)
    here = list_ever_under(connection, (own,)) if own else None
    if here is None:
        return list_findings(connection, _NO_RECEIPT.format(here=""), sent_by)
    (to, codes), (by, _) = (connection.engine.among(column, here) for column in ("d.office", "i.issuer"))
    issued = f"(SELECT 1 FROM letter AS i WHERE i.id = d.letter AND {by}) IS NOT NULL"
    return list_findings(connection, _NO_RECEIPT.format(here=f"AND ({to} OR {issued})"), sent_by, codes, codes)


def list_still_owing(connection: Connection) -> list[str]:
    """Return the codes of all offices that owe something."""
    return [row[0] for row in connection.execute(f"SELECT DISTINCT o.office FROM obligation AS o WHERE {OWED}")]


def list_owed_by(connection: Connection, offices: Sequence[str]) -> Iterator[CheckRow]:
    """Yield the letters for which one of these offices still owes something, and how many obligations."""
    one_of, values = connection.engine.among("o.office", offices)
    return list_findings(connection, _OWED_BY_OFFICES.format(gone=one_of), values)


def _read_value(name: str, value: object) -> object:
    return date.fromisoformat(str(value)) if value and name.endswith(("date", "_on")) else value


def find_entries_ahead(connection: Connection, now: str) -> tuple[int, str]:
    """Return how many entries of the journal are dated after now (UTC, as the journal writes it), and the last time."""
    row: tuple[int, str | None] = connection.execute(
        "SELECT count(*), max(at) FROM journal WHERE at > ?", (now,)
    ).fetchone()
    return row[0], row[1] or ""


def find_own_part(connection: Connection) -> str:
    """Return the office that this database is limited to, with those under it; "" for the whole country."""
    own = get_own_office(connection)
    row = connection.execute("SELECT kind FROM office_version WHERE code = ? ORDER BY since DESC", (own,)).fetchone()
    return "" if row and row[0] == "department" else own
