"""Find the lines of a page: letters in rows with their marks, columns apart, what stands in a stamp's frame apart.

Everything is measured in ``unit``, the usual height of a letter without marks. Letters that follow each other form a
segment; a mark belongs to the segment below it rather than to the one above; segments that are level and near each
other are one piece of a row, those far from each other are columns.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from circtrack.reading.scans.components import Components, find_components, find_runs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]
    Mask = NDArray[np.bool_]
    Ints = NDArray[np.int64]

_LEAST_LETTERS = 8
_EMBLEM = 4.2  # what is higher is no letter
_WIDEST = 14.0
_WORD_GAP = 2.2
_PIECE_GAP = 4.5
_RULE_ACROSS, _RULE_DOWN = 3.0, 2.6


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page, in pixels."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(slots=True, eq=False)
class RowPiece:
    """A piece of a row: where its letters stand between ``top`` and ``foot``, and its picture."""

    left: int
    right: int
    top: float
    foot: float
    picture: Grey


@dataclass(slots=True)
class Layout:
    """The pieces of a page, row by row, those in stamps apart.

    ``pitch`` is the usual distance of rows, ``unit`` the height of a letter.
    """

    rows: list[list[RowPiece]] = field(default_factory=list)
    stamps: list[list[RowPiece]] = field(default_factory=list)
    pitch: float = 1.0
    unit: float = 1.0


@dataclass(slots=True)
class _Segment:
    members: list[int]
    left: int
    right: int
    top: float
    foot: float


def find_layout(flat: Grey, ink: Mask) -> Layout:
    """Return the pieces of a page that is level, black on white and without shadows."""
    found = find_components(ink)
    unit = _measure_unit(found, ink.shape[0])
    if unit is None:
        return Layout()
    flat, frames, found = _remove_rules(flat, found, unit)
    high, wide = found.bottom - found.top, found.right - found.left
    big = (high > _EMBLEM * unit) | (wide > _WIDEST * unit)
    speck = found.ink < max(4.0, (0.09 * unit) ** 2)
    letter = ~big & ~speck & (high >= 0.55 * unit) & (high <= 2.4 * unit) & (wide >= 0.1 * unit) & (wide <= 8 * unit)
    segments = _merge(_chain(found, np.flatnonzero(letter), unit), unit)
    segments = _keep_lines(segments, unit)
    if not segments:
        return Layout()
    written = {number for each in segments for number in each.members}
    marks = [int(number) for number in np.flatnonzero(~big & ~speck) if number not in written]
    owner = _assign_marks(found, marks, segments, unit)
    canvas = _Canvas(flat, found, owner, np.flatnonzero(big | speck))
    pieces = [piece for place, each in enumerate(segments) if (piece := canvas.cut(each, place, unit))]
    stamps: list[list[RowPiece]] = []
    for frame in frames:
        inside = [piece for piece in pieces if _is_within(piece, frame)]
        stamps += _group_rows(inside, unit)
        pieces = [piece for piece in pieces if piece not in inside]
    rows = _group_rows(pieces, unit)
    feet = [max(piece.foot for piece in row) for row in rows]
    steps = [step for step in np.diff(feet) if step > unit]
    return Layout(rows, stamps, float(np.median(steps)) if steps else 3 * unit, unit)


def _measure_unit(found: Components, page: int) -> float | None:
    """Return the usual height of a letter; None if there are too few on the page to tell."""
    high, wide = found.bottom - found.top, found.right - found.left
    least, most = max(7, page // 400), max(12, page // 30)
    usual = (high >= least) & (high <= most) & (wide >= least // 3) & (wide <= 2 * most) & (wide < 3 * high)
    if usual.sum() < _LEAST_LETTERS:
        return None
    heights = high[usual]
    middle = float(np.median(heights))
    near = heights[(heights > 0.6 * middle) & (heights < 1.6 * middle)]
    return float(np.median(near))


def _remove_rules(flat: Grey, found: Components, unit: float) -> tuple[Grey, list[Box], Components]:
    """Remove the rules of frames and tables and leave the letters that they touch; return the frames of stamps, too."""
    high, wide = found.bottom - found.top, found.right - found.left
    sparse = found.ink < 0.3 * high * wide
    ruled = np.flatnonzero(((high > _EMBLEM * unit) | (wide > 6 * unit)) & sparse)
    frames: list[Box] = []
    kept: list[int] = []
    if not len(ruled):
        return flat, frames, found
    flat = flat.copy()
    page = flat.shape
    rest = np.zeros(page, dtype=bool)
    for number in ruled:
        top, left = int(found.top[number]), int(found.left[number])
        local = np.zeros((high[number], wide[number]), dtype=bool)
        runs = found.runs(int(number))
        for row, begin, end in zip(found.rows[runs], found.begins[runs], found.ends[runs], strict=True):
            local[row - top, begin - left : end - left] = True
        rules = _find_rules(local, unit)
        if 5 * rules.sum() < 2 * local.sum():
            kept.append(int(number))  # an emblem or a signature
            continue
        if high[number] > 2.5 * unit and 5 * unit < wide[number] < 0.5 * page[1] and high[number] < 0.25 * page[0]:
            frames.append(Box(left, top, int(found.right[number]), int(found.bottom[number])))
        area = flat[top : top + high[number], left : left + wide[number]]
        area[_widen(rules, 2) & ~_widen(local & ~rules, 1)] = 255
        rest[top : top + high[number], left : left + wide[number]] |= local & ~rules
    return flat, frames, _replace(found, np.setdiff1d(ruled, kept), find_components(rest))


def _find_rules(local: Mask, unit: float) -> Mask:
    """Return the pixels of thin lines across and down that are longer than a letter's strokes, and their crossings."""
    across, down = _find_long(local, _RULE_ACROSS * unit), _find_long(local.T, _RULE_DOWN * unit).T
    thick_down, thick_across = _find_thick(local.T, 0.45 * unit).T, _find_thick(local, 0.45 * unit)
    return (across & ~thick_down) | (down & ~thick_across) | (across & down)


