"""``circtrack move``: copy the whole database to a server, or back into a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from typer import Option

from circtrack.cli.options import command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_, DatabaseError
from circtrack.render import messages

if TYPE_CHECKING:
    from circtrack.database.engine import Connection

app = new_app()


@command(
    app,
    help=N_("Move everything to a server or back, and compare both."),
    example="circtrack move --to postgresql://db.example.go.th/circtrack\n"
    "circtrack move --db postgresql://db.example.go.th/circtrack --to copy.db",
)
def move(
    session: Session,
    *,
    to: Annotated[
        str,
        Option("--to", metavar="PATH", help=N_("An empty database: a new file, or postgresql://USER@HOST/DATABASE.")),
    ],
    anew: Annotated[
        bool, Option("--anew", help=N_("Throw away what an earlier move that was not finished brought."))
    ] = False,
) -> None:
    """Copy every row, compare tables and reports, then say that it is done."""
    from circtrack.place import parse_place
    from circtrack.reports.compare_databases import compare_databases
    from circtrack.transfer.move import move as fill

    source, target = session.database, parse_place(to)
    reports = 0

    def compare(one: Connection, other: Connection) -> None:
        nonlocal reports
        reports, different = compare_databases(one, other, session.today, N_("Comparing reports"))
        if different:
            raise DatabaseError(
                "Not every report from {place} is what {source} gives: {reports}. Nothing uses it.",
                hint=N_("--anew begins again."),
                place=target,
                source=source,
                reports="; ".join(different[:5]),
            )

    try:
        moved = fill(source, target, compare, anew=anew)
    except KeyboardInterrupt:
        messages.say(N_("What has come is kept: the same command goes on from there."))
        raise
    if moved.before:
        messages.say(N_("{count} rows had come before: the move went on from there."), count=moved.before)
    messages.say(
        N_("{rows} rows are in {target}: every table and {reports} reports are the same from both."),
        rows=moved.rows,
        target=target,
        reports=reports,
    )
    messages.say(N_("{source} is as it was. From now on name {target}: --db, CIRCTRACK_DB or the configuration."),
                 source=source, target=target)  # fmt: skip
