"""What a report is: rows under a column table. Reports make it, ``render`` writes it, nobody prints on the way.

Named tuples, because every listing loads them and a dataclass takes three times as long to be made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from circtrack.errors import Message
    from circtrack.figures import Bars

ColumnKind = Literal["text", "office", "number", "code", "day", "count", "percent", "flag", "word"]


class Column(NamedTuple):
    """One column.

    ``name`` is the stable English snake_case name of CSV and JSON; ``title`` the English header for people, a key
    of the message catalogues; ``kind`` how its values are written: ``text`` as they are, ``office`` an office's name
    (short in tables), ``number`` a letter's number, ``code`` a key that looks like a number, ``day`` a date (or ISO
    text), ``count`` a whole number, ``percent`` one from 0 to 100 (with a bar in tables), ``flag`` yes or no, ``word``
    one of our own words (a state, a kind), which tables and ``--thai`` translate.
    """

    name: str
    title: str
    kind: ColumnKind = "text"


class Report(NamedTuple):
    """Rows under their columns, in the report's order.

    ``rows`` may be an iterator (rows then stream to the output) of sequences as long as ``columns``; None or "" is
    an unknown value. ``table_columns`` names the columns that a table shows where nobody asked for others (empty: all
    of them); ``said_once`` those that a table says once above itself where every row has the same; ``foot`` is lines
    for people below a table, never in CSV or JSON; ``live`` tells that the rows
    come slowly (a filter's), so that each is written at once; ``left_out_first`` names the columns that a table on a
    narrow terminal does without, in that order, where nobody asked for them. ``figures`` and ``landscape`` are for a
    page alone: what is drawn above the rows, and whether its sheets lie on their side.
    """

    columns: tuple[Column, ...]
    rows: Iterable[Sequence[object]]
    table_columns: tuple[str, ...] = ()
    said_once: tuple[str, ...] = ()
    title: str | Message = ""
    foot: Sequence[str | Message] = ()
    live: bool = False
    figures: Sequence[Bars] = ()
    landscape: bool = False
    left_out_first: tuple[str, ...] = ()
