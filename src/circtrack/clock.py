"""Today's date in Thailand. ``--today`` and ``CIRCTRACK_TODAY`` replace it, so that every report can be repeated."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta, timezone

from circtrack.errors import DateError

# Thailand has had one offset and no summer time since 1920. A fixed zone needs no zone files, which Windows lacks.
THAI_TIME = timezone(timedelta(hours=7), "ICT")

TODAY_VARIABLE = "CIRCTRACK_TODAY"


def today(given: str | None = None) -> date:
    """Return the day to report for: ``given``, else ``CIRCTRACK_TODAY``, else the calendar day in Thai time.

    Args:
        given: A date in any form that ``circtrack date`` reads, or None.

    Raises:
        DateError: ``given`` or the variable is not a date.
    """
    text = given or os.environ.get(TODAY_VARIABLE)
    return parse_day(text) if text else datetime.now(THAI_TIME).date()


def parse_day(text: str) -> date:
    """Parse one date as people write it. ISO dates, which scripts use, are parsed without loading the Thai reader.

    Raises:
        DateError: the text is not a date, or contradicts itself.
    """
    if len(text) == 10 and text.isascii() and text[4] == text[7] == "-" and "1941" < text < "2101":
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass  # the reader below raises the error that says why
    from circtrack.thai.dates import parse_date

    return parse_date(text)


_WORDS = {
    "today": 0, "วันนี้": 0, "yesterday": -1, "เมื่อวาน": -1, "เมื่อวานนี้": -1, "วานนี้": -1, "tomorrow": 1, "พรุ่งนี้": 1,
}  # fmt: skip


def parse_past_day(text: str, today: date) -> date:
    """Parse the day of something that has happened: as ``parse_day``, and also a word, or a day without its year.

    Without a year it is the last such day, today at the latest.

    Raises:
        DateError: as ``parse_day``.
    """
    return _parse_near_day(text, today, past=True)


def parse_coming_day(text: str, today: date) -> date:
    """Parse the day of something to come: as ``parse_past_day``; without a year it is the next such day.

    Raises:
        DateError: as ``parse_day``.
    """
    return _parse_near_day(text, today, past=False)


def _parse_near_day(text: str, today: date, *, past: bool) -> date:
    if (days := _WORDS.get(text.strip().lower())) is not None:
        return today + timedelta(days=days)
    try:
        return parse_day(text)
    except DateError as error:
        if error.reason != "incomplete":
            raise
        from circtrack.thai.dates import parse_date

        years = range(today.year, today.year - 9, -1) if past else range(today.year, today.year + 9)
        for year in years:  # of nine years, one at least has a 29 February
            try:
                day = parse_date(text, written_on=date(year, 1, 1))
            except DateError:
                continue
            if day.year == year and (day <= today if past else day >= today):
                return day
        raise


def now_utc() -> str:
    """Return the current time in UTC, to the second, as the journal stores it: ``2023-03-20T02:15:00Z``."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment() -> str:
    """Return the current Thai time for a file's name: ``20230320-091500``."""
    return datetime.now(THAI_TIME).strftime("%Y%m%d-%H%M%S")
