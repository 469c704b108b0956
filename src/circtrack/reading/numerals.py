"""Correct Thai numerals and Latin letters on a scanned page, which Tesseract's Thai data cannot read.

That data was made from text without ๔ ๖ ๗ ๘ ๙ and without Latin letters: it reads ``๙๐๘`` as ``๕๐๕`` with high
confidence. The model ``data/thai_numerals.traineddata`` reads numerals, ``.``, ``/`` and ``-``; it reads any Latin
letter as ``A`` and anything else as ``ก``. Its reading and that of the English data are laid over the first reading by
their position on the page. A numeral that only one reading has, or that both know but read differently, is doubtful
and is reported.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NUMERAL = re.compile("[๐-๙]")
_THAI_LETTER = re.compile("[ก-ฮะ-ฺเ-์ํ๎]")
_MARK = re.compile("[ัิ-ฺ็-๎]+")
_LATIN = re.compile("[!-~]+")
# The numerals that Tesseract's Thai data knows: if the second reading has another of these, they contradict each other.
_KNOWN = frozenset("๐๑๒๓๕")
_PUNCTUATION = frozenset("()[]/.,-\"'")
_WORD = re.compile(r"\S+")
_CIRCULAR = "ว"  # stands directly before a number
# Letters of one word are closer than this, in letter heights.
_CLOSE = 0.4


class Glyph(NamedTuple):
    """A letter with its position on the page, in pixels from the lower left corner."""

    text: str
    left: int
    bottom: int
    right: int
    top: int


def find_glyphs(boxes: str) -> list[Glyph]:
    """Parse the glyphs of Tesseract's box file: a line each, with the letter, left, bottom, right, top, page."""
    glyphs = []
    for line in boxes.splitlines():
        cells = line.rsplit(" ", 5)
        if len(cells) == 6 and cells[0].strip():
            glyphs.append(Glyph(cells[0], *map(int, cells[1:5])))
    return glyphs


def read_numerals(second: Sequence[Glyph]) -> list[Glyph]:
    """Return the Thai numerals of the second reading."""
    return [glyph for glyph in second if _NUMERAL.fullmatch(glyph.text)]


def has_latin(second: Sequence[Glyph]) -> bool:
    """Whether the second reading has a Latin word."""
    return any(one.text == other.text == "A" for one, other in pairwise(second))


def read_latin(english: Sequence[Glyph], second: Sequence[Glyph]) -> list[Glyph]:
    """Return the Latin words of the English reading whose letters the second reading also has as Latin."""
    places = [glyph for glyph in second if glyph.text == "A"]
    words: list[list[Glyph]] = []
    for glyph in english:
        if not _LATIN.fullmatch(glyph.text):
            words.append([])
        elif words and words[-1] and _same_line(words[-1][-1], glyph) and _gap(words[-1][-1], glyph) < _CLOSE:
            words[-1].append(glyph)
        else:
            words.append([glyph])
    return [
        glyph for word in words if 2 * sum(_overlaps_any(glyph, places) for glyph in word) > len(word) for glyph in word
    ]


def overlay(text: str, glyphs: Sequence[Glyph], over: Sequence[Glyph]) -> tuple[str, tuple[str, ...]]:
    """Return the text with the better readings laid over it, and its words that have a doubtful numeral.

    Args:
        text: The first reading, with Tesseract's spaces and lines.
        glyphs: Its letters in order, with their positions.
        over: Numerals and Latin letters of the other readings.
    """
    if "".join(text.split()) != "".join(glyph.text for glyph in glyphs):
        # The positions are not known, so no numeral of this page was checked.
        return text, tuple(word for word in text.split() if _NUMERAL.search(word))
    decided = _decide(glyphs, _group_by_covered(glyphs, over))
    result: list[str] = []
    doubtful: list[int] = []  # offsets in the result
    length = 0
    for index, piece in _split_pieces(text, glyphs):
        new, doubt = (piece, False) if index is None else decided.get(index, (piece, False))
        if doubt:
            doubtful.append(length)
        result.append(new)
        length += len(new)
    whole = "".join(result)
    return whole, tuple(
        match.group() for match in _WORD.finditer(whole) if any(match.start() <= at < match.end() for at in doubtful)
    )


def _split_pieces(text: str, glyphs: Sequence[Glyph]) -> Iterator[tuple[int | None, str]]:
    """Yield the text in order: each glyph's letters with its index, and the white space between with None."""
    place = 0
    for index, glyph in enumerate(glyphs):
        begin = place
        while text[place].isspace():
            place += 1
        if place > begin:
            yield None, text[begin:place]
        place += len(glyph.text)
        yield index, glyph.text
    yield None, text[place:]


def _group_by_covered(glyphs: Sequence[Glyph], over: Sequence[Glyph]) -> dict[int, list[Glyph]]:
    """Group the overlaid glyphs by the glyph that each covers most. A glyph that covers none is not part of a line."""
    lying: dict[int, list[Glyph]] = {}
    for each in over:
        shared = {place: _overlap(glyph, each) for place, glyph in enumerate(glyphs) if _same_line(glyph, each)}
        best = max(shared, key=lambda place: shared[place], default=None)
        if best is not None and shared[best] > 0:
            lying.setdefault(best, []).append(each)
    for found in lying.values():
        found.sort(key=lambda each: each.left)
    return lying


