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
from circtrack.cli.rounds import ask_round, parse_round, round_option
from circtrack.cli.session import Session
from circtrack.cli.which_tasks import ask_which
from circtrack.database.transaction import perform
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
    from circtrack.lists.model import ReadList
    from circtrack.store.find_letter import FoundLetter
    from circtrack.tracking.open_rounds import RoundChoice

app = new_app()


@command(
    app,
    help=N_("Move a deadline, or set one where the letter names no day."),
    example='circtrack extend 908 --to "๗ เม.ย. ๖๖" --by "มท 0810.7/ว 1100"\n'
    'circtrack extend 908 อบต.โป่งนก --to 2023-04-11 --reason "ระบบล่ม"\n'
    'circtrack extend 715 --counted-from "๑ มี.ค. ๖๖" --reason "ประกาศในราชกิจจานุเบกษา"\n'
    'circtrack extend 801 --round 3 --to "๙ มิ.ย. ๖๖" --reason "ระบบล่ม"\n'
    'circtrack extend 801 --to "ภายในวันที่ ๑๐ ของทุกเดือน" --by "มท 0810.7/ว 1100"',
)
def extend(
    session: Session,
    *,
    letter: OneLetter,
    offices: Annotated[
        list[str] | None, Argument(metavar="[OFFICE]...", help=N_("Only these; all under the letter if none."))
    ] = None,
    to: Annotated[
        str,
        Option(
            "--to",
            metavar="DATE",
            help=N_("The new last day, inclusive; of what comes again and again also all days: 'ทุกวันที่ ๑๐'."),
        ),
    ] = "",
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
    round_: Annotated[
        str,
        round_option(
            N_(
                "Of what comes again and again: the round whose deadline moves, or the first with other days; if not "
                "said the only one owed, or the one that is open."
            )
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
    from circtrack.actions.letters.stated_deadline import read_recurrence

    options = ListOptions(listed, encoding, sheet, rejects, partial, yes)
    options.reject_without_list()
    if listed and offices:
        raise InputError("{office} is named besides the list {file}: give either.", office=offices[0], file=listed)
    if bool(to) == bool(counted_from):
        raise InputError("Until when? One of --to and --counted-from is needed, and not both.")
    meant = _find_letter(session, letter)
    if rule := read_recurrence(to, meant.date) if to else "":
        if offices or listed:
            raise InputError(
                "'{to}' changes the days of all rounds to come, for all who owe them; offices cannot be named.",
                hint=N_("For single offices name one day, and with --round the round that it is for."),
                to=to,
            )
        _change_rule(session, _NewRule(letter, to, rule, reason, tuple(task or ()), by), parse_round(session, round_))
        return
    _move(
        session,
        _Move(meant, letter, to, counted_from, tuple(offices or ()), tuple(task or ()), by, reason, options),
        round_,
    )


class _Move(NamedTuple):
    meant: FoundLetter
    letter: str
    to: str
    counted_from: str
    offices: tuple[str, ...]
    tasks: tuple[int, ...]
    by: str
    reason: str
    options: ListOptions


def _move(session: Session, asked: _Move, round_: str) -> None:
    """Move the deadline to a day, or count it from one; ask first where the day is doubtful."""
    from circtrack.cli.days import coming_day, past_day
    from circtrack.cli.doubtful_days import agree, doubt_deadline, doubt_event, tell

    day = coming_day(session, asked.to) if asked.to else past_day(session, asked.counted_from)
    doubt = (doubt_deadline if asked.to else doubt_event)(day, asked.meant.number, asked.meant.date)
    if not agree(doubt):
        return
    tasks = _choose_tasks(session, asked, day)
    if tasks is None:
        messages.say(N_("Nothing was recorded."))
        return
    read = asked.options.read() if asked.options.file else None
    recorded = _record(session, asked._replace(tasks=tasks), day, read, parse_round(session, round_))
    if recorded is None:
        return
    tell_moved(recorded[0])
    tell(doubt)
    tell_outcome(recorded[1], recorded[0].letter)


def _record(
    session: Session, asked: _Move, day: date, read: ReadList | None, choice: RoundChoice
) -> tuple[ChangeResult, ListOutcome] | None:
    """Record; at a terminal ask which round is meant where that is not said, and return None for no answer."""

    def action(transaction: Transaction) -> tuple[ChangeResult, ListOutcome]:
        from circtrack.actions.listed import ListOutcome
        from circtrack.actions.work.deadlines import count_from_event, extend
        from circtrack.actions.work.list_targets import ListedWork, record_listed
        from circtrack.actions.work.rounds import MeantRounds

        letter, tasks, by, reason = asked.letter, asked.tasks, asked.by, asked.reason
        today = session.today

        def record(offices: Sequence[str], chosen: RoundChoice) -> ChangeResult:
            if asked.counted_from and not chosen.is_current:
                raise InputError("--round goes with --to: rounds are not counted from an event.")
            if asked.counted_from:
                return count_from_event(transaction, letter, day, offices, reason, tasks=tasks, by=by, today=today)
            rounds = MeantRounds(today, chosen, early=not chosen.is_current)
            return extend(transaction, letter, day, offices, reason, tasks=tasks, by=by, rounds=rounds)

        if read is None:
            return record(asked.offices, choice), ListOutcome()
        place = tasks[0] if len(tasks) == 1 else 0
        work = ListedWork(read, today, choice, place, asked.options.partial)
        return record_listed(transaction, letter, work, record)

    options = asked.options if asked.options.file else asked.options._replace(yes=True)
    try:
        return record_list(session, "extend", action, options)
    except UndecidedError as undecided:
        if not can_ask():
            raise
        answer = ask_round(session, undecided)  # which tasks are meant was asked before
        return _record(session, asked, day, read, answer) if answer else None


class _NewRule(NamedTuple):
    letter: str
    words: str
    rule: str
    reason: str
    tasks: tuple[int, ...]
    by: str


def _change_rule(session: Session, asked: _NewRule, choice: RoundChoice) -> None:
    """Let the rounds of a duty be due by another rule; at a terminal ask which task is meant where several recur."""

    def action(transaction: Transaction) -> ChangeResult:
        from circtrack.actions.work.round_rules import change_rule
        from circtrack.actions.work.rounds import MeantRounds

        letter, words, rule, reason, tasks, by = asked
        rounds = MeantRounds(session.today, choice)
        return change_rule(transaction, letter, words, rule, reason, rounds, tasks=tasks, by=by)

    try:
        tell_moved(perform(session.database, "extend", action, create=False))
    except UndecidedError as undecided:
        if not can_ask():
            raise
        if tasks := ask_which(undecided):
            _change_rule(session, asked._replace(tasks=tasks), choice)
        else:
            messages.say(N_("Nothing was recorded."))


def _find_letter(session: Session, text: str) -> FoundLetter:
    """The letter that is meant, before anything is locked: a question may take its time."""
    with reading(session) as connection:
        return find_letter(connection, text, own_office=get_own_office(connection))


def _choose_tasks(session: Session, asked: _Move, day: date) -> tuple[int, ...] | None:
    """Return the places of the tasks meant, empty where that is clear; at a terminal ask, None for no answer.

    Raises:
        UndecidedError: it is not clear, and there is nobody to ask.
    """
    from circtrack.actions.work.deadlines import find_tasks_of_event, find_tasks_to_move

    if asked.tasks or not can_ask():
        return asked.tasks
    try:
        with reading(session) as connection:
            if asked.to:
                saying = find_letter(connection, asked.by, own_office=get_own_office(connection)) if asked.by else None
                find_tasks_to_move(connection, asked.letter, day, asked.offices, (), saying)
            else:
                find_tasks_of_event(connection, asked.letter, ())
    except UndecidedError as undecided:
        return ask_which(undecided) or None
    return ()
