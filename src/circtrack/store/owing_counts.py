"""Obligations counted by the database: those of one task that are alike in all that a count asks are one row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from circtrack.store.owing import FROM, IS_TOLD, OWED, conditions_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.model import Progress
    from circtrack.store.engine import Connection
    from circtrack.store.owing import Selection

Grouping = Literal["office", "district", "province", ""]

_NAMES: dict[Grouping, tuple[str, ...]] = {
    "office": ("o.office", "coalesce(v.name, o.office)", "coalesce(v.district, '')", "coalesce(v.province, '')"),
    "district": ("coalesce(v.district, '')", "coalesce(v.province, '')"),
    "province": ("coalesce(v.province, '')",),
    "": (),
}


class CountRow(NamedTuple):
    """``number`` obligations of one task that are alike.

    ``names`` are those of the place: an office's code, name, district and province; district and province; province; or
    none. ``order`` sorts places as the registry does. ``office``, ``name``, ``kind`` and ``superior`` are one office's
    where the question is who stands under whom, else "". ``due_on`` is ISO text, ``done_on`` the last day of those that
    were all in time, or all late (None where the two are not told apart).
    """

    names: tuple[str, ...]
    order: tuple[str, ...]
    office: str
    name: str
    kind: str
    superior: str
    progress: Progress
    due_on: str | None
    done_on: str | None
    told: bool
    number: int


def counts(
    connection: Connection, task: int, selection: Selection, place: Grouping, *, late: bool
) -> Iterator[CountRow]:
    """Count the obligations of one task; ``selection`` says which, ``late`` whether those done late are told apart.

    One task at a time, because the groups of a few thousand rows are made in memory, those of millions on disk.
    """
    names = _NAMES[place]
    one = ("o.office", "coalesce(v.name, o.office)", "coalesce(v.kind, 'other')", "coalesce(v.superior, '')")
    keys = [*names, *(one if selection.tops else ("''",) * len(one)), "o.progress"]
    keys += ["coalesce(o.due_on, t.due_on)", "o.done_on > coalesce(o.due_on, t.due_on)" if late else "''"]
    # Whether it was told is asked of what is owed only: nothing else needs it.
    keys.append(f"CASE WHEN {OWED} AND {IS_TOLD} THEN 1 ELSE 0 END")
    order = ("coalesce(min(v.province_code), '')", "coalesce(min(v.district_code), '')", "min(o.office)")
    condition, given = conditions_of(selection._replace(tasks=(task,), settled=True))
    grouped = ", ".join(str(place) for place, key in enumerate(keys, 1) if key != "''")
    counted = (*keys, "max(o.done_on)" if late else "NULL", *order, "count(*)")
    rows = connection.execute(f"SELECT {', '.join(counted)} {FROM} {condition} GROUP BY {grouped}", given)
    width = len(names)
    for row in rows:
        office, name, kind, superior, progress, due_on, _, told, done_on, *rest, number = row[width:]
        yield CountRow(
            row[:width], tuple(rest), office, name, kind, superior, progress, due_on, done_on, bool(told), number
        )