def _find_long(local: Mask, least: float) -> Mask:
    """Return the pixels of level lines at least so long; a few missing pixels do not end one."""
    long = np.zeros_like(local)
    rows, begins, ends = find_runs(local)
    if not len(rows):
        return long
    breaks = np.r_[True, (rows[1:] != rows[:-1]) | (begins[1:] - ends[:-1] > 3)]
    first = np.flatnonzero(breaks)
    last = np.r_[first[1:], len(rows)] - 1
    for one, other in zip(first, last, strict=True):
        if ends[other] - begins[one] >= least:
            long[rows[one], begins[one] : ends[other]] = local[rows[one], begins[one] : ends[other]]
    return long


def _find_thick(local: Mask, most: float) -> Mask:
    """Return the pixels of runs longer than a line is thick."""
    thick = np.zeros_like(local)
    for row, begin, end in zip(*find_runs(local), strict=True):
        if end - begin > most:
            thick[row, begin:end] = True
    return thick


def _widen(mask: Mask, by: int) -> Mask:
    """Return the mask, wider by so many pixels on each side."""
    wide = mask.copy()
    for step in range(1, by + 1):
        wide[step:] |= mask[:-step]
        wide[:-step] |= mask[step:]
    tall = wide.copy()
    for step in range(1, by + 1):
        wide[:, step:] |= tall[:, :-step]
        wide[:, :-step] |= tall[:, step:]
    return wide


def _replace(found: Components, gone: Ints, new: Components) -> Components:
    """Return the components without some, and with others instead."""
    keep = np.setdiff1d(np.arange(len(found)), gone)
    counts = np.diff(found.first)
    stays = np.repeat(np.isin(np.arange(len(found)), keep), counts)
    first = np.r_[0, np.cumsum(np.r_[counts[keep], np.diff(new.first)])]
    return Components(
        np.r_[found.left[keep], new.left],
        np.r_[found.top[keep], new.top],
        np.r_[found.right[keep], new.right],
        np.r_[found.bottom[keep], new.bottom],
        np.r_[found.ink[keep], new.ink],
        np.r_[found.rows[stays], new.rows],
        np.r_[found.begins[stays], new.begins],
        np.r_[found.ends[stays], new.ends],
        first,
    )


