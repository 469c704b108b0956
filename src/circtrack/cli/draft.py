"""``circtrack draft``: write the office's own letters on a circular, in the forms of the regulation."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from typer import Argument, Option

from circtrack.cli.database import reading
from circtrack.cli.options import IncludeSecret, OneLetter, command, new_app
from circtrack.cli.rounds import round_option
from circtrack.cli.session import Session
from circtrack.errors import N_, InputError
from circtrack.render import messages

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from circtrack.actions.results import RecordResult
    from circtrack.database.transaction import Transaction
    from circtrack.reports.papers import PaperDraft

app = new_app()


@command(
    app,
    help=N_("Write a letter on a circular: pass on, remind, report, or memo."),
    example="circtrack draft forward 3022 --docx forward.docx\n"
    "circtrack draft reminder 908\n"
    "circtrack draft reminder 908 --stamped --docx reminder.docx\n"
    "circtrack draft report 908 --output report.txt\n"
    "circtrack draft memo 908",
)
def draft(
    session: Session,
    *,
    kind: Annotated[
        Literal["forward", "reminder", "report", "memo"],
        Argument(
            metavar="forward|reminder|report|memo",
            help=N_(
                "What to write: the letter that passes the circular on to those below; the reminder to them; the "
                "report to the office above; the memo to the office's own head."
            ),
        ),
    ],
    letter: OneLetter,
    stamped: Annotated[bool, Option("--stamped", help=N_("The reminder as a stamped letter (หนังสือประทับตรา)."))] = False,
    due: Annotated[
        str, Option("--due", metavar="DATE", help=N_("The last day that the letter sets, where it is another."))
    ] = "",
    number: Annotated[
        str, Option("--number", metavar="NUMBER", help=N_("The letter's number; else its place stays free."))
    ] = "",
    date: Annotated[str, Option("--date", metavar="DATE", help=N_("Its date; else its day stays free."))] = "",
    issuer: Annotated[
        str, Option("--from", metavar="OFFICE", help=N_("Who writes it; whose database this is, if not said."))
    ] = "",
    record: Annotated[
        bool,
        Option(
            "--record",
            help=N_("Record the letter that passes the circular on, as `forward` does; its number may come later."),
        ),
    ] = False,
    docx: Annotated[
        Path | None, Option("--docx", metavar="FILE", help=N_("As a document for a word processor (circtrack[docx])."))
    ] = None,
    output: Annotated[Path | None, Option("--output", metavar="FILE", help=N_("Write to this file."))] = None,
    round_: Annotated[
        str,
        round_option(
            N_(
                "Of what comes again and again: the round of this place or day, or all; those that are late and the "
                "last that is over, if not said."
            )
        ),
    ] = "",
    include_secret: IncludeSecret = False,
) -> None:
    """Write the draft; what it leaves out is said."""
    from circtrack.clock import parse_day

    _reject_contradictions(kind, number, due, docx, output, stamped=stamped, record=record)
    on, last = (parse_day(given) if given else None for given in (date, due))
    if last and last < (on or session.today):
        raise InputError("{due} is over: a letter cannot set it as its last day.", due=last)
    if round_ and kind == "forward":
        raise InputError("--round is for a reminder, a report or a memo: a letter passes on all rounds.")
    found = _find(session, kind, letter, issuer, last, round_, secret=include_secret)
    if found.untold:
        messages.warn(
            N_("not told by any letter, so there is nothing to remind them of: {offices}. Pass the letter on first."),
            offices=", ".join(found.untold),
        )
    if found.at_home:
        messages.warn(N_("owing, but in the sender's own house: {offices}."), offices=", ".join(found.at_home))
    if found.content is None:
        messages.say(N_("There is nobody below to remind."))
        return
    number = _write_whole(number, found.content)
    if record:
        _record(session, letter, number=number, on=on, due=last, issuer=issuer)
    content = found.content | {"number": number, "on": on}
    _write(session, "stamped" if stamped else kind, content, docx, output)


def _reject_contradictions(
    kind: str, number: str, due: str, docx: Path | None, output: Path | None, *, stamped: bool, record: bool
) -> None:
    if docx and docx.suffix.lower() in {".pdf", ".doc", ".odt", ".txt", ".rtf"}:
        raise InputError(
            "--docx writes a Word document, and {file} is named as something else.",
            hint=N_("Write {name}.docx, and make the PDF from it: `libreoffice --convert-to pdf {name}.docx`"),
            file=docx,
            name=docx.stem,
        )
    if output and output.suffix.lower() in {".pdf", ".docx", ".doc", ".odt"}:
        raise InputError(
            "--output writes plain text, and {file} is named as a document.",
            hint=N_("--docx FILE.docx writes a document for a word processor."),
            file=output,
        )
    if docx and output:
        raise InputError("{options} do not go together: choose one.", options="--docx, --output")
    if due and kind == "report":
        raise InputError("--due is not for a report: it sets no day.")
    if stamped and kind != "reminder":
        raise InputError("--stamped is for a reminder.")
    if record and kind != "forward":
        raise InputError("--record is for a letter that passes a circular on.")
    if record and not number and due:
        raise InputError(
            "--record with --due needs --number: only a letter with a number sets a day.",
            hint=N_("`circtrack register out --reserve 1` gives one; or leave --record out and record it later."),
        )


def _write_whole(number: str, content: Mapping[str, object]) -> str:
    """Return a letter's number whole, where only its own part is given: 708 becomes ชย 0023.14/708."""
    from circtrack.config import settings
    from circtrack.thai.digits import to_arabic

    office = settings().office
    prefix = office.prefix or str(content.get("prefix") or "")
    alone = re.fullmatch(r"(?P<mark>ว ?)?(?P<serial>[0-9]+)", to_arabic(number.strip()))
    if alone is None or not prefix or prefix.isalpha():
        return number
    return f"{prefix}/{'ว ' if alone['mark'] else ''}{alone['serial'].zfill(office.serial_width)}"


