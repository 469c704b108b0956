"""A report as an HTML page: one file that loads nothing from the network, needs no script, and prints on A4."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from circtrack.errors import N_, Message
from circtrack.i18n import language
from circtrack.render.folding import hold_together
from circtrack.render.messages import fill, said
from circtrack.render.pictures import THAI_FONTS, piece_writer
from circtrack.render.table_layout import TableLayout, lay_out_table
from circtrack.render.thai_cells import people_writer, thai_writer
from circtrack.render.words import header
from circtrack.table import Column

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from circtrack.figures import Bars, Masthead, Tone
    from circtrack.render.cells import Write
    from circtrack.table import Report

_TEMPLATES = Path(__file__).parent / "templates"

# The colours of our words; the word itself is always shown too.
_TONES: dict[str, Tone | str] = {
    "overdue": "bad",
    "silent": "bad",
    "due_today": "waiting",
    "at_risk": "waiting",
    "stalled": "waiting",
    "untold": "unseen",
    "done": "good",
    "done_late": "good",
    **dict.fromkeys(("owing", "open", "exempt"), "plain"),
}
# CSS classes by the kind of column; the other kinds have their own name as class.
_CLASSES = {"percent": "count", "day": "fixed", "code": "fixed", "flag": "word", "office": "text"}
_LEAST, _MOST = 8, 40  # the least and most characters of a column that count for its width
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")


class _Cell(NamedTuple):
    text: str
    tone: str


class _Bar(NamedTuple):
    label: str
    said: str
    filled: float  # per cent
    tone: str


def write_page(report: Report, stream: IO[str], masthead: Masthead, *, thai: bool = False) -> None:
    """Write the report as a page in the reader's language.

    Args:
        report: The report: its figures, then its rows.
        stream: The output.
        masthead: The head of the page.
        thai: Write Thai numerals, and dates with B.E. years, as in CSV.

    Raises:
        InputError: the report has more rows than a page takes; nothing was written.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    shown = lay_out_table(report, thai=thai)
    prose = _prose_writer(thai=thai)
    writers = [_writer(column, thai=thai, short=True) for column in shown.columns]
    page = environment.get_template("report.html.j2").stream(
        language=language(),
        fonts=", ".join(f'"{font}"' for font in THAI_FONTS),
        landscape=report.landscape,
        ruled=bool(report.page_columns),
        page_numerals="thai" if thai else "decimal",
        title=prose(report.title or masthead.title),
        office=prose(masthead.office),
        as_on=fill(N_("as on {day}"), day=piece_writer(thai=thai)(masthead.day)),
        facts=[
            *((fill(name), hold_together(prose(text))) for name, text in report.facts),
            *((header(column, thai=thai), _writer(column, thai=thai)(text)) for column, text in shown.said_once),
        ],
        figures=[(prose(each.title), _bars(each, thai=thai), prose(each.note)) for each in report.figures],
        widths=_text_widths(shown),
        heads=[(header(column, thai=thai), _CLASSES.get(column.kind, column.kind)) for column in shown.columns],
        labels=[_in_css(header(column, thai=thai)) for column in shown.columns],
        rows=([_cell(*each) for each in zip(shown.columns, writers, row, strict=True)] for row in shown.rows),
        empty=not shown.rows,
        foot=[prose(line) for line in report.foot],
    )
    page.enable_buffering(500)
    stream.writelines(page)


def _writer(column: Column, *, thai: bool, short: bool = False) -> Write:
    if thai and short and column.kind == "day":
        from circtrack.thai.dates import format_thai

        return lambda value: format_thai(date.fromisoformat(str(value)), style="short") if value else ""
    return people_writer(column, thai=thai)


def _cell(column: Column, write: Write, text: str) -> _Cell:
    written = hold_together(write(text)) if column.kind == "text" else write(text)
    return _Cell(written, _TONES.get(text, "") if column.kind == "word" else "")


def _text_widths(shown: TableLayout) -> dict[int, int]:
    """Return the text columns by place (from 1), each with its share of the table's width in per cent."""
    lengths = [
        min(_MOST, max([_LEAST, *(len(row[place]) for row in shown.rows)])) for place in range(len(shown.columns))
    ]
    return {
        place: 100 * length // sum(lengths)
        for place, (column, length) in enumerate(zip(shown.columns, lengths, strict=True), start=1)
        if column.kind in {"text", "office"}
    }


def _bars(bars: Bars, *, thai: bool) -> Sequence[_Bar]:
    prose = _prose_writer(thai=thai)
    return [
        _Bar(
            prose(bar.label),
            prose(bar.said),
            round(min(100, 100 * bar.value / bar.total), 1) if bar.total else 0,
            bar.tone,
        )
        for bar in bars.bars
    ]


def _prose_writer(*, thai: bool) -> Callable[[str | Message], str]:
    """Return the function that writes sentences; with ``thai``, their dates and numerals are Thai."""
    if not thai:
        return lambda text: said(text, whole=True)
    day, numerals = thai_writer(Column("", "", "day")), thai_writer(Column("", ""))

    def in_thai(text: str | Message) -> str:
        in_words = said(text, thai=True, whole=True) if isinstance(text, Message) else text
        return numerals(_DAY.sub(lambda match: day(date.fromisoformat(match[0])), in_words))

    return in_thai


def _in_css(text: str) -> str:
    """Return the text as a quoted string of a style sheet inside HTML."""
    return '"' + "".join(char if char.isalnum() or ord(char) > 127 else f"\\{ord(char):x} " for char in text) + '"'
