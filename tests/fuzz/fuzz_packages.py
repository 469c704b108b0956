"""Fuzzing files that hold others: Word files, e-mails with attachments, ZIPs; read as ``circtrack read`` reads them."""

from __future__ import annotations

import io
import sys
import zipfile
from contextlib import suppress
from typing import Any

from fuzz_texts import CHAIN, WRITTEN_ON, check

from circtrack.errors import CirctrackError, FileError
from circtrack.reading.documents import make_document
from circtrack.reading.letters import read_letters
from circtrack.reading.packages import MOST_FILES, is_packed, unpack
from circtrack.reading.word import is_word

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TAGS = "w:p|w:r|w:t|w:tbl|w:tr|w:tc|w:txbxContent|w:br|w:tab|w:del|w:ins|w:pPr|w:numPr|w:drawing|mc:Fallback"
WORD_PIECES = (
    *(f"<{tag}>" for tag in _TAGS.split("|")), *(f"</{tag}>" for tag in _TAGS.split("|")), "<w:br/>", "<w:tab/>",
    '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>', "ที่ ชย ๐๐๒๓.๖/๓๐๖๓", "เรื่อง ", "เรียน ",
    "๑๐ มีนาคม ๒๕๖๖", "&amp;", "&#xE01;", "<!-- -->", "<![CDATA[ก]]>", "<!DOCTYPE x>", "\x0b", "ก" * 500,
)  # fmt: skip
HEADS = (
    "From: a@example.go.th", "Date: Fri, 10 Mar 2023 20:30:00 +0000", "Date: 99 Foo 9999 99:99:99 +9999", "Received: x",
    "Subject: =?utf-8?b?4LiB?=", "From: =?x?y?z?=", "MIME-Version: 1.0", "Content-Type: text/plain; charset=tis-620",
    "Content-Type: text/html", "Content-Type: message/rfc822", 'Content-Type: multipart/mixed; boundary="b"',
    'Content-Type: multipart/alternative; boundary="c"', "Content-Type: ", "Content-Transfer-Encoding: base64",
    "Content-Transfer-Encoding: quoted-printable", "Content-ID: <x>", "Content-Disposition: inline",
    'Content-Disposition: attachment; filename="a.txt"',
    "Content-Disposition: attachment; filename*=utf-8''%E0%B8%81.docx",
)  # fmt: skip
MAIL_PIECES = (
    *(f"{head}\n" for head in HEADS), "\n", "\n", "\n--b\n", "--b--\n", "--c\n", "--c--\n", "<p>ก</p>", "<style>",
    "4LiB4LiC", "=E0=B8=81", "=?", "ที่ ชย ๐๐๒๓.๖/๓๐๖๓\n", "เรื่อง ก\nเรียน นายอำเภอทุกอำเภอ\n", "\0", "\r\n", CHAIN[:700],
)  # fmt: skip
_START = "From: a@example.go.th\nDate: Fri, 10 Mar 2023 20:30:00 +0000\n"
_NAMES = ("word/document.xml", "word/numbering.xml", "a.txt", "ก.txt", "../x", "a.eml", "in.zip", "")
_LONGEST_CUT = 30


class Packages:
    """Bytes in; texts and letters or only our own errors out, and no more than is allowed."""

    def read(self, data: bytes) -> None:
        with suppress(CirctrackError):
            members = unpack(data, "fuzz")
            check(len(members) <= MOST_FILES and (is_packed(data) or [each.data for each in members] == [data]))
            for member in members[:5]:
                with suppress(FileError):
                    text = make_document(member.data, member.name, "utf-8", _never).text
                    envelopes = {member.name: member.envelope} if member.envelope else {}
                    read_letters({member.name: text[:20_000]}, today=WRITTEN_ON, envelopes=envelopes)


class WordFiles(Packages):
    """Word files: any XML in the right place, or any bytes in the package."""

    def made(self, data: Any) -> bytes:
        spoilt = data.ConsumeIntInRange(0, 5) == 0
        body = _joined(WORD_PIECES, data)
        xml = f"<w:document {_W}><w:body>{body}</w:body></w:document>".encode("utf-8", "surrogatepass")
        return _spoil(_zip({"word/document.xml": xml}), data) if spoilt else _zip({"word/document.xml": xml})


class Mails(Packages):
    """E-mails: heads, parts and texts in any order."""

    def made(self, data: Any) -> bytes:
        if data.ConsumeIntInRange(0, 7) == 0:
            return bytes(data.ConsumeBytes(sys.maxsize))
        thai = "cp874" if data.ConsumeBool() else "utf-8"
        return (_START + _joined(MAIL_PIECES, data)).encode(thai, "replace")


class Zips(Packages):
    """ZIP files: files of several kinds in them, other ZIPs too, some bytes spoilt."""

    def made(self, data: Any) -> bytes:
        made = b""
        for _ in range(data.ConsumeIntInRange(1, 4)):
            name = data.PickValueInList(list(_NAMES))
            inner = (
                made if made and data.ConsumeBool() else _joined(MAIL_PIECES, data, most=6).encode("utf-8", "replace")
            )
            made = _zip({name: inner, f"b{name}": inner})
        check(not is_word(made) or b"word/document.xml" in made)
        return _spoil(made, data) if data.ConsumeBool() else made


def _joined(pieces: tuple[str, ...], data: Any, most: int = 60) -> str:
    text = ""
    while data.remaining_bytes() and most:
        most -= 1
        choice = data.ConsumeIntInRange(0, len(pieces))
        text += pieces[choice] if choice < len(pieces) else data.ConsumeUnicodeNoSurrogates(3)
    return text


def _zip(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name or "x", content)
    return made.getvalue()


def _spoil(whole: bytes, data: Any) -> bytes:
    at = data.ConsumeIntInRange(0, len(whole))
    return whole[:at] + bytes(data.ConsumeBytes(4)) + whole[at + data.ConsumeIntInRange(0, _LONGEST_CUT) :]


def _never(*_: object) -> None:
    raise AssertionError
