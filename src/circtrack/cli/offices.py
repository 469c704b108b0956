"""``circtrack offices``: list and search the offices of the country."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from circtrack.cli.choices import office_kinds
from circtrack.cli.list_options import ListEncoding, ListOptions, Rejects, Sheet, find_under, tell_outcome
from circtrack.cli.options import KindsOfOffice, command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_, BadRowsError, InputError, UnknownError
from circtrack.render.output import Output

if TYPE_CHECKING:
    from datetime import date

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
    listed: Annotated[
        str,
        Option(
            "--list", metavar="FILE", help=N_("Whom a list names (`circtrack help lists`), line by line; - for stdin.")
        ),
    ] = "",
    sheet: Sheet = "",
    encoding: ListEncoding = None,
    rejects: Rejects = None,
) -> int:
    """List the offices that fit, or those that a list names."""
    from circtrack.clock import parse_day
    from circtrack.reports.offices import build_offices_report

    day = parse_day(on) if on else session.today
    options = ListOptions(listed, encoding, sheet, rejects)
    options.reject_without_list()
    above = find_under(session, under) if under else ""
    if listed:
        if text or kind:
            raise InputError("--list goes with neither a text nor --kind.")
        return _show_listed(session, output, options, above, day)
    output.write(build_offices_report(day, text=" ".join(text or ()), under=above, kinds=office_kinds(kind)))
    return 0


def _show_listed(session: Session, output: Output, options: ListOptions, under: str, day: date) -> int:
    """Show which office each line of a list means; the status is 4 if a line names none."""
    from circtrack.actions.listed import find_all, make_part
    from circtrack.cli.database import reading
    from circtrack.cli.list_options import write_rejects
    from circtrack.reports.offices import build_listed_report
    from circtrack.store.settings import get_own_office

    own = ""
    with suppress(UnknownError), reading(session) as connection:
        own = get_own_office(connection)
    read = options.read()
    found, outcome = find_all(read, {}, day, own, make_part(under, day), partial=True)
    output.write(build_listed_report(day, [(code, entry.line, entry.text) for code, entry in found.items()]))
    write_rejects(options.rejects, outcome.bad)
    if outcome.bad:
        raise BadRowsError(
            "{count} lines name no office that can be found.",
            details=[each.as_message() for each in outcome.bad],
            count=len(outcome.bad),
        )
    tell_outcome(outcome, "")
    return 0
