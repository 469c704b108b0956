"""``circtrack extend``: this deadline moves."""

from __future__ import annotations

from typing import Annotated

from typer import Argument, Option

from circtrack.cli.options import Session, command, new_app
from circtrack.cli.told import tell_moved
from circtrack.errors import N_

app = new_app()


@command(
    app,
    help=N_("Move a deadline."),
    example='circtrack extend 908 --to "๗ เม.ย. ๖๖" --by "มท 0810.7/ว 1100"\n'
    'circtrack extend 908 อบต.โป่งนก --to 2023-03-31 --reason "ระบบล่ม"',
)
def extend(
    session: Session,
    *,
    letter: Annotated[str, Argument(metavar="LETTER", help=N_("Part of the letter's number."))],
    offices: Annotated[
        list[str] | None, Argument(metavar="[OFFICE]...", help=N_("Only these; all under the letter if none."))
    ] = None,
    to: Annotated[str, Option("--to", metavar="DATE", help=N_("The new last day, inclusive."))],
    reason: Annotated[str, Option("--reason", help=N_("Why; it is kept, with the day before."))] = "",
    by: Annotated[
        str,
        Option("--by", metavar="LETTER2", help=N_("The recorded letter that says so; then no reason is needed.")),
    ] = "",
    task: Annotated[
        int, Option("--task", metavar="N", min=0, help=N_("Only the letter's task of this place; else all."))
    ] = 0,
) -> None:
    """Record and confirm."""
    from circtrack.actions.deadlines import extend as record_extension
    from circtrack.clock import parse_day
    from circtrack.store.writing import writing

    day = parse_day(to)
    with writing(session.database, "extend", create=False) as transaction:
        result = record_extension(transaction, letter, day, offices or [], reason, task=task, by=by)
    tell_moved(result)
