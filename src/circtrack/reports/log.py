"""What was recorded, by whom and when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from circtrack.clock import THAI_TIME
from circtrack.errors import N_
from circtrack.store.log import journal
from circtrack.table import Column, Report

if TYPE_CHECKING:
    import sqlite3

COLUMNS = (
    Column("at", N_("at"), "code"),
    Column("who", N_("who")),
    Column("command", N_("command"), "code"),
    Column("summary", N_("summary")),
    Column("entry", N_("entry"), "count"),
)

_TABLE = ("entry", "at", "who", "command", "summary")


def log_report(connection: sqlite3.Connection, *, last: int | None = None) -> Report:
    """The journal, oldest first, its times in Thai local time (``2023-03-20T09:15:00+07:00``)."""
    rows = journal(connection, last=last)
    cells = ((thai_time(row.at), row.who, row.command, row.summary, row.entry) for row in rows)
    return Report(COLUMNS, cells, _TABLE)


def thai_time(at: str) -> str:
    """A moment of the journal (UTC) in Thai local time, ISO 8601."""
    return datetime.fromisoformat(at).astimezone(THAI_TIME).isoformat()
