"""A report: rows and their columns. ``reports`` makes it, ``render`` writes it.

Every listing loads this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from circtrack.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from circtrack.errors import Message
    from circtrack.figures import Bars

ColumnKind = Literal["text", "office", "number", "code", "day", "count", "percent", "flag", "word"]


class Column(Record):
    """One column.

    Attributes:
        name: The stable English snake_case name in CSV and JSON.
        title: The English header for people, a key of the message catalogue; or a message, where it has values.
        kind: How its values are written: ``text`` unchanged, ``office`` an office's name (short in tables),
            ``number`` a letter's number, ``code`` a key that may look like a number, ``day`` a date (or ISO text),
            ``count`` a whole number, ``percent`` a whole number from 0 to 100 (with a bar in tables), ``flag`` yes or
            no, ``word`` one of our own words (a state, a kind), which tables and ``--thai`` translate.
    """

    name: str
    title: str | Message
    kind: ColumnKind = "text"


NO_QUIET: Mapping[str, tuple[object, ...]] = {}
"""No value is left blank."""


class Report(Record):
    """Rows under their columns, in the report's order.

    Attributes:
        columns: The columns.
        rows: Sequences as long as ``columns``; None or "" is an unknown value. An iterator streams to the output.
        table_columns: The columns that a table shows if the user chooses none; empty for all.
        said_once: The columns whose value a table shows once above the rows if all rows share it.
        title: The title above a table or page.
        foot: Lines for people below a table or page, never in CSV or JSON; complete once all rows are read.
        live: Whether rows arrive slowly (from a filter), so that each is written at once.
        facts: What stands below the title, in a page only: titles and texts.
        figures: Figures above the rows, in a page only.
        landscape: Whether a page is printed in landscape.
        page_columns: The columns of a page that is a form: all of them, with lines, even where nothing stands in them.
        left_out_first: The columns that a table leaves out on a narrow terminal, in this order, if the user chose none.
        quiet: By column, the values that a table or a page leaves blank, if the user chose no columns.
        empty: What a table says where there are no rows.
    """

    columns: tuple[Column, ...]
    rows: Iterable[Sequence[object]]
    table_columns: tuple[str, ...] = ()
    said_once: tuple[str, ...] = ()
    title: str | Message = ""
    foot: Sequence[str | Message] = ()
    live: bool = False
    facts: Sequence[tuple[str, str | Message]] = ()
    figures: Sequence[Bars] = ()
    landscape: bool = False
    left_out_first: tuple[str, ...] = ()
    page_columns: tuple[str, ...] = ()
    quiet: Mapping[str, tuple[object, ...]] = NO_QUIET
    empty: str | Message = ""
