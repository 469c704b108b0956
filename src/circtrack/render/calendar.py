"""Deadlines as all-day events of a calendar file (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from circtrack import __version__
from circtrack.clock import THAI_TIME
from circtrack.errors import N_
from circtrack.render.cells import printable
from circtrack.render.digests import one_line
from circtrack.render.extras import from_extra
from circtrack.thai.office_names import shorten_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from icalendar import Alarm, Event


def calendar(deadlines: Sequence[Mapping[str, Any]], today: date, own: Path | None = None) -> bytes:
    """Return the calendar file of these deadlines. A deadline that moves keeps its UID, so calendars move its day.

    Args:
        deadlines: Each with ``key``, ``title``, ``system``, ``number``, ``subject``, ``due_on``, ``offices``,
            ``sequence`` and ``settled``.
        today: The day of the report.
        own: The folder of the office's own templates.

    Raises:
        InputError: the extra ``ics`` is not installed.
    """
    with from_extra("ics", N_("Calendar files need the package icalendar.")):
        from icalendar import Calendar
    file = Calendar()
    file.add("prodid", f"-//circtrack//{__version__}//TH")
    file.add("version", "2.0")
    for deadline in deadlines:
        file.add_component(_event(deadline, today, own))
    return bytes(file.to_ical())


def _event(deadline: Mapping[str, Any], today: date, own: Path | None) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{deadline['key']}@circtrack")
    event.add("dtstamp", datetime.combine(today, time(), THAI_TIME).astimezone(UTC))
    event.add("dtstart", deadline["due_on"])
    event.add("dtend", deadline["due_on"] + timedelta(days=1))
    event.add("summary", one_line("calendar", deadline, own))
    lines = [deadline["subject"], deadline["system"], ", ".join(map(shorten_name, deadline["offices"]))]
    event.add("description", "\n".join(printable(" ".join(line.split())) for line in lines if line))
    # A deadline must not mark people as busy.
    event.add("transp", "TRANSPARENT")
    # A calendar that has it already takes what is newer.
    event.add("sequence", deadline["sequence"])
    event.add("status", "CANCELLED" if deadline["settled"] else "CONFIRMED")
    if not deadline["settled"]:
        event.add_component(_alarm(str(event["summary"])))
    return event


def _alarm(text: str) -> Alarm:
    """Return the alarm at nine o'clock on the day before."""
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", timedelta(hours=-15))
    return alarm
