"""``circtrack done``: record that offices have entered the data, or how far they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

from typer import Argument, Option

from circtrack.cli.confirmations import tell_progress
from circtrack.cli.list_options import (
    Everyone,
    ListEncoding,
    ListFile,
    ListOptions,
    Partial,
    Rejects,
    Sheet,
    UnderWhom,
    Yes,
    find_under,
    record_list,
    tell_outcome,
)
from circtrack.cli.options import TaskPlace, command, new_app
from circtrack.cli.rounds import Early, RoundOf, ask_round, parse_rounds
from circtrack.cli.session import Session
from circtrack.errors import N_, InputError, UndecidedError
from circtrack.render.streams import can_ask

if TYPE_CHECKING:
    from circtrack.actions.listed import ListOutcome
    from circtrack.actions.results import ChangeResult
    from circtrack.actions.work.done import ProgressEntry
    from circtrack.database.transaction import Transaction
    from circtrack.tracking.open_rounds import RoundChoice

app = new_app()


@command(
    app,
    help=N_("Record that offices have entered the data."),
    example='circtrack done 908 อบต.บ้านไร่ ทต.เทพสถิต --on "๒๐ มี.ค. ๖๖"\n'
    "circtrack done 908 --list done.csv\n"
    "circtrack done 908 --all-but not-yet.txt\n"
    "circtrack done 908 --under อำเภอเทพสถิต\n"
    'circtrack done 908 อบต.โป่งนก --blocked "ระบบล่ม"',
)
def done(
    session: Session,
    *,
    letter: Annotated[str, Argument(metavar="[LETTER]", help=N_("Part of the letter's number."))] = "",
    offices: Annotated[
        list[str] | None, Argument(metavar="[OFFICE]...", help=N_("Codes or names, as people write them."))
    ] = None,
    on: Annotated[str, Option("--on", metavar="DATE", help=N_("The day it was done; today if not said."))] = "",
    task: TaskPlace = 0,
    incomplete: Annotated[bool, Option("--incomplete", help=N_("Entered, but fields were left blank."))] = False,
    blocked: Annotated[
        str | None, Option("--blocked", metavar="NOTE", help=N_("Not entered, because the system was down: what?"))
    ] = None,
    round_: RoundOf = "",
    early: Early = False,
    note: Annotated[str, Option("--note", metavar="TEXT", help=N_("A note to keep with it."))] = "",
    listed: ListFile = "",
    all_but: Annotated[
        str,
        Option(
            "--all-but",
            metavar="FILE",
            help=N_(
                "A list of who has NOT done it: all others under the own office, or under --under, who owe are "
                "recorded as done; the listed stay as they are. - for standard input."
            ),
        ),
    ] = "",
    under: UnderWhom = "",
    everyone: Everyone = False,
    sheet: Sheet = "",
    encoding: ListEncoding = None,
    rejects: Rejects = None,
    partial: Partial = False,
    yes: Yes = False,
) -> None:
    """Check the options against each other, read the list if there is one, record, confirm."""
    from circtrack.actions.work.done import make_entry
    from circtrack.cli.days import past_day

    options = ListOptions(listed or all_but, encoding, sheet, rejects, partial, yes)
    _reject_contradictions(letter, offices or [], listed, all_but, partly=incomplete or blocked is not None)
    options.reject_without_list()
    day = past_day(session, on) if on else None
    rounds = parse_rounds(session, round_, early=early)
    what = make_entry(session.today, on=day, incomplete=incomplete, blocked=blocked, note=note)
    if options.file or everyone or under:
        if offices:
            raise InputError(
                "{office} is named besides {option}: give either.",
                office=offices[0],
                option="--under" if under else "--all",
            )
        many = DoneMany(what, task, under, day is not None, bool(all_but), rounds, early)
        _record_many(session, letter, many, options)
    elif recorded := _record(session, DoneOne(letter, offices or [], what, task, early), rounds):
        tell_progress(recorded)


class DoneMany(NamedTuple):
    """What is said of many offices at once."""

    what: ProgressEntry
    task: int
    under: str
    day_given: bool
    all_but: bool
    rounds: RoundChoice
    early: bool


class DoneOne(NamedTuple):
    """What is said of the offices that are named."""

    letter: str
    offices: list[str]
    what: ProgressEntry
    task: int
    early: bool


def _reject_contradictions(letter: str, offices: list[str], listed: str, all_but: str, *, partly: bool) -> None:
    if listed and all_but:
        raise InputError("--list and --all-but contradict each other: give one list.")
    if offices and (listed or all_but):
        raise InputError(
            "{office} is named besides the list {file}: give either.", office=offices[0], file=listed or all_but
        )
    if all_but and partly:
        raise InputError("--all-but records who is done; it cannot go with --incomplete or --blocked.")
    if not letter and not listed:
        raise InputError("Which letter? Name any part of its number.", hint=N_("`circtrack letters` lists them."))


def _record(session: Session, said: DoneOne, rounds: RoundChoice) -> ChangeResult | None:
    """Record it; where several rounds are owed, ask at a terminal, and return None where nothing is answered."""
    from circtrack.actions.work.done import record_done
    from circtrack.database.transaction import perform

    def action(transaction: Transaction) -> ChangeResult:
        return record_done(
            transaction,
            said.letter,
            said.offices,
            said.what,
            session.today,
            task=said.task,
            rounds=rounds,
            early=said.early,
        )

    try:
        return perform(session.database, "done", action, create=False)
    except UndecidedError as undecided:
        if not can_ask():
            raise
        choice = ask_round(session, undecided)
        return _record(session, said, choice) if choice else None


def _record_many(session: Session, letter: str, many: DoneMany, options: ListOptions) -> None:
    """Record a list, or all of a part of the country."""
    from circtrack.actions.work.done_lists import DoneOptions, record_all_but, record_done_list
    from circtrack.lists.model import ReadList

    if many.all_but and options.partial:
        raise InputError("--all-but takes a line that is not understood for done; it cannot go with --partial.")
    read = options.read() if options.file else ReadList(())
    under = find_under(session, many.under)
    said = DoneOptions(
        many.what, session.today, many.task, under, options.partial, many.day_given, many.rounds, many.early
    )

    def action(transaction: Transaction) -> tuple[ChangeResult, ListOutcome]:
        if many.all_but or not options.file:
            return record_all_but(transaction, letter, read, said)
        return record_done_list(transaction, read, letter, said)

    if recorded := record_list(session, "done", action, options):
        tell_progress(recorded[0])
        tell_outcome(recorded[1], recorded[0].letter)
