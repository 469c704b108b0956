"""``circtrack extend``: move or set a deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from circtrack.cli.confirmations import tell_moved
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
from circtrack.cli.session import Session
from circtrack.errors import N_, InputError, Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from circtrack.actions.listed import ListOutcome
    from circtrack.actions.results import ChangeResult
    from circtrack.database.transaction import Transaction
    from circtrack.store.find_letter import FoundLetter

app = new_app()


@command(
    app,
    help=N_("Move a deadline, or set one where the letter names no day."),
    example='circtrack extend 908 --to "๗ เม.ย. ๖๖" --by "มท 0810.7/ว 1100"\n'
    'circtrack extend 908 อบต.โป่งนก --to 2023-04-11 --reason "ระบบล่ม"\n'
    'circtrack extend 715 --counted-from "๑ มี.ค. ๖๖" --reason "ประกาศในราชกิจจานุเบกษา"',
)
def extend(
    session: Session,
    *,
    letter: OneLetter,
    offices: Annotated[
        list[str] | None, Argument(metavar="[OFFICE]...", help=N_("Only these; all under the letter if none."))
    ] = None,
    to: Annotated[str, Option("--to", metavar="DATE", help=N_("The new last day, inclusive."))] = "",
    counted_from: Annotated[
        str,
        Option(
            "--counted-from",
            metavar="DATE",
            help=N_(
                "Instead of --to: the day of the event that the letter counts from, other than its receipt "
                "(`circtrack receive`). The earlier of the two ways to count is used, both are said."
            ),
        ),
    ] = "",
    reason: Annotated[
        str,
        Option(
            "--reason", metavar="TEXT", help=N_("Why; it is kept, with the day before. Not needed with --counted-from.")
        ),
    ] = "",
    by: SayingLetter = "",
    task: TaskPlace = 0,
    listed: ListFile = "",
    sheet: Sheet = "",
    encoding: ListEncoding = None,
    rejects: Rejects = None,
    partial: Partial = False,
    yes: Yes = False,
) -> None:
    """Record and confirm."""
    from circtrack.cli.days import coming_day, past_day
    from circtrack.cli.doubtful_days import agree, doubt_deadline, tell

    options = ListOptions(listed, encoding, sheet, rejects, partial, yes)
    options.reject_without_list()
    if listed and offices:
        raise InputError("{office} is named besides the list {file}: give either.", office=offices[0], file=listed)
    if bool(to) == bool(counted_from):
        raise InputError("Until when? One of --to and --counted-from is needed, and not both.")
    day = coming_day(session, to) if to else past_day(session, counted_from)
    doubt = Message("")
    if to:
        meant = _find_letter(session, letter)
        doubt = doubt_deadline(day, meant.number, meant.date)
    if not agree(doubt):
        return
    read = options.read() if listed else None

    def action(transaction: Transaction) -> tuple[ChangeResult, ListOutcome]:
        from circtrack.actions.listed import ListOutcome
        from circtrack.actions.work.deadlines import count_from_event
        from circtrack.actions.work.deadlines import extend as move
        from circtrack.actions.work.list_targets import find_listed_targets

        outcome = ListOutcome()
        named: Sequence[str] = offices or []
        if read is not None:
            named, outcome = find_listed_targets(transaction, letter, read, task=task, partial=partial)
        record = move if to else count_from_event
        return record(transaction, letter, day, named, reason, task=task, by=by), outcome

    recorded = record_list(session, "extend", action, options if listed else options._replace(yes=True))
    if recorded is None:
        return
    tell_moved(recorded[0])
    tell(doubt)
    tell_outcome(recorded[1], recorded[0].letter)


def _find_letter(session: Session, text: str) -> FoundLetter:
    """The letter that is meant, before anything is locked: a question may take its time."""
    from circtrack.cli.database import reading
    from circtrack.store.find_letter import find_letter
    from circtrack.store.settings import get_own_office

    with reading(session) as connection:
        return find_letter(connection, text, own_office=get_own_office(connection))
