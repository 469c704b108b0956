"""``circtrack receive``: record that an office has received a letter."""

from __future__ import annotations

from typing import Annotated

from typer import Argument, Option

from circtrack.cli.confirmations import tell_counted, tell_rest
from circtrack.cli.options import AnyOfChain, command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_
from circtrack.render import messages

app = new_app()


@command(
    app,
    help=N_("Record that an office has received a letter."),
    example='circtrack receive 708 อบต.บ้านไร่ --on "๑๓ มี.ค. ๖๖" --number 156/2566',
)
def receive(
    session: Session,
    *,
    letter: AnyOfChain,
    office: Annotated[str, Argument(metavar="OFFICE", help=N_("Code or name of who received it."))],
    on: Annotated[str, Option("--on", metavar="DATE", help=N_("The day in its stamp; today if not said."))] = "",
    number: Annotated[str, Option("--number", metavar="N", help=N_("Its receive number."))] = "",
) -> None:
    """Record and confirm."""
    from circtrack.actions.work.receive import record_received
    from circtrack.clock import parse_day
    from circtrack.database.transaction import perform

    day = parse_day(on) if on else session.today
    result = perform(
        session.database,
        "receive",
        lambda transaction: record_received(transaction, letter, office, day, session.today, number=number),
        create=False,
    )
    for change in result.changes:
        messages.say(N_("{office} received {letter} on {on}."), office=change.name, letter=result.letter, on=change.on)
        if change.before:
            messages.warn(N_("{office} was recorded as {before} before."), office=change.name, before=change.before)
    tell_counted(result)
    tell_rest(result)
