"""``circtrack check``: find faults in the recorded data. Silent if there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from typer import Option

from circtrack.cli.database import reading
from circtrack.cli.options import IncludeSecret, command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_
from circtrack.render.output import Output

if TYPE_CHECKING:
    from pathlib import Path

app = new_app()

MB = 1_000_000

FOUND_ERRORS = 4


@command(
    app,
    help=N_("What a careful colleague would notice: slips, gaps, delays."),
    title=N_("Points to look into"),
    example="circtrack check\ncirctrack check --receipt-days 7 --format csv",
    listing=True,
)
def check(
    session: Session,
    output: Output,
    *,
    receipt_days: Annotated[
        int | None,
        Option(
            "--receipt-days",
            metavar="DAYS",
            min=0,
            help=N_("Warn of a letter that is not confirmed so many days after it was sent; 15 if not said or set."),
        ),
    ] = None,
    pack: Annotated[
        bool,
        Option("--pack", help=N_("Then pack the file: it is rewritten without the gaps that changes left.")),
    ] = False,
    include_secret: IncludeSecret = False,
) -> int:
    """Write the findings; return 4 if one is an error. Only a file without errors is packed."""
    from circtrack.config import settings
    from circtrack.render.messages import fill
    from circtrack.reports.check import build_check_report

    file = session.database_file(N_("A server packs its tables by itself (autovacuum).")) if pack else None
    by = settings().check
    with reading(session) as connection:
        found = build_check_report(
            connection,
            session.today,
            receipt_days=by.receipt_days if receipt_days is None else receipt_days,
            near_days=by.near_days,
            include_secret=include_secret,
        )
        chosen = output.chosen_format()
        if found.found or output.file or chosen == "json":
            output.write(found.report)
        elif chosen == "table":
            output.write_text(fill(N_("All is well.")))
    if file:
        _pack(file, unless=found.tally.errors > 0)
    return FOUND_ERRORS if found.tally.errors else 0


def _pack(file: Path, *, unless: bool) -> None:
    from circtrack.render.messages import say
    from circtrack.transfer.backup import pack

    if unless:
        say(N_("Not packed: what is wrong comes first."))
        return
    before, after = pack(file)
    say(N_("Packed: {before} MB became {after} MB."), before=f"{before / MB:,.1f}", after=f"{after / MB:,.1f}")
