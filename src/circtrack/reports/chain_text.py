"""A chain's tree as a person reads it: each letter, below it who has passed nothing on, then what passes it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_
from circtrack.i18n import translate
from circtrack.reports.chain import NAMED, SilentGroup, build_branches, fill_cells, group_rows, measure_depth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circtrack.reports.chain import ChainRow, ChainTree
    from circtrack.store.acting import CarriedOutEffect


def tree_text(tree: ChainTree) -> str:
    """The tree in the reader's language, several lines."""
    lines: list[str] = []
    items = list(group_rows(tree))
    for each, (branch, margin) in zip(items, build_branches([measure_depth(each) for each in items]), strict=True):
        first, *facts = silent_text(each) if isinstance(each, SilentGroup) else _letter(each)
        lines.append(branch + first)
        lines += [margin + "   " + fact for fact in facts]
        if each is tree.rows[0]:
            lines += ["   " + act_text(act) for act in tree.acts]
    if notes := list(closing(tree)):
        lines += ["", *notes]
    return "\n".join(lines) + "\n"


def closing(tree: ChainTree) -> Iterator[str]:
    """What is to be said of the tree as a whole, in the reader's language."""
    if not tree.hidden and all(row.letter_number for row in tree.rows):
        yield translate(N_("It has stalled nowhere that this database knows of."))
    if tree.hidden:
        yield fill_cells(N_("{count} letters and silent offices further down are not shown."), count=tree.hidden)
    if tree.own_office:
        yield translate(N_("Only offices under this database's own office are counted here."))


def act_text(act: CarriedOutEffect) -> str:
    """What a letter outside the chain did to it."""
    values = {"number": act.number, "day": act.date, "count": act.offices}
    if act.due_on is None:
        closed = (
            N_("cancelled by {number} of {day}: {count} obligations no longer owed")
            if act.cancels
            else N_("exempt by {number} of {day}: {count} obligations")
        )
        return fill_cells(closed, **values)
    before = " … ".join(dict.fromkeys(filter(None, (act.first, act.last)))) or "-"
    moved = (
        N_("extended by {number} of {day} from {before} to {due}, for {count} offices")
        if act.offices
        else N_("extended by {number} of {day} from {before} to {due}")
    )
    return fill_cells(moved, before=before, due=act.due_on, **values)


def _letter(row: ChainRow) -> Iterator[str]:
    yield f"{row.letter_number}  {row.letter_date}  {row.office_name}"
    facts = [fill_cells(N_("sent to {count}"), count=row.sent_to)]
    if row.days_lost is not None:
        facts.append(fill_cells(N_("days lost {count}"), count=row.days_lost))
    if row.days_left is not None:
        one, several = N_("days left {count}, due {day}"), N_("days left {count}, due {day} to {last}")
        due = one if row.due_last == row.due_on else several
        facts.append(fill_cells(due, count=row.days_left, day=row.due_on, last=row.due_last))
    yield "; ".join(facts)
    counts = [
        fill_cells(
            N_("done {done}, owing {owing}, not told {untold}"), done=row.done, owing=row.owing, untold=row.untold
        )
    ]
    if row.stalled:
        counts.append(fill_cells(N_("stalled at {count}"), count=row.stalled))
    yield "; ".join(counts)


def silent_text(silent: SilentGroup, named: int = NAMED) -> tuple[str, str]:
    """How many were told when and have passed nothing on, and who; of more than ``named`` the first few."""
    text = fill_cells(
        N_("{offices}, told on {day}, passed nothing on, days lost {count}:"),
        offices=silent.counted(),
        day=silent.first.told_on,
        count=silent.first.days_lost,
    )
    return text, silent.names(named)
