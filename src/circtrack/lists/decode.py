"""The bytes of a list as text: its encoding is found out, and said where it is not plain UTF-8.

A letter's encoding is never guessed (``reading.decode``), because a wrong guess reads as a nonsense letter. A list is
safe from that: text in the wrong encoding names no office, and all is checked before anything is written.
"""

from __future__ import annotations

import codecs
from typing import NamedTuple

from circtrack.errors import N_, FileError, Message

MOST_BYTES = 32_000_000
MOST_LINES = 100_000
"""A list is of offices, of which the country has less than 9,000."""


class Decoded(NamedTuple):
    """Text with plain line ends, and a note where the encoding was found out."""

    text: str
    note: Message | None = None


def decode_list(data: bytes, name: str, encoding: str = "") -> Decoded:
    """Decode the bytes of a list; ``name`` is the file's name in messages, ``-`` for standard input.

    Args:
        data: The bytes.
        name: As above.
        encoding: ``utf-8`` or ``cp874`` if the clerk says so; "" to find it out.

    Raises:
        FileError: the bytes are empty, too many, not text, or not text in that encoding.
    """
    reject_too_much(data, name)
    if not data.strip():
        raise FileError("standard input is empty.") if name == "-" else FileError("{file} is empty.", file=name)
    for mark, wide in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark) and not encoding:
            return Decoded(_clean(_decode(data, wide, name), name), _say("UTF-16", name))
    if encoding:
        return Decoded(_clean(_decode(data, "utf-8-sig" if encoding == "utf-8" else encoding, name), name))
    if b"\x00" in data and (wide := _decode_wide(data)):
        return Decoded(_clean(wide, name), _say("UTF-16", name))
    try:
        return Decoded(_clean(data.decode("utf-8-sig"), name))
    except UnicodeDecodeError as error:
        return Decoded(_clean(_decode_windows(data, name, error), name), _say("cp874", name))


def reject_too_much(data: bytes, name: str) -> None:
    """Reject what is too long for a list of offices.

    Raises:
        FileError: there are more bytes or lines than a list has.
    """
    lines = data.count(b"\n")
    if lines > MOST_LINES:
        raise FileError(
            "{file} has {count} lines; a list of offices has at most {most}.",
            file=name,
            count=f"{lines:,}",
            most=f"{MOST_LINES:,}",
        )
    if len(data) > MOST_BYTES:
        raise make_too_large_error(name)


def make_too_large_error(name: str) -> FileError:
    """Return the error for a file that is too large for a list."""
    return FileError(
        "{file} is too large for a list of offices: more than {most} bytes.", file=name, most=f"{MOST_BYTES:,}"
    )


def _decode_wide(data: bytes) -> str:
    """Return UTF-16 without a mark as text; "" if it is none: then nearly all of it would be neither Thai nor ASCII."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        usual = sum("\t" <= letter <= "~" or "ก" <= letter <= "๛" for letter in text)
        if usual >= 0.9 * len(text):
            return text
    return ""


def _decode_windows(data: bytes, name: str, error: UnicodeDecodeError) -> str:
    """Decode Thai Windows text.

    Raises:
        FileError: it is none; ``error`` says why it is no UTF-8.
    """
    try:
        text = data.decode("cp874")
    except UnicodeDecodeError:
        text = ""
    if "\x00" not in text and any("ก" <= letter <= "๛" for letter in text):
        return text
    raise FileError(
        "{file} is not UTF-8 text: byte {byte} on line {line}.",
        hint=N_("If it comes from Thai Windows, say --encoding cp874."),
        file=name,
        byte=f"0x{data[error.start]:02X}",
        line=data.count(b"\n", 0, error.start) + 1,
    ) from error


def _decode(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileError(
            "{file} is not {encoding} text: byte {byte} on line {line}.",
            hint=N_("Leave --encoding out: it is found out."),
            file=name,
            encoding=encoding.removesuffix("-sig"),
            byte=f"0x{data[error.start]:02X}",
            line=data.count(b"\n", 0, error.start) + 1,
        ) from error


def _clean(text: str, name: str) -> str:
    text = text.removeprefix("\ufeff")
    if (place := text.find("\x00")) >= 0:
        line = text.count("\n", 0, place) + 1
        raise FileError("{file} is not text: it has a NUL byte on line {line}.", file=name, line=line)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _say(encoding: str, name: str) -> Message:
    return Message("{file} was read as {encoding}.", file=name, encoding=encoding)
