"""Bytes to text: UTF-8, or Thai Windows text where the clerk says so. Never guessed.

Detectors mistake UTF-8 Thai for the Thai code page so often that a wrong guess would be common; a wrong guess reads as
a letter of nonsense. So: UTF-8 strictly, or the encoding that was named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_, FileError, Message

if TYPE_CHECKING:
    from pathlib import Path

ENCODINGS = ("utf-8", "cp874")

PDF = N_("a PDF")
# What a scanner or a camera makes, and OCR takes.
PICTURES = (N_("a PNG image"), N_("a JPEG image"), N_("a TIFF image"))
_PNG, _JPEG, _TIFF = PICTURES
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", PDF),
    (b"\x89PNG", _PNG),
    (b"\xff\xd8\xff", _JPEG),
    (b"II*\x00", _TIFF),
    (b"MM\x00*", _TIFF),
    (b"GIF8", N_("a GIF image")),
    (b"BM", N_("a bitmap image")),
    (b"PK\x03\x04", N_("a Word, Excel or ZIP file")),
    (b"\xd0\xcf\x11\xe0", N_("an old Word or Excel file")),
    (b"{\\rtf", N_("an RTF document")),
    (b"SQLite format 3\x00", N_("a database")),
)


def read_text_file(path: Path, encoding: str = "utf-8") -> str:
    """The text of a file.

    Raises:
        FileError: there is no such file, it cannot be read, is empty, or is not text in that encoding.
    """
    return decode(read_bytes(path), str(path), encoding)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        FileError: there is no such file, or it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise FileError("there is no file {file}.", file=path) from error
    except OSError as error:
        raise FileError("cannot read {file}: {reason}.", file=path, reason=error.strerror or error) from error


def detect_kind(data: bytes) -> str:
    """What bytes are by how they begin: one of the words above, a key of the catalogues; "" where they may be text."""
    for signature, kind in _SIGNATURES:
        if data.startswith(signature) and (len(signature) > 2 or b"\x00" in data[:64]):
            return kind
    return ""


def decode(data: bytes, name: str, encoding: str = "utf-8") -> str:
    """Text of some bytes; ``name`` is what messages call them.

    Raises:
        FileError: nothing in them, not text, or not text in that encoding.
    """
    if not data.strip():
        raise FileError("{file} is empty.", file=name)
    if kind := detect_kind(data):
        raise FileError(
            "{file} is {kind}, not text.",
            hint=N_("Give its text: save it as a text file, or run it through OCR."),
            file=name,
            kind=Message(kind),
        )
    if encoding == "cp874":
        return _decode_windows(data, name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(
            "{file} is not UTF-8 text: byte {byte} on line {line}.",
            hint=N_("If it comes from Thai Windows, say --encoding cp874."),
            file=name,
            byte=f"0x{data[error.start]:02X}",
            line=_line_of(data, error.start),
        ) from error
    return _without_nul(text, name)


def _decode_windows(data: bytes, name: str) -> str:
    try:
        text = data.decode("cp874")
    except UnicodeDecodeError as error:
        raise FileError(
            "{file} is not Thai Windows text (cp874): byte {byte} on line {line}.",
            hint=N_("If it is UTF-8, leave --encoding out."),
            file=name,
            byte=f"0x{data[error.start]:02X}",
            line=_line_of(data, error.start),
        ) from error
    return _without_nul(text, name)


def _without_nul(text: str, name: str) -> str:
    if (place := text.find("\x00")) >= 0:
        raise FileError(
            "{file} is not text: it has a NUL byte on line {line}.",
            file=name,
            line=text.count("\n", 0, place) + 1,
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _line_of(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1
