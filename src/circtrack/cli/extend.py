"""``circtrack extend``: move or set a deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

from typer import Argument, Option

from circtrack.cli.confirmations import tell_moved
from circtrack.cli.database import reading
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
from circtrack.cli.options import OneLetter, SayingLetter, command, new_app
from circtrack.cli.session import Session
from circtrack.cli.which_tasks import ask_which
from circtrack.errors import N_, InputError, UndecidedError
from circtrack.render import messages
from circtrack.render.streams import can_ask
from circtrack.store.find_letter import find_letter
from circtrack.store.settings import get_own_office

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

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
    task: Annotated[
        list[int] | None,
        Option(
            "--task",
            metavar="N...",
            min=0,
            help=N_(
                "Only the letter's task of this place; may be given several times, 0 for all. If not said, what the "
                "letter of --by names; and it asks where deadlines differ."
            ),
        ),
    ] = None,
    listed: ListFile = "",
    sheet: Sheet = "",
    encoding: ListEncoding = None,
    rejects: Rejects = None,
    partial: Partial = False,
    yes: Yes = False,
) -> None:
    """Record and confirm."""
    from circtrack.cli.days import coming_day, past_day
    from circtrack.cli.doubtful_days import agree, doubt_deadline, doubt_event, tell

    options = ListOptions(listed, encoding, sheet, rejects, partial, yes)
    options.reject_without_list()
    if listed and offices:
        raise InputError("{office} is named besides the list {file}: give either.", office=offices[0], file=listed)
    if bool(to) == bool(counted_from):
        raise InputError("Until when? One of --to and --counted-from is needed, and not both.")
    day = coming_day(session, to) if to else past_day(session, counted_from)
    meant = _find_letter(session, letter)
    doubt = (doubt_deadline if to else doubt_event)(day, meant.number, meant.date)
    if not agree(doubt):
        return
    asked = _Asked(letter, day, bool(to), tuple(offices or ()), tuple(task or ()), by)
    tasks = _choose_tasks(session, asked)
    if tasks is None:
        messages.say(N_("Nothing was recorded."))
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
            place = tasks[0] if len(tasks) == 1 else 0
            named, outcome = find_listed_targets(transaction, letter, read, task=place, partial=partial)
        record = move if to else count_from_event
        return record(transaction, letter, day, named, reason, tasks=tasks, by=by), outcome

    recorded = record_list(session, "extend", action, options if listed else options._replace(yes=True))
    if recorded is None:
        return
    tell_moved(recorded[0])
    tell(doubt)
    tell_outcome(recorded[1], recorded[0].letter)


class _Asked(NamedTuple):
    letter: str
    day: date
    until: bool
    offices: tuple[str, ...]
    tasks: tuple[int, ...]
    by: str


def _find_letter(session: Session, text: str) -> FoundLetter:
    """The letter that is meant, before anything is locked: a question may take its time."""
    with reading(session) as connection:
        return find_letter(connection, text, own_office=get_own_office(connection))


def _choose_tasks(session: Session, asked: _Asked) -> tuple[int, ...] | None:
    """Return the places of the tasks meant, empty where that is clear; at a terminal ask, None for no answer.

    Raises:
        UndecidedError: it is not clear, and there is nobody to ask.
    """
    from circtrack.actions.work.deadlines import find_tasks_of_event, find_tasks_to_move

    if asked.tasks or not can_ask():
        return asked.tasks
    try:
        with reading(session) as connection:
            if asked.until:
                saying = find_letter(connection, asked.by, own_office=get_own_office(connection)) if asked.by else None
                find_tasks_to_move(connection, asked.letter, asked.day, asked.offices, (), saying)
            else:
                find_tasks_of_event(connection, asked.letter, ())
    except UndecidedError as undecided:
        return ask_which(undecided) or None
    return ()
