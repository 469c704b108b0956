"""Everything that can go wrong, as one tree.

Each class carries a stable word (``code``) and the exit status of a command that ends with it::

    CirctrackError            internal      1   our own failure
    ├── InputError            input         2   a value, option or file that cannot be taken
    │   ├── DateError         date          2   not a date, or a date that contradicts itself
    │   ├── NumberError       number        2   not a letter number
    │   ├── FileError         file          2   missing, empty, not text, wrong encoding
    │   ├── UnknownError      unknown       2   no such letter or office
    │   ├── AmbiguousError    ambiguous     2   several letters or offices fit
    │   └── ConflictError     conflict      2   contradicts what is recorded
    ├── DatabaseError         database      2   not ours, newer than the program, read-only, damaged
    ├── SendError             send          1   mail that a server did not take
    ├── UncertainError        uncertain     1   the connection was lost: not known whether it was recorded
    ├── BadRowsError          bad_rows      4   lines of a bulk import that cannot be taken
    └── LockedError           locked        5   the database stayed locked past the timeout
        └── SerialisationError  locked      5   others were changing the same rows, again and again

Whatever is said to people is a ``Message``: a template of the message catalogues and its values, so that the rooms
below can say something without knowing the reader's language. ``str()`` of a message or an error is its English text;
``render.messages.said`` says it in the reader's language.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# A list of columns is cited whole; a text beyond it is no value that anyone typed, and its beginning tells which it is.
_LONGEST = 600
_CUT = 200


def N_(message: str) -> str:  # noqa: N802 - the field's own name for "mark for translation"
    """Mark a message for the catalogues; return it unchanged."""
    return message


class Message:
    """Something to say to people: an English template, which is the key of the message catalogues, and its values.

    A note, a sentence in a cell, a title, the text of an error. A value may be a message or an error itself. No text
    is made before someone asks for it; a message without a template says nothing and is false.
    """

    __slots__ = ("template", "values")

    def __init__(self, template: str, /, **values: object) -> None:
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return self.template.format_map(self.values)

    def __bool__(self) -> bool:
        return bool(self.template)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Message):
            return NotImplemented
        return self.template == other.template and self.values == other.values

    def __hash__(self) -> int:
        return hash((self.template, *self.values))

    def __repr__(self) -> str:
        return f"Message({self.template!r}, **{self.values!r})"


def cited(text: str, longest: int = _LONGEST) -> str:
    """Somebody's text as a message cites it: on one line, where it cannot pass for a message, and not endless."""
    import re

    line = re.sub(r"\s*[\n\r\u2028\u2029]\s*", " ", text)
    return line if len(line) <= longest else line[:_CUT] + "…"


def join_names(names: Iterable[str], most: int = 5) -> str:
    """Join a few names in one line, each once, with how many more there are."""
    each = list(dict.fromkeys(names))
    return ", ".join(each[:most]) + (f", … (+{len(each) - most})" if len(each) > most else "")


def together(messages: Sequence[Message]) -> Message:
    """Messages as one that says them in order; of none, one that says nothing."""
    return reduce(lambda one, other: Message("{one}; {other}", one=one, other=other), messages or (Message(""),))


class CirctrackError(Exception):
    """Base of all our errors.

    Args:
        message: English template, the catalogue's key.
        hint: What to do next: a message of its own, or an English template with the error's own values; or "".
        details: What belongs below the message, one a line: candidates (texts or messages) or the bad lines (errors).
        values: What fills the placeholders.
    """

    code = "internal"
    exit_status = 1

    def __init__(
        self,
        message: str,
        /,
        *,
        hint: str | Message = "",
        details: Sequence[str | Message | CirctrackError] = (),
        **values: object,
    ) -> None:
        super().__init__(message)
        self.message = Message(message, **values)
        self.hint = hint if isinstance(hint, Message) else Message(hint, **values)
        self.details = tuple(details)

    def __str__(self) -> str:
        text = " ".join(str(each) for each in (self.message, self.hint) if each)
        return "\n  ".join([text, *(str(detail) for detail in self.details)])


class InputError(CirctrackError):
    """A value, an option or a file that cannot be taken. Nothing was changed."""

    code = "input"
    exit_status = 2


class DateError(InputError):
    """Not a date, or one that contradicts itself. ``reason`` is a stable word for programs."""

    code = "date"

    def __init__(
        self, message: str, /, *, reason: str = "unreadable", hint: str | Message = "", **values: object
    ) -> None:
        super().__init__(message, hint=hint, details=(), **values)
        self.reason = reason


class NumberError(InputError):
    """Not a letter number."""

    code = "number"


class FileError(InputError):
    """A file that is missing, empty, not text, or in another encoding."""

    code = "file"


class UnknownError(InputError):
    """No letter or office fits."""

    code = "unknown"


class AmbiguousError(InputError):
    """Several letters or offices fit; ``details`` lists them."""

    code = "ambiguous"


class ConflictError(InputError):
    """Contradicts what is recorded."""

    code = "conflict"


class DatabaseError(CirctrackError):
    """A database that is not ours, is newer than the program, is read-only or is damaged."""

    code = "database"
    exit_status = 2


class SendError(CirctrackError):
    """Mail that a server did not take; ``details`` has one line for each that was not sent."""

    code = "send"


class UncertainError(CirctrackError):
    """The connection was lost while the server recorded, and nobody can say yet whether it did."""

    code = "uncertain"


class BadRowsError(CirctrackError):
    """Lines of a bulk import that cannot be taken; ``details`` has one error a line."""

    code = "bad_rows"
    exit_status = 4


class LockedError(CirctrackError):
    """The database stayed locked past the timeout."""

    code = "locked"
    exit_status = 5


class SerialisationError(LockedError):
    """Others were changing the same rows at the same time; the command can be run again as it is."""
