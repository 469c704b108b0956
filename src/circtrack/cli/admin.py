"""``circtrack admin``: give the roles of a server their offices."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from typer import Argument, Option

from circtrack.cli.database import reading
from circtrack.cli.input import Encoding, text_of
from circtrack.cli.options import command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_, InputError
from circtrack.render import messages
from circtrack.render.output import Output

app = new_app()


@command(
    app,
    help=N_("Give the roles of a server their offices."),
    example=(
        "circtrack admin grant อำเภอเทพสถิต clerk_3609\ncirctrack admin grant --csv roles.csv\n"
        "circtrack admin revoke clerk_3609\ncirctrack admin list"
    ),
    listing=True,
)
def admin(
    session: Session,
    output: Output,
    *,
    act: Annotated[
        Literal["grant", "revoke", "list"],
        Argument(metavar="grant|revoke|list", help=N_("Give an office, take it away, or list who has which.")),
    ],
    words: Annotated[
        list[str] | None,
        Argument(metavar="[OFFICE] [USER]", help=N_("For 'grant' the office and the role; for 'revoke' the role.")),
    ] = None,
    csv: Annotated[
        str,
        Option(
            "--csv",
            metavar="FILE",
            help=N_(
                "For 'grant' many at once: columns role and office; - for standard input. Nothing is granted if a line "
                "is wrong."
            ),
        ),
    ] = "",
    encoding: Encoding = "utf-8",
) -> None:
    """Grant, revoke or list."""
    if isinstance(session.database, Path):
        raise InputError(
            "{place} is a file, which whoever can read it reads whole; roles are a server's.",
            hint=N_("--db postgresql://USER@HOST/DATABASE names a database on a server."),
            place=session.database,
        )
    given = words or []
    if csv and act != "grant":
        raise InputError("--csv goes with 'grant' alone.")
    if act == "list":
        _check_word_count(given, 0, "circtrack admin list")
        from circtrack.reports.roles import build_roles_report

        with reading(session) as connection:
            output.write(build_roles_report(connection))
        return
    from circtrack.database.transaction import writing

    if csv:
        from circtrack.actions.admin import grant_listed

        _check_word_count(given, 0, "circtrack admin grant --csv FILE")
        listed = text_of(csv, encoding)
        with writing(session.database, "admin") as transaction:
            count = grant_listed(transaction, listed, session.today)
        messages.say(N_("Roles that now read and write as their offices: {count}."), count=count)
        return
    if act == "grant":
        from circtrack.actions.admin import grant

        _check_word_count(given, 2, "circtrack admin grant OFFICE USER")
        with writing(session.database, "admin") as transaction:
            granted = grant(transaction, given[0], given[1], session.today)
        message = (
            N_("{role} has {office} already.")
            if granted.before == granted.office.code
            else N_("{role} now reads and writes as {office}.")
        )
        messages.say(message, role=given[1], office=granted.office.name)
        return
    from circtrack.actions.admin import revoke

    _check_word_count(given, 1, "circtrack admin revoke USER")
    with writing(session.database, "admin", create=False) as transaction:
        revoke(transaction, given[0])
    messages.say(N_("{role} reads and writes nothing any more."), role=given[0])


def _check_word_count(words: list[str], count: int, form: str) -> None:
    if len(words) != count:
        raise InputError("It has this form: {form}", form=form)
