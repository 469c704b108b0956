"""``circtrack read``: read letters and record their chain."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from circtrack.actions.letters.take_in import Given
from circtrack.cli.differing import Update
from circtrack.cli.input import Encoding
from circtrack.cli.options import command, new_app
from circtrack.cli.read_files import is_folder, open_folders, read_files
from circtrack.cli.recording import NOT_ALL, Ways, record_read
from circtrack.cli.session import Session
from circtrack.errors import N_, InputError, Message
from circtrack.render import messages
from circtrack.render.output import Output

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from circtrack.model import Letter

app = new_app()


@command(
    app,
    help=N_("Read letters: chain, tasks, recipients, findings; record them."),
    title=N_("Letters read"),
    example="circtrack read letters.txt\ncirctrack read letters.txt --dry-run --format json\n"
    "circtrack read inbox/ --yes --move-to done/",
    listing=True,
)
def read(
    session: Session,
    output: Output,
    files: Annotated[
        list[str],
        Argument(
            metavar="FILE...", help=N_("Texts, Word files, e-mails, ZIPs, PDFs, scans, folders of them; - for stdin.")
        ),
    ],
    yes: Annotated[bool, Option("--yes", "-y", help=N_("Record without asking."))] = False,
    dry_run: Annotated[bool, Option("--dry-run", help=N_("Show what would be recorded, record nothing."))] = False,
    edit: Annotated[bool, Option("--edit", help=N_("Correct the drafts in your editor first."))] = False,
    record_only: Annotated[
        bool, Option("--record-only", help=N_("Let no letter move another one's deadline or cancel it."))
    ] = False,
    receive: Annotated[
        bool | None,
        Option(
            "--receive/--no-receive",
            help=N_("Record the receipt that the stamp of your own office tells, or do not. Else it is asked."),
            show_default=False,
        ),
    ] = None,
    move_to: Annotated[
        Path | None,
        Option("--move-to", metavar="DIR", help=N_("With --yes and a folder: where its files go once read.")),
    ] = None,
    update: Update = None,
    encoding: Encoding = "utf-8",
) -> int:
    """Read, show, ask, record; the status is 4 where not all was recorded."""
    ways = Ways(yes, dry_run, record_only, update, receive)
    folder = any(map(is_folder, files))
    if move_to and not (yes and folder):
        raise InputError("--move-to goes with --yes and a folder, whose new files are then read.")
    if yes and folder and not (dry_run or edit):
        from circtrack.cli.post import read_post

        return read_post(session, output, files, encoding, ways, move_to)
    letters, left = read_files(session, open_folders(files), encoding)
    not_all = bool(left)
    if edit:
        letters = _edit(letters)
    elif not dry_run:
        letters, prose = _leave_out_prose(letters, session.today)
        not_all = not_all or prose
    status = record_read(session, output, Given(letters), ways)
    return NOT_ALL if not_all and not dry_run else status


def _edit(letters: Sequence[Letter]) -> list[Letter]:
    from circtrack.cli.editor import edit_drafts

    return edit_drafts(letters)


def _leave_out_prose(letters: Sequence[Letter], today: date) -> tuple[list[Letter], bool]:
    """Leave out files in which no letter was found; say so, and what they seem to ask. Return whether there are any.

    Raises:
        InputError: there are only such files: most often they are the wrong ones.
    """
    found = [(letter, each) for letter in letters for each in letter.findings if each.code == "not_a_letter"]
    prose = [letter for letter, _ in found]
    sources = ", ".join(letter.source for letter in prose)
    asked = [told for letter in prose for told in _tell_asked(letter, today)]
    if prose and len(prose) == len(letters):
        from circtrack.render.drafts import choose_no_letter_hint

        raise InputError(
            "no letter was found in {files}; nothing was recorded.",
            hint=choose_no_letter_hint(finding for _, finding in found),
            details=asked,
            files=sources,
        )
    if prose:
        messages.warn(N_("no letter was found in {files}."), files=sources)
        for each in asked:
            messages.warn(each)
    return [letter for letter in letters if letter not in prose], bool(prose)


def _tell_asked(letter: Letter, today: date) -> list[Message]:
    """Say what a text asks that is no letter: a mail by its lines, another by the days and requests found in it."""
    from circtrack.reading.mails import is_from_mail, report_asked
    from circtrack.render.drafts import finding_lines

    if is_from_mail(letter.text, letter.source):
        said = N_("{file}: the mail itself says: {text}")
        return [Message(said, file=letter.source, text=each.text) for each in report_asked(letter.text, today)]
    asked = tuple(each for each in letter.findings if each.field in {"tasks", "due_on"})
    lines = finding_lines(replace(letter, findings=asked))
    return [Message(N_("{number}: {finding}"), number=letter.source, finding=line) for line in lines]
