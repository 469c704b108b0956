"""``circtrack remind``: remind those who must act of deadlines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Option

from circtrack.cli.database import reading
from circtrack.cli.options import IncludeSecret, OptionalLetter, UnderOffice, command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_, InputError
from circtrack.render import messages
from circtrack.render.output import Output

if TYPE_CHECKING:
    from collections.abc import Callable

    from circtrack.cli.remind_ways import Way
    from circtrack.database.engine import Connection
    from circtrack.reports.reminders import DigestSpool, ReminderChoice

    Find = Callable[[Connection], DigestSpool]

app = new_app()


@command(
    app,
    help=N_("What is to be said today, to whom; silent when nothing is."),
    example="circtrack remind --all\n"
    "circtrack remind --once --exit-code\n"
    "circtrack remind --smtp --dry-run\n"
    "circtrack remind --all --ics deadlines.ics",
    listing=True,
    formats=("text", "markdown"),
    format_help=N_("Form of the output: text to paste into a chat group, if not said."),
)
def remind(
    session: Session,
    output: Output,
    *,
    letter: OptionalLetter = "",
    everything: Annotated[
        bool,
        Option(
            "--all",
            help=N_(
                "All that is owed. Else only what falls on this day by the settings: 7, 3 and 1 days before, the day "
                "itself, the day after, then every 3 days; of urgent letters more. What falls on a day off is said "
                "before it, after the deadline on the next working day. (Public holidays: circtrack[holidays].)"
            ),
        ),
    ] = False,
    once: Annotated[
        bool,
        Option(
            "--once",
            help=N_("Record what is said, and say nothing that was said before. A missed day catches up. For cron."),
        ),
    ] = False,
    each: Annotated[bool, Option("--each", help=N_("One to every office that owes, not to those above them."))] = False,
    under: UnderOffice = "",
    dry_run: Annotated[
        bool, Option("--dry-run", help=N_("Show what would be said; send, write and record nothing."))
    ] = False,
    eml: Annotated[
        Path | None, Option("--eml", metavar="DIR", help=N_("One mail file each into this folder, as drafts."))
    ] = None,
    ics: Annotated[
        Path | None, Option("--ics", metavar="FILE", help=N_("The deadlines as a calendar file (circtrack[ics])."))
    ] = None,
    smtp: Annotated[
        bool,
        Option(
            "--smtp",
            help=N_(
                "Mail them through the server of the settings, to the addresses of remind.addresses. What was sent is "
                "recorded, as with --once: after a failure the same command sends the rest."
            ),
        ),
    ] = False,
    include_secret: IncludeSecret = False,
    exit_code: Annotated[bool, Option("--exit-code", help=N_("Exit with 3 if something was said."))] = False,
) -> int:
    """Deliver the reminders in the way asked for; with ``--exit-code``, return 3 if there were any."""
    from circtrack.cli.remind_ways import Calendar, MailFiles, Text
    from circtrack.reports.reminders import ReminderChoice

    _reject_several(eml=eml, ics=ics, smtp=smtp)
    _reject_several(eml=eml, ics=ics, smtp=smtp, output=output.file)
    choice = ReminderChoice(everything, once or smtp, each, ics is not None)
    find = _make_finder(session, letter, under, choice, include_secret=include_secret)
    if dry_run:
        said = _show(session, output, find, as_mail=bool(smtp or eml))
    elif smtp:
        said = _send(session, find)
    else:
        way: Way = MailFiles(eml) if eml else Calendar(ics) if ics else Text(output)
        said = (_deliver_once if once else _deliver)(session, find, way)
    _tell_unassigned(session, letter, everything=everything or bool(letter), include_secret=include_secret)
    return 3 if exit_code and said else 0


def _make_finder(session: Session, letter: str, under: str, choice: ReminderChoice, *, include_secret: bool) -> Find:
    """Return a function that builds the digests from an open database."""

    def find(connection: Connection) -> DigestSpool:
        from circtrack.cli.asked import asked_for
        from circtrack.cli.remind_settings import reminders_as_set
        from circtrack.reports.reminders import build_digests

        asked = asked_for(connection, session, letter, under, include_secret=include_secret)
        return build_digests(connection, asked, reminders_as_set(), choice)

    return find


def _tell_unassigned(session: Session, letter: str, *, everything: bool, include_secret: bool) -> None:
    """Say of what it is not yet said who must act: of all, or of what a reminder would fall on this day."""
    from circtrack.cli.asked import asked_for
    from circtrack.cli.remind_settings import reminders_as_set
    from circtrack.cli.unassigned import tell_unassigned
    from circtrack.reports.tracked import day
    from circtrack.reports.unassigned import say_what_is_unassigned

    reminders, today = reminders_as_set(), session.today
    with reading(session) as connection:
        asked = asked_for(connection, session, letter, "", include_secret=include_secret)
        found = say_what_is_unassigned(
            connection,
            asked,
            lambda each: (
                everything or (each.due_on is not None and reminders.of_day(day(each.due_on), today) is not None)
            ),
        )
    tell_unassigned(found)


def _deliver(session: Session, find: Find, way: Way) -> bool:
    """Deliver the reminders and record nothing."""
    with reading(session) as connection:
        digests = find(connection)
        way.say(digests, session.today)
    return bool(digests)


def _deliver_once(session: Session, find: Find, way: Way) -> bool:
    from circtrack.actions.remind import say_and_record

    today = session.today
    return say_and_record(session.database, today, way.channel, find, lambda digests: way.say(digests, today))


def _send(session: Session, find: Find) -> bool:
    """Mail the reminders, and record each once the server has accepted it."""
    from circtrack.actions.remind import send_and_record
    from circtrack.cli.remind_settings import mail_server, refuse_unsendable
    from circtrack.cli.remind_ways import mails_of
    from circtrack.render.mail_server import connected

    refuse_unsendable()
    server, today = mail_server(), session.today
    sent = send_and_record(
        session.database,
        today,
        lambda connection: mails_of(find(connection), today),
        server.host,
        lambda: connected(server),
    )
    if sent:
        messages.say(N_("Reminders sent: {count}: {names}"), count=len(sent), names=", ".join(sent))
    return bool(sent)


def _show(session: Session, output: Output, find: Find, *, as_mail: bool) -> bool:
    """Show the reminders and, for mail, the recipients; send, write and record nothing."""
    from circtrack.cli.remind_ways import Text, show_heads

    with reading(session) as connection:
        digests = find(connection)
        if as_mail:
            show_heads(digests, session.today)
        Text(output).say(digests, session.today)
    return bool(digests)


def _reject_several(**ways: object) -> None:
    given = [f"--{name}" for name, value in ways.items() if value]
    if len(given) > 1:
        raise InputError("{options} do not go together: choose one.", options=", ".join(given))
