"""A chain as a picture: one box for each letter, and one for each group of silent offices."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from circtrack.errors import N_
from circtrack.figures import Edge, Graph, Node
from circtrack.render.chain_text import FIRST, count_text, counted, fill_counts, names_of
from circtrack.render.messages import fill
from circtrack.reports.chain import SilentGroup, group_rows, measure_depth

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from circtrack.reports.chain import ChainRow, ChainTree


def tree_graph(tree: ChainTree) -> Graph:
    """Return the boxes and arrows in the tree's order. What a colour says, the text of the box says too."""
    nodes: list[Node] = []
    edges: list[Edge] = []
    path: list[str] = []  # the boxes from the root down to the last letter
    for number, each in enumerate(group_rows(tree)):
        name, depth = f"n{number}", measure_depth(each)
        if isinstance(each, SilentGroup):
            nodes.append(Node(name, tuple(_silent(each)), "bad"))
            days = each.first.days_lost
        else:
            nodes.append(Node(name, tuple(_letter(each)), "waiting" if each.stalled else "plain"))
            days = each.days_lost
        del path[depth:]
        if path:
            edges.append(Edge(path[-1], name, "" if days is None else fill_counts(N_("{count} days"), count=days)))
        path.append(name)
    return Graph(nodes, edges)


def _letter(row: ChainRow) -> Iterator[Sequence[str | date]]:
    yield (row.letter_number,)
    yield (date.fromisoformat(row.letter_date), row.office_name)
    reached = [fill_counts(N_("sent to {count}"), count=row.sent_to)]
    if row.days_left is not None:
        reached.append(fill_counts(N_("days left {count}"), count=row.days_left))
    yield (", ".join(reached),)
    yield (count_text(row),)
    if row.stalled:
        yield (fill_counts(N_("stalled at {count}"), count=row.stalled),)


def _silent(silent: SilentGroup) -> Iterator[Sequence[str | date]]:
    yield (counted(silent), fill(N_("passed nothing on")))
    yield (names_of(silent, FIRST),)
    yield (fill(N_("told on")), date.fromisoformat(silent.first.told_on))
