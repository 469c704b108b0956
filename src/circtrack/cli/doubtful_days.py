"""Deadlines that are a slip, most likely: asked about at a terminal, else said. ``check`` finds them afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_, Message
from circtrack.render import messages
from circtrack.render.streams import can_ask
from circtrack.thai.years import is_years_after

if TYPE_CHECKING:
    from datetime import date


def doubt_deadline(due: date | None, number: str, written_on: date) -> Message:
    """Say what is doubtful in a deadline that a clerk enters for a letter of this day; nothing, if nothing is."""
    if due and due < written_on:
        text = N_("the deadline {due} lies before {letter} of {date}; is it a slip?")
    elif due and is_years_after(due, written_on):
        text = N_("the deadline {due} is more than two years after {letter} of {date}; is it a slip?")
    else:
        return Message("")
    return Message(text, due=due, letter=number, date=written_on)


def doubt_letter(number: str, written_on: date, today: date) -> Message:
    """Say that a letter is dated after today, where someone can be asked; a note says it elsewhere, once recorded."""
    if written_on <= today or not can_ask():
        return Message("")
    text = N_("{number} is dated {date}, which is after today, {today}.")
    return Message(text, number=number, date=written_on, today=today)


def doubt_event(day: date, number: str, written_on: date) -> Message:
    """Say what is doubtful in the day of an event from which a deadline of a letter counts; nothing, if nothing is."""
    if not is_years_after(day, written_on):
        return Message("")
    text = N_("{day} is more than two years after {letter} of {date}; is it a slip?")
    return Message(text, day=day, letter=number, date=written_on)


def agree(doubt: Message) -> bool:
    """Ask, before it is recorded, where there is someone to ask; a no is confirmed."""
    if (
        not doubt
        or not can_ask()
        or messages.confirm(N_("{doubt} Record it all the same?"), doubt=messages.said(doubt))
    ):
        return True
    messages.say(N_("Nothing was recorded."))
    return False


def tell(doubt: Message) -> None:
    """Say, after it was recorded, what nobody could be asked about."""
    if doubt and not can_ask():
        messages.warn(doubt)
