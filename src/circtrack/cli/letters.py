"""``circtrack letters``: list and search the recorded letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from circtrack.cli import consequences
from circtrack.cli.database import reading
from circtrack.cli.drafts import show_drafts
from circtrack.cli.options import Session, command, new_app
from circtrack.errors import N_
from circtrack.render.output import Output

if TYPE_CHECKING:
    import sqlite3

    from circtrack.cli.consequences import Forecast
    from circtrack.model import Letter

app = new_app()


@command(
    app,
    help=N_("List and search the recorded letters."),
    example="circtrack letters\ncirctrack letters ศูนย์ช่วยเหลือ --since 2566-01-01\ncirctrack letters --show 908",
    listing=True,
)
def letters(
    session: Session,
    output: Output,
    text: Annotated[str, Argument(metavar="[TEXT]", help=N_("Part of a number, a subject or an issuer's name."))] = "",
    since: Annotated[str, Option("--since", metavar="DATE", help=N_("Only letters of this day or later."))] = "",
    until: Annotated[str, Option("--until", metavar="DATE", help=N_("Only letters of this day or earlier."))] = "",
    show: Annotated[
        str, Option("--show", metavar="LETTER", help=N_("This one whole, with its findings, as it was recorded."))
    ] = "",
) -> None:
    """Write the letters that fit."""
    from circtrack.clock import parse_day
    from circtrack.reports.letters import letters_report

    if show:
        with reading(session) as connection:
            letter, left = _recorded(connection, show)
        show_drafts([letter], output, acts=lambda letter: consequences.objects(letter, left))
        return
    first, last = (parse_day(given) if given else None for given in (since, until))
    with reading(session) as connection:
        output.write(letters_report(connection, text=text, since=first, until=last))


def _recorded(connection: sqlite3.Connection, text: str) -> tuple[Letter, Forecast]:
    """The letter, and what is left to carry out of what it says of others."""
    from circtrack.actions.consequences import consequences as left_of
    from circtrack.store.find_letter import find_letter
    from circtrack.store.one_letter import load_letter
    from circtrack.store.settings import own_office

    found = find_letter(connection, text, own_office=own_office(connection))
    return load_letter(connection, found.id), consequences.Forecast(tuple(left_of(connection, [found.id])))
