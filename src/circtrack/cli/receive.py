"""``circtrack receive``: record that offices have received a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from circtrack.cli.confirmations import tell_counted, tell_rest
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
from circtrack.cli.options import command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_, InputError, join_offices
from circtrack.render import messages
from circtrack.render.days import day_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from circtrack.actions.listed import ListOutcome
    from circtrack.actions.results import ChangeResult
    from circtrack.database.transaction import Transaction

app = new_app()


@command(
    app,
    help=N_("Record that offices have received a letter."),
    example='circtrack receive 708 อบต.บ้านไร่ --on "๑๓ มี.ค. ๖๖" --number 156/2566\n'
    "circtrack receive 708 --list receipts.csv\n"
    "circtrack receive 708 --under อำเภอเทพสถิต",
)
def receive(
    session: Session,
    *,
    letter: Annotated[
        str, Argument(metavar="[LETTER]", help=N_("Part of the number of any letter of the chain."))
    ] = "",
    offices: Annotated[
        list[str] | None, Argument(metavar="[OFFICE]...", help=N_("Codes or names, as people write them."))
    ] = None,
    on: Annotated[str, Option("--on", metavar="DATE", help=N_("The day in its stamp; today if not said."))] = "",
    number: Annotated[str, Option("--number", metavar="N", help=N_("Its receive number."))] = "",
    listed: ListFile = "",
    under: UnderWhom = "",
    everyone: Everyone = False,
    sheet: Sheet = "",
    encoding: ListEncoding = None,
    rejects: Rejects = None,
    partial: Partial = False,
    yes: Yes = False,
) -> None:
    """Record and confirm."""
    from circtrack.cli.days import past_day

    options = ListOptions(listed, encoding, sheet, rejects, partial, yes)
    _reject_contradictions(letter, offices or (), number, listed, many=everyone or bool(under))
    options.reject_without_list()
    day = past_day(session, on) if on else session.today
    if offices:
        _tell(_record_named(session, letter, offices, day, number))
    elif recorded := record_list(session, "receive", _make_action(session, letter, day, under, options), options):
        _tell(recorded[0])
        tell_outcome(recorded[1], recorded[0].letter)


def _reject_contradictions(letter: str, offices: Sequence[str], number: str, listed: str, *, many: bool) -> None:
    if not letter and not listed:
        raise InputError("Which letter? Name any part of its number.", hint=N_("`circtrack letters` lists them."))
    if offices and (listed or many):
        option = "--list" if listed else "--under"
        raise InputError("{office} is named besides {option}: give either.", office=offices[0], option=option)
    if not (offices or listed or many):
        raise InputError(
            "Who received it? No office is named.",
            hint=N_("Name it after the letter, or many with --list FILE, --under OFFICE or --all."),
        )
    if number and len(offices) != 1:
        raise InputError("--number is of one office; a list has a column เลขรับ.")


def _record_named(session: Session, letter: str, offices: Sequence[str], day: date, number: str) -> ChangeResult:
    from circtrack.actions.work.receive import record_received_by
    from circtrack.database.transaction import perform

    return perform(
        session.database,
        "receive",
        lambda transaction: record_received_by(transaction, letter, offices, day, session.today, number=number),
        create=False,
    )


def _make_action(
    session: Session, letter: str, day: date, under: str, options: ListOptions
) -> Callable[[Transaction], tuple[ChangeResult, ListOutcome]]:
    """Return what records the receipts of a list, or of all of a part of the country."""
    from circtrack.actions.listed import ListOutcome
    from circtrack.actions.work.receive import record_all_received, record_received_list

    top = find_under(session, under)
    read = options.read() if options.file else None

    def action(transaction: Transaction) -> tuple[ChangeResult, ListOutcome]:
        if read is None:
            return record_all_received(transaction, letter, day, session.today, under=top), ListOutcome()
        return record_received_list(transaction, letter, read, day, session.today, under=top, partial=options.partial)

    return action


_EACH = 5
"""Up to how many receipts are said one by one."""


def _tell(result: ChangeResult) -> None:
    if len(result.changes) > _EACH:
        messages.say(
            N_("{count} offices received {letter}: {offices}"),
            count=len(result.changes),
            letter=result.letter,
            offices=join_offices((change.office, change.name) for change in result.changes),
        )
    for change in result.changes:
        if len(result.changes) <= _EACH:
            messages.say(
                N_("{office} received {letter} on {on}."), office=change.name, letter=result.letter, on=change.on
            )
        if change.before:
            day, _, number = change.before.partition(" ")
            before = f"{day_text(day)} {number}".strip()
            messages.warn(N_("{office} was recorded as {before} before."), office=change.name, before=before)
    tell_counted(result)
    tell_rest(result)
