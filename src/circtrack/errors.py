"""Messages for people, and every error of the program as one tree of classes.

Each class of error has a stable word (``code``) and the exit status of a command that ends with it::

    CirctrackError            internal      1   a failure of the program itself
    ├── InputError            input         2   a value, option or file that is not valid
    │   ├── DateError         date          2   not a date, or a date that contradicts itself
    │   ├── NumberError       number        2   not a letter number
    │   ├── FileError         file          2   missing, empty, not text, wrong encoding
    │   ├── UnknownError      unknown       2   no such letter or office
    │   ├── AmbiguousError    ambiguous     2   several letters or offices fit
    │   │   └── UndecidedError undecided    4   several tasks or rounds fit, and nobody to ask
    │   └── ConflictError     conflict      2   contradicts what is recorded
    ├── DatabaseError         database      2   not ours, newer than the program, read-only, damaged
    ├── SendError             send          1   mail that a server did not accept
    ├── UncertainError        uncertain     1   the connection was lost: not known whether it was recorded
    ├── BadRowsError          bad_rows      4   lines of a bulk import that are not valid
    ├── DiffersError          differs       4   what is given differs from what is recorded
    └── LockedError           locked        5   the database stayed locked past the timeout
        └── SerialisationError  locked      5   others were changing the same rows, also in every retry

Every text for people is a ``Message``: a template of the message catalogue and its values, so that no room but
``render`` needs to know the reader's language. ``str()`` of a message or an error is its English text;
``render.messages.said`` returns it in the reader's language.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# Long enough for a list of all columns. Nobody types a longer text; its beginning is enough to recognise it.
_LONGEST = 600
_CUT = 200


def N_(message: str) -> str:  # noqa: N802 - gettext's usual name for "mark for translation"
    """Mark a message for the catalogue; return it unchanged."""
    return message


def agree(template: str, values: Mapping[str, object]) -> str:
    """Return an English template as it is said of these values: "1 office owes", not "1 offices owe"."""
    if 1 not in values.values() and "1" not in values.values():
        return template
    from circtrack.plurals import agree_with_one  # few sentences count one thing

    return agree_with_one(template, values)


class Message:
    """A text for people: an English template, which is the key of the message catalogue, and its values.

    It may be a note, a sentence in a cell, a title or the text of an error. A value may itself be a message or an
    error. The text is made only when it is needed. A message with an empty template is false.
    """

    __slots__ = ("template", "values")

    def __init__(self, template: str, /, **values: object) -> None:
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return agree(self.template, self.values).format_map(self.values)

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
    """Return foreign text for use in a message: on one line, so that it cannot look like a message, and shortened."""
    import re

    line = re.sub(r"\s*[\n\r\u2028\u2029]\s*", " ", text)
    return line if len(line) <= longest else line[:_CUT] + "…"


def join_names(names: Iterable[str], most: int = 5) -> str:
    """Join names in one line, each once; if there are more than ``most``, say how many more."""
    return _join(list(dict.fromkeys(names)), most)


def join_offices(offices: Iterable[tuple[str, str]]) -> str:
    """Join the names of offices, given with their codes, as ``join_names`` does: each office once, not each name."""
    return _join(list(dict(offices).values()), 5)


def _join(each: Sequence[str], most: int) -> str:
    return ", ".join(each[:most]) + (f", … (+{len(each) - most})" if len(each) > most else "")


def together(messages: Sequence[Message]) -> Message:
    """Join messages into one, in order; without messages, return the empty message."""
    return reduce(lambda one, other: Message("{one}; {other}", one=one, other=other), messages or (Message(""),))


class CirctrackError(Exception):
    """Base of all our errors.

    Args:
        message: The English template, which is the catalogue's key.
        hint: What to do next: a message, or an English template filled with the error's values; or "".
        details: Lines below the message: candidates (texts or messages) or the bad lines of a list (errors).
        values: The values of the template.
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
    """A value, option or file is not valid. Nothing was changed."""

    code = "input"
    exit_status = 2


class DateError(InputError):
    """The text is not a date, or contradicts itself. ``reason`` is a stable word for programs."""

    code = "date"

    def __init__(
        self, message: str, /, *, reason: str = "unreadable", hint: str | Message = "", **values: object
    ) -> None:
        super().__init__(message, hint=hint, details=(), **values)
        self.reason = reason


class NumberError(InputError):
    """The text is not a letter number."""

    code = "number"


class FileError(InputError):
    """The file is missing, empty, not text, or in another encoding."""

    code = "file"


class UnknownError(InputError):
    """No letter or office fits."""

    code = "unknown"


class AmbiguousError(InputError):
    """Several letters or offices fit; ``details`` lists them."""

    code = "ambiguous"


class UndecidedError(AmbiguousError):
    """Several tasks or rounds fit, and nobody was asked which are meant.

    ``places`` are their places, ``details`` describe them.

    Nothing was changed.
    """

    code = "undecided"
    exit_status = 4

    def __init__(
        self,
        message: str,
        /,
        *,
        places: Iterable[int],
        hint: str = "",
        details: Sequence[str | Message] = (),
        **values: object,
    ) -> None:
        super().__init__(message, hint=hint, details=details, **values)
        self.places = tuple(places)


class ConflictError(InputError):
    """The input contradicts what is recorded."""

    code = "conflict"


class DatabaseError(CirctrackError):
    """The database is not ours, is newer than the program, is read-only or is damaged."""

    code = "database"
    exit_status = 2


class SendError(CirctrackError):
    """A server did not accept mail; ``details`` has one line for each mail that was not sent."""

    code = "send"


class UncertainError(CirctrackError):
    """The connection was lost during a commit, so it is not known whether the data were recorded."""

    code = "uncertain"


class BadRowsError(CirctrackError):
    """Lines of a bulk import are not valid; ``details`` has one error a line."""

    code = "bad_rows"
    exit_status = 4


class DiffersError(CirctrackError):
    """What is given is recorded, and otherwise; ``details`` has a line for each field. Nothing was changed.

    ``question`` is for a person who can say whether what is given holds.
    """

    code = "differs"
    exit_status = 4

    def __init__(self, details: Sequence[Message], question: str = N_("Correct what is recorded?")) -> None:
        super().__init__(
            N_("what is given differs from what is recorded; nothing was changed."),
            hint=N_("--update takes what is given now, --no-update keeps what is recorded."),
            details=details,
        )
        self.question = question


class LockedError(CirctrackError):
    """The database stayed locked past the timeout."""

    code = "locked"
    exit_status = 5


class SerialisationError(LockedError):
    """Others were changing the same rows at the same time; the same command can be run again."""
