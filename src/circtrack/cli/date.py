"""``circtrack date``: Thai dates to ISO dates, from arguments or as a filter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from circtrack.cli.options import Session, command, new_app
from circtrack.errors import N_, DateError
from circtrack.render import messages
from circtrack.render.output import Output
from circtrack.render.streams import flush_stdout, stdin_lines
from circtrack.table import Column, Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date as Day  # noqa: N812 - the verb has the name

app = new_app()

COLUMNS = (
    Column("line", N_("Line"), "count"),
    Column("text", N_("Text")),
    Column("iso", N_("Date"), "day"),
    Column("iso_end", N_("Last day"), "day"),
    Column("kind", N_("Kind"), "word"),
    Column("rule", N_("Rule"), "word"),
    Column("note", N_("Note")),
)


@command(
    app,
    help=N_("Turn Thai dates into ISO dates."),
    example='circtrack date "วันศุกร์ที่ ๒๔ มีนาคม ๒๕๖๖"\ncirctrack date --format csv < dates.txt',
    listing=True,
)
def date(
    session: Session,  # noqa: ARG001 - every verb takes one
    output: Output,
    texts: Annotated[
        list[str] | None,
        Argument(metavar="[TEXT]...", help=N_("Dates, one an argument; none: standard input, one a line.")),
    ] = None,
    on: Annotated[
        str, Option("--on", metavar="DATE", help=N_("The day the text was written, for dates without a year."))
    ] = "",
) -> int:
    """Write the dates in the order of the texts; what cannot be read leaves its line empty, and status 2."""
    from circtrack.clock import parse_day

    reader = _Reader(written_on=parse_day(on) if on else None, from_arguments=bool(texts))
    rows = reader.rows(texts or stdin_lines())
    if output.format or output.columns or output.excel or output.thai:
        output.write(Report(COLUMNS, _handed_on(rows)))
    else:
        output.write_lines("" if row[2] is None else str(row[2]) for row in rows)
    return 2 if reader.refused else 0


@dataclass
class _Reader:
    """Reads one text after the other and counts those that it refused."""

    written_on: Day | None
    from_arguments: bool
    refused: int = 0

    def rows(self, texts: Iterable[str]) -> Iterator[tuple[object, ...]]:
        from circtrack.thai.dates import parse_date

        for line, text in enumerate(texts, 1):
            if not text.strip():
                yield (line, text, None, None, "", "", "")
                continue
            try:
                day = parse_date(text, written_on=self.written_on)
            except DateError as error:
                self._refuse(line, error)
                yield (line, text, None, None, "", "", messages.error_text(error))
            else:
                yield (line, text, day, None, "date", "", "")

    def _refuse(self, line: int, error: DateError) -> None:
        self.refused += 1
        place = N_("error: argument {line}: {text}") if self.from_arguments else N_("error: line {line}: {text}")
        messages.say(place, line=line, text=messages.error_text(error))


def _handed_on(rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
    """The rows, each flushed before the next is asked for: a filter's reader need not wait."""
    for row in rows:
        yield row
        flush_stdout()
