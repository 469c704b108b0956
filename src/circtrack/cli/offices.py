"""``circtrack offices``: list and search the offices of the country."""

from __future__ import annotations

from typing import Annotated

from typer import Argument, Option

from circtrack.cli.choices import office_kinds
from circtrack.cli.options import KindsOfOffice, command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_
from circtrack.render.output import Output

app = new_app()


@command(
    app,
    help=N_("List and search the offices of the country."),
    example="circtrack offices อบต.บ้านไร่\ncirctrack offices --under อำเภอเทพสถิต --on 2566-02-27",
    listing=True,
)
def offices(
    session: Session,
    output: Output,
    text: Annotated[
        list[str] | None, Argument(metavar="[TEXT]...", help=N_("Parts of a name or of a code, as people write it."))
    ] = None,
    under: Annotated[str, Option("--under", metavar="OFFICE", help=N_("Only the offices under this one."))] = "",
    kind: KindsOfOffice = "",
    on: Annotated[str, Option("--on", metavar="DATE", help=N_("As the offices were on this day."))] = "",
) -> None:
    """List the offices that fit."""
    from circtrack.clock import parse_day
    from circtrack.registry.find import find_office
    from circtrack.reports.offices import build_offices_report

    day = parse_day(on) if on else session.today
    above = find_office(under, day).code if under else ""
    output.write(build_offices_report(day, text=" ".join(text or ()), under=above, kinds=office_kinds(kind)))
