"""Decode bytes to text: as UTF-8, or as Thai Windows text if the clerk says so. The encoding is never guessed.

Detectors often mistake Thai in UTF-8 for the Thai code page, and a wrong guess reads as a nonsense letter. So the bytes
are decoded strictly as UTF-8, or in the named encoding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_, FileError, Message

if TYPE_CHECKING:
    from pathlib import Path

PDF = N_("a PDF")
# The formats of scanners and cameras, which OCR can read.
PICTURES = (N_("a PNG image"), N_("a JPEG image"), N_("a TIFF image"))
_PNG, _JPEG, _TIFF = PICTURES
ZIP = N_("a Word, Excel or ZIP file")
_OLD = N_("an old Word or Excel file")
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", PDF),
    (b"\x89PNG", _PNG),
    (b"\xff\xd8\xff", _JPEG),
    (b"II*\x00", _TIFF),
    (b"MM\x00*", _TIFF),
    (b"GIF8", N_("a GIF image")),
    (b"BM", N_("a bitmap image")),
    (b"PK\x03\x04", ZIP),
    (b"\xd0\xcf\x11\xe0", _OLD),
    (b"{\\rtf", N_("an RTF document")),
    (b"SQLite format 3\x00", N_("a database")),
)


# For each encoding: its codec, what is said of other bytes, and what to do then.
_CODECS = {
    "utf-8": (
        "utf-8-sig",
        N_("{file} is not UTF-8 text: byte {byte} on line {line}."),
        N_("If it comes from Thai Windows, say --encoding cp874."),
    ),
    "cp874": (
        "cp874",
        N_("{file} is not Thai Windows text (cp874): byte {byte} on line {line}."),
        N_("If it is UTF-8, leave --encoding out."),
    ),
}


def read_text_file(path: Path, encoding: str = "utf-8") -> str:
    """Read the text of a file.

    Raises:
        FileError: there is no such file, or it cannot be read, is empty, or is not text in that encoding.
    """
    return decode(read_bytes(path), str(path), encoding)


def read_bytes(path: Path) -> bytes:
    """Read the bytes of a file.

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
    """Return the kind of file that the first bytes show, as a message of the catalogue; "" if it may be text."""
    for signature, kind in _SIGNATURES:
        if data.startswith(signature) and (len(signature) > 2 or b"\x00" in data[:64]):
            return kind
    return ""


def decode(data: bytes, name: str, encoding: str = "utf-8") -> str:
    """Decode bytes to text; ``name`` is the file's name in messages, ``-`` for standard input.

    Raises:
        FileError: the bytes are empty, not text, or not text in that encoding.
    """
    if not data.strip():
        raise FileError("standard input is empty.") if name == "-" else FileError("{file} is empty.", file=name)
    if kind := detect_kind(data):
        raise FileError(
            "{file} is {kind}, not text.",
            hint=N_("Open it in Word and save it as .docx, or give its text.")
            if kind == _OLD
            else N_("Give its text: save it as a text file, or run it through OCR."),
            file=name,
            kind=Message(kind),
        )
    codec, wrong, hint = _CODECS[encoding]
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        byte = f"0x{data[error.start]:02X}"
        raise FileError(wrong, hint=hint, file=name, byte=byte, line=_count_line(data, error.start)) from error
    return _clean_text(text, name)


def _clean_text(text: str, name: str) -> str:
    if (place := text.find("\x00")) >= 0:
        raise FileError(
            "{file} is not text: it has a NUL byte on line {line}.",
            file=name,
            line=text.count("\n", 0, place) + 1,
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _count_line(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1
