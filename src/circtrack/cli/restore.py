"""``circtrack restore``: replace the database by a backup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from circtrack.cli.options import command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_, FileError, InputError
from circtrack.render import messages
from circtrack.render.streams import can_ask

app = new_app()


@command(
    app,
    help=N_("Bring back a backup; what it replaces is kept beside it."),
    example="circtrack restore /media/usb/circtrack/circtrack-20230320-091500.db",
)
def restore(
    session: Session,
    *,
    file: Annotated[Path, Argument(metavar="FILE", help=N_("The backup."))],
    yes: Annotated[bool, Option("--yes", "-y", help=N_("Restore without asking."))] = False,
) -> None:
    """Check the backup, ask, restore it, say where the replaced database is kept."""
    from circtrack.clock import moment
    from circtrack.transfer.backup import restore as bring_back

    backup = file.expanduser()
    if not backup.exists():
        raise FileError("there is no file {file}.", hint=N_("Name a file that `circtrack backup` wrote."), file=backup)
    database = session.database_file(
        N_("pg_restore brings back what pg_dump saved; `circtrack move --db FILE --to {place}` fills an empty one.")
    )

    def agreed() -> bool:
        if yes:
            return True
        if not can_ask():
            raise InputError("Nothing was restored: --yes is needed where nobody can be asked.")
        return messages.confirm(N_("Replace {database} by {backup}?"), database=database, backup=backup)

    restored = bring_back(database, backup, moment(), agreed)
    if not restored.done:
        messages.say(N_("Nothing was changed."))
        return
    messages.say(N_("{database} is now what {backup} holds."), database=database, backup=backup)
    if restored.kept:
        messages.say(N_("What it replaced is kept: {kept}"), kept=restored.kept)
