r"""Standard streams: UTF-8 and ``\n`` wherever output is not a Windows console, which speaks Unicode already."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def replace_closed_streams() -> None:
    """Put something in the place of standard streams that were closed (``<&-``, ``>&-``, ``2>&-``).

    Else the next file that is opened would get their number, and what is said would go into it. A closed input is like
    an empty one. A closed output fails when it is written to, as on a full disk: a report that nobody gets is told, and
    a reminder is not taken for said. Messages alone may be lost: that is what closing standard error asks for.
    """
    for number, mode in enumerate((os.O_RDONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, mode)  # the lowest number that is free, which is this one
    if sys.stdin is None:
        sys.stdin = os.fdopen(0, "r", closefd=False)
    if sys.stdout is None:
        sys.stdout = io.TextIOWrapper(os.fdopen(1, "wb", closefd=False))
    if sys.stderr is None:
        sys.stderr = io.TextIOWrapper(os.fdopen(2, "wb", closefd=False), line_buffering=True)


def prepare_streams() -> None:
    """Make standard output and error take Thai, whatever the machine's code page is."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A lone surrogate (an undecodable byte in an argument) must not stop an error message.
            stream.reconfigure(encoding="utf-8", newline="\n", errors="backslashreplace")


def silence_stdout() -> None:
    """After a broken pipe: let the interpreter's last flush go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


def stdout_is_terminal() -> bool:
    """Whether a person reads standard output."""
    return sys.stdout.isatty()


def can_ask() -> bool:
    """Whether there is a person to ask: questions go to standard error and are answered on standard input."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def stdin_lines(*, keep_ends: bool = False, encoding: str = "utf-8") -> Iterator[str]:
    """Lines of standard input as they arrive; bytes that are not of the encoding become lone surrogates.

    What was written to standard output is handed on before more input is waited for: who reads a filter's output sees
    each line's answer at once, and a long file's answers are not flushed one by one.
    """
    for number, line in enumerate(_lines_as_they_arrive()):
        text = line.decode(encoding, "surrogateescape")
        if not keep_ends:
            text = text.rstrip("\r\n")
        yield text.removeprefix("\ufeff") if number == 0 else text


def _lines_as_they_arrive() -> Iterator[bytes]:
    begun: list[bytes] = []
    while chunk := sys.stdin.buffer.read1():  # type: ignore[union-attr]  # typeshed has it as any binary file
        *ends, last = chunk.split(b"\n")
        for end in ends:
            yield b"".join([*begun, end, b"\n"])
            begun.clear()
        if last:
            begun.append(last)
        flush_stdout()
    if begun:
        yield b"".join(begun)


def flush_stdout() -> None:
    """Hand on what was written so far."""
    sys.stdout.flush()


def read_stdin_bytes(most: int = -1) -> bytes:
    """All of standard input, undecoded; at most ``most`` bytes where that is given."""
    return sys.stdin.buffer.read(most)
