"""A text without its tone marks, for finding words in it that a scan or a PDF has robbed of theirs."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARKS = frozenset("่้๊๋์็")
_WITHOUT_MARKS = dict.fromkeys(map(ord, _MARKS))


def words(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """A pattern, written with its tone marks, for text without them."""
    return re.compile("".join(letter for letter in pattern if letter not in _MARKS), flags)


class Toneless:
    """``text`` is the original without tone marks; places in it lead back to the original."""

    def __init__(self, original: str) -> None:
        self.original = original
        self.text = original.translate(_WITHOUT_MARKS)

    @cached_property
    def _places(self) -> Sequence[int]:
        if len(self.text) == len(self.original):
            return range(len(self.text))
        return [place for place, letter in enumerate(self.original) if letter not in _MARKS]

    def written(self, start: int, end: int) -> str:
        """What stands in the original where ``text[start:end]`` stands."""
        return self.original[self.origin(start) : self.origin(end)]

    def origin(self, place: int) -> int:
        """Where in the original ``text[place]`` stands."""
        return self._places[place] if place < len(self._places) else len(self.original)

    def at(self, place: int) -> int:
        """Where in ``text`` that stands which stands at a place of the original."""
        return bisect_left(self._places, place)
