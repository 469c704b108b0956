"""``circtrack date``: Thai dates and deadlines to ISO dates, from arguments or as a filter; and back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from typer import Argument, Option

from circtrack.cli.list_options import ListEncoding
from circtrack.cli.options import command, new_app, reject_together
from circtrack.cli.session import Session
from circtrack.errors import N_, InputError
from circtrack.render.output import Output
from circtrack.render.streams import stdin_lines
from circtrack.table import Column, Report

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circtrack.cli.date_reader import Reader

app = new_app()

COLUMNS = (
    Column("line", N_("line"), "count"),
    Column("text", N_("text")),
    Column("iso", N_("date"), "day"),
    Column("iso_end", N_("last day"), "day"),
    Column("kind", N_("kind"), "word"),
    Column("rule", N_("rule"), "word"),
    Column("note", N_("note")),
)


@command(
    app,
    help=N_("Turn Thai dates into ISO dates."),
    title=N_("Dates"),
    example='circtrack date "วันศุกร์ที่ ๒๔ มีนาคม ๒๕๖๖"\n'
    "circtrack date --format csv < dates.txt\n"
    "circtrack date --column ลงวันที่ < register.csv\n"
    "circtrack date --to-thai short 2023-03-24",
    listing=True,
    has_sentences=True,
)
def date(
    session: Session,
    output: Output,
    texts: Annotated[
        list[str] | None,
        Argument(metavar="[TEXT]...", help=N_("Dates, one an argument; none: standard input, one a line.")),
    ] = None,
    on: Annotated[
        str, Option("--on", metavar="DATE", help=N_("The day the text was written, for dates without a year."))
    ] = "",
    event: Annotated[
        str, Option("--event", metavar="DATE", help=N_("The day that deadlines count from: of receipt, for one."))
    ] = "",
    off_days: Annotated[
        Path | None,
        Option("--off-days", metavar="FILE", help=N_("The office's own days off, one a line; 'work' behind: worked.")),
    ] = None,
    from_text: Annotated[bool, Option("--from-text", help=N_("Find all dates in prose."))] = False,
    column: Annotated[
        list[str] | None,
        Option("--column", metavar="NAME", help=N_("Convert this column of a CSV on standard input; repeatable.")),
    ] = None,
    in_place_name: Annotated[
        bool, Option("--in-place-name", help=N_("Convert the column itself, under its name, not into NAME_iso."))
    ] = False,
    to_thai: Annotated[
        Literal["full", "short"] | None, Option("--to-thai", help=N_("The other way: write the dates in Thai."))
    ] = None,
    encoding: ListEncoding = None,
    arabic_digits: Annotated[
        bool, Option("--arabic-digits", help=N_("With --to-thai: Arabic digits, not Thai ones."))
    ] = False,
) -> int:
    """Write the dates in the order of the texts; what cannot be read leaves its place empty, and status 2."""
    from circtrack.cli.date_reader import Reader
    from circtrack.clock import parse_day
    from circtrack.working_days import working_days

    reader = Reader(
        written_on=parse_day(on) if on else None,
        event=parse_day(event) if event else None,
        today=lambda: session.today,
        working_days=lambda: working_days(off_days),
        place="argument" if texts else "line",
        thai_style=to_thai,
        thai_digits=not arabic_digits,
    )
    _refuse_together(N_("--arabic-digits goes with --to-thai."), arabic_digits and not to_thai)
    if column:
        reject_together("--column", {"--columns": output.columns})
        _refuse_together(N_("--column takes its dates from standard input only."), texts or from_text)
        _convert_columns(reader, output, column, encoding or "utf-8", in_place=in_place_name)
        return reader.status
    _refuse_together(N_("--in-place-name goes with --column."), in_place_name)
    _refuse_together(N_("--to-thai does not go with --from-text."), to_thai and from_text)
    if from_text:
        _refuse_files(texts or ())
    lines = texts or stdin_lines(encoding=encoding or "utf-8")
    rows = reader.from_text(lines) if from_text else reader.rows(lines)
    if output.format or output.columns or output.excel or output.thai:
        output.write(Report(COLUMNS, (row.cells for row in rows), live=True))
    else:
        output.write_lines(row.plain for row in rows if row.plain or not from_text)
    return reader.status


def _refuse_files(texts: Iterable[str]) -> None:
    """Refuse the name of a file in place of prose: it would be searched for dates, and none found."""
    for text in texts:
        if os.path.isfile(text):  # noqa: PTH113 - also False for a text too long for a name
            raise InputError(
                "'{file}' names a file: what is searched for dates is the text that is given here.",
                hint=N_('`circtrack date --from-text < "{file}"` finds those in the file.'),
                file=text,
            )


def _convert_columns(reader: Reader, output: Output, names: list[str], encoding: str, *, in_place: bool) -> None:
    from circtrack.render.passthrough import read_delimited, write_delimited_rows

    tabs = output.format == "tsv"
    if output.format not in {None, "csv", "tsv"}:
        raise InputError("--column writes CSV or TSV, not {format}.", format=output.format)
    lines = stdin_lines(keep_ends=True, encoding=encoding)
    rows = reader.columns(read_delimited(lines, tabs=tabs), names, in_place=in_place)
    with output.stream() as stream:
        write_delimited_rows(rows, stream, tabs=tabs)


def _refuse_together(message: str, given: object) -> None:
    if given:
        raise InputError(message)
