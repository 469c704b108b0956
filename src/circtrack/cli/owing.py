"""``circtrack owing``: list who still owes, and who has not even been told."""

# No `from __future__ import annotations`: Typer needs them as objects, and to compile each from its text takes long.

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from typer import Option

from circtrack.cli.asked import asked_for
from circtrack.cli.choices import office_kinds, states
from circtrack.cli.database import reading
from circtrack.cli.options import (
    IncludeSecret,
    KindsOfOffice,
    OptionalLetter,
    UnderOffice,
    command,
    new_app,
    reject_together,
)
from circtrack.cli.rounds import round_option
from circtrack.cli.session import Session
from circtrack.errors import N_, InputError
from circtrack.render.messages import warn
from circtrack.render.output import Output

if TYPE_CHECKING:
    from circtrack.thai.workdays import WorkingDays
    from circtrack.tracking.open_rounds import RoundChoice

app = new_app()

_By = Literal["office", "district", "province", "task", "letter", "state", "round"]
_Sort = Literal["due", "percent", "name"]
_FOR_PEOPLE = {"html", "xlsx"}


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
    letter: OptionalLetter = "",
    under: UnderOffice = "",
    within: Annotated[
        int | None,
        Option("--within", metavar="DAYS", min=0, help=N_("Only what is due in so many days.")),
    ] = None,
    overdue: Annotated[
        bool, Option("--overdue", help=N_("Only what is past its deadline (with --within: that too)."))
    ] = False,
    state: Annotated[
        str,
        Option(
            "--state",
            metavar="A,B,C",
            help=N_("Only these states, done and exempt among them; as in tables (ค้าง, เกินกำหนด) too."),
        ),
    ] = "",
    kind: KindsOfOffice = "",
    task: Annotated[
        str,
        Option("--task", metavar="TASK", help=N_("Only the letter's task of this place, or with this in its title.")),
    ] = "",
    system: Annotated[
        str, Option("--system", metavar="TEXT", help=N_("Only what is entered in a system with this in its name."))
    ] = "",
    round_: Annotated[
        str,
        round_option(
            N_(
                "Of what comes again and again: only the round of this place or day, or all that have opened; "
                "what is owed now if not said."
            )
        ),
    ] = "",
    history: Annotated[
        bool,
        Option("--history", help=N_("What became of each round: offices and rounds as a table, for one letter.")),
    ] = False,
    by: Annotated[_By | None, Option("--by", help=N_("Counts, one row for each of these."))] = None,
    sort: Annotated[
        _Sort | None,
        Option(
            "--sort", help=N_("With --by: what is most urgent first, the least done, or by name; urgency if not said.")
        ),
    ] = None,
    working_days: Annotated[
        bool,
        Option("--working-days", help=N_("Count working_days_left in any form of output; a table does of itself.")),
    ] = False,
    exit_code: Annotated[bool, Option("--exit-code", help=N_("Exit with 3 if someone owes."))] = False,
    include_secret: IncludeSecret = False,
) -> int:
    """List what is owed; with ``--exit-code``, return 3 if someone owes."""
    from circtrack.reports.owing import build_owing_report

    _reject_beyond_calendar(within, session.today)
    if sort and not by:
        raise InputError("--sort goes with --by: the list itself is sorted by deadline and place.")
    if history and (by or not letter):
        raise InputError("--history is of one letter, and does not go with --by: name the letter.")
    if history:
        reject_together("--history", {"--working-days": working_days, "--exit-code": exit_code})
    if by:
        reject_together("--by", {"--working-days": working_days})
    place, title = _parse_task(task)
    counts_days = working_days or output.shows_table or "working_days_left" in output.columns
    with reading(session) as connection:
        asked = asked_for(connection, session, letter, under, include_secret=include_secret)._replace(
            within=within,
            overdue=overdue,
            states=states(state) if state else (),
            task=place,
            title=title,
            system=system,
            kinds=office_kinds(kind),
            rounds=_choose_rounds(session, round_, by),
            calendar=_load_working_days(needed=working_days) if counts_days and not by else None,
        )
        if history:
            from circtrack.reports.round_history import build_round_history

            output.write(build_round_history(connection, asked, dated=output.chosen_format() in {"html", "xlsx"}))
            return 0
        if by:
            from circtrack.reports.state_counts import build_owing_by_report

            totals = output.chosen_format() in _FOR_PEOPLE
            result = build_owing_by_report(connection, asked, by, sort or "due", totals=totals)
        else:
            result = build_owing_report(connection, asked)
        report = result.report
        if output.chosen_format() == "html":
            from circtrack.render.table_layout import limit_rows
            from circtrack.reports.owing_page import build_owing_page

            # Too many are refused before the page's facts are counted, which takes longer.
            report = report._replace(rows=list(limit_rows(report.rows)))
            report = build_owing_page(connection, asked, report, by)
        output.write(report)
    if result.tally.unassigned:
        from circtrack.cli.unassigned import tell_unassigned  # mostly there is none

        tell_unassigned(result.tally.unassigned, output)
    return 3 if exit_code and result.tally.owing else 0


def _choose_rounds(session: Session, text: str, by: _By | None) -> "RoundChoice | None":
    if not text and by != "round":
        return None
    from circtrack.cli.rounds import parse_round  # few reports name a round

    return parse_round(session, text or "all")


def _reject_beyond_calendar(within: int | None, today: date) -> None:
    """Reject a number of days that leads past the last day of the calendar (31 December 9999).

    Raises:
        InputError: the number is too large.
    """
    most = (date.max - today).days
    if within is not None and within > most:
        raise InputError(
            "--within {days} is past the last day of the calendar; {most} is the most.", days=within, most=most
        )


def _parse_task(text: str) -> tuple[int, str]:
    """Return the task's position in its letter, or else (0) a part of its title.

    Raises:
        InputError: the position is 0.
    """
    if not text:
        return 0, ""
    from circtrack.store.tasks import read_task_place

    place = read_task_place(text)
    if place is None:
        return 0, text
    if not place:
        raise InputError("--task {task}: tasks are counted from 1.", task=text)
    return place, ""


def _load_working_days(*, needed: bool) -> "WorkingDays | None":
    from circtrack.working_days import working_days

    found = working_days()
    if found is None and needed:
        warn(N_("working days are counted by the public holidays that circtrack[holidays] installs; it is not here."))
    return found
