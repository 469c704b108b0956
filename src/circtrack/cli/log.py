"""``circtrack log``: what was recorded, by whom and when."""

from __future__ import annotations

from typing import Annotated

from typer import Option

from circtrack.cli.database import reading
from circtrack.cli.options import IncludeSecret, Session, command, new_app
from circtrack.errors import N_
from circtrack.render.output import Output

app = new_app()


@command(
    app,
    help=N_("What was recorded, by whom and when."),
    example="circtrack log --last 10",
    listing=True,
)
def log(
    session: Session,
    output: Output,
    last: Annotated[int | None, Option("--last", metavar="N", min=1, help=N_("Only the last so many entries."))] = None,
    *,
    include_secret: IncludeSecret = False,
) -> None:
    """Write the journal."""
    from circtrack.reports.log import log_report

    with reading(session) as connection:
        output.write(log_report(connection, last=last, include_secret=include_secret))
