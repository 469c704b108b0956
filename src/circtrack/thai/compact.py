"""A text without its white space, for comparing words that a scan has broken anywhere.

Thai writes no spaces between words, so the ones that stand in a name carry no meaning, and recognised text
has them (and line ends) in the middle of words. What was written can always be cut out again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from circtrack.thai.digits import to_arabic
from circtrack.thai.script import repair_with_offsets

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Compact:
    """``text`` is repaired, has Arabic digits and no white space; ``original`` is as written.

    ``starts`` and ``ends`` bound what each character of ``text`` was in ``original`` (half-open).
    """

    text: str
    original: str
    starts: Sequence[int]
    ends: Sequence[int]

    def written(self, start: int, end: int) -> str:
        """What was written where ``text[start:end]`` stands, its line ends as single spaces."""
        if start >= end:
            return ""
        return " ".join(self.original[self.starts[start] : self.ends[end - 1]].split())

    def parted(self, index: int) -> bool:
        """Whether white space stands before ``text[index]``, or the text begins or ends there."""
        if index <= 0 or index >= len(self.text):
            return True
        return any(letter.isspace() for letter in self.original[self.ends[index - 1] : self.starts[index]])


def make_compact(text: str) -> Compact:
    """Repair ``text`` and take its white space out."""
    source = repair_with_offsets(text)
    kept = [place for place, letter in enumerate(source.text) if not letter.isspace()]
    origins = [source.origin(place, place + 1) for place in kept]
    letters = to_arabic("".join(source.text[place] for place in kept))
    return Compact(letters, text, [start for start, _ in origins], [end for _, end in origins])


def squeeze(text: str) -> str:
    """The compact text alone."""
    return to_arabic("".join(repair_with_offsets(text).text.split()))