def _chain(found: Components, letters: Ints, unit: float) -> list[_Segment]:
    """Chain each letter to the next one on its right that is level with it."""
    order = letters[np.argsort(found.left[letters], kind="stable")]
    left, right, top, bottom = found.left[order], found.right[order], found.top[order], found.bottom[order]
    group = list(range(len(order)))

    def root(place: int) -> int:
        while group[place] != place:
            group[place] = group[group[place]]
            place = group[place]
        return place

    for place in range(len(order)):
        end = int(np.searchsorted(left, right[place] + _WORD_GAP * unit, side="right"))
        after = slice(place + 1, end)
        overlap = np.minimum(bottom[after], bottom[place]) - np.maximum(top[after], top[place])
        shorter = np.minimum(bottom[after] - top[after], bottom[place] - top[place])
        level = (overlap > 0.6 * shorter) & (np.abs(bottom[after] - bottom[place]) < 0.75 * unit)
        near = np.flatnonzero(level)
        if len(near):
            # What stands over or into this letter, and the first that does not.
            gaps = left[after][near] - right[place]
            for each in near[: int(np.argmax(gaps > -0.2 * unit)) + 1 if (gaps > -0.2 * unit).any() else len(near)]:
                group[root(place + 1 + int(each))] = root(place)
    members: dict[int, list[int]] = {}
    for place, number in enumerate(order):
        members.setdefault(root(place), []).append(int(number))
    return [_make_segment(found, each, unit) for each in members.values()]


def _make_segment(found: Components, members: list[int], unit: float) -> _Segment:
    at = np.array(members)
    high = found.bottom[at] - found.top[at]
    plain = at[(high > 0.75 * unit) & (high < 1.3 * unit)]
    plain = plain if len(plain) else at
    return _Segment(
        members,
        int(found.left[at].min()),
        int(found.right[at].max()),
        float(np.median(found.top[plain])),
        float(np.median(found.bottom[plain])),
    )


def _merge(segments: list[_Segment], unit: float) -> list[_Segment]:
    """Merge segments that are level and near each other into one."""
    done: list[_Segment] = []
    for each in sorted(segments, key=lambda segment: segment.left):
        level = [
            other
            for other in done
            if abs(other.foot - each.foot) < 0.45 * unit and -unit < each.left - other.right < _PIECE_GAP * unit
        ]
        if not level:
            done.append(each)
            continue
        near = min(level, key=lambda other: each.left - other.right)
        weight = len(near.members), len(each.members)
        near.top = (near.top * weight[0] + each.top * weight[1]) / sum(weight)
        near.foot = (near.foot * weight[0] + each.foot * weight[1]) / sum(weight)
        near.members += each.members
        near.right = max(near.right, each.right)
    return done


def _keep_lines(segments: list[_Segment], unit: float) -> list[_Segment]:
    """Return the segments that are written lines, and not the marks above or below one."""
    high = [each for each in segments if 0.68 * unit < each.foot - each.top < 1.9 * unit]
    return [each for each in high if not any(_is_mark_of(each, other, unit) for other in high)]


def _is_mark_of(small: _Segment, line: _Segment, unit: float) -> bool:
    """Whether a short segment stands close above or below the letters of a longer one."""
    if len(small.members) > 4 or len(line.members) < 3 * len(small.members):
        return False
    if small.left < line.left - unit or small.right > line.right + unit:
        return False
    above = -0.3 * unit < line.top - small.foot < 0.6 * unit
    below = -0.3 * unit < small.top - line.foot < 0.4 * unit and small.foot - small.top < 0.8 * unit
    return above or below


