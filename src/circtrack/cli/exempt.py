"""``circtrack exempt``: record that offices need not enter the data."""

from __future__ import annotations

from typing import Annotated

from typer import Argument, Option

from circtrack.cli.confirmations import tell_progress
from circtrack.cli.options import OneLetter, SayingLetter, TaskPlace, command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_

app = new_app()


@command(
    app,
    help=N_("Record that offices need not enter the data."),
    example='circtrack exempt 908 อบต.โป่งนก --reason "ไม่มีศูนย์ในพื้นที่"\ncirctrack exempt 908 --by "มท 0810.7/ว 999"',
)
def exempt(
    session: Session,
    *,
    letter: OneLetter,
    offices: Annotated[
        list[str] | None,
        Argument(metavar="[OFFICE]...", help=N_("Codes or names; none with --by for all that still owe.")),
    ] = None,
    reason: Annotated[str, Option("--reason", metavar="TEXT", help=N_("Why; it is kept."))] = "",
    by: SayingLetter = "",
    task: TaskPlace = 0,
) -> None:
    """Record and confirm."""
    from circtrack.actions.work.deadlines import exempt as record_exempt
    from circtrack.database.transaction import perform

    result = perform(
        session.database,
        "exempt",
        lambda transaction: record_exempt(transaction, letter, offices or [], reason, task=task, by=by),
        create=False,
    )
    tell_progress(result)
