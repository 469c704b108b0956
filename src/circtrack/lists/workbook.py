"""The first sheet of a workbook (``.xlsx``) as rows of text, without a library: a ZIP file of XML.

A workbook from outside may be made to harm: one that unpacks to more than a list needs, or whose XML declares
entities, is refused before it is read.
"""

from __future__ import annotations

import io
import re
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from circtrack.errors import N_, FileError, InputError, Message
from circtrack.lists.decode import MOST_LINES

if TYPE_CHECKING:
    from collections.abc import Callable

    from circtrack.lists.tables import Row

_MOST_UNPACKED: Final = 64_000_000
_MOST_PARTS: Final = 5_000
_MOST_CELLS: Final = 3_000_000

# Excel's own number formats that show a day; others are told by their letters.
_DAY_FORMATS: Final = frozenset({*range(14, 18), 22, *range(27, 37), *range(50, 59)})
_NOT_SHOWN: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a sheet's days have no zone
_COLUMN: Final = re.compile(r"([A-Z]{1,3})(\d+)")


class _TooMuchError(ValueError):
    """A sheet has more rows or cells than a list."""

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most:,} rows or cells")


def read_sheet(data: bytes, name: str, sheet: str = "") -> tuple[list[Row], tuple[Message, ...]]:
    """Return the rows of a sheet, each with its number in the workbook, and notes.

    Raises:
        FileError: it is no workbook, is damaged, or unpacks to more than a list needs.
        InputError: there is no such sheet, or a cell has a formula whose value was not saved.
    """
    try:
        with ZipFile(io.BytesIO(data)) as book:
            _reject_bomb(book, name)
            return _Book(book, name).read(sheet)
    except (BadZipFile, expat.ExpatError, KeyError, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise FileError("{file} is no workbook that can be read: {reason}.", file=name, reason=error) from error


def _reject_bomb(book: ZipFile, name: str) -> None:
    parts = book.infolist()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise FileError(
            "{file} would unpack to more than a list of offices needs.",
            hint=N_("Save the sheet alone as CSV, and give that."),
            file=name,
        )


class _Book:
    def __init__(self, book: ZipFile, name: str) -> None:
        self.book, self.name = book, name
        self.parts = set(book.namelist())

    def read(self, wanted: str) -> tuple[list[Row], tuple[Message, ...]]:
        sheets, epoch = self._list_sheets()
        chosen = wanted or next(iter(sheets), "")
        if chosen not in sheets:
            raise InputError(
                "{file} has no sheet {sheet}.",
                hint=N_("There are: {sheets}"),
                file=self.name,
                sheet=wanted,
                sheets=", ".join(sheets),
            )
        strings, days = self._read_strings(), self._read_day_styles()
        sheet = _Sheet(strings, days, epoch)
        self._parse(sheets[chosen], sheet.start, sheet.end, sheet.text)
        if sheet.without_value:
            raise InputError(
                "{file}: the cell {cell} has a formula whose value was not saved.",
                hint=N_("Open it in Excel or LibreOffice and save it, or save it as CSV."),
                file=self.name,
                cell=sheet.without_value,
            )
        notes: tuple[Message, ...] = ()
        if len(sheets) > 1 and not wanted:
            notes = (
                Message(
                    "{file}: the sheet {sheet} was read; there are also: {others} (--sheet).",
                    file=self.name,
                    sheet=chosen,
                    others=", ".join(each for each in sheets if each != chosen),
                ),
            )
        return sheet.rows, notes

    def _parse(
        self, part: str, start: Callable[..., None], end: Callable[..., None], text: Callable[..., None]
    ) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = lambda tag, given: start(tag.rpartition(" ")[2], given)
        parser.EndElementHandler = lambda tag: end(tag.rpartition(" ")[2])
        parser.CharacterDataHandler = text

        def refuse(*_: object) -> None:
            raise FileError("{file} is no workbook that can be read: {reason}.", file=self.name, reason="DOCTYPE")

        parser.StartDoctypeDeclHandler = refuse
        with self.book.open(part) as stream:
            parser.ParseFile(stream)

    def _list_sheets(self) -> tuple[dict[str, str], datetime]:
        """Return the part of each sheet by its name, and the first day of the workbook's calendar."""
        targets: dict[str, str] = {}
        sheets: dict[str, str] = {}
        epoch = [_EPOCH]

        def relation(tag: str, given: dict[str, str]) -> None:
            if tag == "Relationship":
                target = given["Target"]
                targets[given["Id"]] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"

        def sheet(tag: str, given: dict[str, str]) -> None:
            if tag == "workbookPr" and given.get("date1904") in {"1", "true"}:
                epoch[0] = _EPOCH_1904
            if tag == "sheet":
                at = next(value for key, value in given.items() if key.endswith("relationships id") or key == "r:id")
                if "worksheets" in targets[at]:
                    sheets[given["name"]] = targets[at]

        self._parse("xl/_rels/workbook.xml.rels", relation, _nothing, _nothing)
        self._parse("xl/workbook.xml", sheet, _nothing, _nothing)
        return sheets, epoch[0]

    def _read_strings(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self.parts:
            return []
        strings: list[str] = []
        pieces: list[str] = []
        state = {"t": False, "rPh": False}

        def start(tag: str, _: object) -> None:
            if tag in state:
                state[tag] = True
            elif tag == "si":
                pieces.clear()

        def end(tag: str) -> None:
            if tag in state:
                state[tag] = False
            elif tag == "si":
                strings.append("".join(pieces))

        def text(data: str) -> None:
            if state["t"] and not state["rPh"]:
                pieces.append(data)

        self._parse("xl/sharedStrings.xml", start, end, text)
        return strings

    def _read_day_styles(self) -> set[int]:
        """Return the styles of cells that show a number as a day."""
        if "xl/styles.xml" not in self.parts:
            return set()
        own: dict[int, bool] = {}
        days: set[int] = set()
        place = [-1]  # before the formats of cells

        def start(tag: str, given: dict[str, str]) -> None:
            if tag == "numFmt":
                own[int(given["numFmtId"])] = _shows_day(given["formatCode"])
            elif tag == "cellXfs":
                place[0] = 0
            elif tag == "xf" and place[0] >= 0:
                form = int(given.get("numFmtId", 0))
                if own.get(form, form in _DAY_FORMATS):
                    days.add(place[0])
                place[0] += 1

        def end(tag: str) -> None:
            if tag == "cellXfs":
                place[0] = -1

        self._parse("xl/styles.xml", start, end, _nothing)
        return days


def _nothing(*_: object) -> None:
    """Nothing is to be done at this element."""


def _shows_day(form: str) -> bool:
    return bool(re.search("[yYdDbB]", _NOT_SHOWN.sub("", form)))


class _Sheet:
    """The cells of a sheet, as they are parsed."""

    def __init__(self, strings: list[str], days: set[int], epoch: datetime) -> None:
        self.strings, self.days, self.epoch = strings, days, epoch
        self.rows: list[Row] = []
        self.without_value = ""
        self._cells: dict[int, str] = {}
        self._number = 0
        self._kind = self._place = self._style = ""
        self._pieces: list[str] = []
        self._taking = self._formula = False
        self._count = 0

    def start(self, tag: str, given: dict[str, Any]) -> None:
        """Begin an element."""
        if tag == "c":
            self._kind, self._place, self._style = given.get("t", "n"), given.get("r", ""), given.get("s", "0")
            self._pieces.clear()
            self._formula = False
        elif tag in ("v", "t"):
            self._taking = True
        elif tag == "f":
            self._formula = True
        elif tag == "row":
            self._number = int(given.get("r", self._number + 1))
            self._cells = {}

    def end(self, tag: str) -> None:
        """End an element."""
        if tag in ("v", "t"):
            self._taking = False
        elif tag == "c":
            self._take_cell()
        elif tag == "row" and self._cells:
            self.rows.append((self._number, [self._cells.get(at, "") for at in range(max(self._cells) + 1)]))
            if len(self.rows) > MOST_LINES:
                raise _TooMuchError(MOST_LINES)

    def text(self, data: str) -> None:
        """Take text."""
        if self._taking:
            self._pieces.append(data)

    def _take_cell(self) -> None:
        raw = "".join(self._pieces)
        if self._formula and not raw:
            self.without_value = self.without_value or self._place
        at = _find_column(self._place) if self._place else len(self._cells)
        if raw and (value := self._value(raw)):
            self._cells[at] = value
        self._count += 1
        if self._count > _MOST_CELLS:
            raise _TooMuchError(_MOST_CELLS)

    def _value(self, raw: str) -> str:
        if self._kind == "s":
            return self.strings[int(raw)]
        if self._kind == "b":
            return "yes" if raw == "1" else "no"
        if self._kind == "d":
            return raw.removesuffix("T00:00:00")
        if self._kind != "n":
            return raw
        number = float(raw)
        if int(self._style) in self.days and 1 <= number < 2_958_466:
            return self._day(number)
        return str(int(number)) if number.is_integer() else raw

    def _day(self, serial: float) -> str:
        moment = self.epoch + timedelta(seconds=round(serial * 86_400))
        return moment.date().isoformat() if moment.time() == time.min else moment.isoformat(" ", "minutes")


def _find_column(place: str) -> int:
    match = _COLUMN.fullmatch(place)
    if match is None:
        raise ValueError(place)
    at = 0
    for letter in match[1]:
        at = at * 26 + ord(letter) - 64
    return at - 1
