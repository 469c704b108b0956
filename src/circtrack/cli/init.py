"""``circtrack init``: set the database's own office."""

from __future__ import annotations

from typing import Annotated

from typer import Option

from circtrack.cli.options import command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_
from circtrack.render import messages

app = new_app()


@command(
    app,
    help=N_("Say whose database this is."),
    example='circtrack init --office "อำเภอเทพสถิต"',
)
def init(
    session: Session,
    *,
    office: Annotated[
        str,
        Option(
            "--office",
            metavar="OFFICE",
            help=N_("Code or name. The database then holds what this office and all under it owe."),
        ),
    ],
) -> None:
    """Record and confirm."""
    from circtrack.actions.setup import set_office
    from circtrack.database.transaction import perform
    from circtrack.registry.offices import load

    load()
    own = perform(session.database, "init", lambda transaction: set_office(transaction, office, session.today))
    message = (
        N_("This is now the database of {office}.") if own.is_new else N_("This is the database of {office} already.")
    )
    messages.say(message, office=own.office.name)
