"""``circtrack log``: list what was recorded, by whom and when."""

from __future__ import annotations

from typing import Annotated

from typer import Option

from circtrack.cli.confirmations import say_recorded
from circtrack.cli.database import reading
from circtrack.cli.options import IncludeSecret, command, new_app, reject_reversed_days
from circtrack.cli.session import Session
from circtrack.errors import N_
from circtrack.render.output import Output

app = new_app()


@command(
    app,
    help=N_("What was recorded, by whom and when."),
    title=N_("Log of what was recorded"),
    example="circtrack log --last 10\ncirctrack log --letter 908 --office อบต.บ้านไร่ --since 2566-03-01",
    listing=True,
    has_sentences=True,
)
def log(
    session: Session,
    output: Output,
    *,
    last: Annotated[int | None, Option("--last", metavar="N", min=1, help=N_("Only the last so many entries."))] = None,
    letter: Annotated[
        str, Option("--letter", metavar="LETTER", help=N_("Only what touches this letter's chain."))
    ] = "",
    office: Annotated[str, Option("--office", metavar="OFFICE", help=N_("Only what names this office."))] = "",
    who: Annotated[str, Option("--who", metavar="NAME", help=N_("Only what this person recorded."))] = "",
    since: Annotated[
        str, Option("--since", metavar="DATE", help=N_("Only what was recorded on this day or later."))
    ] = "",
    until: Annotated[
        str, Option("--until", metavar="DATE", help=N_("Only what was recorded on this day or earlier."))
    ] = "",
    include_secret: IncludeSecret = False,
) -> None:
    """Write the journal."""
    from circtrack.clock import parse_day
    from circtrack.reports.log import build_log_report
    from circtrack.store.log import LogFilter, find_chain

    first, final = (parse_day(given) if given else None for given in (since, until))
    reject_reversed_days(first, final)
    with reading(session) as connection:
        chain: frozenset[int] = frozenset()
        if letter:
            from circtrack.store.find_letter import find_letter
            from circtrack.store.settings import get_own_office

            own = get_own_office(connection)
            found = find_letter(connection, letter, own_office=own, include_secret=include_secret)
            chain = find_chain(connection, found.root)
        code = ""
        if office:
            from circtrack.actions.target import choose_office
            from circtrack.store.completing import list_tracked_offices
            from circtrack.store.settings import get_own_office

            names = {each.code: each.name for each in list_tracked_offices(connection)}
            code, _ = choose_office(office, names, session.today, get_own_office(connection))
        wanted = LogFilter(last, chain, code, who, include_secret=include_secret)
        output.write(build_log_report(connection, wanted, since=first, until=final, say=say_recorded))
