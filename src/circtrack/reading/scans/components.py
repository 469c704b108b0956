"""Find what hangs together on a page: connected components of ink, by runs of pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]


_STRIP = 256  # rows


@dataclass(frozen=True, slots=True)
class Components:
    """The components' boxes and ink, and the runs of pixels that each is made of.

    ``rows``, ``begins`` and ``ends`` hold the runs, sorted by component; those of component ``i`` are
    ``first[i]:first[i + 1]``.
    """

    left: Ints
    top: Ints
    right: Ints
    bottom: Ints
    ink: Ints
    rows: Ints
    begins: Ints
    ends: Ints
    first: Ints

    def __len__(self) -> int:
        return len(self.left)

    def runs(self, number: int) -> slice:
        """Return where the runs of a component are."""
        return slice(int(self.first[number]), int(self.first[number + 1]))


def find_runs(ink: Mask) -> tuple[Ints, Ints, Ints]:
    """Return rows, begins and ends (exclusive) of the runs of ink, from above and from left."""
    high, wide = ink.shape
    found = []
    for top in range(0, high, _STRIP):  # a page at once takes forty megabytes
        strip = ink[top : top + _STRIP]
        edged = np.zeros((len(strip), wide + 2), dtype=np.int8)
        edged[:, 1:-1] = strip
        change = np.diff(edged, axis=1)
        rows, begins = np.nonzero(change == 1)
        found.append((rows + top, begins, np.nonzero(change == -1)[1]))
    rows, begins, ends = (np.concatenate(each) for each in zip(*found, strict=True))
    return rows, begins, ends


def find_components(ink: Mask) -> Components:
    """Return the components of ink; pixels that touch at a corner hang together."""
    rows, begins, ends = find_runs(ink)
    label = _join(rows, begins, ends, ink.shape[1])
    order = np.argsort(label, kind="stable")
    rows, begins, ends, label = rows[order], begins[order], ends[order], label[order]
    if not len(label):
        empty = np.zeros(0, dtype=np.int64)
        return Components(empty, empty, empty, empty, empty, empty, empty, empty, np.zeros(1, dtype=np.int64))
    first = np.flatnonzero(np.r_[True, label[1:] != label[:-1]])
    return Components(
        np.minimum.reduceat(begins, first),
        np.minimum.reduceat(rows, first),
        np.maximum.reduceat(ends, first),
        np.maximum.reduceat(rows, first) + 1,
        np.add.reduceat(ends - begins, first),
        rows,
        begins,
        ends,
        np.r_[first, len(label)],
    )


def _join(rows: Ints, begins: Ints, ends: Ints, wide: int) -> Ints:
    """Return for each run the lowest number of those that it hangs together with."""
    count = len(rows)
    step = wide + 3  # so that no run seems to touch one of another row
    starts, stops = rows * step + begins, rows * step + ends
    low = np.searchsorted(stops, starts + step, side="left")
    high = np.searchsorted(starts, stops + step, side="right")
    touching = np.maximum(high - low, 0)
    above = np.repeat(np.arange(count), touching)
    offset = np.arange(len(above)) - np.repeat(np.cumsum(touching) - touching, touching)
    below = np.repeat(low, touching) + offset
    label = np.arange(count)
    while len(above):
        one, other = label[above], label[below]
        differ = one != other
        if not differ.any():
            break
        above, below = above[differ], below[differ]
        lower, higher = np.minimum(one, other)[differ], np.maximum(one, other)[differ]
        np.minimum.at(label, higher, lower)
        while True:
            jumped = label[label]
            if np.array_equal(jumped, label):
                break
            label = jumped
    return label