def _assign_marks(found: Components, marks: list[int], segments: list[_Segment], unit: float) -> dict[int, int]:
    """Give each mark to a segment; return, for each component that belongs to one, the segment's place."""
    owner = {number: place for place, segment in enumerate(segments) for number in segment.members}
    left = np.array([segment.left for segment in segments])
    right = np.array([segment.right for segment in segments])
    top = np.array([segment.top for segment in segments])
    foot = np.array([segment.foot for segment in segments])
    for number in marks:
        across = (found.left[number] + found.right[number]) / 2
        down = (found.top[number] + found.bottom[number]) / 2
        outside = np.maximum(np.maximum(left - across, across - right), 0)
        above, below = np.maximum(top - down, 0), np.maximum(down - foot, 0)
        cost = 0.62 * above + below + 0.3 * outside
        cost[outside > 1.3 * unit] = np.inf
        best = int(np.argmin(cost))
        if cost[best] < 0.95 * unit:
            owner[int(number)] = best
            segments[best].members.append(int(number))
    return owner


class _Canvas:
    """Cuts pieces out of a page, each without the ink of others."""

    def __init__(self, flat: Grey, found: Components, owner: dict[int, int], dropped: Ints) -> None:
        self.flat, self.found = flat, found
        self.owner = np.full(len(found), -1)
        for number, place in owner.items():
            self.owner[number] = place
        self.dropped = np.zeros(len(found), dtype=bool)
        self.dropped[dropped] = True

    def cut(self, segment: _Segment, place: int, unit: float) -> RowPiece | None:
        found = self.found
        at = np.array(segment.members)
        box = Box(
            int(found.left[at].min()), int(found.top[at].min()), int(found.right[at].max()), int(found.bottom[at].max())
        )
        if box.bottom - box.top < 0.5 * unit or box.right - box.left < 0.25 * unit:
            return None
        picture = self.flat[box.top : box.bottom, box.left : box.right].copy()
        within = (
            (found.left < box.right) & (found.right > box.left) & (found.top < box.bottom) & (found.bottom > box.top)
        )
        others = np.flatnonzero(within & (self.owner != place))
        if len(others):
            foreign = self._draw(others, box)
            mine = self._draw(at, box)
            picture[_widen(foreign, 2) & ~_widen(mine, 1)] = 255
            picture[foreign & ~mine] = 255
        border = max(3, round(0.18 * unit))
        framed = np.full((picture.shape[0] + 2 * border, picture.shape[1] + 2 * border), 255, dtype=np.uint8)
        framed[border:-border, border:-border] = picture
        return RowPiece(box.left, box.right, segment.top, segment.foot, framed)

    def _draw(self, numbers: Ints, box: Box) -> Mask:
        found = self.found
        mask = np.zeros((box.bottom - box.top, box.right - box.left), dtype=bool)
        for number in numbers:
            runs = found.runs(int(number))
            for row, begin, end in zip(found.rows[runs], found.begins[runs], found.ends[runs], strict=True):
                if box.top <= row < box.bottom:
                    mask[row - box.top, max(begin - box.left, 0) : max(end - box.left, 0)] = True
        return mask


def _is_within(piece: RowPiece, frame: Box) -> bool:
    """Whether a piece stands in a stamp's frame: most of its width, and its letters' middle."""
    middle = (piece.top + piece.foot) / 2
    inside = min(piece.right, frame.right) - max(piece.left, frame.left)
    return frame.top < middle < frame.bottom and inside > 0.7 * (piece.right - piece.left)


def _group_rows(pieces: list[RowPiece], unit: float) -> list[list[RowPiece]]:
    """Group pieces that are level into rows, from above; each row from left."""
    rows: list[list[RowPiece]] = []
    for piece in sorted(pieces, key=lambda each: each.foot):
        if rows and piece.foot - np.mean([each.foot for each in rows[-1]]) < 0.5 * unit:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda each: each.left) for row in rows]
