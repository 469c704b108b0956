"""``circtrack forward``: record the letter that passes another one on."""

from __future__ import annotations

from typing import Annotated

from typer import Argument, Option

from circtrack.cli.confirmations import tell_recorded
from circtrack.cli.consequences import tell_waiting
from circtrack.cli.options import command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_

app = new_app()


@command(
    app,
    help=N_("Record the letter that passes another one on."),
    example='circtrack forward 3022 --number "ชย 0023.14/708" --date "๙ มี.ค. ๖๖" --from อำเภอเทพสถิต',
)
def forward(
    session: Session,
    *,
    letter: Annotated[str, Argument(metavar="LETTER", help=N_("Part of the number of the letter passed on."))],
    number: Annotated[str, Option("--number", metavar="NUMBER", help=N_("The new letter's number."))],
    date: Annotated[str, Option("--date", metavar="DATE", help=N_("Its date; today if not said."))] = "",
    issuer: Annotated[
        str, Option("--from", metavar="OFFICE", help=N_("Who passes it on; whose database this is, if not said."))
    ] = "",
    to: Annotated[
        list[str] | None,
        Option(
            "--to",
            metavar="OFFICE",
            help=N_(
                "A recipient, or a phrase such as อบต.ทุกแห่ง; may be given several times. If not said: those "
                "directly below who owe, or under whom someone does."
            ),
        ),
    ] = None,
    due: Annotated[str, Option("--due", metavar="DATE", help=N_("An earlier last day that it sets."))] = "",
    subject: Annotated[
        str, Option("--subject", metavar="TEXT", help=N_("Its subject; that of the letter passed on, if not said."))
    ] = "",
) -> None:
    """Record and confirm."""
    from circtrack.actions.letters.manual_letters import record_forward
    from circtrack.cli.doubtful_days import agree, doubt_deadline, doubt_letter, tell
    from circtrack.clock import parse_day
    from circtrack.database.transaction import perform
    from circtrack.registry.offices import load

    on = parse_day(date) if date else session.today
    earlier = parse_day(due) if due else None
    doubt = doubt_deadline(earlier, number, on)
    if not agree(doubt_letter(number, on, session.today)) or not agree(doubt):
        return
    load()
    result = perform(
        session.database,
        "forward",
        lambda transaction: record_forward(
            transaction,
            letter,
            number=number,
            on=on,
            today=session.today,
            issuer=issuer,
            to=to or (),
            due=earlier,
            subject=subject,
        ),
        create=False,
    )
    tell_recorded(result)
    tell(doubt)
    tell_waiting(session, result)
