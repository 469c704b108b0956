"""The journal: what was recorded, by whom and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from circtrack.clock import THAI_TIME
from circtrack.errors import N_, Message
from circtrack.store.log import list_journal
from circtrack.table import Column, Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from circtrack.database.engine import Connection
    from circtrack.store.log import JournalRow, LogFilter

COLUMNS = (
    Column("at", N_("at"), "code"),
    Column("who", N_("who")),
    Column("command", N_("command"), "code"),
    Column("summary", N_("summary")),
    Column("entry", N_("entry"), "count"),
)

_TABLE = ("entry", "at", "who", "command", "summary")


def build_log_report(
    connection: Connection,
    wanted: LogFilter,
    *,
    since: date | None = None,
    until: date | None = None,
    say: Callable[[Message], str] = str,
) -> Report:
    """List the journal, oldest entry first, with Thai local times (``2023-03-20T09:15:00+07:00``).

    Args:
        connection: An open database.
        wanted: Which entries. Those on classified letters come without their summary unless it includes them.
        since: Only entries recorded on this day (Thai time) or later.
        until: Only entries recorded on this day or earlier.
        say: Returns a sentence in the reader's language, whoever recorded it in which.
    """
    foot: list[Message] = []
    bounded = wanted._replace(since=_utc(since), until=_utc(until + timedelta(days=1)) if until else "")
    return Report(
        COLUMNS,
        _rows(list_journal(connection, bounded), foot, say),
        _TABLE,
        foot=foot,
        left_out_first=("who", "command"),
    )


def _utc(day: date | None) -> str:
    """Return the UTC time at which a day begins in Thailand, in the journal's format; "" for None."""
    if day is None:
        return ""
    return datetime(day.year, day.month, day.day, tzinfo=THAI_TIME).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _rows(
    found: Iterable[JournalRow], foot: list[Message], say: Callable[[Message], str]
) -> Iterator[tuple[object, ...]]:
    classified = 0
    for row in found:
        classified += row.classified
        yield (thai_time(row.at), row.who, row.command, say(row.message) if row.message else row.summary, row.entry)
    if classified:
        foot.append(
            Message(
                "Entries on letters marked ลับ or higher, without their summary: {count}. --include-secret shows it.",
                count=f"{classified:,}",
            )
        )


def thai_time(at: str) -> str:
    """Convert a time of the journal (UTC) to Thai local time, ISO 8601."""
    return datetime.fromisoformat(at).astimezone(THAI_TIME).isoformat()
