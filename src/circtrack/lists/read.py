"""Read a list, whatever it is: a chat message, a table, a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_, FileError, Message
from circtrack.lists.chats import is_chat_export, read_lines
from circtrack.lists.decode import decode_list
from circtrack.lists.model import ReadList
from circtrack.lists.tables import find_head, name_separator, read_table, read_without_head, split_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circtrack.lists.tables import Row

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def read_list(data: bytes, name: str, *, encoding: str = "", sheet: str = "") -> ReadList:
    """Read a list.

    Args:
        data: The bytes of a text or of a workbook (``.xlsx``).
        name: The file's name in messages; ``-`` for standard input.
        encoding: ``utf-8`` or ``cp874`` if the clerk says so; "" to find it out.
        sheet: The name of the workbook's sheet; "" for the first.

    Raises:
        FileError: the bytes are empty, too many, or no list.
        InputError: the text is not valid CSV, two columns are the same field, or there is no such sheet.
    """
    if is_workbook(data):
        from circtrack.lists.workbook import read_sheet

        rows, notes = read_sheet(data, name, sheet)
        return _read_cells(rows, name, notes)
    if sheet:
        raise FileError("{file} is no workbook, so it has no sheet {sheet}.", file=name, sheet=sheet)
    reject_other_kinds(data, name)
    text, note = decode_list(data, name, encoding)
    notes = (note,) if note else ()
    if not is_chat_export(text):
        rows, separator = split_rows(text)
        if rows:
            if separator != ",":
                said = Message(name_separator(separator))
                notes += (Message("{file} was read with columns between {separator}.", file=name, separator=said),)
            return _read_cells(rows, name, notes)
    return _read_lines(enumerate(text.split("\n"), 1), notes)


def _read_cells(rows: list[Row], name: str, notes: tuple[Message, ...]) -> ReadList:
    if not any(cell.strip() for _, cells in rows for cell in cells):
        raise FileError("{file} is empty.", file=name)
    head = find_head(rows)
    if head is None:
        return _read_lines(read_without_head(rows), notes)
    found = read_table(rows, head)
    return found._replace(notes=(*notes, *found.notes))


def _read_lines(lines: Iterable[tuple[int, str]], notes: tuple[Message, ...]) -> ReadList:
    found = read_lines(lines)
    return ReadList(tuple(found.entries), tuple(found.words), notes)


def is_workbook(data: bytes) -> bool:
    """Whether bytes are a workbook (``.xlsx``), or a zip archive at least."""
    return data.startswith(_ZIP)


def reject_other_kinds(data: bytes, name: str) -> None:
    """Reject files that are plainly something else.

    Raises:
        FileError: it is an old workbook, a PDF or a picture.
    """
    if data.startswith(_OLD_OFFICE):
        raise FileError(
            "{file} is an old Excel file (.xls).", hint=N_("Save it as .xlsx or as CSV, and give that."), file=name
        )
    for start, kind in ((b"%PDF", N_("a PDF")), (b"\x89PNG", N_("a PNG image")), (b"\xff\xd8\xff", N_("a JPEG image"))):
        if data.startswith(start):
            raise FileError(
                "{file} is {kind}, not a list.",
                hint=N_("Give the list as text, as CSV or as a workbook (.xlsx)."),
                file=name,
                kind=Message(kind),
            )
