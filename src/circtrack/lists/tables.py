"""Lists in columns: find the separator and the head, and read the rows below it."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from circtrack.errors import N_, InputError, Message
from circtrack.lists.heads import OFFICE_FIELDS, OWN_EXPORT, field_of, is_plain_name, key_of, rank_of
from circtrack.lists.model import ListEntry, ReadList, Words
from circtrack.lists.sayings import clean, is_total, read_saying, without_bullet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

SEPARATORS: Final = (",", ";", "\t", "|")
_NAMED: Final = {",": N_("commas"), ";": N_("semicolons"), "\t": N_("tabs"), "|": N_("bars")}
_SEP_LINE: Final = re.compile(r"sep=(?P<sep>.)\n?", re.IGNORECASE)
_HEAD_WITHIN: Final = 15
"""In how many rows a head is looked for: titles may stand above it."""
_LONGEST_HEAD: Final = 60
_SEVERAL: Final = re.compile("[,;、]|และ")

Row = tuple[int, list[str]]


class ListHead(NamedTuple):
    """The head of a table: its place among the rows, and the field of each column ("" for none)."""

    place: int
    fields: tuple[str, ...]
    cells: tuple[str, ...]


def split_rows(text: str, has_head: Callable[[Sequence[Row]], bool] | None = None) -> tuple[list[Row], str]:
    """Split a text with a head into rows by its separator; return no rows if there is no head.

    ``has_head`` says whether rows have one; by default it is that of a list of offices.

    Raises:
        InputError: the text is not valid CSV.
    """
    given = _SEP_LINE.match(text)
    for separator in (given["sep"],) if given else SEPARATORS:
        if given or _has_head(text, separator, has_head or _is_headed):
            rows = list(read_rows(text, separator, skip=1 if given else 0))
            return rows, separator
    return [], ""


def name_separator(separator: str) -> str:
    """Return a message with a separator's name."""
    return _NAMED.get(separator, separator)


def _is_headed(rows: Sequence[Row]) -> bool:
    return find_head(rows) is not None


def _has_head(text: str, separator: str, has_head: Callable[[Sequence[Row]], bool]) -> bool:
    rows: list[Row] = []
    try:
        for row in read_rows(text, separator, strict=False):
            rows.append(row)
            if len(rows) >= _HEAD_WITHIN:
                break
    except InputError:
        pass  # what was read until then may have a head; the whole is read again, and says what is wrong
    return has_head(rows)


def read_rows(text: str, separator: str, *, skip: int = 0, strict: bool = True) -> Iterator[Row]:
    """Yield the rows of a delimited text, each with the number of its first line.

    Raises:
        InputError: the text is not valid CSV.
    """
    if skip:
        text = text.partition("\n")[2]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict)
    number = 1 + skip
    try:
        for cells in reader:
            yield number, cells
            number = reader.line_num + 1 + skip
    except csv.Error as error:
        raise InputError("line {line} is no CSV: {reason}.", line=number, reason=error) from error


def find_head(rows: Sequence[Row]) -> ListHead | None:
    """Find the row that names the columns, below any titles."""
    seen = 0
    for place, (_, cells) in enumerate(rows):
        if not any(cell.strip() for cell in cells):
            continue
        seen += 1
        fields = tuple(field_of(cell) for cell in cells)
        if OFFICE_FIELDS & set(fields) and all(len(cell) <= _LONGEST_HEAD for cell in cells):
            return ListHead(place, fields, tuple(cells))
        if seen >= _HEAD_WITHIN:
            break
    return None


def read_table(rows: Sequence[Row], head: ListHead) -> ReadList:
    """Read the rows below a head.

    Raises:
        InputError: two columns are the same field.
    """
    fields, unused = _choose_columns(head)
    table, keys = _ListColumns(fields, head), [key_of(cell) for cell in head.cells]
    words = [Words(number, _join(cells)) for number, cells in rows[: head.place] if any(map(str.strip, cells))]
    entries: list[ListEntry] = []
    for number, cells in rows[head.place + 1 :]:
        if not any(cell.strip() for cell in cells) or _is_rule(cells):
            continue
        if len(cells) == len(keys) and all(key_of(cell) == key for cell, key in zip(cells, keys, strict=True)):
            continue  # printed again at the head of each page
        if _is_total_row(cells):
            words.append(Words(number, _join(cells)))
            continue
        entries += table.entries_of(number, cells)
    unused += _list_unnamed(rows[head.place + 1 :], head)
    notes = (Message("columns that say nothing here: {columns}", columns=", ".join(unused)),) if unused else ()
    named = tuple(dict.fromkeys(filter(None, fields)))
    return ReadList(tuple(entries), tuple(words), notes, named, set(named) >= OWN_EXPORT)


