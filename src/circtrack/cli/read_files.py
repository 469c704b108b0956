"""Read the letters of files and folders."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from circtrack.errors import N_, FileError, UnknownError, join_names
from circtrack.progress_bar import steps
from circtrack.render import messages
from circtrack.render.progress_bar import page_bar
from circtrack.render.streams import read_stdin_bytes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from circtrack.cli.session import Session
    from circtrack.model import Letter, Office
    from circtrack.reading.ocr import ScannedPage

_DRAFTS = ".toml"
_READABLE = {".txt", ".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", _DRAFTS}


def open_folders(files: Sequence[str]) -> list[str]:
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


def read_files(session: Session, files: Sequence[str], encoding: str) -> list[Letter]:
    """Read the letters of files; say which pages were read by OCR, and what OCR doubts."""
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
        _warn_of_scans(name, document.scanned)
    texts = {name: document.text for name, document in documents.items()}
    near = _find_own_office(session)
    drafts = [letter for name, text in texts.items() if name.endswith(_DRAFTS) for letter in _drafts(text)]
    plain = {name: text for name, text in texts.items() if not name.endswith(_DRAFTS)}
    return drafts + read_letters(
        plain,
        today=session.today,
        known=lambda numbers: _load_known(session, numbers),
        near=near,
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


def _warn_of_scans(name: str, scanned: Mapping[int, ScannedPage]) -> None:
    if not scanned:
        return
    messages.warn(
        N_("{file}: {pages} pages read by OCR. Compare numbers and dates with the sheet."),
        file=name,
        pages=len(scanned),
    )
    for number, page in scanned.items():
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
