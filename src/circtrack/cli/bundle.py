"""``circtrack bundle``: write a letter's chain into a file for another office."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Option

from circtrack.cli.database import reading
from circtrack.cli.options import IncludeSecret, OneLetter, command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_
from circtrack.render import messages

app = new_app()


@command(
    app,
    help=N_("Write a letter's chain and its work for another office."),
    example="circtrack bundle 908 --for จ.ชัยภูมิ\ncirctrack bundle 708 --for อ.เทพสถิต --output to-the-province.circtrack",
)
def bundle(
    session: Session,
    *,
    letter: OneLetter,
    office: Annotated[
        str,
        Option(
            "--for", metavar="OFFICE", help=N_("Whose part of it: an office below; your own or one above to report up.")
        ),
    ],
    output: Annotated[Path | None, Option("--output", metavar="FILE", help=N_("Write to this file."))] = None,
    include_secret: IncludeSecret = False,
) -> None:
    """Write the bundle and say what it holds."""
    from circtrack.actions.sync.bundles import make_bundle
    from circtrack.transfer.bundle_file import LETTERS, SAID, write_bundle

    with reading(session) as connection:
        made = make_bundle(connection, letter, office, include_secret=include_secret)
    path = output.expanduser() if output else Path(_name(made.letter[2], made.letter[1], made.for_office))
    letters, statements = made.lines
    write_bundle(path, made.manifest, {LETTERS: letters, SAID: statements})
    messages.say(
        N_("{file} holds {letters} letters, {receipts} receipts and {obligations} reports of work for {office}."),
        file=path,
        office=made.for_office,
        **made.counts,
    )


def _name(number: str, year: int, office: str) -> str:
    """Return a file name that every system accepts: ``908-2566-36.circtrack``."""
    running = "".join(each for each in number.rpartition("/")[2] if each.isalnum() or each == "-")
    return f"{running}-{year}-{office}.circtrack"
