"""A chain's tree as text for people: each letter, below it the silent offices, then the letters that pass it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_
from circtrack.render.days import day_text
from circtrack.render.folding import fold_text
from circtrack.render.messages import fill, said
from circtrack.reports.chain import SilentGroup, group_rows, measure_depth

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from circtrack.reports.chain import ChainRow, ChainTree

NAMED = 20
"""Up to this many silent offices are all named; if there are more, only the first ``FIRST``."""

FIRST = 5

_LEAST_FOLDED = 20
"""Deep in a chain a line has at least so many columns, however narrow the terminal is."""

_COUNTED = {
    "province": (N_("1 province"), N_("{count} provinces")),
    "district": (N_("1 district"), N_("{count} districts")),
}
_OTHER = (N_("1 office"), N_("{count} offices"))


def tree_text(tree: ChainTree, width: int = 0) -> str:
    """Return the tree as lines of text in the reader's language, folded to the width if there is one."""
    lines: list[str] = []
    items = list(group_rows(tree))
    for item, (branch, margin) in zip(items, build_branches([measure_depth(item) for item in items]), strict=True):
        first, *facts = silent_text(item) if isinstance(item, SilentGroup) else _letter(item)
        lines += _fold(first, branch, margin, width)
        for fact in (*facts, *((*rounds_of(tree), *acts_on(tree)) if item is tree.rows[0] else ())):
            lines += _fold(fact, margin + "   ", margin + "   ", width)
    if notes := list(closing(tree)):
        lines += ["", *(line for note in notes for line in _fold(note, "", "", width))]
    return "\n".join(lines) + "\n"


def _fold(text: str, branch: str, margin: str, width: int) -> list[str]:
    """Return a text's lines, the first behind the branch, the others behind the margin."""
    folded = fold_text(text, max(width - len(branch), _LEAST_FOLDED)) if width else text
    first, *others = folded.split("\n")
    return [branch + first, *(margin + other for other in others)]


def closing(tree: ChainTree) -> Iterator[str]:
    """Yield the notes on the tree as a whole, in the reader's language."""
    yield from (said(each) for each in tree.unassigned)
    if tree.left_out:
        names = [f"{each.name} ({each.untold:,})" for each in tree.left_out]
        message = N_("Who wrote on, but not to all who owe under it (not told): {names}.")
        yield fill(message, names=_first_of(names, NAMED))
    elif not tree.hidden and all(row.letter_number for row in tree.rows):
        yield fill(N_("It has stalled nowhere that this database knows of."))
    if tree.hidden:
        yield fill_counts(N_("Not shown, letters and silent offices further down: {count}."), count=tree.hidden)
    if tree.own_office:
        yield fill(N_("Only offices under this database's own office are counted here."))


def rounds_of(tree: ChainTree) -> Iterator[str]:
    """Yield a line for each round that is open, of what comes again and again."""
    for each in tree.rounds:
        message = N_("round {place} of '{task}' is open, due {day}: it is what is counted here")
        yield fill(message, place=each.place, task=each.task, day=day_text(each.due_on))


def acts_on(tree: ChainTree) -> Iterator[str]:
    """Yield a line for each effect on the chain of a letter outside it."""
    for act in tree.acts:
        values = {"number": act.number, "day": day_text(act.date), "count": act.offices}
        if act.due_on is None:
            closed = (
                N_("cancelled by {number} of {day}: {count} obligations no longer owed")
                if act.cancels
                else N_("exempt by {number} of {day}: {count} obligations")
            )
            yield fill_counts(closed, **values)
            continue
        days = dict.fromkeys(day_text(each) for each in (act.first, act.last) if each)
        before = " … ".join(days) or "-"
        moved = (
            N_("extended by {number} of {day} from {before} to {due}, for {count} offices")
            if act.offices
            else N_("extended by {number} of {day} from {before} to {due}")
        )
        if act.onwards:
            moved = N_("other days by {number} of {day}: {due} instead of {before}, and so in each round after it")
        yield fill_counts(moved, before=before, due=day_text(act.due_on), **values)


