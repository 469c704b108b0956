"""Reads one text after the other for ``circtrack date`` and keeps count of those it refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from circtrack.errors import N_, DateError, FileError, InputError, Message, together
from circtrack.render import messages
from circtrack.render.streams import flush_stdout
from circtrack.thai.date_model import not_utf8
from circtrack.thai.dates import format_thai, parse_date
from circtrack.thai.expression_model import Expression
from circtrack.thai.expressions import find_expressions
from circtrack.thai.phrases import explain_open, read_phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from circtrack.thai.workdays import WorkingDays

_PLACES = {
    "argument": N_("error: argument {line}: {text}"),
    "line": N_("error: line {line}: {text}"),
}


class DateRow(NamedTuple):
    """One line of output: as plain text, and as the columns ``line, text, iso, iso_end, kind, rule, note``."""

    plain: str
    cells: tuple[object, ...]


@dataclass
class Reader:
    """What the options say, and whether anything was refused."""

    written_on: date | None
    event: date | None
    today: Callable[[], date]
    working_days: Callable[[], WorkingDays | None]
    place: Literal["argument", "line"]
    thai_style: Literal["full", "short"] | None = None
    thai_digits: bool = True
    refused: int = field(default=0, init=False)

    @property
    def status(self) -> int:
        """The exit status: 2 where anything was refused."""
        return 2 if self.refused else 0

    def rows(self, texts: Iterable[str]) -> Iterator[DateRow]:
        """One row a text, refused ones and empty lines too. An argument that is empty is no date, and refused."""
        for line, text in enumerate(texts, 1):
            if not text.strip() and self.place == "line":
                yield DateRow("", (line, text, None, None, "", "", ""))
                continue
            try:
                found = self._read(text)
            except DateError as error:
                self._refuse(line, error)
                yield DateRow("", (line, text, None, None, "", "", messages.said(error)))
                continue
            yield self._row(line, text, found)

    def from_text(self, texts: Iterable[str]) -> Iterator[DateRow]:
        """One row for each expression of time in running text."""
        for line, text in enumerate(texts, 1):
            for found in find_expressions(text, written_on=self.written_on, working_days=self._working_days):
                yield self._row(line, found.text, found, in_prose=True)

    def columns(self, rows: Iterator[list[str]], names: list[str], *, in_place: bool) -> Iterator[list[str]]:
        """CSV rows with the named columns converted: in place, or each in a new column beside it.

        A cell that cannot be read keeps its text in place, or leaves the new cell empty.

        Raises:
            FileError: the input is empty.
            InputError: a column is not in the header, or a row is longer than it.
        """
        header = next(rows, None)
        if header is None:
            raise FileError(N_("standard input is empty."), hint=N_("A CSV with a header is needed."))
        for name in names:
            if name not in header:
                raise InputError(
                    N_("no column {name}."), hint=N_("There are: {columns}"), name=name, columns=", ".join(header)
                )
        places = [place for place, title in enumerate(header) if title in names]
        yield header if in_place else _beside(header, [(place, f"{header[place]}_iso") for place in places])
        for line, row in enumerate(rows, 2):
            if not_utf8("".join(row)):
                raise FileError(
                    N_("line {line} is not UTF-8 text."),
                    hint=N_("If it comes from Thai Windows, say --encoding cp874."),
                    line=line,
                )
            values = [(place, self._cell(line, row[place])) for place in places if place < len(row)]
            if in_place:
                for place, value in values:
                    row[place] = value or row[place]
                yield row
            else:
                yield _beside(row, values)

    def _cell(self, line: int, text: str) -> str:
        if not text.strip():
            return ""
        try:
            return self._converted(text)
        except DateError as error:
            self._refuse(line, error)
            return ""

    @cached_property
    def _converted(self) -> Callable[[str], str]:
        """What a text becomes. A column has thousands of dates and few different ones; refusals are not kept."""

        @lru_cache(maxsize=10_000)
        def convert(text: str) -> str:
            found = self._read(text)
            if reason := explain_open(found, text):
                raise reason
            return self._plain(found)

        return convert

    def _read(self, text: str) -> Expression:
        if self.thai_style:
            day = parse_date(text, written_on=self.written_on)
            return Expression(0, len(text), "date", day, day)
        return read_phrase(text, written_on=self.written_on, event=self.event, working_days=self._working_days)

    def _row(self, line: int, text: str, found: Expression, *, in_prose: bool = False) -> DateRow:
        note = self._note(found)
        if reason := explain_open(found, text, self._next_days(found)):
            expected = found.kind in {"recurring", "open", "relative"} and not in_prose
            if expected or found.kind not in {"recurring", "open", "relative"}:
                self._refuse(line, reason)
            return DateRow("", (line, text, None, None, found.kind, found.rule, note or messages.said(reason)))
        first, last = found.first, found.last
        if first == last or (first is None and found.rule != "until"):
            first, last = last, None
        return DateRow(self._plain(found), (line, text, first, last, found.kind, found.rule, note))

    def _plain(self, found: Expression) -> str:
        if found.last is None:
            return f"{found.first}/.." if found.first else ""
        if self.thai_style:
            return format_thai(found.last, style=self.thai_style, thai_digits=self.thai_digits)
        if found.days:
            return ",".join(map(str, found.days))
        if found.rule == "until":
            return f"../{found.last}"
        return f"{found.first}/{found.last}" if found.first and found.first != found.last else str(found.last)

    def _note(self, found: Expression) -> str:
        if self.thai_style:
            return self._plain(found)
        notes = list(found.notes)
        if days := self._next_days(found):
            notes.append(Message("next: {days}", days=", ".join(map(str, days))))
        listed = ", ".join(map(str, found.days))
        return "; ".join(part for part in (messages.said(together(notes)), listed) if part)

    def _next_days(self, found: Expression) -> list[date]:
        """Return the next days of a recurring deadline, as a letter of this day would set them."""
        if found.kind != "recurring":
            return []
        from circtrack.recurrence import list_days

        return list_days(found.rule, self.written_on or self.today())

    def _refuse(self, line: int, error: DateError) -> None:
        self.refused += 1
        flush_stdout()  # what was written before stands before, also where both go to one file
        messages.say(_PLACES[self.place], line=line, text=messages.said(error))

    @cached_property
    def _known_working_days(self) -> WorkingDays | None:
        return self.working_days()

    def _working_days(self) -> WorkingDays | None:
        return self._known_working_days


def _beside(row: list[str], values: list[tuple[int, str]]) -> list[str]:
    """The row with each value in a new cell behind its place; places rise."""
    cells = list(row)
    for place, value in reversed(values):
        cells.insert(place + 1, value)
    return cells