def _decide(glyphs: Sequence[Glyph], lying: dict[int, list[Glyph]]) -> dict[int, tuple[str, bool]]:
    """Return, for each glyph that changes or is doubtful, its new text and whether it is doubtful."""
    decided: dict[int, tuple[str, bool]] = {}
    index = 0
    while index < len(glyphs):
        if run := _find_run(glyphs, index, lying):
            decided |= dict.fromkeys(run, ("", False))
            decided[index] = _decide_number(glyphs, run, lying)
            index = run[-1] + 1
            continue
        found = lying.get(index, [])
        if found and not _has_numeral(found):
            decided[index] = ("".join(each.text for each in found), False)
        elif not found and glyphs[index].text not in _PUNCTUATION:
            near = (each for beside in (-2, -1, 1, 2) for each in lying.get(index + beside, ()))
            if any(not _NUMERAL.match(each.text) and _covers(each, glyphs[index]) for each in near):
                decided[index] = ("", False)  # ink of a Latin letter that was already read
        index += 1
    return decided


def _find_run(glyphs: Sequence[Glyph], start: int, lying: dict[int, list[Glyph]]) -> list[int]:
    """Return the glyphs from ``start`` that form one number: numerals of either reading, and ink under the second's."""
    run: list[int] = []
    seen: list[Glyph] = []
    for index in range(start, len(glyphs)):
        glyph = glyphs[index]
        close = not run or (_same_line(glyphs[run[-1]], glyph) and _gap(glyphs[run[-1]], glyph) < _CLOSE)
        numerals = _has_numeral(lying.get(index, ())) and not _is_in_word(glyphs, index, lying)
        hidden = glyph.text not in _PUNCTUATION and any(_covers(each, glyph) for each in seen)
        hidden = hidden or bool(run and _MARK.fullmatch(glyph.text))  # no numeral has a mark above or below
        if not close or not (numerals or hidden or _NUMERAL.match(glyph.text)):
            break
        run.append(index)
        seen += lying.get(index, ()) if numerals else ()
    if run and not any(_NUMERAL.match(glyphs[index].text) for index in run) and _is_word_end(glyphs, run):
        return []  # the end of a word, which the first reading reads better
    return run


def _is_word_end(glyphs: Sequence[Glyph], run: Sequence[int]) -> bool:
    before, first = run[0] - 1, glyphs[run[0]]
    return (
        before >= 0
        and bool(_THAI_LETTER.match(glyphs[before].text))
        and glyphs[before].text != _CIRCULAR
        and _same_line(glyphs[before], first)
        and _gap(glyphs[before], first) < _CLOSE
    )


def _decide_number(glyphs: Sequence[Glyph], run: Sequence[int], lying: dict[int, list[Glyph]]) -> tuple[str, bool]:
    """Return the number of a run as the second reading has it, and whether the first reading contradicts it."""
    first = "".join(glyphs[index].text for index in run)
    found = sorted((each for index in run for each in lying.get(index, ())), key=lambda each: each.left)
    second = "".join(each.text for each in found)
    if not second:
        return first, True
    if len(first) == len(second):
        both = zip(first, second, strict=True)
        return second, any(one != other and {one, other} <= _KNOWN for one, other in both)
    # The first reading may read a numeral that it does not know as two.
    return second, not 0 < len(first) - len(second) <= sum(each not in _KNOWN for each in second)


def _has_numeral(found: Sequence[Glyph]) -> bool:
    return any(_NUMERAL.match(each.text) for each in found)


def _is_in_word(glyphs: Sequence[Glyph], index: int, lying: dict[int, list[Glyph]]) -> bool:
    """Whether a letter is inside a word, where no numeral can be: another letter is close beside it."""
    if not _THAI_LETTER.match(glyphs[index].text):
        return False
    return any(
        0 <= beside < len(glyphs)
        and beside not in lying
        and _THAI_LETTER.match(glyphs[beside].text)
        and glyphs[beside].text != _CIRCULAR
        and _same_line(glyphs[beside], glyphs[index])
        and _gap(glyphs[beside], glyphs[index]) < _CLOSE
        and not any(_covers(each, glyphs[beside]) for each in lying[index])
        for beside in (index - 1, index + 1)
    )


def _gap(one: Glyph, other: Glyph) -> float:
    """Return the space between two glyphs, in heights of the second."""
    return -_overlap(one, other) / max(1, other.top - other.bottom)


def _covers(over: Glyph, under: Glyph) -> bool:
    """Whether at least half the width of ``under`` lies below ``over``."""
    return _same_line(over, under) and 2 * _overlap(over, under) >= under.right - under.left


def _overlaps_any(glyph: Glyph, places: Sequence[Glyph]) -> bool:
    return any(_same_line(place, glyph) and _overlap(place, glyph) > 0 for place in places)


def _same_line(one: Glyph, other: Glyph) -> bool:
    return min(one.top, other.top) > max(one.bottom, other.bottom)


def _overlap(one: Glyph, other: Glyph) -> int:
    return min(one.right, other.right) - max(one.left, other.left)
