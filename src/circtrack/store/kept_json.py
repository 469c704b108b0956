"""Read what offices say, which is kept as JSON: what another program wrote into such a row is told, not guessed at."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from circtrack.errors import N_, DatabaseError
from circtrack.store.letter_columns import PARTS, TEXT_COLUMNS

_STAMP = re.compile(r"(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)? \d{10}", re.ASCII)

Form = Callable[[Any], bool]
"""Whether a value has a form."""


def is_text(value: object) -> bool:
    """Whether a value is a text."""
    return isinstance(value, str)


def is_number(value: object) -> bool:
    """Whether a value is a whole number."""
    return type(value) is int


def is_day(value: object) -> bool:
    """Whether a value is a day, as ISO text."""
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def is_stamp(value: object) -> bool:
    """Whether a value is the stamp of a statement (``store.statements.make_stamp``)."""
    return isinstance(value, str) and _STAMP.fullmatch(value) is not None


def or_none(form: Form) -> Form:
    """Return the form of what has a form, or is null."""
    return lambda value: value is None or form(value)


def list_of(form: Form) -> Form:
    """Return the form of a list whose every value has a form."""
    return lambda value: isinstance(value, list) and all(map(form, value))


def row_of(*forms: Form) -> Form:
    """Return the form of a list of as many values as forms, each of its own."""

    def has_form(value: Any) -> bool:
        return (
            isinstance(value, list)
            and len(value) == len(forms)
            and all(f(v) for f, v in zip(forms, value, strict=True))
        )

    return has_form


def object_of(**forms: Form) -> Form:
    """Return the form of an object that has no other values than these."""
    return lambda value: isinstance(value, dict) and all(name in forms and forms[name](value[name]) for name in value)


class RowName(NamedTuple):
    """Which row it is, and which of its columns; ``number`` and ``secrecy`` are those of its letter."""

    table: str
    column: str
    number: str
    secrecy: str
    office: str


MEND_ROW = N_(
    "`circtrack restore BACKUP` brings back a backup; else whoever keeps the database deletes or mends this row"
    " there, and takes in again the bundles of {office}."
)
"""What to do where something stands in a row that circtrack does not write."""

KEY = row_of(is_text, is_number, is_text)
"""A letter's key: issuer, Buddhist year, number."""
KEYS = list_of(KEY)

_DAY_OR_NONE = or_none(is_day)
_MOVES = list_of(row_of(is_day, _DAY_OR_NONE, is_text, or_none(KEY), _DAY_OR_NONE, is_text, _DAY_OR_NONE))
_TASK = object_of(progress=is_text, done_on=is_day, note=is_text, closed_by=KEY, exempt_from=is_day, moves=_MOVES)
_RECEIPT = object_of(received_on=is_day, receive_number=is_text)
_COLUMNS = {"date": _DAY_OR_NONE, "due_on": _DAY_OR_NONE, "taken": is_number}
_LETTER = {
    "date": is_day,
    "recipients": list_of(is_text),
    **dict.fromkeys(TEXT_COLUMNS, is_text),
    **{
        name: list_of(row_of(*(_COLUMNS.get(column, is_text) for column in columns)))
        for name, (_, _, columns) in PARTS.items()
    },
}


def has_form_of_statement(task: str, office: str, text: str) -> bool:
    """Whether a statement (``store.statements``) on such a fact may have this value, JSON text."""
    return _has_form(text, "task" if task else "receipt" if office else "letter")


@lru_cache(maxsize=16_384)  # thousands of offices say the same
def _has_form(text: str, kind: str) -> bool:
    value = _parse(text)
    if kind == "letter":
        return value == {} or (object_of(**_LETTER)(value) and value.keys() == _LETTER.keys())
    return (_TASK if kind == "task" else _RECEIPT)(value)


def read_json(text: str, form: Form, row: RowName) -> Any:
    """Return the value of JSON text that has a form.

    Raises:
        DatabaseError: it is no JSON, or has not this form.
    """
    value = _parse(text)
    if not form(value):
        raise make_row_error(row)
    return value


def has_form(text: str, form: Form) -> bool:
    """Whether JSON text has a form."""
    return form(_parse(text))


def _parse(text: str) -> Any:
    """Return the value of JSON text; what is no JSON is no value of any form."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return ...


def make_row_error(row: RowName) -> DatabaseError:
    """Return the error for a row in which something stands that circtrack does not write."""
    return DatabaseError(
        "In the table {table}, {column} of the row on {letter} by {office} is nothing that circtrack writes.",
        hint=MEND_ROW,
        table=row.table,
        column=row.column,
        letter=row.secrecy or row.number,
        office=row.office,
    )
