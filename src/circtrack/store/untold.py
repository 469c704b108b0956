"""Who still owes, was told by no letter of its chain and should have been by now: counted, not listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.store.owing import FROM, TOLD, Selection, conditions_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.store.engine import Connection


class Untold(NamedTuple):
    """Offices of one chain under one superior (an office of one's own apart, where a part of the country is asked for).

    ``root`` is the chain's row, ``letter`` its number, ``office`` one of those meant, ``offices`` how many they are,
    ``due_on`` (ISO) by when the first of them is due.
    """

    root: int
    letter: str
    superior: str
    office: str
    offices: int
    due_on: str


# Where the list of who owes has the first of them.
_PLACES = ("coalesce(o.due_on, t.due_on)", "coalesce(v.province_code, '')", "coalesce(v.district_code, '')")
_APART = " || '\x01' || "
_FIRST = f"min({_APART.join((*_PLACES, 'o.office', 'r.date', 'r.number'))})"


def untold(connection: Connection, last: str, own: str) -> Iterator[Untold]:
    """The offices that owe by a day (ISO) or before and were not told, in the order of the list of who owes.

    ``own`` limits them to what may stand under an office, by any day's lines; "" takes all.
    """
    condition, given = conditions_of(Selection(include_secret=True, last=last, tops=(own,) if own else ()))
    rows = connection.execute(
        "SELECT r.id, r.number, coalesce(v.superior, ''), min(o.office), count(DISTINCT o.office),"
        f" min(coalesce(o.due_on, t.due_on)) {FROM} {condition} AND {TOLD} IS NULL"
        f" GROUP BY r.id, coalesce(v.superior, ''), o.office = ? ORDER BY {_FIRST}",
        [*given, own],
    )
    return map(Untold._make, rows)
