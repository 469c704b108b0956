"""How a letter and its parts are kept in columns: the only mapping, used for rows and for bundles."""

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
"""The text fields of a letter, which have columns of the same names; several values stand one per line."""

_ONE_PER_LINE = frozenset({"addressees", "enclosures", "phones"})

PARTS: dict[str, tuple[str, type[Any], tuple[str, ...]]] = {
    "links": ("letter_link", Link, ("type", "number", "date", "issuer", "as_written")),
    "findings": ("finding", Finding, ("code", "field", "text", "evidence", "proposal", "taken")),
    "tasks": ("stated_task", Task, ("title", "system", "audience", "due_on", "rule", "as_written")),
}
"""The lists of a letter. Each has a table, a class, and the columns of both; rows are ordered by ``position``."""

_DAYS = frozenset({"date", "due_on"})


def write_texts(letter: Letter) -> dict[str, str]:
    """Return a letter's text fields as column values."""
    values = {name: getattr(letter, name) for name in TEXT_COLUMNS}
    return {name: "\n".join(value) if name in _ONE_PER_LINE else value for name, value in values.items()}


def read_texts(row: Mapping[str, str]) -> dict[str, Any]:
    """Return a letter's text fields from its row."""
    return {name: tuple(row[name].splitlines()) if name in _ONE_PER_LINE else row[name] for name in TEXT_COLUMNS}


def write_part(part: Link | Finding | Task, columns: Sequence[str]) -> dict[str, Any]:
    """Return one link, finding or task as column values: days as ISO text, flags as 0 and 1."""
    return {name: _to_column(getattr(part, name)) for name in columns}


def read_parts(name: str, rows: Sequence[Sequence[Any]]) -> tuple[Any, ...]:
    """Make the links, findings or tasks (``name``, a key of ``PARTS``) from rows that have their columns in order."""
    _, part, columns = PARTS[name]
    return tuple(
        part(**{column: _from_column(column, value) for column, value in zip(columns, row, strict=True)})
        for row in rows
    )


def _to_column(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def _from_column(column: str, value: Any) -> object:
    if column in _DAYS:
        return date.fromisoformat(value) if value else None
    return bool(value) if column == "taken" else value
