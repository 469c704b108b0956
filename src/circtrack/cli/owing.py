"""``circtrack owing``: who still owes, and who has not even been told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from typer import Argument, Option

from circtrack.cli.database import reading
from circtrack.cli.options import Session, command, new_app
from circtrack.errors import N_, InputError
from circtrack.render.output import Output

if TYPE_CHECKING:
    import sqlite3

    from circtrack.model import State
    from circtrack.store.find_letter import FoundLetter

app = new_app()

_By = Literal["office", "district", "province", "task", "letter", "state"]


@command(
    app,
    help=N_("Who still owes data entry, and who has not even been told."),
    example="circtrack owing 908 --format csv\n"
    "circtrack owing --within 3 --exit-code\n"
    "circtrack owing 908 --by province",
    listing=True,
)
def owing(
    session: Session,
    output: Output,
    *,
    letter: Annotated[
        str, Argument(metavar="[LETTER]", help=N_("Part of the letter's number; all chains if not given."))
    ] = "",
    under: Annotated[str, Option("--under", metavar="OFFICE", help=N_("Only this office and those under it."))] = "",
    within: Annotated[
        int | None,
        Option("--within", metavar="DAYS", min=0, help=N_("Only what is due in so many days.")),
    ] = None,
    overdue: Annotated[
        bool, Option("--overdue", help=N_("Only what is past its deadline (with --within: that too)."))
    ] = False,
    state: Annotated[
        str, Option("--state", metavar="A,B,C", help=N_("Only these states, done and exempt among them."))
    ] = "",
    task: Annotated[
        int | None, Option("--task", metavar="N", min=1, help=N_("Only the letter's task of this place."))
    ] = None,
    by: Annotated[_By | None, Option("--by", help=N_("Counts, one row for each of these."))] = None,
    exit_code: Annotated[bool, Option("--exit-code", help=N_("Exit with 3 if someone owes."))] = False,
) -> int:
    """Write what is owed; 3 where someone owes and that was asked for."""
    from circtrack.reports.owing import owing_report
    from circtrack.reports.tracked import Asked
    from circtrack.store.settings import own_office

    with reading(session) as connection:
        own = own_office(connection)
        asked = Asked(
            session.today,
            _letter(connection, letter, own) if letter else None,
            _office(under, session) if under else "",
            own,
            within,
            overdue,
            _states(state),
            task or 0,
        )
        if by:
            from circtrack.reports.owing_by import owing_by_report

            result = owing_by_report(connection, asked, by)
        else:
            result = owing_report(connection, asked)
        report = result.report
        if output.chosen_format() == "html":
            from circtrack.reports.owing_page import owing_page

            report = owing_page(connection, asked, report, by)
        output.write(report)
    return 3 if exit_code and result.tally.owing else 0


def _letter(connection: sqlite3.Connection, text: str, own_office: str) -> FoundLetter:
    from circtrack.store.find_letter import find_letter

    return find_letter(connection, text, own_office=own_office)


def _office(text: str, session: Session) -> str:
    from circtrack.registry.find import find_office

    return find_office(text, session.today).code


def _states(text: str) -> tuple[State, ...]:
    from circtrack.tracking.state import STATES

    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in STATES:
            raise InputError("no state {name}.", hint=N_("There are: {states}"), name=name, states=", ".join(STATES))
    return tuple(state for state in STATES if state in names)
