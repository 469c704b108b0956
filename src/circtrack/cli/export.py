"""``circtrack export``: write everything as CSV and JSON Lines."""

from __future__ import annotations

from typing import Annotated

from typer import Option

from circtrack.cli.database import reading
from circtrack.cli.options import IncludeSecret, NewFolder, command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_
from circtrack.render import messages

app = new_app()


@command(
    app,
    help=N_("Write everything as CSV and JSON Lines, with a manifest."),
    example="circtrack export circtrack-2566\ncirctrack export for-a-colleague --redact",
)
def export(
    session: Session,
    *,
    folder: NewFolder,
    redact: Annotated[
        bool, Option("--redact", help=N_("Without persons, telephone numbers, texts, notes and the journal."))
    ] = False,
    include_secret: IncludeSecret = False,
) -> None:
    """Write the files and say how many rows they have."""
    from circtrack.transfer.export import export as write_tables

    with reading(session) as connection:
        written = write_tables(connection, folder.expanduser(), redact=redact, include_secret=include_secret)
    messages.say(
        N_("{rows} rows of {tables} tables are in {folder}."), rows=written.rows, tables=written.tables, folder=folder
    )
