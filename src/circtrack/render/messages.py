"""Messages for people, on standard error, in the reader's language."""

from __future__ import annotations

import os
import sys
from pathlib import PurePath
from typing import TYPE_CHECKING

from circtrack import progress_bar
from circtrack.errors import N_, CirctrackError, FileError, InputError, Note, cited
from circtrack.i18n import translate
from circtrack.render.cells import printable

if TYPE_CHECKING:
    from collections.abc import Mapping

DEBUG_VARIABLE = "CIRCTRACK_DEBUG"

# A line of a list with its candidates.
_LONGEST_DETAIL = 2000


def say(message: str, /, **values: object) -> None:
    """One line on standard error: an English template from the catalogue, filled in the reader's language."""
    _line(fill(message, **values))


def warn(message: str, /, **values: object) -> None:
    """As ``say``, marked as something to look at."""
    _line(fill(N_("note: {text}"), text=fill(message, **values)))


def fill(message: str, /, **values: object) -> str:
    """The template in the reader's language with its values (notes and errors too), free of control characters."""
    return printable(translate(message).format_map({name: _spoken(value) for name, value in values.items()}))


def note_text(note: Note) -> str:
    """A note in the reader's language."""
    return fill(note.message, **_cited(note.values))


def _cited(values: Mapping[str, object]) -> dict[str, object]:
    return {name: cited(str(value)) if isinstance(value, (str, PurePath)) else value for name, value in values.items()}


def error_text(error: CirctrackError) -> str:
    """The whole text of an error: message, way out, and its details one a line."""
    values = _cited(error.values)
    text = fill(error.message, **values)
    if error.hint:
        text += " " + fill(error.hint, **values)
    details = (
        error_text(detail) if isinstance(detail, CirctrackError) else printable(cited(detail, _LONGEST_DETAIL))
        for detail in error.details
    )
    return "\n  ".join([text, *details])


def show_error(error: CirctrackError) -> None:
    """An error as a person reads it."""
    _line(fill(N_("error: {text}"), text=error_text(error)))


def show_usage_error(text: str, help_command: str) -> None:
    """A wrong command line: what is wrong, and where help is."""
    _line(fill(N_("error: {text}"), text=text))
    if help_command:
        say(N_("Try '{command}' for help."), command=help_command)


def show_interrupted(*, recorded: bool) -> None:
    """Ctrl-C: whatever was being written has been rolled back, unless it was ``recorded`` already."""
    if recorded:
        say(N_("Interrupted. What was recorded until then is kept, each step whole: `circtrack log` shows it."))
    else:
        say(N_("Interrupted; nothing was changed."))


def show_outside_error(error: OSError | UnicodeEncodeError) -> None:
    """What the system refused, or bytes that are no text: not ours to mend."""
    _trace(error)
    if isinstance(error, UnicodeEncodeError):
        text = error.object.encode("utf-8", "backslashreplace").decode()
        show_error(InputError("'{text}' is not UTF-8 text.", hint=N_("Write it again, in UTF-8."), text=text))
        return
    reason = error.strerror or error
    if error.filename is None:
        show_error(FileError("the system refused: {reason}.", reason=reason))
    else:
        show_error(FileError("cannot use {file}: {reason}.", file=error.filename, reason=reason))


def _trace(error: Exception) -> None:
    """The traceback, where a developer asked for it."""
    if os.environ.get(DEBUG_VARIABLE):
        import traceback

        traceback.print_exception(error)


def show_internal_error(error: Exception) -> None:
    """A failure of our own: one sentence, and the traceback only where a developer asked for it."""
    _trace(error)
    say(
        N_("error: circtrack itself failed ({kind}: {text}). Set {variable}=1 and run it again to see where."),
        kind=type(error).__name__,
        text=error,
        variable=DEBUG_VARIABLE,
    )


def confirm(question: str, /, **values: object) -> bool:
    """Ask on standard error; only a clear yes (y, yes, ใช่, ช) counts."""
    progress_bar.hide()
    sys.stderr.write(fill(question, **values) + " " + translate(N_("[y/N]")) + " ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes", "ใช่", "ช"}


def _spoken(value: object) -> object:
    if isinstance(value, Note):
        return note_text(value)
    return error_text(value) if isinstance(value, CirctrackError) else value


def _line(text: str) -> None:
    progress_bar.hide()
    sys.stdout.flush()  # keep the order that things happened in, where both streams are one terminal
    sys.stderr.write(text + "\n")