def _find(
    session: Session, kind: str, letter: str, issuer: str, due: dt.date | None, round_: str, *, secret: bool
) -> PaperDraft:
    from circtrack.cli.asked import asked_for
    from circtrack.cli.rounds import parse_round
    from circtrack.reports.papers import draft_paper

    with reading(session) as connection:
        asked = asked_for(connection, session, letter, "", include_secret=secret)
        asked = asked._replace(rounds=parse_round(session, round_) if round_ else None)
        sender = ""
        if issuer:
            from circtrack.registry.find import find_office

            sender = find_office(issuer, session.today, under=asked.own_office).code
        return draft_paper(connection, asked, kind, sender=sender, due=due)  # type: ignore[arg-type]  # Typer has checked it


def _record(
    session: Session,
    letter: str,
    *,
    number: str,
    on: dt.date | None,
    due: dt.date | None,
    issuer: str,
) -> None:
    from circtrack.actions.letters.manual_letters import record_forward
    from circtrack.actions.letters.unnumbered import record_unnumbered
    from circtrack.cli.confirmations import tell_recorded
    from circtrack.database.transaction import perform
    from circtrack.registry.offices import load
    from circtrack.store.settings import get_own_office

    load()
    day = on or session.today

    def act(transaction: Transaction) -> RecordResult:
        if not number:
            who = issuer or get_own_office(transaction.connection)
            return record_unnumbered(transaction, letter, on=day, today=session.today, issuer=who)
        return record_forward(transaction, letter, number=number, on=day, today=session.today, issuer=issuer, due=due)

    tell_recorded(perform(session.database, "draft", act, create=False))


def _write(session: Session, template: str, content: dict[str, object], docx: Path | None, output: Path | None) -> None:
    from circtrack.config import settings
    from circtrack.render.output import Output
    from circtrack.render.paper import paper_lines, paper_text

    office = settings().office
    lines = paper_lines(template, content, office, settings().remind.templates)
    if docx is None:
        Output(file=output).write_text(paper_text(lines))
        return
    from circtrack.render.mail import write_file
    from circtrack.render.paper_document import paper_document

    write_file(docx, paper_document(lines, session.today, office.emblem))
    messages.say(N_("Draft written to {file}."), file=docx)
