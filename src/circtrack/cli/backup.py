"""``circtrack backup``: copy the database, and check the copy."""

from __future__ import annotations

from typing import Annotated

from typer import Option

from circtrack.cli.options import NewFolder, command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_
from circtrack.render import messages
from circtrack.render.output import Output

app = new_app()


@command(
    app,
    help=N_("Copy the database while others work, and check the copy."),
    example="circtrack backup /media/usb/circtrack --keep 30",
)
def backup(
    session: Session,
    *,
    folder: NewFolder,
    keep: Annotated[int, Option("--keep", metavar="N", min=0, help=N_("Keep the latest so many copies; 0: all."))] = 0,
) -> None:
    """Copy, check, and write the path of the copy."""
    from circtrack.clock import moment
    from circtrack.transfer.backup import back_up

    file = session.database_file(
        N_("pg_dump backs up a database on a server; `circtrack move --to FILE` copies all of it into a file.")
    )
    copy, gone = back_up(file, folder.expanduser(), moment(), keep)
    Output().write_text(f"{copy}\n")
    messages.say(N_("The copy was opened and read whole: it is good."))
    if gone:
        messages.say(N_("Older copies deleted: {count}."), count=len(gone))