class _ListColumns:
    """The columns of a table, by which its rows are read."""

    def __init__(self, fields: Sequence[str], head: ListHead) -> None:
        self.fields = fields
        # A table of a system with a column for what was done leaves that empty for who has not done it.
        self.telling = [
            place
            for place, field in enumerate(fields)
            if field in {"on", "progress", "state"} and not is_plain_name(head.cells[place])
        ]
        self.says = [place for place, field in enumerate(fields) if field in {"on", "progress", "state"}]

    def entries_of(self, number: int, cells: list[str]) -> Iterator[ListEntry]:
        """Yield the entries of a row: one, unless its cell names several offices."""
        found: dict[str, str] = {}
        for field, cell in zip(self.fields, cells, strict=False):
            value = cell.strip(" \ufeff\u00a0\t")
            if field and value:
                found[field] = f"{found[field]}; {value}" if field in found else value
        beyond = [cell for cell in cells[len(self.fields) :] if cell.strip()]
        if beyond:
            found["beyond"] = ", ".join(beyond)
        code = found.pop("code", "").lstrip("'").removesuffix(".0")
        office = clean(without_bullet(clean(found.pop("office", "")))) if "office" in found else ""
        blank = self.telling and not any(place < len(cells) and cells[place].strip() for place in self.says)
        mark = "blank" if blank else ""
        text = _join(cells)
        if code:
            yield ListEntry(number, text, code, found | ({"office": office} if office else {}), mark)  # type: ignore[arg-type]  # a mark
            return
        for name in _names_in(office):
            yield ListEntry(number, text, name, found, mark)  # type: ignore[arg-type]  # a mark


def _list_unnamed(rows: Sequence[Row], head: ListHead) -> list[str]:
    """Return the letters of columns without a head that have something in them."""
    empty = [place for place, cell in enumerate(head.cells) if not cell.strip()]
    return [
        _letter_of(place) for place in empty if any(len(cells) > place and cells[place].strip() for _, cells in rows)
    ]


def _letter_of(place: int) -> str:
    """Return a column's letters, as spreadsheets have them."""
    before, last = divmod(place, 26)
    return (_letter_of(before - 1) if before else "") + chr(65 + last)


def _names_in(cell: str) -> tuple[str, ...]:
    """Return the names in a cell: it is taken as it stands, unless it plainly names several."""
    if not _SEVERAL.search(cell):
        return (cell,)
    names = read_saying(cell).names
    return names if len(names) > 1 else (cell,)


def _choose_columns(head: ListHead) -> tuple[list[str], list[str]]:
    """Return the field of each column ("" for none), and the heads without use.

    Raises:
        InputError: two columns are the same field.
    """
    fields = [each if each != "-" else "" for each in head.fields]
    for field in set(filter(None, fields)) - {"note"}:  # remarks may stand in several columns
        places = [place for place, each in enumerate(fields) if each == field]
        ranks = {place: rank_of(head.cells[place]) for place in places}
        best = min(ranks.values())
        chosen = [place for place in places if ranks[place] == best]
        if len(chosen) > 1 or (len(places) > 1 and field not in {"on", "state", "office"}):
            raise InputError(
                "Two columns say the same: {columns}.",
                hint=N_("Leave one of them out."),
                columns=", ".join(clean(head.cells[place]) for place in places),
            )
        for place in places:
            if place != chosen[0]:
                fields[place] = ""
    unused = [clean(cell) for cell, field in zip(head.cells, head.fields, strict=True) if not field and cell.strip()]
    return fields, unused


def read_without_head(rows: Iterable[Row]) -> Iterator[tuple[int, str]]:
    """Return rows without a head as lines: the cells of each, one behind the other."""
    for number, cells in rows:
        if line := " ".join(clean(cell) for cell in cells if cell.strip()):
            yield number, line


def _is_rule(cells: Sequence[str]) -> bool:
    """Whether a row only draws a line, as below the head of a table of Markdown."""
    return any("--" in cell for cell in cells) and not any(re.search(r"\w", cell) for cell in cells)


def _is_total_row(cells: Sequence[str]) -> bool:
    first = next((clean(cell) for cell in cells if cell.strip()), "")
    return is_total(first)


def _join(cells: Sequence[str]) -> str:
    return clean(", ".join(cell for cell in cells if cell.strip()))
