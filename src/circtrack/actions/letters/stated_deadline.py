"""Read a deadline as a clerk enters it for a letter's task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.thai.phrases import explain_open, read_phrase

if TYPE_CHECKING:
    from datetime import date


def read_deadline(text: str, written_on: date) -> tuple[date | None, str]:
    """Return the last day (None if it recurs or counts from an event) and the rule by which it was read.

    Raises:
        DateError: the text is not a date or deadline, or does not say how to find the day.
    """
    found = read_phrase(text, written_on=written_on)
    reason = explain_open(found, text)
    if reason and found.kind not in {"relative", "recurring"}:
        raise reason
    return found.last, found.rule or "on"
