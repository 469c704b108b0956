"""Days on the command line: as dates, as words (today, เมื่อวาน), or without their year, which is then said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_
from circtrack.render import messages

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from circtrack.cli.session import Session


def past_day(session: Session, text: str) -> date:
    """Return the day of what has happened; say it where it was not written in full.

    Raises:
        DateError: the text is not a date, or contradicts itself.
    """
    from circtrack.clock import parse_past_day

    return _parse(session, text, parse_past_day)


def coming_day(session: Session, text: str) -> date:
    """Return the day of what is to come; say it where it was not written in full.

    Raises:
        DateError: as ``past_day``.
    """
    from circtrack.clock import parse_coming_day

    return _parse(session, text, parse_coming_day)


def _parse(session: Session, text: str, parse: Callable[[str, date], date]) -> date:
    day = parse(text, session.today)
    if str(day.year) not in text and sum(letter.isdigit() for letter in text) < 3:
        messages.say(N_("{text}: {day}"), text=text, day=day)
    return day
