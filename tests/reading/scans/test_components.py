"""What hangs together on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from numpy.typing import NDArray

np = pytest.importorskip("numpy")

from circtrack.reading.scans.components import find_components, find_runs  # noqa: E402 - needs numpy


def flood(ink: NDArray[Any]) -> list[tuple[int, int, int, int, int]]:
    """Return boxes and ink of the components, found the slow way."""
    seen = np.zeros_like(ink)
    found = []
    for start in zip(*np.nonzero(ink), strict=True):
        if seen[start]:
            continue
        seen[start] = True
        waiting, place = [start], []
        while waiting:
            row, column = waiting.pop()
            place.append((row, column))
            for y in range(max(row - 1, 0), min(row + 2, ink.shape[0])):
                for x in range(max(column - 1, 0), min(column + 2, ink.shape[1])):
                    if ink[y, x] and not seen[y, x]:
                        seen[y, x] = True
                        waiting.append((y, x))
        rows, columns = zip(*place, strict=True)
        found.append((min(columns), min(rows), max(columns) + 1, max(rows) + 1, len(place)))
    return sorted(found)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.45, 0.7, 1.0])
def test_boxes_and_ink_are_those_of_a_flood(share: float) -> None:
    chance = np.random.default_rng(2566)
    for shape in ((1, 1), (1, 30), (30, 1), (25, 40)):
        ink = chance.random(shape) < share
        found = find_components(ink)
        boxes = zip(found.left, found.top, found.right, found.bottom, found.ink, strict=True)
        assert sorted(tuple(map(int, box)) for box in boxes) == flood(ink)


def test_each_component_knows_its_runs() -> None:
    ink = np.array([[1, 1, 0, 0, 1], [0, 0, 1, 0, 1]], dtype=bool)
    assert [tuple(each.tolist()) for each in find_runs(ink)] == [(0, 0, 1, 1), (0, 4, 2, 4), (2, 5, 3, 5)]
    found = find_components(ink)
    runs = {
        tuple(zip(found.rows[at].tolist(), found.begins[at].tolist(), found.ends[at].tolist(), strict=True))
        for at in map(found.runs, range(len(found)))
    }
    assert runs == {((0, 0, 2), (1, 2, 3)), ((0, 4, 5), (1, 4, 5))}
