"""Read the letters of files and folders."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from circtrack.errors import N_, FileError, UnknownError, join_names
from circtrack.progress_bar import steps
from circtrack.render import messages
from circtrack.render.progress_bar import page_bar
from circtrack.render.streams import read_stdin_bytes

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from circtrack.cli.session import Session
    from circtrack.model import Letter, Office
    from circtrack.reading.documents import Document
    from circtrack.reading.ocr import PageProgress
    from circtrack.reading.packages import Envelope

_DRAFTS = ".toml"
READABLE = frozenset(
    {".txt", ".docx", ".doc", ".eml", ".zip", ".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", _DRAFTS}
)
"""The endings of files that can be letters; those of old Word files too, which are not read, but told about."""


class FilesRead(NamedTuple):
    """The letters of some files; ``left`` are the parts of them that may be letters and could not be read."""

    letters: list[Letter]
    left: list[str]


@dataclass
class OpenFiles:
    """The texts of files, with those of what is packed in them, by name."""

    documents: dict[str, Document] = field(default_factory=dict)
    envelopes: dict[str, Envelope] = field(default_factory=dict)
    covers: set[str] = field(default_factory=set)
    left: list[str] = field(default_factory=list)

    def open(self, data: bytes, name: str, encoding: str, progress: PageProgress) -> None:
        """Take in a file's text, or the texts of what is packed in it; say what is left out of a packed one.

        Raises:
            FileError: the file cannot be read, or nothing that is packed in it.
        """
        from circtrack.reading.documents import make_document
        from circtrack.reading.packages import is_packed, unpack

        if not is_packed(data):
            self.documents[name] = make_document(data, name, encoding, progress)
            return
        found: dict[str, Document] = {}
        for member in unpack(data, name):
            of = member.name if member.name not in found else f"{member.name} ({len(found) + 1})"
            try:
                found[of] = make_document(member.data, of, "utf-8" if member.is_text else encoding, progress)
            except FileError as error:
                messages.warn(N_("{file} is left out: {reason}"), file=of, reason=error)
                self.left += [of] if Path(of).suffix.lower() in READABLE else []
                continue
            if member.envelope:
                self.envelopes[of] = member.envelope
            if member.is_cover:
                self.covers.add(of)
        if not found:
            raise FileError("{folder} has no letters in it: no text, PDF or picture.", folder=name)
        self.documents |= found

    def read(self, session: Session) -> FilesRead:
        """Read the letters of the texts; say which pages were read by OCR, and what OCR doubts."""
        from circtrack.reading.doubts import report_page_order
        from circtrack.reading.letters import read_letters
        from circtrack.reading.mails import report_asked

        for name, document in self.documents.items():
            _warn_of_scans(name, document)
        texts = {name: document.text for name, document in self.documents.items()}
        near = _find_own_office(session)
        drafts = [letter for name, text in texts.items() if name.endswith(_DRAFTS) for letter in _drafts(text)]
        plain = {name: text for name, text in texts.items() if not name.endswith(_DRAFTS)}
        letters = drafts + read_letters(
            plain,
            today=session.today,
            known=lambda numbers: _load_known(session, numbers),
            near=near,
            envelopes=self.envelopes,
            doubts={name: document.doubts for name, document in self.documents.items()},
        )
        letters = [report_page_order(each, self._list_unclear_pages(each)) for each in letters]
        kept = [each for each in letters if not self._is_cover(each)]
        for cover in letters:
            for asked in report_asked(cover.text, session.today) if self._is_cover(cover) else ():
                messages.warn(N_("{file}: the mail itself says: {text}"), file=cover.source, text=asked.text)
        return FilesRead(kept, self.left)

    def _list_unclear_pages(self, letter: Letter) -> tuple[int, ...]:
        document = self.documents.get(letter.source)
        return document.unclear if document else ()

    def _is_cover(self, letter: Letter) -> bool:
        """Whether it is an e-mail's own text that is no letter, beside attachments."""
        return letter.source in self.covers and any(each.code == "not_a_letter" for each in letter.findings)


def open_folders(files: Sequence[str]) -> list[str]:
    """Return the files with those of folders in place of each folder; say which of its files are left out.

    Raises:
        FileError: a folder has no file that can be read.
    """
    opened: list[str] = []
    for name in files:
        if not is_folder(name):
            opened.append(name)
            continue
        found, left = list_folder(Path(name))
        if not found:
            raise FileError("{folder} has no letters in it: no text, PDF or picture.", folder=name)
        messages.say(N_("{folder}: {count} files are read."), folder=name, count=len(found))
        if left:
            messages.warn(N_("{folder}: left out: {files}"), folder=name, files=join_names(left))
        opened += map(str, found)
    return opened


def is_folder(name: str) -> bool:
    """Whether a name is that of a folder."""
    return name != "-" and os.path.isdir(name)  # noqa: PTH112 - also False for a name too long


def list_folder(folder: Path) -> tuple[list[Path], list[str]]:
    """Return the files of a folder that may be letters, and the names of its others."""
    inside = sorted(each for each in folder.iterdir() if each.is_file())
    found = [each for each in inside if each.suffix.lower() in READABLE]
    return found, [each.name for each in inside if each not in found]


def read_files(session: Session, files: Sequence[str], encoding: str) -> FilesRead:
    """Read the letters of files.

    Raises:
        FileError: one of them cannot be read.
    """
    from circtrack.reading.decode import read_bytes

    opened = OpenFiles()
    with page_bar() as progress:
        for name in steps(N_("Reading files"), files, len(files)):
            opened.open(read_stdin_bytes() if name == "-" else read_bytes(Path(name)), name, encoding, progress)
    return opened.read(session)


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
    if document.order:
        messages.warn(
            N_("{file}: the pages lie in another order than they belong, and are read as {pages}."),
            file=name,
            pages=", ".join(map(str, document.order)),
        )
    if document.unclear:
        messages.warn(
            N_("{file}: of pages {pages} it is not clear to which letter they belong. Compare with the sheets."),
            file=name,
            pages=", ".join(map(str, document.unclear)),
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
                N_("{file}, page {page}: words that OCR is not sure of: {words}"),
                file=name,
                page=number,
                words=", ".join(dict.fromkeys(doubt.word for doubt in page.doubts)),
            )


def _load_known(session: Session, numbers: Collection[str]) -> Sequence[Letter]:
    """Load the recorded letters with these numbers, and those above or below; none if there is no database yet."""
    from circtrack.cli.database import reading
    from circtrack.store.letters import load_known_letters

    with suppress(UnknownError), reading(session) as connection:
        return load_known_letters(connection, numbers)
    return ()
