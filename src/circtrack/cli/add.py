"""``circtrack add``: record a letter by options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from typer import Option

from circtrack.cli.confirmations import tell_recorded
from circtrack.cli.consequences import tell_waiting
from circtrack.cli.differing import Update, record
from circtrack.cli.options import command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_, InputError
from circtrack.render import messages

if TYPE_CHECKING:
    from circtrack.actions.results import Differing, RecordResult

app = new_app()


@command(
    app,
    help=N_("Record a letter by options, without its text."),
    example='circtrack add --number "มท 0810.7/ว 908" --date "๒๗ ก.พ. ๖๖" --from สถ. \\\n'
    '    --to ผู้ว่าราชการจังหวัดทุกจังหวัด --subject "การบันทึกข้อมูลศูนย์ช่วยเหลือประชาชน" \\\n'
    '    --task "ศูนย์ช่วยเหลือประชาชน" --system INFO \\\n'
    '    --audience องค์กรปกครองส่วนท้องถิ่น --due "๒๔ มี.ค. ๖๖"',
)
def add(
    session: Session,
    *,
    number: Annotated[str, Option("--number", metavar="NUMBER", help=N_("The letter's number."))],
    date: Annotated[str, Option("--date", metavar="DATE", help=N_("The letter's date."))],
    issuer: Annotated[str, Option("--from", metavar="OFFICE", help=N_("Who wrote it."))],
    subject: Annotated[str, Option("--subject", metavar="TEXT", help=N_("The letter's subject."))] = "",
    to: Annotated[
        list[str] | None,
        Option(
            "--to",
            metavar="OFFICE",
            help=N_("A recipient, or a phrase such as นายอำเภอทุกอำเภอ; may be given several times."),
        ),
    ] = None,
    task: Annotated[
        list[str] | None,
        Option("--task", metavar="TITLE", help=N_("One thing to enter; may be given several times.")),
    ] = None,
    system: Annotated[str, Option("--system", metavar="TEXT", help=N_("The system that it is entered in."))] = "",
    audience: Annotated[
        str,
        Option(
            "--audience",
            metavar="PHRASE",
            help=N_("Who must enter it, as for --to, several with commas; the recipients, if not said."),
        ),
    ] = "",
    due: Annotated[
        str,
        Option(
            "--due",
            metavar="DATE",
            help=N_("The last day, inclusive; or the letter's words that count it, or by which it recurs."),
        ),
    ] = "",
    parent: Annotated[str, Option("--parent", metavar="LETTER", help=N_("The letter that it passes on."))] = "",
    urgency: Annotated[Literal["ด่วน", "ด่วนมาก", "ด่วนที่สุด"] | None, Option("--urgency", help=N_("Its urgency."))] = None,
    update: Update = None,
) -> None:
    """Record and confirm."""
    from circtrack.actions.letters.manual_letters import record_manual_letter
    from circtrack.actions.letters.stated_deadline import describe_deadline, read_deadline
    from circtrack.cli.days import past_day
    from circtrack.cli.doubtful_days import agree, doubt_deadline, doubt_letter, tell
    from circtrack.database.transaction import perform
    from circtrack.model import Task
    from circtrack.registry.offices import load

    if (system or audience or due) and not task:
        raise InputError("--system, --audience and --due say more of a task: name it with --task TITLE.")
    on = past_day(session, date)
    last_day, rule = read_deadline(due, on) if due else (None, "")
    tasks = [Task(title, system, audience, last_day, rule, due) for title in task or ()]
    doubt = doubt_deadline(last_day, number, on)
    if not agree(doubt_letter(number, on, session.today)) or not agree(doubt):
        return
    load()

    def act(differing: Differing) -> RecordResult:
        return perform(
            session.database,
            "add",
            lambda transaction: record_manual_letter(
                transaction,
                number=number,
                on=on,
                today=session.today,
                issuer=issuer,
                subject=subject,
                to=to or (),
                tasks=tasks,
                parent=parent,
                urgency=urgency or "",
                differing=differing,
            ),
        )

    result = record(act, update)
    tell_recorded(result)
    if result.is_change:
        if said := describe_deadline(due, last_day, rule, on):
            messages.warn(said)
        tell(doubt)
    tell_waiting(session, result)
