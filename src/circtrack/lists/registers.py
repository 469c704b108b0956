"""Registers as offices keep them in Excel: the regulation's columns, a row for each number.

A day of registering may stand in a column of its own, in the titles, or in a row between the entries; it holds for the
rows below until the next. A cell with a ditto mark means what stands above it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from circtrack.errors import N_, FileError, InputError, Message
from circtrack.lists.decode import decode_list
from circtrack.lists.heads import key_of
from circtrack.lists.model import ListEntry
from circtrack.lists.read import is_workbook, reject_other_kinds
from circtrack.lists.sayings import clean, find_day, is_total
from circtrack.lists.tables import name_separator, split_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from circtrack.lists.tables import Row

_NAMES: Final = {
    "number": (
        "number receiveno sendno เลขทะเบียนรับ เลขทะเบียนส่ง เลขทะเบียน เลขรับ เลขส่ง เลขที่รับ เลขที่ส่ง ทะเบียนรับ ทะเบียนส่ง"
        " เลขรับที่ เลขส่งที่ เลขทะเบียนรับที่ เลขทะเบียนส่งที่ ทะเบียนรับเลขที่ ทะเบียนส่งเลขที่ เลขที่ทะเบียนรับ เลขที่ทะเบียนส่ง"
    ),
    "letter_number": "letter_number letterno ที่ เลขที่หนังสือ ที่หนังสือ หนังสือที่ เลขหนังสือ เลขที่",
    "letter_date": "letter_date dated ลงวันที่ วันที่หนังสือ วันที่ของหนังสือ หนังสือลงวันที่",
    "sender": "sender fromwhom จาก ผู้ส่ง จากหน่วยงาน หน่วยงานที่ส่ง",
    "recipient": "recipient towhom ถึง ผู้รับ ส่งถึง ถึงหน่วยงาน",
    "subject": "subject เรื่อง ชื่อเรื่อง",
    "action": "action actiontaken การปฏิบัติ การดำเนินการ",
    "remark": "remark remarks หมายเหตุ",
    "on": (
        "on registered_on registeredon วันที่รับ วันรับ วันที่ลงรับ ลงรับวันที่ วันเดือนปีที่รับ วันที่ส่ง วันส่ง วันเดือนปีที่ส่ง"
        " วันที่ลงทะเบียน ลงทะเบียนวันที่ ลงทะเบียนเมื่อ"
    ),
    "status": "status สถานะ สถานะเลข",
    "secrecy": "secrecy ชั้นความลับ",
}
_FIELDS: Final = {name: field for field, names in _NAMES.items() for name in names.split()}
# What circtrack itself writes beside these, and what counts lines.
_IGNORED: Final = "due_on dueon กำหนด urgency ชั้นความเร็ว ลำดับ ลำดับที่ no line problem proposal บรรทัด ปัญหาที่พบ ข้อเสนอ"
_WITHOUT_USE: Final = frozenset(_IGNORED.split())
_DITTO: Final = frozenset({'"', "″", "〃", "”", "“", "''", "’’", '-"-', "-”-"})
_HEAD_WITHIN: Final = 15
_NEEDED: Final = frozenset({"number", "subject"})


class ListedRegister(NamedTuple):
    """What a register's list says: its rows (each named by its number), and what was found out about the file."""

    entries: tuple[ListEntry, ...]
    notes: tuple[Message, ...] = ()


def read_register(data: bytes, name: str, *, encoding: str = "", sheet: str = "") -> ListedRegister:
    """Read a register's list.

    Args:
        data: The bytes of a table as text, or of a workbook (``.xlsx``).
        name: The file's name in messages; ``-`` for standard input.
        encoding: ``utf-8`` or ``cp874`` if the clerk says so; "" to find it out.
        sheet: The name of the workbook's sheet; "" for the first.

    Raises:
        FileError: the bytes are empty, too many, or no table.
        InputError: no row names the columns, two columns are the same, or there is no such sheet.
    """
    rows, notes = _read_rows(data, name, encoding, sheet)
    head = _find_head(rows)
    if head is None:
        raise InputError(
            "{file} has no row that names the columns of a register: เลขทะเบียนรับ (or เลขทะเบียนส่ง) and เรื่อง at least.",
            hint=N_("`circtrack help registers` shows the columns."),
            file=name,
        )
    fields, unused = _choose_columns(rows[head][1])
    if unused:
        notes += (Message("columns that say nothing here: {columns}", columns=", ".join(unused)),)
    return ListedRegister(tuple(_read_entries(rows, head, fields)), notes)


