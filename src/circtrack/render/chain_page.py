"""A chain as a page: a bar for the days of each hop, then the letters with the silent offices between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_
from circtrack.figures import Bar, Bars
from circtrack.render.chain_text import (
    acts_on,
    build_branches,
    closing,
    counted,
    fill_counts,
    rounds_of,
    silent_text,
)
from circtrack.render.messages import fill
from circtrack.reports.chain import SilentGroup, group_rows, measure_depth
from circtrack.table import Column, Report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from circtrack.reports.chain import ChainRow, ChainTree

NAMED = 100
"""Up to this many silent offices in a group are all named below the table."""

HOPS = 24
"""How many hops get a bar: the longest."""

_COLUMNS = (
    Column("subject", N_("subject")),
    Column("due_on", N_("due on"), "day"),
    Column("office_name", N_("office")),
    Column("state", N_("state"), "word"),
    Column("letter_number", N_("letter"), "number"),
    Column("letter_date", N_("dated"), "day"),
    Column("sent_to", N_("sent to"), "count"),
    Column("days_lost", N_("days lost"), "count"),
    Column("days_left", N_("days left"), "count"),
    Column("done", N_("done"), "count"),
    Column("owing", N_("owing"), "count"),
    Column("untold", N_("not told"), "count"),
    Column("owing_earlier", N_("of earlier rounds"), "count"),
)


def chain_page(tree: ChainTree) -> Report:
    """Return the tree as a report for a page. A group of silent offices is one row with the sum of their counts."""
    items = list(group_rows(tree))
    root = tree.rows[0]
    drawn = build_branches([measure_depth(each) for each in items])
    columns = _COLUMNS if tree.rounds else _COLUMNS[:-1]
    rows = [(root.subject, root.due_on, *_cells(each, branch)) for each, (branch, _) in zip(items, drawn, strict=True)]
    return Report(
        columns,
        [row[: len(columns)] for row in rows],
        said_once=("subject", "due_on"),
        title=fill_counts(N_("The way of letter {number}"), number=root.letter_number),
        foot=[
            *rounds_of(tree),
            *acts_on(tree),
            *(
                " ".join(silent_text(each, NAMED))
                for each in items
                if isinstance(each, SilentGroup) and len(each.rows) > 1
            ),
            *closing(tree),
        ],
        figures=_figures(items, 0 if tree.rounds else root.days_left or 0),
    )


def _cells(each: ChainRow | SilentGroup, branch: str) -> tuple[object, ...]:
    if isinstance(each, SilentGroup):
        first, rows = each.first, each.rows
        return (
            branch + _name(each),
            "silent",
            "",
            "",
            None,
            first.days_lost,
            first.days_left,
            *_counts(rows),
        )
    return (
        branch + each.office_name,
        "stalled" if each.stalled else "",
        each.letter_number,
        each.letter_date,
        each.sent_to,
        each.days_lost,
        each.days_left,
        *_counts([each]),
    )


def _counts(rows: Sequence[ChainRow]) -> tuple[int, int, int, int | None]:
    """Return the sums of some rows: done, owing and not told of the open round, and owing of those before it."""
    done, owing, untold = sum(row.done for row in rows), sum(row.owing for row in rows), sum(row.untold for row in rows)
    return done, owing, untold, sum(row.owing_earlier for row in rows) or None


def _name(silent: SilentGroup) -> str:
    """Return the office's name, or how many offices of which kind."""
    return counted(silent) if len(silent.rows) > 1 else silent.first.office_name


def _figures(items: Sequence[ChainRow | SilentGroup], days_left: int) -> tuple[Bars, ...]:
    """Return bars for the longest hops, in the tree's order; a full bar is the days from the root to the deadline.

    Where there is no one deadline, or it is before the root, it is the longest hop.
    """
    days = {place: lost for place, each in enumerate(items) if (lost := _row(each).days_lost) is not None}
    if not days:
        return ()
    longest = sorted(days, key=lambda place: (-days[place], place))[:HOPS]
    total = days_left if days_left > 0 else max(days.values())
    note = fill_counts(N_("A full bar is {count} days, from the first letter to the deadline."), count=total)
    if total != days_left:
        note = fill_counts(N_("A full bar is {count} days, the longest."), count=total)
    if len(days) > HOPS:
        note += " " + fill_counts(N_("The longest {shown} of {count} are shown."), shown=HOPS, count=len(days))
    bars = [_bar(items[place], days[place], total) for place in sorted(longest)]
    return (Bars(fill(N_("Days that each took to pass it on")), bars, note),)


def _row(each: ChainRow | SilentGroup) -> ChainRow:
    return each.first if isinstance(each, SilentGroup) else each


def _bar(each: ChainRow | SilentGroup, days: int, total: int) -> Bar:
    if isinstance(each, SilentGroup):
        return Bar(_name(each), days, total, fill_counts(N_("{count} days, nothing passed on yet"), count=days), "bad")
    return Bar(each.office_name, days, total, fill_counts(N_("{count} days"), count=days))
