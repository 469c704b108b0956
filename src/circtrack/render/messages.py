"""Messages for people: their text in the reader's language, and writing them to standard error."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

from circtrack import progress_bar
from circtrack.errors import N_, CirctrackError, FileError, InputError, Message, agree, cited
from circtrack.i18n import translate
from circtrack.render.cells import printable
from circtrack.render.days import day_text, is_iso, thai_day_text

if TYPE_CHECKING:
    from collections.abc import Iterable

DEBUG_VARIABLE = "CIRCTRACK_DEBUG"

# Longer than other values: a detail may be a line of a list with its candidates.
_LONGEST_DETAIL = 2000


def said(what: str | Message | CirctrackError, *, thai: bool = False, whole: bool = False) -> str:
    """Return the text of a message, or of an error with its hint and details, without control characters.

    Args:
        what: A message or an error; a string is returned as it is.
        thai: Use Thai, with Thai dates and numerals, whatever the reader's language is.
        whole: Keep a message's values at full length and with line breaks, for cells and texts. Else each is put on
            one line and shortened (``errors.cited``), so that foreign text cannot look like a message of ours.
    """
    if isinstance(what, str):
        return printable(what)
    if isinstance(what, CirctrackError):
        text = " ".join(said(each, thai=thai) for each in (what.message, what.hint) if each)
        return "\n  ".join([text, *(_detail(each, thai=thai) for each in what.details)])
    values = {name: _value(value, thai=thai, whole=whole) for name, value in what.values.items()}
    typed = values if thai else values | _list_days(what)
    translated = translate(what.template, "th" if thai else "")
    if translated is what.template:
        translated = agree(translated, what.values)
    # Every other piece is a command to paste, whose days are as one types them.
    pieces = translated.split("`")
    text = printable("`".join(piece.format_map(typed if at % 2 else values) for at, piece in enumerate(pieces)))
    if thai:
        from circtrack.render.numerals import thai_numerals

        return thai_numerals(text)
    return text


def _list_days(message: Message) -> dict[str, str]:
    return {name: str(each) for name, each in message.values.items() if isinstance(each, date) or is_iso(each)}


def _value(value: object, *, thai: bool, whole: bool) -> object:
    if isinstance(value, (Message, CirctrackError)):
        return said(value, thai=thai, whole=whole)
    if thai and isinstance(value, date):
        from circtrack.thai.dates import format_thai

        return format_thai(value)
    if thai and is_iso(value):
        return thai_day_text(str(value))
    if isinstance(value, (str, date)):
        # Days are given one by one or as a list, which may go on: 2024-02-05, 2024-03-05 ….
        pieces = (piece.partition(" …") for piece in str(value).split(", "))
        value = ", ".join("".join((day_text(day), *more)) for day, *more in pieces)
    return cited(str(value)) if not whole and isinstance(value, (str, PurePath)) else value


def _detail(detail: str | Message | CirctrackError, *, thai: bool) -> str:
    text = said(detail, thai=thai)
    return text if isinstance(detail, CirctrackError) else cited(text, _LONGEST_DETAIL)


def fill(message: str, /, **values: object) -> str:
    """Return a template of the catalogue in the reader's language, filled with these values, unshortened."""
    return said(Message(message, **values), whole=True)


def say(message: str | Message, /, **values: object) -> None:
    """Write one line to standard error: a message, or a template of the catalogue filled with these values."""
    _line(_text_of(message, values))


def warn(message: str | Message, /, **values: object) -> None:
    """Write one line to standard error as ``say`` does, marked as a note."""
    _line(fill(N_("note: {text}"), text=_text_of(message, values)))


def _text_of(message: str | Message, values: dict[str, object]) -> str:
    return said(message) if isinstance(message, Message) else fill(message, **values)


def show_error(error: CirctrackError) -> None:
    """Write an error to standard error."""
    _line(fill(N_("error: {text}"), text=said(error)))


def show_usage_error(text: str, help_command: str) -> None:
    """Write what is wrong with the command line, and which command shows help."""
    _line(fill(N_("error: {text}"), text=text))
    if help_command:
        say(N_("Try `{command}` for help."), command=help_command)


def show_interrupted(*, recorded: bool) -> None:
    """Write that the command was interrupted, and whether anything had been ``recorded`` before."""
    if recorded:
        say(N_("Interrupted. What was recorded until then is kept, each step whole: `circtrack log` shows it."))
    else:
        say(N_("Interrupted; nothing was changed."))


def show_outside_error(error: OSError | UnicodeEncodeError) -> None:
    """Write an error of the operating system, or about an argument that is not UTF-8."""
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
    """Print the traceback if CIRCTRACK_DEBUG is set."""
    if os.environ.get(DEBUG_VARIABLE):
        import traceback

        traceback.print_exception(error)


def show_internal_error(error: Exception) -> None:
    """Write a failure of the program itself as one sentence; with CIRCTRACK_DEBUG, the traceback first."""
    _trace(error)
    say(
        N_("error: circtrack itself failed ({kind}: {text}). Set {variable}=1 and run it again to see where."),
        kind=type(error).__name__,
        text=error,
        variable=DEBUG_VARIABLE,
    )


def confirm(question: str, /, **values: object) -> bool:
    """Ask on standard error; return whether the answer is a clear yes (y, yes, ใช่, ช)."""
    progress_bar.hide()
    sys.stderr.write(fill(question, **values) + " " + translate(N_("[y/N]")) + " ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes", "ใช่", "ช"}


def ask(question: str, choices: Iterable[str | Message | CirctrackError] = (), /, **values: object) -> str:
    """Ask on standard error, the choices above the question; return the answer, "" where nothing is answered."""
    for choice in choices:
        _line(said(choice))
    sys.stderr.write(fill(question, **values) + " ")
    sys.stderr.flush()
    return sys.stdin.readline().strip()


def _line(text: str) -> None:
    progress_bar.hide()
    sys.stdout.flush()  # keeps the order if both streams are the same terminal
    with suppress(OSError):  # a message that standard error does not take is no failure of what it tells
        sys.stderr.write(text + "\n")
