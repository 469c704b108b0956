"""``circtrack import``: a new database from what an export wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument

from circtrack.cli.options import Session, command, new_app
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
    """Check every file, take in all of it or nothing, say how much."""
    from circtrack.store.exchange import checked_manifest, take_in
    from circtrack.store.writing import perform

    source = folder.expanduser()
    checked_manifest(source)  # before a database is made
    count = perform(session.database, "import", lambda transaction: take_in(transaction.connection, source))
    messages.say(N_("{rows} rows are in {database}."), rows=count, database=session.database)
