"""``circtrack correct``: put right what is recorded of a letter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Literal

from typer import Argument, Option

from circtrack.cli.confirmations import show_correction, tell_corrected, tell_notes
from circtrack.cli.database import reading
from circtrack.cli.list_options import ListEncoding, ListOptions, Sheet
from circtrack.cli.options import command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_, InputError
from circtrack.render import messages
from circtrack.render.streams import can_ask

if TYPE_CHECKING:
    from collections.abc import Callable

    from circtrack.actions.letters.correct import CorrectionResult
    from circtrack.actions.letters.correction import Correction
    from circtrack.database.transaction import Transaction
    from circtrack.model import Letter

app = new_app()


@command(
    app,
    help=N_("Put right what is recorded of a letter, whatever rests on it."),
    example='circtrack correct 708 --date "๘ มี.ค. ๖๖" --reason "พิมพ์ผิด"\n'
    'circtrack correct 908 --task 1 --due "๓๑ มี.ค. ๖๖" --dry-run\n'
    "circtrack correct 708 --add-to อบต.บ้านไร่\n"
    "circtrack correct 908 --add-to-list forgotten.csv\n"
    "circtrack correct 3022 --settle",
)
def correct(
    session: Session,
    *,
    letter: Annotated[str, Argument(metavar="LETTER", help=N_("Part of the letter's number."))],
    number: Annotated[str | None, Option("--number", metavar="NUMBER", help=N_("Its right number."))] = None,
    date: Annotated[str | None, Option("--date", metavar="DATE", help=N_("Its right date."))] = None,
    subject: Annotated[str | None, Option("--subject", metavar="TEXT", help=N_("Its right subject."))] = None,
    issuer: Annotated[str | None, Option("--from", metavar="OFFICE", help=N_("Who really wrote it."))] = None,
    urgency: Annotated[
        Literal["ด่วน", "ด่วนมาก", "ด่วนที่สุด", "none"] | None, Option("--urgency", help=N_("Its right urgency."))
    ] = None,
    parent: Annotated[
        str | None, Option("--parent", metavar="LETTER2", help=N_("The letter that it passes on; none for none."))
    ] = None,
    add_to: Annotated[
        list[str] | None,
        Option("--add-to", metavar="OFFICE", help=N_("A recipient or phrase that was forgotten; several times too.")),
    ] = None,
    add_to_list: Annotated[
        str,
        Option(
            "--add-to-list",
            metavar="FILE",
            help=N_("Recipients that were forgotten, by a list (`circtrack help lists`); - for standard input."),
        ),
    ] = "",
    sheet: Sheet = "",
    encoding: ListEncoding = None,
    remove_to: Annotated[
        list[str] | None,
        Option("--remove-to", metavar="OFFICE", help=N_("A recipient that it was not sent to; several times too.")),
    ] = None,
    task: Annotated[
        int | None,
        Option(
            "--task",
            metavar="PLACE",
            min=1,
            show_default=False,
            help=N_("The task of this place, which --title, --system, --audience and --due put right."),
        ),
    ] = None,
    add_task: Annotated[
        str | None,
        Option(
            "--add-task",
            metavar="TITLE",
            help=N_("A task that was forgotten; --system, --audience and --due say more of it."),
        ),
    ] = None,
    remove_task: Annotated[
        list[int] | None,
        Option("--remove-task", metavar="PLACE", help=N_("The task of this place, which it does not state.")),
    ] = None,
    title: Annotated[str | None, Option("--title", metavar="TEXT", help=N_("The task's right title."))] = None,
    system: Annotated[
        str | None, Option("--system", metavar="TEXT", help=N_("The system that it is entered in; none for none."))
    ] = None,
    audience: Annotated[
        str | None,
        Option("--audience", metavar="PHRASE", help=N_("Who must enter it; none for the letter's recipients.")),
    ] = None,
    due: Annotated[
        str | None,
        Option(
            "--due",
            metavar="DATE",
            help=N_("Its last day, or the words that count it, or by which it recurs; none for no deadline."),
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        Option(
            "--only",
            metavar="OFFICE",
            help=N_("With --due: the day to which `extend` moved this office alone; several times too."),
        ),
    ] = None,
    take: Annotated[
        list[int] | None, Option("--take", metavar="N", help=N_("Take what the finding of this place proposes."))
    ] = None,
    keep: Annotated[
        list[int] | None,
        Option("--keep", metavar="N", help=N_("Keep what is written, whatever this finding says.")),
    ] = None,
    settle: Annotated[
        bool, Option("--settle", help=N_("Decide the open findings one by one, each with its evidence."))
    ] = False,
    edit: Annotated[bool, Option("--edit", help=N_("Correct the recorded letter in your editor."))] = False,
    same_as: Annotated[
        str,
        Option(
            "--same-as",
            metavar="LETTER2",
            help=N_("It and this letter are one: what is recorded of both is kept with this one, whose word holds."),
        ),
    ] = "",
    withdraw: Annotated[
        bool, Option("--withdraw", help=N_("Take it out, with what only rested on it; nothing else is lost."))
    ] = False,
    reason: Annotated[str, Option("--reason", metavar="TEXT", help=N_("Why; it is kept."))] = "",
    yes: Annotated[bool, Option("--yes", "-y", help=N_("Correct without asking."))] = False,
    dry_run: Annotated[bool, Option("--dry-run", help=N_("Show what would follow, change nothing."))] = False,
) -> None:
    """Read what is wrong, show what follows, ask, correct."""
    from circtrack.actions.letters.correction import Correction, TaskValues
    from circtrack.clock import parse_day

    values = TaskValues(title, system, audience, due)
    _reject_contradictions(values_given=bool(values), task=task, add_task=add_task, title=title)
    options = ListOptions(add_to_list, encoding, sheet)
    options.reject_without_list()
    listed = _read_recipients(session, letter, options) if add_to_list else ()
    correction = Correction(
        number,
        parse_day(date) if date is not None else None,
        issuer,
        subject,
        urgency,
        parent,
        (*(add_to or ()), *listed),
        tuple(remove_to or ()),
        task or 0,
        values,
        add_task,
        tuple(remove_task or ()),
        tuple(take or ()),
        tuple(keep or ()),
        reason=reason,
        only=tuple(only or ()),
    )
    if only and (not task or due is None):
        raise InputError("--only says whose extended day is wrong: say which with --task N and --due.")
    if same_as or withdraw:
        if correction != Correction(reason=reason) or settle or edit or (same_as and withdraw):
            raise InputError("--same-as and --withdraw stand alone: correct single fields before or after.")
        carry_out(session, _make_whole_action(letter, same_as, reason), yes=yes, dry_run=dry_run)
        return
    if settle:
        correction = _settle(session, letter, correction)
    if edit:
        correction = _edit(session, letter, correction)
    if not correction:
        if settle:
            return
        raise InputError(
            "What is wrong in {letter}? Nothing is said.",
            hint=N_("`circtrack correct --help` lists what can be put right; --edit opens the whole letter."),
            letter=letter,
        )
    carry_out(session, _make_action(session, letter, correction), yes=yes, dry_run=dry_run)


def _reject_contradictions(*, values_given: bool, task: int | None, add_task: str | None, title: str | None) -> None:
    if task and add_task is not None:
        raise InputError("--task and --add-task: which of the two do the others say more of? One at a time.")
    if task and not values_given:
        raise InputError("What is wrong in task {task}? Say --title, --system, --audience or --due.", task=task)
    if values_given and not task and add_task is None:
        raise InputError("--title, --system, --audience and --due say more of a task: name it with --task N.")
    if add_task is not None and title is not None:
        raise InputError("--add-task gives the title already: leave out --title.")


def _make_action(session: Session, letter: str, correction: Correction) -> Callable[[Transaction], CorrectionResult]:
    from circtrack.actions.letters.correct import correct_letter
    from circtrack.registry.offices import load

    load()
    return lambda transaction: correct_letter(transaction, letter, correction, session.today)


def _make_whole_action(letter: str, same_as: str, reason: str) -> Callable[[Transaction], CorrectionResult]:
    from circtrack.actions.letters.same_as import join_letters
    from circtrack.actions.letters.withdraw import withdraw_letter

    if same_as:
        return lambda transaction: join_letters(transaction, letter, same_as, reason)
    return lambda transaction: withdraw_letter(transaction, letter, reason)


def carry_out(session: Session, action: Callable[[Transaction], CorrectionResult], *, yes: bool, dry_run: bool) -> None:
    """Show what would follow and ask, unless that is not wanted; then correct, and say what followed.

    Raises:
        InputError: there is no one to ask, and it is not said that nobody need be.
    """
    from circtrack.database.transaction import perform, rehearse

    if dry_run or not yes:
        expected = rehearse(session.database, "correct", action)
        show_correction(expected)
        if dry_run or not expected.is_change:
            return
        if not can_ask():
            raise InputError(
                "nothing was changed: there is no one to ask.",
                hint=N_("Say --yes to correct, or --dry-run to only look."),
            )
        if not messages.confirm(N_("Correct {letter}?"), letter=expected.letter):
            messages.say(N_("Nothing was changed."))
            return
    result = perform(session.database, "correct", action, create=False)
    if yes:
        show_correction(result)
    tell_corrected(result)


def _read_recipients(session: Session, text: str, options: ListOptions) -> tuple[str, ...]:
    """Return the codes of the offices under a letter's issuer that a list names; say whom it names besides.

    Raises:
        BadListError: lines name no office.
        InputError: no line names an office under the issuer.
    """
    from circtrack.actions.letters.manual_letters import find_listed_recipients
    from circtrack.registry.offices import get_office
    from circtrack.store.find_letter import find_letter
    from circtrack.store.settings import get_own_office

    read = options.read()
    with reading(session) as connection:
        found = find_letter(connection, text, own_office=get_own_office(connection))
        issuer = get_office(found.issuer, found.date)
        if issuer is None:
            raise InputError(
                "{issuer} is in no list of offices, so nobody stands under it.",
                hint=N_("Name the recipients with --add-to."),
                issuer=found.issuer_name,
            )
        codes, notes = find_listed_recipients(read, issuer, found.date)
    tell_notes(notes)
    return codes


def _load(session: Session, text: str, *, answered: bool = False) -> Letter:
    """Load a recorded letter; with ``answered`` those findings count as taken that were answered since."""
    from circtrack.store.corrections import load_stated_letter
    from circtrack.store.find_letter import find_letter
    from circtrack.store.findings import mark_answered
    from circtrack.store.settings import get_own_office

    with reading(session) as connection:
        found = find_letter(connection, text, own_office=get_own_office(connection))
        letter = load_stated_letter(connection, found.id)
        return mark_answered(connection, found.id, letter) if answered else letter


def _edit(session: Session, text: str, correction: Correction) -> Correction:
    """Let the clerk correct the letter in an editor; nothing else is said then.

    Raises:
        InputError: fields are named besides, there is no editor, or the edited text cannot be read.
    """
    from circtrack.cli.editor import edit_recorded

    if replace(correction, reason=""):
        raise InputError("--edit opens the whole letter: correct everything there, or name it by options.")
    before = _load(session, text)
    after = edit_recorded(before)
    return replace(correction, letter=after)


def _settle(session: Session, text: str, correction: Correction) -> Correction:
    """Ask about each open finding: take what it proposes, keep what is written, or leave it open."""
    from circtrack.actions.letters.findings import list_open
    from circtrack.render.drafts import finding_lines

    letter = _load(session, text, answered=True)
    decided = {*correction.take, *correction.keep}
    lines = finding_lines(letter)
    places = [place for place in list_open(letter) if place not in decided]
    if not places:
        messages.say(N_("{letter} has no finding that is left to be decided."), letter=letter.number)
        return correction
    if not can_ask():
        raise InputError(
            "nothing was changed: there is no one to ask. Open findings of {letter}:",
            hint=N_("Decide each with --take N or --keep N."),
            details=[f"{place}. {lines[place - 1]}" for place in places],
            letter=letter.number,
        )
    take, keep = list(correction.take), list(correction.keep)
    for place in places:
        messages.say(N_("{place}. {finding}"), place=place, finding=lines[place - 1])
        proposal = letter.findings[place - 1].proposal
        if proposal and messages.confirm(N_("Take {proposal}?"), proposal=proposal):
            take.append(place)
        elif messages.confirm(N_("Keep what is written?")):
            keep.append(place)
        else:
            messages.say(N_("It stays open."))
    return replace(correction, take=tuple(take), keep=tuple(keep))
