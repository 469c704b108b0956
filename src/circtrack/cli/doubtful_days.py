"""Deadlines that are a slip, most likely: asked about at a terminal, else said. ``check`` finds them afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_, Message
from circtrack.render import messages
from circtrack.render.streams import can_ask
from circtrack.thai.years import is_years_after

if TYPE_CHECKING:
    from datetime import date


def agree_to_deadline(due: date | None, number: str, written_on: date) -> bool:
    """Ask about a deadline years after its letter or before it; without a terminal, warn of it and go on.

    Args:
        due: The deadline that a clerk enters; None for none.
        number: The letter's number.
        written_on: The letter's date.

    Returns:
        Whether to record it. False is said.
    """
    doubt = _doubt(due, number, written_on) if due else None
    if doubt is None:
        return True
    if not can_ask():
        messages.warn(doubt)
        return True
    if messages.confirm(N_("{doubt} Record it all the same?"), doubt=messages.said(doubt)):
        return True
    messages.say(N_("Nothing was recorded."))
    return False


def _doubt(due: date, number: str, written_on: date) -> Message | None:
    values = {"due": due, "letter": number, "date": written_on}
    if due < written_on:
        return Message("the deadline {due} lies before {letter} of {date}; is it a slip?", **values)
    if is_years_after(due, written_on):
        return Message("the deadline {due} is more than two years after {letter} of {date}; is it a slip?", **values)
    return None
