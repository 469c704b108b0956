"""Say on standard error of what it is not yet said who must act, where a report's form has no place for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.render.messages import warn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circtrack.errors import Message
    from circtrack.render.output import Output


def tell_unassigned(unassigned: Iterable[Message], output: Output | None = None) -> None:
    """Write a note for each, unless the output is a table or a page, which have them at their foot."""
    if output is None or output.chosen_format() not in {"table", "html"}:
        for each in unassigned:
            warn(each)