def _read_rows(data: bytes, name: str, encoding: str, sheet: str) -> tuple[list[Row], tuple[Message, ...]]:
    if is_workbook(data):
        from circtrack.lists.workbook import read_sheet

        return read_sheet(data, name, sheet)
    if sheet:
        raise FileError("{file} is no workbook, so it has no sheet {sheet}.", file=name, sheet=sheet)
    reject_other_kinds(data, name)
    text, note = decode_list(data, name, encoding)
    notes: tuple[Message, ...] = (note,) if note else ()
    rows, separator = split_rows(text, lambda rows: _find_head(rows) is not None)
    if separator not in {"", ","}:
        said = Message(name_separator(separator))
        notes += (Message("{file} was read with columns between {separator}.", file=name, separator=said),)
    return rows, notes


def _find_head(rows: Sequence[Row]) -> int | None:
    """Return the place of the row that names the columns, below any titles."""
    for place, (_, cells) in enumerate(rows[: 2 * _HEAD_WITHIN]):
        if {_field_of(cell) for cell in cells} >= _NEEDED:
            return place
    return None


def _field_of(cell: str) -> str:
    return _FIELDS.get(re.sub("[()./]", "", key_of(cell)), "")


def _choose_columns(head: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the field of each column ("" for none), and the heads without use.

    Raises:
        InputError: two columns are the same field.
    """
    fields = [_field_of(cell) for cell in head]
    for field in filter(None, fields):
        if fields.count(field) > 1:
            same = [clean(cell) for cell, each in zip(head, fields, strict=True) if each == field]
            raise InputError(
                "Two columns say the same: {columns}.", hint=N_("Leave one of them out."), columns=", ".join(same)
            )
    named = zip(head, fields, strict=True)
    unused = [clean(cell) for cell, field in named if not field and cell.strip() and key_of(cell) not in _WITHOUT_USE]
    return fields, unused


def _read_entries(rows: Sequence[Row], head: int, fields: Sequence[str]) -> Iterator[ListEntry]:
    day = next((found for _, cells in reversed(rows[:head]) if (found := find_day(_join(cells)))), "")
    above: dict[str, str] = {}
    heads = [key_of(cell) for cell in rows[head][1]]
    for number, cells in rows[head + 1 :]:
        text = _join(cells)
        filled = [cell for cell in cells if cell.strip()]
        if not filled or [key_of(cell) for cell in cells] == heads or _is_count_of_columns(filled):
            continue
        if len(filled) == 1 and (found := find_day(text)):
            day = found
            continue
        if is_total(clean(filled[0])):
            continue
        row = _read_row(cells, fields, above)
        if set(row) == {"number"}:
            continue  # numbered ahead, and not used
        day = row.setdefault("on", day) or day
        above = row
        yield ListEntry(number, text, row.pop("number", ""), {name: value for name, value in row.items() if value})


def _read_row(cells: Sequence[str], fields: Sequence[str], above: dict[str, str]) -> dict[str, str]:
    row: dict[str, str] = {}
    for field, cell in zip(fields, cells, strict=False):
        value = clean(cell).lstrip("'").strip()
        if field and value:
            row[field] = above.get(field, "") if value in _DITTO else value
    beyond = [cell for cell in cells[len(fields) :] if cell.strip()]
    if beyond:
        row["beyond"] = ", ".join(beyond)
    if "number" in row:
        row["number"] = row["number"].removesuffix(".0")
    return row


def _is_count_of_columns(filled: Sequence[str]) -> bool:
    """Whether a row only counts the columns, (1) (2) (3), as printed forms do."""
    return len(filled) > 2 and [re.sub("[() ]", "", cell) for cell in filled] == [
        str(place) for place in range(1, len(filled) + 1)
    ]


def _join(cells: Sequence[str]) -> str:
    return clean(", ".join(cell for cell in cells if cell.strip()))
