"""Long tables through a pager, where a person sits at the terminal; otherwise straight to standard output."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from contextlib import suppress

PAGER_VARIABLES = ("CIRCTRACK_PAGER", "PAGER")
_DEFAULT = "less"
# For `less`: leave at once what fits the screen, pass colours on, do not clear the screen at the end.
_LESS = "-FRX"


def show(text: str) -> None:
    """Write the text, by page where it is longer than the screen of the person who reads it."""
    command = _command() if _is_long(text) and _has_person() else []
    if not command or not _paged(text, command):
        sys.stdout.write(text)


def _has_person() -> bool:
    return sys.stdout.isatty() and sys.stdin.isatty() and os.environ.get("TERM") != "dumb"


def _is_long(text: str) -> bool:
    return text.count("\n") >= shutil.get_terminal_size().lines


def _command() -> list[str]:
    """The pager asked for, `less` where none is and it is there; empty for none (`cat` and "" mean none too)."""
    given = next((os.environ[name] for name in PAGER_VARIABLES if name in os.environ), None)
    if given is None:
        return [_DEFAULT, _LESS] if shutil.which(_DEFAULT) else []
    try:
        words = shlex.split(given, posix=os.name != "nt")
    except ValueError:  # a quotation mark without its second one
        return []
    return [] if words == ["cat"] else words


def _paged(text: str, command: list[str]) -> bool:
    """Whether the pager could be started; it has then shown what the person wanted to see."""
    settings = {"LESS": _LESS, "LESSCHARSET": "utf-8", **os.environ}
    sys.stdout.flush()
    try:
        pager = subprocess.Popen(command, stdin=subprocess.PIPE, env=settings)  # noqa: S603 - the person's own choice
    except OSError:
        return False
    # Closed before the end: enough was seen. And Ctrl-C is the pager's own.
    with suppress(OSError, KeyboardInterrupt):
        if pager.stdin:
            with pager.stdin:
                pager.stdin.write(text.encode("utf-8", "backslashreplace"))
    while pager.returncode is None:
        with suppress(KeyboardInterrupt):
            pager.wait()
    return True
