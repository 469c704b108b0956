"""``circtrack bundle``: write a letter's chain into a file for another office."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from circtrack.cli.database import reading
from circtrack.cli.options import IncludeSecret, command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_, InputError, join_names
from circtrack.render import messages

app = new_app()


@command(
    app,
    help=N_("Write a letter's chain and its work for another office."),
    example="circtrack bundle 908 --for จ.ชัยภูมิ\n"
    "circtrack bundle 708 --for อ.เทพสถิต --output to-the-province.circtrack\n"
    "circtrack bundle --all --for อ.เทพสถิต",
)
def bundle(
    session: Session,
    *,
    letter: Annotated[str, Argument(metavar="[LETTER]", help=N_("Part of the letter's number; none with --all."))] = "",
    office: Annotated[
        str,
        Option(
            "--for", metavar="OFFICE", help=N_("Whose part of it: an office below; your own or one above to report up.")
        ),
    ],
    everything: Annotated[
        bool, Option("--all", help=N_("Every open circular that concerns the office, in one file."))
    ] = False,
    output: Annotated[Path | None, Option("--output", metavar="FILE", help=N_("Write to this file."))] = None,
    include_secret: IncludeSecret = False,
) -> None:
    """Write the bundle and say what it holds."""
    from circtrack.actions.sync.bundle_check import leave_out_refused
    from circtrack.actions.sync.bundles import make_bundle, make_bundle_of_all
    from circtrack.transfer.bundle_file import LETTERS, SAID, write_bundle

    if bool(letter) == everything:
        raise InputError("Which letter? Name any part of its number, or --all for every open one.")
    with reading(session) as connection:
        if everything:
            made = make_bundle_of_all(connection, office, session.today, include_secret=include_secret)
        else:
            made = make_bundle(connection, letter, office, include_secret=include_secret)
    made, notes = leave_out_refused(made, session.today)
    name = (
        f"all-{session.today}-{made.for_office}.circtrack"
        if everything
        else _name(*made.letter[:0:-1], made.for_office)
    )
    path = output.expanduser() if output else Path(name)
    letters, statements = made.lines
    write_bundle(path, made.manifest, {LETTERS: letters, SAID: statements})
    messages.say(
        N_("{file} holds {letters} letters, {receipts} receipts and {obligations} reports of work for {office}."),
        file=path,
        office=made.for_office,
        **made.counts,
    )
    for note in notes:
        messages.warn(note)
    if made.left_out:
        messages.say(
            N_("Marked, and so left out: {letters}. --include-secret takes them along, by a way that may carry them."),
            letters=join_names(made.left_out),
        )
    if made.withdrawn:
        numbers = join_names(each.key[2] for each in made.withdrawn)
        messages.say(N_("It says that these were taken out: {letters}"), letters=numbers)


def _name(number: str, year: int, office: str) -> str:
    """Return a file name that every system accepts: ``908-2566-36.circtrack``."""
    running = "".join(each for each in number.rpartition("/")[2] if each.isalnum() or each == "-")
    return f"{running}-{year}-{office}.circtrack"
