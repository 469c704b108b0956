"""What is wrong with a line of a list, for messages."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from circtrack.errors import Message

if TYPE_CHECKING:
    from circtrack.errors import CirctrackError


def make_line_error(number: int, error: CirctrackError) -> Message:
    """Format the error of a line with any candidates."""
    text = Message("line {number}: {text}", number=number, text=error.message)
    if not error.details:
        return text
    first, *others = error.details
    text = Message("{text} {candidate}", text=text, candidate=first)
    return reduce(lambda one, other: Message("{one}; {other}", one=one, other=other), others, text)
