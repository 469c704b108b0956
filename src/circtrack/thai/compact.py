"""Text without white space, for comparing words that a scan has broken anywhere.

Thai writes no spaces between words, so spaces inside a name carry no meaning, and OCR puts spaces and line ends in
the middle of words. The original words can always be recovered.
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
    """``text`` is repaired, with Arabic digits and no white space; ``original`` is the text as written.

    ``starts`` and ``ends`` give the span in ``original`` of each character of ``text`` (half-open).
    """

    text: str
    original: str
    starts: Sequence[int]
    ends: Sequence[int]

    def written(self, start: int, end: int) -> str:
        """Return the original words of ``text[start:end]``, with line ends as single spaces."""
        if start >= end:
            return ""
        return " ".join(self.original[self.starts[start] : self.ends[end - 1]].split())

    def parted(self, index: int) -> bool:
        """Whether white space stands before ``text[index]``, or the text begins or ends there."""
        if index <= 0 or index >= len(self.text):
            return True
        between = self.original[self.ends[index - 1] : self.starts[index]]
        return any(map(str.isspace, between))


def make_compact(text: str) -> Compact:
    """Repair ``text`` and remove its white space, keeping the offsets."""
    source = repair_with_offsets(text)
    kept = [place for place, letter in enumerate(source.text) if not letter.isspace()]
    letters = to_arabic("".join(source.text.split()))
    if not source.starts:  # no character moved
        return Compact(letters, text, kept, [place + 1 for place in kept])
    return Compact(letters, text, [source.starts[place] for place in kept], [source.ends[place] for place in kept])


def squeeze(text: str) -> str:
    """Return only the compact text, without offsets."""
    return to_arabic("".join(repair_with_offsets(text).text.split()))
