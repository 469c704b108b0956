"""What letters ask for which no office could be determined: tasks of nobody, and addressees that were left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.record import Record
from circtrack.store.find_letter import cite_letter
from circtrack.store.secrecy import is_open_letter

if TYPE_CHECKING:
    from circtrack.database.engine import Connection


class UnassignedTask(Record):
    """A task that no office owes yet, as the first letter that states it words it; or an addressee left open.

    ``root`` is its chain's row, ``letter`` and ``place`` are where it is stated, ``chain_place`` is its place in the
    chain. ``citation`` is how commands find that letter (``find_letter.cite_letter``). ``audience`` are the words for
    who must act. ``phrase`` is the open addressee, "" where nobody owes the task. ``due_on`` is ISO text. ``secret``
    tells whether only classified letters ask for it.
    """

    root: int
    root_number: str
    letter: str
    citation: str
    issuer: str
    issuer_name: str
    place: int
    chain_place: int
    title: str
    system: str
    audience: str
    due_on: str | None
    phrase: str
    secret: bool


# CROSS JOIN keeps SQLite to this order: from the few tasks of nobody, and from the few addressees left open.
_STATED = f"""
SELECT l.root, coalesce(r.number, l.number), l.number, {cite_letter("l")}, l.issuer, coalesce(v.name, l.issuer),
    s.position, t.position, t.title, t.system, s.audience, t.due_on, {{phrase}}, NOT ({is_open_letter("l")})
FROM {{first}}
JOIN letter AS l ON l.id = s.letter
LEFT JOIN letter AS r ON r.id = l.root AND {is_open_letter("r")}
LEFT JOIN office_version AS v ON v.code = l.issuer AND v.since <= l.date AND l.date < v.until
"""
# The root's own words come first.
_ORDER = (
    "ORDER BY coalesce(r.date, l.date), coalesce(r.number, l.number), t.position, l.id <> l.root, l.date, l.number,"
    " s.position"
)
_OF_NOBODY = f"""
{_STATED.format(phrase="CAST(NULL AS TEXT)", first="task AS t CROSS JOIN stated_task AS s")}
WHERE t.unassigned = 1 AND s.task = t.id
"""
# What a letter asks of its recipients, without naming others, it asks of the one who is not known too.
_OF_ADDRESSEES = f"""
{_STATED.format(phrase="f.text", first="finding AS f CROSS JOIN stated_task AS s JOIN task AS t ON t.id = s.task")}
WHERE f.code = 'open_addressee' AND f.taken = 0 AND s.letter = f.letter AND s.audience = '' AND t.unassigned = 0
"""


def list_unassigned(connection: Connection, root: int | None = None) -> list[UnassignedTask]:
    """Return what no office owes yet, of the chain with this root or of all chains; each task or addressee once."""
    condition, values = ("AND l.root = ?", (root,)) if root is not None else ("", ())
    tasks: dict[tuple[int, int], UnassignedTask] = {}
    for row in connection.execute(f"{_OF_NOBODY} {condition} {_ORDER}", values):
        each = _make(row)
        if tasks.setdefault((each.root, each.chain_place), each).secret and not each.secret:
            tasks[each.root, each.chain_place] = each
    addressees: dict[tuple[str, str, str], UnassignedTask] = {}
    for row in connection.execute(f"{_OF_ADDRESSEES} {condition} {_ORDER}", values):
        each = _make(row)
        addressees.setdefault((each.issuer, each.letter, each.phrase), each)
    return [*tasks.values(), *addressees.values()]


def _make(row: tuple[object, ...]) -> UnassignedTask:
    each = UnassignedTask._make(row)
    return each._replace(phrase=each.phrase or "", secret=bool(each.secret))
