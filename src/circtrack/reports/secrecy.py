"""The note of a list on the classified letters that it leaves out."""

from __future__ import annotations

from circtrack.errors import N_, Message


def say_left_out(count: int) -> list[Message]:
    """Return the line that says how many classified letters a table leaves out; no line for 0."""
    if not count:
        return []
    message = (
        N_("1 letter marked ลับ or higher is left out; --include-secret shows it.")
        if count == 1
        else N_("{count} letters marked ลับ or higher are left out; --include-secret shows them.")
    )
    return [Message(message, count=f"{count:,}")]
