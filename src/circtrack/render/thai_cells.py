"""One value as Thai text for people: Thai numerals, Buddhist years, our own words in Thai."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from circtrack.errors import Message
from circtrack.render.cells import plain
from circtrack.render.messages import said
from circtrack.render.words import in_thai
from circtrack.thai.dates import format_thai
from circtrack.thai.digits import to_thai

if TYPE_CHECKING:
    from circtrack.render.cells import Write
    from circtrack.table import Column


def thai_writer(column: Column) -> Write:
    """Return the function that writes the column's values in Thai. Codes stay unchanged, as they are keys."""

    def day(value: object) -> str:
        if not value:
            return ""
        return format_thai(value if isinstance(value, date) else date.fromisoformat(str(value)))

    if column.kind == "day":
        return day
    if column.kind == "code":
        return plain
    if column.kind in {"word", "flag"}:
        return lambda value: in_thai(plain(value))
    return lambda value: to_thai(plain(said(value, thai=True, whole=True) if isinstance(value, Message) else value))
