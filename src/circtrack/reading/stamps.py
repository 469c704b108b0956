"""Set what stamps say apart from a letter's own text: each line of a stamp in square brackets, below its page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_INDENT = " " * 10
_STAMP = r"\[ [^\[\]\n]+ \]"
_LINE = re.compile(rf"\n?^[ ]{{10}}{_STAMP}(?:  {_STAMP})*$\n?", re.MULTILINE)
_IN_BRACKETS = str.maketrans("[]", "()")


def write_stamps(lines: Sequence[str]) -> str:
    """Return the line that stands for the lines of a page's stamps."""
    return _INDENT + "  ".join(f"[ {line.translate(_IN_BRACKETS)} ]" for line in lines)


def take_stamps(text: str) -> tuple[str, list[str]]:
    """Return a text without the lines that stand for stamps, and the lines of these stamps."""
    stamps = [line.strip("[] ") for found in _LINE.findall(text) for line in re.findall(_STAMP, found)]
    return (_LINE.sub("", text), stamps) if stamps else (text, [])
