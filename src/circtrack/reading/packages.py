"""Take out what is packed in a file: the text and the attachments of an e-mail, the files of a ZIP.

Only the standard library is used, nothing is written to disk, and what unpacks to far too much is refused.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from circtrack.clock import THAI_TIME
from circtrack.errors import N_, FileError
from circtrack.reading.decode import ZIP, detect_kind
from circtrack.reading.word import is_word

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from email.message import EmailMessage, MIMEPart

MOST_BYTES = 200_000_000
"""What a file may unpack to, with all that is packed in it."""

MOST_FILES = 500
_DEEPEST = 3
# Everything that zipfile raises for a damaged file.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, KeyError)
# The heads by which a message is known. Every message has the first of them, or was at least received.
_MAIL_HEAD = re.compile(rb"(?:\A|\n)(?:From|Date|Received|Message-ID|Return-Path|MIME-Version):", re.IGNORECASE)
_HEAD_LINE = re.compile(rb"\A(?:From |[!-9;-~]{1,60}:)")
# What systems put into ZIP files beside what people do.
_OF_SYSTEMS = re.compile(r"(?:^|/)(?:__MACOSX/|\.|Thumbs\.db$|desktop\.ini$|~\$)", re.IGNORECASE)
_READ_AS_TEXT = ("text/plain", "text/html")


class Envelope(NamedTuple):
    """What an e-mail says of itself: the day on which it was sent, in Thailand, and by whom."""

    sent_on: date | None
    sender: str


class Member(NamedTuple):
    """One file, or the text of an e-mail: its name, with those of what it was packed in before it, and its bytes.

    ``envelope`` is that of the e-mail that brought it, if any; ``is_text`` whether it is text in UTF-8, whatever the
    encoding of files is; ``is_cover`` whether it is the e-mail's own text, which need not be a letter.
    """

    name: str
    data: bytes
    envelope: Envelope | None = None
    is_text: bool = False
    is_cover: bool = False


class _Allowance:
    """How much may still be unpacked from one file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.bytes = MOST_BYTES
        self.files = MOST_FILES

    def take(self, size: int) -> None:
        """Take one file of this size from what is allowed.

        Raises:
            FileError: it is too much.
        """
        self.bytes -= size
        self.files -= 1
        if self.bytes < 0 or self.files < 0:
            raise FileError(
                "{file} unpacks to more than {most} MB or {files} files; nothing of it was read.",
                hint=N_("Unpack it yourself, and give the letters that are in it."),
                file=self.name,
                most=MOST_BYTES // 1_000_000,
                files=MOST_FILES,
            )


def is_packed(data: bytes) -> bool:
    """Whether bytes are an e-mail, or a ZIP file that is no Word file."""
    return is_mail(data) or (detect_kind(data) == ZIP and not is_word(data) and zipfile.is_zipfile(io.BytesIO(data)))


def is_mail(data: bytes) -> bool:
    """Whether bytes are an e-mail: they begin with heads, one of which every message has."""
    start = data[:8192].lstrip(b"\xef\xbb\xbf\r\n")
    head = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0]
    return bool(_HEAD_LINE.match(start)) and len(set(map(bytes.lower, _MAIL_HEAD.findall(head)))) >= 2


def unpack(data: bytes, name: str) -> list[Member]:
    """Return what is in a file, however deep; the file itself if nothing is packed in it.

    Raises:
        FileError: it is damaged or locked, or unpacks to too much.
    """
    return list(_unpack(Member(name, data), _Allowance(name), 0))


def _unpack(member: Member, allowance: _Allowance, depth: int) -> Iterator[Member]:
    if member.is_text or not is_packed(member.data):
        yield member
        return
    if depth >= _DEEPEST:
        raise FileError(
            "{file} is packed {depth} deep, one in the other; nothing of it was read.",
            hint=N_("Unpack it yourself, and give the letters that are in it."),
            file=member.name,
            depth=depth + 1,
        )
    inside = _list_parts(member) if is_mail(member.data) else _list_zipped(member, allowance)
    for each in inside:
        allowance.take(len(each.data))
        yield from _unpack(each, allowance, depth + 1)


def _list_zipped(member: Member, allowance: _Allowance) -> Iterator[Member]:
    try:
        with zipfile.ZipFile(io.BytesIO(member.data)) as archive:
            for info in archive.infolist():
                name = _decode_name(info)
                if name.endswith("/") or _OF_SYSTEMS.search(name):
                    continue
                if info.flag_bits & 1:
                    raise FileError(
                        "{file} is locked with a password.",
                        hint=N_("Unpack it yourself, and give the letters that are in it."),
                        file=member.name,
                    )
                with archive.open(info) as stream:  # what it says of its size may be wrong
                    data = stream.read(max(allowance.bytes, 0) + 1)
                yield Member(f"{member.name}/{name}", data, member.envelope)
    except _DAMAGED as error:
        raise FileError(
            "{file} is a damaged ZIP file: {reason}.",
            hint=N_("Have it sent again."),
            file=member.name,
            reason=str(error) or type(error).__name__,
        ) from error


