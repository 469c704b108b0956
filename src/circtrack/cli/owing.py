"""``circtrack owing``: who still owes, and who has not even been told."""

from __future__ import annotations

from typing import Annotated, Literal

from typer import Argument, Option

from circtrack.cli.database import reading
from circtrack.cli.options import Session, command, new_app
from circtrack.errors import N_
from circtrack.render.output import Output

app = new_app()

_State = Literal["overdue", "due_today", "at_risk", "untold", "owing", "open", "done_late", "done", "exempt"]
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
        list[_State] | None, Option("--state", help=N_("Only these states; may be given several times."))
    ] = None,
    task: Annotated[int, Option("--task", metavar="N", min=0, help=N_("Only the letter's task of this place."))] = 0,
    by: Annotated[_By | None, Option("--by", help=N_("Counts, one row for each of these."))] = None,
    exit_code: Annotated[bool, Option("--exit-code", help=N_("Exit with 3 if someone owes."))] = False,
) -> int:
    """Write what is owed; 3 where someone owes and that was asked for."""
    from circtrack.reports.owing import owing_report
    from circtrack.reports.tracked import Asked
    from circtrack.store.find_letter import find_letter
    from circtrack.store.settings import own_office

    with reading(session) as connection:
        own = own_office(connection)
        asked = Asked(
            session.today,
            find_letter(connection, letter, own_office=own) if letter else None,
            _office(under, session) if under else "",
            own,
            within,
            overdue,
            tuple(state or ()),
            task,
        )
        if by:
            from circtrack.reports.owing_by import owing_by_report

            result = owing_by_report(connection, asked, by)
        else:
            result = owing_report(connection, asked)
        output.write(result.report)
    return 3 if exit_code and result.tally.owing else 0


def _office(text: str, session: Session) -> str:
    from circtrack.registry.find import find_office

    return find_office(text, session.today).code
