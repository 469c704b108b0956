"""``circtrack import``: fill a new database from an export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument

from circtrack.cli.options import command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_
from circtrack.render import messages

app = new_app()


@command(
    app,
    name="import",
    help=N_("Fill a new database with what an export wrote."),
    example="circtrack import circtrack-2566 --db new.db",
)
def import_(
    session: Session,
    *,
    folder: Annotated[Path, Argument(metavar="DIR", help=N_("The folder that `circtrack export` wrote."))],
) -> None:
    """Check every file, import all of it or nothing, say how many rows."""
    from circtrack.transfer.export import import_folder

    count = import_folder(session.database, folder.expanduser())
    messages.say(N_("{rows} rows are in {database}."), rows=count, database=session.database)
