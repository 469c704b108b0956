"""All live circulars at once: how much of each is done in which place, the worst first. What a meeting looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from circtrack.errors import N_, Message
from circtrack.figures import Bar, Bars
from circtrack.reports.state_counts import COUNTS, GroupCounts, count_states
from circtrack.reports.tracked import list_asked_tasks
from circtrack.table import Column, Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from circtrack.database.engine import Connection
    from circtrack.figures import Tone
    from circtrack.reports.state_counts import StateCount
    from circtrack.reports.tracked import ReportScope

SummaryPlace = Literal["district", "province"]
_Names = tuple[str, ...]

_LETTER = (
    Column("letter_number", N_("letter"), "number"),
    Column("letter_date", N_("dated"), "day"),
    Column("subject", N_("subject")),
)
_PLACES: dict[SummaryPlace, tuple[Column, ...]] = {
    "district": (Column("district", N_("district")), Column("province", N_("province"))),
    "province": (Column("province", N_("province")),),
}
_COLUMNS = {column.name: column for column in COUNTS}
_COUNTS = tuple(
    _COLUMNS[name] for name in ("done", "total", "percent", "owing", "overdue", "untold", "next_due", "owing_earlier")
)
_LAST = Column("last", N_("last"))
_STALLED = Column("stalled", N_("not told there"))
_NAMED = 3
_MATRIX_PLACES = 20
"""The most places that a page or a table shows as columns of their own."""
_LEFT_OUT_FIRST = ("untold", "overdue", "stalled", "last", "letter_date", "total", "done", "next_due")


class Circular(NamedTuple):
    """One circular, with its counts in all and in each place, in registry order."""

    number: str
    date: str
    subject: str
    whole: GroupCounts
    places: dict[_Names, GroupCounts]


class Summary(NamedTuple):
    """The live circulars, the worst first, by places of one kind."""

    by: SummaryPlace
    circulars: list[Circular]
    places: list[_Names]
    whole: GroupCounts


def summarise(connection: Connection, asked: ReportScope, by: SummaryPlace | None) -> Summary:
    """Count all live circulars, by district or province; by province if not said and there are several.

    Raises:
        InputError, UnknownError: as ``tracked.list_asked_tasks``.
    """
    known = list_asked_tasks(connection, asked, settled=False)
    found = list(count_states(connection, asked, known, "district"))
    provinces = {each.row.names[-1] for each in found}
    chosen: SummaryPlace = by or ("province" if len(provinces) > 1 else "district")
    return _count(found, chosen)


def _count(found: Iterable[StateCount], by: SummaryPlace) -> Summary:
    letters: dict[tuple[str, str, str], Circular] = {}
    order: dict[_Names, tuple[str, ...]] = {}
    whole = GroupCounts()
    for each in found:
        key = (each.task.letter_number, each.task.letter_date, each.task.subject)
        names = each.row.names if by == "district" else each.row.names[-1:]
        circular = letters.setdefault(key, Circular(*key, GroupCounts(), {}))
        for counts in (whole, circular.whole, circular.places.setdefault(names, GroupCounts())):
            counts.add(each)
        order[names] = min(each.row.order, order.get(names, each.row.order))
    circulars = sorted(letters.values(), key=lambda each: (*each.whole.key("due"), each.date, each.number))
    return Summary(by, circulars, sorted(order, key=order.__getitem__), whole)


def build_summary_rows(summary: Summary) -> Report:
    """Return one row for each circular in each place, the worst first: for programs."""
    rows = [
        (each.number, each.date, each.subject, *names, *counts.cells(_COUNTS))
        for each in summary.circulars
        for names, counts in sorted(each.places.items(), key=lambda place: place[1].key("due"))
    ]
    return Report((*_LETTER, *_PLACES[summary.by], *_COUNTS), rows)


def build_summary_table(summary: Summary) -> Report:
    """Return one row for each circular and a total, with a column for each place: for people."""
    shown = summary.places if len(summary.places) <= _MATRIX_PLACES else []
    columns = (*_LETTER, *_COUNTS, *(Column(_column_of(names), _name(names)) for names in shown))
    columns = (*columns, _LAST, _STALLED)
    rows = [_row(each, shown) for each in summary.circulars]
    if len(rows) > 1:
        whole = Circular("", "", "", summary.whole, _add_places(summary))
        rows.append((Message("all"), *_row(whole, shown)[1:-2], "", ""))
    names = tuple(_column_of(each) for each in shown)
    table = ("letter_number", "subject", "done", "total", "percent", "overdue", "next_due", *names)
    table = (*table, *(() if shown else ("last",)), "stalled")
    foot = [] if summary.circulars else [Message("No circular is open.")]
    return Report(columns, rows, table, foot=foot, left_out_first=(*reversed(names), *_LEFT_OUT_FIRST))


def build_summary_page(summary: Summary) -> Report:
    """Return the table with a bar for each circular, as a landscape page."""
    table = build_summary_table(summary)
    bars = [_bar(each) for each in summary.circulars]
    figures = (Bars(Message("Done of each letter"), bars),) if bars else ()
    columns = ("letter_number", "subject", "done", "total", "percent", "overdue", "next_due", "last", "stalled")
    return table._replace(
        table_columns=columns, title=Message("All open circulars"), figures=figures, landscape=True, left_out_first=()
    )


def _row(each: Circular, shown: Sequence[_Names]) -> tuple[object, ...]:
    in_places = (_share(each.places.get(names)) for names in shown)
    return (
        each.number,
        each.date,
        each.subject,
        *each.whole.cells(_COUNTS),
        *in_places,
        _name_last(each),
        _name_untold(each),
    )


def _share(counts: GroupCounts | None) -> str:
    return f"{counts.done}/{counts.total}" if counts and counts.total else ""


def _name_last(each: Circular) -> str:
    """Name the places that are the furthest behind, with how much they have done."""
    behind = sorted(
        ((names, counts) for names, counts in each.places.items() if counts.owing),
        key=lambda place: (place[1].percent or 0, -place[1].owing),
    )
    return ", ".join(f"{_name(names)} {_share(counts)}" for names, counts in behind[:_NAMED])


def _name_untold(each: Circular) -> str:
    """Name the places where the letter has stopped, with how many there have not been told."""
    untold = sorted(
        ((names, counts.untold) for names, counts in each.places.items() if counts.untold), key=lambda each: -each[1]
    )
    return ", ".join(f"{_name(names)} {count}" for names, count in untold[:_NAMED])


def _add_places(summary: Summary) -> dict[_Names, GroupCounts]:
    places: dict[_Names, GroupCounts] = {}
    for each in summary.circulars:
        for names, counts in each.places.items():
            total = places.setdefault(names, GroupCounts())
            total.done += counts.done
            total.owing += counts.owing
            total.earlier += counts.earlier
    return places


def _bar(each: Circular) -> Bar:
    whole = each.whole
    said = N_("{done} of {total} done, {overdue} overdue") if whole.overdue else N_("{done} of {total} done")
    tone: Tone = "good" if not whole.owing else "bad" if whole.overdue else "plain"
    text = Message(said, done=f"{whole.done:,}", total=f"{whole.total:,}", overdue=f"{whole.overdue:,}")
    return Bar(each.number, whole.done, whole.total, text, tone)


def _name(names: _Names) -> str:
    """Return a place's name; an อบจ. or a สถจ. stands under no district, and counts for the province's seat."""
    return names[0] or (f"จ.{names[-1]}" if names[-1] else "–")


def _column_of(names: _Names) -> str:
    return "/".join(names)
