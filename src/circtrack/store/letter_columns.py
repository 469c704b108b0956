"""How a letter and what belongs to it stand in columns: the one mapping, of rows and of what bundles carry."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from circtrack.model import Finding, Link, Task

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from circtrack.model import Letter

TEXT_COLUMNS = (
    "number_as_written", "date_as_written", "kind", "urgency", "secrecy", "subject", "addressees", "enclosures",
    "signatory", "position", "section", "phones", "email", "text",
)  # fmt: skip
"""The fields of a letter that its row has as they are; several values stand one a line."""

_ONE_A_LINE = frozenset({"addressees", "enclosures", "phones"})

PARTS: dict[str, tuple[str, type[Any], tuple[str, ...]]] = {
    "links": ("letter_link", Link, ("type", "number", "date", "issuer", "as_written")),
    "findings": ("finding", Finding, ("code", "field", "text", "evidence", "proposal", "taken")),
    "tasks": ("stated_task", Task, ("title", "system", "audience", "due_on", "rule", "as_written")),
}
"""A letter's lists: each has a table, in its order; a class; and the columns, which are that class's fields."""

_DAYS = frozenset({"date", "due_on"})


def write_texts(letter: Letter) -> dict[str, str]:
    """A letter's text fields as its row has them."""
    values = {name: getattr(letter, name) for name in TEXT_COLUMNS}
    return {name: "\n".join(value) if name in _ONE_A_LINE else value for name, value in values.items()}


def read_texts(row: Mapping[str, str]) -> dict[str, Any]:
    """A letter's text fields from its row."""
    return {name: tuple(row[name].splitlines()) if name in _ONE_A_LINE else row[name] for name in TEXT_COLUMNS}


def write_part(part: Link | Finding | Task, columns: Sequence[str]) -> dict[str, Any]:
    """One citation, finding or task as its row has it: days in ISO form, flags as 0 and 1."""
    return {name: _stored(getattr(part, name)) for name in columns}


def read_parts(name: str, rows: Sequence[Sequence[Any]]) -> tuple[Any, ...]:
    """The citations, findings or tasks (``name``, of ``PARTS``) of rows with their columns in order."""
    _, made, columns = PARTS[name]
    return tuple(
        made(**{column: _read(column, value) for column, value in zip(columns, row, strict=True)}) for row in rows
    )


def _stored(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def _read(column: str, value: Any) -> object:
    if column in _DAYS:
        return date.fromisoformat(value) if value else None
    return bool(value) if column == "taken" else value
