"""What a list says: its entries, and what else stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from circtrack.errors import Message

Mark = Literal["", "done", "incomplete", "blocked", "postponed", "not_done", "asks", "blank"]
"""What the words around a name say of it; "" if nothing, ``blank`` if a table leaves its columns for it empty."""


class ListEntry(NamedTuple):
    """One office of a list.

    Attributes:
        line: The line of the file, or the row of the sheet.
        text: The whole line, as written, in one line.
        name: A code or a name of the office as written; "" if the row names none.
        fields: The other columns of the row that have a value (``heads``): ``on``, ``note``, ``letter``, ...
        mark: What the words around the name say.
    """

    line: int
    text: str
    name: str
    fields: Mapping[str, str]
    mark: Mark = ""


class Words(NamedTuple):
    """A line that names no office: a greeting, a heading, a total."""

    line: int
    text: str


class ReadList(NamedTuple):
    """All that a list says.

    Attributes:
        entries: The entries, by line.
        words: The lines that name no office.
        notes: What was found out about the file (encoding, separator, sheet, columns without use), to be said.
        columns: The fields that the head of a table names; empty for a list without a head.
        is_own_export: Whether it is a listing that circtrack wrote.
    """

    entries: tuple[ListEntry, ...]
    words: tuple[Words, ...] = ()
    notes: tuple[Message, ...] = ()
    columns: tuple[str, ...] = ()
    is_own_export: bool = False