def _decode_name(info: zipfile.ZipInfo) -> str:
    """Return a file's name. One that is not marked as UTF-8 is UTF-8 nevertheless, or of Thai Windows."""
    name = info.filename
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("cp874", "replace")
    return name.replace("\\", "/")


def _list_parts(member: Member) -> Iterator[Member]:
    """Yield the text of an e-mail, then its attachments; pictures that only adorn its text are left out."""
    try:
        message: EmailMessage = BytesParser(policy=policy.default).parsebytes(member.data)
        envelope = read_envelope(message)
        body = message.get_body(("plain", "html"))
        text = _read_text(body) if body is not None else ""
        found = [
            (_name_part(part, place), _read_bytes(part))
            for place, part in enumerate(_list_attachments(message, body), 1)
        ]
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError) as error:
        # email raises these for messages that are damaged in one way or another.
        raise FileError(
            "{file} is a damaged e-mail: {reason}.",
            hint=N_("Save its attachments, and give those."),
            file=member.name,
            reason=str(error) or type(error).__name__,
        ) from error
    if text.strip():
        yield Member(member.name, text.encode("utf-8", "replace"), envelope, is_text=True, is_cover=bool(found))
    for name, data in found:
        yield Member(f"{member.name}/{name}", data, envelope)


def read_envelope(message: EmailMessage) -> Envelope:
    """Read the day and the sender of a message."""
    name, address = parseaddr(str(message.get("From", "")))
    return Envelope(_read_day(str(message.get("Date", ""))), " ".join(filter(None, (name.strip(), f"<{address}>"))))


def _read_day(text: str) -> date | None:
    try:
        moment = parsedate_to_datetime(text)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        day = aware.astimezone(THAI_TIME).date()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return day if datetime(1990, 1, 1, tzinfo=UTC).date() <= day else None


def _list_attachments(part: MIMEPart, body: MIMEPart | None) -> Iterator[MIMEPart]:
    """Yield the parts that are files: messages passed on too, but not the pictures of a signature."""
    if part is body:
        return
    if part.get_content_type() == "message/rfc822":
        yield part
    elif part.is_multipart():
        for each in part.get_payload():
            yield from _list_attachments(each, body)  # type: ignore[arg-type]  # the policy makes them such
    elif _is_file(part):
        yield part


def _is_file(part: MIMEPart) -> bool:
    """Whether a part is a file, and no other form of the text, nor something that adorns it."""
    if part.get_content_disposition() == "attachment":
        return True
    if part.get("Content-ID"):
        return False
    return bool(part.get_filename()) or part.get_content_type() not in _READ_AS_TEXT


def _read_bytes(part: MIMEPart) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0) if part.is_multipart() else part
        return inner.as_bytes()  # type: ignore[union-attr]  # a message
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _read_text(part: MIMEPart) -> str:
    """Return a part's text. What it says of its encoding may be wrong, or missing: UTF-8, then Thai Windows."""
    data = _read_bytes(part)
    named = part.get_content_charset() or "utf-8"
    for encoding in (named, "utf-8", "cp874"):
        try:
            text = data.decode({"tis-620": "cp874", "iso-8859-11": "cp874"}.get(encoding, encoding))
            break
        except (UnicodeDecodeError, LookupError):
            continue
    else:
        text = data.decode("utf-8", "replace")
    text = text.replace("\r\n", "\n").replace("\0", "")
    return _strip_tags(text) if part.get_content_type() == "text/html" else text


def _name_part(part: MIMEPart, place: int) -> str:
    """Return an attachment's name, or its place and kind if it has none."""
    kind = part.get_content_type()
    name = PurePosixPath((part.get_filename() or "").replace("\\", "/")).name
    return " ".join(name.split()) or (
        f"{place}.eml" if kind == "message/rfc822" else f"{place}.{kind.rpartition('/')[2]}"
    )


class _TextOfPage(HTMLParser):
    """Gathers the text of HTML: blocks and line breaks begin lines."""

    _BLOCKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "table", "blockquote"})

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser's signature
        self.hidden += tag in {"style", "script", "head"}
        if tag in self._BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in {"style", "script", "head"} and self.hidden > 0
        if tag in self._BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.pieces.append(" ".join(data.split("\n")))


def _strip_tags(text: str) -> str:
    parser = _TextOfPage()
    parser.feed(text)
    parser.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(parser.pieces))
