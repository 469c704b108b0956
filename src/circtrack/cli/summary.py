"""``circtrack summary``: all live circulars at once, for a meeting."""

from __future__ import annotations

from typing import Annotated, Literal

from typer import Option

from circtrack.cli.asked import asked_for
from circtrack.cli.database import reading
from circtrack.cli.options import IncludeSecret, UnderOffice, command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_
from circtrack.render.output import Output

app = new_app()

_FOR_PEOPLE = {"table", "html", "xlsx"}


@command(
    app,
    help=N_("All open circulars at once: how far each place is, who is last."),
    example="circtrack summary\n"
    "circtrack summary --by district --format xlsx --thai --output meeting.xlsx\n"
    "circtrack summary --format html --thai --output meeting.html",
    listing=True,
)
def summary(
    session: Session,
    output: Output,
    *,
    under: UnderOffice = "",
    by: Annotated[
        Literal["district", "province"] | None,
        Option("--by", help=N_("The places that are counted; provinces if there are several, if not said.")),
    ] = None,
    system: Annotated[
        str, Option("--system", metavar="TEXT", help=N_("Only what is entered in a system with this in its name."))
    ] = "",
    include_secret: IncludeSecret = False,
) -> None:
    """Write a table for people, or rows for programs."""
    from circtrack.reports.summary import build_summary_page, build_summary_rows, build_summary_table, summarise

    with reading(session) as connection:
        asked = asked_for(connection, session, "", under, include_secret=include_secret)._replace(system=system)
        found = summarise(connection, asked, by)
        chosen = output.chosen_format()
        if chosen == "html":
            output.write(build_summary_page(found))
        else:
            output.write(build_summary_table(found) if chosen in _FOR_PEOPLE else build_summary_rows(found))
