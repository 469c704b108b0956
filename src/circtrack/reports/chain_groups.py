"""A chain's rows as people look at them: the letters one by one, the silent offices of one kind and day together."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circtrack.errors import N_
from circtrack.i18n import translate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from circtrack.reports.chain import ChainRow, Tree

NAMED = 20
"""So many silent offices are all named; of more, the first ``FIRST``."""

FIRST = 5

_COUNTED = {
    "province": (N_("1 province"), N_("{count} provinces")),
    "district": (N_("1 district"), N_("{count} districts")),
}
_OTHER = (N_("1 office"), N_("{count} offices"))


class Silent(NamedTuple):
    """Offices of one kind that one letter told on one day, and that have passed nothing on. Never empty."""

    rows: tuple[ChainRow, ...]

    @property
    def first(self) -> ChainRow:
        """One of them: what they share is the same in each."""
        return self.rows[0]

    def counted(self) -> str:
        """How many of what kind, in the reader's language."""
        one, many = _COUNTED.get(self.first.office_kind, _OTHER)
        return filled(many, count=len(self.rows)) if len(self.rows) > 1 else translate(one)

    def names(self, named: int = NAMED) -> str:
        """Their names; of more than ``named`` only the first few."""
        names = [row.office_name for row in self.rows]
        if len(names) <= named:
            return ", ".join(names)
        return filled(N_("{names} and {count} more"), names=", ".join(names[:FIRST]), count=len(names) - FIRST)


def grouped(tree: Tree) -> Iterator[ChainRow | Silent]:
    """The tree's letters, each followed by the silent that it told, in groups; what passes it on comes after them."""
    waiting: dict[tuple[str, str], list[ChainRow]] = {}
    for row in tree.rows:
        if row.letter_number:
            yield from (Silent(tuple(rows)) for rows in waiting.values())
            waiting = {}
            yield row
        else:
            waiting.setdefault((row.told_on, row.office_kind), []).append(row)
    yield from (Silent(tuple(rows)) for rows in waiting.values())


def depth_of(item: ChainRow | Silent) -> int:
    """How many levels below the root it lies."""
    return item.first.depth if isinstance(item, Silent) else item.depth


def branches(depths: Sequence[int]) -> list[tuple[str, str]]:
    """The lines that draw a tree before its items, given how deep each lies: on an item's own line, and below that."""
    drawn: list[tuple[str, str]] = []
    open_levels = set[int]()  # those at which something follows further down
    for depth in reversed(depths):
        above = "".join("│  " if level in open_levels else "   " for level in range(1, depth))
        if depth:
            follows = depth in open_levels
            drawn.append((above + ("├─ " if follows else "└─ "), above + ("│  " if follows else "   ")))
        else:
            drawn.append(("", ""))
        open_levels = {level for level in open_levels if level < depth} | {depth}
    return drawn[::-1]


def filled(message: str, **values: object) -> str:
    """The message in the reader's language, whole numbers with commas between their thousands."""
    numbers = {key: f"{value:,}" if isinstance(value, int) else value for key, value in values.items()}
    return translate(message).format(**numbers)
