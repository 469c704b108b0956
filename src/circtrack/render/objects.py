"""JSON: an array of objects whose keys are the columns' names. JSON Lines: one such object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import IO, TYPE_CHECKING

from circtrack.errors import Message

if TYPE_CHECKING:
    from circtrack.table import Report


def write_objects(report: Report, stream: IO[str], *, lines: bool = False) -> None:
    """Write the report, row by row; unknown values are empty strings, as in CSV."""
    names = [column.name for column in report.columns]
    write_mappings((dict(zip(names, row, strict=True)) for row in report.rows), stream, lines=lines)


def write_mappings(mappings: Iterable[Mapping[str, object]], stream: IO[str], *, lines: bool = False) -> None:
    """Write mappings (which may contain dates, lists and mappings) as an array, or one a line."""
    texts = (json.dumps(_json_value(mapping), ensure_ascii=False) for mapping in mappings)
    if lines:
        stream.writelines(text + "\n" for text in texts)
        return
    separator = "[\n"
    for text in texts:
        stream.write(separator + text)
        separator = ",\n"
    stream.write("[]\n" if separator == "[\n" else "\n]\n")


def _json_value(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _json_value(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_json_value(item) for item in value]
    if isinstance(value, (str, Message)):
        return str(value).translate(_TERMINAL_CONTROLS)
    return value


# json.dumps escapes C0 controls; remove the others that could control a terminal.
_TERMINAL_CONTROLS = dict.fromkeys([0x7F, *range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
