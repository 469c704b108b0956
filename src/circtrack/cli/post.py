"""Read what is new in folders, as cron does with the morning's post: each file once, one line a file."""

from __future__ import annotations

import hashlib
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from circtrack.actions.letters.take_in import Given
from circtrack.cli import consequences
from circtrack.cli.consequences import Forecast
from circtrack.cli.read_files import FilesRead, OpenFiles, is_folder, list_folder
from circtrack.cli.recording import NOT_ALL, find_receipts, tell_receipts, tell_recorded
from circtrack.errors import N_, DiffersError, FileError, InputError, Message, UnknownError, join_names
from circtrack.progress_bar import steps
from circtrack.render import messages
from circtrack.render.progress_bar import page_bar
from circtrack.reports.post import FileRead, build_post_report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from circtrack.actions.letters.take_in import TakenIn
    from circtrack.actions.results import Differing
    from circtrack.cli.recording import Ways
    from circtrack.cli.session import Session
    from circtrack.render.output import Output


class _Post(NamedTuple):
    """Files by name: the SHA-256 of those that are new, why some could not be read, and those that were read before."""

    new: dict[str, str]
    unread: dict[str, FileError]
    known: list[str]


def read_post(
    session: Session, output: Output, files: Sequence[str], encoding: str, ways: Ways, move_to: Path | None
) -> int:
    """Read the new files of folders, and record what can be recorded; the status is 4 where that is not all.

    A file that cannot be read is told about, stays where it is, and is tried again the next time: a scanner may still
    be writing it.
    """
    post = _find_new(session, list(_list_files(files, may_be_empty=move_to is not None)))
    opened = OpenFiles()
    with page_bar() as progress:
        for name in steps(N_("Reading files"), list(post.new), len(post.new)):
            try:
                opened.open(Path(name).read_bytes(), name, encoding, progress)
            except (FileError, OSError) as error:
                post.unread[name] = error if isinstance(error, FileError) else _make_error(name, error)
    read = opened.read(session) if opened.documents else FilesRead([], opened.left)
    taken_files = {digest: name for name, digest in post.new.items() if name not in post.unread}
    rows: list[FileRead] = []
    if taken_files:
        taken = _record(session, Given(read.letters, files=taken_files), ways)
        rows = [_describe(name, read, taken) for name in taken_files.values()]
    rows += [
        FileRead(name, reasons=[each for each in (error.message, error.hint) if each], is_read=False)
        for name, error in post.unread.items()
    ]
    rows.sort(key=lambda row: row.name)
    if rows or output.format:
        output.write(build_post_report(rows))
    elif output.shows_table:
        messages.say(N_("Nothing is new in {folders}."), folders=join_names(files))
    failed = _move(move_to, [*taken_files.values(), *post.known]) if move_to else False
    return NOT_ALL if failed or any(row.reasons for row in rows) else 0


def _make_error(name: str, error: OSError) -> FileError:
    return FileError("cannot read {file}: {reason}.", file=name, reason=error.strerror or error)


def _list_files(files: Sequence[str], *, may_be_empty: bool) -> Iterator[str]:
    """Yield the names of files, and of those in folders that may be letters; say which are left out.

    Raises:
        FileError: a folder has no such file, and it is not said where files go that were read.
    """
    for name in files:
        if not is_folder(name):
            yield name
            continue
        found, left = list_folder(Path(name))
        if left:
            messages.warn(N_("{folder}: left out: {files}"), folder=name, files=join_names(left))
        if not (found or may_be_empty):
            raise FileError("{folder} has no letters in it: no text, PDF or picture.", folder=name)
        yield from map(str, found)


def _find_new(session: Session, names: Sequence[str]) -> _Post:
    """Tell new files from those whose content was read before, in an earlier run or under another name."""
    from circtrack.cli.database import reading
    from circtrack.store.drafts import list_read_files
    from circtrack.store.settings import get_own_office

    digests: dict[str, str] = {}
    unread: dict[str, FileError] = {}
    for name in names:
        try:
            with Path(name).open("rb") as stream:
                digests[name] = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            unread[name] = _make_error(name, error)
    seen: set[str] = set()
    with suppress(UnknownError), reading(session) as connection:
        seen = list_read_files(connection, get_own_office(connection), list(digests.values()))
    new: dict[str, str] = {}
    for name, digest in digests.items():
        if digest not in seen:
            new[name] = digest
            seen.add(digest)
    return _Post(new, unread, [name for name in digests if name not in new])


def _record(session: Session, given: Given, ways: Ways) -> TakenIn:
    """Record what can be recorded. Where a letter that lacks nothing hinders the others, it is kept as a draft."""
    agreed = consequences.choose(Forecast(known=False), given.letters, ask=False, act=not ways.record_only)
    differing: Differing = "refuse" if ways.update is None else "update" if ways.update else "keep"
    offered = find_receipts(session, given.letters)
    given = given._replace(receive=frozenset(offered if ways.receive else ()))
    try:
        taken = consequences.record(session, given, agreed, differing)
    except (InputError, DiffersError):
        refused = consequences.find_refused(session, given.letters, agreed, differing)
        taken = consequences.record(session, given._replace(refused=refused), agreed, differing)
    if taken.acted.recorded.is_change:
        tell_recorded(taken.acted, Forecast(known=False), ())
    tell_receipts(taken, given.letters, offered if ways.receive is None else {})
    return taken


def _describe(name: str, read: FilesRead, taken: TakenIn) -> FileRead:
    """Gather what became of one file's letters."""

    def is_of(source: str) -> bool:
        return source == name or source.startswith(f"{name}/")

    kept = {each.place: each for each in taken.not_recorded}
    whole = [letter for at, letter in enumerate(read.letters) if at not in kept]
    recorded: list[str] = []
    known: list[str] = []
    for letter, row in zip(whole, taken.acted.recorded.letters, strict=True):
        if is_of(letter.source):
            (recorded if row.is_new else known).append(row.number)
    open_ones = [each for each in kept.values() if is_of(each.letter.source) and not each.recorded]
    known += [each.recorded for each in kept.values() if is_of(each.letter.source) and each.recorded]
    reasons = [Message("draft {draft}: {reason}", draft=each.draft, reason=each.reason) for each in open_ones]
    reasons += [Message("{file} could not be read", file=each) for each in read.left if is_of(each)]
    return FileRead(name, recorded, known, [each.draft for each in open_ones], reasons)


def _move(folder: Path, names: Sequence[str]) -> bool:
    """Move files that were read into a folder, under new names where theirs are taken; return whether one failed."""
    failed = False
    for name in names:
        path = Path(name)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.move(path, _find_free(folder, path))
        except OSError as error:
            failed = True
            reason = error.strerror or error
            messages.warn(N_("{file} was read, but not moved to {folder}: {reason}"), file=name, folder=folder,
                          reason=reason)  # fmt: skip
    return failed


def _find_free(folder: Path, path: Path) -> Path:
    """Return a path in a folder that nothing has yet: the file's own name, or that with a number."""
    target, number = folder / path.name, 1
    while target.exists():
        number += 1
        target = folder / f"{path.stem}-{number}{path.suffix}"
    return target
