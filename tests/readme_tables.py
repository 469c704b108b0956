"""Tables of the READMEs that the program itself knows: cog puts them where they stand (see "For developers").

``python -m cogapp -r README.md README.th.md`` renews them, with ``tests`` and ``src`` on PYTHONPATH; a test finds a
stale one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.cli import SUMMARIES
from circtrack.cli.reference import EXIT_STATUSES, VARIABLES
from circtrack.config import SETTINGS
from circtrack.i18n import set_language, translate
from circtrack.reports.owing import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable

_HEADS = {
    "command": "คำสั่ง",
    "what it does": "ทำอะไร",
    "exit status": "สถานะเมื่อจบ",
    "meaning": "ความหมาย",
    "variable": "ตัวแปร",
    "setting": "รายการ",
    "without one": "ค่าเริ่มต้น",
}


def commands(language: str = "en") -> str:
    """Every verb and what it does."""
    rows = [(f"`circtrack {verb}`", what) for verbs in SUMMARIES.values() for verb, what in verbs.items()]
    return _table(("command", "what it does"), rows, language)


def exit_statuses(language: str = "en") -> str:
    """Every exit status."""
    return _table(("exit status", "meaning"), [(str(status), what) for status, what in EXIT_STATUSES.items()], language)


def variables(language: str = "en") -> str:
    """Every environment variable."""
    return _table(("variable", "meaning"), [(f"`{name}`", what) for name, what in VARIABLES.items()], language)


def settings(language: str = "en") -> str:
    """Every setting, what holds without one, and what it is."""
    rows = [(f"`{each.name}`", _value(each.default), each.meaning) for each in SETTINGS]
    return _table(("setting", "without one", "meaning"), rows, language)


def owing_columns() -> str:
    """The columns of ``circtrack owing``, in their order."""
    return "\n" + "\n".join(f"{place}. `{column.name}`" for place, column in enumerate(COLUMNS, 1)) + "\n\n"


def _value(value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{list(value) if isinstance(value, tuple) else value}`"


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]], language: str) -> str:
    set_language(language)
    try:
        told = [(*row[:-1], translate(row[-1]).replace("|", "\\|")) for row in rows]
    finally:
        set_language("en")
    titles = [_HEADS[head] if language == "th" else head for head in heads]
    lines = [titles, ["---"] * len(heads), *told]
    return "\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines) + "\n"
