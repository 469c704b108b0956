"""``circtrack read``: read letters and record their chain."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from circtrack.cli import consequences
from circtrack.cli.differing import Update, record
from circtrack.cli.differing import show as show_differences
from circtrack.cli.differing import tell as tell_differences
from circtrack.cli.drafts import show_drafts
from circtrack.cli.input import Encoding
from circtrack.cli.options import command, new_app
from circtrack.cli.session import Session
from circtrack.errors import N_, FileError, InputError, Message, UnknownError, join_names
from circtrack.progress_bar import steps
from circtrack.render import messages
from circtrack.render.output import Output
from circtrack.render.progress_bar import page_bar
from circtrack.render.streams import can_ask, read_stdin_bytes

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from circtrack.actions.letters.letter_effects import RecordedWithEffects
    from circtrack.cli.consequences import Forecast
    from circtrack.model import Letter, Office
    from circtrack.reading.documents import Document

app = new_app()

_DRAFTS = ".toml"


@command(
    app,
    help=N_("Read letters: chain, tasks, recipients, findings; record them."),
    title=N_("Letters read"),
    example="circtrack read letters.txt\ncirctrack read letters.txt --dry-run --format json",
    listing=True,
)
def read(
    session: Session,
    output: Output,
    files: Annotated[
        list[str], Argument(metavar="FILE...", help=N_("Texts, PDFs, scans or photographs; - for standard input."))
    ],
    yes: Annotated[bool, Option("--yes", "-y", help=N_("Record without asking."))] = False,
    dry_run: Annotated[bool, Option("--dry-run", help=N_("Show what would be recorded, record nothing."))] = False,
    edit: Annotated[bool, Option("--edit", help=N_("Correct the drafts in your editor first."))] = False,
    record_only: Annotated[
        bool, Option("--record-only", help=N_("Let no letter move another one's deadline or cancel it."))
    ] = False,
    update: Update = None,
    encoding: Encoding = "utf-8",
) -> None:
    """Read, show, ask, record."""
    letters = _read_all(session, _open_folders(files), encoding)
    if edit:
        letters = _edit(letters)
    elif not dry_run:
        _reject_prose(letters)
    objects = output.writes_objects()
    expected = consequences.forecast(session, letters, needed=dry_run or objects or not yes, dry_run=dry_run)
    show_drafts(letters, output, acts=lambda letter: consequences.objects(letter, expected))
    if not objects:
        consequences.show(expected)
    consequences.show_unassigned(expected)
    later = [each for each in (_doubt_day(letter, session.today) for letter in letters) if each]
    if dry_run or not yes:
        for note in later:
            messages.warn(note)
    if dry_run:
        if differences := consequences.find_differences(session, letters):
            show_differences(differences)
        return
    _reject_incomplete(letters)
    if not yes and not _ask_to_record(len(letters)):
        return
    agreed = consequences.choose(expected, letters, ask=not yes, act=not record_only)
    said_before = (*expected.unassigned, *(() if yes else later))
    _tell(
        record(lambda differing: consequences.record(session, letters, agreed, differing), update, ask=not yes),
        expected,
        said_before,
    )


_READABLE = {".txt", ".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", _DRAFTS}


def _open_folders(files: Sequence[str]) -> list[str]:
    """Return the files with those of folders in place of each folder; say which of its files are left out.

    Raises:
        FileError: a folder has no file that can be read.
    """
    opened: list[str] = []
    for name in files:
        if name == "-" or not os.path.isdir(name):  # noqa: PTH112 - also False for a name too long
            opened.append(name)
            continue
        inside = sorted(each for each in Path(name).iterdir() if each.is_file())
        found = [str(each) for each in inside if each.suffix.lower() in _READABLE]
        if not found:
            raise FileError("{folder} has no letters in it: no text, PDF or picture.", folder=name)
        left = [each.name for each in inside if str(each) not in found]
        messages.say(N_("{folder}: {count} files are read."), folder=name, count=len(found))
        if left:
            messages.warn(N_("{folder}: left out: {files}"), folder=name, files=join_names(left))
        opened += found
    return opened


def _read_all(session: Session, files: Sequence[str], encoding: str) -> list[Letter]:
    from circtrack.reading.documents import make_document, read_document
    from circtrack.reading.letters import read_letters

    with page_bar() as progress:
        documents = {
            name: make_document(read_stdin_bytes(), name, encoding, progress)
            if name == "-"
            else read_document(Path(name), encoding, progress)
            for name in steps(N_("Reading files"), files, len(files))
        }
    for name, document in documents.items():
        _warn_of_scans(name, document)
    texts = {name: document.text for name, document in documents.items()}
    near = _find_own_office(session)
    drafts = [letter for name, text in texts.items() if name.endswith(_DRAFTS) for letter in _drafts(text)]
    plain = {name: text for name, text in texts.items() if not name.endswith(_DRAFTS)}
    return drafts + read_letters(
        plain,
        today=session.today,
        known=lambda numbers: _load_known(session, numbers),
        near=near,
        doubts={name: document.doubts for name, document in documents.items()},
    )


def _find_own_office(session: Session) -> Office | None:
    """Return the office whose database it is; the offices that were added to it are known from now on."""
    from circtrack.cli.database import reading
    from circtrack.registry.offices import get_office
    from circtrack.store.settings import get_own_office

    with suppress(UnknownError), reading(session) as connection:
        return get_office(get_own_office(connection), session.today)
    return None


def _drafts(text: str) -> list[Letter]:
    from circtrack.reading.drafts_file import drafts_from_toml

    return drafts_from_toml(text)


def _warn_of_scans(name: str, document: Document) -> None:
    if document.distrusted:
        messages.warn(
            N_("{file}: the text of pages {pages} is not what they show. Install circtrack[ocr] to have them read."),
            file=name,
            pages=", ".join(map(str, document.distrusted)),
        )
    if not document.scanned:
        return
    if document.reread:
        messages.warn(
            N_("{file}: the text that came with pages {pages} cannot be trusted: OCR has read them anew."),
            file=name,
            pages=", ".join(map(str, document.reread)),
        )
    messages.warn(
        N_("{file}: {pages} pages read by OCR. Compare numbers and dates with the sheet."),
        file=name,
        pages=len(document.scanned),
    )
    for number, page in document.scanned.items():
        if page.doubts:
            messages.warn(
                N_("{file}, page {page}: numerals that OCR is not sure of: {words}"),
                file=name,
                page=number,
                words=", ".join(dict.fromkeys(page.doubts)),
            )


def _load_known(session: Session, numbers: Collection[str]) -> Sequence[Letter]:
    """Load the recorded letters with these numbers, and those above or below; none if there is no database yet."""
    from circtrack.cli.database import reading
    from circtrack.store.letters import load_known_letters

    with suppress(UnknownError), reading(session) as connection:
        return load_known_letters(connection, numbers)
    return ()


def _edit(letters: Sequence[Letter]) -> list[Letter]:
    from circtrack.cli.editor import edit_drafts

    return edit_drafts(letters)


def _reject_prose(letters: Sequence[Letter]) -> None:
    """Reject files in which no letter was found: most often they are the wrong files.

    Raises:
        InputError: there are such files; the message names them.
    """
    sources = [letter.source for letter in letters if any(each.code == "not_a_letter" for each in letter.findings)]
    if sources:
        raise InputError(
            "no letter was found in {files}; nothing was recorded.",
            hint=N_("A letter has a line of its own for ที่, เรื่อง or เรียน."),
            files=", ".join(sources),
        )


def _reject_incomplete(letters: Sequence[Letter]) -> None:
    """Reject letters without number, date or issuer, by which letters are recorded.

    Raises:
        InputError: there are such letters; the message names each and what it lacks.
    """
    lacking = [
        InputError("line {line} of {source}: no {field}.", line=letter.line, source=letter.source, field=name)
        for letter in letters
        for name in ("number", "date", "issuer")
        if not getattr(letter, name)
    ]
    if lacking:
        raise InputError(
            "a letter without number, date or issuer cannot be recorded; nothing was.",
            hint=N_("Complete it with --edit, or record it with circtrack add."),
            details=lacking,
        )


def _ask_to_record(count: int) -> bool:
    if not can_ask():
        raise InputError(
            "nothing was recorded: there is no one to ask.",
            hint=N_("Say --yes to record, or --dry-run to only look."),
        )
    if messages.confirm(N_("Record these letters ({count})?"), count=count):
        return True
    messages.say(N_("Nothing was recorded."))
    return False


def _doubt_day(letter: Letter, today: date) -> Message:
    """Say that a letter is dated after today; nothing, if it is not."""
    if letter.date is None or letter.date <= today:
        return Message("")
    text = N_("{number} is dated {date}, which is after today, {today}.")
    return Message(text, number=letter.number, date=letter.date, today=today)


def _tell(acted: RecordedWithEffects, expected: Forecast, said_before: Sequence[Message]) -> None:
    result = acted.recorded
    new = [letter for letter in result.letters if letter.is_new]
    corrected = {each.letter for each in result.corrections}
    tell_differences(result.corrections)
    for letter in result.letters:
        if not letter.is_new and letter.number not in corrected:
            messages.say(N_("{number} of {day} was recorded before."), number=letter.number, day=letter.date)
    for note in result.notes:
        if note not in said_before:
            messages.warn(note)
    if new:
        messages.say(
            N_(
                "Recorded {letters} letters, sent to {recipients} offices; {obligations} obligations for {tasks} tasks."
            ),
            letters=len(new),
            recipients=sum(letter.recipients for letter in new),
            tasks=result.tasks,
            obligations=result.obligations,
        )
    elif not corrected:
        messages.say(N_("Nothing new was recorded."))
    consequences.tell(acted, expected)
