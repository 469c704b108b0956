"""Show long text in a pager at a terminal; elsewhere write it to standard output."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from contextlib import suppress

PAGER_VARIABLES = ("CIRCTRACK_PAGER", "PAGER")
_DEFAULT = "less"
# For `less`: exit at once if the text fits the screen (F), show colours (R), do not clear the screen at the end (X).
_LESS = "-FRX"


def show(text: str) -> None:
    """Write the text; in a pager if it is longer than the reader's screen."""
    command = _command() if _is_long(text) and _has_person() else []
    if not command or not _run_pager(text, command):
        sys.stdout.write(text)


def _has_person() -> bool:
    return sys.stdout.isatty() and sys.stdin.isatty() and os.environ.get("TERM") != "dumb"


def _is_long(text: str) -> bool:
    return text.count("\n") >= shutil.get_terminal_size().lines


def _command() -> list[str]:
    """Return the pager command: the user's, else `less` if installed. Empty for none; `cat` and "" mean none too."""
    given = next((os.environ[name] for name in PAGER_VARIABLES if name in os.environ), None)
    if given is None:
        return [_DEFAULT, _LESS] if shutil.which(_DEFAULT) else []
    try:
        words = shlex.split(given, posix=os.name != "nt")
    except ValueError:  # an unclosed quotation mark
        return []
    return [] if words == ["cat"] else words


def _run_pager(text: str, command: list[str]) -> bool:
    """Show the text in the pager; return whether the pager could be started."""
    settings = {"LESS": _LESS, "LESSCHARSET": "utf-8", **os.environ}
    sys.stdout.flush()
    try:
        pager = subprocess.Popen(command, stdin=subprocess.PIPE, env=settings)  # noqa: S603 - the person's own choice
    except OSError:
        return False
    # The user may quit the pager before the end of the text. Ctrl-C is handled by the pager.
    with suppress(OSError, KeyboardInterrupt):
        if pager.stdin:
            with pager.stdin:
                pager.stdin.write(text.encode("utf-8", "backslashreplace"))
    while pager.returncode is None:
        with suppress(KeyboardInterrupt):
            pager.wait()
    return True
