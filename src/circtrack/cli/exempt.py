"""``circtrack exempt``: record that offices need not enter the data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from circtrack.cli.confirmations import tell_progress
from circtrack.cli.list_options import (
    ListEncoding,
    ListFile,
    ListOptions,
    Partial,
    Rejects,
    Sheet,
    Yes,
    record_list,
    tell_outcome,
)
from circtrack.cli.options import OneLetter, SayingLetter, TaskPlace, command, new_app
from circtrack.cli.rounds import parse_round, round_option
from circtrack.cli.session import Session
from circtrack.errors import N_, InputError
from circtrack.render import messages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from circtrack.actions.listed import ListOutcome
    from circtrack.actions.results import ChangeResult
    from circtrack.database.transaction import Transaction
    from circtrack.tracking.open_rounds import RoundChoice

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
    round_: Annotated[
        str,
        round_option(
            N_("Of what comes again and again: only from this round, or all that are owed; for good if not said.")
        ),
    ] = "",
    since: Annotated[
        str,
        Option(
            "--from",
            metavar="DATE",
            help=N_(
                "Of what comes again and again: from rounds that end on this day or later; of all if none is named."
            ),
        ),
    ] = "",
    listed: ListFile = "",
    sheet: Sheet = "",
    encoding: ListEncoding = None,
    rejects: Rejects = None,
    partial: Partial = False,
    yes: Yes = False,
) -> None:
    """Record and confirm."""
    from circtrack.cli.days import coming_day

    options = ListOptions(listed, encoding, sheet, rejects, partial, yes)
    options.reject_without_list()
    if listed and offices:
        raise InputError("{office} is named besides the list {file}: give either.", office=offices[0], file=listed)
    day = coming_day(session, since) if since else None
    read = options.read() if listed else None
    choice = parse_round(session, round_)

    def action(transaction: Transaction) -> tuple[ChangeResult, ListOutcome]:
        from circtrack.actions.listed import ListOutcome
        from circtrack.actions.work.deadlines import exempt as record_exempt
        from circtrack.actions.work.list_targets import ListedWork, record_listed
        from circtrack.actions.work.rounds import MeantRounds

        def record(named: Sequence[str], chosen: RoundChoice) -> ChangeResult:
            if day and not chosen.is_current:
                raise InputError("--from and --round: which of the two? --from is for all rounds to come.")
            rounds = None if chosen.is_current else MeantRounds(session.today, chosen, early=True)
            return record_exempt(transaction, letter, named, reason, task=task, by=by, rounds=rounds, since=day)

        if read is None:
            return record(offices or [], choice), ListOutcome()
        return record_listed(transaction, letter, ListedWork(read, session.today, choice, task, partial), record)

    if recorded := record_list(session, "exempt", action, options if listed else options._replace(yes=True)):
        tell_progress(recorded[0])
        if day and recorded[0].changes:
            messages.say(
                N_("{letter}: rounds that end before {day} are owed all the same."), letter=recorded[0].letter, day=day
            )
        tell_outcome(recorded[1], recorded[0].letter)