def _letter(row: ChainRow) -> Iterator[str]:
    yield f"{row.letter_number}  {day_text(row.letter_date)}  {row.office_name}"
    facts = [fill_counts(N_("sent to {count}"), count=row.sent_to)]
    if row.days_lost is not None:
        facts.append(fill_counts(N_("days lost {count}"), count=row.days_lost))
    if row.days_left is not None:
        one, several = N_("days left {count}, due {day}"), N_("days left {count}, due {day} to {last}")
        if row.days_left < 0:
            one, several = N_("{count} days overdue, due {day}"), N_("{count} days overdue, due {day} to {last}")
        due = one if row.due_last == row.due_on else several
        facts.append(fill_counts(due, count=abs(row.days_left), day=day_text(row.due_on), last=day_text(row.due_last)))
    yield "; ".join(facts)
    counts = [count_text(row)]
    if row.stalled:
        counts.append(fill_counts(N_("stalled at {count}"), count=row.stalled))
    yield "; ".join(counts)


def count_text(row: ChainRow) -> str:
    """Return how many are done, owing and not told; and blocked, and owing of earlier rounds, if any are."""
    counts = N_("done {done}, owing {owing}, not told {untold}")
    if row.blocked:
        counts = N_("done {done}, owing {owing} (blocked {blocked}), not told {untold}")
    text = fill_counts(counts, done=row.done, owing=row.owing, untold=row.untold, blocked=row.blocked)
    if row.owing_earlier:
        text += "; " + fill_counts(N_("of earlier rounds owing {count}"), count=row.owing_earlier)
    return text


def silent_text(silent: SilentGroup, named: int = NAMED) -> tuple[str, str]:
    """Return a group's sentence (how many, told when) and its names; if more than ``named``, the first few."""
    text = fill_counts(
        N_("{offices}, told on {day}, passed nothing on, days lost {count}:"),
        offices=counted(silent),
        day=day_text(silent.first.told_on),
        count=silent.first.days_lost,
    )
    return text, names_of(silent, named)


def counted(silent: SilentGroup) -> str:
    """Return how many offices of which kind, such as "3 districts"."""
    one, many = _COUNTED.get(silent.first.office_kind, _OTHER)
    return fill_counts(many, count=len(silent.rows)) if len(silent.rows) > 1 else fill(one)


def names_of(silent: SilentGroup, named: int = NAMED) -> str:
    """Return the offices' names; if more than ``named``, only the first few and how many more."""
    return _first_of([row.office_name for row in silent.rows], named)


def _first_of(names: Sequence[str], named: int) -> str:
    if len(names) <= named:
        return ", ".join(names)
    return fill_counts(N_("{names} and {count} more"), names=", ".join(names[:FIRST]), count=len(names) - FIRST)


def build_branches(depths: Sequence[int]) -> list[tuple[str, str]]:
    """Return the tree lines before each item, given its depth: for the item's first line, and for its other lines."""
    drawn: list[tuple[str, str]] = []
    open_levels = set[int]()  # the levels at which another item follows further down
    for depth in reversed(depths):
        above = "".join("│  " if level in open_levels else "   " for level in range(1, depth))
        if depth:
            follows = depth in open_levels
            drawn.append((above + ("├─ " if follows else "└─ "), above + ("│  " if follows else "   ")))
        else:
            drawn.append(("", ""))
        open_levels = {level for level in open_levels if level < depth} | {depth}
    return drawn[::-1]


def fill_counts(message: str, **values: object) -> str:
    """Fill a message in the reader's language; whole numbers get commas between their thousands."""
    numbers = {key: f"{value:,}" if isinstance(value, int) else value for key, value in values.items()}
    return fill(message, **numbers)
