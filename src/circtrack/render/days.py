"""Days for people: as Thai papers write them in a session in Thai, else ISO."""

from __future__ import annotations

from datetime import date, datetime

from circtrack.i18n import language

_iso_asked = False


def choose_days(*, iso: bool) -> None:
    """Choose ISO days for what people read, whatever the settings say of them."""
    global _iso_asked  # noqa: PLW0603 - a process writes for one reader
    _iso_asked = iso


def days_are_thai() -> bool:
    """Whether people read days as Thai papers write them: in Thai, unless the options or the settings say ISO."""
    if language() != "th" or _iso_asked:
        return False
    from circtrack.config import settings
    from circtrack.errors import FileError

    try:
        return settings().dates == "thai"
    except FileError:  # a message may be of another matter than the file, which is told when it is used
        return True


def day_text(day: date | str | None) -> str:
    """Return a day for people: ``๒๔ มี.ค. ๖๖`` where days are Thai, else ISO; other text as it is."""
    text = day if isinstance(day, str) else day.isoformat() if day else ""
    return thai_day_text(text) if is_iso(text) and days_are_thai() else text


def thai_day_text(text: str) -> str:
    """Return an ISO day as ``๒๔ มี.ค. ๖๖``; what is no day as it is."""
    from circtrack.thai.dates import format_thai

    try:
        return format_thai(date.fromisoformat(text), style="short")
    except ValueError:
        return text


def moment_text(at: str) -> str:
    """Return a time of the journal (ISO, with its zone) for people: ``๒๐ มี.ค. ๖๖ ๐๙.๑๕ น.`` where days are Thai."""
    if not days_are_thai():
        return at
    from circtrack.thai.digits import to_thai

    return f"{day_text(at[:10])} {to_thai(datetime.fromisoformat(at).strftime('%H.%M'))} น."


def is_iso(value: object) -> bool:
    """Whether a value is a text in the form of an ISO day."""
    return isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-"
