"""``circtrack forward``: record the letter that passes another one on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from circtrack.cli.confirmations import tell_recorded
from circtrack.cli.consequences import tell_waiting
from circtrack.cli.differing import Update, record
from circtrack.cli.list_options import ListEncoding, ListOptions, Sheet
from circtrack.cli.options import command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_, InputError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from circtrack.actions.results import Differing, RecordResult
    from circtrack.lists.model import ReadList

app = new_app()


@command(
    app,
    help=N_("Record the letter that passes another one on."),
    example='circtrack forward 3022 --number "ชย 0023.14/708" --date "๙ มี.ค. ๖๖" --from อำเภอเทพสถิต\n'
    "circtrack forward 3022 --from อ.ภูเขียว --unnumbered",
)
def forward(
    session: Session,
    *,
    letter: Annotated[str, Argument(metavar="LETTER", help=N_("Part of the number of the letter passed on."))],
    number: Annotated[str, Option("--number", metavar="NUMBER", help=N_("The new letter's number."))] = "",
    unnumbered: Annotated[
        bool,
        Option(
            "--unnumbered",
            help=N_("It was passed on, its number is not known yet: whoever is below counts as told on that day."),
        ),
    ] = False,
    date: Annotated[str, Option("--date", metavar="DATE", help=N_("Its date; today if not said."))] = "",
    issuer: Annotated[
        str, Option("--from", metavar="OFFICE", help=N_("Who passes it on; whose database this is, if not said."))
    ] = "",
    from_list: Annotated[
        str,
        Option(
            "--from-list", metavar="FILE", help=N_("With --unnumbered: who has passed it on, by a list; - for stdin.")
        ),
    ] = "",
    everyone: Annotated[
        bool, Option("--all", help=N_("With --unnumbered: all directly below who have issued no letter of the chain."))
    ] = False,
    to: Annotated[
        list[str] | None,
        Option(
            "--to",
            metavar="OFFICE",
            help=N_(
                "A recipient, or a phrase such as อบต.ทุกแห่ง; may be given several times. If not said: those "
                "directly below who owe, or under whom someone does."
            ),
        ),
    ] = None,
    to_list: Annotated[
        str,
        Option(
            "--to-list",
            metavar="FILE",
            help=N_("Recipients on a list (`circtrack help lists`); - for standard input."),
        ),
    ] = "",
    sheet: Sheet = "",
    encoding: ListEncoding = None,
    due: Annotated[
        str,
        Option("--due", metavar="DATE", help=N_("An earlier last day that it sets, also in each round: 'ทุกวันที่ ๓'.")),
    ] = "",
    subject: Annotated[
        str, Option("--subject", metavar="TEXT", help=N_("Its subject; that of the letter passed on, if not said."))
    ] = "",
    update: Update = None,
) -> None:
    """Record and confirm."""
    from circtrack.actions.letters.manual_letters import record_forward
    from circtrack.actions.letters.stated_deadline import read_recurrence
    from circtrack.cli.days import coming_day, past_day
    from circtrack.cli.doubtful_days import agree, doubt_deadline, doubt_letter, tell
    from circtrack.database.transaction import perform
    from circtrack.registry.offices import load

    options = ListOptions(to_list or from_list, encoding, sheet)
    options.reject_without_list()
    said = {"--to": to, "--to-list": to_list, "--due": due, "--subject": subject, "--update": update is not None}
    _reject_contradictions(
        number, {"--from": issuer, "--from-list": from_list, "--all": everyone}, said, unnumbered=unnumbered
    )
    on = past_day(session, date) if date else session.today
    rule = read_recurrence(due, on) if due else ""
    earlier = coming_day(session, due) if due and not rule else None
    doubt = doubt_deadline(earlier, number, on)
    if not agree(doubt_letter(number, on, session.today)) or not agree(doubt):
        return
    load()
    read = options.read() if options.file else None
    if unnumbered:
        tell_recorded(_record_unnumbered(session, letter, on, issuer, read, everyone=everyone))
        return

    def act(differing: Differing) -> RecordResult:
        return perform(
            session.database,
            "forward",
            lambda transaction: record_forward(
                transaction,
                letter,
                number=number,
                on=on,
                today=session.today,
                issuer=issuer,
                to=to or (),
                to_list=read,
                due=earlier,
                again=(rule, due),
                subject=subject,
                differing=differing,
            ),
            create=False,
        )

    result = record(act, update)
    tell_recorded(result)
    if result.is_change:
        tell(doubt)
    tell_waiting(session, result)


def _reject_contradictions(
    number: str, issuers: Mapping[str, object], said: Mapping[str, object], *, unnumbered: bool
) -> None:
    """Reject options that contradict each other; ``issuers`` say who passed it on, ``said`` are about its text."""
    if bool(number) == unnumbered:
        raise InputError(
            "Which number has it? Say --number, or --unnumbered if it is not known yet.",
        )
    named = [option for option, given in issuers.items() if given]
    if not unnumbered and named not in ([], ["--from"]):
        raise InputError("--from-list and --all go with --unnumbered.")
    if len(named) > 1:
        raise InputError("{options} do not go together: choose one.", options=", ".join(named))
    if unnumbered and (more := [option for option, given in said.items() if given]):
        raise InputError(
            "--unnumbered tells all below who owe; it does not go with {options}.", options=", ".join(more)
        )


def _record_unnumbered(
    session: Session, letter: str, on: dt.date, issuer: str, read: ReadList | None, *, everyone: bool
) -> RecordResult:
    from circtrack.actions.letters.unnumbered import record_unnumbered
    from circtrack.database.transaction import perform

    return perform(
        session.database,
        "forward",
        lambda transaction: record_unnumbered(
            transaction, letter, on=on, today=session.today, issuer=issuer, listed=read, everyone=everyone
        ),
        create=False,
    )
