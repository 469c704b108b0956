"""``circtrack done``: record that offices have entered the data, or how far they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from circtrack.cli.confirmations import tell_progress
from circtrack.cli.input import Encoding, text_of
from circtrack.cli.options import TaskPlace, command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_, InputError

if TYPE_CHECKING:
    from circtrack.actions.results import ChangeResult
    from circtrack.actions.work.done import ProgressEntry
    from circtrack.database.transaction import Transaction

app = new_app()


@command(
    app,
    help=N_("Record that offices have entered the data."),
    example='circtrack done 908 อบต.บ้านไร่ ทต.เทพสถิต --on "๒๐ มี.ค. ๖๖"\n'
    "circtrack done 908 --csv done.csv\n"
    "circtrack done 908 --all-but not-yet.txt\n"
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
    note: Annotated[str, Option("--note", metavar="TEXT", help=N_("A note to keep with it."))] = "",
    csv: Annotated[
        str,
        Option(
            "--csv",
            metavar="FILE",
            help=N_(
                "Many at once: columns office, and any of letter, task, on, progress (done, incomplete, blocked), "
                "note; - for standard input. Nothing is recorded if a line is wrong."
            ),
        ),
    ] = "",
    all_but: Annotated[
        str,
        Option(
            "--all-but",
            metavar="FILE",
            help=N_(
                "A list of who has NOT done it, an office a line: all others who owe and have been told are recorded "
                "as done; the listed and the untold stay as they are. - for standard input."
            ),
        ),
    ] = "",
    encoding: Encoding = "utf-8",
) -> None:
    """Check the options against each other, read the list if there is one, record, confirm."""
    from circtrack.actions.work.done import make_entry
    from circtrack.clock import parse_day

    _reject_contradictions(letter, offices or [], csv, all_but, partly=incomplete or blocked is not None)
    day = parse_day(on) if on else None
    what = make_entry(session.today, on=day, incomplete=incomplete, blocked=blocked, note=note)
    listed = text_of(csv or all_but, encoding) if csv or all_but else ""
    tell_progress(_record(session, letter, offices or [], listed, what, task, is_csv=bool(csv)))


def _reject_contradictions(letter: str, offices: list[str], csv: str, all_but: str, *, partly: bool) -> None:
    if csv and all_but:
        raise InputError("--csv and --all-but contradict each other: give one list.")
    if offices and (csv or all_but):
        raise InputError(
            "{office} is named besides the list {file}: give either.", office=offices[0], file=csv or all_but
        )
    if all_but and partly:
        raise InputError("--all-but records who is done; it cannot go with --incomplete or --blocked.")
    if not letter and not csv:
        raise InputError("Which letter? Name any part of its number.", hint=N_("`circtrack letters` lists them."))


def _record(
    session: Session, letter: str, offices: list[str], listed: str, what: ProgressEntry, task: int, *, is_csv: bool
) -> ChangeResult:
    from circtrack.actions.work.done import record_done
    from circtrack.database.transaction import perform

    def action(transaction: Transaction) -> ChangeResult:
        if is_csv:
            from circtrack.actions.work.done_lists import record_done_csv

            return record_done_csv(transaction, listed, letter, what, session.today, task=task)
        if listed:
            from circtrack.actions.work.done_lists import record_all_but

            return record_all_but(transaction, letter, listed, what, session.today, task=task)
        return record_done(transaction, letter, offices, what, session.today, task=task)

    return perform(session.database, "done", action, create=False)
